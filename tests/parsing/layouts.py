"""Lay four references out on a page in every way that a page is pasted.

The articles do not exist; the journals do. Each table has one kind of layout: what stands
before an entry, around lines, around the list, or around all in HTML. A template is a
page; `{1}` to `{4}` are the entries, `{n}` and `{entry}` those of a template of one line.
"""

from __future__ import annotations

import html
import textwrap
from typing import NamedTuple

VANCOUVER = (
    "Adler KM, Brandt TP. Venous anatomy of the posterior fossa. Radiology. 2019;290(2):e190451.",
    "Costa R, Dvorak LJ. Contrast agents in cardiac imaging. Eur Radiol. 2020;30(4):1871-80.",
    "Eriksen PH. Perfusion of renal masses. AJR Am J Roentgenol. 2018;211(1):97-105.",
    "Fontaine S. Diffusion in acute stroke. Stroke. 2017;48(3):651-7.",
)
HOUSE = (
    "Adler KM, Brandt TP: Venous anatomy of the posterior fossa. Radiology. 290(2):e190451, 2019",
    "Costa R, Dvorak LJ: Contrast agents in cardiac imaging. Eur Radiol. 30(4):1871-80, 2020",
    "Eriksen PH: Perfusion of renal masses. AJR Am J Roentgenol. 211(1):97-105, 2018",
    "Fontaine S: Diffusion in acute stroke. Stroke. 48(3):651-7, 2017",
)
TITLES = (
    "Venous anatomy of the posterior fossa",
    "Contrast agents in cardiac imaging",
    "Perfusion of renal masses",
    "Diffusion in acute stroke",
)
STYLES = {"vancouver": VANCOUVER, "house": HOUSE}

