"""Make one library out of many pages and files: doubles joined, keys that stay.

The keys given are recorded beside the library (`all.bib` has `all.keys.json`), each with the
traces of its article: DOI, PMID, and what else names it (`radrefs.matching.identity`). So a
key stays when pages are added, reordered or edited, and when an article gets its DOI.
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
from radrefs.matching import (
    cluster,
    find_recorded,
    join_citations,
    richest,
    same_traces,
    traces_of,
)
from radrefs.model import Citation
from radrefs.outputs import is_written_directly, replace_file

__all__ = [
    "Keys", "MergedLibrary", "PossibleDoubles", "keys_file", "merge_items", "read_keys",
    "save_merged",
]  # fmt: skip

Keys = dict[str, list[str]]
"""Citation keys, and the traces of the article of each."""


class PossibleDoubles(NamedTuple):
    """Items that may be one article, and why that is not certain."""

    items: tuple[Item, ...]
    why: str


class MergedLibrary(NamedTuple):
    """One library made of many.

    Each of `items` has all its citing pages, and its key as `citation.id`; `undecided` are
    those that may be one article; `joined` counts the doubles that were joined to another.
    """

    items: tuple[Item, ...]
    undecided: tuple[PossibleDoubles, ...]
    keys: Keys
    joined: int

    @property
    def citations(self) -> list[Citation]:
        """Return the citations; who cites each stands in `custom`."""
        return [one.citation for one in self.items]


def merge_items(
    items: Sequence[Item], recorded: Mapping[str, list[str]] | None = None, keys: str | None = None
) -> MergedLibrary:
    """Join the items that are one article; give each its recorded key, or a new one.

    `keys` is a template for new ones. Nothing that is in doubt is joined.
    """
    with gc_paused():
        return _merge(items, recorded or {}, keys)


def _merge(
    items: Sequence[Item], recorded: Mapping[str, list[str]], keys: str | None
) -> MergedLibrary:
    aliases = [
        (one.resolution.doi, *one.resolution.decision.aliases)
        for one in items
        if one.resolution and one.resolution.doi and one.resolution.decision.aliases
    ]
    found = cluster([one.citation for one in items], aliases)
    groups = [[items[at] for at in group] for group in found.groups]
    ids, known = _give_keys(groups, recorded, keys)
    joined = [_join(group, key) for group, key in zip(groups, ids, strict=True)]
    for item, group in zip(joined, groups, strict=True):
        if len(group) > 1 and not any(same_traces(item.citation, one.citation) for one in group):
            # The joined citation may say more than each: merged again, its key is still found.
            key, traces = item.citation.id, traces_of(item.citation)
            known[key] = list(dict.fromkeys([*known[key], *traces]))
    place = {at: number for number, group in enumerate(found.groups) for at in group}
    undecided = []
    for doubt in found.undecided:
        several = sorted({place[at] for at in doubt.places})
        if len(several) > 1:
            undecided.append(PossibleDoubles(tuple(joined[at] for at in several), doubt.why))
    return MergedLibrary(tuple(joined), tuple(undecided), known, len(items) - len(joined))


def _join(group: Sequence[Item], key: str) -> Item:
    """Join items under a key; file, line and decision are those of the richest."""
    cited = tuple(dict.fromkeys([one for item in group for one in item.cited]))
    citations = [item.citation for item in group]
    best = group[richest(citations)]
    joined = join_citations(citations)
    changes = {"id": key, "custom": _with_cited(joined.custom, cited), "source": None}
    citation = joined.model_copy(update={**changes, "problems": ()})
    return best._replace(citation=citation, cited=cited)


def _with_cited(custom: dict[str, Any] | None, cited: Iterable[Cited]) -> dict[str, Any]:
    own = (custom or {}).get("radrefs")
    listed = [
        {"page": one.page} | ({} if one.number is None else {"number": one.number}) for one in cited
    ]
    return {
        **(custom or {}),
        "radrefs": {**(own if isinstance(own, dict) else {}), "cited": listed},
    }


def _give_keys(
    groups: Sequence[Sequence[Item]], recorded: Mapping[str, list[str]], template: str | None
) -> tuple[list[str], Keys]:
    """Return a key for every group, recorded ones first, and the new record of keys."""
    traces = [
        list(dict.fromkeys([trace for item in group for trace in traces_of(item.citation)]))
        for group in groups
    ]
    key_at = find_recorded(traces, recorded)
    fresh = [at for at in range(len(groups)) if at not in key_at]
    unnamed: Iterable[Citation] = (groups[at][0].citation for at in fresh)
    reserved = [Citation.model_construct(id=key, type="document") for key in recorded]
    made = unique_keys([*reserved, *(keyed(unnamed, template) if template else unnamed)])
    ids = [citation.id for citation in made][len(reserved) :]
    key_at |= dict(zip(fresh, ids, strict=True))
    given = [key_at[at] for at in range(len(groups))]
    return given, _recorded(recorded, dict(zip(given, traces, strict=True)))


def _recorded(recorded: Mapping[str, list[str]], now: Mapping[str, list[str]]) -> Keys:
    """Return the new record: the old and the new traces of each key.

    Traces that two articles had stay with both, because what was joined may part again.
    """
    keys = {key: list(dict.fromkeys([*known, *now.get(key, ())]))
            for key, known in recorded.items()}  # fmt: skip
    return keys | {key: list(traces) for key, traces in now.items() if key not in keys}


def keys_file(output: Path) -> Path:
    """Return the file in which the keys of a library are recorded."""
    return output.with_name(f"{output.stem}.keys.json")


_NO_KEYS = "is no file of keys: remove it to begin a new one"


def read_keys(path: Path) -> Keys:
    """Read recorded keys; none if there is no such file. Raises `UnreadableInput`."""
    try:
        data = json.loads(path.read_text("utf-8-sig"))
    except FileNotFoundError:
        return {}
    except OSError as error:
        raise UnreadableInput(f"{path}: cannot be read: {error.strerror or error}") from error
    except (ValueError, RecursionError) as error:
        raise UnreadableInput(f"{path}: {_NO_KEYS}") from error
    keys = data.get("keys") if isinstance(data, dict) and data.get("radrefs") == 1 else None
    if not isinstance(keys, dict) or not all(
        isinstance(traces, list) and all(map(_is_text, (key, *traces)))
        for key, traces in keys.items()
    ):
        raise UnreadableInput(f"{path}: {_NO_KEYS}")
    return keys


def _is_text(value: object) -> bool:
    """Say whether a value is text that can be written to a file."""
    if not isinstance(value, str):
        return False
    try:
        value.encode("utf-8")
    except UnicodeEncodeError:
        return False
    return True


def save_merged(
    merged: MergedLibrary,
    outputs: Mapping[Path, str],
    keys: Path | None,
    options: Options = Options(),  # noqa: B008 (never changed)
    note: bool = False,
) -> None:
    """Write a merged library to files (with their formats), and the record of its keys.

    The files in one folder are all written, or none; a device or pipe is written directly.
    With `note`, a note says who cites an item, in BibTeX, RIS and the like; CSL-JSON has it
    in any case. Raises `UnwritableOutput`.
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
        record = {"radrefs": 1, "keys": merged.keys}
        text = json.dumps(record, ensure_ascii=False, indent=1) + "\n"
        folders.setdefault(keys.parent, {})[keys.name] = text
    for folder, texts in folders.items():
        with locked(folder):
            replace_together(folder, texts)


_CITED_BY = "Cited by "


def _noted(item: Item) -> Citation:
    """Return the citation with a note of who cites it, in place of an earlier such note."""
    notes = [one for one in (item.citation.note or "").split("; ") if one]
    notes = [one for one in notes if not one.startswith(_CITED_BY)]
    cited = _CITED_BY + ", ".join(map(str, item.cited))
    return item.citation.model_copy(update={"note": "; ".join([*notes, cited])})
