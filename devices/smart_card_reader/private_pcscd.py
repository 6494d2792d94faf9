"""A private pcscd in the foreground, with vpcd as its only reader, which has two slots.

vpcd listens on every address, and takes whoever connects for a card: so pcscd runs in a network of its own, and cards are put in
from within. Its socket has one place only, /run/pcscd: it gets a /run of its own, whose /run/pcscd is a directory of ours; a client
finds it there by PCSCLITE_CSOCK_NAME. Where there are no namespaces there is no such pcscd.
"""

from __future__ import annotations

import contextlib
import signal
import socket
import subprocess
import time
from collections.abc import Callable
from pathlib import Path

from devices.simulation import network_namespace
from devices.simulation.network_namespace import NetworkNamespace, find

# What packaging/bootstrap unpacked, which no pcscd of the system knows; else what is installed.
_DRIVERS = (
    Path(__file__).parents[2] / ".unpacked/usr/lib/pcsc/drivers/serial/libifdvpcd.so",
    Path("/usr/lib/pcsc/drivers/serial/libifdvpcd.so"),
)
_SOCKET = "pcscd.comm"
_CONFIGURATION = """FRIENDLYNAME "Virtual PCD"
DEVICENAME /dev/null:{port}
LIBPATH {driver}
CHANNELID {port}
"""
# The drivers' directory is hidden: true readers on this machine are none of our business.
_MOUNTS = """cp {driver} {root}/driver.so
mount -t tmpfs none /usr/lib/pcsc/drivers
mount -t tmpfs none /run
mkdir /run/pcscd
mount --bind {root}/run /run/pcscd
"""


def _driver() -> Path | None:
    return next((path for path in _DRIVERS if path.exists()), None)


def missing() -> str:
    """What it lacks here, "" if nothing."""
    lacking = [] if find("pcscd") else ["pcscd"]
    if _driver() is None:
        lacking.append("vsmartcard-vpcd")
    return " ".join(filter(None, (*lacking, network_namespace.missing())))


class PrivatePcscd:
    """Client processes find it while `socket` is in their PCSCLITE_CSOCK_NAME. A card is put in at ``ports[0]`` or ``ports[1]`` of
    its `network`, which is there from `start` to `close`, whatever becomes of pcscd meanwhile."""

    readers = ("Virtual PCD 00 00", "Virtual PCD 00 01")
    ports = (35963, 35964)  # vpcd's own

    def __init__(self, root: Path) -> None:
        driver = _driver()
        assert driver is not None
        self._root = root
        self._run = root / "run"
        self._process: subprocess.Popen[bytes] | None = None
        self.network: NetworkNamespace | None = None
        self.socket = str(self._run / _SOCKET)
        self._run.mkdir()
        (root / "conf").mkdir()
        (root / "conf" / "vpcd").write_text(_CONFIGURATION.format(port=self.ports[0], driver=root / "driver.so"))
        self._mounts = _MOUNTS.format(driver=driver, root=root)

    def start(self) -> None:
        """Start pcscd, and wait until it answers and vpcd listens.

        Raises:
            AssertionError: it did not come up within 15 seconds.
        """
        assert self._process is None
        if self.network is None:
            network = NetworkNamespace(self._mounts)
            network.start()
            self.network = network
        for left in (_SOCKET, "pcscd.pid"):  # by one that was killed
            (self._run / left).unlink(missing_ok=True)
        pcscd = (str(find("pcscd")), "--foreground", "--config", str(self._root / "conf"))
        command = self.network.command("setpriv", "--pdeathsig", "KILL", *pcscd, mounts=True)
        with (self._root / "log").open("ab") as log:
            self._process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=log, stderr=log)
        listens = self.network.listens
        _until(lambda: all(map(listens, self.ports)) and self._answers(), "pcscd did not come up")

    def stop(self) -> None:
        """End pcscd as a service manager does; its network stays."""
        self._end(signal.SIGTERM)

    def close(self) -> None:
        """For good: pcscd, and its network."""
        self.stop()
        if self.network is not None:
            self.network.stop()
            self.network = None

    def kill(self) -> None:
        """As if it had crashed."""
        self._end(signal.SIGKILL)

    def suspend(self, suspended: bool) -> None:
        """Hold it as if it hung, or let it go on; returns once every thread of it has stopped."""
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


def _thread_state(thread: Path) -> str:
    return (thread / "stat").read_text().rpartition(")")[2].split()[0]


def _until(condition: Callable[[], bool], otherwise: str, timeout: float = 15.0) -> None:
    until = time.monotonic() + timeout
    while not condition():
        assert time.monotonic() < until, otherwise
        time.sleep(0.02)
