"""The papers of a case, each on a page that proves itself: the official notice of its state (收件凭证, 受理通知书, 补正材料通知书,
不予受理决定书, 决定书), what was promised for it (告知承诺书), and what of it reached whoever applied (送达回证).

What they tell, 行政许可法: that an application was received or accepted, or all that it lacks, in writing and dated (第三十二条); a
refusal with its reason and what may be done against it (第三十八条第二款). What the law leaves to the office, and nobody has told
this platform, is left out.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model

from central_platform.cases.models import CaseRecord
from central_platform.cases.services import shown_to
from central_platform.cases.whose import number_in
from central_platform.catalogue.published import centre_called, item_of
from central_platform.core.problems import ProblemCode, Refused
from central_platform.licences.papers import PaperDraft, issue
from central_platform.licences.table import Table
from central_platform.people.services import Identified
from central_platform.terminals.services import Terminal
from kiosk.domain.cases import COMMITMENT, PROOF_OF_SERVICE, CaseState, notice_of
from kiosk.domain.fees import fen_due
from kiosk.domain.identifiers import grouped_case_number
from kiosk.domain.payments import yuan
from kiosk.domain.service_items import ServiceItem
from kiosk.domain.terms import TimeLimit
from kiosk.domain.text import LocalizedText
from kiosk.domain.times import clock_text
from kiosk.domain.without_paper import PROMISE_WORDS
from kiosk.messages.models import LicenceFileAnswer

_BASIS = {
    CaseState.CORRECTION: "《中华人民共和国行政许可法》第三十二条第一款第四项：申请材料不齐全或者不符合法定形式的，"
    "一次告知需要补正的全部内容",
}
_NOT_ACCEPTED_BASIS = (
    "《中华人民共和国行政许可法》第三十二条第一款：依法不需要取得行政许可的，告知不受理；不属于本机关职权范围的，"
    "作出不予受理的决定，并告知向有关行政机关申请"
)
_REMEDY = (
    "不同意这个决定的，可以从知道之日起60日内申请行政复议（行政复议法第二十条第一款），"
    "或者6个月内向人民法院提起行政诉讼（行政诉讼法第四十六条第一款）"
)


def notice(case_number: str, identity: Identified, terminal: Terminal, now: int) -> LicenceFileAnswer:
    """The notice of a case as it stands now.

    Args:
        case_number: of the case.
        identity: of whoever shows their card.
        terminal: that asks.
        now: seconds since 1970.

    Raises:
        Refused: NOT_FOUND where it is no case of theirs, or in its state nothing is given out; NOT_DRAWABLE where a character is in
            none of the fonts.
    """
    row, company = shown_to(case_number, identity, now)
    title = notice_of(row.as_case()) if row else None
    if row is None or title is None:
        raise Refused(ProblemCode.NOT_FOUND, "no case of this person, or nothing is given out of it")
    table = Table(("事由", "内容"), tuple(_told(row)))
    draft = _draft(row, identity, company, title, _rows(row, identity, company), table)
    return issue(replace(draft, series="WS", numbered="文书编号", case_number=row.case_number), terminal, now)


def commitment(case_number: str, identity: Identified, terminal: Terminal, now: int) -> LicenceFileAnswer:
    """What was promised in place of materials (告知承诺书), word for word as it was signed, with the signature.

    Args:
        case_number: of the case.
        identity: of whoever shows their card.
        terminal: that asks.
        now: seconds since 1970.

    Raises:
        Refused: NOT_FOUND where it is no case of theirs, or nothing was promised; NOT_DRAWABLE as of `notice`.
    """
    row, company = shown_to(case_number, identity, now)
    checks = list(row.verifications.all()) if row else []
    if row is None or not checks:
        raise Refused(ProblemCode.NOT_FOUND, "no case of this person, or nothing was promised for it")
    rows = {
        **_whose(row, identity, company),
        "事项": row.item.zh,
        "办件编号": grouped_case_number(row.case_number),
        "承诺时间": clock_text(checks[0].agreed_at),
    }
    # One promise may stand in for several materials: its text stands once.
    texts = dict.fromkeys(one.paragraphs for one in checks)
    paragraphs = [paragraph for text in texts for paragraph in text]
    table = Table(("", "承诺书内容（申请人在终端签名）"), tuple((str(at), words) for at, words in enumerate(paragraphs, 1)))
    draft = _draft(row, identity, company, COMMITMENT, tuple(rows.items()), table)
    return issue(replace(draft, series="CN", numbered="承诺书编号", signature=checks[0].signature), terminal, now)


def proof_of_service(case_number: str, identity: Identified, terminal: Terminal, now: int) -> LicenceFileAnswer:
    """What of a case reached whoever applied: which document, its number, how, and when.

    Args:
        case_number: of the case.
        identity: of whoever shows their card.
        terminal: that asks.
        now: seconds since 1970.

    Raises:
        Refused: NOT_FOUND where it is no case of theirs, or nothing has reached them; NOT_DRAWABLE as of `notice`.
    """
    row, company = shown_to(case_number, identity, now)
    served = list(row.served.all()) if row else []
    if row is None or not served:
        raise Refused(ProblemCode.NOT_FOUND, "no case of this person, or nothing of it was served")
    told = tuple((one.document.zh, one.number or "—", one.get_how_display(), clock_text(one.at)) for one in served)
    rows = {**_whose(row, identity, company), "事项": row.item.zh, "办件编号": grouped_case_number(row.case_number)}
    table = Table(("送达文书", "文书编号", "送达方式", "送达时间"), told)
    draft = _draft(row, identity, company, PROOF_OF_SERVICE, tuple(rows.items()), table)
    return issue(replace(draft, series="SD", numbered="回证编号"), terminal, now)


def _draft(
    row: CaseRecord,
    identity: Identified,
    company: str,
    title: LocalizedText,
    rows: tuple[tuple[str, str], ...],
    table: Table,
) -> PaperDraft:
    """A paper of this case, without its number's series."""
    holder = company or identity.name
    return PaperDraft(title, row.centre, rows, holder, row.applicant_tag, row.implementation_code, table=table)


