"""An item's guide: what decides whether somebody goes on, and the rest on a page of its own."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

from kiosk.domain.device_states import StatusKind
from kiosk.domain.service_items import Assurance, ItemKind, ResultKind, ServiceItem
from kiosk.domain.text import LocalizedText
from kiosk.journeys.browse.form_paper import GuideForm
from kiosk.journeys.browse.guide_sections import Section, first_sections, more_sections, where
from kiosk.journeys.browse.list_view import missing_words
from kiosk.journeys.browse.places import GuideMore, GuidePage
from kiosk.journeys.browse.slip import GuideSlip
from kiosk.ports.devices import Device
from kiosk.ports.platform import Network
from kiosk.session.state import State
from kiosk.views.base import Button, Data, FactRow, PageView, Text
from kiosk.views.idle import stale_days
from kiosk.views.language import BOOKED, Say, fee_text, limit_text, localized, say_in
from kiosk.views.pages import Look
from kiosk.views.paper import paper_view
from kiosk.views.printed import PrintedView

_SLIP = LocalizedText("办事指南", "guide")
_FORM = LocalizedText("空白表", "form")
_STAYS = LocalizedText("指南一直可以在这里看。", "The guide can be read here at any time.")


class GuideFact(FactRow):
    icon: Data


class GuideView(PageView):
    """``sections``, ``facts``, ``where``: in the order in which people ask; ``possible``: to what goes without network."""

    page: ClassVar[str] = "GuidePage"

    title: Text
    text: Text
    lacks: Text
    stale: Text
    sections: tuple[Section, ...]
    facts: tuple[GuideFact, ...]
    where: tuple[Section, ...]
    possible: Button
    more: Button
    print: Button


class GuideMoreView(PageView):
    page: ClassVar[str] = "GuideMorePage"

    title: Text
    text: Text
    sections: tuple[Section, ...]
    print: Button
    form: Button


def guide(state: State, place: GuidePage, look: Look) -> GuideView:
    """May I, what do I bring, what is settled for me, how long, how often, for how much, where; the counter's word where nobody
    knows."""
    say = say_in(state)
    days = stale_days(look.catalogue, look.moment)
    item = place.item
    lacks = _lacks(item, state)
    lacks += say("。", ".") if lacks else ""
    return GuideView(
        title=localized(item.name, state),
        text=localized(item.summary, state),
        lacks=lacks,
        stale=say(
            f"这份指南{days}天没有更新，可能有变化，以窗口为准。",
            f"Not updated for {days} days; it may have changed. The counter decides.",
        )
        if days
        else "",
        sections=first_sections(item, state, say),
        facts=tuple(_facts(item, state, say)),
        where=where(item, look.catalogue.places(), state, say),
        possible=say("没有网络也能办的", "What can be done without network") if lacks and state.network is Network.OFFLINE else "",
        more=say("步骤、问答、依据", "Steps, questions, rules"),
        print=say("打印办事指南", "Print this guide") if _prints(state) else "",
        primary=_primary(item, lacks, say),
    )


def _lacks(item: ServiceItem, state: State) -> str:
    """Why it cannot be done now, before anybody shows a card: an application is kept here without network, but for whom somebody
    acts cannot be asked."""
    if item.query:
        return missing_words(item.kind.value, item.assurance is not Assurance.NONE, item.query.public, state)
    if item.kind is ItemKind.PAPER_CODE:
        return missing_words(item.kind.value, True, "", state)
    of_company = item.kind is ItemKind.TRANSACTION and item.assurance is Assurance.COMPANY
    return missing_words(item.kind.value, True, "", state, online=True) if of_company else ""


def guide_more(state: State, place: GuideMore, look: Look) -> GuideMoreView:
    """The rest of a guide, and the slip to take along."""
    say = say_in(state)
    return GuideMoreView(
        title=localized(place.item.name, state),
        text=say("办事指南的其他内容", "The rest of the guide"),
        sections=more_sections(place.item, look.catalogue.places(), state, say),
        print=say("打印办事指南", "Print this guide") if _prints(state) else "",
        form=say("打印空白表和样表", "Print form and sample")
        if place.item.form and place.item.kind is ItemKind.TRANSACTION and _prints(state, Device.PAGE_PRINTER)
        else "",
    )


def _prints(state: State, device: Device = Device.RECEIPT_PRINTER) -> bool:
    """A printer that cannot print now promises nothing."""
    return state.status(device).kind is not StatusKind.UNAVAILABLE


def _about(item: ServiceItem, look: Look) -> LocalizedText:
    """What a guide is to: of an item that prints a licence, the licence."""
    return next((one.name for one in look.catalogue.licence_types if one.key == item.licence_type), item.name)


def guide_slip(state: State, place: GuideSlip, look: Look) -> PrintedView:
    """What becomes of the slip."""
    say, name = say_in(state), _about(place.item, look)
    return PrintedView(
        title=say("打印办事指南", "Print this guide"),
        text=say(f"“{name.zh}”的办事指南，印在小票上。", f'The guide to "{name.en}", on receipt paper.'),
        trouble="",
        waiting="",
        paper=paper_view(place.printed, Device.RECEIPT_PRINTER, state, say, _SLIP, _STAYS),
    )


def guide_form(state: State, place: GuideForm, look: Look) -> PrintedView:
    """What becomes of the blank form and its sample."""
    say, name = say_in(state), place.item.name
    return PrintedView(
        title=say("打印空白表和样表", "Print form and sample"),
        text=say(f"“{name.zh}”的表，印在A4纸上。", f'The form of "{name.en}", on A4 paper.'),
        trouble=say("这份表现在打不出来，请到窗口要一份。", "The form cannot be made now; please ask for one at the counter.")
        if place.form.failed
        else "",
        waiting=say("正在准备这份表…", "Preparing the form…") if place.form.request_id else "",
        paper=paper_view(place.paper, Device.PAGE_PRINTER, state, say, _FORM, _STAYS),
    )


def _facts(item: ServiceItem, state: State, say: Say) -> Iterator[GuideFact]:
    """A limit, or a number of visits, that nobody knows has no row: the counter's word stands beside the promise already."""
    known = item.guide
    yield GuideFact(icon="clock", label=say("几天办好", "Promised time"), value=_promise(item, say))
    if known.legal_time:
        yield GuideFact(icon="calendar", label=say("最长不超过", "Legal time"), value=limit_text(known.legal_time, say))
    if known.visits:
        yield GuideFact(icon="map-pin", label=say("要跑几次", "Visits"), value=_visits(item, state, say))
    yield GuideFact(icon="coins", label=say("费用", "Fee"), value=fee_text(known.fee, say))
    yield GuideFact(icon="file-badge", label=say("办好给您", "Result"), value=_result(item, state, say))


