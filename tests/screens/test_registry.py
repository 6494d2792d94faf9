"""The registry of journeys, their places, views, pages and words fit together: what one names, the other has."""

from __future__ import annotations

import random
import re
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import fields

from kiosk.domain.values import asdict
from kiosk.journeys import JOURNEYS, SET_UP, audit_vocabulary
from kiosk.session.entry import entry_of
from kiosk.session.state import Accessibility, Place
from kiosk.views import accessibility
from kiosk.views.actions import event_of
from kiosk.views.base import Kind, PageView, View
from kiosk.views.frame import Frame
from kiosk.views.pages import file_of, view_module
from kiosk.views.paper import PaperView
from tests import campaign
from tests.kiosk.session_samples import places
from tests.screens.setup_states import SetUpWalk
from tests.screens.states import Walk

QML = Path(__file__).parents[2] / "screens" / "qml"
STEPS = 12_000 if campaign.SOAK else 5_000
MOST_STEPS = 48_000  # while a place was not met yet: chance seldom comes to some
BY_THE_BRIDGE = {"again"}  # `screens.bridge` hears it: the voice is no part of the session
# Of each page, what its base reads, and the bar above where no service stands.
BY_THE_WINDOW = {"primary", "primaryTone", "title"}
SAMPLES = {
    "applyFor": "self",
    "openJourney": JOURNEYS.home,
    "purpose": "school",
    "rate": 3,
    "openList": "most:",
    "chooseAnswer": "0",
    "turnPage": "next",
    "accessibility": "large",
    "speed": "slow",
    "loudness": "loud",
    "lookedAt": "receipt_printer",
    "openTask": "roll",
    "closeFor": "repair",
    "openDevice": "receipt_printer",
    "tryDevice": 1,
    "touchField": 0,
    "digit": "1",
    "letter": "K",
    "openFound": "receipt_printer",
}


