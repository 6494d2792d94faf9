#!/usr/bin/env python3
"""The front door: picks the command, and imports only what that command needs.

``terminal`` is on the path of every start, so it comes before the command-line library is loaded, and before anything is collected:
nothing of what an import makes is garbage.
"""

from __future__ import annotations

import os
import sys


def _option(name: str, default: str = "") -> str:
    return sys.argv[sys.argv.index(name) + 1] if name in sys.argv else default


def main() -> None:
    """Run the command that the arguments name: ``run`` becomes the keeper, ``terminal`` ends the process with its exit code; what
    is neither goes to the command-line library."""
    os.umask(0o077)  # what a terminal writes is for its own user
    command = sys.argv[1] if len(sys.argv) > 1 and "--help" not in sys.argv else ""
    if command == "run":
        keeper = os.path.join(os.path.dirname(os.path.abspath(__file__)), "commands", "keeper")
        os.environ.setdefault("TERMINAL_PYTHON", sys.executable)
        os.execv(keeper, [keeper, *sys.argv[2:]])  # noqa: S606 - a file of ours
    if command == "terminal":
        import gc

        gc.disable()
        from commands.terminal import run_terminal

        size = _option("--size")
        width, _, height = size.partition("x")
        left, _, top = _option("--place").partition(",")  # of the window, on a screen that has others
        rehearsal = _option("--rehearsal")
        sys.exit(
            run_terminal(
                _option("--home", os.environ.get("TERMINAL_HOME", "var/terminal")),
                _option("--started", "start"),
                int(rehearsal) if rehearsal else None,
                (int(width), int(height)) if size else None,
                (int(left), int(top)) if left else None,
                "--closable" in sys.argv,
            )
        )
    from commands.command_line import application

    application()


if __name__ == "__main__":
    main()
