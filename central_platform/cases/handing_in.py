"""What a case owes is handed in (补交): as pictures from any terminal, at the counter; or it does not come, and the case ends.

It may come in several goes. Answers and all else that was signed stand as they are.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from typing import Any

from django.conf import settings
from django.db import transaction

from central_platform.cases import attachments, checks, paper_texts
from central_platform.cases.content import ParsedSubmission, parse_submission
from central_platform.cases.events import announce, announce_reminder, case_decided
from central_platform.cases.models import CaseEvent, CaseRecord
from kiosk.domain.cases import OPEN, CaseState, MaterialState
from kiosk.domain.text import LocalizedText
from kiosk.domain.times import day_of
from kiosk.domain.without_paper import OwedMaterial
from kiosk.domain.working_days import working_day

DAY_PASSED = "平台（期限届满）"  # who acts, in the history of a case whose owed materials did not come


def _brought(row: CaseRecord, content: ParsedSubmission) -> tuple[OwedMaterial, ...]:
    """Of what is owed, that of which this content has a picture, a licence shown on a phone, or a record that proves it."""
    keys = {key for key, _ in content.pages} | {key for key, _ in content.presented_for} | content.proved
    return tuple(one for one in row.owing if one.key in keys)


def brings(row: CaseRecord, content: ParsedSubmission) -> bool:
    """Whether a content brings anything of what a case owes."""
    return bool(_brought(row, content))


def take(row: CaseRecord, content: ParsedSubmission) -> tuple[LocalizedText, ...]:
    """Put what is brought into the content that stands, and expect its pictures; the case is not saved.

    Args:
        row: of the case, locked.
        content: as it was sent for the case.

    Returns:
        Names of what was brought.
    """
    brought = _brought(row, content)
    named = {one.key for one in brought}
    attachments.expect(row, tuple(page for page in content.pages if page[0] in named))
    own = set(row.attachments.values_list("sha256", flat=True))
    sent = {one.get("key"): one for one in _materials(json.loads(content.record)) if one.get("key") in named}
    values = json.loads(row.record)
    values["materials"] = [_merged(one, sent.get(one.get("key")), own) for one in _materials(values)]
    row.record = json.dumps(values)
    row.owing = [one for one in row.owing if one.key not in named]
    return tuple(one.name for one in brought)


def _merged(standing: dict[str, Any], sent: dict[str, Any] | None, own: Collection[str]) -> dict[str, Any]:
    """A material with what was sent of it; a picture that is another case's shows nothing of this."""
    if sent is None:
        return standing
    told: dict[str, Any] = {key: sent[key] for key in ("state", "presented", "licence_type") if key in sent}
    pages = [sha256 for sha256 in sent.get("pages") or () if sha256 in own]
    return {**{key: value for key, value in standing.items() if key != "by"}, **told, "pages": pages}


def _materials(values: Any) -> list[dict[str, Any]]:
    told = values.get("materials") if isinstance(values, dict) else None
    return [one for one in told if isinstance(one, dict)] if isinstance(told, list) else []


def as_it_stands(row: CaseRecord, sent: ParsedSubmission) -> ParsedSubmission:
    """The content of a case once something was brought to it, to be judged; with what is known of who sent that.

    Args:
        row: of the case, with its new content.
        sent: what was sent for it.
    """
    values = json.loads(row.record)
    name, terminal = str(values.get("submission_id", "")), str(values.get("terminal_id", ""))
    content = parse_submission(row.record.encode(), name, terminal, day_of(row.received_at))
    return replace(
        content,
        bundle=row.bundle if row.bundle.zh else None,
        card=sent.card,
        stopped=sent.stopped,
        proved=sent.proved,
        facts=sent.facts,
        missing=sent.missing,
        mandate=sent.mandate,
        mandate_asked=sent.mandate_asked,
        related=sent.related,
        standing=checks.standing(row),
        bad_record=sent.bad_record,
    )


