"""Which materials of a submission departments' records prove: asked again where no terminal was told so before."""

from __future__ import annotations

from central_platform.cases.content import ParsedSubmission
from central_platform.catalogue.published import item_of
from central_platform.people.cards import CardProof
from central_platform.shared_data.comparing import proved_before, proved_by_records
from central_platform.shared_data.services import Asker
from central_platform.terminals.services import Terminal
from kiosk.domain.parties import Citizen
from kiosk.domain.rules import RuleFault
from kiosk.domain.submissions import needed_materials


def proved_materials(content: ParsedSubmission, terminal: Terminal, now: int) -> frozenset[str]:
    """Keys of the materials that need not be handed in, because a department has the applicant on record.

    Args:
        content: of the submission. Of what cannot be read, of a company and of somebody's agent nothing is asked.
        terminal: that brought it.
        now: seconds since 1970.
    """
    item, person = item_of(content.code, content.catalogue_version), content.subject
    if item is None or content.person is None or content.defects or not isinstance(person, Citizen):
        return frozenset()
    if content.card is CardProof.OTHER or content.written:
        return frozenset()  # the case would tell whoever has another card whether anything is on record
    try:
        needed = [material for material in needed_materials(item, content.answers, content.person) if material.records]
    except RuleFault:
        return frozenset()  # nobody knows what is needed: a person looks
    if not needed:
        return frozenset()
    told = proved_before(person, content.code, now)
    # The platform asks by itself, for a case: that counts against no terminal.
    asker = Asker(None, person, content.code, now)
    found = proved_by_records((material for material in needed if material.key not in told), asker)
    return told | {key for key, value in found.items() if value}
