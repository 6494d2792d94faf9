"""Reads Chinese for `devices.speaker.espeak`, in a process of its own: pypinyin takes 57 MB, and goes with the session's words."""

from __future__ import annotations

from typing import Any

from devices.speaker.reading import read_aloud
from kiosk.child_process.client import Told
from kiosk.child_process.server import serve


def _answer(ask: str, values: dict[str, Any], payload: bytes) -> Told:
    """``read``: the payload, UTF-8; its reading comes back likewise."""
    assert ask == "read"
    return Told({}, read_aloud(payload.decode()).encode())


if __name__ == "__main__":
    serve(_answer)
