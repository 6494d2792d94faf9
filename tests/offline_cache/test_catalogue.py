"""Packs that may be used and packs that may not, and the search over the district's real content."""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from central_platform.catalogue.publishing import make_pack, search_keys
from kiosk.domain.service_items import Catalogue, Served
from kiosk.messages.packs import PACK_FORMAT, PackFault
from kiosk.ports.storage import Among, MatchedBy, Near, StorageError, StorageFault
from offline_cache.catalogue import build as catalogue_build
from offline_cache.catalogue.build import build, read_pack
from offline_cache.catalogue.read import SqliteCatalogue, newest
from offline_cache.catalogue.typed import LONGEST_QUERY
from tests.campaign import examples
from tests.whole_catalogue import whole_catalogue


@pytest.fixture(scope="session")
def published() -> Catalogue:
    return whole_catalogue()


@pytest.fixture(scope="session")
def pack(published: Catalogue) -> bytes:
    return make_pack(published)


@pytest.fixture(scope="session")
def catalogue(pack: bytes, tmp_path_factory: pytest.TempPathFactory) -> SqliteCatalogue:
    return SqliteCatalogue(build(pack, tmp_path_factory.mktemp("catalogue")))


def small(code: str = "1" * 31, name: str = "敬老卡", uses: int = 1) -> dict[str, Any]:
    words = {"zh": name, "en": "Senior card"}
    item = {"implementation_code": code, "theme": "t", "kind": "QUERY", "name": words, "summary": words, "uses": uses}
    item["authority"] = words
    return {"item": item, "search": {"zh": [name], "pinyin": ["jing lao ka"], "en": ["Senior card"]}}


def packed(*lines: dict[str, Any], **header: Any) -> bytes:
    words = {"zh": "区", "en": "District"}
    first = {
        "format": 1,
        "items": len(lines),
        "version": "2026.1.1.1",
        "area": words,
        "notice": words,
        "themes": [],
        "licence_types": [],
    }
    return gzip.compress("\n".join(json.dumps(line) for line in ({**first, **header}, *lines)).encode())


def test_items_are_listed_by_department_and_by_whom_they_are_for(catalogue: SqliteCatalogue, published: Catalogue) -> None:
    authorities = catalogue.authorities()
    assert {name.zh for name in authorities} == {item.authority.zh for item in published.items}
    assert sum(len(catalogue.lines(Among(authority=name.zh))) for name in authorities) == len(published.items)
    for served in Served:
        wanted = {item.implementation_code for item in published.items if served in item.served}
        assert {line.implementation_code for line in catalogue.lines(Among(served=served.value))} == wanted
    both = {item.implementation_code for item in published.items if item.theme == "seniors" and Served.COMPANY in item.served}
    assert {line.implementation_code for line in catalogue.lines(Among(theme="seniors", served="COMPANY"))} == both
    assert catalogue.lines(Among(theme="seniors", served="AUTHORITY")) == ()
    assert len(catalogue.lines(Among())) == len(published.items)


def test_a_small_pack_becomes_a_catalogue(tmp_path: Path) -> None:
    path = build(packed(small(), small("2" * 31, "敬老卡查询", 5)), tmp_path)
    assert path.name == "catalogue-2026.1.1.1.db"
    assert [entry.name for entry in tmp_path.iterdir()] == [path.name]
    catalogue = SqliteCatalogue(path)
    assert catalogue.version == "2026.1.1.1"
    assert [line.name.zh for line in catalogue.lines(Among(theme="t"))] == ["敬老卡查询", "敬老卡"], "the most used first"
    assert [hit.line.name.zh for hit in catalogue.search("敬老卡").hits] == ["敬老卡", "敬老卡查询"], (
        "the whole name before a part of it"
    )
    assert catalogue.item("9" * 31) is None
    catalogue.close()


def test_a_folder_with_any_name_will_do(tmp_path: Path) -> None:
    folder = tmp_path / "目录 #1 100%25?mode=rw"
    folder.mkdir()
    catalogue = SqliteCatalogue(build(packed(small()), folder))
    assert catalogue.search("敬老").hits
    assert len(list(folder.iterdir())) == 1


def test_the_newest_version_is_found_by_number_not_by_letter(tmp_path: Path) -> None:
    assert newest(tmp_path) is None
    for version in ("2026.9.1.1", "2026.11.22.10", "2026.11.22.9"):
        build(packed(small(), version=version), tmp_path)
    assert newest(tmp_path) == tmp_path / "catalogue-2026.11.22.10.db"


