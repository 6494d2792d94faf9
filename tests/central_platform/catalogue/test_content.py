"""The catalogue as published: what it promises to residents, and that its forms can really be filled in."""

from __future__ import annotations

import random
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

import pytest

from central_platform.catalogue.form_rules import ways
from kiosk.domain.forms import asked, faults, situation_of
from kiosk.domain.identifiers import credit_code_fault
from kiosk.domain.prefill import looked_up
from kiosk.domain.rules import holds
from kiosk.domain.service_item_check import check_item
from kiosk.domain.service_items import Assurance, Catalogue, ItemKind, ServiceItem
from kiosk.domain.values import replace
from kiosk.domain.working_days import working_days_ahead
from tests.whole_catalogue import whole_catalogue

CATALOGUE: Catalogue = whole_catalogue()
ITEMS = {item.name.zh: item for item in CATALOGUE.items}
WITH_FORM = [item for item in CATALOGUE.items if item.form]

# By the names that the published documents use.
NAMED = [
    "敬老卡申领发放",
    "跨省异地就医登记备案",
    "个人社会保险咨询和参保情况查询",
    "个人参保资料打印",
    "城镇职工基本养老保险转移接续",
    "婚姻登记档案查询",
    "独生子女证档案查询",
    "工伤认定档案查询",
    "学籍档案查询",
    "内资有限公司设立",
    "内资有限公司经营范围变更",
    "取水许可（延续）",
    "酒类商品零售许可证",
    "护士执业注册（变更注册）",
    "公共场所卫生许可（补证）",
    "居转户",
    "人才引进",
    "婚姻登记补正",
    "开办企业",
    "劳动就业",
    "民政救助",
    "助残服务",
    "计生服务",
    "副食品价格补贴",
    "社保卡（居住证）办理",
    "档案查询",
    "城乡居民养老保险",
    "养老金资格认证",
    "医保个人账户查询",
    "医疗费零星报销",
    "长期护理保险评估申请",
    "高龄津贴",
    "居家养老服务补贴",
    "失业登记",
    "就业困难人员认定",
    "灵活就业",
    "低保申请",
    "临时救助",
    "特困供养",
    "医疗救助",
    "残疾人两项补贴",
    "残疾人证申领",
    "生育登记",
    "独生子女父母奖励",
    "社会保障卡申领",
    "社会保障卡挂失",
    "居住登记",
    "居住证申领",
    "居住证签注",
    "社会保险",
    "医疗保险",
]
EVERYDAY = [
    "老年卡",
    "养老金",
    "报销",
    "医保卡",
    "户口本",
    "低保",
    "房产证",
    "残疾证",
    "结婚证",
    "失业金",
    "社保证明",
    "知青档案",
]
WITH_NO_PERSON = [
    "敬老卡申领",
    "取水许可（延续）",
    "食品经营许可（含酒类零售）",
    "护士执业注册（变更注册）",
    "公共场所卫生许可（补证）",
]
PREFILLS = {f"card.{field}" for field in ("name", "number", "address", "birth")} | {
    f"profile.{field}" for field in ("mobile", "address", "bank_account_tail", "employment", "insured_city")
}
ICON = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
TODAY = date(2026, 11, 22)


def _name(item: ServiceItem) -> str:
    return item.name.zh


def _properties(item: ServiceItem) -> Mapping[str, Any]:
    return item.form.schema["properties"] if item.form else {}


def test_there_is_enough_of_each_kind() -> None:
    counts = Counter(item.kind for item in CATALOGUE.items)
    assert len(CATALOGUE.items) >= 60
    assert counts[ItemKind.TRANSACTION] >= 30
    assert counts[ItemKind.QUERY] >= 14
    assert counts[ItemKind.LICENCE_PRINT] >= 16
    assert {item.theme for item in CATALOGUE.items} == {theme.key for theme in CATALOGUE.themes}
    assert all(ICON.fullmatch(theme.icon) for theme in CATALOGUE.themes)


