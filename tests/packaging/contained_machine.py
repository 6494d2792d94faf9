"""A root folder whose own systemd is started, in namespaces (systemd-nspawn): units, dependencies and sandboxes are real, and as
fast as on a machine; there is no kernel of its own, no udev, no USB and no screen, and its network is this machine's."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from collections.abc import Callable
from pathlib import Path

from tests.packaging.bare_machine import CLEAN, Machine

PATIENCE = 600.0  # seconds


class ContainedMachine:
    """``root``: of a Debian, which is left as it is; ``folder``: where what is changed lies."""

    def __init__(self, root: Path, folder: Path) -> None:
        self.root = folder / "merged"
        for name in ("changed", "work", "merged"):
            (folder / name).mkdir(parents=True)
        layers = f"lowerdir={root},upperdir={folder / 'changed'},workdir={folder / 'work'}"
        subprocess.run(["mount", "-t", "overlay", "overlay", "-o", layers, self.root], check=True)
        self.before = Machine(self.root)
        self._log = folder / "log"
        self._leader = 0

    def start(self) -> None:
        """Start it, and wait until its systemd takes commands."""
        with self._log.open("ab") as log:
            self._contained = subprocess.Popen(
                ["systemd-nspawn", "--quiet", "--register=no", "--keep-unit", "--tmpfs=/run/udev", "-D", self.root, "--boot"],
                stdin=subprocess.DEVNULL, stdout=log, stderr=log, env=CLEAN,
            )  # fmt: skip
        children = Path(f"/proc/{self._contained.pid}/task/{self._contained.pid}/children")
        end = time.monotonic() + PATIENCE
        while not self._leader or "--0--" not in self.ask("systemctl show -P Version >/dev/null; echo --$?--"):
            assert time.monotonic() < end, self._log.read_text(errors="replace")[-2000:]
            listed = children.read_text().split()
            self._leader = int(listed[0]) if listed else 0
            time.sleep(0.05)

    def ask(self, command: str) -> str:
        """What a shell inside prints."""
        inside = ["nsenter", "-t", str(self._leader), "--mount", "--uts", "--ipc", "--pid", "--cgroup", "sh", "-c", command]
        done = subprocess.run(
            inside, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False, env=CLEAN
        )
        return done.stdout.strip()

    def until(self, command: str, good: Callable[[str], bool]) -> str:
        """Ask again until what is printed is good."""
        end = time.monotonic() + PATIENCE
        while not good(told := self.ask(command)):
            assert time.monotonic() < end, told
            time.sleep(0.2)
        return told

    def kill(self) -> None:
        """End all its processes at once, as a power cut does."""
        if self._leader:
            os.kill(self._leader, signal.SIGKILL)
            self._contained.wait()
        self._leader = 0

    def throw_away(self) -> None:
        """End it, and take its folder apart."""
        self.kill()
        subprocess.run(["umount", self.root], check=True)
