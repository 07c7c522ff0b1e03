"""Find the words of links that sites print after an entry ("[PubMed]", "Full Text").

    links ::= link ([separator] link)*          one of them at least is no common word

They are furniture of the page, no part of the reference: they stand in no field and no
note, and nothing is reported for them. The text of the entry keeps them. What a link
leads to (a PMID, a PMCID, a DOI) is read before, as an identifier.
"""

from __future__ import annotations

import re

__all__ = ["find_links", "links_at_end", "only_links"]

# Each line: the words as sites print them; a blank stands for any white space or none.
_SURE = (
    # PubMed, PMC and MEDLINE
    r"(?:search |find |view |see |look up |read |links? (?:to|in) )?(?:in |on )?pub ?med"
    r"(?: central| commons)?"
    r"(?: abstract| citation| links?| full text| record| ncbi|/ ?ncbi|\+| id)?",
    r"(?:free |view )?pmc(?: free)?(?: article| full text)",
    r"europe pmc(?: abstract| free article)?",
    r"(?:qxmd )?medline(?: link)?(?: abstract)?",
    # Crossref and citation databases
    r"(?:search |view (?:in |at )?)?cross ?ref(?: full text| abstract| link)?",
    r"(?:search |view in |find (?:it )?in )?google(?: scholar| books| preview)"
    r"(?: there is no corresponding record for this reference)?",
    r"(?:view (?:in )?)?(?:isi )?web of (?:science|knowledge)(?: ?®| core collection)*",
    r"\bisi\b(?: abstract| citations?)?",
    r"(?:view (?:record )?in )?scopus(?: ?\(\d{1,5}\))?",
    r"chem ?port|math ?sci ?net|zentralblatt math|zbmath|psyc ?info|embase|cinahl|semantic scholar",
    r"(?:view )?(?:f1000|faculty opinions)(?: recommend(?:ation|ed))?",
    r"altmetric|dimensions badge|scite",
    # The text itself
    r"(?:abstract ?/ ?)?(?:free |open access |publisher |biomed central |view |get |download )?"
    r"full[- ]?text(?: \(?(?:pdf|html)\)?| links?| online| article)?(?: via \w{3,12})?",
    r"(?:free|download|view) (?:pdf|article|abstract)|(?:full text )?\(?pdf\)?(?= ?\d{1,5} ?[km]b)",
    r"view (?:the |this )?(?:abstract|article|record|reference|source|summary|chapter|in article"
    r"|at publisher|at google scholar|more|large)",
    r"open ?url(?: placeholder text)?|openathens|sfx|find it(?: @ ?\w+)?|get it(?: @ ?\w+)?",
    r"(?:log ?in|access|sign in) (?:via|through) (?:your )?(?:institution|openathens)",
    # Counts, and ways about the page
    r"(?:times cited|cited by|cited in (?:scopus|crossref|pmc))(?: ?:)?(?: ?\(?\d{1,6}\)?)?"
    r"(?: (?:articles?|times|scopus|crossref))?",
    r"cited here(?: ?(?:\.\.\.|…))?",
    r"(?:jump|return|go|back|skip) to (?:the )?(?:cited text|citation|ref(?:erence)?|text)"
    r"(?: (?:no\.? ?)?\d{1,4})?(?: in (?:the )?(?:article|text))?",
    r"\(?opens? in (?:a )?new (?:tab|window)\)?|external link(?: icon)?",
    r"(?:download|export|copy|show|save)(?: this)? (?:citation|reference|details)s?",
    r"doi(?=[\s,;|.)\]\x00]|\Z)",
)
# Common words: links only beside one that is sure, or alone in brackets.
_COMMON = r"article|links?|abstract|summary|pdf|html|cas|ads|free|link to article|related articles?"

_WORDS = "|".join(line.replace(" ", r"\s{0,3}") for line in _SURE)
_LINK = re.compile(
    rf"(?:(?P<sure>{_WORDS})|(?P<common>\b(?:{_COMMON.replace(' ', chr(92) + 's')})(?![a-z])))",
    re.IGNORECASE,
)
_BETWEEN = re.compile(r"[\s\x00.,;:|/·•‧&()\[\]<>{}+®™*–—-]*(?:and\s)?")
_BRACKETS = {"[": "]", "(": ")", "<": ">"}
_TAIL = 1_200


