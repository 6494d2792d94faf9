"""What a terminal asks of shared data while a resident waits."""

from __future__ import annotations

from ninja import Body, Router

from central_platform.core import clock
from central_platform.core.api import Problem
from central_platform.people.services import identified
from central_platform.shared_data import answering, business_codes, comparing, mandates, papers, prefill, services
from central_platform.shared_data.adapters import CannotAnswer
from central_platform.terminals.access import TerminalRequest, TerminalToken
from kiosk.domain.parties import Citizen
from kiosk.domain.service_items import Assurance
from kiosk.messages import companies, comparison, queries, relation
from kiosk.messages import prefill as wire

router = Router(tags=["asking"], auth=TerminalToken())
_REFUSALS = (401, 403, 404, 422)


@router.post("/query", response={200: queries.QueryAnswer, _REFUSALS: Problem}, operation_id="query")
def query(request: TerminalRequest, body: Body[queries.QueryRequest]) -> queries.QueryAnswer:
    """What a department has on record for an item of kind QUERY: rows with their department and their state, or one reason of a
    closed set. Nothing on record is a result without rows."""
    return answering.answer(body, request.auth, clock.now())


@router.post("/query/paper", response={200: queries.QueryPaperAnswer, (*_REFUSALS, 409): Problem}, operation_id="query_paper")
def query_paper(request: TerminalRequest, body: Body[queries.QueryRequest]) -> queries.QueryPaperAnswer:
    """The official paper of a query's result, asked anew: numbered, sealed, with the signed statement of all that stands on it."""
    return papers.paper(body, request.auth, clock.now())


@router.post("/prefill", response={200: wire.PrefillAnswer, (*_REFUSALS, 429): Problem}, operation_id="prefill")
def prefilled(request: TerminalRequest, body: Body[wire.PrefillRequest]) -> wire.PrefillAnswer:
    """What licences and departments know of the applicant, by the sources that the item's form names: what its questions need not
    ask. Nothing of anybody else, and nothing that the form does not name."""
    now = clock.now()
    who = identified(request.auth, body.identity, "prefill", now)
    return wire.PrefillAnswer(known=prefill.known_of(who, body.implementation_code, request.auth, now))


@router.post("/relation", response={200: relation.RelationAnswer, (*_REFUSALS, 429): Problem}, operation_id="relation")
def related(request: TerminalRequest, body: Body[relation.RelationRequest]) -> relation.RelationAnswer:
    """Whether departments have the agent, whose card was read, as a parent of whom they say that they act for (代办): yes or no,
    and nothing of that person."""
    now = clock.now()
    who = identified(request.auth, body.identity, "relation", now)
    child = Citizen(body.name, body.number)
    parent = who.proved and services.is_parent(Citizen(who.name, who.number), child, request.auth, now)
    return relation.RelationAnswer(parent=parent)


@router.post("/companies", response={200: companies.CompaniesAnswer, (*_REFUSALS, 429): Problem}, operation_id="companies")
def acting_for(request: TerminalRequest, body: Body[companies.CompaniesRequest]) -> companies.CompaniesAnswer:
    """The companies that the card's holder is on record as acting for, with role and term, and why some do not do for this item."""
    now = clock.now()
    who = identified(request.auth, body.identity, "companies", now, Assurance.CARD)
    try:
        found = mandates.told(who, body.implementation_code, request.auth, now)
    except CannotAnswer:
        return companies.CompaniesAnswer(mandates=[], asked=False)
    return companies.CompaniesAnswer(mandates=list(map(mandates.answered, found)))


@router.post("/companies/prefill", response={200: wire.PrefillAnswer, (*_REFUSALS, 429): Problem}, operation_id="company_prefill")
def company_prefilled(request: TerminalRequest, body: Body[companies.CompanyPrefillRequest]) -> wire.PrefillAnswer:
    """What is on record of a company (一企一档), by the sources that the item's form names, for whoever may do this for it."""
    now = clock.now()
    who = identified(request.auth, body.identity, "company", now, Assurance.CARD)
    return wire.PrefillAnswer(known=mandates.known_of_company(who, body.company, body.implementation_code, request.auth, now))


@router.post(
    "/companies/code", response={200: companies.BusinessCodeAnswer, (*_REFUSALS, 429): Problem}, operation_id="company_code"
)
def company_shown(request: TerminalRequest, body: Body[companies.BusinessCodeRequest]) -> companies.BusinessCodeAnswer:
    """For which company the electronic business licence on a phone lets the card's holder act, or one reason of a closed set why it
    does not. A code is good once, for five minutes."""
    now = clock.now()
    who = identified(request.auth, body.identity, "company-code", now, Assurance.CARD)
    return business_codes.accept(body, who, request.auth, now)


@router.post("/comparison", response={200: comparison.ComparisonAnswer, (*_REFUSALS, 429): Problem}, operation_id="comparison")
def compared(request: TerminalRequest, body: Body[comparison.ComparisonRequest]) -> comparison.ComparisonAnswer:
    """Whether departments' records of the applicant prove materials of the item (比对): yes or no for each, nothing of what is on
    record. A material whose department cannot be asked now is left out."""
    now = clock.now()
    who = identified(request.auth, body.identity, "comparison", now)
    return comparison.ComparisonAnswer(
        proved=comparing.proved_for(who, body.implementation_code, body.materials, request.auth, now)
    )
