"""The line to the platform on the simulator panel: it is in one mode."""

from __future__ import annotations

from kiosk.domain.text import LocalizedText
from kiosk.ports.simulator_panel import Change, PanelLine, PanelPart, PanelState, Simulators, choice, line

KEY = "line"
THROUGH = "line-through"
CHOICES = (
    choice(THROUGH, "畅通", "Through"),
    choice("line-cut", "断开", "Cut"),
    choice("line-hang", "没有应答", "Hangs"),
    choice("line-portal", "要求登录", "Portal"),
    choice("line-error", "服务出错", "Error 500"),
)
_LINES = {
    THROUGH: line("good", "终端能连上平台", "The platform can be reached"),
    "line-cut": line("stored", "连接全部断开", "Every connection is cut"),
    "line-hang": line("stored", "连得上，但没有回答", "Connects, and never answers"),
    "line-portal": line("stored", "只回答登录网页", "Only a login page answers"),
    "line-error": line("stored", "平台回答500", "The platform answers 500"),
}


def _act(simulators: Simulators, key: str, state: PanelState) -> Change:
    simulators.of[KEY].command("mode", mode=key.removeprefix("line-"))
    return lambda state: state.choose(KEY, key)


def _line(state: PanelState) -> PanelLine:
    return _LINES[state.chosen.get(KEY, THROUGH)]


NETWORK_LINE = PanelPart(
    key=KEY,
    icon="landmark",
    name=LocalizedText("到平台的网络", "Network to platform"),
    choices=CHOICES,
    act=_act,
    line=_line,
    order=60,
    well=THROUGH,
)