def next_step(row: CaseRecord, names: Sequence[LocalizedText]) -> LocalizedText:
    """What is told of a case of which something that was owed has come. ``names``: of that."""
    case = row.as_case()
    without = paper_texts.without_paper(case.owed, case.promised, case.acceptance_centre)
    return paper_texts.handed_in(names, row.due, row.state == CaseState.ACCEPTED.value, without)


def take_at_counter(case_number: str, keys: Iterable[str], actor: str, now: int) -> CaseRecord:
    """Staff have what was owed in their hands.

    Args:
        case_number: of the case.
        keys: of the materials; those that are not owed change nothing.
        actor: user name of whoever takes them.
        now: seconds since 1970.

    Raises:
        CaseRecord.DoesNotExist: there is no such case.
    """
    wanted = set(keys)
    with transaction.atomic():
        row = CaseRecord.objects.select_for_update().get(case_number=case_number)
        brought = [one for one in row.owing if one.key in wanted and CaseState(row.state) in OPEN]
        if not brought:
            return row
        named = {one.key for one in brought}
        values = json.loads(row.record)
        for one in _materials(values):
            if one.get("key") in named:
                one["state"] = MaterialState.TO_COUNTER.value
        row.record = json.dumps(values)
        row.owing = [one for one in row.owing if one.key not in named]
        if row.state != CaseState.CORRECTION.value:
            row.next = next_step(row, [one.name for one in brought])
        row.save()
        note = f"窗口收到了{'、'.join(one.name.zh for one in brought)}"
        CaseEvent.objects.create(case=row, at=now, actor=actor, state=row.state, note=note)
        announce(case_decided, [row], now)
    return row


def remind_due(now: int) -> int:
    """Remind of what is owed whose last day is near, each material once.

    Args:
        now: seconds since 1970.

    Returns:
        How many cases.
    """
    today, reminded = day_of(now), 0
    until = working_day(today, settings.REMIND_DAYS)
    near = CaseRecord.objects.filter(state__in=[state.value for state in OPEN], owed_by__lte=until, owed_by__gte=today)
    for key in list(near.values_list("pk", flat=True)):
        with transaction.atomic():
            row = CaseRecord.objects.select_for_update().get(pk=key)
            told = {one["key"] for one in row.owed if one["reminded"]}
            due = [one for one in row.owing if today <= one.by <= until and one.key not in told]
            if not due or CaseState(row.state) not in OPEN:
                continue
            told |= {one.key for one in due}
            row.owed = [{**one, "reminded": one["key"] in told} for one in row.owed]
            row.save(update_fields=["owed"])
            announce_reminder(row, paper_texts.reminder(due, row.centre), now)
            reminded += 1
    return reminded


def end_missed(now: int) -> int:
    """End the cases whose owed materials did not come by their day (as withdrawn), each with its notice.

    Args:
        now: seconds since 1970.

    Returns:
        How many.
    """
    today, ended = day_of(now), 0
    missed = CaseRecord.objects.filter(state__in=[state.value for state in OPEN], owed_by__lt=today)
    for key in list(missed.values_list("pk", flat=True)):
        with transaction.atomic():
            row = CaseRecord.objects.select_for_update().get(pk=key)
            late = [one for one in row.owing if one.by < today]
            if not late or CaseState(row.state) not in OPEN:
                continue  # it came, or was decided, meanwhile
            row.state, row.due, row.next, row.owing = CaseState.WITHDRAWN.value, None, paper_texts.missed(late), ()
            row.save()
            checks.end_all(row, now, "申请已按撤回处理")
            note = f"到期没有补交{'、'.join(one.name.zh for one in late)}，按撤回处理"
            CaseEvent.objects.create(case=row, at=now, actor=DAY_PASSED, state=row.state, note=note)
            announce(case_decided, [row], now)
            ended += 1
    return ended
