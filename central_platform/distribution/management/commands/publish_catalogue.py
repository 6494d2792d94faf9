from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from central_platform.catalogue import published as catalogue
from central_platform.catalogue.publishing import CONTENT, ContentFault
from central_platform.catalogue.waived_share import waived_share
from central_platform.core import clock
from central_platform.distribution import repositories
from central_platform.distribution.policy import RepositoryFault, catalogue_folder


class Command(BaseCommand):
    help = "Publish the catalogue to terminals and mirrors; without --content, sign anew what is due. May be run again."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """``--content``: whose content becomes the catalogue."""
        parser.add_argument("--content", type=Path, help="folder with catalogue.yaml and items/*.yaml, of a higher version")

    def handle(self, *args: Any, **options: Any) -> None:
        """Publish what was named, and sign what is due.

        Raises:
            CommandError: the content has faults, all of them listed, or the repository cannot be signed.
        """
        folder: Path = (options["content"] or CONTENT).absolute()
        try:
            published = catalogue.publish(folder) if options["content"] else catalogue.published()[-1]
            repositories.maintain(clock.now())
        except FileNotFoundError as fault:
            raise CommandError(f"{fault.filename}: there is no such file") from None
        except (ContentFault, RepositoryFault) as fault:
            raise CommandError(str(fault)) from None
        self.stderr.write(waived_share(catalogue.kept(published).items.values()).in_chinese())
        self.stdout.write(f"catalogue {published.version} is published in {catalogue_folder()}")