# What stands before an entry (E). The number is read where there is one.
NUMBERED = {
    "dot": "{n}. {entry}",
    "dot without a blank": "{n}.{entry}",
    "dot and tab": "{n}.\t{entry}",
    "dot apart": "{n} . {entry}",
    "tab": "{n}\t{entry}",
    "bare": "{n} {entry}",
    "parenthesis": "{n}) {entry}",
    "parentheses": "({n}) {entry}",
    "dot and parenthesis": "{n}.) {entry}",
    "square brackets": "[{n}] {entry}",
    "square brackets without a blank": "[{n}]{entry}",
    "square brackets and a dot": "[{n}]. {entry}",
    "square brackets and a colon": "[{n}]: {entry}",
    "a footnote of Markdown": "[^{n}]: {entry}",
    "a dot that is escaped": "{n}\\. {entry}",
    "PubMed's colon": "{n}: {entry}",
    "dash": "{n}- {entry}",
    "dash without a blank": "{n}-{entry}",
    "dash apart": "{n} - {entry}",
    "long dash": "{n} – {entry}",
    "slash": "{n}/ {entry}",
    "angle brackets": "<{n}> {entry}",
    "braces": "{{{n}}} {entry}",
    "full-width brackets": "［{n}］{entry}",
    "lenticular brackets": "【{n}】{entry}",
    "full-width parenthesis": "{n}）{entry}",
    "full-width parentheses": "（{n}）{entry}",
    "full-width dot": "{n}．{entry}",
    "ideographic comma": "{n}、{entry}",
    "letter R": "R{n}. {entry}",
    "number sign": "#{n} {entry}",
    "a word": "Ref {n}: {entry}",
    "a long word": "Reference {n}. {entry}",
    "No.": "No. {n} {entry}",
    "HighWire's arrow": "↵{n}. {entry}",
    "a star": "*{n}. {entry}",
    "points of interest": "•• {n}. {entry}",
    "points of interest and a bare number": "•• {n} {entry}",
    "a bullet and a number": "• {n}. {entry}",
    "a dash and a number": "- {n}. {entry}",
    "a quoted mail": "> {n}. {entry}",
    "a quoted mail twice": "> > {n}. {entry}",
    "quoted": '"{n}. {entry}"',
    "comma and quotation mark": '{n},"{entry}"',
    "indent": "      {n}. {entry}",
    "no-break blanks": "\u00a0\u00a0{n}.\u00a0{entry}",
    "a star after": "{n}. *{entry}",
    "points after": "{n}. •• {entry}",
    "points after, close": "{n}.•• {entry}",
    "a bullet after": "{n}. • {entry}",
    "Wikipedia's caret": "{n}. ^ {entry}",
    "Wikipedia's letters": "{n}. ^ a b c {entry}",
    "Wikipedia's jump": "{n}. ^ Jump up to: a b {entry}",
    "Wikipedia's arrow": "{n}. ↑ {entry}",
}
SIGNS = {
    "circled": ("①", "②", "③", "④"),
    "circled in black": ("❶", "❷", "❸", "❹"),
    "in parentheses": ("⑴", "⑵", "⑶", "⑷"),
    "with a dot": ("⒈", "⒉", "⒊", "⒋"),
    "raised": ("¹", "²", "³", "⁴"),
    "Persian": ("۱.", "۲.", "۳.", "۴."),
    "full-width": ("１.", "２.", "３.", "４."),
    "small Roman": ("i.", "ii.", "iii.", "iv."),
    "Roman": ("I.", "II.", "III.", "IV."),
    "Roman in parentheses": ("(i)", "(ii)", "(iii)", "(iv)"),
    "letters": ("a.", "b.", "c.", "d."),
    "letters and a parenthesis": ("a)", "b)", "c)", "d)"),
    "capitals in parentheses": ("(A)", "(B)", "(C)", "(D)"),
}
BULLETED = {
    "nothing": "{entry}",
    "bullet": "• {entry}",
    "bullet without a blank": "•{entry}",
    "middle dot": "· {entry}",
    "hyphen": "- {entry}",
    "dash": "– {entry}",
    "star": "* {entry}",
    "plus": "+ {entry}",
    "Word's Symbol": "\uf0b7\t{entry}",
    "Word's Wingdings": "\uf0a7 {entry}",
    "Word's Wingdings as a letter": "§ {entry}",
    "Word's second level": "o\t{entry}",
    "arrow": "➢ {entry}",
    "thin arrow": "→ {entry}",
    "check mark": "✓ {entry}",
    "box": "☐ {entry}",
    "box of Markdown": "[ ] {entry}",
    "caret": "^ {entry}",
    "caret and letters": "^ a b {entry}",
    "a quoted mail": "> {entry}",
    "an unknown sign": "¶ {entry}",
    "TeX's item": "\\item {entry}",
    "TeX's bibitem": "\\bibitem{{key}} {entry}",
    "TeX's bibitem with a label": "\\bibitem[A1]{{key}} {entry}",
}
# How the lines of a list stand (C, D, L); `{1}` is an entry with its number.
PAGES = {
    "on one line": "References\n{1} {2} {3} {4}\n",
    "on the line of the heading": "References {1} {2} {3} {4}\n",
    "on the line of the heading, a colon": "References: {1}\n{2}\n{3}\n{4}\n",
    "two on a line": "References\n{1} {2}\n{3} {4}\n",
    "one after the other, no blank": "References\n{1}{2}{3}{4}\n",
    "no heading": "{1}\n{2}\n{3}\n{4}",
    "blank lines": "References\n\n{1}\n\n\n{2}\n\n{3}\n\n{4}\n",
    "line separators": "References\n{1}\u2028{2}\u2028{3}\u2028{4}",
    "vertical tabs": "References\n{1}\v{2}\v{3}\v{4}",
    "form feeds": "References\n{1}\n{2}\n\f{3}\n{4}\n",
    "subheadings": "References\nAnatomy\n{1}\n{2}\nTreatment\n{3}\n{4}\n",
    "a number of a page between": "References\n{1}\n{2}\n\n541\n\n{3}\n{4}\n",
    "a page of pages between": "References\n{1}\n{2}\nPage 3 of 9\n{3}\n{4}\n",
    "a date and an address between": "References\n{1}\n{2}\nhttps://example.org/a/b 5/6\n9/21/21, 10:05 AM STATdx\n{3}\n{4}\n",
    "a running head between": "References\n{1}\n{2}\nRadiology: Volume 298: Number 3—March 2021 ■ radiology.rsna.org 541\n"
    "{3}\n{4}\n",
    "a running head with a site": "References\n{1}\n{2}\nAJNR Am J Neuroradiol 42:1–9 Jan 2021 www.ajnr.org 9\n{3}\n{4}\n",
    "rights between": "References\n{1}\n{2}\nThis copy is for personal use only. To order copies, write to us.\n"
    "Downloaded from pubs.rsna.org by 10.0.0.1 on 09/21/21. All rights reserved.\n{3}\n{4}\n",
    "rights after": "References\n{1}\n{2}\n{3}\n{4}\nCopyright © 2024, A Publisher LLC.\n"
    "This book is distributed under the terms of a licence.\nBookshelf ID: NBK430685 PMID: 1\n",
    "a disclosure after": "References\n{1}\n{2}\n{3}\n{4}\nDisclosure: Ann Lee declares none.\n",
    "a mail": "From: Lee, A\nSent: Tuesday, September 21, 2021 10:05 AM\nSubject: refs\n\n"
    "{1}\n{2}\n{3}\n{4}\n--\nA. Lee, MD\nDept of Radiology, 12 Main St, 2021\n",
    "numbers of lines": "11 References\n12 {1}\n13 {2}\n14 {3}\n15 {4}\n",
    "a numbered heading": "6. References\n{1}\n{2}\n{3}\n{4}\n",
    "TeX": "\\begin{{thebibliography}}{{9}}\n{1}\n{2}\n{3}\n{4}\n\\end{{thebibliography}}\n",
    "a JSON array": '["{1}","{2}","{3}","{4}"]',
    "a JSON array of lines": '[\n  "{1}",\n  "{2}",\n  "{3}",\n  "{4}"\n]\n',
}
HEADINGS = (
    "References", "REFERENCES:", "Selected References", "References (4)", "Reference list",
    "References and Further Reading", "Bibliography", "Suggested Reading", "Literature Cited",
    "Literatur", "Literaturverzeichnis", "Références bibliographiques", "Bibliografía",
    "Referencias bibliográficas", "Referências bibliográficas", "Bibliografia", "Referenties",
    "Literatuur", "Referenser", "Litteratur", "Lähteet", "Piśmiennictwo", "Literatura", "Irodalom",
    "Kaynaklar", "Βιβλιογραφία", "Список литературы", "Литература", "参考文献：", "文献", "참고문헌",
)  # fmt: skip


