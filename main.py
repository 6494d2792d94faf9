#!/usr/bin/env python3
"""The front door: picks the command, and imports only what that command needs.

``run`` and ``terminal`` are on the path of every start, so they come before the command-line library is loaded.
"""

from __future__ import annotations

import sys
from pathlib import Path


def _option(name: str, default: str = "") -> str:
    return sys.argv[sys.argv.index(name) + 1] if name in sys.argv else default


def main() -> None:
    command = sys.argv[1] if len(sys.argv) > 1 and "--help" not in sys.argv else ""
    if command == "run":
        from commands.run import keep

        size = _option("--size")
        rehearsal = _option("--rehearsal")
        home = Path(_option("--home", "var/terminal"))
        sys.exit(keep(home, ["--size", size] if size else [], int(rehearsal) if rehearsal else None))
    if command == "terminal":
        from commands.terminal import run_terminal

        size = _option("--size")
        width, _, height = size.partition("x")
        rehearsal = _option("--rehearsal")
        sys.exit(
            run_terminal(
                Path(_option("--home")),
                _option("--started", "start"),
                int(rehearsal) if rehearsal else None,
                (int(width), int(height)) if size else None,
            )
        )
    from commands.line import application

    application()


if __name__ == "__main__":
    main()
