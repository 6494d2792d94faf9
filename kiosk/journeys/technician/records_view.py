"""What waits and what was printed, and the log: numbers, ages and reasons."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from kiosk.domain.device_words import REASONS
from kiosk.domain.text import LocalizedText
from kiosk.domain.times import clock_text
from kiosk.journeys.technician.events import SendAgain
from kiosk.journeys.technician.records import LogPage, RecordsPage
from kiosk.ports.maintenance import PrintsOfKind, Records
from kiosk.session.state import State
from kiosk.views.base import Button, Data, PageView, Row, Text, Unsaid
from kiosk.views.language import Say, localized, say_in
from kiosk.views.pages import Actions, Look, Views

_KINDS: Mapping[str, LocalizedText] = {
    "RECEIPT": LocalizedText("回执和小票", "Receipts and slips"),
    "COPY": LocalizedText("A4 页", "A4 pages"),
}
_STATES: Mapping[str, LocalizedText] = {
    "INTENDED": LocalizedText("准备打印", "about to be printed"),
    "SENT": LocalizedText("已送到打印机", "sent to the printer"),
    "CONFIRMED": LocalizedText("打印好了", "printed"),
    "FAILED": LocalizedText("没有打印", "not printed"),
    "UNCERTAIN": LocalizedText("不知道打好没有", "not known whether printed"),
    "VOIDED": LocalizedText("作废", "void"),
}
_OTHER: Mapping[str, LocalizedText] = {
    "missing": LocalizedText("有人说没有出纸", "somebody said that nothing came out"),
    "taken": LocalizedText("本人说拿到了", "the resident said they have it"),
}


class RecordRow(Row):
    title: Text
    text: Text
    tone: Data


class RecordsView(PageView):
    """``told``: what came of sending again."""

    page: ClassVar[str] = "TechnicianRecordsPage"
    is_home: ClassVar[bool] = True
    tells_network: ClassVar[bool] = True

    told: Text
    title: Text
    text: Text
    again: Button
    waiting: Text
    rows: tuple[RecordRow, ...]
    prints_title: Text
    prints: tuple[RecordRow, ...]


def records(state: State, place: RecordsPage, look: Look) -> RecordsView:
    """By number, age and reason; nothing of whose it is is here to be read."""
    say, known = say_in(state), place.records
    rows = known.waiting if known else ()
    return RecordsView(
        told=_sent(place, say),
        title=_title(place, say),
        text=_what_it_is(known.readable, bool(rows), say) if known else "",
        again=say("再送一次", "Send it again") if any(row.again for row in rows) and not place.asked else "",
        waiting=_waiting(place, say),
        rows=tuple(
            RecordRow(
                title=row.called,
                text=say(f"{_age(row.at, look, say)}：", f"{_age(row.at, look, say)}: ") + localized(row.why, state),
                tone="stored" if row.again else "info",
            )
            for row in rows
        ),
        prints_title=_prints_title(known, say) if known and known.readable else "",
        prints=tuple(_print(one, state, say) for one in known.prints) if known else (),
    )


def _title(place: RecordsPage, say: Say) -> str:
    if place.records is None:
        return say("待送和打印", "Queue and prints")
    if not place.records.readable:
        return say("记录读不出来", "The records cannot be read")
    count = len(place.records.waiting) + place.records.more
    return say(f"{count}件在等平台收", f"{count} waiting for the platform") if count else say("没有待送的", "Nothing is waiting")


def _prints_title(known: Records, say: Say) -> str:
    return say("打印记录", "Prints") if known.prints else say("没有打印记录", "No prints are recorded")


def _waiting(place: RecordsPage, say: Say) -> str:
    if not place.asked:
        return ""
    if place.records is None or place.sent is not None:
        return say("正在读取记录…", "Reading the records…")
    return say("正在排队再送…", "Queueing it to be sent again…")


def _what_it_is(readable: bool, waiting: bool, say: Say) -> str:
    """What is to be known of it: nothing, where nothing is waiting."""
    if readable and not waiting:
        return ""
    if not readable:
        return say(
            "现在看不到有没有等着送出的、打印过的，有多少。怎么办，看总览里“待送和打印”一行。",
            'Whether anything waits or was printed, and how much, cannot be told now. The line "Queue and prints" in the overview'
            " says what to do.",
        )
    return say(
        "内容已经加密，本机也打不开。没送出的会自己再送；要人处理的，可以从这里再送一次。",
        "All of it is sealed: not even the terminal can open it. It is sent automatically; what needs attention can be"
        " sent again from here.",
    )


def _sent(place: RecordsPage, say: Say) -> str:
    if place.sent is None:
        return ""
    if place.sent == 0:
        return say("没有可以再送的。", "There was nothing to send again.")
    return say(f"{place.sent}件已经排队再送。", f"{place.sent} queued to be sent again.")


def _age(at: int, look: Look, say: Say) -> str:
    minutes = max(0, look.moment.wall - at) // 60
    if minutes < 60:
        return say(f"{minutes}分钟前", f"{minutes} min ago")
    if minutes < 48 * 60:
        return say(f"{minutes // 60}小时前", f"{minutes // 60} h ago")
    return say(f"{minutes // 1440}天前", f"{minutes // 1440} days ago")


def _print(one: PrintsOfKind, state: State, say: Say) -> RecordRow:
    kind, how = localized(_KINDS[one.kind], state), localized(_STATES[one.state], state)
    known = {**{reason.value: text for reason, text in REASONS.items()}, **_OTHER}
    why = localized(known[one.reason], state) if one.reason in known else ""
    return RecordRow(
        title=say(f"{kind}：{how}", f"{kind}: {how}"),
        text=say(f"{one.count}张", f"{one.count}") + (say(f"，{why}", f", {why}") if why else ""),
        tone="info" if one.state in ("CONFIRMED", "SENT") else "stored",
    )


class LogRow(Row):
    """Names of events and of their details are those of the log, in both languages."""

    at: Unsaid
    event: Unsaid
    details: Unsaid


class LogView(PageView):
    page: ClassVar[str] = "TechnicianLogPage"
    is_home: ClassVar[bool] = True
    tells_network: ClassVar[bool] = True

    title: Text
    text: Text
    retry: Button
    waiting: Text
    rows: tuple[LogRow, ...]


def log(state: State, place: LogPage, look: Look) -> LogView:
    """The newest first."""
    say = say_in(state)
    return LogView(
        title=say("日志", "Log"),
        text=say("还没有记录。", "No records yet.")
        if place.lines == ()
        else say("最新的在上面。里面没有居民的信息。", "The newest is on top. It holds no residents' data."),
        retry="" if place.asked else say("重新读取", "Read it again"),
        waiting=say("正在读取日志…", "Reading the log…") if place.asked else "",
        rows=tuple(LogRow(at=clock_text(line.at), event=line.event, details=line.details) for line in place.lines or ()),
    )


VIEWS: Views = {RecordsPage: records, LogPage: log}
ACTIONS: Actions = {"sendAgain": lambda state, value: SendAgain()}
