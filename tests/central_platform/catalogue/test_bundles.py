"""Bundles: what their authors may not write, and that one form says for each item what the item's own form asks."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from central_platform.catalogue.bundle_conditions import reads
from central_platform.catalogue.bundles import composed
from kiosk.domain.bundles import Child, answers_of, applicable
from kiosk.domain.forms import asked, faults, questions_of
from kiosk.domain.rules import holds
from kiosk.domain.service_items import Form, ServiceItem
from kiosk.domain.submissions import needed_materials
from kiosk.domain.working_days import working_days_ahead
from tests.campaign import examples
from tests.whole_catalogue import whole_catalogue

CATALOGUE = whole_catalogue()
BY_CODE = {item.implementation_code: item for item in CATALOGUE.items}
BY_NAME = {item.name.zh: item for item in CATALOGUE.items}
BUNDLES = [item for item in CATALOGUE.items if item.children]
TODAY = date(2026, 11, 22)
INSURANCE, CARD, BILLS, LOST = "城乡居民基本医疗保险参保登记", "社会保障卡申领", "医疗费零星报销", "社会保障卡挂失和补换"
HOME, WATER, ID_CARD = "不动产转移登记（二手房）", "供水用户过户", "居民身份证换领"
_BY_PATTERN = {"^[0-9]{4}$": "4321", "^[0-9]{6,14}$": "432100", "^[0-9]{12,19}$": "6222021001116245702"}
_TYPED = {"citizen-number": "11010519491231002X", "mobile": "13800000000", "date": "2026-03-01"}


def bundle(*children: Mapping[str, Any], **own: Any) -> dict[str, Any]:
    """As a file has one, with questions of its own."""
    return {
        "name": {"zh": "一件事", "en": "Done together"},
        "guide": {"sources": {"list": {"title": "《清单》"}}},
        "form": {"schema": {"properties": own}},
        "children": [{"source": "list", **child} for child in children],
    }


def yes_no(when: str = "") -> dict[str, Any]:
    ask = {"title": {"zh": "要吗？", "en": "Wanted?"}, "widget": "yes-no", **({"when": when} if when else {})}
    return {"enum": ["yes", "no"], "x-ask": ask}


def mistakes(told: Any) -> list[str]:
    found: list[str] = []
    composed(told, BY_NAME, found)
    return found


@pytest.mark.parametrize(
    ("told", "words"),
    [
        (bundle(), "1 to 12 children"),
        (bundle({"item": "没有这一项"}), "no service 没有这一项"),
        (bundle({"item": "养老金领取情况查询"}), "养老金领取情况查询 is not applied for"),
        (bundle({"item": CARD, "wen": "true"}), "does not know ['wen']"),
        (bundle({"item": CARD, "source": ""}), "what says that this bundle covers it"),
        (bundle({"item": CARD, "source": "law"}), "'law' is cited but not listed"),
        (bundle({"item": CARD, "answers": {"nobody": "x"}}), "has no question nobody"),
        (bundle({"item": CARD, "fixed": {"nobody": "x"}}), "has no question nobody"),
        (bundle({"item": CARD, "fixed": {"bank": "mine"}}), "bank cannot be 'mine'"),
        (bundle({"item": CARD, "fixed": {"bank": "icbc"}, "answers": {"bank": "b"}}), "bank is both fixed and asked"),
        (bundle({"item": CARD, "materials": {"nothing": "x"}}), "has no material nothing"),
        (bundle({"item": CARD}, {"item": INSURANCE, "fixed": {"insured": "child"}}), "asks something else under this key"),
        (bundle({"item": CARD, "when": "answers.nobody == 'yes'"}), "answers.nobody == 'yes'"),
        (bundle({"item": CARD, "when": "answers.mine =="}, mine=yes_no()), "rule does not compile"),
        (bundle({"item": CARD, "when": "answers.mine > 5"}, mine=yes_no()), "rule cannot be evaluated"),
        (bundle({"item": CARD}, mine=yes_no("answers.other == 'yes'"), other=yes_no("answers.mine == 'yes'")), "asked later"),
        (bundle({"item": CARD}, delivery={"enum": ["pigeon"], "x-ask": yes_no()["x-ask"]}), "takes answers that it does not"),
        (bundle({"item": CARD}, courier_address={"type": "integer", "x-ask": yes_no()["x-ask"]}), "another kind of answer"),
        (
            bundle(
                {"item": CARD},
                courier_address={
                    "type": "string",
                    "minLength": 1,
                    "maxLength": 80,
                    "x-ask": yes_no()["x-ask"],
                },
            ),
            "minLength is wider",
        ),
        (
            bundle(
                {"item": CARD},
                mobile={
                    "type": "string",
                    "format": "mobile",
                    "maxLength": 11,
                    "x-ask": {**yes_no()["x-ask"], "widget": "mobile", "optional": True},
                },
            ),
            "it must be answered",
        ),
        ("no bundle", "a bundle without a name"),
    ],
)
def test_what_cannot_be_put_together_is_told(told: Any, words: str) -> None:
    assert any(words in line for line in mistakes(told)), mistakes(told)


def test_the_bundles_that_are_published_have_no_fault() -> None:
    assert BUNDLES
    for item in BUNDLES:
        assert all(BY_CODE[child.implementation_code].name == child.name for child in item.children), item.name.zh


@pytest.mark.parametrize(
    ("children", "fen", "of_each"),
    [
        ([{"item": HOME, "fixed": {"side": "buyer"}}, {"item": WATER, "when": "answers.mine == 'yes'"}], 8000, [8000, 0]),
        ([{"item": HOME, "fixed": {"side": "seller"}}, {"item": WATER}], 0, [0, 0]),
        ([{"item": HOME}, {"item": WATER}], None, [8000, 0]),  # by who asks
        ([{"item": HOME, "fixed": {"side": "buyer"}, "when": "answers.mine == 'yes'"}, {"item": WATER}], None, [8000, 0]),
        ([{"item": ID_CARD, "fixed": {"reason": "damaged"}}, {"item": HOME, "fixed": {"side": "buyer"}}], 12000, [4000, 8000]),
        ([{"item": HOME, "fixed": {"side": "buyer"}}, {"item": CARD}], None, [8000, None]),  # the counter's word
    ],
)
def test_a_bundle_costs_what_its_items_do(children: list[dict[str, Any]], fen: int | None, of_each: list[int | None]) -> None:
    found: list[str] = []
    guide = (whole := composed(bundle(*children, mine=yes_no()), BY_NAME, found))["guide"]
    assert guide["fee"]["fen"] == fen
    assert [child["fee"]["fen"] for child in whole["children"]] == of_each
    for fee in (guide["fee"], *(child["fee"] for child in whole["children"])):
        assert not fee["fen"] or fee["source"] in guide["sources"]


def test_a_question_of_two_items_is_asked_once_and_last() -> None:
    told = bundle({"item": CARD, "fixed": {"household_here": "yes"}}, {"item": LOST, "answers": {"bank": "new_bank"}})
    form = composed(told, BY_NAME, [])["form"]["schema"]
    assert form["x-order"].count("mobile") == 1
    assert form["x-order"][-1] == "mobile"
    assert "household_here" not in form["x-order"], "the bundle itself answers it"
    assert form["properties"]["new_bank"]["x-ask"]["title"]["zh"] == "新卡还用原来的银行吗？"


def test_a_question_of_one_item_is_asked_if_it_applies() -> None:
    told = bundle({"item": CARD}, {"item": BILLS, "when": "answers.paid == 'yes'"}, paid=yes_no())
    whole = composed(told, BY_NAME, [])
    form = Form(whole["form"]["schema"])
    keys = {paid: {one.key for one in asked(form, {"paid": paid}, {})} for paid in ("yes", "no")}
    assert "receipts_count" in keys["yes"]
    assert "receipts_count" not in keys["no"]
    assert [one["key"] for one in whole["guide"]["materials"]].count("id_card") == 1
    assert next(one for one in whole["guide"]["materials"] if one["key"] == "bill")["when"] == "answers.paid == 'yes'"


def test_a_question_stands_after_what_it_depends_on() -> None:
    told = bundle(
        {"item": CARD, "when": "answers.first == 'yes'"},
        {"item": LOST, "when": "answers.first == 'no'", "answers": {"bank": "new_bank"}},
        first=yes_no(),
    )
    found: list[str] = []
    order = composed(told, BY_NAME, found)["form"]["schema"]["x-order"]
    assert order.index("request") < order.index("delivery") < order.index("courier_address")
    assert not found


def test_a_paper_that_all_need_is_always_needed() -> None:
    told = bundle({"item": CARD, "when": "answers.mine == 'yes'"}, {"item": BILLS, "when": "answers.mine == 'no'"}, mine=yes_no())
    materials = {one["key"]: one.get("when", "") for one in composed(told, BY_NAME, [])["guide"]["materials"]}
    assert materials["id_card"] == ""
    assert materials["bill"] == "answers.mine == 'no'"


def test_whom_no_item_is_for_may_not_begin() -> None:
    one, other = {"item": "灵活就业人员职工养老保险参保登记"}, {"item": "灵活就业人员职工医疗保险参保登记"}
    assert [told["rule"] for told in composed(bundle(one, other), BY_NAME, [])["eligibility"]] == ["person.age >= 16"]
    assert composed(bundle(one, {"item": BILLS}), BY_NAME, [])["eligibility"] == []


def test_what_settles_a_material_settles_it_for_both() -> None:
    told = bundle({"item": "生育登记"}, {"item": "婚姻登记补正", "materials": {"certificate": "marriage"}})
    found: list[str] = []
    whole = composed(told, BY_NAME, found)
    marriage = next(one for one in whole["guide"]["materials"] if one["key"] == "marriage")
    assert [one["licence_type"] for one in marriage["licences"]] == ["marriage-certificate"]
    assert marriage["records"] == [], "only one of them takes a department's word"
    assert marriage["required"]
    assert not found


@st.composite
def _answered(draw: st.DrawFn, item: ServiceItem) -> tuple[dict[str, Any], dict[str, Any]]:
    """Valid answers to a form, as a resident gives them, and who they are."""
    assert item.form
    person = {"age": draw(st.integers(0, 99)), "sex": draw(st.sampled_from(["male", "female"])), "number_area": "310199"}
    answers: dict[str, Any] = {}
    while open_ones := [one.key for one in asked(item.form, answers, person) if one.key not in answers]:
        answers[open_ones[0]] = draw(_values(item.form.schema["properties"][open_ones[0]]))
    return {key: value for key, value in answers.items() if value != ""}, person


def _values(rule: Mapping[str, Any]) -> st.SearchStrategy[Any]:
    if "enum" in rule:
        return st.sampled_from(rule["enum"])
    if rule["x-ask"]["widget"] == "working-day":
        return st.sampled_from([day.isoformat() for day in working_days_ahead(TODAY, *rule["x-ask"]["ahead"])])
    if rule["type"] == "integer":
        return st.integers(rule["minimum"], rule["maximum"])
    return st.just(_TYPED.get(rule.get("format", ""), _BY_PATTERN.get(rule.get("pattern", ""), "样板区某某路一百号")))


def _applicable(item: ServiceItem, answers: Mapping[str, Any], person: Mapping[str, Any]) -> tuple[Child, ...]:
    assert item.form
    return applicable(item.children, answers, person, [one.key for one in questions_of(item.form)])


@pytest.mark.parametrize("item", BUNDLES, ids=lambda item: item.implementation_code)
@examples(40)
@given(data=st.data())
def test_each_part_fits_the_items_own_form(item: ServiceItem, data: st.DataObject) -> None:
    answers, person = data.draw(_answered(item))
    assert item.form
    assert faults(item.form, answers, person, TODAY) == ()
    needed = {material.key for material in needed_materials(item, answers, person)}
    for child in _applicable(item, answers, person):
        own = BY_CODE[child.implementation_code]
        assert own.form
        part = answers_of(child, own.form, answers, person)
        assert faults(own.form, part, person, TODAY) == (), (child.name.zh, part)
        assert all(holds(condition.rule, {"person": person}) for condition in own.eligibility), "it is for people like this one"
        assert {child.materials[material.key] for material in needed_materials(own, part, person)} <= needed


@pytest.mark.parametrize("item", BUNDLES, ids=lambda item: item.implementation_code)
@examples(40)
@given(data=st.data())
def test_nothing_is_asked_that_no_item_needs(item: ServiceItem, data: st.DataObject) -> None:
    answers, person = data.draw(_answered(item))
    used = {key for child in item.children for key in reads(child.when)}
    for child in _applicable(item, answers, person):
        own = BY_CODE[child.implementation_code]
        assert own.form
        used |= {child.answers[key] for key in answers_of(child, own.form, answers, person) if key not in child.fixed}
    assert set(answers) <= used
