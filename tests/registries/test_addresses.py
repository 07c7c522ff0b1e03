"""Addresses: what is this machine, what stays private on the way, what is none at all."""

from __future__ import annotations

import pytest

from radrefs.errors import RadrefsError
from radrefs.registries.addresses import (
    checked_base,
    contact_problem,
    is_confidential,
    is_loopback,
)


@pytest.mark.parametrize(
    "host, own",
    [
        ("localhost", True),
        ("127.0.0.1", True),
        ("127.8.9.10", True),
        ("::1", True),
        ("0.0.0.0", False),
        ("::", False),
        ("192.168.1.5", False),
        # The name of another machine may begin as the address of this one does.
        ("127.example.org", False),
        ("localhost.example.org", False),
        ("", False),
    ],
)
def test_only_this_machine_is_loopback(host: str, own: bool) -> None:
    assert is_loopback(host) is own


@pytest.mark.parametrize(
    "url, kept",
    [
        ("https://api.example.org", True),
        ("http://127.0.0.1:8765", True),
        ("http://[::1]:8765/v1", True),
        ("http://api.example.org", False),
        ("http://127.example.org", False),
        ("httpsx://api.example.org", False),
    ],
)
def test_what_is_secret_goes_over_https_or_stays_here(url: str, kept: bool) -> None:
    assert is_confidential(url) is kept


@pytest.mark.parametrize("url", ["", "api.example.org", "ftp://a.org", "http://", "http://a b",
                                 "https://a.org?x=1", "https://me@a.org", "http://a:0",
                                 "http://[::1", "https://münchen.example"])  # fmt: skip
def test_what_is_no_server_is_refused_in_words(url: str) -> None:
    with pytest.raises(RadrefsError, match="is no address of a Crossref server: use https://"):
        checked_base(url, "Crossref", "https://api.crossref.org")


def test_a_server_loses_its_last_slash() -> None:
    assert checked_base(" http://a.org:80/v1/ ", "Crossref", "") == "http://a.org:80/v1"


@pytest.mark.parametrize("mailto, sound", [("me@example.org", True), ("me@example", False),
                                           ("me", False), ("a@b.org, c@d.org", False),
                                           (f"{'x' * 250}@b.org", False)])  # fmt: skip
def test_whom_to_write_to(mailto: str, sound: bool) -> None:
    assert (contact_problem(mailto) is None) is sound
