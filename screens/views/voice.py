"""What the voice says of a page: what it is, what is wrong, what to do. Where it was asked for, or where a thing is left behind."""

from __future__ import annotations

from typing import Any

View = dict[str, Any]

_PARTS = ("title", "word", "problem", "sentence", "text")


def spoken(page: str, view: View, frame: View) -> str:
    """The sentences for a page, or for what lies over it; "" where there is nothing to say. Never a number or a name in full."""
    if warning := frame.get("warning"):
        return _sentences(warning["title"], warning["text"])
    if overlay := frame.get("overlay"):
        return _sentences(overlay["title"], *(row["title"] for row in overlay.get("rows", ())), overlay.get("text", ""))
    if page in ("WipedPage", ""):
        return ""
    paper = view.get("paper") or {}
    return _sentences(*(str(view.get(part) or "") for part in _PARTS), str(paper.get("title") or ""), str(paper.get("text") or ""))


def left_behind(page: str, view: View) -> str:
    """What is said aloud whether or not the voice is on: a card that still lies on the reader."""
    if page != "LeavingPage":
        return ""
    return "。".join(row["note"] for row in view["rows"] if row["attention"] and row["note"])


def _sentences(*parts: str) -> str:
    said: list[str] = []
    for part in parts:
        part = part.replace("*", "").strip()
        if part and part not in said:
            said.append(part)
    return "\n".join(said)
