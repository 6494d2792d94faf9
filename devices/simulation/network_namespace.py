"""A network of its own for programs that would listen on every address: a namespace with loopback alone, and mounts of its own.

Who is outside reaches nothing in it but Unix sockets, which lie in the file system (network_namespaces(7)). A process holds the
namespaces; others are put beside it by `command`. Without the right to make them (root, or user namespaces) there is none, and
what needs one must not be started.
"""

from __future__ import annotations

import contextlib
import functools
import os
import shutil
import subprocess
import sys
from pathlib import Path

from kiosk.technician.listening import Protocol, parse_sockets

PROGRAMS = ("unshare", "nsenter", "setpriv", "mount")

_MAKE = ("unshare", "--mount", "--net")
_WAYS = (_MAKE, ("unshare", "--map-root-user", "--mount", "--net"))  # as root, and as anybody
# SIOCSIFFLAGS with IFF_UP on lo (netdevice(7)): `ip` is not on every machine.
_LOOPBACK_UP = "import fcntl, socket, struct; fcntl.ioctl(socket.socket(), 0x8914, struct.pack('16sh14x', b'lo', 1))"
_HOLD = "echo ready; exec setpriv --pdeathsig KILL sleep infinity"


def find(program: str) -> str | None:
    """Path of a program, also of one that only root has in its PATH; None where it is not installed."""
    return shutil.which(program, path=os.environ.get("PATH", "") + ":/usr/sbin:/sbin")


@functools.cache
def _way() -> tuple[str, ...]:
    """The command that makes the namespaces; empty where that is not allowed."""
    for way in _WAYS:
        with contextlib.suppress(OSError, subprocess.SubprocessError):
            command = [*way, "sh", "-ec", 'mount -t tmpfs none /run; "$0" -c "$1"', sys.executable, _LOOPBACK_UP]
            subprocess.run(command, check=True, capture_output=True, timeout=10)
            return way
    return ()


def missing() -> str:
    """What a network of its own lacks here, "" if nothing."""
    lacking = [program for program in PROGRAMS if not find(program)]
    if not lacking and not _way():
        lacking.append("a network namespace (run it as root, or allow user namespaces)")
    return " ".join(lacking)


class NetworkNamespace:
    """``script``: run by sh within, before anything else is; it ends with the thread that called `start`, as all that is in it
    should (PR_SET_PDEATHSIG)."""

    def __init__(self, script: str = "") -> None:
        self._script = script
        self._holder: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """RuntimeError where it cannot be made."""
        assert self._holder is None
        script = f'set -e\n"$0" -c "$1"\n{self._script}\n{_HOLD}'
        self._holder = subprocess.Popen(
            [*_way(), "sh", "-c", script, sys.executable, _LOOPBACK_UP], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE
        )
        assert self._holder.stdout is not None
        if not _way() or self._holder.stdout.readline() != b"ready\n":
            self.stop()
            raise RuntimeError(f"no network of its own: {missing() or 'its script failed'}")

    def stop(self) -> None:
        """Ends what holds it; what was put into it must have been ended before."""
        holder, self._holder = self._holder, None
        if holder is None:
            return
        holder.kill()
        holder.wait()
        if holder.stdout is not None:
            holder.stdout.close()

    def command(self, *command: str, mounts: bool = False) -> list[str]:
        """``command`` within; with the mounts of ``script`` only where wanted. The process is that of the command itself."""
        assert self._holder is not None
        user = ("--user", "--preserve-credentials") if _way() != _MAKE else ()
        mount = ("--mount",) if mounts else ()
        return ["nsenter", f"--target={self._holder.pid}", *user, *mount, "--net", "--", *command]

    def listens(self, port: int) -> bool:
        """Whether a TCP port is listened on within, told by the kernel: to connect may be to put a card in."""
        assert self._holder is not None
        table = Path(f"/proc/{self._holder.pid}/net/tcp").read_text()
        return any(found.port == port for found in parse_sockets(table, Protocol.TCP))
