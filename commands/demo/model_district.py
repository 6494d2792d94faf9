"""A model district on this machine: the reference platform, the network line to it, simulated devices, one enrolled terminal.

Everything is real but the hardware: the platform serves on loopback, the devices speak their wire protocols on ptys and a TCP port.
"""

from __future__ import annotations

import json
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Any

from central_platform.samples.payment_service import PaymentService
from commands.demo.phone import Phone
from commands.enrol import confirm, enrol
from commands.terminal_folder import TerminalFolder
from devices.simulation.process import SimulatorProcess
from devices.smart_card_reader.simulated_reader import SimulatedReader
from kiosk.domain.clock import Clock
from kiosk.domain.parties import Citizen, Evidence, evidence_of, subject_of
from kiosk.ports.catalogue_updates import Refused
from kiosk.ports.platform import AskCases, CasesKnown
from kiosk.sync.calls import Answered
from offline_cache.catalogue.sources import HttpSource
from offline_cache.catalogue.update import update

if TYPE_CHECKING:
    from kiosk.sync.client import PlatformClient

ROOT = Path(__file__).parents[2]
PLATFORM_STOP = 30.0  # seconds; it gives its own processes eight, and a busy machine is slow
PLATFORM_START = 60.0  # seconds; the first start makes keys, tables and the catalogue's pack


