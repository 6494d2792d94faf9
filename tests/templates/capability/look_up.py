"""What the terminal asks of the platform about suggestions."""

from __future__ import annotations

from kiosk.ports.platform import LookUp, PlatformLine, Reply


class SuggestionKnown(Reply):
    came: bool


class AskSuggestion(LookUp):
    message_id: str

    def ask(self, line: PlatformLine) -> SuggestionKnown:
        from kiosk.messages import suggestions

        request = suggestions.SuggestionRequest(message_id=self.message_id)
        return SuggestionKnown(line.call("/v1/suggestion", request, suggestions.SuggestionAnswer).came)
