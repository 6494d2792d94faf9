"""What a guide says, under its headings."""

from __future__ import annotations

from collections.abc import Iterator

from kiosk.domain.bundles import Child, Elsewhere
from kiosk.domain.licences import ID_CARD
from kiosk.domain.service_items import Assurance, Centre, ItemKind, Material, Origin, Places, Remedy, ServiceItem
from kiosk.journeys.browse.without_it import without_it
from kiosk.ports.device_text import card_text
from kiosk.ports.devices import Device
from kiosk.session.readers import NEVER_GIVEN, fitted
from kiosk.session.state import State
from kiosk.views.base import Aloud, Data, Row, Text, Unsaid
from kiosk.views.language import BOOKED, Say, fee_text, limit_text, localized, source_text


class GuideRow(Row):
    """``phone``: of an office, so it is said aloud; ``code``: for whoever asks the office."""

    text: Text
    note: Text = ""
    hours: Text = ""
    phone: Aloud = ""
    code: Unsaid = ""


class Section(Row):
    icon: Data
    title: Text
    rows: tuple[GuideRow, ...]


_WHO = {
    ItemKind.LICENCE_PRINT: ("谁可以打印", "Who may print it"),
    ItemKind.QUERY: ("谁可以查", "Who may look it up"),
}


def first_sections(item: ServiceItem, state: State, say: Say) -> tuple[Section, ...]:
    """What decides whether somebody goes on: may I, what do I bring, what is settled for me."""
    materials = item.guide.materials
    bring = tuple(material for material in materials if not _looked_up(material) and not _proves_alone(material, item))
    settled = tuple(material for material in materials if _looked_up(material))
    nothing = (GuideRow(text=say("什么都不用带", "Nothing")),) if not materials else ()
    return _with_rows(
        Section(
            icon="list-checks",
            title=say("一次办这几件事", "Applied for together"),
            rows=tuple(_child(child, state, say) for child in item.children),
        ),
        Section(
            icon="map-pin",
            title=say("要本人到别处办", "In person, at another place"),
            rows=tuple(_elsewhere(one, state, say) for one in item.elsewhere),
        ),
        Section(
            icon="user-check",
            title=say(*_WHO.get(item.kind, ("谁可以办", "Who may apply"))),
            rows=tuple(
                GuideRow(text=localized(fact.text, state), note="" if fact.source else say("以窗口为准", "The counter decides"))
                for fact in item.guide.conditions
            )
            + _in_person(item, state, say),
        ),
        Section(
            icon="id-card",
            title=say("出示什么证明是您", "How to prove who you are"),
            rows=_proof(item, state, say),
        ),
        Section(
            icon="file-text",
            title=say("要带什么", "What to bring"),
            rows=tuple(_material(material, item, state, say) for material in bring) or nothing,
        ),
        Section(
            icon="shield-check",
            title=say("有电子证照，就不用带", "Not needed if you have an electronic licence"),
            rows=tuple(_material(material, item, state, say) for material in settled),
        ),
    )


def where(item: ServiceItem, places: Places, state: State, say: Say) -> tuple[Section, ...]:
    """Where it is done: here, or at which centre; the counter's word where no catalogue says it."""
    if item.kind is not ItemKind.TRANSACTION:
        card = item.assurance is not Assurance.NONE
        note = say("要证明是您本人", "You must prove who you are") if card else say("不用刷身份证", "No ID card needed")
        here = GuideRow(text=say("就在这台机器上", "Here, at this machine"), note=note)
        return (Section(icon="map-pin", title=say("在哪里办", "Where"), rows=(here,)),)
    any_of_them = say("全市任一受理中心都可以办", "Any centre of the city takes it") if item.anywhere else ""
    rows = [GuideRow(text=any_of_them)] if any_of_them else []
    rows += (_centre(centre, state, say) for centre in places.taking(item, state.settings.terminal.site.zh)[:1])
    if not rows:
        rows = [GuideRow(text=say("办理地点以窗口为准", "Ask at the counter where it is done"))]
    return (Section(icon="map-pin", title=say("在哪里办", "Where"), rows=tuple(rows)),)


def more_sections(item: ServiceItem, places: Places, state: State, say: Say) -> tuple[Section, ...]:
    """The rest: steps, questions, what to do if it goes wrong, by what rule, and by whom."""
    guide = item.guide
    return _with_rows(
        Section(
            icon="list-checks",
            title=say("怎么办", "Steps"),
            rows=tuple(GuideRow(text=f"{number}. {localized(step, state)}") for number, step in enumerate(guide.steps, 1)),
        ),
        Section(
            icon="shield-check",
            title=say("按什么规则自动办", "What the rules decide"),
            rows=tuple(GuideRow(text=localized(rule, state)) for rule in (item.decision.told if item.decision else ())),
        ),
        Section(
            icon="circle-help",
            title=say("常见问题", "Questions"),
            rows=tuple(GuideRow(text=localized(q.question, state), note=localized(q.answer, state)) for q in guide.questions),
        ),
        Section(
            icon="phone",
            title=say("不满意怎么办", "If you are not satisfied"),
            rows=tuple(
                GuideRow(
                    text=localized(one.name, state),
                    note=_remedy(one, state, say),
                )
                for one in places.remedies
                if item.kind is ItemKind.TRANSACTION or not one.decision
            ),
        ),
        Section(
            icon="landmark",
            title=say("依据", "Legal basis"),
            rows=tuple(GuideRow(text=source_text(source)) for source in guide.sources.values())
            or (GuideRow(text=say("本页内容以窗口为准", "The counter decides")),),
        ),
        Section(
            icon="building-2",
            title=say("由谁办", "Handled by"),
            rows=(GuideRow(text=localized(item.authority, state), code=say("事项编码 ", "Code ") + item.implementation_code),),
        ),
    )


