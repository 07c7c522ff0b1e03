"""Run the command: in this very process, which takes little time, or in one of its own."""

from __future__ import annotations

import io
import os
import subprocess
import sys
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path
from typing import NamedTuple

import pytest

from radrefs.cli import main


class Run(NamedTuple):
    """Hold what a run of the command gave."""

    status: int
    out: str
    err: str


def command(*arguments: object, stdin: bytes = b"", cwd: Path | None = None) -> Run:
    """Run the command in this process; its streams are bytes below, as those of a process.

    What `process` is needed for is the start of Python, signals, pipes and encodings.
    """
    given, out, err = (io.TextIOWrapper(io.BytesIO(text)) for text in (stdin, b"", b""))
    with pytest.MonkeyPatch.context() as patch, redirect_stdout(out), redirect_stderr(err):
        if cwd is not None:
            patch.chdir(cwd)
        patch.setenv("COLUMNS", "80")
        patch.setattr(sys, "stdin", given)
        patch.setattr(sys, "argv", ["radrefs", *map(str, arguments)])
        with pytest.raises(SystemExit) as done:
            main()
    assert isinstance(done.value.code, int)
    return Run(done.value.code, _text(out), _text(err))


def _text(stream: io.TextIOWrapper) -> str:
    stream.flush()
    held = stream.detach()
    assert isinstance(held, io.BytesIO)
    return held.getvalue().decode("utf-8")


def process(*arguments: object, stdin: bytes = b"", cwd: Path | None = None) -> Run:
    """Run the command in a process of its own, as a user does; a warning is an error."""
    environment = {**os.environ, "PYTHONWARNINGS": "error", "PYTHONUTF8": "0", "LC_ALL": "C"}
    done = subprocess.run(
        [sys.executable, "-m", "radrefs", *map(str, arguments)],
        input=stdin,
        capture_output=True,
        cwd=cwd,
        env=environment,
        timeout=120,
        check=False,
    )
    out, err = done.stdout.decode("utf-8"), done.stderr.decode("utf-8")
    assert "Traceback" not in err, err
    return Run(done.returncode, out, err)
