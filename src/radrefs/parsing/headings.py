"""The headings under which reference lists stand."""

from __future__ import annotations

import re

__all__ = ["heading_on_line", "read_heading"]

_BEFORE = (
    "selected|key|further|additional|suggested|recommended|general|main|cited|literature"
    "|article|list of|source|print|essential|core|numbered"
)
_NAMES = (
    r"references?(?:\s+(?:list|cited|and notes|and further reading))?|bibliograph(?:y|ies)"
    r"|readings?(?:\s+list)?|literature(?:\s+cited)?|citations?|works\s+cited|sources|ref(?:s|\.)"
    # Other languages of medical journals
    r"|literatur(?:verzeichnis|hinweise)?|quellen(?:verzeichnis|angaben)?|literaturangaben"
    r"|références(?:\s+bibliographiques)?|bibliographie"
    r"|bibliografía|referencias(?:\s+bibliográficas)?|referències"
    r"|referências(?:\s+bibliográficas)?|bibliografia|riferimenti(?:\s+bibliografici)?"
    r"|referenties|literatuur(?:lijst)?|referenser|källor|litteratur(?:liste)?|referanser|referencer"
    r"|kilder|lähteet|kirjallisuus|viitteet|piśmiennictwo|literatura|irodalom(?:jegyzék)?"
    r"|kaynak(?:lar|ça)|βιβλιογραφία|αναφορές"
    r"|список\s+литературы|литература|джерела|література"
    r"|参考文献|参考資料|文献|引用文献|參考文獻|참고\s?문헌|المراجع|مراجع|منابع"
)
_NUMBERED = r"(?:\W|(?:\d{1,5}|[ivx]{1,5})(?:\.\d{1,2})*[.)]?\s)*"
_HEADING = re.compile(
    rf"{_NUMBERED}(?P<name>(?:(?:{_BEFORE})\s+)*(?:{_NAMES}))"
    r"(?:\s*[(\[]\d+[)\]])?(?:\s*\(?continued\)?)?\s*[:.：]?\W*",
    re.IGNORECASE,
)
_TEX = re.compile(r"\s*\\begin\s?\{thebibliography\}.*", re.DOTALL)
# The name alone may be a word of the text: the first label must follow, or a colon.
_ON_LINE = re.compile(
    rf"\W*(?:(?:{_BEFORE})\s+)*(?:{_NAMES})\s*(?:\(\d+\)\s*)?[:.：]?\s*"
    r"(?=[\[(［]?1[.)\]］][.)]?\s*[^\W\d_\"\u201c])",
    re.IGNORECASE,
)
_LONGEST = 80


def read_heading(text: str) -> str | None:
    """Return the name of a heading of references, None if the line is none."""
    stripped = text.strip()
    if len(stripped) > _LONGEST:
        return None
    found = _HEADING.fullmatch(stripped)
    if found:
        return found["name"]
    return "thebibliography" if _TEX.match(text) else None


def heading_on_line(text: str) -> int:
    """Return where the first entry starts on the line of its heading; 0 if none does."""
    found = _ON_LINE.match(text)
    return found.end() if found else 0
