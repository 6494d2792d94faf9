"""The vault opens to the card alone, and its rows tell nothing."""

from __future__ import annotations

import base64
import sqlite3
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.domain.licences import Licence
from kiosk.domain.people import CardKind, IdCard, Sex, SocialSecurityCard
from kiosk.domain.text import LocalizedText
from kiosk.domain.values import replace
from kiosk.ports.platform import LicenceFile
from kiosk.ports.storage import StorageError, StorageFault
from offline_cache.ledger.vault import SqliteVault
from tests.campaign import examples

SECRET = bytes(range(32))
NAME, NUMBER = "诸葛建国", "310199195711300412"
CARD = IdCard(
    CardKind.RESIDENT,
    NAME,
    NUMBER,
    Sex.MALE,
    date(1957, 11, 30),
    "样板区银杏路15号",
    "01",
    "公安局",
    date(2016, 8, 1),
    None,
    block=f"{NAME}{NUMBER}".encode("utf-16-le") + bytes(range(256)) * 4,
)
LICENCE = Licence(
    "1.2.156.3005.2.x",
    "hukou",
    LocalizedText("户口簿", "Register"),
    LocalizedText("公安局", "Police"),
    date(2020, 1, 1),
    None,
    True,
)
FILE = LicenceFile(LICENCE, "statement.of.platform", f"%PDF {NAME} {NUMBER}".encode())


SOCIAL = SocialSecurityCard(NAME, NUMBER, Sex.MALE, date(1957, 11, 30), "X00000412", "310199", date(2016, 8, 1))


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "ledger.db"


@pytest.fixture
def vault(path: Path) -> SqliteVault:
    vault = SqliteVault(path, SECRET)
    vault.keep(CARD, FILE)
    return vault


def test_the_card_opens_what_was_kept_under_it(vault: SqliteVault, path: Path) -> None:
    dated = LicenceFile(replace(LICENCE, identifier="2", valid_until=date(2030, 1, 1), usable=False), "s", b"\0\xff")
    vault.keep(CARD, dated)
    vault.close()
    assert sorted(SqliteVault(path, SECRET).open(CARD), key=lambda file: file.licence.identifier, reverse=True) == [dated, FILE]


def test_what_was_kept_before_the_holder_moved_opens_after(vault: SqliteVault) -> None:
    moved = CARD.with_appended_address("样板区紫藤路66弄2号")
    assert moved.address != CARD.address
    assert vault.open(moved) == (FILE,)
    assert vault.holder_tag(moved) == vault.holder_tag(CARD)
    vault.keep(moved, FILE)
    assert vault.open(CARD) == (FILE,)


def test_a_licence_kept_again_takes_the_place_of_the_old_one(vault: SqliteVault) -> None:
    newer = replace(FILE, pdf=b"newer")
    vault.keep(CARD, newer)
    assert vault.open(CARD) == (newer,)


@examples(60)
@given(at=st.integers(0, len(CARD.block) - 1), change=st.integers(1, 255))
def test_one_other_byte_on_the_card_opens_nothing(tmp_path_factory: pytest.TempPathFactory, at: int, change: int) -> None:
    vault = SqliteVault(tmp_path_factory.mktemp("vault") / "ledger.db", SECRET)
    vault.keep(CARD, FILE)
    block = bytearray(CARD.block)
    block[at] ^= change
    other = replace(CARD, block=bytes(block))
    assert vault.open(other) == ()
    assert vault.holder_tag(other) != vault.holder_tag(CARD)
    assert vault.open(CARD) == (FILE,)
    vault.close()


def test_another_terminals_secret_opens_nothing(vault: SqliteVault, path: Path) -> None:
    other = SqliteVault(path, bytes(32))
    assert other.open(CARD) == ()
    assert other.holder_tag(CARD) != vault.holder_tag(CARD)


def test_what_is_not_on_the_chip_makes_no_difference(vault: SqliteVault) -> None:
    assert vault.open(replace(CARD, name="李娜", number="1" * 18)) == (FILE,), "the key is made from the block alone"


