"""The city's central platform as the session sees it: questions with a deadline, and what became of a submission."""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum
from typing import Protocol

from kiosk.domain.cases import Case
from kiosk.domain.licences import Licence
from kiosk.domain.parties import Evidence, Subject
from kiosk.domain.values import Value

DEADLINE = 8.0  # seconds that a resident is let wait for the platform (design, section 7)


class Network(Enum):
    UNKNOWN = "unknown"  # not tried yet since start
    ONLINE = "online"
    OFFLINE = "offline"


# --- questions -----------------------------------------------------------------------------------------------


class AskProfile(Value):
    """``evidence``: what was shown here just now; without it the platform tells nothing of a person."""

    subject: Subject
    evidence: Evidence


class AskLicences(Value):
    subject: Subject
    evidence: Evidence


class AskLicenceFile(Value):
    subject: Subject
    evidence: Evidence
    identifier: str


class AskProgress(Value):
    receipt_token: str


class AskCases(Value):
    subject: Subject
    evidence: Evidence


Question = AskProfile | AskLicences | AskLicenceFile | AskProgress | AskCases


# --- answers -------------------------------------------------------------------------------------------------


class ProfileKnown(Value):
    profile: Mapping[str, str]


class LicencesKnown(Value):
    licences: tuple[Licence, ...]


class LicenceRefusal(Enum):
    NOT_USABLE = "NOT_USABLE"  # expired or revoked
    NOT_DRAWABLE = "NOT_DRAWABLE"  # a character on it is in none of the platform's fonts


class LicenceFile(Value):
    """``statement``: compact JWS of the platform over the licence and the SHA-256 of ``pdf`` (one page, A4)."""

    licence: Licence
    statement: str
    pdf: bytes


class LicenceRefused(Value):
    """The platform's own word that no copy of this licence may be made (NOT_USABLE), or none can (NOT_DRAWABLE)."""

    reason: LicenceRefusal


class ProgressKnown(Value):
    case: Case | None


class CasesKnown(Value):
    cases: tuple[Case, ...]


class NoAnswer(Value):
    """The platform did not give its typed answer within the deadline, for whatever reason."""


Reply = ProfileKnown | LicencesKnown | LicenceFile | LicenceRefused | ProgressKnown | CasesKnown | NoAnswer


# --- events --------------------------------------------------------------------------------------------------


class PlatformReply(Value):
    request_id: str
    reply: Reply


class CaseMade(Value):
    """The platform has this submission, and this is its case; ``others``: that it opened, too."""

    submission_id: str
    case: Case
    others: tuple[Case, ...] = ()


class CatalogueReady(Value):
    """A newer catalogue stands on the disk; a process that begins from now on opens it."""

    version: str


class NetworkChanged(Value):
    network: Network


PlatformEvent = PlatformReply | CaseMade | NetworkChanged | CatalogueReady


class PlatformGateway(Protocol):
    """The sync engine, on a thread of its own. Events are posted, from that thread, to the callable given at construction."""

    def start(self) -> None: ...

    def ask(self, request_id: str, question: Question) -> None:
        """Never blocks; answered once by a `PlatformReply`, at the latest after `DEADLINE` seconds."""
        ...

    def hurry(self, submission_id: str) -> None:
        """A resident waits for this one, which is already committed: send it first. `CaseMade` follows if the platform answers."""
        ...

    def stop(self) -> None: ...
