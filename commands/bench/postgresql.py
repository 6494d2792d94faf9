"""PostgreSQL in a folder of its own, for as long as a measurement or the tests run: Debian's, on a free port of loopback."""

from __future__ import annotations

import os
import pwd
import secrets
import shutil
import socket
import subprocess
import tempfile
from pathlib import Path


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
        if self._user:
            owner = pwd.getpwnam(self._user)
            os.chown(self.folder, owner.pw_uid, owner.pw_gid)
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        password = secrets.token_hex(16)
        self._address = f"postgresql://platform:{password}@127.0.0.1:{self.port}"
        word = self.folder / "password"
        word.write_text(password, encoding="ascii")
        where = ["--pgdata", str(self.folder / "data"), "--username", "platform", "--pwfile", str(word), "--auth", "scram-sha-256"]
        self._run("initdb", *where, "--encoding", "UTF8", "--locale", "C.UTF-8", "--no-sync")
        off = "" if durable else " -c fsync=off -c synchronous_commit=off"
        options = f"-p {self.port} -c listen_addresses=127.0.0.1 -c unix_socket_directories= -c max_connections=200{off}"
        log = str(self.folder / "log")
        self._run("pg_ctl", "start", "--wait", "--pgdata", str(self.folder / "data"), "--log", log, "--options", options)

    def _run(self, program: str, *arguments: str) -> None:
        as_user = ["setpriv", "--reuid", self._user, "--regid", self._user, "--clear-groups"] if self._user else []
        command = [*as_user, str(self._programs / program), *arguments]
        done = subprocess.run(
            command, cwd=self.folder, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, check=False, timeout=60
        )
        assert done.returncode == 0, program

    def new_database(self) -> str:
        """The address of a database with nothing in it, as PLATFORM_DATABASE takes it."""
        import psycopg

        name = f"platform_{secrets.token_hex(6)}"
        with psycopg.connect(f"{self._address}/postgres", autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE {name}".encode())
        return f"{self._address}/{name}"

    def stop(self) -> None:
        """End it, and remove its folder."""
        self._run("pg_ctl", "stop", "--wait", "--mode", "immediate", "--pgdata", str(self.folder / "data"))
        shutil.rmtree(self.folder)
