"""Name the types and tags of RIS: data of the specifications of 2001 and 2011, and of exporters.

The types of 2011 are EndNote's; `UNPD`, `GRNT` and `WEB` are what programs write for `UNPB`,
`GRANT` and `ELEC`. A type is read as the nearest of CSL; writing what was read and reading
it again gives the same.
"""

from __future__ import annotations

from radrefs.model import ItemType

__all__ = ["KNOWN", "READ_TYPES", "TYPES", "rows_of"]

TYPES: dict[ItemType, str] = {
    "article": "UNPB", "article-journal": "JOUR", "article-magazine": "MGZN",
    "article-newspaper": "NEWS", "bill": "BILL", "book": "BOOK", "broadcast": "MPCT",
    "chapter": "CHAP", "classic": "CLSWK", "collection": "GEN", "dataset": "DATA",
    "document": "GEN", "entry": "ENCYC", "entry-dictionary": "DICT",
    "entry-encyclopedia": "ENCYC", "event": "GEN", "figure": "FIGURE", "graphic": "ART",
    "hearing": "HEAR", "interview": "PCOMM", "legal_case": "CASE", "legislation": "STAT",
    "manuscript": "MANSCPT", "map": "MAP", "motion_picture": "MPCT", "musical_score": "MUSIC",
    "pamphlet": "PAMP", "paper-conference": "CONF", "patent": "PAT", "performance": "GEN",
    "periodical": "JFULL", "personal_communication": "PCOMM", "post": "ICOMM",
    "post-weblog": "BLOG", "regulation": "LEGAL", "report": "RPRT", "review": "JOUR",
    "review-book": "JOUR", "software": "COMP", "song": "SOUND", "speech": "SLIDE",
    "standard": "STAND", "thesis": "THES", "treaty": "GEN", "webpage": "ELEC",
}  # fmt: skip
"""The type of RIS for each of CSL."""

READ_TYPES: dict[str, ItemType] = {
    "ABST": "article-journal", "ADVS": "motion_picture", "AGGR": "dataset",
    "ANCIENT": "classic", "ART": "graphic", "BILL": "bill", "BLOG": "post-weblog",
    "BOOK": "book", "CASE": "legal_case", "CHAP": "chapter", "CHART": "figure",
    "CLSWK": "classic", "COMP": "software", "CONF": "paper-conference",
    "CPAPER": "paper-conference", "CTLG": "book", "DATA": "dataset", "DBASE": "dataset",
    "DICT": "entry-dictionary", "EBOOK": "book", "ECHAP": "chapter", "EDBOOK": "book",
    "EJOUR": "article-journal", "ELEC": "webpage", "ENCYC": "entry-encyclopedia",
    "EQUA": "figure", "FIGURE": "figure", "GEN": "document", "GOVDOC": "report",
    "GRANT": "document", "GRNT": "document", "HEAR": "hearing", "ICOMM": "post",
    "INPR": "article-journal", "JFULL": "periodical",
    "JOUR": "article-journal", "LEGAL": "regulation", "MANSCPT": "manuscript", "MAP": "map",
    "MGZN": "article-magazine", "MPCT": "motion_picture", "MULTI": "motion_picture",
    "MUSIC": "musical_score", "NEWS": "article-newspaper", "PAMP": "pamphlet", "PAT": "patent",
    "PCOMM": "personal_communication", "RPRT": "report", "SER": "book", "SLIDE": "speech",
    "SOUND": "song", "STAND": "standard", "STAT": "legislation", "THES": "thesis",
    "UNBILL": "bill", "UNPB": "article", "UNPD": "manuscript", "VIDEO": "motion_picture",
    "WEB": "webpage",
}  # fmt: skip
"""The type of CSL for each of RIS; what is not named is a document."""

KNOWN = frozenset(
    """A1 A2 A3 A4 AB AD AN AU AV BT C1 C2 C3 C4 C5 C6 C7 C8 CA CN CP CT CY DA DB DI DO DP ED EP
    ER ET ID IP IS J1 J2 JA JF JO KW L1 L2 L3 L4 LA LB LK M1 M2 M3 N1 N2 NV OP PB PP PY RI RN RP
    SE SN SP ST T1 T2 T3 TA TI TT TY U1 U2 U3 U4 U5 UR VL Y1 Y2""".split()
)
"""All tags of the specifications, and some of exporters; what is not read is left."""

_SAME = {
    **{tag: tag for tag in """AB AN AU C2 C7 CY DA DO ED EP ET ID IS J2 JF JO KW L1 L2 LA M1 M3
        N1 PB PY SN SP ST T2 TI UR VL Y2""".split()},
    "DB": "DB", "DP": "DB", "T1": "TI", "CT": "TI", "BT": "T2", "JA": "J2", "J1": "J2",
    "A1": "AU", "A2": "ED", "Y1": "PY", "CP": "IS", "N2": "AB", "RN": "N1", "DI": "DO",
    "LK": "UR", "PP": "CY",
}  # fmt: skip
_BOOK = {"BT": "TI", "A3": "ED"}
_ODD = {
    "BOOK": {**_BOOK, "A2": ""},
    "EBOOK": {**_BOOK, "A2": ""},
    "SER": {**_BOOK, "A2": ""},
    "EDBOOK": {**_BOOK, "A2": "", "AU": "ED", "A1": "ED"},
    "UNPB": {"BT": "TI"},
    "CONF": {"C3": "T2"},
    "CPAPER": {"C3": "T2"},
    # A patent's second author is its owner or an office, its second date that of filing.
    "PAT": {"A2": "", "Y2": ""},
    "PCOMM": {"A2": ""},
    "ICOMM": {"A2": ""},
    "CASE": {"A2": ""},
    "BILL": {"A2": ""},
    "THES": {"A2": ""},
}  # fmt: skip


def _rows(type_: str) -> dict[str, str]:
    both = {**_SAME, **_ODD.get(type_, {})}
    named = {tag: row for tag, row in both.items() if row}
    return {**named, **{f"{tag}  - ": row for tag, row in named.items()}}


_USUAL = _rows("")
_BY_TYPE = {type_: _rows(type_) for type_ in _ODD}


def rows_of(type_: str) -> dict[str, str]:
    """Return for each tag, bare and as a line's head, the row that reads it in this type of RIS."""
    return _BY_TYPE.get(type_, _USUAL)
