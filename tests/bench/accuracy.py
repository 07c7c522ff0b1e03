"""Compare what is read with what is true, field by field, on a data folder.

The folder holds `parsing/seed-truth.json`, `parsing/near-style.jsonl` and
`matching/queries.jsonl.gz`. It is not part of the repository.
"""

from __future__ import annotations

import gzip
import json
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from radrefs import Citation, parse, parse_entry, render
from radrefs.parsing.draft import find_unread

Truth = dict[str, Any]
Misses = dict[str, tuple[object, object]]

# The five-minute expression that anyone writes first (research note, footnote 2).
NAIVE = re.compile(r"(.+?): (.+?)\. (.+?)\. (\d+)\((\d+)\):(\d+)-(\d+), (\d{4})")
_TYPES = {"article": "article-journal", "web": "webpage", "newspaper": "article-newspaper"}


def initials(given: str | None) -> str:
    """Close initials up again: "M. G. Z." is "MGZ"."""
    return (given or "").replace(". ", "").replace(".", "")


def same_page(one: str | None, other: str | None) -> bool:
    """Tell whether two page fields mean the same: "281" and "281-281" do."""

    def plain(page: str | None) -> str:
        first, _, last = (page or "").partition("-")
        return first if first == last else page or ""

    return plain(one) == plain(other)


def is_lossless(citation: Citation, text: str) -> bool:
    """Tell whether the pieces give back the text, and fields and unread parts cover it."""
    source = citation.source
    if source is None or source.text != text:
        return False
    whole = "".join(piece for _, piece in source.pieces()) == text
    unread = find_unread(text, source.marks)
    told = [(p.start, p.end) for p in citation.problems]
    return whole and all(any(a <= x and y <= b for a, b in told) for x, y in unread)


def compare_query(citation: Citation, truth: Truth) -> Misses:
    """Compare one citation with the fields of a rendered record; give what differs.

    White space is compared folded: four records hold a journal's name with two blanks.
    """
    first = citation.author[0] if citation.author else None
    got = {
        "family": first.family if first else None,
        "given": initials(first.given) if first else None,
        "et_al": citation.et_al,
        "title": citation.title,
        "journal": citation.container_title_short,
        "volume": citation.volume,
        "issue": citation.issue,
        "year": citation.year,
    }
    wanted = {
        key: " ".join(value.split()) if isinstance(value, str) else value
        for key, value in truth.items()
    }
    misses: Misses = {k: (wanted[k], got[k]) for k in got if wanted[k] != got[k]}
    if not same_page(citation.page, truth["page"]):
        misses["page"] = (truth["page"], citation.page)
    return misses


def compare_seed(citation: Citation, truth: Truth) -> Misses:
    """Compare one citation with a seed's truth (or a near string's fields); give what differs."""
    people = [name for name in citation.author if name.literal != "et al."]
    number = citation.number if citation.type == "article-journal" else None
    first, _, last = (citation.page or "").partition("-")
    got = {
        "authors": [_person(name.model_dump(exclude_none=True)) for name in people],
        "et_al": citation.et_al,
        "title": citation.title,
        "volume": citation.volume,
        "year": citation.year,
        "first_page": None if number else first or None,
        "last_page": None if number else last or None,
        "article_number": number,
        "doi": citation.doi,
        "url": citation.url,
        "publisher": citation.publisher,
        "place": citation.publisher_place,
        "note": citation.note,
    }
    wanted = {key: truth.get(key) for key in got}
    wanted["note"] = truth.get("note") or _extra(truth)
    misses: Misses = {
        k: (wanted[k], got[k]) for k in got if (wanted[k] or None) != (got[k] or None)
    }
    if truth.get("journal") not in (citation.container_title, citation.container_title_short):
        misses["journal"] = (truth.get("journal"), citation.container_title_short)
    issues = truth.get("issue_ok") or [truth.get("issue")]
    if citation.issue not in [*issues, truth.get("supplement")]:
        misses["issue"] = (truth.get("issue"), citation.issue)
    kind = truth.get("type")
    if kind and _TYPES.get(kind, kind) != citation.type:
        misses["type"] = (kind, citation.type)
    return misses


def _person(name: dict[str, str]) -> dict[str, str]:
    given = name.pop("given", None)
    return name if "literal" in name else {**name, "initials": initials(given)}


