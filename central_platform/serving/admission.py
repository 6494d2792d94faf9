"""Who is let in, and when the others are to come again. Pure: time comes in as monotonic seconds.

Whoever would wait longer than their own deadline is sent away at once, which costs next to nothing, with a time of their own: those
who are sent away get times one after the other, as far apart as requests have been answered lately. So all who came together come
back spread over just as long as their work takes, and the processor has always something to do.
"""

from __future__ import annotations

from math import ceil

FIRST_PACE = 0.01  # seconds from one answer to the next, until it is known
WEIGHT = 0.05  # of the newest answer in the pace
CLOSER = 0.8  # times are given out so much closer than the pace, for not everybody comes back
LONGEST_AFTER = 300  # seconds


class Admission:
    """Of one lane: counts who waits and who is worked on, and measures how fast answers come."""

    def __init__(self, places: int, patience: float) -> None:
        """
        Args:
            places: requests worked on at one time.
            patience: seconds that one may be expected to wait for a place.
        """
        self._places = places
        self._patience = patience
        self._waiting = self._running = 0
        self._pace = FIRST_PACE
        self._busy_since = 0.0
        self._booked = 0.0

    def arrive(self, now: float) -> int:
        """Somebody comes. 0: they wait here, and `begin` or `leave` follows; else seconds after which they are to come again."""
        ahead = self._waiting - (self._places - self._running) + 1
        wait = max(0, ahead) * self._pace
        if wait <= self._patience:
            self._waiting += 1
            return 0
        self._booked = min(max(self._booked, now + wait) + self._pace * CLOSER, now + LONGEST_AFTER)
        return ceil(self._booked - now)

    def leave(self) -> None:
        """One that waits is not worked on."""
        self._waiting -= 1

    def begin(self, now: float) -> None:
        """One that waited is worked on."""
        self._waiting -= 1
        if not self._running:
            self._busy_since = now
        self._running += 1

    def end(self, now: float) -> None:
        """One is done."""
        self._running -= 1
        self._pace += (now - self._busy_since - self._pace) * WEIGHT
        self._busy_since = now
