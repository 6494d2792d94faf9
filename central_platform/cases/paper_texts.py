"""What a resident is told of papers that they owe, and of promises that stand in for some: true on the day it is said, without full
stops, to be put after what `texts` says, or by itself."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from central_platform.cases.texts import REMEDIES, day_text, joined
from kiosk.domain.text import LocalizedText
from kiosk.domain.without_paper import OwedMaterial, PromisedMaterial, PromiseState


def without_paper(
    owed: Sequence[OwedMaterial], promised: Sequence[PromisedMaterial], centre: LocalizedText
) -> tuple[LocalizedText, ...]:
    """What is owed and until when, and what was promised and until when it is looked into.

    Args:
        owed: materials.
        promised: materials.
        centre: whose counter takes what is owed.
    """
    told = []
    for by in sorted({one.by for one in owed}):
        zh, en = _names([one.name for one in owed if one.by == by])
        told.append(LocalizedText(f"请最晚在{day_text(by).zh}补交{zh}", f"Please bring by {day_text(by).en}: {en}"))
    if owed:
        told.append(
            LocalizedText(
                f"可以在任何一台自助终端点“查进度”、刷证件拍照交，也可以交到{centre.zh}窗口",
                f'Take a picture at any terminal under "Check progress", or go to the counter of {centre.en}',
            )
        )
    waiting = [one for one in promised if one.state is PromiseState.TO_CHECK and one.due]
    for due in sorted({one.due for one in waiting if one.due}):
        zh, en = _names([one.name for one in waiting if one.due == due])
        told.append(
            LocalizedText(
                f"{zh}按您的承诺办，{day_text(due).zh}前会核查", f"Done on your promise, checked by {day_text(due).en}: {en}"
            )
        )
    return tuple(told)


def handed_in(names: Sequence[LocalizedText], due: date | None, accepted: bool, without: Sequence[LocalizedText]) -> LocalizedText:
    """The next step of a case of which some of what was owed has come.

    Args:
        names: of what came.
        due: of the case.
        accepted: it is being dealt with; else somebody looks at it first.
        without: what is still owed, or was promised (`without_paper`).
    """
    zh, en = _names(names)
    parts = [LocalizedText(f"收到您补交的{zh}了", f"We have what you brought: {en}")]
    parts += without
    if due and accepted:
        parts.append(LocalizedText(f"最晚{day_text(due).zh}办好", f"It will be done by {day_text(due).en} at the latest"))
    elif due:
        parts.append(LocalizedText(f"工作人员会在{day_text(due).zh}前查看", f"The staff will review it by {day_text(due).en}"))
    return joined(parts)


def reminder(owed: Sequence[OwedMaterial], centre: LocalizedText) -> LocalizedText:
    """Before the last day; and what happens if it passes."""
    ends = LocalizedText(
        "过了日子没有交，这项申请就按撤回处理", "If that day passes without it, your application is taken as withdrawn"
    )
    return joined((*without_paper(owed, (), centre), ends))


def missed(owed: Sequence[OwedMaterial]) -> LocalizedText:
    """The next step of a case whose owed papers did not come."""
    zh, en = _names([one.name for one in owed])
    by = day_text(max(one.by for one in owed))
    return joined(
        (
            LocalizedText(
                f"到{by.zh}没有收到{zh}，这项申请按撤回处理", f"{en} did not come by {by.en}: the application is withdrawn"
            ),
            LocalizedText("还要办的话，可以重新申请", "You may apply again"),
        )
    )


def checked(name: LocalizedText, mended: bool) -> LocalizedText:
    """A promise that was looked into, and is so, or is so now."""
    if mended:
        return LocalizedText(f"“{name.zh}”已经改正，核查通过", f'"{name.en}" was corrected and the check passed')
    return LocalizedText(f"您承诺的“{name.zh}”核查过了，属实", f'What you promised about "{name.en}" was checked and is true')


def to_mend(name: LocalizedText, reason: str, by: date) -> LocalizedText:
    """A promise that is not so. ``reason``: in the words of a member of staff."""
    why = reason.strip().rstrip("。.")
    return joined(
        (
            LocalizedText(
                f"您承诺的“{name.zh}”经核查与事实不符：{why}",
                f'What you promised about "{name.en}" was found not to be true: {why}',
            ),
            LocalizedText(
                f"请在{day_text(by).zh}前改正，改好请到窗口说明",
                f"Please correct it by {day_text(by).en} and explain at the counter",
            ),
            LocalizedText(
                "不改正的，撤销办好的结果，并记入信用记录", "If you do not, the result is revoked and put on your record"
            ),
        )
    )


def revoked(name: LocalizedText, reason: str, until: date, granted: bool) -> LocalizedText:
    """A promise that was not put right.

    Args:
        name: of the material that it stood in for.
        reason: in the words of a member of staff.
        until: the day until which it is on record.
        granted: there was a result, which is revoked; else nothing is granted.
    """
    why = reason.strip().rstrip("。.")
    done = ("办好的结果已经撤销", "what was granted is revoked") if granted else ("这次不能办理", "this cannot be done")
    return joined(
        (
            LocalizedText(
                f"您承诺的“{name.zh}”没有改正：{why}。{done[0]}",
                f'What you promised about "{name.en}" was not corrected: {why}; {done[1]}',
            ),
            LocalizedText(
                f"这件事记入信用记录，到{until.year}年{day_text(until).zh}为止不能再用告知承诺",
                f"It is on your record until {day_text(until).en}: until then nothing is taken on a promise",
            ),
            REMEDIES,
        )
    )


def _names(names: Sequence[LocalizedText]) -> tuple[str, str]:
    return "、".join(f"“{name.zh}”" for name in names), ", ".join(f'"{name.en}"' for name in names)
