"""What stands around every page: where I am, what I can always do, the one primary action, and what lies over the page."""

from __future__ import annotations

from typing import Any

from kiosk.domain.service_items import ServiceItem
from kiosk.domain.times import Moment
from kiosk.ports.devices import Device
from kiosk.ports.platform import Network
from kiosk.session.machine import seconds_left, working
from kiosk.session.readers import READERS
from kiosk.session.state import (
    AskPage,
    Attract,
    CheckPage,
    CopyPage,
    CopyPreviewPage,
    CopyPurposePage,
    Eligibility,
    GuidePage,
    Home,
    Identify,
    Leaving,
    LicencesPage,
    MaterialsPage,
    Overlay,
    PicturePage,
    Purpose,
    RatePage,
    ReadingPage,
    ResultPage,
    SignPage,
    State,
    Submitting,
    Wiped,
)
from screens.views import cards
from screens.views.language import Say, localized, say_in

View = dict[str, Any]

APPLY_STEPS = (
    ("看指南", "Guide"),
    ("验身份", "Identity"),
    ("填写", "Answers"),
    ("核对", "Check"),
    ("签名", "Sign"),
    ("完成", "Done"),
)
COPY_STEPS = (("验身份", "Identity"), ("选证照", "Licence"), ("选用途", "Purpose"), ("预览", "Preview"), ("打印", "Print"))


def frame(state: State, moment: Moment) -> View:
    say = say_in(state)
    place = state.place
    bare = isinstance(place, (Attract, Wiped))
    busy = working(state)
    back = bool(state.trail) and not busy and not isinstance(place, (ResultPage, RatePage, Leaving, CopyPage))
    return {
        "bare": bare,
        "site": localized(state.settings.terminal.site, state),
        "language": state.language,
        "otherLanguage": "English" if state.language == "zh" else "中文",
        "large": state.ease.large,
        "contrast": state.ease.contrast,
        "low": state.ease.low and not bare,
        "left": state.ease.left,
        "where": _where(state),
        "network": _network(state, say),
        "back": say("返回", "Back") if back else "",
        "help": "" if bare or isinstance(place, Leaving) else say("帮助", "Help"),
        "home": "" if bare or busy or isinstance(place, (Home, Leaving)) else say("首页", "Home"),
        "leave": "" if bare or busy or isinstance(place, Leaving) else say("结束离开", "Finish"),
        "ease": say("方便使用", "Easier to use"),
        "turn": {  # what the buttons beside a scroll do; of two beside each other, which
            "up": say("上一屏", "Page up"),
            "down": say("下一屏", "Page down"),
            "leftUp": say("左边上一屏", "Page up, left side"),
            "leftDown": say("左边下一屏", "Page down, left side"),
            "rightUp": say("右边上一屏", "Page up, right side"),
            "rightDown": say("右边下一屏", "Page down, right side"),
            "below": say("下面还有 %1 项", "%1 more below"),
            "more": say("下面还有内容", "More below"),
            "end": say("已经到最后", "This is the end"),
        },
        "steps": _steps(state, say),
        "again": _again(state, say),
        "overlay": _overlay(state, say),
        "warning": _warning(state, moment, say),
    }


def _where(state: State) -> str:
    """The service, or the licence, that this journey is about; "" outside of one."""
    match state.place:
        case GuidePage(item=item) | Identify(item=ServiceItem() as item) | Eligibility(item=item):
            return localized(item.name, state)
        case AskPage(code) | MaterialsPage(code) | PicturePage(code) | ReadingPage(code) | CheckPage(code) | SignPage(code):
            return localized(state.draft(code).item.name, state)
        case Submitting(code):
            return localized(state.draft(code).item.name, state) if code in state.drafts else ""
        case ResultPage() | RatePage() if state.outcome:
            return localized(state.outcome.item.name, state)
        case CopyPurposePage() | CopyPreviewPage() | CopyPage() if state.copy:
            return localized(state.copy.licence.name, state)
    return ""


def _network(state: State, say: Say) -> str:
    """In words, when it matters. The idle page and the home page say it with whatever else cannot be done now."""
    if state.network is Network.OFFLINE and not isinstance(state.place, (Attract, Home, Leaving, Wiped)):
        return say("现在没有网络，申请会先存在本机", "No network now. Applications are kept here")
    return ""


_WITHOUT = {
    Device.RECEIPT_PRINTER: (
        "回执打印机暂时不能用：可以办理，回执显示在屏幕上",
        "No receipts on paper now: you can apply, and they are shown on screen",
    ),
    Device.PAGE_PRINTER: ("证照打印机暂时不能用", "Licence copies cannot be printed now"),
}


