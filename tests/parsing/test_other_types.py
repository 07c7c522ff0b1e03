"""Read books, chapters, leaflets, theses and web pages as Vancouver and AMA print them."""

from __future__ import annotations

from typing import Any

import pytest

from radrefs import parse_entry

STATPEARLS = {
    "type": "chapter",
    "title": "Hemifacial Spasm",
    "container-title": "StatPearls [Internet]",
    "publisher": "StatPearls Publishing",
    "publisher-place": "Treasure Island (FL)",
    "issued": {"date-parts": [[2023, 1]]},
}
BOOK = {"type": "book", "publisher": "Elsevier", "publisher-place": "Philadelphia, PA"}

# (entry, fields that must come out); whoever is named as author or editor is told apart.
WORKS: list[tuple[str, dict[str, Any]]] = [
    ("Osborn AG. Osborn's Brain. 2nd ed. Philadelphia, PA: Elsevier; 2018:1001-6.",
     {**BOOK, "title": "Osborn's Brain", "edition": "2", "page": "1001-1006", "authors": 1}),
    ("Osborn AG. Osborn's Brain. Philadelphia, PA: Elsevier; 2018:1001-6.",
     {**BOOK, "title": "Osborn's Brain", "page": "1001-1006", "authors": 1}),
    ("Osborn AG. Osborn's Brain: Imaging and Anatomy. 2nd ed. Philadelphia, PA: Elsevier; 2018.",
     {**BOOK, "title": "Osborn's Brain: Imaging and Anatomy", "edition": "2", "authors": 1}),
    ("Osborn AG, Salzman KL, eds. Diagnostic Imaging: Brain. 3rd ed. Philadelphia, PA: "
     "Elsevier; 2016.",
     {**BOOK, "title": "Diagnostic Imaging: Brain", "edition": "3", "editors": 2}),
    ("Smith AB, Jones CD. Imaging of the orbit. Elsevier; 2010. p. 12-20.",
     {"type": "book", "title": "Imaging of the orbit", "publisher": "Elsevier", "page": "12-20"}),
    ("American College of Radiology. ACR manual on contrast media. Reston, VA: ACR; 2018.",
     {"type": "book", "title": "ACR manual on contrast media", "publisher": "ACR",
      "publisher-place": "Reston, VA", "authors": 1}),
    ("Smith AB. Imaging of the orbit. Hoboken (NJ): Unheard-of House; 2018.",
     {"type": "book", "title": "Imaging of the orbit", "publisher": "Unheard-of House",
      "publisher-place": "Hoboken (NJ)", "authors": 1}),
    ("WHO Classification of Tumours Editorial Board. Tumours of the orbit. 5th ed. "
     "Lyon: International Agency for Research on Cancer; 2021.",
     {"type": "book", "title": "Tumours of the orbit", "edition": "5", "publisher-place": "Lyon"}),
    ("Lee M, Kim S. Hemifacial spasm. In: Brant WE, Helms CA, eds. Fundamentals of Diagnostic "
     "Radiology. 4th ed. Philadelphia, PA: Elsevier; 2012:1001-1006.",
     {**BOOK, "type": "chapter", "title": "Hemifacial spasm", "edition": "4", "editors": 2,
      "container-title": "Fundamentals of Diagnostic Radiology", "page": "1001-1006"}),
    ("Lee M. Hemifacial spasm. In: Brant WE, editor. The orbit. Philadelphia, PA: "
     "Elsevier; 2002. p. 93-113.",
     {**BOOK, "type": "chapter", "title": "Hemifacial spasm", "editors": 1,
      "container-title": "The orbit", "page": "93-113"}),
    ("Lee M. Hemifacial spasm. In: Brant WE. The orbit. Philadelphia, PA: Elsevier; 2002.",
     {**BOOK, "type": "chapter", "title": "Hemifacial spasm", "editors": 1,
      "container-title": "The orbit"}),
    ("Lee M. Hemifacial spasm In: Brant WE, ed. The orbit. Philadelphia, PA: Elsevier; 2002.",
     {**BOOK, "type": "chapter", "title": "Hemifacial spasm", "editors": 1,
      "container-title": "The orbit"}),
    ("Smith AB, Jones CD. Hemifacial Spasm. In: StatPearls [Internet]. Treasure Island (FL): "
     "StatPearls Publishing; 2023 Jan-.", STATPEARLS),
    ("Smith AB, Jones CD. Hemifacial Spasm. In: StatPearls [Internet]. Treasure Island (FL): "
     "StatPearls Publishing; 2023 Jan\u2013. PMID: 30252276.", {**STATPEARLS, "PMID": "30252276"}),
    ("Smith AB, Jones CD. Hemifacial Spasm. [Updated 2023 Jul 24]. In: StatPearls [Internet]. "
     "Treasure Island (FL): StatPearls Publishing; 2023 Jan-. Available from: https://example.org/b/",
     {**STATPEARLS, "note": "Updated 2023 Jul 24", "URL": "https://example.org/b/"}),
    ("Gadavist [package insert]. Whippany, NJ: Bayer HealthCare Pharmaceuticals Inc; 2019.",
     {"type": "document", "title": "Gadavist", "genre": "package insert",
      "publisher": "Bayer HealthCare Pharmaceuticals Inc", "publisher-place": "Whippany, NJ"}),
    ("Smith AB. Sleep and the orbit [dissertation]. Mount Pleasant (MI): Central University; 2002.",
     {"type": "thesis", "title": "Sleep and the orbit", "genre": "dissertation",
      "publisher": "Central University", "publisher-place": "Mount Pleasant (MI)"}),
    ("American College of Radiology. Appropriateness Criteria. https://example.org/a. "
     "Accessed March 3, 2021.",
     {"type": "webpage", "title": "Appropriateness Criteria", "URL": "https://example.org/a",
      "accessed": {"date-parts": [[2021, 3, 3]]}}),
    ("Orbits.org [Internet]. New York: Society of the Orbit, Inc; c2001 [updated 2002 May 16; "
     "cited 2002 Jul 9]. Available from: http://www.example.org/.",
     {"type": "webpage", "title": "Orbits.org [Internet]", "publisher": "Society of the Orbit, Inc",
      "publisher-place": "New York", "accessed": {"date-parts": [[2002, 7, 9]]},
      "issued": {"date-parts": [[2001]]}}),
]  # fmt: skip


@pytest.mark.parametrize("entry, wanted", WORKS, ids=[entry[:60] for entry, _ in WORKS])
def test_what_is_no_article_is_read(entry: str, wanted: dict[str, Any]) -> None:
    citation = parse_entry(entry)
    item = citation.model_dump(mode="json", exclude_defaults=True)
    counts = {"authors": len(citation.author), "editors": len(citation.editor)}
    for name, value in wanted.items():
        assert counts.get(name, item.get(name)) == value, name
    assert [problem.message for problem in citation.problems] == []


def test_a_publisher_with_a_year_in_it_is_reported() -> None:
    text = "Smith AB (2010) Points. In: Med. Image Comput. Interv. 2010, Springer. pp. 59-61."
    assert {str(problem.kind) for problem in parse_entry(text).problems} >= {"boundary"}
