"""The way into the set-up: by its own process alone, at its beginning."""

from __future__ import annotations

from kiosk.journeys.setup.beginning import begin
from kiosk.session.entry import Entry

# Imported with the others, so that all pages are known.
from kiosk.journeys.setup import order  # noqa: F401  # isort: skip

ENTRY = Entry(open=lambda state, argument, moment: begin(state, moment))
