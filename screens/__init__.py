"""What a resident sees and touches: Qt Quick pages, and the views that tell them what to show."""

import builtins

import PySide6  # noqa: F401 - before the next line, which undoes what it did

# PySide puts a function of its own in the place of `import`, for its `__feature__` switch. It reads the source of every module
# that is imported from then on, which costs the start some 40 ms, and two threads that import at once meet half-made modules in
# it. This program has no use for the switch.
builtins.__import__ = builtins.__orig_import__  # type: ignore[attr-defined]
