from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from devices.receipt_printer.replies import (
    AutomaticStatus,
    BuffersCleared,
    Garbage,
    PrinterReply,
    ProcessId,
    RealTimeStatus,
    ReplyParser,
    TransmittedStatus,
    judge,
)
from kiosk.domain.device_states import Reason, StatusKind

real_time = st.integers(0, 255).map(lambda byte: (byte | 0x12) & 0x7E)
quiet = st.integers(0, 255).map(lambda byte: byte & 0x6F)
automatic = st.tuples(st.integers(0, 255).map(lambda byte: (byte | 0x10) & 0x7C), quiet, quiet, quiet).map(bytes)
marks = st.binary(min_size=4, max_size=4).map(lambda mark: bytes(0x20 + byte % 0x5F for byte in mark))
replies: st.SearchStrategy[tuple[PrinterReply, bytes]] = st.one_of(
    real_time.map(lambda byte: (RealTimeStatus(byte), bytes([byte]))),
    automatic.map(lambda frame: (AutomaticStatus(frame), frame)),
    marks.map(lambda mark: (ProcessId(mark), b"\x37\x22" + mark + b"\0")),
    st.just((BuffersCleared(), b"\x37\x25\0")),
    quiet.map(lambda byte: (TransmittedStatus(byte), bytes([byte]))),
)


@given(st.lists(replies, max_size=12), st.integers(1, 7))
def test_replies_are_told_apart_however_they_are_cut(sent: list[tuple[PrinterReply, bytes]], size: int) -> None:
    stream = b"".join(data for _, data in sent)
    parser = ReplyParser()
    got = [reply for at in range(0, len(stream), size) for reply in parser.feed(stream[at : at + size])]
    assert got == [reply for reply, _ in sent]


@given(st.binary(max_size=200))
def test_any_bytes_are_parsed_and_at_most_one_reply_is_waited_for(data: bytes) -> None:
    parser = ReplyParser()
    got = parser.feed(data)
    lengths = {AutomaticStatus: 4, ProcessId: 7, BuffersCleared: 3}
    assert 0 <= len(data) - sum(lengths.get(type(reply), 1) for reply in got) <= 6


def test_a_broken_automatic_status_does_not_swallow_the_answer_after_it() -> None:
    got = ReplyParser().feed(b"\x10\x00\x16\x12")
    assert got == [Garbage(0x10), TransmittedStatus(0), RealTimeStatus(0x16), RealTimeStatus(0x12)]


@given(st.tuples(real_time, real_time, real_time, real_time))
def test_ready_is_said_only_when_no_bit_speaks_against_it(answers: tuple[int, int, int, int]) -> None:
    status = judge(*answers)
    well = not (answers[0] & 0x08 or answers[1] & 0x64 or answers[2] & 0x6C or answers[3] & 0x6C)
    assert (status.kind is StatusKind.READY) == well


@pytest.mark.parametrize(
    ("answers", "kind", "reason"),
    [
        ((0x12, 0x12, 0x12, 0x12), StatusKind.READY, None),
        ((0x12, 0x12, 0x12, 0x1E), StatusKind.ATTENTION, Reason.PAPER_LOW),
        ((0x1A, 0x32, 0x12, 0x7E), StatusKind.UNAVAILABLE, Reason.PAPER_OUT),
        ((0x1A, 0x16, 0x12, 0x12), StatusKind.UNAVAILABLE, Reason.COVER_OPEN),
        ((0x1A, 0x52, 0x1A, 0x12), StatusKind.UNAVAILABLE, Reason.CUTTER),
        ((0x1A, 0x52, 0x32, 0x12), StatusKind.UNAVAILABLE, Reason.MECHANICAL),
        ((0x1A, 0x12, 0x12, 0x12), StatusKind.UNAVAILABLE, Reason.OFFLINE),
    ],
)
def test_what_the_four_bytes_say(answers: tuple[int, int, int, int], kind: StatusKind, reason: Reason | None) -> None:
    status = judge(*answers)
    assert (status.kind, status.reason) == (kind, reason)
