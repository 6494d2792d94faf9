"""Why a terminal is out of service, as staff say it, and in the words that residents read."""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum

from kiosk.domain.text import LocalizedText


class Closing(Enum):
    REPAIR = "repair"
    PAPER = "paper"
    CLEANING = "cleaning"
    MOVING = "moving"


ON_TRIAL = LocalizedText(
    "本机正在更新程序，几分钟后恢复。着急请用旁边的终端，或到窗口办理。",
    "Being updated, and back in a few minutes. In a hurry, use another terminal or the counter.",
)
WORDS: Mapping[Closing, LocalizedText] = {
    Closing.REPAIR: LocalizedText(
        "本机正在维修，请用旁边的终端，或到窗口办理。", "Being repaired. Use another terminal, or the counter."
    ),
    Closing.PAPER: LocalizedText(
        "本机正在等纸，请用旁边的终端，或到窗口办理。", "Waiting for paper. Use another terminal, or the counter."
    ),
    Closing.CLEANING: LocalizedText("本机正在清洁，请稍等一会儿。", "Being cleaned. Please wait a moment."),
    Closing.MOVING: LocalizedText("本机今天不能用，请到窗口办理。", "Out of use today. Please go to the counter."),
}
