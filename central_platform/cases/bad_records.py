"""失信记录: promises that were not kept. While one counts nothing is taken on that person's word, and a person decides."""

from __future__ import annotations

from datetime import date, timedelta

from django.conf import settings

from central_platform.cases.models import BadRecord, CaseRecord
from central_platform.people.services import tag_of


def has_bad_record(number: str, today: date) -> bool:
    """Whether a promise of whoever has this number was not kept, and that counts on this day."""
    return bool(number) and BadRecord.objects.filter(person_tag=tag_of(number), until__gte=today).exists()


def write_down(row: CaseRecord, reason: str, today: date) -> BadRecord:
    """Put a promise that was not kept on record, for as long as the platform is set to.

    Args:
        row: the case that it was made for.
        reason: what was found, in Chinese.
        today: the day in China.
    """
    until = today + timedelta(days=settings.BAD_RECORD_DAYS)
    record = BadRecord(person_tag=row.applicant_tag, case=row, reason=reason, since=today, until=until)
    record.item = row.item
    record.save()
    return record
