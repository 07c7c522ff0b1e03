"""Keep the words of links out of fields and notes, and the text of the entry whole."""

from __future__ import annotations

import pytest

from radrefs import Citation, parse_entry

VANCOUVER = "Smith AB, Jones CD. Imaging of the orbit. Radiology. 2010;255(1):1-9."
HOUSE = "Smith AB et al: Imaging of the orbit. Radiology. 255(1):1-9, 2010"
AHEAD = "Smith AB, Jones CD. Imaging of the orbit. Radiology. 2023 Jan 10:221234."
BOOK = "Osborn AG. Osborn's Brain. 2nd ed. Philadelphia: Elsevier; 2018."

# As sites print them after an entry, on its line or on lines of their own.
LINKS = """
PubMed
[PubMed]
[Medline]
[Medline] [CrossRef]
Medline
Crossref
[CrossRef]
Google Scholar
[Google Scholar]
[DOI] [PubMed] [Google Scholar]
[DOI] [PMC free article] [PubMed] [Google Scholar]
Crossref, Medline, Google Scholar
Link, Google Scholar
Crossref Google Scholar PubMed
[Crossref], [PubMed], [Web of Science \u00ae], [Google Scholar]
PubMed Abstract | CrossRef Full Text | Google Scholar
PubMed Abstract | Publisher Full Text | PubMed Central Full Text
Article PubMed Google Scholar
Article CAS PubMed PubMed Central Google Scholar
Article\u00a0 CAS\u00a0 PubMed\u00a0 Google Scholar\u00a0
CAS PubMed Web of Science\u00ae Google Scholar
CrossrefPubMedWeb of Science\u00aeGoogle Scholar
CrossRefPubMed
CrossRefPubMedGoogle Scholar
Abstract/FREE Full Text
Abstract/FREE Full TextGoogle Scholar
FREE Full Text
Free full text
Full Text
[Full Text]
Full Text PDF
Full Text via CrossRef
Full-text
View abstract
View Abstract
View article
View Article PubMed/NCBI Google Scholar
View in Article
View in PubMed
View at Publisher | View at Google Scholar
View Record in Scopus | Google Scholar
Crossref View in Scopus Google Scholar
Scopus (12)
[QxMD MEDLINE Link]. [Full Text].
[Medline]. [Full Text].
- Pubmed
Cited by 23
Cited by: 23
Times Cited: 23
Cited Here... | PubMed | CrossRef
Cited Here
[Jump to citation]
Return to ref 1 in article
Back to cited text no. 1
OpenURL
OpenURL PubMed CrossRef
[ISI]
Web of Science
Google Scholar | Crossref | Medline | ISI
Open in new tab
(Opens in new tab)
(open in a new window)
Search PubMed
PubMed+
PubMed Central
Europe PMC
PMC free article
Free PMC article
[PMC free article] [PubMed] [CrossRef] [Google Scholar]
[Article] [PubMed]
[Link]
[PDF]
Google Scholar There is no corresponding record for this reference
F1000 Recommendation
Download citation
""".strip().split("\n")


@pytest.mark.parametrize("links", LINKS)
@pytest.mark.parametrize("entry", [VANCOUVER, HOUSE, AHEAD, BOOK], ids=["v", "h", "a", "b"])
@pytest.mark.parametrize("join", [" ", "\n"], ids=["line", "below"])
def test_links_stand_in_no_field(entry: str, links: str, join: str) -> None:
    plain = parse_entry(entry)
    citation = parse_entry(entry + join + links)
    assert _data(citation) == _data(plain)
    assert citation.problems == ()
    assert citation.source is not None and citation.source.text == entry + join + links


def _data(citation: Citation) -> Citation:
    return citation.model_copy(update={"source": None})


GLUED = ["CrossRefPubMed", "PubMed", "[PubMed]", "Google Scholar"]


@pytest.mark.parametrize("links", GLUED)
def test_links_without_a_blank_before_them(links: str) -> None:
    assert _data(parse_entry(VANCOUVER + links)) == _data(parse_entry(VANCOUVER))
    assert _data(parse_entry(HOUSE + links)) == _data(parse_entry(HOUSE))


