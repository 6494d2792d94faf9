"""Appointments (预约): what is accepted of an item with a `Booking` keeps a time, of which there are so many."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import Count, Q

from central_platform.cases import texts
from central_platform.cases.decisions import Judgement
from central_platform.cases.events import announce, case_decided
from central_platform.cases.models import PLATFORM, CaseEvent, CaseRecord
from central_platform.core.database import hold
from kiosk.domain.cases import OPEN, CaseState, Defect, DefectKind
from kiosk.domain.forms import Question, days_to_choose, questions_of
from kiosk.domain.service_items import Booking, ServiceItem
from kiosk.domain.text import LocalizedText
from kiosk.domain.times import day_and_weekday, day_of

KEEPS_ITS_TIME = (CaseState.ACCEPTED, CaseState.APPROVED)
OTHER_TIMES = 3  # that are named where one is taken


@dataclass(frozen=True)
class Slot:
    """A time at a place. ``place``, ``time``: the values of their questions; ``when``, ``where``: the same in words."""

    item: str
    place: str
    day: date
    time: str
    when: LocalizedText
    where: LocalizedText

    @property
    def key(self) -> str:
        """Under which cases are found that keep it."""
        return f"{self.item} {self.place} {self.day.isoformat()} {self.time}"


def slot_of(item: ServiceItem | None, answers: Mapping[str, Any]) -> Slot | None:
    """The time that these answers ask for; None where the item is no appointment, or they name none."""
    if item is None or item.booking is None or item.form is None:
        return None
    try:
        day = date.fromisoformat(str(answers.get(item.booking.day, "")))
    except ValueError:
        return None
    time, place = str(answers.get(item.booking.time, "")), str(answers.get(item.booking.place, ""))
    return _slot(item, item.booking, place, day, time)


def _slot(item: ServiceItem, booking: Booking, place: str, day: date, time: str) -> Slot | None:
    questions = _questions(item)
    hours = dict(questions[booking.time].options).get(time)
    where = dict(questions[booking.place].options).get(place) if booking.place else booking.where
    if hours is None or where is None:
        return None
    told = day_and_weekday(day)
    return Slot(item.implementation_code, place, day, time, LocalizedText(f"{told.zh}{hours.zh}", f"{told.en}, {hours.en}"), where)


def _questions(item: ServiceItem) -> Mapping[str, Question]:
    assert item.form is not None
    return {question.key: question for question in questions_of(item.form)}


def with_room(
    judgement: Judgement, item: ServiceItem | None, answers: Mapping[str, Any], today: date, kept: bool = True
) -> Judgement:
    """The judgement; of an appointment that the rules accept, at a time that is taken, that another one is to be chosen.

    Args:
        judgement: by the rules.
        item: what is applied for.
        answers: to its form.
        today: the day in China.
        kept: a case is written down with it, in the transaction that this is called in; nobody else takes the place meanwhile.
    """
    slot = slot_of(item, answers)
    if item is None or item.booking is None or slot is None or judgement.state is not CaseState.ACCEPTED:
        return judgement
    if kept:
        hold([f"appointment {slot.key}"])
    taken = _taken(slot)
    if taken.get(slot.key, 0) < item.booking.quota:
        return judgement
    free = [
        other.when
        for day in days_to_choose(_questions(item)[item.booking.day], today)
        for time, _ in _questions(item)[item.booking.time].options
        if (other := _slot(item, item.booking, slot.place, day, time)) and taken.get(other.key, 0) < item.booking.quota
    ]
    defect = Defect(DefectKind.ANSWER, item.booking.time, texts.taken(slot.when, free[:OTHER_TIMES]))
    return replace(judgement, state=CaseState.CORRECTION, defects=(defect,), automatic=False, version="")


def open_on(today: date) -> Q:
    """The cases that are open; one whose appointment has passed is so no more, whether it was ended already or not."""
    return Q(state__in=[state.value for state in OPEN]) & ~(~Q(slot="") & Q(due__lt=today))


def end_past(now: int) -> int:
    """Close the appointments whose day has passed, that staff closed in no other way.

    Args:
        now: seconds since 1970.

    Returns:
        How many.
    """
    past = CaseRecord.objects.filter(state=CaseState.ACCEPTED.value, due__lt=day_of(now)).exclude(slot="")
    ended = 0
    for key in list(past.values_list("pk", flat=True)):
        with transaction.atomic():
            row = past.select_for_update().filter(pk=key).first()
            if row is not None:
                row.state, row.due, row.next = CaseState.APPROVED.value, None, texts.PAST
                row.save(update_fields=["state", "due", "next_zh", "next_en"])
                CaseEvent.objects.create(case=row, at=now, actor=PLATFORM, state=row.state, note=texts.PAST.zh)
                announce(case_decided, [row], now)
                ended += 1
    return ended


def _taken(slot: Slot) -> Mapping[str, int]:
    """How many come to each time of this place, by the keys of the times."""
    states = [state.value for state in KEEPS_ITS_TIME]
    rows = CaseRecord.objects.filter(slot__startswith=f"{slot.item} {slot.place} ", state__in=states)
    return dict(rows.values_list("slot").annotate(Count("pk")))