def _html(body: str) -> str:
    return f"<!DOCTYPE html><html><head><title>x</title></head><body>{body}</body></html>"


# Pages of HTML (B); `{1}` is an entry without its number, in all but PRINTED with it.
HTML = {
    "ol": _html("<h3>References</h3><ol><li>{1}</li><li>{2}</li><li>{3}</li><li>{4}</li></ol>"),
    "ol, ends left out": _html("<ol><li>{1}<li>{2}<li>{3}<li>{4}</ol>"),
    "ol of paragraphs": _html(
        "<ol><li><p>{1}</p></li><li><p>{2}</p></li><li><p>{3}</p></li><li><p>{4}</p></li></ol>"
    ),
    "ol in the source's lines": _html(
        "<ol>\n <li>\n{1}\n </li>\n <li>\n{2}\n</li>\n<li>{3}</li>\n<li>{4}</li></ol>"
    ),
    "details": _html(
        "<details><summary>References (4)</summary><ol><li>{1}</li><li>{2}</li><li>{3}</li>"
        "<li>{4}</li></ol></details>"
    ),
    "nested": _html(
        "<ol><li>Imaging<ol><li>{1}</li><li>{2}</li><li>{3}</li><li>{4}</li></ol></li></ol>"
    ),
    "Springer": _html(
        '<h2>References</h2><ol class="c-article-references">'
        + "".join(
            f'<li class="c-article-references__item" data-counter="{n}."><p class="text" id="r{n}">'
            f"{{{n}}}</p></li>"
            for n in (1, 2, 3, 4)
        )
        + "</ol>"
    ),
    "Google Docs": '<meta charset="utf-8"><b style="font-weight:normal;" id="docs-1"><ol>'
        + "".join(f'<li dir="ltr"><p dir="ltr"><span>{{{n}}}</span></p></li>' for n in (1, 2, 3, 4))
        + "</ol></b>",
    "components": _html(
        '<h2>References</h2><app-list><div><ol>'
        + "".join(
            f'<li class="ng"><!----><span class="ref"> {{{n}}} </span><!----></li>'
            for n in (1, 2, 3, 4)
        )
        + "</ol></div></app-list>"
    ),
}  # fmt: skip
_LABELLED = {
    "PMC": '<li><span class="label">{n}.</span><cite>{entry}</cite></li>',
    "Wiley": '<li data-bib-id="b{n}"><span class="bullet">{n}</span><span>{entry}</span></li>',
    "RSNA": '<li class="references__item"><span class="references__note">{n}. {entry}</span></li>',
    "Radiopaedia": "<li><span>{n}. {entry}</span></li>",
    "HighWire": '<li><a class="rev-xref-ref" href="#x">↵</a>{n}. {entry}</li>',
    "Zotero": '<div class="csl-entry"><div class="csl-left-margin">{n}. </div>'
        '<div class="csl-right-inline">{entry}</div></div>',
    "Zotero's brackets": '<div class="csl-entry"><div>[{n}]</div><div>{entry}</div></div>',
    "Mendeley": "<p class='MsoNormal'><span>{n}. </span><span>{entry}</span></p>",
    "paragraphs": "<p>{n}. {entry}</p>",
    "divisions": "<div>{n}. {entry}</div>",
    "breaks": "{n}. {entry}<br>",
    "breaks on lines of their own": "{n}. {entry}<br/>\n",
    "raised numbers": "<p><sup>{n}</sup>{entry}</p>",
    "bold numbers": "<p><b>{n}</b> {entry}</p>",
    "linked numbers": '<p><a href="#c{n}">{n}</a>{entry}</p>',
    "a table": "<tr><td>{n}.</td><td>{entry}</td></tr>",
    "a table of bare numbers": "<tr><td>{n}</td><td>{entry}</td></tr>",
    "a table of brackets": '<tr><td valign="top">[{n}]</td><td>{entry}</td></tr>',
    "definitions": "<dt>{n}.</dt><dd>{entry}</dd>",
    "lines of pre": "{n}. {entry}\n",
    "PubMed": "{n}: {entry}\n\n",
    "Word":
        "<p class=MsoListParagraphCxSpFirst style='mso-list:l0 level1 lfo1'><![if !supportLists]>"
        "<span style='mso-list:Ignore'>{n}.<span style='font:7.0pt \"Times New Roman\"'>&nbsp;&nbsp;"
        "&nbsp; </span></span><![endif]>{entry}<o:p></o:p></p>\n",
    "Outlook": '<p class="MsoPlainText">{n}. {entry}<o:p></o:p></p>',
    "JATS": "<ref id=\"B{n}\"><label>{n}</label><mixed-citation>{entry}</mixed-citation></ref>",
}  # fmt: skip
_AROUND = {
    "a table": ("<table>", "</table>"),
    "a table of bare numbers": ("<table>", "</table>"),
    "a table of brackets": ("<table>", "</table>"),
    "definitions": ("<dl>", "</dl>"),
    "lines of pre": ("<pre>", "</pre>"),
    "PubMed": ('<pre style="white-space: pre-wrap;">', "</pre>"),
}
_UNLABELLED = {
    "ul": "<li>{entry}</li>",
    "paragraphs": "<p>{entry}</p>",
    "Zotero": '<div class="csl-entry">{entry}</div>',
    "breaks": "{entry}<br><br>",
    "Word's Symbol": "<p class=MsoListParagraph><span style='font-family:Symbol'>·<span>&nbsp;"
        "&nbsp;</span></span>{entry}</p>",
    "cells": "<tr><td>{entry}</td></tr>",
}  # fmt: skip


