"""Idle page, home, search, lists, guides."""

from __future__ import annotations

from kiosk.domain.service_items import Guide, ItemKind, ServiceItem
from kiosk.domain.times import Moment
from kiosk.ports.storage import Catalogue, ItemLine, SearchHit
from kiosk.session.state import GuidePage, Search, State, ThemePage
from screens.views.cards import any_card
from screens.views.frame import View, cannot_now
from screens.views.idle import stale_days
from screens.views.language import Say, fee_text, limit_text, localized, say_in, source_text

KIND_WORDS = {
    "TRANSACTION": ("办理", "Apply"),
    "QUERY": ("查询", "Ask"),
    "LICENCE_PRINT": ("打印", "Print"),
}


def home(state: State, catalogue: Catalogue) -> View:
    say = say_in(state)
    drafts = [{"code": code, "title": localized(draft.item.name, state)} for code, draft in state.drafts.items() if draft.begun]
    return {
        "title": say("您要办什么？", "What would you like to do?"),
        "search": say("搜一搜：名称或拼音首字母", "Search by name, pinyin or initials"),
        "tiles": [
            {
                "act": "openLicences",
                "icon": "printer",
                "title": say("打印证照", "Print a licence"),
                "text": say(f"带上{any_card(state, say)}", f"Bring your {any_card(state, say)}"),
            },
            {
                "act": "openProgress",
                "icon": "clock",
                "title": say("查进度", "Progress"),
                "text": say("扫回执上的码，或用证件", "With the receipt or your card"),
            },
            {
                "act": "openCheck",
                "icon": "scan-line",
                "title": say("验打印件", "Check a copy"),
                "text": say("扫码辨真伪", "Scan its code"),
            },
        ],
        "themesTitle": say("按主题找", "By theme"),
        "themes": [{"key": t.key, "icon": t.icon, "title": localized(t.name, state)} for t in catalogue.themes],
        "drafts": drafts,
        "continue": say("接着填写", "Go on with"),
        **cannot_now(state),
    }


def search(state: State, place: Search) -> View:
    say = say_in(state)
    count = len(place.hits)
    if not place.query.strip():
        status = say("例如：敬老卡、jlk、养老金", "For example: senior card, jlk, pension")
    elif place.hits and place.hits[0].slip:
        status = say("没有一样的。您要找的是不是：", "No exact match. Did you mean:")
    elif count:
        status = say(f"找到 {count} 项", f"{count} found")
    else:
        status = say("没有找到。请换个说法，或者：", "Nothing found. Try other words, or:")
    return {
        "title": say("搜一搜", "Search"),
        "hint": say("输入事项名称或拼音首字母", "Name, pinyin or initials"),
        "query": place.query,
        "status": status,
        "clear": say("清除", "Clear"),
        "hits": [_hit(hit, state, say) for hit in place.hits],
        "doors": _doors(state, say) if place.query.strip() and not count else [],
    }


def _doors(state: State, say: Say) -> list[View]:
    """Where to go from a search that found nothing."""
    hotline = state.settings.terminal.hotline
    return [
        {
            "act": "home",
            "icon": "list-checks",
            "title": say("按主题找", "Look by theme"),
            "text": say("首页上分好了类", "They are on the home page"),
        },
        {
            "act": "openHelp",
            "icon": "hand",
            "title": say("请人帮忙", "Ask somebody"),
            "text": say(f"现场工作人员，或打电话 {hotline}", f"The staff here, or call {hotline}"),
        },
    ]


def _hit(hit: SearchHit, state: State, say: Say) -> View:
    row = _row(hit.line, state, say)
    if marks := hit.marks if state.language == "zh" else hit.marks_en:
        row["parts"] = _marked(localized(hit.line.name, state), marks)
    if hit.why:
        row["text"] = say(f"又叫“{hit.why}”", f'also called "{hit.why}"') + " · " + row["text"]
    return row


def _marked(name: str, marks: tuple[tuple[int, int], ...]) -> list[View]:
    """The name in parts, what matched apart from what did not."""
    parts, at = [], 0
    for start, end in marks:
        if start >= at:
            parts += [{"text": name[at:start], "marked": False}, {"text": name[start:end], "marked": True}]
            at = end
    parts.append({"text": name[at:], "marked": False})
    return [part for part in parts if part["text"]]


def _row(line: ItemLine, state: State, say: Say) -> View:
    return {
        "code": line.implementation_code,
        "title": localized(line.name, state),
        "text": localized(line.summary, state),
        "kind": say(*KIND_WORDS[line.kind]),
        "parts": [],
    }