NUMBERS = [
    ("[PubMed: 20123451]", "20123451", None),
    ("PubMed: 20123451", "20123451", None),
    ("PubMed PMID: 20123451", "20123451", None),
    ("PMID: 20123451", "20123451", None),
    ("PMID 20123451", "20123451", None),
    ("PMID:20123451.", "20123451", None),
    ("(PMID: 20123451)", "20123451", None),
    ("PubMed ID: 20123451", "20123451", None),
    ("[PMC free article: PMC1234567] [PubMed: 20123451]", "20123451", "PMC1234567"),
    ("[PMC free article: PMC1234567] [PubMed: 20123451] [CrossRef: 10.5555/x1]",
     "20123451", "PMC1234567"),
    ("PubMed PMID: 20123451; PubMed Central PMCID: PMC1234567.", "20123451", "PMC1234567"),
    ("PMID: 20123451; PMCID: PMC1234567.", "20123451", "PMC1234567"),
    ("PMID: 20123451; PubMed Central PMCID: PMCPMC1234567.", "20123451", "PMC1234567"),
    ("PMID: 20123451; PubMed Central PMCID: PMCPmc1234567.", "20123451", "PMC1234567"),
    ("PubMed PMID:20123451; PubMedCentral PMCID : PMC1234567.", "20123451", "PMC1234567"),
    ("PMC1234567", None, "PMC1234567"),
    ("<https://pubmed.ncbi.nlm.nih.gov/20123451>", "20123451", None),
    ("https://pubmed.ncbi.nlm.nih.gov/20123451/", "20123451", None),
    ("https://pubmed.ncbi.nlm.nih.gov/?term=20123451", "20123451", None),
    ("https://www.ncbi.nlm.nih.gov/pubmed/20123451", "20123451", None),
    ("http://www.ncbi.nlm.nih.gov/pmc/articles/PMC1234567/", None, "PMC1234567"),
    ("https://pmc.ncbi.nlm.nih.gov/articles/PMC1234567/", None, "PMC1234567"),
    ("https://europepmc.org/article/MED/20123451", "20123451", None),
]  # fmt: skip


@pytest.mark.parametrize("printed, pmid, pmcid", NUMBERS)
@pytest.mark.parametrize("entry", [VANCOUVER, HOUSE, AHEAD], ids=["v", "h", "a"])
def test_the_numbers_of_pubmed_and_pmc_are_taken(
    entry: str, printed: str, pmid: str | None, pmcid: str | None
) -> None:
    citation = parse_entry(f"{entry} {printed}")
    assert (citation.pmid, citation.pmcid) == (pmid, pmcid)
    assert citation.note is None and citation.url is None
    assert citation.problems == ()


DOIS = [
    "doi:10.5555/rg.301095091",
    "https://doi.org/10.5555/rg.301095091",
    "doi: 10.5555/rg.301095091. [DOI] [PubMed] [Google Scholar]",
    "doi:10.5555/rg.301095091 - Pubmed",
    "https://doi.org/10.5555/rg.301095091PubMedGoogle Scholar",
    "https://doi.org/10.5555/rg.301095091 Medline",
    "doi:10.5555/rg.301095091.PubMed PMID:20123451",
]


@pytest.mark.parametrize("printed", DOIS)
@pytest.mark.parametrize("entry", [VANCOUVER, HOUSE], ids=["v", "h"])
def test_a_doi_ends_before_the_links(entry: str, printed: str) -> None:
    citation = parse_entry(f"{entry} {printed}")
    assert (citation.doi, citation.note, citation.problems) == ("10.5555/rg.301095091", None, ())


WITH_NOTES = [
    ("Review. PubMed", "Review"),
    ("PubMed Erratum in: Radiology. 2011;1:2.", "Erratum in: Radiology. 2011;1:2"),
    ("Epub 2009 Dec 5. Review. PubMed PMID: 20123451", "Epub 2009 Dec 5; Review"),
    ("[Retracted] [PubMed]", "Retracted"),
]


@pytest.mark.parametrize("printed, note", WITH_NOTES)
def test_notes_beside_links_stay(printed: str, note: str) -> None:
    citation = parse_entry(f"{VANCOUVER} {printed}")
    assert (citation.note, citation.problems) == (note, ())


TITLES = [
    "Comparison of PubMed, Scopus, Web of Science and Google Scholar",
    "Searching PubMed",
    "Full text or abstract",
    "Medline and the radiologist",
]


@pytest.mark.parametrize("title", TITLES)
@pytest.mark.parametrize(
    "form", ["{}. FASEB J. 2008;22(2):338-342.", "{}. FASEB J. 22(2):338-342, 2008"]
)
def test_such_words_in_a_title_stay_there(title: str, form: str) -> None:
    citation = parse_entry(f"Smith AB, Jones CD. {form.format(title)}")
    assert (citation.title, citation.problems) == (title, ())


def test_notes_hold_no_blanked_characters() -> None:
    text = f"{VANCOUVER} (see doi:10.5555/x1) [PubMed: 20123451] and more [PMC1234567]"
    citation = parse_entry(text)
    assert "\x00" not in (citation.note or "")
    assert citation.note == "see; and more"
