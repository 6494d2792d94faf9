"""What a page is called by whatever reads it aloud: plain, in the page's language, and no two things alike."""

from __future__ import annotations

import re
from collections import Counter
from typing import Any

import pytest

from kiosk.domain.values import replace
from kiosk.journeys.browse.events import Found, OpenItem, OpenSearch, SearchFor
from kiosk.journeys.licence_copies.places import OpenLicence
from kiosk.ports.device_hub import StatusChanged
from kiosk.ports.devices import Device, PrintConfirmed, PrintSent
from kiosk.ports.platform import LicencesKnown, PlatformReply
from kiosk.ports.storage import ItemLine, SearchFound, SearchHit
from kiosk.session import events as ev
from kiosk.session.state import Accessibility, Overlay
from tests.kiosk.session_samples import CODE, ITEM, READY, Session, licence_of, words
from tests.screens.checker import told
from tests.screens.drawn import drawn

CHINESE = re.compile(r"[\u3400-\u9fff]")
SIZES = {"portrait": (540, 960), "landscape": (960, 540)}


def to_page(session: Session, page: str) -> None:
    match page:
        case "idle":
            pass
        case "home" | "help" | "ease":
            session.feed(ev.Start())
            if page != "home":
                session.feed(ev.OpenOverlay(Overlay.HELP if page == "help" else Overlay.ACCESSIBILITY))
        case "search":
            line = ItemLine(CODE, ITEM.name, "TRANSACTION", ITEM.summary, ITEM.theme, ITEM.authority)
            marked = SearchHit(replace(line, name=words("老<b>人")), marks=((0, 2),), marks_en=((1, 3),))
            session.feed(ev.Start(), OpenSearch(), SearchFor("l"), Found("l", SearchFound((SearchHit(line), marked))))
        case "guide":
            session.feed(ev.Start(), OpenItem(CODE))
        case "choice":
            session.to_questions()
        case "digits" | "written":
            session.to_questions()
            session.answer(here="no" if page == "written" else "yes")
        case "materials" | "pictures":
            session.to_check()
            session.feed(ev.Back())
            if page == "pictures":
                session.feed(StatusChanged(Device.DOCUMENT_CAMERA, READY))
        case "check":
            session.to_check()
        case "sign":
            session.to_check()
            session.feed(ev.Primary())
        case "leave":
            session.to_questions()
            session.feed(ev.Leave())
        case "result" | "rate":
            session.to_result()
            if page == "rate":
                session.paper(PrintConfirmed())
                session.feed(ev.Primary())
            else:
                session.paper(PrintSent())
        case "progress":
            session.feed(ev.Start(), ev.OpenJourney("progress"))
        case "licences" | "purpose":
            session.feed(ev.Start(), ev.OpenJourney("licence_copies"))
            session.show_card()
            found = (licence_of(), replace(licence_of("4.5.6"), name=words("结婚证")), licence_of("7.8.9", usable=False))
            session.feed(PlatformReply(session.place.request_id, LicencesKnown(found)))
            if page == "purpose":
                session.feed(OpenLicence("1.2.3"))


PAGES = (
    "idle",
    "home",
    "help",
    "ease",
    "search",
    "guide",
    "choice",
    "digits",
    "written",
    "materials",
    "pictures",
    "check",
    "sign",
    "leave",
    "result",
    "rate",
    "progress",
    "licences",
    "purpose",
)


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("page", PAGES)
def test_names_are_plain_unique_and_of_the_language(qt: Any, reader: None, page: str, language: str, size: str) -> None:
    from PySide6.QtGui import QAccessible

    session = Session()
    session.feed(StatusChanged(Device.SPEAKER, READY))
    to_page(session, page)
    session.feed(ev.SetLanguage(language), ev.SetAccessibility(Accessibility(large=True, voice=size == "portrait")))
    with drawn(qt, session, SIZES[size]) as view:
        role = QAccessible.Role
        pressed = [name for kind, name in told(view) if kind in (role.Button, role.RadioButton, role.CheckBox, role.EditableText)]
        assert pressed
        assert [name for name, times in Counter(pressed).items() if times > 1 or not name.strip()] == []
        every = [name for _, name in told(view)]
        assert not [name for name in every if re.search(r"</?[bu]>", name.replace("老<b>人", ""))]
        ours = [name for name in pressed if name not in ("English", "中文") and not re.fullmatch(r"[0-9X]", name)]
        if language == "zh":
            assert [name for name in ours if not CHINESE.search(name)] == []
        else:  # the samples have no English names but these in brackets, and questions none
            own = {"户籍在本市吗？", "手机号", "怎样给您？", "还要说什么？", "为什么在本市办？"}
            bare = [re.sub("|".join(map(re.escape, own)) + r"|\(.*?\)+", "", name) for name in ours]
            assert [name for name in bare if CHINESE.search(name)] == []


def test_each_change_says_what_it_changes(qt: Any, reader: None) -> None:
    session = Session()
    session.to_check()
    with drawn(qt, session) as view:
        names = [name for _, name in told(view) if name.startswith("修改")]
        assert names == ["修改：户籍在本市吗？", "修改：手机号", "修改：怎样给您？", "修改：还要说什么？"]


@pytest.mark.parametrize(("language", "names"), [("zh", ["上一屏", "下一屏"]), ("en", ["Page up", "Page down"])])
def test_the_scroll_buttons_speak_the_language(qt: Any, reader: None, language: str, names: list[str]) -> None:
    session = Session()
    session.feed(ev.SetAccessibility(Accessibility(large=True)), ev.SetLanguage(language), ev.Start(), OpenItem(CODE))
    with drawn(qt, session, (540, 960)) as view:
        assert [name for _, name in told(view) if name in names] == names
