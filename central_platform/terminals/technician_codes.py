"""Codes that open a terminal's page for technicians, given out to whoever looks after the terminals."""

from __future__ import annotations

import re
import secrets
from datetime import date, timedelta

from central_platform.core.keys import key_ring
from central_platform.terminals.models import IssuedTechnicianCode, Terminal
from kiosk.domain.technicians import TECHNICIAN
from kiosk.domain.times import day_of
from kiosk.messages.technician_code import is_pin, technician_code

DAYS_AHEAD = 7  # somebody may go to a place from which nothing can be asked


class NotIssued(Exception):
    """Why there is no code; the message says it in Chinese."""


def days(now: int) -> list[date]:
    """For which days a code may be asked now."""
    return [day_of(now) + timedelta(ahead) for ahead in range(DAYS_AHEAD + 1)]


def check(terminal: Terminal, account: str, pin: str, day: date, now: int) -> None:
    """See that a code may be given out; arguments as of `issue`.

    Raises:
        NotIssued: the terminal is revoked or not confirmed, or account, PIN or day will not do.
    """
    if terminal.revoked or terminal.confirmed_at is None:
        raise NotIssued("这台终端已吊销，或还没有确认")
    if not re.match(TECHNICIAN, account):
        raise NotIssued("账号名只能有字母、数字、点、横线和下划线，最多32个")
    if not is_pin(pin):
        raise NotIssued("口令要8位数字，不能全部相同，也不能是顺着或倒着数的")
    if day not in days(now):
        raise NotIssued(f"只能取今天起{DAYS_AHEAD}天内的")


def issue(terminal: Terminal, account: str, pin: str, day: date, now: int) -> tuple[str, IssuedTechnicianCode]:
    """A code for one terminal and one day; that it was given out is written down.

    Args:
        terminal: that it opens.
        account: user name of the technician; it stands in the code, and in the terminal's audit log.
        pin: eight digits that they will type at the terminal; kept nowhere.
        day: on which it is good.
        now: seconds since 1970.

    Returns:
        The code, which is kept nowhere, and what is written down of it.

    Raises:
        NotIssued: as of `check`.
    """
    check(terminal, account, pin, day, now)
    code = technician_code(key_ring().signer, str(terminal.pk), account, day, pin, secrets.token_urlsafe(16), now)
    return code, IssuedTechnicianCode.objects.create(at=now, account=account, terminal=terminal, day=day)
