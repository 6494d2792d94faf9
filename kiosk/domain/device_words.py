"""The states of devices in words, for attendants, technicians and staff: what they are for every device."""

from __future__ import annotations

from collections.abc import Mapping

from kiosk.domain.device_states import Reason, StatusKind
from kiosk.domain.text import LocalizedText

KINDS: Mapping[StatusKind, LocalizedText] = {
    StatusKind.READY: LocalizedText("正常", "Ready"),
    StatusKind.BUSY: LocalizedText("正在工作", "At work"),
    StatusKind.ATTENTION: LocalizedText("能用，要尽快处理", "Works, needs attention soon"),
    StatusKind.UNAVAILABLE: LocalizedText("不能用", "Cannot be used"),
    StatusKind.UNKNOWN: LocalizedText("状态不明", "Not known"),
}

REASONS: Mapping[Reason, LocalizedText] = {
    Reason.NOT_CONFIGURED: LocalizedText("没有配置", "Not configured"),
    Reason.MISCONFIGURED: LocalizedText("配置有误", "Its configuration is wrong"),
    Reason.NOT_FOUND: LocalizedText("没有连上", "Not connected"),
    Reason.IN_USE: LocalizedText("被别的程序占用", "In use by another program"),
    Reason.SILENT: LocalizedText("没有回应", "Does not answer"),
    Reason.BUFFER_FULL: LocalizedText("不再接收要打的内容", "Accepts no more data"),
    Reason.GARBLED: LocalizedText("回应看不懂", "Its answers cannot be understood"),
    Reason.OFFLINE: LocalizedText("处于脱机状态", "Offline"),
    Reason.PAPER_LOW: LocalizedText("纸快用完了", "Paper is running low"),
    Reason.PAPER_OUT: LocalizedText("没有纸了", "Out of paper"),
    Reason.COVER_OPEN: LocalizedText("盖子开着", "Its cover is open"),
    Reason.CUTTER: LocalizedText("切刀卡住了", "Its cutter is stuck"),
    Reason.JAM: LocalizedText("卡纸了", "Paper is jammed"),
    Reason.OUTPUT_TRAY: LocalizedText("出纸盒满了或没装好", "Its output tray is full or missing"),
    Reason.SUPPLY_LOW: LocalizedText("碳粉或墨快用完了", "Toner or ink is running low"),
    Reason.SUPPLY_OUT: LocalizedText("碳粉或墨用完了，或没装好", "Toner or ink is used up, or not in its place"),
    Reason.DRIVER: LocalizedText("打印队列缺驱动程序", "Its print queue lacks the driver"),
    Reason.PAPER_MISSING: LocalizedText("有人说没有出纸", "Somebody said that nothing came out"),
    Reason.NOTICE: LocalizedText("设备屏幕上有提示", "Shows a message on its own screen"),
    Reason.MECHANICAL: LocalizedText("设备报告故障", "Reports a fault"),
    Reason.NOT_AUTHORISED: LocalizedText("安全模块未授权", "Its security module is not authorised"),
    Reason.CANCELLED: LocalizedText("已取消", "Cancelled"),
    Reason.NOT_RECORDED: LocalizedText("打印没能先记下来，所以没有打印", "The print could not be recorded, so nothing was printed"),
}


def in_words(kind: StatusKind, reason: Reason | None, words: Mapping[Reason, LocalizedText] = REASONS) -> LocalizedText:
    """A state with its reason.

    Args:
        kind: the state.
        reason: why; None where there is none.
        words: for reasons.
    """
    if reason is None:
        return KINDS[kind]
    why = words[reason]
    if reason is Reason.NOT_CONFIGURED:
        return why
    return LocalizedText(f"{KINDS[kind].zh}：{why.zh}", f"{KINDS[kind].en}: {why.en[0].lower()}{why.en[1:]}")
