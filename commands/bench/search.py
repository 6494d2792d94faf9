"""Search, a keystroke at a time, in catalogues of two sizes."""

from __future__ import annotations

import base64
import gzip
import statistics
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from commands.bench.figure import Figure
from commands.bench.inside import settle_memory, tell
from commands.demo.visit import SENIOR_CARD

SIZES = (2767, 100_000)  # items
KEYSTROKES = (
    "j",
    "jl",
    "jlk",
    "敬",
    "敬老",
    "敬老卡",
    "y",
    "ya",
    "yang",
    "yanglao",
    "养老",
    "养老金",
    "sh",
    "社保",
    "居住证",
    "lic",
    "zzq",
    "老年",
    "敬劳卡",  # with a slip
    "jinlaoka",
    "居主证",
    "socail",
    "zzzzqqq",
)


def enlarge_catalogue(folder: Path, count: int) -> Path:
    """The district's real items, and made-up ones of the same words beside them, until there are ``count``, with vectors."""
    from central_platform.catalogue.publishing import load_catalogue, make_pack
    from offline_cache.catalogue.build import build_text

    content = enlarged(load_catalogue(), count)
    text = gzip.decompress(make_pack(content, vectors=made_up_vectors(content)))  # at 100,000 larger than a pack may be
    return build_text(text, folder)


def made_up_vectors(content: Any) -> Mapping[str, str]:
    """As many, and as alike, as real ones: those of the district's content in turn, each a little off. Of passages those of the
    first items alone: to make up half a million takes minutes."""
    import numpy as np

    from central_platform.catalogue.meaning import kept_vectors
    from central_platform.catalogue.publishing import CONTENT, meanings
    from kiosk.domain.values import replace

    chance = np.random.default_rng(1)
    real = [np.frombuffer(base64.b64decode(vector), np.int8) for vector in kept_vectors(CONTENT).values()]
    found = {}
    texts = [*meanings(replace(content, items=content.items[: SIZES[0]])), *meanings(content, passages=False)]
    for number, text in enumerate(texts):
        off = real[number % len(real)] + chance.integers(-20, 21, len(real[0]))
        found[text] = base64.b64encode(off.clip(-127, 127).astype(np.int8).tobytes()).decode()
    return found


def enlarged(catalogue: Any, count: int) -> Any:
    from kiosk.domain.text import LocalizedText
    from kiosk.domain.values import replace

    items = list(catalogue.items)
    real = len(items)
    for number in range(count - real):
        model, other = items[number % real], items[number * 7 % real]
        items.append(
            replace(
                model,
                implementation_code=f"{model.implementation_code[:19]}Z{number:011d}",
                name=LocalizedText(f"{other.name.zh[:4]}{model.name.zh}{number}", f"{model.name.en} {number}"),
                everyday_words=other.everyday_words[:2],
                uses=max(0, model.uses - number % 997),
            )
        )
    return replace(catalogue, version="2026.11.22.9", items=tuple(items))


def measure_search(folder: Path) -> list[Figure]:
    from central_platform.catalogue.publishing import load_catalogue, make_pack
    from offline_cache.catalogue.build import build
    from offline_cache.catalogue.read import SqliteCatalogue

    figures = []
    content = load_catalogue()
    for count in (2767, 100_000):
        place = folder / f"search-{count}"
        place.mkdir()
        catalogue = SqliteCatalogue(build(make_pack(enlarged(content, count)), place))
        settle_memory()
        times = []
        for _ in range(30):
            for query in KEYSTROKES:
                began = time.perf_counter()
                catalogue.search(query)
                times.append((time.perf_counter() - began) * 1000)
        assert catalogue.search("jlk").hits[0].line.implementation_code == SENIOR_CARD
        p99 = statistics.quantiles(times, n=100)[98]
        figures.append(Figure(f"search, a keystroke, {count:,} items, median", round(statistics.median(times), 3), "ms"))
        figures.append(
            Figure(f"search, a keystroke, {count:,} items, p99", round(p99, 3), "ms", budget="at most 5 ms", met=p99 <= 5)
        )
    return figures


if __name__ == "__main__":
    tell(measure_search)
