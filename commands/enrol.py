"""Enrolment: the terminal makes its key, shows the platform a pairing code, writes down what it is given, and has it confirmed.

The key is written down before the code is shown. Where the answer is lost, the same code is shown again with the same key, and the
platform gives the same answer.
"""

from __future__ import annotations

import os
from enum import Enum
from pathlib import Path
from typing import Any

import requests
from pydantic import ValidationError

from commands.terminal_folder import FolderFault, TerminalFolder
from kiosk.domain.text import LocalizedText
from kiosk.domain.values import Value
from kiosk.messages import models
from kiosk.messages.pairing import confirmation, exchange_digest, fingerprint, is_same
from kiosk.messages.sealing import public_half
from kiosk.messages.signing import new_signing_key
from kiosk.sync.bounded_http import BoundedSession, is_protected
from offline_cache.catalogue.trust import pin_roots

TIMEOUT = 10.0  # seconds


class EnrolProblem(Enum):
    """Why a terminal was not enrolled. The code is spent by none but what says so."""

    ENROLLED = "enrolled"
    NO_SCHEME = "no-scheme"
    NOT_PROTECTED = "not-protected"
    FOLDER = "folder"
    CERTIFICATE = "certificate"
    UNREACHABLE = "unreachable"
    NO_SUCH_CODE = "no-such-code"
    TOO_MANY = "too-many"
    TROUBLE = "trouble"
    NOT_A_PLATFORM = "not-a-platform"


_WORDS = {
    EnrolProblem.ENROLLED: LocalizedText(
        "{home} 已经登记过了。要重新登记，先把 {file} 移走。",
        "{home} is enrolled already. To enrol it anew, move {file} away first.",
    ),
    EnrolProblem.NO_SCHEME: LocalizedText(
        "网址要写全，以 https:// 开头：https://{url}", "Write the whole address, with https:// at its beginning: https://{url}"
    ),
    EnrolProblem.NOT_PROTECTED: LocalizedText(
        "{url}：平台要用 https 访问；http 只能用于本机自己。",
        "{url}: the platform is reached by https; http is for this machine itself alone.",
    ),
    EnrolProblem.FOLDER: LocalizedText(
        "{home} 写不进去（{detail}），配对码还没有用。请检查磁盘和权限，再用同一个配对码。",
        "{home} cannot be written ({detail}); the pairing code was not used. Look at disk and permissions, then use the same code.",
    ),
    EnrolProblem.CERTIFICATE: LocalizedText(
        "{url} 的证书不受信任。政务网有自己的根证书：在“网络”页从优盘装，或在命令行用 --ca 文件 指定。",
        "{url} shows a certificate that nobody here vouches for. A government network has its own: from a stick, or --ca FILE.",
    ),
    EnrolProblem.UNREACHABLE: LocalizedText(
        "连不上 {url}（{detail}）。请检查网址和网络，15 分钟内可以用同一个配对码再试。",
        "{url} cannot be reached ({detail}). Check address and network, and try the same code again within its 15 minutes.",
    ),
    EnrolProblem.NO_SUCH_CODE: LocalizedText(
        "没有这个配对码，或者过了 15 分钟，或者已经被别的机器用了。请工作人员给一个新的。",
        "There is no such pairing code, or it is over 15 minutes old, or another machine used it. Ask for a new one.",
    ),
    EnrolProblem.TOO_MANY: LocalizedText(
        "这个网络里输错的次数太多。请等一分钟，再用同一个配对码。",
        "Too many wrong codes came from this network. Wait a minute, and use the same code again.",
    ),
    EnrolProblem.TROUBLE: LocalizedText(
        "平台现在答复不了（{detail}）。请过一会儿，用同一个配对码再试。",
        "The platform cannot answer now ({detail}). Try the same code again in a moment.",
    ),
    EnrolProblem.NOT_A_PLATFORM: LocalizedText(
        "{url} 不是这种中心平台，或者网络要先登录（弹出登录页的网络）。",
        "{url} is not a central platform of this kind, or the network wants a sign-in of its own first.",
    ),
}


