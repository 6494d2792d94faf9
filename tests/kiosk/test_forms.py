"""Forms, rules and what a draft becomes: on small forms of the tests' own."""

from __future__ import annotations

import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from random import Random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.domain.base32 import ALPHABET
from kiosk.domain.cases import MaterialState
from kiosk.domain.forms import asked, check_form, days_to_choose, fault_of, faults, more_may_follow, questions_of, situation_of
from kiosk.domain.rules import RuleFault, check_rule, holds
from kiosk.domain.service_item_check import check_item
from kiosk.domain.service_items import Fact, Form, LicenceRequirement, Material, RecordRequirement
from kiosk.domain.submissions import (
    TOKEN_PREFIX,
    SettledMaterial,
    is_receipt_token,
    needed_materials,
    new_receipt_token,
    person_facts,
    settle,
    token_hash,
    unmet,
)
from kiosk.domain.terms import Fee, TimeLimit
from kiosk.domain.times import Moment
from kiosk.domain.values import replace
from tests.kiosk.session_samples import FORM, ITEM, WALL, ask, card_of, service_item, words

TODAY = date(2026, 11, 22)
PERSON = {"age": 78, "sex": "female", "number_area": "310199"}
WHOLE = {"here": "yes", "mobile": "13900000026", "delivery": "counter"}
CROCKFORD = set(ALPHABET)


def keys(answers: dict[str, Any]) -> list[str]:
    return [question.key for question in asked(FORM, answers, PERSON)]


def test_questions_come_in_the_forms_order_with_what_their_page_needs() -> None:
    questions = {question.key: question for question in questions_of(FORM)}
    assert list(questions) == ["here", "why", "mobile", "delivery", "address", "note"]
    assert [value for value, _ in questions["delivery"].options] == ["counter", "courier"]
    assert (questions["why"].max_length, questions["mobile"].max_length) == (30, 100)
    assert questions["here"].error.zh
    assert questions["here"].check == questions["here"].title


@pytest.mark.parametrize(
    ("answers", "expected"),
    [
        ({}, ["here", "mobile", "delivery", "note"]),
        ({"here": "no"}, ["here", "why", "mobile", "delivery", "note"]),
        ({"delivery": "courier"}, ["here", "mobile", "delivery", "address", "note"]),
        ({"here": "yes", "why": "left behind", "delivery": "courier"}, ["here", "mobile", "delivery", "address", "note"]),
    ],
)
def test_what_is_asked_follows_from_the_answers(answers: dict[str, str], expected: list[str]) -> None:
    assert keys(answers) == expected


@given(st.dictionaries(st.sampled_from(["here", "delivery"]), st.sampled_from(["yes", "no", "courier", ""])), st.data())
def test_a_count_that_is_said_to_stand_stands(answers: dict[str, str], data: st.DataObject) -> None:
    """Whatever is answered from there on; and at the last question nothing more depends on an answer."""
    questions = asked(FORM, answers, PERSON)
    for at in range(len(questions)):
        if not more_may_follow(FORM, questions, at):
            changed = {question.key: data.draw(st.sampled_from(["yes", "no", "courier", ""])) for question in questions[at:]}
            assert len(keys({**answers, **changed})) == len(questions)
    assert more_may_follow(FORM, questions, 0)
    assert not more_may_follow(FORM, questions, len(questions) - 1)


def test_the_answer_of_a_branch_that_was_left_opens_nothing() -> None:
    """A question behind a closed question sees "" for it, whatever still lies in the draft."""
    form = Form(
        {
            "properties": {
                "a": {"enum": ["yes", "no"], "x-ask": ask("一", "yes-no")},
                "b": {"enum": ["yes", "no"], "x-ask": ask("二", "yes-no", when="answers.a == 'yes'")},
                "c": {"type": "string", "x-ask": ask("三", "text", when="answers.b == 'yes'")},
            }
        }
    )
    assert [q.key for q in asked(form, {"a": "yes", "b": "yes"}, PERSON)] == ["a", "b", "c"]
    assert [q.key for q in asked(form, {"a": "no", "b": "yes", "c": "x"}, PERSON)] == ["a"]
    assert faults(form, {"a": "no", "b": "yes"}, PERSON, TODAY) == ("b",), "an answer to what is not asked"


