"""Rules for content: what a guide promises must be what its kind of item does here.

A resident who was told 当场 and waits a week was misled. 中华人民共和国行政许可法第三十条: what is on view must be explained, and
the explanation true and reliable.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from central_platform.catalogue.lint_values import Known, Wrong, properties_of, texts
from kiosk.domain.licences import ID_CARD
from kiosk.domain.queries import PaperKind
from kiosk.domain.service_items import Assurance, ItemKind, Processing, ServiceItem

_AT_ONCE = re.compile(r"当场|立即|即办|即时|立等|马上(?!申请|按|带|到|去|打|挂失)")
_ACCEPTED_AT_ONCE = re.compile(r"(当场|立即|即时)受理")
_APPLYING = re.compile(r"提交|申请|受理|审核|等通知|工作日")
_PRINTS = re.compile(r"打印|小票|打出")
_MAKES_CARD = re.compile(r"(居民身份证|社会保障卡).*(申领|换领|补换)")
_CARD_PHOTO = re.compile(r"身份证.{0,2}照片")
_SHOWS_CARD = re.compile(r"身份证")
# Chinese and English of what must stand in both.
_SAID_IN_BOTH = {
    "at once": (r"当场|立即|即办|即时|立等|马上(?!救助)", r"\bat once\b|\bon the spot\b|\bimmediately\b|\bright away\b"),
    "courier": (r"快递(?!业务)", r"\bcourier\b(?! business)"),
    "slip": (r"小票", r"\b(a|the) slip\b"),
    "a picture taken": (r"拍下|拍照", r"\bphotograph (?!and)|\btake a picture\b"),
    "the counter": (r"窗口|柜面|受理点|柜台", r"\bcounter\b"),
}


def on_the_spot_is_today(item: ServiceItem, known: Known) -> Iterator[Wrong]:
    """即办 and nothing else is promised within 0 days.

    Source: 办件类型 of the national 实施清单: 即办件 is done on the day, 承诺件 within the days that are promised.
    """
    promised = item.guide.promised_time
    today = promised is not None and promised.days == 0
    if (item.processing is Processing.ON_THE_SPOT) != today:
        days = promised.days if promised else "no"
        yield Wrong(
            f"processing is {item.processing.value}, and {days} days are promised",
            "ON_THE_SPOT with days: 0, or PROMISED with more",
        )


def the_promise_is_within_the_law(item: ServiceItem, known: Known) -> Iterator[Wrong]:
    """The promised time is no longer than the legal one; working days are at least as many calendar days.

    Source: 中华人民共和国行政许可法第四十二条; 承诺时限 may only shorten it.
    """
    legal, promised = item.guide.legal_time, item.guide.promised_time
    if legal and promised and promised.days > legal.days and (legal.calendar or not promised.calendar):
        yield Wrong(f"{promised.days} days are promised and the law gives {legal.days}", "promise no more than the law gives")


def at_once_happens_at_once(item: ServiceItem, known: Known) -> Iterator[Wrong]:
    """A transaction says 当场 and its like only where published rules decide it here, on the day; 当场受理, where rules accept it.

    What a law says of the office has its source, and may stand as a condition.
    """
    if item.kind is not ItemKind.TRANSACTION:
        return
    guide = item.guide
    told = (
        item.summary,
        guide.result,
        *guide.steps,
        *(fact.text for fact in guide.conditions if fact.source is None),
        *(asked.answer for asked in guide.questions if asked.source is None),
        *texts(properties_of(item)),
    )
    today = item.decision is not None and guide.promised_time is not None and guide.promised_time.days == 0
    for text in told:
        said = text.zh if item.decision is None else _ACCEPTED_AT_ONCE.sub("", text.zh)
        if not today and _AT_ONCE.search(said):
            yield Wrong(f"“{text.zh}” promises at once", "say when it is done, or what the resident can do meanwhile")


def what_is_no_application_asks_for_none(item: ServiceItem, known: Known) -> Iterator[Wrong]:
    """The steps of a query or a licence copy lead to no application: it is answered here."""
    if item.kind is ItemKind.TRANSACTION:
        return
    for step in item.guide.steps:
        if _APPLYING.search(step.zh.replace(item.name.zh, "")):
            yield Wrong(f"step “{step.zh}” speaks of applying", f"a {item.kind.value} needs no application: say what happens here")
    if item.form and item.form.situations:
        yield Wrong("its form has situations", "only a TRANSACTION has situations")
    if item.decision:
        yield Wrong("it has a decision", "only a TRANSACTION is decided")


def only_what_is_printed_is_promised_on_paper(item: ServiceItem, known: Known) -> Iterator[Wrong]:
    """A query whose result is not printed promises no paper; a slip has no seal, so who wants one is sent to the counter."""
    if item.query is None:
        return
    guide = item.guide
    for text in (*guide.steps, guide.result, *(asked.answer for asked in guide.questions)):
        if item.query.paper.kind is PaperKind.NONE and _PRINTS.search(text.zh) and "窗口" not in text.zh:
            yield Wrong(f"“{text.zh}” promises paper", "paper.kind: receipt, or leave the sentence out")
        if "盖章" in text.zh and not re.search(r"窗口|中心|部门", text.zh):
            yield Wrong(f"“{text.zh}” promises a seal", "say where what bears a seal is to be had")


def an_identity_is_asked_where_it_is_needed(item: ServiceItem, known: Known) -> Iterator[Wrong]:
    """The ID card is among the materials where the item's assurance asks for one, and is not asked for where it does not.

    Source: 中华人民共和国个人信息保护法第六条: no more than what the purpose needs.
    """
    guide = item.guide
    asks = any(need.licence_type == ID_CARD for material in guide.materials for need in material.licences)
    if item.assurance is Assurance.NONE:
        if asks or any(_SHOWS_CARD.search(step.zh) for step in guide.steps):
            yield Wrong("it asks for an ID card that nothing needs", "leave the card out, or give the item an assurance")
        if item.kind is not ItemKind.QUERY:
            yield Wrong("nobody is asked who they are", "only what anybody may look up has assurance: NONE")
    elif not asks:
        yield Wrong("the ID card is not among its materials", "list it: nothing here goes without the card")


def the_card_itself_has_a_reason(item: ServiceItem, known: Known) -> Iterator[Wrong]:
    """A code on a phone is enough, but where the card itself must be there, and then the item says why: it makes an ID card or a
    social security card, offers the ID card's photograph, or must be done in person (docs/decisions.md).

    Source: 一网通办决定2021 第十条 (随申码 shows who somebody is); 中华人民共和国个人信息保护法第六条.
    """
    if item.children:
        return  # as much as its items ask
    makes = item.kind is ItemKind.TRANSACTION and _MAKES_CARD.match(item.name.zh)
    photograph = any(_CARD_PHOTO.search(text.zh) for text in texts(properties_of(item)))
    needed = makes or photograph or not item.guide.agent.allowed
    if needed and item.assurance in (Assurance.NONE, Assurance.CODE):
        yield Wrong("the card itself is needed, and a code on a phone would do", "assurance: CARD, and card_reason")
    if (item.assurance is Assurance.CARD) != (item.card_reason is not None):
        yield Wrong("assurance: CARD and card_reason do not stand together", "say why the card is needed, or assurance: CODE")


def a_courier_is_offered_where_it_is_asked(item: ServiceItem, known: Known) -> Iterator[Wrong]:
    """``courier`` stands where the form lets the resident choose it, and nowhere else."""
    offered = any("courier" in question.get("enum", ()) for question in properties_of(item).values())
    if offered != item.courier:
        yield Wrong(
            "courier is offered by its form alone" if offered else "courier is promised, and its form does not offer it",
            "courier: true and a question with the answer courier, or neither",
        )


def english_promises_the_same(item: ServiceItem, known: Known) -> Iterator[Wrong]:
    """What decides for a resident, at once, a courier, a slip, a picture taken, the counter's word, stands in both languages or in
    neither: the Chinese guide is played to its end, and the English one must not promise more or less."""
    guide = item.guide
    told = (*guide.steps, *(asked.answer for asked in guide.questions), *(fact.text for fact in guide.conditions))
    for text in (item.summary, guide.result, *told):
        for word, (chinese, english) in _SAID_IN_BOTH.items():
            if bool(re.search(chinese, text.zh)) != bool(re.search(english, text.en, re.IGNORECASE)):
                yield Wrong(f"“{text.zh}” and “{text.en}” differ in: {word}", "say it in both languages, or in neither")


PROMISE_RULES = (
    the_card_itself_has_a_reason,
    english_promises_the_same,
    on_the_spot_is_today,
    the_promise_is_within_the_law,
    at_once_happens_at_once,
    what_is_no_application_asks_for_none,
    only_what_is_printed_is_promised_on_paper,
    an_identity_is_asked_where_it_is_needed,
    a_courier_is_offered_where_it_is_asked,
)