class EnrolFault(FolderFault):
    """``problem``: which; ``words``: it and what to do, in both languages."""

    def __init__(self, problem: EnrolProblem, **told: object) -> None:
        words = _WORDS[problem]
        self.problem = problem
        self.words = LocalizedText(words.zh.format(**told), words.en.format(**told))
        super().__init__(self.words.en)


class Enrolled(Value):
    """``fingerprint``: of all that was exchanged, for staff to compare with the platform's own."""

    terminal_id: str
    fingerprint: str


def enrol(home_path: Path, url: str, pairing_code: str, ca: Path | None = None) -> Enrolled:
    """The terminal serves nobody before `confirm`.

    Args:
        home_path: the terminal's folder.
        url: of the platform, without ``/api``.
        pairing_code: as it was typed.
        ca: certificates (PEM) that vouch for the platform, in place of the public ones; None: those that are kept already, if any.

    Raises:
        EnrolFault: it is not enrolled; says why, and what to do.
        FolderFault: the certificates cannot be read.
    """
    home = TerminalFolder(home_path)
    if home.enrolment_file.exists() and home.confirmed:
        raise EnrolFault(EnrolProblem.ENROLLED, home=home.path, file=home.enrolment_file)
    if "://" not in url:
        raise EnrolFault(EnrolProblem.NO_SCHEME, url=url)
    if not is_protected(url):
        raise EnrolFault(EnrolProblem.NOT_PROTECTED, url=url)
    certificates = home.keep_certificates(ca) if ca else str(home.certificates_file) if home.certificates_file.exists() else ""
    try:
        key = home.pending_key(new_signing_key)
        home.catalogue_folder.mkdir(exist_ok=True)
        answer = asked(url, BoundedSession(certificates, home.proxy), pairing_code, key)
        pin_roots(home.catalogue_folder, answer.catalogue_root, answer.catalogue_offline_root)
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
    except OSError as fault:
        raise EnrolFault(EnrolProblem.FOLDER, home=home.path, detail=fault.strerror or type(fault).__name__) from None
    home.forget_pending_key()
    return Enrolled(answer.terminal_id, fingerprint(exchange))


def asked(url: str, session: BoundedSession, pairing_code: str, key: dict[str, Any]) -> models.EnrolAnswer:
    """What a platform answers a pairing code and the public half of this key. EnrolFault."""
    request = models.EnrolRequest(pairing_code=pairing_code, public_key=public_half(key))
    try:
        response = session.post(
            f"{url}/api/v1/enrol",
            data=request.model_dump_json(),
            headers={"Content-Type": "application/json"},
            timeout=TIMEOUT,
            allow_redirects=False,
        )
    except requests.exceptions.SSLError:
        raise EnrolFault(EnrolProblem.CERTIFICATE, url=url) from None
    except requests.RequestException as fault:
        raise EnrolFault(EnrolProblem.UNREACHABLE, url=url, detail=type(fault).__name__) from None
    if response.status_code == 403 and _code_in(response.content) == "PAIRING":
        raise EnrolFault(EnrolProblem.NO_SUCH_CODE)
    if response.status_code == 429:
        raise EnrolFault(EnrolProblem.TOO_MANY)
    if response.status_code >= 500:
        raise EnrolFault(EnrolProblem.TROUBLE, detail=response.status_code)
    try:
        if response.status_code != 200:
            raise ValueError
        return models.EnrolAnswer.model_validate_json(response.content)
    except (ValidationError, ValueError):
        raise EnrolFault(EnrolProblem.NOT_A_PLATFORM, url=url) from None


def _code_in(body: bytes) -> str:
    try:
        return models.Problem.model_validate_json(body).code
    except ValidationError:
        return ""


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
