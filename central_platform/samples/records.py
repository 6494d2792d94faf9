"""What the model district's departments have on record: rows of every data set, brought in like any other file."""

from __future__ import annotations

import os
from collections.abc import Collection
from pathlib import Path

from django.conf import settings
from django.db import transaction

from central_platform.core import clock
from central_platform.shared_data.importing import import_file
from central_platform.shared_data.services import data_sets

RECORDS = Path(__file__).with_name("rows")


def load(only: Collection[str] = ()) -> None:
    """Rows about the sample people and companies, and public ones; what is there already stays as it is.

    Args:
        only: keys of data sets; none of them: all.
    """
    now = clock.now()
    public: Path = settings.CONTENT_FOLDER / "public_data"
    with transaction.atomic():
        for file in sorted((*RECORDS.glob("*.csv"), *public.glob("*.jsonl"))):
            if (data_set := data_sets().get(file.stem)) and (not only or file.stem in only):
                import_file(data_set, file, Path(os.devnull), now, as_of=now)


__all__ = ["load"]