def _visits(item: ServiceItem, state: State, say: Say) -> str:
    visits = item.guide.visits
    assert visits is not None
    if visits.count == 0:
        return say("在这里交了就不用再跑", "No more visits after applying here")
    reason = localized(visits.reason, state) if visits.reason else ""
    return say(f"{visits.count}次，{reason}", f"{visits.count}. {reason}")


def _result(item: ServiceItem, state: State, say: Say) -> str:
    result = localized(item.guide.result, state)
    if item.courier:
        return result + say("，到中心领或者快递到家", ", collected at the centre or sent by courier")
    if item.decision and item.decision.gives:
        return result + say(
            "，符合规则的当场签发，可以在这里打印", "; issued at once if the rules are met, and can be printed here"
        )
    if item.guide.result_kind is ResultKind.LICENCE:
        return result + say("，怎么领以窗口为准", "; ask the counter how to get it")
    return result


def _promise(item: ServiceItem, say: Say) -> str:
    """What the counter does at once, nobody does at once with what is submitted here, unless published rules decide."""
    if item.children:
        return say("每一件各有期限，见上面", "Each has its own, see above")
    if item.booking:
        return say(*BOOKED)
    limit = item.guide.promised_time
    if limit and limit.days == 0 and item.kind is ItemKind.TRANSACTION and item.decision is None:
        return say("窗口当场办结；在这里提交由工作人员查看", "on the spot at the counter; submitted here, staff look at it")
    return limit_text(limit, say)


def _primary(item: ServiceItem, lacks: str, say: Say) -> str:
    if lacks:
        return ""
    match item.kind:
        case ItemKind.TRANSACTION:
            return say("开始办理", "Apply now")
        case ItemKind.LICENCE_PRINT:
            return say("打印证照", "Print it")
        case ItemKind.PAPER_CODE:
            return say("打印或挂失", "Print, or report lost")
    return say("马上查", "Look it up now")
