"""What a program did to a folder, change by change, and what a disk may hold of it after the power was cut.

`Watched` runs programs with ``watch.c`` preloaded. `Disk` reads what they did and makes the folder as it may be found afterwards:

- what was synced (fsync, fdatasync) is there; of what was not, any part may be: each write wholly, not at all, or in some of its
  512-byte sectors, in any order;
- names (made, renamed, removed) come to the disk in their order, as with a journal of metadata (ext4, xfs), and surely once their
  folder was synced.

After Pillai et al., "All File Systems Are Not Created Equal", OSDI 2014; more is lost here than by any file system of theirs.
"""

from __future__ import annotations

import os
import random
import shutil
import struct
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

_SOURCE = Path(__file__).with_name("watch.c")
_HEAD = struct.Struct("<QQqQIIII")
_SECTOR = 512
# Files are looked at by the hundred: in memory, where a sync takes no time.
MEMORY = "/dev/shm" if Path("/dev/shm").is_dir() else None


def missing() -> str:
    return "" if shutil.which("cc") else "cc"


def build(folder: Path) -> Path:
    library = folder / "watch.so"
    subprocess.run(
        ["cc", "-O2", "-Wall", "-Wextra", "-Werror", "-shared", "-fPIC", "-o", str(library), str(_SOURCE), "-ldl", "-pthread"],
        check=True,
    )
    return library


class Change(NamedTuple):
    """``kind``: W write, T truncate, S sync, C create, N create without a name, R rename, U unlink, M mkdir, D rmdir, Y symlink, O
    sent on a socket to the port ``path``, ``offset`` bytes. ``place``: where in the log it stands; ``seconds``: time.monotonic."""

    place: int
    kind: str
    seconds: float
    inode: int
    offset: int
    before: int
    path: str
    other: str
    data: bytes


class Watched:
    """``root`` is watched from now on by whatever runs in `environment`."""

    def __init__(self, root: Path, scratch: Path, kill_at: int = 0) -> None:
        self.root = root.resolve()
        self.log = scratch / "changes"
        self._base = scratch / "base"
        shutil.copytree(self.root, self._base, symlinks=True)
        self._inodes = {
            path.relative_to(self.root): path.lstat().st_ino
            for path in self.root.rglob("*")
            if path.is_file() and not path.is_symlink()
        }
        self.environment = {
            "LD_PRELOAD": str(build(scratch)),
            "DISK_WATCH_ROOT": str(self.root),
            "DISK_WATCH_LOG": str(self.log),
            "DISK_WATCH_KILL": str(kill_at),
        }

    @property
    def killed(self) -> bool:
        return Path(f"{self.log}.killed").exists()

    def changes(self) -> list[Change]:
        data = self.log.read_bytes() if self.log.exists() else b""
        found, at = [], 0
        while at < len(data):
            when, inode, offset, before, kind, *sizes = _HEAD.unpack_from(data, at)
            place, at = at, at + _HEAD.size
            texts = []
            for size in sizes:
                texts.append(data[at : at + size])
                at += size
            path, other = (text.decode() for text in texts[:2])
            assert chr(kind) != "X", f"{path} was changed in a way that is not followed: {other}"
            found.append(Change(place, chr(kind), when / 1e9, inode, offset, before, path, other, texts[2]))
        return found

    def disk(self) -> Disk:
        """As it was when the watching began."""
        return Disk(self.root, self._base, self._inodes)


class _File:
    """``kept``: what is surely on the disk; ``loose``: (place, offset, data) of what may be, None for a new length."""

    def __init__(self, kept: bytes = b"") -> None:
        self.kept = bytearray(kept)
        self.loose: list[tuple[int, int, bytes | None]] = []

    def now(self) -> bytes:
        """What programs see."""
        return bytes(self._with(self.loose))

    def sync(self, before: int) -> None:
        at = next((at for at, (place, *_) in enumerate(self.loose) if place >= before), len(self.loose))
        self.kept = self._with(self.loose[:at])
        del self.loose[:at]

    def found(self, dice: random.Random, part: float) -> bytes:
        taken: list[tuple[int, int, bytes | None]] = []
        for place, offset, data in self.loose:
            if dice.random() < part:
                taken.append((place, offset, data))
            elif data is not None and dice.random() < part:
                ends = range(0, len(data), _SECTOR)
                taken += [(place, offset + at, data[at : at + _SECTOR]) for at in ends if dice.random() < 0.5]
        return bytes(self._with(taken))

    def _with(self, changes: list[tuple[int, int, bytes | None]]) -> bytearray:
        made = bytearray(self.kept)
        for _, offset, data in changes:
            if data is None:
                made = made[:offset].ljust(offset, b"\0")
            else:
                made = made.ljust(offset, b"\0")
                made[offset : offset + len(data)] = data
        return made


