from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from devices.id_card_reader import frames
from devices.id_card_reader.frames import BadFrame, Reply, ReplyParser, RequestParser, encode_reply


@pytest.mark.parametrize(
    ("frame", "published"),
    [
        (frames.FIND, "AA AA AA 96 69 00 03 20 01 22"),
        (frames.SELECT, "AA AA AA 96 69 00 03 20 02 21"),
        (frames.READ_TEXT_AND_PHOTO, "AA AA AA 96 69 00 03 30 01 32"),
        (encode_reply(0x9F, bytes(4)), "AA AA AA 96 69 00 08 00 00 9F 00 00 00 00 97"),
        (encode_reply(0x80), "AA AA AA 96 69 00 04 00 00 80 84"),
        (encode_reply(0x90, bytes(8)), "AA AA AA 96 69 00 0C 00 00 90 00 00 00 00 00 00 00 00 9C"),
    ],
)
def test_frames_are_those_of_the_published_protocol(frame: bytes, published: str) -> None:
    assert frame == bytes.fromhex(published)


def test_a_reply_with_text_and_photo_has_1295_bytes() -> None:
    assert len(encode_reply(0x90, bytes(4 + 256 + 1024))) == 1295


replies = st.builds(Reply, st.integers(0, 255).map(lambda sw3: bytes([0, 0, sw3])), st.binary(max_size=300))


def cut(data: bytes, at: list[int]) -> list[bytes]:
    marks = sorted({0, len(data), *(mark % (len(data) + 1) for mark in at)})
    return [data[a:b] for a, b in itertools.pairwise(marks)]


@given(st.lists(replies, max_size=4), st.lists(st.integers(0, 5000), max_size=8))
def test_replies_come_out_however_the_stream_is_cut(sent: list[Reply], at: list[int]) -> None:
    stream = b"".join(encode_reply(reply.sw3, reply.data) for reply in sent)
    parser = ReplyParser()
    got = [reply for piece in cut(stream, at) for reply in parser.feed(piece)]
    assert got == sent
    assert not parser.inside


@given(st.binary(max_size=60).filter(lambda noise: 0xAA not in noise), replies)
def test_a_frame_is_found_after_noise(noise: bytes, reply: Reply) -> None:
    assert ReplyParser().feed(noise + encode_reply(reply.sw3, reply.data)) == [reply]


@given(replies, st.integers(0, 400), st.integers(1, 255), replies)
def test_a_damaged_frame_is_never_taken_for_a_good_one(reply: Reply, at: int, flip: int, following: Reply) -> None:
    frame = bytearray(encode_reply(reply.sw3, reply.data))
    at %= len(frame)
    frame[at] ^= flip
    got = ReplyParser().feed(bytes(frame))
    assert reply not in got
    assert all(isinstance(one, BadFrame) for one in got) or at < 7


@given(st.lists(st.binary(max_size=200), max_size=20))
def test_any_bytes_give_replies_or_bad_frames_and_little_is_kept(pieces: list[bytes]) -> None:
    parser, requests = ReplyParser(), RequestParser()
    for piece in pieces:
        assert all(isinstance(one, Reply | BadFrame) for one in parser.feed(piece))
        requests.feed(piece)


@given(st.binary(max_size=100))
def test_an_impossible_length_is_told_and_the_next_frame_found(data: bytes) -> None:
    good = encode_reply(0x90)
    got = ReplyParser().feed(frames.PREAMBLE + b"\xff\xff" + good)
    assert got == [BadFrame(), Reply(b"\0\0\x90", b"")]
