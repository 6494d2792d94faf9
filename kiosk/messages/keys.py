"""What this terminal signs and seals with, and whom it trusts. Imports what it needs when it needs it: nothing here may cost the
first frame."""

from __future__ import annotations

from collections.abc import Callable, Container, Mapping, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any

from kiosk.domain.terminals import Terminal
from kiosk.domain.values import Value, field

if TYPE_CHECKING:
    from kiosk.messages.sealing import Sealer
    from kiosk.messages.signing import Signer
    from kiosk.messages.technician_card_list import TechnicianCards


class Trust(Value):
    """The platform's public JWKs: the one to seal to, those to verify with. ``revoked``: licence identifiers, copy serials and
    thumbprints of terminals' keys that no longer count; ``ended``: until when replaced ones were good; ``reads``: by kind of
    message, the newest schema that the platform reads; ``cards``: which technicians' cards count, None where that never came."""

    sealing: Mapping[str, Any]
    verification: Sequence[Mapping[str, Any]]
    revoked: Container[str] = frozenset()
    ended: Mapping[str, int] = field(default_factory=dict)
    reads: Mapping[str, int] = field(default_factory=dict)  # as `kiosk.messages.packs.PlatformKeys`
    cards: TechnicianCards | None = None


class TerminalKeys:
    """The keys of an enrolled terminal.

    Args:
        terminal: whose they are.
        signing: the terminal's private JWK.
        certificate: the platform's word for this terminal, a compact JWS.
        trust: tells what is trusted now; asked each time: a new key may come while nobody is here.
    """

    def __init__(self, terminal: Terminal, signing: Mapping[str, Any], certificate: str, trust: Callable[[], Trust]) -> None:
        self.terminal = terminal
        self.certificate = certificate
        self.trust = trust
        self._signing = signing
        self._parsed: tuple[Mapping[str, Any], Sealer] | None = None

    @property
    def sealer(self) -> Sealer:
        """To the platform's key that is trusted now; parsed once."""
        from kiosk.messages.sealing import Sealer

        key = self.trust().sealing
        if self._parsed is None or self._parsed[0] != key:
            self._parsed = key, Sealer(key)
        return self._parsed[1]

    @cached_property
    def signer(self) -> Signer:
        """Signs with the terminal's key; parsed once, since that stays the same for this process."""
        from kiosk.messages.signing import Signer

        return Signer(self._signing)

    def warm_up(self) -> None:
        """Load what sealing and signing need, while nobody waits for it."""
        _ = self.signer
        self.sealer.seal(b"")