def test_an_interrupted_build_leaves_the_old_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    old = build(packed(small()), tmp_path)
    before = old.read_bytes()
    for broken in ("_fill", "_spellings", "_durable"):
        with monkeypatch.context() as patch:

            def cut(*_: Any) -> None:
                raise KeyboardInterrupt

            patch.setattr(catalogue_build, broken, cut)
            with pytest.raises(KeyboardInterrupt):
                build(packed(small(name="新"), version="2026.1.1.1"), tmp_path)
            with pytest.raises(KeyboardInterrupt):
                build(packed(small(name="新"), version="2026.2.1.1"), tmp_path)
        assert newest(tmp_path) == old
        assert old.read_bytes() == before
    again = build(packed(small(name="新"), version="2026.2.1.1"), tmp_path)
    assert SqliteCatalogue(again).search("新").hits, "the remains of a build are no hindrance to the next"


def test_a_reader_keeps_the_version_it_began_with(tmp_path: Path) -> None:
    reader = SqliteCatalogue(build(packed(small()), tmp_path))
    build(packed(small(name="新")), tmp_path)
    assert [hit.line.name.zh for hit in reader.search("敬老").hits] == ["敬老卡"]
    assert SqliteCatalogue(tmp_path / "catalogue-2026.1.1.1.db").search("新").hits


@pytest.mark.parametrize(
    "spoil",
    [
        lambda pack: b"",
        lambda pack: b"not gzip",
        lambda pack: pack[: len(pack) // 2],
        lambda pack: pack[:-5],
        lambda pack: pack[:20] + bytes([pack[20] ^ 255]) + pack[21:],
        lambda pack: gzip.compress(b""),
        lambda pack: gzip.compress(b"[]\n"),
        lambda pack: gzip.compress(b"7\n"),
        lambda pack: gzip.compress(b'"text"\n'),
        lambda pack: gzip.compress(b"{}\n"),
        lambda pack: gzip.compress(b"[" * 100_000),
        lambda pack: gzip.compress(b"\xff\xfe\n"),
        lambda pack: packed(small(), format=PACK_FORMAT + 1),
        lambda pack: packed(small(), items=2),
        lambda pack: packed(small(), version="../../elsewhere"),
        lambda pack: packed(small(), version=""),
        lambda pack: packed(small(), version=7),
        lambda pack: packed(small(), version="1\n"),
    ],
)
def test_a_pack_that_cannot_be_used_is_refused(tmp_path: Path, spoil: Callable[[bytes], bytes]) -> None:
    with pytest.raises(PackFault):
        build(spoil(packed(small())), tmp_path)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "line",
    [
        {},
        {"item": {}, "search": {}},
        {"item": small()["item"]},
        {**small(), "search": {"zh": [], "pinyin": 7, "en": []}},
        {**small(), "item": {**small()["item"], "theme": {"a": 1}}},
        {**small(), "item": {**small()["item"], "theme": None}},
        {**small(), "item": {**small()["item"], "name": "敬老卡"}},
        {**small(), "item": {**small()["item"], "uses": "many"}},
        {**small(), "search": {"zh": ["敬"], "pinyin": [7], "en": []}},
    ],
)
def test_a_pack_with_an_impossible_item_leaves_the_old_catalogue(tmp_path: Path, line: dict[str, Any]) -> None:
    old = build(packed(small()), tmp_path)
    with pytest.raises(PackFault):
        build(packed(small("2" * 31), line, version="2026.2.1.1"), tmp_path)
    assert newest(tmp_path) == old


def test_one_code_twice_is_refused(tmp_path: Path) -> None:
    with pytest.raises(PackFault):
        build(packed(small(), small()), tmp_path)


def test_a_pack_that_unpacks_to_more_than_may_be_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(catalogue_build, "LARGEST_PACK", 100_000)
    with pytest.raises(PackFault):
        read_pack(gzip.compress(b" " * 10_000_000))


@given(st.binary(max_size=300))
def test_no_bytes_make_reading_a_pack_raise_anything_else(data: bytes) -> None:
    for attempt in (data, gzip.compress(data)):
        with pytest.raises(PackFault):
            read_pack(attempt)


