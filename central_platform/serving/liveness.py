"""The epoch of a platform that runs, and the time until which it surely ran (`central_platform.core.epochs`)."""

from __future__ import annotations

import time

from django.db import DatabaseError, connections

from central_platform.core import clock, epochs


class Liveness:
    """Begins an epoch, and writes down from time to time that it goes on. Of the process that starts those that serve."""

    def __init__(self) -> None:
        self._epoch = epochs.begin(clock.now())
        self._next = time.monotonic() + epochs.BEAT
        connections.close_all()

    def beat(self, at_once: bool = False) -> None:
        """Write it down if it is time. Where the database does not answer it is tried again at the next time."""
        if time.monotonic() < self._next and not at_once:
            return
        self._next = time.monotonic() + epochs.BEAT
        try:
            self._epoch = epochs.beat(self._epoch, clock.now())
        except DatabaseError:
            pass  # the epoch's time is older than it could be: more is offered again than need be
        finally:
            connections.close_all()
