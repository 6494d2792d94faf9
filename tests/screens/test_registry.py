"""Pages and views fit together: what one names, the other has. The views are those that playing comes to (`states`)."""

from __future__ import annotations

import random
import re
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from states import Walk

from kiosk.domain.values import asdict
from kiosk.session.state import Ease
from screens.acts import event_of

QML = Path(__file__).parents[2] / "screens" / "qml"
STEPS = 12_000
# The base of all pages reads `primary`, which a page without a way on leaves out; the bar above shows `title` where no service
# stands.
OF_EVERY_PAGE = {"primary", "title"}
BY_THE_STAGE = {"again"}  # `screens.stage` hears it: the voice is no part of the session


class Given:
    """What the views gave: fields by page, fields of the frame, and what can be asked for."""

    def __init__(self) -> None:
        self.fields: dict[str, set[str]] = defaultdict(set)
        self.frame: set[str] = set()
        self.acts: set[str] = set()
        self.eases: set[str] = set()
        walk = Walk(random.Random(2))
        for _ in range(STEPS):
            walk.step()
            page, view, frame = walk.look()
            self.fields[page] |= set(view)
            self.frame |= set(frame)
            self.acts |= set(acts(view))
            overlay = frame["overlay"]
            self.eases |= {row["act"] for row in overlay.get("rows", []) if overlay.get("kind") == "ease"}


def acts(value: Any) -> Iterator[str]:
    match value:
        case dict():
            if isinstance(value.get("act"), str):
                yield value["act"]
            for held in value.values():
                yield from acts(held)
        case list() | tuple():
            for held in value:
                yield from acts(held)


@pytest.fixture(scope="module")
def given() -> Given:
    return Given()


def test_every_page_was_met(given: Given) -> None:
    files = {path.stem for path in (QML / "pages").glob("*Page.qml")}
    assert files == set(given.fields)


def test_pages_read_what_views_give_and_nothing_else(given: Given) -> None:
    told = []
    for page, fields in given.fields.items():
        text = (QML / "pages" / f"{page}.qml").read_text(encoding="utf-8")
        read = set(re.findall(r"\bview\.(\w+)", text))
        paper = set(re.findall(r"\bview\.paper\.(\w+)", text))
        told += [f"{page} reads {field}, which no view gives" for field in read - fields - paper - OF_EVERY_PAGE]
        told += [f"{page} is given {field}, which it does not read" for field in fields - read - OF_EVERY_PAGE]
    assert told == []


def test_the_frame_reads_what_it_is_given(given: Given) -> None:
    parts = [QML / "Main.qml", *(QML / "Kiosk" / f"{name}.qml" for name in ("TopBar", "BottomBar", "Tools"))]
    read = set(re.findall(r"\bframe\.(\w+)", "".join(path.read_text(encoding="utf-8") for path in parts)))
    assert read == given.frame


def test_every_act_that_a_page_names_exists(given: Given) -> None:
    named = set(given.acts)
    for path in QML.rglob("*.qml"):
        if not path.name.startswith("Panel"):
            named |= set(re.findall(r"\bact\(\"(\w+)\"", path.read_text(encoding="utf-8")))
    samples = {"purpose": "school", "rate": 3, "ease": "large", "lookedAt": "receipt_printer"}
    state = Walk(random.Random(2)).session.state
    assert len(named) > 30
    for name in named - BY_THE_STAGE:
        assert event_of(state, name, samples.get(name, "")), name


def test_every_setting_that_is_offered_exists(given: Given) -> None:
    assert given.eases
    assert given.eases <= set(asdict(Ease()))
