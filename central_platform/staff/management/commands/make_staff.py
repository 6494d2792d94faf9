from __future__ import annotations

import os
from argparse import ArgumentParser
from typing import Any

from django.contrib.auth import get_user_model
from django.core.management.base import BaseCommand, CommandError

from central_platform.core.paths import home_folder, kept_secret
from central_platform.staff import accounts, audit
from central_platform.staff.models import ActKind
from central_platform.staff.roles import CENTRE_BOUND, Role


class Command(BaseCommand):
    help = "The first accounts of the console, from which all others are made there. Its password is written into a file."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Name, role, and whether an account that is there is reset."""
        parser.add_argument("name")
        parser.add_argument("--role", default=Role.ACCOUNTS.name, choices=[role.name for role in Role if role not in CENTRE_BOUND])
        parser.add_argument("--reset", action="store_true", help="a new password and second factor for an account that is there")

    def handle(self, *args: Any, **options: Any) -> None:
        """CommandError for an account that is there, or is not."""
        name, role = options["name"], Role[options["role"]]
        user = accounts.find(name)
        if options["reset"] != bool(user):
            raise CommandError(f"{name} is there already; --reset gives it a new password" if user else f"there is no {name}")
        if user is None:
            user = get_user_model()(username=name)
            password = accounts.make(user, "")
            accounts.give(user, frozenset({role}), ())
        else:
            password = accounts.reset(user)
        file = home_folder() / f"password-{user.pk}"
        file.unlink(missing_ok=True)
        kept_secret(file, password.encode)
        audit.wrote(ActKind.RESET if options["reset"] else ActKind.ADDED, None, name, "auth.user", str(user.pk), "命令行")
        self.stdout.write(f"{name}: {role.value if not options['reset'] else 'reset'}; the password is in {file}{os.linesep}")
