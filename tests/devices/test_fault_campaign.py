"""Random faults at random moments, in virtual time: the drivers say what is true, lose nothing, print nothing twice, come back."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import initialize, invariant, precondition, rule

from devices.id_card_reader import reader as sam_v_reader
from devices.id_card_reader.frames import RequestParser, Sw3, encode_reply
from devices.id_card_reader.reader import SamVReader, Way
from devices.id_card_reader.sample_cards import address_item, appended_address
from devices.id_card_reader.sample_cards import card as card_bytes
from devices.receipt_printer import printer as escpos_printer
from devices.receipt_printer.printer import EscPosPrinter
from devices.receipt_printer.profile import Confirmation, profile_for_width
from kiosk.domain.device_states import StatusKind
from kiosk.domain.receipts import Line, PaperDocument
from kiosk.domain.sample_people import sample_person
from kiosk.ports.devices import (
    CardLeft,
    CardRead,
    CardUnreadable,
    DeviceStatus,
    NoCard,
    PrintConfirmed,
    PrintFailed,
    PrintSent,
    PrintUncertain,
    ReaderUnavailable,
)
from tests.campaign import sequences
from tests.devices.virtual import FAULTS, VirtualPrinter, Wire
from tests.devices.virtual_campaign import WireCampaign

_PEOPLE = ("wang", "li", "zhao", "chen", "zhuge")


class CardReaderCampaign(WireCampaign):
    modules = (sam_v_reader,)

    @initialize()
    def begin(self) -> None:
        self.card = ""
        self._parser = RequestParser()
        self.wire = Wire(self.clock, self._answer, self._power_lost)
        self.ways = [Way("port", self.wire.open), Way("other", self._nothing)]
        self.driver = SamVReader(lambda: self.ways)

    def _power_lost(self) -> None:
        self._parser = RequestParser()
        self.ways.reverse()  # re-enumerated under another name, or not

    def _nothing(self) -> Any:
        return Wire(self.clock, lambda data: b"").open()

    def _answer(self, data: bytes) -> bytes:
        reply = b""
        for request in self._parser.feed(data):
            match request:
                case (0x11, 0xFF):
                    reply += encode_reply(Sw3.OK)
                case (0x20, 0x01):
                    reply += encode_reply(Sw3.CARD_FOUND, bytes(4)) if self.card else encode_reply(Sw3.FIND_FAILED)
                case (0x20, 0x02):
                    reply += encode_reply(Sw3.OK, bytes(8)) if self.card else encode_reply(Sw3.SELECT_FAILED)
                case (0x30, 0x01) if self.card:
                    text, photo = card_bytes(self.card)
                    reply += encode_reply(Sw3.OK, bytes.fromhex("01000400") + text + photo)
                case (0x30, 0x03) if appended_address(self.card):
                    reply += encode_reply(Sw3.OK, address_item(appended_address(self.card)))
                case (0x30, 0x03) if self.card:
                    reply += encode_reply(Sw3.ITEM_EMPTY)
                case (0x30, 0x01 | 0x03):
                    reply += encode_reply(Sw3.READ_FAILED)
                case _:
                    reply += encode_reply(Sw3.CHECK_WRONG)
        return reply

    @rule(person=st.sampled_from(("", *_PEOPLE)))
    def lay(self, person: str) -> None:
        self.card = person

    @rule(timeout=st.sampled_from([0.0, 0.3, 2.0]))
    def read(self, timeout: float) -> None:
        well, laid, began = not self.wire.faults, self.card, self.clock.now
        outcome = self.driver.read(timeout)
        self.within(timeout + 25.0, began)
        assert isinstance(outcome, (CardRead, NoCard, CardLeft, CardUnreadable, ReaderUnavailable))
        if isinstance(outcome, CardRead):
            assert outcome.card.block == b"".join(card_bytes(laid))  # this card, and all of it
            person = sample_person(laid)
            # A module that once talked nonsense of the appended address is not asked for it again.
            assert outcome.card.address in {person.address, person.newest_address}
            assert not {"silence", "garbage", "wrong_check", "slow", "partial"} & set(self.wire.faults)
        if isinstance(outcome, NoCard):
            assert not laid or self.wire.faults
        if well:
            assert isinstance(outcome, (CardRead if laid else NoCard, ReaderUnavailable))  # a way that was just lost is found anew

    @rule(person=st.sampled_from(_PEOPLE), kind=st.sampled_from(FAULTS), number=st.integers(0, 1400))
    def fault_while_reading(self, person: str, kind: str, number: int) -> None:
        self.card = person
        self.mend()
        self.wire.fault(kind, number)
        self.read(0.3)
        self.mend()

    @rule()
    def mend(self) -> None:
        self.comes_back()
        outcome = self.driver.read(0.0)
        assert isinstance(outcome, CardRead if self.card else NoCard)


class ReceiptPrinterCampaign(WireCampaign):
    modules = (escpos_printer,)

    @initialize(confirmation=st.sampled_from(Confirmation))
    def begin(self, confirmation: Confirmation) -> None:
        self.printer = VirtualPrinter()
        self.wire = Wire(self.clock, self.printer.answer, self.printer.power_lost)
        self.driver = EscPosPrinter(self.wire.open, profile_for_width(80, confirmation))
        self.driver._good_answers = 2  # its fonts need not be loaded: these receipts are plain
        self.count = 0
        self.failed: list[str] = []
        self.whole: list[str] = []
        self.uncertain: dict[str, int] = {}  # job -> how much of it was on paper when it was given up

    def on_paper(self, job: str) -> int:
        return sum(piece.count(job) for piece in (*self.printer.pieces, self.printer.hanging))

    @rule(lines=st.integers(1, 60))
    def print(self, lines: int) -> None:
        self.count += 1
        job = f"J{self.count:04d}."
        document = PaperDocument((*(Line("0123456789" * 4) for _ in range(lines)), Line(job)))
        nothing_known, began = self.nothing_known(), self.clock.now
        outcome = self.driver.print(document, job)
        self.within(60.0, began)
        whole = any(job in piece for piece in self.printer.pieces)
        match outcome:
            case PrintConfirmed() | PrintSent():
                assert whole
                assert not nothing_known or not self.nothing_known()
                self.whole.append(job)
            case PrintFailed():
                assert self.on_paper(job) == 0
                self.failed.append(job)
            case PrintUncertain():
                self.uncertain[job] = self.on_paper(job)

    @rule(state=st.sampled_from(["paper_out", "cover_open", "cutter", "paper_low"]))
    def trouble(self, state: str) -> None:
        self.printer.states.add(state)

    @rule(characters=st.integers(1, 2000))
    def paper_will_end(self, characters: int) -> None:
        self.printer.paper_left = characters

    @precondition(lambda self: self.printer.states)
    @rule()
    def attended(self) -> None:
        """Somebody puts paper in or closes the cover; the printer goes on with what it still holds."""
        self.printer.states.clear()
        self.printer.paper_left = None
        self.printer.go_on()

    @rule(kind=st.sampled_from(FAULTS), number=st.integers(0, 60), lines=st.integers(1, 60))
    def fault_while_printing(self, kind: str, number: int, lines: int) -> None:
        self.mend()
        self.wire.fault(kind, number)
        self.print(lines)
        self.mend()

    def heal(self) -> None:
        self.attended()
        super().heal()

    @rule()
    def mend(self) -> None:
        self.comes_back()
        self.print(1)
        assert self.whole[-1] == f"J{self.count:04d}."

    def status_is_true(self) -> DeviceStatus:
        stopped = self.printer.states & {"paper_out", "cover_open", "cutter"}
        status = super().status_is_true()
        if stopped:
            assert not status.usable
        elif "paper_low" in self.printer.states and not self.wire.faults and status.usable:
            assert status.kind is StatusKind.ATTENTION
        return status

    @invariant()
    def nothing_comes_out_twice_or_later(self) -> None:
        if not hasattr(self, "count"):
            return
        for job in self.whole:
            assert self.on_paper(job) == 1
        for job in self.failed:
            assert self.on_paper(job) == 0
        for job, then in self.uncertain.items():
            assert self.on_paper(job) == then, "came out after it was given up"
        assert not any("J" in piece and piece.count("J") > 1 for piece in self.printer.pieces), "two jobs on one piece"


CardReaderCampaign.TestCase.settings = sequences(60, 25)
ReceiptPrinterCampaign.TestCase.settings = sequences(60, 25)
TestCardReader = CardReaderCampaign.TestCase
TestReceiptPrinter = ReceiptPrinterCampaign.TestCase
