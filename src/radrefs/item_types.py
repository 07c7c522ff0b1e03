"""Name the types of work that Crossref knows, and what CSL calls them."""

from __future__ import annotations

from radrefs.model import ItemType

__all__ = ["TYPES"]

TYPES: dict[str, ItemType] = {
    "journal-article": "article-journal", "posted-content": "article", "book": "book",
    "edited-book": "book", "monograph": "book", "reference-book": "book", "book-set": "book",
    "book-series": "book", "book-chapter": "chapter", "book-part": "chapter",
    "book-section": "chapter", "book-track": "chapter", "reference-entry": "entry",
    "proceedings-article": "paper-conference", "proceedings": "book",
    "proceedings-series": "book", "report": "report", "report-component": "report",
    "report-series": "report", "dissertation": "thesis", "dataset": "dataset",
    "database": "dataset", "component": "document", "peer-review": "review",
    "standard": "standard", "journal": "periodical", "journal-issue": "periodical",
    "journal-volume": "periodical", "grant": "document", "other": "document",
}  # fmt: skip
"""Crossref's thirty types and what CSL calls them."""
