"""How long, and how many: what was filled in and taken along (`kiosk.messages.kept_drafts`)."""

from __future__ import annotations

DAYS = 7  # whole days after the one on which it was kept
MOST = 5  # of one card at a time
