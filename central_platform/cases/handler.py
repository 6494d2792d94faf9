"""Submissions become cases: read, judged by the published rules, dispatched to a centre, and announced."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from itertools import groupby
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Min

from central_platform.cases import attachments, checks, comparison, numbers
from central_platform.cases.appointments import open_on, with_room
from central_platform.cases.bad_records import has_bad_record
from central_platform.cases.bundles import parts_of
from central_platform.cases.content import ParsedSubmission, parse_submission
from central_platform.cases.decisions import NOT_FITTING, Judgement, judge
from central_platform.cases.events import announce, cases_opened
from central_platform.cases.facts import look_up_facts
from central_platform.cases.identity import with_identity
from central_platform.cases.models import PLATFORM, CaseEvent, CaseRecord
from central_platform.cases.writing import new_row, notes_of
from central_platform.catalogue.published import item_of
from central_platform.core.database import hold
from central_platform.intake.kinds import Arrival, Taken
from central_platform.licences.issuing import CannotIssue, FirstLicence, end, issue_first, issue_in_place_of
from central_platform.licences.presenting import accepted
from central_platform.licences.services import company_types, held_by, usable_types
from central_platform.people.services import tag_of
from central_platform.quotas.services import Use
from central_platform.shared_data.adapters import CannotAnswer
from central_platform.shared_data.business_codes import company_mark
from central_platform.shared_data.mandates import mandate_of
from central_platform.shared_data.services import Asker, is_parent
from central_platform.terminals.services import Terminal
from kiosk.domain.agency import GUARDIANSHIP, Relation, relation_named
from kiosk.domain.cases import OPEN, CaseState
from kiosk.domain.forms import questions_of
from kiosk.domain.parties import Citizen, Company
from kiosk.domain.service_items import ServiceItem
from kiosk.domain.times import day_of
from kiosk.messages.contents import SUBMISSION_SCHEMA
from kiosk.messages.models import Message, ToldCase

RETURNED = "平台数据恢复后由终端重新送来，办件编号不变，恢复前所作的决定需要重新作出"
RENUMBERED = "平台数据恢复后由终端重新送来，恢复前所作的决定需要重新作出；原先告知的办件编号{number}不能再用，已改编号"


class SubmissionHandler:
    """`central_platform.intake.kinds.Handler` of submissions: whatever can be opened becomes a case."""

    kind = "submission"
    schema = SUBMISSION_SCHEMA
    sealed_since = 1

    def read(self, message: Message, plain: bytes, terminal: Terminal, now: int) -> tuple[ParsedSubmission, ...]:
        """What the submission says, once for each case that it opens, as far as it can be read: one at least, for whatever was
        sealed opens a case."""
        content = parse_submission(plain, message.message_id, terminal.terminal_id, day_of(now), message.schema_number)
        content = with_identity(content, terminal, now)
        # Here, before any transaction begins: a department may take seconds to answer.
        content = with_agency(content, now)
        parts = parts_of(content, content.proved | comparison.proved_materials(content, terminal, now))
        return tuple(with_facts(part, now) for part in parts)

    def uses(self, content: Sequence[ParsedSubmission], terminal: Terminal) -> Sequence[Use]:
        """Nothing beside what every message does."""
        return ()

    def known(self, ids: Collection[str]) -> Mapping[str, Taken]:
        """Those of these submissions that have cases, by submission id, with the cases as they stand now."""
        rows = CaseRecord.objects.filter(submission_id__in=ids).defer("sealed", "record").order_by("submission_id", "part")
        return {name: _taken(list(cases)) for name, cases in groupby(rows, key=lambda row: row.submission_id)}

    def take(self, arrivals: Sequence[Arrival], terminal: Terminal, now: int) -> Sequence[Taken]:
        """Open a case for each part of each, with its history; whatever hears of new cases runs in the same transaction."""
        opening = _Opening(arrivals, terminal, now)
        taken = [_taken(opening.open(arrival)) for arrival in arrivals]
        opening.write_down()
        return taken


def with_facts(content: ParsedSubmission, now: int) -> ParsedSubmission:
    """With what the platform's records and departments say. Before any transaction begins: a department may take seconds."""
    facts = look_up_facts(content, now)
    bad = bool(content.promised) and has_bad_record(content.subject.number, day_of(now))
    return replace(content, facts=facts.known, missing=facts.missing, bad_record=bad)


