"""Work on a bibliography: a folder of topics, each with one page.

config       the choices in radrefs.toml
topics       find the topics, read one
building     begin a bibliography, add pages, build the files of each topic
transaction  several files of a folder replaced together, or none
items        every citation, who cites it, what became of it
merging      one library out of many: doubles joined, keys that stay
checks       what a person should look at;  annotations  the same for GitHub
diff         what changed between two versions of a list
queries      search
"""

from __future__ import annotations

from radrefs.bibliography.annotations import annotation
from radrefs.bibliography.building import EXPORTS, Topic, add_page, build_topic, init
from radrefs.bibliography.checks import KINDS, Finding, check_items
from radrefs.bibliography.config import CONFIG, Config, read_config
from radrefs.bibliography.diff import Change, compare, shifts
from radrefs.bibliography.items import Cited, Item, cited_in, gather, gone_from, read_items
from radrefs.bibliography.merging import (
    MergedLibrary,
    keys_file,
    merge_items,
    read_keys,
    save_merged,
)
from radrefs.bibliography.queries import find, items_named, read_query, search
from radrefs.bibliography.topics import (
    PAGES,
    RESOLUTIONS,
    WORKS,
    find_topics,
    read_topic,
    the_bibliography,
)
from radrefs.deprecated import renamed
from radrefs.word_diff import marked

__all__ = [
    "CONFIG", "EXPORTS", "KINDS", "PAGES", "RESOLUTIONS", "WORKS", "Change", "Cited", "Config",
    "Finding", "Item", "MergedLibrary", "Topic", "add_page", "annotation", "build_topic",
    "check_items", "cited_in", "compare", "find", "find_topics", "gather", "gone_from", "init",
    "items_named", "keys_file", "marked", "merge_items", "read_config", "read_items",
    "read_keys", "read_query", "read_topic", "save_merged", "search", "shifts",
    "the_bibliography",
]  # fmt: skip

__getattr__ = renamed(__name__, {"Merged": "radrefs.bibliography.merging:MergedLibrary"})
