"""That a terminal asked about a person, announced to whoever wants to hear it: once for each terminal and day.

A Django signal, sent in the transaction that writes the look-up; hearers connect in their app's ``ready``.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from django.dispatch import Signal

from central_platform.people.models import Person
from central_platform.terminals.services import Terminal
from kiosk.domain.text import LocalizedText


@dataclass(frozen=True)
class PersonAsked:
    """A terminal was told of a person.

    Attributes:
        mobile: the number that the register has of the person.
        terminal_id: which terminal asked.
        site: where it stands.
        at: seconds since 1970.
    """

    mobile: str = field(repr=False)
    terminal_id: str
    site: LocalizedText
    at: int


person_asked = Signal()  # asked: PersonAsked


def announce_lookup(person: Person | None, terminal: Terminal, at: int) -> None:
    """Tell all hearers; of whom no number is registered, nobody is told."""
    mobile = person.profile.get("mobile") if person else None
    if isinstance(mobile, str) and mobile:
        person_asked.send(Person, asked=PersonAsked(mobile, terminal.pk, terminal.site, at))
