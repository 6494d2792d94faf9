"""Whatever device is registered has all that a device needs."""

from __future__ import annotations

import re
import subprocess
import sys
import time
from pathlib import Path
from typing import get_args

import pytest
import rtoml

from devices.configured import read_devices
from devices.device_type import DeviceType, DriverType, RunsIn
from devices.panel import panel_parts
from devices.registry import DEVICE_TYPES, type_of
from kiosk.domain.device_states import Reason, StatusKind
from kiosk.domain.text import LocalizedText
from kiosk.domain.values import asdict
from kiosk.ports.device_hub import Cancel, DeviceRequest, TakeBack
from kiosk.ports.device_text import text_of
from kiosk.ports.devices import Device, DeviceStatus
from kiosk.ports.simulator_panel import PanelState
from kiosk.technician.advice import todo, told
from kiosk.technician.readiness import device_line

ROOT = Path(__file__).parents[2]
PICTURES = ROOT / "screens" / "qml" / "Kiosk" / "pictures"
HEAVY = ("serial", "usb", "PIL", "cv2", "numpy", "cups", "smartcard", "escpos", "segno", "devices.runtime.worker")
PATIENCE = 10.0  # seconds until a simulated device is ready

each = pytest.mark.parametrize("kind", DEVICE_TYPES, ids=lambda kind: kind.device.value)
each_driver = pytest.mark.parametrize(
    ("kind", "driver"),
    [pytest.param(kind, driver, id=f"{kind.device.value}-{driver.name}") for kind in DEVICE_TYPES for driver in kind.drivers],
)


def both_languages(words: LocalizedText) -> bool:
    return bool(words.zh.strip() and words.en.strip()) and not re.search("[一-鿿]", words.en)


def test_every_device_is_registered_once() -> None:
    assert [kind.device for kind in DEVICE_TYPES] == list(Device)
    assert all(type_of(device).text.device is device for device in Device)


def test_declarations_load_no_driver_and_no_library() -> None:
    code = f"import sys, devices.registry, devices.configured; print([name for name in {HEAVY!r} if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True, timeout=30)
    assert done.stdout.strip() == "[]"


@each
def test_its_name_is_in_both_languages(kind: DeviceType) -> None:
    assert text_of(kind.device) is kind.text
    assert both_languages(kind.text.name)
    assert both_languages(kind.text.within)
    assert kind.text.without is None or both_languages(kind.text.without)
    if kind.text.card is not None:
        card = kind.text.card
        for words in (card.card, card.how, card.title, card.left, card.instead, *card.problems.values()):
            assert both_languages(words)


@each
def test_every_reason_it_gives_is_declared(kind: DeviceType) -> None:
    folder = ROOT / "devices" / kind.device.value
    named = {name for file in folder.glob("*.py") for name in re.findall(r"\bReason\.([A-Z_]+)", file.read_text(encoding="utf-8"))}
    assert {Reason[name] for name in named} <= set(kind.reasons)
    assert len(kind.reasons) == len(set(kind.reasons))


@each
def test_it_knows_no_other_device(kind: DeviceType) -> None:
    folder = ROOT / "devices" / kind.device.value
    known = {
        name for file in folder.glob("*.py") for name in re.findall(r"\bfrom devices\.(\w+)", file.read_text(encoding="utf-8"))
    }
    assert not known & {other.value for other in Device if other is not kind.device}
    assert not known & {"registry", "configured", "runtime"}


@each
def test_every_reason_has_words_and_advice(kind: DeviceType) -> None:
    for reason in kind.reasons:
        status = DeviceStatus(StatusKind.UNAVAILABLE, reason)
        advice = todo(kind.device, status)
        assert advice is not None
        assert both_languages(advice)
        assert both_languages(told(status, kind.text))
        assert both_languages(device_line(kind.device, status).state)
    assert {*kind.text.reasons, *kind.text.advice} <= set(kind.reasons)


