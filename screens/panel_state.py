"""How the simulator panel's state changes and what it shows, whatever its parts are. No Qt, no simulator, no device."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from kiosk.domain.sample_people import SamplePerson
from kiosk.domain.values import replace
from kiosk.ports.simulator_panel import LAY, PanelPart, PanelState

SHOWN = 12  # receipts that can be looked at again
Parts = Sequence[PanelPart]


def part_of(parts: Parts, key: str) -> PanelPart:
    """The part that a choice belongs to."""
    return next(part for part in parts if part.has(key))


def person_row(person: SamplePerson, today: date) -> dict[str, Any]:
    """A card to be laid, as QML shows it: name, age on ``today``, what is peculiar about it, whether it has expired."""
    age = today.year - person.birth.year - ((today.month, today.day) < (person.birth.month, person.birth.day))
    zh, en = _peculiarity(person, today)
    expired = person.valid_until is not None and person.valid_until < today
    return {"key": f"{LAY}{person.key}", "name": person.name, "zh": f"{age}岁，{zh}", "en": f"{age}, {en}", "expired": expired}


def _peculiarity(person: SamplePerson, today: date) -> tuple[str, str]:
    """The one thing that this card is good for."""
    if person.valid_until is not None and person.valid_until < today:
        return "已过期", "expired"
    if "·" in person.name:
        return "带间隔点", "dotted name"
    try:
        person.name.encode("gb2312")
    except UnicodeEncodeError:
        return "生僻字", "rare glyph"
    return ("长期有效", "no expiry") if person.valid_until is None else ("有效", "valid")


def touched(parts: Parts, state: PanelState, key: str) -> PanelState:
    """Before the simulator is asked."""
    return part_of(parts, key).touched(replace(state, pending=state.pending | {key}), key)


def answered(state: PanelState, key: str, part: str, failure: str = "") -> PanelState:
    """After the simulator was asked.

    Args:
        state: with what its answer changed.
        key: of the choice.
        part: key of its part.
        failure: why it did not obey; "" where it did, which ends what was shown of an earlier failure.
    """
    others = frozenset(pair for pair in state.failures if pair[0] != part)
    return replace(state, pending=state.pending - {key}, failures=others | {(part, failure)} if failure else others)


def reported(parts: Parts, state: PanelState, key: str, event: Mapping[str, Any]) -> PanelState:
    """A simulator tells of itself."""
    return next(part for part in parts if part.key == key).hear(state, event)


def active(parts: Parts, state: PanelState) -> set[str]:
    """Keys of choices that are set: faults, and the one chosen of each part that keeps its choice."""
    chosen = {state.chosen.get(part.key, part.well) for part in parts if part.keeps_choice}
    return {*state.faults, *filter(None, chosen)}


def disabled(parts: Parts, state: PanelState) -> set[str]:
    """Keys of choices that cannot be touched now: being done, or locked by their part."""
    closed = set(state.pending)
    for part in parts:
        closed |= part.locked(state)
    return closed


def rows(parts: Parts, state: PanelState) -> list[list[dict[str, Any]]]:
    """The boxes that stand side by side, row by row."""
    found: list[list[dict[str, Any]]] = []
    room = 0.0
    for part in parts:
        if part.optional and part.key not in state.there:
            continue
        if part.share > room + 0.001:
            found.append([])
            room = 1.0
        room -= part.share
        found[-1].append(
            {
                "key": part.key,
                "icon": part.icon,
                "zh": part.name.zh,
                "en": part.name.en,
                "share": part.share,
                "title": part.title,
                "people": part.people,
                "switches": part.switches,
                "well": part.well,
                "choices": [{"key": one.key, "zh": one.words.zh, "en": one.words.en} for one in part.choices],
            }
        )
    return found


def printouts(state: PanelState) -> list[dict[str, str]]:
    """The last copy, then receipts, newest first."""
    found = [{"path": state.copy, "kind": "copy", "zh": "证照副本", "en": "Copy"}] if state.copy else []
    count = len(state.receipts)
    found += [
        {"path": path, "kind": "receipt", "zh": f"回执 {count - at}", "en": f"Receipt {count - at}"}
        for at, path in enumerate(state.receipts[:SHOWN])
    ]
    return [{**printout, "source": Path(printout["path"]).as_uri()} for printout in found]


def statuses(parts: Parts, state: PanelState) -> dict[str, dict[str, str]]:
    """A sentence for each part, and for the terminal: what it does now."""
    found = {part.key: (told.tone, told.words.zh, told.words.en) for part in parts for told in (part.line(state),)}
    found["terminal"] = (
        ("good", "终端在运行", "The terminal is running")
        if state.running
        else ("info", "正在启动平台和设备…", "Starting platform and devices")
    )
    for part_key, why in state.failures:
        found[part_key] = ("bad", "模拟器没有照办", why)
    return {key: {"tone": tone, "zh": zh, "en": en} for key, (tone, zh, en) in found.items()}
