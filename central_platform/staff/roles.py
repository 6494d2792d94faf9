"""Who may do what in the console: roles, and one table of what each may do with each kind of page.

The table is the whole of it. Neither being a superuser nor a permission in the database adds anything, so nobody can be given
everything, by mistake or by whoever manages accounts.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from enum import StrEnum
from typing import Any

VIEW, ADD, CHANGE = "view", "add", "change"


class Role(StrEnum):
    """The value is the name of the group."""

    CLERK = "窗口收件员"
    REVIEWER = "审批员"
    LEAD = "中心负责人"
    SUPERVISOR = "监督员"
    TECHNICIAN = "设备运维"
    AUDITOR = "审计员"
    EDITOR = "事项管理员"
    ACCOUNTS = "账号管理员"


CENTRE_BOUND = frozenset({Role.CLERK, Role.REVIEWER, Role.LEAD})  # they see what is their own centres' alone

_READ = frozenset({VIEW})
_WORK = frozenset({VIEW, CHANGE})
_KEEP = frozenset({VIEW, ADD, CHANGE})

GRANTS: Mapping[Role, Mapping[str, frozenset[str]]] = {
    Role.CLERK: {
        "cases.caserecord": _WORK,
        "cases.verification": _READ,
        "payments.paymentrecord": _READ,
        "deliveries.deliveryrecord": _WORK,
        "notices.textmessage": _READ,
        "intake.keptitem": _WORK,
    },
    Role.REVIEWER: {
        "cases.caserecord": _WORK,
        "cases.verification": _WORK,
        "cases.badrecord": _READ,
        "payments.paymentrecord": _READ,
        "deliveries.deliveryrecord": _READ,
        "notices.textmessage": _READ,
    },
    Role.LEAD: {
        "cases.caserecord": _WORK,
        "cases.verification": _WORK,
        "cases.badrecord": _READ,
        "payments.paymentrecord": _WORK,
        "deliveries.deliveryrecord": _WORK,
        "notices.textmessage": _READ,
        "intake.keptitem": _WORK,
        "ratings.rating": _WORK,
    },
    Role.SUPERVISOR: {
        "cases.caserecord": _READ,
        "cases.verification": _READ,
        "cases.badrecord": _READ,
        "payments.paymentrecord": _READ,
        "deliveries.deliveryrecord": _READ,
        "notices.textmessage": _READ,
        "ratings.rating": _WORK,
        "people.person": _WORK,
        "people.showncode": _READ,
        "people.papercoderecord": _WORK,
        "licences.licencerecord": _WORK,
        "licences.issuedpaper": _WORK,
        "licences.presentation": _READ,
        "licences.copyrecord": _READ,
        "quotas.alarm": _WORK,
    },
    Role.TECHNICIAN: {
        "terminals.terminal": _WORK,
        "terminals.terminalkey": _WORK,
        "terminals.issuedtechniciancode": _KEEP,
        "terminals.techniciancard": _KEEP,
        "remote.order": _KEEP,
        "enrolment.pairing": _KEEP,
        "quotas.alarm": _READ,
    },
    Role.AUDITOR: {
        "staff.stafflook": _READ,
        "staff.staffact": _READ,
        "people.lookup": _READ,
        "people.showncode": _READ,
        "people.papercoderecord": _READ,
        "shared_data.datause": _READ,
        "shared_data.dataimport": _READ,
        "licences.presentation": _READ,
        "licences.copyrecord": _READ,
        "terminals.terminal": _READ,
        "terminals.issuedtechniciancode": _READ,
        "terminals.techniciancard": _READ,
        "remote.order": _READ,
        "quotas.alarm": _READ,
        "privacy.privacyact": _READ,
    },
    Role.EDITOR: {"shared_data.source": _WORK, "shared_data.dataimport": _READ, "centres.acceptancecentre": _KEEP},
    Role.ACCOUNTS: {"auth.user": _KEEP},
}

# Who holds one of the first may hold none of the second: who takes in does not decide, who gives out accounts or reads what is
# written down of others does nothing that is written down.
SEPARATE: tuple[tuple[frozenset[Role], frozenset[Role]], ...] = (
    (frozenset({Role.CLERK}), frozenset({Role.REVIEWER})),
    (frozenset({Role.ACCOUNTS}), frozenset(Role) - {Role.ACCOUNTS}),
    (frozenset({Role.AUDITOR}), frozenset(Role) - {Role.AUDITOR}),
)


def roles_of(user: Any) -> frozenset[Role]:
    """The roles of this user; none of somebody who is no active member of staff."""
    if not (user.is_authenticated and user.is_active and user.is_staff):
        return frozenset()
    held = getattr(user, "_roles", None)
    if held is None:
        known = set(Role)
        held = frozenset(Role(name) for name in user.groups.values_list("name", flat=True) if name in known)
        user._roles = held  # of one request: each loads its user anew
    return frozenset(held)


def granting(user: Any, model: str, action: str) -> frozenset[Role]:
    """The user's roles that grant ``action`` on ``model`` (``app.model`` in lower case)."""
    return frozenset(role for role in roles_of(user) if action in GRANTS[role].get(model, ()))


def clash(roles: Iterable[Role]) -> tuple[Role, Role] | None:
    """Two of these roles that one person may not hold together; None where there are none."""
    held = frozenset(roles)
    for one, others in SEPARATE:
        if (first := one & held) and (second := others & held):
            return min(first), min(second)
    return None
