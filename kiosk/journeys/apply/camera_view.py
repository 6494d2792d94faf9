"""A page before the document camera: what to do, why it is not seen, and whether it can be read."""

from __future__ import annotations

import base64
from typing import ClassVar

from kiosk.journeys.apply.draft import draft_of
from kiosk.journeys.apply.draft_materials import material_of
from kiosk.journeys.apply.field_reading import ReadingPage
from kiosk.journeys.apply.pictures import PicturePage, room
from kiosk.ports.devices import NoPageReason
from kiosk.session.state import State
from kiosk.views.base import Button, Data, PageView, Text
from kiosk.views.language import localized, say_in
from kiosk.views.pages import Look


class CameraView(PageView):
    """``picture``: of the page, once it was taken; ``looking``: for one."""

    page: ClassVar[str] = "PicturePage"

    problem: Text
    title: Text
    text: Text
    hint: Text
    over: Text = ""
    retry: Button
    more: Text = ""
    picture: Data = ""
    looking: bool


_HINTS = {
    NoPageReason.NOTHING: ("还没有看到纸。请放在镜头下面，离开桌边一点。", "No page is seen yet. Please lay it below the camera."),
    NoPageReason.CUT_OFF: ("纸没有放全，请移到中间，四个角都露出来。", "A corner is out of sight. Please move it to the middle."),
    NoPageReason.BLURRED: ("看不清楚，请把纸展平。", "It is not sharp. Please flatten the page."),
    NoPageReason.DARK: ("光线太暗，请不要挡住灯光。", "It is too dark. Please do not stand in the light."),
    NoPageReason.MOVING: ("请放好以后松开手，稍等一下。", "Please let go of the page and wait a moment."),
}


def picture(state: State, place: PicturePage, look: Look) -> CameraView:
    """A page of a material: looked for, or to be judged by its eye."""
    say = say_in(state)
    draft = draft_of(state, place.code)
    material = material_of(state, place.code, place.key, look.moment)
    number = len(draft.pictures.get(place.key, ())) + 1
    taken = bool(place.jpeg)
    asked = say(
        "有字的一面朝上，展平，四角露出。放好后自动拍照。",
        "Words up, flat, all four corners in sight. The picture is taken by itself.",
    )
    return CameraView(
        problem=say(
            "拍材料的镜头（高拍仪）暂时不能用。可以返回，提交后把材料带到窗口。",
            "The camera is out of order. Please go back and bring the material to the counter later.",
        )
        if place.unavailable
        else "",
        title=say("看得清楚吗？", "Can it be read?") if taken else localized(material.name, state),
        text=say("文字清楚、四角齐全就可以。", "It will do where the words are clear and no corner is missing.")
        if taken
        else ""
        if place.unavailable
        else asked,
        hint=say(*_HINTS[place.hint]) if place.hint else "",
        over=say(f"第 {number} 页", f"Page {number}") if number > 1 or taken else "",
        retry=say("重拍", "Take it again") if taken else say("再试一次", "Try again") if place.unavailable else "",
        more=say("还有下一页", "One more page") if taken and room(state, place.code, place.key) > 1 else "",
        picture="data:image/jpeg;base64," + base64.b64encode(place.jpeg).decode() if taken else "",
        looking=bool(place.request_id),
        primary=say("清楚，用这张", "Yes, use it") if taken else "",
    )


def reading(state: State, place: ReadingPage, look: Look) -> CameraView:
    """A document from which one answer is read."""
    say = say_in(state)
    if place.reading:
        title = say("正在看，请稍等", "Reading it, one moment")
    elif place.failed:
        title = say("没有看清楚", "Not readable")
    else:
        title = say("请放上证件", "Please lay the document here")
    asked = say(
        "那个人的身份证，或户口簿上那一页。字朝上，四角露出。",
        "That person's ID card, or their page of the household register. Words up, all corners in sight.",
    )
    return CameraView(
        problem=say("可以再试一次，或返回自己填。", "Try again, or go back and fill it in.") if place.failed else "",
        title=title,
        text="" if place.reading or place.failed else asked,
        hint=say(*_HINTS[place.hint]) if place.hint else "",
        retry=say("再试一次", "Try again") if place.failed else "",
        looking=bool(place.request_id),
    )
