"""What the effects of journeys are carried out with. Given by the runtime; a journey makes none of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from kiosk.domain.times import Moment
    from kiosk.messages.keys import TerminalKeys
    from kiosk.ports.maintenance import Maintenance
    from kiosk.ports.storage import Catalogue, Ledger
    from kiosk.ports.vault import Vault


class Services(Protocol):
    """``catalogue`` may be asked on the session's thread, ``ledger`` and ``vault`` on the storage thread alone."""

    @property
    def catalogue(self) -> Catalogue:
        """The version that this process began with."""
        ...

    @property
    def ledger(self) -> Ledger:
        """What must not be lost."""
        ...

    @property
    def vault(self) -> Vault:
        """The licences that their holders keep here."""
        ...

    @property
    def keys(self) -> TerminalKeys:
        """What this terminal signs and seals with."""
        ...

    @property
    def maintenance(self) -> Maintenance:
        """What a technician asks of the terminal; asked on a thread of its own."""
        ...

    def picture(self) -> bytes:
        """Of the screen as it is, PNG; b"" where there is none. On the session's thread."""
        ...

    def look_for_updates(self) -> None:
        """Now, and not when it is time; what there is takes this process's place by itself."""
        ...

    def now(self) -> Moment:
        """Time and chance, as they are when it is asked."""
        ...
