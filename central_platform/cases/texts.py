"""What a resident is told of a case: the next step, in plain words and in both languages, true on the day it is said."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from kiosk.domain.cases import CaseState, Defect
from kiosk.domain.payments import yuan
from kiosk.domain.service_items import Centre, GivenLicence, Material, Refusal, ServiceItem
from kiosk.domain.text import LocalizedText

UNKNOWN_ITEM_NAME = LocalizedText("待核对的事项", "Service to be checked")
# 行政许可法第三十八条第二款
REMEDIES = LocalizedText(
    "不同意这个结果，可以依法申请行政复议或者提起行政诉讼",
    "If you disagree, you may ask for an administrative review or go to court",
)
_CODE_TELLS = LocalizedText("扫回执上的码可以随时查进度", "The code on your receipt shows the progress at any time")


def day_text(day: date) -> LocalizedText:
    """``3月5日``, and ``5 March 2026``."""
    return LocalizedText(f"{day.month}月{day.day}日", f"{day.day} {day:%B %Y}")


def joined(parts: Sequence[LocalizedText]) -> LocalizedText:
    """Sentences without their full stops, one after the other."""
    return LocalizedText("".join(f"{part.zh}。" for part in parts), " ".join(f"{part.en}." for part in parts))


def accepted(
    item: ServiceItem,
    answers: Mapping[str, Any],
    due: date | None,
    centre: LocalizedText,
    bring: Sequence[Material],
    fen: int = 0,
    without: Sequence[LocalizedText] = (),
) -> LocalizedText:
    """The next step of a case that the rules accepted.

    Args:
        item: what was applied for.
        answers: by key of the question; a mobile number brings a text message, ``delivery`` says how the result comes.
        due: the day that was promised, None where none was.
        centre: where the result is collected.
        bring: materials that are still to be handed in.
        fen: what is to be paid here, 0 for nothing.
        without: what is said of papers that are owed or promised (`without_paper`).
    """
    result = item.guide.result
    making = item.guide.result.zh.endswith(("卡", "证"))
    parts = [LocalizedText("您的申请已经受理", "Your application is accepted")]
    if due:
        day = day_text(due)
        parts.append(LocalizedText(f"{result.zh}最晚{day.zh}办好", f"{result.en}: ready by {day.en} at the latest"))
    if answers.get("mobile"):
        done = "制卡完成后" if making and result.zh.endswith("卡") else "办好后"
        parts.append(LocalizedText(f"{done}短信通知您", "We send you a text message when it is ready"))
    else:
        parts.append(_CODE_TELLS)
    if answers.get("delivery") == "courier":
        parts.append(LocalizedText("快递会送到您填写的地址", "It comes by courier to the address you gave"))
    elif answers.get("delivery") == "collect":
        parts.append(LocalizedText(f"请带上身份证到{centre.zh}领取", f"Please collect it with your ID card at {centre.en}"))
    parts += _fee(fen)
    parts += _bring(bring, centre)
    return joined((*parts, *without))


def _fee(fen: int) -> list[LocalizedText]:
    if not fen:
        return []
    amount = yuan(fen)
    return [
        LocalizedText(
            f"要缴{amount}元：在自助终端“查进度”里用手机扫码缴，或者到窗口缴；符合免收条件的，请带证明到窗口",
            f'{amount} yuan are to be paid: with your phone at a terminal under "Check progress", or at the counter.'
            " If you are exempt, show proof at the counter",
        )
    ]


def received(
    due: date, centre: LocalizedText, bring: Sequence[Material] | None, earlier: str, without: Sequence[LocalizedText] = ()
) -> LocalizedText:
    """``earlier``: number of an open case of the same person and item, or ""; ``bring``: None where nobody knows yet; ``without``:
    as of `accepted`."""
    day = day_text(due)
    parts = [LocalizedText(f"工作人员会在{day.zh}前查看您的申请", f"The staff will review your application by {day.en}")]
    if earlier:
        parts.insert(0, _already(earlier))
    parts += without
    if bring is not None:
        nothing = [] if without else [LocalizedText("现在不用再交材料", "You need not hand in anything now")]
        parts += _bring(bring, centre) or nothing
    parts.append(_CODE_TELLS)
    return joined(parts)


def correction(
    defects: Sequence[Defect], centre: LocalizedText, earlier: str, without: Sequence[LocalizedText] = ()
) -> LocalizedText:
    """The next step where something is to be mended at the counter.

    Args:
        defects: what; at least one.
        centre: where.
        earlier: number of an open case of the same person and item, or "".
        without: as of `accepted`.
    """
    parts = [LocalizedText("您的申请我们已经收到，还有几处要补充", "We have your application; a few things are still missing")]
    if earlier:
        parts.append(_already(earlier))
    parts += [defect.text for defect in defects]
    parts += without
    parts.append(_where_to_correct(centre))
    return joined(parts)


def _where_to_correct(centre: LocalizedText) -> LocalizedText:
    return LocalizedText(
        f"可以在自助终端点“查进度”、刷证件补正，也可以带上证件到{centre.zh}窗口补正，工作人员会帮您",
        f'At a terminal, touch "Check progress" and show your card; or take it to the counter of {centre.en}: the staff will help',
    )


def withdrawn(reason: LocalizedText) -> LocalizedText:
    """The next step of a case that its applicant took back."""
    return joined(
        (
            LocalizedText(
                f"您撤回了这项申请（{reason.zh}），它不再办理", f"You withdrew this ({reason.en}); we no longer work on it"
            ),
            LocalizedText("要办的话，可以重新申请", "You may apply again"),
        )
    )


def booked(when: LocalizedText, where: LocalizedText) -> LocalizedText:
    """The next step of an appointment that is settled: day and time, and where."""
    return joined(
        (
            LocalizedText(f"约好了：{when.zh}，{where.zh}", f"Your appointment: {when.en}, {where.en}"),
            LocalizedText(
                "来不了的话，请在那天以前到自助终端点“查进度”撤回，再约一个时间",
                'If you cannot come, take it back before that day at a terminal under "Check progress", and choose another time',
            ),
        )
    )


PAST = LocalizedText("预约的那一天已经过了，这次预约结束", "The day of the appointment has passed, and it is over")


def taken(when: LocalizedText, free: Sequence[LocalizedText]) -> LocalizedText:
    """That nobody more may come at this time, and which others there are, without a full stop."""
    if not free:
        return LocalizedText(
            f"{when.zh}约满了，这几天都没有空位，请过一天再约",
            f"{when.en} is taken, and so are these days. Please try again in a day",
        )
    zh, en = "、".join(one.zh for one in free), "; ".join(one.en for one in free)
    return LocalizedText(f"{when.zh}约满了。还有空位：{zh}", f"{when.en} is taken. There is room: {en}")


def approved(item: ServiceItem, gives: GivenLicence | None, without: Sequence[LocalizedText] = ()) -> LocalizedText:
    """The next step of a case that the rules decided at once. ``gives``: what became of a licence, None where nothing did;
    ``without``: as of `accepted`."""
    result = item.guide.result
    if gives is None:
        return joined((LocalizedText(f"已经办好：{result.zh}", f"Done: {result.en}"), *without))
    if gives.ends:
        return LocalizedText("已经办好：许可证已经注销，不能再用。", "Done: the licence is given up and counts no more.")
    return joined(
        (
            LocalizedText(f"已经办好：{result.zh}", f"Done: {result.en}"),
            LocalizedText("电子证照已经签发，可以在自助终端打印", "The electronic licence is issued; a terminal prints it"),
            *without,
        )
    )


def refused(refusal: Refusal, item: ServiceItem | None) -> LocalizedText:
    """The next step of a case that the rules refused: why, by which clause, what helps, and what the law gives against it."""
    source = item.guide.sources.get(refusal.source) if item else None
    clause = f"（依据{source.title}{source.clause}）" if source else ""
    return joined(
        (
            LocalizedText(f"这次不能办理：{refusal.reason.zh}{clause}", f"This cannot be done. {refusal.reason.en}"),
            refusal.remedy,
            REMEDIES,
        )
    )


def handed_over(delivery: object, centre: Centre | None) -> tuple[LocalizedText, ...]:
    """How the result of a case that is done comes to its applicant, by what they chose; () where nothing was chosen.

    Args:
        delivery: the answer to that question.
        centre: where the case is handled, None where the catalogue does not have it.
    """
    if delivery == "courier":
        return (
            LocalizedText(
                "快递会送到您填写的地址，寄出后短信告诉您运单号",
                "It comes by courier to the address you gave; a text message tells the waybill's number",
            ),
        )
    if delivery != "collect" or centre is None:
        return ()
    return (
        LocalizedText(
            f"请带上身份证到{centre.name.zh}领取，地址：{centre.address.zh}，时间：{centre.hours.zh}",
            f"Please collect it with your ID card at {centre.name.en}, {centre.address.en}; {centre.hours.en}",
        ),
    )


def by_staff(
    state: CaseState,
    item_result: LocalizedText | None,
    reason: str,
    due: date | None,
    centre: LocalizedText,
    fen: int = 0,
    without: Sequence[LocalizedText] = (),
) -> LocalizedText:
    """After a decision of staff. ``reason`` is in their own words, so it stands in both languages as they wrote it; ``fen``: what
    is to be paid here once it is accepted; ``without``: as of `accepted`, while the case is open; of one that is done,
    how the result comes, too."""
    why = reason.strip().rstrip("。.")
    match state:
        case CaseState.ACCEPTED:
            parts = [LocalizedText("您的申请已经受理", "Your application is accepted")]
            if due:
                parts.append(LocalizedText(f"最晚{day_text(due).zh}办好", f"It will be done by {day_text(due).en} at the latest"))
            parts += _fee(fen)
        case CaseState.APPROVED:
            result = item_result or LocalizedText("", "")
            parts = [
                LocalizedText(f"已经办好{f'：{result.zh}' if result.zh else ''}", f"Done{f': {result.en}' if result.en else ''}")
            ]
        case CaseState.CORRECTION:
            parts = [
                LocalizedText(f"要补正：{why}", f"To correct: {why}"),
                _where_to_correct(centre),
            ]
            if due:
                parts.append(LocalizedText(f"请在{day_text(due).zh}前补正", f"Please do so by {day_text(due).en}"))
        case CaseState.REFUSED:
            parts = [
                LocalizedText(f"这次不能办理：{why}", f"This cannot be done: {why}"),
                REMEDIES,
            ]
        case CaseState.WITHDRAWN:
            parts = [LocalizedText(f"申请已经撤回：{why}", f"The application is withdrawn: {why}")]
        case CaseState.RECEIVED:
            parts = [LocalizedText("工作人员会查看您的申请", "The staff will review your application")]
    return joined((*parts, *without))


def not_accepted(reason: str) -> LocalizedText:
    """The next step of a case that staff did not take on. ``reason``: as of `by_staff`."""
    why = reason.strip().rstrip("。.")
    return joined((LocalizedText(f"没有受理：{why}", f"It is not taken on: {why}"), REMEDIES))


def _already(earlier: str) -> LocalizedText:
    return LocalizedText(
        f"您之前还有一件同样的申请正在办理，办件编号{earlier}",
        f"An earlier application of yours for the same is still open, case number {earlier}",
    )


def _bring(materials: Sequence[Material], centre: LocalizedText) -> list[LocalizedText]:
    if not materials:
        return []
    zh = "、".join(material.name.zh for material in materials)
    en = ", ".join(material.name.en for material in materials)
    return [LocalizedText(f"请把{zh}带到{centre.zh}窗口", f"Please bring to the counter of {centre.en}: {en}")]
