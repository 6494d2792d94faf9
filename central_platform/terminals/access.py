"""Who asks: every endpoint but enrolment, tokens and the public catalogue needs a terminal's bearer token."""

from __future__ import annotations

from django.http import HttpRequest
from ninja.security import HttpBearer

from central_platform.core import clock
from central_platform.core.problems import ProblemCode, Refused
from central_platform.terminals import services as terminals
from central_platform.terminals.models import Terminal


class TerminalRequest(HttpRequest):
    """What a view gets once `TerminalToken` let it in."""

    auth: Terminal


class TerminalToken(HttpBearer):
    """``even_revoked``: intake answers each item of a revoked terminal by itself; all else refuses it whole."""

    openapi_description = "from POST /token, good for eight hours"

    def __init__(self, even_revoked: bool = False) -> None:
        self._even_revoked = even_revoked
        super().__init__()

    def authenticate(self, request: HttpRequest, token: str) -> Terminal | None:
        """The terminal whose token this is; None, which Ninja answers with TOKEN, where there is none.

        Raises:
            Refused: REVOKED.
        """
        terminal = terminals.terminal_of(token, clock.now())
        if terminal and terminal.revoked and not self._even_revoked:
            raise Refused(ProblemCode.REVOKED, "this terminal is revoked")
        return terminal
