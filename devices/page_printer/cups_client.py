"""The parent's side of `cups_child`: questions with a deadline, and an end for a child that does not keep it."""

from __future__ import annotations

import contextlib
import json
import os
import select
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

from devices.transports import TransportError
from kiosk.ports.devices import Reason

_ROOT = Path(__file__).resolve().parents[2]
_REASONS = {"unreachable": Reason.NOT_FOUND, "refused": Reason.MECHANICAL}


class NoSuchThing(TransportError):
    """The scheduler answered that it has no such queue, or no such job (any more)."""

    def __init__(self) -> None:
        super().__init__(Reason.NOT_FOUND)


class CupsClient:
    """Starts its child with the first question. ``server``: another scheduler than the system's (socket path or host:port)."""

    def __init__(self, server: str = "") -> None:
        self._server = server
        self._child: subprocess.Popen[bytes] | None = None
        self._answer = b""

    def ask(self, ask: str, timeout: float, payload: bytes = b"", **arguments: Any) -> dict[str, Any]:
        """One question to libcups, at most ``timeout`` seconds with the start of the child. `TransportError`: SILENT if it
        was not answered and the child had to be killed, NOT_FOUND without a scheduler (`NoSuchThing` without such a queue or
        job), else MECHANICAL."""
        until = time.monotonic() + timeout
        child = self._start()
        question = {"ask": ask, **arguments, **({"size": len(payload)} if payload else {})}
        try:
            self._write(child, json.dumps(question).encode() + b"\n" + payload, until)
            answer = json.loads(self._read_line(child, until))
        except (OSError, ValueError) as error:
            self.close()
            raise TransportError(Reason.MECHANICAL) from error
        except TransportError:
            self.close()
            raise
        if answer.get("error") == "not-found":
            raise NoSuchThing
        if "error" in answer:
            raise TransportError(_REASONS.get(answer["error"], Reason.MECHANICAL))
        assert isinstance(answer, dict)
        return answer

    def close(self) -> None:
        child, self._child = self._child, None
        self._answer = b""
        if child is None:
            return
        child.kill()  # it holds nothing that wants an orderly end
        child.wait()
        for pipe in (child.stdin, child.stdout):
            if pipe is not None:
                with contextlib.suppress(OSError):
                    pipe.close()

    def _start(self) -> subprocess.Popen[bytes]:
        if self._child is not None and self._child.poll() is not None:
            self.close()
        if self._child is None:
            path = os.pathsep.join(filter(None, (str(_ROOT), os.environ.get("PYTHONPATH", ""))))
            self._child = subprocess.Popen(
                [sys.executable, "-m", "devices.page_printer.cups_child", self._server],
                stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, bufsize=0,
                env={**os.environ, "PYTHONPATH": path},
            )
            assert self._child.stdin is not None
            os.set_blocking(self._child.stdin.fileno(), False)  # a child that hangs does not read
        return self._child

    @staticmethod
    def _write(child: subprocess.Popen[bytes], data: bytes, until: float) -> None:
        assert child.stdin is not None
        left = memoryview(data)
        while left:
            _, ready, _ = select.select([], [child.stdin], [], max(until - time.monotonic(), 0.0))
            if not ready:
                raise TransportError(Reason.SILENT)
            left = left[os.write(child.stdin.fileno(), left[:65536]) :]

    def _read_line(self, child: subprocess.Popen[bytes], until: float) -> bytes:
        assert child.stdout is not None
        while b"\n" not in self._answer:
            ready, _, _ = select.select([child.stdout], [], [], max(until - time.monotonic(), 0.0))
            if not ready:
                raise TransportError(Reason.SILENT)
            data = os.read(child.stdout.fileno(), 65536)
            if not data:
                raise TransportError(Reason.MECHANICAL)  # it crashed
            self._answer += data
        line, self._answer = self._answer.split(b"\n", 1)
        return line
