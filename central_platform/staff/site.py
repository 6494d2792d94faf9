"""The console itself: it takes no pages but `StaffPage`s, and shows none to whoever is not signed in with two factors."""

from __future__ import annotations

from collections.abc import Callable
from functools import update_wrapper
from typing import Any

from django.contrib import admin, messages
from django.contrib.auth import logout
from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import path, reverse

from central_platform.staff import audit, sessions, sign_in
from central_platform.staff.masking import visible
from central_platform.staff.models import ActKind

# Nothing inline but one rule of Django's own list of rows, by its hash.
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self' 'sha256-blvLUW3UscWqsXGByNOqdBboM+ShWAuugp2mC/wbafU='; "
    "img-src 'self' data:; connect-src 'self'; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'none'"
)


class Console(admin.AdminSite):
    site_header = site_title = "社区事务受理平台"
    index_title = "管理台"
    enable_nav_sidebar = False
    site_url = None

    def register(self, model_or_iterable: Any, admin_class: Any = None, **options: Any) -> None:
        """`StaffPage`s; pages that libraries bring along, which know neither masks nor roles, are left out."""
        from central_platform.staff.console import StaffPage

        if admin_class is not None and issubclass(admin_class, StaffPage):
            super().register(model_or_iterable, admin_class, **options)
        elif (admin_class or admin.ModelAdmin).__module__.partition(".")[0] == "central_platform":
            raise TypeError(f"{admin_class.__name__} is no StaffPage")

    def has_permission(self, request: HttpRequest) -> bool:
        """Whether this session is one of somebody of staff who signed in with both factors, and still counts."""
        return sessions.is_good(request)

    def get_urls(self) -> list[Any]:
        """Besides Django's: the second step of signing in."""
        return [
            path("login/", guarded(sign_in.password), name="login"),
            path("second/", guarded(sign_in.second_factor), name="second_factor"),
            *super().get_urls(),
        ]

    def admin_view(self, view: Any, cacheable: bool = False) -> Any:
        """As Django's, with a strict policy of content, nothing kept by the browser, and refusals written down."""
        inner = super().admin_view(view, False)

        def stepped(request: HttpRequest, *args: Any, **options: Any) -> Any:
            if self.has_permission(request) and sessions.must_change_password(request):
                own = (reverse("admin:password_change"), reverse("admin:logout"), reverse("admin:jsi18n"))
                if request.path not in own:
                    return HttpResponseRedirect(own[0])
            try:
                return inner(request, *args, **options)
            except (PermissionDenied, SuspiciousOperation):
                audit.wrote(ActKind.REFUSED, request, request.user.get_username(), detail=request.path)
                raise

        return update_wrapper(guarded(stepped), view)

    def password_change(self, request: HttpRequest, extra_context: Any = None) -> Any:
        """As Django's; with a new password every session ends, this one too."""
        if request.method == "POST" and not sessions.may_try_old_password(request):
            return HttpResponseRedirect(reverse("admin:login"))
        response = super().password_change(request, extra_context)
        if request.method == "POST" and response.status_code == 302:
            audit.wrote(ActKind.PASSWORD, request, request.user.get_username())
            sessions.changed_password(request.user)
            logout(request)
            messages.success(request, "密码已修改，请用新密码登录。")
            return HttpResponseRedirect(reverse("admin:login"))
        return response

    def logout(self, request: HttpRequest, extra_context: Any = None) -> Any:
        """As Django's, written down; then the page on which one signs in."""
        if request.method != "POST":
            return HttpResponseRedirect(reverse("admin:index"))
        audit.wrote(ActKind.SIGNED_OUT, request, request.user.get_username())
        logout(request)
        return HttpResponseRedirect(reverse("admin:login"))


def guarded(view: Callable[..., Any]) -> Callable[..., Any]:
    """The view, with the headers of every page of the console; a request whose address holds what no text is gets none."""

    def inner(request: HttpRequest, *args: Any, **options: Any) -> HttpResponse:
        if any(visible(part) != part for key, values in request.GET.lists() for part in (key, *values)):
            raise SuspiciousOperation("a control character in an address")
        response = view(request, *args, **options)
        response.headers.setdefault("Content-Security-Policy", POLICY)
        response["Cache-Control"] = "no-store"
        response["Referrer-Policy"] = "same-origin"
        return response  # type: ignore[no-any-return]

    return update_wrapper(inner, view)
