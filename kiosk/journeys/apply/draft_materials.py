"""What an application needs handed in, and how each of it is settled now."""

from __future__ import annotations

from collections.abc import Iterable

from kiosk.domain.agency import GUARDIANSHIP, with_agent
from kiosk.domain.service_items import Assurance, Material
from kiosk.domain.submissions import SettledMaterial, needed_materials, settle
from kiosk.domain.times import Moment
from kiosk.domain.without_paper import may_be_promised
from kiosk.journeys.apply.draft import ForCompany, applicant_of, children_asked, draft_of, facts, standing_pages
from kiosk.session.state import Person, State


def materials(state: State, code: str, moment: Moment) -> tuple[tuple[Material, SettledMaterial], ...]:
    """What is needed, and how each is settled now."""
    draft, applicant, principal = draft_of(state, code), applicant_of(state, code), draft_of(state, code).principal
    needed = needed_materials(draft.item, draft.answers, facts(state, code, moment))
    if principal:
        needed = with_agent(needed, principal.relation, applicant is not None)
    pictured = frozenset(key for key, pages in draft.pictures.items() if pages) | frozenset(standing_pages(draft))
    proved = {key: value for (item, key), value in applicant.proved.items() if item == code} if applicant else {}
    if principal and principal.on_record:
        proved[GUARDIANSHIP.key] = True
    promised = _promised(state, code, needed, moment)
    by_code = applicant is not None and applicant.assurance is Assurance.CODE
    settled = settle(needed, _held(applicant, draft.company), pictured, draft.presented, proved, draft.later, promised, by_code)
    return tuple(zip(needed, settled, strict=True))


def _promised(state: State, code: str, needed: Iterable[Material], moment: Moment) -> frozenset[str]:
    """Keys of what a promise stands in for: one that was agreed to now, or with the application that is mended."""
    draft = draft_of(state, code)
    before = draft.correcting.promised if draft.correcting else frozenset()
    made = [one.commitment for one in draft.agreed]
    if not made:
        return before
    now = (one.key for one in needed if may_be_promised(made, one.key, wanting(state, code, one.key, moment)))
    return before | frozenset(now)


def wanting(state: State, code: str, key: str, moment: Moment) -> frozenset[str]:
    """Codes of the items of a bundle that ask for a material; "" alone of an item by itself."""
    if not draft_of(state, code).item.children:
        return frozenset({""})
    return frozenset(child.implementation_code for child in children_asked(state, code, moment) if key in child.materials.values())


def material_of(state: State, code: str, key: str, moment: Moment) -> Material:
    """One of those that are needed.

    Raises:
        StopIteration: it is not.
    """
    return next(material for material, _ in materials(state, code, moment) if material.key == key)


def _held(applicant: Person | None, company: ForCompany | None) -> frozenset[str] | None:
    """Kinds of the licences that settle something, a company's its own alone; None where nobody could tell. Of whose card was not
    read nothing is looked up."""
    if applicant is None:
        return frozenset()
    if applicant.licences is None or applicant.licences_kept:  # what is kept here is not all that the holder has
        return None
    whose = company.mandate.company.name if company else ""
    own = (licence for licence in applicant.licences if licence.usable and not licence.child and licence.company == whose)
    return frozenset(licence.licence_type for licence in own)
