"""Plays a resident: starts the real terminal, touches its real pages by name, waits for what it shows, takes pictures."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

KEEPER = Path(__file__).parents[1] / "keeper"
PATIENCE = 60.0  # seconds that a page is waited for: a machine that does other work besides is slow


class RemoteFault(Exception):
    """The terminal did not come to what was waited for; the message says where it stands."""


class RemoteControl:
    """One terminal with its keeper, from `start` to `stop`; its processes come and go in between."""

    def __init__(
        self,
        home: Path,
        extra: Sequence[str] = (),
        log: Path | None = None,
        environment: Mapping[str, str] | None = None,
        keeper: Sequence[str] = (str(KEEPER),),
    ) -> None:
        self._keeper_command = list(keeper)
        self._home = home
        self._environment = environment or {}
        self._extra = list(extra)
        self._log = log
        self._changed = threading.Condition()
        self._answers: dict[int, dict[str, Any]] = {}
        self._number = 0
        self.page = ""
        self.view: dict[str, Any] = {}
        self.frame: dict[str, Any] = {}
        self.spoken: list[str] = []  # by the voice, of what is shown
        self.process_id = 0
        self.keeper_id = 0
        self.first_frame = 0.0  # of the present process, monotonic seconds
        self.changed_at = 0.0  # when the page last changed
        self.warm = False
        self.lives = 0
        self.visited: list[str] = []

    def start(self) -> None:
        """Start the keeper, and listen to its terminals. Returns before a page stands."""
        ours, theirs = socket.socketpair()
        self._socket = ours
        descriptor = theirs.fileno()
        log = self._log.open("ab") if self._log else subprocess.DEVNULL
        # A keeper replaces its terminals for ever: it goes with whoever plays it (prctl(2): with the thread that started it).
        tied = ["setpriv", "--pdeathsig", "TERM"] if threading.current_thread() is threading.main_thread() else []
        self._keeper = subprocess.Popen(
            [*tied, *self._keeper_command, "--home", str(self._home), "--rehearsal", str(descriptor), *self._extra],
            pass_fds=(descriptor,),
            env={"QT_QPA_PLATFORM": "offscreen", **os.environ, **self._environment, "TERMINAL_PYTHON": sys.executable},
            stdout=log,
            stderr=log,
        )
        theirs.close()
        self.keeper_id = self._keeper.pid
        if self._log:
            log.close()  # type: ignore[union-attr]
        threading.Thread(target=self._listen, daemon=True).start()

    def stop(self) -> None:
        """End the keeper, and its terminal with it; what has not ended after 10 seconds is killed."""
        self._keeper.send_signal(signal.SIGTERM)
        try:
            self._keeper.wait(10)
        except subprocess.TimeoutExpired:
            if self.process_id:
                os.kill(self.process_id, signal.SIGKILL)
            self._keeper.kill()
            self._keeper.wait()
        self._socket.close()

    def kill_terminal(self) -> None:
        """A power cut, as far as one process can have one; the keeper stays."""
        with self._changed:
            self.page, self.view, self.frame = "", {}, {}
        os.kill(self.process_id, signal.SIGKILL)

    def _listen(self) -> None:
        with self._socket.makefile("r", encoding="utf-8") as lines:
            for line in lines:
                self._heard(json.loads(line))
        with self._changed:
            self._changed.notify_all()

    def _heard(self, message: dict[str, Any]) -> None:
        with self._changed:
            if "hello" in message:
                self.process_id, self.lives = message["hello"], self.lives + 1
                self.first_frame, self.warm = message["first_frame"], False
            elif "warm" in message:
                self.warm = True
            elif "id" in message:
                self._answers[message["id"]] = message
            else:
                if message["page"] != self.page:
                    self.visited.append(message["page"])
                    self.changed_at = time.monotonic()
                self.page, self.view, self.frame = message["page"], message["view"], message["frame"]
                self.spoken = message["spoken"]
            self._changed.notify_all()

    def touch(self, name: str) -> float:
        """When the finger left it, in monotonic seconds."""
        return float(self._do({"do": "touch", "name": name})["at"])

    def key(self, text: str) -> None:
        """Touch a key of the keyboard on the screen."""
        self._do({"do": "key", "text": text})

    def press(self, key: str) -> dict[str, Any]:
        """A key of a keyboard: "Return", "Tab", "5". What has the focus then: `screens.rehearsal.Rehearsal`."""
        return self._do({"do": "press", "key": key})

    def draw(self, name: str, strokes: list[list[tuple[float, float]]]) -> None:
        """Strokes as fractions of the item's width and height."""
        self._do({"do": "draw", "name": name, "points": strokes})

    def picture(self, path: Path) -> Path:
        """Save what is on the screen as a PNG at this path, whose folder is made where there is none. Returns the path."""
        path.parent.mkdir(parents=True, exist_ok=True)
        self._do({"do": "picture", "path": str(path)})
        return path

    def names(self) -> list[str]:
        """The names of all that is visible now, sorted; what can be touched is among them."""
        return list(self._do({"do": "look"})["names"])

    def watch(self) -> dict[str, list[tuple[float, float, float]]]:
        """Begins to watch Qt's thread; from then on, what was seen so far: `screens.rehearsal.Watch`."""
        seen = self._do({"do": "watch"})
        return {name: [(at, wall, worked) for at, wall, worked in seen[name]] for name in ("frames", "waits")}

    def _do(self, command: dict[str, Any], timeout: float = PATIENCE) -> dict[str, Any]:
        self._number += 1
        number = self._number
        self._socket.sendall(json.dumps({**command, "id": number}).encode() + b"\n")
        until = time.monotonic() + timeout
        with self._changed:
            while number not in self._answers:
                if not self._changed.wait(max(0.0, until - time.monotonic())):
                    raise RemoteFault(f"{command} was not answered on {self.page}")
            answer = self._answers.pop(number)
        if "error" in answer:
            raise RemoteFault(f"{answer['error']} (page {self.page}; there are {', '.join(answer['names'])})")
        return answer

    def wait(
        self, page: str, when: Callable[[dict[str, Any]], bool] = lambda view: True, timeout: float = PATIENCE
    ) -> dict[str, Any]:
        """Until ``page`` is shown and its view fits; returns the view."""
        until = time.monotonic() + timeout
        with self._changed:
            while not (self.page == page and when(self.view)):
                if not self._changed.wait(max(0.0, until - time.monotonic())) and time.monotonic() >= until:
                    words = {key: value for key, value in self.view.items() if isinstance(value, (str, bool)) or key == "paper"}
                    raise RemoteFault(f"waited {timeout:g} s for {page}, but {self.page} shows {words}")
            return self.view

    def wait_for(self, what: Callable[[RemoteControl], bool], timeout: float = PATIENCE) -> None:
        """``what`` may be something that the terminal does not tell of, such as a file: it is looked at now and then."""
        until = time.monotonic() + timeout
        with self._changed:
            while not what(self):
                if not self._changed.wait(min(0.1, max(0.0, until - time.monotonic()))) and time.monotonic() >= until:
                    overlay = self.frame.get("overlay", {}).get("kind", "none")
                    raise RemoteFault(f"waited {timeout:g} s in vain on {self.page}, overlay {overlay}")
