"""What residents send about a case after it was opened: corrections (补正) and withdrawals (撤回).

Each is taken once, written down whatever becomes of it, and changes its case only where the case is still open to it and the card
that was shown is the applicant's, or that of whoever acts for the company that is. What comes too late changes nothing: the answer
tells the case as it is.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from django.db import IntegrityError, transaction
from django.db.models import Min
from pydantic import ValidationError

from central_platform.cases import attachments, checks, comparison, handing_in, texts
from central_platform.cases.appointments import open_on, with_room
from central_platform.cases.content import ParsedSubmission, evidence_told, parse_submission, subject_told
from central_platform.cases.content_values import json_object
from central_platform.cases.decisions import CORRECTION_DAYS, Judgement, judge
from central_platform.cases.events import announce, case_decided
from central_platform.cases.handler import issued, licences_of, shown, with_agency, with_facts
from central_platform.cases.identity import with_identity
from central_platform.cases.models import PLATFORM, CaseEvent, CaseMessage, CaseMessageKinds, CaseRecord, Outcomes
from central_platform.cases.whose import acting_for
from central_platform.cases.writing import notes_of, write_judgement
from central_platform.catalogue.published import item_of
from central_platform.intake.kinds import Arrival, Taken
from central_platform.licences.presenting import accepted
from central_platform.licences.services import held_by
from central_platform.people.cards import CardProof, suffices
from central_platform.people.services import card_proof, tag_of
from central_platform.quotas.services import Use
from central_platform.shared_data.adapters import CannotAnswer
from central_platform.terminals.services import Terminal
from kiosk.domain.cases import OPEN, PROMISE_REASONS, WITHDRAWAL_REASONS, CaseState, WithdrawalReason
from kiosk.domain.parties import Citizen, Company, Subject
from kiosk.domain.times import day_of
from kiosk.domain.working_days import working_day
from kiosk.messages.contents import CORRECTION_SCHEMA, WITHDRAWAL_SCHEMA, WithdrawalContent
from kiosk.messages.models import Message

NOT_HERE_AFTER = 600  # seconds: the case may come back from the terminal that brought it
RESIDENT = "居民"  # who acts, in the history of a case


@dataclass(frozen=True)
class _About:
    """What such a message says.

    Attributes:
        case_number: of the case that it is about.
        subject: whose case it is, as it says.
        card: what the register says to the card that was shown.
        record: all of it, as JSON text.
        token: hash of the code on its receipt, "" where it has none.
        application: what takes the place of what was submitted (a correction's).
        reason: why it is taken back (a withdrawal's).
        promises: only what was promised is taken back.
        companies: tags of those for which whoever takes a case back acts in all matters (a withdrawal's).
        unasked: the register of who acts for companies could not be asked.
    """

    case_number: str
    subject: Subject = field(repr=False)
    card: CardProof
    record: str = field(repr=False)
    token: str = ""
    application: ParsedSubmission | None = field(default=None, repr=False)
    reason: WithdrawalReason = WithdrawalReason.OTHER
    promises: bool = False
    companies: frozenset[str] = frozenset()
    unasked: bool = False


class _LaterMessages:
    """What both kinds have of `central_platform.intake.kinds.Handler`."""

    kind: str
    sealed_since = 1
    OPEN_TO: frozenset[CaseState]

    def uses(self, content: _About, terminal: Terminal) -> Sequence[Use]:
        """Nothing beside what every message does."""
        return ()

    def known(self, ids: Collection[str]) -> Mapping[str, Taken]:
        """Those of these messages that were taken before, with their cases as they stand now."""
        rows = CaseMessage.objects.filter(message_id__in=ids, kind=self.kind).select_related("case").defer("sealed", "record")
        return {row.message_id: Taken(row.sealed_sha256, (row.case.as_case(),)) for row in rows}

    def take(self, arrivals: Sequence[Arrival], terminal: Terminal, now: int) -> Sequence[Taken]:
        """Each by itself, in its order: two may be about one case."""
        return [self._taken(arrival, terminal, now) for arrival in arrivals]

    def _taken(self, arrival: Arrival, terminal: Terminal, now: int) -> Taken:
        about: _About = arrival.content
        row = CaseRecord.objects.select_for_update().filter(case_number=about.case_number).first()
        if row is None or about.unasked:
            return Taken(arrival.digest, later=NOT_HERE_AFTER)
        outcome = self._outcome(row, about)
        before = row.record
        try:
            with transaction.atomic():
                message = CaseMessage.objects.create(
                    message_id=arrival.message.message_id,
                    kind=self.kind,
                    case=row,
                    terminal=terminal,
                    received_at=now,
                    outcome=outcome.value,
                    receipt_token_sha256=about.token,
                    sealed_sha256=arrival.digest,
                    sealed=arrival.body,
                    record=about.record,
                )
        except IntegrityError:
            return self.known([arrival.message.message_id])[arrival.message.message_id]
        if outcome is not Outcomes.DONE:
            note = f"居民送来{message.get_kind_display()}：{outcome.label}"
            CaseEvent.objects.create(case=row, at=now, actor=PLATFORM, state=row.state, note=note)
            return Taken(arrival.digest, (row.as_case(),))
        self._apply(row, about, now)
        row.save()
        if row.record != before:
            message.replaced = before
            message.save(update_fields=["replaced"])
        announce(case_decided, [row], now)
        return Taken(arrival.digest, (row.as_case(),))

    def _outcome(self, row: CaseRecord, about: _About) -> Outcomes:
        if not row.applicant_tag or row.applicant_tag not in {tag_of(about.subject.number), *about.companies}:
            return Outcomes.OTHERS
        own = isinstance(about.subject, Citizen) and row.applicant_tag == tag_of(about.subject.number)
        if not suffices(about.card) or (about.card is CardProof.UNKNOWN and not own):  # a company's is nobody's by name alone
            return Outcomes.OTHER_CARD
        if about.application is not None and about.application.code != row.implementation_code:
            return Outcomes.OTHER_ITEM
        if about.application is not None and not _may_mend(about.application, row):
            return Outcomes.OTHERS
        return Outcomes.DONE if CaseState(row.state) in self.OPEN_TO else Outcomes.TOO_LATE

    def _apply(self, row: CaseRecord, about: _About, now: int) -> None:
        """Change the case, not saved, and write the line of its history."""
        raise NotImplementedError


class CorrectionHandler(_LaterMessages):
    """`central_platform.intake.kinds.Handler` of corrections: the case is judged anew by what takes the place of its content.
    Of one that was not sent back and owes materials, these alone are taken."""

    kind = CaseMessageKinds.CORRECTION.value
    schema = CORRECTION_SCHEMA
    OPEN_TO = frozenset({CaseState.CORRECTION})

    def _outcome(self, row: CaseRecord, about: _About) -> Outcomes:
        outcome = super()._outcome(row, about)
        hands_in = outcome is Outcomes.TOO_LATE and CaseState(row.state) in OPEN
        if not hands_in or about.application is None:
            return outcome
        if handing_in.brings(row, about.application):
            return Outcomes.DONE
        return Outcomes.NOT_OWED if row.owed else outcome

    def read(self, message: Message, plain: bytes, terminal: Terminal, now: int) -> _About | None:
        """As far as it can be read; None where it names no case."""
        values = json_object(plain)
        number, inner = values.get("case_number"), json.dumps(values.get("application")).encode()
        if not isinstance(number, str):
            return None
        content = parse_submission(inner, message.message_id, terminal.terminal_id, day_of(now))
        content = with_identity(content, terminal, now)
        content = with_agency(content, now)
        content = replace(content, proved=content.proved | comparison.proved_materials(content, terminal, now))
        content = with_facts(content, now)
        if message.schema_number > self.schema:
            content = replace(content, unknown=(*content.unknown, f"schema {message.schema_number}"))
        record = json.dumps(values)
        about = _About(number[:24], content.subject, content.card, record, content.receipt_token_sha256, application=content)
        return replace(about, unasked=isinstance(content.subject, Company) and not content.mandate_asked)

    def _apply(self, row: CaseRecord, about: _About, now: int) -> None:
        content, today = about.application, day_of(now)
        assert content is not None
        if row.state != CaseState.CORRECTION.value:
            self._hand_in(row, content, now)
            return
        attachments.expect(row, content.pages)
        item = item_of(content.code, content.catalogue_version)
        # A picture belongs to one case: one that is another's shows nothing of this.
        own = set(row.attachments.values_list("sha256", flat=True))
        content = replace(content, pages=tuple(page for page in content.pages if page[1] in own))
        # What may still be brought stays owed, and a promise that was signed stands, but for what is here now.
        owed, standing = frozenset(one.key for one in row.owing), checks.standing(row)
        content = replace(content, later=content.later | owed, standing=standing)
        tag = row.applicant_tag
        types = licences_of(content, held_by({tag}, today).get(tag, ()), today)
        types |= shown(content, tag, accepted(set(content.presented)))
        earlier = self._earlier(row, today)
        judgement, licence = issued(judge(item, content, types, today, bool(earlier)), item, content, now)
        judgement = with_room(judgement, item, content.answers, today)
        checks.end_those(row, frozenset(key for key, _ in content.pages), now)
        write_judgement(row, content, item, judgement, today, earlier)
        row.licence = licence
        checks.begin(row, content, judgement, today)
        CaseEvent.objects.create(case=row, at=now, actor=PLATFORM, state=row.state, note=self._note(row, judgement))

    def _hand_in(self, row: CaseRecord, content: ParsedSubmission, now: int) -> None:
        """Of a case that was not sent back only what is owed is taken."""
        names = handing_in.take(row, content)
        if row.state == CaseState.RECEIVED.value:
            standing = handing_in.as_it_stands(row, content)
            item, today = item_of(standing.code, standing.catalogue_version), day_of(now)
            types = licences_of(standing, held_by({row.applicant_tag}, today).get(row.applicant_tag, ()), today)
            types |= shown(standing, row.applicant_tag, accepted(set(standing.presented)))
            earlier = self._earlier(row, today)
            judgement, row.licence = issued(judge(item, standing, types, today, bool(earlier)), item, standing, now)
            write_judgement(row, standing, item, judgement, today, earlier)
        else:
            row.next = handing_in.next_step(row, names)
        note = f"补交了{'、'.join(name.zh for name in names)}"
        CaseEvent.objects.create(case=row, at=now, actor=RESIDENT, state=row.state, note=note)

    def _earlier(self, row: CaseRecord, today: date) -> str:
        """Number of another open case of the same person and item."""
        others = CaseRecord.objects.filter(applicant_tag=row.applicant_tag, implementation_code=row.implementation_code)
        still_open = others.filter(open_on(today)).exclude(pk=row.pk)
        return still_open.aggregate(first=Min("case_number"))["first"] or ""

    def _note(self, row: CaseRecord, judgement: Judgement) -> str:
        return "；".join(["居民已在终端补正", *notes_of(row, judgement)])


class WithdrawalHandler(_LaterMessages):
    """`central_platform.intake.kinds.Handler` of withdrawals: an undecided case ends where its applicant takes it back."""

    kind = CaseMessageKinds.WITHDRAWAL.value
    schema = WITHDRAWAL_SCHEMA
    OPEN_TO = OPEN

    def read(self, message: Message, plain: bytes, terminal: Terminal, now: int) -> _About | None:
        """None where it is no withdrawal."""
        try:
            content = WithdrawalContent.model_validate_json(plain)
        except (ValidationError, ValueError):
            return None
        subject = subject_told(content.applicant)
        evidence = evidence_told(content.evidence)
        proof = card_proof(subject, evidence, terminal, now) if isinstance(subject, Citizen) and evidence else CardProof.OTHER
        record = json.dumps(json_object(plain))
        reason = WithdrawalReason(content.reason)
        about = _About(content.case_number, subject, proof, record, reason=reason, promises=content.promises)
        if not isinstance(subject, Citizen) or not _is_others(content.case_number, subject):
            return about
        try:
            # Here, before any transaction begins: the register may take seconds to answer.
            return replace(about, companies=acting_for(subject, now))
        except CannotAnswer:
            return replace(about, unasked=True)

    def _apply(self, row: CaseRecord, about: _About, now: int) -> None:
        if about.promises:
            self._take_back(row, about, now)
            return
        words = WITHDRAWAL_REASONS.get(about.reason, WITHDRAWAL_REASONS[WithdrawalReason.OTHER])
        row.state, row.due = CaseState.WITHDRAWN.value, None
        row.next, row.owing = texts.withdrawn(words), ()
        checks.end_all(row, now, "申请已撤回")
        CaseEvent.objects.create(case=row, at=now, actor=RESIDENT, state=row.state, note=words.zh)

    def _take_back(self, row: CaseRecord, about: _About, now: int) -> None:
        """What was promised is to be handed in; where nobody promised anything, or it was looked into, the case stays as it is."""
        defects = checks.take_back(row, now)
        if defects:
            defects = (*(row.lacking if row.state == CaseState.CORRECTION.value else ()), *defects)
            row.state, row.due = CaseState.CORRECTION.value, working_day(day_of(now), CORRECTION_DAYS)
            row.lacking = defects
            row.next = texts.correction(defects, row.centre, "")
        why = PROMISE_REASONS.get(about.reason)
        note = f"撤回承诺{f'：{why.zh}' if why else ''}"
        CaseEvent.objects.create(case=row, at=now, actor=RESIDENT, state=row.state, note=note)


def _is_others(case_number: str, subject: Citizen) -> bool:
    """Whether the case is not this person's own: a company's, for which they may act."""
    row = CaseRecord.objects.filter(case_number=case_number).only("applicant_tag").first()
    return row is not None and row.applicant_tag != tag_of(subject.number)


def _may_mend(application: ParsedSubmission, row: CaseRecord) -> bool:
    """For another person who handed it in, and nobody else; for a company whoever the register has as acting for it in this."""
    if isinstance(application.subject, Company):
        return application.mandate is not None and application.mandate.refusal is None
    return application.agent is None or application.agent.number == _agent(row)


def _agent(row: CaseRecord) -> str:
    """Number of whoever acted for the applicant, "" where nobody did."""
    parties = row.content.get("parties")
    agent = parties.get("agent") if isinstance(parties, dict) else None
    number = agent.get("number") if isinstance(agent, dict) else None
    return number if isinstance(number, str) else ""
