"""Words and steps that several devices have in common."""

from __future__ import annotations

from collections.abc import Mapping

from kiosk.domain.device_states import Reason
from kiosk.domain.text import LocalizedText
from kiosk.ports.device_text import Steps


def steps(picture: str, *lines: tuple[str, str]) -> Steps:
    """Each line in Chinese and English."""
    return Steps(picture, tuple(LocalizedText(zh, en) for zh, en in lines))


_CABLE = steps(
    "plug-cable",
    ("看电源灯亮不亮", "Is its power light on?"),
    ("拔下数据线，再插紧", "Unplug its cable and plug it in firmly"),
    ("关掉电源，10 秒后再打开", "Switch it off, and on again after 10 seconds"),
)
CABLE_STEPS: Mapping[Reason, Steps] = dict.fromkeys(
    (Reason.NOT_FOUND, Reason.SILENT, Reason.GARBLED, Reason.OFFLINE, Reason.MECHANICAL), _CABLE
)

# Of whatever has paper in it.
PAPER_STEPS: Mapping[Reason, Steps] = {
    **CABLE_STEPS,
    Reason.COVER_OPEN: steps(
        "close-cover",
        ("找到没有合上的盖子", "Find the cover that is open"),
        ("按下去，听到咔哒一声", "Press it down until it clicks"),
    ),
    Reason.PAPER_MISSING: steps(
        "pull-paper",
        ("看出纸口，取出卡住的纸", "Look into the outlet and take out paper that is stuck"),
        ("看纸装好没有、盖子合紧没有", "See that there is paper in it and that its cover is closed"),
        ("最后点“看过了”", "Then touch “I have looked”"),
    ),
}
