"""The catalogue on its way, and the report at the end."""

from __future__ import annotations

from typing import ClassVar

from kiosk.domain.text import LocalizedText, whole
from kiosk.journeys.setup.base import seen_in
from kiosk.journeys.setup.checking import ReportPage
from kiosk.journeys.setup.page_view import LOOKING_FOR_STICKS, SetUpView, faulted, waits
from kiosk.journeys.setup.services import CataloguePage
from kiosk.ports.health import Verdict
from kiosk.session.state import State
from kiosk.views.base import Button, Text, TileRow, Unsaid
from kiosk.views.health import HealthRow, health_row, want_somebody, worst_first
from kiosk.views.language import Say, localized, say_in
from kiosk.views.pages import Look, Views

_FETCHING = LocalizedText("正在取事项目录…", "Fetching the service catalogue…")
_CHECKING = LocalizedText("正在检查每一处…", "Checking everything…")


class CatalogueView(SetUpView):
    """``share``: of it that is here, percent; 0 where it is not known."""

    page: ClassVar[str] = "SetUpCataloguePage"

    problem: Text
    title: Text
    text: Text
    waiting: Text
    share: int
    progress: Unsaid
    retry: Button
    sticks: Button
    media: tuple[TileRow, ...]


def catalogue(state: State, place: CataloguePage, look: Look) -> CatalogueView:
    """How much is here; where it does not come, why, and the other way."""
    say, progress = say_in(state), place.progress
    none = place.media == () and not place.asked
    return CatalogueView(
        problem=say("没有找到优盘，或优盘上没有事项目录。", "No USB stick found, or no catalogue on it.")
        if none
        else faulted(state, place.fault),
        title=say("取事项目录", "Fetch the service catalogue"),
        text=say(
            "办什么事、要什么材料，都在里面。由平台签名，不对的不会用。",
            "It lists what can be done here and which papers are needed. It is signed by the platform; anything else is not used.",
        ),
        waiting=_waiting(state, place),
        share=min(100, progress.here * 100 // progress.all) if place.fetching and progress.all else 0,
        progress=_progress(place, say),
        retry=say("再取一次", "Fetch it again") if not place.asked else "",
        sticks=say("从优盘取", "Take it from a USB stick") if not place.asked else "",
        media=tuple(
            TileRow(
                act="chooseStick",
                value=one.key,
                icon="archive",
                title=say("用这个优盘上的目录", "Use the one on this USB stick"),
                text=one.name,
            )
            for one in place.media or ()
        )
        if not place.asked
        else (),
    )


def _waiting(state: State, place: CataloguePage) -> str:
    if place.looking:
        return localized(LOOKING_FOR_STICKS, state)
    return localized(_FETCHING, state) if place.fetching and not place.progress.all else ""


def _progress(place: CataloguePage, say: Say) -> str:
    if not place.fetching:
        return ""
    here, whole = place.progress.here // 1024, place.progress.all // 1024
    return say(f"已取 {here} KB，共 {whole} KB", f"{here} of {whole} KB fetched") if whole else ""


class ReportView(SetUpView):
    page: ClassVar[str] = "SetUpReportPage"

    problem: Text
    done: Text
    title: Text
    text: Text
    waiting: Text
    rows: tuple[HealthRow, ...]
    retry: Button
    tiles: tuple[TileRow, ...]


def report(state: State, place: ReportPage, look: Look) -> ReportView:
    """What wants somebody first, then what is well; then the ways to take it along."""
    say = say_in(state)
    lines = worst_first(place.lines)
    wrong = want_somebody(lines)
    written, fault = place.written, place.written.fault if place.written else None
    told = localized(place.printed, state) if place.printed else ""
    if written and written.name:
        told = say(
            f"已写好：{whole(written.name)}。可以拔下优盘了。", f"Written: {whole(written.name)}. You may take the USB stick out."
        )
    no_stick = (
        say("没有找到优盘。插上以后再点一次。", "No USB stick found. Plug one in, and touch again.")
        if place.media == () and not place.asked
        else ""
    )
    return ReportView(
        problem=faulted(state, fault or place.fault) or no_stick,
        done=told,
        title=_title(place, wrong, say),
        text=_text(place, seen_in(state).offered, say),
        waiting=waits(state, place, _CHECKING),
        rows=tuple(health_row(line, state) for line in lines if line.verdict is not Verdict.ABSENT),
        retry=say("重新检查", "Check again") if not place.asked else "",
        tiles=_tiles(place, state, say) if not place.asked else (),
        primary=say("开始服务", "Start serving") if place.serves and not place.asked else "",
    )


def _title(place: ReportPage, wrong: int, say: Say) -> str:
    if not place.lines:
        return say("自检", "Self-check")
    if wrong:
        return say(f"自检：{wrong}处要处理", f"Self-check: {wrong} problem{'s' if wrong != 1 else ''}")
    return say("自检：全部正常", "Self-check: everything works")


def _text(place: ReportPage, offered: bool, say: Say) -> str:
    if not place.lines:
        return ""
    if place.serves and offered and place.asked:  # nothing can be touched meanwhile
        return say("可以开始服务，申请会先存在本机。", "It can serve; applications are kept here.")
    if place.serves and offered:
        return say(
            "可以开始服务，申请会先存在本机。请先点“存到优盘”，把文件交给平台工作人员。",
            "It can serve; applications are kept here. First save to a USB stick, and give the file to the platform's staff.",
        )
    if place.serves:
        return say("可以开始服务。没装的设备，以后再加。", "It can serve. Devices not set up can be added later.")
    return say("标红的处理好，才能开始服务。", "Solve what is marked red before it can start serving.")


def _tiles(place: ReportPage, state: State, say: Say) -> tuple[TileRow, ...]:
    if not place.lines:
        return ()
    tiles = [
        TileRow(
            act="printIt",
            icon="receipt-text",
            title=say("打印报告", "Print the report"),
            text=say("用回执打印机", "On the receipt printer"),
        ),
        TileRow(
            act="lookForSticks",
            icon="archive",
            title=say("存到优盘", "Save to a USB stick"),
            text=say("一个文件，交给平台工作人员", "A file for the platform's staff"),
        ),
    ]
    if seen_in(state).offered:  # what the page says to do first stands first
        tiles.reverse()
    if not seen_in(state).renewing:
        tiles.append(
            TileRow(
                act="openPart",
                value="devices",
                icon="printer",
                title=say("回到设备", "Back to the devices"),
                text=say("换一个，再试一次", "Choose another, and test again"),
            )
        )
    sticks = [
        TileRow(
            act="chooseStick", value=one.key, icon="archive", title=say("存到这个优盘", "Save to this USB stick"), text=one.name
        )
        for one in place.media or ()
    ]
    return (*sticks, *tiles)


VIEWS: Views = {CataloguePage: catalogue, ReportPage: report}
