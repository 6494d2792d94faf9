"""``main.py machine clock``: this machine's clock, set as the first set-up asked. For the service manager, with CAP_SYS_TIME.

What the set-up asks lies in the terminal's folder and says what time it is at a moment of the kernel's own count, which no clock
moves: done twice it does the same, and what is found later than `GOOD_FOR` seconds does nothing. Once a terminal is confirmed its
own pages move the clock no more.

Exit codes: 0 set; 1 nothing to be done; 2 not possible.
"""

from __future__ import annotations

import fcntl
import json
import struct
import time
from pathlib import Path
from typing import Annotated

import typer

from commands.default_home import DEFAULT_HOME, HomeOption
from commands.plain_file import read_plain
from commands.terminal_folder import FolderFault, TerminalFolder
from kiosk.durable import PRIVATE, write_durably

REQUEST = "clock.json"
GOOD_FOR = 60.0  # seconds
EARLIEST, LATEST = 1_767_225_600, 4_102_444_800  # 2026-01-01 and 2100-01-01, UTC: no clock of a terminal is set beyond
_LARGEST = 1000  # bytes
_RTC_SET_TIME = 0x4024700A  # linux/rtc.h: _IOW('p', 0x0a, struct rtc_time)
_LOCAL = "LOCAL"  # the third line of /etc/adjtime: hwclock(8)

NOTHING, IMPOSSIBLE = 1, 2


def uptime() -> float:
    """Seconds of the kernel's, asleep or not, since it started; nothing sets them."""
    return time.clock_gettime(time.CLOCK_BOOTTIME)


def ask_for_time(home: Path, wall: float) -> None:
    """Have the clock set.

    Args:
        home: the terminal's folder.
        wall: the time now, seconds since 1970 UTC.
    """
    write_durably(home / REQUEST, json.dumps({"uptime": uptime(), "wall": wall}).encode(), PRIVATE)


def asked_time(home: Path, now: float) -> float | None:
    """Seconds since 1970 UTC that it is now by what is asked for; None where nothing is, or nothing that is to be done.

    Args:
        home: the terminal's folder; whatever its user has put there.
        now: of `uptime`.
    """
    try:
        told = json.loads(read_plain(home / REQUEST, _LARGEST))
        began, wall = told["uptime"], told["wall"]
    except (OSError, ValueError, TypeError, KeyError):
        return None
    if type(began) not in (int, float) or type(wall) not in (int, float):
        return None
    since = now - began
    return wall + since if 0 <= since <= GOOD_FOR and EARLIEST <= wall <= LATEST else None


def clock(
    home: HomeOption = DEFAULT_HOME,
    rtc: Annotated[Path, typer.Option("--rtc", hidden=True, help="Of the hardware clock.")] = Path("/dev/rtc0"),
) -> None:
    """Set the clock as the first set-up asked; whoever may. Ends with 0: set; 1: nothing is asked for; 2: not possible."""
    wanted = asked_time(home, uptime())
    if wanted is None or _is_confirmed(home):
        raise typer.Exit(NOTHING)
    try:
        time.clock_settime(time.CLOCK_REALTIME, wanted)
    except OSError as fault:
        typer.echo(f"the clock: {fault.strerror}", err=True)
        raise typer.Exit(IMPOSSIBLE) from None
    try:
        _keep(rtc)
    except OSError as fault:  # right until the machine starts anew
        typer.echo(f"the hardware clock: {fault.strerror}", err=True)


def _is_confirmed(home: Path) -> bool:
    try:
        return bool(TerminalFolder(home).enrolment_values().get("confirmed", True))
    except FolderFault:
        return False


def _keep(rtc: Path, adjtime: Path = Path("/etc/adjtime")) -> None:
    """In the hardware clock, too: in UTC, unless the machine says that it has local time (rtc(4), hwclock(8))."""
    local = adjtime.exists() and _LOCAL in adjtime.read_text().splitlines()[2:3]
    now = time.localtime() if local else time.gmtime()
    fields = (now.tm_sec, now.tm_min, now.tm_hour, now.tm_mday, now.tm_mon - 1, now.tm_year - 1900, 0, 0, 0)
    with rtc.open("rb") as device:
        fcntl.ioctl(device, _RTC_SET_TIME, struct.pack("9i", *fields))
