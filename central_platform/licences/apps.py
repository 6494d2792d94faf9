from __future__ import annotations

from django.apps import AppConfig


class LicencesConfig(AppConfig):
    name = "central_platform.licences"
    label = "licences"
    verbose_name = "电子证照"

    def ready(self) -> None:
        """Intake hands reports of printed copies to this app, and of codes on paper, which `people` cannot take; terminals tell
        which serial numbers they were leased; who is disabled stands in the library."""
        from central_platform.intake.kinds import register
        from central_platform.intake.reports import ReportHandler
        from central_platform.licences.handler import keep_copy, uses_of_copy
        from central_platform.licences.holdings import register_holdings
        from central_platform.licences.serials import note_leased
        from central_platform.licences.services import is_disabled
        from central_platform.people.paper_codes import keep_report, tell_disabled
        from central_platform.terminals.events import serials_told
        from kiosk.messages.contents import CopyReportContent
        from kiosk.messages.identity_codes import PaperReport

        register(ReportHandler("copy", CopyReportContent, keep_copy, uses_of_copy))
        register(ReportHandler("paper-code", PaperReport, keep_report))
        tell_disabled(is_disabled)
        serials_told.connect(note_leased)
        register_holdings()
