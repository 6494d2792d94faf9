"""What to do about the states of devices, in words for attendants and technicians: what it is for every device. Where a device has
other words, for its states too, it declares them (`kiosk.ports.device_text`)."""

from __future__ import annotations

from collections.abc import Mapping

from kiosk.domain.device_states import Reason
from kiosk.domain.device_words import REASONS, in_words
from kiosk.domain.text import LocalizedText
from kiosk.ports.device_text import DeviceText, text_of
from kiosk.ports.devices import Device, DeviceStatus

_CABLES = LocalizedText("检查电源和数据线，拔下再插上", "Check power and cable; unplug it and plug it in again")
ADVICE: Mapping[Reason, LocalizedText] = {
    Reason.NOT_CONFIGURED: LocalizedText(
        "如果装了这个设备，请在 terminal.toml 里加上它", "If there is one, add its table to terminal.toml"
    ),
    Reason.MISCONFIGURED: LocalizedText("请技术员改正 terminal.toml", "A technician must correct terminal.toml"),
    Reason.NOT_FOUND: _CABLES,
    Reason.IN_USE: LocalizedText("关掉占用它的程序；终端自己也算", "End the program that has it; the running terminal is one"),
    Reason.SILENT: LocalizedText("关掉设备电源，10 秒后再打开", "Switch it off, and on again after 10 seconds"),
    Reason.BUFFER_FULL: LocalizedText(
        "看有没有缺纸、盖子有没有合上；都好就关掉电源，10 秒后再打开，没打完的会清掉",
        "See that it has paper and is closed; if so, switch it off, and on again after 10 seconds: what it holds is cleared",
    ),
    Reason.GARBLED: LocalizedText(
        "检查数据线和波特率；确认型号与配置一致", "Check cable and speed, and that it is the model that the configuration says"
    ),
    Reason.OFFLINE: LocalizedText("按设备上的联机键，或启用打印队列", "Press its online button, or enable the print queue"),
    Reason.PAPER_LOW: LocalizedText("准备一卷新纸", "Have new paper ready"),
    Reason.PAPER_OUT: LocalizedText("装纸，合上盖子", "Put in paper and close the cover"),
    Reason.COVER_OPEN: LocalizedText("合上盖子，听到咔哒一声", "Close the cover until it clicks"),
    Reason.CUTTER: LocalizedText("打开盖子，取出碎纸，再合上", "Open the cover, take out scraps of paper, close it"),
    Reason.JAM: LocalizedText("打开盖子，慢慢抽出卡住的纸", "Open the cover and pull the jammed paper out slowly"),
    Reason.OUTPUT_TRAY: LocalizedText(
        "取走出纸盒里的纸，把出纸盒装好", "Take the paper out of the output tray; put the tray in its place"
    ),
    Reason.SUPPLY_LOW: LocalizedText("准备一个新的碳粉盒或墨盒", "Have a new toner or ink cartridge ready"),
    Reason.SUPPLY_OUT: LocalizedText("换上新的碳粉盒或墨盒，推到底", "Put in a new toner or ink cartridge, all the way"),
    Reason.DRIVER: LocalizedText(
        "请技术员安装这台打印机的驱动程序，再重建打印队列", "A technician installs its driver and sets up the print queue again"
    ),
    Reason.PAPER_MISSING: LocalizedText(
        "看出纸口有没有卡住的纸，纸装好没有", "Look for paper stuck in its outlet, and at its paper"
    ),
    Reason.NOTICE: LocalizedText("看设备自己的屏幕，照提示处理", "Read what its own display says, and do as it says"),
    Reason.MECHANICAL: LocalizedText("关掉电源再打开；还不行就找技术员", "Switch it off and on; if it stays so, call a technician"),
    Reason.NOT_AUTHORISED: LocalizedText("请技术员更换安全模块", "A technician replaces the security module"),
    Reason.CANCELLED: LocalizedText("可以重新打印", "Print again"),
    Reason.NOT_RECORDED: LocalizedText("请技术员检查磁盘", "A technician checks the disk"),
}


def todo(device: Device, status: DeviceStatus) -> LocalizedText | None:
    """What to do; None where nothing is to be done."""
    if status.reason is None:
        return None if status.usable else LocalizedText("请稍等，正在检查", "Wait a moment, it is being looked at")
    return text_of(device).advice.get(status.reason, ADVICE[status.reason])


def told(status: DeviceStatus, text: DeviceText | None = None) -> LocalizedText:
    """The state in words, with its reason; ``text``: of the device, which may have words of its own for it."""
    return in_words(status.kind, status.reason, {**REASONS, **text.reasons} if text else REASONS)
