"""Run a Crossref and a PubMed on this machine, for tests and for trying out.

For those who build on radrefs, or on Crossref: real HTTP servers on 127.0.0.1 that answer
as the registries do, with their limits, headers, errors and oddities, from works that you
give them. They are not the registries: nothing that they answer is a live result.

    from radrefs.testing.crossref import LocalCrossref

    with LocalCrossref([{"DOI": "10.5555/a", "title": ["A title"]}]).running() as server:
        ...  # ask server.url, then look at server.seen

    python -m radrefs.testing.crossref     a Crossref and a PubMed, until Ctrl-C
    python -m radrefs.testing.web FOLDER   the local page beside a local Crossref

server    addresses, threads, faults and limits: what the two have in common
crossref  Crossref's routes, limits and errors (`crossref_faults`: its errors), and doi.org
pubmed    ECitMatch and esummary of NCBI
samples   the works that come with radrefs, and files of works
web       the page of `radrefs serve` beside a local Crossref

Nothing else in radrefs imports this package.
"""
