"""What the pages of the first set-up ask of the machine, answered from the terminal's folder, its network and its devices."""

from __future__ import annotations

import shutil
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from commands.doctor import examine
from commands.machine import settings_of, write_settings
from commands.machine_clock import ask_for_time
from commands.offers import offer_on, offers_on, take_offer, waits, write_request
from commands.print_checks import readiness_receipt
from commands.set_up_catalogue import SetUpCatalogue
from commands.set_up_devices import SetUpDevices, not_written
from commands.set_up_enrolment import SetUpEnrolment
from commands.set_up_file import SetUpFile, restore_screen
from commands.set_up_network import CERTIFICATES, SetUpNetwork, set_value
from commands.set_up_paper import fingerprint_receipt, write_report
from commands.terminal_folder import TerminalFolder
from devices.device_type import Surroundings
from kiosk import removable
from kiosk.domain.text import LocalizedText
from kiosk.domain.values import replace
from kiosk.ports.devices import Device
from kiosk.ports.health import Line
from kiosk.ports.line import LineSeen
from kiosk.ports.maintenance import Medium, Written
from kiosk.ports.set_up import Candidate, Done, Progress, SetUpSeen, Standing, Tried, TypedWay
from kiosk.sync.line_check import own_network
from kiosk.technician.machine_address import as_typed, read_typed, wrong_with
from kiosk.technician.offered_machine import changed, values_of
from kiosk.technician.readiness import Readiness

_MANAGED = Path("/run/community-terminal")  # where the package applies what is set of the machine
_LIGHTS = Path("/sys/class/backlight")
CLOCK_LIMIT = 10.0  # seconds until the package's service has set it
SAME_TIME = 2.0  # seconds between two clocks that are called the same
_NO_CLOCK = LocalizedText(
    "本机时间没有改成。请在主板设置里校准，再试。", "The clock was not set. Set it in the firmware, and try again."
)
_NO_STICK = LocalizedText("优盘不见了，或写不进去。换一个，再试。", "The USB stick is gone, or cannot be written. Try another one.")


