"""How the line to the platform is, as one look at it found: for whoever sets a terminal up."""

from __future__ import annotations

from enum import Enum

from kiosk.domain.values import Value


class LineFault(Enum):
    """The first thing on the way that does not do."""

    ADDRESS = "address"  # of the platform: not whole, or neither https nor this machine itself
    NO_NETWORK = "no-network"  # no cable, or nobody gave this machine an address
    NAME = "name"  # no name service knows the platform's host, or the proxy's
    PROXY_AWAY = "proxy-away"
    PROXY_REFUSES = "proxy-refuses"
    UNREACHABLE = "unreachable"  # nothing answers at that address
    CERTIFICATE = "certificate"  # nobody here vouches for it
    VALIDITY = "validity"  # of the certificate, by this machine's clock
    PORTAL = "portal"  # the network wants a sign-in of its own first
    NOT_A_PLATFORM = "not-a-platform"
    TROUBLE = "trouble"  # the platform's, or that of what stands before it


class Interface(Value):
    """A network interface of this machine. ``linked``: a cable is in, or it is in a wireless network; ``address``: IPv4, "" where
    it has none."""

    name: str
    linked: bool
    address: str


class LineSeen(Value):
    """``fault``: None where a platform answered; ``detail``: for a technician; ``off_by``: seconds that its clock is ahead of this
    machine's, None where it did not tell."""

    fault: LineFault | None = None
    detail: str = ""
    off_by: int | None = None
