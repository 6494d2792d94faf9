from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from central_platform.cases import picture_store
from central_platform.cases.models import Attachment


class Command(BaseCommand):
    help = "Moves pictures from the database into the storage that PLATFORM_PICTURES names. It may be ended, and run again."

    def handle(self, *args: Any, **options: Any) -> None:
        """A picture at a time, so that nobody waits for it.

        Raises:
            CommandError: there is no storage, or it does not take them.
        """
        if picture_store.store() is None:
            raise CommandError("PLATFORM_PICTURES names no storage")
        moved = 0
        waiting = Attachment.objects.filter(complete=True, stored=False).order_by("pk")
        for key in list(waiting.values_list("pk", flat=True)):
            with transaction.atomic():
                row = Attachment.objects.select_for_update().filter(pk=key, stored=False).first()
                if row is None:
                    continue
                try:
                    picture_store.keep(row, bytes(row.sealed))
                except picture_store.StoreAway:
                    raise CommandError(f"the storage does not answer; {moved} were moved, run it again") from None
                row.save(update_fields=["sealed", "stored"])
            moved += 1
        self.stdout.write(f"{moved} moved")
