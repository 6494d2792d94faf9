"""What this app holds of people: their cases, with what they said, and their pictures."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from django.db.models import Exists, Max, OuterRef, Q

from central_platform.cases.models import BadRecord, CaseRecord, Verification
from central_platform.core.holdings import Holding, register
from kiosk.domain.cases import OPEN
from kiosk.domain.times import clock_text, day_of


def register_holdings() -> None:
    """To be called when the app is ready."""
    register(Holding("cases", "办件、申请内容、材料照片和告知承诺", _cases, _past))
    register(Holding("bad-records", "没有兑现承诺的记录", _bad_records, _past_bad_records))


def _cases(tag: str) -> Iterator[Mapping[str, Any]]:
    for row in CaseRecord.objects.filter(applicant_tag=tag).defer("sealed").order_by("received_at", "id"):
        events = row.events.all()
        history = [{"at": clock_text(one.at), "state": row.word_of(one.state), "note": one.note} for one in events]
        about = {"case_number": row.case_number, "item": row.item.zh, "state": row.word}
        later = [{"at": clock_text(m.received_at), "kind": m.get_kind_display(), "said": m.content} for m in row.messages.all()]
        owed = [{"material": one.name.zh, "by": one.by.isoformat()} for one in row.owing]
        promised = [_promise(one) for one in row.verifications.all()]
        served = [f"{clock_text(one.at)} {one.document.zh} {one.get_how_display()}" for one in row.served.all()]
        without = {"owed": owed, "promised": promised, "served": served}
        yield {**about, "said": row.content, "later": later, "history": history, "pictures": row.attachments.count(), **without}


def _promise(one: Verification) -> Mapping[str, Any]:
    return {
        "material": one.name.zh,
        "text": one.paragraphs,
        "agreed_at": clock_text(one.agreed_at),
        "state": one.get_state_display(),
        "due": one.due.isoformat() if one.due else "",
        "found": one.reason,
    }


def _bad_records(tag: str) -> Iterator[Mapping[str, Any]]:
    for row in BadRecord.objects.filter(person_tag=tag):
        days = {"since": row.since.isoformat(), "until": row.until.isoformat()}
        yield {"item": row.item.zh, "reason": row.reason, **days}


def _past_bad_records(before: int) -> int:
    """Those that count no more."""
    return BadRecord.objects.filter(until__lt=day_of(before)).delete()[0]


def _past(before: int) -> int:
    """Those that are decided, with all that the same submission opened, and of which nothing has happened since."""
    # What one submission opened goes together: a picture that came with one case is looked at in the others.
    undecided = Q(state__in=[state.value for state in OPEN])
    standing = CaseRecord.objects.annotate(last=Max("events__at")).filter(undecided | Q(last__gte=before))
    with_standing = standing.filter(submission_id=OuterRef("submission_id")).exclude(pk=OuterRef("pk"))
    decided = CaseRecord.objects.exclude(undecided).annotate(last=Max("events__at")).filter(last__lt=before)
    gone = list(decided.exclude(Exists(with_standing)).values_list("pk", flat=True))
    return CaseRecord.objects.filter(pk__in=gone).delete()[0]
