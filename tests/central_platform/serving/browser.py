"""A real browser by its own protocol (Chrome DevTools) over a pipe: opens pages, fills in forms, tells what it complained of."""

from __future__ import annotations

import json
import os
import select
import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

PROGRAM = shutil.which("chromium")
PATIENCE = 40.0  # seconds for anything that it is asked


class Browser:
    """One page. ``complaints``: what its console said in errors and warnings, refusals by the content security policy too."""

    def __init__(self, sink: int, source: int) -> None:
        self._sink, self._source = sink, source
        self._number = 0
        self._rest = b""
        self._session = ""
        self._loaded = False
        self.complaints: list[str] = []
        target = self._ask("Target.createTarget", url="about:blank")["targetId"]
        self._session = self._ask("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        for domain in ("Page", "Runtime", "Log", "Network"):
            self._ask(f"{domain}.enable")

    def open(self, address: str) -> None:
        """Go there, and wait until the page stands."""
        self._loaded = False
        self._ask("Page.navigate", url=address)
        self.wait_for_page()

    def wait_for_page(self) -> None:
        """Until the next page stands."""
        until = time.monotonic() + PATIENCE
        while not self._loaded:
            self._hear(until)

    def run(self, script: str) -> Any:
        """The value of a JavaScript expression on the page."""
        return self._ask("Runtime.evaluate", expression=script, returnByValue=True)["result"].get("value")

    def submit(self, **fields: str) -> None:
        """Fill in inputs by name and send their form; waits for the page that comes."""
        for name, value in fields.items():
            self.run(f"document.querySelector('[name={name}]').value = {json.dumps(value)}")
        self._loaded = False
        self.run(f"document.querySelector('[name={next(iter(fields))}]').form.requestSubmit()")
        self.wait_for_page()

    def cookies(self) -> list[dict[str, Any]]:
        """Those that the page would send."""
        return list(self._ask("Network.getCookies")["cookies"])

    def _ask(self, method: str, **parameters: Any) -> dict[str, Any]:
        self._number += 1
        number = self._number
        session = {"sessionId": self._session} if self._session else {}
        os.write(self._sink, json.dumps({"id": number, "method": method, "params": parameters, **session}).encode() + b"\0")
        until = time.monotonic() + PATIENCE
        while True:
            message = self._hear(until)
            if message.get("id") == number:
                assert "error" not in message, message
                return dict(message["result"])

    def _hear(self, until: float) -> dict[str, Any]:
        while b"\0" not in self._rest:
            ready, _, _ = select.select([self._source], [], [], max(0.0, until - time.monotonic()))
            assert ready, "the browser does not answer"
            self._rest += os.read(self._source, 1 << 20)
        text, _, self._rest = self._rest.partition(b"\0")
        message: dict[str, Any] = json.loads(text)
        match message.get("method"):
            case "Page.loadEventFired":
                self._loaded = True
            case "Log.entryAdded":
                entry = message["params"]["entry"]
                asked_by_itself = str(entry.get("url", "")).endswith("/favicon.ico")
                if entry["level"] in ("error", "warning") and not asked_by_itself:
                    self.complaints.append(entry["text"])
            case "Runtime.exceptionThrown":
                self.complaints.append(message["params"]["exceptionDetails"]["text"])
        return message


@contextmanager
def browser(folder: Path, *options: str) -> Iterator[Browser]:
    """A browser with a profile of its own in ``folder``."""
    assert PROGRAM
    to_read, to_write = os.pipe(), os.pipe()
    command = [
        "--headless=new",
        "--no-sandbox",
        "--disable-gpu",
        "--no-first-run",
        "--disable-dev-shm-usage",
        "--remote-debugging-pipe",
    ]
    process = subprocess.Popen(
        [
            "bash",
            "-c",
            f'exec "$@" 3<&{to_read[0]} 4>&{to_write[1]}',
            "-",
            PROGRAM,
            *command,
            f"--user-data-dir={folder}",
            *options,
        ],
        pass_fds=(to_read[0], to_write[1]),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    os.close(to_read[0])
    os.close(to_write[1])
    try:
        yield Browser(to_read[1], to_write[0])
    finally:
        process.terminate()
        process.wait(20)
        os.close(to_read[1])
        os.close(to_write[0])
