"""What is to be paid for a case: asked of the platform, and asked again while it is shown, until it is paid."""

from __future__ import annotations

from typing import ClassVar

from kiosk.domain.payments import PAYABLE, Payment, PaymentState
from kiosk.domain.text import LocalizedText
from kiosk.domain.times import Moment
from kiosk.domain.values import replace
from kiosk.journeys.payment.slip import payment_slip
from kiosk.ports.devices import Device
from kiosk.ports.platform import LookUp, NoAnswer, PlatformLine, PlatformReply, Reply
from kiosk.session.effects import AskPlatform, PrintReceiptPaper
from kiosk.session.entry import Entry, PaymentWanted
from kiosk.session.events import Act, Primary, PrintAgain, Tick, TryAgain
from kiosk.session.navigation import push, replace_top, unchanged
from kiosk.session.paper import Paper, PaperState
from kiosk.session.paying import note_nothing_due
from kiosk.session.printing import missed, told, void
from kiosk.session.state import AuditEvent, Event, Place, State, Step
from kiosk.session.time_limits import touched

ASKED_AGAIN = 3.0  # seconds between two questions while a code is shown


class PaymentKnown(Reply):
    """None: nothing is to be paid for it here, or not yet."""

    payment: Payment | None


class AskPayment(LookUp):
    wanted: PaymentWanted

    def ask(self, line: PlatformLine) -> PaymentKnown:
        """How the payment stands now; see `LookUp.ask`."""
        from kiosk.messages.payments import PaymentAnswer, PaymentRequest

        wanted = self.wanted
        if wanted.receipt_token:
            request = PaymentRequest(receipt_token=wanted.receipt_token)
        else:
            assert wanted.subject is not None
            assert wanted.evidence is not None
            request = PaymentRequest(identity=line.identity(wanted.subject, wanted.evidence), case_number=wanted.case_number)
        return PaymentKnown(line.call("/v1/payment", request, PaymentAnswer).payment)


class PrintSlip(Act):
    """The code on receipt paper, to pay later."""


class PayPage(Place):
    """``payment``: as it was told last; ``known``: something was told, if only that there is nothing; ``again_at``: when it is
    asked next, in monotonic seconds, 0 while it is being asked or need not be; ``slip``: the paper with its code."""

    can_return: ClassVar[bool] = False

    wanted: PaymentWanted
    request_id: str
    payment: Payment | None = None
    known: bool = False
    unanswered: bool = False
    again_at: float = 0.0
    slip: Paper = Paper()

    def step(self, state: State, event: Event, moment: Moment) -> Step:
        if after := told(state, Device.RECEIPT_PRINTER, self.slip, event, moment):
            return replace_top(after[0], replace(self, slip=after[1]), *after[2])
        match event:
            case PlatformReply(request_id, PaymentKnown(payment)) if request_id == self.request_id:
                if payment is not None and payment.state is PaymentState.PAYING:
                    state = touched(state, moment)  # somebody is at it, with their phone
                if payment is None or payment.state in (PaymentState.PAID, PaymentState.WAIVED):
                    state = note_nothing_due(state, self.wanted.case_number)
                return replace_top(state, self._told(payment, moment))
            case PlatformReply(request_id, NoAnswer()) if request_id == self.request_id:
                later = moment.monotonic + ASKED_AGAIN if self.payment else 0.0
                return replace_top(state, replace(self, unanswered=True, again_at=later))
            case Tick() if self.again_at and moment.monotonic >= self.again_at:
                return self._ask(state, moment)
            case TryAgain() if not self.again_at and self.unanswered:
                return self._ask(state, moment)
            case PrintSlip() if self.payable and not self.slip.busy:
                return self._print(state, moment)
            case PrintAgain() if self.payable and self.slip.may_print_again:
                printing, effects = replace(self, slip=Paper())._print(missed(state, Device.RECEIPT_PRINTER, self.slip), moment)
                return printing, (*void(self.slip), *effects)
            case Primary() if not self.slip.busy:
                *trail, before = state.trail
                return replace_top(replace(state, trail=tuple(trail)), before)
        return unchanged(state)

    @property
    def payable(self) -> bool:
        """A code can be shown for it."""
        return self.payment is not None and self.payment.state in PAYABLE and self.payment.code != ""

    def busy(self) -> bool:
        return self.slip.busy

    def next_tick(self, state: State) -> float | None:
        return self.again_at or None

    def subject(self, state: State) -> LocalizedText:
        return self.wanted.item_name

    def audit(self, before: State, after: State) -> tuple[AuditEvent, ...]:
        was = before.place if isinstance(before.place, PayPage) else None
        events: list[AuditEvent] = []
        if self._standing and self._standing != (was._standing if was else ""):
            events.append(("payment.told", {"state": self._standing}))
        if self.slip.settled and self.slip != (was.slip if was else Paper()):
            reason = self.slip.reason.value if self.slip.reason else ""
            events.append(("payment.paper", {"state": self.slip.state.value, "reason": reason}))
        return tuple(events)

    @property
    def _standing(self) -> str:
        if self.payment is not None:
            return self.payment.state.value
        return "NONE" if self.known else "NO_ANSWER" if self.unanswered else ""

    def _told(self, payment: Payment | None, moment: Moment) -> PayPage:
        goes_on = payment is not None and payment.state in PAYABLE | {PaymentState.PAYING, PaymentState.REFUNDING}
        later = moment.monotonic + ASKED_AGAIN if goes_on else 0.0
        return replace(self, payment=payment, known=True, unanswered=False, again_at=later)

    def _ask(self, state: State, moment: Moment) -> Step:
        request_id = moment.new_id()
        page = replace(self, request_id=request_id, again_at=0.0, unanswered=False)
        return replace_top(state, page, AskPlatform(request_id, AskPayment(self.wanted)))

    def _print(self, state: State, moment: Moment) -> Step:
        assert self.payment is not None
        request_id = moment.new_id()
        document = payment_slip(self.payment, self.wanted, state.settings.terminal, state.language)
        return replace_top(
            state, replace(self, slip=Paper(PaperState.PRINTING, request_id)), PrintReceiptPaper(request_id, document)
        )


def _pay(state: State, wanted: PaymentWanted, moment: Moment) -> Step:
    request_id = moment.new_id()
    return push(state, PayPage(wanted, request_id), AskPlatform(request_id, AskPayment(wanted)))


ENTRY = Entry(pay=_pay)
