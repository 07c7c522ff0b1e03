"""List the facts that have one home, each with a sign by which a second copy would be known."""

from __future__ import annotations

from typing import NamedTuple

__all__ = ["FACTS", "Fact"]


class Fact(NamedTuple):
    """A fact, the module that is its home, and the test of it.

    `sign` is a pattern of code that stands in that module and nowhere else in the package.
    """

    what: str
    home: str
    sign: str
    test: str


FACTS = (
    Fact(
        'initials, particles, suffixes and "et al." of names', "names", r"\b3rd\b", "test_names.py"
    ),
    Fact("citation keys", "citekeys", r"def unique_keys\b", "test_citekeys.py"),
    Fact("HTML, JATS and entities as text", "markup", r"html\.unescape\(", "test_markup.py"),
    Fact("types, kinds of notice, preprint servers", "item_types", r"rxiv", "test_item_types.py"),
    Fact("languages and their codes", "languages", r"(?i)\bswedish\b", "formats/test_ris.py"),
    Fact("journals", "journals", r"nlm-journals", "property/test_ground.py"),
    Fact("which words of two texts differ", "word_diff", r"def word_diff\b", "test_word_diff.py"),
    Fact(
        "grades and their labels",
        "matching/grades",
        r"\bpubmed_only\b",
        "matching/test_grades.py",
    ),
    Fact(
        "how often a service may be asked",
        "registries/rates",
        r"\bclass Rates\b",
        "registries/test_rate_limit.py",
    ),
    Fact(
        "which addresses are this machine's",
        "registries/addresses",
        r"def is_loopback\b",
        "registries/test_addresses.py",
    ),
    Fact(
        "a person's decision, on all entries of one text",
        "resolutions/overrides",
        r"def on_same_text\b",
        "resolutions/test_overrides.py",
    ),
    Fact(
        "what a topic is, and its files",
        "bibliography/topics",
        r"works\.jsonl",
        "bibliography/test_folders.py",
    ),
    Fact("options of commands that ask", "cli/options", r"--no-pubmed", "test_cli.py"),
)
