from __future__ import annotations

from django.apps import AppConfig


class CasesConfig(AppConfig):
    name = "central_platform.cases"
    label = "cases"
    verbose_name = "办件"

    def ready(self) -> None:
        """Intake hands submissions, corrections and withdrawals to this app; what is printed of a case is served with it."""
        from django.db.models.signals import post_delete

        from central_platform.cases import picture_store
        from central_platform.cases.handler import SubmissionHandler
        from central_platform.cases.holdings import register_holdings
        from central_platform.cases.later_messages import CorrectionHandler, WithdrawalHandler
        from central_platform.cases.served import hear_copied
        from central_platform.intake.kinds import register
        from central_platform.licences.events import paper_copied

        for handler in (SubmissionHandler(), CorrectionHandler(), WithdrawalHandler()):
            register(handler)
        register_holdings()
        paper_copied.connect(hear_copied)
        post_delete.connect(picture_store.forget, sender="cases.Attachment")