class SetUpDesk:
    """`kiosk.ports.set_up.SetUp` of one terminal.

    Args:
        home: its folder.
        surroundings: what drivers take from the program around them.
        media: where sticks are mounted.
        managed: the folder that the package's services have, where this machine has them.
        clock: this machine's, seconds since 1970 UTC.
    """

    def __init__(
        self,
        home: TerminalFolder,
        surroundings: Surroundings,
        media: Callable[[], Sequence[Path]] = removable.media,
        managed: Path = _MANAGED,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self._home = home
        self._file = SetUpFile(home.path)
        self._devices = SetUpDevices(home, surroundings)
        self._network = SetUpNetwork(home, self._file)
        self._enrolment = SetUpEnrolment(home, self._file)
        self._catalogue = SetUpCatalogue(home)
        self._media = media
        self._managed = managed
        self._clock = clock

    def look(self) -> SetUpSeen:
        """All of it is read anew."""
        home, progress = self._home, self._file.read()
        standing, terminal, shown = self._enrolment.standing()
        renewing = standing is Standing.CONFIRMED and not self._file.exists()
        return SetUpSeen(
            language=home.configuration().settings.language if renewing else progress.language,
            screen=progress.screen,
            screen_before=progress.screen_before is not None,
            machine=self._machine(),
            managed=self._managed.is_dir(),
            own_address=as_typed(settings_of(home.path)[0].network),
            url=progress.url,
            proxy=home.proxy,
            vouched=home.certificates_file.exists(),
            interfaces=own_network(),
            line=progress.line,
            standing=standing,
            terminal=terminal,
            fingerprint=shown,
            catalogue=self._catalogue.version(),
            picked=self._devices.picked(progress.put_off),
            renewing=renewing,
            offered=waits(home),
        )

    def _machine(self) -> Mapping[str, str]:
        if not self._managed.is_dir():
            return {}
        settings, _ = settings_of(self._home.path)
        light = _LIGHTS.is_dir() and any(_LIGHTS.iterdir())
        return values_of(settings, light, shutil.which("amixer") is not None)

    def _done(self, write: Callable[[], LocalizedText | None]) -> Done:
        """What the disk says after it; a disk that cannot be written is a fault like another."""
        try:
            fault = write()
        except OSError as wrong:
            fault = not_written(wrong)
        return Done(self.look(), fault)

    def choose_language(self, language: str) -> Done:
        """In ``terminal.toml`` too: the idle page begins with it."""

        def write() -> None:
            set_value(self._home, "screen", "language", language)
            self._file.note(language=language)

        return self._done(write)

    def set_machine(self, key: str, value: str) -> Done:
        """In ``machine.toml``, which the package applies at once."""

        def write() -> None:
            before, _ = settings_of(self._home.path)
            after = changed(before, key, value)
            file = self._home.path / "machine.toml"
            progress = self._file.read()
            if (after.rotation, after.through) != (before.rotation, before.through) and progress.screen_before is None:
                self._file.note(screen_before=file.read_text(encoding="utf-8") if file.exists() else "", lives=0)
            write_settings(self._home.path, after)

        return self._done(write)

    def keep_screen(self, good: bool) -> Done:
        """As it is; or, of a picture that was turned, as it was."""

        def write() -> None:
            progress = self._file.read()
            if progress.screen_before is None:
                self._file.note(screen=True)
                return
            if not good:
                restore_screen(self._home.path, progress)
            self._file.note(screen_before=None, lives=0)

        return self._done(write)

    def keep_address(self, url: str) -> Done:
        """With https:// before it where nothing else stands there."""
        return self._before_enrolment(lambda: self._network.keep_address(url))

    def keep_proxy(self, proxy: str) -> Done:
        """In ``terminal.toml``, by which everything goes that reaches the platform."""
        return self._before_enrolment(lambda: self._network.keep_proxy(proxy))

    def set_clock(self, wall: float) -> Done:
        """Asked of the package's service, which alone may set it; until the terminal is confirmed."""

        def write() -> LocalizedText | None:
            began = time.monotonic()
            ask_for_time(self._home.path, wall)
            while (since := time.monotonic() - began) < CLOCK_LIMIT:
                if abs(self._clock() - wall - since) < SAME_TIME:
                    return None
                time.sleep(0.05)
            return _NO_CLOCK

        return self._before_enrolment(write)

    def keep_machine_address(self, typed: str) -> Done:
        """In ``machine.toml``, which the package applies at once."""

        def write() -> LocalizedText | None:
            given = read_typed(typed)
            fault = wrong_with(given)
            if fault is None:
                settings, _ = settings_of(self._home.path)
                write_settings(self._home.path, replace(settings, network=given))
                self._file.note(line=False)
            return fault

        return self._done(write)

    def certificates(self) -> Sequence[Medium]:
        """Those with `CERTIFICATES` at their top."""
        return self._holding(CERTIFICATES)

    def keep_certificate(self, medium: str) -> Done:
        """A copy, beside the enrolment that is to come."""
        return self._before_enrolment(lambda: self._network.keep_certificate(medium))

    def _before_enrolment(self, write: Callable[[], LocalizedText | None]) -> Done:
        """The way to the platform is settled with the enrolment: whoever comes later changes it in ``terminal.toml``."""
        if self._enrolment.standing()[0] is Standing.CONFIRMED:
            return Done(
                self.look(), LocalizedText("终端已经登记，不能在这里改。", "The terminal is enrolled; it is not changed here.")
            )
        return self._done(write)

    def _holding(self, *names: str) -> list[Medium]:
        """The sticks that have one of these at their top."""
        return [Medium(str(path), path.name) for path in self._media() if any((path / name).exists() for name in names)]

    def look_at_line(self) -> tuple[LineSeen, Done]:
        """What it found is kept, so that it is not asked again after a power cut."""
        seen = self._network.look()
        return seen, self._done(lambda: self._file.note(line=seen.fault is None))

    def enrol(self, code: str) -> Done:
        """At the address that is kept."""
        return self._done(lambda: self._enrolment.enrol(code))

    def confirm(self, code: str) -> Done:
        """Nothing is tried where nothing waits to be confirmed."""
        if self._enrolment.standing()[0] is not Standing.WAITING:
            return Done(self.look())
        return self._done(lambda: self._enrolment.confirm(code))

    def start_over(self) -> Done:
        """The platform has another terminal for whatever is enrolled next."""
        return self._done(self._enrolment.forget)

    def offers(self) -> Sequence[Medium]:
        """Those whose offer can be read."""
        return offers_on(self._media(), self._home.path)

    def take_offer(self, medium: str, code: str) -> Done:
        """In place of an enrolment that nobody has confirmed."""

        def write() -> LocalizedText | None:
            offer = offer_on(Path(medium), self._home.path)
            return _NO_STICK if offer is None else take_offer(self._home, offer, code, int(time.time()))

        return self._before_enrolment(write)

    def print_fingerprint(self) -> LocalizedText:
        """With the terminal's number and site."""
        _, terminal, shown = self._enrolment.standing()
        return self._devices.print_receipt(lambda: fingerprint_receipt(terminal, shown, int(time.time())))

    def fetch_catalogue(self, medium: str) -> Done:
        """Verified with the roots that came with the enrolment. Without network it is on the stick that the offer was on."""
        there = [one.key for one in self.catalogue_media()] if waits(self._home) else []
        return self._done(lambda: self._catalogue.fetch(medium or next(iter(there), "")))

    def catalogue_progress(self) -> Progress:
        """Of the pack that is on its way."""
        return self._catalogue.progress()

    def catalogue_media(self) -> Sequence[Medium]:
        """Those that `export_catalogue` wrote, at their top or in a folder ``catalogue``."""
        return self._holding("catalogue", "metadata")

    def find_devices(self) -> tuple[Candidate, ...]:
        """By their real drivers."""
        return self._devices.find()

    def typed_ways(self) -> Mapping[Device, tuple[TypedWay, ...]]:
        """Of every driver that has an address."""
        return self._devices.ways()

    def pick(self, picks: Mapping[Device, str]) -> Done:
        """In ``terminal.toml``; what was put off is remembered."""

        def write() -> LocalizedText | None:
            fault = None
            for device, key in picks.items():
                wrong = self._devices.write(device, key)
                if wrong is None:
                    self._put_off(device, key == "")
                fault = fault or wrong
            return fault

        return self._of_devices(write)

    def pick_typed(self, device: Device, driver: str, where: str) -> Done:
        """In ``terminal.toml``."""

        def write() -> LocalizedText | None:
            fault = self._devices.write_typed(device, driver, where)
            if fault is None:
                self._put_off(device, False)
            return fault

        return self._of_devices(write)

    def _put_off(self, device: Device, off: bool) -> None:
        others = set(self._file.read().put_off) - {device.value}
        self._file.note(put_off=tuple(sorted(others | {device.value} if off else others)))

    def _of_devices(self, write: Callable[[], LocalizedText | None]) -> Done:
        """Only while the set-up goes on: a terminal that has served is changed by its technicians."""
        if not self._file.exists():
            return Done(
                self.look(),
                LocalizedText("终端已经在用，设备由技术员改。", "The terminal is in use; technicians change its devices."),
            )
        return self._done(write)

    def try_device(self, device: Device) -> Tried:
        """By its real driver."""
        return self._devices.attempt(device)

    def report(self) -> tuple[Line, ...]:
        """The same as `doctor` tells."""
        return examine(self._home).lines

    def print_report(self, lines: tuple[Line, ...]) -> LocalizedText:
        """The same as `doctor --report` prints."""
        _, terminal, _ = self._enrolment.standing()
        return self._devices.print_receipt(lambda: readiness_receipt(Readiness(lines), terminal.terminal_id, int(time.time())))

    def media(self) -> Sequence[Medium]:
        """By their folders; the last part of each is what people have called it."""
        return [Medium(str(path), path.name) for path in self._media()]

    def write_report(self, lines: tuple[Line, ...], medium: str) -> Written:
        """As a text, in both languages; where the platform does not know this terminal yet, with its request for the platform."""
        if medium not in {str(path) for path in self._media()}:
            return Written(fault=_NO_STICK)
        _, terminal, _ = self._enrolment.standing()
        try:
            name = write_report(Path(medium), lines, terminal, int(time.time()))
            if waits(self._home):
                write_request(self._home, Path(medium))
        except removable.MediumFault:
            return Written(fault=_NO_STICK)
        return Written(name)

    def finish(self) -> Done:
        """Nothing of the set-up is left but what it wrote."""

        def write() -> LocalizedText | None:
            seen = self.look()
            if seen.standing is not Standing.CONFIRMED or not seen.catalogue:
                return LocalizedText("还不能开始服务。", "It cannot serve yet.")
            self._file.forget()
            return None

        return self._done(write)
