"""An item's guide: what it says in which order, and the slip to take along."""

from __future__ import annotations

from typing import Any

import pytest

from kiosk.domain.blank_forms import Sheet, SheetField, blank_sheet, sample_sheet
from kiosk.domain.device_states import Reason, StatusKind
from kiosk.domain.forms import questions_of
from kiosk.domain.receipts import Code, Line, PaperDocument, Row
from kiosk.domain.service_items import Material, Places, ServiceItem
from kiosk.domain.terminals import Terminal
from kiosk.domain.text import LocalizedText
from kiosk.domain.values import replace
from kiosk.journeys.browse.effects import DrawForm, ReadEdition
from kiosk.journeys.browse.events import EditionRead, ItemLoaded, OpenMore, PrintForm, PrintGuide
from kiosk.journeys.browse.guide_paper import LONGEST_CODE, Edition, code_text, guide_paper
from kiosk.journeys.browse.places import GuidePage
from kiosk.journeys.browse.slip import GuideSlip
from kiosk.ports import devices
from kiosk.ports.device_hub import StatusChanged
from kiosk.ports.devices import Device, DeviceStatus
from kiosk.session import events as ev
from kiosk.session.effects import PrintPagePaper, PrintReceiptPaper, VoidPrint
from kiosk.session.form_page import drawn
from kiosk.session.paper import PaperState
from kiosk.session.printed_forms import FormDrawn
from tests.kiosk.session_samples import WALL, SampleCatalogue, Session, shown
from tests.whole_catalogue import whole_catalogue

CATALOGUE = whole_catalogue()
ITEMS = {item.name.zh: item for item in CATALOGUE.items}
CARD, WATER, QUERY = ITEMS["敬老卡申领"], ITEMS["取水许可（延续）"], ITEMS["养老金领取情况查询"]
FORMS = [item for item in CATALOGUE.items if item.form]
SITE = CATALOGUE.places.centres[0].name
TERMINAL = Terminal("T0001", SITE, "12345")
EDITION = Edition(CATALOGUE.places, "2026.11.27.1", WALL)


class Placed(SampleCatalogue):
    def places(self) -> Places:
        return CATALOGUE.places


def at_guide(item: ServiceItem, language: str = "zh") -> Session:
    session = Session()
    session.feed(ev.Start(), ItemLoaded(item))
    assert session.is_at(GuidePage)
    session.state = replace(session.state, language=language)
    return session


def texts(document: PaperDocument) -> str:
    lines = [block.text for block in document.blocks if isinstance(block, (Line, Code))]
    return "\n".join([*lines, *(f"{block.label}：{block.value}" for block in document.blocks if isinstance(block, Row))])


def rows(view: dict[str, Any], part: str, title: str) -> list[dict[str, Any]]:
    return [row for section in view[part] if section["title"] == title for row in section["rows"]]


def test_a_guide_says_first_what_decides() -> None:
    session = at_guide(CARD)
    view = shown(session, Placed())
    assert [section["title"] for section in view["sections"]] == [
        "谁可以办",
        "出示什么证明是您",
        "要带什么",
        "有电子证照，就不用带",
    ]
    assert [fact["label"] for fact in view["facts"]] == ["几天办好", "费用", "办好给您"]
    assert view["where"][0]["rows"][1]["phone"] == "电话 0199-5550101"
    session.feed(OpenMore())
    more = shown(session, Placed())
    assert [section["title"] for section in more["sections"]] == [
        "怎么办",
        "按什么规则自动办",
        "常见问题",
        "不满意怎么办",
        "依据",
        "由谁办",
    ]
    session.feed(ev.Back())
    assert session.is_at(GuidePage)


def test_what_a_licence_settles_is_told_apart_from_what_to_bring() -> None:
    view = shown(at_guide(CARD), Placed())
    assert [row["text"] for row in rows(view, "sections", "要带什么")] == ["居民身份证", "近期照片（视情况）"]
    (settled,) = rows(view, "sections", "有电子证照，就不用带")
    assert settled["text"] == "居民户口簿"
    assert settled["note"] == "没有的带：原件；由公安机关发；可以在这里拍照交"


