"""The idle page."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, ClassVar

from kiosk.domain.times import Moment
from kiosk.ports.devices import Device
from kiosk.ports.storage import Catalogue
from kiosk.session.events import OpenJourney
from kiosk.session.idle import Idle, IdleNotice
from kiosk.session.readers import code_works, fitted
from kiosk.session.state import State
from kiosk.views.base import Button, Data, PageView, Row, Text, Unsaid
from kiosk.views.devices import call_attendant
from kiosk.views.frame import cannot_now
from kiosk.views.language import Say, localized, say_in
from kiosk.views.pages import Actions, Look, Views

STALE_AFTER = 7  # days


class OfferRow(Row):
    icon: Data
    title: Text


class IdleView(PageView):
    """``lines``: what can be done here now, in a word or two each; ``open``: residents are served; ``attendant``: leads to the page
    for the attendant, whose journey is ``staff``, and says what for; ``door``: leads there where nothing wants anybody."""

    page: ClassVar[str] = "IdlePage"
    bare: ClassVar[bool] = True
    tells_network: ClassVar[bool] = True

    notice: Text
    title: Text
    cannot: tuple[Text, ...]
    cannot_tone: Data
    area: Unsaid
    site: Text
    lines: tuple[OfferRow, ...]
    start: Text
    open: bool
    attendant: Text
    door: Unsaid
    staff: Data
    data: Unsaid
    sample: Unsaid
    accessibility: Button
    voice: Button
    other: Unsaid


def idle(state: State, place: Idle, look: Look) -> IdleView:
    """What can be done here, and what cannot be done now."""
    say = say_in(state)
    catalogue = look.catalogue
    notice = ""
    if place.notice is IdleNotice.INTERRUPTED:
        notice = _interrupted(state.ledger_usable is True, say)
    tone, cannot = cannot_now(state)
    on_trial = state.settings.on_trial
    if on_trial or state.closed is not None:
        from kiosk.domain.closings import ON_TRIAL, WORDS  # seldom

        why = ON_TRIAL if on_trial or state.closed is None else WORDS[state.closed]
        tone, cannot = "stored", (localized(why, state),)
    is_open = state.closed is None and not on_trial
    staff = "" if on_trial else next((journey.name for journey in state.journeys.all if journey.from_idle), "")
    return IdleView(
        notice=notice,
        title=say("社区事务自助服务", "Community Affairs Self-Service"),
        cannot=cannot,
        cannot_tone=tone,
        area=localized(catalogue.area, state),
        site=localized(state.settings.terminal.site, state),
        lines=tuple(_lines(state, say)),
        start=say("触摸屏幕开始", "Touch to begin") if is_open else say("暂停服务", "Out of service"),
        open=is_open,
        attendant=call_attendant(state) if staff else "",
        door=say("工作人员", "Staff") if staff else "",
        staff=staff,
        data=say(f"办事指南版本 {catalogue.version}", f"Guides of version {catalogue.version}") + _age(catalogue, look.moment, say),
        sample=localized(catalogue.notice, state),
        accessibility=say("方便使用", "Easier to use"),
        voice=_voice(state, say),
        other="English" if state.language == "zh" else "中文",
    )


def _lines(state: State, say: Say) -> Iterator[OfferRow]:
    """What is known not to work is not promised."""

    def works(device: Device) -> bool:
        return device not in state.devices or state.status(device).usable

    identifies = any(map(works, fitted(state) or (Device.ID_CARD_READER,))) or code_works(state)
    writes = state.ledger_usable is not False
    yield OfferRow(icon="search", title=say("查事项", "Look up services"))
    if writes and identifies:
        yield OfferRow(icon="pencil", title=say("办事", "Apply"))
    if writes and identifies and works(Device.PAGE_PRINTER):
        yield OfferRow(icon="printer", title=say("打印证照", "Print licences"))
    if writes and (identifies or works(Device.CODE_SCANNER)):
        yield OfferRow(icon="clock", title=say("查进度", "Check progress"))


def _interrupted(kept: bool, say: Say) -> str:
    """What was submitted is known to be there once the ledger was opened."""
    zh, en = (
        "刚才本机意外重新启动。没有提交的内容已清除",
        "This terminal restarted unexpectedly. What was not submitted has been erased",
    )
    if not kept:
        return say(f"{zh}。", f"{en}.")
    return say(
        f"{zh}；已经提交的申请都在。要查是否存好，请点“查进度”。",
        f'{en}; everything submitted is safe. To see whether yours was kept, touch "Check progress".',
    )


def _voice(state: State, say: Say) -> str:
    if not state.status(Device.SPEAKER).usable:
        return ""
    return say("不用读了", "Voice off") if state.accessibility.voice else say("读给我听", "Read to me")


def stale_days(catalogue: Catalogue, moment: Moment) -> int:
    """Days since the guides were last known to be the newest; 0 while that is not worth a word."""
    days = (moment.wall - catalogue.confirmed_at) // 86400 if catalogue.confirmed_at else 0
    return days if days > STALE_AFTER else 0


def _age(catalogue: Catalogue, moment: Moment, say: Say) -> str:
    days = stale_days(catalogue, moment)
    return say(f"，{days}天没有更新", f", not updated for {days} days") if days else ""


def _opened(state: State, value: Any) -> OpenJourney:
    return OpenJourney(str(value))


VIEWS: Views = {Idle: idle}
ACTIONS: Actions = {"openJourney": _opened}
