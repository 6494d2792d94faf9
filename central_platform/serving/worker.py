"""What serves: ``application``, the gate with Django behind it. Loaded once, before the serving processes are forked."""

from __future__ import annotations

import os
import sys

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "central_platform.settings")
# The loop sends people away and takes bodies in while threads compute: it must get the interpreter soon.
sys.setswitchinterval(0.001)

from django.conf import settings  # noqa: E402
from django.db import DatabaseError, close_old_connections  # noqa: E402

from central_platform.serving.bridge import Answer  # noqa: E402
from central_platform.serving.gate import Gate  # noqa: E402
from central_platform.serving.peers import Proxies  # noqa: E402
from central_platform.serving.routes import Role  # noqa: E402
from central_platform.wsgi import application as django  # noqa: E402

from central_platform.core import clock  # noqa: E402  isort: skip
from central_platform.core.api import DATABASE_AFTER, answer  # noqa: E402  isort: skip
from central_platform.core.problems import ProblemCode, Refused  # noqa: E402  isort: skip
from central_platform.terminals.services import terminal_of  # noqa: E402  isort: skip
from kiosk.messages.answers import ANSWER_DIGEST, LONGEST_ID, answer_digest  # noqa: E402  isort: skip

_SORRY = "平台正忙，或者这次提交的内容太多。请稍候再试。\n"


def typed_refusal(refused: Refused, request_id: str) -> Answer:
    """As terminals are answered: a Problem, with the digest over it."""
    said = answer(refused)
    if 0 < len(request_id) <= LONGEST_ID:
        said[ANSWER_DIGEST] = answer_digest(request_id, said.content)
    headers = [(name.lower().encode("latin-1"), value.encode("latin-1")) for name, value in said.items()]
    return Answer(said.status_code, headers, said.content)


def plain_refusal(refused: Refused, request_id: str) -> Answer:
    """As staff are answered."""
    headers = [(b"content-type", b"text/plain; charset=utf-8")]
    if refused.after is not None:
        headers.append((b"retry-after", str(refused.after).encode()))
    return Answer(refused.status, headers, _SORRY.encode())


def is_token(token: str) -> bool:
    """Refused: BUSY, where the database does not say."""
    close_old_connections()
    try:
        return terminal_of(token, clock.now()) is not None
    except DatabaseError:
        raise Refused(ProblemCode.BUSY, "the database does not answer; come again later", after=DATABASE_AFTER) from None
    finally:
        close_old_connections()


_role = Role(settings.PLATFORM_ROLE or Role.API.value)
application = Gate(_role, django, Proxies(settings.PROXIES), typed_refusal if _role is Role.API else plain_refusal, is_token)
