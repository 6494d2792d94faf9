"""The application: identity, eligibility, questions, materials, check, signature."""

from __future__ import annotations

from contextlib import suppress
from datetime import date
from typing import Any

from kiosk.domain.cases import OPEN, CaseState, MaterialState
from kiosk.domain.forms import Question
from kiosk.domain.identifiers import grouped, mask_name, mask_number
from kiosk.domain.rules import holds
from kiosk.domain.times import Moment
from kiosk.ports.devices import Device
from kiosk.ports.storage import StorageFault
from kiosk.session import applying, reading
from kiosk.session.state import (
    AskPage,
    CheckPage,
    Eligibility,
    Identify,
    IdentifyProblem,
    MaterialsPage,
    Purpose,
    SignPage,
    State,
)
from screens.views import cards, picturing
from screens.views.frame import View
from screens.views.language import Say, date_text, localized, say_in
from screens.views.names import field_note, name_note
from screens.views.pictures import png_url


def identify(state: State, place: Identify) -> View:
    say = say_in(state)
    problem = cards.problem(state, place, say)
    if not place.requests:  # to ask for a card that cannot be read would only keep somebody waiting
        return {
            "title": say("现在不能读卡", "Cards cannot be read now"),
            "problem": problem,
            "retry": say("再试一次", "Try again"),
            "ways": [{"picture": "reader-out"}],
        }
    ways = cards.ways(state, place)
    address = Device.ID_CARD_READER in ways  # on the one card alone
    why = {
        Purpose.APPLY: ("用来确认是您本人，并替您填好姓名和地址", "To know that it is you, and to fill in your name and address")
        if ways == (Device.ID_CARD_READER,)
        else ("用来确认是您本人；身份证还能替您填好地址", "To know that it is you; the ID card fills in your address, too")
        if address
        else ("用来确认是您本人，并替您填好姓名", "To know that it is you, and to fill in your name"),
        Purpose.LICENCES: ("用来找到您的证照", "To find your licences"),
        Purpose.PROGRESS: ("用来找到您的办件", "To find your cases"),
    }[place.purpose]
    return {
        "title": _identify_title(place, ways, say),
        "text": say(*why),
        "problem": problem,
        "retry": "",
        "ways": [_way(way, say) for way in ways] if len(ways) > 1 else [{"picture": cards.PICTURES[ways[0]]}],
        "waiting": say("放好或插好后不用按，自动读取，大约两秒", "It is read by itself, in about two seconds")
        if len(ways) > 1
        else say("插好后不用按，自动读取，大约两秒", "It is read by itself, in about two seconds")
        if not address
        else say("放好后不用按，自动读取，大约两秒", "It is read by itself, in about two seconds"),
        "privacy": say("只在这一次使用，离开后本机不留您的信息", "Used this once; nothing of you is kept here"),
    }


def _way(way: Device, say: Say) -> View:
    """Beside another one; of one alone the page's title says all."""
    return {"picture": cards.PICTURES[way], "title": cards.named(way, say), "text": say(*cards.HOW[way])}


def _identify_title(place: Identify, ways: tuple[Device, ...], say: Say) -> str:
    if len(ways) > 1:
        return say("请出示身份证或社保卡", "Please show one of these cards")
    if place.problem is IdentifyProblem.STILL_UNREADABLE:  # nothing more is asked for
        return say(f"这张{cards.NAMES[ways[0]][0]}读不出来", f"This {cards.NAMES[ways[0]][1]} cannot be read")
    return say(*cards.TITLES[ways[0]])


