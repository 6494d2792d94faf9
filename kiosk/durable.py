"""Files that are whole or not there, and on the disk, with their folder, before they count."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path

PRIVATE = 0o600  # the owner alone
SHARED = 0o666  # as far as the process's umask allows


def write_durably(path: Path, data: bytes, mode: int = SHARED) -> None:
    """Replace the file, or leave it as it was.

    Args:
        path: of the file; its folder exists.
        data: all that is to stand in it.
        mode: of a file that is made; `PRIVATE` for secrets.

    Raises:
        OSError: the file is as it was.
    """
    part = _written(path, data, mode)
    part.replace(path)
    sync_folder(path.parent)


def write_first(path: Path, data: bytes, mode: int = SHARED) -> None:
    """Make the file, unless another process has made it meanwhile: then that one stands.

    Args: as of `write_durably`.

    Raises:
        OSError: the file was not made.
    """
    part = _written(path, data, mode)
    try:
        with suppress(FileExistsError):
            os.link(part, path)
    finally:
        part.unlink()
    sync_folder(path.parent)


def sync_folder(folder: Path) -> None:
    """What was renamed in it is renamed after a power cut, too.

    Raises:
        OSError: the folder cannot be opened or synced.
    """
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _written(path: Path, data: bytes, mode: int) -> Path:
    """Beside the file, under a name of this process alone; removed again where it cannot be written whole."""
    part = path.with_name(f"{path.name}.{os.getpid()}.part")
    try:
        with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, mode), "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
    except OSError:
        part.unlink(missing_ok=True)
        raise
    return part
