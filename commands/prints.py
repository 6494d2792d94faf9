"""``main.py prints``: what became of the paper that was printed here; by serial and reason, never by content."""

from __future__ import annotations

import json as json_text

import typer

from commands.default_home import DEFAULT_HOME, HomeOption
from commands.outbox import JsonOption, opened

prints = typer.Typer(no_args_is_help=True, help="Receipts and pages: how many came to which state, and why.")
UNSETTLED = 1  # exit code: of some it is not known whether they came out


@prints.callback()
def _main() -> None:
    """Receipts and pages: how many came to which state, and why."""


@prints.command("list")
def list_prints(home: HomeOption = DEFAULT_HOME, json: JsonOption = False) -> None:
    """Counts by kind, state and reason. Exit code 0: all are settled; 1: of some it is not known whether they came out."""
    with opened(home) as box:
        rows = [{"kind": kind, "state": state, "reason": reason, "count": count} for kind, state, reason, count in box.prints()]
    if json:
        typer.echo(json_text.dumps({"prints": rows}, indent=1))
    else:
        for row in rows:
            typer.echo(f"{row['count']:6}  {row['kind']:8}{row['state']:11}{row['reason']}".rstrip())
        if not rows:
            typer.echo("nothing was printed")
    if any(row["state"] in ("INTENDED", "UNCERTAIN") for row in rows):
        raise typer.Exit(UNSETTLED)
