"""Check how preprints are recognised, and the articles that they became."""

from __future__ import annotations

from typing import Any

import pytest

from radrefs.matching import Work, article_doi, cites_preprint, is_preprint, published_versions
from radrefs.model import Citation, Name

TITLE = "Imaging of neurovascular conflict in hemifacial spasm"
AUTHOR = (Name(family="Marchetti", given="L."),)


def citation(**fields: Any) -> Citation:
    values = {"id": "one", "type": "article-journal", "title": TITLE, "author": AUTHOR, **fields}
    return Citation(**values)


@pytest.mark.parametrize(
    "fields, preprint",
    [
        ({"container_title": "bioRxiv"}, True),
        ({"publisher": "Research Square"}, True),
        ({"genre": "preprint"}, True),
        ({"container_title": "Neuroradiology"}, False),
        ({}, False),
    ],
)
def test_a_citation_of_a_preprint_is_recognised(fields: dict[str, str], preprint: bool) -> None:
    assert cites_preprint(citation(**fields)) is preprint


@pytest.mark.parametrize(
    "relation, doi",
    [
        ({"is-preprint-of": [{"id-type": "doi", "id": "10.5555/ONE"}]}, "10.5555/one"),
        ({"is-preprint-of": {"id": "10.5555/one"}}, "10.5555/one"),
        ({"is-preprint-of": [{"id": "none"}, None, {"id": "10.5555/two"}]}, "10.5555/two"),
        ({"is-preprint-of": []}, ""),
        ({"has-review": [{"id": "10.5555/one"}]}, ""),
        (["is-preprint-of"], ""),
        (None, ""),
    ],
)
def test_the_article_of_a_preprint_is_read(relation: object, doi: str) -> None:
    work = Work("crossref", {"DOI": "10.5555/pre", "type": "posted-content", "relation": relation})
    assert is_preprint(work)
    assert article_doi(work) == doi
    assert article_doi(Work("crossref", {**work.record, "type": "journal-article"})) == ""


def test_a_published_preprint_is_found_by_title_and_first_author() -> None:
    cited = [
        citation(container_title="bioRxiv"),
        citation(title="Another title of another article"),
        citation(author=(Name(family="Okafor", given="C."),)),
        citation(type="book"),
        citation(title=TITLE.upper(), container_title="Neuroradiology"),
        citation(container_title="Neuroradiology"),
        citation(title="A short title", container_title="bioRxiv"),
        citation(title="A short title"),
    ]
    assert published_versions(cited, [0, 6]) == {0: 4}
    assert published_versions(cited[:4], [0]) == {}
    assert published_versions(cited, []) == {}
