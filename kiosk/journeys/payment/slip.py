"""A payment's code on receipt paper."""

from __future__ import annotations

from kiosk.domain.identifiers import grouped_case_number
from kiosk.domain.payments import Payment, yuan
from kiosk.domain.receipts import Block, Code, Line, PaperDocument, Row, Rule, Space, TextSize
from kiosk.domain.terminals import Terminal
from kiosk.domain.times import clock_text
from kiosk.session.entry import PaymentWanted


def payment_slip(payment: Payment, wanted: PaymentWanted, terminal: Terminal, language: str) -> PaperDocument:
    """What is due, until when, and the code to pay it with. It proves no payment, and says so.

    Args:
        payment: that can be paid now.
        wanted: what it is for.
        terminal: that prints it.
        language: ``en`` for English, Chinese for anything else.
    """
    zh = language != "en"
    blocks: tuple[Block, ...] = (
        Line(terminal.site.in_language(language), bold=True, centred=True),
        Line("缴费单" if zh else "To be paid", centred=True),
        Space(),
        Line(f"{yuan(payment.fen)} 元" if zh else f"{yuan(payment.fen)} yuan", TextSize.LARGE, bold=True, centred=True),
        Rule(),
        Row("事项" if zh else "Service", wanted.item_name.in_language(language)),
        Row("办件编号" if zh else "Case number", grouped_case_number(wanted.case_number)),
        Row("缴款码" if zh else "Payment no.", payment.number),
        Row("有效期至" if zh else "Valid until", clock_text(payment.expires_at)),
        Rule(),
        Line("用手机扫码缴费" if zh else "Scan the code with your phone to pay", centred=True),
        Code(payment.code),
        Line("这不是缴费凭证，缴了以后查进度可见" if zh else "No proof of payment: ask for your progress afterwards", centred=True),
        Rule(),
        Row("终端" if zh else "Terminal", terminal.terminal_id),
        Row("咨询电话" if zh else "Questions", terminal.hotline),
    )
    return PaperDocument(blocks)
