from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from devices.page_printer.ipp import Answer, BadAnswer, encode_request, parse_answer
from devices.page_printer.verdicts import (
    ABORTED,
    CANCELLED,
    COMPLETED,
    GONE,
    JOB_LIMIT,
    STOPPED,
    GiveUp,
    OwnJob,
    TakenBack,
    Watch,
    taken_back,
    verdict,
    waits_for,
)
from kiosk.domain.device_states import Reason
from kiosk.domain.values import replace
from kiosk.ports.devices import PrintConfirmed, PrintFailed, PrintSent, PrintUncertain

PRINTING, WAITS, UNTOLD = OwnJob(5, True), OwnJob(3, False), OwnJob(5)
AT_WORK = Watch(queue=5, own=PRINTING, own_seen=True, elapsed=1)
UNHEARD = replace(AT_WORK, own=None, own_seen=False)
NOT_ASKED = replace(UNHEARD, asks_printer=False)
NOT_STARTED = replace(UNHEARD, queue=3, started=False)


@pytest.mark.parametrize(
    ("watch", "outcome"),
    [
        (AT_WORK, None),
        (replace(AT_WORK, own=OwnJob(COMPLETED, True)), PrintConfirmed()),
        (replace(AT_WORK, own=OwnJob(COMPLETED), queue=5), PrintConfirmed()),
        (replace(AT_WORK, queue=COMPLETED, ended_for=9), None),  # sent is not printed
        (replace(AT_WORK, queue=COMPLETED, own=OwnJob(ABORTED, True)), PrintUncertain(Reason.MECHANICAL)),  # CUPS says completed
        (replace(AT_WORK, own=OwnJob(ABORTED), worst=Reason.JAM), PrintUncertain(Reason.JAM)),
        (replace(AT_WORK, own=OwnJob(CANCELLED, False)), PrintFailed(Reason.MECHANICAL)),
        (replace(AT_WORK, fault=Reason.PAPER_OUT), GiveUp(Reason.PAPER_OUT)),
        (replace(AT_WORK, unwanted=True), GiveUp(Reason.CANCELLED)),
        (replace(UNHEARD, queue=ABORTED), PrintFailed(Reason.MECHANICAL)),
        (replace(UNHEARD, queue=ABORTED, unreachable_for=1), PrintUncertain(Reason.MECHANICAL)),
        (replace(UNHEARD, queue=STOPPED), GiveUp(Reason.DRIVER)),
        (replace(AT_WORK, queue=CANCELLED), PrintUncertain(Reason.MECHANICAL)),
        (replace(AT_WORK, unreachable_for=30), GiveUp(Reason.NOT_FOUND)),
        (replace(AT_WORK, queue=COMPLETED, own=None, ended_for=1), None),
        (replace(AT_WORK, queue=COMPLETED, own=None, ended_for=9), PrintSent()),
        (replace(AT_WORK, queue=COMPLETED, own=None, ended_for=9, worst=Reason.JAM), PrintUncertain(Reason.JAM)),
        (replace(UNHEARD, queue=GONE, ended_for=9), PrintUncertain(Reason.SILENT)),
        (replace(AT_WORK, elapsed=JOB_LIMIT + 1), GiveUp(Reason.SILENT)),
        (replace(AT_WORK, begun_for=91), GiveUp(Reason.SILENT)),
        (replace(UNHEARD, alone_for=21), GiveUp(Reason.SILENT)),
        (replace(NOT_STARTED, alone_for=21), GiveUp(Reason.SILENT)),
        (replace(NOT_STARTED, ahead=True, elapsed=100), None),  # whoever waits may go; there is no reason to give it up
        (replace(NOT_STARTED, ahead=True, elapsed=JOB_LIMIT + 1), GiveUp(Reason.IN_USE)),
        (replace(NOT_STARTED, queue=CANCELLED, asks_printer=False), PrintFailed(Reason.MECHANICAL)),
        (replace(NOT_ASKED, queue=COMPLETED), PrintSent()),
        (replace(NOT_ASKED, queue=GONE), PrintUncertain(Reason.SILENT)),
        (replace(NOT_ASKED, queue=ABORTED), PrintUncertain(Reason.MECHANICAL)),
    ],
)
def test_what_becomes_of_a_job(watch: Watch, outcome: object) -> None:
    assert verdict(watch) == outcome


FAILED, UNCERTAIN = PrintFailed(Reason.CANCELLED), PrintUncertain(Reason.CANCELLED)


@pytest.mark.parametrize(
    ("known", "outcome"),
    [
        (TakenBack(started=False), FAILED),  # held in the queue before it began
        (TakenBack(started=None), UNCERTAIN),  # nobody says so
        (TakenBack(started=None, own=OwnJob(COMPLETED), asked=True), PrintConfirmed()),
        (TakenBack(started=True), UNCERTAIN),  # handed to a printer that cannot be asked
        (TakenBack(started=True, unfiltered=True), FAILED),
        (TakenBack(started=True, asked=True), FAILED),  # it never came to the printer
        (TakenBack(started=True, asked=True, own_seen=True), UNCERTAIN),  # the printer has forgotten it
        (TakenBack(started=True, own=OwnJob(CANCELLED, False), own_seen=True, asked=True), FAILED),
        (TakenBack(started=True, own=OwnJob(CANCELLED, True), own_seen=True, asked=True), UNCERTAIN),
        (TakenBack(started=True, own=OwnJob(CANCELLED), own_seen=True, asked=True), UNCERTAIN),
        (TakenBack(started=True, own=WAITS, own_seen=True, asked=True), UNCERTAIN),  # it may still begin
    ],
)
def test_a_job_taken_back_failed_only_where_it_never_began(known: TakenBack, outcome: object) -> None:
    assert taken_back(known, Reason.CANCELLED) == outcome


@pytest.mark.parametrize(
    ("watch", "waits"),
    [
        (AT_WORK, None),
        (replace(AT_WORK, own=UNTOLD), None),
        (replace(AT_WORK, own=WAITS, ahead=True), Reason.IN_USE),
        (replace(AT_WORK, own=OwnJob(3), ahead=True), Reason.IN_USE),
        (replace(NOT_STARTED, ahead=True), Reason.IN_USE),
        (NOT_STARTED, Reason.SILENT),
        (UNHEARD, Reason.SILENT),
        (NOT_ASKED, None),
        (replace(AT_WORK, own=None), None),
    ],
)
def test_what_a_job_that_has_not_begun_waits_for(watch: Watch, waits: Reason | None) -> None:
    assert waits_for(watch) is waits


@given(st.binary(max_size=300))
def test_any_bytes_are_an_answer_or_a_bad_answer(data: bytes) -> None:
    for candidate in (data, b"\x02\x00\x00\x00\x00\x00\x00\x01" + data):
        try:
            assert isinstance(parse_answer(candidate), Answer)
        except BadAnswer:
            continue


def test_a_request_has_the_form_of_an_answer() -> None:
    attributes = ((0x44, "requested-attributes", ("a", "b")), (0x21, "limit", (5,)))
    encoded = encode_request(0x000B, "ipp://localhost/ipp/print", attributes)
    ((_, group),) = parse_answer(encoded).groups
    assert group["requested-attributes"] == ("a", "b")
    assert group["limit"] == (5,)
    assert group["printer-uri"] == ("ipp://localhost/ipp/print",)
