"""Cases, licences and results, drawn at random from what the platform would give."""

from __future__ import annotations

import random
from collections.abc import Sequence
from datetime import date

from central_platform.cases.paper_texts import revoked
from central_platform.cases.texts import by_staff, withdrawn
from kiosk.domain.cases import (
    OPEN,
    WITHDRAWAL_REASONS,
    Case,
    CaseState,
    Defect,
    DefectKind,
    WithdrawalReason,
)
from kiosk.domain.foreseen import Foreseen
from kiosk.domain.forms import questions_of
from kiosk.domain.licences import Licence
from kiosk.domain.queries import CellFormat, Query, QueryResult, Shape
from kiosk.domain.service_items import ItemKind, ServiceItem
from kiosk.domain.text import LocalizedText
from kiosk.domain.values import replace
from kiosk.domain.without_paper import OwedMaterial, PromisedMaterial, PromiseState
from kiosk.journeys.apply.precheck import ForeseenKnown
from kiosk.journeys.apply.taken import (
    Taken,
)
from tests.kiosk.session_samples import WALL
from tests.screens.platform_sample import platform_sample


def taken_of(chance: random.Random, item: ServiceItem) -> tuple[Taken, ...]:
    """Of the service that stands here, with nothing that fits its form; and of another."""
    other = chance.choice(list(platform_sample().items.values()))
    kept = frozenset[str]()
    return tuple(
        Taken(one.implementation_code, "1", {}, kept, kept, WALL - 2 * 86_400, one)
        for one in (item, other)
        if one.kind is ItemKind.TRANSACTION
    )


def licence_of(chance: random.Random, identifier: str, usable: bool = True) -> Licence:
    kind = chance.choice(platform_sample().licence_types)
    return Licence(identifier, kind.key, kind.name, kind.authority, date(2020, 1, 1), None, usable)


def result_of(chance: random.Random, query: Query, count: int) -> QueryResult:
    """With so many rows, or the one that a record has."""
    samples = {
        CellFormat.DATE: "2026-05-01",
        CellFormat.MONTH: "2026-05",
        CellFormat.MONEY: "123456",
        CellFormat.NUMBER: "12",
        CellFormat.YES_NO: "yes",
        CellFormat.MASKED: "310***17",
    }
    row = tuple(samples.get(column.format, "310199-2026-000317 (3)") for column in query.columns)
    totals = tuple(samples.get(column.format, "") if column.total else "" for column in query.columns)
    count = min(count, 1) if query.shape in (Shape.RECORD, Shape.DOCUMENT, Shape.VALUE) else count
    pages = 3 if count > 10 else 1
    department = LocalizedText("样板区人力资源和社会保障局", "Human Resources and Social Security Bureau")
    page = chance.randint(1, pages)
    return QueryResult(query.columns, (row,) * count, count * pages, page, pages, totals, department, WALL - 86400, "王*英")


def children_of_one(chance: random.Random) -> tuple[str, ...]:
    bundles = [item for item in platform_sample().items.values() if len(item.children) > 1]
    return tuple(child.implementation_code for child in chance.choice(bundles).children)


def cases_of(chance: random.Random, codes: Sequence[str]) -> tuple[Case, ...]:
    """The cases of one submission."""
    items, name = platform_sample().items, LocalizedText("新生儿出生一件事", "A child is born (one application)")
    return tuple(
        replace(
            case_of(chance),
            case_number=f"2611224071{number:04d}",
            implementation_code=code,
            item_name=items[code].name,
            bundle=name,
            receipt_number="T0001-261122-0001",
        )
        for number, code in enumerate(codes, 17)
    )


def case_of(chance: random.Random) -> Case:
    state = chance.choice([*CaseState, CaseState.CORRECTION, CaseState.CORRECTION, CaseState.ACCEPTED])
    items = [item for item in platform_sample().items.values() if item.kind is ItemKind.TRANSACTION]
    costly = [item for item in items if item.guide.fee.fen]
    item = chance.choice([*items, *costly * 60])
    centre = LocalizedText("梧桐街道社区事务受理服务中心", "Wutong community affairs centre")
    due = date(2026, 12, 1) if state in OPEN else None
    told = by_staff(state, item.guide.result, "材料不全", due, centre)
    if state is CaseState.WITHDRAWN:
        told = withdrawn(WITHDRAWAL_REASONS[WithdrawalReason.NOT_NEEDED])
    licence = "1.2.156" if state is CaseState.APPROVED else ""
    number = f"2611224071{chance.randint(0, 9999):04d}"
    defects = defects_of(chance, item) if state is CaseState.CORRECTION else ()
    case = Case(number, state, item.implementation_code, item.name, WALL, due, told, centre, defects, licence)
    return _put_off(chance, case, item)


def _put_off(chance: random.Random, case: Case, item: ServiceItem) -> Case:
    """With what it owes, or was promised for it, now and then."""
    (material,) = chance.sample(item.guide.materials, 1) if item.guide.materials else (None,)
    if material is None or chance.random() < 0.6:
        return case
    by = date(2026, 12, 11)
    state: PromiseState = chance.choice([one for one in PromiseState if one is not PromiseState.REVOKED])
    if case.state in OPEN and chance.choice([True, False]):
        return replace(case, owed=(OwedMaterial(material.key, material.name, by),))
    if case.state is CaseState.WITHDRAWN:
        state = PromiseState.ENDED
    if case.state is CaseState.REFUSED:  # for the promise was not kept
        state, told = PromiseState.REVOKED, revoked(material.name, "材料和事实不符", date(2027, 11, 22), granted=True)
        case = replace(case, revoked=True, next_step=told)
    due = by if state in (PromiseState.TO_CHECK, PromiseState.MENDING) else None
    return replace(case, promised=(PromisedMaterial(material.key, material.name, state, due),))


def foreseen_of(chance: random.Random, item: ServiceItem, some: int) -> ForeseenKnown:
    becomes = chance.choice([state for state in CaseState if state is not CaseState.WITHDRAWN])
    refuses = becomes is CaseState.REFUSED
    one = Foreseen(
        item.name,
        becomes,
        defects_of(chance, item)[1:] if becomes is CaseState.CORRECTION else (),
        LocalizedText("有效期已经届满，没有延续", "It has expired") if refuses else None,
        LocalizedText("请重新申请", "Please apply anew") if refuses else None,
        tuple(material.name for material in item.guide.materials[:some]) if becomes is CaseState.RECEIVED else (),
    )
    return ForeseenKnown(tuple(replace(one, item_name=child.name) for child in item.children) or (one,))


def defects_of(chance: random.Random, item: ServiceItem) -> tuple[Defect, ...]:
    found = [Defect(DefectKind.STAFF, "", LocalizedText("材料不全", "材料不全"))]
    for question in questions_of(item.form)[:2] if item.form else ():
        words = LocalizedText(f"请核对“{question.check.zh}”", f"Please check: {question.check.en}")
        found.append(Defect(DefectKind.ANSWER, question.key, words))
    for material in item.guide.materials[:2]:
        words = LocalizedText(f"请补交“{material.name.zh}”", f"Please hand in: {material.name.en}")
        found.append(Defect(DefectKind.MATERIAL, material.key, words))
    return tuple(found[: chance.randint(1, len(found))])
