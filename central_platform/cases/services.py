"""Cases after they are opened: what may be told of one, and what staff decide."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet

from central_platform.cases import checks, paper_texts, texts
from central_platform.cases.appointments import slot_of
from central_platform.cases.beside import delivery_of
from central_platform.cases.content_values import pages_of
from central_platform.cases.decisions import BY_ANOTHER, CORRECTION_DAYS, NEEDS_REASON, ROLE_MOVES, STAFF_MOVES, WAITING_FOR
from central_platform.cases.events import announce, case_decided
from central_platform.cases.fees import due_here
from central_platform.cases.models import PLATFORM, CaseEvent, CaseRecord, CaseStates
from central_platform.cases.served import served_of
from central_platform.cases.whose import companies_of, company_of, name_in
from central_platform.catalogue.published import centre_called, item_of
from central_platform.core.problems import ProblemCode, Refused
from central_platform.core.working_days import promised
from central_platform.people.paper_codes import holder_of
from central_platform.people.services import Identified, tag_of, with_tag
from central_platform.quotas.limits import Quota
from central_platform.quotas.services import Use
from central_platform.staff.roles import Role
from central_platform.terminals import services as terminals
from central_platform.terminals.services import Terminal
from kiosk.domain.cases import OPEN, Case, CaseInFull, CaseState, CaseStep, Defect, DefectKind
from kiosk.domain.forms import questions_of
from kiosk.domain.identity_codes import PaperRefusal
from kiosk.domain.names import same_name
from kiosk.domain.submissions import is_receipt_token, token_hash
from kiosk.domain.text import LocalizedText
from kiosk.domain.times import day_of
from kiosk.domain.values import replace
from kiosk.domain.working_days import working_day

MOST_CASES = 50
NOT_OPEN = "这个办件现在不能作出这一决定，可能别人已经处理，请刷新后再看"


_STILL = OPEN | {CaseState.APPROVED}  # something depends on a promise


class CannotDecide(Exception):
    """The message is for the member of staff, in Chinese."""


def by_receipt(token: str, terminal: Terminal, now: int) -> tuple[Case, ...]:
    """The cases whose receipt bears this code. A code never given out looks like one whose submission has not come yet.

    Args:
        token: the code.
        terminal: who asks; codes that no case has count against it.
        now: seconds since 1970.

    Raises:
        Refused: TOO_MANY such codes on this day.
    """
    row = _by_receipt(token, terminal, now)
    if row is None:
        return ()
    return tuple(one.as_case() for one in CaseRecord.objects.filter(submission_id=row.submission_id).order_by("part"))


def key_by_receipt(token: str, terminal: Terminal, now: int) -> int | None:
    """Primary key of that case; of several the first. See `by_receipt`."""
    row = _by_receipt(token, terminal, now)
    return row.pk if row else None


def key_of_person(case_number: str, identity: Identified, now: int) -> int | None:
    """Primary key of a case that whoever shows their card may see."""
    row, _ = shown_to(case_number, identity, now)
    return row.pk if row else None


def _by_receipt(token: str, terminal: Terminal, now: int) -> CaseRecord | None:
    if is_receipt_token(token):
        digest = token_hash(token)
        row = CaseRecord.objects.filter(receipt_token_sha256=digest).order_by("id").first()
        # The receipt of a correction has a code of its own.
        if row := row or CaseRecord.objects.filter(messages__receipt_token_sha256=digest).order_by("id").first():
            return row
    if terminals.count(terminal, [Use(Quota.RECEIPTS, terminal.pk)], now):
        raise Refused(ProblemCode.TOO_MANY, "too many codes that no case has; again tomorrow")
    return None


def cases_of(identity: Identified, now: int) -> list[Case]:
    """Those of the person whose card was read, and of the companies for which they act, newest first."""
    own = tag_of(identity.number)
    names = {own: "", **companies_of(identity, now)}
    rows = CaseRecord.objects.filter(applicant_tag__in=names).order_by("-received_at", "-case_number")[:MOST_CASES]
    told = (row for row in rows if row.applicant_tag != own or same_name(name_in(row), identity.name))
    return [replace(row.as_case(), company=names[row.applicant_tag]) for row in told]


def by_paper_code(code: str, terminal: Terminal, now: int) -> list[Case] | PaperRefusal:
    """The cases of whoever's code on paper this is, each as a receipt's code tells one; or why it opens nothing.

    Args:
        code: as it was read.
        terminal: who asks.
        now: seconds since 1970.
    """
    tag = holder_of(code, terminal, now)
    if isinstance(tag, PaperRefusal):
        return tag
    holder = with_tag(tag)
    rows = CaseRecord.objects.filter(applicant_tag=tag).order_by("-received_at", "-case_number")[:MOST_CASES]
    return [row.as_case() for row in rows if holder and same_name(name_in(row), holder.name)]


def shown_to(case_number: str, identity: Identified, now: int) -> tuple[CaseRecord | None, str]:
    """The row of a case and the name of the company whose case it is, "" of a person; None where whoever shows their card may not
    see it."""
    row = CaseRecord.objects.filter(case_number=case_number).first()
    company = company_of(row, identity, now) if row else None
    return (None, "") if company is None else (row, company)


def in_full(case_number: str, identity: Identified, now: int) -> CaseInFull | None:
    """A case as whoever it is about may see it; None where it is not a case of this person, or of a company for which they act.

    Args:
        case_number: of the case.
        identity: of whoever shows their card.
        now: seconds since 1970.
    """
    row, company = shown_to(case_number, identity, now)
    if row is None:
        return None
    content, state = row.content, CaseState(row.state)
    answers = content.get("answers")
    item = item_of(row.implementation_code, str(content.get("catalogue_version", "")))
    return CaseInFull(
        replace(row.as_case(), company=company),
        history=tuple(_steps(row)),
        answers=answers if isinstance(answers, dict) else {},
        pages=_pages_of(row),
        correctable=(state is CaseState.CORRECTION or (state in OPEN and bool(row.owed))) and item is not None,
        withdrawable=state in OPEN,
        delivery=delivery_of(row.pk),
        served=served_of(row),
    )


def _steps(row: CaseRecord) -> Iterator[CaseStep]:
    """What the platform itself writes beside a state is for staff; what a person wrote is told to whoever applied."""
    before = None
    for event in row.events.all():
        reason = "" if event.actor == PLATFORM else event.note
        if event.state != before or reason:
            yield CaseStep(event.at, CaseState(event.state), reason)
        before = event.state


def _pages_of(row: CaseRecord) -> dict[str, tuple[str, ...]]:
    """Of the newest content, what it names and the platform has or expects."""
    own = set(row.attachments.values_list("sha256", flat=True))
    pages: dict[str, tuple[str, ...]] = {}
    for key, sha256 in pages_of(row.content):
        if sha256 in own:
            pages[key] = (*pages.get(key, ()), sha256)
    return pages


def case_of(submission_id: str, terminal: Terminal) -> int | None:
    """Primary key of the first case that this submission opened; None while there is none, and for another terminal's."""
    return (
        CaseRecord.objects.filter(submission_id=submission_id, terminal=terminal)
        .order_by("part")
        .values_list("pk", flat=True)
        .first()
    )


