"""The later check of promises (告知承诺的核查): each is looked into, put right within a time, or what it brought is revoked."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date

from django.db import transaction

from central_platform.cases import paper_texts
from central_platform.cases.bad_records import write_down
from central_platform.cases.content import ParsedSubmission
from central_platform.cases.decisions import Judgement
from central_platform.cases.events import announce, case_decided
from central_platform.cases.models import CaseEvent, CaseRecord, PromiseStates, Verification
from central_platform.cases.texts import joined
from central_platform.licences.services import revoke
from kiosk.domain.cases import OPEN, CaseState, Defect, DefectKind
from kiosk.domain.text import LocalizedText
from kiosk.domain.times import day_of
from kiosk.domain.without_paper import PromisedMaterial, PromiseState
from kiosk.domain.working_days import working_day

LIVE = (PromiseStates.TO_CHECK, PromiseStates.MENDING)


def foreseen(row: CaseRecord, judgement: Judgement, today: date) -> tuple[PromisedMaterial, ...]:
    """What the case will have promised once it is written down: what it has, and what is new."""
    had = row.as_case().promised if row.pk else ()
    had = tuple(one for one in had if one.state is not PromiseState.ENDED)
    known = {one.key for one in had}
    new = (one for one in judgement.promised if one.commitment and one.material.key not in known)
    told = (
        PromisedMaterial(one.material.key, one.material.name, PromiseState.TO_CHECK, working_day(today, one.commitment.check_days))
        for one in new
        if one.commitment
    )
    return (*had, *told)


def begin(row: CaseRecord, content: ParsedSubmission, judgement: Judgement, today: date) -> None:
    """A check for each promise that was signed with this content; within the transaction that writes the case.

    Args:
        row: the case.
        content: that was judged.
        judgement: of it.
        today: the day in China.
    """
    for one in judgement.promised:
        if one.commitment is None or one.made is None:
            continue
        # One that was taken back, or ended, may be made again.
        check = row.verifications.filter(material_key=one.material.key).first()
        check = check or Verification(case=row, material_key=one.material.key)
        check.version, check.mend_days = one.commitment.version, one.commitment.mend_days
        check.state, check.due = PromiseStates.TO_CHECK, working_day(today, one.commitment.check_days)
        check.agreed_at, check.text = one.made.agreed_at, json.dumps(one.made.text, ensure_ascii=False)
        check.signature, check.name = content.signature, one.material.name
        check.changed_at, check.actor, check.reason = None, "", ""
        check.save()


def end_all(row: CaseRecord, at: int, reason: str) -> None:
    """Nothing is looked into any more: the application ended. ``reason``: in Chinese."""
    row.verifications.filter(state__in=LIVE).update(state=PromiseStates.ENDED, due=None, changed_at=at, reason=reason)


def take_back(row: CaseRecord, at: int) -> tuple[Defect, ...]:
    """The applicant takes back what they promised; what is to be handed in instead.

    Args:
        row: the case, not decided yet.
        at: seconds since 1970.
    """
    names = [(one.material_key, one.name) for one in row.verifications.filter(state=PromiseStates.TO_CHECK)]
    end_all(row, at, "居民撤回承诺")
    return tuple(
        Defect(DefectKind.MATERIAL, key, LocalizedText(f"请补交“{name.zh}”", f"Please hand in: {name.en}")) for key, name in names
    )


def end_those(row: CaseRecord, keys: frozenset[str], at: int) -> None:
    """Of what was handed in after all nothing is looked into."""
    row.verifications.filter(material_key__in=keys, state=PromiseStates.TO_CHECK).update(
        state=PromiseStates.ENDED, due=None, changed_at=at, reason="已补交材料"
    )


def standing(row: CaseRecord) -> frozenset[str]:
    """Keys of the materials whose promise was signed, and stands."""
    ended = (PromiseStates.ENDED, PromiseStates.REVOKED)
    if not row.promised:
        return frozenset()
    return frozenset(row.verifications.exclude(state__in=ended).values_list("material_key", flat=True))


def met(check: Verification, now: int, reason: str, actor: str) -> bool:
    """It is as was promised, or was put right. False: it was decided meanwhile.

    Args:
        check: as it was looked at.
        now: seconds since 1970.
        reason: what was found, in Chinese.
        actor: user name of whoever found it.
    """

    def found(row: CaseRecord, one: Verification) -> LocalizedText:
        mended = one.state == PromiseStates.MENDING
        one.state, one.due = PromiseStates.MENDED if mended else PromiseStates.MET, None
        return joined((paper_texts.checked(one.name, mended),))

    return _change(check, LIVE, found, now, reason, actor)


def not_met(check: Verification, now: int, reason: str, actor: str) -> bool:
    """It is not so: it is to be put right within its time (限期整改). As `met`."""

    def found(row: CaseRecord, one: Verification) -> LocalizedText:
        by = working_day(day_of(now), one.mend_days)
        one.state, one.due = PromiseStates.MENDING, by
        return paper_texts.to_mend(one.name, reason, by)

    return _change(check, (PromiseStates.TO_CHECK,), found, now, reason, actor)


def revoke_for(check: Verification, now: int, reason: str, actor: str) -> bool:
    """It was not put right, and its time is over: what was granted is revoked with its licence, and it goes on record. As `met`;
    False, too, while the time still runs."""

    def found(row: CaseRecord, one: Verification) -> LocalizedText | None:
        today = day_of(now)
        if one.due is None or one.due >= today:
            return None
        granted = row.state == CaseState.APPROVED.value
        one.state, one.due = PromiseStates.REVOKED, None
        record = write_down(row, reason, today)
        if row.licence:
            revoke(row.licence)
        row.state, row.due, row.revoked, row.owing = CaseState.REFUSED.value, None, granted, ()
        return paper_texts.revoked(one.name, reason, record.until, granted)

    return _change(check, (PromiseStates.MENDING,), found, now, reason, actor)


def _change(
    check: Verification,
    open_to: tuple[PromiseStates, ...],
    found: Callable[[CaseRecord, Verification], LocalizedText | None],
    now: int,
    reason: str,
    actor: str,
) -> bool:
    """Under the case's lock, with its line in the history, and told to the resident."""
    with transaction.atomic():
        row = CaseRecord.objects.select_for_update().get(pk=check.case_id)
        one = Verification.objects.get(pk=check.pk)
        if one.state not in open_to or not _answerable(row):
            return False
        told = found(row, one)
        if told is None:
            return False
        one.changed_at, one.actor, one.reason = now, actor, reason.strip()
        one.save()
        row.next = told
        row.save()
        note = f"承诺核查“{one.name.zh}”，{PromiseStates(one.state).label}：{reason.strip()}"
        CaseEvent.objects.create(case=row, at=now, actor=actor, state=row.state, note=note)
        if row.revoked:
            end_all(row, now, "已撤销")
        announce(case_decided, [row], now)
    return True


def _answerable(row: CaseRecord) -> bool:
    """The case is open, or was granted: of another nothing depends on a promise."""
    return CaseState(row.state) in OPEN or row.state == CaseState.APPROVED.value
