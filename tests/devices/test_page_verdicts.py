from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from devices.page_printer.ipp import Answer, BadAnswer, encode_request, parse_answer
from devices.page_printer.verdicts import ABORTED, CANCELLED, COMPLETED, GONE, JOB_LIMIT, Watch, verdict
from kiosk.domain.values import replace
from kiosk.ports.devices import PrintConfirmed, PrintFailed, PrintSent, PrintUncertain, Reason

AT_WORK = Watch(queue=5, own=5, own_seen=True, asks_printer=True, unreachable_for=0, ended_for=0, elapsed=1, fault=None, worst=None)
NOT_ASKED = replace(AT_WORK, own=None, own_seen=False, asks_printer=False)


@pytest.mark.parametrize(
    ("watch", "outcome"),
    [
        (AT_WORK, None),
        (replace(AT_WORK, own=COMPLETED), PrintConfirmed()),
        (replace(AT_WORK, own=COMPLETED, queue=5), PrintConfirmed()),
        (replace(AT_WORK, queue=COMPLETED, own=5, ended_for=9), None),  # sent is not printed
        (replace(AT_WORK, queue=COMPLETED, own=ABORTED), PrintUncertain(Reason.MECHANICAL)),  # CUPS says completed
        (replace(AT_WORK, own=ABORTED, worst=Reason.JAM), PrintUncertain(Reason.JAM)),
        (replace(AT_WORK, fault=Reason.PAPER_OUT), PrintUncertain(Reason.PAPER_OUT)),
        (replace(AT_WORK, queue=ABORTED, own=None, own_seen=False), PrintFailed(Reason.MECHANICAL)),
        (replace(AT_WORK, queue=CANCELLED), PrintUncertain(Reason.MECHANICAL)),
        (replace(AT_WORK, unreachable_for=30), PrintUncertain(Reason.NOT_FOUND)),
        (replace(AT_WORK, queue=ABORTED, own=None, own_seen=False, unreachable_for=1), PrintUncertain(Reason.MECHANICAL)),
        (replace(AT_WORK, queue=COMPLETED, own=None, ended_for=1), None),
        (replace(AT_WORK, queue=COMPLETED, own=None, ended_for=9), PrintSent()),
        (replace(AT_WORK, queue=COMPLETED, own=None, ended_for=9, worst=Reason.JAM), PrintUncertain(Reason.JAM)),
        (replace(AT_WORK, queue=GONE, own=None, own_seen=False, ended_for=9), PrintUncertain(Reason.SILENT)),
        (replace(AT_WORK, elapsed=JOB_LIMIT + 1), PrintUncertain(Reason.SILENT)),
        (replace(NOT_ASKED, queue=COMPLETED), PrintSent()),
        (replace(NOT_ASKED, queue=GONE), PrintUncertain(Reason.SILENT)),
        (replace(NOT_ASKED, queue=ABORTED), PrintUncertain(Reason.MECHANICAL)),
    ],
)
def test_what_becomes_of_a_job(watch: Watch, outcome: object) -> None:
    assert verdict(watch) == outcome


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
