"""The pictures in the technicians' guide are what the program draws.

``PICTURES=renew .venv/bin/python -m pytest -n 0 tests/screens/test_guide_pictures.py`` makes them anew; look at them before they
are committed.
"""

from __future__ import annotations

import os
import random
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from kiosk.domain.device_states import Reason, StatusKind
from kiosk.domain.values import replace
from kiosk.journeys.setup import effects as machine_asks
from kiosk.journeys.setup import events as set_up
from kiosk.journeys.technician import effects as asks
from kiosk.journeys.technician import events as told
from kiosk.ports.device_hub import StatusChanged
from kiosk.ports.devices import Device, DeviceStatus
from kiosk.ports.line import LineFault, LineSeen
from kiosk.ports.set_up import Done, Picked, SetUpSeen, Standing
from kiosk.session import events as ev
from kiosk.technician.offered_settings import OFFERED
from tests.kiosk.session_samples import TERMINAL, Session
from tests.kiosk.technician_samples import STICK, at_desk, at_device, at_door_with_reader, at_pin
from tests.kiosk.test_session_setup import at_start
from tests.screens import drawn
from tests.screens.pieces import settled
from tests.screens.platform_sample import platform_sample
from tests.screens.setup_states import INTERFACES, SERVING, candidates
from tests.screens.staff_states import HEALTH, LOG, RECORDS
from tests.screens.states import Walk

DOCS = Path(__file__).parents[2] / "docs"
PICTURES = DOCS / "pictures" / "technician"
GUIDES = ("technicians.md", "installing.md")
SIZE, WIDTH = (1080, 1920), 432  # of the window, and of a picture, in pixels
READY = DeviceStatus(StatusKind.READY)
OTHER = 48  # of 255: a dot that differs by more is another dot
MOST_OTHER = 0.002  # of all dots: edges may fall a little otherwise, a word that changed does not


def _devices(session: Session) -> None:
    for device in Device:
        session.feed(StatusChanged(device, READY))
    session.feed(StatusChanged(Device.RECEIPT_PRINTER, DeviceStatus(StatusKind.UNAVAILABLE, Reason.PAPER_OUT)))


def _desk() -> Session:
    session = at_desk()
    _devices(session)
    session.feed(told.HealthSeen(session.last(asks.SeeHealth).request_id, HEALTH))
    return session


def pages() -> Mapping[str, Session]:
    """Each page of the guide, by the name of its picture."""
    idle = Session()
    _devices(idle)
    attendant = Session()
    _devices(attendant)
    attendant.feed(ev.OpenJourney("attendant"))
    device = at_device(Device.RECEIPT_PRINTER)
    _devices(device)
    records = at_desk()
    records.feed(told.OpenSection("records"))
    records.feed(told.RecordsSeen(records.last(asks.SeeRecords).request_id, RECORDS))
    log = at_desk()
    log.feed(told.OpenSection("log"))
    log.feed(told.LogSeen(log.last(asks.SeeLog).request_id, LOG))
    bundle = at_desk()
    bundle.feed(told.OpenSection("bundle"))
    bundle.feed(told.MediaSeen(bundle.last(asks.SeeMedia).request_id, (STICK,)))
    settings = at_desk()
    settings.feed(told.OpenSection("settings"))
    values = {one.name_in_file: one.offers[0].value for one in OFFERED}
    settings.feed(told.SettingsSeen(settings.last(asks.SeeSettings).request_id, values))
    return {
        "idle": idle,
        "attendant": attendant,
        "door": at_door_with_reader(),
        "pin": at_pin(),
        "overview": _desk(),
        "device": device,
        "records": records,
        "log": log,
        "bundle": bundle,
        "settings": settings,
    }


