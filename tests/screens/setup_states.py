"""The first set-up, walked as `tests.screens.states` walks a session: somebody does this or that, the machine answers so or so."""

from __future__ import annotations

import random
from typing import Any

from kiosk.domain.terminals import UNENROLLED
from kiosk.domain.text import LocalizedText
from kiosk.domain.values import replace
from kiosk.journeys import SET_UP
from kiosk.journeys.setup import effects as asks
from kiosk.journeys.setup import events as told
from kiosk.journeys.setup.places import ENTRY
from kiosk.ports.device_text import text_of
from kiosk.ports.devices import Device
from kiosk.ports.health import Line, Verdict
from kiosk.ports.line import Interface, LineFault, LineSeen
from kiosk.ports.maintenance import Medium, Written
from kiosk.ports.set_up import Candidate, Done, Picked, Progress, SetUpSeen, Standing, Tried, TypedWay
from kiosk.session import effects as do
from kiosk.session import events as ev
from kiosk.session.machine import begin
from tests.kiosk.session_samples import SETTINGS, TERMINAL, Session
from tests.screens.staff_states import HEALTH
from tests.screens.states import Walk

WAYS = {
    Device.RECEIPT_PRINTER: (
        TypedWay("escpos_network", LocalizedText("网络回执打印机", "Receipt printer on the network"), "192.168.1.50:9100"),
        TypedWay("escpos_serial", LocalizedText("串口回执打印机", "Receipt printer on a serial port"), "/dev/ttyUSB1"),
    ),
    Device.PAGE_PRINTER: (
        TypedWay("ipp", LocalizedText("网络打印机（IPP）", "Network printer (IPP)"), "192.168.1.60"),
        TypedWay("cups", LocalizedText("打印队列（CUPS）", "Print queue (CUPS)"), "kiosk_a4"),
    ),
    Device.ID_CARD_READER: (
        TypedWay("sam_v_serial", LocalizedText("串口身份证阅读器", "ID card reader on a serial port"), "/dev/ttyUSB0"),
    ),
}
STICK = Medium("/media/KINGSTON", "KINGSTON")
SERVING = Line("serving", LocalizedText("可以服务", "Ready to serve"), Verdict.GOOD, LocalizedText("是", "Yes"))
NOBODY = Line(
    "serving",
    LocalizedText("可以服务", "Ready to serve"),
    Verdict.BAD,
    LocalizedText("现在谁都服务不了", "Nobody can be served now"),
    "",
    LocalizedText("先处理：没有中文字体", "First of all: no Chinese typeface"),
)
FAULT = LocalizedText(
    "写不进去（没有空间）。请检查磁盘，再试。", "It cannot be written (no space left). Check the disk, and try again."
)
PRINTED = (
    LocalizedText("打印好了。", "Printed."),
    LocalizedText("没有找到回执打印机，请照屏幕念。", "No receipt printer was found; read it from the screen."),
)
INTERFACES = (Interface("enp1s0", True, "10.28.4.17"), Interface("wlp2s0", False, ""))


def candidates(chance: random.Random) -> tuple[Candidate, ...]:
    """What is found on some machine."""
    ready = LocalizedText("正常", "Ready")
    silent = LocalizedText("不能用：没有回应", "Cannot be used: does not answer")
    found = [
        Candidate(
            "sam_v_usb auto", Device.ID_CARD_READER, LocalizedText("USB 身份证阅读器", "ID card reader on USB"), "auto", ready, True
        ),
        Candidate("sam_v_serial auto", Device.ID_CARD_READER, WAYS[Device.ID_CARD_READER][0].called, "auto", silent, False),
        Candidate(
            "escpos_usb /dev/usb/lp0",
            Device.RECEIPT_PRINTER,
            LocalizedText("USB 回执打印机", "Receipt printer on USB"),
            "/dev/usb/lp0",
            ready,
            True,
        ),
        Candidate("cups auto", Device.PAGE_PRINTER, LocalizedText("打印队列（CUPS）", "Print queue (CUPS)"), "auto", silent, False),
        Candidate("espeak_ng ", Device.SPEAKER, LocalizedText("语音（espeak-ng）", "Voice (espeak-ng)"), "", ready, True),
    ]
    return tuple(one for one in found if chance.random() < 0.8)


