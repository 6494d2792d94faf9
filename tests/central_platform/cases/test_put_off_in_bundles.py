"""A bundle whose items take a paper later, or a promise: what is shared is asked once, and each case has only its own of it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

import pytest

from central_platform.catalogue import published
from central_platform.catalogue.bundles import composed
from kiosk.domain.sample_people import sample_person
from kiosk.domain.service_items import Material, ServiceItem, Source
from kiosk.domain.text import LocalizedText
from kiosk.domain.values import converted, replace
from kiosk.domain.without_paper import Commitment, LaterHanding, commitment_text, may_be_promised, told_in
from kiosk.domain.working_days import working_day
from tests.central_platform.cases.test_bundles_of_cases import BILLS, CARD, INSURANCE, NEWBORN, bundle
from tests.central_platform.terminal_api import NOW, TerminalApi
from tests.whole_catalogue import whole_catalogue

BY_NAME = {item.name.zh: item for item in whole_catalogue().items}
TODAY = date(2026, 11, 22)


def sent(api: TerminalApi, content: Mapping[str, Any]) -> list[dict[str, Any]]:
    (verdict,) = api.send(api.message("submission", 5, content, content["submission_id"]))
    return list(verdict["cases"])


def shared_key(code: str, own: str) -> str:
    """Under which the bundle asks for a material of an item."""
    children = published.current().items[NEWBORN].children
    return next(child.materials[own] for child in children if child.implementation_code == code)


def test_only_the_case_whose_paper_it_is_owes_it(api: TerminalApi) -> None:
    key = shared_key(BILLS, "diagnosis")
    content = bundle(api, sample_person("wang"), schema=5, materials=[{"key": key, "state": "LATER"}])
    cases = {case["implementation_code"]: case for case in sent(api, content)}
    assert {code: [one["key"] for one in case["owed"]] for code, case in cases.items()} == {
        INSURANCE: [],
        CARD: [],
        BILLS: ["diagnosis"],
    }
    assert cases[BILLS]["owed"][0]["by"] == working_day(TODAY, 15).isoformat()


def made(*names: str, **changed: Any) -> ServiceItem:
    """A bundle of these items; ``changed``: by the name of an item, what takes its place."""
    items = {**BY_NAME, **{item.name.zh: item for item in changed.values()}}
    faults: list[str] = []
    told = {
        "implementation_code": NEWBORN,
        "name": {"zh": "一件事", "en": "Done together"},
        "kind": "TRANSACTION",
        "theme": "bundles",
        "authority": {"zh": "办公室", "en": "Office"},
        "summary": {"zh": "一起办", "en": "Done together"},
        "guide": {
            "sources": {"list": {"title": "《清单》"}},
            "conditions": [],
            "steps": [],
            "result": {"zh": "结果", "en": "Result"},
        },
        "children": [{"item": name, "source": "list"} for name in names],
    }
    whole = composed(told, items, faults)
    assert not faults
    return converted(whole, ServiceItem)


PENSION, MEDICAL = "灵活就业人员职工养老保险参保登记", "灵活就业人员职工医疗保险参保登记"
SAID = (LocalizedText("我住在这里", "I live here"),)
COMMITMENT = Commitment(("residence_permit",), "1", SAID, LocalizedText("查一查", "It is looked up"), 20, 10, "p")


def with_shared(item: ServiceItem, days: int = 0, promised: bool = False) -> ServiceItem:
    """An item that wants a proof which another one wants, too."""
    later = LaterHanding(days, "p") if days else None
    name, original = LocalizedText("住处证明", "Proof of your home"), LocalizedText("原件", "Original")
    proof = Material("residence_permit", name, original, picture=True, later=later)
    others = tuple(one for one in item.guide.materials if one.key != proof.key)
    guide = replace(item.guide, materials=(*others, proof), sources={**item.guide.sources, "p": Source("《某条例》", "第一条")})
    return replace(item, guide=guide, commitments=(COMMITMENT,) if promised else ())


@pytest.mark.parametrize(("one", "other", "days"), [(10, 5, 5), (10, 0, None), (0, 0, None)])
def test_a_shared_paper_may_be_later_where_all_take_it_so(one: int, other: int, days: int | None) -> None:
    whole = made(PENSION, MEDICAL, a=with_shared(BY_NAME[PENSION], one), b=with_shared(BY_NAME[MEDICAL], other))
    (proof,) = (material for material in whole.guide.materials if material.key == "residence_permit")
    assert (proof.later.days if proof.later else None) == days
    if proof.later:
        assert proof.later.source in whole.guide.sources


@pytest.mark.parametrize("both", [True, False])
def test_a_shared_paper_is_promised_to_each_that_wants_it(both: bool) -> None:
    one, other = with_shared(BY_NAME[PENSION], promised=True), with_shared(BY_NAME[MEDICAL], promised=both)
    whole = made(PENSION, MEDICAL, a=one, b=other)
    codes = {child.implementation_code for child in whole.children}
    assert len(whole.commitments) == (2 if both else 1)
    assert all(commitment.source in whole.guide.sources for commitment in whole.commitments)
    assert may_be_promised(whole.commitments, "residence_permit", codes) is both


def test_each_case_has_the_promise_that_was_made_to_its_item(api: TerminalApi, monkeypatch: pytest.MonkeyPatch) -> None:
    one, other = with_shared(BY_NAME[PENSION], promised=True), with_shared(BY_NAME[MEDICAL], promised=True)
    whole = made(PENSION, MEDICAL, a=one, b=other)
    known = {item.implementation_code: item for item in (one, other, whole)}
    for module in ("handler", "comparison", "bundles", "facts"):
        monkeypatch.setattr(f"central_platform.cases.{module}.item_of", lambda code, version: known.get(code))
    names = {material.key: material.name for material in whole.guide.materials}
    children = {child.implementation_code: child.name for child in whole.children}
    promises = [
        {
            "item": commitment.item,
            "version": commitment.version,
            "materials": list(commitment.materials),
            "text": list(
                told_in(commitment_text(commitment, children[commitment.item], names, whole.guide.sources[commitment.source]), "zh")
            ),
            "agreed_at": NOW,
        }
        for commitment in whole.commitments
    ]
    person = sample_person("li")
    content = {
        **bundle(api, person, tuple(children), schema=5),
        "answers": {
            "mobile": person.mobile,
            "work_kind": "other",
            "paid_by_employer": "no",
            "residents_insurance": "no",
            "household_here": "yes",
        },
        "materials": [{"key": "residence_permit", "state": "PROMISED"}],
        "commitments": promises,
    }
    cases = sent(api, content)
    assert not [defect for case in cases for defect in case["defects"]]
    told = [[(one["key"], one["state"]) for one in case["promised"]] for case in cases]
    assert told == [[("residence_permit", "TO_CHECK")]] * 2
