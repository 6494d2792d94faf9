"""The network's pages: what is set, what is typed, and where on the way to the platform something is in the way."""

from __future__ import annotations

from typing import ClassVar

from kiosk.domain.text import LocalizedText, whole
from kiosk.journeys.setup.base import SettingUp, seen_in
from kiosk.journeys.setup.events import ChooseStick, TypeText
from kiosk.journeys.setup.line_words import FAULTS, STEPS
from kiosk.journeys.setup.network import MAY_BE_EMPTY, MOST_OFF, AddressOf, AddressPage, CertificatePage, LinePage, NetworkPage
from kiosk.journeys.setup.page_view import LOOKING_FOR_STICKS, SetUpView, faulted, waits
from kiosk.ports.line import LineSeen
from kiosk.ports.set_up import SetUpSeen
from kiosk.session.state import State
from kiosk.views.base import Button, Data, FieldText, Row, Text, TileRow
from kiosk.views.language import Say, localized, say_in
from kiosk.views.pages import Actions, Look, Views

_TESTING = LocalizedText("正在测试网络…", "Testing the network…")

_FILE = whole("platform-ca.pem")


class NetworkView(SetUpView):
    page: ClassVar[str] = "SetUpNetworkPage"

    problem: Text
    title: Text
    text: Text
    tiles: tuple[TileRow, ...]


def network(state: State, place: NetworkPage, look: Look) -> NetworkView:
    """What can be set, each behind its door."""
    say, seen = say_in(state), seen_in(state)
    none = say("没有", "None")
    return NetworkView(
        title=say("连到中心平台", "Connect to the platform"),
        text=_address(seen, say),
        problem=_without_address(seen, say),
        tiles=(
            *(_own(seen.own_address, say) if seen.managed else ()),
            TileRow(
                act="openPart",
                value="platform",
                icon="server",
                title=say("平台网址", "Platform address"),
                text=seen.url or say("还没有填，请点这里", "Not entered yet; touch here"),
            ),
            TileRow(
                act="openPart",
                value="proxy",
                icon="shield-check" if seen.proxy else "shield",
                title=say("代理", "Proxy"),
                text=seen.proxy.rpartition("@")[2].removeprefix("http://") or none,
            ),
            TileRow(
                act="openPart",
                value="certificates",
                icon="file-badge",
                title=say("根证书", "Root certificates"),
                text=say("装了自己的", "Own certificates installed") if seen.vouched else say("用公共的", "Public ones in use"),
            ),
            TileRow(
                act="openPart",
                value="offer",
                icon="wifi-off",
                title=say("没有网络", "No network"),
                text=say("用平台准备的优盘，以后再核准", "With a USB stick prepared by the platform; confirmed later"),
            ),
        ),
        primary=say("测试网络", "Test network") if seen.url else "",
    )


def _own(typed: str, say: Say) -> tuple[TileRow, ...]:
    given = typed or say("网络自动分配", "Assigned by the network")
    title = say("本机地址", "This machine's address")
    return (TileRow(act="openPart", value="machine", icon="map-pin", title=title, text=given),)


def _address(seen: SetUpSeen, say: Say) -> str:
    if seen.own_address:
        return say("本机地址是在这里设定的。", "This machine's address was set here.")
    told = say("、", ", ").join(one.address for one in seen.interfaces if one.address)
    return say(f"本机地址：{told}（网络自动分配）", f"This machine's address: {told}") if told else ""


def _without_address(seen: SetUpSeen, say: Say) -> str:
    if _address(seen, say):
        return ""
    if any(one.linked for one in seen.interfaces):
        told = say("网线插着，但网络没有给本机分配地址。", "The cable is in, but the network gave this machine no address.")
        if seen.managed:
            return told + say("可以填一个：“本机地址”。", " You may type one: This machine's address.")
        return told + say(
            "请网络管理员给这个口分配地址（DHCP）。", " Ask the network's administrator to give this socket an address (DHCP)."
        )
    return say("网线没有插，或没有网络。", "No cable is in, or there is no network.")


