"""For technicians: how the terminal is, each device by itself, what waits, and what may be changed. Shows nothing of any person.

Whoever comes shows a code that the platform signed for this terminal and this day, and types the PIN that they chose with it.
"""

from kiosk.session.registry import Journey

JOURNEY = Journey(package=__name__, for_technicians=True)