def test_a_licence_that_must_be_used_asks_for_no_paper() -> None:
    materials = tuple(
        replace(one, picture=False, licences=tuple(replace(need, must=True) for need in one.licences))
        if one.key == "household_register"
        else one
        for one in CARD.guide.materials
    )
    view = shown(at_guide(replace(CARD, guide=replace(CARD.guide, materials=materials))), Placed())
    (settled,) = rows(view, "sections", "有电子证照，就不用带")
    assert settled["note"] == "按规定用电子证照，不收纸质；没有的到窗口问；由公安机关发"


def test_what_not_every_centre_takes_is_at_the_districts_own() -> None:
    (row,) = rows(shown(at_guide(WATER), Placed()), "where", "在哪里办")
    assert row["text"] == "样板区政务服务中心"


def test_a_catalogue_without_centres_leaves_it_to_the_counter() -> None:
    (row,) = rows(shown(at_guide(WATER)), "where", "在哪里办")
    assert row["text"] == "办理地点以窗口为准"


def test_a_query_is_done_here_and_nobody_decides_anything() -> None:
    session = at_guide(QUERY)
    (row,) = rows(shown(session, Placed()), "where", "在哪里办")
    assert row["text"] == "就在这台机器上"
    session.feed(OpenMore())
    assert len(rows(shown(session, Placed()), "sections", "不满意怎么办")) == 1, "to complain, and no review of a decision"


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("item", [item for item in CATALOGUE.items if item.form or item is QUERY], ids=lambda item: item.name.zh)
def test_every_guide_fits_its_code_and_says_what_to_bring(item: ServiceItem, language: str) -> None:
    document = guide_paper(item, EDITION, TERMINAL, WALL, False, language)
    (code,) = [block.text for block in document.blocks if isinstance(block, Code)]
    assert len(code.encode()) <= LONGEST_CODE
    assert item.name.in_language(language) in code
    assert "://" not in code
    said = texts(document)
    assert all(material.name.in_language(language) in said for material in item.guide.materials)
    assert all(source.title in said for source in item.guide.sources.values())
    assert EDITION.version in said


def test_a_code_says_how_many_materials_found_no_room() -> None:
    many = tuple(Material(f"m{n}", LocalizedText(f"材料之{n}" * 8, "Paper"), LocalizedText("原件", "Original")) for n in range(12))
    text = code_text(replace(CARD, guide=replace(CARD.guide, materials=many)), (), TERMINAL, "zh")
    assert len(text.encode()) <= LONGEST_CODE
    assert "还有" in text
    assert text.endswith("电话：12345")


def test_a_slip_tells_no_time_that_the_clock_cannot_know() -> None:
    assert "打印时间：本机时间不准" in texts(guide_paper(CARD, EDITION, TERMINAL, WALL, True, "zh"))
    never = replace(EDITION, confirmed_at=0)
    assert "最近核对" not in texts(guide_paper(CARD, never, TERMINAL, WALL, False, "zh"))


def how(session: Session) -> PaperState:
    """What became of the slip."""
    place = session.place
    assert isinstance(place, GuideSlip)
    return place.printed.state


def printed(session: Session) -> PrintReceiptPaper:
    effects = session.feed(PrintGuide())
    assert ReadEdition() in effects
    (paper,) = [one for one in session.feed(EditionRead(EDITION)) if isinstance(one, PrintReceiptPaper)]
    return paper


def test_a_guide_is_printed_and_what_came_out_is_told() -> None:
    session = at_guide(CARD)
    paper = printed(session)
    assert how(session) is PaperState.PRINTING
    session.feed(ev.PaperAnswered(paper.request_id, devices.PrintConfirmed()))
    assert how(session) is PaperState.PRINTED
    assert ("guide.paper", {"item": CARD.implementation_code, "state": "printed", "reason": ""}) in session.audit


def test_a_guide_that_did_not_come_out_is_printed_again_if_asked() -> None:
    session = at_guide(CARD)
    paper = printed(session)
    session.feed(ev.PaperAnswered(paper.request_id, devices.PrintUncertain(Reason.SILENT)))
    effects = session.feed(ev.PrintAgain())
    assert VoidPrint(paper.request_id) in effects
    (again,) = [one for one in effects if isinstance(one, PrintReceiptPaper)]
    assert (again.document, again.request_id != paper.request_id) == (paper.document, True)


