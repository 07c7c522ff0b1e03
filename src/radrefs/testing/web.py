"""Serve the page beside a local Crossref, for trying out: `make web`.

python -m radrefs.testing.web FOLDER
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile

from radrefs.testing.crossref import LocalCrossref
from radrefs.testing.samples import SAMPLE, read_records


def main() -> None:
    """Run both until interrupted; nothing reaches the real Crossref, nor the user's cache."""
    works = read_records(SAMPLE)
    with (
        tempfile.TemporaryDirectory(prefix="radrefs-") as cache,
        LocalCrossref(works, enforce=True, latency=0.05).running() as local,
    ):
        given = {"RADREFS_CROSSREF_URL": local.url, "RADREFS_CACHE": cache}
        given["RADREFS_MAILTO"] = os.environ.get("RADREFS_MAILTO", "you@example.org")
        print(f"# A local Crossref with {len(works)} works of its own answers at {local.url}")
        command = [sys.executable, "-m", "radrefs", "serve", *sys.argv[1:]]
        try:
            subprocess.run(command, env={**os.environ, **given}, check=False)
        except KeyboardInterrupt:
            print("stopped")


if __name__ == "__main__":
    main()
