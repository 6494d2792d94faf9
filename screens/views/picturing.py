"""A page before the document camera: what to do, why it is not seen, and whether it can be read."""

from __future__ import annotations

import base64

from kiosk.domain.service_items import Material
from kiosk.domain.times import Moment
from kiosk.ports.devices import NoPageReason
from kiosk.session import picturing
from kiosk.session.state import PicturePage, ReadingPage, State
from screens.views.frame import View
from screens.views.language import localized, say_in

_HINTS = {
    NoPageReason.NOTHING: ("还没有看到纸。请放在镜头下面，离开桌边一点。", "No page is seen yet. Please lay it below the camera."),
    NoPageReason.CUT_OFF: ("纸没有放全，请移到中间，四个角都露出来。", "A corner is out of sight. Please move it to the middle."),
    NoPageReason.BLURRED: ("看不清楚，请把纸展平。", "It is not sharp. Please flatten the page."),
    NoPageReason.DARK: ("光线太暗，请不要挡住灯光。", "It is too dark. Please do not stand in the light."),
    NoPageReason.MOVING: ("请放好以后松开手，稍等一下。", "Please let go of the page and wait a moment."),
}


def picture(state: State, place: PicturePage) -> View:
    say = say_in(state)
    draft = state.draft(place.code)
    material = next(material for material in draft.item.guide.materials if material.key == place.key)
    number = len(draft.pictures.get(place.key, ())) + 1
    taken = bool(place.jpeg)
    return {
        "over": say(f"第 {number} 页", f"Page {number}") if number > 1 or taken else "",
        "title": say("看得清楚吗？", "Can it be read?") if taken else localized(material.name, state),
        "text": say("文字清楚、四角齐全就可以", "The words are clear and no corner is missing")
        if taken
        else ""
        if place.unavailable
        else say(
            "有字的一面朝上，展平，四角露出。放好后自动拍照。",
            "Words up, flat, all four corners in sight. The picture is taken by itself.",
        ),
        "hint": say(*_HINTS[place.hint]) if place.hint else "",
        "problem": say(
            "拍材料的镜头（高拍仪）暂时不能用。可以返回，提交后把材料带到窗口。",
            "The camera is out of order. Please go back and bring the material to the counter later.",
        )
        if place.unavailable
        else "",
        "looking": bool(place.request_id),
        "picture": "data:image/jpeg;base64," + base64.b64encode(place.jpeg).decode() if taken else "",
        "retry": say("重拍", "Take it again") if taken else say("再试一次", "Try again") if place.unavailable else "",
        "more": say("还有下一页", "One more page") if taken and picturing.room(state, place.code, place.key) > 1 else "",
        "primary": say("清楚，用这张", "Yes, use it") if taken else "",
    }


def reading(state: State, place: ReadingPage) -> View:
    say = say_in(state)
    return {
        "title": say("正在看，请稍等", "Reading it, one moment")
        if place.reading
        else say("没有看清楚", "Not readable")
        if place.failed
        else say("请放上证件", "Please lay the document here"),
        "text": ""
        if place.reading or place.failed
        else say(
            "那个人的身份证，或户口簿上那一页。字朝上，四角露出。",
            "That person's ID card, or their page of the household register. Words up, all corners in sight.",
        ),
        "hint": say(*_HINTS[place.hint]) if place.hint else "",
        "problem": say("可以再试一次，或返回自己填。", "Try again, or go back and fill it in.") if place.failed else "",
        "looking": bool(place.request_id),
        "retry": say("再试一次", "Try again") if place.failed else "",
    }


def offers(state: State, code: str, material: Material, moment: Moment) -> View:
    """What a row of the materials offers: a picture, or to do without those that were taken."""
    say = say_in(state)
    count = len(state.draft(code).pictures.get(material.key, ()))
    may = picturing.may_take(state, code, material.key, moment)
    take = "" if not may else say("再拍一页", "One more page") if count else say("拍照交", "Take a picture")
    drop = say("删掉照片", "Remove") if count else ""
    name = localized(material.name, state)
    return {
        "key": material.key,
        "take": take,
        "takeName": say(f"{take}：{name}", f"{take}: {name}"),
        "drop": drop,
        "dropName": say(f"{drop}：{name}", f"{drop}: {name}"),
        "count": count,
    }
