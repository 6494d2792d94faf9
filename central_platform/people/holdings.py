"""What this app holds of people: the profile, the cards of the register, who asked, and codes that were shown or printed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import timedelta
from typing import Any

from central_platform.core.holdings import Holding, register
from central_platform.people.models import KeptDraft, Lookup, PaperCodeRecord, Person, ShownCode
from kiosk.domain.kept_drafts import DAYS
from kiosk.domain.times import clock_text, day_of


def register_holdings() -> None:
    """To be called when the app is ready."""
    register(Holding("profiles", "一人一档和登记的证件", _profile, None, _erase_profile))
    register(Holding("lookups", "自助终端的查询记录", _lookups, _past_lookups))
    register(Holding("shown-codes", "随申码出示记录", _shown_codes, _past_shown_codes))
    register(Holding("paper-codes", "离线码打印记录", _paper_codes, _past_paper_codes))
    register(Holding("kept-drafts", "没填完、用身份证锁住的表", _kept_drafts, _past_kept_drafts))


def _profile(tag: str) -> Iterator[Mapping[str, Any]]:
    for person in Person.objects.filter(tag=tag):
        cards = [{"kind": one.kind, "issued": one.issued, "valid_until": one.valid_until} for one in person.cards.all()]
        register_entry = {"name": person.name, "number": person.number, "sex": person.sex, "birth": person.birth}
        yield {**register_entry, "address": person.address, "profile": person.profile, "cards": cards}


def _erase_profile(tag: str) -> int:
    """What forms are filled from goes; who the person is stays with their licences."""
    known = [person.pk for person in Person.objects.filter(tag=tag) if person.profile]
    return Person.objects.filter(pk__in=known).update(profile={})


def _lookups(tag: str) -> Iterator[Mapping[str, Any]]:
    for row in Lookup.objects.filter(person_tag=tag).select_related("terminal").order_by("at"):
        yield {"at": clock_text(row.at), "terminal": row.terminal_id, "site": row.terminal.site.zh, "what": row.what}


def _past_lookups(before: int) -> int:
    return Lookup.objects.filter(at__lt=before).delete()[0]


def _shown_codes(tag: str) -> Iterator[Mapping[str, Any]]:
    for row in ShownCode.objects.filter(person_tag=tag).order_by("at"):
        yield {"at": clock_text(row.at), "terminal": row.terminal_id, "outcome": row.outcome}


def _past_shown_codes(before: int) -> int:
    return ShownCode.objects.filter(at__lt=before).delete()[0]


def _paper_codes(tag: str) -> Iterator[Mapping[str, Any]]:
    for row in PaperCodeRecord.objects.filter(person_tag=tag).order_by("issued_at"):
        ended = clock_text(row.ended_at) if row.ended_at is not None else None
        told = {"issued": clock_text(row.issued_at), "until": row.until, "ended": ended, "why": row.ended_why}
        yield {**told, "terminal": row.terminal_id, "ground": row.ground}


def _past_paper_codes(before: int) -> int:
    """Those whose last day was then."""
    return PaperCodeRecord.objects.filter(until__lt=day_of(before)).delete()[0]


def _kept_drafts(tag: str) -> Iterator[Mapping[str, Any]]:
    """Nothing: whose they are, their holder's card alone can tell. With it any terminal shows and deletes them."""
    return iter(())


def _past_kept_drafts(before: int) -> int:
    """Those that were kept on a day before that one."""
    return KeptDraft.objects.filter(until__lt=day_of(before) + timedelta(DAYS)).delete()[0]
