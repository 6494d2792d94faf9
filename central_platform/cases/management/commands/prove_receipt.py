from __future__ import annotations

import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from central_platform.cases.proofs import prove
from kiosk.domain.times import clock_text
from kiosk.messages.key_times import Standing
from kiosk.messages.signing import BadSignature


class Command(BaseCommand):
    help = "Say what the code on a receipt proves that says STORED 已暂存: where and when the application was stored."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """``code`` as a scanner types it, and whether to answer in JSON."""
        parser.add_argument("code", help="the text of the code on the receipt, as a scanner types it")
        parser.add_argument("--json", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        """Say where and when the application was stored, and the case that it became.

        Raises:
            CommandError: the code proves nothing, or its key does not count at that time: a person must look.
        """
        try:
            proven = prove(options["code"])
        except BadSignature as fault:
            raise CommandError(f"proves nothing: {fault}") from None
        stored, case = proven.stored, proven.case
        told = {
            "receipt_number": stored.receipt_number,
            "terminal": proven.terminal.terminal_id,
            "site": proven.terminal.site.zh,
            "stored_at": clock_text(stored.committed_at) if stored.committed_at else "",
            "sealed_sha256": stored.sealed_sha256,
            "case_number": case.case_number if case else "",
            "received_at": clock_text(case.received_at) if case else "",
        }
        if proven.standing is not Standing.GOOD:
            why = {
                Standing.REVOKED: "a key that was revoked: whoever had it could write any date",
                Standing.NOT_THEN: "a key that this terminal did not have at that time",
            }[proven.standing]
            raise CommandError(f"signed with {why}. It proves nothing by itself; a person must look into {told['receipt_number']}")
        if options["json"]:
            self.stdout.write(json.dumps(told, ensure_ascii=False, indent=1))
            return
        when = f"at {told['stored_at']}" if told["stored_at"] else "while its clock was wrong, so when is not proven,"
        self.stdout.write(f"{told['terminal']} ({told['site']}) stored it {when} under {told['receipt_number']}")
        if case:
            self.stdout.write(f"case {case.case_number}, received at {told['received_at']}")
        elif told["stored_at"]:
            self.stdout.write("it has not come yet: the day of the application is the day it was stored")
