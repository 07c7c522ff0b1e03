"""Make one library out of many pages and files: doubles joined, keys that stay.

The keys given are recorded beside the library (`all.bib` has `all.keys.json`), each with
what its article is known by: DOI, PMID, and a fingerprint of its fields. So a key stays
when pages are added, reordered or edited, and when an article gains its DOI.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from radrefs.bibliography.items import Cited, Item
from radrefs.bibliography.transaction import locked, replace_together
from radrefs.citekeys import keyed, unique_keys
from radrefs.errors import UnreadableInput
from radrefs.formats import Options, dumps, format_named
from radrefs.gc_pause import gc_paused
from radrefs.matching.clusters import clustered
from radrefs.matching.features import first_page_of
from radrefs.matching.normalize import folded, folded_name
from radrefs.model import ET_AL, Citation, Name
from radrefs.outputs import is_written_directly, replace_file

__all__ = ["Keys", "Merged", "keys_file", "merge_items", "read_keys", "save_merged"]

Keys = dict[str, list[str]]
"""Citation keys, and what the article of each is known by."""


class Merged(NamedTuple):
    """Hold one library made of many.

    Each of `items` has all its citing pages and its key as `citation.id`; `undecided` are
    those that may be one article, and why; `joined` counts the doubles that went.
    """

    items: tuple[Item, ...]
    undecided: tuple[tuple[tuple[Item, ...], str], ...]
    keys: Keys
    joined: int

    @property
    def citations(self) -> list[Citation]:
        """Give the citations; who cites each stands in `custom`."""
        return [one.citation for one in self.items]


def merge_items(
    items: Sequence[Item], recorded: Mapping[str, list[str]] | None = None, keys: str | None = None
) -> Merged:
    """Join the items that are one article; give each its recorded key, or a new one.

    `keys` is a template for new ones. Nothing that is in doubt is joined.
    """
    with gc_paused():
        return _merged(items, recorded or {}, keys)


def _merged(items: Sequence[Item], recorded: Mapping[str, list[str]], keys: str | None) -> Merged:
    aliases = [
        (one.resolution.doi, *one.resolution.decision.aliases)
        for one in items
        if one.resolution and one.resolution.doi and one.resolution.decision.aliases
    ]
    found = clustered([one.citation for one in items], aliases)
    groups = [[items[at] for at in group] for group in found.groups]
    ids, known = _named(groups, recorded, keys)
    named = [_joined(group, key) for group, key in zip(groups, ids, strict=True)]
    for item, group in zip(named, groups, strict=True):
        if len(group) > 1 and not any(_names_alike(item, one) for one in group):
            # What was joined may say more than each: merged again, it is still known.
            key, said = item.citation.id, _known_by(item.citation)
            known[key] = list(dict.fromkeys([*known[key], *said]))
    place = {at: number for number, group in enumerate(found.groups) for at in group}
    undecided = []
    for doubt in found.undecided:
        several = sorted({place[at] for at in doubt.places})
        if len(several) > 1:
            undecided.append((tuple(named[number] for number in several), doubt.why))
    return Merged(tuple(named), tuple(undecided), known, len(items) - len(named))


_NAMING = ("title", "author", "issued", "volume", "page", "number", "doi", "pmid", "issue",
           "container_title", "container_title_short", "publisher", "edition")  # fmt: skip
"""The fields from which the names come that an article is known by."""


def _names_alike(one: Item, other: Item) -> bool:
    mine, theirs = one.citation.__dict__, other.citation.__dict__
    return all(mine[name] == theirs[name] for name in _NAMING)


def _richness(citation: Citation) -> tuple[bool, int]:
    """Order citations by what they say: a DOI first, then how many fields."""
    return citation.doi is not None, sum(map(bool, citation.__dict__.values()))


_KEPT = ("id", "source", "problems", "custom")


def _joined(group: Sequence[Item], key: str) -> Item:
    """Join items under a key: the richest speaks, the others fill what it does not say."""
    cited = tuple(dict.fromkeys([one for item in group for one in item.cited]))
    best = group[0] if len(group) == 1 else max(group, key=lambda item: _richness(item.citation))
    changes: dict[str, Any] = {"id": key, "source": None, "problems": ()}
    said = best.citation.__dict__
    for item in (item for item in group if item is not best):
        for name, value in item.citation.__dict__.items():
            known = changes.get(name, said[name])
            if not value or value == known or name in _KEPT or not _fits(name, best):
                continue
            if not known or _says_more(name, value, known):
                changes[name] = value
            elif name in _UNITED:
                changes[name] = _united(known, value, _UNITED[name])
    custom: dict[str, Any] = {}
    for item in (best, *group):
        custom = {**(item.citation.custom or {}), **custom}
    changes["custom"] = _with_cited(custom, cited)
    citation = best.citation.model_copy(update=changes)
    return Item(citation, cited, best.file, best.line, best.resolution)


_UNITED = {"note": "; ", "keyword": ", "}
"""What each may say something of its own in, and what stands between."""


def _says_more(name: str, value: Any, known: Any) -> bool:  # noqa: ANN401 (any field's value)
    """Tell whether a value goes on where the known one is cut: names, a range, a title, a day."""
    match name:
        case "author":
            return _names_more(value, known)
        case "page":
            return bool("-" not in known and value.startswith(f"{known}-"))
        case "title":
            return folded(value).startswith(f"{folded(known)} ")
        case "issued":
            one, other = (date.date_parts[:1] for date in (value, known))
            return (
                bool(one and other and len(one[0]) > len(other[0]) == 1)
                and one[0][0] == other[0][0]
            )
        case "type":
            return bool(known == "document")
    return False


def _names_more(value: Sequence[Name], known: Sequence[Name]) -> bool:
    """Tell whether a list of names goes on, or spells given names of the same people."""
    named = [one for one in known if one.literal != ET_AL.literal]
    families = [
        [folded_name(one.family or one.literal or "") for one in many] for many in (value, named)
    ]
    if families[0][: len(named)] != families[1]:
        return False
    if ET_AL in known:
        return ET_AL not in value or len(value) > len(known)
    given = [sum(len(one.given or "") for one in many) for many in (value, named)]
    return len(value) == len(known) and given[0] > given[1]


def _united(known: str, value: str, between: str) -> str:
    parts = known.split(between)
    return between.join([*parts, *(part for part in value.split(between) if part not in parts)])


def _fits(name: str, best: Item) -> bool:
    """Tell whether a field of another may fill a gap: a number is none beside a page."""
    return not (name == "number" and best.citation.page) and name != "year_suffix"


def _with_cited(custom: dict[str, Any] | None, cited: Iterable[Cited]) -> dict[str, Any]:
    own = (custom or {}).get("radrefs")
    told = [
        {"page": one.page} | ({} if one.number is None else {"number": one.number}) for one in cited
    ]
    return {**(custom or {}), "radrefs": {**(own if isinstance(own, dict) else {}), "cited": told}}


def _known_by(citation: Citation) -> list[str]:
    """Give what an article is known by, the surest first.

    `text:` holds what a citation names it by, `also:` what else it says, which may be less.
    """
    found = [f"doi:{citation.doi.lower()}"] if citation.doi else []
    found += [f"pmid:{citation.pmid}"] if citation.pmid else []
    first = next((one for one in citation.author if one.literal != ET_AL.literal), None)
    family = folded_name(first.family or first.literal or "") if first else ""
    title = folded((citation.title or "")[:1000])[:300]
    page, year = first_page_of(citation), str(citation.year or "")
    text = (title, family, year, citation.volume or "", page)
    journal = citation.container_title_short or citation.container_title
    also = (journal, citation.issue, citation.publisher, citation.edition)
    return [
        *found,
        "text:" + "|".join(text),
        "also:" + "|".join(folded(part or "") for part in also),
    ]


def _named(
    groups: Sequence[Sequence[Item]], recorded: Mapping[str, list[str]], template: str | None
) -> tuple[list[str], Keys]:
    """Give every group its key, the recorded ones first, and the record of keys anew."""
    names = [
        list(dict.fromkeys([name for item in group for name in _known_by(item.citation)]))
        for group in groups
    ]
    key_at = _known_keys(names, recorded)
    fresh = [at for at in range(len(groups)) if at not in key_at]
    wanted: Iterable[Citation] = (groups[at][0].citation for at in fresh)
    reserved = [Citation.model_construct(id=key, type="document") for key in recorded]
    made = unique_keys([*reserved, *(keyed(wanted, template) if template else wanted)])
    ids = [citation.id for citation in made][len(reserved) :]
    key_at |= dict(zip(fresh, ids, strict=True))
    given = [key_at[at] for at in range(len(groups))]
    return given, _recorded(recorded, dict(zip(given, names, strict=True)))


def _known_keys(
    names: Sequence[Sequence[str]], recorded: Mapping[str, list[str]]
) -> dict[int, str]:
    """Give the recorded key of each group that has one: the closest first."""
    owners: dict[str, list[str]] = {}
    for key, known in recorded.items():
        for name in known:
            if not name.startswith("also:"):
                owners.setdefault(name, []).append(key)
    order = {key: at for at, key in enumerate(recorded)}
    found: list[tuple[tuple[float, ...], int, int, str]] = []
    for at, mine in enumerate(names if owners else ()):
        for key in {key for name in mine for key in owners.get(name, ())}:
            if closeness := _closeness(mine, recorded[key]):
                found.append((tuple(-one for one in closeness), order[key], at, key))
    taken: set[str] = set()
    key_at: dict[int, str] = {}
    for _, _, at, key in sorted(found):
        if at not in key_at and key not in taken:
            key_at[at] = key
            taken.add(key)
    return key_at


def _closeness(mine: Sequence[str], theirs: Sequence[str]) -> tuple[float, ...]:
    """Tell how surely a record is of an article; () if it is of another.

    Another is what has another DOI, or without one another PMID; and where there is neither
    in common, what says otherwise (another journal, edition, ...) or says too little.
    """
    shared = {*mine} & {*theirs}
    kinds = [name.partition(":")[0] for name in shared]
    for kind in ("doi", "pmid"):
        if kind in kinds:
            break
        one, other = ({n for n in many if n.startswith(f"{kind}:")} for many in (mine, theirs))
        if one and other:
            return ()
    else:
        texts = [name for name in shared if name.startswith("text:")]
        if not any(len(text.partition("|")[0]) > 5 for text in texts) or not _agree(mine, theirs):
            return ()
    return ("doi" in kinds, "pmid" in kinds, "text" in kinds, "also" in kinds,
            len(shared) / len({*mine, *theirs}))  # fmt: skip


def _agree(mine: Sequence[str], theirs: Sequence[str]) -> bool:
    """Tell whether any of what else is said of two contradicts nothing of the other's."""
    one, other = (
        [name[5:].split("|") for name in many if name.startswith("also:")]
        for many in (mine, theirs)
    )
    return not (one and other) or any(
        all(not a or not b or a == b for a, b in zip(some, more, strict=False))
        for some in one
        for more in other
    )


