"""Technicians' cards: registered for the key that is on one, told to terminals, revoked."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any

from cryptography import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import serialization

from central_platform.terminals.card_authority import authority, told_authorities
from central_platform.terminals.models import TechnicianCard, Terminal
from kiosk.domain.technicians import TECHNICIAN
from kiosk.domain.times import CHINA, day_of
from kiosk.messages.packs import FILE_FORMAT
from kiosk.messages.technician_cards import CardKey, is_card_key

LONGEST = timedelta(days=730)  # that a card is good: a terminal without network learns late, or never, that it was revoked
USUAL = timedelta(days=365)
MOST_TERMINALS = 30
_LARGEST = 16_384  # characters of a request
_NO_KEY = (ValueError, TypeError, UnsupportedAlgorithm, InvalidSignature)


class NotRegistered(Exception):
    """Why a card is not registered; the message says it in Chinese."""


def key_in(request: str) -> CardKey:
    """The public key in what a tool for cards wrote: a certificate signing request, which must be signed by that key, or the key.

    Args:
        request: PEM.

    Raises:
        NotRegistered: it is neither, or a key that cards do not have.
    """
    text = request.strip().encode()
    if len(text) > _LARGEST:
        raise NotRegistered("这段文字太长，不是证书请求")
    try:
        if b"PRIVATE KEY" in text:
            raise NotRegistered("这是私钥！私钥不能离开卡：请在卡里重新生成钥匙")
        if b"CERTIFICATE REQUEST" in text:
            asked = x509.load_pem_x509_csr(text)
            if not asked.is_signature_valid:
                raise NotRegistered("证书请求的签名不对，请重新生成")
            key: object = asked.public_key()
        else:
            key = serialization.load_pem_public_key(text)
    except _NO_KEY:
        raise NotRegistered("不是证书请求，也不是公钥：请把工具生成的 PEM 文件整个贴进来") from None
    if not is_card_key(key):
        raise NotRegistered("只收 ECC P-256 或 RSA 2048 的钥匙，请在卡里重新生成")
    return key


def register(account: str, request: str, until: date, terminals: str, by: str, now: int) -> TechnicianCard:
    """Issue the certificate for a card.

    Args:
        account: user name of the card's holder; it stands on the card, and in the audit logs of terminals.
        request: as of `key_in`.
        until: the last day in China on which it is good.
        terminals: numbers of those that it opens, with blanks or commas between them; "" for all.
        by: user name of whoever registers it.
        now: seconds since 1970.

    Returns:
        What is kept of it, with the certificate that is to be put on the card.

    Raises:
        NotRegistered: something of it will not do.
    """
    key, only = check(account, request, until, terminals, now)
    issued = authority(now).issue(key, account, only, now, _end_of(until))
    return TechnicianCard.objects.create(
        serial=f"{issued.serial_number:x}",
        account=account,
        registered_by=by,
        registered_at=now,
        ends=int(issued.not_valid_after_utc.timestamp()),
        terminals=only,
        key=_mark(key),
        certificate=issued.public_bytes(serialization.Encoding.PEM).decode(),
    )


def check(account: str, request: str, until: date, terminals: str, now: int) -> tuple[CardKey, str]:
    """See that a card may be registered; arguments as of `register`. The key, and the terminals as they are kept.

    Raises:
        NotRegistered: something of it will not do.
    """
    if not re.fullmatch(TECHNICIAN, account):
        raise NotRegistered("账号名只能有字母、数字、点、横线和下划线，最多32个")
    today = day_of(now)
    if not today <= until <= today + LONGEST:
        raise NotRegistered(f"有效期从今天起，最长{LONGEST.days}天")
    key = key_in(request)
    for row in TechnicianCard.objects.filter(key=_mark(key)):
        if row.account != account:
            raise NotRegistered("这把钥匙已经登记给别人，请在卡里重新生成")
        if row.revoked_at is not None:
            raise NotRegistered("这把钥匙的卡已经吊销，请在卡里重新生成")
    only = sorted({number.upper() for number in re.split(r"[\s,，、;；]+", terminals) if number})
    known = set(Terminal.objects.filter(pk__in=only).values_list("pk", flat=True))
    if unknown := [number for number in only if number not in known]:
        raise NotRegistered(f"没有这个编号的终端：{'、'.join(unknown[:3])}")
    if len(only) > MOST_TERMINALS:
        raise NotRegistered(f"最多写{MOST_TERMINALS}台；更多的，不写就是全部")
    return key, " ".join(only)


def revoke(row: TechnicianCard, now: int) -> bool:
    """From now on it opens no terminal that hears of it. False where it was revoked already."""
    return bool(TechnicianCard.objects.filter(pk=row.pk, revoked_at=None).update(revoked_at=now))


def told_cards(now: int) -> Mapping[str, Any]:
    """The file that tells terminals which cards count (`kiosk.messages.technician_card_list`)."""
    revoked = TechnicianCard.objects.exclude(revoked_at=None).filter(ends__gt=now).values_list("serial", flat=True)
    return {
        "format": FILE_FORMAT,
        "issued_at": now,
        "authorities": list(told_authorities(now)),
        "revoked": sorted(revoked),
    }


def _end_of(day: date) -> int:
    return int(datetime(day.year, day.month, day.day, 23, 59, 59, tzinfo=CHINA).timestamp())


def _mark(key: CardKey) -> str:
    """By which a key is known again: SHA-256 of it."""
    spki = key.public_bytes(serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)
    return hashlib.sha256(spki).hexdigest()
