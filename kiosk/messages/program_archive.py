"""The archive of a version, read member by member; what could lie outside its folder, or be more than it says, is refused.

It is looked at twice: where it is published, and at the terminal, after its hash was found to be the signed one. The second look
is for a key that signed what it should not have.
"""

from __future__ import annotations

import lzma
import posixpath
import tarfile
from collections.abc import Iterator
from typing import IO

from kiosk.domain.values import Value
from kiosk.messages.programs import LARGEST_MANIFEST, MANIFEST, Manifest, ProgramFault, read_manifest

# The one link out of the folder: the Python that the libraries beside it were made for (packaging/make_package).
PYTHON_LINK, PYTHONS = ".venv/bin/python3", "/usr/bin/python"
# ELF, 64 bits, little-endian (System V ABI, "ELF Header"): where e_machine stands, and its values.
_ELF, _ELF_MACHINE, _ELF_MACHINES = b"\x7fELF\x02\x01", slice(18, 20), {"amd64": 62, "arm64": 183}
_PIECE = 1 << 20  # bytes
_LONGEST_NAME = 255  # bytes of one part
_LONGEST_PATH = 1024  # bytes
_FILE, _FOLDER, _LINK = (tarfile.REGTYPE, tarfile.AREGTYPE), tarfile.DIRTYPE, tarfile.SYMTYPE


class Member(Value):
    """``path``: relative, with no part that leads elsewhere; its folder was a member before. ``link``: where a link leads, "" for
    what is none. ``data``: what is in a file, in pieces, to be taken before the next member is asked for; it raises as `members`
    does."""

    path: str
    folder: bool = False
    link: str = ""
    executable: bool = False
    size: int = 0
    data: Iterator[bytes] = iter(())


class ArchiveReader:
    """Reads it once, from beginning to end.

    Args:
        file: open for reading, at its beginning.

    Raises:
        ProgramFault: it is no archive of a version.
    """

    def __init__(self, file: IO[bytes]) -> None:
        try:
            self._tar = tarfile.open(fileobj=file, mode="r|xz", format=tarfile.GNU_FORMAT)  # noqa: SIM115 - ends with the file
            first = self._tar.next()
            if first is None or first.name != MANIFEST or first.type not in _FILE or first.size > LARGEST_MANIFEST:
                raise ProgramFault("its manifest is not its first member")
            held = self._tar.extractfile(first)
            assert held is not None
            self.manifest: Manifest = read_manifest(held.read())
        except (tarfile.TarError, lzma.LZMAError, EOFError, ValueError):
            raise ProgramFault("damaged, or no archive of a version") from None

    def members(self) -> Iterator[Member]:
        """All but the manifest, each folder before what is in it.

        Raises:
            ProgramFault: at the first that must not be, and at the end where it is not as much as the manifest says.
        """
        folders, names, size = {""}, set[str](), 0
        try:
            while (info := self._tar.next()) is not None:
                path = _path(info.name)
                if path == "" and info.type == _FOLDER:
                    continue  # "./"
                if path in names or path in ("", MANIFEST) or posixpath.dirname(path) not in folders:
                    raise ProgramFault(f"{path[:80]!r} stands where it may not")
                names.add(path)
                size += info.size if info.type in _FILE else 0
                if len(names) > self.manifest.files or size > self.manifest.size:
                    raise ProgramFault("more than its manifest says")
                if info.type == _FOLDER:
                    folders.add(path)
                    yield Member(path, folder=True)
                elif info.type == _LINK:
                    yield Member(path, link=self._inside(path, info.linkname))
                elif info.type in _FILE:
                    yield Member(path, executable=bool(info.mode & 0o111), size=info.size, data=self._pieces(info))
                else:
                    raise ProgramFault(f"{path[:80]!r} is neither a file, a folder nor a link")
                vars(self._tar)["members"].clear()  # it would remember each
        except (tarfile.TarError, lzma.LZMAError, EOFError, ValueError):
            raise ProgramFault("damaged, or cut") from None
        if (len(names), size) != (self.manifest.files, self.manifest.size):
            raise ProgramFault("less than its manifest says")

    def _pieces(self, info: tarfile.TarInfo) -> Iterator[bytes]:
        read = 0
        try:
            held = self._tar.extractfile(info)
            while held is not None and (piece := held.read(_PIECE)):
                if not read and not self._runs_here(piece):
                    raise ProgramFault(f"{info.name[:80]!r} is for another architecture than the manifest says")
                read += len(piece)
                yield piece
        except (tarfile.TarError, lzma.LZMAError, EOFError, ValueError):
            raise ProgramFault("damaged, or cut") from None
        if read != info.size:
            raise ProgramFault("damaged, or cut")

    def _runs_here(self, begin: bytes) -> bool:
        """Whether a file that begins so is no machine code, or code of the architecture that the manifest tells."""
        found = int.from_bytes(begin[_ELF_MACHINE], "little")
        return not begin.startswith(_ELF) or found == _ELF_MACHINES[self.manifest.architecture]

    def _inside(self, path: str, target: str) -> str:
        """Where the link leads, if that is within the folder."""
        if path == PYTHON_LINK and target == f"{PYTHONS}{self.manifest.python}":
            return target
        end = posixpath.normpath(posixpath.join(posixpath.dirname(path), target))
        if not target or target.startswith("/") or end == ".." or end.startswith("../") or not target.isprintable():
            raise ProgramFault(f"{path[:80]!r} leads out of the folder")
        return target


def _path(name: str) -> str:
    path = name.removeprefix("./").rstrip("/")
    if path in ("", "."):
        return ""
    parts = path.split("/")
    if (
        len(path.encode("utf-8", "replace")) > _LONGEST_PATH
        or any(part in ("", ".", "..") or len(part.encode("utf-8", "replace")) > _LONGEST_NAME for part in parts)
        or not path.isprintable()
    ):
        raise ProgramFault(f"{name[:80]!r} is no name within the folder")
    return path


def look_through(file: IO[bytes]) -> Manifest:
    """Read all of it, and keep nothing.

    Args:
        file: open for reading, at its beginning.

    Returns:
        Its manifest, which it is as good as.

    Raises:
        ProgramFault: it is no archive of a version, or holds what none may.
    """
    reader = ArchiveReader(file)
    for member in reader.members():
        for _ in member.data:
            pass
    return reader.manifest
