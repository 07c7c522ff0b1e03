"""Make `records.jsonl.gz`: facts of works for training the labeller, nothing else.

    python tools/labeller/make_records.py FOLDER

FOLDER holds `works.jsonl.gz`, Crossref's metadata, one record a line. Taken are names,
title, journal, volume, issue, page, year and DOI of journal articles, at most 60 of one
journal and 7,000 in all. Crossref puts no restriction on the reuse of these facts
(https://www.crossref.org/documentation/retrieve-metadata/); abstracts are left out.
"""

from __future__ import annotations

import gzip
import io
import json
import sys
from collections import Counter
from pathlib import Path
from typing import Any

from radrefs.matching.records import Work, citation_of

MOST, OF_ONE_JOURNAL, AUTHORS = 5000, 40, 12


def facts(record: dict[str, Any]) -> dict[str, Any] | None:
    """Return the facts of one record, None if it is no whole article."""
    if record.get("type") != "journal-article":
        return None
    one = citation_of(Work("crossref", record))
    people = [[n.family, n.given or ""] for n in one.author if n.family][:AUTHORS]
    if not (people and one.title and one.container_title and one.volume and one.page and one.year):
        return None
    if len(one.title) > 260 or one.title.isupper():
        return None
    return {
        "author": people, "title": one.title, "journal": one.container_title,
        "short": one.container_title_short or "", "volume": one.volume, "issue": one.issue or "",
        "page": one.page, "year": one.year, "doi": one.doi,
    }  # fmt: skip


def main() -> None:
    """Write the records beside this script."""
    of_journal: Counter[str] = Counter()
    kept = []
    with gzip.open(Path(sys.argv[1]) / "works.jsonl.gz", "rt", encoding="utf-8") as stream:
        for line in stream:
            one = facts(json.loads(line))
            if one is None or of_journal[one["journal"]] >= OF_ONE_JOURNAL or len(kept) >= MOST:
                continue
            of_journal[one["journal"]] += 1
            kept.append(one)
    packed = io.BytesIO()
    with gzip.GzipFile("", "wb", 9, packed, mtime=0) as stream_:
        for one in kept:
            stream_.write(json.dumps(one, ensure_ascii=False).encode() + b"\n")
    (Path(__file__).parent / "records.jsonl.gz").write_bytes(packed.getvalue())
    print(f"{len(kept)} records of {len(of_journal)} journals")


if __name__ == "__main__":
    main()
