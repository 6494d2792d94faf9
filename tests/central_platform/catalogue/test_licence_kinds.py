"""The licence registry: every kind in use is printed by one item, is found by what people call it, and says where it is named."""

from __future__ import annotations

import re
import shutil
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from central_platform.catalogue.licence_kinds import with_kinds
from central_platform.catalogue.licence_rows import AUTHORITIES, COLUMNS, KINDS, Holder, LicenceKind
from central_platform.catalogue.published import content_hash
from central_platform.catalogue.publishing import CONTENT, ContentFault, load_catalogue, make_pack, read_licence_kinds
from kiosk.domain.identifiers import credit_code_fault
from kiosk.domain.service_items import Catalogue, ItemKind, Served, ServiceItem
from kiosk.domain.values import replace
from offline_cache.catalogue.build import build
from offline_cache.catalogue.read import SqliteCatalogue
from tests.whole_catalogue import whole_catalogue

CATALOGUE: Catalogue = whole_catalogue()
KIND_LIST: tuple[LicenceKind, ...] = read_licence_kinds(CONTENT)
PRINTS = {item.licence_type: item for item in CATALOGUE.items if item.kind is ItemKind.LICENCE_PRINT}
BY_HAND = [kind for kind in KIND_LIST if PRINTS[kind.key].implementation_code != kind.implementation_code]
IN_USE = 369  # kinds of which a clause was read that names them; raised with a row, never for the number's sake


def rows() -> list[dict[str, str]]:
    _, *lines = (CONTENT / KINDS).read_text(encoding="utf-8").splitlines()
    return [dict(zip(COLUMNS, line.split("\t"), strict=True)) for line in lines]


def registry(folder: Path) -> Path:
    """What the registry is read from, and no more."""
    for name in (KINDS, AUTHORITIES, "catalogue.yaml"):
        shutil.copy(CONTENT / name, folder)
    return folder


@pytest.fixture(scope="module")
def catalogue(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SqliteCatalogue]:
    opened = SqliteCatalogue(build(make_pack(CATALOGUE), tmp_path_factory.mktemp("licence-kinds")))
    yield opened
    opened.close()


def test_every_kind_in_use_is_printed_by_one_item() -> None:
    made = [kind for kind in KIND_LIST if kind not in BY_HAND]
    print(f"licence kinds in use: {len(KIND_LIST)}; items made of rows: {len(made)}, written by hand: {len(BY_HAND)}")
    assert len(KIND_LIST) == IN_USE == len([row for row in rows() if row["in_use"] == "yes"])
    assert len(PRINTS) == len([item for item in CATALOGUE.items if item.kind is ItemKind.LICENCE_PRINT])
    # Without a row: no text was found that names them.
    without = {"seniors-card", "minimum-allowance-certificate", "liquor-licence"}
    assert set(PRINTS) == {kind.key for kind in KIND_LIST} | without


def test_what_is_written_by_hand_stays_and_gets_words() -> None:
    assert len(BY_HAND) == 19
    item = PRINTS["business-licence"]
    assert item.implementation_code == "1131019900000087974312000005016"
    assert item.everyday_words[:2] == ("营业执照", "执照复印件")
    assert {"税务登记证", "组织机构代码证", "公司执照"} <= set(item.everyday_words)


def test_every_kind_says_where_it_is_named() -> None:
    for kind in KIND_LIST:
        assert kind.basis.title.startswith("《"), kind.key
        assert kind.basis.clause, kind.key
    for column in ("name_zh", "name_en", "key"):
        counts = Counter(row[column] for row in rows() if row["in_use"] == "yes")
        assert counts.most_common(1)[0][1] == 1, counts.most_common(1)


def test_a_guide_names_its_basis_and_who_issues_it() -> None:
    item = PRINTS["tobacco-retail-licence"]
    assert item.guide.sources["basis"].title == "《中华人民共和国烟草专卖法》（2015）"
    assert item.guide.sources["basis"].clause == "第十六条"
    assert "发证的是烟草专卖行政主管部门" in item.guide.questions[0].answer.zh
    assert item.authority.zh == "样板区烟草专卖局"
    assert item.guide.fee.fen is None
    assert item.guide.promised_time
    assert item.guide.promised_time.days == 0


def test_only_whoever_acts_for_a_company_is_promised_its_copy() -> None:
    for kind in KIND_LIST:
        item = PRINTS[kind.key]
        if kind not in BY_HAND and Served.COMPANY in item.served:
            assert "经办人" in item.guide.conditions[0].text.zh, kind.key
            assert "单位的证照谁能打？" in [asked.question.zh for asked in item.guide.questions], kind.key
    assert PRINTS["drug-manufacturing-licence"].served == (Served.COMPANY,)
    assert PRINTS["ordinary-passport"].served == (Served.PERSON,)


