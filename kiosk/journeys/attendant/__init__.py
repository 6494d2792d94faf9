"""For the site's attendant: every device, how it is, and what to do. Shows nothing of any person."""

from kiosk.session.registry import Journey

JOURNEY = Journey(package=__name__, from_idle=True)