def _rows(row: CaseRecord, identity: Identified, company: str) -> tuple[tuple[str, str], ...]:
    item = item_of(row.implementation_code, str(row.content.get("catalogue_version", "")))
    rows = {
        **_whose(row, identity, company),
        "事项": row.item.zh,
        "办件编号": grouped_case_number(row.case_number),
        "收件时间": clock_text(row.received_at),
        "受理时间": _accepted_at(row),
        "法定期限": _limit(item.guide.legal_time if item else None),
        "承诺期限": _limit(item.guide.promised_time if item else None),
        _DUE.get(CaseState(row.state), ""): row.due.isoformat() if row.due else "",
        **(_promised_of(row, item) if row.state == CaseState.ACCEPTED.value else {}),
        "经办人": _officer(row),
        **_office(row),
    }
    return tuple((label, value) for label, value in rows.items() if label and value)


def _officer(row: CaseRecord) -> str:
    """By name, who of the staff brought the case to where it stands; "" where rules did."""
    actors = row.events.filter(state=row.state).values_list("actor", flat=True)
    names = dict(get_user_model().objects.filter(username__in=actors).values_list("username", "last_name"))
    return next((names[actor] for actor in reversed(actors) if names.get(actor)), "")


def _promised_of(row: CaseRecord, item: ServiceItem | None) -> dict[str, str]:
    """What is told of an application that is dealt with from now on: whom the office reaches how, what it costs, how the result
    comes."""
    answers = row.content.get("answers")
    told: Mapping[str, Any] = answers if isinstance(answers, dict) else {}
    fen = fen_due(item, told) if item else None
    return {
        "联系电话": str(told.get("mobile", "")),
        "费用": "以窗口为准" if fen is None else f"{yuan(fen)}元" if fen else "不收费",
        "办理结果": f"{item.guide.result.zh}{_SENT.get(str(told.get('delivery', '')), '')}" if item else "",
    }


_SENT = {"courier": "，快递到申请时填写的地址", "collect": "，到受理中心领取"}


def _office(row: CaseRecord) -> dict[str, str]:
    centre = centre_called(row.centre.zh)
    return {
        "地址电话": f"{centre.address.zh}，{centre.phone}" if centre else settings.PLATFORM_HOTLINE,
        "查询方式": "任一自助终端“查进度”，刷身份证或扫回执上的码",
    }


def _whose(row: CaseRecord, identity: Identified, company: str) -> dict[str, str]:
    if company:
        return {"申请单位": company, "统一社会信用代码": number_in(row), "办事人": identity.name}
    return {"申请人": identity.name, "证件号码": identity.number}


_DUE: Mapping[CaseState, str] = {
    CaseState.RECEIVED: "答复期限",
    CaseState.ACCEPTED: "办结期限",
    CaseState.CORRECTION: "补正期限",
}


def _limit(limit: TimeLimit | None) -> str:
    if limit is None:
        return ""
    if limit.days == 0:
        return "当场"
    return f"{limit.days}天" if limit.calendar else f"{limit.days}个工作日"


def _accepted_at(row: CaseRecord) -> str:
    if row.state not in (CaseState.ACCEPTED.value, CaseState.APPROVED.value):
        return ""
    first = row.events.filter(state=CaseState.ACCEPTED.value).first()
    return clock_text(first.at) if first else ""


def _told(row: CaseRecord) -> list[tuple[str, str]]:
    """What is told beside the facts, whatever its length."""
    state = CaseState(row.state)
    item = item_of(row.implementation_code, str(row.content.get("catalogue_version", "")))
    told: list[tuple[str, str]] = []
    if state is CaseState.CORRECTION:
        told += [(f"补正{number}", defect.text.zh) for number, defect in enumerate(row.lacking, 1)]
    elif state is CaseState.RECEIVED:
        told += [("收到的材料", names)] if (names := _materials(row, item)) else []
    told.append(("说明", row.next.zh))
    case = row.as_case()
    told += [("还要补交", f"{one.name.zh}，最晚{one.by.isoformat()}") for one in case.owed]
    told += [("告知承诺", f"{one.name.zh}：{_PROMISED[one.state]}{_by(one.due)}") for one in case.promised]
    if basis := _NOT_ACCEPTED_BASIS if case.not_accepted else _BASIS.get(state):
        told.append(("依据", basis))
    if state is CaseState.REFUSED:
        told.append(("救济", _REMEDY))
    return told


_PROMISED = {state: words.zh for state, words in PROMISE_WORDS.items()}


def _by(due: date | None) -> str:
    return f"，期限{due.isoformat()}" if due else ""


def _materials(row: CaseRecord, item: ServiceItem | None) -> str:
    """Those whose pictures are here or on their way, and those that a licence or a record settled."""
    materials = row.content.get("materials")
    names = {material.key: material.name.zh for material in item.guide.materials} if item else {}
    kept = [one for one in (materials if isinstance(materials, list) else ()) if isinstance(one, dict)]
    words = {"ATTACHED": "照片", "WAIVED": "电子证照", "FROM_CARD": "读卡", "FROM_CODE": "随申码", "FROM_RECORDS": "数据核验"}
    return "、".join(
        f"{names[one['key']]}（{words[one['state']]}）" for one in kept if one.get("key") in names and one.get("state") in words
    )
