"""Rules for content: codes, sources, materials, and the words of a guide."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from central_platform.catalogue.lint_values import Known, Wrong, texts
from kiosk.domain.identifiers import credit_code_fault
from kiosk.domain.service_items import ItemKind, Served, ServiceItem

SAMPLE_AREA = "310199"  # an area that no place has: a code of the model district belongs to no real office
# 事项类型 that somebody applies for: 01 许可, 05 给付, 07 确认, 08 奖励, 09 裁决, 10 其他, 20 公共服务.
_APPLIED_FOR = {"01", "05", "07", "08", "09", "10", "20"}
_LAW = re.compile(
    r"[0-9一二三四五六七八九十]+(周岁|岁|年|个月|个工作日|日|天|元|%)|依法|法律|规定|应当|不得|有权|免收|免备案|同等|效力"
    r"|复议|诉讼|举证|公示|作废|审批|监护人|缴费|缴足|资助|担保|保密|工本费|停领|同时申领|算作|认定为"
)
_DECIDED_ELSEWHERE = re.compile(r"以[^，。]*为准|请问窗口")
_CATCH_ALL = re.compile(
    r"其他(相关|有关|所需|必要)?(的)?(材料|资料|文件|证件|证明)|(相关|有关)(的)?(材料|资料|证件|证明)(等|$)|等材料$"
)
_QUOTED = re.compile(r"《[^》]*》|“[^”]*”|「[^」]*」")
_CHINESE = re.compile(r"[\u3400-\u9fff]")
_IN_ENGLISH = re.compile(r"[\u3000-\u303f\u3400-\u9fff\uff00-\uffef]|  ")


def a_code_names_its_department(item: ServiceItem, known: Known) -> Iterator[Wrong]:
    """An implementation code begins with the credit code of the item's authority.

    Source: GB/T 39046-2020: 18 characters of the department, 1 of the level, 12 of the basic code, 2 of the handling item.
    """
    code = item.implementation_code[:18]
    if credit_code_fault(code):
        yield Wrong(f"{code} is no credit code", "begin with the department's unified social credit code (GB 32100-2015)")
    elif code not in known.departments:
        yield Wrong(f"no department has {code}", "list the department in licence_authorities.yaml")
    elif known.departments[code] != item.authority.zh:
        yield Wrong(f"{code} is {known.departments[code]}, not {item.authority.zh}", "give the code or the authority that is right")


def a_code_names_its_kind(item: ServiceItem, known: Known) -> Iterator[Wrong]:
    """The basic code of what is looked up or printed is a public service's (20), of a transaction one that is applied for.

    What is no permit, given by an authority on a law's ground, is not 01.

    Source: GB/T 39046-2020: basic code of 2 digits of the province, 2 of 事项类型, 8 of the number; 中华人民共和国行政许可法第二条.
    """
    kind = item.implementation_code[21:23]
    if item.kind is not ItemKind.TRANSACTION and kind != "20":
        yield Wrong(f"characters 22 and 23 of its code are {kind}", "20 (公共服务): nothing is applied for")
    if item.kind is ItemKind.TRANSACTION and kind not in _APPLIED_FOR:
        yield Wrong(f"characters 22 and 23 of its code are {kind}", f"one of {', '.join(sorted(_APPLIED_FOR))}")
    if kind == "01" and not re.search(r"许可|执照|公司|企业|执业|批准", f"{item.name.zh}{item.guide.result.zh}"):
        yield Wrong("its code is a permit's (01), and it gives none", "05 (给付), 07 (确认) or 20 (公共服务), whichever it is")


def a_statement_of_law_has_its_source(item: ServiceItem, known: Known) -> Iterator[Wrong]:
    """An answer that tells an age, a time, an amount, a right or a duty names what says so, or leaves it to the counter."""
    for asked in item.guide.questions:
        said = asked.answer.zh
        if asked.source is None and _LAW.search(said) and not _DECIDED_ELSEWHERE.search(said):
            yield Wrong(f"“{said}” states law", "give its source, or 以窗口为准")


def every_source_is_cited(item: ServiceItem, known: Known) -> Iterator[Wrong]:
    """A guide lists no source that nothing in it rests on, and each source is a title in 《》."""
    guide = item.guide
    cited = {
        *(fact.source for fact in guide.conditions),
        *(material.source for material in guide.materials),
        *(asked.source for asked in guide.questions),
        *(source for child in item.children for source in (child.source, child.fee.source)),
        *(one.source for one in item.elsewhere),
        *(refusal.source for refusal in (item.decision.refuse_when if item.decision else ())),
        *(one.source for one in item.commitments),
        *(material.later.source for material in guide.materials if material.later),
        guide.fee.source,
        guide.agent.source,
        *(limit.source for limit in (guide.legal_time, guide.promised_time) if limit),
    }
    for key, source in guide.sources.items():
        if key not in cited:
            yield Wrong(f"source {key} is cited by nothing", "cite it, or leave it out")
        if not re.search(r"《.+》", source.title):
            yield Wrong(f"source {key} has no title in 《》", "give the title as it was published")


def no_catch_all_material(item: ServiceItem, known: Known) -> Iterator[Wrong]:
    """No material is 其他材料 or 相关证明: a resident cannot know what that is.

    Source: 上海市优化营商环境条例（2024）第二十四条.
    """
    for material in item.guide.materials:
        for text in (material.name, material.format):
            if _CATCH_ALL.search(text.zh):
                yield Wrong(f"material “{text.zh}” may be anything", "name what is to be brought, and in which case")


def a_guide_says_what_all_ask(item: ServiceItem, known: Known) -> Iterator[Wrong]:
    """A guide has two questions with their answers at least, and two steps, so that nobody must ask what all ask."""
    if len(item.guide.questions) < 2:
        yield Wrong(f"{len(item.guide.questions)} questions", "add what people ask at the counter")
    if len(item.guide.steps) < 2:
        yield Wrong(f"{len(item.guide.steps)} steps", "say what happens, one step after the other")
    if not item.guide.conditions:
        yield Wrong("no condition", "say who may have it")


def it_is_for_someone_of_its_theme(item: ServiceItem, known: Known) -> Iterator[Wrong]:
    """What only companies may have does not stand among the themes of persons.

    Source: 主题分类 of the national 实施清单 has one list for persons and one for companies, and both must fit 服务对象.
    """
    persons = {"seniors", "disability", "family", "assistance"}
    if Served.PERSON not in item.served and item.theme in persons:
        yield Wrong(f"theme {item.theme} is of persons, and no person is served", "another theme, or served: [PERSON]")


def words_are_plain(item: ServiceItem, known: Known) -> Iterator[Wrong]:
    """Residents understand every word.

    Titles in 《》, what stands in “”, and the names of items, licences and who issues them are quoted.
    """
    said = (item.summary, item.guide, item.eligibility, item.form and item.form.schema, item.elsewhere, item.commitments)
    yield from unplain(said, known, item.name.zh, *(child.name.zh for child in item.children))


def both_languages_say_it(item: ServiceItem, known: Known) -> Iterator[Wrong]:
    """Every text stands in Chinese and in English, each in its own marks, and is a question in both or in neither."""
    yield from untranslated(item)


def unplain(value: Any, known: Known, *names: str) -> Iterator[Wrong]:
    """The words in some texts that residents do not use.

    Args:
        value: what holds the texts.
        known: the words, and the names that are quoted.
        names: that are quoted, too.
    """
    licences = (kind.name.zh for kind in known.catalogue.licence_types)
    quoted = sorted({*names, *licences, *known.issuers}, key=len, reverse=True)
    for text in texts(value):
        said = _QUOTED.sub("", text.zh)
        for name in quoted:
            said = said.replace(name, "")
        for word, plain in known.plain_words.items():
            if word in said:
                yield Wrong(f"“{text.zh}” says {word}", plain)


def untranslated(value: Any) -> Iterator[Wrong]:
    """The texts that do not stand in both languages.

    Args:
        value: what holds the texts.
    """
    for text in texts(value):
        words = _CHINESE.search(text.zh) or text.zh.isdigit()
        if not words or re.search(r"[,;?!]", text.zh) or set(re.findall(r"[A-Za-z]+", text.zh)) - {"X"}:
            yield Wrong(f"“{text.zh}” is no Chinese text", "Chinese words, with Chinese marks")
        en = text.en
        if not en or en != en.strip() or en == text.zh or _IN_ENGLISH.search(en) or not (en[0].isupper() or en[0].isdigit()):
            yield Wrong(f"“{en}” is no English text", f"say “{text.zh}” in English, with English marks and a capital")
        if ("？" in text.zh) != ("?" in text.en):
            yield Wrong(f"“{text.zh}” is a question in one language only", "ask in both, or in neither")


ITEM_RULES = (
    a_code_names_its_department,
    a_code_names_its_kind,
    a_statement_of_law_has_its_source,
    every_source_is_cited,
    no_catch_all_material,
    a_guide_says_what_all_ask,
    it_is_for_someone_of_its_theme,
    words_are_plain,
    both_languages_say_it,
)
