"""The console's pages of accounts, of what staff did, and of whom they looked at."""

from __future__ import annotations

from typing import Any

from django import forms
from django.apps import apps
from django.contrib import admin, messages
from django.contrib.auth import get_user_model
from django.db.models import QuerySet
from django.http import HttpRequest

from central_platform.core.console import at_text
from central_platform.staff import accounts
from central_platform.staff.console import ReadOnly, StaffPage
from central_platform.staff.lists import in_words
from central_platform.staff.models import ActKind, StaffAct, StaffLook, StaffProfile
from central_platform.staff.roles import CENTRE_BOUND, Role

User = get_user_model()


class _Centres(forms.ModelMultipleChoiceField):
    def label_from_instance(self, obj: Any) -> str:
        return str(obj.name_zh)


class AccountForm(forms.ModelForm):
    """An account, its roles, and whose cases it sees."""

    username = forms.RegexField(
        r"^[A-Za-z0-9._-]{3,60}$", label="账号", error_messages={"invalid": "3 到 60 个字母、数字或 . _ -"}, help_text="以后不能改"
    )
    last_name = forms.CharField(label="姓名", max_length=60)
    is_active = forms.BooleanField(label="启用", required=False, initial=True)
    roles = forms.MultipleChoiceField(
        label="角色", choices=[(role.value, role.value) for role in Role], required=False, widget=forms.CheckboxSelectMultiple
    )
    centres = _Centres(
        label="受理中心",
        queryset=StaffProfile._meta.get_field("centres").related_model._default_manager.none(),  # type: ignore[union-attr]
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="窗口收件员、审批员、中心负责人只看到这些中心的办件",
    )

    class Meta:
        model = User
        fields = ("username", "last_name", "is_active")

    def __init__(self, *args: Any, **options: Any) -> None:
        """Begin with the roles and centres that the account has."""
        super().__init__(*args, **options)
        centres = self.fields["centres"]
        assert isinstance(centres, _Centres)
        centres.queryset = StaffProfile._meta.get_field("centres").related_model._default_manager.all()  # type: ignore[union-attr]
        if self.instance.pk:
            self.fields.pop("username", None)
            self.initial["roles"] = list(self.instance.groups.values_list("name", flat=True))
            profile = StaffProfile.objects.filter(user=self.instance).first()
            self.initial["centres"] = profile.centres.all() if profile else ()

    def clean(self) -> dict[str, Any]:
        """ValidationError for roles that one person may not hold together, and for a centre's role without a centre."""
        given = super().clean() or {}
        roles = frozenset(map(Role, given.get("roles", ())))
        try:
            accounts.check(roles)
        except accounts.CannotHold as fault:
            raise forms.ValidationError(str(fault)) from None
        if roles & CENTRE_BOUND and not given.get("centres"):
            raise forms.ValidationError("这个角色要选至少一个受理中心")
        return given


@admin.register(User)
class AccountAdmin(StaffPage):
    """Nobody changes their own account, and none is deleted: what it did is on record."""

    form = AccountForm
    list_display = ("username", "named", "held", "is_active")
    list_filter = ("is_active",)
    exact = ("username",)
    ordering = ("username",)
    actions: Any = ("reset_chosen", "sign_out_chosen")

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """The name of the account is given once; what one may only read, like one's own, is told in words."""
        if obj is not None and not self.has_change_permission(request, obj):
            return ("username", "named", "is_active", "held")
        return (*(() if obj else ("username",)), "last_name", "is_active", "roles", "centres")

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """As the table of roles has it, of everybody else's account."""
        return super().has_change_permission(request, obj) and (obj is None or obj.pk != request.user.pk)

    def has_reset_permission(self, request: HttpRequest) -> bool:
        """As the table of roles has changes."""
        return super().has_change_permission(request)

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        """Save the account; a new one with a password that is told once and must be changed."""
        given = form.cleaned_data
        if change:
            User.objects.filter(pk=obj.pk).update(last_name=given["last_name"], is_active=given["is_active"])
        else:
            password = accounts.make(obj, password="")
            self.message_user(request, f"初始密码 {password}，只显示这一次：请当面交给本人，首次登录须修改。", messages.WARNING)
        accounts.give(obj, frozenset(map(Role, given["roles"])), given["centres"])

    @admin.display(description="姓名")
    def named(self, row: Any) -> str:
        """As it was given."""
        return str(row.last_name) or "—"

    @admin.display(description="角色")
    def held(self, row: Any) -> str:
        """Their names."""
        return "、".join(sorted(row.groups.values_list("name", flat=True))) or "—"

    @admin.action(description="重设密码和动态口令", permissions=["reset"])
    def reset_chosen(self, request: HttpRequest, queryset: QuerySet[Any]) -> None:
        """A new password, told once, and a second factor that is to be bound anew; all sessions end."""
        for user in queryset.exclude(pk=request.user.pk):
            password = accounts.reset(user)
            self._wrote(ActKind.RESET, request, user, "密码和动态口令")
            self.message_user(request, f"{user.get_username()} 的新密码 {password}，只显示这一次。", messages.WARNING)

    @admin.action(description="让所选账号立即退出", permissions=["reset"])
    def sign_out_chosen(self, request: HttpRequest, queryset: QuerySet[Any]) -> None:
        """End their sessions."""
        for user in queryset:
            StaffProfile.objects.filter(user=user).update(session="")
            self._wrote(ActKind.RESET, request, user, "强制退出")
        self.message_user(request, "已退出")


def _page_words(page: str) -> str:
    return str(apps.get_model(page)._meta.verbose_name) if page else "—"


class _Columns:
    @admin.display(description="页面", ordering="page")
    def page_told(self, row: StaffAct | StaffLook) -> str:
        """What its rows are called."""
        return _page_words(row.page)

    @admin.display(description="记录")
    def key_told(self, row: StaffAct | StaffLook) -> str:
        """The beginning of a long one."""
        return f"{row.key[:16]}…" if len(row.key) > 20 else row.key


@admin.register(StaffAct)
class StaffActAdmin(_Columns, ReadOnly):
    list_display = ("when", "account", "kind", "page_told", "key_told", "detail", "address")
    list_filter = ("kind", "account", in_words("page", "页面", _page_words))
    exact = ("account", "key")
    ordering = ("-at", "-id")
    fields = ("when", "account", "address", "kind", "page_told", "key", "detail")

    @admin.display(description="时间", ordering="at")
    def when(self, row: StaffAct) -> str:
        """In China's time."""
        return at_text(row.at)


@admin.register(StaffLook)
class StaffLookAdmin(_Columns, ReadOnly):
    list_display = ("when", "account", "kind", "page_told", "key_told", "short", "reason", "explained", "address")
    list_filter = ("kind", "reason", "account", in_words("page", "页面", _page_words))
    exact = ("account", "key", "person_tag")
    by_number = "person_tag"
    ordering = ("-at", "-id")
    fields = ("when", "account", "address", "kind", "page_told", "key", "person_tag", "reason", "explained")

    @admin.display(description="时间", ordering="at")
    def when(self, row: StaffLook) -> str:
        """In China's time."""
        return at_text(row.at)

    @admin.display(description="对象")
    def short(self, row: StaffLook) -> str:
        """The first 8 characters of the tag."""
        return row.person_tag[:8]
