"""Sample licences of many kinds, from ``licences.tsv``, so that a demo can print nearly any: of the sample people, and of companies
for which one of them acts. Nobody and nothing of it exists; every number lies in area 310199, which no place has."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path

from django.db import transaction

from central_platform.catalogue.published import Pack, current
from central_platform.licences.models import LicenceRecord
from central_platform.people.models import Person
from central_platform.samples.data import ISSUER, identifier_of
from kiosk.domain.sample_people import sample_person
from kiosk.domain.service_items import LicenceType
from kiosk.domain.text import LocalizedText

ROWS = Path(__file__).with_name("licences.tsv")
COMPANIES: Mapping[str, str] = {
    "913101990000300156": "样板区某某餐饮管理有限公司",
    "91310199000040010E": "样板区某某制药有限公司",
    "91310199000050024K": "样板区某某建设工程有限公司",
    "91310199000060038Q": "样板区某某运输有限公司",
}
_EVERYWHERE = ("国家", "中国", "中华", "市人民政府")  # they belong to no district


def load() -> None:
    """The licences of the file; those that are there already stay as they are. The people must be there."""
    with transaction.atomic():
        people = {person.number: person for person in Person.objects.all()}
        rows = list(_licences(current(), people))
        LicenceRecord.objects.bulk_create(rows, ignore_conflicts=True)


def _licences(pack: Pack, people: Mapping[str, Person]) -> Iterator[LicenceRecord]:
    offices = {item.licence_type: item.authority.zh for item in pack.items.values() if item.licence_type}
    header, *lines = ROWS.read_text(encoding="utf-8").splitlines()
    for line in lines:
        row = dict(zip(header.split("\t"), line.split("\t"), strict=True))
        kind = pack.licence_types[row["kind"]]
        begins, number = date.fromisoformat(row["valid_from"]), int(row["number"])
        licence = LicenceRecord(
            identifier=identifier_of(kind.code, f"{begins:%Y%m%d}9{number:03d}"),
            holder=people[sample_person(row["holder"]).number],
            company_number=row["company"],
            company_name=COMPANIES[row["company"]] if row["company"] else "",
            licence_type=kind.key,
            number=f"{ISSUER}{begins:%Y%m}9{number:03d}",
            valid_from=begins,
            valid_until=date.fromisoformat(row["valid_until"]) if row["valid_until"] else None,
            details=[pair.split("=") for pair in row["details"].split(";")],
        )
        licence.name = kind.name
        licence.authority = _issuer(kind, offices[kind.key])
        yield licence


def _issuer(kind: LicenceType, office: str) -> LocalizedText:
    """Who issued it: the model district's office of that kind, but for those that have none in a district."""
    zh = kind.authority.zh.partition("（")[0].partition("、")[0]
    if office.endswith("政务服务办公室") or zh.startswith(_EVERYWHERE):
        return LocalizedText(zh, kind.authority.en)
    return LocalizedText(f"样板区{zh}", f"{kind.authority.en}, Model District")


__all__ = ["COMPANIES", "load"]
