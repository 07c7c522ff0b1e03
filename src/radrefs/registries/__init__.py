"""Ask the world: Crossref, PubMed, other agencies, a local file of works.

base        Catalogue: anything in which works are searched and looked up
local       a file of works, ranked by bm25
crossref    Crossref's routes;  agencies  DOIs that Crossref does not hold
pubmed      ECitMatch and esummary;  hints  what they propose
cache       stored answers
connect     all of these put together as the settings say
threads     several searches at once

http        requests, retries;  answers  bodies and headers, within limits
rates       how often each service may be asked;  rate_limit  keep to that, in all processes
addresses   addresses of servers, of this machine, of the person to write to
"""
