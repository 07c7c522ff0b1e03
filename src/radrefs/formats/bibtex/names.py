"""Spell names for .bib files and read them back, in BibTeX's three forms.

    names ::= name (" and " name)* [" and others"]
    name  ::= "{" body "}" | [von] family ["," suffix] "," given | given [von] family

(BibTeX's own manual, "Tame the BeaST", N. Markey 2009, section 11.) Blanks, commas and
"and" inside braces part nothing.
"""

from __future__ import annotations

from collections.abc import Iterator

from radrefs.formats.bibtex.latex import escape, unescape
from radrefs.model import ET_AL, Name
from radrefs.names import cut_once, is_et_al, is_suffix, make_name, name_parts
from radrefs.text import one_line

__all__ = ["read_names", "spell_names"]


def spell_names(names: tuple[Name, ...]) -> str:
    """Spell names joined by "and"; a list that is cut short ends in "others"."""
    spelled = [_spelled(name) for name in names if name != ET_AL]
    spelled += ["others"] if ET_AL in names else []
    return " and ".join(filter(None, spelled))


def _spelled(name: Name) -> str:
    """Spell one name; what could be taken apart (a body, "and", a comma) is braced.

    So is a family that stands alone, for its first word would become a given name.
    """
    family, given, suffix = map(escape, name_parts(name))
    if not family:
        return f"{{{given}}}" if given else ""
    parts = [part for part in (family, suffix, given) if part]
    if "," in family + suffix + given:
        # biber counts commas inside braces too: such a name is kept whole.
        return f"{{{', '.join(parts)}}}"
    if not given:
        alone = " ".join(parts)
        return f"{{{alone}}}" if " " in alone or _is_loose(alone) else alone
    return ", ".join(f"{{{part}}}" if _is_loose(part) else part for part in parts)


def _is_loose(part: str) -> bool:
    """Say whether BibTeX would read more into a part of a name ("and" in any case).

    Also whether it has an escape, which bibtexparser 2.1 loses before "and" if it is bare.
    """
    return "," in part or "\\" in part or " and " in f" {part.lower()} " or part.lower() == "others"


def read_names(tex: str) -> tuple[Name, ...]:
    """Read a list of names as it stands in a file, without the field's own braces.

    However often it says "others", it is cut short once.
    """
    return cut_once(_name(part) for part in _parts(tex, " and "))


def _parts(tex: str, at: str) -> Iterator[str]:
    """Cut text at a separator that stands outside braces; blanks count alike."""
    if "{" not in tex:
        if at == " and ":
            tex = " ".join(tex.split())
            yield from _cut_at_and(tex)
        else:
            yield from tex.split(at)
        return
    depth = start = 0
    index, end = 0, len(tex)
    while index < end:
        char = tex[index]
        if char == "\\":
            index += 2
            continue
        depth = max(0, depth + (char == "{") - (char == "}"))
        if not depth and (length := _separator(tex, index, at)):
            yield tex[start:index]
            index = start = index + length
            continue
        index += 1
    yield tex[start:]


def _cut_at_and(tex: str) -> Iterator[str]:
    lower = tex.lower()
    start = 0
    while (found := lower.find(" and ", start)) >= 0 and len(lower) == len(tex):
        yield tex[start:found]
        # The blank after one "and" may open the next: "a and and b".
        start = found + 4
    yield tex[start:]


def _separator(tex: str, index: int, at: str) -> int:
    """Return the length of a separator that begins here; 0 if none does."""
    if at != " and ":
        return 1 if tex[index] == at else 0
    if not tex[index].isspace() or tex[index + 1 : index + 4].lower() != "and":
        return 0
    return 4 if tex[index + 4 : index + 5].isspace() else 0


def _name(tex: str) -> Name | None:
    tex = tex.strip()
    if is_et_al(tex.strip("{}")):
        return ET_AL
    if not tex:
        return None
    parts = [part.strip() for part in _parts(tex, ",")]
    if len(parts) == 1:
        return _without_comma(tex)
    if len(parts) == 2:
        return _person(parts[0], parts[1], "")
    return _person(parts[0], ", ".join(parts[2:]), parts[1])


def _person(family: str, given: str, suffix: str) -> Name | None:
    whole, first, last = unescape(family), unescape(given), unescape(suffix)
    return make_name(whole, first, last) if whole or first else None


def _without_comma(tex: str) -> Name | None:
    """Read `given [von] family`; one braced group is a body, one word a family."""
    words = [word for word in _words(tex) if word]
    # By BibTeX's rule the last word is the family; but nobody is called "Jr."
    suffix = words.pop() if len(words) > 2 and is_suffix(unescape(words[-1])) else ""
    if len(words) < 2:
        plain = unescape(tex)
        if not plain:
            return None
        braced = tex.startswith("{") and one_line(plain) != ""
        return Name(literal=plain) if braced and " " in plain else _alone(plain, braced)
    at = next((k for k in range(1, len(words) - 1) if _is_particle(words[k])), len(words) - 1)
    if _is_particle(words[0]):
        return make_name(unescape(tex))
    return _person(" ".join(words[at:]), " ".join(words[:at]), suffix)


def _alone(plain: str, braced: bool) -> Name:
    return Name(literal=plain) if braced else Name(family=plain)


def _is_particle(word: str) -> bool:
    """Say whether a word begins with a small letter outside braces (BibTeX's "von")."""
    return not word.startswith("{") and unescape(word)[:1].islower()


def _words(tex: str) -> Iterator[str]:
    if "{" not in tex:
        yield from tex.replace("~", " ").split()
        return
    yield from _parts(" ".join(tex.replace("~", " ").split()), " ")
