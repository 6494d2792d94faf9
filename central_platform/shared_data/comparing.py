"""比对: whether what departments have on record proves materials of an application."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import Any

from central_platform.catalogue.data_sets import DataSubject, Purpose
from central_platform.catalogue.published import current
from central_platform.core.problems import ProblemCode, Refused
from central_platform.people import services as people
from central_platform.people.services import Identified
from central_platform.shared_data import services
from central_platform.shared_data.adapters import CannotAnswer
from central_platform.shared_data.models import ProvedMaterial
from central_platform.shared_data.subjects import tag_of
from central_platform.terminals.services import Terminal
from kiosk.domain.parties import Citizen, Company, Subject
from kiosk.domain.queries import QueryRefusal
from kiosk.domain.rules import RuleFault, holds
from kiosk.domain.service_items import Material

KEPT_DAYS = 30  # an application may wait so long on a terminal without network
_NOTHING_THERE = frozenset({QueryRefusal.NO_SUCH_PERSON, QueryRefusal.NOT_PERMITTED})


def proved_by_records(materials: Iterable[Material], asker: services.Asker) -> dict[str, bool]:
    """Which of these materials departments' records of the person who asks prove. Each department is asked once.

    Args:
        materials: of one item.
        asker: who asks, with the person whom it is about.

    Returns:
        By key of a material. One that no record can prove is not in it, and neither is one whose department could not be asked
        while no other one proved it.
    """
    asked: dict[str, list[Mapping[str, str]] | None] = {}
    proved: dict[str, bool] = {}
    for material in materials:
        answers = [_holds(requirement.rule, _rows(requirement.data_set, asker, asked)) for requirement in material.records]
        if any(answers):
            proved[material.key] = True
        elif answers and None not in answers:
            proved[material.key] = False
    return proved


def proved_for(who: Identified, code: str, keys: Collection[str], terminal: Terminal, now: int) -> dict[str, bool]:
    """`proved_by_records` for a resident at a terminal; of whoever's name does not fit the number, nothing.

    Args:
        who: by the card that was read.
        code: implementation code of the item.
        keys: of its materials that are needed.
        terminal: that asks.
        now: seconds since 1970.

    Raises:
        Refused: NOT_FOUND for an item that is not in the catalogue.
    """
    item = current().items.get(code)
    if item is None:
        raise Refused(ProblemCode.NOT_FOUND, "no such item in the catalogue")
    if people.find(who) is None:
        return {}
    asker = services.Asker(terminal, Citizen(who.name, who.number), code, now)
    proved = proved_by_records((material for material in item.guide.materials if material.key in keys), asker)
    _keep((key for key, value in proved.items() if value), asker)
    return proved


def proved_before(person: Citizen, code: str, now: int) -> frozenset[str]:
    """Keys of the item's materials of which a terminal was told, within `KEPT_DAYS`, that they are proved: what was said stands."""
    since = now - KEPT_DAYS * 86400
    rows = ProvedMaterial.objects.filter(subject_tag=tag_of(person), item=code, at__gte=since)
    return frozenset(rows.values_list("material", flat=True))


def _keep(keys: Iterable[str], asker: services.Asker) -> None:
    for key in keys:
        ProvedMaterial.objects.update_or_create(
            subject_tag=tag_of(asker.person), item=asker.item, material=key, defaults={"at": asker.now}
        )
    ProvedMaterial.objects.filter(at__lt=asker.now - KEPT_DAYS * 86400).delete()


def _rows(key: str, asker: services.Asker, asked: dict[str, list[Mapping[str, str]] | None]) -> list[Mapping[str, str]] | None:
    """What the data set has on record of the person; None where nobody could say."""
    if key not in asked:
        asked[key] = rows_of(key, asker)
    return asked[key]


_ABOUT = {DataSubject.PERSON: Citizen, DataSubject.COMPANY: Company}


def rows_of(key: str, asker: services.Asker, subject: Subject | None = None) -> list[Mapping[str, str]] | None:
    """What a data set has on record of somebody, for comparison: texts by key of a field; none where it knows nothing of them. None
    where nobody could say.

    Args:
        key: of the data set.
        asker: who asks.
        subject: whom it is about, where that is not the person who asks.
    """
    data_set, about = services.data_sets().get(key), subject or asker.person
    if data_set is None or about is None or _ABOUT.get(data_set.subject) is not type(about):
        return None
    try:
        rows = services.look_up(data_set, about, Purpose.COMPARISON, {}, asker).rows
    except CannotAnswer as fault:
        return [] if fault.reason in _NOTHING_THERE else None
    return [{field.key: row.get(field.key, "") for field in data_set.fields} for row in rows]


def _holds(rule: str, rows: list[Mapping[str, str]] | None) -> bool | None:
    """None where there are no rows to judge, or the rule does not fit them: then a person looks."""
    if rows is None:
        return None
    facts: dict[str, Any] = {"rows": [dict(row) for row in rows]}
    try:
        return holds(rule, facts)
    except RuleFault:
        return None
