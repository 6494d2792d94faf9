"""The pages of an application, and what they say was touched."""

from __future__ import annotations

from typing import Any, ClassVar

from kiosk.domain.cases import OPEN, CaseState
from kiosk.domain.forms import questions_of
from kiosk.domain.identifiers import grouped_case_number, mask_name, mask_number
from kiosk.domain.rules import holds
from kiosk.journeys.apply.camera_view import picture, reading
from kiosk.journeys.apply.correcting_view import correction
from kiosk.journeys.apply.draft import facts, known_ahead
from kiosk.journeys.apply.events import (
    ChangeAnswer,
    DropPictures,
    OneMorePage,
    OpenMaterials,
    PresentLicence,
    ReadDocument,
    SetAnswer,
    SetSignature,
    TakePicture,
)
from kiosk.journeys.apply.field_reading import ReadingPage
from kiosk.journeys.apply.filling import AskPage, CheckPage, CorrectionPage, MaterialsPage
from kiosk.journeys.apply.filling_view import ask, check, materials
from kiosk.journeys.apply.pictures import PicturePage
from kiosk.journeys.apply.places import Eligibility
from kiosk.journeys.apply.presenting import Presenting
from kiosk.journeys.apply.presenting_view import presenting
from kiosk.journeys.apply.result import ResultPage
from kiosk.journeys.apply.result_view import result
from kiosk.journeys.apply.signing import SignPage, Submitting
from kiosk.journeys.apply.signing_view import sign, submitting
from kiosk.ports.device_text import card_text
from kiosk.session.events import Touch
from kiosk.session.issued import PrintIssued
from kiosk.session.paying import Pay
from kiosk.session.state import Event, State
from kiosk.views.base import Data, PageView, Row, Text, Unsaid
from kiosk.views.images import png_url
from kiosk.views.language import Say, localized, say_in
from kiosk.views.names import name_note
from kiosk.views.pages import Actions, Look, Views


class ConditionRow(Row):
    text: Text
    good: bool


class EligibilityView(PageView):
    page: ClassVar[str] = "EligibilityPage"

    title: Text
    text: Text
    number_label: Unsaid
    number: Unsaid
    photo: Data
    photo_name: Unsaid
    name_note: Text
    already: Text
    rows_title: Text
    rows: tuple[ConditionRow, ...]
    verdict: Text
    filled: Text
    allowed: bool


def eligibility(state: State, place: Eligibility, look: Look) -> EligibilityView:
    """Who was identified, and which conditions they meet."""
    say = say_in(state)
    person, card = state.resident, state.resident.card
    known = facts(state, look.moment)
    met = [(holds(condition.rule, {"person": known}), condition) for condition in place.item.eligibility]
    rows = tuple(ConditionRow(text=localized(one.met if good else one.unmet, state), good=good) for good, one in met)
    allowed = all(row.good for row in rows) and not place.apart
    already = _already(state, place, say)
    again = bool(already) and allowed
    return EligibilityView(
        title=say(f"{mask_name(card.name)}，您好", f"Welcome, {mask_name(card.name)}"),
        text=say(f"{card_text(person.reader).card.zh}已读好，请把它收好。", "Your card was read. Please take it back."),
        number_label=say("证件号码", "ID number"),
        number=mask_number(card.number),
        photo=png_url(person.photo) if person.photo else "",
        photo_name=say("证件上的照片", "The photo on the card"),
        name_note=name_note(state, say),
        already=already,
        rows_title=say(f"办理“{place.item.name.zh}”的条件", f'Conditions of "{place.item.name.en}"'),
        rows=rows or (ConditionRow(text=say("这一项没有年龄等限制", "No conditions to check here"), good=True),),
        verdict="" if again else _verdict(place, allowed, say),
        filled=_filled(state, place, look, say) if allowed else "",
        allowed=allowed,
        primary=say("另外再申请一份", "Apply for another")
        if again
        else say("开始填写", "Begin")
        if allowed
        else say("回到首页", "Back to home"),
    )


