"""预审: an application judged before it is signed, by the same rules and records as when it comes. Nothing is written down."""

from __future__ import annotations

from dataclasses import replace

from django.db.models import Min

from central_platform.cases import checks, comparison
from central_platform.cases.appointments import open_on, with_room
from central_platform.cases.bundles import parts_of
from central_platform.cases.content import UNREADABLE, ParsedSubmission, evidence_told, subject_told
from central_platform.cases.content_values import plain_answers
from central_platform.cases.decisions import Judgement, judge
from central_platform.cases.handler import licences_of, shown, tag_in, with_agency, with_facts
from central_platform.cases.identity import with_identity
from central_platform.cases.models import CaseRecord
from central_platform.cases.promised import foreseen
from central_platform.cases.services import shown_to
from central_platform.cases.texts import UNKNOWN_ITEM_NAME
from central_platform.catalogue.published import item_of
from central_platform.licences.presenting import accepted
from central_platform.licences.services import held_by
from central_platform.people.services import Identified
from central_platform.terminals.services import Terminal
from kiosk.domain.cases import MaterialState
from kiosk.domain.foreseen import Foreseen
from kiosk.domain.parties import Citizen, Company
from kiosk.domain.service_items import ServiceItem
from kiosk.domain.submissions import facts_by_number
from kiosk.domain.times import day_of
from kiosk.messages.precheck import FullPrecheckRequest


def foresee(request: FullPrecheckRequest, who: Identified, terminal: Terminal, now: int) -> list[Foreseen]:
    """What would become of it now, for each case that would be opened.

    Args:
        request: what would be submitted.
        who: whose card was read.
        terminal: that asks.
        now: seconds since 1970.
    """
    content = _content(request, who, terminal, now)
    mended, _ = shown_to(request.corrects, who, now) if request.corrects else (None, "")
    if mended is not None:
        owed = frozenset(one.key for one in mended.owing)
        content = replace(content, later=content.later | owed, standing=checks.standing(mended))
    parts = [
        with_facts(part, now) for part in parts_of(content, content.proved | comparison.proved_materials(content, terminal, now))
    ]
    tag, today = tag_in(content), day_of(now)
    held = held_by({tag}, today).get(tag, ())
    presented = accepted({reference for part in parts for reference in part.presented})
    still_open = CaseRecord.objects.filter(open_on(today), applicant_tag=tag)
    still_open = still_open.exclude(pk=mended.pk) if mended else still_open
    earlier = dict(still_open.values_list("implementation_code").annotate(Min("case_number")))
    told = []
    for part in parts:
        item = item_of(part.code, part.catalogue_version)
        types = licences_of(part, held, today) | shown(part, tag, presented)
        judgement = judge(item, part, types, today, part.code in earlier)
        told.append(_foreseen(item, with_room(judgement, item, part.answers, today, kept=False)))
    return told


def _content(request: FullPrecheckRequest, who: Identified, terminal: Terminal, now: int) -> ParsedSubmission:
    plain, today = plain_answers(request.answers), day_of(now)
    evidence = (*who.claims.evidence, *evidence_told(request.also_shown))
    subject = subject_told(request.parties.applicant) if request.parties else who.subject
    agent = None if subject == who.subject else Citizen(who.name, who.number)
    number = who.number if isinstance(subject, Company) else subject.number
    promised = _keys(request, MaterialState.PROMISED)
    content = ParsedSubmission(
        record="{}",
        code=request.implementation_code,
        catalogue_version=request.catalogue_version,
        subject=subject,
        person=facts_by_number(number, today) or None,
        card_valid_until=evidence[-1].valid_until if evidence else None,
        answers=request.answers if plain else {},
        receipt_number="",
        receipt_token_sha256="",
        committed_at=now,
        pages=tuple((one.key, "") for one in request.materials if one.state is MaterialState.ATTACHED),
        defects=() if plain else (UNREADABLE,),
        evidence=evidence,
        agent=agent,
        relation=request.parties.relation if request.parties else "",
        presented_for=tuple((one.key, one.presented) for one in request.materials if one.presented),
        children=tuple(dict.fromkeys(request.children)),
        later=_keys(request, MaterialState.LATER),
        promised=promised,
        standing=foreseen(item_of(request.implementation_code, request.catalogue_version), promised),
    )
    content = with_identity(content, terminal, now)
    return with_agency(content, now) if agent else content


def _keys(request: FullPrecheckRequest, state: MaterialState) -> frozenset[str]:
    return frozenset(one.key for one in request.materials if one.state is state)


def _foreseen(item: ServiceItem | None, judgement: Judgement) -> Foreseen:
    refusal = judgement.refusal
    return Foreseen(
        item.name if item else UNKNOWN_ITEM_NAME,
        judgement.state,
        judgement.defects,
        refusal.reason if refusal else None,
        refusal.remedy if refusal else None,
        tuple(material.name for material in judgement.bring or ()),
        judgement.gives is not None and not judgement.gives.ends,
    )
