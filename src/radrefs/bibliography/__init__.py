"""Keep a bibliography: a folder of topics, and what is done with all of them together.

topics      begin one, add pages, build the files of each
items       every citation, who cites it, what became of it
merging     one library out of many: doubles joined, keys that stay
checking    what a person should look at
comparing   what changed between two versions of a list
finding     search
"""

from __future__ import annotations

from radrefs.bibliography.checks import KINDS, Finding, annotation, check_items
from radrefs.bibliography.config import CONFIG, Config, read_config
from radrefs.bibliography.diff import Change, compare, marked, shifts
from radrefs.bibliography.items import Cited, Item, cited_in, gather, gone_from, read_items
from radrefs.bibliography.merging import (
    Merged,
    keys_file,
    merge_items,
    read_keys,
    save_merged,
)
from radrefs.bibliography.queries import find, items_named, read_query, search
from radrefs.bibliography.topics import (
    EXPORTS,
    PAGES,
    RESOLUTIONS,
    WORKS,
    Topic,
    add_page,
    build_topic,
    find_topics,
    init,
    the_bibliography,
)

__all__ = [
    "CONFIG", "EXPORTS", "KINDS", "PAGES", "RESOLUTIONS", "WORKS", "Change", "Cited", "Config",
    "Finding", "Item", "Merged", "Topic", "add_page", "annotation", "build_topic",
    "check_items", "cited_in", "compare", "find", "find_topics", "gather", "gone_from", "init",
    "items_named", "keys_file", "marked", "merge_items", "read_config", "read_items",
    "read_keys", "read_query", "save_merged", "search", "shifts", "the_bibliography",
]  # fmt: skip
