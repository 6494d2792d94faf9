"""What the platform is asked of codes that show who somebody is, on a phone or on paper."""

from __future__ import annotations

from datetime import date

from kiosk.domain.cases import Case
from kiosk.domain.identity_codes import PaperGround, PaperRefusal, PhoneCodeRefusal
from kiosk.domain.parties import Evidence, Subject
from kiosk.domain.people import PhoneCode, Sex
from kiosk.ports.platform import LookUp, PlatformLine, Reply


class PhoneCodeGood(Reply):
    """Whose it is."""

    shown: PhoneCode


class PhoneCodeDeclined(Reply):
    reason: PhoneCodeRefusal


class AskPhoneCode(LookUp):
    """``code``: as it was read off the phone."""

    code: str

    def ask(self, line: PlatformLine) -> PhoneCodeGood | PhoneCodeDeclined:
        """Whose code it is; see `LookUp.ask`."""
        from kiosk.messages import identity_codes as wire

        answer = line.call("/v1/person-code", wire.PersonCodeRequest(code=self.code), wire.PersonCodeAnswer).answer
        if isinstance(answer, wire.PersonCodeRefused):
            return PhoneCodeDeclined(answer.reason)
        return PhoneCodeGood(PhoneCode(answer.name, answer.number, Sex(answer.sex), answer.birth, answer.reference))


class PaperStanding(Reply):
    """``ground``: why they may have a code on paper, None where they may not; ``issued_at``, ``until``: of the one they have."""

    ground: PaperGround | None = None
    issued_at: int | None = None
    until: date | None = None


class AskPaperStanding(LookUp):
    subject: Subject
    evidence: Evidence

    def ask(self, line: PlatformLine) -> PaperStanding:
        """Whether they may have a code on paper, and the one that they have; see `LookUp.ask`."""
        from kiosk.messages import identity_codes as wire
        from kiosk.messages.models import IdentityRequest

        request = IdentityRequest(identity=line.identity(self.subject, self.evidence))
        told = line.call("/v1/paper-code", request, wire.PaperCodeAnswer)
        return PaperStanding(told.ground, told.issued_at, told.until)


class PaperGiven(Reply):
    """``code``: to be printed, and kept nowhere; ``reference``: of the platform's record of it."""

    code: str
    reference: str
    until: date


class PaperDeclined(Reply):
    reason: PaperRefusal


class IssuePaper(LookUp):
    """A new one; the one that they had counts no more."""

    subject: Subject
    evidence: Evidence

    def ask(self, line: PlatformLine) -> PaperGiven | PaperDeclined:
        """The code to be printed, or why there is none; see `LookUp.ask`."""
        from kiosk.messages import identity_codes as wire
        from kiosk.messages.models import IdentityRequest

        request = IdentityRequest(identity=line.identity(self.subject, self.evidence))
        answer = line.call("/v1/paper-code/issue", request, wire.PaperCodeIssueAnswer).answer
        if isinstance(answer, wire.PaperCodeRefused):
            return PaperDeclined(answer.reason)
        return PaperGiven(answer.code, answer.reference, answer.until)


class PaperLost(Reply):
    """``ended``: there was one that counted until now."""

    ended: bool


class ReportPaperLost(LookUp):
    """挂失."""

    subject: Subject
    evidence: Evidence

    def ask(self, line: PlatformLine) -> PaperLost:
        """Whether one was ended; see `LookUp.ask`."""
        from kiosk.messages import identity_codes as wire

        request = wire.PaperCodeLostRequest(identity=line.identity(self.subject, self.evidence))
        return PaperLost(line.call("/v1/paper-code/lost", request, wire.PaperCodeLostAnswer).ended)


class PaperCasesKnown(Reply):
    cases: tuple[Case, ...]


class AskPaperCases(LookUp):
    """``code``: as it was read off the paper."""

    code: str

    def ask(self, line: PlatformLine) -> PaperCasesKnown | PaperDeclined:
        """How the cases of whoever's paper it is stand; see `LookUp.ask`."""
        from kiosk.messages import identity_codes as wire

        request = wire.PaperCodeProgressRequest(code=self.code)
        answer = line.call("/v1/cases/paper-code", request, wire.PaperCodeProgressAnswer).answer
        if isinstance(answer, wire.PaperCodeRefused):
            return PaperDeclined(answer.reason)
        return PaperCasesKnown(tuple(answer.cases))
