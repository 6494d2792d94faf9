"""Simulators on the real wire. Each module shares one process of each kind; each test begins with a device that is well."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from devices.simulation.process import SimulatorProcess


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "cups: needs cupsd and ippeveprinter, and runs them in a private directory")


@pytest.fixture(scope="session")
def _id_card_reader() -> Iterator[SimulatorProcess]:
    with SimulatorProcess("id_card_reader", "--pace", "0") as simulator:
        yield simulator


@pytest.fixture(scope="session")
def _code_scanner() -> Iterator[SimulatorProcess]:
    with SimulatorProcess("code_scanner", "--pace", "0") as simulator:
        yield simulator


@pytest.fixture(scope="session")
def _receipt_printer(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SimulatorProcess]:
    paper = tmp_path_factory.mktemp("paper")
    with SimulatorProcess("receipt_printer", "--paper-dir", str(paper)) as simulator:
        yield simulator


@pytest.fixture
def card_simulator(_id_card_reader: SimulatorProcess) -> SimulatorProcess:
    for command in ("replug", "clear", "take"):
        _id_card_reader.command(command)
    _id_card_reader.forget()
    return _id_card_reader


@pytest.fixture
def code_simulator(_code_scanner: SimulatorProcess) -> SimulatorProcess:
    _code_scanner.command("replug")
    _code_scanner.forget()
    return _code_scanner


@pytest.fixture
def receipt_simulator(_receipt_printer: SimulatorProcess) -> SimulatorProcess:
    for command in ("unplug", "clear", "replug", "new_paper"):
        _receipt_printer.command(command)
    _receipt_printer.forget()
    return _receipt_printer
