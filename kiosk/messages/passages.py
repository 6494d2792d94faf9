"""The passages of an item that answer a question: whoever publishes and whoever builds a catalogue count them alike. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from kiosk.domain.values import Value


class PassageText(Value):
    """``question``, ``answer``: texts by language (``zh``, ``en``). ``question`` is None where the guide states ``answer`` by
    itself, with its source. ``source``: ``title`` and ``clause`` of what it is from; None: it is about the counter."""

    answer: Mapping[str, str]
    question: Mapping[str, str] | None = None
    source: Mapping[str, str] | None = None


def passages_of(item: Mapping[str, Any]) -> Iterator[PassageText]:
    """The questions and answers of its guide, then the conditions that have a source, in the guide's order.

    Args:
        item: as a pack's line has it; what a smaller one lacks is left out.
    """
    guide = item.get("guide", {})
    sources = guide.get("sources", {})
    for one in guide.get("questions", ()):
        yield PassageText(one["answer"], one["question"], sources.get(one["source"]))
    for fact in guide.get("conditions", ()):
        if fact["source"]:
            yield PassageText(fact["text"], None, sources.get(fact["source"]))
