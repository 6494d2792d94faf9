"""Staff of the model district: an account of each role. Each binds a second factor when it first signs in."""

from __future__ import annotations

from django.contrib.auth import get_user_model

from central_platform.centres.services import centre_named
from central_platform.staff import accounts
from central_platform.staff.roles import CENTRE_BOUND, Role
from kiosk.domain.text import LocalizedText

CENTRE = LocalizedText("样板区梧桐街道社区事务受理服务中心", "Wutong Street Community Affairs Centre, Model District")


def load(password: str) -> list[str]:
    """Make those that are not there yet, called by their roles (clerk, reviewer, lead, ...), and return their names."""
    made = []
    centre = centre_named("wutong", CENTRE)
    for role in Role:
        name = role.name.lower()
        if accounts.find(name):
            continue
        user = get_user_model()(username=name, last_name=role.value)
        accounts.make(user, password)
        accounts.give(user, frozenset({role}), [centre] if role in CENTRE_BOUND else ())
        made.append(name)
    return made
