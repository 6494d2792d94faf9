"""A guide that promises what does not happen is found out, and one that keeps its word is not."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from kiosk.domain.service_items import Condition, ItemKind
from kiosk.domain.text import LocalizedText
from kiosk.domain.values import replace
from tests.journeys.promises import Ending, Played, broken, named, promised

TODAY = date(2026, 11, 26)
APPLIED = Played(
    Ending.ACCEPTED, pages=("IdentifyPage", "ResultPage"), slips=("回执",), state="ACCEPTED", due=date(2026, 12, 10), today=TODAY
)
SHOWN = Played(Ending.SHOWN, pages=("IdentifyPage", "QueryResultPage"), slips=("小票",), said="样板局，截至2026年11月26日")
PRINTED = Played(Ending.PRINTED, pages=("IdentifyPage", "PurposePage", "PreviewPage", "CopyPage"), copies=("驾驶证",))


def guide(*steps: str, brought: str = "居民身份证", limit: str = "10个工作日", who: str = "") -> dict[str, Any]:
    """The view of a guide's page, as far as promises are read from it."""
    rows = [{"text": f"{at}. {step}", "note": ""} for at, step in enumerate(steps, 1)]
    return {
        "facts": [{"label": "几天办好", "value": limit}],
        "sections": [
            {"title": "谁可以办", "rows": [{"text": who, "note": ""}]},
            {"title": "要带什么", "rows": [{"text": brought, "note": ""}]},
            {"title": "怎么办", "rows": rows},
        ],
    }


KEPT = [
    (ItemKind.TRANSACTION, guide("把身份证平放在读卡区"), APPLIED),
    (ItemKind.TRANSACTION, guide("符合的当场受理", limit="当场办结"), replace(APPLIED, due=TODAY)),
    (ItemKind.QUERY, guide("把身份证平放在读卡区", "可以打印一张小票", limit="当场办结"), SHOWN),
    (ItemKind.LICENCE_PRINT, guide("选用途", "打印，在出纸口取走", limit="当场办结"), PRINTED),
]
BROKEN = [
    (ItemKind.TRANSACTION, guide("签名提交", brought="什么都不用带"), APPLIED, "card"),
    (ItemKind.TRANSACTION, guide("出示营业执照二维码"), APPLIED, "code"),
    (ItemKind.TRANSACTION, guide("选银行"), APPLIED, "choose"),
    (ItemKind.TRANSACTION, guide("拍下材料"), APPLIED, "pictures"),
    (ItemKind.TRANSACTION, guide("审核后可以快递"), APPLIED, "courier"),
    (ItemKind.TRANSACTION, guide("系统核对，当场作出决定"), APPLIED, "decided at once"),
    (ItemKind.TRANSACTION, guide("签名提交", limit="当场办结"), replace(APPLIED, ending=Ending.RECEIVED), "当场办结"),
    (ItemKind.TRANSACTION, guide("签名提交", limit="3个工作日"), replace(APPLIED, due=date(2027, 2, 1)), "3个工作日"),
    (ItemKind.TRANSACTION, guide("签名提交"), replace(APPLIED, slips=()), "receipt"),
    (ItemKind.QUERY, guide("结果显示在屏幕上"), SHOWN, "slip"),
    (ItemKind.QUERY, guide("可以打印一张小票"), replace(SHOWN, slips=()), "slip"),
    (ItemKind.QUERY, guide("可以按词查找，可以打印一张小票"), SHOWN, "word"),
    (ItemKind.QUERY, guide("看地址和电话，打印一张小票"), SHOWN, "地址"),
    (ItemKind.QUERY, guide("打印一张小票"), replace(SHOWN, asked=("region",)), "no question"),
    (ItemKind.QUERY, guide("打印一张小票"), replace(SHOWN, said="样板局"), "day"),
    (ItemKind.QUERY, guide("打印一张小票，可以打印《参保证明》"), SHOWN, "official"),
    (ItemKind.QUERY, guide("打印一张小票"), replace(SHOWN, copies=("参保证明",)), "official"),
    (ItemKind.QUERY, guide("打印一张小票，可以打印《参保证明》"), replace(SHOWN, copies=("权益单",)), "another paper"),
    (ItemKind.LICENCE_PRINT, guide("打印，在出纸口取走，选用途", limit="当场办结"), replace(PRINTED, copies=()), "copy"),
    (ItemKind.LICENCE_PRINT, guide("打印，在出纸口取走", limit="当场办结"), PRINTED, "purpose"),
]


@pytest.mark.parametrize(("kind", "view", "played"), KEPT)
def test_a_promise_that_is_kept_is_not_broken(kind: ItemKind, view: dict[str, Any], played: Played) -> None:
    assert broken(promised("事项", kind, view), played) == ()


@pytest.mark.parametrize(("kind", "view", "played", "what"), BROKEN)
def test_a_promise_that_is_broken_is_named(kind: ItemKind, view: dict[str, Any], played: Played, what: str) -> None:
    (found,) = broken(promised("事项", kind, view), played)
    assert what in found


def test_a_condition_that_no_guide_names_is_found() -> None:
    sentence = LocalizedText("", "")
    old = Condition(rule="person.age >= 65", met=sentence, unmet=sentence)
    woman = Condition(rule="person.sex == 'female'", met=sentence, unmet=sentence)
    assert named((old, woman), guide(who="年满65周岁的女职工")) == ()
    assert named((old, woman), guide(who="年满60周岁")) == ("person.age >= 65", "person.sex == 'female'")
