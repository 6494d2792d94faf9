"""Devices in the first set-up: what answers is found by its real driver, written into ``terminal.toml``, and tried."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping

import rtoml

from commands.device_checks import awaited
from commands.print_checks import printed_with
from commands.terminal_folder import TerminalFolder
from devices.code_scanner.wedge import WedgeOnTrial
from devices.configured import ConfiguredDevice, read_devices
from devices.device_type import Surroundings
from devices.registry import DEVICE_TYPES, type_of
from kiosk.domain.device_states import Reason
from kiosk.domain.device_words import REASONS
from kiosk.domain.receipts import PaperDocument
from kiosk.domain.text import LocalizedText
from kiosk.domain.values import replace
from kiosk.durable import PRIVATE, write_durably
from kiosk.ports.device_hub import (
    DeviceOutcome,
    DeviceRequest,
    PrintReceipt,
    ReadCard,
    ReadSocialCard,
    ScanCode,
    ScanDocument,
    Speak,
)
from kiosk.ports.device_text import text_of
from kiosk.ports.devices import (
    CardRead,
    CodeNotText,
    CodeScanned,
    Device,
    DocumentScanned,
    PrintBegins,
    PrintConfirmed,
    PrintSent,
    PrintWaits,
    SocialCardRead,
)
from kiosk.ports.health import Line, Verdict
from kiosk.ports.set_up import Candidate, Picked, Tried, TypedWay
from kiosk.ports.voice import Saying, Spoken
from kiosk.technician.advice import ADVICE, told
from kiosk.technician.readiness import device_line
from kiosk.technician.setting_in_file import with_table

ASKED = 4.0  # seconds for a device to say how it is
TRIAL = 25.0  # seconds for a card or a code to come
_GOOD = (CardRead, SocialCardRead, CodeScanned, CodeNotText, DocumentScanned, Spoken, PrintConfirmed, PrintSent)
_ON_ITS_WAY = (PrintWaits, PrintBegins, Saying)
_SENTENCE = "这是一句试听。"
_OTHER_WRITING = LocalizedText(
    "terminal.toml 里另有写法，没有改动它。请在文件里改。",
    "terminal.toml is written in another way, and was left alone. Change it there.",
)


class SetUpDevices:
    """The devices of one terminal, before it serves. ``surroundings``: as of the drivers'."""

    def __init__(self, home: TerminalFolder, surroundings: Surroundings) -> None:
        self._home = home
        self._surroundings = surroundings
        self._tables: dict[tuple[Device, str], Mapping[str, object]] = {}  # of what was found, by device and key

    def find(self) -> tuple[Candidate, ...]:
        """What answers as a device of ours does, and what is there and may be one. One after the other: a port is asked by one
        driver at a time."""
        self._tables.clear()
        found: list[Candidate] = []
        for kind in DEVICE_TYPES:
            for proposal in kind.proposals():
                one = read_devices({kind.device.value: proposal.table}).of(kind.device)
                if proposal.guess and any(known.device is kind.device and known.usable for known in found):
                    continue  # there is a better one
                candidate = self._asked(one, proposal.guess, proposal.sure)
                if candidate is not None:
                    self._tables[kind.device, candidate.key] = proposal.table
                    found.append(candidate)
        return tuple(found)

    def _asked(self, one: ConfiguredDevice, guess: bool, sure: bool) -> Candidate | None:
        assert one.driver is not None, one.wrong
        driver = one.open(self._surroundings)
        try:
            # Of what is only guessed one word is enough: every port would be waited for otherwise.
            status = awaited(driver, time.monotonic() + (0.0 if guess else ASKED))
        finally:
            driver.close()
        if status.reason is Reason.NOT_FOUND or (guess and not status.usable):
            return None
        called = one.driver.called or LocalizedText(one.driver.name, one.driver.name)
        state = told(status, text_of(one.kind.device))
        return Candidate(key_of(one), one.kind.device, called, one.where, state, status.usable and sure)

    def ways(self) -> dict[Device, tuple[TypedWay, ...]]:
        """The drivers whose address can be typed, with what a technician would write for each."""
        found: dict[Device, tuple[TypedWay, ...]] = {}
        for kind in DEVICE_TYPES:
            ways = []
            for driver in kind.drivers:
                example = str(rtoml.loads(driver.example).get(driver.where, ""))
                if driver.where and driver.called and example:
                    ways.append(TypedWay(driver.name, driver.called, example))
            if ways:
                found[kind.device] = tuple(ways)
        return found

    def picked(self, put_off: tuple[str, ...]) -> dict[Device, Picked]:
        """What stands in ``terminal.toml``, and what was put off."""
        tables = self._home.configuration().devices
        picked = {Device(name): Picked() for name in put_off}
        for one in read_devices(tables).devices:
            if one.driver is not None:
                picked[one.kind.device] = Picked(one.driver.name, one.where)
        return picked

    def write(self, device: Device, key: str) -> LocalizedText | None:
        """The table of what was found under this key; "": none. What is wrong, or None."""
        if key and (device, key) not in self._tables:
            return LocalizedText("找不到它了，请重新找设备。", "It is not there any more; look for the devices again.")
        return self._put(device, self._tables[device, key] if key else {})

    def write_typed(self, device: Device, driver: str, where: str) -> LocalizedText | None:
        """A table with this address, where it is one. What is wrong, or None."""
        kind = type_of(device)
        way = next((one for one in kind.drivers if one.name == driver and one.where), None)
        if way is None:
            return LocalizedText("没有这种接法。", "There is no such driver.")
        table = {"driver": driver, way.where: where}
        problems = read_devices({device.value: table}).problems
        if problems:
            example = rtoml.loads(way.example).get(way.where, "")
            return LocalizedText(f"这不是地址。例如 {example}", f"That is no address. For example {example}")
        return self._put(device, table)

    def _put(self, device: Device, table: Mapping[str, object]) -> LocalizedText | None:
        file = self._home.configuration_file
        try:
            text = file.read_text(encoding="utf-8") if file.exists() else ""
            whole = rtoml.loads(text)
            written = {key: rtoml.dumps({"x": value}).partition("=")[2].strip() for key, value in table.items()}
            changed = with_table(text, device.value, written)
            wanted = {name: value for name, value in whole.items() if name != device.value}
            if rtoml.loads(changed) != ({**wanted, device.value: dict(table)} if table else wanted):
                return _OTHER_WRITING
            write_durably(file, changed.encode(), PRIVATE)
        except (rtoml.TomlParsingError, UnicodeDecodeError):
            return _OTHER_WRITING
        except OSError as fault:
            return not_written(fault)
        return None

    def attempt(self, device: Device) -> Tried:
        """Have it do its work once. Of a card or a code that is read nothing is kept: that it was read is all that is told."""
        one = read_devices(self._home.configuration().devices).of(device)
        driver = one.open(self._surroundings)
        try:
            self._listen(True)
            settles = one.driver.settles if one.driver else 0.0
            status = awaited(driver, time.monotonic() + ASKED + settles)
            line = device_line(device, status, one.where)
            if not status.usable:
                return Tried(line, good=False)
            job = driver.job(_request(device))
            until = time.monotonic() + TRIAL
            while (outcome := job.advance()) is None or isinstance(outcome, _ON_ITS_WAY):
                # A print is never broken off: its driver has a limit of its own.
                if time.monotonic() > until and not isinstance(outcome, _ON_ITS_WAY):
                    if job.cancel is not None:
                        job.cancel()
                    break
                time.sleep(job.pace)
        finally:
            self._listen(False)
            driver.close()
        return _judged(line, outcome)

    def _listen(self, on: bool) -> None:
        """What is typed while a device is tried may be a scanner's."""
        if isinstance(self._surroundings.wedge, WedgeOnTrial):
            self._surroundings.wedge.listening = on

    def printer(self) -> ConfiguredDevice | None:
        """The receipt printer that is written down, or else the first that answers; None where there is none."""
        one = read_devices(self._home.configuration().devices).of(Device.RECEIPT_PRINTER)
        if one.driver is not None:
            return one
        for proposal in type_of(Device.RECEIPT_PRINTER).proposals():
            one = read_devices({Device.RECEIPT_PRINTER.value: proposal.table}).of(Device.RECEIPT_PRINTER)
            if self._asked(one, guess=True, sure=True) is not None:
                return one
        return None

    def print_receipt(self, document: Callable[[], PaperDocument]) -> LocalizedText:
        """What became of it."""
        one = self.printer()
        if one is None:
            return LocalizedText("没有找到回执打印机。", "No receipt printer was found.")
        outcome = printed_with(one, lambda serial: PrintReceipt("set-up", document(), serial))
        if isinstance(outcome, PrintConfirmed):
            return LocalizedText("打印好了。", "Printed.")
        if isinstance(outcome, PrintSent):
            return LocalizedText("发给打印机了，请看纸出来没有。", "Sent to the printer; see whether the paper came out.")
        reason = REASONS[outcome.reason or Reason.SILENT]
        return LocalizedText(f"没有打印：{reason.zh}。", f"Not printed: {reason.en[0].lower()}{reason.en[1:]}.")


