"""What was filled in and taken along: kept by the platform, locked with the resident's ID card, opened at any terminal with the
same card. Here it is asked for, sealed and opened; the session's thread never waits for it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from enum import Enum
from typing import Any

from kiosk.domain.parties import Evidence, Subject
from kiosk.domain.people import IdCard
from kiosk.domain.service_items import ServiceItem
from kiosk.domain.values import Value
from kiosk.ports.platform import LookUp, PlatformLine, Reply
from kiosk.session.effects import AtOnce
from kiosk.session.services import Services
from kiosk.session.state import Event, Person


class Taken(Value):
    """One of them. ``answers``, ``told``, ``filled``: as of a draft; ``item``: in this catalogue, None while nobody looked;
    ``kept_at``: seconds since 1970, by the platform's clock; 0: in this visit."""

    code: str
    catalogue_version: str
    answers: Mapping[str, Any]
    told: frozenset[str]
    filled: frozenset[str]
    kept_at: int = 0
    item: ServiceItem | None = None


class NotKept(Enum):
    """Why a draft was not taken along."""

    NO_ANSWER = "NO_ANSWER"
    FULL = "FULL"  # as many as there may be of one card are kept already
    LIMIT = "LIMIT"  # no more from this terminal today
    TOO_LARGE = "TOO_LARGE"


class TakenAlongUntil(Reply):
    """It is kept. ``until``: its last day."""

    until: date


class NotTakenAlong(Reply):
    reason: NotKept


class KeepTaken(LookUp):
    """``block``: the whole of what the card gave, which locks it; ``nonce``: 12 random bytes."""

    subject: Subject
    evidence: Evidence
    block: bytes
    nonce: bytes
    taken: Taken

    def ask(self, line: PlatformLine) -> TakenAlongUntil | NotTakenAlong:
        """Seal it, and have it kept; see `LookUp.ask`."""
        from kiosk.messages import kept_drafts as wire

        lock, taken = wire.DraftLock(self.block), self.taken
        content = wire.DraftContent(
            implementation_code=taken.code,
            catalogue_version=taken.catalogue_version,
            answers=dict(taken.answers),
            told=sorted(taken.told),
            filled=sorted(taken.filled),
        )
        sealed = lock.seal(content, self.nonce)
        if len(sealed) > wire.LARGEST:
            return NotTakenAlong(NotKept.TOO_LARGE)
        identity = line.identity(self.subject, self.evidence)
        request = wire.DraftKeepRequest(identity=identity, holder=lock.holder, item=lock.item(taken.code), sealed=sealed)
        answer = line.call("/v1/drafts/keep", request, wire.DraftKeepAnswer).answer
        if isinstance(answer, wire.DraftNotKept):
            return NotTakenAlong(NotKept(answer.reason.value))
        return TakenAlongUntil(answer.until)


class TakenKnown(Reply):
    """The newest first; what this card does not open is left out."""

    taken: tuple[Taken, ...]


class AskTaken(LookUp):
    """What was taken along with this card."""

    subject: Subject
    evidence: Evidence
    block: bytes

    def ask(self, line: PlatformLine) -> TakenKnown:
        """Look for it, and open it; see `LookUp.ask`."""
        from kiosk.messages import kept_drafts as wire

        lock = wire.DraftLock(self.block)
        request = wire.DraftsRequest(identity=line.identity(self.subject, self.evidence), holder=lock.holder)
        taken = []
        for one in line.call("/v1/drafts", request, wire.DraftsAnswer).drafts:
            try:
                content = lock.open(one.item, one.sealed)
            except wire.CannotOpenDraft:
                continue
            told, filled = frozenset(content.told), frozenset(content.filled)
            taken.append(Taken(content.implementation_code, content.catalogue_version, content.answers, told, filled, one.kept_at))
        return TakenKnown(tuple(taken))


class TakenDropped(Reply):
    """Nobody waits for it: what could not be deleted ends by itself."""


class DropTaken(LookUp):
    """``code``: of the service whose draft was submitted, or is not wanted any more."""

    subject: Subject
    evidence: Evidence
    block: bytes
    code: str

    def ask(self, line: PlatformLine) -> TakenDropped:
        """Have it deleted; see `LookUp.ask`."""
        from kiosk.messages import kept_drafts as wire

        lock, identity = wire.DraftLock(self.block), line.identity(self.subject, self.evidence)
        request = wire.DraftDropRequest(identity=identity, holder=lock.holder, item=lock.item(self.code))
        line.call("/v1/drafts/drop", request, wire.DraftDropAnswer)
        return TakenDropped()


class TakenItems(Value):
    """The services of what was taken along, as far as this catalogue has them."""

    items: tuple[ServiceItem, ...]


class FindTakenItems(AtOnce):
    """-> TakenItems"""

    codes: tuple[str, ...]

    def run(self, services: Services) -> tuple[Event, ...]:
        found = (services.catalogue.item(code) for code in self.codes)
        return (TakenItems(tuple(item for item in found if item is not None)),)


def locks(person: Person | None) -> bytes:
    """What the card of somebody locks a draft with; b"" where it holds too little for that."""
    return person.card.block if person and isinstance(person.card, IdCard) else b""
