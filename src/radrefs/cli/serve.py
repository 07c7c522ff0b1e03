"""`radrefs serve`: open a page on this machine to paste lists, look, and decide."""

from __future__ import annotations

import contextlib
import webbrowser
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from radrefs.cli.options import LookupOptions, with_lookup_options
from radrefs.cli.screen import say
from radrefs.errors import RadrefsError

if TYPE_CHECKING:
    from radrefs.registries.connect import Registries

__all__ = ["serve"]


@with_lookup_options
def serve(
    path: Annotated[
        Path | None,
        typer.Argument(
            help="A bibliography or a topic in it, or a resolution file; decisions are saved "
            "there. Without it, the page is empty at first.",
            metavar="FOLDER",
        ),
    ] = None,
    port: Annotated[int, typer.Option("--port", help="Port; 0 takes any that is free.")] = 8377,
    host: Annotated[
        str,
        typer.Option(
            "--host",
            help="Address to listen on. With another address than the default, other machines "
            "can reach the page!",
        ),
    ] = "127.0.0.1",
    browser: Annotated[
        bool, typer.Option("--browser/--no-browser", help="Open the page in your browser.")
    ] = True,
    *,
    lookup: LookupOptions,
) -> None:
    """Open a page in the browser to paste lists and decide.

    Only this machine can open it, and only with the address that is printed. Only what you
    save is kept.
    """
    try:
        from radrefs.web.app import Served
        from radrefs.web.serving import listen
    except ImportError as error:
        raise RadrefsError(
            "the page needs two more packages: python -m pip install 'radrefs[web]'"
        ) from error
    from radrefs.cli.lookup import connect_with
    from radrefs.registries.addresses import is_loopback
    from radrefs.registries.rates import rates_of
    from radrefs.settings import read_settings
    from radrefs.web.topics import Topics

    settings = read_settings(lookup.mailto, lookup.crossref_url)

    def registries() -> Registries:
        return connect_with(settings, lookup)

    rate = rates_of(settings).catalogue
    served = Served(Topics(path), None if lookup.offline else registries, rate)
    listening = listen(served, host, port)
    if not is_loopback(host):
        say(
            f"warning: every machine that reaches {host} can try to open this page, and what is "
            "sent can be read on the way. Without --host only this machine can open it."
        )
    say(f"radrefs: open {listening.address}")
    say("stop with Ctrl-C; this address works until then")
    if browser:
        with contextlib.suppress(webbrowser.Error):
            webbrowser.open(listening.address)
    listening.run()