class Met:
    """What playing comes to: which places, in which state, and what can be asked for on their pages."""

    def __init__(self) -> None:
        self.places: dict[type[Place], Any] = {}
        self.views: dict[type[Place], PageView] = {}
        self.acts: dict[type[Place], set[str]] = defaultdict(set)
        self.settings: set[str] = set()
        self.audited: set[str] = set()
        before = {place for place in places() if place.__module__.startswith(f"{SET_UP.all[0].package}.")}
        self._walk(SetUpWalk(random.Random(3)), before, STEPS // 5)
        self._walk(Walk(random.Random(3)), {place for place in places() if not place.is_over} - before, STEPS)

    def _walk(self, walk: Walk, wanted: set[type[Place]], steps: int) -> None:
        for number in range(MOST_STEPS):
            if number >= steps and wanted <= set(self.places):
                break
            walk.step()
            view, around = walk.views()
            place = type(walk.session.place)
            self.places[place], self.views[place] = walk.session.state, view
            self.acts[place] |= set(acts(view))
            self.settings |= {switch.act for switch in around.overlay.switches}
            self.audited |= {name for name, _ in walk.session.audit}


def acts(value: Any) -> Iterator[str]:
    """Those that a view names itself."""
    match value:
        case View():
            for field in fields(value):
                held = getattr(value, field.name)
                if field.name == "act":
                    yield held
                yield from acts(held)
        case tuple():
            for held in value:
                yield from acts(held)


@pytest.fixture(scope="module")
def met() -> Met:
    return Met()


def page_file(view: type[PageView]) -> Path:
    return QML / "pages" / f"{file_of(view)}.qml"


def views() -> set[type[PageView]]:
    """Every kind of page's view; loads all view modules."""
    for place in places():
        view_module(place)

    def below(kind: type[PageView]) -> Iterator[type[PageView]]:
        for one in kind.__subclasses__():
            if one.__module__.startswith("kiosk.") and hasattr(one, "page"):
                yield one
            yield from below(one)

    return set(below(PageView))


VIEWS = sorted(views(), key=lambda view: view.__name__)


def shown_as(kind: type[View]) -> set[str]:
    return {field.encode_name for field in fields(kind)}


def test_every_place_was_met(met: Met) -> None:
    assert set(places()) - set(met.places) <= {place for place in places() if place.is_over}


@pytest.mark.parametrize("place", places(), ids=lambda place: place.__name__)
def test_every_place_has_a_view(place: type[Place]) -> None:
    assert place in view_module(place).VIEWS


def test_every_page_has_one_view_and_every_view_a_page() -> None:
    files = {page_file(view) for view in views()}
    assert files == set((QML / "pages").rglob("*Page.qml"))
    assert len(files) == len(views())


@pytest.mark.parametrize("view", VIEWS, ids=[view.__name__ for view in VIEWS])
def test_pages_read_what_views_give_and_nothing_else(view: type[PageView]) -> None:
    text = page_file(view).read_text(encoding="utf-8")
    read = set(re.findall(r"\bview\.(\w+)", text))
    assert read - shown_as(view) == set(), "read, and given by no view"
    assert shown_as(view) - read - BY_THE_WINDOW == set(), "given, and not read"


def test_every_text_of_a_view_says_of_what_kind_it_is() -> None:
    """Which is read from the annotation as it is written: another name would be said and marked as any text."""

    def below(kind: type[View]) -> Iterator[type[View]]:
        yield kind
        for one in kind.__subclasses__():
            yield from below(one)

    assert views()
    assert issubclass(accessibility.Switch, View)  # loaded when it is shown
    kinds = [kind for kind in below(View) if kind.__module__.startswith("kiosk.")]
    known = {*(kind.value for kind in Kind), *(kind.__name__ for kind in kinds), "int", "bool", "ClassVar"}
    for kind in kinds:
        for name, annotation in vars(kind).get("__annotations__", {}).items():
            assert set(re.findall(r"\w+", annotation)) <= known | {"tuple", "str"}, (kind, name)
            assert "str" not in annotation or annotation.startswith("ClassVar"), (kind, name)


def test_the_paper_reads_what_it_is_given() -> None:
    read = set(re.findall(r"\bview\.(\w+)", (QML / "Kiosk" / "Paper.qml").read_text(encoding="utf-8")))
    assert read == shown_as(PaperView)


def test_the_window_reads_what_the_frame_gives() -> None:
    parts = [QML / "Main.qml", *(QML / "Kiosk" / f"{name}.qml" for name in ("TopBar", "BottomBar", "Tools"))]
    read = set(re.findall(r"\bframe\.(\w+)", "".join(path.read_text(encoding="utf-8") for path in parts)))
    assert read == shown_as(Frame)


def test_no_page_does_without_what_it_is_given() -> None:
    """A default in QML would hide a field that no view gives."""
    for path in QML.rglob("*.qml"):
        if not path.name.startswith("Panel"):
            assert not re.search(r"\|\| (\"\"|\[\]|\(\{\}\)|\{\})", path.read_text(encoding="utf-8")), path.name


def test_every_act_that_a_page_names_exists(met: Met) -> None:
    everywhere = set()
    for path in [QML / "Main.qml", QML / "Overlay.qml", *(QML / "Kiosk").glob("*.qml")]:
        everywhere |= set(re.findall(r"\bact\(\"(\w+)\"", path.read_text(encoding="utf-8")))
    assert len(everywhere) > 5
    for place, state in met.places.items():
        text = page_file(type(met.views[place])).read_text(encoding="utf-8")
        named = set(re.findall(r"\bact\(\"(\w+)\"", text)) | met.acts[place] | everywhere
        for name in named - BY_THE_BRIDGE:
            assert event_of(state, name, SAMPLES.get(name, "")), (place, name)


def test_every_setting_that_is_offered_exists(met: Met) -> None:
    assert met.settings
    assert met.settings <= set(asdict(Accessibility()))


def test_every_journey_says_its_words_in_both_languages() -> None:
    for journey in (*JOURNEYS.all, *SET_UP.all):
        texts = [*journey.stages, *([journey.tile.title, journey.tile.text] if journey.tile else [])]
        for text in texts:
            assert text.zh, journey.name
            assert text.en, journey.name
            assert not re.search(r"[\u3400-\u9fff]", text.en), text.en


def test_every_journey_is_entered_as_it_declares() -> None:
    for journey in (*JOURNEYS.all, *SET_UP.all):
        entry = entry_of(journey)
        assert bool(entry.scanned) is journey.reads_codes, journey.name
        assert bool(entry.follow_up) is journey.follows_submission, journey.name
        assert bool(entry.warm_up) is journey.warms_up, journey.name
        assert bool(entry.begin) is bool(journey.kinds), journey.name
        assert bool(entry.guide) is (journey.name == JOURNEYS.home), journey.name
        assert entry.open or not (journey.tile or journey.from_idle), journey.name


def test_every_kind_of_item_is_taken_by_one_journey() -> None:
    from kiosk.domain.service_items import ItemKind

    taken = [kind for journey in JOURNEYS.all for kind in journey.kinds]
    assert sorted(kind.value for kind in taken) == sorted(kind.value for kind in ItemKind)


def test_every_audit_event_is_documented(met: Met) -> None:
    assert len(met.audited) > 10
    assert met.audited <= set(audit_vocabulary())


def test_the_session_names_no_journey() -> None:
    for path in (Path(__file__).parents[2] / "kiosk" / "session").glob("*.py"):
        text = path.read_text(encoding="utf-8")
        assert "kiosk.journeys." not in text.replace("`kiosk.journeys`", ""), path.name
        assert not {journey.name for journey in JOURNEYS.all} & set(re.findall(r'"(\w+)"', text)), path.name