def test_a_file_that_is_no_catalogue_is_refused(tmp_path: Path) -> None:
    junk = tmp_path / "catalogue-1.db"
    junk.write_bytes(b"junk" * 1000)
    with pytest.raises(StorageError) as fault:
        SqliteCatalogue(junk)
    assert fault.value.fault is StorageFault.DAMAGED
    with pytest.raises(StorageError):
        SqliteCatalogue(tmp_path / "catalogue-2.db")


def test_every_item_is_read_back_as_it_was_published(catalogue: SqliteCatalogue, published: Catalogue) -> None:
    assert catalogue.version == published.version
    assert (catalogue.area, catalogue.notice) == (published.area, published.notice)
    assert catalogue.themes == published.themes
    assert catalogue.licence_types == published.licence_types
    for item in published.items:
        assert catalogue.item(item.implementation_code) == item
    assert sum(len(catalogue.lines(Among(theme=theme.key))) for theme in published.themes) == len(published.items)


def test_every_item_is_found_first_or_nearly_by_its_whole_name(catalogue: SqliteCatalogue, published: Catalogue) -> None:
    for item in published.items:
        hits = [hit.line.name.zh for hit in catalogue.search(item.name.zh).hits]
        assert item.name.zh in hits[:1], item.name.zh


def test_every_item_is_found_first_by_its_whole_english_name_and_its_pinyin(
    catalogue: SqliteCatalogue, published: Catalogue
) -> None:
    for item in published.items:
        hits = [hit.line.name.en for hit in catalogue.search(item.name.en, near=Near({1: 0.95, 7: 0.95})).hits]
        assert item.name.en in hits[:1] or len(item.name.en) > LONGEST_QUERY, item.name.en
        if len(sound := search_keys(item)["pinyin"][0]) < LONGEST_QUERY:
            assert names(catalogue, sound)[0] == item.name.zh


def names(catalogue: SqliteCatalogue, query: str) -> list[str]:
    return [hit.line.name.zh for hit in catalogue.search(query).hits]


@pytest.mark.parametrize(
    "query", ["jlk", "JLK", "ｊｌｋ", "敬老卡", "jinglaoka", "jing lao ka", "jing'lao'ka", "敬老k", "敬lao卡", "jinglaok"]
)
def test_the_senior_card_comes_first(catalogue: SqliteCatalogue, query: str) -> None:
    assert names(catalogue, query)[0] == "敬老卡申领"


@pytest.mark.parametrize(
    ("query", "wanted"),
    [
        ("老年卡", "敬老卡申领"),
        ("lnk", "敬老卡申领"),
        ("老年证", "敬老卡申领"),
        ("senior", "敬老卡申领"),
        ("yanglao", "养老金领取情况查询"),
        ("养老金", "养老金领取情况查询"),
        ("养老金", "企业职工基本养老金申领"),
        ("卡", "敬老卡申领"),
        ("卡", "社会保障卡申领"),
    ],
)
def test_everyday_words_sounds_and_english_find_it(catalogue: SqliteCatalogue, query: str, wanted: str) -> None:
    assert wanted in names(catalogue, query)


@pytest.mark.parametrize(
    ("query", "first"),
    [
        (nv, "独生子女证档案查询")
        for nv in ("zinv", "zinü", "ZINÜ", "zinu\u0308", "zinu:", "zinu：", "ｚｉｎü", "ｚｉｎｖ", "zǐnǚ", "zi'nü")
    ]
    + [(lv, "旅馆业") for lv in ("lvguan", "lüguan", "lu:guan", "lǚguǎn")],
)
def test_u_with_two_dots_is_found_however_it_is_typed(catalogue: SqliteCatalogue, query: str, first: str) -> None:
    hits = catalogue.search(query).hits
    assert hits == catalogue.search("zinv" if first.startswith("独") else "lvguan").hits
    assert not hits[0].slip
    assert any(first in hit.line.name.zh or first[:2] in hit.why for hit in hits)


@pytest.mark.parametrize(
    "query", ["zhanlve", "zhanlue", "zhanlüe", "zhànlüè", "zl", "nüedai", "nuedai", "nvedai", "jǖzhù", "juzhu", "revenue"]
)
def test_lue_and_nue_are_pinyin_of_lve_and_nve(tmp_path: Path, query: str) -> None:
    one = small(name="战略虐待居住")
    one["search"]["pinyin"] = ["zhan lve nve dai ju zhu"]
    one["search"]["en"] = ["Revenue"]
    one["item"]["name"]["en"] = "Revenue"
    catalogue = SqliteCatalogue(build(packed(one), tmp_path))
    hits = catalogue.search(query).hits
    catalogue.close()
    assert [hit.slip for hit in hits] == [False]


