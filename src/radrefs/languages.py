"""Names and codes of languages: CSL's, MEDLINE's, and their names in English.

CSL has ISO 639-1 ("en"); MEDLINE has the codes of MARC ("eng"), which differ from those of
ISO 639-2 where the library world kept its own (https://www.loc.gov/marc/languages/).
"""

from __future__ import annotations

__all__ = ["LANGUAGES", "MEDLINE", "read_language"]

LANGUAGES = {
    "cs": "czech", "da": "danish", "de": "german", "el": "greek", "en": "english", "es": "spanish",
    "fa": "persian", "fi": "finnish", "fr": "french", "he": "hebrew", "hu": "hungarian",
    "it": "italian", "ja": "japanese", "ko": "korean", "nl": "dutch", "no": "norwegian",
    "pl": "polish", "pt": "portuguese", "ro": "romanian", "ru": "russian", "sr": "serbian",
    "sv": "swedish", "tr": "turkish", "uk": "ukrainian", "zh": "chinese",
}  # fmt: skip
"""Languages by their code in CSL (ISO 639-1), and their names in English, which are babel's too."""

MEDLINE = {
    "af": "afr", "ar": "ara", "az": "aze", "be": "bel", "bg": "bul", "bn": "ben", "bs": "bos",
    "ca": "cat", "cs": "cze", "cy": "wel", "da": "dan", "de": "ger", "el": "gre", "en": "eng",
    "eo": "epo", "es": "spa", "et": "est", "eu": "baq", "fa": "per", "fi": "fin", "fr": "fre",
    "ga": "gle", "gl": "glg", "he": "heb", "hi": "hin", "hr": "hrv", "hu": "hun", "hy": "arm",
    "id": "ind", "is": "ice", "it": "ita", "ja": "jpn", "ka": "geo", "kk": "kaz", "ko": "kor",
    "la": "lat", "lt": "lit", "lv": "lav", "mk": "mac", "mn": "mon", "ms": "may", "nl": "dut",
    "no": "nor", "pl": "pol", "pt": "por", "ro": "rum", "ru": "rus", "sk": "slo", "sl": "slv",
    "sq": "alb", "sr": "srp", "sv": "swe", "ta": "tam", "th": "tha", "tr": "tur", "uk": "ukr",
    "ur": "urd", "uz": "uzb", "vi": "vie", "zh": "chi",
}  # fmt: skip
"""The code of MEDLINE for each language."""

_CODES = {
    **{code: two for two, code in MEDLINE.items()},
    # ISO 639-2's own codes, and old ones of MEDLINE.
    "deu": "de", "fra": "fr", "nld": "nl", "ces": "cs", "ell": "el", "fas": "fa", "hye": "hy",
    "isl": "is", "kat": "ka", "mkd": "mk", "msa": "ms", "ron": "ro", "slk": "sk", "sqi": "sq",
    "zho": "zh", "eus": "eu", "cym": "cy", "scc": "sr", "scr": "hr", "nob": "nb", "nno": "nn",
    **{name: code for code, name in LANGUAGES.items()},
}  # fmt: skip


def read_language(text: str) -> str:
    """Return CSL's code for a code of three letters or an English name; else the text as it is."""
    return _CODES.get(text.lower(), text)
