"""What a resident said on the way to a service, before its form was begun: the form need not ask it again."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from kiosk.domain.values import field
from kiosk.session.state import JourneyState, State


class ToldAhead(JourneyState):
    """By the item's code, then by the key of the form's question."""

    answers: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)


def tell_ahead(state: State, code: str, answers: Mapping[str, Any]) -> State:
    """With these in place of what was told of the item before."""
    kept = state.of(ToldAhead)
    return state.keeping(ToldAhead({**kept.answers, code: answers}))


def told_ahead(state: State, code: str) -> Mapping[str, Any]:
    """What was told of the item; nothing, mostly."""
    return state.of(ToldAhead).answers.get(code, {})
