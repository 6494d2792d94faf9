"""A form that was filled in, on paper: what its code says, and nothing where anything of it is not so."""

from __future__ import annotations

import hashlib
from typing import Any

import pypdfium2
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.domain.blank_forms import filled_sheet
from kiosk.domain.codes import CutCode, FormCode, form_code_text, known_code
from kiosk.domain.device_states import Reason, StatusKind
from kiosk.domain.forms import questions_of
from kiosk.domain.terminals import Terminal
from kiosk.domain.text import LocalizedText
from kiosk.journeys.apply.events import PrintFilled
from kiosk.journeys.apply.filled_form import FilledFormPage, FillForm
from kiosk.journeys.apply.filling import AskPage
from kiosk.journeys.apply.take_along import TakeAlongPage
from kiosk.messages.filled_forms import LONGEST, FilledForm, form_code, read_form
from kiosk.messages.sealing import public_half
from kiosk.messages.signing import BadSignature, Signer, new_signing_key
from kiosk.ports import devices
from kiosk.ports.device_hub import StatusChanged
from kiosk.ports.devices import Device, DeviceStatus
from kiosk.ports.platform import Network, NetworkChanged
from kiosk.session import events as ev
from kiosk.session.effects import PrintPagePaper
from kiosk.session.form_page import drawn
from kiosk.session.printed_forms import FormDrawn
from tests.kiosk.session_samples import CODE, ITEM, WALL, Session, shown

KEY, OTHER = new_signing_key(), new_signing_key()
ID = "0192f0a0-0000-7000-8000-000000000001"
SIGNS = st.sampled_from("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:")
ANSWERS = {"here": "no", "why": "照顾孙女", "mobile": "13900000026"}


def filled(answers: dict[str, Any] = ANSWERS, terminal: str = "T0001") -> FilledForm:
    return FilledForm(id=ID, terminal=terminal, item=CODE, catalogue="2026.11.20.1", answers=answers, language="zh", filled_at=WALL)


def keys_of(terminal_id: str) -> list[dict[str, Any]]:
    return [public_half(KEY)] if terminal_id == "T0001" else []


GOOD = form_code(Signer(KEY), filled())


def test_a_code_says_what_was_filled_in() -> None:
    form, _ = read_form(GOOD, keys_of)
    assert form == filled()
    assert known_code(GOOD) == FormCode() == known_code(GOOD.swapcase())


@given(at=st.integers(0, len(GOOD) - 1), sign=SIGNS)
def test_a_code_with_one_sign_changed_is_none(at: int, sign: str) -> None:
    changed = GOOD[:at] + sign + GOOD[at + 1 :]
    if changed != GOOD:
        with pytest.raises(BadSignature):
            read_form(changed, keys_of)


@given(st.integers(1, len(GOOD) - 1))
def test_a_code_that_was_cut_is_known_as_cut(length: int) -> None:
    assert known_code(GOOD[:length]) in (CutCode(), None)
    with pytest.raises(BadSignature):
        read_form(GOOD[:length], keys_of)


@given(st.text(max_size=60) | st.text(SIGNS, max_size=200).map(form_code_text))
def test_no_text_that_was_made_up_is_a_code(text: str) -> None:
    with pytest.raises(BadSignature):
        read_form(text, keys_of)


def test_neither_another_key_nor_an_unknown_terminal_will_do() -> None:
    for code in (form_code(Signer(OTHER), filled()), form_code(Signer(KEY), filled(terminal="T0002"))):
        with pytest.raises(BadSignature):
            read_form(code, keys_of)


def test_what_is_too_much_for_a_code_has_none() -> None:
    many = {f"answer_{n}": hashlib.sha256(str(n).encode()).hexdigest() for n in range(60)}
    assert form_code(Signer(KEY), filled(many)) == ""
    assert form_code(Signer(KEY), filled({"why": "一" * 20_000})) == "", "a reader would not take it"
    assert len(form_code(Signer(KEY), filled({"why": "很长的理由，" * 60}))) <= LONGEST


def to_paper(session: Session) -> FillForm:
    session.to_questions()
    session.answer(here="no", why="照顾孙女")
    effects = session.feed(ev.TakeAlong(), PrintFilled())
    (fill,) = [one for one in effects if isinstance(one, FillForm)]
    assert shown(session)["waiting"]
    assert session.place.busy()
    return fill


def test_it_is_printed_and_the_answers_stay(session: Session) -> None:
    fill = to_paper(session)
    assert fill.answers == {"here": "no", "why": "照顾孙女"}
    (paper,) = [one for one in session.feed(FormDrawn(fill.request_id, b"%PDF")) if isinstance(one, PrintPagePaper)]
    assert (paper.serial, paper.report, paper.pdf) == ("", None, b"%PDF")
    session.feed(ev.PaperAnswered(paper.request_id, devices.PrintConfirmed()))
    assert ("draft.form", {"state": "printed", "reason": ""}) in session.audit
    session.feed(ev.Back())
    assert session.is_at(TakeAlongPage)
    session.feed(ev.Back())
    assert session.place == AskPage(CODE, "mobile")


def test_it_takes_no_network(session: Session) -> None:
    session.to_questions()
    session.answer(here="no", why="照顾孙女")
    session.feed(ev.TakeAlong(), NetworkChanged(Network.OFFLINE))
    view = shown(session)
    assert view["primary"] == ""
    assert view["form"] == "打印填好的表，到窗口办"
    session.feed(PrintFilled())
    assert session.is_at(FilledFormPage)


def test_it_is_not_offered_where_nothing_can_be_printed(session: Session) -> None:
    session.to_questions()
    session.answer(here="no", why="照顾孙女")
    session.feed(ev.TakeAlong(), StatusChanged(Device.PAGE_PRINTER, DeviceStatus(StatusKind.UNAVAILABLE, Reason.PAPER_OUT)))
    assert shown(session)["form"] == ""


def test_one_that_cannot_be_made_is_told_of(session: Session) -> None:
    fill = to_paper(session)
    session.feed(FormDrawn(fill.request_id, b""))
    view = shown(session)
    assert (view["waiting"], view["trouble"]) == ("", "这份表现在打不出来。")


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_page_has_all_that_was_filled_in(language: str) -> None:
    assert ITEM.form
    terminal = Terminal("T0001", LocalizedText("梧桐服务站", "Wutong"), "12345")
    bring = (LocalizedText("户口簿", "Household register"),)
    answers = {**ANSWERS, "why": "照顾孙女，" * 60}
    sheet = filled_sheet(ITEM, questions_of(ITEM.form), answers, bring, GOOD, "2026-11-22 10:00", terminal, language)
    pdf = pypdfium2.PdfDocument(drawn([sheet]))
    text = "".join(pdf[page].get_textpage().get_text_bounded() for page in range(len(pdf))).replace("\r\n", "")
    for words in ("填好的表", "还没有提交", "13900000026", "照顾孙女，" * 60, "户口簿", "T0001", "签名"):
        assert words in text, words
    assert ("Household register" in text) is (language == "en")
