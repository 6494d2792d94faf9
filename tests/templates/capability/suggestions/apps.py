from __future__ import annotations

from django.apps import AppConfig


class SuggestionsConfig(AppConfig):
    name = "central_platform.suggestions"
    label = "suggestions"
    verbose_name = "意见箱"

    def ready(self) -> None:
        from central_platform.intake.kinds import register
        from central_platform.suggestions.handler import SuggestionHandler

        register(SuggestionHandler())
