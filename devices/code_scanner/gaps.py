"""What tells the keys of a scanner that types from a person's: the time from key to key, in milliseconds."""

from __future__ import annotations

GAP_MS = 50  # scanners take 1 to 30 ms from key to key, people more than 80
GAPS_MS = 20, 200  # the least and the most that can be set
