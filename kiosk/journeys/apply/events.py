"""What happens to an application."""

from __future__ import annotations

from enum import Enum
from typing import Any

from kiosk.domain.values import Value
from kiosk.ports.storage import StorageFault
from kiosk.session.events import Act


class Whom(Enum):
    SELF = "self"
    ANOTHER = "another"
    COMPANY = "company"


class ApplyFor(Act):
    """Of those for whom the resident may apply."""

    whom: Whom


class NotSayable(Enum):
    """The platform reads no submission that says what this one does."""

    PARTIES = "parties"  # that somebody acts for another, or for a company
    WITHOUT_PAPER = "without-paper"  # that a material is brought later, or promised


class SetAnswer(Act):
    key: str
    value: Any


class ChangeAnswer(Act):
    key: str


class OpenMaterials(Act):
    """From what is to be corrected."""


class ReadDocument(Act):
    """Fill the question in from a document."""


class TakePicture(Act):
    """Of a material."""

    key: str


class OneMorePage(Act):
    """Keep this picture, and take one of the next page."""


class DropPictures(Act):
    """Of a material: it is brought to the counter after all, or taken anew."""

    key: str


class PresentLicence(Act):
    """Show the licence that settles a material on a phone."""

    key: str


class SeeOtherWays(Act):
    """Than to bring a material now."""

    key: str


class BringLater(Act):
    """The material that is looked at, by a day."""


class SeePromise(Act):
    """That stands in for it."""


class AtCounter(Act):
    """It is brought to the counter after all."""


class PrintFilled(Act):
    """What was filled in so far, for the counter."""


class SeeTaken(Act):
    """Back to where what was taken along is offered."""


class StartAnew(Act):
    """What was taken along is not wanted any more."""


class SetSignature(Act):
    path: str  # SVG path data in a box of 1000 x 400; "" when cleared


class WithoutPaperOffered(Value):
    """The platform reads that a material is brought later, or promised."""


class ApartOnly(Value):
    """The platform does not read bundles: their items are applied for one by one."""


class Committed(Value):
    """Stored, durably, before this event was made."""

    submission_id: str
    receipt_number: str
    proof: str = ""  # that it was stored, as it stands in the code on the receipt


class NotCommitted(Value):
    """Nothing was stored."""

    submission_id: str
    fault: StorageFault | NotSayable
