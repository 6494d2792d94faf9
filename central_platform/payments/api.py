"""What is to be paid for a case, as terminals ask."""

from __future__ import annotations

from ninja import Body, Router

from central_platform.cases import services as cases
from central_platform.core import clock
from central_platform.core.api import Problem
from central_platform.payments import services
from central_platform.people.services import identified
from central_platform.terminals.access import TerminalRequest, TerminalToken
from kiosk.messages.payments import PaymentAnswer, PaymentRequest

asking = Router(tags=["asking"], auth=TerminalToken())


@asking.post("/payment", response={200: PaymentAnswer, (401, 403, 422, 429): Problem}, operation_id="payment")
def payment(request: TerminalRequest, body: Body[PaymentRequest]) -> PaymentAnswer:
    """The newest bill of a case, by the code on its receipt, or for the person whose card was read."""
    now = clock.now()
    if body.identity is not None:
        who = identified(request.auth, body.identity, "payment", now)
        found = cases.key_of_person(body.case_number, who, now)
    else:
        found = cases.key_by_receipt(body.receipt_token, request.auth, now)
    return PaymentAnswer(payment=services.of_case(found, now) if found else None)