def test_a_question_may_depend_on_the_person() -> None:
    form = Form({"properties": {"a": {"type": "string", "x-ask": ask("一", "text", when="person.age >= 65")}}})
    assert asked(form, {}, PERSON)
    assert not asked(form, {}, {**PERSON, "age": 64})


@given(
    st.dictionaries(
        st.sampled_from(["here", "why", "mobile", "delivery", "address", "note"]), st.sampled_from(["yes", "no", "courier", ""])
    )
)
def test_an_answer_never_changes_what_was_asked_before_it(answers: dict[str, str]) -> None:
    order = [question.key for question in questions_of(FORM)]
    whole = keys(answers)
    for at, key in enumerate(order):
        earlier = {k: v for k, v in answers.items() if order.index(k) < at}
        assert [k for k in keys(earlier) if order.index(k) <= at] == [k for k in whole if order.index(k) <= at], key
    assert whole == sorted(whole, key=order.index)


@pytest.mark.parametrize(
    ("answers", "situation"),
    [
        ({}, ""),
        (WHOLE, ""),
        ({"here": "no", "delivery": "courier"}, "elsewhere"),
        ({"here": "yes", "delivery": "courier"}, "posted"),
    ],
)
def test_the_first_situation_that_holds_is_the_one(answers: dict[str, str], situation: str) -> None:
    assert situation_of(FORM, answers, PERSON) == situation


@pytest.mark.parametrize(
    ("change", "wrong"),
    [
        ({}, ()),
        ({"note": "谢谢"}, ()),
        ({"note": ""}, ()),
        ({"mobile": ""}, ("mobile",)),
        ({"mobile": "139"}, ("mobile",)),
        ({"mobile": 13900000026}, ("mobile",)),
        ({"mobile": None}, ("mobile",)),
        ({"here": "perhaps", "mobile": "1"}, ("here", "mobile")),
        ({"here": "no"}, ("why",)),
        ({"here": "no", "why": "x"}, ("why",)),
        ({"why": "not asked"}, ("why",)),
        ({"address": "not asked"}, ("address",)),
        ({"note": "谢" * 21}, ("note",)),
        ({"stranger": "x"}, ("stranger",)),
    ],
)
def test_faults_name_the_questions_in_the_forms_order(change: dict[str, Any], wrong: tuple[str, ...]) -> None:
    assert set(faults(FORM, {**WHOLE, **change}, PERSON, TODAY)) == set(wrong)
    order = [question.key for question in questions_of(FORM)]
    told = [key for key in faults(FORM, {**WHOLE, **change}, PERSON, TODAY) if key in order]
    assert told == sorted(told, key=order.index)


def test_nothing_answered_is_everything_missing() -> None:
    assert faults(FORM, {}, PERSON, TODAY) == ("here", "mobile", "delivery")


NUMBERS = Form(
    {
        "properties": {
            "number": {"type": "string", "format": "citizen-number", "x-ask": ask("号码", "citizen-number")},
            "many": {"type": "integer", "minimum": 1, "maximum": 5, "x-ask": ask("几个", "number", optional=True)},
            "day": {"type": "string", "format": "date", "x-ask": ask("哪天", "date", optional=True)},
        }
    }
)


@pytest.mark.parametrize(
    ("key", "value", "fault"),
    [
        ("number", "11010519491231002X", False),
        ("number", "110105194912310021", True),
        ("number", "", True),
        ("number", "310199202611230013", True),
        ("number", 11010519491231002, True),
        ("many", 3, False),
        ("many", 6, True),
        ("many", "3", True),
        ("many", "", False),
        ("many", 2.5, True),
        ("day", "2026-02-28", False),
        ("day", "2026-02-30", True),
        ("day", "28.2.2026", True),
        ("day", [], True),
    ],
)
def test_one_answer_by_itself(key: str, value: Any, fault: bool) -> None:
    assert fault_of(NUMBERS, key, value, TODAY) is fault
    whole = {"number": "11010519491231002X", key: value}
    assert (key in faults(NUMBERS, whole, PERSON, TODAY)) is fault


