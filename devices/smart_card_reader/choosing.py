"""Which of the readers that pcscd shows is this terminal's, and which it must not take. Pure.

``auto`` means the one reader that is plugged in on USB, and goes on meaning it when another is plugged in later. What pcscd was
given by configuration (reader.conf.d) is never meant by it: a serial reader is taken by its name alone, and vpcd's, into which
whoever reaches its port puts a card, by nobody but the demo and the tests, which have a pcscd of their own.
"""

from __future__ import annotations

import os
import re
from collections.abc import Mapping, Sequence
from pathlib import Path

from kiosk.domain.values import Value

STATIC_READERS = Path("/etc/reader.conf.d")
_SYSTEM_SOCKETS = ("", "/run/pcscd/pcscd.comm", "/var/run/pcscd/pcscd.comm")
_USB = 0x0020  # upper half of SCARD_ATTR_CHANNEL_ID (PC/SC part 3, 3.1.2: 0x0020bbaa, bus and address)
_NUMBERS = re.compile(r" [0-9A-F]{2} [0-9A-F]{2}$")
_VIRTUAL_NAME = "Virtual PCD"  # as vpcd's package configures it


class StaticReader(Value):
    """One that pcscd was given by a file (reader.conf(5))."""

    name: str
    library: str
    file: str

    @property
    def virtual(self) -> bool:
        """Whether it is vpcd's, into which anybody can put a card."""
        return "vpcd" in self.library or self.name.startswith(_VIRTUAL_NAME)


class Choice(Value):
    """``reader``: its full name, or "" and ``why``: "none", "several" or "virtual"; ``seen``: the names that it is about."""

    reader: str = ""
    why: str = ""
    seen: tuple[str, ...] = ()


def base_name(reader: str) -> str:
    """Without the two numbers that pcscd puts behind it: the reader's, which changes with the order in which readers are plugged
    in, and the slot's."""
    return _NUMBERS.sub("", reader)


def on_usb(channel: int) -> bool:
    """Whether a reader's channel (SCARD_ATTR_CHANNEL_ID, PC/SC part 3) says that it hangs on USB."""
    return channel >> 16 == _USB


def choose_by_name(readers: Sequence[str], wanted: str, virtual: bool = False) -> Choice:
    """``wanted`` with both numbers means that very reader and slot; without them, the first of that name. ``virtual``: one of
    vpcd's will do."""
    reader = next((name for name in readers if wanted in (name, base_name(name))), "")
    if not reader:
        return Choice(why="none", seen=tuple(readers))
    if not virtual and _is_virtual(reader):
        return Choice(why="virtual", seen=(reader,))
    return Choice(reader)


def choose_on_usb(channels: Mapping[str, int], before: str = "") -> Choice:
    """``channels``: SCARD_ATTR_CHANNEL_ID by full name, 0 where a reader has none. Slots of one reader share it: the first is
    meant. ``before``: the one that was chosen when it was alone, and has hung there since: it stays chosen, whatever is plugged in
    beside it, as a technician's token is."""
    usb = {name: channel for name, channel in channels.items() if on_usb(channel)}
    firsts = {channel: name for name, channel in reversed(usb.items())}
    if len(firsts) == 1:
        return Choice(next(iter(firsts.values())))
    if before in firsts.values():
        return Choice(before)
    if not firsts:
        return Choice(why="none", seen=tuple(channels))
    return Choice(why="several", seen=tuple(sorted(firsts.values())))


def private_service() -> bool:
    """Whether the pcscd that libpcsclite reaches is not the system's, but the demo's or a test's own."""
    return os.environ.get("PCSCLITE_CSOCK_NAME", "") not in _SYSTEM_SOCKETS


def static_readers(folder: Path = STATIC_READERS) -> tuple[StaticReader, ...]:
    """Those of all files of ``folder``, as pcscd reads them: hidden ones and what is no file are skipped, # begins a comment."""
    try:
        files = sorted(path for path in folder.iterdir() if path.is_file() and not path.name.startswith("."))
    except OSError:
        return ()
    return tuple(reader for path in files for reader in _readers_of(path))


def _readers_of(path: Path) -> list[StaticReader]:
    found: list[StaticReader] = []
    name = library = ""
    for line in path.read_text(encoding="utf-8", errors="replace").splitlines():
        key, _, value = line.partition("#")[0].strip().partition(" ")
        value = value.strip().strip('"')
        if key == "FRIENDLYNAME":
            name, library = value, ""
        elif key == "LIBPATH":
            library = value
        if name and library:
            found.append(StaticReader(name, library, str(path)))
            name = library = ""
    return found


def _is_virtual(reader: str) -> bool:
    base = base_name(reader)
    return base.startswith(_VIRTUAL_NAME) or any(one.virtual and base == one.name for one in static_readers())
