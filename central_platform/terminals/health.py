"""How a terminal is, for staff: what is wrong with it, in words, and which terminals have something wrong."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib.admin import SimpleListFilter
from django.db.models import Q, QuerySet
from django.http import HttpRequest

from central_platform.core import clock
from central_platform.terminals.history import AWAY, AWAY_AFTER
from central_platform.terminals.models import Terminal
from kiosk.domain.closings import WORDS as CLOSED
from kiosk.domain.device_states import read_state
from kiosk.domain.device_words import in_words
from kiosk.domain.measures import Level, Measure, judged


def bad_devices(row: Terminal) -> list[str]:
    """Names of its devices that are neither ready nor busy, as its last heartbeat told them."""
    return [name for name, status in row.heartbeat.devices.items() if not str(status).lower().startswith(("ready", "busy"))]


def bad_measures(row: Terminal) -> list[tuple[Measure, int, Level]]:
    """What it measured of itself that somebody should look at."""
    told = row.heartbeat.measures if isinstance(row.heartbeat.measures, dict) else {}
    whole = {key: value for key, value in told.items() if isinstance(value, int)}
    return [one for one in judged(whole) if one[2] is not Level.GOOD]


NAMES = {
    "id_card_reader": "身份证阅读器",
    "smart_card_reader": "社保卡读卡器",
    "code_scanner": "扫码器",
    "receipt_printer": "回执打印机",
    "page_printer": "证照打印机",
    "document_camera": "高拍仪",
    "speaker": "语音",
    "clock": "时钟",
    "ledger": "待送和打印",
    "search": "搜索",
    "service": "暂停服务",
    "technician": "叫了技术员",
    "program": "程序更新",
    "version": "程序版本",
    "catalogue_version": "目录版本",
    AWAY: "失去联系",
}


def name_of(key: str) -> str:
    """In Chinese, what a heartbeat calls a device or a part; a newer program's other names as they came."""
    return NAMES.get(key, key)


# What a terminal tells of its parts, beside the states that any device may have (`kiosk.domain.device_states`).
_STATES = {
    "unavailable:not-to-be-opened": "打不开",
    "attention:set-aside": "损坏过，坏的那份放在一边",
    "attention:wrong": "不准",
    "attention:called": "等技术员来",
    "attention:returned": "更新以后退回了",
    "attention:refused": "没有更新",
    **{f"unavailable:closed-{why.value}": told.zh for why, told in CLOSED.items()},
}


def words_of_state(told: str) -> str:
    """In Chinese, what a heartbeat says of a device or a part; a newer program's other words as they came."""
    state = read_state(told)
    return in_words(*state).zh if state else _STATES.get(told, told)


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
    if row.heartbeat.last_seen is None or now - row.heartbeat.last_seen > AWAY_AFTER * settings.HEARTBEAT:
        return "离线"
    if row.stopped_at:
        return "已停止查询"
    if row.audit_broken_at:
        return "审计链断开过"
    wrong = [*(name_of(name) for name in bad_devices(row)), *(measure.name.zh for measure, _, _ in bad_measures(row))]
    return f"需关注：{'、'.join(wrong)}" if wrong else "正常"


class Health(SimpleListFilter):
    """Terminals that something is wrong with; one may be in several. Revoked ones are only among the revoked."""

    title, parameter_name = "状况", "health"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        """What may be wrong."""
        return [
            ("away", "离线"),
            ("waiting", "有待传件"),
            ("devices", "设备异常"),
            ("paper", "缺纸"),
            ("measures", "磁盘、时钟、目录等要看"),
            ("called", "现场叫了技术员或停了服务"),
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
                late = Q(heartbeat__last_seen=None) | Q(heartbeat__last_seen__lt=clock.now() - AWAY_AFTER * settings.HEARTBEAT)
                return used.exclude(confirmed_at=None).filter(late)
            case "waiting":
                return used.filter(heartbeat__waiting__gt=0)
            case "devices":
                return queryset.filter(pk__in=[row.pk for row in _told(used, "devices") if _has_bad(row)])
            case "paper":
                return queryset.filter(pk__in=[row.pk for row in _told(used, "devices") if lacks_paper(row)])
            case "measures":
                return queryset.filter(pk__in=[row.pk for row in _told(used, "measures") if bad_measures(row)])
            case "called":
                return used.filter(Q(heartbeat__devices__has_key="technician") | Q(heartbeat__devices__has_key="service"))
            case "stopped":
                return used.exclude(stopped_at=None)
            case "audit":
                return used.exclude(audit_broken_at=None)
            case "unconfirmed":
                return used.filter(confirmed_at=None)
            case "revoked":
                return queryset.filter(revoked=True)
        return None


def _told(rows: QuerySet[Terminal], column: str) -> QuerySet[Terminal]:
    return rows.select_related("heartbeat").only("pk", f"heartbeat__{column}")


def lacks_paper(row: Terminal) -> bool:
    """Whether one of its printers is out of paper, or soon will be."""
    told = row.heartbeat.devices if isinstance(row.heartbeat.devices, dict) else {}
    return any(str(status).endswith((":paper-out", ":paper-low")) for status in told.values())


def _has_bad(row: Terminal) -> bool:
    """What an earlier version let into the table, and no list of devices is, wants a look as well."""
    return not isinstance(row.heartbeat.devices, dict) or bool(bad_devices(row))
