from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from pydantic import ValidationError

from central_platform.core import clock
from central_platform.core.problems import Refused
from central_platform.enrolment.services import enrol
from kiosk.messages import models
from kiosk.removable import MediumFault, copied

LARGEST = 16 * 1024  # bytes


class Command(BaseCommand):
    help = "Take the request of a terminal that was set up from a stick; it is served once its fingerprint is confirmed."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """``file``: that the terminal wrote to the stick."""
        parser.add_argument("file", type=Path, help="terminal-request-T...json")

    def handle(self, *args: Any, **options: Any) -> None:
        """Note the terminal's key, and print its number.

        Raises:
            CommandError: it is no such file, or its offer is too old or was used by another key.
        """
        try:
            with copied(options["file"], options["file"].parent, LARGEST) as file:
                request = models.EnrolRequest.model_validate_json(file.read())
            answer = enrol(request, "stick", clock.now())
        except MediumFault as fault:
            raise CommandError(str(fault)) from None
        except ValidationError:
            raise CommandError(f"{options['file']}: not the request of a terminal") from None
        except Refused as refused:
            raise CommandError(f"{refused}: another terminal may have used this stick; do not confirm it") from None
        self.stdout.write(answer.terminal_id)
        self.stderr.write(f"next: compare its fingerprint: python -m central_platform confirm_terminal {answer.terminal_id}")
