"""What stands in a submission, once it was opened.

Read strictly, and where that fails as far as it goes: a resident's application is never turned away because its message is
ill-formed. Each fault becomes a defect of the case. What a newer program wrote is no fault: where a key or a schema
is not known here, a person looks at the case.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from pydantic import ValidationError

from central_platform.cases.content_values import LARGEST_NUMBER, json_object, pages_of, plain_answers, presented_of, text_of
from central_platform.people.cards import CardProof
from kiosk.domain.cases import Defect, DefectKind, MaterialState
from kiosk.domain.identifiers import citizen_number_fault, credit_code_fault
from kiosk.domain.mandates import Mandate
from kiosk.domain.parties import Citizen, Company, Evidence, Subject
from kiosk.domain.people import CardKind, Sex, age_on
from kiosk.domain.submissions import facts_by_number
from kiosk.domain.text import LocalizedText
from kiosk.messages.contents import (
    SUBMISSION_SCHEMA,
    CommitmentContent,
    EvidenceContent,
    SubjectContent,
    SubmissionContent,
)

UNREADABLE = Defect(
    DefectKind.CONTENT,
    "",
    LocalizedText("申请内容不完整，请重新填写一次", "The application is not complete. Please fill it in once more"),
)
OTHER_ID = Defect(
    DefectKind.CONTENT,
    "submission_id",
    LocalizedText(
        "申请的编号前后不一致，请重新填写一次", "The application's own number does not match. Please fill it in once more"
    ),
)
BAD_NUMBER = Defect(
    DefectKind.IDENTITY,
    "number",
    LocalizedText("证件号码有误，请带上身份证到窗口核对", "The ID number is not right. Please bring your ID card to the counter"),
)
NO_SUCH_CODE = "终端说出示过随申码，平台没有这次出示的记录，请人工核对身份"  # a doubt
KNOWN_KEYS = frozenset(field.alias or name for name, field in SubmissionContent.model_fields.items())
_CARDS = frozenset(kind.value for kind in CardKind)
MOST_UNKNOWN = 10  # names of keys that are told to staff


@dataclass(frozen=True)
class Promise:
    """告知承诺, as a submission tells it. ``item``: code of what it belongs to; ``text``: its paragraphs as they were shown."""

    item: str
    version: str
    materials: tuple[str, ...]
    text: tuple[str, ...]
    agreed_at: int


@dataclass(frozen=True)
class ParsedSubmission:
    """A submission as far as it can be read.

    Attributes:
        record: the content as JSON text, "{}" where it is none.
        pages: (material, sha256) of each picture that it names.
        subject: whom it is about; without name and number where that cannot be read.
        presented_for: (key of the material, the platform's reference) of each licence that was shown on a phone.
        stopped: nothing from the terminal that brought it is decided with no person.
        card: what the register says to the card that was shown; the content does not say it.
        proved: keys of the materials that departments' records prove, by the platform's own comparison, not by the content.
        facts: what the platform's records and departments say, for rules; not by the content either.
        missing: departments that could not be asked for them, in Chinese.
        agent: who acts for them, None where they stand there themselves.
        relation: of the agent to the applicant, in words.
        related: departments have the agent as a parent; the content does not say it.
        mandate: by what right the agent acts for a company, by the register, not by the content; None for none.
        mandate_asked: the register could be asked.
        evidence: what was shown.
        person: facts for rules, None where they are not known, as of a company.
        defects: what is to be mended.
        unknown: what a newer program wrote: names of keys, or of the schema.
        children: of a bundle, codes of the items that the applicant was shown (schema 4).
        bundle: the name of the bundle that this is a part of; None where it came alone.
        asked_as: code of the item that the terminal asked the platform about meanwhile: the bundle's; "" for its own.
        doubts: why a person must look, for staff, in Chinese.
        later: keys of the materials that the applicant wants to bring later (schema 5).
        promised: keys of those that a promise is to stand in for.
        promises: that were signed with it.
        standing: keys of those whose promise was signed before, and stands; the content does not say it.
        bad_record: a promise of the applicant's was not kept; by the platform's own record.
        signature: SVG path data.
    """

    record: str = field(repr=False)
    code: str
    catalogue_version: str
    subject: Subject = field(repr=False)
    person: Mapping[str, Any] | None = field(repr=False)
    card_valid_until: date | None = field(repr=False)
    answers: Mapping[str, Any] = field(repr=False)
    receipt_number: str
    receipt_token_sha256: str
    committed_at: int
    pages: tuple[tuple[str, str], ...]
    defects: tuple[Defect, ...]
    unknown: tuple[str, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    agent: Citizen | None = field(default=None, repr=False)
    relation: str = ""
    related: bool = False
    mandate: Mandate | None = None
    mandate_asked: bool = True
    presented_for: tuple[tuple[str, str], ...] = ()
    card: CardProof = CardProof.UNKNOWN
    stopped: bool = False
    proved: frozenset[str] = frozenset()
    facts: Mapping[str, Any] = field(default_factory=dict, repr=False)
    missing: tuple[str, ...] = ()
    children: tuple[str, ...] = ()
    bundle: LocalizedText | None = None
    asked_as: str = ""
    doubts: tuple[str, ...] = ()
    later: frozenset[str] = frozenset()
    promised: frozenset[str] = frozenset()
    promises: tuple[Promise, ...] = field(default=(), repr=False)
    standing: frozenset[str] = frozenset()
    bad_record: bool = False
    signature: str = field(default="", repr=False)

    @property
    def presented(self) -> tuple[str, ...]:
        """References of licences that were shown on a phone."""
        return tuple(reference for _, reference in self.presented_for)

    @property
    def for_another(self) -> bool:
        """A citizen acts for another one."""
        return self.agent is not None and isinstance(self.subject, Citizen)

    @property
    def written(self) -> bool:
        """The card of whom somebody acts for was not read: name and number were typed."""
        return self.for_another and len(self.evidence) < 2

    @property
    def on_their_word(self) -> bool:
        """That somebody may act rests on their own word alone, or they showed a card that is not the applicant's: what is known of
        the applicant, or of the company, is not told to them."""
        if isinstance(self.subject, Company):
            return self.mandate is None or self.mandate.refusal is not None
        return self.for_another and (self.written or self.card is CardProof.OTHER)


def parse_submission(plain: bytes, submission_id: str, terminal_id: str, today: date, schema: int = 1) -> ParsedSubmission:
    """Read what was sealed. Never raises, whatever the bytes are.

    Args:
        plain: the content.
        submission_id: as its envelope names it.
        terminal_id: who brought it; a submission says whose it was.
        today: the day in China.
        schema: as its envelope names it; the content may name another.
    """
    values = json_object(plain)
    newer = _newer(values, schema)
    try:
        content = SubmissionContent.model_validate_json(plain)
    except (ValidationError, ValueError):
        return _as_far_as_it_goes(values, newer)
    defects = []
    if content.submission_id != submission_id or content.terminal_id != terminal_id:
        defects.append(OTHER_ID)
    applicant, subject = content.applicant, _subject(content)
    if isinstance(subject, Company):
        number_fault = credit_code_fault(subject.number)
    else:
        # A foreigner's card of 2017 has a number of another shape; the other kinds share one check.
        foreign = applicant.card_kind == CardKind.FOREIGNER_2017.value
        number_fault = None if foreign else citizen_number_fault(subject.number, today)
    if number_fault:
        defects.append(BAD_NUMBER)
    if not plain_answers(content.answers) or applicant.birth > today or applicant.sex not in {sex.value for sex in Sex}:
        defects.append(UNREADABLE)
    # What the card tells of its holder.
    themselves = subject == Citizen(applicant.name, applicant.number)
    person = {"age": age_on(applicant.birth, today), "sex": applicant.sex, "number_area": applicant.number[:6]}
    return ParsedSubmission(
        record=json.dumps(values),
        code=text_of(content.implementation_code, 33),
        catalogue_version=content.catalogue_version,
        subject=subject,
        # For a company rules see who acts for it.
        person=person if themselves or isinstance(subject, Company) else _person_by_number(subject, today),
        card_valid_until=applicant.card_valid_until if themselves or not content.evidence else content.evidence[-1].valid_until,
        answers=content.answers if plain_answers(content.answers) else {},
        receipt_number=text_of(content.receipt_number, 40),
        receipt_token_sha256=content.receipt_token_sha256,
        committed_at=min(content.committed_at, LARGEST_NUMBER),
        pages=pages_of(values),
        defects=tuple(defects),
        unknown=tuple(text_of(name, 40) for name in (*newer, *content.unknown())[:MOST_UNKNOWN]),
        evidence=_evidence(content),
        agent=_agent(content, themselves),
        relation=text_of(content.parties.relation, 60) if content.parties else "",
        presented_for=presented_of(values),
        children=tuple(dict.fromkeys(text_of(code, 33) for code in content.children)),
        later=_keys_in(content, MaterialState.LATER),
        promised=_keys_in(content, MaterialState.PROMISED),
        promises=tuple(_promise(one) for one in content.commitments),
        signature=content.signature,
    )


def _keys_in(content: SubmissionContent, state: MaterialState) -> frozenset[str]:
    return frozenset(text_of(one.key, 64) for one in content.materials if one.state is state)


def _promise(told: CommitmentContent) -> Promise:
    at = min(told.agreed_at, LARGEST_NUMBER)
    return Promise(told.item, told.version, tuple(text_of(key, 64) for key in told.materials), tuple(told.text), at)


def _person_by_number(subject: Subject, today: date) -> Mapping[str, Any] | None:
    """Of whom somebody acts for no card tells more than the number does; None where that is no citizen's."""
    if not isinstance(subject, Citizen) or citizen_number_fault(subject.number, today):
        return None
    return facts_by_number(subject.number, today)


def _subject(content: SubmissionContent) -> Subject:
    if content.parties is None:
        return Citizen(content.applicant.name, content.applicant.number)
    return subject_told(content.parties.applicant)


def subject_told(told: SubjectContent) -> Subject:
    """As a content names whom it is about."""
    return (Company if told.kind == "COMPANY" else Citizen)(told.name, told.number)


def _agent(content: SubmissionContent, themselves: bool) -> Citizen | None:
    """Who stands there for somebody else: as it is told, or the card's holder."""
    told = content.parties and content.parties.agent
    if told:
        return Citizen(told.name, told.number)
    return None if themselves else Citizen(content.applicant.name, content.applicant.number)


def _evidence(content: SubmissionContent) -> tuple[Evidence, ...]:
    """Of schema 1: the card that the applicant's data are from. What is no card that is known proves nothing."""
    if content.parties is None and not content.evidence:
        shown = content.applicant
        if shown.card_kind not in _CARDS:
            return ()
        return (Evidence(CardKind(shown.card_kind), "", content.identified_at, shown.card_valid_until),)
    return evidence_told(content.evidence)


def evidence_told(told: Iterable[EvidenceContent]) -> tuple[Evidence, ...]:
    """As a content tells what was shown; what is no card that is known proves nothing, and is left out."""
    return tuple(
        Evidence(CardKind(e.shown), e.reader, e.read_at, e.valid_until, e.issued, e.mark, e.module, e.reference)
        for e in told
        if e.shown in _CARDS
    )


def _newer(values: Mapping[str, Any], schema: int) -> tuple[str, ...]:
    """The schema, where it is above what is known here."""
    named = values.get("schema")
    newest = max(schema, named if isinstance(named, int) and not isinstance(named, bool) else 1)
    return (f"schema {newest}",) if SUBMISSION_SCHEMA < newest <= LARGEST_NUMBER else ()


def _as_far_as_it_goes(values: dict[str, Any], newer: tuple[str, ...]) -> ParsedSubmission:
    given = values.get("applicant")
    applicant: dict[str, Any] = given if isinstance(given, dict) else {}
    token = text_of(values.get("receipt_token_sha256"), 64)
    at = values.get("committed_at")
    return ParsedSubmission(
        record=json.dumps(values),
        code=text_of(values.get("implementation_code"), 33),
        catalogue_version=text_of(values.get("catalogue_version"), 64),
        subject=Citizen(text_of(applicant.get("name"), 60), text_of(applicant.get("number"), 18)),
        person=None,
        card_valid_until=None,
        answers={},
        receipt_number=text_of(values.get("receipt_number"), 40),
        receipt_token_sha256=token if len(token) == 64 else "",
        committed_at=at if isinstance(at, int) and not isinstance(at, bool) and 0 <= at <= LARGEST_NUMBER else 0,
        pages=pages_of(values),
        defects=() if newer else (UNREADABLE,),
        unknown=newer,
    )