def moves(state: CaseState, roles: Collection[Role]) -> tuple[CaseState, ...]:
    """The states that staff with these roles may put a case of this state into; none once it is decided."""
    mine = {to for role in roles for to in ROLE_MOVES.get(role, ())}
    return tuple(to for to in STAFF_MOVES.get(state, ()) if to in mine)


def objection(row: CaseRecord, to: CaseState, reason: str, actor: str) -> str:
    """Why a member of staff cannot take this decision, in Chinese; "" where they can.

    Args:
        row: the case.
        to: its state from then on.
        reason: as they wrote it.
        actor: user name of whoever decides.
    """
    if to not in STAFF_MOVES.get(CaseState(row.state), ()):
        return NOT_OPEN
    if to in NEEDS_REASON and not reason.strip():
        return "请写明理由，居民会看到"
    if to is CaseState.APPROVED and row.owed:
        return f"还有材料没有补交（{'、'.join(one.name.zh for one in row.owing)}），不能办结"
    if to in BY_ANOTHER and row.events.filter(actor=actor, state=CaseState.ACCEPTED.value).exists():
        return "受审分离：这个办件是您受理的，请由另一位工作人员审批"
    return ""


def was_accepted(row: CaseRecord) -> bool:
    """Whether somebody, or a rule, has taken it on; what is refused before that is not accepted (不予受理)."""
    return row.events.filter(state=CaseState.ACCEPTED.value).exists()


