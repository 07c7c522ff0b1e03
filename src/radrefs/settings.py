"""Read the settings of a run: e-mail address, token, servers and folders.

An option of the command counts before the environment, and the environment before the
configuration file. Token and key come from the environment only, and are never written.

    RADREFS_MAILTO            your e-mail address, for Crossref's polite pool and PubMed
    RADREFS_CROSSREF_URL      another Crossref server
    RADREFS_CROSSREF_TOKEN    a Metadata Plus token
    RADREFS_DOI_URL           another resolver than doi.org
    RADREFS_PUBMED_URL        another PubMed server (NCBI's E-utilities)
    RADREFS_NCBI_KEY          an NCBI API key
    RADREFS_CACHE             the folder in which answers are stored
    RADREFS_CONFIG            the configuration file
"""

from __future__ import annotations

import json
import os
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

from radrefs.errors import UnreadableInput
from radrefs.outputs import replace_file

__all__ = ["CROSSREF", "PUBMED", "RESOLVER", "Settings", "read_settings", "remember_mailto"]

CROSSREF = "https://api.crossref.org"
RESOLVER = "https://doi.org"
PUBMED = "https://eutils.ncbi.nlm.nih.gov/entrez/eutils"


class Settings(NamedTuple):
    """The settings of one run.

    `asked` is True if the user was asked for an address before. `resolver` is None if DOIs
    of other agencies are not looked up, `pubmed_url` is None if PubMed is not asked.
    """

    mailto: str | None
    token: str | None
    crossref_url: str
    resolver: str | None
    cache: Path
    config: Path
    asked: bool = False
    pubmed_url: str | None = None
    ncbi_key: str | None = None

    def __repr__(self) -> str:
        """Show the settings without token and key."""
        return f"Settings(mailto={self.mailto!r}, crossref_url={self.crossref_url!r})"


def read_settings(
    mailto: str | None = None,
    crossref_url: str | None = None,
    environment: Mapping[str, str] | None = None,
    project: str | None = None,
) -> Settings:
    """Read the settings of a run. Raises `UnreadableInput` for a broken configuration.

    `project` is the address in a bibliography's own file: it counts before the user's
    configuration file.
    """
    from platformdirs import user_cache_path, user_config_path

    env = os.environ if environment is None else environment
    named = env.get("RADREFS_CONFIG")
    config = Path(named) if named else user_config_path("radrefs") / "config.toml"
    known = _read_config(config)
    url = (crossref_url or env.get("RADREFS_CROSSREF_URL") or CROSSREF).rstrip("/")
    # Another Crossref is a mirror or a test: no other service is asked beside it.
    resolver = env.get("RADREFS_DOI_URL") or (RESOLVER if url == CROSSREF else None)
    pubmed = env.get("RADREFS_PUBMED_URL") or (PUBMED if url == CROSSREF else None)
    cache = env.get("RADREFS_CACHE")
    return Settings(
        mailto=mailto or env.get("RADREFS_MAILTO") or project or known.get("mailto") or None,
        token=env.get("RADREFS_CROSSREF_TOKEN") or None,
        crossref_url=url,
        resolver=resolver,
        cache=Path(cache) if cache else user_cache_path("radrefs"),
        config=config,
        asked="mailto" in known,
        pubmed_url=pubmed.rstrip("/") if pubmed else None,
        ncbi_key=env.get("RADREFS_NCBI_KEY") or None,
    )


def _read_config(path: Path) -> dict[str, str]:
    """Return the texts in the configuration file; {} if there is no file."""
    try:
        found = tomllib.loads(path.read_text("utf-8"))
    except FileNotFoundError:
        return {}
    except (OSError, ValueError) as error:
        raise UnreadableInput(f"{path}: is not TOML: {error}: correct or remove it") from error
    return {key: value for key, value in found.items() if isinstance(value, str)}


def remember_mailto(settings: Settings, mailto: str) -> None:
    """Write the address into the configuration file; "" stands for none.

    Raises `UnwritableOutput`.
    """
    settings.config.parent.mkdir(parents=True, exist_ok=True)
    with replace_file(settings.config) as stream:
        stream.write("# The address that is sent to Crossref and PubMed; empty for none.\n")
        stream.write(f"mailto = {json.dumps(mailto)}\n")
