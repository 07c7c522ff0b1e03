"""Keep a bibliography: a folder of topics, and what is done with all of them together."""

from __future__ import annotations

from radrefs.bibliography.config import CONFIG, Config, read_config
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
)

__all__ = [
    "CONFIG",
    "EXPORTS",
    "PAGES",
    "RESOLUTIONS",
    "WORKS",
    "Config",
    "Topic",
    "add_page",
    "build_topic",
    "find_topics",
    "init",
    "read_config",
]
