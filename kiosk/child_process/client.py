"""A child process in which a native library runs that can hang or crash: the parent kills the child, and nothing else.

One question at a time, each with a deadline. On the wire, both ways: a line of JSON, followed by ``size`` raw bytes where it has
that key. `kiosk.child_process.server` is the other end.
"""

from __future__ import annotations

import contextlib
import json
import os
import select
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from kiosk.domain.device_states import Reason
from kiosk.domain.values import Value
from kiosk.ports.devices import TransportError

_ROOT = Path(__file__).resolve().parents[2]
_LONGEST_LINE = 1_000_000  # bytes: an answer is small; what is large comes as raw bytes after it
_LARGEST_BODY = 64_000_000


class Told(Value):
    """An answer: ``values`` as the child gave them, and the raw bytes that came with them."""

    values: dict[str, Any]
    body: bytes = b""


class Refusal(TransportError):
    """The child is well, and what it was asked for failed: ``error`` is one of the words that its module documents."""

    def __init__(self, error: str, reason: Reason) -> None:
        super().__init__(reason)
        self.error = error


class Child:
    """``module``: run with ``python -m``, with ``arguments``; started by the first question, and anew by the first after its end.

    ``reasons``: what the child's words for a failure mean; MECHANICAL without an entry. Used by one thread, which outlives it: the
    kernel ends the child together with the thread that started it (prctl(2), PR_SET_PDEATHSIG).
    """

    def __init__(self, module: str, arguments: Sequence[str] = (), reasons: dict[str, Reason] | None = None) -> None:
        self._module = module
        self._command = [sys.executable, "-m", module, *arguments]
        self._reasons = reasons or {}
        self._process: subprocess.Popen[bytes] | None = None
        self._arrived = bytearray()

    @property
    def pid(self) -> int | None:
        """Of the process that runs now."""
        return self._process.pid if self._process is not None and self._process.poll() is None else None

    def ask(self, ask: str, timeout: float, payload: bytes = b"", **values: Any) -> Told:
        """At most ``timeout`` seconds, with the child's start. `TransportError`: SILENT if it did not answer, and had to be killed;
        MECHANICAL if it crashed or talks nonsense; `Refusal` if it says that it failed."""
        until = time.monotonic() + timeout
        process = self._start()
        question = {"ask": ask, **values, **({"size": len(payload)} if payload else {})}
        try:
            _write(process, json.dumps(question).encode() + b"\n" + payload, until)
            answer = json.loads(self._take_line(process, until))
            body = self._take(process, _size(answer), until)
        except (OSError, ValueError) as error:
            self._end(Reason.MECHANICAL)
            raise TransportError(Reason.MECHANICAL) from error
        except TransportError as error:
            self._end(error.reason)
            raise
        except BaseException:
            self.close()
            raise
        if (error_word := answer.pop("error", None)) is not None:
            raise Refusal(str(error_word), self._reasons.get(str(error_word), Reason.MECHANICAL))
        return Told(answer, body)

    def _end(self, reason: Reason) -> None:
        from kiosk.technician.log import CHILD_ENDED, write

        self.close()
        write(CHILD_ENDED, module=self._module, reason=reason)

    def close(self) -> None:
        """Kill the child, which holds nothing that wants an orderly end; the next question starts another."""
        process, self._process = self._process, None
        self._arrived.clear()
        if process is None:
            return
        process.kill()  # it holds nothing that wants an orderly end
        process.wait()
        for pipe in (process.stdin, process.stdout):
            if pipe is not None:
                with contextlib.suppress(OSError):
                    pipe.close()

    def _start(self) -> subprocess.Popen[bytes]:
        if self._process is not None and self._process.poll() is not None:
            self.close()
        if self._process is None:
            path = os.pathsep.join(filter(None, (str(_ROOT), os.environ.get("PYTHONPATH", ""))))
            self._process = subprocess.Popen(
                self._command,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                bufsize=0,
                env={**os.environ, "PYTHONPATH": path},
            )
            assert self._process.stdin is not None
            os.set_blocking(self._process.stdin.fileno(), False)  # a child that hangs does not read
        return self._process

    def _take_line(self, process: subprocess.Popen[bytes], until: float) -> bytes:
        searched = 0
        while (end := self._arrived.find(b"\n", searched)) < 0:
            searched = len(self._arrived)
            if searched > _LONGEST_LINE:
                raise ValueError("a line without end")
            self._receive(process, until)
        return self._cut(end + 1)

    def _take(self, process: subprocess.Popen[bytes], size: int, until: float) -> bytes:
        while len(self._arrived) < size:
            self._receive(process, until)
        return self._cut(size)

    def _cut(self, size: int) -> bytes:
        taken = bytes(self._arrived[:size])
        del self._arrived[:size]
        return taken

    def _receive(self, process: subprocess.Popen[bytes], until: float) -> None:
        assert process.stdout is not None
        ready, _, _ = select.select([process.stdout], [], [], max(until - time.monotonic(), 0.0))
        if not ready:
            raise TransportError(Reason.SILENT)
        data = os.read(process.stdout.fileno(), 1 << 20)
        if not data:
            raise TransportError(Reason.MECHANICAL)  # it crashed
        self._arrived += data


def _write(process: subprocess.Popen[bytes], data: bytes, until: float) -> None:
    assert process.stdin is not None
    left = memoryview(data)
    while left:
        _, ready, _ = select.select([], [process.stdin], [], max(until - time.monotonic(), 0.0))
        if not ready:
            raise TransportError(Reason.SILENT)
        left = left[os.write(process.stdin.fileno(), left[:65536]) :]


def _size(answer: Any) -> int:
    if not isinstance(answer, dict):
        raise ValueError("an answer is an object")
    size = answer.pop("size", 0)
    if type(size) is not int or not 0 <= size <= _LARGEST_BODY:
        raise ValueError("a size that cannot be")
    return size
