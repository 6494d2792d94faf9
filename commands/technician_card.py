"""What a card in the reader is, and whether it would open this terminal's page for technicians."""

from __future__ import annotations

import json
import os
import time
from collections.abc import Mapping

from commands.terminal_folder import FolderTaken, TerminalFolder
from devices.configured import read_devices
from devices.driver_access import DriverAccess
from kiosk.domain.clock import Clock
from kiosk.domain.device_words import REASONS
from kiosk.domain.technicians import CHALLENGE, CardRefusal, TechnicianCard, challenge
from kiosk.domain.text import LocalizedText
from kiosk.domain.times import clock_text
from kiosk.domain.values import Value, field
from kiosk.journeys.technician.card_pin import refusal_of
from kiosk.journeys.technician.card_words import CARD_REFUSED
from kiosk.messages.technician_cards import is_signed, judge_card, told_of
from kiosk.ports.device_hub import DeviceOutcome, DeviceRequest, ReadTechnicianCard, SignWithCard
from kiosk.ports.devices import (
    CardPinWrong,
    CardSigned,
    Device,
    PrintBegins,
    PrintWaits,
    ReaderUnavailable,
    TechnicianCardRead,
)
from kiosk.ports.voice import Saying
from offline_cache.catalogue.trust import read_standing, technician_cards

PATIENCE = 30.0  # seconds to put a card in
_OPENS, _REFUSED, _NOTHING = 0, 1, 2


class CardFault(Exception):
    """It cannot be looked at as things are; the message says what to do."""


class CardReport(Value):
    """What was found.

    Attributes:
        exit_code: 0: the card opens this terminal; 1: it does not; 2: there was none, or the reader cannot be used.
        found: OPENS, one of `CardRefusal`, WRONG (its PIN), NO_CARD or NO_READER.
        said: the same for people.
        about: what stands on its certificate, where it has one; nothing of any resident.
        proved: whether its key signed, None where that was not tried.
    """

    exit_code: int
    found: str
    said: LocalizedText
    about: Mapping[str, str] = field(default_factory=dict)
    proved: bool | None = None


def examine_card(home: TerminalFolder, pin: str = "", patience: float = PATIENCE) -> CardReport:
    """Wait for a card, and judge it as the terminal does.

    Args:
        home: the terminal's folder.
        pin: the card's; "" to leave out whether its key signs.
        patience: seconds to wait for a card.

    Raises:
        CardFault: no reader is configured, or a terminal runs on the folder.
        FolderFault: the terminal is not enrolled.
    """
    terminal_id = home.enrolment().terminal.terminal_id
    reader = read_devices(home.configuration().devices).of(Device.SMART_CARD_READER)
    if reader.driver is None:
        raise CardFault(reader.wrong or "no reader is configured: there is no table [smart_card_reader] in terminal.toml")
    try:
        lock = home.lock()
    except FolderTaken as taken:
        raise CardFault(f"{taken}. Stop it first: it has the reader.") from None
    with lock:
        driver = reader.open()
        try:
            return _examine(home, driver, terminal_id, pin, patience)
        finally:
            driver.close()


def as_json(report: CardReport) -> str:
    """For a program to read."""
    said = {"zh": report.said.zh, "en": report.said.en}
    told = {"found": report.found, "opens": report.exit_code == _OPENS, "proved": report.proved, "certificate": report.about}
    return json.dumps({**told, "said": said}, ensure_ascii=False)


def as_text(report: CardReport) -> str:
    """For whoever stands there."""
    return "\n".join([report.said.en, *(f"  {name}: {value}" for name, value in report.about.items())])


def _examine(home: TerminalFolder, driver: DriverAccess, terminal_id: str, pin: str, patience: float) -> CardReport:
    read = _answered(driver, ReadTechnicianCard("card"), patience)
    if read is None:
        return CardReport(_NOTHING, "NO_CARD", LocalizedText("没有插卡。", "No card was put in."))
    if isinstance(read, ReaderUnavailable):
        why = REASONS[read.reason]
        return CardReport(
            _NOTHING, "NO_READER", LocalizedText(f"读卡器用不了：{why.zh}。", f"The reader cannot be used: {why.en}.")
        )
    if not isinstance(read, TechnicianCardRead):
        return _refused(refusal_of(read))
    about = told_of(read.certificate)
    moment = Clock(time.time, time.monotonic, read_standing(home.catalogue_folder).floor).now()
    cards = technician_cards(home.catalogue_folder)
    found = judge_card(read.certificate, cards, terminal_id, moment.wall, moment.doubtful)
    if isinstance(found, CardRefusal):
        return _refused(found, about)
    good = LocalizedText(
        f"能开这台终端：技术员 {found.technician}，到 {clock_text(found.ends)}。",
        f"It opens this terminal: technician {found.technician}, until {clock_text(found.ends)}.",
    )
    return _proved(driver, found, about, terminal_id, pin) if pin else CardReport(_OPENS, "OPENS", good, about)


def _proved(driver: DriverAccess, card: TechnicianCard, about: Mapping[str, str], terminal_id: str, pin: str) -> CardReport:
    digest = challenge(os.urandom(CHALLENGE), terminal_id)
    outcome = _answered(driver, SignWithCard("card", card.certificate, pin, digest), PATIENCE)
    match outcome:
        case CardSigned(signature) if is_signed(card.certificate, digest, signature):
            said = LocalizedText(
                f"能开这台终端：技术员 {card.technician}，口令对，签名对。",
                f"It opens this terminal: technician {card.technician}; its PIN and its signature are right.",
            )
            return CardReport(_OPENS, "OPENS", said, about, True)
        case CardSigned():
            return _refused(CardRefusal.FALSE, about)
        case CardPinWrong(left):
            said = LocalizedText(f"口令不对，再错{left}次卡就锁住。", f"That is not the PIN; {left} more wrong ones lock the card.")
            return CardReport(_REFUSED, "WRONG", said, about, False)
    return _refused(refusal_of(outcome), about)


def _refused(refusal: CardRefusal, about: Mapping[str, str] | None = None) -> CardReport:
    return CardReport(_REFUSED, refusal.value, CARD_REFUSED[refusal], about or {}, False if refusal is CardRefusal.FALSE else None)


def _answered(driver: DriverAccess, request: DeviceRequest, patience: float) -> DeviceOutcome | None:
    """None: nothing came in time."""
    job, until = driver.job(request), time.monotonic() + patience
    while (outcome := job.advance()) is None:
        if time.monotonic() > until:
            return None
        time.sleep(job.pace)
    assert not isinstance(outcome, (PrintWaits, PrintBegins, Saying)), "a reader tells no progress"
    return outcome
