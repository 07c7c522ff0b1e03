"""Read with bibutils, which gives MODS."""

from __future__ import annotations

from pathlib import Path
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

from tests.interop.normal import Item, name, numbers, settled, tidy
from tests.interop.programs.base import Program, format_of, program_on_path, run

COMMANDS = {"bibtex": "bib2xml", "biblatex": "biblatex2xml", "ris": "ris2xml"}
NS = {"m": "http://www.loc.gov/mods/v3"}
TYPES = {
    "academic journal": "article-journal", "book": "book", "book chapter": "chapter",
    "collection": "chapter", "conference publication": "paper-conference",
    "journal article": "article-journal", "newspaper": "article-newspaper",
    "technical report": "report", "report": "report", "thesis": "thesis",
    "web page": "webpage", "web site": "webpage", "electronic": "webpage",
}  # fmt: skip


def read(path: Path) -> dict[str, Item]:
    """Convert a file to MODS."""
    ran = run(COMMANDS[format_of(path)], path)
    assert ran.status == 0, ran.err
    root = ElementTree.fromstring(ran.out.removeprefix("\ufeff"))
    return {mods.attrib["ID"]: _item(mods) for mods in root.iterfind("m:mods", NS)}


def _one(element: Element, path: str) -> str:
    return tidy(element.findtext(path, "", NS))


def _item(mods: Element) -> Item:
    host = mods.find("m:relatedItem[@type='host']", NS)
    host = Element("none") if host is None else host
    whole = _wholes(mods, host)
    item: Item = {key: value for key, value in whole.items() if value}
    for role in ("author", "editor"):
        people = [_name(n) for n in mods.iterfind(".//m:name", NS) if _role(n) == role]
        item |= {role: people} if people else {}
    if date := _one(mods, "m:part/m:date") or _first(mods, host, "m:originInfo/m:dateIssued"):
        item["issued"] = numbers(date.split("-"))
    item["type"] = _type(mods, host)
    if item["type"] != "report" and "number" in item:
        item.setdefault("issue", item.pop("number"))
    return settled(item)


def _first(mods: Element, host: Element, path: str) -> str:
    return _one(mods, path) or _one(host, path)


def _wholes(mods: Element, host: Element) -> dict[str, str]:
    """Give the facts that are one text."""
    pages = [_one(mods, f"m:part/m:extent[@unit='page']/m:{end}") for end in ("start", "end")]
    detail = "m:part/m:detail[@type='{}']/m:number"
    ids = {
        label: _first(mods, host, f"m:identifier[@type='{kind}']")
        for label, kind in (
            ("DOI", "doi"), ("PMID", "pmid"), ("PMCID", "pmc"), ("ISSN", "issn"), ("ISBN", "isbn"),
        )
    }  # fmt: skip
    titles = [_title(info) for info in host.iterfind("m:titleInfo", NS)]
    own = mods.find("m:titleInfo", NS)
    grantor = [
        _one(n, "m:namePart") for n in mods.iterfind("m:name", NS) if _role(n) == "degree grantor"
    ]
    genres = [g.text or "" for g in mods.iterfind("m:genre", NS) if "authority" not in g.attrib]
    return ids | {
        "title": "" if own is None else _title(own),
        "container-title": titles[0] if titles else "",
        "container-title-short": titles[1] if len(titles) > 1 else "",
        "volume": _one(mods, detail.format("volume")),
        "issue": _one(mods, detail.format("issue")),
        "page": _one(mods, detail.format("page")) or "-".join(filter(None, pages)),
        "number": _one(mods, detail.format("number")),
        "edition": _first(mods, host, "m:originInfo/m:edition"),
        "publisher": _first(mods, host, "m:originInfo/m:publisher") or "".join(grantor),
        "publisher-place": _first(mods, host, "m:originInfo/m:place/m:placeTerm"),
        "genre": "".join(genres),
        "URL": _one(mods, "m:location/m:url"),
        "language": _one(mods, "m:language/m:languageTerm"),
        "abstract": _one(mods, "m:abstract"),
        "keyword": ", ".join(tidy(topic.text) for topic in mods.iterfind("m:subject/m:topic", NS)),
        "note": "; ".join(tidy(note.text) for note in mods.iterfind("m:note", NS)),
    }


def _title(info: Element) -> str:
    """Give a title whole; MODS keeps what stands after a colon apart."""
    return ": ".join(filter(None, (_one(info, "m:title"), _one(info, "m:subTitle"))))


def _role(element: Element) -> str:
    return _one(element, "m:role/m:roleTerm")


def _name(element: Element) -> tuple[str, ...]:
    parts: dict[str, list[str]] = {}
    for part in element.iterfind("m:namePart", NS):
        parts.setdefault(part.attrib.get("type", "family"), []).append(part.text or "")
    return name(*(" ".join(parts.get(part, ())) for part in ("family", "given", "suffix")))


def _type(mods: Element, host: Element) -> str:
    """Give what the genres say; a book says it only by being monographic."""
    for genre in (*mods.iterfind("m:genre", NS), *host.iterfind("m:genre", NS)):
        if "authority" in genre.attrib and genre.text in TYPES:
            return TYPES[genre.text]
    return _one(mods, "m:genre")


PROGRAM = Program(
    "bibutils",
    ("bibtex", "biblatex", "ris"),
    program_on_path("bibutils", *COMMANDS.values()),
    read,
)
