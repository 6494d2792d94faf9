"""Enrolment: the terminal makes its key, shows the platform a pairing code, and writes down what it is given."""

from __future__ import annotations

import os
from pathlib import Path

import requests
from pydantic import ValidationError

from commands.home import Home, HomeFault
from kiosk.sync.bounded_http import BoundedSession
from kiosk.wire import models
from kiosk.wire.packs import root_fingerprint
from kiosk.wire.sealing import public_half
from kiosk.wire.signing import new_signing_key
from offline_cache.catalogue_trust import pin_roots

TIMEOUT = 10.0  # seconds


def enrol(home_path: Path, url: str, pairing_code: str) -> tuple[str, str]:
    """The terminal's id, and the fingerprint of the catalogue's roots, to be compared with what the platform shows. HomeFault says
    what to do."""
    home = Home(home_path)
    if home.enrolment_file.exists():
        raise HomeFault(f"{home.path} is enrolled already. To enrol it anew, move {home.enrolment_file} away first.")
    key = new_signing_key("terminal")
    request = models.EnrolRequest(pairing_code=pairing_code, public_key=public_half(key))
    try:
        response = BoundedSession().post(
            f"{url}/api/v1/enrol",
            data=request.model_dump_json(),
            headers={"Content-Type": "application/json"},
            timeout=TIMEOUT,
            allow_redirects=False,
        )
    except requests.RequestException as fault:
        raise HomeFault(f"{url} cannot be reached ({type(fault).__name__}). Check the address and the network.") from None
    if response.status_code != 200:
        raise HomeFault(
            f"the platform refused ({response.status_code}). Ask for a new pairing code: each is good once, for 15 minutes."
        )
    try:
        answer = models.EnrolAnswer.model_validate_json(response.content)
    except ValidationError:
        raise HomeFault(f"{url} is not a central platform of this kind.") from None
    roots = answer.catalogue_root, answer.catalogue_offline_root
    try:
        pin_roots(home.catalogue_folder, *roots)
    except OSError as fault:
        raise HomeFault(f"{home.catalogue_folder} cannot be written ({fault.strerror}).") from None
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
        }
    )
    return answer.terminal_id, root_fingerprint(*(root.encode() for root in roots))
