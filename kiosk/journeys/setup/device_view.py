"""The devices' pages: what was found, and one device with what may be it."""

from __future__ import annotations

from typing import ClassVar

from kiosk.domain.text import LocalizedText
from kiosk.journeys.setup.base import SettingUp, seen_in
from kiosk.journeys.setup.device_pages import DevicesPage, FoundPage
from kiosk.journeys.setup.events import ChooseFound, OpenFound, TryIt, TypeAddress
from kiosk.journeys.setup.page_view import SetUpView, faulted, waits
from kiosk.ports.device_text import text_of
from kiosk.ports.devices import Device
from kiosk.ports.set_up import Candidate, Picked, Tried
from kiosk.session.state import State
from kiosk.views.base import Button, Data, Row, Text, TileRow
from kiosk.views.language import Say, localized, say_in
from kiosk.views.pages import Actions, Look, Views

_LOOKING = LocalizedText("正在找设备…", "Looking for devices…")
_ICONS = {
    Device.ID_CARD_READER: "id-card",
    Device.SMART_CARD_READER: "chip-card",
    Device.CODE_SCANNER: "scan-line",
    Device.RECEIPT_PRINTER: "receipt-text",
    Device.PAGE_PRINTER: "printer",
    Device.DOCUMENT_CAMERA: "camera",
    Device.SPEAKER: "volume-2",
}


class DevicesView(SetUpView):
    page: ClassVar[str] = "SetUpDevicesPage"

    problem: Text
    title: Text
    text: Text
    waiting: Text
    retry: Button
    rows: tuple[TileRow, ...]


def devices(state: State, place: DevicesPage, look: Look) -> DevicesView:
    """Each device, with what was chosen or is proposed."""
    say, picked = say_in(state), seen_in(state).picked
    decided = all(device in picked for device in Device)
    if place.found is None:
        title, text = say("设备", "Devices"), say("每个接口问一遍，要几秒。", "Every port is checked; it takes a few seconds.")
    elif decided:
        title = say("设备都定了", "All devices chosen")
        text = say("点一个，可以试一次、换一个。都好了，就下一步。", "Touch one to test it or choose another. Then go on.")
    else:
        title = say("设备", "Devices")
        text = say(
            "没找到的先放着，以后再装。要换、要自己填地址，点那一行。",
            "What was not found is left for later. Touch a row to choose another or type an address.",
        )
    return DevicesView(
        problem=faulted(state, place.fault),
        title=title,
        text=text,
        waiting=waits(state, place, _LOOKING),
        retry=say("重新找", "Look again") if not place.asked else "",
        rows=tuple(_device(device, state, place, say) for device in Device) if place.found is not None else (),
        primary=_on(place, decided, say),
    )


def _on(place: DevicesPage, decided: bool, say: Say) -> str:
    if place.asked or place.found is None:
        return ""
    return say("下一步", "Next") if decided else say("就用这些", "Use these")


def _device(device: Device, state: State, place: DevicesPage, say: Say) -> TileRow:
    picked = seen_in(state).picked.get(device)
    if picked is not None:
        told = _picked(picked, device, place.found or (), state, say)
    elif proposed := next((one for one in place.found or () if one.key == place.proposed(device)), None):
        told = say("找到：", "Found: ") + _told(proposed, state)
    else:
        told = say("没有找到，以后再装", "Not found; set up later")
    return TileRow(
        act="openFound",
        value=device.value,
        icon=_ICONS.get(device, "info"),
        title=localized(text_of(device).name, state),
        text=told,
    )


def _picked(picked: Picked, device: Device, found: tuple[Candidate, ...], state: State, say: Say) -> str:
    if not picked.driver:
        return say("以后再装", "Set up later")
    one = next((one for one in found if one.device is device and one.key == f"{picked.driver} {picked.where}"), None)
    return _told(one, state) if one else _typed(picked, device, state)


def _typed(picked: Picked, device: Device, state: State) -> str:
    """What was not found, by the name of its driver, and where it is."""
    ways = state.of(SettingUp).ways.get(device, ())
    called = next((localized(way.called, state) for way in ways if way.driver == picked.driver), picked.driver)
    return _with(called, picked.where, say_in(state))


def _told(one: Candidate, state: State) -> str:
    return _with(localized(one.called, state), one.where if one.where != "auto" else "", say_in(state))


def _with(called: str, where: str, say: Say) -> str:
    return say(f"{called}（{where}）", f"{called} ({where})") if where else called


class FoundRow(Row):
    """Something that may be this device. ``value``: its key."""

    value: Data
    title: Text
    text: Text
    chosen: bool


class FoundView(SetUpView):
    """``ways``: to type an address; ``tone``: of what came of the trial."""

    page: ClassVar[str] = "SetUpFoundPage"

    problem: Text
    title: Text
    text: Text
    rows: tuple[FoundRow, ...]
    ways: tuple[TileRow, ...]
    trying: Text
    attempt: Button
    tone: Data
    came: Text
    todo: Text
    waiting: Text


