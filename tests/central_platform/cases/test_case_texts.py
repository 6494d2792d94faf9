"""What residents read of a case's next step after staff decided."""

from __future__ import annotations

from datetime import date

import pytest

from central_platform.cases.texts import by_staff
from kiosk.domain.cases import CaseState
from kiosk.domain.text import LocalizedText

RESULT = LocalizedText("敬老卡", "senior card")
CENTRE = LocalizedText("梧桐中心", "Wutong centre")
HOW = LocalizedText("快递会送到您填写的地址", "It comes by courier")


@pytest.mark.parametrize("state", CaseState)
def test_no_sentence_stands_twice(state: CaseState) -> None:
    told = by_staff(state, RESULT, "照片不清楚", date(2026, 11, 30), CENTRE, 2000, (HOW,))
    for sentences in (told.zh.split("。"), told.en.split(". ")):
        assert len(sentences) == len(set(sentences)), sentences
    assert HOW.zh in told.zh
