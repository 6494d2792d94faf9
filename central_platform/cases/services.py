"""Cases after they are opened: what may be told of one, and what staff decide."""

from __future__ import annotations

from collections.abc import Collection

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet

from central_platform.cases import texts
from central_platform.cases.decisions import BY_ANOTHER, NEEDS_REASON, ROLE_MOVES, STAFF_MOVES, WAITING_FOR
from central_platform.cases.events import announce, case_decided
from central_platform.cases.models import CaseEvent, CaseRecord
from central_platform.catalogue.published import item_of
from central_platform.core.problems import ProblemCode, Refused
from central_platform.core.working_days import promised, working_day
from central_platform.people.services import Identified, tag_of
from central_platform.quotas.limits import Quota
from central_platform.quotas.services import Use
from central_platform.staff.roles import Role
from central_platform.terminals import services as terminals
from central_platform.terminals.services import Terminal
from kiosk.domain.cases import Case, CaseState, Defect, DefectKind
from kiosk.domain.names import same_name
from kiosk.domain.submissions import is_receipt_token, token_hash
from kiosk.domain.text import LocalizedText
from kiosk.domain.times import day_of

MOST_CASES = 50
CORRECTION_DAYS = 15  # working days that a resident has to complete an application
NOT_OPEN = "这个办件现在不能作出这一决定，可能别人已经处理，请刷新后再看"


class CannotDecide(Exception):
    """The message is for the member of staff, in Chinese."""


def by_receipt(token: str, terminal: Terminal, now: int) -> Case | None:
    """The case whose receipt bears this code. A code never given out looks like one whose submission has not come yet.

    Args:
        token: the code.
        terminal: who asks; codes that no case has count against it.
        now: seconds since 1970.

    Raises:
        Refused: TOO_MANY such codes on this day.
    """
    row = None
    if is_receipt_token(token):
        row = CaseRecord.objects.filter(receipt_token_sha256=token_hash(token)).order_by("id").first()
    if row is not None:
        return row.as_case()
    if terminals.count(terminal, [Use(Quota.RECEIPTS, terminal.pk)], now):
        raise Refused(ProblemCode.TOO_MANY, "too many codes that no case has; again tomorrow")
    return None


def cases_of(identity: Identified) -> list[Case]:
    """Those of the person whose card was read, newest first."""
    rows = CaseRecord.objects.filter(applicant_tag=tag_of(identity.number)).order_by("-received_at", "-case_number")[:MOST_CASES]
    return [row.as_case() for row in rows if same_name(_name(row), identity.name)]


def _name(row: CaseRecord) -> str:
    """Whose case it is: of schema 1 the card's holder, who may be the agent of a later one."""
    content = row.content
    parties = content.get("parties")
    applicant = (parties if isinstance(parties, dict) else content).get("applicant")
    name = applicant.get("name") if isinstance(applicant, dict) else None
    return name if isinstance(name, str) else ""


def case_of(submission_id: str, terminal: Terminal) -> int | None:
    """Primary key of the case that this submission opened; None while there is none, and for another terminal's."""
    return CaseRecord.objects.filter(submission_id=submission_id, terminal=terminal).values_list("pk", flat=True).first()


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
    if to in BY_ANOTHER and row.events.filter(actor=actor, state=CaseState.ACCEPTED.value).exists():
        return "受审分离：这个办件是您受理的，请由另一位工作人员审批"
    return ""


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


def decide(case_number: str, to: CaseState, reason: str, actor: str, now: int) -> CaseRecord:
    """Decide a case for a member of staff: with its line in the history, and told to the resident.

    Args:
        case_number: of the case.
        to: its state from now on.
        reason: in Chinese, read by the resident; needed for CORRECTION, REFUSED and WITHDRAWN.
        actor: user name of whoever decides.
        now: seconds since 1970.

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
        match to:
            case CaseState.ACCEPTED:
                row.due = promised(today, item.guide.promised_time if item else None) or working_day(today, CORRECTION_DAYS)
            case CaseState.CORRECTION:
                row.due = working_day(today, CORRECTION_DAYS)
            case _:
                row.due = None
        next_step = texts.by_staff(to, item.guide.result if item else None, reason, row.due, row.centre)
        row.state, row.next = to.value, next_step
        if to is CaseState.CORRECTION:
            row.lacking = [Defect(DefectKind.STAFF, "", LocalizedText(reason.strip(), reason.strip()))]
        row.save()
        CaseEvent.objects.create(case=row, at=now, actor=actor, state=to.value, note=reason.strip())
        announce(case_decided, [row], now)
    return row
