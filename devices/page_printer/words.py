"""What people are told of the A4 printer."""

from __future__ import annotations

from devices.shared_words import PAPER_STEPS, steps
from kiosk.domain.device_states import Reason
from kiosk.domain.text import LocalizedText
from kiosk.ports.device_text import DeviceText
from kiosk.ports.devices import Device

_TRAY = steps(
    "load-tray",
    ("拉出纸盒", "Pull out the tray"),
    ("放入 A4 纸，对齐两边", "Fill it with A4 paper between the guides"),
    ("把纸盒推到底", "Push it in all the way"),
)
_SUPPLY = steps(
    "load-cartridge",
    ("打开打印机的前盖", "Open the printer's front cover"),
    ("换上新的碳粉盒或墨盒，推到底", "Put in a new toner or ink cartridge, all the way"),
    ("合上盖子", "Close the cover"),
)

PROGRAMS = {
    "cupsd": LocalizedText("cupsd.conf 里只写 Listen localhost:631", "In cupsd.conf, Listen localhost:631 alone"),
    "cups-browsed": LocalizedText("卸载：sudo apt-get purge cups-browsed", "sudo apt-get purge cups-browsed"),
    "avahi-daemon": LocalizedText("卸载：sudo apt-get purge avahi-daemon", "sudo apt-get purge avahi-daemon"),
    "ippeveprinter": LocalizedText("卸载：sudo apt-get purge cups-ipp-utils", "sudo apt-get purge cups-ipp-utils"),
}

TEXT = DeviceText(
    device=Device.PAGE_PRINTER,
    name=LocalizedText("证照打印机", "A4 printer"),
    within=LocalizedText("证照打印机", "A4 printer"),
    without=LocalizedText("证照打印机暂时不能用", "Licence copies cannot be printed now"),
    advice={
        Reason.PAPER_LOW: LocalizedText("在纸盒里加 A4 纸", "Add A4 paper to the tray"),
        Reason.PAPER_OUT: LocalizedText("在纸盒里加 A4 纸，推到底", "Fill the tray with A4 paper and push it in"),
        Reason.SILENT: LocalizedText(
            "检查打印机电源、网线和地址；没有用就关掉电源，10 秒后再打开",
            "Check its power, network and address; if that does not help, switch it off, and on again after 10 seconds",
        ),
        Reason.NOT_FOUND: LocalizedText(
            "检查打印机电源和网线；确认打印队列存在", "Check its power and network, and that the print queue exists"
        ),
    },
    steps={
        **PAPER_STEPS,
        Reason.PAPER_LOW: _TRAY,
        Reason.PAPER_OUT: _TRAY,
        Reason.JAM: steps(
            "pull-paper",
            ("打开盖子", "Open the cover"),
            ("用两只手慢慢抽出纸，不要撕断", "Pull the paper out slowly with both hands; do not tear it"),
            ("合上盖子", "Close the cover"),
        ),
        Reason.OUTPUT_TRAY: steps(
            "pull-paper",
            ("取走出纸盒里的纸", "Take the paper out of the output tray"),
            ("把出纸盒装好", "Put the tray in its place"),
        ),
        Reason.SUPPLY_OUT: _SUPPLY,
        Reason.SUPPLY_LOW: _SUPPLY,
    },
)
