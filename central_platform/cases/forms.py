"""What staff fill in to decide a case."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms

from central_platform.cases import services
from central_platform.cases.models import CaseRecord, CaseStates
from central_platform.staff.roles import Role
from kiosk.domain.cases import OPEN, CaseState

TAKE_IN = frozenset({Role.CLERK, Role.LEAD})  # what is brought to the counter


class DecisionForm(forms.ModelForm):
    """What may be decided now, and why; the resident reads the reason. One that cannot be taken is refused here, with one sentence,
    before anything is written."""

    to = forms.ChoiceField(label="决定", required=False)
    lacking = forms.MultipleChoiceField(
        label="要补正的（可多选，只在“待补正”时用）", required=False, widget=forms.CheckboxSelectMultiple
    )
    handed_in = forms.MultipleChoiceField(
        label="窗口收到的补交材料（可多选，不用作决定）", required=False, widget=forms.CheckboxSelectMultiple
    )
    collected_by = forms.CharField(label="领取人姓名（核对证件后填，记为窗口送达）", required=False, max_length=50)
    reason = forms.CharField(label="理由（居民会看到）", required=False, widget=forms.Textarea(attrs={"rows": 3}), max_length=500)

    roles: frozenset[Role] = frozenset()  # of whoever decides
    actor = ""

    class Meta:
        model = CaseRecord
        fields: ClassVar[list[str]] = []

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Offer the decisions that are open in the case's state to these roles, and none as the first choice."""
        super().__init__(*args, **kwargs)
        decision = self.fields["to"]
        assert isinstance(decision, forms.ChoiceField)
        decision.choices = [("", "请选择"), *((to.value, self._called(to)) for to in self._moves())]
        lacking = self.fields["lacking"]
        assert isinstance(lacking, forms.MultipleChoiceField)
        self._may_lack = services.what_may_lack(self.instance)
        lacking.choices = [(name, defect.text.zh) for name, defect in self._may_lack.items()]
        owed = self.fields["handed_in"]
        assert isinstance(owed, forms.MultipleChoiceField)
        may_take = self.roles & TAKE_IN and CaseState(self.instance.state) in OPEN
        owed.choices = [(one.key, f"{one.name.zh}（最晚{one.by}）") for one in self.instance.owing] if may_take else []

    def _called(self, to: CaseState) -> str:
        if to is CaseState.REFUSED and not services.was_accepted(self.instance):
            return "不予受理（理由里写明该找哪个部门）"
        return str(CaseStates(to.value).label)

    def _moves(self) -> tuple[CaseState, ...]:
        return services.moves(CaseState(self.instance.state), self.roles)

    def clean(self) -> dict[str, Any]:
        """ValidationError where nothing was chosen, or what cannot be decided now, or not by them, or not without a reason."""
        given = super().clean() or {}
        if self.errors.pop("to", None):
            raise forms.ValidationError(services.NOT_OPEN)
        if "reason" in self.errors:
            return given
        if not given["to"] and (given.get("handed_in") or given.get("collected_by")):
            return given
        if not given["to"]:
            raise forms.ValidationError("没有选择决定，什么都没有改变" if self._moves() else services.NOT_OPEN)
        if fault := services.objection(self.instance, CaseState(given["to"]), given.get("reason", ""), self.actor):
            raise forms.ValidationError(fault)
        given["defects"] = [self._may_lack[name] for name in given.get("lacking", ())]
        if given["defects"] and given["to"] != CaseState.CORRECTION.value:
            raise forms.ValidationError("选了要补正的内容，决定就要选“待补正”")
        return given
