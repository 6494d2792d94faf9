"""People of the model district and what the platform knows of them: profiles and licences. Nobody of them exists."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django.db import transaction

from central_platform.catalogue.published import current
from central_platform.licences.models import LicenceRecord
from central_platform.people.models import Person, PersonCard
from central_platform.people.services import tag_of
from kiosk.domain.identifiers import licence_check_character
from kiosk.domain.people import CardKind
from kiosk.domain.sample_people import SAMPLE_PEOPLE, SamplePerson
from kiosk.domain.text import LocalizedText

ISSUER = "310199"  # the model district: an area that no place has
_ETHNIC = {"01": "汉", "05": "维吾尔"}
_HOUSEHOLD_ELSEWHERE = frozenset({"luo"})  # registered in another city
_RELATION = {"sun": "女"}  # to the head of the household


@dataclass(frozen=True)
class _Held:
    """A licence of one sample person, beyond the two that everyone has."""

    kind: str
    valid_from: date
    valid_until: date | None = None
    details: tuple[tuple[str, str], ...] = ()
    revoked: bool = False
    number: str = ""


_PROFILES: dict[str, dict[str, str]] = {
    "wang": {"insured_city": "样板市", "bank_account_tail": "2026"},
    "zhuge": {"insured_city": "样板市", "bank_account_tail": "4107"},
    "li": {"employment": "employer", "insured_city": "样板市", "bank_account_tail": "1108"},
    "ouyang": {"employment": "flexible", "insured_city": "样板市", "bank_account_tail": "5733"},
    "dilireba": {"employment": "employer", "insured_city": "样板市"},
    "chen": {"insured_city": "样板市", "bank_account_tail": "9306"},
    "zhao": {"employment": "unemployed", "insured_city": "样板市"},
    "zhou": {"employment": "flexible", "insured_city": "样板市", "bank_account_tail": "1907"},
    "wu": {"insured_city": "样板市", "bank_account_tail": "6420"},
    "luo": {"employment": "unemployed", "insured_city": "样板市"},
    "qian": {"employment": "employer", "insured_city": "样板市", "bank_account_tail": "4611"},
    "sun": {},
}

_HELD: dict[str, tuple[_Held, ...]] = {
    "wang": (
        _Held("social-security-card", date(2015, 6, 1), details=(("开户银行", "样板银行"),)),
        _Held("marriage-certificate", date(1972, 10, 1), details=(("配偶", "刘某某"), ("登记日期", "1972年10月1日"))),
    ),
    "zhuge": (
        _Held("social-security-card", date(2016, 9, 1), details=(("开户银行", "样板银行"),)),
        _Held("marriage-certificate", date(1984, 5, 2), details=(("配偶", "孙某某"), ("登记日期", "1984年5月2日"))),
        _Held("driving-licence", date(2018, 4, 10), date(2028, 4, 10), (("准驾车型", "C1"),)),
    ),
    "li": (
        _Held("social-security-card", date(2018, 7, 2), details=(("开户银行", "样板银行"),)),
        _Held("marriage-certificate", date(2020, 5, 20), details=(("配偶", "周某某"), ("登记日期", "2020年5月20日"))),
        _Held("nurse-certificate", date(2023, 1, 16), date(2028, 1, 15), (("执业地点", "样板区某某医院"),)),
    ),
    "ouyang": (
        _Held("social-security-card", date(2012, 3, 8), details=(("开户银行", "样板银行"),)),
        _Held("driving-licence", date(2021, 11, 3), date(2031, 11, 3), (("准驾车型", "B2"),)),
        _Held("real-estate-certificate", date(2019, 8, 19), details=(("坐落", "样板区梧桐街道玉兰路3号"), ("用途", "居住"))),
    ),
    "dilireba": (
        _Held("social-security-card", date(2020, 9, 1), details=(("开户银行", "样板银行"),)),
        # Expired: a residence permit is endorsed once a year.
        _Held("residence-permit", date(2024, 2, 1), date(2025, 1, 31), (("居住地址", "样板区梧桐街道石榴路41弄2号502室"),)),
    ),
    "chen": (
        _Held("seniors-card", date(2016, 6, 1), details=(("优待范围", "本市"),)),
        _Held("social-security-card", date(2014, 1, 6), details=(("开户银行", "样板银行"),)),
        _Held("disability-certificate", date(2021, 9, 1), date(2031, 8, 31), (("残疾类别", "肢体"), ("残疾等级", "三级"))),
    ),
    "zhao": (
        _Held("social-security-card", date(2024, 7, 1), details=(("开户银行", "样板银行"),)),
        _Held("employment-certificate", date(2024, 8, 1), details=(("登记类别", "失业登记"),), revoked=True),
    ),
    "zhou": (
        _Held("social-security-card", date(2012, 5, 7), details=(("开户银行", "样板银行"),)),
        # A shop of one's own: its licences are in its owner's name.
        _Held("business-licence", date(2016, 3, 1), details=(("类型", "个体工商户"), ("经营场所", "样板区梧桐街道丁香路52号"))),
        _Held(
            "liquor-licence", date(2023, 12, 4), date(2028, 12, 3), (("经营方式", "零售"), ("经营场所", "样板区梧桐街道丁香路52号"))
        ),
        _Held("hygiene-licence", date(2025, 6, 10), date(2029, 6, 9), (("许可项目", "旅店"),)),
        _Held("water-permit", date(2025, 1, 1), date(2029, 12, 31), (("取水地点", "样板区某某河"),)),
        _Held("real-estate-certificate", date(2015, 11, 2), details=(("坐落", "样板区梧桐街道丁香路52号"), ("用途", "商业"))),
    ),
    "wu": (
        _Held("social-security-card", date(2013, 2, 18), details=(("开户银行", "样板银行"),)),
        _Held("marriage-certificate", date(1989, 9, 9), details=(("配偶", "郑某某"), ("登记日期", "1989年9月9日"))),
    ),
    "luo": (
        _Held("social-security-card", date(2022, 8, 1), details=(("开户银行", "样板银行"),)),
        _Held("residence-permit", date(2026, 3, 2), date(2027, 3, 1), (("居住地址", "样板区梧桐街道石榴路60弄5号403室"),)),
    ),
    "qian": (_Held("social-security-card", date(2013, 10, 21), details=(("开户银行", "样板银行"),)),),
    "sun": (_Held("social-security-card", date(2023, 9, 1), details=(("开户银行", "样板银行"),)),),
}


def load() -> None:
    """Persons and licences of the model district; those that are there already stay as they are."""
    with transaction.atomic():
        people = {sample.key: _person(sample) for sample in SAMPLE_PEOPLE}
        Person.objects.bulk_create(people.values(), ignore_conflicts=True)
        PersonCard.objects.bulk_create(
            (card for sample in SAMPLE_PEOPLE for card in _cards(sample, people[sample.key])), ignore_conflicts=True
        )
        rows = [row for index, sample in enumerate(SAMPLE_PEOPLE, 1) for row in _licences(sample, people[sample.key], index)]
        LicenceRecord.objects.bulk_create(rows, ignore_conflicts=True)


def _person(sample: SamplePerson) -> Person:
    return Person(
        tag=tag_of(sample.number),
        name=sample.name,
        number=sample.number,
        sex=sample.sex.value,
        birth=sample.birth,
        ethnic_group=sample.ethnic_group,
        address=sample.newest_address,
        profile={"mobile": sample.mobile, "address": sample.newest_address, **_PROFILES[sample.key]},
    )


def _cards(sample: SamplePerson, person: Person) -> Iterator[PersonCard]:
    """What the register says of the two cards that the readers' simulators lay down for them."""
    for kind in (CardKind.RESIDENT, CardKind.SOCIAL_SECURITY):
        yield PersonCard(person=person, kind=kind.value, issued=sample.valid_from, valid_until=sample.valid_until)