def set_up_pages() -> Mapping[str, Session]:
    """Each page of the first set-up, by the name of its picture."""
    machine = {"rotation": "0", "brightness": "100", "volume": "60"}
    chosen = SetUpSeen(
        language="zh", screen=True, machine=machine, managed=True, interfaces=INTERFACES, url="https://platform.example"
    )
    line = at_start(chosen)
    line.feed(ev.Primary())
    seen = LineSeen(LineFault.CERTIFICATE, "", 3)
    line.feed(set_up.LineLookedAt(line.last(machine_asks.LookAtLine).request_id, seen, Done(chosen)))
    confirmed = replace(chosen, line=True, terminal=TERMINAL, standing=Standing.CONFIRMED, catalogue="2026.11.27.1")
    devices = at_start(confirmed)
    devices.feed(set_up.DevicesFound(devices.last(machine_asks.FindDevices).request_id, candidates(Everything())))
    report = at_start(replace(confirmed, picked=dict.fromkeys(Device, Picked())))
    report.feed(set_up.Reported(report.last(machine_asks.Report).request_id, (SERVING, *HEALTH)))
    return {
        "set-up-language": at_start(SetUpSeen(machine=machine)),
        "set-up-network": at_start(chosen),
        "set-up-line": line,
        "set-up-code": at_start(replace(chosen, line=True)),
        "set-up-approval": at_start(
            replace(chosen, line=True, terminal=TERMINAL, standing=Standing.WAITING, fingerprint="K7M2-9PQX-4T0V-8HGD")
        ),
        "set-up-devices": devices,
        "set-up-report": report,
    }


class Everything(random.Random):
    """By which nothing is left out."""

    def random(self) -> float:
        return 0.0


def _drawn(qt: Any) -> Mapping[str, Any]:
    from PySide6.QtCore import Qt

    found = {}
    with drawn.drawn(qt, Walk(random.Random(1)).session, SIZE, platform_sample()) as view:
        for name, session in {**pages(), **set_up_pages()}.items():
            view.runner.session.state = replace(session.state, language="zh")
            assert view.runner.on_change is not None
            view.runner.on_change(view.runner.session.state)
            found[name] = settled(view).scaledToWidth(WIDTH, Qt.TransformationMode.SmoothTransformation)
    return found


def _differs(one: Any, other: Any) -> float:
    """How many of their dots are others, of all; 1.0 where they are of two sizes."""
    from PySide6.QtGui import QImage

    if one.size() != other.size():
        return 1.0
    rows = [bytes(image.convertToFormat(QImage.Format.Format_Grayscale8).constBits()) for image in (one, other)]
    others = sum(abs(a - b) > OTHER for a, b in zip(*rows, strict=True))
    return float(others) / len(rows[0])


def test_each_picture_is_as_the_page_is_drawn(qt: Any, reader: None) -> None:
    from PySide6.QtGui import QImage

    renew = os.environ.get("PICTURES") == "renew"
    if renew:
        PICTURES.mkdir(exist_ok=True)
    others = {}
    for name, picture in _drawn(qt).items():
        file = PICTURES / f"{name}.png"
        if renew:
            assert picture.convertToFormat(QImage.Format.Format_RGB888).save(str(file), quality=0)  # the smallest file
        elif (differs := _differs(QImage(str(file)), picture)) > MOST_OTHER:
            others[name] = differs
    assert not others, f"the pages are others than the guide shows: {others}"


def test_each_picture_stands_in_the_guide_and_is_there() -> None:
    shown = {name for guide in GUIDES for name in re.findall(r"\(pictures/technician/([a-z-]+)\.png\)", (DOCS / guide).read_text())}
    assert shown == {*pages(), *set_up_pages()}
    assert {file.stem for file in PICTURES.glob("*.png")} == shown


def test_another_word_is_seen(qt: Any, reader: None) -> None:
    """The comparison itself: a page with one device in another state is another picture."""
    drawn_now = _drawn(qt)
    assert _differs(drawn_now["overview"], drawn_now["overview"]) == 0.0
    assert _differs(drawn_now["pin"], drawn_now["door"]) > MOST_OTHER
