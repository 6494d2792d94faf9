"""Random faults of pcscd, reader, card and child: a read gives that very card or none, and the reader is never well unseen."""

from __future__ import annotations

from typing import get_args

from hypothesis import strategies as st
from hypothesis.stateful import initialize, invariant, rule

from devices.smart_card_reader import card_child, reader
from devices.smart_card_reader.reader import PcscReader
from devices.smart_card_reader.simulated_piv import PivCard
from devices.smart_card_reader.simulated_social_card import files
from devices.smart_card_reader.social_security import parse_card
from kiosk.domain.device_states import StatusKind
from kiosk.domain.people import SocialSecurityCard
from kiosk.domain.sample_people import sample_person
from kiosk.messages.technician_cards import is_signed
from kiosk.ports.devices import (
    CardLeft,
    CardNeedsPin,
    CardPinWrong,
    CardSigned,
    CardSignOutcome,
    CardUnreadable,
    DeviceStatus,
    NoCard,
    ReaderUnavailable,
    SocialCardOutcome,
    SocialCardRead,
    TechnicianCardOutcome,
    TechnicianCardRead,
)
from tests.campaign import sequences
from tests.devices.virtual_campaign import Campaign
from tests.devices.virtual_child import Process, Schedule
from tests.devices.virtual_pcsc import PCSC_FAULTS, TECHNICIANS, Pcsc
from tests.technician_cards import OTHER_PIN, PIN, Authority, p256, programmed

_PEOPLE = ("wang", "li", "zhao", "chen")
_CALLS = 25  # of the library for one card, at the most
_KEY, _DIGEST = p256(), bytes(range(32))
_CERTIFICATE = Authority().issue(_KEY)
_FAULTS = st.dictionaries(st.sampled_from(PCSC_FAULTS), st.integers(0, _CALLS), min_size=1, max_size=2)


def card_of(key: str) -> SocialSecurityCard:
    on_card = files(sample_person(key))
    return parse_card(on_card[5], on_card[6])


