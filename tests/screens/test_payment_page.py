"""The page that says "scan the code" shows the code, and how much it is: whoever looks need not turn the page first."""

from __future__ import annotations

from itertools import product
from typing import Any

import pytest

from kiosk.domain.payments import PaymentState
from kiosk.ports.platform import NoAnswer, PlatformReply
from tests.kiosk.session_samples import Session
from tests.kiosk.test_session_paying import payment, to_payment, told
from tests.screens import drawn
from tests.screens.pieces import pieces, settled
from tests.screens.states import Kept
from tests.screens.test_pages import EASES, SIZES, show

SIDE = 200  # px: at 82 px an inch 60 mm, which a phone reads at arm's length


def test_the_code_is_whole_at_first_sight(qt: Any) -> None:
    session = Session()
    to_payment(session)
    told(session, payment())
    kept, hidden = Kept("payment", session.state, None), []
    for size, wide_and_high in SIZES.items():
        with drawn.drawn(qt, session, wide_and_high) as view:
            for language, ease in product(("zh", "en"), EASES):
                show(view, kept, language, EASES[ease])
                settled(view)
                codes = [one.seen for one in pieces(view) if one.name == "payCode"]
                if not codes or min(codes[0].width(), codes[0].height()) < SIDE:
                    hidden.append(f"{size} {language} {ease}")
    assert hidden == []


@pytest.mark.parametrize("state", PaymentState)
def test_the_amount_is_whole_at_first_sight(qt: Any, state: PaymentState) -> None:
    session = Session()
    to_payment(session)
    told(session, payment(state))
    reached = Kept("reached", session.state, None)
    session.feed(PlatformReply(session.place.request_id, NoAnswer()))
    cut_off = Kept("cut off", session.state, None)
    hidden = []
    for size in SIZES:
        with drawn.drawn(qt, session, SIZES[size]) as view:
            for kept, language in product((reached, cut_off), ("zh", "en")):
                show(view, kept, language, EASES["large"])
                settled(view)
                amounts = [one for one in pieces(view) if one.name == "amount"]
                if not amounts or any(one.seen.height() < one.box.height() - 3 for one in amounts):
                    hidden.append(f"{kept.name} {size} {language}")
    assert hidden == []
