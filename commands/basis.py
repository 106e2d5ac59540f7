"""The key that signs the legal basis of look-ups."""

import json
from pathlib import Path
from typing import Annotated

import typer

from commands.options import HOME, Data, complain

basis = typer.Typer(help="The legal basis that look-ups carry.", no_args_is_help=True)

Keys = Annotated[list[Path] | None, typer.Option("--key", help="PEM; twice, while agencies are to know both.")]


@basis.command("jwks")
def jwks(key: Keys = None, data: Data = HOME) -> None:
    """Print the public half of the worker's key, for agencies: with it they verify who asks, and why."""
    from infra.agencies.basis import KeyUnusable, load_key, published

    try:
        print(json.dumps(published(*(load_key(file) for file in key or [data / "basis.pem"])), indent=2))
    except KeyUnusable as error:
        complain(str(error))
