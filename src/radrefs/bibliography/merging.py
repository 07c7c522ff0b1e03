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
from radrefs.bibliography.sameness import grouped, uncollected
from radrefs.bibliography.together import locked, replace_together
from radrefs.citekeys import keyed, unique_keys
from radrefs.errors import UnreadableInput
from radrefs.formats import Options, dumps, format_named
from radrefs.model import ET_AL, Citation
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
    joined = [_joined(group) for group in groups]
    named, known = _named(joined, groups, recorded, keys)
    place = {at: number for number, group in enumerate(found.groups) for at in group}
    undecided = []
    for doubt in found.undecided:
        several = sorted({place[at] for at in doubt.places})
        if len(several) > 1:
            undecided.append((tuple(named[number] for number in several), doubt.why))
    return Merged(tuple(named), tuple(undecided), known, len(items) - len(named))


def _richness(citation: Citation) -> tuple[bool, int]:
    fields = type(citation).model_fields
    return citation.doi is not None, sum(
        getattr(citation, name) not in (None, ()) for name in fields
    )


_KEPT = ("id", "type", "source", "problems", "custom")


def _joined(group: Sequence[Item]) -> Item:
    """Join items: the richest speaks, the others fill what it does not say."""
    cited = tuple(dict.fromkeys([one for item in group for one in item.cited]))
    best = group[0] if len(group) == 1 else max(group, key=lambda item: _richness(item.citation))
    changes: dict[str, Any] = {"id": group[0].citation.id, "source": None, "problems": ()}
    for item in group if len(group) > 1 else ():
        for name in type(best.citation).model_fields:
            value = getattr(item.citation, name)
            missing = getattr(best.citation, name) in (None, ()) and name not in changes
            if missing and value not in (None, ()) and name not in _KEPT and _fits(name, best):
                changes[name] = value
    changes["custom"] = _with_cited(best.citation.custom, cited)
    return best._replace(citation=best.citation.model_copy(update=changes), cited=cited)


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
    """Give what an article is known by, the surest first."""
    found = [f"doi:{citation.doi.lower()}"] if citation.doi else []
    found += [f"pmid:{citation.pmid}"] if citation.pmid else []
    first = next((one for one in citation.author if one.literal != ET_AL.literal), None)
    family = folded_name(first.family or first.literal or "") if first else ""
    page = (citation.page or citation.number or "").split("-")[0].lower()
    parts = (folded(citation.title or "")[:80], family, str(citation.year or ""),
             citation.volume or "", page)  # fmt: skip
    return [*found, "text:" + "|".join(parts)] if any(parts) else found


def _named(
    joined: list[Item],
    groups: Sequence[Sequence[Item]],
    recorded: Mapping[str, list[str]],
    template: str | None,
) -> tuple[list[Item], Keys]:
    """Give every item its key; the recorded ones first, then new ones beside all of them."""
    owner: dict[str, str] = {}
    for key, names in recorded.items():
        for name in names:
            owner.setdefault(name, key)
    order = {key: at for at, key in enumerate(recorded)}
    taken: dict[str, int] = {}
    names_of = []
    for at, group in enumerate(groups):
        names = list(dict.fromkeys(name for item in group for name in _known_by(item.citation)))
        names_of.append(names)
        mine = sorted({owner[name] for name in names if name in owner}, key=order.__getitem__)
        free = next((key for key in mine if key not in taken), None)
        if free is not None:
            taken[free] = at
    key_at = {at: key for key, at in taken.items()}
    fresh = [at for at in range(len(joined)) if at not in key_at]
    wanted: Iterable[Citation] = (groups[at][0].citation for at in fresh)
    reserved = [Citation.model_construct(id=key, type="document") for key in recorded]
    made = unique_keys([*reserved, *(keyed(wanted, template) if template else wanted)])
    ids = [citation.id for citation in made][len(reserved) :]
    key_at |= dict(zip(fresh, ids, strict=True))
    named = [
        item._replace(citation=item.citation.model_copy(update={"id": key_at[at]}))
        for at, item in enumerate(joined)
    ]
    return named, _recorded(recorded, {key_at[at]: names_of[at] for at in range(len(joined))})


def _recorded(recorded: Mapping[str, list[str]], now: Mapping[str, list[str]]) -> Keys:
    """Give the record anew: what each key knew and knows; what moved is with its new key."""
    moved = {name for names in now.values() for name in names}
    keys: Keys = {}
    for key, names in recorded.items():
        kept = [name for name in names if name not in moved or name in now.get(key, ())]
        keys[key] = list(dict.fromkeys([*kept, *now.get(key, ())]))
    return keys | {key: names for key, names in now.items() if key not in keys}


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

    Those in one folder are all written, or none. With `note`, BibTeX, RIS and the like say
    in a note who cites an item; CSL-JSON says it in any case. Raises `UnwritableOutput`.
    """
    folders: dict[Path, dict[str, str]] = {}
    for path, format in outputs.items():
        plain = format_named(format).name.startswith("csl-")
        citations = merged.citations if plain or not note else list(map(_noted, merged.items))
        text = dumps(citations, format, options._replace(keys=None))
        folders.setdefault(path.parent, {})[path.name] = text
    if keys:
        told = {"radrefs": 1, "keys": merged.keys}
        text = json.dumps(told, ensure_ascii=False, indent=1) + "\n"
        folders.setdefault(keys.parent, {})[keys.name] = text
    for folder, texts in folders.items():
        with locked(folder):
            replace_together(folder, texts)


def _noted(item: Item) -> Citation:
    told = "Cited by " + ", ".join(map(str, item.cited))
    note = f"{item.citation.note}; {told}" if item.citation.note else told
    return item.citation.model_copy(update={"note": note})
