"""What a step asks the world to do, wherever the resident is; each journey has its own beside these, made of the last two.

Each effect that can fail answers with an event. A `DeviceRequest` is an effect, too.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from kiosk.domain.receipts import PaperDocument
from kiosk.domain.values import Value
from kiosk.ports.devices import Device
from kiosk.ports.platform import LookUp
from kiosk.ports.storage import OutboxMessage
from kiosk.session.events import PublicDataFound
from kiosk.session.state import AuditEvent, Event

if TYPE_CHECKING:
    from kiosk.messages.keys import TerminalKeys
    from kiosk.session.services import Services


class AskPlatform(Value):
    """-> PlatformReply"""

    request_id: str
    look_up: LookUp


class AskMeaning(Value):
    """What was typed, of which it is to be known what it means -> MeaningKnown, if nothing else was asked meanwhile"""

    query: str


class SendFirst(Value):
    """A resident waits for this submission -> CaseMade, if the platform answers"""

    submission_id: str


class PrintReceiptPaper(Value):
    """-> PaperAnswered. ``serial``, ``report``: as of `PrintPagePaper`."""

    request_id: str
    document: PaperDocument
    serial: str = ""
    report: PageReport | None = None


class PageReport(Value):
    """What the platform is told of paper that was printed here, once it is known what became of it. ``tells_failure``: also where
    nothing of it is on paper."""

    tells_failure: ClassVar[bool] = False

    def message(self, keys: TerminalKeys, report_id: str, serial: str, wall: int, state: str) -> OutboxMessage:
        """The report, as it is sent."""
        raise NotImplementedError


class PrintPagePaper(Value):
    """-> PaperAnswered. ``serial`` "": the next of this terminal; ``report`` None: the platform is told nothing of it."""

    request_id: str
    serial: str
    pdf: bytes
    report: PageReport | None


class VoidPrint(Value):
    """The paper of this request did not come out, as its resident says: its serial number is void."""

    request_id: str


class PaperTaken(Value):
    """The resident has the paper that its printer could not confirm."""

    request_id: str


class PrinterLookedAt(Value):
    """Somebody has looked at this printer, whose paper was missing."""

    device: Device


class Refilled(Value):
    """Somebody has put paper into this printer."""

    device: Device


class Audit(Value):
    """Events of the audit log, by their names; never personal data."""

    events: tuple[AuditEvent, ...]


class ReplaceProcess(Value):
    """The session is over: void its prints, and end the process; a new one takes its place."""


class NoteOfStaff(Value):
    """What staff say of the terminal is kept, whatever becomes of this process; ``value`` "": no longer."""

    name: str
    value: str


class Aside(Value):
    """Done on a thread of its own, in its own time: nobody's storage or device waits for it."""

    def run(self, services: Services) -> tuple[Event, ...]:
        """Returns what is posted to the session. What can go wrong in the world is part of that."""
        raise NotImplementedError


class AtOnce(Value):
    """Done on the session's thread, in no time: the catalogue is asked."""

    def run(self, services: Services) -> tuple[Event, ...]:
        """Returns what follows from it."""
        raise NotImplementedError


class FindPublicData(AtOnce):
    """-> PublicDataFound"""

    def run(self, services: Services) -> tuple[Event, ...]:
        return (PublicDataFound(services.catalogue.public_keys()),)


class InStorage(Value):
    """Done on the storage thread: ledger, vault, keys and paper.

    ``uploads``: something new waits for the platform afterwards; ``grows``: the ledger is to be tidied afterwards.
    """

    uploads: ClassVar[bool] = False
    grows: ClassVar[bool] = False

    def run(self, services: Services) -> tuple[Event, ...]:
        """Returns what is posted to the session.

        Raises:
            StorageError: nothing was kept, and nobody waits to hear of it.
        """
        raise NotImplementedError