def eligibility(state: State, place: Eligibility, moment: Moment) -> View:
    say = say_in(state)
    assert state.person is not None
    facts = applying.facts(state, moment)
    rows = []
    for condition in place.item.eligibility:
        good = holds(condition.rule, {"person": facts})
        rows.append({"good": good, "text": localized(condition.met if good else condition.unmet, state)})
    allowed = all(row["good"] for row in rows)
    already = _already(state, place, say)
    card = state.person.card
    return {
        "title": say(f"{mask_name(card.name)}，您好", f"Welcome, {mask_name(card.name)}"),
        "text": say(f"{cards.NAMES[state.person.reader][0]}已读好，请把它收好。", "Your card was read. Please take it back."),
        "number": mask_number(card.number),
        "numberLabel": say("证件号码", "ID number"),
        "photo": png_url(state.person.photo) if state.person.photo else "",
        "photoName": say("证件上的照片", "The photo on the card"),
        "nameNote": name_note(state, say),
        "already": already,
        "rowsTitle": say(f"办理“{place.item.name.zh}”的条件", f'Conditions of "{place.item.name.en}"'),
        "rows": rows or [{"good": True, "text": say("这一项没有年龄等限制", "No conditions to check here")}],
        "verdict": ""
        if already and allowed
        else say("您符合在线可核对的条件，可以申请", "You meet the conditions that can be checked here, and may apply")
        if allowed
        else say(
            "现在还不能申请。有疑问请到窗口咨询，或请工作人员帮忙。",
            "You cannot apply now. If in doubt, ask the staff or at the counter.",
        ),
        "allowed": allowed,
        "primary": say("另外再申请一份", "Apply for another")
        if already and allowed
        else say("开始填写", "Begin")
        if allowed
        else say("回到首页", "Back to home"),
    }


def _already(state: State, place: Eligibility, say: Say) -> str:
    """Before anybody types: the same service, applied for here or elsewhere and still open."""
    assert state.person is not None
    for case in state.person.cases:
        if case.implementation_code == place.item.implementation_code and case.state in OPEN:
            number = grouped(case.case_number, 8, 6).replace(" ", "\u00a0")
            if case.state is CaseState.CORRECTION:
                return say(
                    f"您申请过这一项，有内容要补正：请带身份证到窗口，工作人员会帮您改好。办件编号 {number}",
                    f"This needs correcting: bring your ID card to the counter, the staff help you. Case number {number}",
                )
            return say(
                f"您已经申请过这一项，正在办理，结果会告诉您。办件编号 {number}",
                f"You already applied for this; it is being dealt with. Case number {number}",
            )
    return ""


def ask(state: State, place: AskPage, moment: Moment) -> View:
    say = say_in(state)
    draft = state.draft(place.code)
    questions = applying.asked(state, place.code, moment)
    keys = [question.key for question in questions]
    question = questions[keys.index(place.key)]
    value = draft.answers.get(question.key, "")
    return {
        "key": question.key,
        "nth": say(f"第 {keys.index(place.key) + 1} 问，共 {len(keys)} 问", f"Question {keys.index(place.key) + 1} of {len(keys)}"),
        "title": localized(question.title, state),
        "hint": localized(question.hint, state)
        if question.hint
        else say("按年月日八位数字，比如 19480312", "Eight digits: year, month, day, such as 19480312")
        if question.widget == "date"
        else "",
        "check": localized(question.check, state),
        "widget": question.widget,
        "options": _options(question, state, say),
        "value": value,
        "maxLength": question.max_length,
        "unshown": field_note(value, say),
        "addresses": _addresses(question, value, state, say),
        "filled": say("按证件读出来的，请核对", "Read from the document. Please check it")
        if question.key in draft.read
        else _filled(question, draft.filled, state, say),
        "read": say("放上证件，自动填", "Read it from a document") if reading.may_read(state, question) else "",
        "fault": localized(question.error, state) if place.fault else "",
        "optional": say("可以不填", "May be left empty") if question.optional else "",
        "erase": say("删除", "Delete"),
        "primary": say("改好了", "Changed") if place.returning else say("下一步", "Next"),
    }


