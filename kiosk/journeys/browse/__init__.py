"""Looking around: home, search, themes, guides. Needs no identity and leaves no trace."""

from kiosk.session.registry import Journey

JOURNEY = Journey(package=__name__)
