"""预审: before an application is signed the platform is asked what would become of it now. Nobody waits for the answer."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from kiosk.domain.foreseen import Foreseen
from kiosk.domain.parties import Evidence, Parties, Subject
from kiosk.domain.submissions import SettledMaterial
from kiosk.domain.times import Moment
from kiosk.journeys.apply.draft import answers_asked, children_asked, draft_of, parties_of
from kiosk.journeys.apply.draft_materials import materials
from kiosk.ports.platform import LookUp, Network, PlatformLine, Reply
from kiosk.session.effects import AskPlatform
from kiosk.session.state import State


class ForeseenKnown(Reply):
    """Of each case that would be opened."""

    foreseen: tuple[Foreseen, ...]


class AskForeseen(LookUp):
    """What would be submitted; ``children`` of a bundle."""

    subject: Subject
    evidence: Evidence
    implementation_code: str
    catalogue_version: str
    answers: Mapping[str, Any]
    materials: tuple[SettledMaterial, ...]
    children: tuple[str, ...] = ()
    parties: Parties | None = None  # where somebody acts for another, or for a company
    also_shown: tuple[Evidence, ...] = ()  # the card of whom they act for
    corrects: str = ""  # number of the case that it mends

    def ask(self, line: PlatformLine) -> ForeseenKnown:
        """What would become of it now; see `LookUp.ask`."""
        from kiosk.messages.party_contents import evidence_content, parties_content
        from kiosk.messages.precheck import FullPrecheckRequest, PrecheckAnswer, PrecheckMaterial, PrecheckRequest

        request = PrecheckRequest(
            identity=line.identity(self.subject, self.evidence),
            implementation_code=self.implementation_code,
            catalogue_version=self.catalogue_version,
            answers=dict(self.answers),
            materials=[PrecheckMaterial(key=one.key, state=one.state, presented=one.presented) for one in self.materials],
            children=list(self.children),
        )
        if self.parties or self.corrects:
            request = FullPrecheckRequest(
                **dict(request),
                parties=parties_content(self.parties) if self.parties else None,
                also_shown=[evidence_content(one) for one in self.also_shown],
                corrects=self.corrects,
            )
        return ForeseenKnown(tuple(line.call("/v1/precheck", request, PrecheckAnswer).foreseen))


def precheck(state: State, code: str, moment: Moment) -> AskPlatform | None:
    """The question about the draft of an item; None without network."""
    draft = draft_of(state, code)
    if state.network is Network.OFFLINE:
        return None
    person, principal = state.resident, draft.principal
    question = AskForeseen(
        person.subject,
        person.evidence,
        code,
        state.catalogue_version,
        answers_asked(state, code, moment),
        tuple(settled for _, settled in materials(state, code, moment)),
        tuple(child.implementation_code for child in children_asked(state, code, moment)),
        parties=parties_of(state, code) if principal or draft.company else None,
        also_shown=(principal.person.evidence,) if principal and principal.person else (),
        corrects=draft.correcting.case.case_number if draft.correcting else "",
    )
    return AskPlatform(moment.new_id(), question)
