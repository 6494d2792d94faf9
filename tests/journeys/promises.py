"""What an item's guide promises, read from the page that residents see, and whether what then happened is what was promised. Pure.

A promise is a word of the guide with a meaning here: to lay down a card, to choose or fill in something, a slip or a copy, a day,
a decision at once. What the guide does not mention is promised too: no card is asked for where the guide names none.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from enum import StrEnum
from typing import Any

from kiosk.domain.service_items import Condition, ItemKind
from kiosk.domain.values import Value

AT_THE_COUNTER = "窗口当场办结；在这里提交由工作人员查看"
ON_THE_SPOT = "当场办结"
BOOKED = "当场约好"
_DECIDED = re.compile(r"当场(作出决定|补发|签注|备案|登记|办好|发证)|立即生成|马上停用")
_DAYS = re.compile(r"(\d+)(个工作日|天)")


class Ending(StrEnum):
    """How it ended: completed, or refused with a reason that is said."""

    APPROVED = "approved"  # 已办结, by published rules
    ACCEPTED = "accepted"  # 已受理, by published rules
    RECEIVED = "received"  # 已收件, staff look at it
    SHOWN = "shown"
    NOTHING = "nothing on record"
    PRINTED = "printed"
    NOT_HELD = "not held"  # the holder has none; the page says who issues it, and how to get one
    NOT_VALID = "no longer valid"
    NOT_MET = "condition not met"
    NOT_PERMITTED = "not permitted"
    REFUSED = "refused"  # 不予办理, by published rules, which say why


COMPLETED = frozenset({Ending.APPROVED, Ending.ACCEPTED, Ending.RECEIVED, Ending.SHOWN, Ending.PRINTED})


class Played(Value):
    """What happened.

    Attributes:
        ending: how it ended.
        pages: names of the pages that were shown, in their order.
        asked: keys of the questions that were asked.
        typed: keys of those that something was typed at.
        offered: titles of the options that these questions had.
        pictures: a picture of some material could be taken.
        slips: texts of what came out of the receipt printer.
        copies: texts of the pages that came out of the page printer.
        said: what the last page says, all of its texts.
        state: of the case at the platform, "" where there is none.
        due: day that the case's answer names.
        today: day on which it was played.
    """

    ending: Ending
    pages: tuple[str, ...] = ()
    asked: tuple[str, ...] = ()
    typed: tuple[str, ...] = ()
    offered: tuple[str, ...] = ()
    pictures: bool = False
    slips: tuple[str, ...] = ()
    copies: tuple[str, ...] = ()
    said: str = ""
    state: str = ""
    due: date | None = None
    today: date = date.min


class Promise(Value):
    """What a guide promises; ``name``, ``kind``: of the item; the others as they are judged by `broken`."""

    name: str
    kind: ItemKind
    card: bool
    code: bool
    company: bool
    chosen: bool
    searched: bool
    purpose: bool
    pictures: bool
    courier: bool
    slip: bool
    copy: bool
    decided: bool
    limit: str
    issuer: str
    official: str
    columns: tuple[str, ...]


def promised(name: str, kind: ItemKind, guide: Mapping[str, Any]) -> Promise:
    """What the page of a guide promises.

    Args:
        name: of the item.
        kind: of the item.
        guide: the view of the guide's page, in Chinese.
    """
    steps = " ".join(row["text"] for row in _section(guide, "怎么办"))
    brought = " ".join(row["text"] for row in _section(guide, "要带什么"))
    every = " ".join(texts_in(guide["sections"]))
    return Promise(
        name=name,
        kind=kind,
        card="身份证" in brought or "身份证平放" in steps or "用证件" in steps,
        code="二维码" in steps,
        company="选是哪家企业" in steps,
        chosen=bool(re.search(r"\d\. (选(?!是哪家企业)|填)", steps)),
        searched="按词查找" in steps,
        purpose="做什么用" in steps or "选用途" in steps,
        pictures="拍下" in steps,
        courier="快递" in steps,
        slip="小票" in steps or kind is ItemKind.TRANSACTION,
        copy="出纸口" in steps,
        decided=bool(_DECIDED.search(steps)),
        limit=next((fact["value"] for fact in guide["facts"] if fact["label"] == "几天办好"), ""),
        issuer=_found(r"发证的是([^，。]+)，", every) or _found(r"发证机关：(\S+)", every),
        official=_found(r"可以打印《([^》]+)》", steps),
        columns=tuple(word for word in ("地址", "电话") if word in steps),
    )


def broken(promise: Promise, played: Played) -> tuple[str, ...]:
    """Where what happened is not what was promised, each with both."""
    judged = {ItemKind.TRANSACTION: _application, ItemKind.QUERY: _query, ItemKind.LICENCE_PRINT: _copy, ItemKind.PAPER_CODE: _code}
    return (*_common(promise, played), *judged[promise.kind](promise, played))


def named(conditions: Sequence[Condition], guide: Mapping[str, Any]) -> tuple[str, ...]:
    """Conditions that refuse somebody and are not in the guide, by their rule: an age, or for women alone."""
    who = " ".join(row["text"] for title in ("谁可以办", "谁可以查", "谁可以打印") for row in _section(guide, title))
    wanted = {condition.rule: re.findall(r"\d+", condition.rule) or ["女"] for condition in conditions}
    return tuple(rule for rule, words in wanted.items() if not all(word in who for word in words))


def texts_in(value: Any) -> Iterator[str]:
    """All texts in a view or a part of one."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for part in value.values():
            yield from texts_in(part)
    elif isinstance(value, list | tuple):
        for part in value:
            yield from texts_in(part)