class AddressView(SetUpView):
    page: ClassVar[str] = "SetUpAddressPage"

    problem: Text
    title: Text
    text: Text
    hint: Text
    clear: Button
    typed: FieldText
    waiting: Text


def address(state: State, place: AddressPage, look: Look) -> AddressView:
    """What is typed, with an example."""
    say = say_in(state)
    title, text, hint = _asked(state, place, say)
    ready = place.text or place.of in MAY_BE_EMPTY
    return AddressView(
        problem=faulted(state, place.fault),
        title=title,
        text=text,
        hint=hint,
        clear="" if place.of is AddressOf.CLOCK else say("清空", "Clear"),  # beside it a whole time finds no room in larger text
        typed=place.text,
        waiting=waits(state, place),
        primary=say("保存", "Save") if ready and not place.asked else "",
    )


def _asked(state: State, place: AddressPage, say: Say) -> tuple[str, str, str]:
    if place.of is AddressOf.MACHINE:
        return (
            say("本机地址", "This machine's address"),
            say(
                "依次填：地址/网段长度、网关、域名服务器，用空格隔开。网络自动分配就留空。",
                "Address/prefix, gateway, name servers, with spaces between. Empty: as the network gives it.",
            ),
            "192.168.1.20/24",
        )
    if place.of is AddressOf.PLATFORM:
        return (
            say("中心平台的网址", "The central platform's address"),
            say("平台工作人员会告诉您，以 https:// 开头。", "The platform's staff will tell you; it begins with https://."),
            "https://platform.example",
        )
    if place.of is AddressOf.CLOCK:
        return (
            say("本机时间", "Clock of this machine"),
            say("照您的手机填，差一两分钟没关系。", "Enter the time on your phone; a minute or two do not matter."),
            "2026-11-28 10:15",
        )
    if place.of is AddressOf.PROXY:
        return (
            say("代理的地址", "The proxy's address"),
            say("没有代理就留空。", "Leave it empty where there is none."),
            "http://10.0.0.8:3128",
        )
    assert place.device is not None
    way = next(way for way in state.of(SettingUp).ways[place.device] if way.driver == place.driver)
    return localized(way.called, state), say(f"例如 {way.example}", f"For example {way.example}"), way.example


class CertificateView(SetUpView):
    page: ClassVar[str] = "SetUpCertificatePage"

    problem: Text
    title: Text
    text: Text
    waiting: Text
    retry: Button
    media: tuple[TileRow, ...]


def certificate(state: State, place: CertificatePage, look: Look) -> CertificateView:
    """The sticks that hold some, and the way back to the public ones."""
    say, kept = say_in(state), seen_in(state).vouched
    none = place.media == () and not place.fault and not place.asked
    tiles = [
        TileRow(
            act="chooseStick",
            value=one.key,
            icon="archive",
            title=say("用这个优盘上的证书", "Use the certificates on this USB stick"),
            text=one.name,
        )
        for one in place.media or ()
    ]
    if kept:
        public = say("改回公共的根证书", "Back to the public certificates")
        tiles.append(
            TileRow(act="chooseStick", value="", icon="x", title=public, text=say("自己的不再用", "Your own are no longer used"))
        )
    return CertificateView(
        problem=say(f"没有找到优盘，或优盘最外层没有 {_FILE}。", f"No USB stick found, or no {_FILE} at its top level.")
        if none
        else faulted(state, place.fault),
        title=say("平台的根证书", "Platform root certificates"),
        text=say(
            f"政务网有自己的根证书。把它存成 {_FILE}，放在优盘最外层，插上。互联网上的平台不用装。",
            "A government network has its own root certificates. Put them at the top level of a"
            f" USB stick as {_FILE}, and plug it in. A platform on the internet needs none.",
        ),
        waiting=waits(state, place, LOOKING_FOR_STICKS),
        retry=say("重新找优盘", "Look for USB sticks again") if not place.asked else "",
        media=tuple(tiles) if not place.asked else (),
    )