def _addresses(question: Question, value: Any, state: State, say: Say) -> list[View]:
    """Both that the card tells, where they differ: the resident sees which one is the newer, and takes either."""
    card = state.person.card if state.person else None
    if question.prefill != "card.address" or card is None or not card.printed_address:
        return []
    both = (
        ("newest", say("新住址（后来追加的）", "Newer: added later"), card.address),
        ("printed", say("旧住址（印在卡面上）", "Older: on the card"), card.printed_address),
    )
    return [
        {"name": name, "title": title, "value": address, "chosen": value == address[: question.max_length]}
        for name, title, address in both
    ]


def _options(question: Question, state: State, say: Say) -> list[View]:
    if question.widget == "yes-no":
        return [{"value": "yes", "title": say("是", "Yes")}, {"value": "no", "title": say("不是", "No")}]
    return [{"value": value, "title": localized(label, state)} for value, label in question.options]


def _filled(question: Question, filled: frozenset[str], state: State, say: Say) -> str:
    if question.key not in filled or _addresses(question, "", state, say):  # where both stand, each says where it comes from
        return ""
    if question.prefill.startswith("card.") and state.person:
        zh, en = cards.NAMES[state.person.reader]
        return say(f"已按{zh}填好，可以修改", f"Filled in from your {en}; you may change it")
    return say("已按您以前留的信息填好，可以修改", "Filled in from what you told before; you may change it")


_MATERIALS = {
    MaterialState.WAIVED: ("good", "不用交", "Not needed", "已有您的电子证照（免于提交）", "your electronic licence is known"),
    MaterialState.FROM_CARD: ("good", "已读取", "Done", "刚才读的卡就能证明", "the card you just showed proves it"),
    MaterialState.TO_CHECK: (
        "wait",
        "稍后核对",
        "Checked later",
        "现在连不上，送到后自动查有没有电子证照",
        "once this is sent, your electronic licence is looked for",
    ),
    MaterialState.ATTACHED: ("good", "已拍照", "Pictured", "照片随申请送出", "its pictures go with the application"),
    MaterialState.TO_COUNTER: ("bring", "到窗口交", "At the counter", "提交后带到受理中心", "bring it to the centre afterwards"),
}


def materials(state: State, place: MaterialsPage, moment: Moment) -> View:
    say = say_in(state)
    rows = []
    for material, settled in applying.materials(state, place.code, moment):
        tone, zh, en, why_zh, why_en = _MATERIALS[settled.state]
        offers = picturing.offers(state, place.code, material, moment)
        if count := offers["count"]:
            why_zh, why_en = f"{count} 页，{why_zh}", f"{count} page{'s' if count > 1 else ''}; {why_en}"
        elif offers["take"] and tone == "bring":
            why_zh, why_en = "可以现在拍照交，也可以提交后带到受理中心", "take a picture now, or bring it to the centre afterwards"
        words = {"title": localized(material.name, state), "text": say(why_zh, why_en), "state": say(zh, en)}
        rows.append({**words, **offers, "tone": tone})
    return {
        "title": say("申请材料", "Materials"),
        "text": _materials_sum(rows, say),
        "rows": rows,
        "primary": say("下一步", "Next"),
    }


def _materials_sum(rows: list[View], say: Say) -> str:
    """Never "all here" while nobody could look."""
    to_bring, to_check = (sum(row["tone"] == tone for row in rows) for tone in ("bring", "wait"))
    if to_bring:
        return say(
            f"有 {to_bring} 样要另外交到窗口，现在可以先提交申请。",
            f"{to_bring} to hand in at the counter later. You can submit now.",
        )
    if to_check:
        return say(
            f"有 {to_check} 样现在没法核对，可以先提交；要不要另外交，以后查进度就知道。",
            f"{to_check} cannot be looked up now. You can submit; your progress will tell whether to hand in more.",
        )
    return say("都齐了，不用再交什么。", "Everything is here; nothing to hand in.")


