"""Suggestions as terminals bring them."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from pydantic import ValidationError

from central_platform.intake.kinds import Arrival, Taken
from central_platform.quotas.services import Use
from central_platform.suggestions.models import Suggestion
from central_platform.terminals.services import Terminal
from kiosk.messages.models import Message
from kiosk.messages.suggestions import SuggestionContent


class SuggestionHandler:
    """`central_platform.intake.kinds.Handler` of suggestions."""

    kind = "suggestion"
    schema = 1
    sealed_since = 1

    def read(self, message: Message, plain: bytes, terminal: Terminal, now: int) -> SuggestionContent | None:
        try:
            return SuggestionContent.model_validate_json(plain)
        except (ValidationError, ValueError):
            return None

    def uses(self, content: SuggestionContent, terminal: Terminal) -> Sequence[Use]:
        return ()

    def known(self, ids: Collection[str]) -> Mapping[str, Taken]:
        return {row.message_id: Taken(row.sha256) for row in Suggestion.objects.filter(message_id__in=ids)}

    def take(self, arrivals: Sequence[Arrival], terminal: Terminal, now: int) -> Sequence[Taken]:
        for arrival in arrivals:
            Suggestion.objects.create(
                message_id=arrival.message.message_id, terminal=terminal, sha256=arrival.digest, text=arrival.content.text
            )
        return [Taken(arrival.digest) for arrival in arrivals]
