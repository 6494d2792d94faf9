"""The page of a payment."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from kiosk.domain.identifiers import grouped_case_number
from kiosk.domain.payments import PAYABLE, Payment, PaymentState, yuan
from kiosk.domain.text import LocalizedText
from kiosk.journeys.payment.places import PayPage, PrintSlip
from kiosk.ports.devices import Device
from kiosk.session.state import State
from kiosk.views.base import Data, FactRow, PageView, Text, Unsaid
from kiosk.views.images import code_picture
from kiosk.views.language import Say, localized, say_in, time_text
from kiosk.views.pages import Actions, Look, Views
from kiosk.views.paper import PaperView, paper_view


class PayView(PageView):
    """``code``: a picture of the payment's code, "" where nothing can be paid now; ``again``: what the button to ask once more
    says."""

    page: ClassVar[str] = "PayPage"

    title: Text
    word: Text
    sentence: Text
    problem: Text
    problem_tone: Data
    tone: Data
    waiting: Text
    amount_label: Unsaid
    amount: Text
    rows: tuple[FactRow, ...]
    code: Data
    code_text: Text
    slip: Unsaid
    paper: PaperView
    again: Unsaid


# Tone, word and sentence of each state; never more than the payment service has said.
_STATES: Mapping[PaymentState, tuple[str, LocalizedText, LocalizedText]] = {
    PaymentState.DUE: (
        "stored",
        LocalizedText("待缴费", "To be paid"),
        LocalizedText(
            "请用手机扫码缴费；缴好以后这里会变。", "Scan the code with your phone; this page tells you when it is paid."
        ),
    ),
    PaymentState.PAYING: (
        "stored",
        LocalizedText("正在缴费", "Payment in progress"),
        LocalizedText(
            "已经开始缴费，正在等银行的结果，请不要再缴一次。", "A payment has begun; the bank has not answered. Do not pay again."
        ),
    ),
    PaymentState.PAID: (
        "good",
        LocalizedText("已缴费", "Paid"),
        LocalizedText("钱已经收到。", "Your payment has arrived."),
    ),
    PaymentState.FAILED: (
        "bad",
        LocalizedText("没有缴成", "Not paid"),
        LocalizedText("刚才没有缴成，没有收您的钱。可以再扫一次。", "It did not work, and nothing was taken. You may scan again."),
    ),
    PaymentState.EXPIRED: (
        "stored",
        LocalizedText("缴款码已失效", "Code no longer valid"),
        LocalizedText(
            "这个缴款码不能再缴费，您也没有缴过。要缴费请到窗口。",
            "Nothing was paid with it, and nothing can be. Ask at the counter.",
        ),
    ),
    PaymentState.REFUNDING: (
        "stored",
        LocalizedText("正在退款", "Being refunded"),
        LocalizedText("您缴的钱正在原路退回。", "Your money is on its way back."),
    ),
    PaymentState.REFUNDED: (
        "stored",
        LocalizedText("已退款", "Refunded"),
        LocalizedText("您缴的钱已经原路退回。", "Your money was sent back."),
    ),
    PaymentState.WAIVED: (
        "good",
        LocalizedText("免收", "Nothing to pay"),
        LocalizedText("工作人员核对过，这笔费用免收。", "The staff have seen your proof; you need not pay this."),
    ),
    PaymentState.UNKNOWN: (
        "stored",
        LocalizedText("请到窗口问", "Ask at the counter"),
        LocalizedText("本机看不懂这个缴费的状态。", "This terminal does not know this state of a payment."),
    ),
}


def pay(state: State, place: PayPage, look: Look) -> PayView:
    """What is due, its code, and how far it is."""
    say = say_in(state)
    payment = place.payment
    tone, word, sentence = _STATES[payment.state] if payment else ("stored", LocalizedText("", ""), LocalizedText("", ""))
    safe = LocalizedText("缴款码还在屏幕上，不受影响。", "The code is still on the screen.")
    payable = payment is not None and payment.state in PAYABLE
    paper = paper_view(place.slip, Device.RECEIPT_PRINTER, state, say, LocalizedText("缴费单", "slip"), safe)
    return PayView(
        title=say("缴费", "Payment"),
        word=localized(word, state),
        sentence=localized(sentence, state),
        problem=_problem(place, say),
        problem_tone="stored" if place.unanswered else "info",
        tone=tone,
        waiting=say("正在查要缴多少…", "Looking up the fee…") if not place.known and not place.unanswered else "",
        amount_label=_amount_label(payment, say) if payment else "",
        amount=say(f"{yuan(payment.fen)} 元", f"{yuan(payment.fen)} yuan") if payment else "",
        rows=_rows(place, payment, state, say),
        code=code_picture(payment.code) if payment and place.payable else "",
        code_text=say("用手机支付软件扫这个码", "Scan this with the payment app on your phone") if place.payable else "",
        slip=say("打印缴费单，以后再缴", "Print it, to pay later") if place.payable and not place.slip.busy else "",
        paper=paper,
        primary_tone=paper.tone_below,
        again=say("再试一次", "Try again") if place.unanswered and not place.again_at else "",
        primary="" if place.slip.busy else say("以后再缴", "Pay later") if payable else say("回到办件", "Back to my case"),
    )


def _amount_label(payment: Payment, say: Say) -> str:
    if payment.state is PaymentState.WAIVED:
        return say("不用缴的金额", "Waived amount")
    return say("应缴", "Amount due") if payment.state in PAYABLE else say("金额", "Amount")


def _problem(place: PayPage, say: Say) -> str:
    if place.unanswered and place.payment is None:
        return say(
            "现在查不到要缴的费用。您的办件不受影响，以后在任何一台自助终端点“查进度”都能缴。",
            'The fee cannot be looked up now. Your case goes on; pay later at any terminal, under "Check progress".',
        )
    if place.unanswered:
        return say("现在连不上缴费系统，这是刚才的情况。", "The payment system is out of reach; this is the state a moment ago.")
    if place.known and place.payment is None:
        return say(
            "这个办件现在没有要缴的费用。",
            "You owe nothing for this case now.",
        )
    if place.payment and place.payment.returned and place.payment.state not in (PaymentState.REFUNDING, PaymentState.REFUNDED):
        return say("多缴或者缴错的钱会原路退回。", "What was paid twice, or wrongly, goes back to where it came from.")
    return ""


def _rows(place: PayPage, payment: Payment | None, state: State, say: Say) -> tuple[FactRow, ...]:
    facts = [
        (say("事项", "Service"), localized(place.wanted.item_name, state)),
        (say("办件编号", "Case number"), grouped_case_number(place.wanted.case_number)),
    ]
    if payment is not None:
        facts.append((say("缴款码", "Payment no."), payment.number))
        if payment.paid_at:
            facts.append((say("缴费时间", "Paid"), time_text(payment.paid_at, say)))
        elif place.payable:
            facts.append((say("有效期至", "Valid until"), time_text(payment.expires_at, say)))
    return tuple(FactRow(label=label, value=value) for label, value in facts)


VIEWS: Views = {PayPage: pay}
ACTIONS: Actions = {"printSlip": lambda state, value: PrintSlip()}
