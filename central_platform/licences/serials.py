"""Serial numbers of licence copies: leased to terminals in ranges, none twice."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import transaction

from central_platform.core.numbers import next_numbers
from central_platform.core.problems import ProblemCode, Refused
from central_platform.licences.models import CopyRecord, SerialLease
from central_platform.quotas.limits import Quota
from central_platform.quotas.services import Use
from central_platform.terminals import services as terminals
from central_platform.terminals.services import Terminal
from kiosk.domain.licences import LAST_SERIAL, serial_prefix
from kiosk.messages.models import LeasedSerials, SerialLeaseAnswer


def lease_serials(terminal: Terminal, now: int) -> SerialLeaseAnswer:
    """Lease the next serial numbers of copies to a terminal; no two leases ever overlap.

    Args:
        terminal: who prints under them.
        now: seconds since 1970.

    Raises:
        Refused: EXHAUSTED after 999,999; TOO_MANY on this day.
    """
    prefix = serial_prefix(terminal.terminal_id)
    with transaction.atomic():
        spent = terminals.count(terminal, [Use(Quota.SERIALS, terminal.pk, settings.SERIALS_A_LEASE)], now)
        if spent is None:
            numbers = next_numbers(f"serial {terminal.terminal_id}", settings.SERIALS_A_LEASE)
            first, last = numbers[0], numbers[-1]
            if last > LAST_SERIAL:
                raise Refused(ProblemCode.EXHAUSTED, "all serial numbers of this terminal are given out")
            SerialLease.objects.create(terminal=terminal, prefix=prefix, first=first, last=last, leased_at=now)
    if spent is not None:  # behind the transaction: what was counted, and the alarm, stay
        raise Refused(ProblemCode.TOO_MANY, "too many serial numbers for one day")
    return SerialLeaseAnswer(prefix=prefix, first=first, last=last)


def note_leased(sender: object, terminal: Terminal, serials: LeasedSerials, at: int, **_: Any) -> None:
    """Hears what a terminal was leased. Where more was leased than is known here, the database was put back since: the range is
    written down as this terminal's, so that none of its numbers is leased again, and reports of copies under them count as leased.

    Args:
        sender: of the signal.
        terminal: who tells.
        serials: the highest number.
        at: seconds since 1970.
    """
    prefix = serial_prefix(terminal.terminal_id)
    if serials.prefix != prefix:
        return
    with transaction.atomic():
        name = f"serial {terminal.terminal_id}"
        known = next_numbers(name, 0).stop - 1
        if serials.last <= known:
            return
        next_numbers(name, serials.last - known)
        SerialLease.objects.create(terminal=terminal, prefix=prefix, first=known + 1, last=serials.last, leased_at=at)
        told = CopyRecord.objects.filter(terminal=terminal, leased=False, serial__startswith=prefix)
        for row in told:
            if holds_serial(terminal, row.serial):
                CopyRecord.objects.filter(pk=row.pk).update(leased=True)


def holds_serial(terminal: Terminal, serial: str) -> bool:
    """Whether this serial number lies in a range that was leased to this terminal."""
    prefix, number = serial[:-6], serial[-6:]
    if not (number.isascii() and number.isdigit() and prefix.isprintable()):
        return False
    return SerialLease.objects.filter(terminal=terminal, prefix=prefix, first__lte=int(number), last__gte=int(number)).exists()