def what_may_lack(row: CaseRecord) -> Mapping[str, Defect]:
    """Questions and materials of a case that staff may send back to be mended, by a name for the choice."""
    content = row.content
    item = item_of(row.implementation_code, str(content.get("catalogue_version", "")))
    if item is None:
        return {}
    given = content.get("answers")
    answered = given if isinstance(given, dict) else {}
    found = {}
    for question in questions_of(item.form) if item.form else ():
        if question.key in answered:
            text = LocalizedText(f"请核对“{question.check.zh}”", f"Please check: {question.check.en}")
            found[f"answer:{question.key}"] = Defect(DefectKind.ANSWER, question.key, text)
    for material in item.guide.materials:
        text = LocalizedText(f"请补交“{material.name.zh}”", f"Please hand in: {material.name.en}")
        found[f"material:{material.key}"] = Defect(DefectKind.MATERIAL, material.key, text)
    return found


def lacking_named(case_number: str, names: Iterable[str]) -> list[Defect]:
    """Those of `what_may_lack` of a case that are named so."""
    may_lack = what_may_lack(CaseRecord.objects.get(case_number=case_number))
    return [may_lack[name] for name in names]


def waits_for(roles: Collection[Role]) -> frozenset[CaseState]:
    """The states in which a case waits for somebody with these roles."""
    return frozenset(state for role in roles for state in WAITING_FOR.get(role, ()))


def waiting(rows: QuerySet[CaseRecord], roles: Collection[Role], actor: str) -> QuerySet[CaseRecord]:
    """Those of these cases that wait for somebody with these roles, the most urgent first.

    Args:
        rows: those that they may see.
        roles: theirs.
        actor: their user name: what they accepted waits for somebody else.
    """
    states = sorted(state.value for state in waits_for(roles))
    theirs = CaseEvent.objects.filter(case=OuterRef("pk"), actor=actor, state=CaseState.ACCEPTED.value)
    mine = rows.filter(state__in=states).exclude(Q(state=CaseState.ACCEPTED.value) & Exists(theirs))
    return mine.order_by("due", "id")


def decide(case_number: str, to: CaseState, reason: str, actor: str, now: int, lacking: Sequence[Defect] = ()) -> CaseRecord:
    """Decide a case for a member of staff: with its line in the history, and told to the resident.

    Args:
        case_number: of the case.
        to: its state from now on.
        reason: in Chinese, read by the resident; needed for CORRECTION, REFUSED and WITHDRAWN.
        actor: user name of whoever decides.
        now: seconds since 1970.
        lacking: which questions and materials are to be mended (CORRECTION), beside what the reason says.

    Raises:
        CannotDecide: the case is not open to this decision, the reason is missing, or whoever accepted the case would approve or
            refuse it.
        CaseRecord.DoesNotExist: there is no such case.
    """
    with transaction.atomic():
        row = CaseRecord.objects.select_for_update().get(case_number=case_number)
        if fault := objection(row, to, reason, actor):
            raise CannotDecide(fault)
        today = day_of(now)
        item = item_of(row.implementation_code, str(row.content.get("catalogue_version", "")))
        slot = slot_of(item, row.content.get("answers", {}))
        match to:
            case CaseState.ACCEPTED if slot:
                row.due = slot.day
            case CaseState.ACCEPTED:
                row.due = promised(today, item.guide.promised_time if item else None) or working_day(today, CORRECTION_DAYS)
            case CaseState.CORRECTION:
                row.due = working_day(today, CORRECTION_DAYS)
            case _:
                row.due = None
        if to not in OPEN:
            row.owing = ()
        case = row.as_case()
        without = paper_texts.without_paper(case.owed, case.promised, row.centre) if to in _STILL else ()
        answers = row.content.get("answers")
        wanted = answers.get("delivery") if isinstance(answers, dict) else None
        row.not_accepted = to is CaseState.REFUSED and not was_accepted(row)
        next_step = texts.by_staff(
            to,
            item.guide.result if item else None,
            reason,
            row.due,
            row.centre,
            due_here(item, answers),
            (*texts.handed_over(wanted, centre_called(row.centre.zh)), *without) if to is CaseState.APPROVED else without,
        )
        booked = texts.booked(slot.when, slot.where) if slot and to is CaseState.ACCEPTED else None
        if row.not_accepted:
            next_step = texts.not_accepted(reason)
        row.state, row.next = to.value, booked or next_step
        if to is CaseState.CORRECTION:
            row.lacking = [Defect(DefectKind.STAFF, "", LocalizedText(reason.strip(), reason.strip())), *lacking]
        row.save()
        if to in (CaseState.REFUSED, CaseState.WITHDRAWN):
            checks.end_all(row, now, CaseStates(to.value).label)
        CaseEvent.objects.create(case=row, at=now, actor=actor, state=to.value, note=reason.strip())
        announce(case_decided, [row], now)
    return row
