"""Enrolment: the terminal makes its key, shows the platform a pairing code, writes down what it is given, and has it confirmed."""

from __future__ import annotations

import os
from pathlib import Path

import requests
from pydantic import ValidationError

from commands.terminal_folder import FolderFault, TerminalFolder
from kiosk.domain.values import Value
from kiosk.messages import models
from kiosk.messages.pairing import confirmation, exchange_digest, fingerprint, is_same
from kiosk.messages.sealing import public_half
from kiosk.messages.signing import new_signing_key
from kiosk.sync.bounded_http import BoundedSession, is_protected
from offline_cache.catalogue.trust import pin_roots

TIMEOUT = 10.0  # seconds


class Enrolled(Value):
    """``fingerprint``: of all that was exchanged, for staff to compare with the platform's own."""

    terminal_id: str
    fingerprint: str


def enrol(home_path: Path, url: str, pairing_code: str, ca: Path | None = None) -> Enrolled:
    """The terminal serves nobody before `confirm`. ``ca``: certificates (PEM) that vouch for the platform, in place of the public
    ones. FolderFault says what to do."""
    home = TerminalFolder(home_path)
    if home.enrolment_file.exists() and home.confirmed:
        raise FolderFault(f"{home.path} is enrolled already. To enrol it anew, move {home.enrolment_file} away first.")
    if not is_protected(url):
        raise FolderFault(f"{url}: the platform is reached by https; http is for this machine itself alone.")
    certificates = home.keep_certificates(ca) if ca else ""
    key = new_signing_key()
    request = models.EnrolRequest(pairing_code=pairing_code, public_key=public_half(key))
    try:
        response = BoundedSession(certificates).post(
            f"{url}/api/v1/enrol",
            data=request.model_dump_json(),
            headers={"Content-Type": "application/json"},
            timeout=TIMEOUT,
            allow_redirects=False,
        )
    except requests.exceptions.SSLError:
        raise FolderFault(f"{url} shows a certificate that nobody here vouches for. On a government network: --ca FILE.") from None
    except (requests.RequestException, OSError) as fault:
        raise FolderFault(f"{url} cannot be reached ({type(fault).__name__}). Check the address and the network.") from None
    if response.status_code != 200:
        raise FolderFault(
            f"the platform refused ({response.status_code}). Ask for a new pairing code: each is good once, for 15 minutes."
        )
    try:
        answer = models.EnrolAnswer.model_validate_json(response.content)
    except ValidationError:
        raise FolderFault(f"{url} is not a central platform of this kind.") from None
    try:
        pin_roots(home.catalogue_folder, answer.catalogue_root, answer.catalogue_offline_root)
    except OSError as fault:
        raise FolderFault(f"{home.catalogue_folder} cannot be written ({fault.strerror}).") from None
    exchange = exchange_digest(public_half(key), answer.model_dump(mode="json"))
    home.write_enrolment(
        {
            "url": url,
            "audience": answer.audience,
            "terminal_id": answer.terminal_id,
            "site": {"zh": answer.site.zh, "en": answer.site.en},
            "hotline": answer.hotline,
            "certificate": answer.certificate,
            "signing_key": key,
            "sealing_key": answer.sealing_key,
            "verification_keys": answer.verification_keys,
            "secret": os.urandom(32).hex(),
            "exchange": exchange,
            "confirmed": False,
        }
    )
    return Enrolled(answer.terminal_id, fingerprint(exchange))


def waiting(home_path: Path) -> Enrolled:
    """What was enrolled here and waits to be confirmed. FolderFault."""
    values = TerminalFolder(home_path).enrolment_values()
    if values.get("confirmed", True):
        raise FolderFault(f"{home_path} is enrolled and confirmed already.")
    return Enrolled(values["terminal_id"], fingerprint(values["exchange"]))


def confirm(home_path: Path, typed: str) -> bool:
    """Whether this is the code that staff were told when their platform found the fingerprint right: then the terminal serves."""
    home = TerminalFolder(home_path)
    values = home.enrolment_values()
    if not is_same(typed, confirmation(values["exchange"])):
        return False
    home.write_enrolment({**values, "confirmed": True})
    return True