def _licences(sample: SamplePerson, person: Person, index: int) -> Iterator[LicenceRecord]:
    sex = "男" if sample.sex.value == "male" else "女"
    born = f"{sample.birth.year}年{sample.birth.month}月{sample.birth.day}日"
    about = (("性别", sex), ("民族", _ETHNIC[sample.ethnic_group]), ("出生日期", born), ("住址", sample.newest_address))
    held = (
        _Held("id-card", sample.valid_from, sample.valid_until, about, number=sample.number),
        *([_household(sample)] if sample.key not in _HOUSEHOLD_ELSEWHERE else []),
        *_HELD[sample.key],
    )
    types = current().licence_types
    for serial, licence in enumerate(held, 1):
        kind = types[licence.kind]
        number = licence.number or f"{ISSUER}{licence.valid_from:%Y%m}{index:02d}{serial:02d}"
        row = LicenceRecord(
            identifier=identifier_of(kind.code, f"{licence.valid_from:%Y%m%d}{index:02d}{serial:02d}"),
            holder=person,
            licence_type=licence.kind,
            number=number,
            valid_from=licence.valid_from,
            valid_until=licence.valid_until,
            revoked=licence.revoked,
            details=[list(pair) for pair in licence.details],
        )
        row.name = kind.name
        row.authority = LocalizedText(f"样板区{kind.authority.zh}", f"{kind.authority.en}, Model District")
        yield row


def _household(sample: SamplePerson) -> _Held:
    relation = _RELATION.get(sample.key, "户主")
    entered = max(date(2010, 1, 4), sample.birth)
    rows = (("户别", "家庭户"), ("与户主关系", relation), ("住址", sample.newest_address))
    return _Held("household-register", entered, None, rows)


def identifier_of(kind: str, serial: str, version: str = "001") -> str:
    """The identifier of a sample licence (`kiosk.domain.identifiers`): root, kind, issuer, serial, version and check character.

    Args:
        kind: code of the kind of licence.
        serial: of the licence with its issuer.
        version: of the licence.
    """
    check = licence_check_character(f"{kind}{ISSUER}{serial}{version}")
    return f"1.2.156.3005.2.{kind}.{ISSUER}.{serial}.{version}.{check}"


__all__ = ["identifier_of", "load"]
