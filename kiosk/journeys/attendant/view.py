"""For the site's attendant: which device needs somebody, a picture of what to do, and the steps."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from kiosk.domain.closings import WORDS, Closing
from kiosk.domain.device_states import Reason, StatusKind
from kiosk.domain.text import LocalizedText
from kiosk.domain.values import Value
from kiosk.journeys.attendant.places import (
    Attendant,
    CallPage,
    CallTechnician,
    CloseFor,
    ClosingPage,
    LookedAt,
    OpenCall,
    OpenClosing,
    OpenTask,
    OpenTechnician,
    Task,
    TaskPage,
    WipeScreen,
)
from kiosk.ports.device_text import Steps, text_of
from kiosk.ports.devices import Device, DeviceStatus
from kiosk.session.state import State
from kiosk.technician.advice import todo, told
from kiosk.views.base import Button, Data, Option, PageView, Row, Text, TileRow, Unsaid
from kiosk.views.devices import needy
from kiosk.views.language import Say, localized, say_in
from kiosk.views.pages import Actions, Look, Views


class DeviceCard(Row):
    device: Data
    name: Unsaid
    state: Text
    tone: Data
    picture: Data
    looked: Text
    steps: tuple[Text, ...]


class AttendantView(PageView):
    page: ClassVar[str] = "AttendantPage"

    title: Text
    text: Text
    closed: Text
    cards: tuple[DeviceCard, ...]
    well: Text
    more: Text
    tiles: tuple[TileRow, ...]


def attendant(state: State, place: Attendant, look: Look) -> AttendantView:
    """A card a device that needs somebody."""
    say = say_in(state)
    cards = tuple(_card(device, status, state, say) for device, status in needy(state))
    well = [
        localized(text_of(device).name, state)
        for device, status in state.statuses.items()
        if status.usable and status.kind is not StatusKind.ATTENTION
    ]
    terminal = state.settings.terminal
    return AttendantView(
        title=_title(bool(cards), state.closed is not None, say),
        text=say("照下面的步骤处理，处理好了这里会自动变化。", "Follow the steps; this page updates by itself when it is done.")
        if cards
        else "",
        closed=_closed(state, say, titled=not cards),
        cards=cards,
        tiles=_tiles(state, say),
        well=say("正常：", "Working: ") + say("、", ", ").join(well) if well else "",
        more=say(
            f"{'处理不了' if cards else '有别的问题'}？打电话 {terminal.hotline}，报终端编号 {terminal.terminal_id}。",
            f"{'Not solved' if cards else 'Anything else wrong'}? Call {terminal.hotline}, and give terminal number"
            f" {terminal.terminal_id}.",
        ),
        primary=say("回到待机页", "To the idle page"),
    )


def _title(needed: bool, closed: bool, say: Say) -> str:
    if needed:
        return say("设备需要照看", "Devices that need you")
    return _out_of_service(say) if closed else say("设备都正常", "All devices work")


def _card(device: Device, status: DeviceStatus, state: State, say: Say) -> DeviceCard:
    text = text_of(device)
    steps = text.steps.get(status.reason) if status.reason else None
    advice = todo(device, status)
    lines = steps.lines if steps else (advice,) if advice else ()
    return DeviceCard(
        device=device.value,
        name=localized(text_of(device).name, state),
        state=localized(told(status, text), state),
        tone="stored" if status.usable else "bad",
        picture=steps.picture if steps else "",
        looked=say("看过了", "I have looked") if status.reason is Reason.PAPER_MISSING else "",
        steps=tuple(localized(line, state) for line in lines),
    )


def _out_of_service(say: Say) -> str:
    return say("已暂停服务", "Out of service")


def _closed(state: State, say: Say, titled: bool) -> str:
    """``titled``: the title says that it is out of service."""
    if state.closed is None:
        return ""
    sentence = localized(WORDS[state.closed], state)
    if titled:
        return say(f"居民看到：{sentence}", f"Residents read: {sentence}")
    return say(f"现在暂停服务，居民看到：{sentence}", f"Out of service. Residents read: {sentence}")


def _tiles(state: State, say: Say) -> tuple[TileRow, ...]:
    tasks = ((Task.ROLL, "receipt-text"), (Task.TRAY, "file-text"), (Task.JAM, "printer"), (Task.CARD, "id-card"))
    return (
        *(
            TileRow(act="openTask", value=task.value, icon=icon, title=localized(_TASKS[task].title, state), text="")
            for task, icon in tasks
        ),
        TileRow(act="wipeScreen", icon="eraser", title=say("擦屏幕", "Wipe the screen"), text=""),
        TileRow(
            act="openClosing",
            icon="circle-x" if state.closed is None else "circle-play",
            title=say("暂停服务", "Pause service") if state.closed is None else say("恢复服务", "Resume service"),
            text="",
        ),
        TileRow(act="openCall", icon="phone", title=say("叫技术员", "Call a technician"), text=""),
        TileRow(act="openTechnician", icon="stethoscope", title=say("技术员登录", "Technician's pages"), text=""),
    )


class TaskView(PageView):
    page: ClassVar[str] = "AttendantTaskPage"
    is_home: ClassVar[bool] = True

    done: Text
    title: Text
    text: Text
    picture: Data
    steps: tuple[Text, ...]


def task(state: State, place: TaskPage, look: Look) -> TaskView:
    """A picture and steps, and what to do about somebody's card."""
    say, text = say_in(state), _TASKS[place.task]
    steps = text.steps or text_of(text.device).steps[text.reason]
    kept = say(
        "已经记下。有人来找，请核对照片和姓名再还。", "Noted. When somebody asks for it, check the photo and the name first."
    )
    asks = place.task is Task.CARD and not place.done
    return TaskView(
        done=kept if place.done else "",
        title=localized(text.title, state),
        text=localized(text.text, state),
        picture=steps.picture,
        steps=tuple(localized(line, state) for line in steps.lines),
        primary=say("已经收好", "I have kept it") if asks else say("做好了", "Done"),
    )


