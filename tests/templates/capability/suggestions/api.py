"""What a terminal asks about suggestions."""

from __future__ import annotations

from ninja import Body, Router

from central_platform.core.api import Problem
from central_platform.suggestions.models import Suggestion
from central_platform.terminals.access import TerminalRequest, TerminalToken
from kiosk.messages import suggestions

router = Router(tags=["asking"], auth=TerminalToken())
_REFUSALS = (401, 403, 422)


@router.post("/suggestion", response={200: suggestions.SuggestionAnswer, _REFUSALS: Problem}, operation_id="suggestion")
def suggestion(request: TerminalRequest, body: Body[suggestions.SuggestionRequest]) -> suggestions.SuggestionAnswer:
    """Whether a suggestion of this terminal has come."""
    came = Suggestion.objects.filter(message_id=body.message_id, terminal=request.auth).exists()
    return suggestions.SuggestionAnswer(came=came)
