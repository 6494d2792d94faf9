"""Enrolment: the pairing code is typed, the fingerprint is shown for staff to compare, and their confirmation code is typed.

The confirmation is typed and never fetched: both texts are made of what was exchanged, so whoever stood in between would answer a
terminal that asks with the very code that it expects. What such a one cannot do is to stand between two people.
"""

from __future__ import annotations

from typing import ClassVar

from kiosk.domain.base32 import ALPHABET
from kiosk.domain.text import LocalizedText
from kiosk.domain.times import Moment
from kiosk.domain.values import replace
from kiosk.journeys.setup.base import _Page, go_on, seen_in
from kiosk.journeys.setup.effects import Confirm, Enrol, ForgetEnrolment, PrintFingerprint
from kiosk.journeys.setup.events import EraseLetter, Printed, PrintIt, StartOver, TypeLetter
from kiosk.ports.set_up import Standing
from kiosk.session.events import Primary
from kiosk.session.navigation import push, replace_top
from kiosk.session.state import Event, State, Step


class _CodePage(_Page):
    """``code``: letters as typed so far, of ``length``."""

    stage: ClassVar[int] = 3
    length: ClassVar[int] = 8

    code: str = ""

    def step(self, state: State, event: Event, moment: Moment) -> Step:
        match event:
            case TypeLetter(letter) if not self.asked and letter in ALPHABET and len(self.code) < self.length:
                return replace_top(state, replace(self, code=self.code + letter, fault=None))
            case EraseLetter() if not self.asked:
                return replace_top(state, replace(self, code=self.code[:-1], fault=None))
        return super().step(state, event, moment)

    def failed(self, state: State, fault: LocalizedText, moment: Moment) -> Step:
        return replace_top(state, replace(self, asked="", fault=fault, code=""))


class PairingPage(_CodePage):
    """The code that staff gave out."""

    def step(self, state: State, event: Event, moment: Moment) -> Step:
        match event:
            case Primary() if not self.asked and len(self.code) == self.length:
                return self.ask(state, Enrol(moment.new_id(), self.code))
        return super().step(state, event, moment)

    def failed(self, state: State, fault: LocalizedText, moment: Moment) -> Step:
        """The code stays: most faults do not spend it."""
        return replace_top(state, replace(self, asked="", fault=fault))


class ApprovalPage(_Page):
    """The fingerprint is shown, until staff have compared it. ``printed``: what became of it on paper."""

    may_go_back: ClassVar[bool] = False
    stage: ClassVar[int] = 3

    printed: LocalizedText | None = None

    def step(self, state: State, event: Event, moment: Moment) -> Step:
        match event:
            case Primary() if not self.asked:
                return push(state, ConfirmationPage())
            case PrintIt() if not self.asked:
                return self.ask(state, PrintFingerprint(moment.new_id()))
            case Printed(request_id, came) if request_id == self.asked != "":
                return replace_top(state, replace(self, asked="", printed=came))
            case StartOver() if not self.asked:
                return self.ask(state, ForgetEnrolment(moment.new_id()))
        return super().step(state, event, moment)


class ConfirmationPage(_CodePage):
    """The code that staff were told when the fingerprint was right."""

    can_return: ClassVar[bool] = False

    def step(self, state: State, event: Event, moment: Moment) -> Step:
        match event:
            case Primary() if not self.asked and len(self.code) == self.length:
                return self.ask(state, Confirm(moment.new_id(), self.code))
        return super().step(state, event, moment)

    def failed(self, state: State, fault: LocalizedText, moment: Moment) -> Step:
        """After the last try there is no enrolment any more: another pairing code is typed."""
        if seen_in(state).standing is Standing.NONE:
            state, effects = go_on(state, moment)
            return replace(state, place=PairingPage(fault=fault)), effects
        return super().failed(state, fault, moment)
