"""For the site's attendant: which device needs somebody, a picture of what to do, and the steps."""

from __future__ import annotations

from typing import Any, ClassVar

from kiosk.journeys.attendant.places import Attendant, LookedAt
from kiosk.ports.devices import Device, DeviceStatus, Reason, StatusKind
from kiosk.session.state import State
from kiosk.technician.advice import DEVICES, todo, told
from kiosk.views.base import Data, PageView, Row, Text, Unsaid
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
    cards: tuple[DeviceCard, ...]
    well: Text
    more: Text


_ROLL = (
    ("打开打印机的盖子", "Open the printer's cover"),
    ("放入新纸卷，纸头朝外、露出一截", "Put in a new roll with its end showing outside"),
    ("合上盖子，听到咔哒一声", "Close the cover until it clicks"),
)
_TRAY = (
    ("拉出纸盒", "Pull out the tray"),
    ("放入 A4 纸，对齐两边", "Fill it with A4 paper between the guides"),
    ("把纸盒推到底", "Push it in all the way"),
)
_COVER = (("找到没有合上的盖子", "Find the cover that is open"), ("按下去，听到咔哒一声", "Press it down until it clicks"))
_CUTTER = (
    ("打开盖子", "Open the cover"),
    ("取出碎纸，不要碰刀口", "Take out scraps of paper; do not touch the blade"),
    ("合上盖子", "Close the cover"),
)
_JAM = (
    ("打开盖子", "Open the cover"),
    ("用两只手慢慢抽出纸，不要撕断", "Pull the paper out slowly with both hands; do not tear it"),
    ("合上盖子", "Close the cover"),
)
_OUTPUT = (
    ("取走出纸盒里的纸", "Take the paper out of the output tray"),
    ("把出纸盒装好", "Put the tray in its place"),
)
_SUPPLY = (
    ("打开打印机的前盖", "Open the printer's front cover"),
    ("换上新的碳粉盒或墨盒，推到底", "Put in a new toner or ink cartridge, all the way"),
    ("合上盖子", "Close the cover"),
)
_MISSING = (
    ("看出纸口，取出卡住的纸", "Look into the outlet and take out paper that is stuck"),
    ("看纸装好没有、盖子合紧没有", "See that there is paper in it and that its cover is closed"),
    ("最后点“看过了”", "Then touch “I have looked”"),
)
_CABLE = (
    ("看电源灯亮不亮", "Is its power light on?"),
    ("拔下数据线，再插紧", "Unplug its cable and plug it in firmly"),
    ("关掉电源，10 秒后再打开", "Switch it off, and on again after 10 seconds"),
)

_PICTURES: dict[Reason, tuple[str, tuple[tuple[str, str], ...]]] = {
    Reason.PAPER_LOW: ("load-roll", _ROLL),
    Reason.PAPER_OUT: ("load-roll", _ROLL),
    Reason.COVER_OPEN: ("close-cover", _COVER),
    Reason.CUTTER: ("pull-paper", _CUTTER),
    Reason.JAM: ("pull-paper", _JAM),
    Reason.PAPER_MISSING: ("pull-paper", _MISSING),
    Reason.OUTPUT_TRAY: ("pull-paper", _OUTPUT),
    Reason.SUPPLY_OUT: ("load-cartridge", _SUPPLY),
    Reason.SUPPLY_LOW: ("load-cartridge", _SUPPLY),
    Reason.NOT_FOUND: ("plug-cable", _CABLE),
    Reason.SILENT: ("plug-cable", _CABLE),
    Reason.GARBLED: ("plug-cable", _CABLE),
    Reason.OFFLINE: ("plug-cable", _CABLE),
    Reason.MECHANICAL: ("plug-cable", _CABLE),
}


def attendant(state: State, place: Attendant, look: Look) -> AttendantView:
    """A card a device that needs somebody."""
    say = say_in(state)
    cards = tuple(_card(device, status, state, say) for device, status in needy(state))
    well = [
        localized(DEVICES[device], state)
        for device, status in state.statuses.items()
        if status.usable and status.kind is not StatusKind.ATTENTION
    ]
    terminal = state.settings.terminal
    return AttendantView(
        title=say("设备需要照看", "Devices that need you") if cards else say("设备都正常", "All devices are well"),
        text=say("照图处理，处理好了这里会自动变化。", "Do as in the picture; this page follows by itself.") if cards else "",
        cards=cards,
        well=say("正常：", "Well: ") + say("、", ", ").join(well) if well else "",
        more=say(
            f"处理不了？打电话 {terminal.hotline}，报终端编号 {terminal.terminal_id}",
            f"It does not help? Call {terminal.hotline} and tell them {terminal.terminal_id}",
        ),
        primary=say("回到待机页", "Back to the idle page"),
    )


def _card(device: Device, status: DeviceStatus, state: State, say: Say) -> DeviceCard:
    picture, steps = _PICTURES.get(status.reason, ("", ())) if status.reason else ("", ())
    if device is Device.PAGE_PRINTER and picture == "load-roll":
        picture, steps = "load-tray", _TRAY
    advice = todo(device, status)
    return DeviceCard(
        device=device.value,
        name=localized(DEVICES[device], state),
        state=localized(told(status), state),
        tone="stored" if status.usable else "bad",
        picture=picture,
        looked=say("看过了", "I have looked") if status.reason is Reason.PAPER_MISSING else "",
        steps=tuple(say(*step) for step in steps) or ((localized(advice, state),) if advice else ()),
    )


def _looked_at(state: State, value: Any) -> LookedAt:
    return LookedAt(Device(value))


VIEWS: Views = {Attendant: attendant}
ACTIONS: Actions = {"lookedAt": _looked_at}
