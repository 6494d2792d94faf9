"""`kiosk.ports.meaning.Meaning`: a thread that asks the model's process (`offline_cache.catalogue.meaning_child`), the newest query
first, and nobody waits."""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path

from kiosk.child_process.client import Child, Refusal
from kiosk.ports.devices import TransportError
from kiosk.ports.storage import Near
from offline_cache.catalogue import meaning_child

_START = 10.0  # seconds that the first answer may take, with the model's start
_ANSWER = 2.0  # seconds for every other
_CRASHES = 3  # after so many in one process's life it is left alone


class MeaningProcess:
    """Nothing is started before the first query.

    Args:
        file: of the catalogue that is searched.
        tell: called on this one's own thread with each query that was answered.
    """

    def __init__(self, file: Path, tell: Callable[[str, Near], None]) -> None:
        self._child = Child(meaning_child.__name__, [str(file)])
        self._tell = tell
        self._changed = threading.Condition()
        self._query = ""  # the newest that was not asked yet
        self._over = False
        self._thread: threading.Thread | None = None

    @property
    def process_id(self) -> int | None:
        """Of the model's process, while there is one."""
        return self._child.pid

    def ask(self, query: str) -> None:
        """See `kiosk.ports.meaning.Meaning`."""
        with self._changed:
            self._query = query
            self._changed.notify()
            if self._thread is None and not self._over:
                # The child ends with the thread that started it, so this one lives as long as the process.
                self._thread = threading.Thread(target=self._run, name="meaning", daemon=True)
                self._thread.start()

    def close(self) -> None:
        """See `kiosk.ports.meaning.Meaning`. The process is killed; what follows is not answered."""
        with self._changed:
            self._over, self._query = True, ""
            self._changed.notify()
        if self._thread is not None:
            self._thread.join()

    def _run(self) -> None:
        crashes, limit = 0, _START
        while query := self._next():
            try:
                told = self._child.ask("near", limit, query.encode())
            except Refusal:
                break  # the model is missing
            except TransportError:
                crashes, limit = crashes + 1, _START
                if crashes == _CRASHES:
                    break
                continue
            limit = _ANSWER
            self._tell(query, Near(dict(told.values["items"]), dict(told.values["passages"])))
        self._child.close()
        with self._changed:
            self._over, self._query = True, ""

    def _next(self) -> str:
        """The newest query, once there is one; "" at the end."""
        with self._changed:
            self._changed.wait_for(lambda: self._query or self._over)
            query, self._query = self._query, ""
            return query
