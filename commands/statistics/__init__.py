"""Figures with a proof: released as files, counted again by anybody, held against the journals by inspectors."""

import typer

from commands.statistics import checking, releasing

statistics = typer.Typer(help="Figures with a proof, as files that anybody counts again.", no_args_is_help=True)
statistics.command("release")(releasing.release)
statistics.command("verify")(checking.verify)
statistics.command("inspect")(checking.inspect)
