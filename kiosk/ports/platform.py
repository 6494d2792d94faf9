"""The city's central platform as the session sees it: look-ups with a deadline, and what became of a submission."""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum
from typing import TYPE_CHECKING, Protocol, TypeVar

from kiosk.domain.cases import Case
from kiosk.domain.licences import Licence
from kiosk.domain.parties import Evidence, Subject
from kiosk.domain.values import Value

if TYPE_CHECKING:
    from pydantic import BaseModel

    from kiosk.messages.models import LicenceFileAnswer

    AnswerT = TypeVar("AnswerT", bound=BaseModel)

DEADLINE = 8.0  # seconds that a resident is let wait for the platform (design, section 7)


class Network(Enum):
    UNKNOWN = "unknown"  # not tried yet since start
    ONLINE = "online"
    OFFLINE = "offline"


class LookUpRefused(Exception):
    """The platform's own typed refusal.

    Attributes:
        code: of a closed set that the endpoint's documentation names.
    """

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class AnswerUnusable(Exception):
    """What came is of the right form, and yet nothing that the platform could have meant."""


class PlatformLine(Protocol):
    """What a look-up is asked over, on the sync engine's thread."""

    def call(self, path: str, request: BaseModel, answer: type[AnswerT]) -> AnswerT:
        """Post ``request`` and read what comes as ``answer``.

        Args:
            path: below the platform's address, ``/v1/profile``.

        Raises:
            LookUpRefused: the platform says no, and why.
        """
        ...

    def identity(self, subject: Subject, evidence: Evidence) -> str:
        """The terminal's signed statement that this was shown here just now (compact JWS)."""
        ...


class Reply(Value):
    """What the platform says to a `LookUp`; each kind of look-up has its own."""


class NoAnswer(Reply):
    """The platform did not give its typed answer within the deadline, for whatever reason."""


class LookUp(Value):
    """Something that is asked of the platform while a resident waits. Whoever needs another one declares it, in a journey's folder
    too: nothing else knows the kinds."""

    def ask(self, line: PlatformLine) -> Reply:
        """Ask it, and nothing else: no state, no retry.

        Raises:
            LookUpRefused, AnswerUnusable: then the answer is `NoAnswer`.
        """
        raise NotImplementedError


class ProfileKnown(Reply):
    profile: Mapping[str, str]


class AskProfile(LookUp):
    """``evidence``: what was shown here just now; without it the platform tells nothing of a person."""

    subject: Subject
    evidence: Evidence

    def ask(self, line: PlatformLine) -> ProfileKnown:
        """What the platform knows of the person, by key of the forms' prefill; see `LookUp.ask`."""
        from kiosk.messages import models

        request = models.IdentityRequest(identity=line.identity(self.subject, self.evidence))
        return ProfileKnown(line.call("/v1/profile", request, models.ProfileAnswer).profile)


class PrefillKnown(Reply):
    """By source, as a form's questions name it (`kiosk.domain.prefill`)."""

    known: Mapping[str, str]


class AskPrefill(LookUp):
    """``implementation_code``: of the item whose form is to be filled in."""

    subject: Subject
    evidence: Evidence
    implementation_code: str

    def ask(self, line: PlatformLine) -> PrefillKnown:
        """What licences and departments know of the person for this form; see `LookUp.ask`."""
        from kiosk.messages import prefill

        identity = line.identity(self.subject, self.evidence)
        request = prefill.PrefillRequest(identity=identity, implementation_code=self.implementation_code)
        return PrefillKnown(line.call("/v1/prefill", request, prefill.PrefillAnswer).known)


class RecordsCompared(Reply):
    """``proved``: by key of the item's materials; one that a department could not be asked about now is left out."""

    implementation_code: str
    proved: Mapping[str, bool]


class CompareRecords(LookUp):
    """``materials``: keys of those of the item that a department's record may prove (比对)."""

    subject: Subject
    evidence: Evidence
    implementation_code: str
    materials: tuple[str, ...]

    def ask(self, line: PlatformLine) -> RecordsCompared:
        """Whether departments' records of the person prove these materials; see `LookUp.ask`."""
        from kiosk.messages import comparison

        request = comparison.ComparisonRequest(
            identity=line.identity(self.subject, self.evidence),
            implementation_code=self.implementation_code,
            materials=list(self.materials),
        )
        return RecordsCompared(self.implementation_code, line.call("/v1/comparison", request, comparison.ComparisonAnswer).proved)


