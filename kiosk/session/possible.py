"""What can be done now with an item, before anybody begins it: what its journey needs is there, or what is missing."""

from __future__ import annotations

from enum import Enum

from kiosk.ports.devices import Device
from kiosk.ports.platform import Network
from kiosk.session.readers import code_works, fitted
from kiosk.session.registry import Journey
from kiosk.session.state import State


class Missing(Enum):
    """What an item cannot be done without."""

    LEDGER = "ledger"  # nothing can be written down here: nobody is identified
    NETWORK = "network"
    READER = "reader"  # for cards: of those that there are, none works, nor can a code on a phone be shown
    DEVICE = "device"


def missing(state: State, kind: str, card: bool, public: str, online: bool = False) -> Missing | None:
    """The first thing that is missing now; None where an item can be begun, or a device has not told of itself yet.

    Args:
        state: now.
        kind: of the item, a value of `ItemKind`.
        card: it asks for one.
        public: the data set whose rows may travel with the catalogue; "" where there is none.
        online: the platform is asked something without which it does not go on, whatever its journey can do without network.
    """
    journey = _taking(state, kind)
    if journey is None:
        return None
    if card and state.ledger_usable is False:
        return Missing.LEDGER
    if state.network is Network.OFFLINE and (online or not without_network(state, kind, public)):
        return Missing.NETWORK
    works = any(_may_work(state, device) for device in fitted(state) or (Device.ID_CARD_READER,))
    if card and not works and not code_works(state):
        return Missing.READER
    if not all(_may_work(state, device) for device in journey.needs):
        return Missing.DEVICE
    return None


def without_network(state: State, kind: str, public: str) -> bool:
    """Whether an item can be done while the network is away, the arguments as for `missing`: its journey does not need it, or the
    rows that it asks are here."""
    journey = _taking(state, kind)
    return journey is not None and (not journey.needs_network or public in state.public_data)


def _taking(state: State, kind: str) -> Journey | None:
    return next((journey for journey in state.journeys.all if kind in {one.value for one in journey.kinds}), None)


def _may_work(state: State, device: Device) -> bool:
    return device not in state.devices or state.status(device).usable
