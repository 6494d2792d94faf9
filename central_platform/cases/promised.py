"""Which materials of a submission a promise stands in for (告知承诺). Pure rules.

A promise counts where it is the one that was published with the catalogue that its applicant saw, word for word. Where it is not,
and for whoever did not keep one before, a person decides, and the paper is asked for.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from central_platform.cases.content import ParsedSubmission, Promise
from kiosk.domain.service_items import Material, ServiceItem
from kiosk.domain.without_paper import Commitment, commitment_text, told_in

BAD_RECORD = "申请人有没有兑现承诺的记录，不适用告知承诺，请人工办理"
OTHER_TEXT = "签的承诺书和公布的不一致，请人工查看"
BY_ANOTHER = "承诺书是代办人签的，不适用告知承诺，请人工办理"


@dataclass(frozen=True)
class Promised:
    """``made``: as it was signed with this content; None where it was signed before, and stands."""

    material: Material
    commitment: Commitment | None = None
    made: Promise | None = field(default=None, repr=False)


def promised_of(
    item: ServiceItem, content: ParsedSubmission, lacking: Iterable[Material]
) -> tuple[tuple[Promised, ...], tuple[str, ...]]:
    """What is promised, and why a person must look where something cannot be.

    Args:
        item: as the catalogue has it that the applicant saw.
        content: of the submission.
        lacking: materials that nothing else settles.
    """
    wanted = [material for material in lacking if material.key in content.promised]
    if not wanted:
        return (), ()
    if content.for_another:
        return (), (BY_ANOTHER,)
    told: list[Promised] = []
    doubts: list[str] = []
    for material in wanted:
        if material.key in content.standing:
            told.append(Promised(material))
        elif content.bad_record:
            doubts.append(BAD_RECORD)
        elif found := _as_published(item, content, material):
            told.append(found)
        else:
            doubts.append(OTHER_TEXT)
    return tuple(told), tuple(dict.fromkeys(doubts))


def _as_published(item: ServiceItem, content: ParsedSubmission, material: Material) -> Promised | None:
    names = {one.key: one.name for one in item.guide.materials}
    for commitment in item.commitments:
        if material.key not in commitment.materials:
            continue
        text = commitment_text(commitment, item.name, names, item.guide.sources[commitment.source])
        texts = {told_in(text, language) for language in ("zh", "en")}
        for made in content.promises:
            if material.key in made.materials and made.version == commitment.version and made.text in texts:
                return Promised(material, commitment, made)
    return None


def foreseen(item: ServiceItem | None, promised: Iterable[str]) -> frozenset[str]:
    """Of what would be promised, keys for which the item has a commitment: before the signature there is no text yet.

    Args:
        item: that would be applied for, or a bundle.
        promised: keys of the materials.
    """
    covered = {key for one in (item.commitments if item else ()) for key in one.materials}
    return frozenset(covered & set(promised))
