"""What stands around every page: where I am, what I can always do, the one primary action, and what lies over the page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kiosk.domain.service_items import ItemKind
from kiosk.domain.times import Moment
from kiosk.ports.device_text import missed
from kiosk.ports.platform import Network
from kiosk.session.leaving import Leaving
from kiosk.session.readers import READERS
from kiosk.session.state import Overlay, State
from kiosk.session.time_limits import seconds_left
from kiosk.views import cards
from kiosk.views.base import Aloud, Button, Data, PageView, Row, Text, Unsaid, View
from kiosk.views.language import Say, localized, say_in

if TYPE_CHECKING:
    from kiosk.views.accessibility import Setting, Switch


class Turn(View):
    """What the buttons beside a scroll do; of two beside each other, which."""

    up: Unsaid
    down: Unsaid
    left_up: Unsaid
    left_down: Unsaid
    right_up: Unsaid
    right_down: Unsaid
    below: Unsaid  # %1: how many
    more: Unsaid
    end: Unsaid


class StageRow(View):
    """``state``: done, here or ahead."""

    label: Unsaid
    state: Data


class Warning(View):
    """The countdown to the end of a session that nobody touches; without a title there is none."""

    title: Text = ""
    text: Text = ""
    more: Unsaid = ""
    leave: Unsaid = ""
    seconds: int = 0


class HelpRow(Row):
    icon: Data
    title: Text
    text: Text = ""
    number: Aloud = ""


class OverlayView(View):
    """``kind``: leave, help or accessibility; "" where nothing lies over the page."""

    kind: Data = ""
    title: Text = ""
    text: Text = ""
    rows: tuple[HelpRow, ...] = ()
    switches: tuple[Switch, ...] = ()
    settings: tuple[Setting, ...] = ()
    stay: Button = ""
    take: Button = ""
    leave: Button = ""
    close: Button = ""


class Again(View):
    """What one touch, or the star key, does now; without a label pages are not read out."""

    label: Unsaid = ""
    speaking: bool = False


class Frame(View):
    """``bare``: nothing stands around the page. What has no text is not there."""

    bare: bool
    site: Unsaid
    language: Data
    other_language: Unsaid
    large: bool
    contrast: bool
    low: bool
    left: bool
    where: Unsaid
    network: Unsaid
    back: Unsaid
    help: Unsaid
    home: Unsaid
    leave: Unsaid
    accessibility: Unsaid
    turn: Turn
    steps: tuple[StageRow, ...]
    again: Again
    overlay: OverlayView
    warning: Warning


def frame(state: State, view: PageView, moment: Moment) -> Frame:
    """What stands around this page."""
    say = say_in(state)
    place = state.place
    busy, leaving = place.busy(), isinstance(place, Leaving)
    subject = place.subject(state)
    return Frame(
        bare=view.bare,
        site=_site(state, say),
        language=state.language,
        other_language="English" if state.language == "zh" else "中文",
        large=state.accessibility.large,
        contrast=state.accessibility.contrast,
        low=state.accessibility.low and not view.bare,
        left=state.accessibility.left,
        where=localized(subject, state) if subject else "",
        network=_network(state, view, say),
        back=say("返回", "Back") if state.trail and not busy and place.may_go_back else "",
        help="" if view.bare or leaving or view.before_service else say("帮助", "Help"),
        home="" if view.bare or busy or leaving or view.is_home else say("首页", "Home"),
        leave="" if view.bare or busy or leaving or view.before_service else say("结束离开", "Finish"),
        accessibility=say("方便使用", "Easier to use"),
        turn=_turn(say),
        steps=_stages(state),
        again=_again(state, say),
        overlay=_overlay(state, say),
        warning=_warning(state, moment, say),
    )


def _site(state: State, say: Say) -> str:
    """Where this is; and for which company, once one was chosen for the visit."""
    site = localized(state.settings.terminal.site, state)
    if state.company is None:
        return site
    company = state.company.company.name
    if state.accessibility.large:  # the two would not be large
        return say(f"这次代表{company}", f"For {company}")
    return say(f"这次代表{company} · {site}", f"Company of this visit: {company} · {site}")


def _network(state: State, view: PageView, say: Say) -> str:
    """In words, when it matters; what becomes of applications only where one may be made."""
    if state.network is not Network.OFFLINE or view.tells_network:
        return ""
    journey = state.place.stage_of(state)[0] or state.journeys.of(state.place)
    if journey is not None and (journey.name == state.journeys.home or ItemKind.TRANSACTION in journey.kinds):
        return say("现在没有网络，申请会先存在本机", "No network now. Applications are kept here")
    return say("现在没有网络", "No network now")


def cannot_now(state: State) -> tuple[str, tuple[str, ...]]:
    """What cannot be done now, before anybody types anything. A device that has not told of itself yet is being looked at: in the
    first second after the start nothing is out of order, and nothing is called ready.

    Returns:
        The tone of the note, and its lines.
    """
    say = say_in(state)
    needed = missed()
    looking = any(device not in state.devices for device in (*READERS, *(text.device for text in needed)))
    lines = cards.cannot_now(state, say)
    if state.ledger_usable is False:
        return "stored", (localized(cards.NOTHING_KEPT, state) + say("。", "."),)  # whatever devices and network do
    for text in needed:
        if text.without and text.device in state.devices and not state.status(text.device).usable:
            lines.append(localized(text.without, state))
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
        lines.append(say("正在检查设备，马上就好", "Checking the devices; one moment"))
    return tone, tuple(line + say("。", ".") for line in lines)


def _turn(say: Say) -> Turn:
    return Turn(
        up=say("上一屏", "Page up"),
        down=say("下一屏", "Page down"),
        left_up=say("左边上一屏", "Page up, left side"),
        left_down=say("左边下一屏", "Page down, left side"),
        right_up=say("右边上一屏", "Page up, right side"),
        right_down=say("右边下一屏", "Page down, right side"),
        below=say("下面还有 %1 项", "%1 more below"),
        more=say("下面还有内容", "More below"),
        end=say("已经到最后", "This is the end"),
    )


def _stages(state: State) -> tuple[StageRow, ...]:
    journey, at = state.place.stage_of(state)
    if journey is None:
        return ()
    return tuple(
        StageRow(label=localized(stage, state), state="done" if number < at else "here" if number == at else "ahead")
        for number, stage in enumerate(journey.stages)
    )


def _again(state: State, say: Say) -> Again:
    if not state.accessibility.voice or state.place.is_over:
        return Again()
    return Again(label=say("停", "Stop") if state.speaking else say("再读一遍", "Say again"), speaking=state.speaking)


def _warning(state: State, moment: Moment, say: Say) -> Warning:
    if not state.warned:
        return Warning()
    left = seconds_left(state, moment.monotonic)
    return Warning(
        title=say("您还在吗？", "Are you still there?"),
        text=say(f"{left} 秒后结束", f"This ends in {left} second{'s' if left != 1 else ''}") + _erased(state, say),
        more=say("我还在，继续办理", "I am here, go on"),
        leave=say("结束离开", "Finish"),
        seconds=left,
    )


def _erased(state: State, say: Say) -> str:
    """What the end of a session takes, in half a sentence."""
    if state.text_typed or any(one.holds_input for one in state.own.values()):
        return say("，您填写的内容会清除。", ", and what you entered is erased.")
    return say("，您的信息会清除。", ", and your information is erased.") if state.person is not None else say("。", ".")


def _lost(state: State, say: Say) -> str:
    """What leaving takes from whoever stands here."""
    kept = state.own.values()
    if any(one.holds_input for one in kept):
        return say(
            "结束后，您填写的内容会全部清除，没有提交的申请不会保存。",
            "Everything you entered will be erased. What was not submitted is not kept.",
        )
    if state.person is not None:
        stays = say("已经提交的申请不受影响。", "What you submitted stays. ") if any(one.submitted for one in kept) else ""
        return stays + say(
            "结束后，您的身份信息会从本机清除；再办别的，要重新出示证件或随申码。",
            "Your identity information is erased here. To do more, show your card or your code again.",
        )
    if state.text_typed:
        return say("结束后，您输入的内容会清除。", "What you typed is erased.")
    if state.personal_data:
        return say("结束后，本机读到的信息会清除。", "What this terminal has read is erased.")
    return say("结束后回到开始的画面。", "The terminal goes back to its first page.")


def take_along_text(state: State, say: Say) -> str:
    """What leads to the page on which what was entered is kept for another day; "" where it cannot be."""
    return say("先存着，以后接着办", "Save and continue later") if state.place.takes_along(state) else ""


def _overlay(state: State, say: Say) -> OverlayView:
    match state.overlay:
        case Overlay.LEAVE:
            return OverlayView(
                kind="leave",
                title=say("要结束吗？", "Finish now?"),
                text=_lost(state, say),
                stay=say("不，留在这里", "No, stay here"),
                take=take_along_text(state, say),
                leave=say("是，清除并结束", "Yes, erase and finish")
                if state.text_typed or state.personal_data
                else say("是，结束", "Yes, finish"),
            )
        case Overlay.HELP:
            return OverlayView(
                kind="help",
                title=say("需要帮忙吗？", "Do you need help?"),
                rows=_help(state, say),
                close=say("回到刚才的页面", "Back to the page"),
            )
        case Overlay.ACCESSIBILITY:
            from kiosk.views.accessibility import settings, switches  # not before the first frame

            return OverlayView(
                kind="accessibility",
                title=say("怎样用着方便？", "Make it easier to use"),
                switches=switches(state, say),
                settings=settings(state, say),
                close=say("好了", "Done"),
            )
    return OverlayView()


def _help(state: State, say: Say) -> tuple[HelpRow, ...]:
    terminal = state.settings.terminal
    return (
        HelpRow(
            icon="hand",
            title=say("请现场工作人员帮忙", "Ask the staff here"),
            text=say("向服务台招手，或请身边的工作人员过来", "Wave to the service desk, or ask anyone of the staff"),
        ),
        HelpRow(
            icon="phone",
            title=say(f"打电话 {terminal.hotline}", f"Call {terminal.hotline}"),
            text=say("说出终端编号，工作人员会帮您", "Tell them the number of this terminal"),
        ),
        HelpRow(icon="info", title=say("终端编号", "Number of this terminal"), number=terminal.terminal_id),
        HelpRow(
            icon="clock",
            title=say("不用着急", "No hurry"),
            text=say(
                "慢慢看；快到时间会先问您，点“我还在”就接着办",
                'Take your time; before time runs out we ask you: touch "I am here" to go on',
            ),
        ),
    )
