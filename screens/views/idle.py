"""The idle page."""

from __future__ import annotations

from kiosk.domain.times import Moment
from kiosk.ports.devices import Device
from kiosk.ports.storage import Catalogue
from kiosk.session.state import Attract, Notice, State
from screens.views.attendant import call_attendant
from screens.views.frame import View, cannot_now
from screens.views.language import Say, localized, say_in

STALE_AFTER = 7  # days


def attract(state: State, place: Attract, catalogue: Catalogue, moment: Moment) -> View:
    say = say_in(state)
    notice = ""
    if place.notice is Notice.INTERRUPTED:
        notice = say(
            "刚才本机意外重新启动。已经提交的申请都在；没有提交的内容已清除。要查是否存好，请点“查进度”。",
            "This terminal restarted unexpectedly. Everything submitted is safe; what was not submitted is gone."
            ' To see whether yours was kept, touch "Progress".',
        )
    return {
        "title": say("社区事务自助服务", "Community Affairs Self-Service"),
        "area": localized(catalogue.area, state),
        "site": localized(state.settings.terminal.site, state),
        "lines": [
            say("查事项", "Look up services"),
            say("办申请", "Apply"),
            say("打证照", "Print licences"),
            say("问进度", "Ask for progress"),
        ],
        "start": say("触摸屏幕开始", "Touch to begin"),
        "notice": notice,
        **cannot_now(state),
        "attendant": call_attendant(state),
        "data": say(f"办事指南版本 {catalogue.version}", f"Guides of version {catalogue.version}") + _age(catalogue, moment, say),
        "sample": localized(catalogue.notice, state),
        "ease": say("方便使用", "Easier to use"),
        "voice": _voice(state, say),
        "other": "English" if state.language == "zh" else "中文",
    }


def _voice(state: State, say: Say) -> str:
    if not state.status(Device.SPEAKER).usable:
        return ""
    return say("不用读了", "Voice off") if state.ease.voice else say("读给我听", "Read to me")


def stale_days(catalogue: Catalogue, moment: Moment) -> int:
    """Days since the guides were last known to be the newest; 0 while that is not worth a word."""
    days = (moment.wall - catalogue.confirmed_at) // 86400 if catalogue.confirmed_at else 0
    return days if days > STALE_AFTER else 0


def _age(catalogue: Catalogue, moment: Moment, say: Say) -> str:
    days = stale_days(catalogue, moment)
    return say(f"，{days}天没有更新", f", not renewed for {days} days") if days else ""
