from __future__ import annotations

import os
import subprocess
import sys
import tempfile

import pytest
from escpos.exceptions import ImageWidthError
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from devices.receipt_printer import escpos_library
from devices.receipt_printer.encoder import encode
from devices.receipt_printer.layout import PaperLine, columns, lay_out, printable, wrap
from devices.receipt_printer.profile import profile_for_width
from devices.receipt_printer.strict_decoder import Cut, Decoder, Error, Initialise, Raster, Setting
from kiosk.domain.receipts import Code, Line, PaperDocument, Row, Rule, Space, TextSize

chinese = st.text(st.sampled_from("样板区梧桐街道，。（）《》“”、ABC 0123-:·①￥"), max_size=120)
anything = st.text(max_size=60)


@given(chinese, st.sampled_from([16, 24, 32, 48]))
def test_no_line_is_too_wide_and_nothing_but_blanks_is_lost(text: str, width: int) -> None:
    lines = wrap(printable(text), width)
    assert all(columns(line) <= width for line in lines)
    assert "".join(lines).replace(" ", "") == printable(text).replace(" ", "")


@pytest.mark.parametrize(
    ("text", "width", "lines"),
    [
        ("一二三四，五", 8, ["一二三", "四，五"]),  # a comma may not begin a line, so it takes its character along
        ("一二三（四）", 8, ["一二三", "（四）"]),  # nor may an opening bracket end one
        ("编号20261122-000017是", 16, ["编号", "20261122-000017", "是"]),  # numbers stay whole
        ("AB CD EF", 5, ["AB CD", "EF"]),
        ("0123456789", 4, ["0123", "4567", "89"]),  # unless there is no room for them
        ("", 8, [""]),
    ],
)
def test_where_lines_break(text: str, width: int, lines: list[str]) -> None:
    assert wrap(text, width) == lines


def texts(document: PaperDocument, width: int) -> list[str]:
    return [item.text for item in lay_out(document, width) if isinstance(item, PaperLine)]


def test_rows_that_follow_one_another_share_a_column() -> None:
    document = PaperDocument((Row("事项", "居住证"), Row("咨询电话", "12345"), Rule(), Row("甲", "乙")))
    assert texts(document, 32) == ["事项      居住证", "咨询电话  12345", "─" * 16, "甲  乙"]


def test_a_value_that_does_not_fit_beside_its_label_goes_below() -> None:
    document = PaperDocument((Row("地点", "样板区梧桐街道香樟路220弄19号"),))
    assert texts(document, 32) == ["地点", "  样板区梧桐街道香樟路220弄19号"]


def test_centred_lines_are_balanced_and_no_last_line_is_one_character() -> None:
    title = "样板区梧桐街道社区事务受理服务中心"
    assert texts(PaperDocument((Line(title, centred=True),)), 32) == ["样板区梧桐街道社区", "事务受理服务中心"]
    assert [len(text) for text in texts(PaperDocument((Line(title),)), 32)] == [15, 2]


def test_newlines_part_paragraphs() -> None:
    assert texts(PaperDocument((Line("一\n\n二"),)), 32) == ["一", "", "二"]


@pytest.mark.parametrize("character", [*list("中，“”—·…①￥─ａА"), " ", "~"])
def test_the_font_has(character: str) -> None:
    assert profile_for_width(80).has(character)


@pytest.mark.parametrize("character", [*list("䶮𠮷㐂¥é€喆臺"), "\ue000", "\n", "\x1b"])
def test_the_font_lacks(character: str) -> None:
    assert profile_for_width(80).has(character) is (character in "é喆" and len(character.encode("gb2312", "ignore")) == 2)


def test_a_profile_may_have_more() -> None:
    assert profile_for_width(80, extra_characters="䶮").has("䶮")


blocks = st.one_of(
    st.builds(Line, anything | chinese, st.sampled_from(TextSize), st.booleans(), st.booleans()),
    st.builds(Row, anything, anything | chinese),
    st.just(Rule()),
    st.builds(Space, st.integers(0, 3)),
    st.builds(Code, st.text(min_size=1, max_size=40)),
)


@given(st.lists(blocks, max_size=5).map(lambda some: PaperDocument(tuple(some))), st.sampled_from([58, 80]))
def test_any_document_becomes_strictly_valid_commands_and_one_cut(document: PaperDocument, width: int) -> None:
    decoder = Decoder()
    commands = []
    for piece in encode(document, profile_for_width(width)):
        commands += [command for command, _ in decoder.feed(piece)]
        assert decoder.finish() is None  # each piece ends where a command ends
    assert not [command for command in commands if isinstance(command, Error)]
    assert isinstance(commands[0], Initialise)
    assert commands[1] == Setting("chinese", 1)
    assert [command for command in commands if isinstance(command, Cut)] == [commands[-1]]
    assert all(raster.width_bytes * 8 == width_dots(width) for raster in commands if isinstance(raster, Raster))


def width_dots(width_mm: int) -> int:
    return {58: 384, 80: 576}[width_mm]


def test_text_cannot_smuggle_commands() -> None:
    sent = b"".join(encode(PaperDocument((Line("a\x1b@\x1dVB\x00b\x10\x04\x01"), Row("\x1b", "\x1d"))), profile_for_width(80)))
    assert sent.count(b"\x1b@") == 1
    assert sent.count(b"\x1dV") == 1
    assert b"\x10" not in sent


def test_a_code_too_long_for_any_code_is_a_value_error() -> None:
    with pytest.raises(ValueError, match="too large"):
        encode(PaperDocument((Code("x" * 3000),)), profile_for_width(80))


@pytest.mark.parametrize("width", [58, 80])
def test_the_librarys_table_says_what_our_profile_says(width: int) -> None:
    profile = profile_for_width(width)
    theirs = escpos_library.profile_of(profile.dots)
    assert (theirs.get_columns("a"), theirs.media["width"]["mm"]) == (profile.columns, width)


def test_an_image_wider_than_the_paper_is_refused() -> None:
    with pytest.raises(ImageWidthError):
        escpos_library.image_commands(Image.new("L", (400, 8), 255), 384, 240)


def test_the_library_leaves_nothing_behind() -> None:
    """A root handler would print what other libraries warn of; its folder would be left by every process."""
    code = (
        "import logging, os, tempfile; tempfile.tempdir = os.environ['PLACE'];"
        "from devices.receipt_printer import escpos_library; print(logging.getLogger().handlers, os.listdir(tempfile.tempdir))"
    )
    with tempfile.TemporaryDirectory() as place:
        environment = {**os.environ, "PLACE": place}
        done = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=True, timeout=30)
    assert done.stdout.strip() == "[] []"
