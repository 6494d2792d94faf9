"""What a resident sees and touches: Qt Quick pages, and the window around a session.

What pages show is made in `kiosk.views` and the journeys, without Qt.

PySide is imported here, before anything else of this folder, because some things that it does at its import are not wanted.
"""

from __future__ import annotations

import builtins
import importlib
import re
import sys
from collections.abc import Callable, Sequence
from importlib.machinery import ModuleSpec
from types import ModuleType
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


class _LoadedLater:
    """A finder (PEP 451) of modules that are there by name alone, and are loaded when something of them is asked for."""

    names = frozenset({"zipfile", "tempfile", "shibokensupport.signature.lib.pyi_generator"})

    def find_spec(self, name: str, path: Sequence[str] | None, target: ModuleType | None = None) -> ModuleSpec | None:
        return ModuleSpec(name, self) if name in self.names else None  # type: ignore[arg-type]

    def create_module(self, spec: ModuleSpec) -> ModuleType | None:
        return None

    def exec_module(self, module: ModuleType) -> None:
        def load(attribute: str) -> Any:
            self.forget()
            return getattr(importlib.import_module(module.__name__), attribute)

        module.__dict__["__getattr__"] = load

    def forget(self) -> None:
        """From here on they are found where they are."""
        if self in sys.meta_path:
            sys.meta_path.remove(self)
        for name in self.names:
            if isinstance(getattr(sys.modules.get(name), "__loader__", None), _LoadedLater):
                del sys.modules[name]


# Its texts of signatures, for its own messages of wrong arguments, are read with patterns that take 30 ms to compile; and it loads
# what unpacks its files where they are not unpacked, and what writes them for type checkers (15 ms).
_loaded_later = _LoadedLater()
sys.meta_path.insert(0, _loaded_later)
re.compile = _compile_later
try:
    import PySide6  # noqa: F401
finally:
    re.compile = _compile
    _loaded_later.forget()

# It puts a function of its own in the place of `import`, for its `__feature__` switch, which this program has no use for. It reads
# the source of every module that is imported from then on (40 ms of a start), and two threads that import at once meet half-made
# modules in it.
builtins.__import__ = builtins.__orig_import__  # type: ignore[attr-defined]
