from __future__ import annotations

from django.apps import AppConfig


class RatingsConfig(AppConfig):
    name = "central_platform.ratings"
    label = "ratings"
    verbose_name = "好差评"

    def ready(self) -> None:
        """Intake hands ratings to this app, and cases that open find theirs."""
        from central_platform.cases.events import cases_opened
        from central_platform.intake.kinds import register
        from central_platform.intake.reports import ReportHandler
        from central_platform.ratings import services
        from central_platform.ratings.handler import keep_rating
        from central_platform.ratings.holdings import register_holdings
        from kiosk.messages.contents import RatingContent

        register(ReportHandler("rating", RatingContent, keep_rating))
        cases_opened.connect(services.tie)
        register_holdings()
