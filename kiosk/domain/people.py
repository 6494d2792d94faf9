"""The person at the terminal, as an identity document tells it."""

from __future__ import annotations

from datetime import date
from enum import Enum

from kiosk.domain.values import Value, replace


class Sex(Enum):
    MALE = "male"
    FEMALE = "female"
    UNKNOWN = "unknown"


class CardKind(Enum):
    """What tells who somebody is: the four layouts of the SAM_V text block, by the kind letter at byte 248, or another card."""

    RESIDENT = "resident"  # 居民身份证
    HMT_RESIDENCE = "hmt-residence"  # 港澳台居民居住证 (J)
    FOREIGNER_2017 = "foreigner-2017"  # 外国人永久居留身份证, 2017 (I)
    FOREIGNER_2023 = "foreigner-2023"  # 外国人永久居留身份证, 2023 (Y)
    SOCIAL_SECURITY = "social-security"  # 社会保障卡, on another reader
    PHONE_CODE = "phone-code"  # 随申码 on a phone: no card, and the platform told whose it is


class IdCard(Value):
    """What one identity card gave. Nothing of it appears in ``repr``: it must never reach a log.

    ``block`` is text block and photo block as the card gave them, byte for byte: the key of the holder's vault is derived from it.
    An address that was appended is no part of it: what was kept before its holder moved, or by a program that did not ask for it,
    opens afterwards, too. Nor does what is made of a character (`kiosk.domain.characters`) change it.

    ``address`` is the newest that the card tells; ``printed_address`` the one on its face, where another was appended since.
    ``number`` has 18 characters (15 for a foreigner's card of 2017).
    ``valid_until`` is None for a card without an end (长期).
    """

    kind: CardKind
    name: str
    number: str
    sex: Sex
    birth: date
    address: str  # "" where the layout has none
    ethnic_group: str  # GB/T 3304 code, "" where the layout has none
    authority: str
    valid_from: date
    valid_until: date | None
    block: bytes
    english_name: str = ""
    nationality: str = ""  # ISO 3166-1 numeric or alpha-3 as on the card
    pass_number: str = ""  # J only
    printed_address: str = ""  # "" where it is the only one

    @property
    def issued(self) -> date:
        """Since when it is good."""
        return self.valid_from

    @property
    def marks(self) -> bytes:
        """What tells this card from every other."""
        return self.block

    def with_appended_address(self, appended: str) -> IdCard:
        """``appended``: as the card tells it beside its text; "" where it has none."""
        if not appended or appended == self.address:
            return self
        return replace(self, address=appended, printed_address=self.address)

    def expired(self, today: date) -> bool:
        """Whether it was valid before this day and no longer is."""
        return self.valid_until is not None and self.valid_until < today


class _HoldsLittle(Value):
    """What tells no address, and holds nothing that could lock a copy."""

    @property
    def address(self) -> str:
        """None is told."""
        return ""

    @property
    def printed_address(self) -> str:
        """None is told."""
        return ""

    @property
    def block(self) -> bytes:
        """Nothing that could lock a copy."""
        return b""


class SocialSecurityCard(_HoldsLittle):
    """What one social security card gave. Nothing of it appears in ``repr``: it must never reach a log.

    ``number`` is the social security number, for citizens the citizen's number of 18 characters. ``card_number`` is printed on
    the card. ``region`` is the 6 digits of the place that issued it (GB/T 2260).

    It has no address. It has no block either: the little it holds is known to offices, employers and clinics, so nothing that
    must be kept from them may be locked with it.
    """

    name: str
    number: str
    sex: Sex
    birth: date
    card_number: str
    region: str
    issued: date | None = None  # None where the card does not say
    valid_until: date | None = None

    @property
    def kind(self) -> CardKind:
        """Of the card, as the platform is told."""
        return CardKind.SOCIAL_SECURITY

    @property
    def marks(self) -> bytes:
        """What tells this card from every other."""
        told = (self.name, self.number, self.sex.value, self.birth, self.card_number, self.region, self.issued, self.valid_until)
        return "\n".join(map(str, told)).encode()

    def expired(self, today: date) -> bool:
        """Whether it was valid before this day and no longer is."""
        return self.valid_until is not None and self.valid_until < today


class PhoneCode(_HoldsLittle):
    """Whose code was shown on a phone, as the platform told: it is no card, and holds less than one. Nothing of it appears in
    ``repr``.

    ``reference``: of the platform's record that the code was shown here; it is what proves it.
    """

    name: str
    number: str
    sex: Sex
    birth: date
    reference: str

    @property
    def kind(self) -> CardKind:
        """That it was no card, as the platform is told."""
        return CardKind.PHONE_CODE

    @property
    def issued(self) -> date | None:
        """It has no such day."""
        return None

    @property
    def valid_until(self) -> date | None:
        """For the visit; nothing of it ends on a day."""
        return None

    @property
    def marks(self) -> bytes:
        """What tells this code from every other."""
        return self.reference.encode()

    def expired(self, today: date) -> bool:
        """Never: the platform judged it when it was shown."""
        return False


Card = IdCard | SocialSecurityCard | PhoneCode
"""What identifies a resident. Whoever takes a Card uses what both have, and does not ask which it is: ``kind``, ``name``,
``number``, ``sex``, ``birth``, ``issued``, ``valid_until``; ``address``, ``printed_address`` and ``block``, which are empty where
the card gives none (nothing is filled in then, and nothing can be kept in the vault); ``marks``, all that it gave as bytes, the
same for the same card."""


def age_on(birth: date, today: date) -> int:
    """Whole years on ``today`` (周岁: a birthday counts from the day itself; 29 February ages on 1 March)."""
    return today.year - birth.year - ((today.month, today.day) < (birth.month, birth.day))
