"""This machine's own address, where the network gives it none: what is typed, what is good, and what the system reads. Pure."""

from __future__ import annotations

import re
from ipaddress import ip_address, ip_interface

from kiosk.domain.text import LocalizedText
from kiosk.domain.values import Value

MOST_SERVERS = 3  # that the resolver asks: MAXNS of resolv.conf(5)
# Of an address; no zone (RFC 4007), whose name may be any text.
_PLAIN = "[0-9a-fA-F.:]+"
NO_ADDRESS = LocalizedText(
    "本机地址要带网段长度，例如 192.168.1.20/24。", "This machine's address has its prefix with it, as 192.168.1.20/24."
)
NO_GATEWAY = LocalizedText("网关不是同一网段里的另一个地址。", "The gateway is not another address of the same network.")
NO_SERVERS = LocalizedText(
    f"域名服务器要写地址，最多{MOST_SERVERS}个。", f"Name servers are given by their addresses, {MOST_SERVERS} at the most."
)


class MachineAddress(Value):
    """``address``: with the length of its prefix, "" where the network gives one; ``gateway``: "" for none."""

    address: str = ""
    gateway: str = ""
    name_servers: tuple[str, ...] = ()


def is_of_a_host(value: object) -> bool:
    """Whether a host may have it: an address with its prefix, as ``192.168.1.20/24``."""
    if not isinstance(value, str) or not re.fullmatch(rf"{_PLAIN}/[0-9.]+", value):
        return False
    try:
        whole = ip_interface(value)
    except ValueError:
        return False
    special = whole.is_loopback or whole.is_multicast or whole.is_unspecified or whole.is_reserved
    edges = (whole.network.network_address, whole.network.broadcast_address) if whole.network.num_addresses > 2 else ()
    return not special and whole.ip not in edges


def is_address(value: object) -> bool:
    """Whether it is that of some other host."""
    if not isinstance(value, str) or not re.fullmatch(_PLAIN, value):
        return False
    try:
        whole = ip_address(value)
    except ValueError:
        return False
    return not (whole.is_multicast or whole.is_unspecified)


def wrong_with(given: MachineAddress) -> LocalizedText | None:
    """The first thing that is no good; None where it is."""
    if not given.address:
        return None
    if not is_of_a_host(given.address):
        return NO_ADDRESS
    own = ip_interface(given.address)
    if given.gateway and (
        not is_address(given.gateway) or (gateway := ip_address(given.gateway)) not in own.network or gateway == own.ip
    ):
        return NO_GATEWAY
    good = len(given.name_servers) <= MOST_SERVERS and all(is_address(one) for one in given.name_servers)
    return None if good else NO_SERVERS


def read_typed(text: str) -> MachineAddress:
    """What somebody typed: address, gateway, name servers, in this order, with spaces or commas between them; "" for that of the
    network. Whether it is good, `wrong_with` says."""
    first, second, *rest = [*re.split(r"[\s,，、;；]+", text.strip()), "", ""][: MOST_SERVERS + 3]
    return MachineAddress(first, second, tuple(one for one in rest if one))


def as_typed(given: MachineAddress) -> str:
    """The text that `read_typed` reads."""
    return " ".join(part for part in (given.address, given.gateway, *given.name_servers) if part)


def networkd_file(given: MachineAddress) -> str:
    """For systemd-networkd: the machine's wired interfaces, with this address, or again with what the network gives.

    Source: systemd.network(5); its example 80-ethernet.network for what is a wired interface. Nothing is announced or listened for.
    """
    quiet = "LinkLocalAddressing=no\nIPv6AcceptRA=no\nLLMNR=no\nMulticastDNS=no\nLLDP=no\n"
    match = "[Match]\nType=ether\nKind=!*\n[Network]\n"
    if not given.address:
        return f"{match}DHCP=yes\n"
    gateway = f"Gateway={given.gateway}\n" if given.gateway else ""
    return f"{match}DHCP=no\n{quiet}Address={given.address}\n{gateway}" + "".join(f"DNS={one}\n" for one in given.name_servers)


def resolver_file(given: MachineAddress) -> str:
    """resolv.conf(5) of the terminal's services; "" where the machine's own counts."""
    return "".join(f"nameserver {one}\n" for one in given.name_servers) if given.address else ""
