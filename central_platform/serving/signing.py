"""The catalogue's metadata is signed anew in time, and what has changed is published, while a platform runs."""

from __future__ import annotations

import logging
import threading

from django.db import DatabaseError, connections

from central_platform.catalogue.publishing import ContentFault
from central_platform.core import clock
from central_platform.distribution.policy import RepositoryFault
from central_platform.distribution.repositories import maintain

log = logging.getLogger(__name__)
EVERY = 60.0  # seconds between two looks


def sign_in_time(stopping: threading.Event, every: float = EVERY) -> None:
    """Look now and then, until ``stopping``; of the process that starts those that serve. Nothing that goes wrong ends it: what
    terminals have stays as it is, and the log says what to do.

    Args:
        stopping: set when the platform ends.
        every: seconds between two looks.
    """
    while not stopping.wait(every):
        try:
            maintain(clock.now())
        except (RepositoryFault, ContentFault, DatabaseError, OSError) as fault:
            log.error("the catalogue is not signed anew: %s", fault if isinstance(fault, RepositoryFault) else type(fault).__name__)
        finally:
            connections.close_all()
