"""Spell text for a .bib file and read it back: escapes, accents, braces that keep capitals.

What each importer makes of an escape was measured (docs: fields). By default UTF-8 stays
as it is; `ascii_only` spells every letter for pdfLaTeX. `unescape` reads what either
wrote, and what is found in the wild.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from radrefs.formats.bibtex.symbols import ACCENTS, COMMANDS, MATH
from radrefs.markup import SUBSCRIPTS, SUPERSCRIPTS, as_script
from radrefs.text import one_line

__all__ = ["ascii_only", "escape", "protect", "raw", "raw_ascii", "unescape"]

_ESCAPES = str.maketrans(
    {
        **{char: f"\\{char}" for char in "&%_#$"},
        "<": "$<$",
        ">": "$>$",
        # With the group behind: before, biber takes the command for a name's initial.
        "~": "\\textasciitilde{}",
        "^": "\\textasciicircum{}",
        "\\": "\\textbackslash{}",
        # A brace as text must not open or close a group, not even as `\{`.
        "{": "\\textbraceleft{}",
        "}": "\\textbraceright{}",
    }
)
# Balanced, braces may stand escaped, which every importer reads.
_BALANCED = {**_ESCAPES, ord("{"): "\\{", ord("}"): "\\}"}
_RAW = str.maketrans({"{": "%7B", "}": "%7D", "\\": "%5C", " ": "%20"})
# Signs that TeX joins into one (`--` is a dash): a group between them keeps them apart.
_ACTIVE = re.compile(r"[&%_#$<>~^\\{}]|--|``|''|[?!]`")
_JOINED = re.compile(r"-(?=-)|`(?=`)|'(?=')|[?!](?=`)")


def escape(text: str) -> str:
    """Escape what TeX would act on, on one line; braces come out balanced."""
    text = one_line(text)
    return _escaped(text, "{" in text and _is_balanced(text))


def _escaped(text: str, balanced: bool) -> str:
    if not _ACTIVE.search(text):
        return text
    return _JOINED.sub(r"\g<0>{}", text.translate(_BALANCED if balanced else _ESCAPES))


def _is_balanced(text: str) -> bool:
    depth = 0
    for char in text:
        depth += (char == "{") - (char == "}")
        if depth < 0:
            return False
    return not depth


def raw(text: str) -> str:
    """Keep an identifier or address as it is, but for what could leave its braces."""
    return one_line(text).translate(_RAW)


def raw_ascii(text: str) -> str:
    """Spell an address or identifier in ASCII, as UTF-8 in percent signs (RFC 3986)."""
    return "".join(
        char
        if char < "\x7f"
        else "".join(f"%{byte:02X}" for byte in char.encode("utf-8", "replace"))
        for char in text
    )


def protect(title: str) -> str:
    """Escape a title and brace the words whose capitals must stay.

    These are the words after the first that have a capital, and the first if it has one
    beyond its first letter (Zotero's rule); punctuation stays outside the braces.
    """
    title = one_line(title)
    balanced = "{" in title and _is_balanced(title)
    words = title.split(" ")
    return " ".join(_protected(word, at == 0, balanced) for at, word in enumerate(words))


@lru_cache(maxsize=65536)
def _protected(word: str, first: bool, balanced: bool) -> str:
    inner = [at for at, char in enumerate(word) if char.isalnum() or char == "_"]
    start, end = (inner[0], inner[-1] + 1) if inner else (0, 0)
    if not any(char.isupper() for char in word[start + first : end]):
        return _escaped(word, balanced)
    parts = (word[:start], word[start:end], word[end:])
    before, inside, after = (_escaped(part, balanced) for part in parts)
    return f"{before}{{{inside}}}{after}"


def ascii_only(spelled: str) -> str:
    """Spell the letters and signs of escaped text in ASCII, for pdfLaTeX.

    What has neither accent nor command (other scripts) stays: pdfLaTeX cannot set it.
    """
    if spelled.isascii():
        return spelled
    return _RUNS.sub(_in_math, "".join(map(_spelled, unicodedata.normalize("NFC", spelled))))


# Neighbours in one formula: `$^{1}$$^{8}$` is `$^{18}$`.
_RUNS = re.compile(r"(\$([\^_])\{[^{}$]+\}\$)(?:\$\2\{[^{}$]+\}\$)+")


def _in_math(run: re.Match[str]) -> str:
    inner = "".join(re.findall(r"\$[\^_]\{([^{}$]+)\}\$", run[0]))
    return f"${run[2]}{{{inner}}}$"


def _spelled(char: str) -> str:
    if char < "\x7f":
        return char
    if char in _SPELLED:
        return _SPELLED[char]
    parts = unicodedata.normalize("NFD", char)
    if len(parts) > 1 and all(mark in _MARKS for mark in parts[1:]):
        base = _spelled(parts[0])
        for mark in parts[1:]:
            command = _MARKS[mark]
            # LaTeX itself leaves the dot out under these; dotless, importers read it wrong.
            dotless = {} if command in "'`^\"dbck" else {"i": "\\i", "j": "\\j"}
            inner = dotless.get(base, base)
            base = f"{{\\{command}{'' if not command.isalpha() else ' '}{inner}}}"
        return base
    return char


_MARKS = {mark: command for command, mark in ACCENTS.items()}
_SPELLED = (
    {sign: f"{{\\{name}}}" for name, sign in reversed(COMMANDS.items()) if sign > "\x7f"}
    | {sign: f"$\\{name}$" for name, sign in reversed(MATH.items()) if sign > "\x7f"}
    | {sign: f"$^{{{char}}}$" for char, sign in SUPERSCRIPTS.items()}
    | {sign: f"$_{{{char}}}$" for char, sign in SUBSCRIPTS.items()}
    | {
        "\u2013": "--", "\u2014": "---", "\u2018": "`", "\u2019": "'", "\u201c": "``",
        "\u201d": "''", "\u00a0": "~", "\u2010": "-", "\u2011": "-", "\u2212": "$-$",
        "\u2009": "\\,", "\u202f": "\\,", "\u200b": "", "\ufb01": "fi", "\ufb02": "fl",
    }
)  # fmt: skip

_TOKEN = re.compile(
    r"\\(?P<name>[A-Za-z]+)\*?(?P<gap>\s*)|\\(?P<sign>.)|(?P<open>\{)|(?P<close>\})|\$(?P<math>[^$]*)\$"
    r"|(?P<joined>---?|``|''|~|[?!]`)|(?P<text>[^\\{}$~`'?!-]+)|(?P<other>.)",
    re.DOTALL,
)
_JOINS = {
    "--": "\u2013", "---": "\u2014", "``": "\u201c", "''": "\u201d", "~": " ", "?`": "\u00bf",
    "!`": "\u00a1",
}  # fmt: skip
_DROPPED = frozenset(
    """textit textbf texttt textrm textsf textsl textsc textup textmd textnormal emph it bf tt rm
    sf sl em bfseries itshape mathrm mathit mathbf mathsf mathcal text mbox hbox ensuremath
    boldmath unboldmath small normalsize noopsort enquote protect relax uppercase lowercase
    mkbibquote mkbibemph""".split()
)
_DEEPEST = 20


def unescape(tex: str) -> str:
    """Read TeX as the text that it prints, on one line. Never fails.

    Braces and fonts go, accents and known commands become letters, `$^{18}$` is ¹⁸. A
    command that is not known stays as it stands.
    """
    if not _SPECIAL.search(tex):
        return one_line(tex)
    return one_line(unicodedata.normalize("NFC", _unescape(tex, 0)))


_SPECIAL = re.compile(r"[\\{}$~]|--|``|''|[?!]`")


def _unescape(tex: str, depth: int) -> str:
    out: list[str] = []
    at, end = 0, len(tex)
    while at < end:
        token = _TOKEN.match(tex, at)
        if token is None:
            break
        at = token.end()
        match token.lastgroup:
            case "gap" | "name":
                at = _command(token["name"], bool(token["gap"]), tex, at, out, depth)
            case "sign":
                at = _sign(token["sign"], tex, at, out, depth)
            case "math":
                out.append(_math(token["math"], depth))
            case "joined":
                out.append(_JOINS[token["joined"]])
            case "text" | "other":
                out.append(token[0])
            case _:
                pass
    return "".join(out)


def _argument(tex: str, at: int) -> tuple[str, int]:
    """Return the argument that begins at an offset (a group, a command, a letter), and its end."""
    while at < len(tex) and tex[at].isspace():
        at += 1
    if at >= len(tex):
        return "", at
    if tex[at] == "{":
        open_, end = 0, at
        while end < min(len(tex), at + 2000):
            char = tex[end]
            if char == "\\":
                end += 2
                continue
            open_ += (char == "{") - (char == "}")
            end += 1
            if not open_:
                return tex[at + 1 : end - 1], end
        return "", at + 1
    command = re.compile(r"\\(?:[A-Za-z]+\s*|.)").match(tex, at)
    if command:
        return command[0], command.end()
    return tex[at], at + 1


def _accented(mark: str, tex: str, at: int, out: list[str], depth: int) -> int:
    argument, after = _argument(tex, at)
    inner = argument.strip()
    base = {"\\i": "i", "\\j": "j"}.get(inner, "")
    if not base and depth < _DEEPEST:
        base = _unescape(argument, depth + 1)
    out.append(base[:1] + mark + base[1:] if base.strip() else base)
    return after


def _command(name: str, gap: bool, tex: str, at: int, out: list[str], depth: int) -> int:
    """Read a named command that ends at an offset; give the offset to go on from."""
    if name in ACCENTS:
        return _accented(ACCENTS[name], tex, at, out, depth)
    sign = COMMANDS.get(name) or MATH.get(name)
    if sign is not None:
        out.append(sign)
        return at
    if name in ("textsuperscript", "textsubscript"):
        argument, after = _argument(tex, at)
        inner = _unescape(argument, depth + 1) if depth < _DEEPEST else argument
        out.append(as_script(inner, SUPERSCRIPTS if name == "textsuperscript" else SUBSCRIPTS))
        return after
    if name in ("url", "path", "href"):
        return at
    if name in _DROPPED:
        return at
    out.append(f"\\{name}{' ' if gap else ''}")
    if tex[at : at + 1] != "{":
        return at
    argument, after = _argument(tex, at)
    out.append(f"{{{_unescape(argument, depth + 1) if depth < _DEEPEST else argument}}}")
    return after


def _sign(sign: str, tex: str, at: int, out: list[str], depth: int) -> int:
    if sign in ACCENTS:
        return _accented(ACCENTS[sign], tex, at, out, depth)
    if sign in "-/":
        return at
    if sign in "([)]":
        return at
    out.append(" " if sign in " ,;:!\n\t\r" else sign)
    return at


_SCRIPT = re.compile(r"([\^_])(?:\{([^{}]*)\}|(\\[A-Za-z]+|.))", re.DOTALL)


def _math(formula: str, depth: int) -> str:
    """Read a formula as far as text can print it."""

    def scripted(found: re.Match[str]) -> str:
        inner = _plain_math(found[2] if found[2] is not None else found[3])
        return as_script(inner, SUPERSCRIPTS if found[1] == "^" else SUBSCRIPTS)

    return _plain_math(_SCRIPT.sub(scripted, formula)) if depth < _DEEPEST else formula


def _plain_math(formula: str) -> str:
    def named(found: re.Match[str]) -> str:
        name = found[1]
        sign = MATH.get(name) or COMMANDS.get(name)
        return sign if sign is not None else "" if name in _DROPPED else found[0]

    plain = re.sub(r"\\([A-Za-z]+)\s?", named, formula)
    plain = re.sub(r"\\([&%_#$ ,;:!{}])", lambda found: found[1].strip(",;:!"), plain)
    return plain.replace("{", "").replace("}", "").replace("-", "\u2212" if plain == "-" else "-")
