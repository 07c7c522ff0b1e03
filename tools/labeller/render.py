"""Render records as references of many styles, each character with the field it is of.

A reference is a list of pieces `(text, label)`. Styles are put together from tables of
names, year places, title forms, journal forms and tails; noise is what real lists show:
lost and added blanks, lost marks, cut words, missing parts.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable
from typing import Any

Piece = tuple[str, str]
Record = dict[str, Any]

MONTHS = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split()
LONG_MONTHS = (
    "January February March April May June July August September October November December"
).split()
BODIES = (
    "European Society of Radiology", "World Health Organization", "ALICE Collaboration",
    "American College of Radiology", "the Stroke Study Group", "HFS Study Group",
    "Working Party on Imaging", "National Cancer Institute", "CMS collaboration",
    "International League Against Epilepsy", "Writing Committee Members",
)  # fmt: skip
PLACES = (
    "New York", "London", "Philadelphia, PA", "Berlin", "Oxford", "Cambridge, MA", "Paris",
    "St. Louis", "Amsterdam", "New York, NY", "Boston", "Stuttgart", "Tokyo", "Baltimore, Md",
)  # fmt: skip
PUBLISHERS = (
    "Elsevier", "Springer", "Springer-Verlag", "Wiley", "John Wiley & Sons",
    "Oxford University Press",
    "Cambridge University Press", "Lippincott Williams & Wilkins", "Saunders", "Mosby", "Thieme",
    "Academic Press", "McGraw-Hill", "CRC Press", "Raven Press", "Churchill Livingstone",
)  # fmt: skip


def initials(given: str) -> list[str]:
    """Return the first letters of a given name."""
    return [w[0].upper() for w in re.findall(r"[^\W\d_]+", given)][:3] or ["A"]


def name_form(pick: random.Random) -> tuple[Callable[[str, str, int], str], str, str]:
    """Choose how names are written: one name, what stands between two, and before the last."""

    def close(f: str, g: str) -> str:
        return f + " " + "".join(initials(g))

    def dotted(f: str, g: str) -> str:
        return f + " " + "".join(i + "." for i in initials(g))

    def spaced(f: str, g: str) -> str:
        return f + " " + " ".join(i + "." for i in initials(g))

    def bare(f: str, g: str) -> str:
        return f + " " + " ".join(initials(g))

    def comma_spaced(f: str, g: str) -> str:
        return f + ", " + " ".join(i + "." for i in initials(g))

    def comma_dotted(f: str, g: str) -> str:
        return f + ", " + "".join(i + "." for i in initials(g))

    def comma_close(f: str, g: str) -> str:
        return f + ", " + "".join(initials(g))

    def before(f: str, g: str) -> str:
        return " ".join(i + "." for i in initials(g)) + " " + f

    def before_close(f: str, g: str) -> str:
        return "".join(i + "." for i in initials(g)) + " " + f

    def before_bare(f: str, g: str) -> str:
        return "".join(initials(g)) + " " + f

    def full(f: str, g: str) -> str:
        return (g or "A.") + " " + f

    def comma_full(f: str, g: str) -> str:
        return f + ", " + (g or "A.")

    forms: list[tuple[Callable[[str, str], str], float]] = [
        (close, 7), (dotted, 3), (spaced, 2), (bare, 1), (comma_spaced, 6), (comma_dotted, 4),
        (comma_close, 2), (before, 5), (before_close, 2), (before_bare, 1), (full, 3),
        (comma_full, 3),
    ]  # fmt: skip
    form = pick.choices([f for f, _ in forms], [w for _, w in forms])[0]
    between = pick.choices([", ", "; "], [8, 2] if form not in (comma_close,) else [4, 6])[0]
    last = pick.choices(
        [between, " and ", ", and ", " & ", ", & ", "; and ", " et ", " und "],
        [8, 4, 4, 3, 3, 1, 0.3, 0.2],
    )[0]
    loud = pick.random() < 0.06
    first_only = form is comma_full and pick.random() < 0.6

    def one(f: str, g: str, at: int) -> str:
        text = full(f, g) if first_only and at else form(f, g)
        return text.upper() if loud else text

    return one, between, last


def people(record: Record, pick: random.Random) -> list[Piece]:
    """Render the authors, perhaps cut short, perhaps a body."""
    if pick.random() < 0.03:
        body = pick.choice(BODIES)
        return [(body, "author")]
    one, between, last = name_form(pick)
    some = record["author"]
    most = pick.choice([1, 2, 3, 3, 6, 6, 7, 12, 12, 12])
    cut = len(some) > most
    some = some[:most]
    names = [one(f, g, at) for at, (f, g) in enumerate(some)]
    if len(names) > 1 and not cut:
        text = between.join(names[:-1]) + last + names[-1]
    else:
        text = between.join(names)
    if cut or pick.random() < 0.05:
        text += pick.choice([" et al", ", et al", " et al.", ", et al.", " and others", ", ..."])
    if pick.random() < 0.02:
        text += ", " + pick.choice(["for the ", "on behalf of the ", ""]) + pick.choice(BODIES)
    return [(text, "author")]


def title(record: Record, pick: random.Random, quoted: bool) -> list[Piece]:
    """Render the title, perhaps in quotation marks."""
    text = record["title"].rstrip(".")
    if pick.random() < 0.12:
        text = text[:1] + text[1:].lower()
    elif pick.random() < 0.05:
        text = " ".join(w[:1].upper() + w[1:] for w in text.split(" "))
    if not quoted:
        return [(text, "title")]
    a, b = pick.choice(
        [("\u201c", "\u201d"), ('"', '"'), ("\u2018", "\u2019"), ("'", "'"), ("\u201c", "\u201d")]
    )
    inside = pick.random() < 0.6
    mark = pick.choice([",", ".", ","])
    if inside:
        return [(a, "-"), (text, "title"), (mark + b, "-")]
    return [(a, "-"), (text, "title"), (b + pick.choice([mark, "", ","]), "-")]


def journal(record: Record, pick: random.Random, names: list[tuple[str, str]]) -> str:
    """Choose a journal's name: the record's or another of the list, in one of its spellings."""
    if pick.random() < 0.6:
        short, full = pick.choice(names)
    else:
        short, full = record["short"] or record["journal"], record["journal"]
    kind = pick.random()
    if kind < 0.35:
        name = full
    elif kind < 0.75:
        name = short
    else:
        name = " ".join(
            w if w.endswith(".") or w in full.split() or len(w) < 2 else w + "."
            for w in short.split()
        )
    if pick.random() < 0.15:
        words = name.split()
        if len(words) > 1:
            words.pop(pick.randrange(len(words)))
        name = " ".join(words)
    if pick.random() < 0.04:
        name = name.upper()
    return re.sub(r"\s*[:=].*", "", name) or full


def pages(record: Record, pick: random.Random) -> str:
    """Return the pages in one of their spellings."""
    text = record["page"].split(",")[0]
    first, _, last = text.partition("-")
    if last and len(first) == len(last) and pick.random() < 0.3:
        while len(last) > 1 and first and last[0] == first[0]:
            first_, last = first, last[1:]
            first = first_[1:]
        last = last or text.partition("-")[2]
        first = text.partition("-")[0]
    if last and pick.random() < 0.12:
        last = ""
    dash = pick.choice(["-", "-", "\u2013", "\u2013", " - ", "--"])
    return f"{first}{dash}{last}" if last else first


def tail(record: Record, pick: random.Random, year: str | None) -> list[Piece]:
    """Render volume, issue, pages, with the year (if given) where the tail has it."""
    v, i, p = record["volume"], record["issue"], pages(record, pick)
    v = v.split(" ")[0]
    if pick.random() < 0.01:
        v += pick.choice(["A", "B", "S"])
    if pick.random() < 0.04:
        i = pick.choice(
            ["Suppl", f"Suppl {pick.randrange(1, 9)}", f"Pt {pick.randrange(1, 4)}", "Spec No"]
        )
    if pick.random() < 0.25:
        i = ""
    V, I, P = (v, "volume"), (i, "issue"), (p, "page")  # noqa: E741
    Y = (year or "", "year")
    o = lambda text: (text, "-")  # noqa: E731
    issue: list[Piece] = [] if not i else pick.choice([
        [o("("), I, o(")")], [o(" ("), I, o(")")], [o(", no. "), I], [o(" no. "), I],
        [o("(no. "), I, o(")")], [o("/"), I], [o(", "), I], [o(", no "), I], [o("."), I],
        [o(", issue "), I], [o(" (no "), I, o(")")], [o(", n. "), I], [o("("), I, o(")")],
        [o(" "), I] if not i[0].isdigit() else [o(" Issue "), I], [o(", No. "), I],
    ])  # fmt: skip
    vol = pick.choice([[V], [V], [V], [o("vol. "), V], [o("Vol. "), V], [o("v. "), V],
                       [o("vol "), V],
                       [o("Volume "), V], [o("Bd. "), V]])  # fmt: skip
    before = pick.choice([":", ": ", ", ", ", ", ", pp. ", ", p. ", ":pp ", ", pages ", " ",
                          ", pp ",
                          " : ", ", Pages ", ": p. "])  # fmt: skip
    core = [*vol, *issue, o(before), P]
    if pick.random() < 0.04:
        core = [*vol, *issue]
    elif pick.random() < 0.02:
        core.append((pick.choice([", 9pp", ", 12 pp.", " (7 pages)"]), "other"))
    if year is None:
        return core
    m = pick.randrange(12)
    date: list[Piece] = pick.choice([
        [Y], [Y], [Y], [Y, o(" "), (MONTHS[m], "date")],
        [Y, o(" "), (f"{MONTHS[m]} {m + 3}", "date")],
        [(MONTHS[m], "date"), o(pick.choice([" ", ". "])), Y],
        [(LONG_MONTHS[m], "date"), o(" "), Y],
    ])  # fmt: skip
    kind = pick.randrange(11)
    if kind <= 2:
        return [*date, o(pick.choice([";", "; ", "; ", ", ", ". ", ": "])), *core]
    if kind == 3:
        return [o("("), *date, o(pick.choice([") ", "), ", "). ", "); "])), *core]
    if kind == 4:
        return [
            *vol,
            *issue,
            o(pick.choice([" (", ", (", "("])),
            *date,
            o(pick.choice(["): ", "), ", ") ", "):"])),
            P,
        ]
    if kind in (5, 6):
        return [*core, o(pick.choice([" (", ", (", "("])), *date, o(")")]
    if kind == 7:
        return [
            *vol,
            *issue,
            o(pick.choice([", ", " ", ". "])),
            *date,
            o(pick.choice([", ", ": ", ":"])),
            P,
        ]
    if kind == 8:
        return [*core, o(". "), *date]
    return [*core, o(pick.choice([", ", ", ", "; "])), *date]


def end(record: Record, pick: random.Random) -> list[Piece]:
    """Render what may follow: identifiers, links, notes."""
    found: list[Piece] = [(pick.choice([".", ".", "", "", ""]), "-")]
    if record["doi"] and pick.random() < 0.3:
        lead = pick.choice(
            [" doi:", " doi: ", " DOI: ", " https://doi.org/", " ", " doi ", " http://dx.doi.org/"]
        )
        found.append((lead + record["doi"] + pick.choice([".", ""]), "other"))
    if pick.random() < 0.12:
        n = pick.randrange(10**5, 4 * 10**7)
        found.append(
            (pick.choice([" PMID: ", " PubMed PMID: ", " PMID:", " PubMed: "]) + str(n), "other")
        )
    if pick.random() < 0.1:
        found.append((pick.choice([
            " [PubMed]", " [Google Scholar]", " [Crossref] [PubMed]", " Review.",
            " Epub 2010 Mar 5.",
            " Available from: http://www.example.org/a", " [In German]", " Accessed 3 May 2015",
            " [ arXiv:1503.03313 ]", " PubMed, CrossRef", " ISSN 0960-1481",
            " View Article Google Scholar",
        ]), "other"))  # fmt: skip
    return found


def article(record: Record, pick: random.Random, names: list[tuple[str, str]]) -> list[Piece]:
    """Render one article in a style put together by chance."""
    o = lambda text: (text, "-")  # noqa: E731
    year = str(record["year"])
    place = pick.choices(["after authors", "tail", "last"], [5, 5, 1])[0]
    quoted = pick.random() < 0.22
    head = people(record, pick)
    found: list[Piece] = list(head)
    ends_open = head[-1][0].endswith((".", "..."))
    if place == "after authors":
        letter = pick.choice(["", "", "", "", "a", "b"])
        lead, trail = pick.choice([
            (" (", ") "), (" (", "). "), (" (", "), "), (", ", ". "), (". ", ". "), (" ", ". "),
            (", ", ": "),
            (" (", "): "), (". (", "). "), (", ", ", "), (" ", " "), (" [", "] "),
        ])  # fmt: skip
        if ends_open and lead.startswith("."):
            lead = lead[1:]
        found += [o(lead), (year + letter, "year"), o(trail)]
    else:
        found.append(
            o(
                pick.choice([". ", ". ", ". ", ": ", ", ", ", ", " "])
                if not ends_open
                else pick.choice([" ", " ", ", ", ": "])
            )
        )
    found += title(record, pick, quoted)
    stop = record["title"].endswith(("?", "!"))
    if quoted:
        found.append(o(" "))
    else:
        found.append(
            o(
                pick.choice(["", "."]) + " "
                if stop
                else pick.choices([". ", ", ", " ", "; "], [8, 3, 0.7, 0.2])[0]
            )
        )
    if pick.random() < 0.05:
        found.append(o(pick.choice(["In: ", "in ", "In "])))
    name = journal(record, pick, names)
    found.append((name.rstrip("."), "journal"))
    dot = name.endswith(".") and pick.random() < 0.9
    if dot:
        found.append((".", "journal"))
    if pick.random() < 0.05:
        # "Phys. Rev. D": a section is of the name, also where the volume is glued to it.
        found.append((pick.choice([" ", " ", ""]) + pick.choice("ABCDE"), "journal"))
        dot = False
    elif pick.random() < 0.02:
        found.append((pick.choice([" (London)", " (Lond)", " [Internet]", " (Basel)"]), "journal"))
        dot = False
    found.append(
        o(
            pick.choice(
                [" ", " ", ", ", ", "]
                if dot
                else [" ", ". ", ", ", ". ", "; ", ", ", ": ", " ", " ", ""]
            )
        )
    )
    found += tail(record, pick, None if place == "after authors" else year)
    found += end(record, pick)
    return found


def book(record: Record, other: Record, pick: random.Random) -> list[Piece]:
    """Render a chapter or a book, so that the labeller knows what is no article."""
    o = lambda text: (text, "-")  # noqa: E731
    year = str(record["year"])
    after = pick.random() < 0.4
    found: list[Piece] = list(people(record, pick))
    found += [o(" ("), (year, "year"), o(") ")] if after else [o(pick.choice([". ", ", ", ": "]))]
    found += title(record, pick, pick.random() < 0.1)
    found.append(o(". "))
    if pick.random() < 0.6:
        editors = people(other, pick)[0][0]
        mark = pick.choice([" (eds.)", ", editors.", " (ed)", ", eds.", " (Eds.),"])
        found += [
            (pick.choice(["In: ", "In ", "in "]) + editors + mark + " " + other["title"], "book"),
            o(". "),
        ]
    if pick.random() < 0.3:
        found += [(pick.choice(["2nd ed", "3rd edition", "4th ed.", "Vol. 2"]), "book"), o(". ")]
    place, house = pick.choice(PLACES), pick.choice(PUBLISHERS)
    found.append(
        (
            pick.choice([f"{place}: {house}", f"{house}, {place}", house, f"{house}: {place}"]),
            "book",
        )
    )
    if not after:
        found += [o(pick.choice(["; ", ", ", ". "])), (year, "year")]
    if pick.random() < 0.6:
        found += [
            o(pick.choice([":", ", pp. ", ". p. ", ", pages "])),
            (pages(record, pick), "page"),
        ]
    found += end(record, pick)
    return found


def noisy(pieces: list[Piece], pick: random.Random) -> list[tuple[str, str]]:
    """Return the characters with their labels, with the noise of real lists."""
    chars = [(c, label) for text, label in pieces for c in text]
    kind = pick.random()
    if kind < 0.12:
        # Text layers of PDFs: blanks lost, and blanks before marks.
        rate = pick.choice([0.02, 0.05, 0.1])
        out: list[tuple[str, str]] = []
        for c, label in chars:
            if c == " " and pick.random() < rate:
                continue
            if c in ",.:;()" and pick.random() < rate * 5:
                out.append((" ", label))
            out.append((c, label))
            if c in "(" and pick.random() < rate * 4:
                out.append((" ", label))
        chars = out
    elif kind < 0.16:
        chars = [(c, label) for c, label in chars if not (c in ".,;" and pick.random() < 0.08)]
    elif kind < 0.2:
        at = pick.randrange(max(1, len(chars) - 10))
        if chars[at][0].isalpha():
            chars = [*chars[:at], ("-", chars[at][1]), *chars[at:]]
    return chars
