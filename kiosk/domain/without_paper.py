"""Two ways on for who lacks a paper: it is brought later, by a day (容缺后补), or a signed promise stands in for it and is checked
afterwards (告知承诺).

What an item's author says of both, and what a case tells of them. Neither is ever for what proves who somebody is.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING

from kiosk.domain.text import LocalizedText, Published
from kiosk.domain.values import Value

if TYPE_CHECKING:
    from kiosk.domain.service_items import Source

WITHOUT_PAPER_SCHEMA = 5  # of a submission: the first that says what is owed and what is promised
LONGEST_LATER = 60  # working days that a paper may be owed


class Interest(StrEnum):
    """What an item may touch, so that no promise stands in for a paper of it."""

    SAFETY = "SAFETY"
    HEALTH = "HEALTH"
    ENVIRONMENT = "ENVIRONMENT"


class LaterHanding(Published):
    """A material may be brought within so many working days of the day on which the application is received. ``source``: a key of
    the guide's sources; without one it is the district's setting, and the screens add 以窗口为准."""

    days: int
    source: str | None = None


class Commitment(Published):
    """告知承诺: what somebody promises in place of materials, and what follows.

    Attributes:
        materials: keys of those that it stands in for.
        version: of the text; whoever signed one is judged by it.
        promise: what is promised, each in the first person, without a full stop.
        checked: how and by whom it is looked into afterwards, without a full stop.
        check_days: working days from the day on which it is received, until it has been looked into.
        mend_days: working days to put right what turned out not to be so.
        source: a key of the guide's sources.
        item: of a bundle: the code of the item that it belongs to; "" for its own.
    """

    materials: tuple[str, ...]
    version: str
    promise: tuple[LocalizedText, ...]
    checked: LocalizedText
    check_days: int
    mend_days: int
    source: str
    item: str = ""


class PromiseState(StrEnum):
    """How far the later check of a promise is. A state that only a newer platform names is TO_CHECK here: its text says more."""

    TO_CHECK = "TO_CHECK"  # 待核查
    MET = "MET"  # 属实
    MENDING = "MENDING"  # 限期整改
    MENDED = "MENDED"  # 已整改
    REVOKED = "REVOKED"  # 已撤销
    ENDED = "ENDED"  # the application was withdrawn, or the paper was handed in after all

    @classmethod
    def _missing_(cls, value: object) -> PromiseState:
        return cls.TO_CHECK


class OwedMaterial(Value):
    """A material that a case still lacks, by its own leave. ``by``: the last day on which it is taken."""

    key: str
    name: LocalizedText
    by: date


class PromisedMaterial(Value):
    """A material that a promise stands in for. ``due``: the day until which it is looked into, or (MENDING) put right."""

    key: str
    name: LocalizedText
    state: PromiseState
    due: date | None


PROMISE_WORDS: Mapping[PromiseState, LocalizedText] = {
    PromiseState.TO_CHECK: LocalizedText("还没核查", "Not checked yet"),
    PromiseState.MET: LocalizedText("核查过，属实", "Checked, and true"),
    PromiseState.MENDING: LocalizedText("不属实，要改正", "Not true"),
    PromiseState.MENDED: LocalizedText("已经改正", "Corrected"),
    PromiseState.REVOKED: LocalizedText("没有改正，已撤销", "Not corrected, and revoked"),
    PromiseState.ENDED: LocalizedText("不再核查", "No longer checked"),
}


def covering(commitments: Iterable[Commitment], key: str) -> tuple[Commitment, ...]:
    """Those that stand in for a material: of a bundle there may be one for each item that wants it."""
    return tuple(one for one in commitments if key in one.materials)


def commitment_text(
    commitment: Commitment, item: LocalizedText, materials: Mapping[str, LocalizedText], source: Source
) -> tuple[LocalizedText, ...]:
    """The whole text of a promise, a paragraph each: what is told, and what is promised. It is shown, signed, sealed and printed
    word for word, and terminal and platform make it of the same catalogue.

    Args:
        commitment: what the item's author says.
        item: name of what is applied for.
        materials: names by key; of those that it does not stand in for nothing is said.
        source: what the commitment rests on.
    """
    names = [materials[key] for key in commitment.materials if key in materials]
    zh = "、".join(f"“{name.zh}”" for name in names)
    en = ", ".join(f'"{name.en}"' for name in names)
    check, mend = commitment.check_days, commitment.mend_days
    clause = f"{source.title}{source.clause}"
    return (
        LocalizedText(f"办的事：{item.zh}。", f"Service: {item.en}."),
        LocalizedText(
            f"写了承诺，{zh}就不用交。写不写由您自己定，不写的话交材料一样办。",
            f"With this promise you need not hand in {en}. It is your choice: with the paper it is done as well.",
        ),
        *(LocalizedText(f"我承诺：{one.zh}。", f"I promise: {one.en}.") for one in commitment.promise),
        LocalizedText(
            f"以后怎么查：{commitment.checked.zh}。收到申请后{check}个工作日内查完。",
            f"How it is checked: {commitment.checked.en}. Within {check} working days of receipt.",
        ),
        LocalizedText(
            f"查到不是这样：先请您在{mend}个工作日内改正。不改的，撤销已经办好的结果，并记入信用记录。",
            f"If it is not so: you have {mend} working days to put it right. If you do not, the result is revoked and this is put"
            " on your credit record.",
        ),
        LocalizedText(
            "我已经看懂上面的内容，说的都是真的，不是这样我承担责任。办结以前可以撤回承诺，改交材料。",
            "I have understood this, what I say is true, and I answer for it. Until it is decided I may take this promise back"
            " and hand in the paper.",
        ),
        LocalizedText(
            f"依据：{clause}。承诺书第{commitment.version}版。", f"By {clause}. Version {commitment.version} of this text."
        ),
    )


def told_in(text: Iterable[LocalizedText], language: str) -> tuple[str, ...]:
    """The paragraphs as they were shown in that language."""
    return tuple(paragraph.in_language(language) for paragraph in text)


def may_be_promised(commitments: Iterable[Commitment], key: str, items: Collection[str]) -> bool:
    """Whether promises do for a material: of a bundle for each of the items that want it.

    Args:
        commitments: of the item, or the bundle.
        key: of the material.
        items: codes of the items that want it; {""} for an item by itself.
    """
    return bool(items) and set(items) <= {one.item for one in covering(commitments, key)}