def check(state: State, place: CheckPage, moment: Moment) -> View:
    say = say_in(state)
    assert state.person is not None
    draft = state.draft(place.code)
    card = state.person.card
    fixed = [
        {"label": say("事项", "Service"), "value": localized(draft.item.name, state)},
        {"label": say("申请人", "Applicant"), "value": card.name},
        {"label": say("证件号码", "ID number"), "value": mask_number(card.number)},
    ]
    if card.printed_address:  # it goes with the application, whether or not it is asked about
        fixed += [
            {"label": say("新住址", "New address"), "value": card.address},
            {"label": say("卡面旧住址", "Old, on card"), "value": card.printed_address},
        ]
    rows = []
    for question in applying.asked(state, place.code, moment):
        value = draft.answers.get(question.key, "")
        rows.append(
            {
                "key": question.key,
                "label": localized(question.check, state),
                "value": answer_text(question, value, state),
                "missing": value == "" and not question.optional,
                "changeName": say(f"修改：{localized(question.check, state)}", f"Change: {localized(question.check, state)}"),
            }
        )
    return {
        "title": say("请核对", "Please check"),
        "text": say("有不对的，点右边“修改”。", 'Touch "Change" where something is wrong.')
        if rows
        else say("有不对的，请不要签名，到窗口问一问。", "If something is wrong, please do not sign; ask at the counter."),
        "fixed": fixed,
        "rows": rows,
        "nameNote": name_note(state, say),
        "change": say("修改", "Change"),
        "primary": say("没有错，去签名", "All right, sign"),
    }


def answer_text(question: Question, value: Any, state: State) -> str:
    say = say_in(state)
    if value == "":
        return say("没有填", "not answered")
    for option in _options(question, state, say):
        if option["value"] == value:
            return str(option["title"])
    if question.widget == "mobile":
        return grouped(str(value), 3, 4)
    if question.widget == "citizen-number":
        return grouped(str(value), 6, 8)
    if question.widget == "date":
        with suppress(ValueError):  # not whole yet
            return date_text(date.fromisoformat(str(value)), say)
    return str(value)


def sign(state: State, place: SignPage) -> View:
    say = say_in(state)
    assert state.person is not None
    item, name = state.draft(place.code).item.name, state.person.card.name
    problem = ""
    if place.unsigned:
        problem = say("请在框里写下您的名字，再点“提交申请”。", "Please write your name in the box, then submit.")
    if place.not_stored is StorageFault.FULL:
        problem = say(
            "没有存下来：本机存储空间满了。您填写的内容都还在，请工作人员来处理，之后再点“提交申请”。",
            "Nothing was stored: the disk is full. Your answers are still here. Please call the staff, then submit again.",
        )
    elif place.not_stored:
        problem = say(
            "没有存下来：本机存储暂时有问题。您填写的内容都还在，请再点一次“提交申请”，或请工作人员帮忙。",
            "Nothing was stored: the storage has a problem. Your answers are still here. Please submit again, or ask the staff.",
        )
    return {
        "title": say("请用手指签名", "Sign with your finger"),
        "text": say(
            f"签的是“{item.zh}”的申请，申请人{name}。签名表示：刚才核对的内容由本人填写，真实有效。",
            f'You sign the application of {name} for "{item.en}": what you just checked is yours and true.',
        ),
        "otherWay": say(
            "不会写字、写不了字的，请工作人员帮忙，或到窗口办，一样算数。",
            "If you cannot write, ask the staff or go to the counter: it counts as much.",
        ),
        "byKeys": say(
            "用键盘也可以签：方向键移动，空格键落笔、抬笔，签好按回车键。",
            "With keys: arrows move the pen, Space puts it down or lifts it, Enter when done.",
        ),
        "here": say("在这里签名", "Sign here"),
        "clear": say("重新签", "Sign again"),
        "signature": state.draft(place.code).signature,
        "problem": problem,
        "primary": say("提交申请", "Submit"),
    }
