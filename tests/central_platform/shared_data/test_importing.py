"""Files of rows: what is taken, what is refused with its line and reason, and what a break leaves."""

from __future__ import annotations

import csv
import json
import tempfile
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from central_platform.catalogue.data_sets import AsOf, DataSubject, Purpose
from central_platform.samples import records as sample_records
from central_platform.shared_data import importing, services
from central_platform.shared_data.importing import ImportFault, import_file
from central_platform.shared_data.models import DataImport, Record
from kiosk.domain.parties import Citizen
from kiosk.domain.sample_people import SamplePerson, sample_person
from kiosk.domain.values import replace
from tests.campaign import examples
from tests.central_platform.terminal_api import NOW

KEY = "pension-payments"
WANG = sample_person("wang")
HEADER = "subject_number,subject_name,month,item,amount,state,bank,account_tail"


def line_of(month: str = "2026-11", amount: str = "4386.50", number: str = WANG.number, name: str = WANG.name) -> str:
    return f"{number},{name},{month},基本养老金,{amount},已发放,样板银行,2026"


def bring(folder: Path, text: str | bytes, name: str = "rows.csv", **more: Any) -> tuple[DataImport, list[list[str]]]:
    """The import, and the report's rows below its first line."""
    file, report = folder / name, folder / "report.csv"
    file.write_bytes(text if isinstance(text, bytes) else text.encode())
    brought = import_file(services.data_sets()[KEY], file, report, NOW, **{"as_of": NOW, **more})
    rows = list(csv.reader(StringIO(report.read_text(encoding="utf-8")))) if report.exists() else [[]]
    return brought, rows[1:]


def test_a_file_of_rows_is_brought_in(tmp_path: Path) -> None:
    brought, refused = bring(tmp_path, "\n".join([HEADER, line_of("2026-11"), line_of("2026-10")]))
    assert (brought.taken, brought.refused, brought.done, refused) == (2, 0, 3, [])
    row = Record.objects.filter(data_set=KEY).first()
    assert row
    assert row.cells["amount"] == "438650", "files write yuan, tables keep fen"
    assert WANG.number not in row.subject_tag


def test_json_lines_do_as_well(tmp_path: Path) -> None:
    row = dict(zip(HEADER.split(","), line_of().split(","), strict=True))
    brought, refused = bring(tmp_path, json.dumps(row, ensure_ascii=False) + "\n", "rows.jsonl")
    assert (brought.taken, refused) == (1, [])


def test_the_same_file_again_changes_nothing(tmp_path: Path) -> None:
    text = "\n".join([HEADER, line_of()])
    first, _ = bring(tmp_path, text)
    second, _ = bring(tmp_path, text)
    assert first.pk == second.pk
    assert Record.objects.count() == 1


def test_the_same_rows_in_another_file_are_the_same_rows(tmp_path: Path) -> None:
    bring(tmp_path, "\n".join([HEADER, line_of()]))
    bring(tmp_path, "\n".join([HEADER, line_of(), line_of("2026-10")]))
    assert Record.objects.count() == 2


def test_a_row_with_a_name_of_its_own_is_replaced(tmp_path: Path) -> None:
    bring(tmp_path, f"{HEADER},row\n{line_of(amount='1')},a")
    bring(tmp_path, f"{HEADER},row\n{line_of(amount='2')},a")
    assert [record.cells["amount"] for record in Record.objects.all()] == ["200"]


def test_a_whole_data_set_leaves_nothing_of_before(tmp_path: Path) -> None:
    bring(tmp_path, "\n".join([HEADER, line_of("2026-10")]))
    bring(tmp_path, "\n".join([HEADER, line_of("2026-11")]), whole=True)
    assert [record.cells["month"] for record in Record.objects.all()] == ["2026-11"]


def test_nothing_goes_where_a_row_was_refused(tmp_path: Path) -> None:
    bring(tmp_path, "\n".join([HEADER, line_of("2026-10")]))
    bring(tmp_path, "\n".join([HEADER, line_of("2026-11"), line_of("bad")]), whole=True)
    assert {record.cells["month"] for record in Record.objects.all()} == {"2026-10", "2026-11"}


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        (line_of(month="2026-13"), "month: is no month"),
        (line_of(amount="4386,50"), "has 9 cells, where the first line has 8"),
        (line_of(amount="4386.505"), "amount: is no amount in yuan"),
        (line_of(amount=""), "amount: is missing"),
        (line_of(number="310199194803120268"), "subject_number: check-digit"),
        (line_of(number="1"), "subject_number: length"),
        (line_of(name=""), "subject_name is missing or longer than 120 characters"),
        (line_of(name="王\x00秀英"), "holds characters that nothing can show"),
        ('"' + line_of(), "is no line of CSV: one row is one line"),
    ],
)
def test_a_bad_row_is_told_with_its_line_and_not_its_content(tmp_path: Path, line: str, reason: str) -> None:
    brought, refused = bring(tmp_path, "\n".join([HEADER, line_of("2026-10"), line, line_of("2026-09")]))
    assert refused == [["3", reason]]
    assert (brought.taken, brought.refused) == (2, 1)


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        (b"{", "is no JSON"),
        (b"[]", "is no JSON object"),
        (b'{"a": {}}', "holds something else than texts and whole numbers"),
        (b'{"a": "b"}', "1 names that the data set does not know"),
        (b"\xff", "is not UTF-8"),
        (b'{"month": "' + b"1" * 70_000 + b'"}', "a line has at most 65536 bytes"),
        (b"[" * 60_000, "is no JSON"),
    ],
)
def test_a_bad_line_of_json_is_told(tmp_path: Path, line: bytes, reason: str) -> None:
    good = json.dumps(dict(zip(HEADER.split(","), line_of().split(","), strict=True))).encode()
    brought, refused = bring(tmp_path, line + b"\n" + good + b"\n", "rows.jsonl")
    assert refused == [["1", reason]]
    assert brought.taken == 1


