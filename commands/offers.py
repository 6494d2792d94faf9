"""A terminal that is set up without network: it takes an offer from a stick, and tells the platform of its key when it can.

Until staff have compared its fingerprint the platform gives it nothing; what residents hand in is kept here, sealed to the
platform's key.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from commands.enrol import EnrolFault, asked
from commands.terminal_folder import TerminalFolder
from kiosk import removable
from kiosk.domain.text import LocalizedText
from kiosk.messages.offers import LARGEST, OFFER_FILE, Offer, exchange_of, read_offer, request_name, request_text
from kiosk.messages.pairing import fingerprint, is_same
from kiosk.messages.sealing import public_half
from kiosk.messages.signing import BadSignature, new_signing_key, thumbprint, verified
from kiosk.ports.maintenance import Medium
from kiosk.sync.bounded_http import BoundedSession, is_protected
from offline_cache.catalogue.trust import pin_roots


def offer_on(medium: Path, scratch: Path) -> Offer | None:
    """The offer at the top of a stick; None where there is none that can be understood.

    Args:
        medium: the stick's folder.
        scratch: a folder of this machine's own disk.
    """
    try:
        with removable.copied(medium / OFFER_FILE, scratch, LARGEST) as file:
            return read_offer(file.read())
    except removable.MediumFault:
        return None


def offers_on(media: Sequence[Path], scratch: Path) -> list[Medium]:
    """The sticks that have one, each called by its site and the terminal's number."""
    found = ((path, offer_on(path, scratch)) for path in media)
    return [Medium(str(path), f"{offer.site.zh} {offer.terminal_id}") for path, offer in found if offer is not None]


def take_offer(home: TerminalFolder, offer: Offer, typed: str, now: int) -> LocalizedText | None:
    """Enrol this terminal by an offer.

    Args:
        home: the terminal's folder.
        offer: from a stick.
        typed: the fingerprint that the platform's staff told the technician.
        now: seconds since 1970.

    Returns:
        Why it was not taken; None where it was.

    Raises:
        OSError: it cannot be written; nothing is enrolled.
    """
    if not is_same(typed, offer.fingerprint):
        return LocalizedText(
            "校验码和优盘上的不一样。输对了还这样，说明优盘被换过：不要用它。",
            "The stick's fingerprint is another. If it was typed rightly, somebody has changed the stick: do not use it.",
        )
    if offer.expires_at < now:
        return LocalizedText(
            "这个优盘过期了，请平台工作人员重新准备一个。", "This stick is too old; ask the platform's staff for a new one."
        )
    if not is_protected(offer.url):
        return LocalizedText("优盘里的平台网址不是 https。", "The platform's address on the stick is not https.")
    key = home.pending_key(new_signing_key)
    home.catalogue_folder.mkdir(parents=True, exist_ok=True)
    pin_roots(home.catalogue_folder, offer.catalogue_root, offer.catalogue_offline_root)
    home.write_enrolment(
        {
            "url": offer.url,
            "audience": offer.audience,
            "terminal_id": offer.terminal_id,
            "site": {"zh": offer.site.zh, "en": offer.site.en},
            "hotline": offer.hotline,
            "certificate": "",
            "signing_key": key,
            "sealing_key": offer.sealing_key,
            "verification_keys": offer.verification_keys,
            "secret": os.urandom(32).hex(),
            "exchange": exchange_of(key, offer.terms),
            "confirmed": True,
            "offer_code": offer.code,
            "by_offer": True,
        }
    )
    home.forget_pending_key()
    return None


def offered(home: TerminalFolder) -> str:
    """The fingerprint that staff are to compare, of a terminal that was set up by an offer; else ""."""
    values = home.enrolment_values() if home.enrolment_file.exists() else {}
    return fingerprint(values["exchange"]) if values.get("by_offer") else ""


def waits(home: TerminalFolder) -> bool:
    """Whether the platform has not told its certificate to this terminal, which was set up by an offer."""
    return home.enrolment_file.exists() and bool(home.enrolment_values().get("offer_code"))


def write_request(home: TerminalFolder, medium: Path) -> str:
    """Write the terminal's request to a stick, for `accept_request` at the platform; the file's name. MediumFault."""
    values = home.enrolment_values()
    name = request_name(values["terminal_id"])
    with removable.Folder(medium) as folder:
        folder.write(name, (request_text(values["offer_code"], values["signing_key"]).encode(),))
    return name


def introduce(home: TerminalFolder) -> bool:
    """Show the platform the offer's code and the key that was made here, and keep the certificate that it gives.

    What else it answers changes nothing: its keys are those that the offer named, which people have compared.

    Returns:
        Whether it knows this terminal now. Staff may not have compared its fingerprint yet.
    """
    values = home.enrolment_values()
    code = values.get("offer_code", "")
    if not code:
        return True
    certificates = str(home.certificates_file) if home.certificates_file.exists() else ""
    try:
        answer = asked(values["url"], BoundedSession(certificates, home.proxy), code, values["signing_key"])
        told = verified(answer.certificate, "terminal-certificate", values["verification_keys"])
    except (EnrolFault, BadSignature):
        return False
    if not _is_ours(told, values):
        return False
    try:
        home.write_enrolment(
            {**{name: value for name, value in values.items() if name != "offer_code"}, "certificate": answer.certificate}
        )
    except OSError:
        return False  # again before the next sign-in
    return True


def _is_ours(told: dict[str, Any], values: dict[str, Any]) -> bool:
    key = told.get("key")
    if told.get("terminal") != values["terminal_id"] or not isinstance(key, dict):
        return False
    try:
        return thumbprint(key) == thumbprint(public_half(values["signing_key"]))
    except KeyError:
        return False
