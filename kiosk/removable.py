"""Files on a USB stick or another medium that is somebody else's: one way in, one way out.

What lies on it is hostile: links lead nowhere, what is no plain file is not opened, and what is read is bounded and read once. What
is written is on the medium, with its folder, before it counts as done.
"""

from __future__ import annotations

import contextlib
import errno
import os
import stat
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import IO

_MOUNTS = Path("/proc/self/mountinfo")
_MEMORY = frozenset({"tmpfs", "ramfs", "devtmpfs", "overlay", "proc", "sysfs"})
_PIECE = 1 << 20  # bytes


class MediumFault(Exception):
    """What is wrong with the medium, or with what lies on it; the message says what to do."""


def open_plain(folder: Path, *names: str) -> int:
    """A descriptor of ``folder/names...``, each name taken as it is and not as what it points at.

    Raises:
        OSError: with ELOOP or ENOTDIR where one of the names is a link or no folder, and EINVAL where the last is no plain file.
    """
    at = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    for name in names[:-1]:
        outer = at
        try:
            at = os.open(name, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW, dir_fd=outer)
        finally:
            os.close(outer)
    try:
        # NONBLOCK: to open a pipe would wait for whoever writes to it.
        found = os.open(names[-1], os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK, dir_fd=at)
    finally:
        os.close(at)
    if not stat.S_ISREG(os.fstat(found).st_mode):
        os.close(found)
        raise OSError(errno.EINVAL, "not a plain file")
    return found


@contextmanager
def copied(path: Path, scratch: Path, largest: int) -> Iterator[IO[bytes]]:
    """One copy of a file of at most ``largest`` bytes, in a nameless file on the disk of ``scratch``: what is looked at more than
    once must not change in between. MediumFault."""
    try:
        source = os.fdopen(open_plain(path.parent, path.name), "rb", buffering=0)
    except OSError as fault:
        raise MediumFault(f"{path} cannot be read ({fault.strerror})") from None
    with source, tempfile.TemporaryFile(dir=scratch) as copy:
        size = 0
        try:
            while data := source.read(_PIECE):
                size += len(data)
                if size > largest:
                    raise MediumFault(f"{path} is larger than any such file may be ({largest:,} bytes)")
                copy.write(data)
            copy.seek(0)
        except OSError as fault:
            raise MediumFault(f"{path} cannot be read ({fault.strerror})") from None
        yield copy


def lines(file: IO[bytes], longest: int) -> Iterator[bytes]:
    """Each with its end; MediumFault at the first of more than ``longest`` bytes, of which no more is read."""
    while line := file.readline(longest + 1):
        if len(line) > longest:
            raise MediumFault("a line that is longer than any may be")
        yield line


def is_mounted(device: str, own: Iterable[str], mounts: str) -> bool:
    """Whether a folder on ``device`` is on a medium of its own.

    Args:
        device: ``major:minor`` of the folder.
        own: the same of folders that are on this machine's own disks.
        mounts: what /proc/self/mountinfo says (proc(5)).
    """
    if device in own:
        return False
    kinds = {fields[2]: line.partition(" - ")[2].split()[0] for line in mounts.splitlines() if len(fields := line.split()) > 6}
    return kinds.get(device, "") not in _MEMORY | {""}


def mounted_media(mounts: str) -> list[Path]:
    """Where sticks are mounted, by what /proc/self/mountinfo says (proc(5)): below /media or /run/media, and not in memory."""
    found = []
    for line in mounts.splitlines():
        fields = line.split()
        point = fields[4].encode().decode("unicode_escape", "replace") if len(fields) > 6 else ""  # a blank stands as \040
        kind = line.partition(" - ")[2].split()
        if point.startswith(("/media/", "/run/media/")) and kind and kind[0] not in _MEMORY:
            found.append(Path(point.encode("latin-1", "replace").decode("utf-8", "replace")))
    return found


def media() -> list[Path]:
    """Where sticks are mounted now."""
    try:
        return mounted_media(_MOUNTS.read_text(encoding="utf-8", errors="replace"))
    except OSError:
        return []


class Folder:
    """A folder on a medium, open for writing. MediumFault where it cannot be used; a context manager.

    ``own``: folders on this machine's own disk. Where they are given, a folder beside them is refused: nothing is mounted there.
    """

    def __init__(self, path: Path, own: Sequence[Path] = ()) -> None:
        self._path = path
        try:
            self._at = os.open(path, os.O_RDONLY | os.O_DIRECTORY)
        except OSError as fault:
            raise MediumFault(f"{path} cannot be written ({fault.strerror}). Is the stick in?") from None
        if own and not is_mounted(_device(os.fstat(self._at)), [_device(one.stat()) for one in own], _MOUNTS.read_text()):
            os.close(self._at)
            raise MediumFault(f"{path} is on this machine's own disk: nothing is mounted there. Mount the stick first")

    def __enter__(self) -> Folder:
        return self

    def __exit__(self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None) -> None:
        os.close(self._at)

    def inner(self, name: str) -> Folder:
        """The folder of that name in this one, made where there is none; a link is refused."""
        with self._told(name):
            with contextlib.suppress(FileExistsError):
                os.mkdir(name, dir_fd=self._at)
            found = Folder.__new__(Folder)
            found._path, found._at = self._path / name, os.open(name, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW, dir_fd=self._at)
            os.fsync(self._at)
            return found

    def write(self, name: str, pieces: Iterable[bytes]) -> None:
        """Whole or not at all, in the place of whatever had the name; on the medium, with the folder, when this returns."""
        part = f"{name}.part"
        with self._told(name):
            self._remove(part)
            flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW
            try:
                with os.fdopen(os.open(part, flags, 0o644, dir_fd=self._at), "wb") as file:
                    with contextlib.suppress(PermissionError):  # a stick's file system knows no modes
                        os.fchmod(file.fileno(), 0o644)  # somebody else reads it, on another machine
                    for piece in pieces:
                        file.write(piece)
                    file.flush()
                    os.fsync(file.fileno())
                os.rename(part, name, src_dir_fd=self._at, dst_dir_fd=self._at)
            except BaseException:
                self._remove(part)
                raise
            os.fsync(self._at)

    def names(self) -> list[str]:
        """Of all that lies in the folder, of whatever kind, in no order."""
        return os.listdir(self._at)

    def remove(self, name: str) -> None:
        """Remove the file, if there is one; gone from the medium when this returns. MediumFault where it cannot be removed."""
        with self._told(name):
            self._remove(name)
            os.fsync(self._at)

    def _remove(self, name: str) -> None:
        with contextlib.suppress(FileNotFoundError):
            os.unlink(name, dir_fd=self._at)

    @contextmanager
    def _told(self, name: str) -> Iterator[None]:
        try:
            yield
        except OSError as fault:
            why = fault.strerror
            raise MediumFault(f"{self._path / name} cannot be written ({why}). Is the stick in, and is there room?") from None


def _device(about: os.stat_result) -> str:
    return f"{os.major(about.st_dev)}:{os.minor(about.st_dev)}"
