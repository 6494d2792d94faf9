"""Which devices somebody has to see to."""

from __future__ import annotations

from kiosk.domain.device_states import Reason, StatusKind
from kiosk.ports.devices import Device, DeviceStatus
from kiosk.session.state import State
from kiosk.views.language import localized, say_in


def needy(state: State) -> list[tuple[Device, DeviceStatus]]:
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
    found = needy(state)
    if not found and state.ledger_usable is False:
        return say("工作人员请看：存储出了故障，请叫技术员", "Staff: nothing can be stored, please call a technician")
    if not found:
        return ""
    if len(found) > 1:
        return say(f"工作人员请看：{len(found)} 台设备要处理", f"Staff: {len(found)} devices need attention")
    from kiosk.ports.device_text import text_of
    from kiosk.technician.advice import told  # not before the first frame, unless somebody is needed

    device, status = found[0]
    name, what = localized(text_of(device).name, state), localized(told(status, text_of(device)), state)
    reason = what.partition(say("：", ": "))[2] or what
    return say(f"工作人员请看：{name}（{reason}）", f"Staff: {name} ({reason})")
