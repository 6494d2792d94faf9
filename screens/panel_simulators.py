"""What a touch on the panel does to the simulators. No Qt.

Each call waits for the simulator, and tells how the panel's state then changes; the panel calls it from its worker.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from kiosk.domain.values import replace
from screens.panel_state import PanelState, asked_to_read

NONSENSE = "https://example.invalid/lunch?table=7"
EARLY_AT = 400  # bytes of the card that are sent before it is gone
SLOT_FAULTS = ("pin", "bank_card")
SLOT_FAULTS_OF = "wang"  # whose card has them
PAGE_PRINTER_FAULTS = {"paper-out": ("status", "paper-out"), "jam": ("print", "jam")}  # as its file of faults has them

UNDER_CAMERA: Mapping[str, Mapping[str, Any]] = {
    "certificate": {"lines": ["出生医学证明", "新生儿姓名：王小宝", "样板区妇幼保健院"]},
    "register": {"lines": ["常住人口登记卡", "姓名 王小宝", "公民身份号码 310199202405010019"]},
    "corner": {"lines": ["出生医学证明"], "at": [0.85, 0.5]},
}

Change = Callable[[PanelState], PanelState]


class Simulator(Protocol):
    def command(self, name: str, **arguments: Any) -> Mapping[str, Any]: ...


@dataclass(frozen=True)
class Simulators:
    """``errors``: what a simulator raises that does not obey. ``read_code`` raises LookupError: no code on the picture."""

    card: Simulator
    scanner: Simulator
    printer: Simulator
    line: Simulator
    camera: Simulator
    pages: Path | None  # where the page printer keeps its PDF files; None: a real queue prints
    pictures: Path  # where the panel keeps the pictures of them
    read_code: Callable[[Path], str]
    draw_page: Callable[[Path, Path], None]  # PDF, PNG
    errors: tuple[type[Exception], ...]
    social: Simulator | None = None  # a social security card, where there is a reader for one


def act(simulators: Simulators, key: str, state: PanelState) -> Change:
    """``state``: when ``key`` was touched."""
    kind, _, what = key.partition("-")
    on = key not in state.faults
    match kind:
        case "lay":
            return _lay(simulators, what)
        case "take":
            simulators.card.command("take")
            return lambda state: replace(state, person="", card="")
        case "slot":
            return _slot(simulators, what, key)
        case "reader":
            return _reader_fault(simulators, what, key, on)
        case "camera":
            return _camera(simulators, what, key, on)
        case "code":
            return _show(simulators, key, state)
        case "printer":
            return _printer_fault(simulators, what, key, on)
        case "pages":
            _page_fault(simulators, what, on)
            return _fault(key, on)
        case "line":
            simulators.line.command("mode", mode=what)
            return lambda state: replace(state, network=key)
    raise ValueError(key)


def _fault(key: str, on: bool) -> Change:
    return lambda state: replace(state, faults=state.faults | {key} if on else state.faults - {key})


def _lay(simulators: Simulators, person: str) -> Change:
    reads = _reads(simulators)
    simulators.card.command("lay", card=person)
    return lambda state: replace(state, person=person, reads=reads)


def _slot(simulators: Simulators, what: str, key: str) -> Change:
    card = simulators.social
    assert card is not None
    card.command("take")
    if what == "take":
        return lambda state: replace(state, slot="")
    card.command("clear")
    faulty = what in SLOT_FAULTS
    if faulty:
        card.command("fault", kind=what)
    card.command("lay", card=SLOT_FAULTS_OF if faulty else what)
    return lambda state: replace(state, slot=key)


def _camera(simulators: Simulators, what: str, key: str, on: bool) -> Change:
    if what == "unplug":
        simulators.camera.command("unplug" if on else "replug")
        return _fault(key, on)
    if what == "take":
        simulators.camera.command("clear")
        return lambda state: replace(state, under="")
    simulators.camera.command("show_page", **UNDER_CAMERA[what])
    return lambda state: replace(state, under=key)


def _reads(simulators: Simulators) -> int:
    return int(simulators.card.command("counts")["read"])


def _reader_fault(simulators: Simulators, what: str, key: str, on: bool) -> Change:
    match what:
        case "unplug":
            simulators.card.command("unplug" if on else "replug")
        case "checksum":
            simulators.card.command("fault", kind="wrong_checksum", on=on)
        case "early":
            simulators.card.command("fault", kind="remove_at_byte", on=on, at=EARLY_AT)
            reads = _reads(simulators)
            return lambda state: replace(_fault(key, on)(state), reads=reads)
    return _fault(key, on)


def _show(simulators: Simulators, key: str, state: PanelState) -> Change:
    pictures = {"code-receipt": state.receipts[:1], "code-copy": (state.copy,)}
    try:
        text = simulators.read_code(Path(pictures[key][0])) if key in pictures else NONSENSE
    except LookupError:
        return lambda state: replace(state, unreadable=True, code="")
    simulators.scanner.command("show", text=text)
    return lambda state: replace(state, code=key, unreadable=False)


def _printer_fault(simulators: Simulators, what: str, key: str, on: bool) -> Change:
    if what != "unplug":
        simulators.printer.command("fault", kind=what, on=on)
        return _fault(key, on)
    simulators.printer.command("unplug" if on else "replug")
    # A printer that lost its power does not go on with what it was printing.
    return lambda state: replace(_fault(key, on)(state), printing=False)


def _page_fault(simulators: Simulators, what: str, on: bool) -> None:
    """The page printer reads its file of faults before a job and within one, so it is there whole or not at all."""
    assert simulators.pages is not None
    file = simulators.pages / "faults.json"
    faults = json.loads(file.read_text(encoding="utf-8")) if file.exists() else {}
    at, fault = PAGE_PRINTER_FAULTS[what]
    faults.pop(at, None)
    if on:
        faults[at] = fault
    part = file.with_suffix(".part")
    part.write_text(json.dumps(faults), encoding="utf-8")
    part.replace(file)


# --- what no touch brings about: the panel looks for it ------------------------------------------------------------------


def look_for_early_removal(simulators: Simulators) -> Change:
    reads = _reads(simulators)
    return lambda state: asked_to_read(state, reads)


def look_for_copy(simulators: Simulators, drawn: str) -> Change:
    """The newest page that came out, as a picture. ``drawn``: the one that is shown already."""
    assert simulators.pages is not None
    newest = max(simulators.pages.glob("*.pdf"), key=lambda pdf: pdf.stat().st_mtime_ns, default=None)
    if newest is None:
        return lambda state: state
    picture = str(simulators.pictures / f"{newest.stem}.png")
    if picture == drawn:
        return lambda state: state
    simulators.draw_page(newest, Path(picture))
    return lambda state: replace(state, copy=picture, selected=picture)
