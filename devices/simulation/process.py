"""The handle of a simulator: start it, command it, wait for what it tells, stop it."""

from __future__ import annotations

import contextlib
import json
import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from devices.device_type import Simulated

if TYPE_CHECKING:
    from devices.simulation.network_namespace import NetworkNamespace

Event = dict[str, Any]

_START_TIMEOUT = 15.0
_COMMAND_TIMEOUT = 20.0  # seconds: to draw a page for the camera takes some on a busy machine
_ROOT = Path(__file__).resolve().parents[2]


class SimulatorError(Exception):
    """The simulator refused a command, or is gone, or did not do in time what was waited for."""


def simulators() -> tuple[str, ...]:
    """The folders of `devices` that have one."""
    return tuple(sorted(module.parent.name for module in (_ROOT / "devices").glob("*/simulator.py")))


class SimulatorProcess:
    """``name``: of the folder, as ``id_card_reader``; ``options``: its command line.

    ``on_event`` is called, from a thread of the handle's own, with every event but the answers to commands; ``network``: where it
    runs, if not where we do.
    """

    def __init__(
        self, name: str, *options: str, on_event: Callable[[Event], None] | None = None, network: NetworkNamespace | None = None
    ) -> None:
        arguments = (sys.executable, "-m", f"devices.{name}.simulator", *options)
        self._arguments = network.command(*arguments) if network else list(arguments)
        self._name = name
        self._on_event = on_event
        self._changed = threading.Condition()
        self._events: list[Event] = []
        self._answers: list[Event] = []
        self._commanding = threading.Lock()
        self._process: subprocess.Popen[str] | None = None
        self._thread: threading.Thread | None = None
        self._ended = False
        self.address = ""

    def start(self) -> SimulatorProcess:
        """Start it and wait until it is ready; `address` is then where a driver finds it."""
        path = os.pathsep.join(filter(None, (str(_ROOT), os.environ.get("PYTHONPATH", ""))))
        self._process = subprocess.Popen(
            self._arguments,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            encoding="utf-8",
            bufsize=1,
            env={**os.environ, "PYTHONPATH": path},
        )
        self._ended = False
        self._thread = threading.Thread(target=self._listen, args=(self._process,), name=f"{self._name}-events", daemon=True)
        self._thread.start()
        ready = self._await(self._events, lambda event: event.get("ready") is True, _START_TIMEOUT)
        self.address = str(ready["address"])
        return self

    def stop(self) -> None:
        """End its stdin, and it ends; kill it after 2 s if it does not."""
        process, self._process = self._process, None
        if process is None:
            return
        assert process.stdin is not None
        assert process.stdout is not None
        with contextlib.suppress(BrokenPipeError):
            process.stdin.close()
        try:
            process.wait(2.0)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        if self._thread is not None:
            self._thread.join(2.0)
        process.stdout.close()

    @property
    def process_id(self) -> int:
        """Of the running simulator; 0 where none runs."""
        return self._process.pid if self._process is not None else 0

    def command(self, name: str, **arguments: Any) -> Event:
        """Command it and wait until it has obeyed; what it answers. `SimulatorError` if it refuses."""
        process = self._process
        if process is None or process.stdin is None:
            raise SimulatorError(f"{self._name} is not running")
        with self._commanding:
            try:
                process.stdin.write(json.dumps({"command": name, **arguments}) + "\n")
                process.stdin.flush()
            except OSError as error:
                raise SimulatorError(f"{self._name} is gone") from error
            answer = self._await(self._answers, lambda event: event["command"] == name, _COMMAND_TIMEOUT)
        if answer["event"] == "refused":
            raise SimulatorError(f"{self._name} refused {name}: {answer['why']}")
        return answer

    def wait_for(self, event: str, timeout: float = 5.0) -> Event:
        """The oldest event of that name that nobody has waited for yet. `SimulatorError` after ``timeout`` seconds."""
        return self._await(self._events, lambda candidate: candidate.get("event") == event, timeout)

    def forget(self) -> None:
        """Drop the events that nobody has waited for."""
        with self._changed:
            self._events.clear()

    def __enter__(self) -> SimulatorProcess:
        return self.start()

    def __exit__(self, *error: object) -> None:
        self.stop()

    def _await(self, events: list[Event], wanted: Callable[[Event], bool], timeout: float) -> Event:
        until = time.monotonic() + timeout
        with self._changed:
            while True:
                for at, event in enumerate(events):
                    if wanted(event):
                        return events.pop(at)
                if self._ended:
                    raise SimulatorError(f"{self._name} has ended")
                if not self._changed.wait(until - time.monotonic()) and time.monotonic() >= until:
                    raise SimulatorError(f"{self._name}: nothing of the kind within {timeout} s")

    def _listen(self, process: subprocess.Popen[str]) -> None:
        assert process.stdout is not None
        for line in process.stdout:
            event = json.loads(line)
            answer = event.get("event") in ("done", "refused")
            with self._changed:
                (self._answers if answer else self._events).append(event)
                del self._events[:-1000]
                self._changed.notify_all()
            if self._on_event is not None and not answer:
                self._on_event(event)
        with self._changed:
            self._ended = True
            self._changed.notify_all()


@contextlib.contextmanager
def simulated(name: str, *options: str, **table: object) -> Iterator[Simulated]:
    """The device of a simulator that is there within; ``table``: the configuration for its driver, beside its address."""
    with SimulatorProcess(name, *options) as simulator:
        yield Simulated({**table, "address": simulator.address})
