"""Whose cases somebody may see with their card: their own, and those of companies for which the register has them act in all
matters."""

from __future__ import annotations

from collections.abc import Mapping

from central_platform.cases.models import CaseRecord
from central_platform.people import services as people
from central_platform.people.services import Identified, tag_of
from central_platform.shared_data.adapters import CannotAnswer
from central_platform.shared_data.mandates import mandates_of
from central_platform.shared_data.services import Asker
from kiosk.domain.names import same_name
from kiosk.domain.parties import Citizen


def companies_of(identity: Identified, now: int) -> Mapping[str, str]:
    """Names of those companies, by tag; none where the register cannot be asked, or does not know the card. Whoever may act in some
    matters alone has the receipts of what they handed in.

    Args:
        identity: by the card that was read.
        now: seconds since 1970.
    """
    if not identity.proved or people.find(identity) is None:
        return {}
    try:
        mandates = mandates_of(Asker(None, Citizen(identity.name, identity.number), "", now))
    except CannotAnswer:
        return {}
    return {tag_of(one.company.number): one.company.name for one in mandates if one.refusal is None}


def acting_for(citizen: Citizen, now: int) -> frozenset[str]:
    """Tags of the companies for which the register has somebody act in all matters.

    Args:
        citizen: whose card was shown.
        now: seconds since 1970.

    Raises:
        CannotAnswer: the register cannot be asked.
    """
    mandates = mandates_of(Asker(None, citizen, "", now))
    return frozenset(tag_of(one.company.number) for one in mandates if one.refusal is None)


def company_of(row: CaseRecord, identity: Identified, now: int) -> str | None:
    """Name of the company whose case this is, "" where it is the person's own; None where it is neither's."""
    if row.applicant_tag == tag_of(identity.number):
        return "" if same_name(name_in(row), identity.name) else None
    return companies_of(identity, now).get(row.applicant_tag)


def name_in(row: CaseRecord) -> str:
    """Whose case it is."""
    return _of_applicant(row, "name")


def number_in(row: CaseRecord) -> str:
    """Of whoever's case it is."""
    return _of_applicant(row, "number")


def _of_applicant(row: CaseRecord, key: str) -> str:
    """Of schema 1 the applicant is the card's holder, who may be the agent of a later one."""
    content = row.content
    parties = content.get("parties")
    applicant = (parties if isinstance(parties, dict) else content).get("applicant")
    value = applicant.get(key) if isinstance(applicant, dict) else None
    return value if isinstance(value, str) else ""
