"""Run the command in this very process, which takes less time than a new one."""

from __future__ import annotations

import io
import sys
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path

import pytest

from radrefs.cli import main
from tests.conftest import Run


def command(*arguments: object, cwd: Path) -> Run:
    """Run the command in a folder."""
    out, err = io.StringIO(), io.StringIO()
    with pytest.MonkeyPatch.context() as patch, redirect_stdout(out), redirect_stderr(err):
        patch.chdir(cwd)
        patch.setattr(sys, "argv", ["radrefs", *map(str, arguments)])
        with pytest.raises(SystemExit) as done:
            main()
    assert isinstance(done.value.code, int)
    return Run(done.value.code, out.getvalue(), err.getvalue())