Named = _File | str  # a link's target
Found = dict[str, bytes | str]


class Disk:
    def __init__(self, root: Path, base: Path, inodes: dict[Path, int]) -> None:
        self._root = root
        self._files = {inode: _File((base / path).read_bytes()) for path, inode in inodes.items()}
        self.names: dict[str, Named] = {str(root / path): self._files[inode] for path, inode in inodes.items()}
        links = (path for path in base.rglob("*") if path.is_symlink())
        self.names |= {str(root / path.relative_to(base)): os.readlink(path) for path in links}
        self._kept_names = dict(self.names)
        self._loose_names: list[tuple[Change, Named | None]] = []

    def apply(self, change: Change) -> None:
        match change.kind:
            case "W":
                self._files[change.inode].loose.append((change.place, change.offset, change.data))
            case "T":
                self._files[change.inode].loose.append((change.place, change.offset, None))
            case "S":
                if isinstance(file := self.names.get(change.path), _File):
                    file.sync(change.before)
                self._sync_names(change)
            case "N":
                self._files[change.inode] = _File()
            case "C":
                self._files[change.inode] = _File()
                self._name(change, self._files[change.inode])
            case "Y":
                self._name(change, change.other)
            case "R" | "U":
                self._name(change, self.names.get(change.path))

    def _name(self, change: Change, file: Named | None) -> None:
        _rename(self.names, change, file)
        self._loose_names.append((change, file))

    def _sync_names(self, sync: Change) -> None:
        """Of a folder: what happened in it until then, and so, in the order of the journal, all before that."""
        here = [at for at, (change, _) in enumerate(self._loose_names) if change.place < sync.before and _within(change, sync.path)]
        if here:
            for change, file in self._loose_names[: here[-1] + 1]:
                _rename(self._kept_names, change, file)
            del self._loose_names[: here[-1] + 1]

    def found(self, dice: random.Random, part: float, only: str = "") -> Found:
        """Names below the root, and what each file holds: of what is not surely kept, about ``part``; 1.0: what programs saw."""
        names = dict(self._kept_names)
        count = len(self._loose_names) if part >= 1 else dice.randint(0, len(self._loose_names)) if part > 0 else 0
        for change, file in self._loose_names[:count]:
            _rename(names, change, file)
        return {
            name[len(str(self._root)) + 1 :]: file if isinstance(file, str) else file.found(dice, part)
            for name, file in names.items()
            if name[len(str(self._root)) + 1 :].startswith(only)
        }


def _rename(names: dict[str, Named], change: Change, file: Named | None) -> None:
    if change.kind == "R" and (moved := [name for name in names if name.startswith(f"{change.path}/")]):  # a folder
        for name in moved:
            names[change.other + name[len(change.path) :]] = names.pop(name)
        return
    if change.kind in "RU":
        names.pop(change.path, None)
    target = {"C": change.path, "Y": change.path, "R": change.other}.get(change.kind)
    if target is not None and file is not None:
        names[target] = file


def _within(change: Change, folder: str) -> bool:
    return folder in (os.path.dirname(change.path), os.path.dirname(change.other) if change.kind == "R" else "")


def write(files: Found, folder: Path) -> None:
    """Into an empty folder."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    for name, data in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        if isinstance(data, str):
            path.symlink_to(data)
        else:
            path.write_bytes(data)


def power_cuts(watched: Watched, seed: int, times: int, only: str = "") -> Iterator[tuple[Change, Found]]:
    """After each change: what may be found, the least first, then all that was done (as after a SIGKILL), and ``times`` parts."""
    dice = random.Random(seed)
    disk = watched.disk()
    for change in watched.changes():
        disk.apply(change)
        before: Found | None = None
        for part in (0.0, 1.0, *(dice.random() for _ in range(times))):
            found = disk.found(dice, part, only)
            if found != before:
                yield change, found
            before = found
