"""What may stand in the way to the platform, in words, with what to do; and the steps of the way."""

from __future__ import annotations

from collections.abc import Mapping

from kiosk.domain.text import LocalizedText
from kiosk.ports.line import LineFault

FAULTS: Mapping[LineFault, tuple[LocalizedText, LocalizedText]] = {
    LineFault.ADDRESS: (
        LocalizedText("平台的网址写得不对", "That is not a valid platform address"),
        LocalizedText("网址要写全，以 https:// 开头", "Write the whole address, beginning with https://"),
    ),
    LineFault.NO_NETWORK: (
        LocalizedText("本机没有网络", "This machine has no network"),
        LocalizedText(
            "插好网线；插着还这样，请网络管理员给这个口分配地址（DHCP），或问来本机地址，在上一页填",
            "Put the cable in; if it is in, ask the network's administrator to give this socket an address (DHCP), or for one to be"
            " typed on the page before",
        ),
    ),
    LineFault.NAME: (
        LocalizedText("查不到这个名字", "That name cannot be found"),
        LocalizedText(
            "核对网址；对的话，请网络管理员看域名服务（DNS）",
            "Check the address; if it is right, ask the network's administrator to see to the name service (DNS)",
        ),
    ),
    LineFault.PROXY_AWAY: (
        LocalizedText("代理连不上", "The proxy cannot be reached"),
        LocalizedText("核对代理的地址和端口", "Check the proxy's address and port"),
    ),
    LineFault.PROXY_REFUSES: (
        LocalizedText("代理不让过", "The proxy refuses"),
        LocalizedText(
            "请网络管理员在代理上放行这个网址；要口令的，写进代理地址",
            "Ask the network's administrator to let the proxy allow this address; put its password into the proxy address",
        ),
    ),
    LineFault.UNREACHABLE: (
        LocalizedText("连不上这个网址", "Nothing answers there"),
        LocalizedText(
            "核对网址和端口；对的话，请网络管理员放行",
            "Check address and port; if they are right, ask the network's administrator to let them through",
        ),
    ),
    LineFault.CERTIFICATE: (
        LocalizedText("证书不受信任", "Its certificate is not trusted"),
        LocalizedText(
            "政务网有自己的根证书：放在优盘上，从“根证书”里装",
            "A government network has its own root certificate: bring it on a USB stick, install it under Root certificates",
        ),
    ),
    LineFault.VALIDITY: (
        LocalizedText("按本机时间，证书不在有效期里", "By this machine's clock the certificate is not valid"),
        LocalizedText(
            "先看本机时间对不对；对的话，请平台换证书", "See whether the clock here is right; if it is, the platform renews it"
        ),
    ),
    LineFault.PORTAL: (
        LocalizedText("这个网络要先登录（弹出登录页）", "This network asks for a sign-in first (login page)"),
        LocalizedText(
            "请网络管理员给这台机器免登录，或换一个网口",
            "Ask the network's administrator to exempt this machine, or use another socket",
        ),
    ),
    LineFault.NOT_A_PLATFORM: (
        LocalizedText("有回答，但不是中心平台", "Something answers, but it is not the central platform"),
        LocalizedText(
            "核对网址；对的话，请网络管理员看中间有没有拦截",
            "Check the address; if it is right, ask the network's administrator about a filter in between",
        ),
    ),
    LineFault.TROUBLE: (
        LocalizedText("平台自己出了故障", "The platform itself is out of order"),
        LocalizedText("请告诉平台工作人员，过一会儿再试", "Tell the platform's staff, and try again in a moment"),
    ),
}
# Each step on the way, with the faults that it can have; what lies behind a fault was not looked at.
STEPS: tuple[tuple[str, LocalizedText, tuple[LineFault, ...]], ...] = (
    ("network", LocalizedText("本机网络", "Local network"), (LineFault.ADDRESS, LineFault.NO_NETWORK)),
    ("name", LocalizedText("域名", "Domain name"), (LineFault.NAME,)),
    ("proxy", LocalizedText("代理", "Proxy"), (LineFault.PROXY_AWAY, LineFault.PROXY_REFUSES)),
    ("line", LocalizedText("连到平台", "Connection"), (LineFault.UNREACHABLE, LineFault.PORTAL)),
    ("certificate", LocalizedText("证书", "Certificate"), (LineFault.CERTIFICATE, LineFault.VALIDITY)),
    ("platform", LocalizedText("平台", "Platform"), (LineFault.NOT_A_PLATFORM, LineFault.TROUBLE)),
)