def _recorded(recorded: Mapping[str, list[str]], now: Mapping[str, list[str]]) -> Keys:
    """Give the record anew: what each key knew and knows.

    What two articles were known by stays with both, for what was joined may part again.
    """
    keys = {key: list(dict.fromkeys([*known, *now.get(key, ())]))
            for key, known in recorded.items()}  # fmt: skip
    return keys | {key: list(names) for key, names in now.items() if key not in keys}


def keys_file(output: Path) -> Path:
    """Name the file in which the keys of a library are recorded."""
    return output.with_name(f"{output.stem}.keys.json")


def read_keys(path: Path) -> Keys:
    """Read recorded keys; none if there is no such file. Raises `UnreadableInput`."""
    try:
        data = json.loads(path.read_text("utf-8-sig"))
    except FileNotFoundError:
        return {}
    except OSError as error:
        raise UnreadableInput(f"{path}: cannot be read: {error.strerror or error}") from error
    except (ValueError, RecursionError) as error:
        raise UnreadableInput(f"{path}: is no file of keys: remove it to begin anew") from error
    keys = data.get("keys") if isinstance(data, dict) and data.get("radrefs") == 1 else None
    fine = isinstance(keys, dict) and all(
        isinstance(names, list) and all(map(_is_text, (key, *names))) for key, names in keys.items()
    )
    if not isinstance(keys, dict) or not fine:
        raise UnreadableInput(f"{path}: is no file of keys: remove it to begin anew")
    return keys


