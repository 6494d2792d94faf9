"""What a resident is told of a case: the next step, in plain words and in both languages, true on the day it is said."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from kiosk.domain.cases import CaseState
from kiosk.domain.service_items import Material, ServiceItem, Words

UNKNOWN_ITEM_NAME = Words("待核对的事项", "Service to be checked")
_CODE_TELLS = Words("扫回执上的码可以随时查进度", "The code on your receipt shows the progress at any time")


def day_text(day: date) -> Words:
    return Words(f"{day.month}月{day.day}日", f"{day.day} {day:%B %Y}")


def _joined(parts: Sequence[Words]) -> Words:
    """Sentences without their full stops, one after the other."""
    return Words("".join(f"{part.zh}。" for part in parts), " ".join(f"{part.en}." for part in parts))


def accepted(item: ServiceItem, answers: Mapping[str, Any], due: date | None, centre: Words, bring: Sequence[Material]) -> Words:
    result = item.guide.result
    making = item.guide.result.zh.endswith(("卡", "证"))
    parts = [Words("您的申请已经受理", "Your application is accepted")]
    if due:
        day = day_text(due)
        parts.append(Words(f"{result.zh}最晚{day.zh}办好", f"{result.en}: ready by {day.en} at the latest"))
    if answers.get("mobile"):
        done = "制卡完成后" if making and result.zh.endswith("卡") else "办好后"
        parts.append(Words(f"{done}短信通知您", "We send you a text message when it is ready"))
    else:
        parts.append(_CODE_TELLS)
    if answers.get("delivery") == "courier":
        parts.append(Words("快递会送到您填写的地址", "It comes by courier to the address you gave"))
    elif answers.get("delivery") == "collect":
        parts.append(Words(f"请带上身份证到{centre.zh}领取", f"Please collect it with your ID card at {centre.en}"))
    parts += _bring(bring, centre)
    return _joined(parts)


def received(due: date, centre: Words, bring: Sequence[Material], earlier: str) -> Words:
    """``earlier``: number of an open case of the same person and item, or ""."""
    day = day_text(due)
    parts = [Words(f"工作人员会在{day.zh}前查看您的申请", f"A member of staff looks at your application by {day.en}")]
    if earlier:
        parts.insert(0, _already(earlier))
    parts += _bring(bring, centre) or [Words("现在不用再交材料", "You need not hand in anything now")]
    parts.append(_CODE_TELLS)
    return _joined(parts)


def correction(defects: Sequence[Words], centre: Words, earlier: str) -> Words:
    parts = [Words("您的申请我们已经收到，还有几处要补充", "We have your application; a few things are still missing")]
    if earlier:
        parts.append(_already(earlier))
    parts += defects
    parts.append(
        Words(
            f"可以带上身份证到{centre.zh}窗口补正，工作人员会帮您",
            f"Please come to the counter of {centre.en} with your ID card; the staff will help you",
        )
    )
    return _joined(parts)


def by_staff(state: CaseState, item_result: Words | None, reason: str, due: date | None, centre: Words) -> Words:
    """After a decision of staff. ``reason`` is in their own words, so it stands in both languages as they wrote it."""
    why = reason.strip().rstrip("。.")
    match state:
        case CaseState.ACCEPTED:
            parts = [Words("您的申请已经受理", "Your application is accepted")]
            if due:
                parts.append(Words(f"最晚{day_text(due).zh}办好", f"It will be done by {day_text(due).en} at the latest"))
        case CaseState.APPROVED:
            result = item_result or Words("", "")
            parts = [Words(f"已经办好{f'：{result.zh}' if result.zh else ''}", f"Done{f': {result.en}' if result.en else ''}")]
        case CaseState.CORRECTION:
            parts = [
                Words(f"请补充：{why}", f"Please complete: {why}"),
                Words(f"可以到{centre.zh}窗口补正", f"You can do so at the counter of {centre.en}"),
            ]
        case CaseState.REFUSED:
            parts = [
                Words(f"这次不能办理：{why}", f"This cannot be done: {why}"),
                Words(
                    "不同意这个结果，可以依法申请行政复议或者提起行政诉讼",
                    "If you disagree, you may ask for an administrative review or go to court",
                ),
            ]
        case CaseState.WITHDRAWN:
            parts = [Words(f"申请已经撤回：{why}", f"The application is withdrawn: {why}")]
        case CaseState.RECEIVED:
            parts = [Words("工作人员会查看您的申请", "A member of staff looks at your application")]
    return _joined(parts)


def _already(earlier: str) -> Words:
    return Words(
        f"您之前还有一件同样的申请正在办理，办件编号{earlier}",
        f"An earlier application of yours for the same is still open, case number {earlier}",
    )


def _bring(materials: Sequence[Material], centre: Words) -> list[Words]:
    if not materials:
        return []
    zh = "、".join(material.name.zh for material in materials)
    en = ", ".join(material.name.en for material in materials)
    return [Words(f"请把{zh}带到{centre.zh}窗口", f"Please bring to the counter of {centre.en}: {en}")]
