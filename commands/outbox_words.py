"""What waits in the outbox, in words: how it stands, and what to do. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from kiosk.domain.text import LocalizedText
from kiosk.sync.calls import Failure

if TYPE_CHECKING:
    from offline_cache.ledger.outbox import Waiting

_REASONS: Mapping[str, LocalizedText] = {
    "CANNOT_OPEN": LocalizedText(
        "平台打不开它：用的密钥平台从没有过，或内容坏了。平台放回密钥以后再送",
        "the platform cannot open it: sealed to a key that it never had, or damaged. Retry after its keys were put back",
    ),
    "CONFLICT": LocalizedText(
        "平台在同一个编号下有另一件。导出它，请平台工作人员比对",
        "the platform has another application under the same number. Export it, and let the platform's staff compare",
    ),
    "REVOKED": LocalizedText("本机已被吊销。重新登记以后再送", "this terminal is revoked. Enrol it again, then retry"),
}

# Why one alone does not get through, while the platform answers others.
_HELD: Mapping[Failure, LocalizedText] = {
    Failure.NOT_THE_PLATFORM: LocalizedText(
        "路上有东西不让它过（过滤、代理）：请网络的人放行",
        "something on the way refuses it (a filter, a proxy): have the network's people let it pass",
    ),
    Failure.UNREACHABLE: LocalizedText(
        "一送它线路就断：可能路上不让过，或线路太慢",
        "the line breaks when it is sent: something on the way may refuse it, or it is too slow for it",
    ),
    Failure.SERVER_ERROR: LocalizedText(
        "平台或路上的东西遇到它就出错：把编号告诉平台工作人员",
        "the platform, or something on the way, stumbles over it: tell the platform's staff the submission id",
    ),
    Failure.REFUSED: LocalizedText(
        "路上不让它过，或平台只不收这一件：告诉平台工作人员",
        "something on the way refuses it, or the platform refuses this one alone: tell the platform's staff",
    ),
    Failure.NOT_UNDERSTOOD: LocalizedText(
        "平台看不懂它：把编号告诉平台工作人员", "the platform does not understand it: tell the platform's staff the submission id"
    ),
}


def wants_somebody(row: Waiting) -> bool:
    """Whether it does not go out by itself."""
    return row.state == "REJECTED" or bool(row.held)


def explained(row: Waiting) -> LocalizedText:
    """One sentence: how it stands, and what to do."""
    if row.held and row.state != "REJECTED":
        what = LocalizedText("它的一张图片", "a picture of it") if row.state == "CASE" else LocalizedText("只有它", "it")
        why = _HELD[Failure(row.held)]
        return LocalizedText(
            f"别的都送出去了，{what.zh}不行：{why.zh}。试过{row.attempts}次，还会自己再试；也可以导出",
            f"others get through, {what.en} alone does not: {why.en}. Tried {row.attempts} times, and again by itself;"
            " or export it",
        )
    if row.state == "REJECTED":
        known = _REASONS.get(row.reason, LocalizedText(row.reason, row.reason))
        return LocalizedText(f"平台没有收：{known.zh}", f"REJECTED: {known.en}")
    if row.reason == "FORGOTTEN":
        return LocalizedText(
            f"平台退回到还没有办件 {row.case_number} 的时候，本机也没有内容可以再送：把办件和回执的编号告诉平台工作人员",
            f"the platform was put back to a time before it had case {row.case_number}, and nothing is left here to be sent again:"
            " tell the platform's staff the numbers of case and receipt",
        )
    if row.state == "CASE":
        if row.pictures:
            return LocalizedText(
                f"办件 {row.case_number}，还有{row.pictures}张图片在路上",
                f"case {row.case_number}; {row.pictures} of its pictures on the way",
            )
        return LocalizedText(f"办件 {row.case_number}", f"case {row.case_number}")
    if row.case_number:
        return LocalizedText(
            f"平台收过，是办件 {row.case_number}，后来平台退回过；会自己再送",
            f"the platform had it as case {row.case_number} and was put back since; it is sent again by itself",
        )
    if row.attempts:
        return LocalizedText(
            f"试过{row.attempts}次没有答复；会自己再送", f"tried {row.attempts} times without an answer; it is sent again by itself"
        )
    return LocalizedText("等着轮到它", "waits for its turn")


def called(row: Waiting) -> str:
    """By its receipt; what has none, by its kind and id."""
    return row.receipt_number or f"{row.kind} {row.submission_id}"
