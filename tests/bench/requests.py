"""Count what a list costs: `make bench-requests DATA=folder` (the folder with `matching/`).

The dev queries with and without PubMed, in the same process: requests per reference,
decisions, precision; then the whole pipeline for 1,000, 3,000 and 10,000 references.
"""
