"""All commands put together."""

from __future__ import annotations

from typing import Annotated

import typer

from ui.cli.ask_command import ask
from ui.cli.calibrate_command import calibrate
from ui.cli.chat_command import chat
from ui.cli.check_command import check
from ui.cli.eval_check import check_set
from ui.cli.eval_compare import compare
from ui.cli.eval_run import run
from ui.cli.eval_score import score
from ui.cli.index_command import index
from ui.cli.info_command import info
from ui.cli.password_command import password
from ui.cli.search_command import search
from ui.cli.verify_command import verify

_HELP = "Ask your documents: every sentence of the answer stands in a source, with the place to check it."


def program() -> typer.Typer:
    """The program with its commands."""
    app = typer.Typer(help=_HELP, no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False)
    app.callback()(_options)
    for command in (index, ask, search, chat, check, info, verify, calibrate, password):
        app.command()(command)
    evaluation = typer.Typer(help="Measure answers against a set of questions.", no_args_is_help=True)
    for part in (run, compare, score):
        evaluation.command()(part)
    evaluation.command("check")(check_set)
    app.add_typer(evaluation, name="eval")
    return app


def _options(
    version: Annotated[
        bool,
        typer.Option("--version", help="Show the version and exit.", callback=_show_version, is_eager=True),
    ] = False,
) -> None:
    """Ask your documents: every sentence of the answer stands in a source, with the place to check it."""


def _show_version(wanted: bool) -> None:
    if wanted:
        from importlib.metadata import version

        typer.echo(f"answerable {version('answerable')}")
        raise typer.Exit
