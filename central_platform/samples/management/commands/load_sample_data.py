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


class Command(BaseCommand):
    help = "People of the model district, with profiles, licences and what departments have on record. May be run again."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Whether a user for the console is made too."""
        parser.add_argument("--with-staff", action="store_true", help="also a superuser for the console, name: staff")

    def handle(self, *args: Any, **options: Any) -> None:
        """Load the people, their profiles and licences, and the rows of data sets; what is there already stays as it is."""
        sample_data.load()
        sample_licences.load()
        sample_records.load()
        if options["with_staff"]:
            self._make_staff()

    def _make_staff(self) -> None:
        """The password is PLATFORM_STAFF_PASSWORD, or drawn and written into a file: what is printed may end in a journal."""
        from django.contrib.auth import get_user_model

        users = get_user_model().objects
        if users.filter(username="staff").exists():
            self.stdout.write("staff is there already")
            return
        file = home_folder() / "staff-password"
        given = os.environ.get("PLATFORM_STAFF_PASSWORD")
        password = given or kept_secret(file, lambda: secrets.token_urlsafe(12).encode()).decode()
        users.create_superuser("staff", password=password)
        self.stdout.write(f"console: user staff, with the password {'that was given' if given else f'in {file}'}")
