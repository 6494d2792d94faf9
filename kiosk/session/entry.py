"""How a journey is entered. Its module ``places`` is imported when somebody first enters it, and holds an `Entry` by the name
``ENTRY``."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from typing import TYPE_CHECKING

from kiosk.domain.text import LocalizedText
from kiosk.domain.times import Moment
from kiosk.domain.values import Value
from kiosk.session.registry import Journey
from kiosk.session.state import State, Step

if TYPE_CHECKING:
    from kiosk.domain.cases import CaseInFull
    from kiosk.domain.codes import KnownCode
    from kiosk.domain.parties import Evidence, Subject
    from kiosk.domain.service_items import ServiceItem
    from kiosk.messages.keys import TerminalKeys
    from kiosk.ports.platform import LookUp

WITHOUT_NETWORK = "without-network"  # the argument by which the home page's journey opens the list of what goes without network


class PageWanted(Value):
    """A page on A4 that the platform makes when it is asked, and vouches for as for a licence's.

    ``name``: of the paper; ``authority``: who issues it; ``look_up``: answered with a `kiosk.ports.platform.LicenceFile`.
    """

    name: LocalizedText
    authority: LocalizedText
    look_up: LookUp


class PaymentWanted(Value):
    """For which case something is to be paid: ``receipt_token``, or ``subject`` and ``evidence`` of whoever showed their card."""

    case_number: str
    item_name: LocalizedText
    receipt_token: str = ""
    subject: Subject | None = None
    evidence: Evidence | None = None


class Entry(Value):
    """The ways into a journey; None where there is no such way.

    ``open``: from its tile, or by its name, with an argument that the journey understands; ``begin``: with an item that it takes;
    ``guide``: to an item's guide, of the home page's journey;
    ``resume``: where the resident stopped, by the key of what they began; ``scanned``: with a code that was read, None where it is
    none of this journey's; ``follow_up``: after a submission, by its id and its item's name; ``print``: a page that the platform
    makes; ``correct``: with an item that it takes and a case of it that was sent back; ``pay``: what is to be paid for a
    case; ``warm_up``: what the storage thread loads for it while nobody waits.
    """

    open: Callable[[State, str, Moment], Step] | None = None
    begin: Callable[[State, ServiceItem, Moment], Step] | None = None
    guide: Callable[[State, ServiceItem, Moment], Step] | None = None
    resume: Callable[[State, str, Moment], Step] | None = None
    scanned: Callable[[State, KnownCode, Moment], Step | None] | None = None
    follow_up: Callable[[State, str, LocalizedText, Moment], Step] | None = None
    print: Callable[[State, PageWanted, Moment], Step] | None = None
    pay: Callable[[State, PaymentWanted, Moment], Step] | None = None
    correct: Callable[[State, ServiceItem, CaseInFull, Moment], Step] | None = None
    warm_up: Callable[[TerminalKeys], None] | None = None


def entry_of(journey: Journey) -> Entry:
    """The ways into a journey. Imports it."""
    entry: Entry = import_module(f"{journey.package}.places").ENTRY
    return entry
