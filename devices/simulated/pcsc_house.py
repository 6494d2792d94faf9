"""A private pcscd in the foreground, with vpcd as its only reader, which has two slots.

pcscd's socket has one place only, /run/pcscd. So it gets a /run of its own (a mount namespace), whose /run/pcscd is a directory
of ours; a client finds it there by PCSCLITE_CSOCK_NAME. Where there are no namespaces, it runs in the system's place, if that is
free. vpcd listens on all addresses: this is for tests, and for a demo that asks for it.
"""

from __future__ import annotations

import contextlib
import functools
import os
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Callable
from pathlib import Path

PROGRAMS = ("pcscd", "unshare", "setpriv")

_DRIVER = Path("/usr/lib/pcsc/drivers/serial/libifdvpcd.so")
_SYSTEM = Path("/run/pcscd/pcscd.comm")
_CONFIGURATION = """FRIENDLYNAME "Virtual PCD"
DEVICENAME /dev/null:{port}
LIBPATH {driver}
CHANNELID {port}
"""
# The drivers' directory is hidden: true readers on this machine are none of our business.
_PRIVATE = """set -e
cp {driver} {root}/driver.so
mount -t tmpfs none /usr/lib/pcsc/drivers
mount -t tmpfs none /run
mkdir /run/pcscd
mount --bind {root}/run /run/pcscd
"""
_RUN = "exec setpriv --pdeathsig KILL {pcscd} --foreground --config {root}/conf\n"


def find(program: str) -> str | None:
    return shutil.which(program, path=os.environ.get("PATH", "") + ":/usr/sbin:/sbin")


@functools.cache
def _namespace() -> list[str]:
    """The command that gives a namespace of its own; empty where that is not allowed."""
    for command in (["unshare", "--mount"], ["unshare", "--map-root-user", "--mount"]):
        with contextlib.suppress(OSError, subprocess.SubprocessError):
            subprocess.run([*command, "mount", "-t", "tmpfs", "none", "/run"], check=True, capture_output=True, timeout=10)
            return command
    return []


def missing() -> str:
    """What this house lacks here, "" if nothing."""
    lacking = [program for program in PROGRAMS if not find(program)]
    if not _DRIVER.exists():
        lacking.append("vsmartcard-vpcd")
    if not lacking and not _namespace() and (_SYSTEM.exists() or os.geteuid() != 0):
        lacking.append("a mount namespace for a pcscd beside the system's")
    return " ".join(lacking)


class PcscHouse:
    """Client processes find it while `socket` is in their PCSCLITE_CSOCK_NAME. A card is put in at ``ports[0]`` or ``ports[1]``."""

    readers = ("Virtual PCD 00 00", "Virtual PCD 00 01")

    def __init__(self, root: Path) -> None:
        self._root = root
        self._private = bool(_namespace())
        self._run = root / "run" if self._private else _SYSTEM.parent
        self._process: subprocess.Popen[bytes] | None = None
        self.socket = str(self._run / _SYSTEM.name)
        self.ports = _free_ports()
        (root / "run").mkdir()
        (root / "conf").mkdir()
        driver = root / "driver.so" if self._private else _DRIVER
        (root / "conf" / "vpcd").write_text(_CONFIGURATION.format(port=self.ports[0], driver=driver))
        script = (_PRIVATE if self._private else "") + _RUN
        (root / "pcscd.sh").write_text(script.format(root=root, driver=_DRIVER, pcscd=find("pcscd")))

    def start(self) -> None:
        assert self._process is None
        for left in ("pcscd.comm", "pcscd.pid"):  # by one that was killed
            (self._run / left).unlink(missing_ok=True)
        with (self._root / "log").open("ab") as log:
            self._process = subprocess.Popen(
                [*_namespace(), "sh", str(self._root / "pcscd.sh")], stdin=subprocess.DEVNULL, stdout=log, stderr=log
            )
        _until(lambda: all(map(_in_use, self.ports)) and self._answers(), "pcscd did not come up")

    def stop(self) -> None:
        self._end(signal.SIGTERM)

    def kill(self) -> None:
        self._end(signal.SIGKILL)

    def suspend(self, suspended: bool) -> None:
        assert self._process is not None
        self._process.send_signal(signal.SIGSTOP if suspended else signal.SIGCONT)
        if suspended:  # a thread that is running stops a moment later
            threads = Path(f"/proc/{self._process.pid}/task")
            _until(lambda: all(_thread_state(thread) == "T" for thread in threads.iterdir()), "pcscd did not stop")

    def _end(self, how: signal.Signals) -> None:
        process, self._process = self._process, None
        if process is None:
            return
        process.send_signal(how)
        try:
            process.wait(3)
        except subprocess.TimeoutExpired:  # it waits for a thread that waits for a card
            process.kill()
            process.wait()

    def _answers(self) -> bool:
        with contextlib.suppress(OSError), socket.socket(socket.AF_UNIX) as client:
            client.connect(self.socket)
            return True
        return False


def _free_ports() -> tuple[int, int]:
    """Two that follow each other, as vpcd's slots do."""
    for _ in range(100):
        with contextlib.suppress(OSError, OverflowError), socket.socket() as first, socket.socket() as second:
            first.bind(("", 0))
            port = int(first.getsockname()[1])
            second.bind(("", port + 1))
            return port, port + 1
    raise AssertionError("no two free ports")


def _in_use(port: int) -> bool:
    """By a try to bind it: to connect would be to put a card in."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # connections that have ended do not count
        try:
            probe.bind(("", port))
        except OSError:
            return True
        return False


def _thread_state(thread: Path) -> str:
    return (thread / "stat").read_text().rpartition(")")[2].split()[0]


def _until(condition: Callable[[], bool], otherwise: str, timeout: float = 15.0) -> None:
    until = time.monotonic() + timeout
    while not condition():
        assert time.monotonic() < until, otherwise
        time.sleep(0.02)