@each
def test_its_pictures_exist_and_have_steps(kind: DeviceType) -> None:
    for steps in kind.text.steps.values():
        assert (PICTURES / f"{steps.picture}.svg").is_file()
        assert steps.lines
        assert all(map(both_languages, steps.lines))
    if kind.text.card is not None:
        assert (PICTURES / f"{kind.text.card.picture}.svg").is_file()


@each_driver
def test_its_example_is_read_and_written_the_same(kind: DeviceType, driver: DriverType) -> None:
    name = kind.device.value
    read = read_devices(rtoml.loads(f"[{name}]\n{driver.example}\n"))
    assert read.problems == ()
    assert read.of(kind.device).driver is driver
    written = rtoml.dumps({name: {"driver": driver.name, **asdict(read.of(kind.device).settings)}})
    assert read_devices(rtoml.loads(written)).of(kind.device).settings == read.of(kind.device).settings
    assert isinstance(read.of(kind.device).where, str)


@each_driver
def test_a_key_that_it_does_not_have_is_told(kind: DeviceType, driver: DriverType) -> None:
    (problem,) = read_devices(rtoml.loads(f'[{kind.device.value}]\n{driver.example}\ncolour = "red"\n')).problems
    assert (problem.table, problem.key) == (kind.device.value, "colour")
    assert all(key.name in problem.text for key in driver.keys)


@each_driver
def test_it_runs_where_it_says(kind: DeviceType, driver: DriverType) -> None:
    """Opening loads a driver and touches nothing; one in a child process has the way to it."""
    code = (
        "import sys, rtoml; from devices.configured import read_devices; from kiosk.ports.devices import Device;"
        "read_devices(rtoml.loads(sys.argv[1])).of(Device(sys.argv[2])).open();"
        "print('kiosk.child_process.client' in sys.modules)"
    )
    command = [sys.executable, "-c", code, f"[{kind.device.value}]\n{driver.example}\n", kind.device.value]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True, timeout=30)
    assert done.stdout.strip() == str(driver.runs_in is RunsIn.CHILD_PROCESS)


@each
def test_without_a_driver_every_request_is_answered(kind: DeviceType) -> None:
    for request in get_args(DeviceRequest):
        if request in (Cancel, TakeBack) or kind.device not in (request.device, getattr(request, "reader", None)):
            continue
        needed = len(request.__struct_fields__) - len(request.__struct_defaults__)
        made = request(*["x"] * needed)
        assert kind.unusable(made, Reason.NOT_CONFIGURED) is not None


@each
def test_the_real_driver_finds_its_simulator_ready(kind: DeviceType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    if lacking := kind.simulator.missing():
        pytest.skip(f"not here: {lacking}")
    with kind.simulator.run(tmp_path) as simulated:
        for name, value in simulated.environment.items():
            monkeypatch.setenv(name, value)
        configured = read_devices({kind.device.value: dict(simulated.table)})
        assert configured.problems == ()
        driver = configured.of(kind.device).open()
        try:
            until = time.monotonic() + PATIENCE
            while not (status := driver.status()).usable and time.monotonic() < until:
                time.sleep(0.1)
            assert status.kind is StatusKind.READY
            assert all(line.key for line in driver.check())
        finally:
            driver.close()


def test_panel_parts_have_words_and_keys_of_their_own() -> None:
    parts = panel_parts()
    keys = [one.key for part in parts for one in part.choices]
    assert len(keys) == len(set(keys))
    for part in parts:
        assert all(
            part.has(one.key) and not any(other.has(one.key) for other in parts if other is not part) for one in part.choices
        )
        for words in (part.name, part.line(PanelState()).words, part.line(PanelState(running=True)).words):
            assert words.zh
            assert words.en


def test_the_example_of_every_driver_is_documented() -> None:
    documented = (ROOT / "docs" / "devices.md").read_text(encoding="utf-8")
    for kind in DEVICE_TYPES:
        for driver in kind.drivers:
            assert f"[{kind.device.value}]  # {driver.name}\n{driver.example}\n" in documented
            assert f"`{driver.name}`" in documented
            assert all(f"`{key.name}`" in documented for key in driver.keys)
