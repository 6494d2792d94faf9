"""What terminals tell of themselves that concerns others, and what others have to tell them: Django signals, sent while the
heartbeat is taken in. Hearers connect in their app's ``ready``; terminals know none of them."""

from __future__ import annotations

from django.dispatch import Signal

serials_told = Signal()  # terminal: Terminal, serials: kiosk.messages.models.LeasedSerials, at: int
orders_asked = Signal()  # terminal: Terminal, at: int; a hearer returns a list of what it is to do, each signed
