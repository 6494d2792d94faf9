"""What happens to every session: what the resident does, and what the world answers. Each journey has its own beside these."""

from __future__ import annotations

from collections.abc import Mapping

from kiosk.domain.values import Value
from kiosk.ports.devices import Device, PrintOutcome
from kiosk.ports.storage import Near
from kiosk.session.state import Accessibility, Overlay


class Act(Value):
    """Something that the resident did: a sign of life."""


class Touch(Act):
    """Any sign of life: a touch anywhere, a key."""


class Start(Act):
    """The idle page was touched."""


class Primary(Act):
    """The one primary action of the page."""


class Back(Act):
    pass


class GoHome(Act):
    pass


class Leave(Act):
    """Asked to leave; ``sure`` when the question was answered."""

    sure: bool = False


class TakeAlong(Act):
    """Towards the page that says how what was entered here can be gone on with another time."""


class OpenOverlay(Act):
    overlay: Overlay


class CloseOverlay(Act):
    pass


class SetLanguage(Act):
    language: str


class SetAccessibility(Act):
    accessibility: Accessibility


class OpenJourney(Act):
    """By its name, from the home page or the idle page."""

    name: str
    argument: str = ""


class Resume(Act):
    """From the home page to where something that was begun stopped."""

    journey: str
    key: str


class TryAgain(Act):
    """What failed, or what is looked for, once more."""


class PaperSeen(Act):
    """The resident says whether the paper came out whole."""

    whole: bool


class PrintAgain(Act):
    pass


class StopPrint(Act):
    """Wait no longer for a page that has not begun."""


class Tick(Value):
    """A deadline of the session may have passed."""


class SpeechChanged(Value):
    """The voice begins to read something out, or a line of it, or has ended."""

    speaking: bool


class MeaningKnown(Value):
    """What was typed means something like these."""

    query: str
    near: Near


class PaperAnswered(Value):
    request_id: str
    outcome: PrintOutcome


class OrderEvent(Value):
    """What became of an order of the platform's staff (`kiosk.session.remote_orders`)."""


class LedgerSeen(Value):
    """Whether what must not be lost can be written here."""

    usable: bool


class PaperMissing(Value):
    """At the start: printers of which a resident said so, and nobody has looked since."""

    devices: frozenset[Device]


class StaffSaid(Value):
    """At the start: what staff have said of the terminal, by name (`kiosk.session.staff_notes`)."""

    notes: Mapping[str, str]


class OtherProgram(Value):
    """Another version of the program is to run as the next process."""


class PublicDataFound(Value):
    """Which public data sets have their rows here."""

    keys: frozenset[str]
