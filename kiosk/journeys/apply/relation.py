"""What the terminal asks of the platform when somebody acts for another: whether departments know by what right."""

from __future__ import annotations

from kiosk.domain.parties import Citizen, Evidence
from kiosk.ports.platform import LookUp, PlatformLine, Reply


class RelationKnown(Reply):
    """``parent``: departments have the agent on record as a parent of whom they act for. That they do not say so proves nothing."""

    parent: bool


class AskRelation(LookUp):
    """
    Attributes:
        agent: whose card was read here.
        evidence: that it was.
        principal: of whom they say that they act for them; nothing is told of that person but this.
    """

    agent: Citizen
    evidence: Evidence
    principal: Citizen

    def ask(self, line: PlatformLine) -> RelationKnown:
        """`kiosk.ports.platform.LookUp`."""
        from kiosk.messages import relation as wire

        request = wire.RelationRequest(
            identity=line.identity(self.agent, self.evidence), name=self.principal.name, number=self.principal.number
        )
        return RelationKnown(line.call("/v1/relation", request, wire.RelationAnswer).parent)
