"""What this app holds of people: their cases, with what they said, and their pictures."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from django.db.models import Exists, Max, OuterRef, Q

from central_platform.cases.models import CaseRecord
from central_platform.core.holdings import Holding, register
from kiosk.domain.cases import OPEN
from kiosk.domain.times import clock_text


def register_holdings() -> None:
    """To be called when the app is ready."""
    register(Holding("cases", "办件、申请内容和材料照片", _cases, _past))


def _cases(tag: str) -> Iterator[Mapping[str, Any]]:
    for row in CaseRecord.objects.filter(applicant_tag=tag).defer("sealed").order_by("received_at", "id"):
        events = row.events.all()
        history = [{"at": clock_text(one.at), "state": one.get_state_display(), "note": one.note} for one in events]
        about = {"case_number": row.case_number, "item": row.item.zh, "state": row.get_state_display()}
        later = [{"at": clock_text(m.received_at), "kind": m.get_kind_display(), "said": m.content} for m in row.messages.all()]
        yield {**about, "said": row.content, "later": later, "history": history, "pictures": row.attachments.count()}


def _past(before: int) -> int:
    """Those that are decided, with all that the same submission opened, and of which nothing has happened since."""
    # What one submission opened goes together: a picture that came with one case is looked at in the others.
    undecided = Q(state__in=[state.value for state in OPEN])
    standing = CaseRecord.objects.annotate(last=Max("events__at")).filter(undecided | Q(last__gte=before))
    with_standing = standing.filter(submission_id=OuterRef("submission_id")).exclude(pk=OuterRef("pk"))
    decided = CaseRecord.objects.exclude(undecided).annotate(last=Max("events__at")).filter(last__lt=before)
    gone = list(decided.exclude(Exists(with_standing)).values_list("pk", flat=True))
    return CaseRecord.objects.filter(pk__in=gone).delete()[0]
