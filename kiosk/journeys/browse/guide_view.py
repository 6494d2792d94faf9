"""An item's guide."""

from __future__ import annotations

from typing import ClassVar

from kiosk.domain.licences import ID_CARD
from kiosk.domain.service_items import Assurance, Guide, ItemKind, ServiceItem
from kiosk.journeys.browse.list_view import missing_words
from kiosk.journeys.browse.places import GuidePage
from kiosk.session.state import State
from kiosk.views.base import Data, FactRow, PageView, Row, Text
from kiosk.views.idle import stale_days
from kiosk.views.language import Say, fee_text, limit_text, localized, say_in, source_text
from kiosk.views.pages import Look


class GuideFact(FactRow):
    icon: Data


class GuideRow(Row):
    text: Text
    note: Text = ""


class Section(Row):
    icon: Data
    title: Text
    rows: tuple[GuideRow, ...]


class GuideView(PageView):
    page: ClassVar[str] = "GuidePage"

    title: Text
    text: Text
    facts: tuple[GuideFact, ...]
    lacks: Text
    stale: Text
    sections: tuple[Section, ...]


def guide(state: State, place: GuidePage, look: Look) -> GuideView:
    """All that is known of the item, each statement with its source or the counter's word."""
    say = say_in(state)
    days = stale_days(look.catalogue, look.moment)
    item = place.item
    lacks = missing_words(item.kind.value, item.assurance is not Assurance.NONE, state) if item.kind is ItemKind.QUERY else ""
    return GuideView(
        title=localized(item.name, state),
        text=localized(item.summary, state),
        facts=(
            GuideFact(icon="coins", label=say("费用", "Fee"), value=fee_text(item.guide.fee, say)),
            GuideFact(icon="clock", label=say("承诺时限", "Promised time"), value=_promise(item, say)),
            *_legal_time(item, say),
            GuideFact(icon="file-badge", label=say("办理结果", "Result"), value=localized(item.guide.result, state)),
        ),
        stale=say(
            f"这份指南{days}天没有更新，可能有变化，以窗口为准",
            f"Not renewed for {days} days; it may have changed. The counter decides",
        )
        if days
        else "",
        sections=tuple(section for section in _sections(item, state, say) if section.rows),
        lacks=lacks,
        primary=_primary(item, lacks, say),
    )


def _legal_time(item: ServiceItem, say: Say) -> tuple[GuideFact, ...]:
    """No row where nothing is known: the counter's word stands beside the promise already."""
    limit = item.guide.legal_time
    return (GuideFact(icon="calendar", label=say("法定时限", "Legal time"), value=limit_text(limit, say)),) if limit else ()


def _promise(item: ServiceItem, say: Say) -> str:
    """What the counter does at once, nobody does at once with what is submitted here, unless published rules decide."""
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
    return say("马上查", "Look it up now")


def _sections(item: ServiceItem, state: State, say: Say) -> tuple[Section, ...]:
    guide = item.guide
    return (
        Section(
            icon="user-check",
            title=say("谁可以办", "Who may apply"),
            rows=tuple(
                GuideRow(text=localized(fact.text, state), note="" if fact.source else say("以窗口为准", "ask the counter"))
                for fact in guide.conditions
            ),
        ),
        Section(icon="file-text", title=say("要带什么", "What to bring"), rows=_materials(guide, state, say)),
        Section(
            icon="list-checks",
            title=say("怎么办", "How it goes"),
            rows=tuple(GuideRow(text=f"{number}. {localized(step, state)}") for number, step in enumerate(guide.steps, 1)),
        ),
        Section(
            icon="circle-help",
            title=say("常见问题", "Questions"),
            rows=tuple(GuideRow(text=localized(q.question, state), note=localized(q.answer, state)) for q in guide.questions),
        ),
        Section(
            icon="landmark",
            title=say("依据", "By what rule"),
            rows=tuple(GuideRow(text=source_text(source)) for source in guide.sources.values())
            or (GuideRow(text=say("本页内容以窗口为准", "The counter decides")),),
        ),
        Section(
            icon="building-2",
            title=say("由谁办", "By whom"),
            rows=(
                GuideRow(
                    text=localized(item.authority, state),
                    note=say("全市任一受理中心都可以办", "any centre of the city takes it") if item.anywhere else "",
                ),
            ),
        ),
    )


def _materials(guide: Guide, state: State, say: Say) -> tuple[GuideRow, ...]:
    return tuple(
        GuideRow(
            text=localized(material.name, state) + ("" if material.required else say("（视情况）", " (if it applies)")),
            note=say("有电子证照的，不用交（免于提交）", "not needed if you have it as an electronic licence")
            if material.licences and material.licences[0].licence_type != ID_CARD
            else localized(material.format, state),
        )
        for material in guide.materials
    ) or (GuideRow(text=say("什么都不用带", "Nothing")),)
