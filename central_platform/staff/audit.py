"""What staff did and looked at, written down in the request that it was done in."""

from __future__ import annotations

from collections.abc import Iterable

from django.http import HttpRequest

from central_platform.core import clock
from central_platform.staff.models import ActKind, LookKind, LookReason, StaffAct, StaffLook

__all__ = ["NOBODY", "ActKind", "LookKind", "LookReason", "address_of", "looked", "was_shown", "wrote"]
NOBODY = "（无此账号）"


def address_of(request: HttpRequest | None) -> str:
    """From where a request came; "" for what was done at the command line."""
    return str(request.META.get("REMOTE_ADDR", ""))[:45] if request else ""


def wrote(kind: ActKind, request: HttpRequest | None, account: str, page: str = "", key: str = "", detail: str = "") -> None:
    """Write down an act.

    Args:
        kind: what was done.
        request: in which it was; None at the command line.
        account: the user name of an account that exists, or `NOBODY`: what else was typed may be a password.
        page: ``app.model``.
        key: of the row that it was done to.
        detail: names of fields or what was chosen, never a person's data.
    """
    StaffAct.objects.create(
        at=clock.now(),
        account=account,
        address=address_of(request),
        kind=kind,
        page=page,
        key=key[:128],
        detail=detail[:300],
    )


def looked(
    request: HttpRequest,
    page: str,
    rows: Iterable[tuple[str, str]],
    kind: LookKind,
    reason: LookReason | str = "",
    explained: str = "",
) -> None:
    """Write down that staff looked at persons, a row for each.

    Args:
        request: in which they did.
        page: ``app.model``.
        rows: (primary key of the row, tag of the person) of each.
        kind: how.
        reason: why, where something was shown.
        explained: in their words.
    """
    at, account, address = clock.now(), request.user.get_username(), address_of(request)
    StaffLook.objects.bulk_create(
        StaffLook(
            at=at,
            account=account,
            address=address,
            page=page,
            key=key[:128],
            person_tag=tag,
            kind=kind,
            reason=reason,
            explained=explained[:200],
        )
        for key, tag in rows
    )


def was_shown(account: str, page: str, key: str, since: int) -> bool:
    """Whether this account had this row shown to it, with a reason, since then."""
    return StaffLook.objects.filter(account=account, page=page, key=key, kind=LookKind.SHOWN, at__gte=since).exists()
