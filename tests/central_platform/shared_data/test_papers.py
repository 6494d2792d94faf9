"""Official papers of queries: numbered, sealed, signed, and found genuine by any terminal."""

from __future__ import annotations

import base64
import hashlib
from typing import Any

import pypdfium2
import pytest

from central_platform.catalogue.published import current
from central_platform.core.keys import key_ring
from central_platform.licences.models import IssuedPaper
from central_platform.licences.services import revoked_licences
from central_platform.people.services import tag_of
from central_platform.samples import records as sample_records
from central_platform.shared_data.models import DataUse, Record, Source
from central_platform.shared_data.papers import MOST_ROWS
from kiosk.domain.clock import TimeKnown
from kiosk.domain.licences import CopyVerdict
from kiosk.domain.queries import PaperKind
from kiosk.domain.sample_people import sample_person
from kiosk.domain.service_items import Assurance, ServiceItem
from kiosk.messages.copy_code import LONGEST, check_copy, copy_code
from kiosk.messages.signing import verified
from tests.campaign import one_of_each
from tests.central_platform.shared_data.test_queries import NOBODY, answers_of, who
from tests.central_platform.terminal_api import NOW, TerminalApi, limits

PAPERS = [item for item in current().items.values() if item.query and item.query.paper.kind is PaperKind.OFFICIAL]
PENSIONS = next(item for item in PAPERS if item.query and item.query.data_set == "pension-payments")
WIDEST = max(PAPERS, key=lambda item: len(item.query.columns) if item.query else 0)
WANG = sample_person("wang")


def kind_of(item: ServiceItem) -> tuple[object, ...]:
    """By which papers differ: who may ask, and what is told of how many; the one with most columns is of its own kind."""
    return item.assurance, item.query and item.query.shape, item is WIDEST


@pytest.fixture
def api(api: TerminalApi) -> Any:
    sample_records.load()
    with limits(lookups_a_minute=10_000, queries_a_minute=10_000, queries_of_person=10_000, about_person=10_000):
        yield api


def paper_of(api: TerminalApi, item: ServiceItem, has: bool = True, status: int = 200) -> dict[str, Any]:
    person, company = who(item, has) if item.assurance is not Assurance.NONE else (None, "")
    identity = api.identity(person) if person else {}
    body = {"implementation_code": item.implementation_code, "answers": answers_of(item), "company": company, **identity}
    answer = api.call("/query/paper", body, status)
    return dict(answer["answer"]) if status == 200 else dict(answer)


def text_of(pdf: bytes) -> str:
    document = pypdfium2.PdfDocument(pdf)
    assert len(document) == 1
    return "".join(str(document[0].get_textpage().get_text_bounded()).split())


def test_every_official_paper_says_what_its_code_says(api: TerminalApi) -> None:
    assert len(PAPERS) >= 30
    longest = 0
    for item in one_of_each(PAPERS, kind_of):
        answer = paper_of(api, item)
        assert answer["verdict"] == "ISSUED", item.name.zh
        told = answer["paper"]
        pdf = base64.b64decode(told["pdf"])
        stated = verified(told["statement"], "licence-statement", key_ring().verification)
        assert stated["sha256"] == hashlib.sha256(pdf).hexdigest()
        assert item.query
        assert item.query.paper.title
        text = text_of(pdf)
        assert "".join(item.query.paper.title.zh.split()) in text
        assert stated["id"] in text
        for label, value in stated["facts"]:
            assert "".join(label.split()) in text, (item.name.zh, label)
            assert "".join(value.rstrip("…").split()) in text, (item.name.zh, label)
        code = copy_code(told["statement"], api.enrolment["certificate"], api.signer, serial(api), "购房租房", NOW)
        longest = max(longest, len(code))
        checked = check_copy(code, key_ring().verification, frozenset(revoked_licences()), TimeKnown(NOW))
        assert checked.verdict is CopyVerdict.GENUINE
        assert [list(fact) for fact in checked.facts] == stated["facts"]
    assert longest <= LONGEST // 2, "a code that is too fine to be read"


def serial(api: TerminalApi) -> str:
    return f"YB{api.terminal_id[1:]}-000001"


def test_a_paper_is_kept_without_what_it_says(api: TerminalApi) -> None:
    told = paper_of(api, PENSIONS)["paper"]
    (row,) = IssuedPaper.objects.all()
    assert (row.identifier, row.title.zh) == (told["licence"]["identifier"], "养老待遇证明")
    kept = " ".join(str(value) for value in IssuedPaper.objects.values_list().get())
    assert WANG.name not in kept
    assert WANG.number not in kept
    second = paper_of(api, PENSIONS)["paper"]
    assert second["licence"]["identifier"] != told["licence"]["identifier"]


def test_a_paper_that_was_revoked_is_found_to_be(api: TerminalApi) -> None:
    told = paper_of(api, PENSIONS)["paper"]
    IssuedPaper.objects.update(revoked=True)
    code = copy_code(told["statement"], api.enrolment["certificate"], api.signer, serial(api), "其他用途", NOW)
    checked = check_copy(code, key_ring().verification, frozenset(revoked_licences()), TimeKnown(NOW))
    assert checked.verdict is CopyVerdict.REVOKED


def test_of_many_rows_the_newest_are_printed_and_counted(api: TerminalApi) -> None:
    first = Record.objects.filter(data_set="pension-payments", subject_tag=tag_of(WANG.number)).first()
    assert first
    for number in range(40):
        month = f"20{10 + number // 12}-{number % 12 + 1:02}"
        Record.objects.create(
            **{
                **{name: getattr(first, name) for name in ("data_set", "subject_tag", "name", "as_of", "brought_by")},
                "row": f"more-{number}",
                "sealed": {**first.cells, "month": month},
            }
        )
    pdf = base64.b64decode(paper_of(api, PENSIONS)["paper"]["pdf"])
    total = Record.objects.filter(data_set="pension-payments", subject_tag=first.subject_tag).count()
    assert f"共{total}条，印最近{MOST_ROWS}条" in text_of(pdf)


def test_of_nothing_there_is_no_paper(api: TerminalApi) -> None:
    assert paper_of(api, PENSIONS, has=False, status=404)["code"] == "NOT_FOUND"
    slips = next(item for item in current().items.values() if item.query and item.query.paper.kind is PaperKind.RECEIPT)
    assert paper_of(api, slips, status=404)["code"] == "NOT_FOUND"
    assert not IssuedPaper.objects.exists()


def test_a_department_that_is_away_gives_no_paper(api: TerminalApi) -> None:
    Source.objects.create(key="pension-payments", url=NOBODY)
    assert paper_of(api, PENSIONS) == {"verdict": "REFUSED", "reason": "NO_ANSWER"}
    assert DataUse.objects.get().outcome == "NO_ANSWER"