def _extra(truth: Truth) -> str | None:
    """Spell the note after the pages with its pages in full, as `Citation.note` does."""
    printed = truth.get("extra")
    if not printed:
        return None
    notes = []
    for note, pages in zip(printed.split("; "), truth.get("extra_pages") or [], strict=True):
        word = note.rsplit(" ", 1)[0]
        last = f"-{pages['last']}" if pages.get("last") else ""
        notes.append(f"{word} {pages['first']}{last}")
    return "; ".join(notes)


def read_seeds(data: Path) -> list[Truth]:
    """Read the seed page's truth."""
    truths: list[Truth] = json.loads((data / "parsing/seed-truth.json").read_text("utf-8"))
    return truths


def read_queries(data: Path) -> list[Truth]:
    """Read the rendered queries."""
    with gzip.open(data / "matching/queries.jsonl.gz", "rt", encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def read_near(data: Path) -> list[Truth]:
    """Read the strings of neighbouring styles."""
    text = (data / "parsing/near-style.jsonl").read_text("utf-8")
    return [json.loads(line) for line in text.splitlines()]


def report_seeds(data: Path) -> Iterator[str]:
    """Report the seed page: each reference with all its fields, once."""
    truths = read_seeds(data)
    page = (data / "parsing/seed-page.txt").read_text("utf-8")
    citations = parse(page)
    right = 0
    for citation, truth in zip(citations, truths, strict=False):
        misses = compare_seed(citation, truth)
        right += not misses
        if misses:
            yield f"  seed {truth['n']}: {misses}"
    rendered = sum(render(c) == t["raw"] for c, t in zip(citations, truths, strict=False))
    yield f"seed page: {len(citations)} citations, {right} of {len(truths)} right in every field"
    yield f"  {rendered} rendered back to the very string"


def report_queries(data: Path) -> Iterator[str]:
    """Report the rendered queries, read as one numbered list."""
    queries = read_queries(data)
    page = "References\n" + "\n".join(f"{n}. {q['raw']}" for n, q in enumerate(queries, 1))
    citations = parse(page)
    right = lossless = rendered = naive = silent = 0
    fields: Counter[str] = Counter()
    for citation, query in zip(citations, queries, strict=True):
        misses = compare_query(citation, query["fields"])
        right += not misses
        lossless += is_lossless(citation, query["raw"])
        rendered += render(citation) == query["raw"]
        naive += NAIVE.fullmatch(query["raw"]) is not None
        fields.update(misses.keys())
        if misses:
            kinds = sorted({p.kind.value for p in citation.problems})
            silent += not kinds
            yield f"  {query['id']}: {misses}; problems: {kinds or 'none'}"
    n = len(queries)
    yield f"queries: {right} of {n} with all fields right ({right / n:.2%})"
    yield f"  wrong without a problem: {silent}; misses by field: {dict(fields)}"
    yield f"  lossless: {lossless}; rendered back to the very string: {rendered}"
    yield f"  peer, the naive expression: accepts {naive} of {n}"


def report_near(data: Path) -> Iterator[str]:
    """Report the strings of neighbouring styles, one entry each."""
    rows = read_near(data)
    right = silent = lossless = 0
    for row in rows:
        marker = re.match(r"\d+[.)]\s+", row["string"]) if row["fields"].get("number") else None
        text = row["string"][marker.end() :] if marker else row["string"]
        citation = parse_entry(text)
        misses = compare_seed(citation, row["fields"])
        _forgive_broken_range(misses, row["fields"])
        right += not misses
        lossless += is_lossless(citation, text)
        silent += bool(misses) and not citation.problems
        if misses:
            kinds = sorted({p.kind.value for p in citation.problems})
            yield f"  {row['id']}: {misses}; problems: {kinds or 'none'}"
    yield f"near styles: {right} of {len(rows)} right in every field; lossless: {lossless}"
    yield f"  wrong without a problem: {silent}"


def _forgive_broken_range(misses: Misses, truth: Truth) -> None:
    """Take a broken range, kept as printed, for right if it starts with the true first page."""
    _, got = misses.get("first_page", (None, None))
    if got and truth.get("last_page") is None and str(got).startswith(str(truth["first_page"])):
        del misses["first_page"]
