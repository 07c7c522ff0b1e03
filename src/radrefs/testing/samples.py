"""Read files of works for the local servers; find those that come with radrefs."""

from __future__ import annotations

import gzip
import json
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any

__all__ = ["PMCIDS", "PMIDS", "SAMPLE", "read_records"]

SAMPLE = Path(__file__).with_name("works.jsonl")
"""Records of 15 articles in Crossref's shape: the works of bibliography/hemifacial-spasm."""
PMIDS: Mapping[str, str] = MappingProxyType({
    "10.1093/braincomms/fcab146": "34396106", "10.1016/j.neuchi.2018.01.005": "29705020",
    "10.1016/j.jns.2015.06.032": "26111430", "10.1155/2014/349319": "25405219",
    "10.1016/j.jns.2013.02.007": "23522528", "10.3238/arztebl.2012.0667": "23264807",
    "10.3171/jns/2008/108/3/0483": "18312095", "10.1007/pl00007813": "11357234",
})  # fmt: skip
"""The PMIDs of the sample's works, by DOI, as public pages of PubMed give them."""
PMCIDS: Mapping[str, str] = MappingProxyType({"10.1155/2014/349319": "PMC4227371"})


def read_records(*paths: Path) -> list[dict[str, Any]]:
    """Read works from files of JSON lines, packed with gzip (`.gz`) or not.

    Raises `OSError` for a file that cannot be read, `ValueError` (with file and line) for
    a line that is no JSON object.
    """
    found: list[dict[str, Any]] = []
    for path in paths:
        data = path.read_bytes()
        text = (gzip.decompress(data) if path.suffix == ".gz" else data).decode("utf-8")
        for number, line in enumerate(text.split("\n"), 1):
            if line.strip():
                found.append(_record(line, f"{path}:{number}"))
    return found


def _record(line: str, where: str) -> dict[str, Any]:
    try:
        record = json.loads(line)
    except ValueError as error:
        raise ValueError(f"{where}: is not JSON: one record a line") from error
    if not isinstance(record, dict):
        raise ValueError(f"{where}: is no record: each line is a JSON object")
    return record
