from __future__ import annotations

import os
import secrets
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from central_platform.core.paths import home_folder, kept_secret
from central_platform.samples import data as sample_data
from central_platform.samples import licences as sample_licences
from central_platform.samples import records as sample_records
from central_platform.samples import staff as sample_staff


class Command(BaseCommand):
    help = "People of the model district, with profiles, licences and what departments have on record. May be run again."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Whether accounts of the console are made too."""
        parser.add_argument("--with-staff", action="store_true", help="also an account of the console for each role")

    def handle(self, *args: Any, **options: Any) -> None:
        """Load the people, their profiles and licences, and the rows of data sets; what is there already stays as it is."""
        sample_data.load()
        sample_licences.load()
        sample_records.load()
        if options["with_staff"]:
            self._make_staff()

    def _make_staff(self) -> None:
        """An account of each role. The password is PLATFORM_STAFF_PASSWORD, or drawn and written into a file: what is printed may
        end in a journal."""
        file = home_folder() / "staff-password"
        given = os.environ.get("PLATFORM_STAFF_PASSWORD")
        password = given or kept_secret(file, lambda: secrets.token_urlsafe(12).encode()).decode()
        made = sample_staff.load(password)
        if not made:
            self.stdout.write("the sample staff are there already")
            return
        self.stdout.write(f"console: {', '.join(made)}, with the password {'that was given' if given else f'in {file}'}")
