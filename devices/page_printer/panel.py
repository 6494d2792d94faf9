"""The A4 printer on the simulator panel: its file of faults, and the copies that came out."""

from __future__ import annotations

import json
from pathlib import Path

from kiosk.domain.text import LocalizedText
from kiosk.domain.values import replace
from kiosk.ports.simulator_panel import Change, PanelLine, PanelPart, PanelState, Simulators, choice, faults_line, line

KEY = "pages"
CHOICES = (choice("pages-paper-out", "缺纸", "Paper out"), choice("pages-jam", "卡纸", "Jam"))
_IN_FILE = {"pages-paper-out": ("status", "paper-out"), "pages-jam": ("print", "jam")}


def _act(simulators: Simulators, key: str, state: PanelState) -> Change:
    """The page printer reads its file of faults before a job and within one, so it is there whole or not at all."""
    on = key not in state.faults
    assert simulators.pages is not None
    file = simulators.pages / "faults.json"
    faults = json.loads(file.read_text(encoding="utf-8")) if file.exists() else {}
    at, fault = _IN_FILE[key]
    faults.pop(at, None)
    if on:
        faults[at] = fault
    part = file.with_suffix(".part")
    part.write_text(json.dumps(faults), encoding="utf-8")
    part.replace(file)
    return lambda state: state.fault(key, on)


def _look(simulators: Simulators, state: PanelState) -> Change:
    """The newest page that came out, as a picture."""
    assert simulators.pages is not None
    newest = max(simulators.pages.glob("*.pdf"), key=lambda pdf: pdf.stat().st_mtime_ns, default=None)
    if newest is None:
        return lambda state: state
    picture = str(simulators.pictures / f"{newest.stem}.png")
    if picture == state.copy:
        return lambda state: state
    simulators.draw_page(newest, Path(picture))
    return lambda state: replace(state, copy=picture, selected=picture)


def _locked(state: PanelState) -> frozenset[str]:
    """A real queue has no faults to set."""
    return frozenset() if KEY in state.there or not state.running else frozenset(one.key for one in CHOICES)


def _line(state: PanelState) -> PanelLine:
    if state.running and KEY not in state.there:
        return line("quiet", "由系统队列打印", "A system queue prints")
    if found := faults_line(state, CHOICES):
        return found
    return line("good", "已打印副本", "Copy printed") if state.copy else line("quiet", "就绪", "Ready")


PART = PanelPart(
    key=KEY,
    icon="file-text",
    name=LocalizedText("A4打印机", "Page printer"),
    choices=CHOICES,
    act=_act,
    line=_line,
    locked=_locked,
    look=_look,
    look_at_pages=True,
    order=31,
    share=0.47,
    title=234,
)