def with_agency(content: ParsedSubmission, now: int) -> ParsedSubmission:
    """With what departments say of who acts for whom. Before any transaction begins: a department may take seconds."""
    if _related(content, now):
        content = replace(content, proved=content.proved | {GUARDIANSHIP.key}, related=True)
    return _with_mandate(content, now)


def _with_mandate(content: ParsedSubmission, now: int) -> ParsedSubmission:
    """With the right by which somebody acts for a company, as the register has it today."""
    if not isinstance(content.subject, Company) or content.agent is None:
        return content
    asker = Asker(None, content.agent, content.code, now)
    try:
        mandate = mandate_of(asker, content.subject)
    except CannotAnswer:
        return replace(content, mandate_asked=False)
    return replace(content, mandate=mandate)


def _related(content: ParsedSubmission, now: int) -> bool:
    """Whether departments have the agent as the parent that they say they are."""
    if not content.for_another or content.agent is None or relation_named(content.relation) is not Relation.PARENT:
        return False
    assert isinstance(content.subject, Citizen)
    return is_parent(content.agent, content.subject, None, now)


def _taken(rows: Sequence[CaseRecord]) -> Taken:
    """``rows``: all cases of one submission."""
    return Taken(rows[0].sealed_sha256, tuple(row.as_case() for row in rows))


class _Opening:
    """Cases of some submissions that are opened together: what the database knows of those who apply, and numbers for their cases,
    are asked once for all of them."""

    def __init__(self, arrivals: Sequence[Arrival], terminal: Terminal, now: int) -> None:
        self._terminal = terminal
        self._now = now
        self._today = day_of(now)
        self._new: dict[CaseRecord, str] = {}  # with what its history says of the opening
        self._returned = self._with_their_numbers(arrivals)
        parts: list[ParsedSubmission] = [part for arrival in arrivals for part in arrival.content]
        self._numbers = numbers.new_numbers(now, len(parts) - len(self._returned))
        tags = {tag for part in parts if (tag := tag_in(part))}
        self._licences = held_by(tags, self._today)
        self._presented = accepted({reference for part in parts for reference in part.presented})
        open_cases = CaseRecord.objects.filter(open_on(self._today), applicant_tag__in=tags)
        told = open_cases.values_list("applicant_tag", "implementation_code").annotate(Min("case_number"))
        self._open_cases = {(tag, code): number for tag, code, number in told}

    def open(self, arrival: Arrival) -> list[CaseRecord]:
        """The new cases, all or none; where another process opened those of this submission meanwhile, those."""
        opened: list[tuple[CaseRecord, Judgement]] = []
        try:
            with transaction.atomic():
                for part, content in enumerate(arrival.content):
                    opened.append(self._open(arrival, part, content))
        except IntegrityError:
            rows = list(CaseRecord.objects.filter(submission_id=arrival.message.message_id).order_by("part"))
            if not rows:
                raise
            return rows
        for row, judgement in opened:
            self._remember(row, judgement, arrival.message.told[row.part : row.part + 1])
        return [row for row, _ in opened]

    def _open(self, arrival: Arrival, part: int, content: ParsedSubmission) -> tuple[CaseRecord, Judgement]:
        """The case of one part, written down; within the transaction of all of them."""
        tag, name = tag_in(content), arrival.message.message_id
        item = item_of(content.code, content.catalogue_version)
        earlier = self._open_cases.get((tag, content.code), "")
        licence_types = licences_of(content, self._licences.get(tag, ()), self._today) | shown(content, tag, self._presented)
        judgement = judge(item, content, licence_types, self._today, bool(earlier))
        told = self._returned.get((name, part))
        judgement, licence = issued(judgement, item, content, self._now)
        judgement = with_room(judgement, item, content.answers, self._today)
        at, before = told.received_at if told else self._now, "" if content.on_their_word else earlier
        row = new_row(content, item, judgement, self._terminal, at, before)
        row.case_number = told.case_number if told else next(self._numbers)
        row.returned_at = self._now if arrival.message.told else None
        row.submission_id, row.part, row.applicant_tag, row.licence = name, part, tag, licence
        row.sealed, row.sealed_sha256 = arrival.body, arrival.digest
        row.save(force_insert=True)
        attachments.expect(row, _pages(arrival, part))
        checks.begin(row, content, judgement, self._today)
        return row, judgement

    def _with_their_numbers(self, arrivals: Sequence[Arrival]) -> dict[tuple[str, int], ToldCase]:
        """Of what is offered again, by submission id and part, what keeps the number that was told: as it can have been told, and
        no other case has it."""
        told = {
            (arrival.message.message_id, part): one
            for arrival in arrivals
            for part, (one, _) in enumerate(zip(arrival.message.told, arrival.content, strict=False))
        }
        numbers_told = [one.case_number for one in told.values()]
        hold(f"case number {number}" for number in numbers_told)
        rows = CaseRecord.objects.filter(case_number__in=numbers_told)
        taken = set(rows.values_list("case_number", flat=True))
        kept: dict[tuple[str, int], ToldCase] = {}
        for name, one in told.items():
            if one.case_number not in taken and numbers.was_told(one, self._now):
                taken.add(one.case_number)
                kept[name] = one
        return kept

    def _remember(self, row: CaseRecord, judgement: Judgement, told: Sequence[ToldCase]) -> None:
        notes = notes_of(row, judgement)
        if told:
            kept = told[0].case_number == row.case_number
            notes.insert(0, RETURNED if kept else RENUMBERED.format(number=told[0].case_number))
        self._new[row] = "；".join(notes)
        if row.applicant_tag and CaseState(row.state) in OPEN:
            self._open_cases.setdefault((row.applicant_tag, row.implementation_code), row.case_number)

    def write_down(self) -> None:
        """The history of the new cases, and whatever others make of them."""
        CaseEvent.objects.bulk_create(
            CaseEvent(case=row, at=self._now, actor=PLATFORM, state=row.state, note=note) for row, note in self._new.items()
        )
        announce(cases_opened, list(self._new), self._now)


