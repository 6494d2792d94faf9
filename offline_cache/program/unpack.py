"""An archive becomes the folder of a version: whole and on the disk, or not there."""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from typing import IO

import msgspec

from kiosk.durable import sync_folder, write_durably
from kiosk.messages.program_archive import ArchiveReader, Member
from kiosk.messages.programs import MANIFEST, PROGRAM_FORMAT, Manifest, Program, ProgramFault

PARTIAL, GONE = ".partial", ".gone"  # ends of names of folders that are no version yet, and none any more
NEEDED = ("main.py", "commands/keeper")  # without which nothing could start


def unpack(file: IO[bytes], program: Program, versions: Path) -> None:
    """Lay it beside the others. Its hash was found to be the signed one.

    Args:
        file: the archive, at its beginning.
        program: what the signed list says of it.
        versions: the folder of all versions, where none has this name.

    Raises:
        ProgramFault: it is not what was signed, or holds what no version may; nothing is there.
        OSError: the disk is full, or worse; what is left has a name that ends with `PARTIAL`.
    """
    part = versions / f"{program.version}{PARTIAL}"
    shutil.rmtree(part, ignore_errors=True)
    part.mkdir(mode=0o755)
    try:
        reader = ArchiveReader(file)
        if reader.manifest != _manifest(program):
            raise ProgramFault("its manifest says another thing than the signed list")
        folders = [part]
        for member in reader.members():
            if member.folder:
                folders.append(part / member.path)
            _make(part / member.path, member)
        if not all((part / name).is_file() for name in NEEDED):
            raise ProgramFault("no terminal could start from it")
    except ProgramFault:
        shutil.rmtree(part)
        raise
    write_durably(part / MANIFEST, msgspec.json.encode({**msgspec.to_builtins(reader.manifest), "sha256": program.sha256}), 0o644)
    for folder in reversed(folders):
        sync_folder(folder)
    part.rename(versions / program.version)
    sync_folder(versions)


def _manifest(program: Program) -> Manifest:
    """What the archive of this program has to say of itself."""
    told = {name: getattr(program, name) for name in Manifest.__struct_fields__ if name != "format"}
    return Manifest(format=PROGRAM_FORMAT, **told)


def _make(path: Path, member: Member) -> None:
    if member.folder:
        path.mkdir(mode=0o755)
    elif member.link:
        path.symlink_to(member.link)
    else:
        flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW
        with os.fdopen(os.open(path, flags, 0o755 if member.executable else 0o644), "wb") as made:
            for piece in member.data:
                made.write(piece)
            made.flush()
            os.fsync(made.fileno())


def remove(versions: Path, name: str) -> None:
    """Remove a folder of this name. A version is none from the first moment on, whatever is left of it. OSError."""
    folder = versions / name
    if not name.endswith((PARTIAL, GONE)):
        gone = versions / f"{name}{GONE}"
        if gone.exists():
            shutil.rmtree(gone)
        folder.rename(gone)
        sync_folder(versions)
        folder = gone
    shutil.rmtree(folder)
    sync_folder(versions)