class Layout(NamedTuple):
    """One page: its name, its text, and the number that each of the four entries has on it."""

    name: str
    text: str
    numbers: tuple[int | None, ...]
    entries: tuple[str, ...]


_COUNT, _NONE = (1, 2, 3, 4), (None, None, None, None)


def _line(template: str, number: int, entry: str) -> str:
    return template.format(n=number, entry=entry)


def text_layouts() -> list[Layout]:
    """Make every page of plain text, in both styles."""
    made = []
    for style, entries in STYLES.items():
        for name, template in {**NUMBERED, **BULLETED}.items():
            lines = [_line(template, n, entry) for n, entry in enumerate(entries, 1)]
            text = "\n".join(["References", *lines, ""])
            numbers = _COUNT if name in NUMBERED and "{n}" in template else _NONE
            if name in NUMBERED and name in BULLETED:
                numbers = _NONE
            made.append(Layout(f"{style}: {name}", text, numbers, entries))
        for name, template in NUMBERED.items():
            lines = [_line(template, n, entry) for n, entry in enumerate(entries, 1)]
            made.append(
                Layout(
                    f"{style}: {name}, numbered", "References\n" + "\n".join(lines), _COUNT, entries
                )
            )
        for name, signs in SIGNS.items():
            lines = [f"{sign} {entry}" for sign, entry in zip(signs, entries, strict=True)]
            text = "\n".join(["References", *lines, ""])
            made.append(Layout(f"{style}: {name}", text, _COUNT, entries))
        for name, template in PAGES.items():
            numbered = [f"{n}. {entry}" for n, entry in enumerate(entries, 1)]
            made.append(Layout(f"{style}: {name}", template.format("", *numbered), _COUNT, entries))
        made += _wrapped(style, entries)
    return made


