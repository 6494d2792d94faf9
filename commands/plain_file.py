"""A file that another user wrote, and root reads."""

from __future__ import annotations

import os
import stat
from pathlib import Path


def read_plain(path: Path, most: int) -> bytes:
    """What stands in it, cut after so many bytes; nothing is waited for.

    Args:
        path: of a file in a folder of the other user's.
        most: bytes.

    Raises:
        OSError: it is not there, cannot be read, or is no plain file: a link, a pipe.
    """
    descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    with open(descriptor, "rb") as file:
        if not stat.S_ISREG(os.fstat(descriptor).st_mode):
            raise OSError("not a plain file")
        return file.read(most)
