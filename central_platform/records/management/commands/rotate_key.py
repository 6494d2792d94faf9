from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from central_platform.keys import keys_folder, rotate


class Command(BaseCommand):
    help = "Make a new key beside the old ones; restart the platform to use it."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("use", choices=("sign", "seal"))

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(rotate(keys_folder(), options["use"]).name)
