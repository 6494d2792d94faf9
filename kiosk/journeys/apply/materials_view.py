"""The materials: how each is settled, and what can be done about it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from kiosk.domain.cases import MaterialState
from kiosk.domain.service_items import Material
from kiosk.domain.submissions import OPEN_MATERIALS, SettledMaterial
from kiosk.domain.times import Moment
from kiosk.journeys.apply.comparing import is_comparing
from kiosk.journeys.apply.draft import draft_of, is_of_another, standing_pages
from kiosk.journeys.apply.draft_materials import materials as needed
from kiosk.journeys.apply.filling import MaterialsPage, may_change, nothing_handed_in, pictured_first, to_picture
from kiosk.journeys.apply.pictures import may_take
from kiosk.journeys.apply.presenting import may_present
from kiosk.journeys.apply.without_paper import has_other_way
from kiosk.journeys.apply.without_paper_view import until_text
from kiosk.ports.devices import Device
from kiosk.session.state import State
from kiosk.views.base import Button, Data, PageView, Row, Text, Unsaid
from kiosk.views.frame import take_along_text
from kiosk.views.language import Say, localized, say_in
from kiosk.views.pages import Look


class MaterialRow(Row):
    """``take``, ``show``, ``drop``, ``other``: what can be done about it; ``tone``: good, wait or bring; ``icon``: of its state."""

    key: Data
    title: Text
    text: Text
    state: Text
    icon: Data
    take: Text
    take_name: Unsaid
    show: Text
    show_name: Unsaid
    drop: Text
    drop_name: Unsaid
    other: Text
    other_name: Unsaid
    other_icon: Data
    tone: Data


class MaterialsView(PageView):
    page: ClassVar[str] = "MaterialsPage"

    fault: Text
    title: Text
    text: Text
    rows: tuple[MaterialRow, ...]
    later: Button


_ICONS = {"good": "check", "wait": "clock", "bring": "landmark"}
_SETTLED = {
    MaterialState.WAIVED: (
        "good",
        "不用交",
        "Not needed",
        "已有您的电子证照（免于提交）",
        "You have an electronic licence on record",
    ),
    MaterialState.FROM_CARD: ("good", "已读取", "Read", "刚才读的卡就能证明", "The card you just showed proves it"),
    MaterialState.FROM_CODE: ("good", "不用交", "Not needed", "您出示的随申码就能证明", "The code that you showed proves it"),
    MaterialState.FROM_RECORDS: ("good", "不用交", "Not needed", "部门的记录能证明（免于提交）", "A department's record proves it"),
    MaterialState.TO_CHECK: (
        "wait",
        "稍后核对",
        "Checked later",
        "现在连不上，送到后自动查有没有电子证照",
        "No connection now; once sent, your electronic licence is looked up",
    ),
    MaterialState.ATTACHED: ("good", "已拍照", "Photographed", "照片随申请送出", "Its pictures are sent with the application"),
    MaterialState.TO_COUNTER: (
        "bring",
        "到窗口交",
        "At the counter",
        "提交后带到窗口",
        "Bring it to the counter after submitting",
    ),
    MaterialState.LATER: ("wait", "以后再交", "Later", "以后再交", "Hand it in later"),
    MaterialState.PROMISED: (
        "good",
        "写了承诺",
        "Promised",
        "承诺书随申请送出，不用交",
        "Your promise is sent with the application; no need to hand it in",
    ),
}


def materials(state: State, place: MaterialsPage, look: Look) -> MaterialsView:
    """What is needed, how each is settled, and what can be done about it."""
    say = say_in(state)
    all_of_it = needed(state, place.code, look.moment)
    rows = tuple(_material(material, settled, state, place.code, look.moment, say) for material, settled in all_of_it)
    return MaterialsView(
        fault=_not_pictured(state, place, look.moment, say),
        title=say("申请材料", "Materials"),
        text=_what_to_do(state, place.code, [settled.state for _, settled in all_of_it], rows, look.moment, say),
        rows=rows,
        later=take_along_text(state, say),
        primary=say("下一步", "Next"),
    )


def _what_to_do(
    state: State, code: str, states: Sequence[MaterialState], rows: Sequence[MaterialRow], moment: Moment, say: Say
) -> str:
    if not may_change(state, code):
        return say("把补交的拍下来，再点“下一步”。", "Take pictures of what you bring, then go on.")
    if to_picture(state, code, moment):
        return say("标着“要先拍照”的，拍好才能提交。", 'Photograph what is marked "Photo needed" before you can submit.')
    brought = [row for settled, row in zip(states, rows, strict=True) if settled is MaterialState.TO_COUNTER]
    return _materials_sum(states, sum(bool(row.take or row.show) for row in brought), is_comparing(state, code), say)


def _not_pictured(state: State, place: MaterialsPage, moment: Moment, say: Say) -> str:
    lacking = to_picture(state, place.code, moment) if place.fault else ()
    if place.fault and nothing_handed_in(state, place.code, moment):
        return say(
            "还没有补交什么。请至少拍一样；现在没有的，可以下次再来，或者交到窗口。",
            "Nothing is handed in yet. Please take a picture of one at least; the rest another time, or at the counter.",
        )
    if not lacking:
        return ""
    name = localized(lacking[0].name, state)
    if not state.status(Device.DOCUMENT_CAMERA).usable:
        return say(
            f"要先拍下“{name}”才能提交，可是现在不能拍照。请等它恢复，或到窗口办。",
            f'"{name}" must be photographed first, but pictures cannot be taken now. Wait, or go to the counter.',
        )
    return say(
        f"请先拍下“{name}”：对方的卡不在这里，要靠它证明。",
        f'Please photograph "{name}" first: their card is not here, so it is the proof.',
    )


def _material(material: Material, settled: SettledMaterial, state: State, code: str, moment: Moment, say: Say) -> MaterialRow:
    tone, zh, en, _, _ = _SETTLED[settled.state]
    first = settled.state in OPEN_MATERIALS and material.key in pictured_first(state, code)
    if first:
        zh, en = "要先拍照", "Photo needed"
    comparing = bool(material.records) and settled.state is MaterialState.TO_CHECK and is_comparing(state, code)
    if comparing:
        zh, en = "正在查", "Checking"
    draft = draft_of(state, code)
    count = len(draft.pictures.get(material.key, ()))
    standing = len(standing_pages(draft).get(material.key, ()))
    may = may_take(state, code, material.key, moment)
    shows = may_present(state, code, material.key, moment)
    here = settled.state is MaterialState.TO_COUNTER and (may or shows)  # at the counter only if they wish
    if here and not first:
        zh, en = "还没交", "Not yet here"
    take = _take(count, standing, say) if may else ""
    show = say("用手机出示", "Show it on my phone") if shows else ""
    drop = say("删掉照片", "Remove") if count else ""
    other = ""
    if not count and not first and has_other_way(state, code, material.key, moment):
        chosen = settled.state in (MaterialState.LATER, MaterialState.PROMISED)
        other = say("改一改", "Change") if chosen else say("没有这份材料？", "Don't have it?")
    name = localized(material.name, state)
    if first:
        told = say(f"{material.format.zh}。拍好才能提交", f"{material.format.en}. Photograph it before you submit")
    elif standing:
        told = say(f"以前交的 {standing} 页还在；重新拍的话，以新的为准", f"{standing} taken before; new ones take their place")
    elif settled.state is MaterialState.LATER:
        told = until_text(material, settled.by, say)
    else:
        another = is_of_another(state, code)
        told = _what_can_be_done(material, settled, count, bool(take) and not count, shows, comparing, another, say)
    return MaterialRow(
        key=material.key,
        title=name,
        text=told,
        state=say(zh, en),
        icon="circle-alert" if here else _ICONS[tone],
        take=take,
        take_name=say(f"{take}：{name}", f"{take}: {name}"),
        show=show,
        show_name=say(f"{show}：{name}", f"{show}: {name}"),
        drop=drop,
        drop_name=say(f"{drop}：{name}", f"{drop}: {name}"),
        other=other,
        other_name=say(f"{other}：{name}", f"{other}: {name}"),
        other_icon="pencil" if settled.state in (MaterialState.LATER, MaterialState.PROMISED) else "circle-help",
        tone=tone,
    )


def _take(count: int, standing: int, say: Say) -> str:
    if count:
        return say("再拍一页", "One more page")
    return say("重新拍", "Take it again") if standing else say("拍照交", "Take a picture")


def _what_can_be_done(
    material: Material, settled: SettledMaterial, pages: int, takes: bool, shows: bool, comparing: bool, another: bool, say: Say
) -> str:
    """Why it stands as it does, or what the resident may do about it."""
    _, _, _, zh, en = _SETTLED[settled.state]
    if pages and settled.state is MaterialState.ATTACHED:
        return say(f"{pages} 页，{zh}", f"{pages} page{'s' if pages > 1 else ''}. {en}")
    if settled.presented:
        return say("手机上的证照已核对（免于提交）", "The licence on your phone was checked")
    if another and settled.state is MaterialState.WAIVED:
        return say("查到了电子证照（免于提交）", "An electronic licence was found")
    if material.as_licence and settled.state in _AS_LICENCE:
        return say(*_AS_LICENCE[settled.state])
    if settled.state is MaterialState.TO_CHECK and material.records:
        return say(*(_COMPARING if comparing else _NOT_COMPARED))
    if settled.state is MaterialState.TO_CHECK and shows:
        return say(*_NOT_FOUND_YET[takes])
    if settled.state is MaterialState.TO_COUNTER and (takes or shows):
        return say(*_BY_HAND[takes, shows])
    return say(zh, en)


# Of a material that is taken as an electronic licence alone.
_AS_LICENCE = {
    MaterialState.WAIVED: ("按规定用您的电子证照，不收纸质", "By rule your electronic licence is used; no paper is taken"),
    MaterialState.TO_COUNTER: (
        "按规定用电子证照，没查到您的；请到窗口问",
        "Only an electronic licence is taken, and none was found; ask at the counter",
    ),
}
_COMPARING = ("正在查部门的记录，查到的不用交", "Checking departments' records; what they prove need not be handed in")
_NOT_COMPARED = (
    "现在查不到部门的记录，送到后自动再查",
    "Departments' records cannot be checked now; they are checked once this is sent",
)
# ``True``: a picture will do, too.
_NOT_FOUND_YET = {
    False: (
        "刚才没能查到；可以现在用手机出示，不出示也会再查",
        "It could not be looked up; show it on your phone now; otherwise it is looked up again later",
    ),
    True: (
        "刚才没能查到；可以现在用手机出示或拍照，不交也会再查",
        "It could not be looked up; show it on your phone or take a picture now; otherwise it is looked up again later",
    ),
}
_BY_HAND = {
    (True, False): ("可以现在拍照交，也可以提交后带到窗口", "Take a picture now, or bring it to the counter after submitting"),
    (False, True): (
        "可以现在用手机出示，也可以以后带到窗口",
        "Show it on your phone now, or bring it to the counter later",
    ),
    (True, True): (
        "可以现在用手机出示或拍照，也可以以后带到窗口",
        "Show it on your phone or take a picture now, or bring it to the counter later",
    ),
}


def _materials_sum(states: Sequence[MaterialState], here: int, comparing: bool, say: Say) -> str:
    """Never "all here" while nobody could look, or something is still to come.

    Args:
        here: how many of those for the counter can be pictured or shown now instead.
    """
    counted = (MaterialState.TO_COUNTER, MaterialState.TO_CHECK, MaterialState.LATER)
    to_bring, to_check, later = (states.count(one) for one in counted)
    if comparing:
        return say("正在查部门的记录，请稍等；也可以直接下一步。", "Checking departments' records. Wait a moment, or go on.")
    if to_bring:
        besides = say(f"另有 {to_check} 样以后自动核对。", f" {to_check} more to be looked up later.") if to_check else ""
        return _to_bring(to_bring, here, say) + besides
    if to_check:
        return say(
            f"有 {to_check} 样现在没法核对，可以先提交；要不要另外交，以后查进度就知道。",
            f"{to_check} cannot be looked up now. You can submit; your progress will tell whether to hand in more.",
        )
    if later:
        return say(f"有 {later} 样以后再交，现在可以先提交申请。", f"{later} to be brought later. You can submit now.")
    return say("都齐了，不用再交什么。", "Everything is here; nothing to hand in.")


def _to_bring(count: int, here: int, say: Say) -> str:
    if not here:
        return say(
            f"有 {count} 样要另外交到窗口，现在可以先提交申请。",
            f"{count} to hand in at the counter later. You can submit now.",
        )
    if here == count:
        return say(
            f"有 {count} 样还没交：可以现在交，也可以提交后带到窗口。",
            f"{count} not handed in yet: hand in now, or at the counter after you submit.",
        )
    return say(
        f"有 {count} 样还没交：{here} 样可以现在交，其余的提交后带到窗口。",
        f"{count} not handed in yet: {here} can be handed in now, the rest at the counter after you submit.",
    )
