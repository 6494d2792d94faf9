"""What staff do on their pages, and what the terminal answers them, in the walk that finds what pages can show."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING, Any

from kiosk.domain.closings import Closing
from kiosk.domain.receipts import Line as PaperLine
from kiosk.domain.receipts import PaperDocument
from kiosk.domain.technicians import CardRefusal, CodeRefusal, TechnicianCard, TechnicianCode
from kiosk.domain.text import LocalizedText
from kiosk.journeys.attendant.places import (
    CallTechnician,
    CloseFor,
    JudgeAttendantPin,
    LookedAt,
    OpenCall,
    OpenClosing,
    OpenTask,
    OpenTechnician,
    Task,
    WipeScreen,
)
from kiosk.journeys.technician import effects as asks
from kiosk.journeys.technician import events as told
from kiosk.journeys.technician.desk import SECTIONS
from kiosk.ports.device_hub import DeviceAnswer, ScanCode
from kiosk.ports.devices import CodeScanned, Device
from kiosk.ports.health import Line, Verdict
from kiosk.ports.maintenance import LogLine, Medium, PrintsOfKind, Records, WaitingMessage, Written
from kiosk.session import events as ev
from kiosk.session.staff_pin import EraseDigit, PinJudged, PressDigit
from kiosk.technician.offered_settings import OFFERED
from tests.kiosk.session_samples import WALL

if TYPE_CHECKING:
    from tests.screens.states import Walk

CODE = TechnicianCode("chen.wei", "j" * 22, "p" * 22)
CARD = TechnicianCard("li.na", "5ca1ab1e", b"certificate", WALL + 86_400)
HEALTH = (
    Line("enrolment", LocalizedText("登记", "Enrolment"), Verdict.GOOD, LocalizedText("已登记", "Enrolled"), "T0001"),
    Line(
        "platform",
        LocalizedText("中心平台", "Central platform"),
        Verdict.NOTICE,
        LocalizedText("用不了，申请先存本机", "Unavailable; applications are stored here"),
        "https://platform.example: unreachable",
        LocalizedText("检查网线和网址", "Check network and address"),
    ),
    Line(
        "clock", LocalizedText("本机时间", "Clock"), Verdict.GOOD, LocalizedText("看起来是对的", "Looks right"), "2026-11-22 10:00"
    ),
    Line("catalogue", LocalizedText("事项目录", "Catalogue"), Verdict.GOOD, LocalizedText("可用", "In use"), "2026.11.22.1"),
    Line(
        "ledger",
        LocalizedText("待送和打印", "Queue and prints"),
        Verdict.GOOD,
        LocalizedText("2 件等待送出", "2 waiting to be sent"),
    ),
    Line(
        "disk",
        LocalizedText("磁盘", "Disk"),
        Verdict.BAD,
        LocalizedText("剩余 120 MB", "120 MB free"),
        "/var/lib/terminal",
        LocalizedText("清理磁盘", "Make room on the disk"),
    ),
)
RECORDS = Records(
    True,
    (
        WaitingMessage(
            "T0001-261122-0001",
            WALL - 86_400,
            LocalizedText("平台没有收：平台打不开它", "REJECTED: the platform cannot open it: sealed to a key that it never had"),
            again=True,
        ),
        WaitingMessage("T0001-261122-0002", WALL - 600, LocalizedText("等着轮到它", "waits for its turn")),
    ),
    3,
    (
        PrintsOfKind("RECEIPT", "CONFIRMED", "", 41),
        PrintsOfKind("COPY", "VOIDED", "missing", 2),
        PrintsOfKind("COPY", "FAILED", "jam", 1),
    ),
)
LOG = (
    LogLine(WALL, "device.status", "device receipt_printer  driver escpos_network  kind unavailable  reason paper-out"),
    LogLine(WALL - 60, "technician.entered", "technician chen.wei"),
    LogLine(WALL - 4000, "network.changed", "to OFFLINE"),
)


def on_attendants(walk: Walk, view: dict[str, Any]) -> None:
    """One act on a page of the site's attendant."""
    choice = walk.chance.choice
    match walk.session.place:
        case place if type(place).__name__ == "Attendant":
            ways: list[Any] = [OpenTask(choice(list(Task))), OpenClosing(), OpenCall(), WipeScreen(), *[OpenTechnician()] * 6]
            looks = [LookedAt(device) for device in walk.session.state.paper_missing]
            walk.feed(choice([*ways, *looks, ev.Primary()]))
        case place if type(place).__name__ == "ClosingPage":
            walk.feed(choice([CloseFor(choice(list(Closing))), ev.Primary(), ev.Primary(), ev.Back()]))
        case place if type(place).__name__ == "CallPage":
            walk.feed(choice([CallTechnician(True), CallTechnician(False), ev.Back()]))
        case _:
            walk.feed(choice([ev.Primary(), ev.Back()]))