def test_a_hit_by_an_everyday_word_says_so(catalogue: SqliteCatalogue) -> None:
    hit = catalogue.search("老年卡").hits[0]
    assert (hit.line.name.zh, hit.why, hit.marks) == ("敬老卡申领", "老年卡", ())
    hit = catalogue.search("敬老卡").hits[0]
    assert (hit.why, hit.marks) == ("", ((0, 3),))


@pytest.mark.parametrize(
    ("query", "marked"), [("pension", ["Pension"]), ("pensoin", ["Pension"]), ("claim PEN", ["Claim", "pen"]), ("laim", [])]
)
def test_words_of_an_english_name_are_marked_where_they_begin(catalogue: SqliteCatalogue, query: str, marked: list[str]) -> None:
    hits = [[hit.line.name.en[start:end] for start, end in hit.marks_en] for hit in catalogue.search(query).hits]
    assert marked in hits if marked else not hits


@pytest.mark.parametrize(
    ("query", "wanted"),
    [
        ("敬劳卡", "敬老卡申领"),  # written by sound, and the wrong character taken
        ("敬老咔", "敬老卡申领"),
        ("井老卡", "敬老卡申领"),
        ("敬卡老", "敬老卡申领"),
        ("老年人卡", "敬老卡申领"),  # also in an everyday word
        ("jinlaoka", "敬老卡申领"),  # n for ng
        ("jing lao qa", "敬老卡申领"),
        ("jinglaokaa", "敬老卡申领"),
        ("jignlaoka", "敬老卡申领"),
        ("敬劳ka", "敬老卡申领"),
        ("senoir", "敬老卡申领"),
        ("snior", "敬老卡申领"),
        ("senior crads", "敬老卡申领"),
        ("senoir card", "敬老卡申领"),
        ("senior kard", "敬老卡申领"),
        ("井劳咔", "敬老卡申领"),  # every character wrong
        ("社惠保璋卡", "社会保障卡申领"),
        ("敬老卡麒麟", "敬老卡申领"),  # what nobody knows stands in nobody's way
    ],
)
def test_slips_are_forgiven(catalogue: SqliteCatalogue, query: str, wanted: str) -> None:
    assert wanted in names(catalogue, query)[:5]


@pytest.mark.parametrize("query", ["敬劳卡", "井老卡", "敬卡老", "jinlaoka", "senoir", "社惠保璋卡"])
def test_what_was_not_typed_so_says_that_it_is_a_guess(catalogue: SqliteCatalogue, query: str) -> None:
    assert catalogue.search(query).hits[0].slip


def test_a_slip_is_marked_where_the_right_letters_stand(catalogue: SqliteCatalogue) -> None:
    hit = catalogue.search("jinlaoka").hits[0]
    assert (hit.line.name.zh, hit.marks, hit.why) == ("敬老卡申领", ((0, 3),), "")
    assert not catalogue.search("jinglaoka").hits[0].slip


@examples(200)
@given(data=st.data())
def test_a_slip_anywhere_in_a_name_is_forgiven(catalogue: SqliteCatalogue, published: Catalogue, data: st.DataObject) -> None:
    name = data.draw(st.sampled_from([item.name.zh for item in published.items]))
    plain = "".join(c for c in name if c.isalnum() and not c.isascii())[: data.draw(st.integers(6, 20))]
    at = data.draw(st.integers(0, len(plain) - 2))
    slips = [
        plain[:at] + "麒" + plain[at + 1 :],
        plain[:at] + plain[at + 1 :],
        plain[:at] + "麒" + plain[at:],
        plain[:at] + plain[at + 1] + plain[at] + plain[at + 2 :],
    ]
    typed = data.draw(st.sampled_from(slips))
    hits = catalogue.search(typed, 80).hits
    assert hits
    assert not hits[0].slip or name in [hit.line.name.zh for hit in hits], typed


