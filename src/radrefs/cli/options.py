"""Options and arguments that several commands share, each written once.

`LookupOptions` is the table of the options of every command that asks the registries: a
command with `@with_lookup_options` has them all, and gets them as one value.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable
from dataclasses import dataclass, fields
from functools import wraps
from pathlib import Path
from typing import Annotated, Any, get_type_hints

import typer

__all__ = [
    "BibliographyDir", "BibliographyOption", "Inputs", "LookupOptions", "ResolutionsOption",
    "Sources", "Strict", "with_lookup_options",
]  # fmt: skip

Inputs = Annotated[
    list[str],
    typer.Argument(
        help='Pages (text, HTML) or files of references (.bib, .ris, .nbib, .json); "-" is '
        "standard input.",
        metavar="INPUT",
    ),
]
Sources = Annotated[
    list[Path] | None,
    typer.Argument(
        help="Bibliographies, topics, pages, or files of references (.bib, .ris, .json). "
        "[default: `bibliography`, or this folder]",
        metavar="INPUT",
        show_default=False,
    ),
]
BibliographyDir = Annotated[
    Path | None,
    typer.Argument(
        help="A bibliography, or one topic in it. [default: `bibliography`, or this folder]",
        metavar="DIR",
        show_default=False,
    ),
]
BibliographyOption = Annotated[
    Path | None,
    typer.Option(
        "-d", "--dir", metavar="DIR", show_default=False,
        help="The bibliography. [default: `bibliography`, or this folder]",
    ),
]  # fmt: skip
ResolutionsOption = Annotated[
    Path | None,
    typer.Option(
        "--resolutions",
        metavar="FILE",
        help="A resolution file. Its DOIs and your decisions in it are used.",
    ),
]
Strict = Annotated[bool, typer.Option("--strict", help="Exit with 1 if anything is doubtful.")]


@dataclass(frozen=True, kw_only=True)
class LookupOptions:
    """How the registries are asked. Each field is an option of every command that asks."""

    offline: Annotated[
        bool, typer.Option("--offline", help="Look nothing up; do not use the network.")
    ] = False
    mailto: Annotated[
        str | None,
        typer.Option(
            "--mailto", help="Your e-mail address, for Crossref and PubMed.", metavar="ADDRESS"
        ),
    ] = None
    crossref_url: Annotated[
        str | None,
        typer.Option("--crossref-url", help="The address of another Crossref.", metavar="URL"),
    ] = None
    no_cache: Annotated[
        bool, typer.Option("--no-cache", help="Store no answers, and use no stored ones.")
    ] = False
    refresh: Annotated[
        bool, typer.Option("--refresh", help="Ask again, even if the answer is stored.")
    ] = False
    no_pubmed: Annotated[
        bool, typer.Option("--no-pubmed", help="Ask Crossref only, not PubMed.")
    ] = False


def with_lookup_options(command: Callable[..., None]) -> Callable[..., None]:
    """Return a command with the options of `LookupOptions` in place of its `lookup`.

    typer reads options from the signature of a function (`inspect.signature`), so the
    fields become parameters there. The command itself is called with one `LookupOptions`.
    """
    signature = inspect.signature(command, eval_str=True)
    kinds = get_type_hints(LookupOptions, include_extras=True)
    own = [one for name, one in signature.parameters.items() if name != "lookup"]
    shared = [
        inspect.Parameter(
            field.name,
            inspect.Parameter.KEYWORD_ONLY,
            default=field.default,
            annotation=kinds[field.name],
        )
        for field in fields(LookupOptions)
    ]

    @wraps(command)
    def run(**given: Any) -> None:  # noqa: ANN401 (each option has its own type)
        lookup = LookupOptions(**{one.name: given.pop(one.name) for one in shared})
        command(**given, lookup=lookup)

    # PEP 362: `inspect.signature` returns what stands here.
    vars(run)["__signature__"] = signature.replace(parameters=[*own, *shared])
    return run
