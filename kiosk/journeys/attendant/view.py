"""For the site's attendant: which device needs somebody, a picture of what to do, and the steps."""

from __future__ import annotations

from typing import Any, ClassVar

from kiosk.journeys.attendant.places import Attendant, LookedAt
from kiosk.ports.device_text import text_of
from kiosk.ports.devices import Device, DeviceStatus, Reason, StatusKind
from kiosk.session.state import State
from kiosk.technician.advice import todo, told
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


def _looked_at(state: State, value: Any) -> LookedAt:
    return LookedAt(Device(value))


VIEWS: Views = {Attendant: attendant}
ACTIONS: Actions = {"lookedAt": _looked_at}
