"""The support bundle, the settings, and the touch test."""

from __future__ import annotations

from typing import Any, ClassVar

from kiosk.journeys.technician.care import FIELDS, BundlePage, SettingsPage, TouchTestPage
from kiosk.journeys.technician.events import ChooseMedium, ChooseSetting, SendBundle, TouchField
from kiosk.session.state import State
from kiosk.technician.offered_settings import OFFERED, OfferedSetting
from kiosk.views.base import Button, Data, Option, PageView, Row, Text, TileRow
from kiosk.views.language import Say, localized, say_in
from kiosk.views.pages import Actions, Look, Views


class BundleView(PageView):
    page: ClassVar[str] = "TechnicianBundlePage"
    is_home: ClassVar[bool] = True
    tells_network: ClassVar[bool] = True

    problem: Text
    done: Text
    title: Text
    text: Text
    holds: Text
    retry: Button
    waiting: Text
    media: tuple[TileRow, ...]


def bundle(state: State, place: BundlePage, look: Look) -> BundleView:
    """What is in it, and which stick it goes to."""
    say = say_in(state)
    return BundleView(
        problem=_not_made(state, place, say),
        done=_made(place, say),
        title=say("诊断包", "Support bundle"),
        text=say(
            "交给技术支持的人看。里面没有居民的信息，也没有密钥。",
            "For technical support. It holds no residents' data and no keys.",
        ),
        holds=say(
            "里面有：本机和设备的状态、版本、配置、日志，还有等待送出的件数和原因。",
            "It holds the status of the terminal and its devices, versions, configuration, logs, and how much is waiting and why.",
        ),
        retry="" if place.asked else say("重新找优盘", "Look for USB sticks again"),
        waiting=_waiting(place, say),
        media=() if place.asked else _where(place, say),
    )


def _waiting(place: BundlePage, say: Say) -> str:
    if not place.asked:
        return ""
    if place.media is None:
        return say("正在找优盘…", "Looking for USB sticks…")
    return say("正在做诊断包…", "Making the support bundle…")


def _where(place: BundlePage, say: Say) -> tuple[TileRow, ...]:
    """The platform, and the sticks that are in."""
    sending = TileRow(
        act="sendBundle",
        value="platform",
        icon="server",
        title=say("发到平台", "Send it to the platform"),
        text=say("没有网络就先存着，以后自动送出", "Without network it waits here and is sent automatically later"),
    )
    title = say("存到这个优盘", "Save to this USB stick")
    return (
        sending,
        *(TileRow(act="chooseMedium", value=one.key, icon="archive", title=title, text=one.name) for one in place.media or ()),
    )


def _made(place: BundlePage, say: Say) -> str:
    if place.sent:
        return say("已交给平台，在“远程操作”里。", "Handed over to the platform; staff find it under remote operations.")
    if place.written and place.written.name:
        name = place.written.name
        return say(f"已写好：{name}。可以拔下优盘了。", f"Written: {name}. You may take the USB stick out.")
    return ""


def _not_made(state: State, place: BundlePage, say: Say) -> str:
    if place.sent is False:
        return say(
            "现在发不了：本机的存储写不进去。请存到优盘。",
            "It cannot be sent now: the storage cannot be written. Use a USB stick.",
        )
    if place.written and place.written.fault:
        return localized(place.written.fault, state)
    if place.media == () and not place.sent:
        return say("没有找到优盘。插上以后，点“重新找优盘”。", "No USB stick found. Plug one in, then look again.")
    return ""


class SettingRow(Row):
    key: Data
    title: Text
    text: Text
    options: tuple[Option, ...]


class SettingsView(PageView):
    page: ClassVar[str] = "TechnicianSettingsPage"
    is_home: ClassVar[bool] = True
    tells_network: ClassVar[bool] = True

    problem: Text
    title: Text
    text: Text
    waiting: Text
    rows: tuple[SettingRow, ...]


def settings(state: State, place: SettingsPage, look: Look) -> SettingsView:
    """Those that are offered, with what each does."""
    say = say_in(state)
    return SettingsView(
        problem=say("没有写进去，设置和原来一样。请检查磁盘。", "It was not saved; nothing has changed. Check the disk.")
        if place.failed
        else "",
        title=say("设置", "Settings"),
        text=say("马上保存，恢复服务以后生效。", "Saved at once; takes effect when service resumes."),
        waiting=""
        if not place.asked
        else say("正在保存…", "Saving…")
        if place.values
        else say("正在读取设置…", "Reading the settings…"),
        rows=tuple(_setting(one, place.values[one.name_in_file], state) for one in OFFERED if one.name_in_file in place.values),
    )


def _setting(one: OfferedSetting, value: str, state: State) -> SettingRow:
    return SettingRow(
        key=one.name_in_file,
        title=localized(one.name, state),
        text=localized(one.does, state),
        options=tuple(
            Option(value=f"{one.name_in_file}={offer.value}", title=localized(offer.name, state), chosen=offer.value == value)
            for offer in one.offers
        ),
    )


class FieldView(Row):
    """One field of the touch test."""

    number: int
    name: Text
    touched: bool


class TouchTestView(PageView):
    page: ClassVar[str] = "TechnicianTouchPage"
    is_home: ClassVar[bool] = True
    tells_network: ClassVar[bool] = True

    title: Text
    retry: Button
    fields: tuple[FieldView, ...]


def touch_test(state: State, place: TouchTestPage, look: Look) -> TouchTestView:
    """Every field is touched once."""
    say, left = say_in(state), FIELDS - len(place.touched)
    return TouchTestView(
        title=say(f"请点每一格，还有{left}格", f"Touch every field; {left} left")
        if left
        else say("每一处都有反应", "Every part responds"),
        retry=say("重新测", "Test again") if place.touched else "",
        fields=tuple(
            FieldView(number=one, name=say(f"第{one + 1}格", f"Field {one + 1}"), touched=one in place.touched)
            for one in range(FIELDS)
        ),
    )


def _chosen(state: State, value: Any) -> ChooseSetting:
    key, _, chosen = str(value).partition("=")
    return ChooseSetting(key, chosen)


VIEWS: Views = {BundlePage: bundle, SettingsPage: settings, TouchTestPage: touch_test}
ACTIONS: Actions = {
    "chooseMedium": lambda state, value: ChooseMedium(str(value)),
    "sendBundle": lambda state, value: SendBundle(),
    "chooseSetting": _chosen,
    "touchField": lambda state, value: TouchField(int(value)),
}
