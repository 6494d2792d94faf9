"""What lies over a page to make it easier to use. Its settings are gone when the resident leaves."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeVar

from kiosk.domain.text import LocalizedText
from kiosk.ports.devices import Device
from kiosk.ports.voice import Loudness, Speed
from kiosk.session.state import State
from kiosk.views.base import Data, FactRow, Row, Text, Unsaid
from kiosk.views.language import Say, localized

StepT = TypeVar("StepT", Speed, Loudness)


class Switch(Row):
    """A setting that is on or off. ``act``: its name."""

    act: Data
    title: Text
    text: Text
    state: Text
    on: bool


class SettingStep(Row):
    step: Data
    title: Text
    name: Unsaid
    chosen: bool


class Setting(FactRow):
    """One of three, by a word. ``act``: what is told with the step that is chosen."""

    act: Data
    choices: tuple[SettingStep, ...]


_SPEEDS: Mapping[Speed, LocalizedText] = {
    Speed.SLOW: LocalizedText("慢", "Slow"),
    Speed.NORMAL: LocalizedText("正常", "Normal"),
    Speed.FAST: LocalizedText("快", "Fast"),
}
_LOUDNESS: Mapping[Loudness, LocalizedText] = {
    Loudness.QUIET: LocalizedText("轻", "Quiet"),
    Loudness.NORMAL: LocalizedText("适中", "Medium"),
    Loudness.LOUD: LocalizedText("响", "Loud"),
}


def switches(state: State, say: Say) -> tuple[Switch, ...]:
    """The settings that are on or off."""
    chosen = state.accessibility

    def switch(act: str, on: bool, title: str, text: str) -> Switch:
        return Switch(act=act, title=title, text=text, state=say("已打开", "On") if on else say("已关闭", "Off"), on=on)

    rows = (
        switch("large", chosen.large, say("字大一些", "Larger text"), say("时间也会更宽裕", "And more time")),
        switch("contrast", chosen.contrast, say("对比强一些", "Higher contrast"), say("黑底白字", "White on black")),
        switch("low", chosen.low, say("按钮低一些", "Lower the controls"), say("坐着也够得到", "Within reach when seated")),
        switch("left", chosen.left, say("用左手", "For the left hand"), say("按钮换到左边", "Buttons on the left")),
    )
    if not state.status(Device.SPEAKER).usable:
        return rows
    again = say("再听一遍：碰屏幕最下边，或按星号键", "Again: touch the bottom edge, or the star key")
    text = again if chosen.voice else say("每一页都念出来", "Every page is read out")
    return (*rows, switch("voice", chosen.voice, say("读给我听", "Read to me"), text))


def settings(state: State, say: Say) -> tuple[Setting, ...]:
    """How the voice speaks, where it does."""
    chosen = state.accessibility
    if not (chosen.voice and state.status(Device.SPEAKER).usable):
        return ()
    return (
        _setting("speed", say("念得快慢", "Speed of the voice"), _SPEEDS, chosen.speed, state, say),
        _setting("loudness", say("声音大小", "Volume of the voice"), _LOUDNESS, chosen.loudness, state, say),
    )


def _setting(act: str, label: str, words: Mapping[StepT, LocalizedText], chosen: StepT, state: State, say: Say) -> Setting:
    def step(one: StepT, word: LocalizedText) -> SettingStep:
        title = localized(word, state)
        return SettingStep(step=one.value, title=title, name=label + say("：", ": ") + title, chosen=one is chosen)

    steps = tuple(step(one, word) for one, word in words.items())
    return Setting(act=act, label=label, value=localized(words[chosen], state), choices=steps)