def test_a_relatives_papers_are_not_called_ones_own() -> None:
    family = [kind for kind in KIND_LIST if kind.holder is Holder.RELATIVE]
    assert len(family) == 5
    assert not [kind for kind in family if "您名下" in PRINTS[kind.key].summary.zh]


def test_a_licence_that_is_given_here_names_the_service_that_gives_it() -> None:
    names = {item.implementation_code: item.name.zh for item in CATALOGUE.items}
    ways = {item.licence_type: names[item.obtained_by] for item in CATALOGUE.items if item.obtained_by}
    assert len(ways) == 13
    assert ways["seniors-card"] == "敬老卡申领"
    assert ways["decision-on-work-injury"] == "工伤认定申请"


@pytest.mark.parametrize(
    ("gives", "told"),
    [
        ("[no-such-licence]", "gives: no licence type 'no-such-licence'"),
        ("[seniors-card, seniors-card]", "敬老卡申领: gives: another service gives 'seniors-card' already"),
        ("seniors-card", "敬老卡申领: gives: a list of licence types"),
    ],
)
def test_a_service_gives_what_there_is(tmp_path: Path, gives: str, told: str) -> None:
    content = Path(shutil.copytree(CONTENT, tmp_path / "content"))
    file = content / "items" / "seniors.yaml"
    text = file.read_text(encoding="utf-8")
    assert "gives: [seniors-card]" in text
    file.write_text(text.replace("gives: [seniors-card]", f"gives: {gives}"), encoding="utf-8")
    with pytest.raises(ContentFault, match=re.escape(told)):
        load_catalogue(content)


def test_only_a_transaction_gives(tmp_path: Path) -> None:
    content = Path(shutil.copytree(CONTENT, tmp_path / "content"))
    file = content / "items" / "licences.yaml"
    text = file.read_text(encoding="utf-8")
    file.write_text(
        text.replace("  licence_type: id-card\n", "  licence_type: id-card\n  gives: [ordinary-passport]\n"), encoding="utf-8"
    )
    with pytest.raises(ContentFault, match="gives: only a TRANSACTION gives a licence"):
        load_catalogue(content)


def test_codes_are_valid_in_form_and_belong_to_one_kind() -> None:
    codes = [kind.type_code for kind in KIND_LIST] + [kind.implementation_code for kind in KIND_LIST]
    assert len(set(codes)) == len(codes)
    for kind in KIND_LIST:
        assert credit_code_fault(kind.department.code) is None, kind.department.key
        assert len(kind.type_code) == 21
        assert len(kind.implementation_code) == 31


def test_codes_stay_when_rows_come_and_go(tmp_path: Path) -> None:
    content = registry(tmp_path)
    header, first, *others = (content / KINDS).read_text(encoding="utf-8").splitlines()
    new = "\t".join(
        ["899", "new-kind", "新证", "New kind", "PERSON", "公安机关", "《某法》", "第一条", "cards", "yes", "新的证|新证件"]
    )
    (content / KINDS).write_text("\n".join([header, new, *reversed(others), first]) + "\n", encoding="utf-8")
    before = {kind.key: (kind.type_code, kind.implementation_code) for kind in KIND_LIST}
    after = {kind.key: (kind.type_code, kind.implementation_code) for kind in read_licence_kinds(content)}
    assert after.pop("new-kind") == ("113101990000007641999", "1131019900000076414312000006899")
    assert after == before


def test_each_is_found_by_its_name(catalogue: SqliteCatalogue) -> None:
    for kind in KIND_LIST:
        item = PRINTS[kind.key]
        found = [hit.line.implementation_code for hit in catalogue.search(item.name.zh).hits]
        assert found[:1] == [item.implementation_code], item.name.zh
        assert item.implementation_code in [hit.line.implementation_code for hit in catalogue.search(kind.name.zh, 80).hits], (
            kind.key
        )


def test_each_everyday_word_finds_its_item(catalogue: SqliteCatalogue) -> None:
    for kind in KIND_LIST:
        for word in kind.everyday_words:
            found = [hit.line.implementation_code for hit in catalogue.search(word, 80).hits]
            assert PRINTS[kind.key].implementation_code in found, f"{kind.key}: {word}"


@pytest.mark.parametrize(
    ("asked", "key"),
    [("税务登记证", "business-licence"), ("房屋所有权证书", "real-estate-certificate"), ("失业证", "employment-certificate")],
)
def test_what_is_replaced_finds_what_replaced_it(catalogue: SqliteCatalogue, asked: str, key: str) -> None:
    assert PRINTS[key].implementation_code in [hit.line.implementation_code for hit in catalogue.search(asked).hits]
    assert not [item for item in CATALOGUE.items if item.name.zh == f"{asked}打印"]


