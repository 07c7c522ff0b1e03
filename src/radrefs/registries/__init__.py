"""Ask the world: Crossref, PubMed, other agencies, a local file of works.

base        Catalogue: anything in which works are searched and looked up
http        requests, retries, limits of size and time
rate_limit  so many requests a second, shared by all processes
crossref    Crossref's routes
pubmed      ECitMatch and esummary;  hints  what they propose
agencies    DOIs that Crossref does not hold
cache       stored answers
local       a file of works, searched with BM25
connect     all of these put together as the settings say
"""
