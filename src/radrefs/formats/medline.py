"""Stub."""


def pieces(citations, options=None):
    raise NotImplementedError


def blocks(lines):  # type: ignore
    raise NotImplementedError


def edited(block, citation):  # type: ignore
    raise NotImplementedError


def looks(text) -> bool:  # type: ignore
    return False