def _proof(item: ServiceItem, state: State, say: Say) -> tuple[GuideRow, ...]:
    """What somebody shows here: a card that this terminal reads, or where that is enough, a code on their phone."""
    if item.assurance is Assurance.NONE:
        return ()
    readers = fitted(state) or (Device.ID_CARD_READER,)
    id_card_alone = item.kind is ItemKind.PAPER_CODE
    names = [card_text(device).card for device in readers if device is Device.ID_CARD_READER or not id_card_alone]
    cards = say("或".join(name.zh for name in names), " or ".join(name.en for name in names))
    if item.assurance is Assurance.CODE and state.status(Device.CODE_SCANNER).reason in NEVER_GIVEN:
        return (GuideRow(text=cards),)
    if item.assurance is Assurance.CODE:
        note = say("没有网络时，随申码不能用", "Without network the code cannot be used")
        return (GuideRow(text=say(f"{cards}，或手机上的随申码", f"{cards}, or the code on your phone"), note=note),)
    text = say(f"{cards}，手机上的随申码不行", f"{cards}; the code on a phone cannot be used")
    reason = item.card_reason
    company = say("要核对办事人的证件", "The card of the person who acts is checked")
    return (GuideRow(text=text, note=localized(reason, state) if reason else company),)


def _child(child: Child, state: State, say: Say) -> GuideRow:
    """What it gives, how long it takes, and what it costs."""
    sometimes = say("（视情况）", " (if it applies)") if child.when else ""
    limit = say(*BOOKED) if child.booked else limit_text(child.promised_time, say)
    told = (localized(child.result, state), limit, fee_text(child.fee, say))
    return GuideRow(text=localized(child.name, state) + sometimes, note=say("；", "; ").join(told))


def _elsewhere(one: Elsewhere, state: State, say: Say) -> GuideRow:
    return GuideRow(
        text=localized(one.name, state),
        note=say("带：", "Bring: ") + localized(one.bring, state),
        hours=say("到：", "Where: ") + localized(one.where, state),
    )


def _in_person(item: ServiceItem, state: State, say: Say) -> tuple[GuideRow, ...]:
    """That nobody else may apply, and why."""
    agent = item.guide.agent
    if agent.allowed or agent.reason is None:
        return ()
    text = say("要本人来办：", "In person: ") + localized(agent.reason, state)
    return (GuideRow(text=text, note="" if agent.source else say("以窗口为准", "The counter decides")),)


def _proves_alone(material: Material, item: ServiceItem) -> bool:
    """An ID card that only tells who somebody is: the section about that says what else will do."""
    is_card = bool(material.licences) and material.licences[0].licence_type == ID_CARD
    return is_card and item.kind is not ItemKind.TRANSACTION and item.assurance is not Assurance.NONE


def _with_rows(*sections: Section) -> tuple[Section, ...]:
    return tuple(section for section in sections if section.rows)


def _looked_up(material: Material) -> bool:
    """The ID card is always brought: nothing here goes without it."""
    if material.records and not material.licences:
        return True
    return bool(material.licences) and material.licences[0].licence_type != ID_CARD


def _material(material: Material, item: ServiceItem, state: State, say: Say) -> GuideRow:
    sometimes = bool(material.when) or not material.required
    return GuideRow(
        text=localized(material.name, state) + (say("（视情况）", " (if it applies)") if sometimes else ""),
        note=say("；", "; ").join((*_notes(material, state, say), *without_it(material, item, state.language != "en"))),
    )


def _notes(material: Material, state: State, say: Say) -> Iterator[str]:
    if material.as_licence:
        yield say(
            "按规定用电子证照，不收纸质；没有的到窗口问",
            "By rule an electronic licence is used, not paper; without one, ask at the counter",
        )
    elif _looked_up(material):
        yield say("没有的带：", "If not, bring: ") + localized(material.format, state)
    else:
        yield localized(material.format, state)
    if material.issuer and not any(need.licence_type == ID_CARD for need in material.licences):
        issuer = localized(material.issuer, state)
        gives = "发" if material.origin is Origin.OFFICE else "给"
        yield say(f"由{issuer}{gives}", f"given by: {issuer}")
    if material.picture:
        yield say("可以在这里拍照交", "a picture taken here will do")


def _centre(centre: Centre, state: State, say: Say) -> GuideRow:
    return GuideRow(
        text=localized(centre.name, state),
        note=localized(centre.address, state),
        hours=localized(centre.hours, state),
        phone=say(f"电话 {centre.phone}", f"Phone {centre.phone}"),
    )


def _remedy(remedy: Remedy, state: State, say: Say) -> str:
    text = localized(remedy.text, state)
    return f"{text}{say('（', ' (')}{source_text(remedy.source)}{say('）', ')')}" if remedy.source else text