class SetUpWalk(Walk):
    """``disk``: what stands on it now."""

    def fresh(self) -> None:
        self.session = Session(SETTINGS)
        self.asked: list[Any] = []
        machine = self.chance.choice([{}, {"rotation": "0"}, {"rotation": "90", "brightness": "100", "volume": "60"}])
        self.disk = SetUpSeen(
            machine=machine,
            managed=machine != {},
            interfaces=self.chance.choice([(), INTERFACES, (Interface("enp1s0", True, ""),)]),
            renewing=self.chance.random() < 0.1,
        )
        if self.disk.renewing:
            self.disk = replace(self.disk, language="zh", standing=Standing.CONFIRMED, terminal=TERMINAL)
        self.boot()

    def boot(self) -> None:
        """A new process, after a power cut for one."""
        settings = replace(SETTINGS, terminal=UNENROLLED)
        moment = self.session.moment()
        state = begin(settings, SET_UP, "", moment)
        assert ENTRY.open is not None
        self.session.state, effects = ENTRY.open(state, "", moment)
        self.asked = list(effects)

    def feed(self, *events: Any) -> None:
        for event in events:
            if not self.hear(self.session.feed(event)):
                return

    def hear(self, effects: list[Any]) -> bool:
        """What the session asks for; whether this process goes on."""
        for effect in effects:
            match effect:
                case asks.SeeProgress():
                    self.feed(told.ProgressSeen(self.chance.choice([Progress(), Progress(120_000, 400_000)])))
                case do.Audit():
                    pass
                case do.ReplaceProcess():
                    self.fresh()
                    return False
                case _:
                    assert isinstance(effect, asks.Work), effect
                    self.asked.append(effect)
        return True

    def step(self) -> None:
        """Somebody does something, or the machine answers; seldom the power goes."""
        chance = self.chance.random()
        if self.asked and chance < 0.5:
            self.feed(self.answer(self.asked.pop(0)))
        elif chance < 0.01:
            self.boot()
        elif chance < 0.04:
            self.hear(self.session.wait(self.chance.choice([0.6, 40.0])))
        elif chance < 0.06:
            self.feed(self.chance.choice([ev.OpenOverlay(self.overlay()), ev.SetLanguage(self.chance.choice(["zh", "en"]))]))
        elif chance < 0.1:
            self.feed(ev.Back())
        else:
            self.act()

    def overlay(self) -> Any:
        from kiosk.session.state import Overlay

        return Overlay.ACCESSIBILITY

    def act(self) -> None:
        """One act on the page that is shown."""
        page, view, around = self.look()
        choice = self.chance.choice
        if around["overlay"]["kind"]:
            self.feed(ev.CloseOverlay())
        match page:
            case "SetUpLanguagePage":
                self.feed(told.ChooseLanguage(choice(["zh", "en"])))
            case "SetUpScreenPage":
                rows = [option["value"] for row in view["rows"] for option in row["options"]]
                self.feed(choice([ev.Primary(), ev.Primary(), *[told.ChooseMachine(*one.split("=")) for one in rows]]))
            case "SetUpPicturePage":
                self.feed(told.KeepPicture(choice([True, False])))
            case "SetUpNetworkPage":
                parts = [told.OpenPart(name) for name in ("machine", "platform", "proxy", "certificates", "offer")]
                self.feed(choice([*parts, *[ev.Primary()] * 4]))
            case "SetUpAddressPage":
                typed = choice(["https://ztpt.example.gov.cn", "", "192.168.1.20/24 192.168.1.1", "2026-11-28 10:15"])
                self.feed(choice([told.TypeText(typed), told.TypeText(typed), ev.Primary(), ev.Primary()]))
            case "SetUpCertificatePage" | "SetUpOffersPage":
                sticks = [told.ChooseStick(one["value"]) for one in view["media"]]
                self.feed(choice([told.LookForSticks(), ev.Back(), *sticks * 2]))
            case "SetUpLinePage":
                self.feed(choice([ev.Primary(), ev.Primary(), ev.TryAgain(), ev.Back(), told.OpenPart("clock")]))
            case "SetUpCodePage":
                letters: list[Any] = [told.TypeLetter(letter) for letter in "K7M29PQX4T0V8HGD"[: choice([3, 8, 16, 16])]]
                typing: list[list[Any]] = [letters, letters, [told.EraseLetter()], [ev.Primary()], [ev.Primary()]]
                self.feed(*choice(typing))
            case "SetUpApprovalPage":
                self.feed(choice([ev.Primary(), ev.Primary(), told.PrintIt(), told.StartOver()]))
            case "SetUpCataloguePage":
                sticks = [told.ChooseStick(one["value"]) for one in view["media"]]
                self.feed(choice([ev.TryAgain(), told.LookForSticks(), *sticks * 2]))
            case "SetUpDevicesPage":
                self.feed(choice([ev.Primary(), ev.Primary(), ev.TryAgain(), *map(told.OpenFound, Device)]))
            case "SetUpFoundPage":
                rows = [told.ChooseFound(one["value"]) for one in view["rows"]]
                ways = [told.TypeAddress(one["value"]) for one in view["ways"]]
                self.feed(choice([ev.Back(), told.TryIt(), told.TryIt(), ev.Primary(), *rows, *ways]))
            case "SetUpReportPage":
                sticks = [told.ChooseStick(one["value"]) for one in view["tiles"] if one["act"] == "chooseStick"]
                self.feed(
                    choice(
                        [told.PrintIt(), told.LookForSticks(), told.OpenPart("devices"), ev.TryAgain(), ev.Primary(), *sticks * 3]
                    )
                )

    def answer(self, work: Any) -> Any:
        """What the machine says to it, and what then stands on the disk."""
        choice, request_id = self.chance.choice, work.request_id
        match work:
            case asks.Look():
                return told.Looked(request_id, self.disk, WAYS)
            case asks.LookAtLine():
                line = LineSeen(
                    choice([None, None, *LineFault]), choice(["", "platform.example"]), choice([0, 3, 1800, -90_000, 100])
                )
                line = replace(line, off_by=None) if line.fault else line
                self.disk = replace(self.disk, line=line.fault is None)
                return told.LineLookedAt(request_id, line, Done(self.disk))
            case asks.FindSticks():
                return told.MediaFound(request_id, choice([(), (STICK,)]))
            case asks.PrintFingerprint() | asks.PrintReport():
                return told.Printed(request_id, choice(PRINTED))
            case asks.FindDevices():
                return told.DevicesFound(request_id, candidates(self.chance))
            case asks.TryDevice(_, device):
                good = Line(device.value, text_of(device).name, Verdict.GOOD, LocalizedText("试过了，能用", "Test passed"))
                bad = replace(good, verdict=Verdict.BAD, state=LocalizedText("没有回应", "Does not answer"), todo=FAULT)
                return told.DeviceTried(request_id, device, choice([Tried(good, True), Tried(bad, False)]))
            case asks.Report():
                well = tuple(line for line in HEALTH if line.verdict is Verdict.GOOD)
                return told.Reported(request_id, choice([(SERVING, *well), (SERVING, *HEALTH), (NOBODY, *HEALTH)]))
            case asks.WriteReport():
                return told.ReportWritten(request_id, choice([Written("report-T0001.txt"), Written(fault=FAULT)]))
        assert isinstance(work, asks.Keep)
        if self.chance.random() < 0.15:
            if isinstance(work, asks.Confirm) and choice([True, False]):
                self.disk = replace(self.disk, standing=Standing.NONE, terminal=UNENROLLED, fingerprint="")
            return told.Kept(request_id, Done(self.disk, FAULT))
        self.disk = self.written(work)
        return told.Kept(request_id, Done(self.disk))

    def written(self, work: asks.Keep) -> SetUpSeen:
        """The disk after it."""
        disk = self.disk
        match work:
            case asks.KeepLanguage(_, language):
                return replace(disk, language=language)
            case asks.KeepMachine(_, key, value):
                return replace(disk, machine={**disk.machine, key: value}, screen_before=disk.screen_before or key == "rotation")
            case asks.KeepScreen(_, good):
                return replace(disk, screen_before=False) if disk.screen_before else replace(disk, screen=good)
            case asks.KeepAddress(_, url):
                return replace(disk, url=url, line=False)
            case asks.KeepMachineAddress(_, typed):
                return replace(disk, own_address=typed, line=False)
            case asks.SetClock():
                return disk
            case asks.KeepProxy(_, proxy):
                return replace(disk, proxy=proxy, line=False)
            case asks.KeepCertificate(_, medium):
                return replace(disk, vouched=medium != "", line=False)
            case asks.Enrol():
                return replace(disk, standing=Standing.WAITING, terminal=TERMINAL, fingerprint="K7M2-9PQX-4T0V-8HGD")
            case asks.Confirm():
                return replace(disk, standing=Standing.CONFIRMED)
            case asks.TakeOffer():
                return replace(disk, standing=Standing.CONFIRMED, terminal=TERMINAL, offered=True)
            case asks.ForgetEnrolment():
                return replace(disk, standing=Standing.NONE, terminal=UNENROLLED, fingerprint="")
            case asks.FetchCatalogue():
                return replace(disk, catalogue="2026.11.22.1")
            case asks.Pick(_, picks):
                made = {device: Picked(*(key.split(" ", 1) if key else ("", ""))) for device, key in picks.items()}
                return replace(disk, picked={**disk.picked, **made})
            case asks.PickTyped(_, device, driver, where):
                return replace(disk, picked={**disk.picked, device: Picked(driver, where)})
        assert isinstance(work, asks.Finish)
        return disk
