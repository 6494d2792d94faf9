"""The first pages of the set-up, and what all of them have; the others' views stand in modules beside this one."""

from __future__ import annotations

from typing import Any, ClassVar

from kiosk.journeys.setup import device_view, network_view, pairing_view, report_view
from kiosk.journeys.setup.base import seen_in
from kiosk.journeys.setup.beginning import LanguagePage, LookingPage, PicturePage, ScreenPage
from kiosk.journeys.setup.events import ChooseLanguage, ChooseMachine, KeepPicture, LookForSticks, OpenPart, PrintIt, StartOver
from kiosk.journeys.setup.page_view import SetUpView, faulted, waits
from kiosk.session.state import State
from kiosk.technician.offered_machine import OFFERED, OfferedOfMachine
from kiosk.views.base import Button, Data, Option, Row, Text
from kiosk.views.language import localized, say_in
from kiosk.views.pages import Actions, Look, Views


class LookingView(SetUpView):
    page: ClassVar[str] = "SetUpLookingPage"

    title: Text


def looking(state: State, place: LookingPage, look: Look) -> LookingView:
    """One moment."""
    say = say_in(state)
    return LookingView(title=say("正在检查这台终端…", "Checking this terminal…"))


class LanguageView(SetUpView):
    page: ClassVar[str] = "SetUpLanguagePage"

    problem: Text
    title: Text
    text: Text
    choices: tuple[Option, ...]


def language(state: State, place: LanguagePage, look: Look) -> LanguageView:
    """Both languages, each in its own words."""
    say = say_in(state)
    return LanguageView(
        problem=faulted(state, place.fault),
        title=say("给这台终端做第一次设置", "First set-up of this terminal"),
        text=say(
            "先选语言。大约十分钟；断了电，从停下的地方接着来。",
            "Choose the language first. It takes about ten minutes; after a power cut it continues where it stopped.",
        ),
        choices=(
            Option(value="zh", title=say("中文", "中文 (Chinese)"), chosen=seen_in(state).language == "zh"),
            Option(value="en", title=say("English（英文）", "English"), chosen=seen_in(state).language == "en"),
        ),
        primary=say("下一步", "Next") if seen_in(state).language and not place.asked else "",
    )


class MachineRow(Row):
    key: Data
    title: Text
    text: Text
    options: tuple[Option, ...]


class ScreenView(SetUpView):
    page: ClassVar[str] = "SetUpScreenPage"

    problem: Text
    title: Text
    text: Text
    waiting: Text
    rows: tuple[MachineRow, ...]


def screen(state: State, place: ScreenPage, look: Look) -> ScreenView:
    """What this machine has of it."""
    say, machine = say_in(state), seen_in(state).machine
    rows = tuple(_setting(one, machine[one.key], state) for one in OFFERED if one.key in machine)
    return ScreenView(
        problem=faulted(state, place.fault),
        title=say("屏幕和声音", "Screen and sound") if "volume" in machine else say("屏幕", "Screen"),
        text=say("马上生效。看着合适，就下一步。", "Takes effect at once. Go on when it looks right."),
        waiting=waits(state, place),
        rows=rows,
        primary="" if place.asked else say("下一步", "Next"),
    )


def _setting(one: OfferedOfMachine, value: str, state: State) -> MachineRow:
    return MachineRow(
        key=one.key,
        title=localized(one.name, state),
        text=localized(one.does, state),
        options=tuple(
            Option(value=f"{one.key}={offer.value}", title=localized(offer.name, state), chosen=offer.value == value)
            for offer in one.offers
        ),
    )


class PictureView(SetUpView):
    page: ClassVar[str] = "SetUpPicturePage"

    title: Text
    text: Text
    keep: Button
    back: Button
    waiting: Text


def picture(state: State, place: PicturePage, look: Look) -> PictureView:
    """Whoever reads it touches it."""
    say = say_in(state)
    return PictureView(
        title=say("画面这样对吗？", "Is the screen the right way up?"),
        text=""
        if place.asked
        else say("半分钟里没有人点，就转回原来的样子。", "If nobody touches the screen for half a minute, it is turned back."),
        keep=say("对，就这样", "Yes, keep it") if not place.asked else "",
        back=say("不对，转回去", "No, turn it back") if not place.asked else "",
        waiting=waits(state, place),
    )


def _machine(state: State, value: Any) -> ChooseMachine:
    key, _, chosen = str(value).partition("=")
    return ChooseMachine(key, chosen)


VIEWS: Views = {
    LookingPage: looking,
    LanguagePage: language,
    ScreenPage: screen,
    PicturePage: picture,
    **network_view.VIEWS,
    **pairing_view.VIEWS,
    **device_view.VIEWS,
    **report_view.VIEWS,
}
ACTIONS: Actions = {
    "chooseLanguage": lambda state, value: ChooseLanguage(str(value)),
    "chooseMachine": _machine,
    "keepPicture": lambda state, value: KeepPicture(bool(value)),
    "openPart": lambda state, value: OpenPart(str(value)),
    "lookForSticks": lambda state, value: LookForSticks(),
    "printIt": lambda state, value: PrintIt(),
    "startOver": lambda state, value: StartOver(),
    **network_view.ACTIONS,
    **pairing_view.ACTIONS,
    **device_view.ACTIONS,
}