def test_a_social_security_card_finds_what_it_applied_for_and_opens_nothing(vault: SqliteVault) -> None:
    assert vault.open(SOCIAL) == ()
    with pytest.raises(AssertionError):
        vault.keep(SOCIAL, FILE)
    assert len(vault.holder_tag(SOCIAL)) == 16
    assert vault.holder_tag(SOCIAL) == vault.holder_tag(replace(SOCIAL))
    assert vault.holder_tag(SOCIAL) != vault.holder_tag(CARD), "each card has its own"
    for change in ({"card_number": "X00000413"}, {"issued": None}, {"region": "310115"}, {"name": "诸葛"}):
        assert vault.holder_tag(replace(SOCIAL, **change)) != vault.holder_tag(SOCIAL), change
    assert vault.open(CARD) == (FILE,)


def test_the_tags_of_one_holder_are_not_alike(vault: SqliteVault, path: Path) -> None:
    lookup, licence_tag = sqlite3.connect(path).execute("SELECT lookup_tag, licence_tag FROM vault").fetchone()
    assert len({lookup, licence_tag, vault.holder_tag(CARD)}) == 3
    assert len(vault.holder_tag(CARD)) == 16
    assert vault.holder_tag(CARD) == vault.holder_tag(CARD)


def test_the_same_file_kept_twice_is_not_the_same_bytes(vault: SqliteVault, path: Path) -> None:
    first = sqlite3.connect(path).execute("SELECT nonce, box FROM vault").fetchone()
    vault.keep(CARD, FILE)
    second = sqlite3.connect(path).execute("SELECT nonce, box FROM vault").fetchone()
    assert first[0] != second[0]
    assert first[1] != second[1]


def test_the_files_tell_neither_whose_they_are_nor_what(vault: SqliteVault, path: Path) -> None:
    files = [entry.read_bytes() for entry in path.parent.iterdir()]
    assert sum(map(len, files)) > 4096
    for text in (NAME, NUMBER, CARD.address, "户口簿", LICENCE.identifier, NUMBER[6:14]):
        for form in (text.encode(), text.encode("utf-16-le"), text.encode("utf-16-be"), text.encode("gb18030")):
            marks = [form, form.hex().encode()]
            # Inside a longer run of base64 a text stands at one of three places.
            marks += [base64.b64encode(bytes(shift) + form)[4:-4] for shift in range(3) if len(form) > 9]
            for mark in marks:
                assert not any(mark in data for data in files), (text, mark)


@pytest.mark.parametrize("column", ["nonce", "box"])
def test_a_damaged_row_is_no_copy_and_the_others_stand(vault: SqliteVault, path: Path, column: str) -> None:
    other = LicenceFile(replace(LICENCE, identifier="2"), "s", b"other")
    vault.keep(CARD, other)
    database = sqlite3.connect(path)
    (value,) = database.execute(f"SELECT {column} FROM vault LIMIT 1").fetchone()
    database.execute(f"UPDATE vault SET {column} = ? WHERE {column} = ?", (bytes([value[0] ^ 1]) + value[1:], value))
    database.commit()
    database.close()
    assert len(vault.open(CARD)) == 1


def test_rows_cannot_change_places(vault: SqliteVault, path: Path) -> None:
    other = replace(CARD, block=b"another card")
    vault.keep(other, LicenceFile(LICENCE, "s", b"another's"))
    database = sqlite3.connect(path)
    (first, box_a), (second, box_b) = database.execute("SELECT lookup_tag, box FROM vault").fetchall()
    database.execute("UPDATE vault SET box = ? WHERE lookup_tag = ?", (box_b, first))
    database.execute("UPDATE vault SET box = ? WHERE lookup_tag = ?", (box_a, second))
    database.commit()
    database.close()
    assert vault.open(CARD) == ()
    assert vault.open(other) == ()


def test_a_full_disk_keeps_nothing(vault: SqliteVault) -> None:
    (pages,) = vault._database.execute("PRAGMA page_count").fetchone()
    vault._database.execute(f"PRAGMA max_page_count={pages}")
    with pytest.raises(StorageError) as fault:
        vault.keep(CARD, LicenceFile(replace(LICENCE, identifier="2"), "s", b"x" * 200_000))
    assert fault.value.fault is StorageFault.FULL
    assert vault.open(CARD) == (FILE,)
