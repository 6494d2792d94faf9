"""What a resident sees and touches: Qt Quick pages, and the views that tell them what to show.

PySide is imported here, before anything else of this folder, because two things that it does at its import are not wanted.
"""

from __future__ import annotations

import builtins
import re
import sys
from collections.abc import Callable
from typing import Any

_compile = re.compile


class _Later:
    """A pattern that is compiled when it is first used."""

    def __init__(self, pattern: str, flags: int) -> None:
        self._given = pattern, flags

    def __getattr__(self, name: str) -> Callable[..., Any]:
        return lambda *given: getattr(_compile(*self._given), name)(*given)


def _compile_later(pattern: Any, flags: int = 0) -> Any:
    asked = sys._getframe(1).f_globals["__name__"]
    return _Later(pattern, flags) if asked.startswith("shibokensupport.") else _compile(pattern, flags)


# Its texts of signatures, for its own messages of wrong arguments, are read with patterns that take 30 ms to compile.
re.compile = _compile_later  # type: ignore[assignment]
try:
    import PySide6  # noqa: F401
finally:
    re.compile = _compile

# It puts a function of its own in the place of `import`, for its `__feature__` switch, which this program has no use for. It reads
# the source of every module that is imported from then on (40 ms of a start), and two threads that import at once meet half-made
# modules in it.
builtins.__import__ = builtins.__orig_import__  # type: ignore[attr-defined]
