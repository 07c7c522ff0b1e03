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
from radrefs.bibliography.replacing import locked, replace_together
from radrefs.bibliography.sameness import grouped
from radrefs.citekeys import keyed, unique_keys
from radrefs.collecting import uncollected
from radrefs.errors import UnreadableInput
from radrefs.formats import Options, dumps, format_named
from radrefs.model import ET_AL, Citation
from radrefs.outputs import is_written_directly, replace_file
from radrefs.resolving.evidence import SHORT_TITLE, first_page_of
from radrefs.resolving.folding import folded, folded_name

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
    with uncollected():
        return _merged(items, recorded or {}, keys)


def _merged(items: Sequence[Item], recorded: Mapping[str, list[str]], keys: str | None) -> Merged:
    aliases = [
        (one.resolution.doi, *one.resolution.decision.aliases)
        for one in items
        if one.resolution and one.resolution.doi and one.resolution.decision.aliases
    ]
    found = grouped([one.citation for one in items], aliases)
    groups = [[items[at] for at in group] for group in found.groups]
    ids, known = _named(groups, recorded, keys)
    named = [_joined(group, key) for group, key in zip(groups, ids, strict=True)]
    place = {at: number for number, group in enumerate(found.groups) for at in group}
    undecided = []
    for doubt in found.undecided:
        several = sorted({place[at] for at in doubt.places})
        if len(several) > 1:
            undecided.append((tuple(named[number] for number in several), doubt.why))
    return Merged(tuple(named), tuple(undecided), known, len(items) - len(named))


def _richness(citation: Citation) -> tuple[bool, int]:
    """Order citations by what they say: a DOI first, then how many fields."""
    return citation.doi is not None, sum(map(bool, citation.__dict__.values()))


_KEPT = ("id", "type", "source", "problems", "custom")


def _joined(group: Sequence[Item], key: str) -> Item:
    """Join items under a key: the richest speaks, the others fill what it does not say."""
    cited = tuple(dict.fromkeys([one for item in group for one in item.cited]))
    best = group[0] if len(group) == 1 else max(group, key=lambda item: _richness(item.citation))
    changes: dict[str, Any] = {"id": key, "source": None, "problems": ()}
    for item in group if len(group) > 1 else ():
        said = best.citation.__dict__
        for name, value in item.citation.__dict__.items():
            if not value or name in _KEPT or not _fits(name, best):
                continue
            known = changes.get(name, said[name])
            if not known or _says_more(name, value, known):
                changes[name] = value
            elif name in _UNITED:
                changes[name] = _united(known, value, _UNITED[name])
    changes["custom"] = _with_cited(best.citation.custom, cited)
    citation = best.citation.model_copy(update=changes)
    return Item(citation, cited, best.file, best.line, best.resolution)


_UNITED = {"note": "; ", "keyword": ", "}
"""What each may say something of its own in, and what stands between."""


def _says_more(name: str, value: Any, known: Any) -> bool:  # noqa: ANN401 (any field's value)
    """Tell whether a value goes on where the known one is cut: a list of names, a range."""
    if name == "author":
        named = [one for one in known if one != ET_AL]
        families = [folded_name(one.family or one.literal or "") for one in value]
        begins = families[: len(named)] == [
            folded_name(one.family or one.literal or "") for one in named
        ]
        cut = ET_AL in known
        return begins and cut and (ET_AL not in value or len(value) > len(known))
    return name == "page" and "-" not in known and value.startswith(f"{known}-")


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

    The fingerprint of its fields is one only if it says enough: "Editorial, 2019" is not.
    """
    found = [f"doi:{citation.doi.lower()}"] if citation.doi else []
    found += [f"pmid:{citation.pmid}"] if citation.pmid else []
    first = next((one for one in citation.author if one.literal != ET_AL.literal), None)
    family = folded_name(first.family or first.literal or "") if first else ""
    journal = folded(citation.container_title_short or citation.container_title or "")
    rest = (
        family,
        str(citation.year or ""),
        citation.volume or "",
        first_page_of(citation),
        journal,
    )
    title = folded(citation.title or "")[:300]
    enough = bool(title) and sum(map(bool, rest)) >= (1 if len(title) >= SHORT_TITLE else 3)
    return [*found, "text:" + "|".join((title, *rest))] if enough or not found else found


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
    """Give the recorded key of each group that has one: by DOI first, by fingerprint last.

    A key whose article had another DOI (or PMID) is that article's, whatever its words.
    """
    owners: dict[str, list[str]] = {}
    for key, known in recorded.items():
        for name in known:
            owners.setdefault(name, []).append(key)
    taken: set[str] = set()
    key_at: dict[int, str] = {}
    for sort in ("doi:", "pmid:", "text:"):
        for at in (at for at in range(len(names)) if owners and at not in key_at):
            mine = [key for name in names[at] if name.startswith(sort)
                    for key in owners.get(name, ())]  # fmt: skip
            for key in mine:
                if key not in taken and not _is_anothers(names[at], recorded[key]):
                    key_at[at] = key
                    taken.add(key)
                    break
    return key_at


def _is_anothers(names: Sequence[str], known: Sequence[str]) -> bool:
    """Tell whether a record names another article: by a DOI, without one by a PMID."""
    for sort in ("doi:", "pmid:"):
        mine, theirs = ({one for one in many if one.startswith(sort)} for many in (names, known))
        if mine and theirs:
            return not mine & theirs
    return False


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
        isinstance(names, list) and all(isinstance(name, str) for name in names)
        for names in keys.values()
    )
    if not isinstance(keys, dict) or not fine:
        raise UnreadableInput(f"{path}: is no file of keys: remove it to begin anew")
    return keys


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
