"""预审: before an application is signed the platform is asked what would become of it now. Nobody waits for the answer."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from kiosk.domain.foreseen import Foreseen
from kiosk.domain.parties import Evidence, Subject
from kiosk.domain.submissions import SettledMaterial
from kiosk.domain.times import Moment
from kiosk.journeys.apply.draft import answers_asked, children_asked, draft_of, materials
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

    def ask(self, line: PlatformLine) -> ForeseenKnown:
        """What would become of it now; see `LookUp.ask`."""
        from kiosk.messages.precheck import PrecheckAnswer, PrecheckMaterial, PrecheckRequest

        request = PrecheckRequest(
            identity=line.identity(self.subject, self.evidence),
            implementation_code=self.implementation_code,
            catalogue_version=self.catalogue_version,
            answers=dict(self.answers),
            materials=[PrecheckMaterial(key=one.key, state=one.state, presented=one.presented) for one in self.materials],
            children=list(self.children),
        )
        return ForeseenKnown(tuple(line.call("/v1/precheck", request, PrecheckAnswer).foreseen))


def precheck(state: State, code: str, moment: Moment) -> AskPlatform | None:
    """The question about the draft of an item. None without network, and where somebody acts for another or for a company: a person
    looks at those, whatever is filled in; and of what mends a case, which is judged as it comes."""
    draft = draft_of(state, code)
    if state.network is Network.OFFLINE or draft.principal or draft.company or draft.correcting:
        return None
    person = state.resident
    question = AskForeseen(
        person.subject,
        person.evidence,
        code,
        state.catalogue_version,
        answers_asked(state, code, moment),
        tuple(settled for _, settled in materials(state, code, moment)),
        tuple(child.implementation_code for child in children_asked(state, code, moment)),
    )
    return AskPlatform(moment.new_id(), question)
