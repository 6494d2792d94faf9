"""Applications that owe a material, or promise one, as a terminal would seal them; and what brings what is owed."""

from __future__ import annotations

import base64
from typing import Any

import pypdfium2

from central_platform.cases.models import CaseRecord
from central_platform.catalogue import published
from kiosk.domain.sample_people import SamplePerson
from kiosk.domain.submissions import new_receipt_token, token_hash
from kiosk.domain.times import day_of
from kiosk.domain.without_paper import commitment_text, told_in
from tests.central_platform.terminal_api import NOW, TerminalApi, moment

UNEMPLOYED = "113101990000002116431200000E301"  # 失业登记: the employer's statement may be promised
PERMIT = "113101990000007641431070000E705"  # 居住证申领: its proof may be brought later
REFUND = "11310199000000326C431050000E202"  # 医疗费零星报销: likewise
TODAY = day_of(NOW)
DAY = 86_400


def commitment_of(code: str = UNEMPLOYED, language: str = "zh") -> dict[str, Any]:
    item = published.current().items[code]
    (one,) = item.commitments
    names = {material.key: material.name for material in item.guide.materials}
    text = told_in(commitment_text(one, item.name, names, item.guide.sources[one.source]), language)
    return {
        "item": code,
        "version": one.version,
        "materials": list(one.materials),
        "text": list(text),
        "agreed_at": NOW - 60,
    }


def promising(api: TerminalApi, person: SamplePerson, **changes: Any) -> dict[str, Any]:
    """An application whose statement of the employer is promised."""
    answers = {
        "was_employed": "yes",
        "left_on": "2026-10-31",
        "job_reason": "closed",
        "other_income": "no",
        "wanted_job": "any",
        "mobile": person.mobile,
    }
    materials = [{"key": "id_card", "state": "FROM_CARD", "licence_type": "id-card"}, {"key": "termination", "state": "PROMISED"}]
    content = api.content(person, schema=5, implementation_code=UNEMPLOYED, answers=answers, materials=materials)
    return {**content, "commitments": [commitment_of()], **changes}


def owing(api: TerminalApi, person: SamplePerson, **changes: Any) -> dict[str, Any]:
    """An application whose proof of the address is brought later."""
    answers = {
        "half_year": "yes",
        "ground": "home",
        "home_address": "样板区梧桐路1号",
        "delivery": "collect",
        "mobile": person.mobile,
    }
    materials = [
        {"key": "id_card", "state": "FROM_CARD", "licence_type": "id-card"},
        {"key": "home", "state": "LATER", "by": "2026-12-11"},
    ]
    content = api.content(person, schema=5, implementation_code=PERMIT, answers=answers, materials=materials)
    return {**content, **changes}


def sent(api: TerminalApi, content: dict[str, Any]) -> dict[str, Any]:
    (verdict,) = api.send(api.message("submission", 5, content, content["submission_id"]))
    (case,) = verdict["cases"]
    return dict(case)


def row_of(case: dict[str, Any]) -> CaseRecord:
    return CaseRecord.objects.get(case_number=case["case_number"])


def handed_in(api: TerminalApi, case: dict[str, Any], content: dict[str, Any], *keys: str, mark: str = "a") -> dict[str, Any]:
    """The message that brings pictures of these materials. ``mark``: another picture."""
    message_id = moment().new_id()
    materials = [
        {"key": one["key"], "state": "ATTACHED", "pages": [mark * 64]} if one["key"] in keys else one
        for one in content["materials"]
    ]
    application = {
        **content,
        "submission_id": message_id,
        "receipt_token_sha256": token_hash(new_receipt_token(moment())),
        "materials": materials,
        "answers": {**content["answers"], "half_year": "no"},
    }
    return api.message("correction", 1, {"case_number": case["case_number"], "application": application}, message_id)


def text_of(answer: dict[str, Any]) -> str:
    """Of a page, without blanks and breaks."""
    document = pypdfium2.PdfDocument(base64.b64decode(answer["pdf"]))
    return "".join("".join(page.get_textpage().get_text_bounded().split()) for page in document)
