"""The page that is drawn for any kind of licence: however long its words are, all of them stand inside its border."""

from __future__ import annotations

import pypdfium2
import pytest

from central_platform.catalogue.published import current
from central_platform.licences.layouts import LAYOUTS
from central_platform.licences.licence_page import LicencePage
from central_platform.licences.page import draw_page
from tests import campaign

POINT = 72 / 25.4
LONG = (
    "餐饮服务；食品销售；住宿服务；货物进出口；技术服务、技术开发、技术咨询、技术交流、技术转让、技术推广（依法须经批准的项目除外）"
)
COMPANY = "样板区某某有限公司示范区某某路社区综合服务分公司"
SATELLITE = "卫星地面接收设施接收外国卫星传送的电视节目许可证"
ONE_OF_EACH = list({layout: kind for kind, layout in LAYOUTS.items()}.values())
# To draw one takes seconds. What is full says most; the page of any kind is drawn with little on it, too.
WITH_ROWS = [(kind, rows) for kind in ("", *ONE_OF_EACH) for rows in (2, 7, 13) if campaign.SOAK or rows == 13 or not kind]


def boxes(page: LicencePage) -> list[tuple[str, tuple[float, float, float, float]]]:
    """Each letter of the page with where it stands (left, bottom, right, top), but for the marks across it."""
    document = pypdfium2.PdfDocument(draw_page(page))
    text = document[0].get_textpage()
    found = [(text.get_text_range(at, 1), text.get_charbox(at)) for at in range(text.count_chars())]
    text.close()
    document.close()
    return [(letter, box) for letter, box in found if letter.strip() and letter not in "示范样本"]


@pytest.mark.parametrize(("kind", "rows"), WITH_ROWS)
def test_all_words_stand_inside_the_border(kind: str, rows: int) -> None:
    lines = (("持证单位", COMPANY), ("资质类别及等级", LONG))
    office = "样板区自然资源主管部门和人力资源社会保障部门"
    page = LicencePage(SATELLITE, (lines * rows)[:rows], office, "2024年5月1日", "1.2.3", kind=kind)
    for letter, (left, bottom, right, top) in boxes(page):
        assert left >= 15 * POINT, letter
        assert right <= 195 * POINT, letter
        assert bottom >= 15 * POINT, letter
        assert top <= 282 * POINT, letter


def test_the_seal_bears_the_name_of_the_office_and_no_other() -> None:
    page = LicencePage("专利证书", (("持证人", "某某"),), "国家知识产权局", "2024年5月17日", "1.2.3")
    letters = "".join(letter for letter, _ in boxes(page))
    assert letters.count("知") == 2, "beneath the seal, and around its star"
    assert "样板区国家" not in letters
    assert letters.count("板") == 1, "in the line at the top"


@pytest.mark.parametrize("kind", LAYOUTS if campaign.SOAK else ONE_OF_EACH)
def test_a_page_of_its_own_says_all_that_the_general_one_does(kind: str) -> None:
    rows = (
        ("持证人", "某某甲"),
        ("证件号码", "31019919"),
        ("住址", LONG),
        ("证号", "沪字1号"),
        ("有效期限", "长期"),
        ("发证机关", "样板局"),
    )
    page = LicencePage("居住证", rows, "样板局", "2024年5月17日", "1.2.3", kind=kind)
    letters = "".join(letter for letter, _ in boxes(page))
    for _, value in rows:
        assert not set(value) - set(letters) - set("示范样本"), value


def test_the_twenty_most_printed_kinds_have_a_page_of_their_own() -> None:
    printed = sorted((item for item in current().items.values() if item.licence_type), key=lambda item: -item.uses)
    assert sum(item.licence_type in LAYOUTS for item in printed[:23]) >= 20