def cannot_now(state: State) -> View:
    """What cannot be done now, before anybody types anything. A device that has not told of itself yet is being looked at: in the
    first second after the start nothing is out of order, and nothing is called ready."""
    say = say_in(state)
    looking = any(device not in state.devices for device in (*READERS, *_WITHOUT))
    broken = [say(*words) for device, words in _WITHOUT.items() if device in state.devices and not state.status(device).usable]
    lines = cards.cannot_now(state, say) + broken
    if state.clock_doubtful:
        lines.append(
            say("本机时间不准：年龄和期限以窗口为准", "The clock here is wrong: ages and dates are checked at the counter")
        )
    if state.network is Network.OFFLINE:
        lines.append(
            say(
                "现在没有网络：申请会先安全存在本机，恢复后自动送出", "No network: applications are kept safely here and sent later"
            )
        )
    tone = "stored" if lines else "info"
    if looking:
        lines.append(say("正在检查设备，马上就好", "Looking at the devices; one moment"))
    return {"cannot": lines, "cannotTone": tone}


def _again(state: State, say: Say) -> View:
    """While pages are read out: what one touch, or the star key, does now."""
    if not state.ease.voice or isinstance(state.place, Wiped):
        return {}
    return {"label": say("停", "Stop") if state.speaking else say("再读一遍", "Say again"), "speaking": state.speaking}


def _steps(state: State, say: Say) -> list[View]:
    place = state.place
    at = -1
    steps: tuple[tuple[str, str], ...] = APPLY_STEPS
    match place:
        case GuidePage():
            at = 0
        case Identify(purpose=Purpose.APPLY) | Eligibility():
            at = 1
        case AskPage() | MaterialsPage() | PicturePage() | ReadingPage():
            at = 2
        case CheckPage():
            at = 3
        case SignPage() | Submitting():
            at = 4
        case ResultPage():
            at = 5
        case Identify(purpose=Purpose.LICENCES):
            at, steps = 0, COPY_STEPS
        case LicencesPage():
            at, steps = 1, COPY_STEPS
        case CopyPurposePage():
            at, steps = 2, COPY_STEPS
        case CopyPreviewPage():
            at, steps = 3, COPY_STEPS
        case CopyPage():
            at, steps = 4, COPY_STEPS
    if at < 0:
        return []
    return [
        {"label": say(zh, en), "state": "done" if i < at else "here" if i == at else "ahead"} for i, (zh, en) in enumerate(steps)
    ]


def _warning(state: State, moment: Moment, say: Say) -> View:
    if not state.warned:
        return {}
    left = seconds_left(state, moment.monotonic)
    return {
        "seconds": left,
        "title": say("您还在吗？", "Are you still there?"),
        "text": say(
            f"{left} 秒后结束，您填写的内容会清除",
            f"This ends in {left} second{'s' if left != 1 else ''} and what you entered is erased",
        ),
        "more": say("我还在，继续办理", "I am here, go on"),
        "leave": say("结束离开", "Finish"),
    }


def _lost(state: State) -> tuple[str, str]:
    """What leaving takes from whoever stands here."""
    if any(draft.answers or draft.pictures for draft in state.drafts.values()):
        return (
            "结束后，您填写的内容会全部清除，没有提交的申请不会保存。",
            "Everything you entered will be erased. What was not submitted is not kept.",
        )
    if state.person is not None:
        kept = ("已经提交的申请不受影响。", "What you submitted stays. ") if state.outcome else ("", "")
        return (
            f"{kept[0]}结束后，证件信息会从本机清除；再办别的，要重新刷证件。",
            f"{kept[1]}What was read from your card is erased. To do more, show your card again.",
        )
    return ("结束后，您输入的内容会清除。", "What you typed is erased.")


def _overlay(state: State, say: Say) -> View:
    match state.overlay:
        case Overlay.LEAVE:
            return {
                "kind": "leave",
                "title": say("要结束吗？", "Finish now?"),
                "text": say(*_lost(state)),
                "stay": say("继续办理", "Go on"),
                "leave": say("清除并结束", "Erase and finish"),
            }
        case Overlay.HELP:
            terminal = state.settings.terminal
            return {
                "kind": "help",
                "title": say("需要帮忙吗？", "Do you need help?"),
                "rows": [
                    {
                        "icon": "hand",
                        "title": say("请现场工作人员帮忙", "Ask the staff here"),
                        "text": say("向服务台招手，或请身边的工作人员过来", "Wave to the service desk, or ask anyone of the staff"),
                    },
                    {
                        "icon": "phone",
                        "title": say(f"打电话 {terminal.hotline}", f"Call {terminal.hotline}"),
                        "text": say("说出终端编号，工作人员会帮您", "Tell them the number of this terminal"),
                    },
                    {
                        "icon": "info",
                        "title": say("终端编号", "Number of this terminal"),
                        "text": terminal.terminal_id,
                        "aloud": True,  # it is nobody's number
                    },
                    {
                        "icon": "clock",
                        "title": say("不用着急", "No hurry"),
                        "text": say(
                            "慢慢看；快到时间会先问您，点“我还在”就接着办",
                            "Take your time; before it is over you are asked, and one touch goes on",
                        ),
                    },
                ],
                "close": say("回到刚才的页面", "Back to the page"),
            }
        case Overlay.EASE:
            from screens.views.ease import ease  # not before the first frame

            return ease(state, say)
    return {}
