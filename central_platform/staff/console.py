"""What every page of the console is made of: who may see which rows, what is masked, and that each look is written down.

All pages are `StaffPage`s: the site takes no other (`central_platform.staff.site`).
"""

from __future__ import annotations

import functools
import inspect
import logging
from collections.abc import Callable, Iterable
from typing import Any, ClassVar

from django.contrib import admin
from django.db.models import Model, Q, QuerySet
from django.http import HttpRequest
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from central_platform.staff import audit
from central_platform.staff.lists import MOST_COUNTED, BoundedPaginator
from central_platform.staff.masking import all_visible, visible
from central_platform.staff.models import ActKind, LookKind
from central_platform.staff.person_pages import PersonPages, ReasonForm, is_number
from central_platform.staff.roles import ADD, CENTRE_BOUND, CHANGE, VIEW, granting

log = logging.getLogger(__name__)
BAD_ROW = "（数据有误，未显示）"


class StaffPage(PersonPages, admin.ModelAdmin):
    """A kind of row in the console.

    Class attributes of a page:
        exact: fields that a search compares whole; there is no other search.
        by_number: the field with a person's tag, where a search finds a person by ID number.
        centres: paths to the name of the centre that a row belongs to, for roles of a centre; any of them will do.
    """

    exact: ClassVar[tuple[str, ...]] = ()
    centres: ClassVar[tuple[str, ...]] = ()
    list_per_page = 25
    list_max_show_all = 0
    paginator = BoundedPaginator
    show_full_result_count = False
    show_facets = admin.ShowFacets.NEVER
    change_list_template = "console/change_list.html"
    change_form_template = "console/change_form.html"

    def __init_subclass__(cls, **options: Any) -> None:
        """A row whose data cannot be shown does not take the page with it."""
        super().__init_subclass__(**options)
        for name in dir(cls):
            column = inspect.getattr_static(cls, name)
            if inspect.isfunction(column) and hasattr(column, "short_description") and _is_column(column):
                setattr(cls, name, _surviving(column))

    def _granted(self, request: HttpRequest, action: str, row: Model | None = None) -> bool:
        roles = granting(request.user, self.opts.label_lower, action)
        if not roles or row is None or roles - CENTRE_BOUND:
            return bool(roles)
        return self._own(request, type(row)._base_manager.filter(pk=row.pk)).exists()

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """As the table of roles has it, of the row's centre where the role is a centre's."""
        return self._granted(request, VIEW, obj)

    def has_add_permission(self, request: HttpRequest) -> bool:
        """As the table of roles has it."""
        return self._granted(request, ADD)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """As the table of roles has it, of the row's centre where the role is a centre's."""
        return self._granted(request, CHANGE, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Never: nothing is deleted in the console."""
        return False

    def has_module_permission(self, request: HttpRequest) -> bool:
        """Whether any role of theirs shows this page."""
        return self._granted(request, VIEW)

    def own_centres(self, request: HttpRequest) -> list[str]:
        """Names of the centres whose staff they are."""
        profile = getattr(request.user, "staff_profile", None)
        return list(profile.centres.values_list("name_zh", flat=True)) if profile else []

    def _own(self, request: HttpRequest, rows: QuerySet[Any]) -> QuerySet[Any]:
        names = self.own_centres(request)
        if not names or not self.centres:
            return rows.none()
        return rows.filter(functools.reduce(Q.__or__, (Q(**{f"{path}__in": names}) for path in self.centres)))

    def get_queryset(self, request: HttpRequest) -> Any:
        """Of one's own centres, for whom the table of roles says no more."""
        rows = super().get_queryset(request)
        roles = granting(request.user, self.opts.label_lower, VIEW)
        return rows if roles - CENTRE_BOUND else self._own(request, rows)

    def lookup_allowed(self, lookup: str, value: Any, request: HttpRequest | None = None) -> bool:
        """What the filters beside the list themselves ask for, and nothing else: any other look-up would be a way to read what is
        masked, a character at a time."""
        filters = self.get_list_filter(request) if request else self.list_filter
        allowed: set[str] = set()
        for path in filters:
            if isinstance(path, type) and issubclass(path, admin.SimpleListFilter):
                allowed.add(str(path.parameter_name))
                continue
            assert isinstance(path, str), "filters are named by their field"
            field = self.opts.get_field(path)
            related = field.remote_field and field.related_model
            exact = f"{path}__{related._meta.pk.name}__exact" if related else f"{path}__exact"  # type: ignore[union-attr]
            allowed |= {path, exact, f"{path}__isnull"}
        return lookup in allowed

    def to_field_allowed(self, request: HttpRequest, to_field: str) -> bool:
        """The primary key alone."""
        return to_field == self.opts.pk.name

    def get_search_fields(self, request: HttpRequest) -> Any:
        """Those that are compared whole."""
        return (*self.exact, *((self.by_number,) if self.by_number else ()))

    def get_search_results(self, request: HttpRequest, queryset: QuerySet[Any], search_term: str) -> tuple[QuerySet[Any], bool]:
        """Rows of which a search field is the whole of what was typed. An ID number in the address finds nothing: it would stay in
        the browser's history; the page's own form sends it apart (`PersonPages.find`)."""
        term = search_term.strip()
        if not term:
            return (queryset.none() if self.only_found else queryset), False
        fields = self.get_search_fields(request)
        if not fields or is_number(term):
            return queryset.none(), False
        # Each field by its own index; asked for together with whose rows they are, a database reads all of a centre's.
        rows = self.model._base_manager.order_by()
        keys = {key for field in fields for key in rows.filter(**{field: term}).values_list("pk", flat=True)[:MOST_COUNTED]}
        return queryset.filter(pk__in=keys), False

    def _search_labels(self, request: HttpRequest) -> list[str]:
        labels = ["证件号码"] if self.by_number else []
        for path in self.exact:
            model, *rest = self.model, *path.split("__")
            for step in rest[:-1]:
                model = model._meta.get_field(step).related_model
            field = model._meta.get_field(rest[-1])
            labels.append(str(field.verbose_name))
        return [label for label in labels if not label.isascii()]  # what has no name in Chinese is for links alone

    def get_object(self, request: HttpRequest, object_id: str, from_field: str | None = None) -> Any:
        """With every text in it made fit for a page; None for a key that no row has."""
        if visible(object_id) != object_id:
            return None
        row = super().get_object(request, object_id, from_field)
        return row and made_visible(row)

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> Any:
        """A list; where it tells of persons, with a row for each of what is looked at."""
        words: dict[str, Any] = {"search_words": f"按{'、'.join(self._search_labels(request))}查找（须完整）"}
        if self.by_number:
            words["find_form"] = ReasonForm()
        response = super().changelist_view(request, {**words, **(extra_context or {})})
        told = getattr(response, "context_data", None) or {}
        if shown := told.get("cl"):
            rows = [made_visible(row) for row in shown.result_list]
            if self.lists_people:
                self.note_looks(request, rows, LookKind.LISTED)
        return response

    def log_addition(self, request: HttpRequest, obj: Any, message: Any) -> Any:
        """In the log of the row, and in the record of what staff did."""
        self._wrote(ActKind.ADDED, request, obj, message)
        return super().log_addition(request, obj, message)

    def log_change(self, request: HttpRequest, obj: Any, message: Any) -> Any:
        """In the log of the row, and in the record of what staff did."""
        self._wrote(ActKind.CHANGED, request, obj, message)
        return super().log_change(request, obj, message)

    def _wrote(self, kind: ActKind, request: HttpRequest, row: Model, message: Any) -> None:
        detail = message if isinstance(message, str) else "、".join(_changed(message))
        audit.wrote(kind, request, request.user.get_username(), self.opts.label_lower, str(row.pk), detail)


def _changed(message: Iterable[Any]) -> list[str]:
    """Labels of the fields in a message of Django's log, which has no values."""
    return [str(label) for part in message for told in part.values() for label in told.get("fields", ())]


def _is_column(function: Callable[..., Any]) -> bool:
    return len(inspect.signature(function).parameters) == 2 and not hasattr(function, "survives")


def _surviving(column: Callable[[Any, Any], Any]) -> Callable[[Any, Any], Any]:
    @functools.wraps(column)
    def surviving(page: Any, row: Any) -> Any:
        try:
            value = column(page, row)
        except Exception as fault:  # noqa: BLE001 - whatever is wrong with a stored row, the others are shown
            log.error("%s of a row of %s: %s", column.__name__, row._meta.label_lower, type(fault).__name__)
            return BAD_ROW
        return visible(value) if type(value) is str else value

    surviving.survives = True  # type: ignore[attr-defined]
    return surviving


def made_visible(row: Any) -> Any:
    """The row with every text that it holds, also in JSON, as a page may show it."""
    for field in row._meta.concrete_fields:
        value = row.__dict__.get(field.attname)
        if isinstance(value, str | dict | list) and field.attname != row._meta.pk.attname:
            setattr(row, field.attname, all_visible(value))
    return row


def table(rows: Iterable[tuple[str, Any]]) -> SafeString:
    """Rows of (label, value) as HTML, everything escaped and made visible; ``—`` where there are none."""
    plain = [tuple(part if isinstance(part, SafeString) else visible(str(part)) for part in row) for row in rows]
    body = format_html_join("", "<tr><th>{}</th><td>{}</td></tr>", plain)
    return format_html('<table class="facts">{}</table>', body) if body else SafeString("—")


class ReadOnly(StaffPage):
    """Nothing is added or deleted by hand, and nothing changed."""

    actions: Any = None

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Never."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Never; a page on which staff decide something asks the table of roles instead."""
        return False


class HistoryInline(admin.TabularInline):
    """Rows of a case, to be read by whoever reads the case."""

    extra = 0
    can_delete = False

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """The page that it stands on was asked already."""
        return True

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Never: history is written by what happens."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Never."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Never."""
        return False
