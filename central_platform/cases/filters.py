"""How staff narrow the list of cases. Each filter asks for what an index holds."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.contrib.admin import SimpleListFilter
from django.db.models import QuerySet
from django.http import HttpRequest

from central_platform.cases import services
from central_platform.cases.models import NOT_ACCEPTED, REVOKED, CaseRecord, CaseStates
from central_platform.catalogue.published import current
from central_platform.centres.services import centre_names
from central_platform.core import clock
from central_platform.staff.roles import CENTRE_BOUND, roles_of
from kiosk.domain.service_items import ItemKind
from kiosk.domain.times import day_of

SOON = 3  # days


class Waiting(SimpleListFilter):
    """What waits for whoever looks."""

    title, parameter_name = "处理", "waiting"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        """Nothing, for whom no case waits."""
        return [("mine", "等我处理")] if services.waits_for(roles_of(request.user)) else []

    def queryset(self, request: HttpRequest, queryset: QuerySet[CaseRecord]) -> QuerySet[CaseRecord] | None:
        """As `services.waiting` has it."""
        if self.value() != "mine":
            return None
        return services.waiting(queryset, roles_of(request.user), request.user.get_username()).order_by()


class Word(SimpleListFilter):
    """By what the state is called (`CaseRecord.word`)."""

    title, parameter_name = "状态", "word"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        """All that a case may be called."""
        return [(word, word) for word in (*(str(state.label) for state in CaseStates), NOT_ACCEPTED, REVOKED)]

    def queryset(self, request: HttpRequest, queryset: QuerySet[CaseRecord]) -> QuerySet[CaseRecord] | None:
        """Of the three that are one refusal, those that are called so."""
        word = self.value()
        if word in (NOT_ACCEPTED, REVOKED):
            return queryset.filter(state=CaseStates.REFUSED, not_accepted=word == NOT_ACCEPTED, revoked=word == REVOKED)
        for state in CaseStates:
            if state.label == word:
                rows = queryset.filter(state=state)
                return rows.filter(not_accepted=False, revoked=False) if state is CaseStates.REFUSED else rows
        return None


class Overdue(SimpleListFilter):
    """By the day on which a case is due; what is decided is due no more."""

    title, parameter_name = "期限", "overdue"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        """Past, today, and soon."""
        return [("past", "已超期"), ("today", "今天到期"), ("soon", f"{SOON} 天内到期")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[CaseRecord]) -> QuerySet[CaseRecord] | None:
        """By China's date of today."""
        today = day_of(clock.now())
        match self.value():
            case "past":
                return queryset.filter(due__lt=today)
            case "today":
                return queryset.filter(due=today)
            case "soon":
                return queryset.filter(due__gte=today, due__lte=today + timedelta(days=SOON))
        return None


class Centre(SimpleListFilter):
    """By acceptance centre: all of them, or one's own where there are several."""

    title, parameter_name = "受理中心", "centre"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        """Their names."""
        names = centre_names()
        if not roles_of(request.user) - CENTRE_BOUND:
            own = set(model_admin.own_centres(request))
            names = [name for name in names if name in own]
        return [(name, name) for name in names] if len(names) > 1 else []

    def queryset(self, request: HttpRequest, queryset: QuerySet[CaseRecord]) -> QuerySet[CaseRecord] | None:
        """By the name that the case has of it."""
        return queryset.filter(centre_zh=self.value()) if self.value() else None


class Item(SimpleListFilter):
    """By what was applied for: what the catalogue has now; anything earlier is found by its code."""

    title, parameter_name = "事项", "item"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        """Those that can be applied for, by name."""
        items = [item for item in current().items.values() if item.kind is ItemKind.TRANSACTION and item.form is not None]
        return sorted(((item.implementation_code, item.name.zh) for item in items), key=lambda pair: pair[1])

    def queryset(self, request: HttpRequest, queryset: QuerySet[CaseRecord]) -> QuerySet[CaseRecord] | None:
        """By its code."""
        return queryset.filter(implementation_code=self.value()) if self.value() else None


def codes_named(words: str) -> list[str]:
    """Codes of the items whose name has these words in it; none for a single character."""
    return [code for code, item in current().items.items() if words in item.name.zh] if len(words) > 1 else []


class Returned(SimpleListFilter):
    """What a terminal offered again because the database had been put back."""

    title, parameter_name = "恢复后送回", "returned"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        """Those alone."""
        return [("yes", "恢复后送回的")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[CaseRecord]) -> QuerySet[CaseRecord] | None:
        """None where it is not asked for."""
        return queryset.filter(returned_at__isnull=False) if self.value() == "yes" else None