@pytest.mark.parametrize("query", ["", " ", "麒麟饕餮", "zzzzqqq", "*", '"', "' OR 1=1", "\0", "🎉"])
def test_nonsense_finds_nothing(catalogue: SqliteCatalogue, query: str) -> None:
    assert catalogue.search(query).hits == ()


@pytest.mark.parametrize(
    "query", ["老*", '"敬老"', "敬老 OR 养老", "NEAR(敬老 卡)", "敬老^", "-敬老", "tokens:敬老", "敬+老", "{敬老}", "敬老" * 500]
)
def test_the_index_own_syntax_is_only_text(catalogue: SqliteCatalogue, query: str) -> None:
    assert isinstance(catalogue.search(query).hits, tuple)


def test_marks_between_letters_do_not_matter(catalogue: SqliteCatalogue) -> None:
    assert names(catalogue, "“敬老卡”") == names(catalogue, "敬老卡")


@examples(300)
@given(data=st.data())
def test_no_text_makes_the_search_raise_and_marks_lie_within_the_name(catalogue: SqliteCatalogue, data: st.DataObject) -> None:
    piece = st.sampled_from(
        ["敬老", "卡", "yang", "lao", "j", "s", "社保", "card", " ", '"', "*", "(", ")", "AND", "𠮷", "é", "²", "'"]
    ) | st.text(max_size=5)
    query = "".join(data.draw(st.lists(piece, max_size=8)))
    limit = data.draw(st.integers(1, 30))
    hits = catalogue.search(query, limit).hits
    assert len(hits) <= limit
    assert len({hit.line.implementation_code for hit in hits}) == len(hits)
    for hit in hits:
        for marks, name in ((hit.marks, hit.line.name.zh), (hit.marks_en, hit.line.name.en)):
            assert list(marks) == sorted(marks)
            assert all(0 <= start < end <= len(name) for start, end in marks), (query, hit)


@examples(100)
@given(data=st.data())
def test_typing_on_never_loses_the_item_that_is_typed(
    catalogue: SqliteCatalogue, published: Catalogue, data: st.DataObject
) -> None:
    """Up to the 40 characters that a page sends, each further character keeps the item among those found."""
    name = data.draw(st.sampled_from([item.name.zh for item in published.items]))
    plain = "".join(c for c in name if c.isalnum())
    for end in range(2, min(len(plain), 40) + 1):
        assert name in [hit.line.name.zh for hit in catalogue.search(plain[:end], 80).hits], plain[:end]


@examples(200)
@given(data=st.data())
def test_an_exact_name_is_first_whatever_is_near_in_meaning(
    catalogue: SqliteCatalogue, published: Catalogue, data: st.DataObject
) -> None:
    """Numbers that no item has, too."""
    name = data.draw(st.sampled_from([item.name.zh for item in published.items]))
    alike = st.dictionaries(st.integers(1, 120), st.floats(-1, 1), max_size=30)
    near = Near(data.draw(alike), data.draw(alike))
    found = catalogue.search(name, 5, near)
    assert found.hits[0].line.name.zh == name
    assert not found.little
    assert [hit.score for hit in found.hits] == sorted((hit.score for hit in found.hits), reverse=True)


def test_a_hit_says_what_it_matched_by(tmp_path: Path) -> None:
    one = small(name="犬类准养证核发")
    one["search"] |= {"pinyin": ["quan lei zhun yang zheng he fa"], "also": ["养狗", "狗", "K9"]}
    with closing(SqliteCatalogue(build(packed(one), tmp_path))) as catalogue:
        for query, reason, why, marked in (
            ("准养证", MatchedBy.NAME, "", "准养证"),
            ("核发犬类", MatchedBy.NAME, "", "犬类核发"),
            ("养狗怎么办", MatchedBy.EVERYDAY, "养狗", ""),
            ("办K9证", MatchedBy.EVERYDAY, "k9", ""),
            ("zhunyangzheng", MatchedBy.PINYIN, "", "准养证"),
            ("犬雷准样证", MatchedBy.SLIP, "", "犬类准养证"),
        ):
            (hit,) = catalogue.search(query).hits
            assert (hit.reason, hit.why, hit.slip) == (reason, why, reason is MatchedBy.SLIP), query
            assert "".join(hit.line.name.zh[start:end] for start, end in hit.marks) == marked, query
        (hit,) = catalogue.search("小动物许可", near=Near({1: 0.88})).hits
        assert (hit.reason, hit.marks) == (MatchedBy.MEANING, ())
