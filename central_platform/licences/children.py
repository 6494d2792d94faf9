"""Whose licences a parent may have copied: those of their children under fourteen.

Until then the guardian decides about the child's data (PIPL, article 31); parents are guardians (Civil Code, article 27). Who is
whose child is told by the app that knows it, which stands above this one.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date

from central_platform.terminals.services import Terminal
from kiosk.domain.identifiers import citizen_birth, citizen_number_fault
from kiosk.domain.parties import Citizen
from kiosk.domain.people import age_on

UNDER = 14  # years
Finder = Callable[[Citizen, Terminal, int], Sequence[Citizen]]
_finders: list[Finder] = []


def ask(finder: Finder) -> None:
    """Register who tells the children of a person: (parent, terminal that asks, seconds since 1970) -> children of any age."""
    if finder not in _finders:
        _finders.append(finder)


def of(parent: Citizen, terminal: Terminal, now: int, today: date) -> list[Citizen]:
    """The children under fourteen; none where nobody can tell.

    Args:
        parent: whose card was read.
        terminal: that asks.
        now: seconds since 1970.
        today: the day in China.
    """
    told = [child for finder in _finders for child in finder(parent, terminal, now)]
    return [child for child in told if _is_young(child, today)]


def _is_young(child: Citizen, today: date) -> bool:
    if citizen_number_fault(child.number, today):
        return False
    birth = citizen_birth(child.number)
    return birth is not None and age_on(birth, today) < UNDER
