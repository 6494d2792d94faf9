"""Members of staff at the console, signed in with both factors."""

from __future__ import annotations

from collections.abc import Iterable
from http.cookies import SimpleCookie
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.test import Client

from central_platform.centres.services import centre_named
from central_platform.staff import accounts, sessions
from central_platform.staff.roles import CENTRE_BOUND, Role
from tests.central_platform.terminal_api import SITE

PASSWORD = "梧桐树下 eleven cats"
_COUNTS = ("TOTAL_FORMS", "INITIAL_FORMS", "MIN_NUM_FORMS", "MAX_NUM_FORMS")
# What the page of a case sends beside a decision, for the rows under it.
_BESIDE = ("events", "messages", "served", "payments", "delivery", "text_messages")
CASE_ROWS = {f"{prefix}-{name}": "0" for prefix in _BESIDE for name in _COUNTS}


def member(*roles: Role, name: str = "staff", centres: Iterable[Any] | None = None) -> Any:
    """An account; roles of a centre get the one of the tests' terminals unless others are named."""
    user = get_user_model()(username=name)
    accounts.make(user, PASSWORD)
    ours = [centre_named("site", SITE)] if centres is None and CENTRE_BOUND & set(roles) else centres or ()
    accounts.give(user, frozenset(roles), ours)
    return user


def enter(user: Any) -> Client:
    client = Client()
    client.force_login(user)
    session = client.session
    sessions.mark(session, user)
    client.cookies = SimpleCookie({settings.SESSION_COOKIE_NAME: str(session.session_key)})
    return client


def signed_in(*roles: Role, name: str = "staff", centres: Iterable[Any] | None = None) -> Client:
    return enter(member(*roles, name=name, centres=centres))


def show(client: Client, page: str, reason: str = "HANDLING", explained: str = "") -> str:
    """The text of a row's page with nothing masked; ``page``: its address without ``change/``."""
    response = client.post(f"/console/{page}/show/", {"reason": reason, "explained": explained}, follow=True)
    assert response.status_code == 200, response.status_code
    return response.content.decode()


def ask(client: Client, page: str, name: str, verb: str, *keys: str, reason: str = "已经查明原因") -> str:
    """The text that comes after something was done to rows with a reason, on the page that asks for it."""
    asked = {"key": keys, "reason": reason, "word": verb}
    response = client.post(f"/console/{page}/{name}/", asked, follow=True)
    assert response.status_code == 200, response.status_code
    return response.content.decode()


def listed(client: Client, page: str, **asked: str) -> list[Any]:
    """The rows that a list shows."""
    response = client.get(f"/console/{page}/", asked)
    assert response.status_code == 200
    assert response.context_data
    return list(response.context_data["cl"].result_list)
