"""Which sockets wait for whoever comes, and from where they can be reached: read from the kernel's tables. Pure.

The tables are /proc/net/tcp, tcp6, udp and udp6 (proc(5)): an address is written as words of 32 bits, each in the machine's order.
"""

from __future__ import annotations

import sys
from enum import Enum
from ipaddress import IPv4Address, IPv6Address

from kiosk.domain.values import Value


class Protocol(Enum):
    TCP = "tcp"
    UDP = "udp"


_WAITING = {Protocol.TCP: "0A", Protocol.UDP: "07"}  # TCP_LISTEN; a datagram socket that is connected to nobody (TCP_CLOSE)


class Listener(Value):
    """``inode``: of the socket, as /proc/PID/fd names it."""

    protocol: Protocol
    address: str
    port: int
    inode: int

    @property
    def reachable(self) -> bool:
        """From another machine."""
        address = IPv6Address(self.address) if ":" in self.address else IPv4Address(self.address)
        if isinstance(address, IPv6Address) and address.ipv4_mapped is not None:
            return not address.ipv4_mapped.is_loopback
        return not address.is_loopback

    @property
    def text(self) -> str:
        """``tcp 0.0.0.0:631``, with an IPv6 address in brackets."""
        host = f"[{self.address}]" if ":" in self.address else self.address
        return f"{self.protocol.value} {host}:{self.port}"


def parse_sockets(table: str, protocol: Protocol) -> tuple[Listener, ...]:
    """Those of one table that wait for somebody; a line that is not understood is a ValueError, not a socket less."""
    found = []
    for line in table.splitlines()[1:]:
        fields = line.split()
        if len(fields) < 10:
            raise ValueError("not a table of sockets")
        host, _, port = fields[1].partition(":")
        if fields[3] == _WAITING[protocol]:
            found.append(Listener(protocol, _address(host), int(port, 16), int(fields[9])))
    return tuple(found)


def _address(written: str) -> str:
    if len(written) not in (8, 32):
        raise ValueError("not an address")
    words = (int(written[at : at + 8], 16) for at in range(0, len(written), 8))
    packed = b"".join(word.to_bytes(4, sys.byteorder) for word in words)
    return str(IPv4Address(packed) if len(packed) == 4 else IPv6Address(packed))
