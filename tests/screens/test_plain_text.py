"""No text from outside is markup, and the pages fetch nothing."""

from __future__ import annotations

import re
import socket
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from kiosk.journeys.browse.search_view import _marked
from screens import no_network

QML = Path(no_network.__file__).with_name("qml")
FILES = sorted(QML.rglob("*.qml"))
WITH_MARKUP = {"Kiosk/Marked.qml"}  # whose text is made of escaped parts


def bodies(text: str, kinds: str) -> Iterator[str]:
    """What stands within the braces of each element of these kinds."""
    for found in re.finditer(rf"(?<![.\w])(?:{kinds})\s*\{{", text):
        depth, at = 1, found.end()
        while depth:
            depth += {"{": 1, "}": -1}.get(text[at], 0)
            at += 1
        yield text[found.end() : at - 1]


@pytest.mark.parametrize("file", FILES, ids=lambda file: str(file.relative_to(QML)))
def test_every_text_in_qml_is_plain(file: Path) -> None:
    text, name = file.read_text(encoding="utf-8"), str(file.relative_to(QML))
    for body in bodies(text, "Text|TextEdit|TextArea"):
        assert "textFormat: Text.PlainText" in body
    formats = set(re.findall(r"textFormat\s*:\s*([\w.]+)", text))
    assert formats <= ({"Text.StyledText"} if name in WITH_MARKUP else {"Text.PlainText"})
    assert not re.search(r"\btextFormat\s*=|\bQt\.(?:openUrlExternally|createQmlObject)\b|XMLHttpRequest|onLinkActivated", text)
    if name not in WITH_MARKUP:
        assert not re.search(r"[\"']\s*<\w+", text), "markup is made in one place"


@pytest.fixture
def engine(qt: Any) -> Iterator[Any]:
    import shiboken6
    from PySide6.QtQml import QQmlEngine

    made = QQmlEngine()
    made.addImportPath(str(QML))
    factory = no_network.NoNetwork(QML)
    made.setNetworkAccessManagerFactory(factory)
    yield made
    shiboken6.delete(made)


@pytest.fixture
def listener() -> Iterator[socket.socket]:
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0.3)
        yield server


def made_of(engine: Any, qml: str) -> Any:
    from PySide6.QtCore import QUrl
    from PySide6.QtQml import QQmlComponent

    component = QQmlComponent(engine)
    component.setData(qml.encode(), QUrl.fromLocalFile(str(QML / "test.qml")))
    made = component.create()
    assert made is not None, component.errorString()
    return made, component


def until(qt: Any, holds: Any) -> None:
    end = time.monotonic() + 5
    while not holds():
        assert time.monotonic() < end
        qt.processEvents()
        time.sleep(0.005)


def nobody_came(listener: socket.socket) -> bool:
    with pytest.raises(TimeoutError):
        listener.accept()
    return True


def test_a_picture_on_a_network_is_refused(qt: Any, engine: Any, listener: socket.socket) -> None:
    url = f"http://127.0.0.1:{listener.getsockname()[1]}/x.png"
    item, _component = made_of(
        engine, f'import QtQuick\nImage {{ source: "{url}"; readonly property bool failed: status === Image.Error }}'
    )
    until(qt, lambda: item.property("failed"))
    assert nobody_came(listener)


def test_a_picture_made_on_the_spot_is_shown(qt: Any, engine: Any) -> None:
    from kiosk.views.images import code_picture

    item, _component = made_of(
        engine, f'import QtQuick\nImage {{ source: "{code_picture("CQ1")}"; readonly property bool ready: status === Image.Ready }}'
    )
    until(qt, lambda: item.property("ready"))


def test_markup_in_a_title_is_shown_as_it_is_written(qt: Any, engine: Any, listener: socket.socket) -> None:
    url = f"http://127.0.0.1:{listener.getsockname()[1]}/x.png"
    for title in (f"<img src='{url}'>补贴", "利率 < 3% 的贷款", "甲 & 乙 &lt; 丙", "a<b>c</b>"):
        item, _component = made_of(engine, "import QtQuick\nimport Kiosk\nMenuRow { width: 900 }")
        item.setProperty("title", title)
        item.setProperty("parts", _marked(title, ((1, 3), (4, 5))))
        label = next(child for child in descendants(item) if child.property("plain") is not None)
        assert label.property("plain") == title
        # As wide as the same letters in plain text, once nothing is bold: none was taken for markup.
        texts = {"StyledText": re.sub("</?[bu]>", "", str(label.property("text"))), "PlainText": title}
        widths = [width_of(engine, form, text) for form, text in texts.items()]
        assert widths[0] == pytest.approx(widths[1], abs=1)
    qt.processEvents()
    assert nobody_came(listener)


def width_of(engine: Any, form: str, text: str) -> float:
    item, _component = made_of(engine, f"import QtQuick\nText {{ textFormat: Text.{form} }}")
    item.setProperty("text", text)
    return float(item.property("implicitWidth"))


def descendants(item: Any) -> Iterator[Any]:
    for child in item.childItems():
        yield child
        yield from descendants(child)


def test_marks_take_nothing_from_a_name() -> None:
    parts = _marked("利率<3%的贷款", ((0, 2), (3, 5)))
    assert "".join(part.text for part in parts) == "利率<3%的贷款"
    assert [part.text for part in parts if part.marked] == ["利率", "3%"]
    assert [(part.text, part.marked) for part in _marked("贷款", ())] == [("贷款", False)]
