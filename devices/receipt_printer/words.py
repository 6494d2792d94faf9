"""What people are told of the receipt printer."""

from __future__ import annotations

from devices.shared_words import PAPER_STEPS, steps
from kiosk.domain.device_states import Reason
from kiosk.domain.text import LocalizedText
from kiosk.ports.device_text import DeviceText
from kiosk.ports.devices import Device

_ROLL = steps(
    "load-roll",
    ("打开打印机的盖子", "Open the printer's cover"),
    ("放入新纸卷，纸头朝外、露出一截", "Put in a new roll with its end showing outside"),
    ("合上盖子，听到咔哒一声", "Close the cover until it clicks"),
)

TEXT = DeviceText(
    device=Device.RECEIPT_PRINTER,
    name=LocalizedText("回执打印机", "Receipt printer"),
    within=LocalizedText("回执打印机", "receipt printer"),
    without=LocalizedText(
        "回执打印机暂时不能用：可以办理，回执显示在屏幕上",
        "No receipts on paper now: you can apply, and they are shown on screen",
    ),
    steps={
        **PAPER_STEPS,
        Reason.PAPER_LOW: _ROLL,
        Reason.PAPER_OUT: _ROLL,
        Reason.BUFFER_FULL: steps(
            "load-roll",
            ("看纸装好没有、盖子合紧没有", "See that there is paper in it and that its cover is closed"),
            ("关掉电源，10 秒后再打开", "Switch it off, and on again after 10 seconds"),
            ("没打完的会清掉，不会再出来", "What it had not printed is gone, and does not come out"),
        ),
        Reason.CUTTER: steps(
            "pull-paper",
            ("打开盖子", "Open the cover"),
            ("取出碎纸，不要碰刀口", "Take out scraps of paper; do not touch the blade"),
            ("合上盖子", "Close the cover"),
        ),
    },
)
