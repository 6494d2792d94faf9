"""What the set-up's pages ask of the machine. Each is done on a thread of its own, and answers with an event of its request."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from enum import Enum
from typing import ClassVar

from kiosk.domain.values import Value
from kiosk.journeys.setup import events as told
from kiosk.ports.devices import Device
from kiosk.ports.health import Line
from kiosk.ports.maintenance import Medium
from kiosk.ports.set_up import Done, SetUp
from kiosk.session.state import Event


class Sticks(Enum):
    """Which sticks are looked for, by what lies on them."""

    CERTIFICATES = "certificates"
    CATALOGUE = "catalogue"
    OFFERS = "offers"
    ANY = "any"


class Work(Value):
    """``at_once``: done on the session's thread, in no time."""

    at_once: ClassVar[bool] = False

    request_id: str

    def run(self, desk: SetUp) -> Event:
        """Returns what is posted to the session."""
        raise NotImplementedError


class Look(Work):
    """-> Looked"""

    def run(self, desk: SetUp) -> Event:
        return told.Looked(self.request_id, desk.look(), desk.typed_ways())


class Keep(Work):
    """Something is written down -> Kept"""

    def run(self, desk: SetUp) -> Event:
        return told.Kept(self.request_id, self.done(desk))

    def done(self, desk: SetUp) -> Done:
        """Write it down, and say what became of it."""
        raise NotImplementedError


class KeepLanguage(Keep):
    language: str

    def done(self, desk: SetUp) -> Done:
        return desk.choose_language(self.language)


class KeepMachine(Keep):
    key: str
    value: str

    def done(self, desk: SetUp) -> Done:
        return desk.set_machine(self.key, self.value)


class KeepScreen(Keep):
    good: bool = True

    def done(self, desk: SetUp) -> Done:
        return desk.keep_screen(self.good)


class KeepAddress(Keep):
    url: str

    def done(self, desk: SetUp) -> Done:
        return desk.keep_address(self.url)


class KeepMachineAddress(Keep):
    typed: str

    def done(self, desk: SetUp) -> Done:
        return desk.keep_machine_address(self.typed)


class SetClock(Keep):
    wall: int

    def done(self, desk: SetUp) -> Done:
        return desk.set_clock(self.wall)


class KeepProxy(Keep):
    proxy: str

    def done(self, desk: SetUp) -> Done:
        return desk.keep_proxy(self.proxy)


class KeepCertificate(Keep):
    medium: str

    def done(self, desk: SetUp) -> Done:
        return desk.keep_certificate(self.medium)


class Enrol(Keep):
    code: str

    def done(self, desk: SetUp) -> Done:
        return desk.enrol(self.code)


class Confirm(Keep):
    code: str

    def done(self, desk: SetUp) -> Done:
        return desk.confirm(self.code)


class TakeOffer(Keep):
    medium: str
    code: str

    def done(self, desk: SetUp) -> Done:
        return desk.take_offer(self.medium, self.code)


class ForgetEnrolment(Keep):
    def done(self, desk: SetUp) -> Done:
        return desk.start_over()


class FetchCatalogue(Keep):
    """``medium`` "": from the platform."""

    medium: str = ""

    def done(self, desk: SetUp) -> Done:
        return desk.fetch_catalogue(self.medium)


class Pick(Keep):
    """By device, the key of a candidate; "": put off."""

    picks: Mapping[Device, str]

    def done(self, desk: SetUp) -> Done:
        return desk.pick(self.picks)


class PickTyped(Keep):
    device: Device
    driver: str
    where: str

    def done(self, desk: SetUp) -> Done:
        return desk.pick_typed(self.device, self.driver, self.where)


class Finish(Keep):
    def done(self, desk: SetUp) -> Done:
        return desk.finish()


class LookAtLine(Work):
    """-> LineLookedAt"""

    def run(self, desk: SetUp) -> Event:
        return told.LineLookedAt(self.request_id, *desk.look_at_line())


class FindSticks(Work):
    """-> MediaFound"""

    what: Sticks

    def run(self, desk: SetUp) -> Event:
        kinds: Mapping[Sticks, Callable[[], Sequence[Medium]]] = {
            Sticks.CERTIFICATES: desk.certificates,
            Sticks.CATALOGUE: desk.catalogue_media,
            Sticks.OFFERS: desk.offers,
            Sticks.ANY: desk.media,
        }
        return told.MediaFound(self.request_id, tuple(kinds[self.what]()))


class PrintFingerprint(Work):
    """-> Printed"""

    def run(self, desk: SetUp) -> Event:
        return told.Printed(self.request_id, desk.print_fingerprint())


class SeeProgress(Work):
    """-> ProgressSeen"""

    at_once: ClassVar[bool] = True

    def run(self, desk: SetUp) -> Event:
        return told.ProgressSeen(desk.catalogue_progress())


class FindDevices(Work):
    """-> DevicesFound"""

    def run(self, desk: SetUp) -> Event:
        return told.DevicesFound(self.request_id, desk.find_devices())


class TryDevice(Work):
    """-> DeviceTried"""

    device: Device

    def run(self, desk: SetUp) -> Event:
        return told.DeviceTried(self.request_id, self.device, desk.try_device(self.device))


class Report(Work):
    """-> Reported"""

    def run(self, desk: SetUp) -> Event:
        return told.Reported(self.request_id, desk.report())


class PrintReport(Work):
    """-> Printed"""

    lines: tuple[Line, ...]

    def run(self, desk: SetUp) -> Event:
        return told.Printed(self.request_id, desk.print_report(self.lines))


class WriteReport(Work):
    """-> ReportWritten"""

    lines: tuple[Line, ...]
    medium: str

    def run(self, desk: SetUp) -> Event:
        return told.ReportWritten(self.request_id, desk.write_report(self.lines, self.medium))
