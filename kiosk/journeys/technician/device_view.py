"""Devices, for technicians: all of them, and each by itself."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from kiosk.domain.device_states import Reason, StatusKind
from kiosk.domain.device_words import REASONS
from kiosk.domain.text import LocalizedText
from kiosk.journeys.technician.device_pages import TIMES, DevicePage, DevicesPage, Trial
from kiosk.journeys.technician.events import OpenDevice, StopTrying, TryDevice
from kiosk.ports.device_text import text_of
from kiosk.ports.devices import Device, DeviceStatus
from kiosk.session.state import State
from kiosk.technician.advice import todo, told
from kiosk.views.base import Button, Data, PageView, Row, Text, Unsaid, View
from kiosk.views.language import Say, localized, say_in
from kiosk.views.pages import Actions, Look, Views

# What the technician does with their hands while it is tried.
_TRY: Mapping[Device, LocalizedText] = {
    Device.ID_CARD_READER: LocalizedText(
        "把一张身份证平放在读卡区。只看读没读出来，不显示、不留下卡上的内容。",
        "Lay an ID card on the reader. It only checks that the card is read; nothing on it is shown or kept.",
    ),
    Device.SMART_CARD_READER: LocalizedText(
        "插一张社保卡。只看读没读出来，不显示、不留下卡上的内容。",
        "Put in a social security card. It only checks that the card is read; nothing on it is shown or kept.",
    ),
    Device.CODE_SCANNER: LocalizedText(
        "把任意一个二维码对准扫码口。只看扫没扫出来。", "Hold any QR code to the scanner. It only checks that the code is read."
    ),
    Device.RECEIPT_PRINTER: LocalizedText(
        "打出一张测试页，看看字是否清楚、有没有缺。", "A test page is printed: see whether the text is clear and complete."
    ),
    Device.PAGE_PRINTER: LocalizedText(
        "打出一张测试页，看看框线和灰度是否完整。", "A test page is printed: see whether frame and greys are complete."
    ),
    Device.DOCUMENT_CAMERA: LocalizedText(
        "把一张纸平放在摄像头下。照片不留下。", "Lay a sheet below the camera. The picture is not kept."
    ),
    Device.SPEAKER: LocalizedText("会读一句话，听听清不清楚。", "It says a sentence: listen whether it is clear."),
}


class DeviceRow(Row):
    """``value``: of the device; ``tone``: good, stored or bad."""

    value: Data
    tone: Data
    title: Text
    text: Text


class DevicesView(PageView):
    page: ClassVar[str] = "TechnicianDevicesPage"
    is_home: ClassVar[bool] = True
    tells_network: ClassVar[bool] = True

    title: Text
    rows: tuple[DeviceRow, ...]


def devices(state: State, place: DevicesPage, look: Look) -> DevicesView:
    """In the order of the configuration, whether they are well or not."""
    say = say_in(state)
    return DevicesView(
        title=say("设备", "Devices"),
        rows=tuple(
            DeviceRow(
                value=device.value,
                tone=_tone(state.status(device)),
                title=localized(text_of(device).name, state),
                text=localized(told(state.status(device), text_of(device)), state),
            )
            for device in Device
        ),
    )


def _tone(status: DeviceStatus) -> str:
    if status.reason is Reason.NOT_CONFIGURED:
        return "info"
    if not status.usable:
        return "bad"
    return "stored" if status.kind is StatusKind.ATTENTION else "good"


class TimesButton(View):
    value: int
    label: Button


class DeviceView(PageView):
    """``means``: what residents cannot do meanwhile; ``steps``: what to do with it now; ``trying``: what to do while it is tried;
    ``count``: how a trial stands."""

    page: ClassVar[str] = "TechnicianDevicePage"
    is_home: ClassVar[bool] = True
    tells_network: ClassVar[bool] = True

    title: Text
    tone: Data
    state: Text
    detail: Unsaid
    means: Text
    picture: Data
    steps: tuple[Text, ...]
    trying: Text
    count_tone: Data
    count: Text
    running: bool
    times: tuple[TimesButton, ...]
    stop: Button


def device(state: State, place: DevicePage, look: Look) -> DeviceView:
    """How it is now, by its own word; what that means and what to do; and a trial."""
    say, status, text = say_in(state), state.status(place.device), text_of(place.device)
    guide = text.steps.get(status.reason) if status.reason else None
    advice = todo(place.device, status)
    lines = guide.lines if guide else (advice,) if advice else ()
    running = place.trial is not None and place.trial.running
    return DeviceView(
        title=localized(text.name, state),
        tone=_tone(status),
        state=localized(told(status, text), state),
        detail=status.detail,
        means="" if status.usable or not text.without else localized(text.without, state),
        picture=guide.picture if guide else "",
        steps=tuple(localized(line, state) for line in lines),
        trying=localized(_TRY[place.device], state),
        count_tone=_count_tone(place.trial),
        count=_count(place.trial, state, say),
        running=running,
        times=() if running or status.reason is Reason.NOT_CONFIGURED else _times(place.device, say),
        stop=say("停止", "Stop") if running else "",
    )


def _times(device: Device, say: Say) -> tuple[TimesButton, ...]:
    once, many = TIMES[device]
    return (
        TimesButton(value=once, label=say("试一次", "Test once")),
        TimesButton(value=many, label=say(f"连续试{many}次", f"Test {many} times")),
    )


def _count_tone(trial: Trial | None) -> str:
    if trial is None or trial.running or trial.good + trial.bad == 0:
        return "info"
    return "bad" if trial.bad else "good"


def _count(trial: Trial | None, state: State, say: Say) -> str:
    if trial is None:
        return ""
    done = trial.good + trial.bad
    if trial.running:
        return say(f"正在试，第{done + 1}次，共{trial.times}次", f"Testing, {done + 1} of {trial.times}")
    if done == 0:
        return say("已停止，没有试成。", "Stopped; nothing was tested.")
    if trial.bad:
        why = localized(REASONS[trial.reason], state) if trial.reason else ""
        reason = say(f"：{why}", f": {why}") if why else ""
        return say(f"成功{trial.good}次，失败{trial.bad}次", f"{trial.good} passed, {trial.bad} failed") + reason
    look = (
        say("。打印机说不出打好没有，请看纸", ". The printer cannot tell whether it printed: look at the paper")
        if trial.sent
        else ""
    )
    return say(f"成功{trial.good}次", f"{trial.good} passed") + look


VIEWS: Views = {DevicesPage: devices, DevicePage: device}
ACTIONS: Actions = {
    "openDevice": lambda state, value: OpenDevice(Device(value)),
    "tryDevice": lambda state, value: TryDevice(_number(value)),
    "stopTrying": lambda state, value: StopTrying(),
}


def _number(value: Any) -> int:
    return int(value)
