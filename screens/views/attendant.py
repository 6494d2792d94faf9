"""For the site's attendant: which device needs somebody, a picture of what to do, and the steps."""

from __future__ import annotations

from kiosk.ports.devices import Device, DeviceStatus, Reason, StatusKind
from kiosk.session.state import State
from kiosk.technician.advice import DEVICES, todo, told
from screens.views.frame import View
from screens.views.language import Say, say_in
from screens.views.language import localized as in_language

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


def _needy(state: State) -> list[tuple[Device, DeviceStatus]]:
    """Devices that somebody has to see to, the worst first. One that the terminal was never given is not missed."""
    found = [
        (device, status)
        for device, status in state.statuses.items()
        if status.reason is not Reason.NOT_CONFIGURED and (not status.usable or status.kind is StatusKind.ATTENTION)
    ]
    return sorted(found, key=lambda one: (one[1].usable, list(Device).index(one[0])))


def call_attendant(state: State) -> str:
    """A line on the idle page that leads to the page for the attendant; "" where nothing is to be done."""
    say = say_in(state)
    needy = _needy(state)
    if not needy:
        return ""
    device, status = needy[0]
    name = in_language(DEVICES[device], state)
    reason = in_language(told(status), state).partition(say("：", ": "))[2] or in_language(told(status), state)
    return say(f"工作人员请看：{name} · {reason}", f"For the staff: {name} · {reason}")


def attendant(state: State) -> View:
    say = say_in(state)
    cards = [_card(device, status, state, say) for device, status in _needy(state)]
    well = [
        in_language(DEVICES[device], state)
        for device, status in state.statuses.items()
        if status.usable and status.kind is not StatusKind.ATTENTION
    ]
    terminal = state.settings.terminal
    return {
        "title": say("设备需要照看", "Devices that need you") if cards else say("设备都正常", "All devices are well"),
        "text": say("照图处理，处理好了这里会自动变化。", "Do as in the picture; this page follows by itself.") if cards else "",
        "cards": cards,
        "well": say("正常：", "Well: ") + say("、", ", ").join(well) if well else "",
        "more": say(
            f"处理不了？打电话 {terminal.hotline}，报终端编号 {terminal.terminal_id}",
            f"It does not help? Call {terminal.hotline} and tell them {terminal.terminal_id}",
        ),
        "primary": say("回到待机页", "Back to the idle page"),
    }


def _card(device: Device, status: DeviceStatus, state: State, say: Say) -> View:
    picture, steps = _PICTURES.get(status.reason, ("", ())) if status.reason else ("", ())
    if device is Device.PAGE_PRINTER and picture == "load-roll":
        picture, steps = "load-tray", _TRAY
    advice = todo(device, status)
    lines = [say(*step) for step in steps] or ([in_language(advice, state)] if advice else [])
    return {
        "device": device.value,
        "name": in_language(DEVICES[device], state),
        "state": in_language(told(status), state),
        "tone": "stored" if status.usable else "bad",
        "picture": picture,
        "steps": lines,
        "looked": say("看过了", "I have looked") if status.reason is Reason.PAPER_MISSING else "",
    }