class LineRow(Row):
    """``tone``: good, stored or bad; info where it was not looked at."""

    key: Data
    name: Text
    tone: Data
    state: Text
    todo: Text


class LineView(SetUpView):
    page: ClassVar[str] = "SetUpLinePage"

    problem: Text
    title: Text
    waiting: Text
    rows: tuple[LineRow, ...]
    retry: Button
    clock: Button


def line(state: State, place: LinePage, look: Look) -> LineView:
    """What is in the way, then what is not, step by step, and the clock: in larger text not all of it is seen at once."""
    say, seen = say_in(state), place.line
    clock = place.clock(state)
    return LineView(
        problem=faulted(state, place.fault),
        title=_title(seen, say),
        waiting=waits(state, place, _TESTING),
        rows=tuple(sorted((*_steps(seen, state), _clock(seen, say, clock is not None)), key=_urgency)) if seen else (),
        clock=""
        if clock is None
        else say("按平台校准时间", "Set the clock by the platform")
        if clock
        else say("校准时间", "Set the clock"),
        retry=say("再测一次", "Test again") if not place.asked else "",
        primary=say("下一步", "Next") if seen and seen.fault is None and not place.asked else "",
    )


def _urgency(row: LineRow) -> int:
    return ("bad", "stored", "good", "info").index(row.tone)


def _title(seen: LineSeen | None, say: Say) -> str:
    if seen is None:
        return say("测试网络", "Test of the network")
    return (
        say("网络是通的", "Connected to the platform")
        if seen.fault is None
        else say("网络还不通", "Not connected to the platform yet")
    )


def _steps(seen: LineSeen, state: State) -> tuple[LineRow, ...]:
    say, rows = say_in(state), list[LineRow]()
    for key, name, faults in STEPS:
        if key == "proxy" and not seen_in(state).proxy and seen.fault not in faults:
            continue
        if seen.fault in faults:
            words, todo = FAULTS[seen.fault]
            detail = f" ({seen.detail})" if seen.detail else ""
            told = localized(words, state) + detail
            rows.append(LineRow(key=key, name=localized(name, state), tone="bad", state=told, todo=localized(todo, state)))
            break
        rows.append(LineRow(key=key, name=localized(name, state), tone="good", state=say("通过", "Passed"), todo=""))
    return tuple(rows)


def _clock(seen: LineSeen, say: Say, settable: bool) -> LineRow:
    name = say("本机时间", "Clock")
    if seen.off_by is None:
        return LineRow(key="clock", name=name, tone="info", state=say("连通后才能检查", "Checked once connected"), todo="")
    if abs(seen.off_by) <= MOST_OFF:
        return LineRow(key="clock", name=name, tone="good", state=say("和平台一致", "Same as the platform's"), todo="")
    return LineRow(
        key="clock",
        name=name,
        tone="stored",
        state=_off_by(seen.off_by, say),
        todo=say(
            f"可以接着做：连着平台时用平台的时间。断网时按本机时间，会不准：{'请校准' if settable else '请在主板设置里校准'}。",
            "You may go on: while the platform is reached its time is used. Without it this clock counts:"
            f" set it{'' if settable else ' in the firmware'}.",
        ),
    )


def _off_by(seconds: int, say: Say) -> str:
    amount = abs(seconds)
    for size, zh, en in ((86400, "天", "day"), (3600, "小时", "hour"), (60, "分钟", "minute")):
        if amount >= size:
            count = amount // size
            told_zh, told_en = f"{count}{zh}", f"{count} {en}{'s' if count != 1 else ''}"
            break
    return say(
        f"比平台{'慢' if seconds > 0 else '快'}{told_zh}", f"{told_en} {'behind' if seconds > 0 else 'ahead of'} the platform's"
    )


VIEWS: Views = {NetworkPage: network, AddressPage: address, CertificatePage: certificate, LinePage: line}
ACTIONS: Actions = {
    "answer": lambda state, value: TypeText(str(value)),
    "chooseStick": lambda state, value: ChooseStick(str(value)),
}
