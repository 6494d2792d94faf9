"""预审: an application judged before it is signed, by the same rules and records as when it comes. Nothing is written down."""

from __future__ import annotations

from django.db.models import Min

from central_platform.cases import comparison
from central_platform.cases.bundles import parts_of
from central_platform.cases.content import UNREADABLE, ParsedSubmission, plain_answers
from central_platform.cases.decisions import Judgement, judge
from central_platform.cases.handler import licences_of, shown, tag_in, with_facts
from central_platform.cases.identity import with_identity
from central_platform.cases.models import CaseRecord
from central_platform.cases.texts import UNKNOWN_ITEM_NAME
from central_platform.catalogue.published import item_of
from central_platform.licences.presenting import accepted
from central_platform.licences.services import held_by
from central_platform.people.services import Identified
from central_platform.terminals.services import Terminal
from kiosk.domain.cases import OPEN, CaseState, MaterialState
from kiosk.domain.foreseen import Foreseen
from kiosk.domain.service_items import ServiceItem
from kiosk.domain.submissions import facts_by_number
from kiosk.domain.times import day_of
from kiosk.messages.precheck import PrecheckRequest


def foresee(request: PrecheckRequest, who: Identified, terminal: Terminal, now: int) -> list[Foreseen]:
    """What would become of it now, for each case that would be opened.

    Args:
        request: what would be submitted.
        who: whose card was read; they apply for themselves.
        terminal: that asks.
        now: seconds since 1970.
    """
    content = _content(request, who, terminal, now)
    parts = [with_facts(part, now) for part in parts_of(content, comparison.proved_materials(content, terminal, now))]
    tag, today = tag_in(content), day_of(now)
    held = held_by({tag}, today).get(tag, ())
    presented = accepted({reference for part in parts for reference in part.presented})
    still_open = CaseRecord.objects.filter(applicant_tag=tag, state__in=[state.value for state in OPEN])
    earlier = dict(still_open.values_list("implementation_code").annotate(Min("case_number")))
    told = []
    for part in parts:
        item = item_of(part.code, part.catalogue_version)
        types = licences_of(part, held, today) | shown(part, tag, presented)
        told.append(_foreseen(item, judge(item, part, types, today, part.code in earlier)))
    return told


def _content(request: PrecheckRequest, who: Identified, terminal: Terminal, now: int) -> ParsedSubmission:
    plain = plain_answers(request.answers)
    evidence = tuple(who.claims.evidence)
    content = ParsedSubmission(
        record="{}",
        code=request.implementation_code,
        catalogue_version=request.catalogue_version,
        subject=who.subject,
        person=facts_by_number(who.number, day_of(now)) or None,
        card_valid_until=evidence[0].valid_until if evidence else None,
        answers=request.answers if plain else {},
        receipt_number="",
        receipt_token_sha256="",
        committed_at=now,
        pages=tuple((one.key, "") for one in request.materials if one.state is MaterialState.ATTACHED),
        defects=() if plain else (UNREADABLE,),
        evidence=evidence,
        presented_for=tuple((one.key, one.presented) for one in request.materials if one.presented),
        children=tuple(dict.fromkeys(request.children)),
    )
    return with_identity(content, terminal, now)


def _foreseen(item: ServiceItem | None, judgement: Judgement) -> Foreseen:
    refusal = judgement.refusal
    return Foreseen(
        item.name if item else UNKNOWN_ITEM_NAME,
        judgement.state,
        judgement.defects,
        refusal.reason if refusal else None,
        refusal.remedy if refusal else None,
        tuple(material.name for material in judgement.bring or ()),
        judgement.state is CaseState.APPROVED and bool(judgement.renews),
    )