JUNK = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=30), lambda x: st.lists(x, max_size=3), max_leaves=5
)


@given(st.dictionaries(st.sampled_from(["here", "mobile", "delivery", "note", "x"]), JUNK))
def test_no_answer_makes_the_check_raise_anything_that_holds_it(answers: dict[str, Any]) -> None:
    secret = "13912345678910"
    try:
        told = repr(faults(FORM, {**answers, "note": secret * 3}, PERSON, TODAY))
    except RuleFault as fault:
        told = str(fault)
    assert secret not in told
    assert "note" in told or "rule" in told


def test_the_validators_own_messages_hold_no_value() -> None:
    from kiosk.domain.forms import _Held, _validator

    secret = {"here": "机密", "mobile": "13912345678910", "note": "王秀英" * 9, "王秀英": 1}
    errors = list(_validator(_Held(FORM)).iter_errors(secret))
    assert len(errors) >= 4
    for error in errors:
        for value in ("机密", "13912345678910", "王秀英王秀英"):
            assert value not in error.message
            assert value not in str(error)


@pytest.mark.parametrize(
    ("rule", "answer"),
    [
        ("person.age >= 65", True),
        ("answers.a == 'x' && person.sex == 'female'", True),
        ("answers.a in ['y', 'z']", False),
        ("materials.all(m, m.settled)", False),
        ("answers.n > 2", True),
        ("size(answers) == 2 && answers.a == 'x'", True),
        ("answers.exists(key, key == 'n')", True),
        ("'a' in answers && !('b' in answers)", True),
        ("has(answers.a)", True),
        ("answers['a'] == 'x'", True),
        ("answers.a.startsWith('y')", False),
    ],
)
def test_rules_are_cel(rule: str, answer: bool) -> None:
    facts = {"person": PERSON, "answers": {"a": "x", "n": 3}, "materials": [{"settled": True}, {"settled": False}]}
    assert holds(rule, facts) is answer


@pytest.mark.parametrize(
    "rule", ["person.age", "answers.none == 'x'", "stranger", "person.age > 'x'", "1 +", "", "'王秀英'", "answers.a + 1 > 2"]
)
def test_a_rule_that_cannot_answer_says_so_without_a_value(rule: str) -> None:
    with pytest.raises(RuleFault) as fault:
        holds(rule, {"person": PERSON, "answers": {"a": "秘密"}})
    assert "秘密" not in str(fault.value)
    assert fault.value.__cause__ is None or "秘密" not in str(fault.value.__cause__)


def test_rules_that_are_asked_at_once_keep_to_their_own_facts() -> None:
    """As on the platform, where each request has a thread."""

    def ask(age: int) -> bool:
        return all(holds("person.age >= 65", {"person": {"age": age}}) is (age >= 65) for _ in range(300))

    interval = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    try:
        with ThreadPoolExecutor(4) as threads:
            assert list(threads.map(ask, (20, 70, 30, 80))) == [True] * 4
    finally:
        sys.setswitchinterval(interval)


def test_authors_are_told_of_a_rule_that_does_not_compile() -> None:
    assert check_rule("person.age >= 65") is None
    assert "does not compile" in (check_rule("person.age >=") or "")


def test_eligibility() -> None:
    card = card_of("li")
    facts = person_facts(card, WALL)
    assert facts == {"age": 33, "sex": "female", "number_area": "310199"}
    assert unmet(ITEM, facts) == ITEM.eligibility
    assert unmet(ITEM, {**facts, "age": 65}) == ()


DAYS = Form({"properties": {"day": {"type": "string", "format": "date", "x-ask": ask("哪天", "working-day", ahead=[1, 3])}}})


def test_a_working_day_ahead_is_chosen() -> None:
    (question,) = questions_of(DAYS)
    before = date(2026, 9, 30)  # the National Day's week follows, and Saturday 10 October is worked
    assert check_form(DAYS) == []
    assert [day.isoformat() for day in days_to_choose(question, before)] == ["2026-10-08", "2026-10-09", "2026-10-10"]
    assert faults(DAYS, {"day": "2026-10-10"}, PERSON, before) == ()
    for other in ("2026-09-30", "2026-10-05", "2026-10-12", "soon", ""):
        assert faults(DAYS, {"day": other}, PERSON, before) == ("day",)
    assert not fault_of(DAYS, "day", "2026-10-05", date.max), "nobody knows the day: the platform looks"


