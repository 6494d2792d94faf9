"""The time of day, as far as it can be known here: a machine's clock may stand anywhere once its battery is empty."""

from __future__ import annotations

from collections.abc import Callable

from kiosk.domain.values import Value

RELEASED = 1_795_305_600  # seconds since 1970: 2026-11-22 00:00 in China. No machine ran this program before
LONGEST_ALONE = 3 * 366 * 86400  # seconds after the last known time for which a clock is still believed


class TimeKnown(Value):
    """``wall``: seconds since 1970. ``doubtful``: the clock cannot be right, and ``wall`` is only known not to be too late."""

    wall: int
    doubtful: bool = False


def time_known(clock: int, floor: int, elapsed: float, ahead: int | None) -> TimeKnown:
    """What to take for the time.

    Args:
        clock: what this machine's clock says, seconds since 1970.
        floor: the latest time at which anything that was verified here was signed.
        elapsed: seconds since the floor was read, which the clock had no part in.
        ahead: seconds that the platform's clock is ahead of this one's, by the platform's own answer; None: not asked yet.
    """
    if ahead is not None:
        return TimeKnown(clock + ahead)
    known = max(floor, RELEASED)
    if known <= clock <= known + LONGEST_ALONE:
        return TimeKnown(clock)
    return TimeKnown(known + int(elapsed), doubtful=True)


class Clock:
    """Shared by the session's and the engine's threads: what one of them learns is a single value that the other reads."""

    def __init__(self, wall: Callable[[], float], monotonic: Callable[[], float], floor: int = 0) -> None:
        self._floor = floor
        self._wall = wall
        self._monotonic = monotonic
        self._began = monotonic()
        self._ahead: int | None = None

    def correct(self, platform_time: int) -> None:
        """The platform's own answer says that it is ``platform_time``, in seconds since 1970."""
        self._ahead = platform_time - int(self._wall())

    def now(self) -> TimeKnown:
        """The time, and whether it can be right."""
        return time_known(int(self._wall()), self._floor, self._monotonic() - self._began, self._ahead)

    @property
    def is_told(self) -> bool:
        """Whether the platform has told the time since this process began."""
        return self._ahead is not None

    @property
    def off_by(self) -> int:
        """Seconds that the platform's clock is ahead of this machine's, 0 where it was not asked."""
        return self._ahead or 0
