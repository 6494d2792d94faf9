"""The terminal's folder where a command is not told another: the installed package's, or one in the checkout."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated

import typer

DEFAULT_HOME = Path(os.environ.get("TERMINAL_HOME", "var/terminal"))
HomeOption = Annotated[Path, typer.Option("--home", help="The terminal's folder.")]
