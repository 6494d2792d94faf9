"""The readers that a card can be shown to, and what each is asked."""

from __future__ import annotations

from collections.abc import Mapping

from kiosk.domain.device_states import Reason
from kiosk.ports.device_hub import ReadCard, ReadSocialCard, WaitForNoCard
from kiosk.ports.devices import Device
from kiosk.ports.platform import Network
from kiosk.session.state import State

READERS: Mapping[Device, type[ReadCard | ReadSocialCard]] = {
    Device.ID_CARD_READER: ReadCard,
    Device.SMART_CARD_READER: ReadSocialCard,
}
NEVER_GIVEN = (Reason.NOT_CONFIGURED, Reason.MISCONFIGURED)


def fitted(state: State) -> tuple[Device, ...]:
    """The readers of this terminal, whether they work now or not. One that has not told of itself yet is asked: it will tell."""
    return tuple(device for device in READERS if state.status(device).reason not in NEVER_GIVEN)


def code_works(state: State) -> bool:
    """Whether a code on a phone can be read here and judged now."""
    return state.status(Device.CODE_SCANNER).usable and state.network is not Network.OFFLINE


def read(device: Device, request_id: str, moved_first: bool = False) -> ReadCard | ReadSocialCard:
    """``moved_first``: of a card on the plate; in a slot one lies as well as it ever will, and is waited out instead."""
    return ReadCard(request_id, True) if moved_first and READERS[device] is ReadCard else READERS[device](request_id)


def wait_until_empty(device: Device, request_id: str) -> WaitForNoCard:
    """What a reader is asked that is to tell when no card is there any more."""
    return WaitForNoCard(request_id, device)


def emptiness_id(device: Device) -> str:
    """Of the request by which a new process learns that no card of the last person's lies there."""
    return f"empty-{device.value}"


def asked(requests: Mapping[Device, str], request_id: str) -> Device | None:
    """The reader that was asked this, and whose answer is still awaited."""
    return next((device for device, waiting in requests.items() if waiting == request_id), None)


def without(requests: Mapping[Device, str], device: Device) -> dict[Device, str]:
    """What is still awaited when this reader has answered."""
    return {other: request_id for other, request_id in requests.items() if other is not device}