def test_the_small_form_is_a_good_form() -> None:
    assert check_form(FORM) == []
    assert check_form(NUMBERS) == []


@pytest.mark.parametrize(
    ("rule", "problem"),
    [
        ({"type": "string"}, "no x-ask"),
        ({"x-ask": ask("一", "slider")}, "widget"),
        ({"x-ask": ask("一", "text", colour="red")}, "does not know"),
        ({"enum": ["a", "b"], "x-ask": ask("一", "choice", options={"a": {"zh": "一", "en": "A"}})}, "label"),
        ({"x-ask": ask("一", "text", when="answers.")}, "compile"),
        ({"type": "no such type", "x-ask": ask("一", "text")}, "schema"),
        ({"format": "date", "x-ask": ask("一", "working-day")}, "ahead"),
        ({"format": "date", "x-ask": ask("一", "working-day", ahead=[0, 5])}, "ahead"),
        ({"format": "date", "x-ask": ask("一", "working-day", ahead=[5, 1])}, "ahead"),
        ({"format": "date", "x-ask": ask("一", "date", ahead=[1, 5])}, "ahead"),
    ],
)
def test_a_form_that_cannot_be_asked_is_refused(rule: dict[str, Any], problem: str) -> None:
    assert any(problem in told for told in check_form(Form({"properties": {"key": rule}})))
    assert check_form(Form({"properties": {"Key-1": {"x-ask": ask("一", "text")}}}))


def test_an_item_that_may_not_be_published_is_told_why() -> None:
    guide = ITEM.guide
    assert list(check_item(service_item("1" * 18 + "4" + "1" * 12))) == []
    for wrong, told in (
        (service_item("1" * 30), "31 characters"),
        (service_item("1" * 18 + "9" + "1" * 12), "level"),
        (service_item(form=None), "needs a form"),
        (service_item(guide=replace(guide, conditions=(Fact(words("x"), "none"),))), "not listed"),
        (service_item(guide=replace(guide, legal_time=TimeLimit(5))), "legal time limit needs a source"),
        (service_item(guide=replace(guide, fee=Fee(100))), "fee needs a source"),
        (service_item(guide=replace(guide, legal_time=TimeLimit(5), promised_time=TimeLimit(6))), "longer"),
    ):
        assert any(told in problem for problem in check_item(wrong)), told


def test_materials_follow_the_situation() -> None:
    assert [m.key for m in needed_materials(ITEM, {}, PERSON)] == ["id_card", "hukou"]
    assert [m.key for m in needed_materials(ITEM, {"delivery": "courier"}, PERSON)] == ["id_card", "hukou", "photo"]


@pytest.mark.parametrize(
    ("licences", "held", "state"),
    [
        (("id-card",), None, SettledMaterial("m", MaterialState.FROM_CARD, "id-card")),
        (("hukou", "id-card"), frozenset(), SettledMaterial("m", MaterialState.FROM_CARD, "id-card")),
        ((), frozenset({"hukou"}), SettledMaterial("m", MaterialState.TO_COUNTER)),
        (("hukou",), None, SettledMaterial("m", MaterialState.TO_CHECK)),
        (("hukou",), frozenset({"hukou"}), SettledMaterial("m", MaterialState.WAIVED, "hukou")),
        (("a", "b"), frozenset({"b", "c"}), SettledMaterial("m", MaterialState.WAIVED, "b")),
        (("hukou",), frozenset({"other"}), SettledMaterial("m", MaterialState.TO_COUNTER)),
    ],
)
def test_how_a_material_is_settled(licences: tuple[str, ...], held: frozenset[str] | None, state: SettledMaterial) -> None:
    material = Material("m", words("m"), words("m"), licences=tuple(map(LicenceRequirement, licences)))
    assert settle([material], held) == (state,)


