"""Pages on drawn tables: found, straightened, evened out, or refused with the reason; and what is read off them."""

from __future__ import annotations

import io
from typing import Any

import cv2
import numpy as np
import pypdfium2
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from devices.camera.synthetic_frames import Look, page_frame, sample_page
from devices.document_camera import ocr
from devices.document_camera.export import MOST_BYTES, to_jpeg, to_pdf
from devices.document_camera.ocr import Line, Lines, NotRead, Wanted, fill, in_reading_order, read_lines
from devices.document_camera.page import PageWatch, even_out, find_page, page_fault, straighten
from kiosk.domain.device_states import Reason
from kiosk.domain.identifiers import citizen_check_character
from kiosk.ports.devices import NoPageReason

WELL = Look(size=1150, tilt=6, lean=8, blur=0.6, noise=2)


@pytest.fixture(scope="module")
def page() -> Any:
    return sample_page()


def similarity(one: Any, other: Any) -> float:
    """Correlation of two pages, at a size at which a pixel's shift does not count."""
    grey = [cv2.GaussianBlur(cv2.cvtColor(p, cv2.COLOR_BGR2GRAY), (0, 0), p.shape[0] / 150) for p in (one, other)]
    small = [cv2.resize(p, (140, 200), interpolation=cv2.INTER_AREA).ravel().astype(float) for p in grey]
    return float(np.corrcoef(small)[0, 1])


TABLES: dict[str, tuple[Look, dict[str, Any]]] = {
    "plain": (WELL, {}),
    "shadow": (Look(size=1150, tilt=-12, lean=20, blur=0.8, noise=3, light=0.4, seed=2), {"shadow": 0.5}),
    "light-table": (Look(size=1150, tilt=4, lean=5, blur=0.6, noise=3, seed=3), {"table": 215}),
    "light-table-and-shadow": (
        Look(size=1150, tilt=4, lean=5, blur=0.6, noise=3, seed=4, light=0.3),
        {"table": 225, "shadow": 0.4},
    ),
    "small-and-turned": (Look(size=700, tilt=30, lean=-20, blur=0.6, noise=3, seed=5, at=(0.4, 0.5)), {}),
}