def theme(state: State, place: ThemePage, catalogue: Catalogue) -> View:
    say = say_in(state)
    name = next((t.name for t in catalogue.themes if t.key == place.theme), None)
    return {
        "title": localized(name, state) if name else "",
        "text": say(
            f"共 {len(place.lines)} 项，请选择", f"{len(place.lines)} service{'s' if len(place.lines) != 1 else ''}. Please choose"
        ),
        "rows": [_row(line, state, say) for line in place.lines],
    }


def guide(state: State, place: GuidePage, catalogue: Catalogue, moment: Moment) -> View:
    say = say_in(state)
    days = stale_days(catalogue, moment)
    item = place.item
    return {
        "title": localized(item.name, state),
        "text": localized(item.summary, state),
        "facts": [
            {"icon": "coins", "label": say("费用", "Fee"), "value": fee_text(item.guide.fee, say)},
            {"icon": "clock", "label": say("承诺时限", "Promised time"), "value": _promise(item, say)},
            *_legal_time(item, say),
            {"icon": "file-badge", "label": say("办理结果", "Result"), "value": localized(item.guide.result, state)},
        ],
        "stale": say(
            f"这份指南{days}天没有更新，可能有变化，以窗口为准",
            f"Not renewed for {days} days; it may have changed. The counter decides",
        )
        if days
        else "",
        "sections": _sections(item, state, say),
        "primary": primary_of(item, say),
    }


def _legal_time(item: ServiceItem, say: Say) -> list[View]:
    """No row where nothing is known: the counter's word stands beside the promise already."""
    limit = item.guide.legal_time
    return [{"icon": "calendar", "label": say("法定时限", "Legal time"), "value": limit_text(limit, say)}] if limit else []


def _promise(item: ServiceItem, say: Say) -> str:
    """What the counter does at once, nobody does at once with what is submitted here, unless published rules decide."""
    limit = item.guide.promised_time
    if limit and limit.days == 0 and item.kind is not ItemKind.LICENCE_PRINT and item.decision is None:
        return say("窗口当场办结；在这里提交由工作人员查看", "on the spot at the counter; submitted here, staff look at it")
    return limit_text(limit, say)


def primary_of(item: ServiceItem, say: Say) -> str:
    match item.kind:
        case ItemKind.TRANSACTION:
            return say("开始办理", "Apply now")
        case ItemKind.LICENCE_PRINT:
            return say("打印证照", "Print it")
    return say("请工作人员查询", "Have it looked up")


def _sections(item: ServiceItem, state: State, say: Say) -> list[View]:
    guide: Guide = item.guide
    sections = [
        {
            "icon": "user-check",
            "title": say("谁可以办", "Who may apply"),
            "rows": [
                {"text": localized(fact.text, state), "note": "" if fact.source else say("以窗口为准", "ask the counter")}
                for fact in guide.conditions
            ],
        },
        {
            "icon": "file-text",
            "title": say("要带什么", "What to bring"),
            "rows": [
                {
                    "text": localized(material.name, state) + ("" if material.required else say("（视情况）", " (if it applies)")),
                    "note": say("有电子证照的，不用交（免于提交）", "not needed if you have it as an electronic licence")
                    if material.licences and material.licences[0].licence_type != "id-card"
                    else localized(material.format, state),
                }
                for material in guide.materials
            ]
            or [{"text": say("什么都不用带", "Nothing"), "note": ""}],
        },
        {
            "icon": "list-checks",
            "title": say("怎么办", "How it goes"),
            "rows": [{"text": f"{i}. {localized(step, state)}", "note": ""} for i, step in enumerate(guide.steps, 1)],
        },
        {
            "icon": "circle-help",
            "title": say("常见问题", "Questions"),
            "rows": [{"text": localized(q.question, state), "note": localized(q.answer, state)} for q in guide.questions],
        },
        {
            "icon": "landmark",
            "title": say("依据", "By what rule"),
            "rows": [{"text": source_text(source), "note": ""} for source in guide.sources.values()]
            or [{"text": say("本页内容以窗口为准", "The counter decides"), "note": ""}],
        },
        {
            "icon": "building-2",
            "title": say("由谁办", "By whom"),
            "rows": [
                {
                    "text": localized(item.authority, state),
                    "note": say("全市任一受理中心都可以办", "any centre of the city takes it") if item.anywhere else "",
                }
            ],
        },
    ]
    return [section for section in sections if section["rows"]]
