"""Write the findings of `check` as annotations that GitHub shows beside a file."""

from __future__ import annotations

from radrefs.bibliography.checks import Finding

__all__ = ["annotation"]


def annotation(finding: Finding) -> str:
    """Write a finding as a workflow command of GitHub Actions, on one line.

    Source: https://docs.github.com/actions/reference/workflow-commands-for-github-actions
    """
    number = "" if finding.number is None else f"entry {finding.number}: "
    where = f"file={_property(finding.file.as_posix())},line={finding.line},title={finding.kind}"
    return f"::{finding.level} {where}::{_data(number + finding.message)}"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