def key_of(one: ConfiguredDevice) -> str:
    """By which a candidate is named: its driver and its address."""
    assert one.driver is not None
    return f"{one.driver.name} {one.where}"


def not_written(fault: OSError) -> LocalizedText:
    """Something of the terminal's folder could not be written."""
    why = fault.strerror or type(fault).__name__
    return LocalizedText(
        f"写不进去（{why}）。请检查磁盘，再试。", f"It cannot be written ({why.lower()}). Check the disk, and try again."
    )


def _request(device: Device) -> DeviceRequest:
    match device:
        case Device.ID_CARD_READER:
            return ReadCard("set-up")
        case Device.SMART_CARD_READER:
            return ReadSocialCard("set-up")
        case Device.CODE_SCANNER:
            return ScanCode("set-up")
        case Device.DOCUMENT_CAMERA:
            return ScanDocument("set-up")
        case Device.SPEAKER:
            return Speak("set-up", (_SENTENCE,), "zh")
    trial = type_of(device).trial
    assert trial is not None, device
    return trial(f"TEST-{int(time.time())}")


def _judged(line: Line, outcome: DeviceOutcome | object) -> Tried:
    if isinstance(outcome, PrintSent):
        state = LocalizedText("发给它了，请看纸出来没有", "Sent; see whether the paper came out")
        return Tried(replace(line, state=state, todo=None), good=True)
    if isinstance(outcome, Spoken):
        state = LocalizedText("说完了，请听有没有声音", "Spoken; was it heard?")
        return Tried(replace(line, state=state, todo=None), good=True)
    if isinstance(outcome, _GOOD):
        return Tried(replace(line, state=LocalizedText("试过了，能用", "Test passed"), todo=None), good=True)
    reason = getattr(outcome, "reason", None)
    if isinstance(reason, Reason):
        advice = text_of(Device(line.key)).advice.get(reason, ADVICE[reason])
        return Tried(replace(line, verdict=Verdict.BAD, state=REASONS[reason], todo=advice), good=False)
    state = LocalizedText("没有读到。放好了再试一次", "Nothing was read. Put it in its place, and try again")
    return Tried(replace(line, state=state, todo=None), good=False)
