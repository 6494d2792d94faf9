"""How a terminal is, for staff: what is wrong with it, in words, and which terminals have something wrong."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib.admin import SimpleListFilter
from django.db.models import Q, QuerySet
from django.http import HttpRequest

from central_platform.core import clock
from central_platform.terminals.models import Terminal

OFFLINE_AFTER = 4  # heartbeats that did not come


def bad_devices(row: Terminal) -> list[str]:
    """Names of its devices that are neither ready nor busy, as its last heartbeat told them."""
    return [name for name, status in row.devices.items() if not str(status).lower().startswith(("ready", "busy"))]


def words_of_health(row: Terminal, now: int) -> str:
    """The first of what is wrong with it: revoked, not confirmed, away, stopped, its audit log broken, devices.

    Args:
        row: the terminal.
        now: seconds since 1970.
    """
    if row.revoked:
        return "已吊销"
    if row.confirmed_at is None:
        return "待确认"
    if row.last_seen is None or now - row.last_seen > OFFLINE_AFTER * settings.HEARTBEAT:
        return "离线"
    if row.stopped_at:
        return "已停止查询"
    if row.audit_broken_at:
        return "审计链断开过"
    bad = bad_devices(row)
    return f"需关注：{'、'.join(bad)}" if bad else "正常"


class Health(SimpleListFilter):
    """Terminals that something is wrong with; one may be in several. Revoked ones are only among the revoked."""

    title, parameter_name = "状况", "health"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        """What may be wrong."""
        return [
            ("away", "离线"),
            ("waiting", "有待传件"),
            ("devices", "设备异常"),
            ("stopped", "已停止查询"),
            ("audit", "审计链断开过"),
            ("unconfirmed", "待确认"),
            ("revoked", "已吊销"),
        ]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Terminal]) -> QuerySet[Terminal] | None:
        """Those that the database tells, or, of devices, that their last heartbeats do."""
        used = queryset.filter(revoked=False)
        match self.value():
            case "away":
                late = Q(last_seen=None) | Q(last_seen__lt=clock.now() - OFFLINE_AFTER * settings.HEARTBEAT)
                return used.exclude(confirmed_at=None).filter(late)
            case "waiting":
                return used.filter(waiting__gt=0)
            case "devices":
                return queryset.filter(pk__in=[row.pk for row in used.only("devices") if _has_bad(row)])
            case "stopped":
                return used.exclude(stopped_at=None)
            case "audit":
                return used.exclude(audit_broken_at=None)
            case "unconfirmed":
                return used.filter(confirmed_at=None)
            case "revoked":
                return queryset.filter(revoked=True)
        return None


def _has_bad(row: Terminal) -> bool:
    """What an earlier version let into the table, and no list of devices is, wants a look as well."""
    return not isinstance(row.devices, dict) or bool(bad_devices(row))
