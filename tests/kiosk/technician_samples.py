"""A technician who comes to their page, and what the terminal answers them."""

from __future__ import annotations

from kiosk.domain.closings import Closing
from kiosk.domain.technicians import PIN_LENGTH, CardRefusal, CodeRefusal, TechnicianCard, TechnicianCode
from kiosk.domain.text import LocalizedText
from kiosk.domain.values import replace
from kiosk.journeys.attendant.places import (
    CallTechnician,
    CloseFor,
    JudgeAttendantPin,
    OpenCall,
    OpenClosing,
    OpenTask,
    OpenTechnician,
    Task,
)
from kiosk.journeys.technician import effects as asks
from kiosk.journeys.technician import events as told
from kiosk.ports.device_hub import DeviceAnswer, DeviceOutcome, ReadTechnicianCard, ScanCode, SignWithCard, StatusChanged
from kiosk.ports.devices import CodeScanned, Device, PrintConfirmed, TechnicianCardRead
from kiosk.ports.health import Line, Verdict
from kiosk.ports.maintenance import Medium, Records, Written
from kiosk.session import events as ev
from kiosk.session.staff_pin import PinJudged, PressDigit
from tests.kiosk.session_samples import READY, SETTINGS, WALL, Session

CODE = TechnicianCode("chen.wei", "j" * 22, "p" * 22)
CARD = TechnicianCard("li.na", "5ca1ab1e", b"certificate", WALL + 86_400)
HEALTH = (Line("disk", LocalizedText("磁盘", "Disk"), Verdict.GOOD, LocalizedText("剩余 9000 MB", "9000 MB free")),)
STICK = Medium("/media/stick", "stick")


def at_door() -> Session:
    session = Session()
    session.feed(ev.OpenJourney("attendant"), OpenTechnician())
    return session


def show_code(session: Session, found: TechnicianCode | CodeRefusal) -> None:
    session.feed(DeviceAnswer(session.last(ScanCode).request_id, CodeScanned("JS1:")))
    session.feed(told.CodeJudged(session.last(asks.JudgeCode).request_id, found))


def at_pin() -> Session:
    session = at_door()
    show_code(session, CODE)
    return session


def at_door_with_reader(session: Session | None = None) -> Session:
    session = session or Session()
    session.feed(StatusChanged(Device.SMART_CARD_READER, READY))
    session.feed(ev.OpenJourney("attendant"), OpenTechnician())
    return session


def put_in(session: Session, outcome: DeviceOutcome) -> None:
    session.feed(DeviceAnswer(session.last(ReadTechnicianCard).request_id, outcome))


def put_in_card(session: Session, found: TechnicianCard | CardRefusal) -> None:
    put_in(session, TechnicianCardRead(CARD.certificate))
    session.feed(told.CardJudged(session.last(asks.JudgeCard).request_id, found))


def at_card_pin() -> Session:
    session = at_door_with_reader()
    put_in_card(session, CARD)
    return session


def type_card_pin(session: Session, digits: str = "271828") -> SignWithCard:
    session.feed(*map(PressDigit, digits), ev.Primary())
    return session.last(SignWithCard)


def type_pin(session: Session, digits: str = "27182818") -> asks.JudgePin:
    assert len(digits) == PIN_LENGTH
    session.feed(*map(PressDigit, digits), ev.Primary())
    return session.last(asks.JudgePin)


def at_desk(session: Session | None = None) -> Session:
    session = session or at_pin()
    session.feed(PinJudged(type_pin(session).request_id, admitted=True))
    return session


def at_device(device: Device) -> Session:
    session = at_desk()
    session.feed(told.OpenSection("devices"), told.OpenDevice(device))
    return session


def every_word() -> tuple[Session, ...]:
    """Sessions that come to every word of the audit log that staff's pages have."""
    refused = at_door()
    show_code(refused, CodeRefusal.FORGED)
    wrong = at_pin()
    wrong.feed(PinJudged(type_pin(wrong).request_id))
    staff = Session()
    staff.feed(ev.OpenJourney("attendant"), OpenTask(Task.CARD), ev.Primary(), ev.Primary())
    staff.feed(
        OpenClosing(), CloseFor(Closing.REPAIR), ev.Primary(), ev.Back(), OpenCall(), CallTechnician(True), CallTechnician(False)
    )
    guarded = Session(replace(SETTINGS, attendant_pin="271828"))
    guarded.feed(ev.OpenJourney("attendant"), OpenClosing(), *map(PressDigit, "111111"), ev.Primary())
    guarded.feed(PinJudged(guarded.last(JudgeAttendantPin).request_id))
    visit = at_device(Device.RECEIPT_PRINTER)
    visit.feed(told.TryDevice(1))
    trial = visit.last(asks.MakeTrial).request_id
    visit.feed(ev.PaperAnswered(trial, PrintConfirmed()), ev.Back(), ev.Back(), told.OpenSection("records"))
    visit.feed(told.RecordsSeen(visit.last(asks.SeeRecords).request_id, Records()), told.SendAgain())
    visit.feed(told.SentAgain(visit.last(asks.HaveSentAgain).request_id, 2), ev.Back(), told.OpenSection("bundle"))
    visit.feed(told.MediaSeen(visit.last(asks.SeeMedia).request_id, (STICK,)), told.ChooseMedium(STICK.key))
    visit.feed(told.BundleWritten(visit.last(asks.WriteBundle).request_id, Written(fault=LocalizedText("", ""))))
    visit.feed(ev.Back(), told.OpenSection("settings"))
    visit.feed(told.SettingsSeen(visit.last(asks.SeeSettings).request_id, {"screen.language": "zh"}))
    visit.feed(told.ChooseSetting("screen.language", "en"))
    visit.feed(told.SettingChanged(visit.last(asks.ChangeSetting).request_id, "screen.language", "en", True))
    visit.feed(ev.Back(), ev.Primary())
    stranger = at_door_with_reader()
    put_in_card(stranger, CardRefusal.UNKNOWN)
    return refused, wrong, staff, guarded, visit, stranger