@pytest.mark.parametrize("name", NAMED)
def test_a_named_service_is_found_by_name(name: str) -> None:
    assert [item for item in CATALOGUE.items if name in item.name.zh or name in item.everyday_words]


@pytest.mark.parametrize("word", EVERYDAY)
def test_an_everyday_word_finds_something(word: str) -> None:
    assert [item for item in CATALOGUE.items if word in item.everyday_words]


@pytest.mark.parametrize("name", WITH_NO_PERSON)
def test_items_decided_with_no_person_have_published_rules(name: str) -> None:
    assert ITEMS[name].decision


def test_the_food_licence_has_its_five_situations() -> None:
    form = ITEMS["食品经营许可（含酒类零售）"].form
    assert form
    assert [situation.name.zh for situation in form.situations] == ["新办", "变更", "延续", "注销", "补证"]


def test_the_senior_card_keeps_its_code_and_its_form() -> None:
    item = ITEMS["敬老卡申领"]
    assert item.implementation_code == "113101990000001072431050000E004"
    assert list(_properties(item)) == ["household_here", "mobile", "delivery", "courier_address", "photo_choice"]
    assert item.decision
    assert item.decision.accept_when == ("person.age >= 65", "answers.household_here == 'yes'", "materials.all(m, m.settled)")


@pytest.mark.parametrize("item", CATALOGUE.items, ids=_name)
def test_a_guide_is_complete_and_says_where_its_law_is_from(item: ServiceItem) -> None:
    guide = item.guide
    assert guide.conditions
    assert len(guide.steps) >= 2
    assert len(guide.questions) >= 2
    assert guide.promised_time or item.children, "of a bundle each has its own"
    assert len(item.everyday_words) >= 2
    assert len(set(item.everyday_words)) == len(item.everyday_words)
    assert item.uses > 0
    assert len({material.key for material in guide.materials}) == len(guide.materials)
    if guide.legal_time:
        assert guide.legal_time.source
        assert guide.promised_time
        if guide.legal_time.calendar == guide.promised_time.calendar:
            assert guide.promised_time.days <= guide.legal_time.days
    for key, source in guide.sources.items():
        assert re.search(r"《.+》", source.title), key
        assert not source.clause or re.search(r"第.+[条项]|、|对象|标题", source.clause), key
    if item.assurance is not Assurance.NONE:
        assert any(material.key == "id_card" for material in guide.materials)
    else:
        assert item.kind is ItemKind.QUERY, "without a card nothing of a person is shown or taken in"


def test_an_answer_cites_only_what_its_guide_lists() -> None:
    item = ITEMS["工伤认定申请"]
    first, *others = item.guide.questions
    assert first.source
    assert not list(check_item(item))
    unlisted = (replace(first, source="elsewhere"), *others)
    wrong = replace(item, guide=replace(item.guide, questions=unlisted))
    assert list(check_item(wrong)) == ["source 'elsewhere' is cited but not listed"]


@pytest.mark.parametrize("item", CATALOGUE.items, ids=_name)
def test_a_code_is_made_by_the_rules(item: ServiceItem) -> None:
    code = item.implementation_code
    assert len(code) == 31
    assert credit_code_fault(code[:18]) is None
    assert code[18] == "4"
    basic_code = item.implementation_code[19:31]  # 基本编码: 2 characters of the province, 2 of the kind, 8 serial
    assert basic_code[:2] == "31"
    assert basic_code[2:4] in {"01", "05", "07", "10", "20"}


def test_one_code_belongs_to_one_department() -> None:
    departments = {(item.implementation_code[:18], item.authority) for item in CATALOGUE.items}
    assert len({code for code, _ in departments}) == len(departments)
    assert len({item.implementation_code[19:31] for item in CATALOGUE.items}) == len(CATALOGUE.items)