def let_in(walk: Walk) -> None:
    """A technician with a code."""
    walk.feed(ev.OpenJourney("attendant"), OpenTechnician())
    walk.feed(DeviceAnswer(walk.session.last(ScanCode).request_id, CodeScanned("JS1:")))
    walk.feed(told.CodeJudged(walk.session.last(asks.JudgeCode).request_id, CODE))
    walk.feed(*map(PressDigit, "27182818"), ev.Primary())
    walk.feed(PinJudged(walk.session.last(asks.JudgePin).request_id, admitted=True))


def on_technicians(walk: Walk, page: str, view: dict[str, Any]) -> None:
    """One act on a technician's page."""
    choice = walk.chance.choice
    match page:
        case "TechnicianDoorPage":
            walk.feed(choice([told.ReadStick(), ev.TryAgain(), *[ev.Touch()] * 5, ev.Primary()]))
        case "StaffPinPage" if view["primary"]:
            walk.feed(ev.Primary())
        case "StaffPinPage":
            walk.feed(*[PressDigit(choice("0123456789")) for _ in range(choice([1, 8, 8, 8]))], *choice([(), (), (EraseDigit(),)]))
        case "TechnicianDeskPage":
            devices = [told.OpenSection("devices")] * 3  # behind which each has a page of its own
            walk.feed(choice([*map(told.OpenSection, SECTIONS), *devices, ev.TryAgain(), ev.Primary()]))
        case "TechnicianDevicesPage":
            walk.feed(told.OpenDevice(choice(list(Device))))
        case "TechnicianDevicePage":
            tries = [told.TryDevice(one["value"]) for one in view["times"]]
            walk.feed(choice([*tries, told.StopTrying(), ev.Back()]))
        case "TechnicianRecordsPage":
            walk.feed(choice([told.SendAgain(), ev.TryAgain(), ev.Back()]))
        case "TechnicianBundlePage":
            media = [told.ChooseMedium(one["value"]) for one in view["media"] if one["act"] == "chooseMedium"]
            walk.feed(choice([*media, told.SendBundle(), ev.TryAgain(), ev.Back()]))
        case "TechnicianSettingsPage":
            one = choice(OFFERED)
            walk.feed(choice([told.ChooseSetting(one.name_in_file, choice(one.offers).value), ev.Back()]))
        case "TechnicianTouchPage":
            walk.feed(
                *[told.TouchField(number) for number in range(choice([1, 24]))], choice([ev.Touch(), ev.TryAgain(), ev.Back()])
            )
        case _:
            walk.feed(choice([ev.TryAgain(), ev.Back()]))


def answer_to(effect: Any, chance: random.Random) -> Any:
    """What the terminal answers a technician; None for what nobody asked on their behalf."""
    choice, request_id = chance.choice, getattr(effect, "request_id", "")
    match effect:
        case asks.JudgeCode():
            return told.CodeJudged(request_id, choice([*[CODE] * 8, *CodeRefusal]))
        case asks.JudgeCard():
            return told.CardJudged(request_id, choice([*[CARD] * 40, *CardRefusal]))
        case asks.ProveCard():
            return told.CardProved(request_id, choice([True] * 8 + [False]))
        case asks.ReadCodeFromStick():
            return told.StickRead(request_id, choice(["", "JS1:"]))
        case asks.JudgePin() | JudgeAttendantPin():
            refused = [PinJudged(request_id, void=True), PinJudged(request_id, kept=False)]
            wrong = [
                PinJudged(request_id),
                PinJudged(request_id, wait=240),
                PinJudged(request_id, wait=30),
            ]
            return choice([*[PinJudged(request_id, admitted=True)] * 8, *refused, *wrong])
        case asks.SeeHealth():
            well = tuple(line for line in HEALTH if line.verdict is Verdict.GOOD)
            return told.HealthSeen(request_id, choice([HEALTH, well]))
        case asks.MakeTrial():
            made: list[PaperDocument | bytes] = [PaperDocument((PaperLine("测试页"),)), b"%PDF", b""]
            return told.TrialMade(request_id, choice(made))
        case asks.SeeRecords():
            return told.RecordsSeen(request_id, choice([RECORDS, RECORDS, Records(), Records(readable=False)]))
        case asks.HaveSentAgain():
            return told.SentAgain(request_id, choice([0, 1, 2]))
        case asks.SeeLog():
            return told.LogSeen(request_id, choice([LOG, LOG * 8, ()]))
        case asks.SeeMedia():
            return told.MediaSeen(request_id, choice([(), (Medium("/media/KINGSTON", "KINGSTON"),)]))
        case asks.WriteBundle():
            fault = LocalizedText(
                "优盘不见了，或写不进去。换一个，再试。", "The USB stick is gone, or cannot be written. Try another one."
            )
            name = "support-T0001-20261122T020000Z.zip"
            return told.BundleWritten(request_id, choice([Written(name), Written(fault=fault)]))
        case asks.MakeBundle():
            return told.BundleMade(request_id, b"PK")
        case asks.KeepBundle():
            return told.BundleKept(request_id, choice([True, False]))
        case asks.SeeSettings():
            return told.SettingsSeen(request_id, {one.name_in_file: one.offers[0].value for one in OFFERED})
        case asks.ChangeSetting(_, key, value):
            return told.SettingChanged(request_id, key, value, choice([True, True, False]))
    return None
