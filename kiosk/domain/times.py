"""Time as it comes in from outside, and the calendar day at the terminal."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta, timezone

from kiosk.domain.text import LocalizedText
from kiosk.domain.values import Value

CHINA = timezone(timedelta(hours=8), "CST")  # one zone, no summer time since 1991


class Moment(Value):
    """Now, and chance: what a pure step may know of the world.

    ``monotonic``: seconds that never jump, for timers. ``wall``: seconds since 1970 UTC, for what is written down.
    ``draw(n)``: n random bytes, fit for secrets. ``doubtful``: the clock cannot be right; it is ``wall`` or later.
    """

    monotonic: float
    wall: int
    draw: Callable[[int], bytes]
    doubtful: bool = False

    @property
    def today(self) -> date:
        """What ended before it has ended, however late it is."""
        return day_of(self.wall)

    @property
    def latest_day(self) -> date:
        """What begins after it has not begun."""
        return date.max if self.doubtful else day_of(self.wall)

    def new_id(self) -> str:
        """UUIDv7 (RFC 9562, 5.7): 48 bits of milliseconds, then chance."""
        value = bytearray((self.wall * 1000).to_bytes(6, "big") + self.draw(10))
        value[6] = 0x70 | value[6] & 0x0F
        value[8] = 0x80 | value[8] & 0x3F
        text = value.hex()
        return f"{text[:8]}-{text[8:12]}-{text[12:16]}-{text[16:20]}-{text[20:]}"


def day_of(wall: int) -> date:
    """The day at the terminal, of seconds since 1970 UTC."""
    return datetime.fromtimestamp(wall, CHINA).date()


def clock_text(wall: int) -> str:
    """``2026-11-22 09:41``, as written on paper."""
    return f"{datetime.fromtimestamp(wall, CHINA):%Y-%m-%d %H:%M}"


def wall_of(text: str) -> int | None:
    """Seconds since 1970 UTC of what `clock_text` writes, typed by hand; None where it is no such time."""
    try:
        return int(datetime.strptime(text.strip(), "%Y-%m-%d %H:%M").replace(tzinfo=CHINA).timestamp())
    except ValueError:
        return None


def day_and_weekday(day: date) -> LocalizedText:
    """``12月1日（周二）``, and ``Tuesday 1 December``: a day that somebody is to come on."""
    return LocalizedText(f"{day.month}月{day.day}日（周{'一二三四五六日'[day.weekday()]}）", f"{day:%A} {day.day} {day:%B}")
