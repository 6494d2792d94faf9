"""Whose word counts for where a request comes from: a trusted proxy's, and nobody else's. Pure."""

from __future__ import annotations

import ipaddress
from collections.abc import Iterable
from dataclasses import dataclass

Headers = list[tuple[bytes, bytes]]

_TOLD = (b"forwarded", b"x-real-ip")


@dataclass(frozen=True)
class Origin:
    """``address``: of whoever asks; ``secure``: whether they came over TLS."""

    address: str
    secure: bool = False


class Proxies:
    """The addresses of proxies that end TLS and say for whom they ask."""

    def __init__(self, networks: Iterable[str]) -> None:
        """``networks``: addresses or networks, as ``10.1.2.3`` or ``10.1.0.0/16``. ValueError for what is none."""
        self._networks = [ipaddress.ip_network(network) for network in networks]

    def trusts(self, address: str) -> bool:
        """Whether this is a proxy of ours."""
        try:
            parsed = ipaddress.ip_address(address)
        except ValueError:
            return False
        return any(parsed.version == network.version and parsed in network for network in self._networks)

    def origin(self, peer: str, headers: Headers) -> tuple[Origin, Headers]:
        """Who asks, and the headers without what anybody may claim of it.

        Args:
            peer: address of the other end of the connection.
            headers: of the request, names in lower case.

        Returns:
            By a trusted proxy's word, the last address that it did not take from another: others in ``X-Forwarded-For`` were
            written by whoever came to it.
        """
        kept = [pair for pair in headers if not (pair[0].startswith(b"x-forwarded-") or pair[0] in _TOLD or b"_" in pair[0])]
        if not self.trusts(peer):
            return Origin(peer), kept
        told = {name: value.decode("latin-1").strip() for name, value in headers if name.startswith(b"x-forwarded-")}
        chain = [part.strip() for part in told.get(b"x-forwarded-for", "").split(",") if part.strip()]
        address = next((part for part in reversed(chain) if not self.trusts(part)), chain[0] if chain else peer)
        return Origin(address if _is_address(address) else peer, told.get(b"x-forwarded-proto") == "https"), kept


def _is_address(text: str) -> bool:
    try:
        ipaddress.ip_address(text)
    except ValueError:
        return False
    return True
