"""How a bill stands: whatever the payment service tells, in any order."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from central_platform.payments.rules import Refund, Told, Transfer, settle
from kiosk.domain.payments import PaymentState

FEN, END, NOW = 2000, 1000, 500
_TRANSFERS = st.lists(
    st.builds(
        Transfer, st.uuids().map(str), st.sampled_from([1, FEN, FEN, FEN + 1]), st.integers(0, 2000), st.sampled_from(Refund)
    ),
    max_size=4,
)
_TOLD = st.builds(Told, _TRANSFERS.map(tuple), st.booleans(), st.booleans(), st.booleans())


def paid(reference: str = "a", fen: int = FEN, at: int = 1, refund: Refund = Refund.NONE) -> Transfer:
    return Transfer(reference, fen, at, refund)


@pytest.mark.parametrize(
    ("told", "state"),
    [
        (Told(), PaymentState.DUE),
        (Told(pending=True), PaymentState.PAYING),
        (Told(failed=True), PaymentState.FAILED),
        (Told(failed=True, pending=True), PaymentState.PAYING),
        (Told(closed=True), PaymentState.EXPIRED),
        (Told((paid(),)), PaymentState.PAID),
        (Told((paid(),), closed=True), PaymentState.PAID),
        (Told((paid(fen=1),)), PaymentState.DUE),
        (Told((paid(fen=1),), closed=True), PaymentState.REFUNDING),
        (Told((paid(fen=1, refund=Refund.DONE),), closed=True), PaymentState.REFUNDED),
    ],
)
def test_each_state(told: Told, state: PaymentState) -> None:
    assert settle(FEN, END, True, told, NOW).state is state


def test_what_was_paid_twice_goes_back_and_the_first_counts() -> None:
    settled = settle(FEN, END, True, Told((paid("b", at=2), paid("a", at=1))), NOW)
    assert settled.paid == paid("a", at=1)
    assert settled.back == (paid("b", at=2),)
    assert settled.returned


def test_money_that_comes_after_the_end_is_the_payment() -> None:
    """The bank took it in time, or not: the resident has paid what was due, and nobody asks for it again."""
    assert settle(FEN, END, True, Told((paid(at=END + 5),)), END + 10).state is PaymentState.PAID


def test_what_is_not_wanted_any_more_goes_back() -> None:
    settled = settle(FEN, END, False, Told((paid(),)), NOW)
    assert (settled.state, settled.back) == (PaymentState.REFUNDING, (paid(),))
    assert settle(FEN, END, False, Told((paid(refund=Refund.DONE),)), NOW).state is PaymentState.REFUNDED
    assert settle(FEN, END, False, Told(), NOW).state is PaymentState.EXPIRED


@given(told=_TOLD, wanted=st.booleans(), now=st.integers(0, 2000))
def test_every_transfer_counts_or_goes_back(told: Told, wanted: bool, now: int) -> None:
    settled = settle(FEN, END, wanted, told, now)
    kept = {settled.paid.reference} if settled.paid else set()
    back = {one.reference for one in settled.back}
    going = {one.reference for one in told.transfers if one.refund is not Refund.NONE}
    assert kept | back | going == {one.reference for one in told.transfers}
    assert not kept & (back | going)
    assert (settled.state is PaymentState.PAID) == (settled.paid is not None)
    assert settled.paid is None or (wanted and settled.paid.fen == FEN)


@given(told=_TOLD, wanted=st.booleans(), now=st.integers(0, 2000), seed=st.randoms())
def test_the_order_of_transfers_means_nothing(told: Told, wanted: bool, now: int, seed: object) -> None:
    mixed = list(told.transfers)
    seed.shuffle(mixed)  # type: ignore[attr-defined]
    one, other = settle(FEN, END, wanted, told, now), settle(FEN, END, wanted, replace(told, transfers=tuple(mixed)), now)
    assert one == other


@given(told=_TOLD, now=st.integers(0, 2000))
def test_sending_back_comes_to_an_end(told: Told, now: int) -> None:
    settled = settle(FEN, END, True, told, now)
    back = {one.reference for one in settled.back}
    after = tuple(replace(one, refund=Refund.DONE) if one.reference in back else one for one in told.transfers)
    assert settle(FEN, END, True, replace(told, transfers=after), now).back == ()