def _pages(arrival: Arrival, part: int) -> tuple[tuple[str, str], ...]:
    """What a part names, by material; and with the first what the envelope names besides, of which only a newer program knows to
    what it belongs."""
    pages: tuple[tuple[str, str], ...] = arrival.content[part].pages
    if part:
        return pages
    named = {sha256 for one in arrival.content for _, sha256 in one.pages}
    return (*pages, *(("", sha256) for sha256 in arrival.message.attachments if sha256 not in named))


def tag_in(content: ParsedSubmission) -> str:
    """Keyed hash of the applicant's number, "" where none can be read."""
    return tag_of(content.subject.number) if content.subject.number else ""


def licences_of(content: ParsedSubmission, held: Iterable[Any], today: date) -> frozenset[str]:
    """Kinds of the applicant's licences that count. ``held``: what the library has of a citizen (`held_by`)."""
    if content.on_their_word:
        return frozenset()
    if isinstance(content.subject, Company):
        return company_types(content.subject.number, today)
    return usable_types(held, content.subject.name)


def shown(content: ParsedSubmission, tag: str, presented: Mapping[str, Any]) -> frozenset[str]:
    """Kinds of licences that this applicant showed for this item on the day: by the platform's own record of it (``presented``, by
    reference)."""
    told = [presented[reference] for reference in content.presented if reference in presented]
    if isinstance(content.subject, Company) and content.agent:
        tag, mark = tag_of(content.agent.number), company_mark(content.subject.number)
        told = [one for one in told if one.licence_identifier == mark]
    return frozenset(one.licence_type for one in told if (one.holder_tag, one.item) == (tag, content.asked_as or content.code))


def issued(judgement: Judgement, item: ServiceItem | None, content: ParsedSubmission, now: int) -> tuple[Judgement, str]:
    """The identifier of the licence that an approval issues, "" for none. Where it cannot be issued, because the earlier one
    counts no more since the facts were looked up, a person decides."""
    given, today = judgement.gives, day_of(now)
    if given is None or item is None:
        return judgement, ""
    rows = {row.label: answer_told(item, row.answer, content.answers) for row in given.rows if row.answer in content.answers}
    try:
        if not given.renews:
            first = FirstLicence(given.kind, item, content.subject, content.agent, rows, given.years)
            return judgement, issue_first(first, now)
        earlier = str(content.facts[given.renews]["identifier"])
        if given.ends:
            end(earlier, today)
            return judgement, ""
        return judgement, issue_in_place_of(earlier, rows, today, given.years)
    except CannotIssue:
        return Judgement(CaseState.RECEIVED, reasons=(NOT_FITTING,)), ""


def answer_told(item: ServiceItem, key: str, answers: Mapping[str, Any]) -> str:
    """An answer in Chinese, as it stands on a licence."""
    question = next((one for one in questions_of(item.form) if one.key == key), None) if item.form else None
    labels = dict(question.options) if question else {}
    value = str(answers[key])
    return labels[value].zh if value in labels else value
