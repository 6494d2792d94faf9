from __future__ import annotations

from django.apps import AppConfig


class LicencesConfig(AppConfig):
    name = "central_platform.licences"
    label = "licences"
    verbose_name = "电子证照"

    def ready(self) -> None:
        """Intake hands reports of printed copies to this app, and terminals tell which serial numbers they were leased."""
        from central_platform.intake.kinds import register
        from central_platform.intake.reports import ReportHandler
        from central_platform.licences.handler import keep_copy, uses_of_copy
        from central_platform.licences.holdings import register_holdings
        from central_platform.licences.serials import note_leased
        from central_platform.terminals.events import serials_told
        from kiosk.messages.contents import CopyReportContent

        register(ReportHandler("copy", CopyReportContent, keep_copy, uses_of_copy))
        serials_told.connect(note_leased)
        register_holdings()
