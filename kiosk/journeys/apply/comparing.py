"""比对: departments are asked whether what they have on record proves a material, so that nobody hands it in."""

from __future__ import annotations

from kiosk.domain.cases import MaterialState
from kiosk.domain.times import Moment
from kiosk.domain.values import replace
from kiosk.journeys.apply.draft import applicant_of, asking_of, draft_of, keep_draft
from kiosk.journeys.apply.draft_materials import materials
from kiosk.ports.platform import CompareRecords, Network
from kiosk.session.effects import AskPlatform
from kiosk.session.state import State, Step


def compare(state: State, code: str, moment: Moment) -> Step:
    """Ask about the materials of this situation that nothing else settles, each once; nobody waits for the answer."""
    person = applicant_of(state, code)
    if person is None or draft_of(state, code).company:  # of a company nothing is compared
        return state, ()
    keys = tuple(
        material.key
        for material, settled in materials(state, code, moment)
        if material.records and settled.state is MaterialState.TO_CHECK and (code, material.key) not in person.proved
    )
    if not keys or state.network is Network.OFFLINE or is_comparing(state, code):
        return state, ()
    request_id = moment.new_id()
    question = CompareRecords(person.subject, person.evidence, code, keys)
    state = keep_draft(state, replace(draft_of(state, code), comparing=request_id))
    return asking_of(state, code, request_id), (AskPlatform(request_id, question),)


def is_comparing(state: State, code: str) -> bool:
    """The answer is still to come."""
    return draft_of(state, code).comparing in state.lookups