class LicencesKnown(Reply):
    licences: tuple[Licence, ...]


class AskLicences(LookUp):
    subject: Subject
    evidence: Evidence

    def ask(self, line: PlatformLine) -> LicencesKnown:
        """All that the person holds, usable ones first; see `LookUp.ask`."""
        from kiosk.messages import models

        request = models.IdentityRequest(identity=line.identity(self.subject, self.evidence))
        return LicencesKnown(tuple(line.call("/v1/licences", request, models.LicencesAnswer).licences))


class LicenceRefusal(Enum):
    NOT_USABLE = "NOT_USABLE"  # expired or revoked
    NOT_DRAWABLE = "NOT_DRAWABLE"  # a character on it is in none of the platform's fonts


class LicenceFile(Reply):
    """``statement``: compact JWS of the platform over the licence and the SHA-256 of ``pdf`` (one page, A4)."""

    licence: Licence
    statement: str
    pdf: bytes


class LicenceRefused(Reply):
    """The platform's own word that no copy of this licence may be made (NOT_USABLE), or none can (NOT_DRAWABLE)."""

    reason: LicenceRefusal


class AskLicenceFile(LookUp):
    subject: Subject
    evidence: Evidence
    identifier: str

    def ask(self, line: PlatformLine) -> LicenceFile | LicenceRefused:
        """The licence's page, or the platform's word that no copy may be made; see `LookUp.ask`."""
        from kiosk.messages import models

        claim = line.identity(self.subject, self.evidence)
        request = models.LicenceFileRequest(identity=claim, identifier=self.identifier)
        try:
            answer = line.call("/v1/licences/file", request, models.LicenceFileAnswer)
        except LookUpRefused as refused:
            if refused.code not in {refusal.value for refusal in LicenceRefusal}:
                raise
            return LicenceRefused(LicenceRefusal(refused.code))
        return file_of(answer)


def file_of(answer: LicenceFileAnswer) -> LicenceFile:
    """As it came over the line. AnswerUnusable: its page is no base64."""
    import base64

    try:
        return LicenceFile(answer.licence, answer.statement, base64.b64decode(answer.pdf, validate=True))
    except ValueError:
        raise AnswerUnusable from None


class ProgressKnown(Reply):
    """``others``: that the same submission opened, too."""

    case: Case | None
    others: tuple[Case, ...] = ()


class AskProgress(LookUp):
    receipt_token: str

    def ask(self, line: PlatformLine) -> ProgressKnown:
        """The cases that the receipt is of, None where there is none (yet); see `LookUp.ask`."""
        from kiosk.messages import models

        request = models.ProgressRequest(receipt_token=self.receipt_token)
        answer = line.call("/v1/progress", request, models.ProgressAnswer)
        return ProgressKnown(answer.case, tuple(answer.others))


class CasesKnown(Reply):
    cases: tuple[Case, ...]


class AskCases(LookUp):
    subject: Subject
    evidence: Evidence

    def ask(self, line: PlatformLine) -> CasesKnown:
        """The person's cases, the newest first; see `LookUp.ask`."""
        from kiosk.messages import models

        request = models.IdentityRequest(identity=line.identity(self.subject, self.evidence))
        return CasesKnown(tuple(line.call("/v1/cases", request, models.CasesAnswer).cases))


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


class OrdersTold(Value):
    """What the platform's staff want done here, each as they signed it, until it is answered."""

    texts: tuple[str, ...]


PlatformEvent = PlatformReply | CaseMade | NetworkChanged | CatalogueReady | OrdersTold


class PlatformGateway(Protocol):
    """The sync engine, on a thread of its own. Events are posted, from that thread, to the callable given at construction."""

    def start(self) -> None:
        """Begin to work on what waits, on a thread of its own."""
        ...

    def ask(self, request_id: str, question: LookUp) -> None:
        """Never blocks; answered once by a `PlatformReply`, at the latest after `DEADLINE` seconds."""
        ...

    def hurry(self, submission_id: str) -> None:
        """A resident waits for this one, which is already committed: send it first. `CaseMade` follows if the platform answers."""
        ...

    def stop(self) -> None:
        """End; what was not answered yet stays in the ledger, and is asked again after the next start."""
        ...
