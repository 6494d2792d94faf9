"""The disk that forgets is itself tried: it loses what may be lost, keeps what was synced, and misses no change."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.disk.watch import Found, Watched, missing, power_cuts, write

pytestmark = pytest.mark.skipif(bool(missing()), reason=f"not installed: {missing()}")


def run(root: Path, scratch: Path, program: str, kill_at: int = 0) -> tuple[Watched, int]:
    scratch.mkdir()
    watched = Watched(root, scratch, kill_at)
    done = subprocess.run(
        [sys.executable, "-c", f"import os, sqlite3\nos.chdir({str(root)!r})\n{program}"],
        env={**os.environ, **watched.environment},
        check=False,
    )
    return watched, done.returncode


def on_disk(root: Path) -> Found:
    return {
        str(path.relative_to(root)): os.readlink(path) if path.is_symlink() else path.read_bytes()
        for path in root.rglob("*")
        if (path.is_file() or path.is_symlink()) and not path.name.endswith("-shm")
    }


def seen(watched: Watched) -> Found:
    disk = watched.disk()
    for change in watched.changes():
        disk.apply(change)
    return {name: data for name, data in disk.found(random.Random(1), 1.0).items() if not name.endswith("-shm")}


@pytest.fixture
def root(tmp_path: Path) -> Path:
    folder = tmp_path / "root"
    (folder / "in").mkdir(parents=True)
    (folder / "old").write_bytes(b"old")
    (folder / "in" / "link").symlink_to("../old")
    return folder


_EVERYTHING = """
with open('a', 'wb') as f: f.write(b'x' * 5000); f.seek(10); f.write(b'y'); f.truncate(4000)
with open('a', 'ab') as f: f.write(b'z')
open('old', 'wb').close()
os.mkdir('new'); os.rename('a', 'new/b'); os.symlink('b', 'new/c'); os.replace('new/c', 'in/link')
open('gone', 'w').write('?'); os.remove('gone')
d = sqlite3.connect('new/d.db', isolation_level=None); d.execute('PRAGMA journal_mode=WAL')
d.execute('CREATE TABLE t (a)'); d.executemany('INSERT INTO t VALUES (?)', [(n,) for n in range(50)])
d.execute('PRAGMA wal_checkpoint')
d.execute('INSERT INTO t VALUES (1)')
import tempfile; t = tempfile.TemporaryFile(dir='new'); t.write(b'w' * 99); t.flush()
os._exit(0)
"""


def test_no_change_is_missed(root: Path, tmp_path: Path) -> None:
    watched, _ = run(root, tmp_path / "scratch", _EVERYTHING)
    assert seen(watched) == on_disk(root)
    write(seen(watched), tmp_path / "again")
    assert on_disk(tmp_path / "again") == on_disk(root)


@pytest.mark.parametrize(
    "program",
    [
        "os.posix_fallocate(os.open('old', os.O_RDWR), 0, 100)",
        "os.writev(os.open('old', os.O_RDWR), [b'1', b'2'])",
        "os.pwritev(os.open('old', os.O_RDWR), [b'1', b'2'], 0)",
        "os.sendfile(os.open('old', os.O_RDWR), os.open('/etc/passwd', os.O_RDONLY), 0, 10)",
        "os.copy_file_range(os.open('/etc/passwd', os.O_RDONLY), os.open('old', os.O_RDWR), 10)",
        "os.truncate('old', 1)",
        "os.link('old', 'older')",
        "os.rename('old', '../old')",
        "import mmap; mmap.mmap(os.open('old', os.O_RDWR), 3)[0] = 65",
    ],
)
def test_what_is_not_followed_is_not_passed_over(root: Path, tmp_path: Path, program: str) -> None:
    watched, _ = run(root, tmp_path / "scratch", program)
    with pytest.raises(AssertionError, match="not followed"):
        watched.changes()


_WRITTEN = "f = open('a', 'wb', 0); f.write(b'x' * 2000)"
_SYNCED = f"{_WRITTEN}; os.fsync(f.fileno())"
_RENAMED = "; os.rename('a', 'b')"
_NAMED = "; os.fsync(os.open('.', os.O_RDONLY))"


@pytest.mark.parametrize(
    ("program", "sizes"),
    [
        (_WRITTEN, {None, 0, 2000}),
        (_SYNCED, {None, 2000}),
        (_SYNCED + _NAMED, {2000}),
        (_WRITTEN + _RENAMED + _NAMED, {0, 2000}),  # the trap: a name that is kept, of a file that is not
        (_SYNCED + _RENAMED + _NAMED, {2000}),
    ],
)
def test_what_a_power_cut_leaves_in_the_end(root: Path, tmp_path: Path, program: str, sizes: set[int | None]) -> None:
    """Of the file, when the program is over; None: no file. Torn pieces beside that only where nothing was synced."""
    watched, _ = run(root, tmp_path / "scratch", program)
    disk, dice = watched.disk(), random.Random(1)
    for change in watched.changes():
        disk.apply(change)
    name = "b" if "rename" in program else "a"
    left = [disk.found(dice, part).get(name) for part in (0.0, 1.0, *(dice.random() for _ in range(200)))]
    found = {None if data is None else len(data) for data in left}
    assert found >= sizes
    torn = {512, 1024, 1536} if None in sizes or 0 in sizes else set()
    assert found <= sizes | torn | ({0} if torn else set())
    assert "old" in disk.found(dice, 0.0)


def test_a_log_without_syncs_is_found_out(root: Path, tmp_path: Path) -> None:
    """SQLite told not to sync loses what it said it had; told to, it does not."""

    def lost(synchronous: str) -> int:
        program = (
            "d = sqlite3.connect('d.db', isolation_level=None); d.execute('PRAGMA journal_mode=WAL')\n"
            f"d.execute('PRAGMA synchronous={synchronous}')\n"
            "d.execute('CREATE TABLE t (a)'); d.execute('INSERT INTO t VALUES (1)')\n"
            "open('said', 'w').close()\nos._exit(0)"
        )
        watched, _ = run(root, tmp_path / synchronous, program)
        said = next(change.place for change in watched.changes() if change.path.endswith("said"))
        missing = 0
        for change, found in power_cuts(watched, seed=1, times=3, only="d.db"):
            if change.place >= said:
                write(found, tmp_path / "found")
                done = subprocess.run(
                    [sys.executable, "-c", "import sqlite3; print(sqlite3.connect('d.db').execute('SELECT a FROM t').fetchall())"],
                    cwd=tmp_path / "found",
                    capture_output=True,
                    text=True,
                    check=False,
                )
                missing += done.stdout != "[(1,)]\n"
        (root / "d.db").unlink()
        (root / "said").unlink()
        return missing

    assert lost("OFF") > 0
    assert lost("FULL") == 0


def test_a_process_is_killed_before_the_change_that_is_named(root: Path, tmp_path: Path) -> None:
    program = "f = open('a', 'wb', 0); f.write(b'1'); f.write(b'2'); f.write(b'3')"
    for number, left in ((1, None), (2, b""), (3, b"1"), (4, b"12")):
        watched, code = run(root, tmp_path / str(number), program, number)
        assert code == -signal.SIGKILL
        assert watched.killed
        assert on_disk(root).get("a") == left
        assert seen(watched) == on_disk(root)
        (root / "a").unlink(missing_ok=True)