@pytest.mark.parametrize("item", WITH_FORM, ids=_name)
def test_a_form_is_short_and_asks_in_the_right_way(item: ServiceItem) -> None:
    properties = _properties(item)
    most = 20 if item.children else 8  # of a bundle about three of its services by themselves
    asked_of_one = max(len(answers) for answers, _ in ways(item))
    assert (3 if item.kind is ItemKind.TRANSACTION else 1) <= asked_of_one <= most
    for key, rule in properties.items():
        ask = rule["x-ask"]
        assert "title" in ask, key
        assert "check" in ask, key
        prefill = ask.get("prefill", "card.name")
        assert prefill in PREFILLS or looked_up(prefill), key
        assert ("options" in ask) == (ask["widget"] == "choice"), key
        match ask["widget"]:
            case "choice":
                assert list(ask["options"]) == rule["enum"], key
                assert len(rule["enum"]) >= 2, key
            case "yes-no":
                assert rule["enum"] == ["yes", "no"], key
            case "citizen-number" | "mobile" | "date" | "working-day":
                assert rule["format"] == ("date" if ask["widget"] == "working-day" else ask["widget"]), key
                assert "error" in ask, key
            case "number":
                assert rule["type"] == "integer", key
                assert rule["minimum"] < rule["maximum"], key
                assert "error" in ask, key
            case "digits":
                assert rule["type"] == "string", key  # a number would lose the noughts at its beginning
                assert "pattern" in rule, key
                assert "error" in ask, key
            case _:
                assert rule["maxLength"] <= 100, key
                assert ask.get("optional") or "error" in ask, key


def _sample(rule: Mapping[str, Any], dice: random.Random) -> Any:
    if "enum" in rule:
        return dice.choice(rule["enum"])
    if rule["type"] == "integer":
        return dice.randint(rule["minimum"], rule["maximum"])
    if rule["x-ask"]["widget"] == "working-day":
        return dice.choice(working_days_ahead(TODAY, *rule["x-ask"]["ahead"])).isoformat()
    by_format = {"citizen-number": "11010519491231002X", "mobile": "13800000000", "date": "2026-03-01"}
    if rule.get("format"):
        return by_format[rule["format"]]
    by_pattern = {
        None: "样板区某某路一百号",
        "^[0-9]{4}$": "4321",
        "^[0-9]{6,14}$": "432100",
        "^[0-9]{12,19}$": "6222021001116245702",
        "^[0-9A-Za-z]{18}$": "913101990000300156",
    }
    return by_pattern[rule.get("pattern")]


def _filled(item: ServiceItem, person: Mapping[str, Any], dice: random.Random) -> dict[str, Any]:
    """Answers as a resident gives them: what is asked depends on what was answered."""
    assert item.form
    answers: dict[str, Any] = {}
    for _ in _properties(item):
        missing = [question.key for question in asked(item.form, answers, person) if question.key not in answers]
        if not missing:
            break
        answers[missing[0]] = _sample(_properties(item)[missing[0]], dice)
    return answers


def _people() -> Iterator[dict[str, Any]]:
    yield from ({"age": age, "sex": sex, "number_area": "310199"} for age in (30, 78) for sex in ("male", "female"))


@pytest.mark.parametrize("item", WITH_FORM, ids=_name)
def test_a_form_can_be_filled_on_every_way_through_it(item: ServiceItem) -> None:
    assert item.form
    dice = random.Random(item.implementation_code)
    reached, situations = set(), set()
    for person in _people():
        for _ in range(12):
            answers = _filled(item, person, dice)
            assert faults(item.form, answers, person, TODAY) == ()
            reached |= set(answers)
            situations.add(situation_of(item.form, answers, person))
            facts = {"answers": {key: answers.get(key, "") for key in _properties(item)}, "person": person}
            for material in item.guide.materials:
                assert not material.when or holds(material.when, facts) in (True, False)
    assert reached == set(_properties(item)), "a question that nobody is ever asked"
    if item.form.situations:
        assert situations == {situation.key for situation in item.form.situations}
