"""How long lists are made of: nothing is counted or sorted that an index does not hold."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property
from typing import Any

from django.contrib.admin import SimpleListFilter
from django.contrib.admin.views.main import ChangeList
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest


def yes_or_no(value: bool | None) -> str:
    """A word. Django has pictures: a red cross, also where no is good."""
    return {True: "是", False: "否", None: "不明"}[value]


def in_words(field: str, title: str, words: Callable[[str], str]) -> type[SimpleListFilter]:
    """A filter by a column of codes, which are shown in Chinese.

    Args:
        field: of the page's model.
        title: of the filter.
        words: for a code.
    """

    class InWords(SimpleListFilter):
        def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
            """The codes that there are."""
            codes = model_admin.model._default_manager.order_by(field).values_list(field, flat=True).distinct()
            return [(code, words(code)) for code in codes if code]

        def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any] | None:
            """Rows with the code."""
            return queryset.filter(**{field: self.value()}) if self.value() else None

    InWords.title, InWords.parameter_name = title, f"of_{field}"  # no field's own name
    return InWords


MOST_COUNTED = 10_000  # rows; whoever has more narrows the list


class BoundedPaginator(Paginator):  # type: ignore[type-arg] # generic in the stubs alone
    """Counts to a bound, and says whether there is more."""

    @cached_property
    def _counted(self) -> int:
        rows: Any = self.object_list
        return int(rows.order_by().values("pk")[: MOST_COUNTED + 1].count())

    @property
    def count(self) -> int:
        """Rows that there are, or as many as are listed."""
        return min(self._counted, MOST_COUNTED)

    @property
    def more(self) -> bool:
        """Whether there are rows beyond those that are counted and listed."""
        return self._counted > MOST_COUNTED


class OneWayChangeList(ChangeList):
    """A list whose last words of order run the way of the first, so that one index holds them: Django's run the other way.

    `order_tail` of the page: what comes after a column, by its field, before the primary key.
    """

    def get_ordering(self, request: HttpRequest, queryset: Any) -> Any:
        """By the column that was chosen, and not then by what the page has without one."""
        return super().get_ordering(request, queryset.order_by())

    def _get_deterministic_ordering(self, ordering: Any) -> Any:
        first = next(iter(ordering), "-pk")
        if not isinstance(first, str) or len(ordering) > 1:
            return super()._get_deterministic_ordering(ordering)  # type: ignore[misc] # Django's own, which its stubs leave out
        sign, name = ("-", first[1:]) if first.startswith("-") else ("", first)
        tail = getattr(self.model_admin, "order_tail", {}).get(name, ())
        return [first, *(f"{sign}{part}" for part in (*tail, "pk"))]
