"""What the check of a copy says."""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar

from kiosk.domain.licences import PURPOSES, CopyChecked, CopyVerdict
from kiosk.domain.text import LocalizedText
from kiosk.journeys.copy_check.places import CopyCheckPage
from kiosk.session.state import State
from kiosk.views.base import Data, FactRow, PageView, Row, Text, Unsaid
from kiosk.views.language import Say, say_in
from kiosk.views.pages import Actions, Look, Views

_VERDICTS = {
    CopyVerdict.GENUINE: (
        "good",
        "是真的",
        "Genuine",
        "这个码是真的，是本市自助终端打印的。",
        "The code is genuine: one of the city's terminals printed it.",
    ),
    CopyVerdict.NOT_OURS: (
        "bad",
        "无法证明",
        "Not proven",
        "没有什么能证明这张打印件是真的。请不要只凭它办事，到窗口问。",
        "Nothing shows that this copy is genuine. Do not rely on it; ask at the counter.",
    ),
    CopyVerdict.ALTERED: (
        "bad",
        "被改动过",
        "Altered",
        "码里的内容被改动过，请不要采用。",
        "The content of the code was changed. Do not accept it.",
    ),
    CopyVerdict.IMPOSSIBLE: (
        "bad",
        "不可信",
        "Not to be trusted",
        "编号或日期对不上，不像是自助终端打印的。请不要采用，并告诉窗口。",
        "The terminal named on it cannot have printed that number or date. Do not accept it, and tell the counter.",
    ),
    CopyVerdict.EXPIRED: (
        "stored",
        "证照已过期",
        "Expired",
        "码是真的，但证照已经过期。",
        "The code is genuine, but the licence has expired.",
    ),
    CopyVerdict.REVOKED: (
        "bad",
        "证照已作废",
        "Revoked",
        "这份证照或这张打印件已经作废，请不要采用。",
        "The licence or this copy was revoked. Do not accept it.",
    ),
}


_LABELS = {
    "名称": "Name",
    "打印用途": "Purpose",
    "打印编号": "Serial number",
    "打印日期": "Printed on",
    "打印终端": "Terminal",
    "持证人": "Holder",
    "持证单位": "Company",
    "证件号码": "ID number",
    "信用代码": "Credit code",
    "证号": "Certificate number",
    "有效期限": "Valid",
    "发证机关": "Issued by",
    "坐落": "Location",
    "用途": "Use",
    "类型": "Type",
    "类别": "Class",
    "配偶": "Spouse",
    "登记日期": "Registered on",
    "出生日期": "Date of birth",
    "经营场所": "Premises",
    "经营范围": "Scope of business",
    "法定代表人": "Legal representative",
    "开户银行": "Bank",
}


class PageFact(Row):
    """Of the page that lies before whoever checks it; the voice does not say to everybody what stands there."""

    label: Unsaid
    value: Unsaid


class PaperRow(FactRow):
    """What the code says. ``label_there``, ``value_there``: as it stands on the paper, where that is not in the language of the
    screen: it is seen and compared, and not said."""

    label_there: Unsaid
    value_there: Unsaid


class CopyCheckView(PageView):
    """``tone``: wait, good, stored or bad. ``facts``: what stands on the genuine page."""

    page: ClassVar[str] = "CopyCheckPage"

    title: Text
    word: Text = ""
    sentence: Text = ""
    tone: Data
    compare: Text = ""
    facts: tuple[PageFact, ...] = ()
    rows: tuple[PaperRow, ...] = ()


def copy_check(state: State, place: CopyCheckPage, look: Look) -> CopyCheckView:
    """What both signatures prove."""
    say = say_in(state)
    checked = place.checked
    if checked is None:
        return CopyCheckView(title=say("正在核验…", "Checking…"), tone="wait")
    tone, zh, en, why_zh, why_en = _VERDICTS[checked.verdict]
    licences = (one.name for one in look.catalogue.licence_types)
    facts = (
        ("名称", checked.licence_name, _known_as(checked.licence_name, licences)),
        ("持证人", "" if checked.facts else checked.holder, ""),
        ("打印用途", checked.purpose, _known_as(checked.purpose, PURPOSES.values())),
        ("打印编号", checked.serial, ""),
        ("打印日期", checked.printed_on, ""),
        ("打印终端", checked.terminal_id, ""),
    )
    return CopyCheckView(
        title=say("核验结果", "Result of the check"),
        word=say(zh, en),
        sentence=say(why_zh, why_en),
        tone=tone,
        compare=_compare(checked, say) if checked.facts or any(value for _, value, _ in facts) else "",
        facts=tuple(PageFact(label=_labelled(label, say), value=value) for label, value in checked.facts),
        rows=tuple(_row(label, value, english, say) for label, value, english in facts if value),
        primary=say("回到首页", "Back to home"),
    )


def _compare(checked: CopyChecked, say: Say) -> str:
    """What is left to be done by whoever holds the paper: a genuine code may stand on another page."""
    if checked.verdict is CopyVerdict.REVOKED:
        return ""
    if checked.verdict not in (CopyVerdict.GENUINE, CopyVerdict.EXPIRED):
        return say("以下只是码里写的，没有证实。", "What follows is only what the code says; it is not proven.")
    if checked.facts:
        return say(
            "请和纸上逐项对照，有一处不同就不要采用。", "Compare each line with the paper. If one differs, do not accept it."
        )
    return say(
        "这个码只证明证照的名称和持证人，纸上别的内容没有核验。",
        "This code proves the licence's name and holder alone; nothing else on the paper was checked.",
    )


def _labelled(label: str, say: Say) -> str:
    """A label as it stands on the paper, so that it is found there, with what it means."""
    return say(label, f"{_LABELS[label]} ({label})" if label in _LABELS else label)


def _row(label: str, value: str, english: str, say: Say) -> PaperRow:
    return PaperRow(
        label=say(label, _LABELS[label]),
        label_there=say("", f" ({label})"),
        value=say(value, english or value),
        value_there=say("", f" ({value})" if english else ""),
    )


def _known_as(stated: str, texts: Iterable[LocalizedText]) -> str:
    """In English, what a copy states in Chinese; "" where this terminal has no word for it."""
    return next((text.en for text in texts if text.zh == stated), "")


VIEWS: Views = {CopyCheckPage: copy_check}
ACTIONS: Actions = {}