class ModelDistrict:
    """``social``: a reader for social security cards too, on a private pcscd with vpcd; only where both are there. ``like``: the
    folder of another district that was started once, to begin with copies of its platform's home and of what its terminal fetched;
    ``settings``: of the platform, as its environment has them."""

    def __init__(
        self,
        folder: Path,
        times: dict[str, float] | None = None,
        language: str = "zh",
        paper_speed: float = 0.0,
        social: bool = False,
        like: Path | None = None,
        settings: Mapping[str, str] | None = None,
    ) -> None:
        self.folder = folder.resolve()
        self.home = TerminalFolder(self.folder / "terminal")
        self.paper = self.folder / "receipts"
        self.pages = self.folder / "pages"
        self.speech = self.folder / "speech"
        self._times = times or {}
        self._language = language
        self._paper_speed = paper_speed  # mm a second; 0: receipts come out at once
        self._platform: subprocess.Popen[str] | None = None
        self.on_printer: Callable[[dict[str, Any]], None] | None = None
        self.on_card: Callable[[dict[str, Any]], None] | None = None
        self.on_scanner: Callable[[dict[str, Any]], None] | None = None
        self.on_social: Callable[[dict[str, Any]], None] | None = None
        self._wants_social = social
        self._like = like
        self._settings = settings or {}
        self._pcsc: SimulatedReader | None = None
        self.phone = Phone(self.staff)
        self.payments: PaymentService | None = None
        self.came_out: list[dict[str, Any]] = []  # for whoever counts receipts

    def start(self, afresh: bool = True) -> None:
        """Start platform and simulators, and make the terminal ready: configured, enrolled, with the newest catalogue.

        Args:
            afresh: throw away what an earlier run left in the folder; else go on with it, and enrol only where nobody did.
        """
        if afresh:
            for old in ("platform", "terminal", "receipts", "pages", "speech", "camera"):
                shutil.rmtree(self.folder / old, ignore_errors=True)
            if self._like is not None:
                shutil.copytree(self._like / "platform", self.folder / "platform")
                if (fetched := self._like / "terminal" / "catalogue").exists():
                    shutil.copytree(fetched, self.home.catalogue_folder, symlinks=True)
        for needed in (self.home.catalogue_folder, self.paper, self.pages):
            needed.mkdir(parents=True, exist_ok=True)
        self.payments = PaymentService(lambda: int(time.time()))
        ready = self.start_platform()
        self.line = SimulatorProcess("network_line", "--target", f"127.0.0.1:{ready['port']}").start()
        self.card = SimulatorProcess("id_card_reader", "--link", str(self.folder / "card-reader"), on_event=self.on_card).start()
        self.scanner = SimulatorProcess("code_scanner", "--link", str(self.folder / "scanner"), on_event=self.on_scanner).start()
        paper = ("--paper-dir", str(self.paper), "--paper-speed", str(self._paper_speed))
        self.printer = SimulatorProcess("receipt_printer", *paper, on_event=self.on_printer).start()
        self.camera = SimulatorProcess("camera", "--folder", str(self.folder / "camera")).start()
        if self._wants_social:
            self._pcsc = SimulatedReader(self.on_social)
        self._write_configuration()
        if not self.home.enrolment_file.exists():
            self.enrol()
        outcome = update(HttpSource(f"http://{self.line.address}/catalogue"), self.home.catalogue_folder, lambda: int(time.time()))
        assert not isinstance(outcome, Refused), (outcome.reason, outcome.detail)

    def enrol(self) -> None:
        """As technician and staff do it together."""
        enrolled = enrol(self.home.path, f"http://{self.line.address}", self.staff(do="pair")["pairing_code"])
        told = self.staff(do="confirm", terminal=enrolled.terminal_id, fingerprint=enrolled.fingerprint)
        assert confirm(self.home.path, told["confirmation"])

    def staff(self, **asked: str) -> dict[str, Any]:
        """What staff do at the platform (`central_platform.serve`, --attended)."""
        assert self._platform is not None
        assert self._platform.stdin is not None
        assert self._platform.stdout is not None
        self._platform.stdin.write(json.dumps(asked) + "\n")
        self._platform.stdin.flush()
        told: dict[str, Any] = json.loads(self._platform.stdout.readline())
        return told

    def restart_platform(self, how: int = signal.SIGTERM) -> None:
        """End it and start it on its data, at another port: something else may have the one that it had.

        Args:
            how: the signal that ends it.
        """
        self.stop_platform(how)
        self.line.command("target", port=self.start_platform()["port"])

    def start_platform(self) -> dict[str, Any]:
        """Start the platform on the folder's data, at any port that is free, and wait until it serves.

        Returns:
            What it said of itself when it was ready, its ``port`` among it.
        """
        home = self.folder / "platform"
        home.mkdir(parents=True, exist_ok=True)
        self._platform = subprocess.Popen(
            [
                sys.executable,
                "-m",
                "central_platform.serve",
                "--home",
                str(home),
                "--port",
                "0",
                "--sample-data",
                "--attended",
                "--console-processes",
                "0",
            ],
            cwd=ROOT,
            env={**os.environ, **self._paid_at(), **self._settings},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        assert self._platform.stdout is not None
        ready: dict[str, Any] = json.loads(self._platform.stdout.readline())
        self.platform_port, self.platform_id = int(ready["port"]), self._platform.pid
        return ready

    def stop(self) -> None:
        """End simulators and platform, also after a start that failed half way. What they kept in the folder stays."""
        for name in ("camera", "printer", "scanner", "card", "line"):
            if simulator := getattr(self, name, None):
                simulator.stop()
        if self._pcsc is not None:
            self._pcsc.stop()
            self._pcsc = None
        self.stop_platform()
        if self.payments is not None:
            self.payments.close()
            self.payments = None

    def _paid_at(self) -> dict[str, str]:
        return {"PLATFORM_PAYMENT_SERVICE": self.payments.url} if self.payments else {}

    @property
    def social(self) -> SimulatorProcess | None:
        """The social security card, where there is a reader for it."""
        return self._pcsc.card if self._pcsc else None

    @property
    def environment(self) -> dict[str, str]:
        """What the terminal's environment must have to find these devices."""
        return self._pcsc.environment if self._pcsc else {}

    def stop_platform(self, how: int = signal.SIGTERM) -> None:
        """End the platform alone, as for a platform that is away; nothing where it does not run.

        Args:
            how: the signal.
        """
        if self._platform is not None:
            self._platform.send_signal(how)
            self._platform.wait(PLATFORM_STOP)
            assert self._platform.stdout is not None
            self._platform.stdout.close()
            assert self._platform.stdin is not None
            self._platform.stdin.close()
            self._platform = None

    def _write_configuration(self) -> None:
        lines = ["[times]", *(f"{key} = {value}" for key, value in self._times.items())]
        lines += ["[screen]", f'language = "{self._language}"']
        lines += ["[id_card_reader]", 'driver = "sam_v_serial"', f'address = "{self.card.address}"']
        if self._pcsc is not None:
            lines += ["[smart_card_reader]", 'driver = "pcsc"', f'reader = "{self._pcsc.name}"']
        lines += ["[code_scanner]", 'driver = "serial"', f'address = "{self.scanner.address}"']
        lines += ["[receipt_printer]", 'driver = "escpos_network"', f'address = "{self.printer.address}"', 'confirm = "process_id"']
        lines += ["[page_printer]", *self._page_printer()]
        lines += ["[document_camera]", 'driver = "camera"', f'address = "{self.camera.address}"']
        lines += ["[speaker]", 'driver = "espeak_ng"', f'folder = "{self.speech}"']
        self.home.configuration_file.write_text("\n".join(lines) + "\n", encoding="utf-8")

    @property
    def prints_to_queue(self) -> str:
        """The CUPS queue that is named for the demo's pages, if any."""
        return os.environ.get("DEMO_CUPS_QUEUE", "")

    def _page_printer(self) -> list[str]:
        """A CUPS queue where one is named for the demo; else a page printer that keeps the PDF."""
        if queue := self.prints_to_queue:
            return ['driver = "cups"', f'queue = "{queue}"']
        return ['driver = "pdf_folder"', f'folder = "{self.pages}"']

    def cases_of(self, person_key: str) -> list[Any]:
        """What the platform has of a model person."""
        answer = self.client().ask(AskCases(*shown_by(person_key)))
        assert isinstance(answer, Answered), answer
        assert isinstance(answer.reply, CasesKnown)
        return list(answer.reply.cases)

    def client(self) -> PlatformClient:
        """Asks the platform past the terminal's line, with the terminal's key."""
        from kiosk.messages.signing import Signer
        from kiosk.sync.client import Account, PlatformClient

        enrolment = self.home.enrolment()
        account = Account(
            f"http://127.0.0.1:{self.platform_port}", enrolment.terminal.terminal_id, enrolment.audience, Signer(enrolment.signing)
        )
        return PlatformClient(account, Clock(time.time, time.monotonic))

    def text_messages_about(self, case_number: str) -> list[str]:
        """What the platform has to tell its resident, in the platform's own tables, opened with its own key."""
        from cryptography.fernet import Fernet

        with closing(sqlite3.connect(f"file:{self.folder / 'platform' / 'platform.sqlite3'}?mode=ro", uri=True)) as tables:
            told = "SELECT text FROM records_textmessage JOIN records_caserecord c ON c.id = case_id WHERE case_number = ?"
            rows = tables.execute(told, (case_number,)).fetchall()
        key = Fernet((self.folder / "platform" / "keys" / "rest-0001.key").read_bytes())
        return [key.decrypt(text).decode() for (text,) in rows]

    def last_submission_id(self) -> str:
        """The newest submission in the terminal's ledger, read as somebody with the disk would."""
        with closing(sqlite3.connect(f"file:{self.home.ledger_file}?mode=ro", uri=True)) as ledger:
            row = ledger.execute("SELECT max(message_id) FROM receipts").fetchone()
        return str(row[0] or "")

    def next_receipt(self, timeout: float = 15.0) -> dict[str, Any]:
        """The next receipt that comes out of the printer: ``png``, ``text`` (lines), ``errors`` of a strict decoder."""
        return self.printer.wait_for("receipt", timeout)


def shown_by(person_key: str) -> tuple[Citizen, Evidence]:
    """What a terminal knows when this model person's card was read just now, on the simulated reader."""
    from devices.id_card_reader.frames import module_number
    from devices.id_card_reader.sample_cards import card
    from devices.id_card_reader.simulator import MODULE
    from devices.id_card_reader.text_block import parse_card

    read = parse_card(*card(person_key))
    return subject_of(read), evidence_of(read, "id_card_reader", int(time.time()), module_number(MODULE))


def read_code(picture: Path) -> str:
    """The QR code on a picture of paper, read as a scanner would."""
    import zxingcpp
    from PIL import Image

    with Image.open(picture) as image:
        found = zxingcpp.read_barcodes(image.convert("L"), formats=zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.QRCode))
    if not found:
        raise LookupError(f"no code can be read on {picture.name}")
    return str(found[0].text)
