"""Codes in drawn frames, and what is no code."""

from __future__ import annotations

from typing import Any

import cv2
import numpy as np
import pytest
import segno
from hypothesis import given, settings
from hypothesis import strategies as st

from devices.camera.decode import Found, FrameDecoder, choose
from devices.camera.synthetic_frames import Look, code_frame, draw_code, empty_frame
from devices.camera.zbar_decoder import ZbarDecoder
from devices.code_scanner import codec
from kiosk.ports.devices import CodeNotText, CodeScanned

NOT_TEXT = CodeNotText()


def grey(frame: Any) -> Any:
    return cv2.cvtColor(frame, cv2.COLOR_BGR2GRAY)


def seen(payload: bytes, look: Look, kind: str = "QR") -> Any:
    return grey(code_frame(draw_code(payload, kind), look))


def drawn(code: Any, scale: int = 6) -> Any:
    rows = [[0 if dark else 255 for dark in row] for row in code.matrix_iter(scale=scale, border=4)]
    return np.array(rows, np.uint8)


def placed(code: Any, at: tuple[int, int], frame: Any) -> Any:
    frame[at[1] : at[1] + code.shape[0], at[0] : at[0] + code.shape[1]] = code
    return frame


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
@pytest.mark.parametrize("text", ["健康码 䶮𠮷", "随申码：居住证 4711", "敬老卡", "https://example.org/r/1?k=a&b=c"])
def test_text_comes_out_in_either_encoding(text: str, encoding: str) -> None:
    assert FrameDecoder().decode(seen(text.encode(encoding), Look(blur=0.8, noise=3))) == CodeScanned(text, "Q1")


def test_eci_is_understood() -> None:
    code = drawn(segno.make("健康码", encoding="utf-8", eci=True, micro=False))
    assert FrameDecoder().decode(placed(code, (500, 250), np.full((720, 1280), 200, np.uint8))) == CodeScanned("健康码", "Q1")


@pytest.mark.parametrize(("payload", "kind", "symbology"), [(b"6901234567892", "EAN13", "E0"), (b"SH-20261122", "CODE128", "C0")])
def test_bar_codes(payload: bytes, kind: str, symbology: str) -> None:
    assert FrameDecoder().decode(seen(payload, Look(size=300, tilt=8, noise=3), kind)) == CodeScanned(payload.decode(), symbology)


@pytest.mark.parametrize(
    "look",
    [
        Look(size=130),
        Look(size=230, tilt=25, lean=35, blur=1.2, light=0.5, noise=6),
        Look(size=230, at=(0.15, 0.3)),
        Look(size=230, at=(0.85, 0.75)),
        Look(size=420),  # larger than the region that is cut out
        Look(size=240, tilt=180),
    ],
    ids=["small", "hard", "left", "right", "large", "upside-down"],
)
def test_wherever_and_however_it_is_held(look: Look) -> None:
    assert FrameDecoder().decode(seen("办事 20261122".encode(), look)) == CodeScanned("办事 20261122", "Q1")


def test_an_inverted_code_as_dark_screens_show_it() -> None:
    frame = np.full((720, 1280), 30, np.uint8)
    assert FrameDecoder().decode(placed(255 - drawn(segno.make("dark", micro=False)), (500, 250), frame)) == CodeScanned(
        "dark", "Q1"
    )


@settings(max_examples=60)
@given(st.binary(min_size=1, max_size=120))
def test_any_payload_is_what_a_serial_scanner_would_make_of_it(payload: bytes) -> None:
    code = drawn(segno.make(payload, mode="byte", error="m", micro=False), 5)
    frame = placed(code, (400, 100), np.full((720, 1280), 255, np.uint8))
    assert FrameDecoder().decode(frame) == codec.decode(b"]Q1" + payload)


