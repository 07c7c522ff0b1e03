"""Draw the way of the data for docs/layout.md: `python -m tests.generated` writes the picture.

Rooms are boxes with a name and what they do; data are words on the arrows between them.
"""

from __future__ import annotations

from html import escape
from typing import NamedTuple

__all__ = ["ROOMS", "svg"]

WIDTH, HEIGHT = 860, 680


class Box(NamedTuple):
    """A room: its place and size in pixels, its name, and lines of text; pale for a file."""

    x: int
    y: int
    width: int
    height: int
    name: str
    lines: tuple[str, ...] = ()
    pale: bool = False


class Arrow(NamedTuple):
    """An arrow through some points, with a text at a place."""

    points: tuple[tuple[int, int], ...]
    text: str = ""
    at: tuple[int, int] = (0, 0)


BOXES = (
    Box(40, 20, 300, 48, "a page", ("text or HTML",), pale=True),
    Box(520, 20, 300, 48, "a file of references", ("BibTeX, RIS, MEDLINE, CSL-JSON",), pale=True),
    Box(40, 110, 300, 78, "parsing", ("page -> lists -> entries", "entry -> Citation")),
    Box(520, 110, 300, 78, "formats", ("text -> blocks, kept to the character",
                                       "block -> Citation")),
    Box(40, 270, 440, 110, "resolving", (
        "stages, in their order: the printed DOI, PubMed,",
        "a search for several, a search for one",
        "pipeline: the one place that decides and records",
    )),
    Box(570, 270, 250, 110, "registries", (
        "Crossref, PubMed, agencies,", "a file of works; stored answers,", "limits, retries",
    )),
    Box(40, 450, 440, 78, "matching", (
        "features of citation and work -> grading",
        "page and record -> one citation, with provenance",
    )),
    Box(570, 450, 250, 78, "resolutions", ("what became of each entry,",
                                           "and a person's decisions")),
    Box(40, 610, 220, 56, "formats", ("BibTeX, RIS, CSL-JSON, text",)),
    Box(300, 610, 220, 56, "report, web", ("a page to look at, to decide on",)),
    Box(560, 610, 260, 56, "bibliography", ("topics, one merged library, checks",)),
)  # fmt: skip
ARROWS = (
    Arrow(((190, 68), (190, 110)), "inputs", (198, 94)),
    Arrow(((670, 68), (670, 110)), "inputs", (678, 94)),
    Arrow(((190, 188), (190, 270)), "Citation: fields, source, problems", (198, 234)),
    Arrow(((670, 188), (670, 228), (440, 228), (440, 270)), "Citation", (520, 221)),
    Arrow(((480, 310), (570, 310)), "query, DOIs", (487, 302)),
    Arrow(((570, 350), (480, 350)), "Work", (510, 342)),
    Arrow(((150, 380), (150, 450)), "Citation, candidates", (158, 420)),
    Arrow(((390, 450), (390, 380)), "Decision", (398, 420)),
    Arrow(((480, 370), (530, 370), (530, 490), (570, 490)), "Resolution", (536, 438)),
    Arrow(((695, 528), (695, 570), (150, 570), (150, 610))),
    Arrow(
        ((410, 570), (410, 610)), "Resolution: the citation completed, with provenance", (330, 562)
    ),
    Arrow(((695, 570), (695, 610))),
)
ROOMS = frozenset(name for box in BOXES if not box.pale for name in box.name.split(", "))

_STYLE = """
  text { font: 13px sans-serif; fill: #1c2b33 }
  .name { font: bold 14px monospace }
  .room { fill: #e3f2f1; stroke: #00796b; stroke-width: 1.5 }
  .pale { fill: #fafafa; stroke: #90a4ae; stroke-width: 1; stroke-dasharray: 4 3 }
  .arrow { fill: none; stroke: #455a64; stroke-width: 1.5 }
  .data { font-style: italic; fill: #455a64 }
"""


def svg() -> str:
    """Return the picture as a whole SVG file."""
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" role="img">',
        "<title>The way of the data</title>",
        f"<style>{_STYLE}</style>",
        '<defs><marker id="head" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="8" '
        'markerHeight="8" orient="auto">'
        '<path d="M0 0 L8 4 L0 8 z" fill="#455a64"/></marker></defs>',
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="#ffffff"/>',
        *(_arrow(arrow) for arrow in ARROWS),
        *(_box(box) for box in BOXES),
        "</svg>",
    ]
    return "\n".join(parts) + "\n"


def _box(box: Box) -> str:
    kind = "pale" if box.pale else "room"
    rect = (
        f'<rect class="{kind}" x="{box.x}" y="{box.y}" width="{box.width}" '
        f'height="{box.height}" rx="6"/>'
    )
    texts = [_text(box.x + 14, box.y + 22, box.name, "name")]
    texts += [
        _text(box.x + 14, box.y + 42 + 20 * at, line, "") for at, line in enumerate(box.lines)
    ]
    return "\n".join([rect, *texts])


def _arrow(arrow: Arrow) -> str:
    points = " ".join(f"{x},{y}" for x, y in arrow.points)
    drawn = f'<polyline class="arrow" points="{points}" marker-end="url(#head)"/>'
    return f"{drawn}\n{_text(*arrow.at, arrow.text, 'data')}" if arrow.text else drawn


def _text(x: int, y: int, text: str, kind: str) -> str:
    return f'<text x="{x}" y="{y}" class="{kind}">{escape(text)}</text>'
