"""The platform's epochs: what it knows goes on from the epoch before, or from a time to which its database was put back.

An epoch begins with each start of the platform, and where a running one finds that its database knows less than it wrote. Its code
is part of every number that is told to people, so what is drawn after a database was put back is never what was told before. With
it goes a time: what was confirmed to terminals from then on may have been lost, and they offer it again
(`kiosk.messages.models.Epoch`). Whoever starts the platform need not say that a backup was put back, nor does the platform guess:
after an ordinary start the time is that of the last `beat`, and little is offered.
"""

from __future__ import annotations

import secrets
from collections.abc import Sequence

from django.db import transaction
from django.db.models import Max, Min

from central_platform.core.database import hold
from central_platform.core.models import Epoch

BEAT = 30  # seconds between two
TOLD = 50  # epochs that terminals are told of; the oldest of them answers for all before it
_DIGITS = 4  # of a code
_CODES_KEPT = 2 * 86400  # seconds; numbers carry their day, so an older code may be used again


def begin(now: int) -> Epoch:
    """Begin a new epoch.

    Args:
        now: seconds since 1970.
    """
    with transaction.atomic():
        hold(["epochs"])
        back_to = _surely_ran(now)
        _join_old(now)
        return Epoch.objects.create(code=_unused_code(), begun_at=now, back_to=back_to, alive_at=now)


def _surely_ran(now: int) -> int:
    """The last time at which this database says that the platform ran. What it says of times to come was written by a clock that
    was ahead, and tells nothing: then it is the last of the times that have been."""
    last = Epoch.objects.aggregate(alive=Max("alive_at"), begun=Max("begun_at"))
    if last["alive"] is None:
        return now
    if last["alive"] <= now:
        return int(last["alive"])
    been = [Epoch.objects.filter(**{f"{name}__lte": now}).aggregate(at=Max(name))["at"] for name in ("alive_at", "begun_at")]
    return max((at for at in been if at is not None), default=min(now, _earliest()))


def _earliest() -> int:
    return int(Epoch.objects.aggregate(at=Min("back_to"))["at"])


def current(now: int) -> Epoch:
    """The newest epoch; the first one begins where there is none yet."""
    return Epoch.objects.order_by("-pk").first() or begin(now)


def beat(epoch: Epoch, now: int) -> Epoch:
    """Write down that the platform lives; to be called every `BEAT` seconds by whoever called `begin`.

    Args:
        epoch: as `begin` or the last `beat` returned it.
        now: seconds since 1970.

    Returns:
        The same epoch; a new one where the database does not know what was written at the last beat: it was put back.
    """
    now = max(now, epoch.alive_at)
    if Epoch.objects.filter(pk=epoch.pk, code=epoch.code, alive_at=epoch.alive_at).update(alive_at=now):
        epoch.alive_at = now
        return epoch
    return begin(now)


def history() -> Sequence[Epoch]:
    """The newest epochs, the oldest of them first; what was lost before them is in that one's ``back_to``."""
    newest = list(Epoch.objects.order_by("-pk")[: TOLD + 1])[::-1]
    if len(newest) <= TOLD:
        return newest
    told = newest[1:]
    told[0].back_to = min(told[0].back_to, Epoch.objects.filter(pk__lte=told[0].pk).aggregate(at=Min("back_to"))["at"])
    return told


def _join_old(now: int) -> None:
    """Keep four times as many rows as are told, and those of the last days; the rest go into the oldest of the former."""
    kept = list(Epoch.objects.order_by("-pk").values_list("pk", flat=True)[: 4 * TOLD])
    if len(kept) < 4 * TOLD:
        return
    gone = Epoch.objects.filter(pk__lt=kept[-1], begun_at__lt=now - _CODES_KEPT)
    earliest = gone.aggregate(at=Min("back_to"))["at"]
    if earliest is not None:
        Epoch.objects.filter(pk=kept[-1], back_to__gt=earliest).update(back_to=earliest)
        gone.delete()


def _unused_code() -> str:
    known = set(Epoch.objects.values_list("code", flat=True))
    while True:
        code = f"{secrets.randbelow(10**_DIGITS):0{_DIGITS}d}"
        if code not in known:
            return code
