"""Make the records that a careless matcher would take for an article.

Each is made from a real record, in the way real ones were seen to differ (docs: resolving):
errata, comments, replies, preprints, meeting abstracts, second parts, namesakes,
siblings, chapters, Faculty Opinions. A JSTOR twin is the same article under another DOI.
They are far more frequent here than in nature, and they are ours.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterator
from typing import Any

Record = dict[str, Any]
_KEPT = (
    "title subtitle container-title short-container-title author issued published-print"
    " published-online volume issue page article-number ISSN publisher type"
).split()


def _copy(record: Record, doi: str, **changes: object) -> Record:
    made = {key: record[key] for key in _KEPT if record.get(key)}
    return {**made, "DOI": doi, **changes}


def _title(record: Record) -> str:
    return str((record.get("title") or [""])[0])


def _moved(record: Record, by: int, draw: random.Random) -> Record:
    """Give numeration and date of a later place in the same journal."""
    year = _year(record)
    volume = re.search(r"\d+", str(record.get("volume", "")))
    page = str(draw.randint(1, 1999))
    # A page that is the article's own by chance would be no look-alike but a twin.
    if re.match(rf"\D*0*{page}\b", str(record.get("page", ""))):
        page = str(int(page) + 2000)
    later: Record = {"page": f"{page}-{int(page) + draw.randint(0, 9)}", "article-number": None}
    if volume:
        later["volume"] = str(int(volume[0]) + by)
    if year:
        later["issued"] = later["published-print"] = {"date-parts": [[year + by]]}
    return later


def _year(record: Record) -> int | None:
    parts = (record.get("issued") or {}).get("date-parts") or [[None]]
    return parts[0][0] if parts[0] else None


def _others(draw: random.Random) -> list[Record]:
    families = ("Okafor", "Lindqvist", "Marchetti", "Yamane", "Duarte", "Novotny", "Haddad")
    return [{"family": draw.choice(families), "given": draw.choice("ABCDEFGH")} for _ in range(2)]


def erratum(record: Record, doi: str, draw: random.Random) -> Record:
    """Correct the article; three in ten keep the article's own pages."""
    form = draw.choice(("Erratum: {}", "Correction to: {}", "Corrigendum to “{}”", "Erratum. {}"))
    place = {} if draw.random() < 0.3 else _moved(record, draw.choice((0, 0, 1)), draw)
    return _copy(record, doi, **{"title": [form.format(_title(record))], "subtitle": [], **place})


def comment(record: Record, doi: str, draw: random.Random) -> Record:
    """Comment on the article; half carry its very title."""
    form = draw.choice(("{}", "{}", "Comment on “{}”", "Commentary: {}"))
    made = _moved(record, draw.choice((0, 0, 1)), draw)
    title = [form.format(_title(record))]
    return _copy(record, doi, **{"title": title, "author": _others(draw), **made})


def reply(record: Record, doi: str, draw: random.Random) -> Record:
    """Reply to a comment: the article's own first author, its title."""
    form = draw.choice(("Reply to: {}", "In reply: {}", "Response to “{}”", "{}: authors' reply"))
    made = _moved(record, draw.choice((0, 1)), draw)
    return _copy(record, doi, **{"title": [form.format(_title(record))], "subtitle": [], **made})


def preprint(record: Record, doi: str, draw: random.Random) -> Record:
    """Be the preprint of the article, of the same year or the one before."""
    year = _year(record)
    made = _copy(record, doi, type="posted-content", subtype="preprint")
    for key in ("volume", "issue", "page", "article-number", "container-title", "ISSN"):
        made.pop(key, None)
    if year:
        made["issued"] = {"date-parts": [[year - draw.choice((0, 1)), 3, 1]]}
        made.pop("published-print", None)
    return made


def abstract(record: Record, doi: str, draw: random.Random) -> Record:
    """Be the meeting abstract: same people, title, journal, often the same volume."""
    number = draw.randint(1, 400)
    title = draw.choice(("{}", "{}", "P-{n}: {}")).format(_title(record), n=number)
    made = _moved(record, draw.choice((-1, 0, 0)), draw)
    return _copy(
        record,
        doi,
        **{"title": [title], **made, "issue": "Suppl 1", "page": f"S{number}-S{number}"},
    )


def second_part(record: Record, doi: str, draw: random.Random) -> Record:
    """Be part II: same people and words, the next issue or volume."""
    form = draw.choice(("{}: Part II", "{}. II", "{} 2", "{}, part 2"))
    made = _moved(record, draw.choice((0, 1)), draw)
    return _copy(record, doi, **{"title": [form.format(_title(record))], "subtitle": [], **made})


def namesake(record: Record, doi: str, draw: random.Random) -> Record:
    """Carry the same title by other people, in another journal, another year."""
    made = _moved(record, draw.choice((-3, 2, 7)), draw)
    journal = {"container-title": ["Annals of Clinical Case Reports"], "ISSN": []}
    return _copy(
        record, doi, **{"author": _others(draw), **journal, "short-container-title": [], **made}
    )


def sibling(record: Record, doi: str, draw: random.Random) -> Record:
    """Be another article of the same people and title in the same volume: another page."""
    return _copy(record, doi, **_moved(record, 0, draw))


def chapter(record: Record, doi: str, draw: random.Random) -> Record:
    """Be a reprint as a chapter, without volume."""
    made = _copy(record, doi, **{"type": "book-chapter", "container-title": ["Selected Papers"]})
    made.pop("volume", None)
    made.pop("issue", None)
    return made


def recommendation(record: Record, doi: str, draw: random.Random) -> Record:
    """Recommend the article, as Faculty Opinions did."""
    title = f"Faculty Opinions recommendation of {_title(record)}"
    doi = f"10.3410/f.{draw.randint(10**6, 10**7)}.{doi.rpartition('.')[2]}"
    made = _copy(record, doi, **{"title": [title], "type": draw.choice(("dataset", "peer-review"))})
    made["container-title"] = ["Faculty Opinions – Post-Publication Peer Review"]
    for key in ("volume", "issue", "page"):
        made.pop(key, None)
    return made


def jstor(record: Record, doi: str, draw: random.Random) -> Record:
    """Be the same article under JSTOR's DOI."""
    made = _copy(record, f"10.2307/{doi.rpartition('.')[2]}", **{"is-referenced-by-count": 0})
    made.pop("issue", None)
    return made


KINDS: dict[str, Callable[[Record, str, random.Random], Record]] = {
    "erratum": erratum, "comment": comment, "reply": reply, "preprint": preprint,
    "meeting abstract": abstract, "part II": second_part, "namesake": namesake,
    "sibling": sibling, "chapter": chapter, "Faculty Opinions": recommendation,
}  # fmt: skip


def lookalikes(record: Record, serial: int, seed: int = 1) -> Iterator[tuple[str, Record]]:
    """Give the look-alikes of one record, each kind four times in ten."""
    draw = random.Random(f"{seed} {serial}")
    for at, (kind, make) in enumerate(KINDS.items()):
        if draw.random() < 0.4:
            yield kind, make(record, f"10.5555/look.{serial * 20 + at}", draw)
    if draw.random() < 0.1:
        yield "JSTOR twin", jstor(record, f"10.5555/look.{serial * 20 + 19}", draw)