def test_an_answer_to_another_paper_changes_nothing() -> None:
    session = at_guide(CARD)
    printed(session)
    session.feed(ev.PaperAnswered("another", devices.PrintConfirmed()), EditionRead(EDITION), PrintGuide())
    assert how(session) is PaperState.PRINTING


def test_a_printer_that_cannot_print_is_not_offered() -> None:
    session = at_guide(CARD)
    assert shown(session, Placed())["print"] == "打印办事指南"
    session.feed(StatusChanged(Device.RECEIPT_PRINTER, DeviceStatus(StatusKind.UNAVAILABLE, Reason.PAPER_OUT)))
    assert shown(session, Placed())["print"] == ""


def test_a_blank_form_asks_all_and_its_sample_one_way_through() -> None:
    for item in FORMS:
        assert item.form
        for language in ("zh", "en"):
            blank, sample = blank_sheet(item, item.form, language), sample_sheet(item, item.form, language)
            assert len(blank.fields) == len(questions_of(item.form))
            assert not any(field.answer or any(ticked for _, ticked in field.choices) for field in blank.fields)
            assert {field.label for field in sample.fields} <= {field.label for field in blank.fields}
            assert all(field.answer or sum(ticked for _, ticked in field.choices) == 1 for field in sample.fields)
            assert (blank.mark, sample.mark) == ("", "样表" if language == "zh" else "SAMPLE")


def test_a_form_is_drawn_with_its_sample_on_a_page_of_its_own() -> None:
    import pypdfium2

    assert CARD.form
    pdf = pypdfium2.PdfDocument(drawn([blank_sheet(CARD, CARD.form, "zh"), sample_sheet(CARD, CARD.form, "zh")]))
    blank, sample = (pdf[page].get_textpage().get_text_bounded() for page in range(2))
    assert "敬老卡申领（空白表）" in blank
    assert "13800000000" not in blank
    assert "样表" in sample
    assert "13800000000" in sample


def test_a_form_with_many_questions_goes_on_over_the_page() -> None:
    import pypdfium2

    fields = tuple(SheetField(f"问题{n}" * 20, "说明", tuple((f"选择{m}", False) for m in range(n % 5))) for n in range(40))
    pdf = pypdfium2.PdfDocument(drawn([Sheet("表", "说明", fields)]))
    assert len(pdf) > 3
    assert all(pdf[page].get_textpage().get_text_bounded().strip() for page in range(len(pdf)))


def test_a_form_is_printed_and_tried_again_under_another_number() -> None:
    session = at_guide(CARD)
    effects = session.feed(OpenMore(), PrintForm())
    (draw,) = [one for one in effects if isinstance(one, DrawForm)]
    assert shown(session, Placed())["waiting"]
    (paper,) = [one for one in session.feed(FormDrawn(draw.request_id, b"%PDF")) if isinstance(one, PrintPagePaper)]
    assert (paper.serial, paper.report, paper.pdf) == ("", None, b"%PDF")
    effects = session.feed(ev.PaperAnswered(paper.request_id, devices.PrintUncertain(Reason.SILENT)), ev.PrintAgain())
    assert VoidPrint(paper.request_id) in effects
    (again,) = [one for one in effects if isinstance(one, PrintPagePaper)]
    session.feed(ev.PaperAnswered(again.request_id, devices.PrintConfirmed()))
    assert ("guide.form", {"item": CARD.implementation_code, "state": "printed", "reason": ""}) in session.audit


def test_a_form_that_cannot_be_made_sends_to_the_counter() -> None:
    session = at_guide(CARD)
    (draw,) = [one for one in session.feed(OpenMore(), PrintForm()) if isinstance(one, DrawForm)]
    session.feed(FormDrawn("another", b"%PDF"))
    assert shown(session, Placed())["waiting"]
    session.feed(FormDrawn(draw.request_id, b""))
    view = shown(session, Placed())
    assert (view["waiting"], view["trouble"]) == ("", "这份表现在打不出来，请到窗口要一份。")


def test_what_is_not_applied_for_has_no_form_to_take_along() -> None:
    session = at_guide(QUERY)
    assert not [one for one in session.feed(OpenMore(), PrintForm()) if isinstance(one, DrawForm)]
    assert shown(session, Placed())["form"] == ""


def test_nobody_leaves_while_a_guide_is_printed() -> None:
    session = at_guide(CARD)
    printed(session)
    session.feed(ev.Back())
    assert session.is_at(GuideSlip)