@pytest.mark.parametrize("first", ["", "month,month", "month,colour", "月份"])
def test_a_file_without_its_columns_is_refused_whole(tmp_path: Path, first: str) -> None:
    with pytest.raises(ImportFault):
        bring(tmp_path, f"{first}\n{line_of()}")
    assert not Record.objects.exists()


def test_what_broke_off_goes_on_where_it_stopped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importing, "BATCH", 2)
    text = "\n".join([HEADER, *(line_of(f"20{year}-01") for year in range(10, 16)), line_of("bad"), line_of("2009-01")])
    well, calls = importing._store, []

    def breaks(*words: Any) -> None:
        calls.append(1)
        if len(calls) == 3:
            raise OSError("the disk is gone")
        well(*words)

    monkeypatch.setattr(importing, "_store", breaks)
    with pytest.raises(OSError, match="gone"):
        bring(tmp_path, text)
    assert (Record.objects.count(), DataImport.objects.get().done) == (4, 5)
    brought, refused = bring(tmp_path, text)
    assert (brought.taken, brought.refused, Record.objects.count()) == (7, 1, 7)
    assert refused == [["8", "month: is no month"]]
    assert len(calls) == 5, "what was in was not brought in again"


def test_the_newest_row_tells_the_state_where_rows_do(tmp_path: Path, now: Any) -> None:
    bring(tmp_path, f"{HEADER},as_of\n{line_of('2026-11')},2026-11-01\n{line_of('2026-10')},2026-10-01")
    by_row = replace(services.data_sets()[KEY], as_of=AsOf.ROW)
    who = Citizen(WANG.name, WANG.number)
    asker = services.Asker(None, None, "", NOW)
    assert services.look_up(by_row, who, Purpose.QUERY, {}, asker).as_of == 1793462400  # midnight of 1 November in China
    assert services.look_up(services.data_sets()[KEY], who, Purpose.QUERY, {}, asker).as_of == NOW


def test_the_command_tells_what_it_did(tmp_path: Path, now: Any) -> None:
    file = tmp_path / "rows.csv"
    file.write_text(f"{HEADER}\n{line_of()}\n{line_of('x')}", encoding="utf-8")
    out = StringIO()
    call_command("import_records", KEY, str(file), as_of="2026-11-01", stdout=out)
    assert out.getvalue() == f"1 taken, 1 refused: {file}.refused.csv\n"
    with pytest.raises(CommandError, match="no such data set"):
        call_command("import_records", "nothing", str(file))
    with pytest.raises(CommandError):
        call_command("import_records", KEY, str(tmp_path / "missing.csv"))
    with pytest.raises(CommandError):
        call_command("import_records", KEY, str(file), as_of="yesterday")


CSV_TEXT = st.lists(st.sampled_from([HEADER, line_of(), '"', ",", "\n", "\r\n", "\x00", "王", "2026-11", "-1.5", " "]), max_size=12)


@settings(examples(60), suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.one_of(st.binary(max_size=300), CSV_TEXT.map(lambda parts: (HEADER + "\n" + "".join(parts)).encode())), st.booleans())
def test_any_bytes_are_rows_or_refused(content: bytes, is_csv: bool) -> None:
    """Each line is taken, refused with a reason or empty, and nothing of it is in the reason."""
    DataImport.objects.all().delete()
    with tempfile.TemporaryDirectory() as folder:
        try:
            brought, refused = bring(Path(folder), content, "rows.csv" if is_csv else "rows.jsonl")
        except ImportFault:
            return
    lines = content.count(b"\n") + (not content.endswith(b"\n") and bool(content))
    assert brought.taken + brought.refused <= lines
    assert len(refused) >= brought.refused
    assert all(WANG.name not in reason for _, reason in refused)


def test_public_rows_can_travel_and_no_others(now: Any) -> None:
    sample_records.load()
    public = [data_set for data_set in services.data_sets().values() if data_set.subject is DataSubject.NONE]
    for data_set in public:
        told = services.public_rows(data_set)
        assert told.rows, data_set.key
        assert (told.key, told.as_of, told.department) == (data_set.key, NOW, data_set.department)
    with pytest.raises(ValueError, match="about somebody"):
        services.public_rows(services.data_sets()[KEY])


def test_every_public_data_set_says_nothing_of_anybody() -> None:
    for data_set in services.data_sets().values():
        if data_set.subject is DataSubject.NONE:
            assert not {field.format.value for field in data_set.fields} & {"masked"}, data_set.key


def test_a_person_of_a_foreigners_card_can_be_on_record(tmp_path: Path, wang: SamplePerson) -> None:
    brought, _ = bring(tmp_path, "\n".join([HEADER, line_of(number="USA310085051201", name="SMITH JOHN")]))
    assert brought.taken == 1