def changed(content: Path, column: str, value: str, line: int = 3) -> Path:
    lines = (content / KINDS).read_text(encoding="utf-8").splitlines()
    cells = lines[line - 1].split("\t")
    cells[COLUMNS.index(column)] = value
    lines[line - 1] = "\t".join(cells)
    (content / KINDS).write_text("\n".join(lines) + "\n", encoding="utf-8")
    return content


@pytest.mark.parametrize(
    ("column", "value", "told"),
    [
        ("number", "1", "line 3: number '1' stands twice"),
        ("number", "900", "line 3: number: 1 to 899"),
        ("number", "²", "line 3: number: 1 to 899"),
        ("key", "id-card", "line 3: key 'id-card' stands twice"),
        ("key", "Temporary card", "line 3: key: a-z"),
        ("name_zh", "居民身份证", "line 3: name_zh '居民身份证' stands twice"),
        ("name_en", "", "line 3: name_en is empty"),
        ("holder", "NOBODY", "line 3: no holder 'NOBODY'"),
        ("authority", "某机关", "line 3: no authority '某机关' in licence_authorities.yaml"),
        ("basis", "", "line 3: basis is empty"),
        ("basis", "某法", "line 3: basis: a title stands in"),
        ("clause", " ", "line 3: a cell begins or ends with a space"),
        ("theme", "nowhere", "line 3: no theme 'nowhere'"),
        ("in_use", "perhaps", "line 3: in_use is yes"),
        ("in_use", "replaced-by:居民身份证", "line 3: number: what is replaced has none"),
        ("everyday_words", "临时身份证", "line 3: everyday_words: two at least"),
        ("everyday_words", "临时|临时", "line 3: everyday_words: each stands once"),
        ("everyday_words", "a\tb", "line 3: 12 columns instead of 11"),
    ],
)
def test_a_mistake_is_named_with_its_line(tmp_path: Path, column: str, value: str, told: str) -> None:
    with pytest.raises(ContentFault) as raised:
        read_licence_kinds(changed(registry(tmp_path), column, value))
    assert f"{KINDS}: {told}" in str(raised.value)


def test_what_replaces_must_be_in_use(tmp_path: Path) -> None:
    line = next(number for number, row in enumerate(rows(), 2) if row["in_use"].startswith("replaced-by:"))
    with pytest.raises(ContentFault, match=f"line {line}: replaced-by:没有的证: no kind of that name is in use"):
        read_licence_kinds(changed(registry(tmp_path), "in_use", "replaced-by:没有的证", line))


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("department: police}", "department: nobody}", "no department 'nobody'"),
        ("departments:", "offices:", "licence_authorities.yaml: "),
        ("113101990000007641", "113101990000007642", "code: no credit code"),
    ],
)
def test_authorities_that_are_wrong_are_refused(tmp_path: Path, old: str, new: str, told: str) -> None:
    content = registry(tmp_path)
    text = (content / AUTHORITIES).read_text(encoding="utf-8")
    assert old in text
    (content / AUTHORITIES).write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(ContentFault, match=told):
        read_licence_kinds(content)


def test_a_changed_row_is_published_anew(tmp_path: Path) -> None:
    content = registry(tmp_path)
    before = content_hash(content)
    after = content_hash(changed(content, "everyday_words", "临时身份证|临时证"))
    assert after != before
    (content / "guided").mkdir()
    (content / "guided" / "new.yaml").write_text("key: new\n", encoding="utf-8")
    assert content_hash(content) != after, "a guided choice too"


def test_a_first_line_with_other_columns_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ContentFault, match="line 1: the columns are number, key"):
        read_licence_kinds(changed(registry(tmp_path), "clause", "where", 1))


def test_content_without_a_registry_is_content(tmp_path: Path) -> None:
    content = Path(shutil.copytree(CONTENT, tmp_path / "content"))
    (content / KINDS).unlink()
    (content / AUTHORITIES).unlink()
    given = content / "items" / "social-insurance.yaml"
    given.write_text(given.read_text(encoding="utf-8").replace("  gives: [decision-on-work-injury]\n", ""), encoding="utf-8")
    without = load_catalogue(content)
    assert len(without.items) == len(CATALOGUE.items) - len(KIND_LIST) + len(BY_HAND)


def test_an_item_without_words_of_the_registry_is_itself() -> None:
    item: ServiceItem = replace(PRINTS["seniors-card"])
    made = with_kinds(replace(CATALOGUE, items=(item,), licence_types=()), ())
    assert made.items == (item,)


def test_the_catalogue_is_not_made_of_a_registry_with_a_mistake(tmp_path: Path) -> None:
    content = Path(shutil.copytree(CONTENT, tmp_path / "content"))
    with pytest.raises(ContentFault, match="line 3: clause is empty"):
        load_catalogue(changed(content, "clause", ""))