def _is_text(value: object) -> bool:
    """Tell whether a value is text that a file can hold."""
    if not isinstance(value, str):
        return False
    try:
        value.encode("utf-8")
    except UnicodeEncodeError:
        return False
    return True


def save_merged(
    merged: Merged,
    outputs: Mapping[Path, str],
    keys: Path | None,
    options: Options = Options(),  # noqa: B008 (never changed)
    note: bool = False,
) -> None:
    """Write a merged library to files (with their formats) and the record of its keys.

    Those in one folder are all written, or none; devices and pipes are written to. With
    `note`, BibTeX, RIS and the like say in a note who cites an item; CSL-JSON says it in
    any case. Raises `UnwritableOutput`.
    """
    folders: dict[Path, dict[str, str]] = {}
    for path, format in outputs.items():
        plain = format_named(format).name.startswith("csl-")
        citations = merged.citations if plain or not note else list(map(_noted, merged.items))
        text = dumps(citations, format, options._replace(keys=None))
        if is_written_directly(path):
            with replace_file(path) as stream:
                stream.write(text)
        else:
            folders.setdefault(path.parent, {})[path.name] = text
    if keys:
        told = {"radrefs": 1, "keys": merged.keys}
        text = json.dumps(told, ensure_ascii=False, indent=1) + "\n"
        folders.setdefault(keys.parent, {})[keys.name] = text
    for folder, texts in folders.items():
        with locked(folder):
            replace_together(folder, texts)


_TOLD = "Cited by "


def _noted(item: Item) -> Citation:
    """Say in the note who cites an item, in the place of what an earlier library said."""
    notes = [one for one in (item.citation.note or "").split("; ") if one]
    notes = [one for one in notes if not one.startswith(_TOLD)]
    told = _TOLD + ", ".join(map(str, item.cited))
    return item.citation.model_copy(update={"note": "; ".join([*notes, told])})
