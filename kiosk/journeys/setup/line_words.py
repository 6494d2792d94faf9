"""What may stand in the way to the platform, in words, with what to do; and the steps of the way."""

from __future__ import annotations

from collections.abc import Mapping

from kiosk.domain.text import LocalizedText
from kiosk.ports.line import LineFault

FAULTS: Mapping[LineFault, tuple[LocalizedText, LocalizedText]] = {
    LineFault.ADDRESS: (
        LocalizedText("平台的网址写得不对", "That is no address of a platform"),
        LocalizedText("网址要写全，从 https:// 开始", "Write all of it, with https:// at its beginning"),
    ),
    LineFault.NO_NETWORK: (
        LocalizedText("本机没有网络", "This machine has no network"),
        LocalizedText(
            "插好网线；插着还这样，请网络管理员给这个口分配地址（DHCP），或问来本机地址，在上一页填",
            "Put the cable in; if it is in, have whoever runs the network give this socket an address (DHCP), or tell you one to be"
            " typed on the page before",
        ),
    ),
    LineFault.NAME: (
        LocalizedText("查不到这个名字", "Nobody knows that name"),
        LocalizedText(
            "核对网址；对的话，是网络的域名服务（DNS）不通",
            "Check the address; if it is right, the network's name service (DNS) fails",
        ),
    ),
    LineFault.PROXY_AWAY: (
        LocalizedText("代理连不上", "The proxy cannot be reached"),
        LocalizedText("核对代理的地址和端口", "Check the proxy's address and port"),
    ),
    LineFault.PROXY_REFUSES: (
        LocalizedText("代理不让过", "The proxy refuses"),
        LocalizedText(
            "请管代理的人放行这个网址；要口令的，写进代理地址",
            "Have its keepers let this address through; a password stands in its address",
        ),
    ),
    LineFault.UNREACHABLE: (
        LocalizedText("连不上这个网址", "Nothing answers there"),
        LocalizedText(
            "核对网址和端口；对的话，请网络管理员放行", "Check address and port; if they are right, ask whoever runs the network"
        ),
    ),
    LineFault.CERTIFICATE: (
        LocalizedText("证书没有人担保", "Nobody here vouches for its certificate"),
        LocalizedText(
            "政务网有自己的根证书：放在优盘上，从“根证书”里装", "A government network has a root of its own: bring it on a stick"
        ),
    ),
    LineFault.VALIDITY: (
        LocalizedText("按本机时间，证书不在有效期里", "By this machine's clock the certificate is not valid"),
        LocalizedText(
            "先看本机时间对不对；对的话，请平台换证书", "See whether the clock here is right; if it is, the platform renews it"
        ),
    ),
    LineFault.PORTAL: (
        LocalizedText("这个网络要先登录（弹出登录页）", "This network wants a sign-in of its own first"),
        LocalizedText(
            "请网络管理员给这台机器免登录，或换一个网口", "Have this machine let through without it, or use another socket"
        ),
    ),
    LineFault.NOT_A_PLATFORM: (
        LocalizedText("有回答，但不是中心平台", "Something answers, and it is no central platform"),
        LocalizedText("核对网址；中间有拦截设备的，请放行", "Check the address; have whatever stands in between let it through"),
    ),
    LineFault.TROUBLE: (
        LocalizedText("平台自己出了故障", "The platform is in trouble"),
        LocalizedText("请告诉平台的人，过一会儿再试", "Tell the platform's people, and try again in a moment"),
    ),
}
# Each step on the way, with the faults that it can have; what lies behind a fault was not looked at.
STEPS: tuple[tuple[str, LocalizedText, tuple[LineFault, ...]], ...] = (
    ("network", LocalizedText("本机网络", "Network here"), (LineFault.ADDRESS, LineFault.NO_NETWORK)),
    ("name", LocalizedText("域名", "Name"), (LineFault.NAME,)),
    ("proxy", LocalizedText("代理", "Proxy"), (LineFault.PROXY_AWAY, LineFault.PROXY_REFUSES)),
    ("line", LocalizedText("通路", "Way"), (LineFault.UNREACHABLE, LineFault.PORTAL)),
    ("certificate", LocalizedText("证书", "Certificate"), (LineFault.CERTIFICATE, LineFault.VALIDITY)),
    ("platform", LocalizedText("平台", "Platform"), (LineFault.NOT_A_PLATFORM, LineFault.TROUBLE)),
)
