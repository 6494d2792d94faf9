"""What lies over a page to make it easier to use. Its settings are gone when the resident leaves."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from kiosk.ports.devices import Device
from kiosk.ports.voice import Loudness, Speed
from kiosk.session.state import State
from screens.views.language import Say

View = dict[str, Any]
Pair = tuple[str, str]  # Chinese, English
_Step = TypeVar("_Step", Speed, Loudness)

_SPEEDS = {Speed.SLOW: ("慢", "Slow"), Speed.NORMAL: ("正常", "Normal"), Speed.FAST: ("快", "Fast")}
_LOUDNESS = {Loudness.QUIET: ("轻", "Quiet"), Loudness.NORMAL: ("适中", "Medium"), Loudness.LOUD: ("响", "Loud")}


def ease(state: State, say: Say) -> View:
    on, off = say("已打开", "On"), say("已关闭", "Off")

    def switch(act: str, chosen: bool, title: str, text: str) -> View:
        return {"act": act, "on": chosen, "title": title, "text": text, "state": on if chosen else off}

    rows = [
        switch("large", state.ease.large, say("字大一些", "Larger text"), say("时间也会更宽裕", "And more time")),
        switch("contrast", state.ease.contrast, say("对比强一些", "Higher contrast"), say("黑底白字", "White on black")),
        switch("low", state.ease.low, say("按钮低一些", "Lower the controls"), say("坐着也够得到", "Within reach when seated")),
        switch("left", state.ease.left, say("用左手", "For the left hand"), say("按钮换到左边", "Buttons on the left")),
    ]
    voice = state.status(Device.SPEAKER).usable
    if voice:
        text = (
            say("再听一遍：碰屏幕最下边，或按星号键", "Again: touch the bottom edge, or the star key")
            if state.ease.voice
            else say("每一页都念出来", "Every page is read out")
        )
        rows.append(switch("voice", state.ease.voice, say("读给我听", "Read to me"), text))
    return {
        "kind": "ease",
        "title": say("怎样用着方便？", "Make it easier to use"),
        "rows": rows,
        "steps": _steps(state, say) if voice and state.ease.voice else [],
        "close": say("好了", "Done"),
    }


def _steps(state: State, say: Say) -> list[View]:
    """How the voice speaks: of each kind one of three, by a word."""
    return [
        _step("speed", say("念得快慢", "Speed of the voice"), _SPEEDS, state.ease.speed, say),
        _step("loudness", say("声音大小", "Loudness of the voice"), _LOUDNESS, state.ease.loudness, say),
    ]


def _step(act: str, label: str, words: Mapping[_Step, Pair], chosen: _Step, say: Say) -> View:
    def named(word: str) -> str:
        return label + say("：", ": ") + word

    return {
        "act": act,
        "label": label,
        "value": say(*words[chosen]),
        "choices": [
            {"step": step.value, "title": say(*word), "name": named(say(*word)), "chosen": step is chosen}
            for step, word in words.items()
        ],
    }