def _section(guide: Mapping[str, Any], title: str) -> list[dict[str, str]]:
    return next((section["rows"] for section in guide["sections"] if section["title"] == title), [])


def _found(pattern: str, text: str) -> str:
    match = re.search(pattern, text)
    return match[1] if match else ""


def _common(promise: Promise, played: Played) -> Iterator[str]:
    asked = "IdentifyPage" in played.pages
    if promise.card != asked:
        yield f"the guide {'names a' if promise.card else 'names no'} card, and one was {'' if asked else 'not '}asked for"
    chosen = "CompanyPage" in played.pages
    if promise.company != chosen:
        yield f"choosing a company stands in the guide: {promise.company}, and was asked: {chosen}"
    if promise.code and "ScanPage" not in played.pages:
        yield "the guide says to show a code, and no code was asked for"


def _application(promise: Promise, played: Played) -> Iterator[str]:
    if played.ending not in COMPLETED:
        return
    if promise.pictures and not played.pictures:
        yield "the guide says to take pictures, and none could be taken"
    if promise.courier and not any("快递" in title for title in played.offered):
        yield "the guide names a courier, and none could be chosen"
    if promise.chosen and not played.asked:
        yield "the guide says to choose or fill in, and nothing was asked"
    if promise.decided and played.state != "APPROVED":
        yield f"the guide says that it is decided at once, and the case is {played.state}"
    if len(played.slips) != 1:
        yield f"one receipt was to come out, and {len(played.slips)} did"
    yield from _in_time(promise, played)


def _in_time(promise: Promise, played: Played) -> Iterator[str]:
    if played.ending is Ending.APPROVED:
        return  # at once, which is within any time
    accepted = played.ending is Ending.ACCEPTED
    if promise.limit == ON_THE_SPOT and not (accepted and played.due == played.today):
        yield f"the guide says {promise.limit}, and it was {played.ending.value}, due {played.due}"
    elif promise.limit == BOOKED and not (accepted and "约好了" in played.said):
        yield f"the guide says {promise.limit}, and it was {played.ending.value}"
    elif promise.limit == AT_THE_COUNTER and accepted:
        yield f"the guide says {promise.limit}, and it was accepted by no person"
    elif accepted and (days := _DAYS.fullmatch(promise.limit)) and (played.due is None or played.due > _latest(played.today, days)):
        yield f"the guide says {promise.limit}, and it is due {played.due}"


def _latest(today: date, days: re.Match[str]) -> date:
    """The day after which a promise is broken in any year: of working days, with all the holidays that there can be between."""
    count = int(days[1])
    return today + timedelta(days=count if days[2] == "天" else count * 7 // 5 + 14)


def _query(promise: Promise, played: Played) -> Iterator[str]:
    asked = set(played.asked)
    if promise.purpose != ("purpose" in asked):
        yield f"purpose in the guide: {promise.purpose}, asked for: {sorted(asked)}"
    if promise.searched and not played.typed:
        yield "the guide says to look by a word, and none was asked for"
    if promise.chosen and not asked:
        yield "the guide says to choose or fill in, and nothing was asked"
    if asked and not (promise.searched or promise.chosen or promise.company or promise.purpose):
        yield f"the guide says of no question, and these were asked: {sorted(asked)}"
    if played.ending is Ending.SHOWN and promise.slip != bool(played.slips):
        yield f"slip in the guide: {promise.slip}, came out: {len(played.slips)}"
    if played.ending in (Ending.SHOWN, Ending.NOTHING) and "截至" not in played.said:
        yield "the guide says that the day of the data is shown, and it was not"
    if played.ending is Ending.SHOWN and bool(promise.official) != bool(played.copies):
        yield f"the guide's official paper is {promise.official or 'none'}, and {len(played.copies)} came out"
    elif any("".join(promise.official.split()) not in "".join(copy.split()) for copy in played.copies):
        yield f"another paper came out than {promise.official}"
    if played.ending is Ending.SHOWN and not all(word in played.said for word in promise.columns):
        yield f"the guide says that {promise.columns} are shown, and they are not"


def _code(promise: Promise, played: Played) -> Iterator[str]:
    if played.ending is Ending.PRINTED and promise.slip != (len(played.slips) == 1):
        yield f"slip in the guide: {promise.slip}, came out: {len(played.slips)}"
    if "PaperHolderPage" not in played.pages:
        yield "the guide says to see whether it is them, and that was not asked"


def _copy(promise: Promise, played: Played) -> Iterator[str]:
    if played.ending is Ending.PRINTED:
        if promise.copy != (len(played.copies) == 1):
            yield f"copy in the guide: {promise.copy}, came out: {len(played.copies)}"
        if promise.purpose != ("PurposePage" in played.pages) or "PreviewPage" not in played.pages:
            yield "the guide says to check it and to choose the purpose, and that was not asked"
        if promise.limit != ON_THE_SPOT:
            yield f"the guide says {promise.limit}, and it was printed at once"
    if played.ending is Ending.NOT_HELD and promise.issuer not in played.said:
        yield f"the guide says that {promise.issuer} issues it, and the page does not: {played.said}"
    if played.slips:
        yield "the guide says of no slip, and one came out"
