"""A whole platform by one command: ``python -m central_platform.serve --home DIR --port N [--sample-data] [--attended]``.

Makes tables, keys and the catalogue ready, then starts the processes that serve terminals and, apart from them, those that serve
staff (`central_platform.serving.server`). Prints one JSON line on stdout once they answer: ``{"ready": true, "port": ..., "pid":
..., "url": ..., "console_port": ..., "console_url": ...}``, the last two where there is a console. Ends on SIGTERM or SIGINT with
code 0; where one part ends by itself, all ends, with code 1.

With ``--attended`` whoever started it does staff's part, for demo and tests: JSON lines on stdin, ``{"do": "pair"}`` and ``{"do":
"confirm", "terminal": ..., "fingerprint": ...}``, each answered by one on stdout, ``{"pairing_code": ...}``, ``{"confirmation":
...}`` or ``{"refused": true}``. A holder's phone is played there, too: ``{"do": "present", "number": ..., "licence_type": ...,
"age": seconds}`` is answered by the ``{"code": ...}`` that it showed so long ago; ``present-person`` by the code of who they are.
``{"do": "technician-code", "terminal": ..., "technician": ..., "pin": ...}`` is answered by a ``{"code": ...}`` for today,
``{"do": "order", "terminal": ..., "what": ..., "closing": ..., "by": ...}`` by the ``{"order": ...}`` that the terminal gets.

No secret is printed unasked, where a journal would keep it.
"""

from __future__ import annotations

import argparse
import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.request
from contextlib import suppress
from types import FrameType
from typing import TYPE_CHECKING, Any

from central_platform.serving.attended import attend
from central_platform.serving.routes import Role

if TYPE_CHECKING:
    from central_platform.serving.liveness import Liveness

READY_TIMEOUT = 60.0  # seconds until the processes answer
STOP_TIMEOUT = 8.0  # seconds
_LOOK = 0.02  # seconds between two looks whether they do
_stopping = threading.Event()


def main() -> int:
    """Serve until SIGTERM or SIGINT; the exit code."""
    options = _options()
    os.umask(0o077)
    if options.home:
        os.environ["PLATFORM_HOME"] = options.home
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "central_platform.settings")
    processes = {Role.API: options.processes, Role.CONSOLE: options.console_processes}
    roles = [role for role in Role if processes[role]]
    held = {role: _held_port(options.host, port) for role, port in _ports(options).items() if role in roles}
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, _stop)
    # They load their program while the tables are made ready here.
    children = [_start(role, options.host, _port_of(held[role]), processes[role]) for role in roles]
    try:
        alive = _prepare(options.sample_data, options.staff)
        from central_platform.serving.signing import sign_in_time  # Django is set up by now

        for child in children:
            _let_begin(child)
        if not all(_answers(options.host, _port_of(held[role]), child) for role, child in zip(roles, children, strict=True)):
            return 0 if _stopping.is_set() else 1
        if not _stopping.is_set():
            _say(_ready(options.host, held))
            if options.attended:
                threading.Thread(target=_attended, daemon=True).start()
        threading.Thread(target=sign_in_time, args=(_stopping,), daemon=True).start()
        while not _stopping.wait(0.2):
            if any(child.poll() is not None for child in children):
                return 1
            alive.beat()
        alive.beat(at_once=True)
        return 0
    finally:
        _end(children)
        for port in held.values():
            port.close()


def _attended() -> None:
    """Whoever started it is gone when nothing more can come."""
    attend(sys.stdin, _say)
    _stopping.set()


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m central_platform.serve")
    parser.add_argument("--home", help="folder of database, keys and packs (or PLATFORM_HOME)")
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=8700, help="of the terminals' API; 0: any free port")
    parser.add_argument("--console-port", type=int, help="of the console (the port after the API's)")
    parser.add_argument("--processes", type=int, default=1, help="that serve terminals")
    parser.add_argument("--console-processes", type=int, default=1, help="that serve staff; 0: no console")
    parser.add_argument("--sample-data", action="store_true", help="load the people of the model district")
    parser.add_argument("--staff", action="store_true", help="make an account of the console for each role")
    parser.add_argument("--attended", action="store_true", help="do on stdin what staff do; for demo and tests")
    return parser.parse_args()


