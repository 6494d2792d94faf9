"""The document camera: a real child, a folder that plays as the camera."""

from __future__ import annotations

import io
import os
import signal
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from fpdf import FPDF
from PIL import Image

from devices.document_camera.camera import PageCamera
from devices.simulation.process import SimulatorProcess
from kiosk.domain.device_states import Reason, StatusKind
from kiosk.ports.devices import CameraUnavailable, DocumentOutcome, DocumentScanned, NoPage, NoPageReason

PATIENCE = 20.0  # seconds; things take a small part of it


@pytest.fixture(scope="module")
def simulator(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SimulatorProcess]:
    with SimulatorProcess("camera", "--folder", str(tmp_path_factory.mktemp("table") / "camera")) as made:
        yield made


@pytest.fixture(scope="module")
def one_camera(simulator: SimulatorProcess) -> Iterator[PageCamera]:
    made = PageCamera(simulator.address)
    yield made
    made.close()


@pytest.fixture
def camera(simulator: SimulatorProcess, one_camera: PageCamera) -> PageCamera:
    for command in ("replug", "resume", "clear"):
        simulator.command(command)
    until(lambda: one_camera.status().kind, lambda kind: kind is StatusKind.READY)
    return one_camera


def until(ask: Callable[[], Any], holds: Callable[[Any], bool]) -> Any:
    end = time.monotonic() + PATIENCE
    while not holds(found := ask()):
        assert time.monotonic() < end
        time.sleep(0.02)
    return found


def scanned(camera: PageCamera, wanted: type[DocumentOutcome] = DocumentScanned) -> Any:
    return until(lambda: camera.scan(1.0), lambda outcome: isinstance(outcome, wanted))


def test_a_page_is_scanned(simulator: SimulatorProcess, camera: PageCamera) -> None:
    simulator.command("show_page", tilt=8, shadow=0.4)
    outcome = scanned(camera)
    picture = Image.open(io.BytesIO(outcome.jpeg))
    assert 1.3 < picture.height / picture.width < 1.6
    assert outcome.pdf.startswith(b"%PDF")
    assert outcome.jpeg in outcome.pdf  # as it is
    assert len(outcome.pdf) <= 1_500_000


def test_a_pdf_laid_on_the_table_is_scanned(simulator: SimulatorProcess, camera: PageCamera, tmp_path: Path) -> None:
    pdf = FPDF()
    pdf.add_page()
    pdf.set_font("helvetica", size=24)
    for _ in range(20):
        pdf.cell(0, 12, "A letter to the centre", new_x="LMARGIN", new_y="NEXT")
    path = tmp_path / "letter.pdf"
    pdf.output(str(path))
    simulator.command("show_page", pdf=str(path))
    assert scanned(camera).jpeg


@pytest.mark.parametrize(
    ("shown", "reason"),
    [
        ({"at": [0.5, 0.85]}, NoPageReason.CUT_OFF),
        ({"blur": 4.0}, NoPageReason.BLURRED),
        ({"size": 20}, NoPageReason.NOTHING),
    ],
)
def test_no_page_and_why(simulator: SimulatorProcess, camera: PageCamera, shown: dict[str, Any], reason: NoPageReason) -> None:
    simulator.command("show_page", **shown)
    until(lambda: camera.scan(0.4), lambda outcome: outcome == NoPage(reason))


def test_unplugged_and_plugged_in_again(simulator: SimulatorProcess, camera: PageCamera) -> None:
    simulator.command("unplug")
    assert camera.scan(0.5) == CameraUnavailable(Reason.NOT_FOUND)
    assert camera.status().reason is Reason.NOT_FOUND
    simulator.command("show_page")
    simulator.command("replug")
    scanned(camera)


@pytest.mark.parametrize(("fault", "reason"), [("freeze", Reason.SILENT), ("stop", Reason.SILENT), ("garbage", Reason.GARBLED)])
def test_a_camera_that_fails_is_noticed(simulator: SimulatorProcess, camera: PageCamera, fault: str, reason: Reason) -> None:
    simulator.command(fault)
    assert camera.scan(PATIENCE) == CameraUnavailable(reason)
    assert camera.pid is None


def test_a_child_that_is_killed_comes_back(simulator: SimulatorProcess, camera: PageCamera) -> None:
    simulator.command("show_page")
    scanned(camera)
    first = camera.pid
    assert first is not None
    os.kill(first, signal.SIGKILL)
    scanned(camera)
    assert camera.pid != first


def test_a_child_that_hangs_is_killed(camera: PageCamera, monkeypatch: pytest.MonkeyPatch) -> None:
    assert isinstance(camera.scan(0.1), NoPage)  # it is on while somebody wants a page
    monkeypatch.setattr("devices.document_camera.camera.ANSWER_TIMEOUT", 0.2)
    monkeypatch.setattr("devices.document_camera.camera._WORK", 0.2)
    pid = camera.pid
    assert pid is not None
    os.kill(pid, signal.SIGSTOP)
    assert camera.scan(0.1) == CameraUnavailable(Reason.SILENT)
    assert camera.pid is None
