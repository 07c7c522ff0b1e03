"""Serve the local page: `serve`."""

from __future__ import annotations

import contextlib
import webbrowser
from pathlib import Path
from typing import Annotated

import typer

from radrefs.cli.common import CrossrefUrl, Mailto, NoCache, Offline, Refresh, say
from radrefs.errors import RadrefsError

__all__ = ["serve"]


def serve(
    path: Annotated[
        Path | None,
        typer.Argument(
            help="A bibliography or a topic in it, or a resolution file; decisions are saved "
            "back there. Without it, the page begins empty.",
            metavar="[FOLDER]",
        ),
    ] = None,
    port: Annotated[int, typer.Option("--port", help="Port; 0 takes any that is free.")] = 8377,
    host: Annotated[
        str,
        typer.Option(
            "--host", help="Address to listen on. Others than this machine reach it then!"
        ),
    ] = "127.0.0.1",
    browser: Annotated[
        bool, typer.Option("--browser/--no-browser", help="Open the page in your browser.")
    ] = True,
    offline: Offline = False,
    mailto: Mailto = None,
    crossref_url: CrossrefUrl = None,
    no_cache: NoCache = False,
    refresh: Refresh = False,
) -> None:
    """Open a page in the browser to paste lists, look at what is found, and decide.

    Only this machine can open it, and only with the address that is printed. Nothing is
    kept but what you save.
    """
    try:
        from radrefs.web.app import Served
        from radrefs.web.serving import listen
    except ImportError as error:
        raise RadrefsError(
            "the page needs two more packages: python -m pip install 'radrefs[web]'"
        ) from error
    from radrefs import __version__
    from radrefs.registries.addresses import is_loopback
    from radrefs.registries.connect import Registries, connect
    from radrefs.registries.rates import rates_of
    from radrefs.settings import read_settings
    from radrefs.web.topics import Topics

    settings = read_settings(mailto, crossref_url)

    def door() -> Registries:
        return connect(
            settings, cache=not no_cache, refresh=refresh, agent=f"radrefs/{__version__}"
        )

    served = Served(Topics(path), None if offline else door, rates_of(settings).catalogue)
    listening = listen(served, host, port)
    if not is_loopback(host):
        say(
            f"warning: everybody who reaches {host} on your network can try this page; what is "
            "sent can be read on the way. Without --host only this machine can."
        )
    say(f"radrefs: open {listening.address}")
    say("stop with Ctrl-C; this address works until then")
    if browser:
        with contextlib.suppress(webbrowser.Error):
            webbrowser.open(listening.address)
    listening.run()
