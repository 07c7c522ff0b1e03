"""Compare and decide: is this record the work that the citation names? Pure, no network.

records     a registry's record (`Work`), and the citation it says
normalize   text folded for comparing
notices     titles of errata, replies and reviews
features    one comparison each: title, author, journal, year, volume, page ...
grading     all features of all records -> one decision
completion  page and record -> one citation, with provenance
pairs       two citations: duplicate, possible or distinct
clusters    many citations -> the groups that are one article
"""
