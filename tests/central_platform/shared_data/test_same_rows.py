"""The platform's tables narrow rows as the pure function does, by which terminals answer without network."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from central_platform.catalogue.data_sets import DataSet, DataSubject, Purpose
from central_platform.shared_data.adapters import Question, Tables
from central_platform.shared_data.models import DataImport, Record
from kiosk.domain.queries import CellFormat, Column
from kiosk.domain.query_rows import matches
from kiosk.domain.text import LocalizedText
from tests.campaign import examples
from tests.central_platform.terminal_api import NOW

WORDS = LocalizedText("甲", "A")
FORMATS = {"name": CellFormat.TEXT, "code": CellFormat.MASKED}
DATA_SET = DataSet("made-up", WORDS, WORDS, DataSubject.NONE, WORDS, tuple(Column(key, WORDS, one) for key, one in FORMATS.items()))
# What a LIKE could take for something else, and letters that have several cases.
CELLS = st.text(st.sampled_from("aAéÉſs%_\\王2"), max_size=3)
ROWS = st.lists(st.dictionaries(st.sampled_from(["name", "code"]), CELLS), max_size=8)
PARAMETERS = st.dictionaries(st.sampled_from(["name", "code", "nothing"]), CELLS.filter(bool), max_size=2)


@settings(examples(60), suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(ROWS, PARAMETERS)
@example([{"name": "É"}, {"name": "é"}, {"name": "%é"}], {"name": "é"})
@example([{"code": "A1"}, {"code": "a_1"}, {"code": ""}, {}], {"code": "a_"})
def test_tables_and_the_pure_function_agree(rows: Sequence[Mapping[str, str]], parameters: Mapping[str, str]) -> None:
    DataImport.objects.filter(data_set=DATA_SET.key).delete()
    brought = DataImport.objects.create(data_set=DATA_SET.key, as_of=NOW, begun_at=NOW)
    Record.objects.bulk_create(
        Record(data_set=DATA_SET.key, row=str(at), data=row, as_of=NOW, brought_by=brought) for at, row in enumerate(rows)
    )
    found = Tables().find(Question(DATA_SET, None, Purpose.QUERY, parameters, NOW))
    assert found.rows == [row for row in rows if matches(row, parameters, FORMATS)]
