"""The document camera on the simulator panel: what lies under it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from kiosk.domain.text import LocalizedText
from kiosk.ports.simulator_panel import Change, PanelLine, PanelPart, PanelState, Simulators, choice, line

KEY = "camera"
UNPLUG, TAKE = "camera-unplug", "camera-take"
UNDER_CAMERA: Mapping[str, Mapping[str, Any]] = {
    "camera-certificate": {"lines": ["出生医学证明", "新生儿姓名：王小宝", "样板区妇幼保健院"]},
    "camera-register": {"lines": ["常住人口登记卡", "姓名 王小宝", "公民身份号码 310199202405010019"]},
    "camera-corner": {"lines": ["出生医学证明"], "at": [0.85, 0.5]},
}
CHOICES = (
    choice("camera-certificate", "出生证明", "Certificate"),
    choice("camera-register", "户口簿一页", "Register page"),
    choice("camera-corner", "没放全", "Out of sight"),
    choice(TAKE, "拿走", "Take it away"),
    choice(UNPLUG, "拔掉连线", "Unplugged"),
)


def _act(simulators: Simulators, key: str, state: PanelState) -> Change:
    camera = simulators.of[KEY]
    if key == UNPLUG:
        on = key not in state.faults
        camera.command("unplug" if on else "replug")
        return lambda state: state.fault(key, on)
    if key == TAKE:
        camera.command("clear")
        return lambda state: state.choose(KEY, "")
    camera.command("show_page", **UNDER_CAMERA[key])
    return lambda state: state.choose(KEY, key)


def _locked(state: PanelState) -> frozenset[str]:
    return frozenset() if state.chosen.get(KEY) else frozenset({TAKE})


def _line(state: PanelState) -> PanelLine:
    if UNPLUG in state.faults:
        return line("stored", "高拍仪没有连接", "The camera is not connected")
    key = state.chosen.get(KEY)
    if not key:
        return line("quiet", "镜头下面没有纸", "Nothing lies there")
    words = PART.words(key)
    return line("good", f"镜头下面是：{words.zh}", f"It sees: {words.en}")


PART = PanelPart(
    key=KEY,
    icon="camera",
    name=LocalizedText("高拍仪", "Document camera"),
    choices=CHOICES,
    act=_act,
    line=_line,
    locked=_locked,
    order=40,
    switches=False,
)
