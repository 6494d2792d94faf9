from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from central_platform.catalogue.publishing import ContentFault
from central_platform.core import clock
from central_platform.distribution import programs
from central_platform.distribution.policy import RepositoryFault
from kiosk.messages.programs import ProgramFault


class Command(BaseCommand):
    help = (
        "Publish a version of the terminal's program (dist/community-terminal_<version>_<architecture>.tar.xz): terminals fetch it"
        " by themselves, and export_catalogue takes it along. Without an archive, sign the list anew. The keys that sign programs"
        " must be here (PLATFORM_PROGRAM_KEYS); 'rotate_key programs' makes them."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """``archive``, or ``--again`` or ``--withdraw`` with a version; ``--for`` names terminals."""
        parser.add_argument("archive", type=Path, nargs="?", help="as packaging/make_package leaves it")
        parser.add_argument(
            "--for", dest="terminals", nargs="+", default=[], metavar="TERMINAL", help="these terminals alone, first"
        )
        parser.add_argument("--again", metavar="VERSION", help="say anew whom a published version is for: --for, or all")
        parser.add_argument("--withdraw", metavar="VERSION", help="no further terminal gets it; one that has it keeps it")

    def handle(self, *args: Any, **options: Any) -> None:
        """Change what is published, and tell what is.

        Raises:
            CommandError: it is no archive of a version, or the list cannot be signed; the message says what to do.
        """
        now = clock.now()
        if sum(map(bool, (options["archive"], options["again"], options["withdraw"]))) > 1:
            raise CommandError("one of: an archive, --again, --withdraw")
        try:
            if options["archive"]:
                programs.publish(options["archive"], options["terminals"], now)
            elif version := options["again"] or options["withdraw"]:
                programs.change(version, None if options["withdraw"] else options["terminals"], now)
            else:
                programs.renew(now)
        except OSError as fault:
            raise CommandError(f"{options['archive']}: {fault.strerror}") from None
        except (ContentFault, ProgramFault, RepositoryFault) as fault:
            raise CommandError(str(fault)) from None
        for one in programs.published(now):
            whom = ", ".join(one.terminals) or "all terminals"
            self.stdout.write(f"{one.version} ({one.architecture}, {one.length:,} bytes, ledger schema {one.schema}): {whom}")
