"""What python-escpos does for us: images as raster commands, and the cut. Text in Chinese and the status are our own (`encoder`,
`replies`): the library's text loses characters, and its status takes silence for paper.

At its import it reads a table of all printers there are, which takes a fifth of a second; with our own small one, and without its
printers for every kind of line, a quarter of that. The first image of a process imports it, on the printer's thread, when the
receipt's first byte has left.
"""

from __future__ import annotations

import logging
import os
import shutil
from functools import lru_cache
from pathlib import Path
from typing import Any

os.environ["ESCPOS_CAPABILITIES_FILE"] = str(Path(__file__).with_name("capabilities.json"))
_handlers = list(logging.getLogger().handlers)

from escpos import capabilities  # noqa: E402 - it reads the table that the line above names
from escpos.escpos import Escpos  # noqa: E402

logging.getLogger().handlers[:] = _handlers  # it gives the root logger one of its own
shutil.rmtree(capabilities.pickle_dir, ignore_errors=True)  # a folder that it makes for each process, and leaves

_PROFILES = {576: "default", 384: "58mm"}


class _Writer(Escpos):  # type: ignore[misc]
    """Keeps the commands, for whoever sends them."""

    def __init__(self, profile: str) -> None:
        super().__init__(profile=profile)
        self._written: list[bytes] = []

    def _raw(self, msg: bytes) -> None:
        self._written.append(bytes(msg))

    def take(self) -> list[bytes]:
        written, self._written = self._written, []
        return written


@lru_cache(maxsize=len(_PROFILES))
def _writer(dots: int) -> _Writer:
    return _Writer(_PROFILES[dots])


def profile_of(dots: int) -> Any:
    """The library's profile for paper of this width (`escpos.capabilities.BaseProfile`)."""
    return _writer(dots).profile


def image_commands(image: Any, dots: int, rows: int) -> list[bytes]:
    """GS v 0 in its normal mode, as often as the height asks for.

    Args:
        image: a Pillow image, at most as wide as the paper.
        dots: of the paper, across.
        rows: at most in one command.

    Returns:
        A command each.
    """
    writer = _writer(dots)
    writer.image(image, impl="bitImageRaster", fragment_height=rows)
    return writer.take()


def cut_command(dots: int) -> bytes:
    """GS V, function B: feed to the knife, then cut."""
    writer = _writer(dots)
    writer.cut(feed=False)
    return b"".join(writer.take())
