"""Check addresses: of servers, of this machine, and of the person to write to."""

from __future__ import annotations

import ipaddress
import re
from urllib.parse import urlsplit

from radrefs.errors import RadrefsError
from radrefs.markup import clean

__all__ = ["checked_base", "contact_problem", "is_confidential", "is_loopback"]

_MAILTO = re.compile(r"[A-Za-z0-9._%+-]{1,64}@[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63}){1,6}")


def contact_problem(mailto: str) -> str | None:
    """Say in words why an address cannot be sent as `mailto`; None if it can."""
    if len(mailto) <= 254 and _MAILTO.fullmatch(mailto):
        return None
    return f"{clean(mailto, 80)!r} is no e-mail address: use the form name@example.org"


def checked_base(url: str, what: str, usual: str) -> str:
    """Return a server's address without its last slash. Raises `RadrefsError` for none."""
    url = url.strip().rstrip("/")
    try:
        parts = urlsplit(url)
        sound = parts.scheme in ("http", "https") and parts.hostname and parts.port != 0
    except ValueError:
        sound = False
    if not sound or not url.isascii() or not url.isprintable() or re.search(r"[\s?#@]", url):
        raise RadrefsError(f"{clean(url, 80)!r} is no address of a {what} server: use {usual}")
    return url


def is_confidential(url: str) -> bool:
    """Say whether nobody on the way reads what is sent: over https, or to this machine."""
    return url.startswith("https:") or is_loopback(urlsplit(url).hostname or "")


def is_loopback(host: str) -> bool:
    """Say whether a host is this machine itself, which nobody else reaches."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
