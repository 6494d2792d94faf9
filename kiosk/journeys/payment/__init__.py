"""A fee is paid with a phone: the code, how far it is, and a slip with the code to pay it later."""

from kiosk.session.registry import Journey

JOURNEY = Journey(package=__name__, takes_payments=True)
