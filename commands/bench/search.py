"""Search, a keystroke at a time, by words and with meaning, in catalogues of two sizes."""

from __future__ import annotations

import base64
import os
import queue
import statistics
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from commands.bench.figure import Figure
from commands.bench.inside import settle_memory, tell
from commands.demo.visit import SENIOR_CARD
from kiosk.process import TRACEABLE

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
    "医疗费用怎么报销",
    "社保卡丢了怎么办",
    "residence permit",
)
QUESTIONS = (
    "狗证",
    "养老金",
    "老板不发工资",
    "外地看病能报销吗",
    "社保卡丢了怎么办",
    "我想给孩子交医保",
    "爸爸去世了",
    "刚来上海打工",
    "pet licence",
    "how do i get a residence permit",
    "我父亲瘫痪在床有没有人上门护理",
    "结婚证名字写错了怎么改",
)


def enlarge_catalogue(folder: Path, count: int) -> Path:
    """The district's real items, and made-up ones of the same words beside them, until there are ``count``, with vectors."""
    from central_platform.catalogue.publishing import load_catalogue, make_pack
    from offline_cache.catalogue.build import build

    content = enlarged(load_catalogue(), count)
    return build(make_pack(content, vectors=made_up_vectors(content)), folder)


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
    """A catalogue (`kiosk.domain.service_items.Catalogue`) with made-up items behind its own, each of the words of two real
    ones, until there are ``count``. The same count makes the same items."""
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
                # More would make a pack larger than it may be.
                guide=model.guide if number < SIZES[0] else replace(model.guide, questions=()),
            )
        )
    return replace(catalogue, version="2026.11.26.9", items=tuple(items))


def measure_search(folder: Path) -> list[Figure]:
    """A keystroke by words, until meaning has joined in, what the first search costs, and what memory it takes."""
    from offline_cache.catalogue.read import SqliteCatalogue

    figures: list[Figure] = []
    for count in SIZES:
        place = folder / f"search-{count}"
        place.mkdir()
        file = enlarge_catalogue(place, count)
        catalogue = SqliteCatalogue(file)
        settle_memory()
        at_rest = _pss(os.getpid())
        first = _timed(catalogue.search, QUESTIONS[2])
        times = [_timed(catalogue.search, query) for _ in range(30) for query in KEYSTROKES]
        assert catalogue.search("jlk").hits[0].line.implementation_code == SENIOR_CARD
        figures.append(_figure(f"search, a keystroke, {count:,} items, median", statistics.median(times)))
        figures.append(_figure(f"search, a keystroke, {count:,} items, p99", _p99(times), 5))
        figures += _with_meaning(file, catalogue, count, first, at_rest)
        catalogue.close()
    return figures


def _with_meaning(file: Path, catalogue: Any, count: int, first: float, at_rest: float) -> list[Figure]:
    from offline_cache.catalogue.meaning import MeaningProcess

    told: queue.Queue[tuple[str, Any]] = queue.Queue()
    process = MeaningProcess(file, lambda query, near: told.put((query, near)))

    def joined(query: str) -> None:
        process.ask(query)
        asked, near = told.get(timeout=60)
        assert asked == query
        catalogue.search(query, near=near)

    started = _timed(joined, QUESTIONS[2])
    times = [_timed(joined, query) for _ in range(10) for query in QUESTIONS]
    assert process.process_id
    taken = _pss(os.getpid()) + _pss(process.process_id) - at_rest
    process.close()
    return [
        _figure(f"search, until meaning has joined in, {count:,} items, median", statistics.median(times)),
        _figure(f"search, until meaning has joined in, {count:,} items, p99", _p99(times), 40),
        _figure(f"the first search, {count:,} items: by words", first),
        _figure(f"the first search, {count:,} items: until meaning has joined in", started),
        Figure(f"memory that searching takes, {count:,} items", round(taken, 1), "MB", budget="at most 120 MB", met=taken <= 120),
    ]


def _timed(work: Callable[[str], object], query: str) -> float:
    """In ms."""
    began = time.perf_counter()
    work(query)
    return (time.perf_counter() - began) * 1000


def _p99(times: list[float]) -> float:
    return statistics.quantiles(times, n=100)[98]


def _figure(name: str, value: float, most: float = 0) -> Figure:
    return Figure(name, round(value, 3), "ms", budget=f"at most {most:g} ms" if most else "", met=value <= most if most else None)


def _pss(process_id: int) -> float:
    """MB (proc(5), smaps_rollup): its share of what it has in common with others is a part."""
    lines = Path(f"/proc/{process_id}/smaps_rollup").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("Pss:")) / 1024


if __name__ == "__main__":
    os.environ[TRACEABLE] = "1"  # the model's process is looked into
    tell(measure_search)
