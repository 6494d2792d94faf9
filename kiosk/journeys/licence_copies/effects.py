"""What is done in storage for a copy: opening the vault, making up the page, and the report of what was printed."""

from __future__ import annotations

import base64
from collections.abc import Sequence
from enum import Enum
from typing import TYPE_CHECKING

from kiosk.domain.licences import PAPER, PURPOSES, CopyPurpose, Licence
from kiosk.domain.people import Card
from kiosk.domain.service_items import ServiceItem
from kiosk.domain.times import day_of
from kiosk.domain.values import Value
from kiosk.ports.platform import LicenceFile
from kiosk.ports.storage import OutboxMessage, StorageError
from kiosk.session.effects import AtOnce, InStorage, PageReport
from kiosk.session.sealed_messages import outbox_message
from kiosk.session.services import Services
from kiosk.session.state import Event

if TYPE_CHECKING:
    from kiosk.domain.times import Moment
    from kiosk.messages.keys import TerminalKeys


class Batch(Value):
    """Copies that are printed together: this is number ``at`` of ``count``; ``first_serial``: of the first one, "" for itself."""

    at: int = 1
    count: int = 1
    first_serial: str = ""


class ComposedCopy(Value):
    serial: str
    pdf: bytes
    preview: bytes  # PNG of the page
    identifier: str = ""  # of the licence


class CopyProblem(Enum):
    NO_ANSWER = "no-answer"  # the platform did not give the file, and it is not kept here
    NO_SERIALS = "no-serials"  # the numbers leased to this terminal are used up
    NOT_USABLE = "not-usable"  # expired or revoked
    NOT_DRAWABLE = "not-drawable"  # a character on it is in no font: of a name, a copy would be somebody else's
    STORAGE = "storage"


class TransactionFound(Value):
    item: ServiceItem


class VaultOpened(Value):
    request_id: str
    files: tuple[LicenceFile, ...]


class CopyComposed(Value):
    request_id: str
    copy: ComposedCopy


class CopyNotComposed(Value):
    request_id: str
    problem: CopyProblem


class FindTransaction(AtOnce):
    """-> TransactionFound, where the catalogue has it"""

    code: str

    def run(self, services: Services) -> tuple[Event, ...]:
        item = services.catalogue.item(self.code)
        return () if item is None else (TransactionFound(item),)


class OpenVault(InStorage):
    """-> VaultOpened"""

    request_id: str
    card: Card

    def run(self, services: Services) -> tuple[Event, ...]:
        return (VaultOpened(self.request_id, kept_files(services, self.card)),)


class ComposeCopy(InStorage):
    """Make the page of the platform's file; of the one that is kept here where there was none -> CopyComposed or CopyNotComposed"""

    request_id: str
    card: Card | None
    licence: Licence
    purpose: CopyPurpose
    keep: bool
    file: LicenceFile | None
    batch: Batch = Batch()

    def run(self, services: Services) -> tuple[Event, ...]:
        made = self._made(services)
        if isinstance(made, CopyProblem):
            return (CopyNotComposed(self.request_id, made),)
        return (CopyComposed(self.request_id, made),)

    def _made(self, services: Services) -> ComposedCopy | CopyProblem:
        kept = kept_files(services, self.card) if self.card else ()
        file = self.file or _of(self.licence, kept)
        if file is None:
            return CopyProblem.NO_ANSWER
        if not file.licence.usable or file.licence.identifier in services.keys.trust().revoked:
            return CopyProblem.NOT_USABLE
        try:
            if self.file is not None and self.card is not None and self.keep:
                services.vault.keep(self.card, self.file)
            serial = services.ledger.take_copy_serial()
        except StorageError:
            return CopyProblem.STORAGE
        if serial is None:
            return CopyProblem.NO_SERIALS
        holder = file.licence.child or (self.card.name if self.card else "")
        return compose(services.keys, file, serial, self.purpose, holder, services.now(), self.batch)


class PrintedCopyReport(PageReport):
    """What the platform is told of a copy that was printed."""

    licence_identifier: str
    purpose: str

    def message(self, keys: TerminalKeys, report_id: str, serial: str, wall: int, state: str) -> OutboxMessage:
        from kiosk.messages.canonical import canonical_bytes
        from kiosk.messages.contents import CopyContent, CopyReport

        content = CopyContent(serial=serial, licence_identifier=self.licence_identifier, purpose=self.purpose)
        sealed = keys.sealer.seal(canonical_bytes(content.model_dump(mode="json")))
        values = {"report_id": report_id, "serial": serial, "sealed": sealed, "printed_at": wall, "outcome": state}
        return outbox_message(keys, report_id, "copy", CopyReport.model_validate(values).model_dump(mode="json"))


_WHAT_IT_IS = {False: "本页是电子证照的打印件，不是原件。", True: "本页是部门出具的证明，用途见水印。"}


def kept_files(services: Services, card: Card) -> tuple[LicenceFile, ...]:
    """What the vault holds for this card; nothing where it cannot be read."""
    try:
        return services.vault.open(card)
    except StorageError:
        return ()


def _of(licence: Licence, files: Sequence[LicenceFile]) -> LicenceFile | None:
    return next((file for file in files if file.licence.identifier == licence.identifier), None)


def compose(
    keys: TerminalKeys, file: LicenceFile, serial: str, purpose: CopyPurpose, holder: str, moment: Moment, batch: Batch
) -> ComposedCopy | CopyProblem:
    """The page of a copy.

    Args:
        keys: what its code is signed with.
        file: of the licence, by the platform or from the vault.
        serial: of those leased to this terminal.
        purpose: printed across the page.
        holder: the name on the card, or the child's; "" where nobody showed one.
        moment: of the printing.
        batch: what is printed together with it.

    Returns:
        The page; NO_ANSWER where the licence's file is no page that can be printed, NOT_DRAWABLE where it does not show the whole
        name.
    """
    from kiosk.journeys.licence_copies.page import CannotCompose, HolderLost, PageOrder
    from kiosk.journeys.licence_copies.page import compose as drawn
    from kiosk.messages.copy_code import copy_code

    day = day_of(moment.wall).isoformat()
    purpose_zh = PURPOSES[purpose].zh
    order = PageOrder(
        licence_pdf=base64.b64encode(file.pdf).decode(),
        code=copy_code(file.statement, keys.certificate, keys.signer, serial, purpose_zh, moment.wall),
        watermark=f"仅供{purpose_zh}使用 {day}",
        foot=(
            ("打印编号", serial),
            *_together(batch, serial),
            ("打印用途", purpose_zh),
            ("打印日期", day),
            ("打印地点", keys.terminal.site.zh),
            ("终端编号", keys.terminal.terminal_id),
        ),
        holder=holder,
        note=_WHAT_IT_IS[file.licence.licence_type == PAPER] + "在任何一台自助终端扫右侧的码，不联网也能核验真伪。",
    )
    try:
        pdf, preview = drawn(order)
    except CannotCompose:
        return CopyProblem.NO_ANSWER
    except HolderLost:
        return CopyProblem.NOT_DRAWABLE
    return ComposedCopy(serial, pdf, preview, file.licence.identifier)


def _together(batch: Batch, serial: str) -> tuple[tuple[str, str], ...]:
    if batch.count == 1:
        return ()
    return (("同批打印", f"{batch.count} 份中的第 {batch.at} 份，首份编号 {batch.first_serial or serial}"),)
