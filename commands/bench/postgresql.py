"""PostgreSQL in a folder of its own, for as long as a measurement or the tests run: Debian's, on a free port of loopback."""

from __future__ import annotations

import os
import pwd
import secrets
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from pathlib import Path

STARTS_WITHIN = 30.0  # seconds


def programs() -> Path | None:
    """The folder of the newest server that is installed; None where there is none."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]))
    return found[-1].parent if found else None


class Cluster:
    """A server of our own. As root it runs as another user, for it refuses to run as root.

    ``durable``: whether a commit waits for the disk; of the tests alone, it need not."""

    def __init__(self, durable: bool = False) -> None:
        folder = programs()
        assert folder, "PostgreSQL is not installed; packaging/bootstrap test"
        self._programs = folder
        self.folder = Path(tempfile.mkdtemp(prefix="postgresql-"))
        self._user = "postgres" if os.geteuid() == 0 else ""
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        password = secrets.token_hex(16)
        self._address = f"postgresql://platform:{password}@127.0.0.1:{self.port}"
        word = self.folder / "password"
        word.write_text(password, encoding="ascii")
        if self._user:
            owner = pwd.getpwnam(self._user)
            for path in (self.folder, word):
                os.chown(path, owner.pw_uid, owner.pw_gid)
        where = ["--pgdata", str(self.folder / "data"), "--username", "platform", "--pwfile", str(word), "--auth", "scram-sha-256"]
        self._run("initdb", *where, "--encoding", "UTF8", "--locale", "C.UTF-8", "--no-sync")
        options = {"listen_addresses": "127.0.0.1", "unix_socket_directories": "", "max_connections": "200"}
        if not durable:
            options |= {"fsync": "off", "synchronous_commit": "off"}
        told = [part for name, value in options.items() for part in ("-c", f"{name}={value}")]
        log = (self.folder / "log").open("wb")
        # It ends with whoever started it, however that ends.
        self._server = subprocess.Popen(
            self._command("postgres", "-D", str(self.folder / "data"), "-p", str(self.port), *told),
            cwd=self.folder,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
        )
        log.close()
        self._wait()

    def _command(self, program: str, *arguments: str) -> list[str]:
        as_user = ["--reuid", self._user, "--regid", self._user, "--clear-groups"] if self._user else []
        return ["setpriv", *as_user, "--pdeathsig", "INT", str(self._programs / program), *arguments]

    def _run(self, program: str, *arguments: str) -> None:
        command = self._command(program, *arguments)
        done = subprocess.run(command, cwd=self.folder, capture_output=True, check=False, timeout=60)
        assert done.returncode == 0, done.stderr

    def _wait(self) -> None:
        import psycopg

        until = time.monotonic() + STARTS_WITHIN
        while True:
            try:
                psycopg.connect(f"{self._address}/postgres", connect_timeout=2).close()
            except psycopg.OperationalError:
                assert self._server.poll() is None, (self.folder / "log").read_text(encoding="utf-8")
                assert time.monotonic() < until, "the server does not answer"
                time.sleep(0.05)
            else:
                return

    def new_database(self) -> str:
        """The address of a database with nothing in it, as PLATFORM_DATABASE takes it."""
        import psycopg

        name = f"platform_{secrets.token_hex(6)}"
        with psycopg.connect(f"{self._address}/postgres", autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE {name}".encode())
        return f"{self._address}/{name}"

    def stop(self) -> None:
        """End it, and remove its folder."""
        self._server.send_signal(signal.SIGQUIT)
        self._server.wait(20)
        shutil.rmtree(self.folder)