class ClosingView(PageView):
    page: ClassVar[str] = "ClosingPage"
    is_home: ClassVar[bool] = True

    closed: Text
    title: Text
    text: Text
    reasons: tuple[Option, ...]


def closing(state: State, place: ClosingPage, look: Look) -> ClosingView:
    """Which sentence residents read; and back to service."""
    say = say_in(state)
    return ClosingView(
        closed=_closed(state, say, titled=True),
        title=_out_of_service(say) if state.closed else say("暂停服务", "Take it out of service"),
        text=say(
            "选一句给居民看的话。选了马上生效，关机重开也还在，直到您恢复服务。",
            "Choose what residents read. It takes effect at once and lasts, even after a restart, until you resume service.",
        ),
        reasons=tuple(Option(value=why.value, title=localized(WORDS[why], state), chosen=why is state.closed) for why in Closing),
        primary=say("恢复服务", "Resume service") if state.closed else "",
    )


class CallView(PageView):
    page: ClassVar[str] = "CallPage"
    is_home: ClassVar[bool] = True

    called: Text
    title: Text
    text: Text
    phone_label: Unsaid
    phone: Unsaid
    terminal_label: Unsaid
    terminal: Unsaid
    call: Button
    end: Button


def call(state: State, place: CallPage, look: Look) -> CallView:
    """The number to call, and the call on the platform's list of terminals."""
    say, terminal, called = say_in(state), state.settings.terminal, state.technician_called
    return CallView(
        called=say(
            "已经叫技术员。有网络时，办事系统的终端列表里也看得到。",
            "A technician has been called. With a network, the centre's list of terminals shows it too.",
        )
        if called
        else "",
        title=say("叫技术员", "Call a technician"),
        text=say("打电话，报终端编号，说明哪里有问题。", "Call this number, give the terminal number and say what is wrong."),
        phone_label=say("电话", "Telephone"),
        phone=terminal.hotline,
        terminal_label=say("终端编号", "Terminal"),
        terminal=terminal.terminal_id,
        call="" if called else say("同时在办事系统里报修", "Report it in the centre's system too"),
        end=say("不用来了", "Cancel the call") if called else "",
    )


class _TaskText(Value):
    """``steps``, or those that ``device`` has for a ``reason``."""

    title: LocalizedText
    text: LocalizedText
    device: Device = Device.PAGE_PRINTER
    reason: Reason = Reason.JAM
    steps: Steps | None = None


_TASKS: Mapping[Task, _TaskText] = {
    Task.ROLL: _TaskText(
        LocalizedText("换回执纸卷", "Put in a receipt roll"),
        LocalizedText("纸快用完时就换，不用等用完。", "Do it when it runs low; do not wait until it is used up."),
        Device.RECEIPT_PRINTER,
        Reason.PAPER_OUT,
    ),
    Task.TRAY: _TaskText(
        LocalizedText("加 A4 纸", "Fill the A4 tray"),
        LocalizedText("纸要平整、干燥。", "Use flat, dry sheets only."),
        Device.PAGE_PRINTER,
        Reason.PAPER_OUT,
    ),
    Task.JAM: _TaskText(
        LocalizedText("取出卡住的纸", "Take out jammed paper"),
        LocalizedText(
            "纸上可能有别人的信息：取出来就撕碎，不要看，不要留。",
            "It may hold somebody's information: tear it up, do not read or keep it.",
        ),
    ),
    Task.CARD: _TaskText(
        LocalizedText("有人忘了拿卡", "Somebody forgot a card"),
        LocalizedText(
            "卡是别人的：不用它办任何事，不拍照，不抄号码。",
            "It is somebody else's card: do nothing with it, take no picture, copy no number.",
        ),
        steps=Steps(
            "lay-card",
            (
                LocalizedText(
                    "把卡收进信封，写上日期、时间和终端编号", "Put it into an envelope with date, time and number of the terminal"
                ),
                LocalizedText("交到服务台，锁好", "Take it to the service desk, and lock it up"),
                LocalizedText("当天没有人来找，交给派出所", "If nobody asks for it on that day, take it to the police station"),
            ),
        ),
    ),
}


def _looked_at(state: State, value: Any) -> LookedAt:
    return LookedAt(Device(value))


VIEWS: Views = {Attendant: attendant, TaskPage: task, ClosingPage: closing, CallPage: call}
ACTIONS: Actions = {
    "lookedAt": _looked_at,
    "openTask": lambda state, value: OpenTask(Task(value)),
    "openClosing": lambda state, value: OpenClosing(),
    "openCall": lambda state, value: OpenCall(),
    "openTechnician": lambda state, value: OpenTechnician(),
    "wipeScreen": lambda state, value: WipeScreen(),
    "closeFor": lambda state, value: CloseFor(Closing(value)),
    "callTechnician": lambda state, value: CallTechnician(value is True),
}
