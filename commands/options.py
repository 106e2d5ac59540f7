"""What commands share: where the data are, how to answer programs, how to complain."""

import os
from pathlib import Path
from typing import Annotated, NoReturn

import typer

ROOT = Path(__file__).parent.parent
HOME = (ROOT if (ROOT / "Makefile").is_file() else Path.home()) / ".motcua"
"""A checkout keeps its data beside itself, whatever folder one stands in."""

Data = Annotated[Path, typer.Option("--data", envvar="MOTCUA_DATA", help="The house's data folder.")]
AsJson = Annotated[bool, typer.Option("--json", help="For programs.")]


def complain(sentence: str) -> NoReturn:
    """Say in a sentence what the caller can put right, and leave."""
    from infra.client import Complaint

    raise Complaint(sentence)


def engine_url(data: Path) -> str:
    """Give the database as the worker's role reaches it: of the environment, else of the house on this data."""
    if given := os.environ.get("MOTCUA_DATABASE_ENGINE_URL"):
        return given
    from infra.local.running import beside

    return beside(data).settings().database_engine_url.get_secret_value()