def _wrapped(style: str, entries: tuple[str, ...]) -> list[Layout]:
    """Make pages whose lines are wrapped, bare, quoted, and with a page break inside."""
    numbered = [f"{n}. {entry}" for n, entry in enumerate(entries, 1)]
    made = []
    for width in (30, 40, 60, 78):
        lines = [line for entry in numbered for line in textwrap.wrap(entry, width)]
        quoted = [f"> {line}" for line in lines]
        counted = [f"{n} {line}" for n, line in enumerate(["References", *lines], 101)]
        made += [
            Layout(
                f"{style}: wrapped at {width}", "\n".join(["References", *lines]), _COUNT, entries
            ),
            Layout(
                f"{style}: wrapped at {width}, quoted",
                "\n".join(["> References", *quoted]),
                _COUNT,
                entries,
            ),
            Layout(
                f"{style}: wrapped at {width}, lines numbered", "\n".join(counted), _COUNT, entries
            ),
        ]
    own = [line for n, entry in enumerate(entries, 1) for line in (f"{n}.", entry)]
    made.append(
        Layout(
            f"{style}: numbers on lines of their own",
            "\n".join(["References", *own]),
            _COUNT,
            entries,
        )
    )
    own = [line for n, entry in enumerate(entries, 1) for line in (f"[{n}]", "", entry, "")]
    made.append(
        Layout(
            f"{style}: brackets on lines of their own",
            "\n".join(["References", *own]),
            _COUNT,
            entries,
        )
    )
    rows = [f"| {n} | {entry} |" for n, entry in enumerate(entries, 1)]
    table = "\n".join(["| No. | Reference |", "|---|---|", *rows])
    made.append(Layout(f"{style}: a table", table, _COUNT, entries))
    return made


def html_layouts() -> list[Layout]:
    """Make every page of HTML, in both styles."""
    made = []
    for style, plain in STYLES.items():
        entries = tuple(html.escape(entry) for entry in plain)
        for name, template in HTML.items():
            made.append(Layout(f"{style}: {name}", template.format("", *entries), _COUNT, plain))
        for table, numbers in ((_LABELLED, _COUNT), (_UNLABELLED, _NONE)):
            for name, template in table.items():
                before, after = _AROUND.get(name, ("<div>", "</div>"))
                if "<li" in template:
                    before, after = "<ul>", "</ul>"
                body = "".join(_line(template, n, entry) for n, entry in enumerate(entries, 1))
                text = _html(f"<h2>References</h2>{before}{body}{after}")
                made.append(Layout(f"{style}: {name}", text, numbers, plain))
    return made
