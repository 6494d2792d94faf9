"""No card is at hand: what else will do, truthfully for what they came to do and for this terminal now."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import ClassVar

from kiosk.domain.text import LocalizedText
from kiosk.domain.values import Value
from kiosk.ports.device_text import card_text
from kiosk.ports.devices import Device
from kiosk.session.identify import CodeMissing, ShowPhoneCode, code_will_do, readers_for
from kiosk.session.no_card import NoCardPage
from kiosk.session.phone_code import UseCardInstead
from kiosk.session.state import State
from kiosk.views.base import Button, Data, PageView, Row, Text
from kiosk.views.language import Say, localized, say_in
from kiosk.views.pages import Actions, Look, Views

_NOT_NOW: Mapping[CodeMissing, LocalizedText] = {
    CodeMissing.LEDGER: LocalizedText("本机出了故障，随申码核对不了", "This terminal is out of order, so it cannot be checked"),
    CodeMissing.SCANNER: LocalizedText("扫码器现在不能用，随申码读不了", "The scanner cannot be used now, so it cannot be read"),
    CodeMissing.NETWORK: LocalizedText("现在没有网络，随申码核对不了", "There is no network, so it cannot be checked"),
}


class NoCardRow(Row):
    """``good``: it will do, here and now; ``word`` says so."""

    icon: Data
    title: Text
    word: Text
    text: Text
    good: bool


class NoCardView(PageView):
    """``phone_code``: to show the code on a phone; ``card``: back to the page that asks for a card."""

    page: ClassVar[str] = "NoCardPage"
    title: Text
    text: Text
    rows: tuple[NoCardRow, ...]
    phone_code: Button
    card: Button


def no_card(state: State, place: NoCardPage, look: Look) -> NoCardView:
    """One row for each thing that shows who somebody is, and for the counter; what can be used first."""
    say = say_in(state)
    lacks = code_will_do(state, place.then)
    return NoCardView(
        title=say("没有带证件", "Without a card"),
        text=say("现在能用什么、不能用什么。", "What you can and cannot use now."),
        rows=tuple(_told(row, say) for row in sorted(_rows(state, place, lacks, say), key=lambda row: not row.good)),
        phone_code=say("出示手机上的随申码", "Show the code on my phone") if lacks is None else "",
        card=say("找到证件了，去刷证件", "I found my card"),
    )


class _Way(Value):
    icon: str
    title: str
    text: str
    good: bool


def _told(way: _Way, say: Say) -> NoCardRow:
    word = say("可以用", "Can be used") if way.good else say("不能用", "Cannot be used")
    return NoCardRow(icon=way.icon, title=way.title, word=word, text=way.text, good=way.good)


def _rows(state: State, place: NoCardPage, lacks: CodeMissing | None, say: Say) -> Iterator[_Way]:
    yield _code(state, place, lacks, say)
    if Device.SMART_CARD_READER in readers_for(state, place.then):
        yield _social_card(state, say)
    if place.then.receipt_helps:
        scans = state.status(Device.CODE_SCANNER).usable
        yield _Way(
            icon="qr-code",
            title=say("回执或离线码", "A receipt, or a code on paper"),
            text=say("请返回，改扫纸上的码", "Go back, and scan the code on the paper")
            if scans
            else say("扫码器现在不能用", "The scanner cannot be used now"),
            good=scans,
        )
    yield _Way(
        icon="landmark",
        title=say("窗口", "The counter"),
        text=say(
            "工作人员帮您核对身份；怎么核对以窗口为准",
            "The staff will confirm who you are; the counter decides how",
        ),
        good=True,
    )


def _code(state: State, place: NoCardPage, lacks: CodeMissing | None, say: Say) -> _Way:
    if lacks is None:
        text = say("打开随申码，对准扫码口就行，不用证件", "Open it and hold it to the scanner; no card is needed")
    elif lacks is CodeMissing.NOT_ENOUGH:
        reason = place.then.card_reason()
        text = (
            say("这件事不能用随申码：", "Not for this service. ") + localized(reason, state)
            if reason
            else say("这件事要用证件，不能用随申码", "A card is needed for this, not a code")
        )
    else:
        text = localized(_NOT_NOW[lacks], state)
    return _Way(icon="scan-line", title=say("手机上的随申码", "The code on your phone"), text=text, good=lacks is None)


def _social_card(state: State, say: Say) -> _Way:
    works = state.status(Device.SMART_CARD_READER).usable
    card = card_text(Device.SMART_CARD_READER).card
    text = say("带了它也可以，和身份证一样用", "It works just like the ID card")
    broken = say("读它的设备现在不能用", "Its reader cannot be used now")
    title = say(card.zh, card.en[0].upper() + card.en[1:])
    return _Way(icon=card_text(Device.SMART_CARD_READER).icon, title=title, text=text if works else broken, good=works)


VIEWS: Views = {NoCardPage: no_card}
ACTIONS: Actions = {
    "showPhoneCode": lambda state, value: ShowPhoneCode(),
    "useCardInstead": lambda state, value: UseCardInstead(),
}
