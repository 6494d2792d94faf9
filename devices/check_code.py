"""A code that is known: printed by the printers' trial pages, and scanned to judge a scanner."""

from __future__ import annotations

from string import ascii_lowercase, ascii_uppercase, digits

# Every character that a receipt's code or a licence copy's may have; the letters first, so that they stay in their places
# where a keyboard's layout swallows a mark.
CHECK_CODE = ascii_uppercase + ascii_lowercase + digits + "-_~."
