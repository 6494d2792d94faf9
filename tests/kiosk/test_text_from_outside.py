"""Half of a surrogate pair, and other text that is none, from any side: no page of anybody ends because of it."""

from __future__ import annotations

import json
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from devices.receipt_printer.encoder import encode
from devices.receipt_printer.layout import printable
from devices.receipt_printer.profile import profile_for_width
from kiosk.domain.characters import REPLACEMENT, all_fit
from kiosk.domain.identifiers import mask_name
from kiosk.domain.receipts import Line, PaperDocument, Row
from kiosk.domain.values import replace
from kiosk.journeys.apply.draft import Drafts, draft_of, keep_draft
from kiosk.journeys.apply.effects import Commit
from kiosk.journeys.browse.events import OpenSearch, SearchFor
from kiosk.messages.answers import readable
from kiosk.messages.canonical import canonical_bytes
from kiosk.session import events as ev
from kiosk.views import base
from kiosk.views.actions import event_of
from kiosk.views.base import Data, FieldText, Text, View
from kiosk.views.to_screen import to_screen
from tests.kiosk.session_samples import CODE, SIGNATURE, Session, card_of, shown, words

ANY_TEXT = st.text(st.characters(exclude_categories=()) | st.characters(min_codepoint=0xD800, max_codepoint=0xDFFF))
HALF = "李\ud867"


class AnyRow(base.Row):
    title: Text
    value: FieldText


class AnyView(View):
    title: Text
    lines: tuple[Text, ...]
    rows: tuple[AnyRow, ...]
    picture: Data = ""


ROWS = st.builds(AnyRow, title=ANY_TEXT, value=ANY_TEXT)


def trees(keys: st.SearchStrategy[str]) -> st.SearchStrategy[Any]:
    return st.recursive(ANY_TEXT | st.integers(), lambda inner: st.lists(inner) | st.dictionaries(keys, inner))


@given(st.builds(AnyView, title=ANY_TEXT, lines=st.lists(ANY_TEXT).map(tuple), rows=st.lists(ROWS).map(tuple)))
def test_any_view_is_made_fit_for_the_screen(view: AnyView) -> None:
    json.dumps(to_screen(view), ensure_ascii=False).encode()


@given(trees(ANY_TEXT))
def test_any_kept_record_is_made_fit_for_a_page(value: Any) -> None:
    json.dumps(all_fit(value), ensure_ascii=False).encode()


def test_pictures_and_paths_are_shown_as_they_are() -> None:
    picture = "data:image/png;base64," + "A" * 9000
    shown = to_screen(AnyView(title="王" * 9000, lines=(), rows=(), picture=picture))
    assert shown["picture"] == picture
    assert len(shown["title"]) < 5000


@given(ANY_TEXT)
def test_any_text_in_an_answer_is_read_or_refused_as_json(text: str) -> None:
    """As a platform sends it that cuts its texts by UTF-16 units."""
    body = json.dumps({"text": text, "path": "C:\\ud800"}).encode()
    read = json.loads(readable(body))
    assert read["path"] == "C:\\ud800", "a backslash that is itself escaped begins no escape"
    read["text"].encode()
    whole = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    assert read["text"].replace(REPLACEMENT, "") == whole.replace(REPLACEMENT, "")
    if not any("\ud800" <= character <= "\udfff" for character in text):
        assert readable(body) == body


def test_halves_as_bytes_are_one_character_lost_each() -> None:
    assert json.loads(readable(b'{"a":"x\xed\xa0\x80y"}'))["a"].strip("xy").strip(REPLACEMENT) == ""


def test_half_a_pair_typed_in_a_field_can_be_sent() -> None:
    session = Session()
    session.to_questions()
    session.answer(here="yes", mobile="13900000026", delivery="counter")
    session.feed(event_of(session.state, "answer", HALF))
    assert draft_of(session.state, CODE).answers["note"] == "李" + REPLACEMENT
    session.feed(ev.Primary(), ev.Primary(), ev.Primary())
    session.feed(event_of(session.state, "sign", SIGNATURE), ev.Primary())
    canonical_bytes(dict(session.last(Commit).submission.answers))


def test_words_to_search_for_are_fit_for_the_database() -> None:
    session = Session()
    session.feed(ev.Start(), OpenSearch())
    event = event_of(session.state, "query", HALF)
    assert event == SearchFor("李" + REPLACEMENT)


def test_half_a_pair_in_the_catalogue_is_shown_as_lost() -> None:
    session = Session()
    session.to_questions()
    item = replace(session.state.of(Drafts).drafts[CODE].item, name=words(HALF))
    session.state = keep_draft(session.state, replace(draft_of(session.state, CODE), item=item))
    session.answer(here="yes", mobile="13900000026", delivery="counter", note="")
    session.feed(ev.Primary())
    assert shown(session)["fixed"][0]["value"] == "李" + REPLACEMENT


def test_a_name_with_a_lost_character_goes_to_its_receipt() -> None:
    card = replace(card_of("wang"), name="王" + REPLACEMENT)
    assert "王" in mask_name(card.name)
    document = PaperDocument((Line(HALF), Row("申请人\udc00", card.name), Line("\x1b@危险")))
    assert printable(HALF) == "李" + REPLACEMENT
    commands = b"".join(encode(document, profile_for_width(80)))
    assert commands.count(b"\x1b@") == 1, "no command of the text's own"
    assert b"\x1dv0" in commands, "the sign for a lost character is drawn"
