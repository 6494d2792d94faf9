"""The rules for content: each finds what breaks it, and nothing in what keeps it."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest

from central_platform.catalogue.lint import RULES, WHOLE_RULES, lint, read_known
from central_platform.catalogue.lint_values import Known, Wrong
from central_platform.catalogue.publishing import CONTENT
from kiosk.domain.queries import Paper
from kiosk.domain.service_items import (
    Assurance,
    Condition,
    DecisionRule,
    Fact,
    FactSource,
    GivenLicence,
    GivenRow,
    LicenceRequirement,
    Origin,
    Places,
    Processing,
    QuestionAndAnswer,
    Refusal,
    ResultKind,
    Served,
    ServiceItem,
    Situation,
    Source,
    Visits,
)
from kiosk.domain.terms import Fee, FeeCase, TimeLimit
from kiosk.domain.text import LocalizedText
from kiosk.domain.values import replace
from kiosk.domain.without_paper import Commitment, Interest, LaterHanding

KNOWN: Known = read_known(CONTENT)
ITEMS = {item.name.zh: item for item in KNOWN.catalogue.items}
CARD = ITEMS["敬老卡申领"]
CITED = next(iter(CARD.guide.sources))
SETTLED = "materials.all(m, m.settled)"
CARD_FACT: Mapping[str, FactSource] = {"card": FactSource(licence="id-card")}
MUST = LicenceRequirement("household-register", must=True)
WATER = ITEMS["取水许可（延续）"]
BLOCK = ITEMS["社会保障卡挂失和补换"]
QUERY = ITEMS["养老金领取情况查询"]
PUBLIC = next(item for item in ITEMS.values() if item.assurance is Assurance.NONE)
PRINT = ITEMS["结婚证打印"]
INJURY = ITEMS["工伤认定申请"]
NEWBORN = ITEMS["新生儿出生一件事"]

Bad = tuple[str, ServiceItem]


def words(zh: str) -> LocalizedText:
    return LocalizedText(zh, "Words")


def with_guide(item: ServiceItem, **changes: Any) -> ServiceItem:
    return replace(item, guide=replace(item.guide, **changes))


def with_step(item: ServiceItem, zh: str, en: str = "Words") -> ServiceItem:
    return with_guide(item, steps=(*item.guide.steps, LocalizedText(zh, en)))


def with_material(item: ServiceItem, **changes: Any) -> ServiceItem:
    return with_guide(item, materials=(*item.guide.materials[:-1], replace(item.guide.materials[-1], **changes)))


def with_property(item: ServiceItem, key: str, **ask: Any) -> ServiceItem:
    assert item.form
    properties = dict(item.form.schema["properties"])
    properties[key] = {**properties[key], "x-ask": {**properties[key]["x-ask"], **ask}}
    return replace(item, form=replace(item.form, schema={**item.form.schema, "properties": properties}))


def looked_up(*accept_when: str, facts: Mapping[str, FactSource] = CARD_FACT, **changes: Any) -> ServiceItem:
    """An item that rules decide by what the platform looks up."""
    told = changes.pop("told", (words("证照库里有身份证"),))
    return replace(CARD, decision=DecisionRule(accept_when, facts=facts, told=told, **changes))


def refusal(when: str, zh: str = "证件到期了", source: str = "") -> Refusal:
    return Refusal(when, words(zh), words("请先换证"), source or CITED)


def with_situations(item: ServiceItem, *when: str) -> ServiceItem:
    assert item.form
    return replace(
        item, form=replace(item.form, situations=tuple(Situation(f"s{n}", words("情形"), rule) for n, rule in enumerate(when)))
    )


FEE = QuestionAndAnswer(words("要多少钱？"), words("工本费20元。"))
ON_SCREEN = replace(QUERY.query, paper=Paper()) if QUERY.query else None
COURIER = "answers.delivery == 'courier'"
LATER = replace(CARD, decision=None)
PROMISE = Commitment(("id_card",), "1", (words("我住在这里"),), words("上门看一看"), 20, 10, CITED)
COMPANYS = with_material(CARD, picture=True, later=LaterHanding(5))
PHOTO_PROMISE = replace(PROMISE, materials=("photo",))
BAD: list[Bad] = [
    ("a_code_names_its_department", replace(CARD, authority=words("样板区医疗保障局"))),
    ("a_code_names_its_department", replace(CARD, implementation_code="1" * 31)),
    ("a_code_names_its_department", replace(CARD, implementation_code="11310000MB2F30661Y4310199000001")),
    ("a_code_names_its_kind", replace(QUERY, implementation_code=CARD.implementation_code)),
    ("a_code_names_its_kind", replace(CARD, implementation_code="113101990000001072431010000E004")),
    ("a_code_names_its_kind", replace(CARD, implementation_code="113101990000001072431020000E004")),
    (
        "a_statement_of_law_has_its_source",
        with_guide(CARD, questions=(FEE,)),
    ),
    ("every_source_is_cited", with_guide(CARD, sources={**CARD.guide.sources, "more": Source("《某法》")})),
    ("every_source_is_cited", with_guide(CARD, sources={"card": Source("某通知")})),
    ("no_catch_all_material", with_material(CARD, name=words("其他相关材料"))),
    ("a_guide_says_what_all_ask", with_guide(CARD, questions=())),
    ("a_guide_says_what_all_ask", with_guide(CARD, conditions=())),
    ("it_is_for_someone_of_its_theme", replace(CARD, served=(Served.COMPANY,))),
    ("words_are_plain", with_step(CARD, "逾期不办的，视为放弃")),
    ("words_are_plain", with_property(CARD, "mobile", hint={"zh": "请携带手机", "en": "Bring your phone"})),
    ("both_languages_say_it", with_guide(CARD, result=LocalizedText("敬老卡", ""))),
    ("both_languages_say_it", with_guide(CARD, result=LocalizedText("敬老卡？", "Senior card"))),
    ("both_languages_say_it", with_guide(CARD, result=LocalizedText("Senior card", "Senior card"))),
    ("a_visit_has_its_reason", with_guide(CARD, visits=Visits(1))),
    ("a_visit_has_its_reason", with_guide(CARD, visits=Visits(0, words("要来")))),
    ("a_licence_is_called_one", with_guide(CARD, result_kind=ResultKind.OTHER)),
    ("an_issuer_is_named", with_material(CARD, origin=Origin.OFFICE)),
    ("an_issuer_is_named", with_material(CARD, issuer=words("民政部门"))),
    ("what_an_office_gave_is_settled_here", with_material(CARD, origin=Origin.OFFICE, issuer=words("民政部门"))),
    ("a_licence_that_must_be_used_names_its_rule", with_material(CARD, licences=(MUST,))),
    ("a_prefill_names_what_there_is", with_property(CARD, "mobile", prefill="licence.no-such-kind.number")),
    ("a_prefill_names_what_there_is", with_property(CARD, "mobile", prefill="data.employment-record.no-such-field")),
    ("a_prefill_names_what_there_is", with_property(CARD, "mobile", prefill="data.unemployment-benefit.state")),
    ("a_prefill_names_what_there_is", with_property(CARD, "mobile", prefill="data.card-status.no-such-field")),
    ("a_licence_that_must_be_used_names_its_rule", with_material(CARD, licences=(MUST,), source=CITED, picture=True)),
    ("counts_are_those_of_its_format", with_material(CARD, copies=2)),
    ("counts_are_those_of_its_format", with_material(CARD, originals=1)),
    ("counts_are_those_of_its_format", with_material(CARD, format=words("复印件3份"))),
    ("both_languages_say_it", with_guide(CARD, result=LocalizedText("敬老卡VIP", "Senior card"))),
    ("both_languages_say_it", with_guide(CARD, result=LocalizedText("敬老卡", "senior card"))),
    ("on_the_spot_is_today", replace(CARD, processing=Processing.ON_THE_SPOT)),
    ("on_the_spot_is_today", with_guide(CARD, promised_time=TimeLimit(0))),
    ("the_promise_is_within_the_law", with_guide(INJURY, promised_time=TimeLimit(61, calendar=True))),
    ("the_promise_is_within_the_law", with_guide(INJURY, promised_time=TimeLimit(61))),
    ("at_once_happens_at_once", with_step(CARD, "当场发卡")),
    ("at_once_happens_at_once", LATER),
    ("at_once_happens_at_once", with_guide(CARD, conditions=(Fact(words("材料齐全的立即办好")),))),
    ("what_is_no_application_asks_for_none", with_step(QUERY, "提交以后等通知")),
    ("what_is_no_application_asks_for_none", replace(PRINT, decision=DecisionRule(("person.age > 1",)))),
    (
        "only_what_is_printed_is_promised_on_paper",
        replace(with_step(QUERY, "打印一张小票"), query=ON_SCREEN),
    ),
    ("only_what_is_printed_is_promised_on_paper", with_step(QUERY, "打印盖章的证明")),
    ("an_identity_is_asked_where_it_is_needed", replace(QUERY, assurance=Assurance.NONE)),
    ("an_identity_is_asked_where_it_is_needed", replace(PUBLIC, assurance=Assurance.CARD)),
    ("the_card_itself_has_a_reason", replace(CARD, assurance=Assurance.CODE, card_reason=None)),
    ("the_card_itself_has_a_reason", replace(CARD, card_reason=None)),
    ("the_card_itself_has_a_reason", replace(QUERY, card_reason=words("要核对证件"))),
    ("a_courier_is_offered_where_it_is_asked", replace(CARD, courier=False)),
    ("a_courier_is_offered_where_it_is_asked", replace(QUERY, courier=True)),
    ("english_promises_the_same", with_step(QUERY, "打印一张小票", "Read it on the screen")),
    ("english_promises_the_same", with_step(WATER, "符合的发证", "A permit at once, if it fits")),
    ("english_promises_the_same", with_guide(CARD, questions=(QuestionAndAnswer(words("多少？"), words("以窗口为准。")),))),
    ("rules_read_what_is_known", with_material(CARD, when="answers.colour == 'red'")),
    ("rules_read_what_is_known", with_material(CARD, when="answers.delivery == 'pigeon'")),
    ("rules_read_what_is_known", with_property(CARD, "household_here", when="answers.delivery == 'courier'")),
    ("rules_read_what_is_known", replace(CARD, eligibility=(Condition("answers.mobile != ''", words("有"), words("没有")),))),
    ("every_question_is_asked", with_property(CARD, "courier_address", when="answers.delivery == 'courier' && person.age < 0")),
    (
        "every_situation_is_reached",
        with_situations(CARD, COURIER, "answers.delivery != 'courier'", "false"),
    ),
    ("every_situation_is_reached", with_situations(CARD, COURIER, "true")),
    ("every_situation_is_reached", with_situations(CARD, COURIER)),
    ("every_child_applies_to_someone", replace(NEWBORN, children=(replace(NEWBORN.children[0], when="person.age < 0"),))),
    ("every_material_is_needed_by_someone", with_material(CARD, when="answers.photo_choice == 'bring' && person.age < 0")),
    (
        "every_fee_is_paid_by_someone",
        with_guide(CARD, fee=Fee(0, cases=(FeeCase("answers.delivery == 'courier' && person.age < 0", 100),))),
    ),
    ("a_decision_can_fall_either_way", replace(CARD, decision=DecisionRule(("person.age < 0", "materials.all(m, m.settled)")))),
    ("a_decision_can_fall_either_way", replace(CARD, decision=DecisionRule(("person.age >= 65",)))),
    ("a_decision_can_fall_either_way", looked_up("person.age >= 65", SETTLED)),
    ("a_decision_can_fall_either_way", looked_up("card.held && card.expired", SETTLED)),
    ("a_decision_can_fall_either_way", looked_up("card.held", SETTLED, refuse_when=(refusal("card.held && card.expired"),))),
    ("a_decision_reads_facts_that_there_are", looked_up(SETTLED, facts={"card": FactSource(licence="no-such")})),
    ("a_decision_reads_facts_that_there_are", looked_up(SETTLED, facts={"rows": FactSource(data_set="no-such")})),
    ("a_decision_reads_facts_that_there_are", looked_up(SETTLED, facts={"rows": FactSource(data_set="mi-account")})),
    ("a_decision_reads_facts_that_there_are", looked_up(SETTLED, facts={"both": FactSource("id-card", "mi-account")})),
    ("a_decision_reads_facts_that_there_are", looked_up(SETTLED, facts={"person": FactSource(licence="id-card")})),
    ("a_decision_is_told", looked_up("card.held", SETTLED, told=())),
    ("a_decision_is_told", looked_up("card.held", SETTLED, refuse_when=(refusal("card.expired", source="no-such"),))),
    ("a_decision_is_told", looked_up("card.held", SETTLED, refuse_when=(refusal("card.expired", zh="到期了。"),))),
    ("a_decision_is_told", looked_up("card.held", SETTLED, gives=(GivenLicence("no-such"),))),
    ("a_decision_is_told", looked_up("card.held", SETTLED, gives=(GivenLicence("card", (GivenRow("地点", "no-such"),)),))),
    ("a_decision_is_told", looked_up("card.held", SETTLED, gives=(GivenLicence(kind="no-such"),))),
    ("a_decision_is_told", looked_up("card.held", SETTLED, gives=(GivenLicence("card", kind="id-card"),))),
    ("a_decision_is_told", looked_up("card.held", SETTLED, gives=(GivenLicence(kind="id-card", ends=True),))),
    ("what_proves_identity_is_not_put_off", with_material(CARD, licences=(LicenceRequirement("id-card"),), later=LaterHanding(5))),
    ("what_proves_identity_is_not_put_off", with_material(CARD, licences=(), name=words("居民户口簿"), later=LaterHanding(5))),
    ("what_proves_identity_is_not_put_off", replace(CARD, commitments=(PROMISE,))),
    ("what_a_rule_decides_on_is_not_put_off", with_material(CARD, required=True, later=LaterHanding(5))),
    ("what_is_put_off_can_come", with_material(CARD, later=LaterHanding(5))),
    ("what_is_put_off_can_come", replace(COMPANYS, assurance=Assurance.COMPANY)),
    ("nothing_is_promised_where_much_is_at_stake", replace(WATER, commitments=(PROMISE,))),
    ("nothing_is_promised_where_much_is_at_stake", replace(CARD, commitments=(PROMISE,), interests=(Interest.HEALTH,))),
    ("a_commitment_is_whole", replace(CARD, commitments=(replace(PROMISE, source="no-such"),))),
    ("a_commitment_is_whole", replace(CARD, commitments=(replace(PROMISE, checked=words("查一查。")),))),
    ("a_commitment_is_whole", replace(CARD, commitments=(replace(PROMISE, item=WATER.implementation_code),))),
    (
        "a_commitment_is_whole",
        replace(with_material(CARD, licences=(MUST,)), commitments=(replace(PROMISE, materials=("photo",)),)),
    ),
]
GOOD = [
    *(CARD, WATER, BLOCK, QUERY, PUBLIC, PRINT, INJURY),
    looked_up("card.held", SETTLED, refuse_when=(refusal("card.expired"),), gives=(GivenLicence("card"),)),
    with_step(WATER, "符合的当场发证", "A permit at once, if it fits"),
    ITEMS["跨省异地就医登记备案"],
    ITEMS["居住证申领"],
    with_step(LATER, "《逾期规定》另说"),
]
BY_NAME = {rule.__name__: rule for rule in RULES}


@pytest.mark.parametrize(("name", "item"), BAD, ids=[f"{name}-{n}" for n, (name, _) in enumerate(BAD)])
def test_a_rule_finds_what_breaks_it(name: str, item: ServiceItem) -> None:
    found = list(BY_NAME[name](item, KNOWN))
    assert found
    assert all(wrong.what and wrong.to_do for wrong in found)


@pytest.mark.parametrize("name", BY_NAME)
def test_a_rule_is_content_with_what_keeps_it(name: str) -> None:
    assert name in {broken for broken, _ in BAD}, "no example breaks it"
    for item in GOOD[:-1] if name == "at_once_happens_at_once" else GOOD:
        assert list(BY_NAME[name](item, KNOWN)) == []


@pytest.mark.parametrize(
    "stated",
    ["年满60周岁就可以领。", "5天内办好。", "工本费20元。", "依法可以复议。", "免收工本费。", "缴满十五年。", "由单位举证。"],
)
def test_a_statement_of_law_is_told_from_how_things_work_here(stated: str) -> None:
    rule = BY_NAME["a_statement_of_law_has_its_source"]

    def told(answer: str, source: str | None = None) -> ServiceItem:
        return with_guide(CARD, questions=(QuestionAndAnswer(words("怎么样？"), words(answer), source),))

    assert list(rule(told(stated), KNOWN))
    assert not list(rule(told(stated, "card"), KNOWN))
    assert not list(rule(told(f"{stated}具体以窗口为准。"), KNOWN))
    assert not list(rule(told("屏幕会列出来，请选要打的一辆。"), KNOWN))


def test_a_permit_may_say_at_once_only_where_it_is_decided() -> None:
    told = with_step(WATER, "当场发证")
    assert not list(BY_NAME["at_once_happens_at_once"](told, KNOWN))
    assert list(BY_NAME["at_once_happens_at_once"](replace(told, decision=None), KNOWN))


def changed(**changes: Any) -> Known:
    return replace(KNOWN, catalogue=replace(KNOWN.catalogue, **changes))


def with_centre(**changes: Any) -> Known:
    return changed(places=replace(PLACES, centres=(replace(PLACES.centres[0], **changes),)))


PLACES = KNOWN.catalogue.places
TYPES = KNOWN.catalogue.licence_types
ALL = KNOWN.catalogue.items
BAD_CATALOGUES: list[tuple[str, Known]] = [
    ("names_tell_items_apart", changed(items=(*ALL, replace(CARD, name=QUERY.name)))),
    ("one_code_is_of_one_item", changed(items=(*ALL, CARD))),
    ("a_licence_type_is_of_its_issuer", changed(licence_types=(replace(TYPES[0], authority=words("民政部门")),))),
    ("a_licence_type_is_of_its_issuer", changed(licence_types=(replace(TYPES[0], code="0" * 21),))),
    ("a_licence_type_is_of_its_issuer", changed(licence_types=(replace(TYPES[0], authority=words("某部门")),))),
    ("a_licence_type_is_of_its_issuer", changed(licence_types=(TYPES[0], replace(TYPES[1], code=TYPES[0].code)))),
    ("a_centre_can_be_found", with_centre(address=words("样板区"))),
    ("a_centre_can_be_found", with_centre(hours=words("工作时间"))),
    ("a_centre_can_be_found", with_centre(phone="12345")),
    ("a_remedy_has_its_source", changed(places=Places(PLACES.centres, (replace(PLACES.remedies[-1], source=None),)))),
    ("a_remedy_has_its_source", changed(places=Places(PLACES.centres))),
    ("shared_texts_are_plain", with_centre(address=words("样板区1号，凭证件办理，逾期不候"))),
    ("shared_texts_are_plain", with_centre(address=LocalizedText("样板区1号", ""))),
    ("a_sample_code_is_of_no_real_place", changed(items=(replace(CARD, implementation_code=CARD.former_codes[0]),))),
    ("each_licence_is_printed_once", changed(items=tuple(item for item in ALL if item is not PRINT))),
    ("each_licence_is_printed_once", changed(items=(*ALL, replace(CARD, licence_type="id-card")))),
]
CATALOGUE_BY_NAME: dict[str, Callable[[Known], Any]] = {rule.__name__: rule for rule in WHOLE_RULES}


@pytest.mark.parametrize(("name", "known"), BAD_CATALOGUES, ids=[f"{name}-{n}" for n, (name, _) in enumerate(BAD_CATALOGUES)])
def test_a_catalogue_rule_finds_what_breaks_it(name: str, known: Known) -> None:
    found = list(CATALOGUE_BY_NAME[name](known))
    assert found
    assert all(isinstance(wrong, Wrong) and named for named, wrong in found)


@pytest.mark.parametrize("name", CATALOGUE_BY_NAME)
def test_a_catalogue_rule_is_content_with_the_content(name: str) -> None:
    assert name in {broken for broken, _ in BAD_CATALOGUES}, "no example breaks it"
    assert list(CATALOGUE_BY_NAME[name](KNOWN)) == []


def test_the_content_has_no_finding() -> None:
    assert lint() == ()


@pytest.mark.parametrize("rule", [*RULES, *WHOLE_RULES])
def test_a_rule_says_what_it_wants(rule: Callable[..., Any]) -> None:
    assert rule.__doc__


@pytest.fixture
def content(tmp_path: Path) -> Path:
    """One theme, one item, and nothing else."""
    (tmp_path / "items").mkdir()
    (tmp_path / "catalogue.yaml").write_text(
        "version: '1'\narea: {zh: 某区, en: Some}\nnotice: {zh: 示范, en: Sample}\nlicence_types: []\n"
        "themes:\n  - {key: living, name: {zh: 生活, en: Living}, icon: house}\n"
    )
    return tmp_path


def test_what_cannot_be_published_is_a_finding(content: Path) -> None:
    (content / "items" / "one.yaml").write_text("- {name: {zh: 某事, en: Some}, colour: red}\n")
    (finding,) = lint(content)
    assert (finding.name, finding.rule) == ("某事", "schema")
    assert finding.what


@pytest.mark.parametrize(
    ("name", "text", "line"),
    [
        ("one.yaml", "- {name: {zh: 某事\n- {name", "line 2"),
        ("one.yaml", "- name: \x01", "one.yaml"),
        ("../licence_authorities.yaml", "departments: []\nauthorities: [{zh: 某部门, en: Some, department: nobody}]\n", "nobody"),
        ("../plain_words.yaml", "逾期: [1]\n", "plain_words.yaml"),
    ],
)
def test_a_file_that_cannot_be_read_is_a_finding(content: Path, name: str, text: str, line: str) -> None:
    (content / "items" / name).write_text(text, encoding="utf-8")
    (finding,) = lint(content)
    assert finding.rule == "schema"
    assert line in f"{finding.name}: {finding.what}"


def test_a_finding_names_the_file_of_its_item(tmp_path: Path) -> None:
    folder = Path(shutil.copytree(CONTENT, tmp_path / "content"))
    seniors = folder / "items" / "seniors.yaml"
    text = seniors.read_text(encoding="utf-8")
    seniors.write_text(text.replace("回答几个问题,", "逾期不办的，视为放弃,", 1), encoding="utf-8")
    (finding,) = lint(folder)
    assert (finding.file, finding.name, finding.rule) == ("items/seniors.yaml", "敬老卡申领", "words_are_plain")