def found(state: State, place: FoundPage, look: Look) -> FoundView:
    """What may be it, how it is put off, and a trial."""
    say, picked = say_in(state), seen_in(state).picked.get(place.device)
    chosen = None if picked is None else f"{picked.driver} {picked.where}" if picked.driver else ""
    rows = [_row(one, chosen, place.tried, state) for one in place.found]
    if picked is not None and picked.driver and chosen not in {one.key for one in place.found}:
        told = _just_tried(place.tried, say) or say("自己填的地址", "The address that was typed")
        rows.append(
            FoundRow(value=f"{picked.driver} {picked.where}", title=_typed(picked, place.device, state), text=told, chosen=True)
        )
    rows.append(
        FoundRow(
            value="",
            title=say("以后再装", "Set up later"),
            text=say("先不用它，以后由技术员加上", "Not used for now; a technician adds it later"),
            chosen=chosen == "",
        )
    )
    tried = place.tried
    return FoundView(
        problem=faulted(state, place.fault),
        title=localized(text_of(place.device).name, state),
        text="" if place.found or chosen else _none(place, state, say),
        rows=tuple(rows),
        ways=tuple(
            TileRow(
                act="typeAddress",
                value=way.driver,
                icon="pencil",
                title=localized(way.called, state),
                text=say(f"自己填，例如 {way.example}", f"Type it, for example {way.example}"),
            )
            for way in state.of(SettingUp).ways.get(place.device, ())
        ),
        trying=_trying(place.device, say) if place.is_chosen(state) and not tried else "",
        attempt=_attempt(tried, say) if place.is_chosen(state) and not place.asked else "",
        tone="good" if tried and tried.good else "stored",
        came=_came(tried, state, say) if tried else "",
        todo=localized(tried.line.todo, state) if tried and tried.line.todo else "",
        waiting=waits(state, place),
        primary=_settled(place, chosen, say),
    )


def _attempt(tried: Tried | None, say: Say) -> str:
    return say("再试一次", "Test again") if tried else say("试一次", "Test once")


def _came(tried: Tried, state: State, say: Say) -> str:
    if tried.good:
        return say("能用。点“用这个”就好。", 'It works. Touch "Use it".')
    return localized(tried.line.state, state)


def _settled(place: FoundPage, chosen: str | None, say: Say) -> str:
    """Back to the others, once something is settled for this one; not after a trial that failed."""
    if place.asked or chosen is None or (place.tried and not place.tried.good):
        return ""
    return say("用这个", "Use it") if chosen else say("好了", "Done")


def _none(place: FoundPage, state: State, say: Say) -> str:
    if place.device is Device.PAGE_PRINTER:
        return say(
            "网络打印机不会自己找到：填它的地址。已建好打印队列的，填队列的名字。",
            "A printer on the network is not found by itself: type its address; or, where a print queue was made, its name.",
        )
    if state.of(SettingUp).ways.get(place.device):
        return say(
            "没有找到。插好线、开了电源，返回再找；或者自己填地址。",
            "None was found. Check cable and power, go back and look again; or type its address.",
        )
    return say("没有找到。插好线、开了电源，返回再找。", "None was found. Check cable and power, go back and look again.")


def _row(one: Candidate, chosen: str | None, tried: Tried | None, state: State) -> FoundRow:
    """``tried``: what came of the latest trial of the chosen one; it counts for more than what was found before."""
    say, told = say_in(state), localized(one.state, state)
    if one.key == chosen:
        told = _just_tried(tried, say) or told
    return FoundRow(value=one.key, title=_told(one, state), text=told, chosen=one.key == chosen)


def _just_tried(tried: Tried | None, say: Say) -> str:
    if tried is None:
        return ""
    return (
        say("刚才试过：能用", "Tested just now: works") if tried.good else say("刚才试过：不能用", "Tested just now: does not work")
    )


def _trying(device: Device, say: Say) -> str:
    return {
        Device.ID_CARD_READER: say(
            "点“试一次”，把身份证放到读卡区。只看读得到，不留内容。",
            'Touch "Test once", and lay an ID card on the reader. Only reading is tested; nothing is kept.',
        ),
        Device.SMART_CARD_READER: say(
            "点“试一次”，插入社保卡。只看读得到，不留内容。",
            'Touch "Test once", and insert a social security card. Only reading is tested; nothing is kept.',
        ),
        Device.CODE_SCANNER: say("点“试一次”，把任意一个码对准扫码口。", 'Touch "Test once", and hold any code to the scanner.'),
        Device.RECEIPT_PRINTER: say("点“试一次”，打印一张测试回执。", 'Touch "Test once": a test receipt is printed.'),
        Device.PAGE_PRINTER: say("点“试一次”，打印一张测试页。", 'Touch "Test once": a test page is printed.'),
        Device.DOCUMENT_CAMERA: say("把一张纸放在高拍仪下，点“试一次”。", 'Lay a page below the camera, and touch "Test once".'),
        Device.SPEAKER: say("点“试一次”，听一句话。", 'Touch "Test once", and listen to a sentence.'),
    }.get(device, say("点“试一次”。", 'Touch "Test once".'))


VIEWS: Views = {DevicesPage: devices, FoundPage: found}
ACTIONS: Actions = {
    "openFound": lambda state, value: OpenFound(Device(value)),
    "chooseFound": lambda state, value: ChooseFound(str(value)),
    "typeAddress": lambda state, value: TypeAddress(str(value)),
    "tryIt": lambda state, value: TryIt(),
}