def _verdict(place: Eligibility, allowed: bool, say: Say) -> str:
    if place.apart:
        return _apart(place, say)
    if allowed:
        return say("您符合在线可核对的条件，可以申请", "You meet the conditions that can be checked here, and may apply")
    return say(
        "现在还不能申请。有疑问请到窗口咨询，或请工作人员帮忙。",
        "You cannot apply now. If in doubt, ask the staff or at the counter.",
    )


def _apart(place: Eligibility, say: Say) -> str:
    """The platform that the terminal is with reads no bundles."""
    names = [child.name for child in place.item.children]
    zh, en = "、".join(name.zh for name in names), ", ".join(name.en for name in names)
    return say(
        f"办事系统现在还不能一次收这几件事。请回到首页，一件一件地办：{zh}。",
        f"The centre's system cannot take these together yet. Please go back and apply one by one: {en}.",
    )


def _filled(state: State, place: Eligibility, look: Look, say: Say) -> str:
    """Which questions fall away, by what is known already."""
    if place.item.form is None:
        return ""
    known = known_ahead(state, place.item, look.moment)
    names = [question.check for question in questions_of(place.item.form) if question.key in known]
    if not names:
        return ""
    zh, en = "、".join(name.zh for name in names), ", ".join(name.en for name in names)
    return say(
        f"按电子证照和部门记录，已替您填好 {len(names)} 项：{zh}。不用再答，核对时可以改。",
        f"Filled in for you from licences and records: {en}. Not asked again; you may change it when you check.",
    )


def _already(state: State, place: Eligibility, say: Say) -> str:
    """Before anybody types: the same service, applied for here or elsewhere and still open."""
    codes = {place.item.implementation_code, *(child.implementation_code for child in place.item.children)}
    for case in state.resident.cases:
        if case.implementation_code in codes and case.state in OPEN:
            if place.item.children:
                name, number = case.item_name, grouped_case_number(case.case_number).replace(" ", "\u00a0")
                return say(
                    f"其中“{name.zh}”您已经申请过，还没有办完。办件编号 {number}",
                    f'Of these you already applied for "{name.en}"; it is still open. Case number {number}',
                )
            number = grouped_case_number(case.case_number).replace(" ", "\u00a0")
            if case.state is CaseState.CORRECTION:
                return say(
                    f"您申请过这一项，有内容要补正：回首页点“查进度”、选这个办件就能补，也可以到窗口。办件编号 {number}",
                    f'This needs correcting: on the home page touch "Progress" and this case, or go to the counter. Case {number}',
                )
            return say(
                f"您已经申请过这一项，正在办理，结果会告诉您。办件编号 {number}",
                f"You already applied for this; it is being dealt with. Case number {number}",
            )
    return ""


def _answered(state: State, value: Any) -> Event:
    """A page that was left while its keyboard still held a character answers nothing."""
    return SetAnswer(state.place.key, value) if isinstance(state.place, AskPage) else Touch()


VIEWS: Views = {
    Eligibility: eligibility,
    AskPage: ask,
    MaterialsPage: materials,
    PicturePage: picture,
    Presenting: presenting,
    ReadingPage: reading,
    CheckPage: check,
    CorrectionPage: correction,
    SignPage: sign,
    Submitting: submitting,
    ResultPage: result,
}
ACTIONS: Actions = {
    "answer": _answered,
    "readDocument": lambda state, value: ReadDocument(),
    "takePicture": lambda state, value: TakePicture(str(value)),
    "presentLicence": lambda state, value: PresentLicence(str(value)),
    "oneMorePage": lambda state, value: OneMorePage(),
    "dropPictures": lambda state, value: DropPictures(str(value)),
    "change": lambda state, value: ChangeAnswer(str(value)),
    "openMaterials": lambda state, value: OpenMaterials(),
    "sign": lambda state, value: SetSignature(str(value)),
    "pay": lambda state, value: Pay(),
    "printIssued": lambda state, value: PrintIssued(),
}
