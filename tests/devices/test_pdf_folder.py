from __future__ import annotations

import json
from pathlib import Path

import pytest

from devices.page_printer.pdf_folder import PdfFolderPrinter
from kiosk.domain.device_states import Reason, StatusKind
from kiosk.ports.devices import PrintConfirmed, PrintFailed, PrintUncertain

PDF = b"%PDF-1.7\n%%EOF\n"


def test_a_print_is_a_file_whole_and_alone(tmp_path: Path) -> None:
    printer = PdfFolderPrinter(tmp_path / "pages")
    assert printer.status().kind is StatusKind.READY
    assert printer.print(PDF, "L-2026-0001") == PrintConfirmed()
    assert [(path.name, path.read_bytes()) for path in (tmp_path / "pages").iterdir()] == [("L-2026-0001.pdf", PDF)]


def test_a_serial_cannot_leave_the_folder(tmp_path: Path) -> None:
    printer = PdfFolderPrinter(tmp_path / "pages")
    assert printer.print(PDF, "../../etc/x") == PrintConfirmed()
    assert [path.name for path in tmp_path.iterdir()] == ["pages"]


@pytest.mark.parametrize("word", ["paper-out", "cover-open", "offline"])
def test_a_fault_before_prints_nothing(tmp_path: Path, word: str) -> None:
    (tmp_path / "faults.json").write_text(json.dumps({"status": word}))
    printer = PdfFolderPrinter(tmp_path)
    assert (printer.status().kind, printer.status().reason) == (StatusKind.UNAVAILABLE, Reason(word))
    assert printer.print(PDF, "L-1") == PrintFailed(Reason(word))


def test_paper_low_prints(tmp_path: Path) -> None:
    (tmp_path / "faults.json").write_text(json.dumps({"status": "paper-low"}))
    printer = PdfFolderPrinter(tmp_path)
    assert (printer.status().kind, printer.status().reason) == (StatusKind.ATTENTION, Reason.PAPER_LOW)
    assert printer.print(PDF, "L-1") == PrintConfirmed()


def test_a_fault_within_is_uncertain(tmp_path: Path) -> None:
    (tmp_path / "faults.json").write_text(json.dumps({"print": "jam"}))
    printer = PdfFolderPrinter(tmp_path)
    assert printer.status().kind is StatusKind.READY
    assert printer.print(PDF, "L-1") == PrintUncertain(Reason.JAM)


@pytest.mark.parametrize("nonsense", ["", "[]", "{", '{"status": 3}', '{"status": "on-fire"}'])
def test_nonsense_is_no_fault(tmp_path: Path, nonsense: str) -> None:
    (tmp_path / "faults.json").write_text(nonsense)
    assert PdfFolderPrinter(tmp_path).status().kind is StatusKind.READY


def test_a_folder_that_cannot_be(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    printer = PdfFolderPrinter(tmp_path / "file" / "pages")
    assert (printer.status().kind, printer.status().reason) == (StatusKind.UNAVAILABLE, Reason.NOT_FOUND)
    assert printer.print(PDF, "L-1") == PrintFailed(Reason.NOT_FOUND)