@settings(max_examples=60)
@given(st.integers(0, 2**32), st.integers(1, 200), st.integers(1, 200), st.sampled_from(["noise", "lines", "blocks"]))
def test_random_pictures_are_no_code_and_raise_nothing(seed: int, height: int, width: int, kind: str) -> None:
    random = np.random.default_rng(seed)
    match kind:
        case "noise":
            picture = random.integers(0, 256, (height, width)).astype(np.uint8)
        case "lines":
            picture = np.repeat(random.choice([0, 255], (1, width)), height, axis=0).astype(np.uint8)
        case _:
            picture = np.kron(random.choice([0, 255], (height // 4 + 1, width // 4 + 1)), np.ones((4, 4))).astype(np.uint8)
    assert not isinstance(FrameDecoder().decode(picture), CodeScanned)


def test_an_empty_counter_has_no_code_and_takes_no_time_that_it_has_not() -> None:
    decoder = FrameDecoder()
    assert [decoder.decode(grey(empty_frame(seed=seed))) for seed in range(6)] == [None] * 6


def test_one_part_of_several_is_not_the_whole() -> None:
    for part in segno.make_sequence("http://example.org/" + "abc123" * 10, symbol_count=3):
        for picture in (drawn(part), drawn(part)[:, ::-1], np.rot90(drawn(part))):
            frame = placed(picture, (500, 250), np.full((720, 1280), 200, np.uint8))
            assert FrameDecoder().decode(frame) == NOT_TEXT


def test_what_is_no_text_is_read_and_told_as_such() -> None:
    for payload in (b"a\x1bb", b"\xff\xfe\xff"):
        assert FrameDecoder().decode(seen(payload, Look(size=230))) == NOT_TEXT


def test_a_code_with_lines_in_it_is_one_code() -> None:
    assert FrameDecoder().decode(seen(b"one\r\ntwo\n", Look(size=230))) == CodeScanned("one\ntwo", "Q1")


def test_the_code_that_is_meant_is_the_larger_and_the_more_central() -> None:
    frame = np.full((720, 1280), 200, np.uint8)
    placed(drawn(segno.make("small", micro=False), 4), (300, 250), frame)
    placed(drawn(segno.make("large", micro=False), 8), (600, 200), frame)
    assert FrameDecoder().decode(frame) == CodeScanned("large", "Q1")
    central, aside = Found(CodeScanned("c"), (640, 360), 200), Found(CodeScanned("a"), (60, 60), 220)
    broken = Found(NOT_TEXT, (640, 360), 500)
    assert choose([aside, central, broken], (720, 1280)) == CodeScanned("c")
    assert choose([broken], (720, 1280)) == NOT_TEXT


def test_a_decoder_that_fails_ends_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: Any, **__: Any) -> Any:
        raise RuntimeError("what a library may raise")

    monkeypatch.setattr("zxingcpp.read_barcodes", fail)
    found = FrameDecoder(limit=5.0).decode(seen("第二".encode(), Look(size=240)))
    assert found == CodeScanned("第二", "Q1")  # the second decoder's


def test_the_second_decoder_gives_bytes_and_no_parts() -> None:
    picture = seen("居住证".encode("gb18030"), Look(size=240))[160:560, 440:840].copy()
    assert [raw for raw, _ in ZbarDecoder().decode(picture, 5.0)] == [b"]Q1" + "居住证".encode("gb18030")]
    part = drawn(segno.make_sequence("http://example.org/" + "abc123" * 10, symbol_count=3)[0])
    assert list(ZbarDecoder().decode(part, 5.0)) == []


def test_the_second_decoder_does_not_begin_what_it_cannot_end(monkeypatch: pytest.MonkeyPatch) -> None:
    picture = np.random.default_rng(1).integers(0, 256, (400, 400)).astype(np.uint8)
    decoder = ZbarDecoder()
    begun: list[Any] = []

    def scan(grey: Any) -> list[Any]:
        begun.append(grey)
        return []

    monkeypatch.setattr(decoder, "_scan", scan)
    assert list(decoder.decode(picture, 0.002)) == []
    assert not begun
    assert list(decoder.decode(picture, 10.0)) == []
    assert begun


def test_a_picture_that_stays_the_same_is_not_looked_at_twice_at_once_by_the_second(monkeypatch: pytest.MonkeyPatch) -> None:
    decoder = FrameDecoder(limit=5.0)
    looks: list[Any] = []

    def look(grey: Any, seconds: float) -> list[Any]:
        looks.append(grey)
        return []

    monkeypatch.setattr(decoder._second, "decode", look)
    for _ in range(9):
        decoder.decode(grey(empty_frame()))
    assert len(looks) == 3  # frames 0, 4 and 8
    decoder.decode(grey(empty_frame(seed=1)))
    assert len(looks) == 4
