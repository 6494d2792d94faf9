"""Every state of every device has words, and something to do."""

from __future__ import annotations

import pytest

from kiosk.domain.device_states import Reason, StatusKind
from kiosk.domain.device_words import KINDS, REASONS
from kiosk.ports.device_text import text_of
from kiosk.ports.devices import Device, DeviceStatus
from kiosk.technician.advice import todo, told


def test_nothing_is_without_words() -> None:
    assert all(text_of(device).name.zh for device in Device)
    assert set(KINDS) == set(StatusKind)
    assert set(REASONS) == set(Reason)
    for words in (*KINDS.values(), *REASONS.values()):
        assert words.zh
        assert words.en


@pytest.mark.parametrize("device", Device)
@pytest.mark.parametrize("reason", Reason)
def test_whatever_is_wrong_there_is_something_to_do(device: Device, reason: Reason) -> None:
    status = DeviceStatus(StatusKind.UNAVAILABLE, reason)
    words = todo(device, status)
    assert words is not None
    assert words.zh
    assert words.en
    assert REASONS[reason].zh in told(status).zh


def test_what_is_well_needs_nothing() -> None:
    assert todo(Device.CODE_SCANNER, DeviceStatus(StatusKind.READY)) is None
    assert todo(Device.CODE_SCANNER, DeviceStatus(StatusKind.UNKNOWN)) is not None
