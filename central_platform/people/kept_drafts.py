"""What residents filled in and took along: kept for some days, and not to be opened here (`kiosk.messages.kept_drafts`)."""

from __future__ import annotations

from datetime import timedelta

from django.db import transaction

from central_platform.core.database import hold
from central_platform.people.models import KeptDraft
from central_platform.quotas.limits import Quota
from central_platform.quotas.services import Use
from central_platform.terminals import services as terminals
from central_platform.terminals.services import Terminal
from kiosk.domain.kept_drafts import DAYS, MOST
from kiosk.domain.times import day_of
from kiosk.messages import kept_drafts as wire


def keep(asked: wire.DraftKeepRequest, terminal: Terminal, now: int) -> wire.DraftKeepAnswer:
    """Keep one, in place of an earlier one of the same holder and service.

    Args:
        asked: sealed, with its tags.
        terminal: that brings it.
        now: seconds since 1970.
    """
    with transaction.atomic():
        hold([f"drafts {asked.holder}"])  # of two terminals at the same time, one after the other
        others = KeptDraft.objects.filter(holder=asked.holder, until__gte=day_of(now)).exclude(item=asked.item)
        if others.count() >= MOST:
            return _refused(wire.KeepRefusal.FULL)
        if terminals.count(terminal, [Use(Quota.DRAFTS, terminal.pk)], now):
            return _refused(wire.KeepRefusal.LIMIT)
        until = day_of(now) + timedelta(DAYS)
        KeptDraft.objects.update_or_create(
            holder=asked.holder,
            item=asked.item,
            defaults={"sealed": asked.sealed, "terminal": terminal, "kept_at": now, "until": until},
        )
    return wire.DraftKeepAnswer(answer=wire.DraftKept(verdict="KEPT", until=until))


def found(holder: str, now: int) -> wire.DraftsAnswer:
    """What is kept under a tag and has not ended, the newest first."""
    rows = KeptDraft.objects.filter(holder=holder, until__gte=day_of(now)).order_by("-kept_at", "-pk")[:MOST]
    return wire.DraftsAnswer(
        drafts=[wire.FoundDraft(item=row.item, sealed=row.sealed, kept_at=row.kept_at, until=row.until) for row in rows]
    )


def drop(holder: str, item: str) -> bool:
    """Delete one; whether there was one."""
    return KeptDraft.objects.filter(holder=holder, item=item).delete()[0] > 0


def _refused(reason: wire.KeepRefusal) -> wire.DraftKeepAnswer:
    return wire.DraftKeepAnswer(answer=wire.DraftNotKept(verdict="REFUSED", reason=reason))