class SmartCardCampaign(Campaign):
    modules = (reader, card_child)
    kinds = PCSC_FAULTS
    numbers = _CALLS

    def make_clock(self) -> Schedule:
        return Schedule()

    @initialize()
    def begin(self) -> None:
        self.pcsc = Pcsc(self.clock)
        self.pcsc.process = Process(self.clock, lambda _: card_child._Service().answer, self.pcsc.process_ended)
        self.patch(card_child, "scard", self.pcsc)
        self.patch(reader, "Child", self.pcsc.process.child)
        self.driver = PcscReader()

    def strike(self, kind: str, number: int) -> None:
        self.pcsc.fault(kind, number)

    def heal(self) -> None:
        self.pcsc.mend()
        self.clock.sleep(3.0)  # a restart mends itself

    def nothing_known(self) -> bool:
        return not self.pcsc.reachable or self.pcsc.stuck

    def well(self) -> bool:
        return self.pcsc.reachable and not (self.pcsc.faults or self.pcsc.process.faults or self.pcsc.stuck or self.pcsc.overlooked)

    @rule(person=st.sampled_from(("", *_PEOPLE)))
    def lay(self, person: str) -> None:
        self.pcsc.lay(person)

    @rule(timeout=st.sampled_from([0.0, 0.3, 2.0]))
    def read(self, timeout: float) -> None:
        self.reads(timeout)

    def reads(self, timeout: float) -> SocialCardOutcome:
        well, before, began, overlooked = self.well(), self.pcsc.laid, self.clock.now, self.pcsc.overlooked
        outcome: SocialCardOutcome = self.driver.read(timeout)
        self.within(timeout + 15.0, began)
        assert isinstance(outcome, (SocialCardRead, NoCard, CardLeft, CardUnreadable, CardNeedsPin, ReaderUnavailable))
        laid = {before, self.pcsc.laid}
        if isinstance(outcome, SocialCardRead):
            assert outcome.card in [card_of(key) for key in laid if key]  # one card, and all of it
            assert not {"garbage", "wrong_check", "partial", "mute"} & set(self.pcsc.faults)
        assert not isinstance(outcome, CardNeedsPin)
        if isinstance(outcome, NoCard):
            assert "" in laid or overlooked or self.pcsc.overlooked, "a card was there all the time"
        if well:
            assert isinstance(outcome, SocialCardRead if before else NoCard)
        return outcome

    @rule(person=st.sampled_from(_PEOPLE), after=st.floats(0.0, 2.0))
    def lay_while_it_looks(self, person: str, after: float) -> None:
        self.pcsc.lay("")
        well = self.well()
        self.clock.after(after, lambda: self.pcsc.lay(person))
        outcome = self.driver.read(4.0)
        self.clock.sleep(after)
        if well:
            assert outcome == SocialCardRead(card_of(person))

    @rule(person=st.sampled_from(_PEOPLE), faults=_FAULTS)
    def fault_while_reading(self, person: str, faults: dict[str, int]) -> None:
        self.mend()
        self.pcsc.lay(person)
        for kind, number in faults.items():
            self.pcsc.fault(kind, number)
        outcome = self.reads(0.3)
        if faults.keys() == {"taken_at"} and not self.pcsc.laid:
            assert not isinstance(outcome, (CardUnreadable, ReaderUnavailable)), "it is nobody's fault"
        self.status_is_true()
        self.mend()

    @rule(faults=_FAULTS | st.just({}), later=st.booleans(), pin=st.sampled_from([PIN, PIN, OTHER_PIN]))
    def technician_with_a_card(self, faults: dict[str, int], later: bool, pin: str) -> None:
        """It signs by the right PIN alone, and a try is lost for a wrong one alone, whatever happens while it is read or signs."""
        self.mend()
        self.pcsc.technicians = made = PivCard(lambda **event: None, set(), programmed(_KEY, _CERTIFICATE, t0=True))
        self.pcsc.lay(TECHNICIANS)
        if later:
            assert self.driver.read_technician(2.0) == TechnicianCardRead(_CERTIFICATE)
        for kind, number in faults.items():
            self.pcsc.fault(kind, number)
        began = self.clock.now
        if not later:
            read = self.driver.read_technician(0.3)
            self.within(0.3 + 15.0, began)
            assert isinstance(read, get_args(TechnicianCardOutcome))
        began = self.clock.now
        signed = self.driver.sign(_CERTIFICATE, pin, _DIGEST)
        self.within(35.0, began)
        assert isinstance(signed, get_args(CardSignOutcome))
        if isinstance(signed, CardSigned) and not {"garbage", "partial"} & set(faults):
            assert pin == PIN
            assert is_signed(_CERTIFICATE, _DIGEST, signed.signature)
        if later and not faults:
            assert isinstance(signed, CardSigned if pin == PIN else CardPinWrong)
        assert made.left >= (3 if pin == PIN else 2)
        self.pcsc.lay("")
        self.mend()

    @rule(person=st.sampled_from(_PEOPLE), number=st.integers(1, 50))
    def killed_while_the_card_hangs(self, person: str, number: int) -> None:
        self.mend()
        self.pcsc.lay(person)
        self.pcsc.fault("silence", 0)
        self.pcsc.fault("kill_soon", number)
        self.reads(0.3)
        self.status_is_true()
        self.present()
        self.mend()

    @rule(person=st.sampled_from(_PEOPLE))
    def no_contact_while_it_is_reset(self, person: str) -> None:
        self.mend()
        self.pcsc.lay(person)
        for _ in range(2):
            self.pcsc.fault("bounce", 0)
            assert self.reads(2.0) == SocialCardRead(card_of(person))

    @rule()
    def present(self) -> None:
        nothing_known, began, laid, overlooked = self.nothing_known(), self.clock.now, bool(self.pcsc.laid), self.pcsc.overlooked
        present = self.driver.present()
        self.within(5.0, began)
        if nothing_known and self.nothing_known():
            assert present is None
        elif present is not None:
            assert present in (laid, bool(self.pcsc.laid)) or overlooked

    @rule()
    def mend(self) -> None:
        self.comes_back()
        timeout = 2.0 if self.pcsc.overlooked else 0.0  # nobody need take it out and put it in
        assert isinstance(self.reads(timeout), SocialCardRead if self.pcsc.laid else NoCard)

    def status_is_true(self) -> DeviceStatus:
        well = self.well()
        status = super().status_is_true()
        if well:
            assert status.kind is StatusKind.READY
        elif "held" in self.pcsc.faults and self.pcsc.laid and not self.pcsc.overlooked and status.usable:
            assert status.kind is StatusKind.BUSY
        return status

    @invariant()
    def the_card_understood_everything(self) -> None:
        assert not hasattr(self, "pcsc") or self.pcsc.errors == []


SmartCardCampaign.TestCase.settings = sequences(60, 25)
TestSmartCard = SmartCardCampaign.TestCase
