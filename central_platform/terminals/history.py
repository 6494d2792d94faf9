"""What changes about a terminal from one heartbeat to the next, for whoever looks for the cause of something."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from django.conf import settings

from central_platform.terminals.models import Terminal, TerminalEvent

KEPT = 500  # of a terminal; the oldest go
AWAY = "away"
AWAY_AFTER = 4  # heartbeats that did not come
_TOLD = ("version", "catalogue_version")


def changes(before: Mapping[str, Any], after: Mapping[str, Any], now: int) -> Iterator[tuple[str, str, str]]:
    """What is another: its name, as it was, as it is.

    Args:
        before: columns of the terminal as the heartbeat before left them.
        after: those that this one sets.
        now: seconds since 1970.
    """
    seen = before["last_seen"]
    if seen is None:
        return  # its first heartbeat: all is new
    if now - seen > AWAY_AFTER * settings.HEARTBEAT:
        yield AWAY, str(seen), str(now)
    for name in _TOLD:
        if before[name] != after[name]:
            yield name, before[name], after[name]
    old, new = (told if isinstance(told, dict) else {} for told in (before["devices"], after["devices"]))
    for device in sorted({*old, *new}):
        was, is_ = str(old.get(device, "")), str(new.get(device, ""))
        if was != is_:
            yield device, was, is_


def remember(terminal: Terminal, changed: Iterator[tuple[str, str, str]], now: int) -> None:
    """Write it down; of a device that trembles no more than the newest rows are kept.

    Args:
        terminal: whose history it is.
        changed: as `changes` gives it.
        now: seconds since 1970.
    """
    rows = [
        TerminalEvent(terminal=terminal, at=now, what=what[:64], before=before[:128], after=after[:128])
        for what, before, after in changed
    ]
    if not rows:
        return
    TerminalEvent.objects.bulk_create(rows)
    oldest = terminal.history.order_by("-id").values_list("id", flat=True)[KEPT : KEPT + 1].first()
    if oldest is not None:
        terminal.history.filter(id__lte=oldest).delete()