@pytest.mark.parametrize(
    ("licences", "held", "proved", "state"),
    [
        ((), None, {"m": True}, MaterialState.FROM_RECORDS),
        ((), None, {"m": False}, MaterialState.TO_COUNTER),
        ((), None, {}, MaterialState.TO_CHECK),
        (("hukou",), frozenset({"hukou"}), {"m": True}, MaterialState.WAIVED),
        (("hukou",), frozenset(), {"m": True}, MaterialState.FROM_RECORDS),
        (("hukou",), frozenset(), {"m": False}, MaterialState.TO_COUNTER),
        (("hukou",), None, {"m": False}, MaterialState.TO_CHECK),
        (("hukou",), frozenset(), {}, MaterialState.TO_CHECK),
        (("hukou", "id-card"), None, {"m": False}, MaterialState.FROM_CARD),
    ],
)
def test_a_departments_record_settles_its_material(
    licences: tuple[str, ...], held: frozenset[str] | None, proved: dict[str, bool], state: MaterialState
) -> None:
    needs = tuple(map(LicenceRequirement, licences))
    material = Material("m", words("m"), words("m"), licences=needs, records=(RecordRequirement("marriages", "size(rows) > 0"),))
    assert settle([material], held, proved=proved)[0].state is state


@pytest.mark.parametrize("held", [None, frozenset[str](), frozenset({"hukou"})])
def test_a_licence_shown_on_a_phone_settles_its_material(held: frozenset[str] | None) -> None:
    material = Material("m", words("m"), words("m"), licences=(LicenceRequirement("other"), LicenceRequirement("hukou")))
    settled = SettledMaterial("m", MaterialState.WAIVED, "hukou", "reference")
    assert settle([material], held, frozenset({"m"}), {"hukou": "reference"}) == (settled,)


@given(st.binary(min_size=17, max_size=17))
def test_a_token_is_26_characters_that_nobody_mistakes(chance: bytes) -> None:
    token = new_receipt_token(Moment(0.0, WALL, lambda n: chance[:n]))
    assert is_receipt_token(token)
    assert set(token.removeprefix(TOKEN_PREFIX)) <= CROCKFORD
    assert len(token_hash(token)) == 64


def test_tokens_and_ids_do_not_repeat_and_use_all_their_chance() -> None:
    moment = Moment(0.0, WALL, Random(3).randbytes)
    tokens = [new_receipt_token(moment) for _ in range(5000)]
    assert len(set(tokens)) == 5000
    for place in range(len(TOKEN_PREFIX), len(tokens[0])):
        assert len({token[place] for token in tokens}) == 32, place
    assert len({moment.new_id() for _ in range(5000)}) == 5000


@given(st.binary(min_size=10, max_size=10), st.integers(0, 2**37))
def test_ids_are_uuid_7_in_the_order_of_time(chance: bytes, wall: int) -> None:
    import re

    new_id = Moment(0.0, wall, lambda n: chance[:n]).new_id()
    assert re.fullmatch(r"[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}", new_id)
    assert new_id < Moment(0.0, wall + 1, lambda n: bytes(n)).new_id()


@given(st.text(max_size=40))
def test_no_other_text_is_a_token(text: str) -> None:
    assert not is_receipt_token(text) or (text.startswith(TOKEN_PREFIX) and len(text) == 30)
    assert not is_receipt_token(TOKEN_PREFIX + text) or set(text) <= CROCKFORD


def test_the_order_of_questions_and_options_is_said_outright() -> None:
    """An object's keys have no order in JSON, and canonical bytes sort them."""
    properties = dict(reversed(FORM.schema["properties"].items()))
    shuffled = Form({"properties": properties, "x-order": list(FORM.schema["properties"])})
    assert [q.key for q in questions_of(shuffled)] == [q.key for q in questions_of(FORM)]
    options = {"b": {"zh": "二", "en": "B"}, "a": {"zh": "一", "en": "A"}}
    form = Form({"properties": {"x": {"enum": ["a", "b"], "x-ask": ask("一", "choice", options=options)}}})
    assert [value for value, _ in questions_of(form)[0].options] == ["a", "b"]