def find_links(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """Find the spans of links in `text[start:end]` (folded), with brackets around them.

    `start` is where the reference itself has ended. A run of links counts if it is a
    piece of its own: before it stands no letter, after it the end, a bracket, a mark or
    a word with a capital.
    """
    if not _LETTER.search(text, start, end):
        return []
    return [
        (left, right)
        for left, right, sure in _runs(text, start, end)
        if (sure or _in_brackets(text, left, right)) and _is_piece(text, left, right, start, end)
    ]


def links_at_end(text: str) -> int:
    """Return where the links that end a folded text begin; its length if there are none.

    Nothing is known of the reference yet, so that only what follows a year counts.
    """
    if not text[-80:].rstrip(_MARKS).rstrip(_DIGITS).rstrip(_MARKS).lower().endswith(_LAST_WORDS):
        return len(text)
    at, begin = len(text), max(0, len(text) - _TAIL)
    for left, right, sure in reversed(_runs(text, begin, len(text))):
        whole = _BETWEEN.fullmatch(text, right, at) is not None
        if not (whole and (sure or _in_brackets(text, left, right))):
            break
        if not (_is_piece(text, left, right, 0, len(text)) and _YEAR.search(text, 0, left)):
            break
        at = left
    return len(text[:at].rstrip(_JOINTS)) if at < len(text) else at


def only_links(line: str) -> bool:
    """Return whether a line holds nothing but links ("PubMed | Google Scholar")."""
    at, some = 0, False
    while found := _LINK.match(line, at):
        some = some or found["sure"] is not None
        between = _BETWEEN.match(line, found.end())
        at = between.end() if between else found.end()
    return some and at == len(line)


_LETTER = re.compile(r"[^\W\d_]")
# What stands after the word that ends a text: marks, blanked identifiers and a count.
_MARKS = " .,;:()[]<>{}|/&*+\u00ae\u2122\u00b7\u2022\u2013\u2014\u2026\x00-"
_DIGITS = "0123456789"
# What joins links to an entry ("2010;255:1-9. - PubMed").
_JOINTS = " [(<|/-\u00b7\u2022\u2013\u2014"
_LAST_WORDS = tuple(
    """pubmed med central commons abstract abstracts citation citations link links text record ncbi
    id article articles medline crossref ref scholar books preview reference references science
    knowledge collection isi scopus chemport scinet math zbmath psycinfo embase cinahl
    recommendation recommended cited no pmc altmetric badge scite pdf html online summary source
    chapter publisher more large openurl url openathens sfx it institution by times here tab
    window icon details doi cas ads free""".split()
)
_YEAR = re.compile(r"(?<!\d)(?:1[89]|20)\d\d(?!\d)|in press")


def _runs(text: str, start: int, end: int) -> list[tuple[int, int, bool]]:
    """Join links with nothing but marks between them; say whether one is sure."""
    runs: list[tuple[int, int, bool]] = []
    for found in _LINK.finditer(text, start, end):
        left, right = found.span()
        sure = found["sure"] is not None
        if runs and _BETWEEN.fullmatch(text, runs[-1][1], left):
            runs[-1] = (runs[-1][0], right, runs[-1][2] or sure)
        else:
            runs.append((left, right, sure))
    return runs


def _in_brackets(text: str, left: int, right: int) -> bool:
    """Say whether square brackets stand right around a run ("[Article]", not "(abstract)")."""
    word = text[left:right].lower()
    return text[left - 1 : left] == "[" and text[right : right + 1] == "]" and word != "abstract"


def _is_piece(text: str, left: int, right: int, start: int, end: int) -> bool:
    """Say whether a run stands apart from the words around it."""
    before = text[start:left].rstrip(" ")[-1:]
    after = text[right:end].lstrip(" ")[:1]
    inner = text[left - 1 : left].isalpha() and left > start
    return not inner and not before.isalpha() and (not after.isalpha() or after.isupper())
