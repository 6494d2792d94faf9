"""The command line: each command with its options and its help. Every command imports its own work when it is called."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

application = typer.Typer(no_args_is_help=True, add_completion=False, help="Self-service terminal for community affairs centres.")

HomeOption = Annotated[Path, typer.Option("--home", help="The terminal's folder.")]
DEFAULT_HOME = Path("var/terminal")


@application.command()
def run(
    home: HomeOption = DEFAULT_HOME,
    rehearsal: Annotated[int | None, typer.Option(hidden=True)] = None,
    size: Annotated[str, typer.Option(help="Window size such as 1080x1920; the whole screen without it.")] = "",
) -> None:
    """Run the terminal, and keep it running."""
    from commands.run import keep

    raise typer.Exit(keep(home, ["--size", size] if size else [], rehearsal))


@application.callback()
def _main() -> None:
    """Several commands: without this, the only one would need no name."""
