"""What this app holds of people: the profile, the cards of the register, and who asked."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from central_platform.core.holdings import Holding, register
from central_platform.people.models import Lookup, Person
from kiosk.domain.times import clock_text


def register_holdings() -> None:
    """To be called when the app is ready."""
    register(Holding("profiles", "一人一档和登记的证件", _profile, lambda before: 0, _erase_profile))
    register(Holding("lookups", "自助终端的查询记录", _lookups, _past_lookups))


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
