"""Texts from outside: one type for all of them, whatever the request, and pages that outlive what is stored already."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Annotated, Any, get_args, get_origin

import pytest
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel, TypeAdapter, ValidationError

import central_platform.api  # noqa: F401 - every model of a request is loaded
import kiosk.messages.outbox_file  # noqa: F401
from central_platform.staff.roles import Role
from central_platform.terminals.models import LastHeartbeat, Terminal
from kiosk.domain.characters import one_line
from kiosk.messages.base import Content, Request
from kiosk.messages.models import HeartbeatRequest, Message, MessageBatch
from tests.central_platform.staff import ask, signed_in
from tests.central_platform.terminal_api import TerminalApi

NASTY = "a\0\ud800\udfff\u202eb\n\t\x1b\x7f\u2066\u200f\u2028"
UNFIT = re.compile("[\0-\x1f\x7f-\x9f\ud800-\udfff\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069]")


def models(*roots: type[BaseModel]) -> Iterator[type[BaseModel]]:
    for root in roots:
        yield root
        yield from models(*root.__subclasses__())


def texts(annotation: Any, metadata: tuple[Any, ...] = ()) -> Iterator[tuple[Any, tuple[Any, ...]]]:
    """Each place for a text in an annotation, with what is said of it."""
    if get_origin(annotation) is Annotated:
        inner, *more = get_args(annotation)
        yield from texts(inner, (*more, *metadata))
    elif annotation is str:
        yield annotation, metadata
    else:
        for part in get_args(annotation):
            if not isinstance(part, str):
                yield from texts(part)


FIELDS = [
    pytest.param(annotation, metadata, id=f"{model.__name__}.{name}")
    for model in dict.fromkeys(models(Request, Content, Message, MessageBatch))
    if model.__module__.startswith(("kiosk.", "central_platform."))
    for name, field in model.model_fields.items()
    for annotation, metadata in texts(field.annotation, tuple(field.metadata))
]


def test_there_are_requests_to_look_at() -> None:
    assert len(FIELDS) > 40


@pytest.mark.parametrize(("annotation", "metadata"), FIELDS)
def test_every_text_of_a_request_is_fit_and_bounded(annotation: Any, metadata: tuple[Any, ...]) -> None:
    assert metadata, "a plain str lets anything in"
    checked = TypeAdapter(Annotated[(annotation, *metadata)])
    for sent in (NASTY, "x" * 5_000_000):
        try:
            taken = checked.validate_python(sent)
        except ValidationError:
            continue
        assert len(taken) <= 4096
        assert not UNFIT.search(taken)
    for sent in ("\ud800", "x\udc00y"):
        try:
            taken = checked.validate_python(sent)
        except ValidationError:
            continue
        taken.encode()


@given(st.text(st.characters(codec=None), max_size=80))
def test_one_line_is_fit_for_any_encoder(text: str) -> None:
    line = one_line(text)
    assert not UNFIT.search(line)
    assert len(line) == len(text)
    line.encode()
    assert one_line(line) == line


@given(st.text("王a·\u3400\U00020087 ()-", max_size=40))
def test_what_is_fit_stays_as_it_is(text: str) -> None:
    assert one_line(text) == text


def test_a_heartbeat_is_not_lost_for_a_devices_name() -> None:
    beat = HeartbeatRequest(
        sent_at=1, version="1\0", catalogue_version="", waiting=0, devices={"printer": "ready"}, details={"printer": "\ud800\x1bX"}
    )
    assert beat.details == {"printer": "\ufffd\ufffdX"}


def test_a_heartbeat_blinds_no_page(api: TerminalApi) -> None:
    technician = signed_in(Role.TECHNICIAN)
    body = (
        '{"sent_at": 1, "version": "1\\u0000", "catalogue_version": "\\udc00", "waiting": 0,'
        ' "devices": {"printer\\ud83d": "ready"}, "details": {"printer\\ud83d": "\\u202ek"}}'
    )
    api.call("/heartbeat", body)
    assert LastHeartbeat.objects.get().devices == {"printer\ufffd": "ready"}
    for page in ("", f"{api.terminal_id}/change/"):
        assert technician.get(f"/console/terminals/terminal/{page}").status_code == 200


@pytest.mark.parametrize("stored", [{"a\ud800": "ready"}, {"a": "\udfff\0"}, ["no", "mapping"], "text", None, {"a": {"b": 1}}])
def test_a_bad_row_that_is_stored_takes_no_page_with_it(api: TerminalApi, stored: Any) -> None:
    """What an earlier version let in stays in the table; the terminal can still be found and revoked."""
    if connection.vendor == "postgresql" and "\\ud" in ascii(stored):
        pytest.skip("PostgreSQL stores no half of a pair")
    LastHeartbeat.objects.update(last_seen=api.now())
    LastHeartbeat.objects.filter(pk=api.terminal_id).update(**({"devices": stored} if stored is not None else {"details": "x"}))
    technician = signed_in(Role.TECHNICIAN)
    listed = technician.get("/console/terminals/terminal/")
    assert listed.status_code == 200
    assert api.terminal_id in listed.content.decode()
    page = f"/console/terminals/terminal/{api.terminal_id}/change/"
    shown = technician.get(page)
    assert shown.status_code == 200
    if not isinstance(stored, dict | None):
        assert "数据有误" in listed.content.decode()
    ask(technician, "terminals/terminal", "revoke", "吊销", api.terminal_id)
    assert Terminal.objects.get().revoked


def test_an_answer_repeats_no_key_that_was_sent(api: TerminalApi) -> None:
    secret = "310199194803120267"
    whole = {"version": "1", "catalogue_version": "", "waiting": 0}
    told = api.call("/heartbeat", {**whole, secret: 1, "sent_at": "x", "devices": {secret: 7}}, 422)["message"]
    assert secret not in told
    assert "?: extra_forbidden" in told
    assert "sent_at: int_parsing" in told
    assert "devices.?: string_type" in told
