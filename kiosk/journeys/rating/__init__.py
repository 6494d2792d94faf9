"""How it was: a voluntary rating after a submission (好差评)."""

from kiosk.session.registry import Journey

JOURNEY = Journey(package=__name__, follows_submission=True)