@pytest.mark.parametrize("case", TABLES)
def test_a_page_is_found_straightened_and_evened_out(page: Any, case: str) -> None:
    look, table = TABLES[case]
    frame = page_frame(page, look, **table)
    quad = find_page(frame)
    assert not isinstance(quad, NoPageReason)
    assert page_fault(frame, quad) is None
    flat = even_out(straighten(frame, quad))
    assert similarity(flat, page) > 0.85
    paper = cv2.cvtColor(flat, cv2.COLOR_BGR2GRAY)
    paper = paper[paper.shape[0] // 20 : -paper.shape[0] // 20, paper.shape[1] // 20 : -paper.shape[1] // 20]
    # The brightest tenth of each part is paper, and is white, in the shadow too.
    parts = [np.percentile(part, 90) for rows in np.array_split(paper, 6) for part in np.array_split(rows, 4, axis=1)]
    assert min(parts) > 225


@pytest.mark.parametrize(
    ("look", "reason"),
    [
        (Look(size=1200, tilt=6, at=(0.5, 0.8), seed=6, noise=2), NoPageReason.CUT_OFF),
        (Look(size=1200, tilt=6, at=(0.85, 0.5), seed=6, noise=2), NoPageReason.CUT_OFF),
        (Look(size=1150, tilt=6, blur=4, noise=3, seed=7), NoPageReason.BLURRED),
        (Look(size=10, seed=1), NoPageReason.NOTHING),
        (Look(size=10, seed=8, light=0.5, noise=4), NoPageReason.NOTHING),
    ],
    ids=["cut-below", "cut-right", "blurred", "empty", "empty-and-uneven"],
)
def test_what_is_wrong_is_said(page: Any, look: Look, reason: NoPageReason) -> None:
    frame = page_frame(page, look)
    quad = find_page(frame)
    assert (quad if isinstance(quad, NoPageReason) else page_fault(frame, quad)) is reason


def test_a_dark_page_is_said_to_be_dark(page: Any) -> None:
    frame = (page_frame(page, WELL) * 0.25).astype(np.uint8)
    quad = find_page(frame)
    assert not isinstance(quad, NoPageReason)
    assert page_fault(frame, quad) is NoPageReason.DARK


def test_a_sharp_page_passes_and_a_blank_one_too(page: Any) -> None:
    for blur, wanted in ((0.0, None), (1.2, None), (2.5, NoPageReason.BLURRED)):
        frame = page_frame(page, Look(size=1150, blur=blur, noise=3))
        assert page_fault(frame, find_page(frame)) is wanted
    blank = page_frame(np.full((1600, 1130, 3), 250, np.uint8), Look(size=1150, blur=3, noise=3))
    assert page_fault(blank, find_page(blank)) is None


def test_a_page_is_taken_when_it_lies_still(page: Any) -> None:
    watch = PageWatch()
    here = page_frame(page, WELL)
    there = page_frame(page, Look(size=1150, tilt=9, lean=8, blur=0.6, at=(0.55, 0.5)))
    assert watch.look(here) is None
    assert watch.reason is NoPageReason.MOVING
    assert watch.look(there) is None
    assert watch.look(there) is not None


def test_a_box_on_a_page_that_is_cut_off_is_not_the_page(page: Any) -> None:
    boxed = page.copy()
    cv2.rectangle(boxed, (200, 300), (900, 1100), (0, 0, 0), 8)
    assert find_page(page_frame(boxed, Look(size=1350, tilt=5, noise=2))) is NoPageReason.CUT_OFF


def test_a_page_that_lacks_a_corner_is_found(page: Any) -> None:
    frame = page_frame(page, WELL)
    quad = find_page(frame)
    assert not isinstance(quad, NoPageReason)
    cv2.fillPoly(frame, [np.array([quad[2], quad[2] - (130, 0), quad[2] - (0, 130)], np.int32)], (60, 65, 70))
    again = find_page(frame)
    assert not isinstance(again, NoPageReason)
    assert np.abs(again - quad).max() < 80


@settings(max_examples=20)
@given(st.integers(0, 2**32), st.integers(60, 300), st.integers(60, 300))
def test_random_pictures_raise_nothing(seed: int, height: int, width: int) -> None:
    random = np.random.default_rng(seed)
    coarse = random.integers(0, 256, (random.integers(1, 12), random.integers(1, 12), 3)).astype(np.uint8)
    PageWatch().look(cv2.resize(coarse, (width, height), interpolation=cv2.INTER_NEAREST))


def test_files_are_of_bounded_size(page: Any) -> None:
    flat = straighten(page, np.array([[0, 0], [page.shape[1], 0], [page.shape[1], page.shape[0]], [0, page.shape[0]]], float))
    jpeg = to_jpeg(flat)
    assert len(to_pdf(jpeg)) <= MOST_BYTES
    assert Image.open(io.BytesIO(jpeg)).size == (flat.shape[1], flat.shape[0])
    noise = np.random.default_rng(0).integers(0, 256, (2400, 1700, 3)).astype(np.uint8)  # the worst that a camera can give
    jpeg = to_jpeg(noise)
    assert len(jpeg) < len(to_pdf(jpeg)) <= MOST_BYTES


@pytest.mark.parametrize("lying", [False, True])
def test_the_pdf_is_one_page_of_a4_with_the_picture(page: Any, lying: bool) -> None:
    shown = cv2.rotate(page, cv2.ROTATE_90_CLOCKWISE) if lying else page
    document = pypdfium2.PdfDocument(to_pdf(to_jpeg(shown)))
    assert len(document) == 1
    width, height = document[0].get_size()
    assert (round(max(width, height)), round(min(width, height)), width > height) == (842, 595, lying)
    assert similarity(document[0].render(scale=1.5).to_numpy()[:, :, :3], shown) > 0.95
    document.close()


NUMBER = "31011519570312402"
NUMBER += citizen_check_character(NUMBER)


def lines(*texts: str, confidence: float = 0.9) -> Lines:
    return Lines(tuple(Line(text, (0, 20 * at, 100, 20 * at + 18), confidence) for at, text in enumerate(texts)))


FIELDS = (Wanted("name", "name", ("姓名",)), Wanted("number", "citizen-number"), Wanted("born", "date", ("出生日期", "出生")))


def test_fields_are_filled() -> None:
    number = f"{NUMBER[:6]} {NUMBER[6:14]} {NUMBER[14:]}"
    found = lines("情况说明", "姓 名：王秀英", f"公民身份号码：{number}", "出生日期 1957年3月12日", "日期2026-11-22")
    assert fill(found, FIELDS) == {"name": "王秀英", "number": NUMBER, "born": "1957-03-12"}
    assert fill(lines("姓名", "欧阳·买买提"), FIELDS) == {"name": "欧阳·买买提"}


def test_a_name_with_any_dot_is_read_whole_and_is_one_name() -> None:
    assert fill(lines("姓名：古丽•阿依"), FIELDS) == {"name": "古丽•阿依"}
    assert fill(lines("姓名：古丽・阿依", "姓名：古丽·阿依"), FIELDS) == {"name": "古丽・阿依"}


def test_what_is_doubtful_is_left_to_the_resident() -> None:
    wrong = NUMBER[:17] + ("0" if NUMBER[17] != "0" else "1")
    assert fill(lines(wrong, "出生日期：1957-13-41"), FIELDS) == {}
    assert fill(lines("姓名：王秀英", "姓名：李四"), FIELDS) == {}  # which one?
    assert fill(lines("姓名：王秀英", confidence=0.3), FIELDS) == {}


@given(st.lists(st.text(max_size=40), max_size=6))
def test_any_text_fills_only_what_passes(texts: list[str]) -> None:
    assert set(fill(lines(*texts), FIELDS)) <= {"name", "number", "born"}


def test_lines_come_in_reading_order() -> None:
    boxes = {"c": (10, 50, 90, 70), "b": (200, 12, 280, 32), "a": (10, 10, 90, 30)}
    given_lines = [Line(text, box, 1.0) for text, box in boxes.items()]
    assert [line.text for line in in_reading_order(given_lines)] == ["a", "b", "c"]


def test_without_the_engine_nothing_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ocr, "_ENGINE", "no_such_engine")
    assert read_lines(b"") == NotRead(Reason.NOT_CONFIGURED)


@pytest.mark.skipif(not ocr.installed(), reason="rapidocr-onnxruntime is an extra")
def test_a_page_is_read(page: Any) -> None:
    written = sample_page(("姓名：王秀英", f"公民身份号码：{NUMBER}", "出生日期：1957年3月12日"))
    frame = page_frame(written, Look(size=1250, tilt=5, noise=2))
    read = read_lines(to_jpeg(even_out(straighten(frame, find_page(frame)))))
    assert isinstance(read, Lines)
    assert fill(read, FIELDS) == {"name": "王秀英", "number": NUMBER, "born": "1957-03-12"}