def _ports(options: argparse.Namespace) -> dict[Role, int]:
    console = options.console_port
    if console is None:
        console = options.port + 1 if options.port else 0
    return {Role.API: options.port, Role.CONSOLE: console}


def _held_port(host: str, port: int) -> socket.socket:
    """A port that is ours until the socket is closed, and that the serving processes share. OSError where somebody has it."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    if port:
        with socket.socket(family, socket.SOCK_STREAM) as alone:  # a shared port would be shared with another platform, too
            alone.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            alone.bind((host, port))
    held = socket.socket(family, socket.SOCK_STREAM)
    held.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    held.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
    held.bind((host, port))
    return held


def _port_of(held: socket.socket) -> int:
    return int(held.getsockname()[1])


def _prepare(samples: bool, staff: bool) -> Liveness:
    """Tables, keys, the published catalogue, what was asked for, and the epoch that begins."""
    import django

    django.setup()
    from django.core.management import call_command

    from central_platform.core import clock, keys
    from central_platform.distribution import repositories
    from central_platform.serving.liveness import Liveness

    call_command("migrate", verbosity=0, interactive=False)
    keys.key_ring()
    repositories.maintain(clock.now())
    if samples or staff:
        call_command("load_sample_data", with_staff=staff, stdout=sys.stderr)
        repositories.maintain(clock.now())  # some of it travels with the catalogue
    return Liveness()


def _start(role: Role, host: str, port: int, processes: int) -> subprocess.Popen[bytes]:
    where = ["--host", host, "--port", str(port), "--processes", str(processes), "--child"]
    command = [sys.executable, "-m", "central_platform.serving.server", role.value, *where]
    return subprocess.Popen(command, stdin=subprocess.PIPE, stdout=sys.stderr.fileno())


def _let_begin(child: subprocess.Popen[bytes]) -> None:
    assert child.stdin is not None
    with suppress(OSError):  # it has ended, as will be seen
        child.stdin.write(b"begin\n")
        child.stdin.close()


def _answers(host: str, port: int, child: subprocess.Popen[bytes]) -> bool:
    """Wait until it does; False where it never will."""
    until = time.monotonic() + READY_TIMEOUT
    while time.monotonic() < until and child.poll() is None and not _stopping.is_set():
        with suppress(OSError), urllib.request.urlopen(f"{_url(host, port)}/healthz", timeout=5):  # noqa: S310 - our own
            return True
        _stopping.wait(_LOOK)
    return False


def _url(host: str, port: int) -> str:
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


def _ready(host: str, held: dict[Role, socket.socket]) -> dict[str, Any]:
    api = _port_of(held[Role.API])
    where = {"port": api, "url": _url(host, api)}
    if Role.CONSOLE in held:
        console = _port_of(held[Role.CONSOLE])
        where |= {"console_port": console, "console_url": _url(host, console) + "/console/"}
    return {"ready": True, "pid": os.getpid(), **where}


def _end(children: list[subprocess.Popen[bytes]]) -> None:
    for child in children:
        child.terminate()
    until = time.monotonic() + STOP_TIMEOUT
    for child in children:
        try:
            child.wait(max(0.1, until - time.monotonic()))
        except subprocess.TimeoutExpired:
            child.kill()
            child.wait()


def _say(told: dict[str, Any]) -> None:
    sys.stdout.write(json.dumps(told, ensure_ascii=False) + "\n")
    sys.stdout.flush()


def _stop(number: int, frame: FrameType | None) -> None:
    _stopping.set()


if __name__ == "__main__":
    sys.exit(main())
