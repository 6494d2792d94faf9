"""Which page comes next: the first whose matter is not settled on the disk. A power cut loses no more than what was being typed."""

from __future__ import annotations

from kiosk.domain.times import Moment
from kiosk.domain.values import replace
from kiosk.journeys.setup.base import seen_in
from kiosk.journeys.setup.beginning import READABLE, LanguagePage, PicturePage, ScreenPage
from kiosk.journeys.setup.checking import begin_report
from kiosk.journeys.setup.device_pages import begin_devices
from kiosk.journeys.setup.network import NetworkPage
from kiosk.journeys.setup.pairing import ApprovalPage, PairingPage
from kiosk.journeys.setup.services import begin_catalogue
from kiosk.ports.devices import Device
from kiosk.ports.set_up import Standing
from kiosk.session.state import State, Step

_BEFORE = (LanguagePage(), ScreenPage(), NetworkPage(), PairingPage())  # the platform has given this machine its name


def next_page(state: State, moment: Moment) -> Step:
    """Forward to what is to be settled next. Once the platform has given the terminal its name, nothing leads back before that."""
    seen = seen_in(state)
    if seen.standing is not Standing.NONE:
        state = replace(state, trail=())
        if seen.standing is Standing.WAITING:
            return replace(state, place=ApprovalPage()), ()
        if not seen.catalogue:
            return begin_catalogue(state, moment)
        if set(Device) - set(seen.picked) and not seen.renewing:
            return begin_devices(state, moment)
        return begin_report(state, moment)
    if seen.screen_before:
        return replace(state, place=PicturePage(until=moment.monotonic + READABLE), trail=()), ()
    settled = (seen.language != "", seen.screen or not seen.machine, seen.line, False)
    at = settled.index(False)
    behind = _BEFORE[:at] if seen.machine else tuple(page for page in _BEFORE[:at] if not isinstance(page, ScreenPage))
    return replace(state, place=_BEFORE[at], trail=behind), ()
