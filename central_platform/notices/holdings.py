"""What this app holds of people: text messages to them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from django.db.models import Q

from central_platform.core.holdings import Holding, register
from central_platform.core.keys import key_ring
from central_platform.notices.models import TextMessage, TextMessageStates
from central_platform.people.services import registered_mobile
from kiosk.domain.times import clock_text


def register_holdings() -> None:
    """To be called when the app is ready."""
    register(Holding("text-messages", "短信", _messages, _past, _erase))


def _of(tag: str) -> Any:
    """About their cases, and to the number that they have registered."""
    return TextMessage.objects.filter(Q(case__applicant_tag=tag) | Q(to_tag=key_ring().tag("mobile", registered_mobile(tag))))


def _messages(tag: str) -> Iterator[Mapping[str, Any]]:
    for row in _of(tag).order_by("id"):
        yield {"at": clock_text(row.made_at), "to": row.to, "text": row.text, "state": row.get_state_display()}


def _past(before: int) -> int:
    return TextMessage.objects.exclude(state=TextMessageStates.WAITING).filter(made_at__lt=before).delete()[0]


def _erase(tag: str) -> int:
    """What is still to be sent is sent first."""
    deleted: int = _of(tag).exclude(state=TextMessageStates.WAITING).delete()[0]
    return deleted
