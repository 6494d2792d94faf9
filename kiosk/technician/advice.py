"""The states of devices and what to do about them, in words for attendants and technicians: what they are for every device. Where a
device has other words it declares them (`kiosk.ports.device_text`)."""

from __future__ import annotations

from collections.abc import Mapping

from kiosk.domain.text import LocalizedText
from kiosk.ports.device_text import DeviceText, text_of
from kiosk.ports.devices import Device, DeviceStatus, Reason, StatusKind

KINDS: Mapping[StatusKind, LocalizedText] = {
    StatusKind.READY: LocalizedText("正常", "Ready"),
    StatusKind.BUSY: LocalizedText("正在工作", "At work"),
    StatusKind.ATTENTION: LocalizedText("能用，要尽快处理", "Works, needs somebody soon"),
    StatusKind.UNAVAILABLE: LocalizedText("不能用", "Cannot be used"),
    StatusKind.UNKNOWN: LocalizedText("状态不明", "Not known"),
}

REASONS: Mapping[Reason, LocalizedText] = {
    Reason.NOT_CONFIGURED: LocalizedText("没有配置", "Not configured"),
    Reason.MISCONFIGURED: LocalizedText("配置有误", "Its configuration is wrong"),
    Reason.NOT_FOUND: LocalizedText("没有连上", "Not connected"),
    Reason.IN_USE: LocalizedText("被别的程序占用", "Another program has it"),
    Reason.SILENT: LocalizedText("没有回应", "Does not answer"),
    Reason.GARBLED: LocalizedText("回应看不懂", "Its answers make no sense"),
    Reason.OFFLINE: LocalizedText("处于脱机状态", "Says that it is offline"),
    Reason.PAPER_LOW: LocalizedText("纸快用完了", "Paper is running low"),
    Reason.PAPER_OUT: LocalizedText("没有纸了", "Out of paper"),
    Reason.COVER_OPEN: LocalizedText("盖子开着", "Its cover is open"),
    Reason.CUTTER: LocalizedText("切刀卡住了", "Its cutter is stuck"),
    Reason.JAM: LocalizedText("卡纸了", "Paper is jammed"),
    Reason.OUTPUT_TRAY: LocalizedText("出纸盒满了或没装好", "Its output tray is full or missing"),
    Reason.SUPPLY_LOW: LocalizedText("碳粉或墨快用完了", "Toner or ink is running low"),
    Reason.SUPPLY_OUT: LocalizedText("碳粉或墨用完了，或没装好", "Toner or ink is used up, or not in its place"),
    Reason.DRIVER: LocalizedText("打印队列缺驱动程序", "Its print queue lacks the driver"),
    Reason.PAPER_MISSING: LocalizedText("有人说没有出纸", "Somebody says it did not print"),
    Reason.NOTICE: LocalizedText("设备屏幕上有提示", "Shows a notice of its own"),
    Reason.MECHANICAL: LocalizedText("设备报告故障", "Reports a fault of its own"),
    Reason.NOT_AUTHORISED: LocalizedText("安全模块未授权", "Its security module is not authorised"),
    Reason.CANCELLED: LocalizedText("已取消", "Cancelled"),
    Reason.NOT_RECORDED: LocalizedText("无法先登记，没有打印", "Could not be written down first, so nothing was printed"),
}

_CABLES = LocalizedText("检查电源和数据线，拔下再插上", "Check power and cable; unplug it and plug it in again")
ADVICE: Mapping[Reason, LocalizedText] = {
    Reason.NOT_CONFIGURED: LocalizedText(
        "如果装了这个设备，请技术人员在 terminal.toml 里加上它", "If there is one, a technician adds its table to terminal.toml"
    ),
    Reason.MISCONFIGURED: LocalizedText("请技术人员改正 terminal.toml", "A technician mends terminal.toml"),
    Reason.NOT_FOUND: _CABLES,
    Reason.IN_USE: LocalizedText("关掉占用它的程序；终端自己也算", "End the program that has it; the running terminal is one"),
    Reason.SILENT: LocalizedText("关掉设备电源，10 秒后再打开", "Switch it off, and on again after 10 seconds"),
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
        "请技术人员安装这台打印机的驱动程序，再重建打印队列", "A technician installs its driver and sets up the print queue again"
    ),
    Reason.PAPER_MISSING: LocalizedText(
        "看出纸口有没有卡住的纸，纸装好没有", "Look for paper stuck in its outlet, and at its paper"
    ),
    Reason.NOTICE: LocalizedText("看设备自己的屏幕，照提示处理", "Read what its own display says, and do as it says"),
    Reason.MECHANICAL: LocalizedText(
        "关掉电源再打开；还不行就找技术人员", "Switch it off and on; if it stays so, call a technician"
    ),
    Reason.NOT_AUTHORISED: LocalizedText("请技术人员更换安全模块", "A technician replaces the security module"),
    Reason.CANCELLED: LocalizedText("可以重新打印", "Print again"),
    Reason.NOT_RECORDED: LocalizedText("请技术人员检查磁盘", "A technician checks the disk"),
}


def todo(device: Device, status: DeviceStatus) -> LocalizedText | None:
    """What to do; None where nothing is to be done."""
    if status.reason is None:
        return None if status.usable else LocalizedText("请稍等，正在检查", "Wait a moment, it is being looked at")
    return text_of(device).advice.get(status.reason, ADVICE[status.reason])


def told(status: DeviceStatus, text: DeviceText | None = None) -> LocalizedText:
    """The state in words, with its reason; ``text``: of the device, which may have words of its own for it."""
    kind = KINDS[status.kind]
    if status.reason is None:
        return kind
    reason = text.reasons.get(status.reason, REASONS[status.reason]) if text else REASONS[status.reason]
    if status.reason is Reason.NOT_CONFIGURED:
        return reason
    return LocalizedText(f"{kind.zh}：{reason.zh}", f"{kind.en}: {reason.en[0].lower()}{reason.en[1:]}")
