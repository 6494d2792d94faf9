"""The city's central platform as the session sees it: questions with a deadline, and what became of a submission."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import Protocol

from kiosk.domain.cases import Case
from kiosk.domain.licences import Licence

DEADLINE = 8.0  # seconds that a resident is let wait for the platform (design, section 7)


class Network(Enum):
    UNKNOWN = "unknown"  # not tried yet since start
    ONLINE = "online"
    OFFLINE = "offline"


# --- questions -----------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class AskProfile:
    name: str = field(repr=False)
    number: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class AskLicences:
    name: str = field(repr=False)
    number: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class AskLicenceFile:
    name: str = field(repr=False)
    number: str = field(repr=False)
    identifier: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class AskProgress:
    receipt_token: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class AskCases:
    name: str = field(repr=False)
    number: str = field(repr=False)


Question = AskProfile | AskLicences | AskLicenceFile | AskProgress | AskCases


# --- answers -------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class ProfileKnown:
    profile: Mapping[str, str] = field(repr=False)


@dataclass(frozen=True, slots=True)
class LicencesKnown:
    licences: tuple[Licence, ...] = field(repr=False)


@dataclass(frozen=True, slots=True)
class LicenceFile:
    """``statement``: compact JWS of the platform over the licence and the SHA-256 of ``pdf`` (one page, A4)."""

    licence: Licence = field(repr=False)
    statement: str = field(repr=False)
    pdf: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class ProgressKnown:
    case: Case | None = field(repr=False)


@dataclass(frozen=True, slots=True)
class CasesKnown:
    cases: tuple[Case, ...] = field(repr=False)


@dataclass(frozen=True, slots=True)
class NoAnswer:
    """The platform did not give its typed answer within the deadline, for whatever reason."""


Reply = ProfileKnown | LicencesKnown | LicenceFile | ProgressKnown | CasesKnown | NoAnswer


# --- events --------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class PlatformReply:
    request_id: str
    reply: Reply


@dataclass(frozen=True, slots=True)
class CaseMade:
    """The platform has this submission, and this is its case."""

    submission_id: str
    case: Case = field(repr=False)


@dataclass(frozen=True, slots=True)
class NetworkChanged:
    network: Network


PlatformEvent = PlatformReply | CaseMade | NetworkChanged


class PlatformDesk(Protocol):
    """The sync engine, on a thread of its own. Events are posted, from that thread, to the callable given at construction."""

    def start(self) -> None: ...

    def ask(self, request_id: str, question: Question) -> None:
        """Never blocks; answered once by a `PlatformReply`, at the latest after `DEADLINE` seconds."""
        ...

    def hurry(self, submission_id: str) -> None:
        """A resident waits for this one, which is already committed: send it first. `CaseMade` follows if the platform answers."""
        ...

    def stop(self) -> None: ...
