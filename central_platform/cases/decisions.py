"""What becomes of a submission on the day it arrives (无人干预自动办理), and which decisions staff may take. Pure rules."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from central_platform.cases.content import NO_SUCH_CODE, ParsedSubmission
from central_platform.cases.promised import Promised, promised_of
from central_platform.people.cards import CardProof
from central_platform.staff.roles import Role
from kiosk.domain.agency import relation_named, with_agent
from kiosk.domain.cases import CaseState, Defect, DefectKind
from kiosk.domain.forms import faults, questions_of
from kiosk.domain.mandates import MandateRefusal
from kiosk.domain.parties import Company, assurance_of, suffices
from kiosk.domain.people import CardKind
from kiosk.domain.rules import RuleFault, holds
from kiosk.domain.service_items import Assurance, DecisionRule, GivenLicence, Material, Refusal, ServiceItem
from kiosk.domain.submissions import needed_materials, unmet
from kiosk.domain.text import LocalizedText

UNKNOWN_ITEM = Defect(
    DefectKind.ITEM,
    "implementation_code",
    LocalizedText(
        "这个事项的编号对不上，工作人员会和您核对要办什么",
        "The service's code is not known here. A member of staff will check with you what you need",
    ),
)

# What staff may make of a case; whoever is not here stays as it is.
STAFF_MOVES: Mapping[CaseState, tuple[CaseState, ...]] = {
    CaseState.RECEIVED: (CaseState.ACCEPTED, CaseState.CORRECTION, CaseState.REFUSED, CaseState.WITHDRAWN),
    CaseState.CORRECTION: (CaseState.ACCEPTED, CaseState.REFUSED, CaseState.WITHDRAWN),
    CaseState.ACCEPTED: (CaseState.APPROVED, CaseState.CORRECTION, CaseState.REFUSED, CaseState.WITHDRAWN),
}
# What of that each role may decide: a clerk takes in, a reviewer decides (受审分离).
_TAKES_IN = frozenset({CaseState.ACCEPTED, CaseState.CORRECTION, CaseState.WITHDRAWN})
_DECIDES = frozenset({CaseState.APPROVED, CaseState.REFUSED, CaseState.CORRECTION})
ROLE_MOVES: Mapping[Role, frozenset[CaseState]] = {
    Role.CLERK: _TAKES_IN,
    Role.REVIEWER: _DECIDES,
    Role.LEAD: _TAKES_IN | _DECIDES,
}
CORRECTION_DAYS = 15  # working days to mend what a case lacks; no source says how many
NOT_FITTING = "公布的规则不能套用到这份申请上，请人工核对"
# In which state a case waits for whom; for what is to be mended the resident is waited for.
WAITING_FOR: Mapping[Role, frozenset[CaseState]] = {
    Role.CLERK: frozenset({CaseState.RECEIVED}),
    Role.REVIEWER: frozenset({CaseState.ACCEPTED}),
    Role.LEAD: frozenset({CaseState.RECEIVED, CaseState.ACCEPTED}),
}
BY_ANOTHER = frozenset({CaseState.APPROVED, CaseState.REFUSED})  # not by whoever accepted the case
NEEDS_REASON = frozenset({CaseState.CORRECTION, CaseState.REFUSED, CaseState.WITHDRAWN})


@dataclass(frozen=True)
class Judgement:
    """What becomes of a submission.

    Attributes:
        state: of its case.
        defects: what is to be mended (CORRECTION).
        bring: materials that the resident still hands in; for some a picture does, but only a person accepts what it shows. None
            where nobody knows yet.
        automatic: decided by the published rules, with no person.
        reasons: why a person must look, for staff, in Chinese.
        refusal: the published ground (REFUSED).
        version: of the rules that decided, "" where none did.
        gives: what becomes of a licence (APPROVED), None where nothing does.
        owed: materials that the resident brings later, by a day that is counted from when the platform has it.
        promised: materials that a promise stands in for.
    """

    state: CaseState
    defects: tuple[Defect, ...] = ()
    bring: tuple[Material, ...] | None = ()
    automatic: bool = False
    reasons: tuple[str, ...] = ()
    refusal: Refusal | None = None
    version: str = ""
    gives: GivenLicence | None = None
    owed: tuple[Material, ...] = ()
    promised: tuple[Promised, ...] = ()


def judge(
    item: ServiceItem | None, content: ParsedSubmission, licence_types: frozenset[str], today: date, open_elsewhere: bool
) -> Judgement:
    """``licence_types``: usable licences that the platform itself has of this person; what the terminal found is never believed.

    ``open_elsewhere``: the person has an open case of this item, so a second one is for a person to look at.
    """
    if content.unknown:
        return _for_a_person(content)
    if content.bundle is None and item is not None and item.children:
        return _not_split(content)
    if item is None:
        return Judgement(CaseState.CORRECTION, (*content.defects, UNKNOWN_ITEM))
    if content.defects:
        return Judgement(CaseState.CORRECTION, content.defects)
    reasons = _reasons(item, content, today)
    if content.person is None:
        return Judgement(CaseState.RECEIVED, bring=None, reasons=reasons)
    try:
        wrong = _wrong_answers(item, content, content.person, today)
    except RuleFault:
        return Judgement(CaseState.RECEIVED, reasons=(*reasons, NOT_FITTING) if item.decision else reasons)
    try:
        had = _materials(item, content, content.person, licence_types, today)
    except RuleFault:
        if wrong:
            return Judgement(CaseState.CORRECTION, wrong)
        # A rule that these facts do not fit decides nothing: a person does.
        return Judgement(CaseState.RECEIVED, reasons=(*reasons, NOT_FITTING) if item.decision else reasons)
    if wrong:
        return Judgement(CaseState.CORRECTION, wrong, owed=had.owed, promised=had.promised)
    reasons += had.doubts
    undecided = Judgement(CaseState.RECEIVED, bring=had.bring, reasons=reasons, owed=had.owed, promised=had.promised)
    # What is owed is waited for, or a person decides without it.
    if item.decision is None or open_elsewhere or reasons or had.owed:
        return undecided
    try:
        decided = None if unmet(item, content.person) else _decided(item, item.decision, content, had)
        return decided or undecided
    except RuleFault:
        return replace(undecided, reasons=(*reasons, NOT_FITTING))


@dataclass(frozen=True)
class _Materials:
    """Those of a submission. ``required``: of those that are, whether they are settled; ``doubts``: for staff, in Chinese."""

    required: Mapping[str, bool]
    bring: tuple[Material, ...]
    owed: tuple[Material, ...]
    promised: tuple[Promised, ...]
    doubts: tuple[str, ...]


def _materials(
    item: ServiceItem, content: ParsedSubmission, person: Mapping[str, Any], licence_types: frozenset[str], today: date
) -> _Materials:
    """How each of them is settled, by what the platform itself knows. RuleFault: a rule does not fit."""
    materials = materials_of(item, content, person)
    identity = _for_the_card(item, content)
    settled = {material.key: _settled(material, content, licence_types, today, identity) for material in materials}
    pictured = {key for key, _ in content.pages}
    lacking = [m for m in materials if not settled[m.key] and not (m.picture and m.key in pictured)]
    promised, doubts = promised_of(item, content, lacking)
    keys = {one.material.key for one in promised}
    owed = tuple(m for m in lacking if m.key in content.later and m.later and m.key not in keys)
    bring = tuple(m for m in lacking if m.key not in keys and m not in owed)
    required = {material.key: settled[material.key] or material.key in keys for material in materials if material.required}
    return _Materials(required, bring, owed, promised, doubts)


# Why a card is not enough for a decision with no person.
_NOT_PROVED = {
    CardProof.UNKNOWN: "登记库里没有这个人的证件，只有终端读到的信息，请人工核对身份",
    CardProof.UNSAID: "终端没有送来证件的起止日期，请人工核对身份",
    CardProof.OTHER: "出示的证件和登记的不一致，请人工核对身份",
    CardProof.LATE: "申请送到时，出示随申码已经过了一天，请人工核对身份",
}


def _reasons(item: ServiceItem, content: ParsedSubmission, today: date) -> tuple[str, ...]:
    """Why no rule may decide, whatever it says."""
    reasons = [*content.doubts]
    if not suffices(_assurance(content, today), item.assurance):
        reasons.append("出示的证件达不到这个事项的要求，请人工核对身份")
    acts = content.mandate is not None and content.mandate.refusal is None
    if isinstance(content.subject, Company) and not (acts and item.decision):
        reasons.append(f"以单位名义申请，{_mandate(content)}")
    if content.for_another:
        reasons.append(f"由他人代办，请人工核对委托关系{_right(content)}")
    rules = None if content.written else item.decision  # else the card that was shown is not the applicant's
    if rules is not None and not rules.terminal_alone and content.card is not CardProof.PROVED:
        reasons.append(_NOT_PROVED[content.card])
    reasons += [f"{department}的记录现在查不到，请人工核对" for department in content.missing]
    if content.stopped:
        reasons.append("这台终端因超过限额已停止自动办理，请人工核对")
    return tuple(reasons)


def _assurance(content: ParsedSubmission, today: date) -> Assurance:
    """A card; with what the register says of its holder more than that."""
    given = assurance_of(content.evidence, today)
    acts = content.mandate is not None and content.mandate.refusal is None
    return Assurance.COMPANY if acts and given is Assurance.CARD else given


_NO_MANDATE = {
    MandateRefusal.EXPIRED: "办事人的授权已到期，请人工核对",
    MandateRefusal.OUT_OF_SCOPE: "办事人的授权不包括这个事项，请人工核对",
}


def _mandate(content: ParsedSubmission) -> str:
    """What the register says of who acts for the company, for staff."""
    if not content.mandate_asked:
        return "登记部门现在查不到办事人的授权，请人工核对"
    if content.mandate is None:
        return "登记里没有这位办事人的授权，请人工核对"
    if content.mandate.refusal:
        return _NO_MANDATE[content.mandate.refusal]
    return f"登记里有办事人的授权（{content.mandate.role}），请人工审查"


def materials_of(item: ServiceItem, content: ParsedSubmission, person: Mapping[str, Any]) -> tuple[Material, ...]:
    """What is needed, where somebody acts for the applicant with what shows that they may. RuleFault: a rule does not fit."""
    materials = needed_materials(item, content.answers, person)
    if not content.for_another:
        return materials
    return with_agent(materials, relation_named(content.relation), not content.written)


def _right(content: ParsedSubmission) -> str:
    """By what right an agent says that they act, and what is known of that, for staff."""
    by_code = any(one.shown is CardKind.PHONE_CODE for one in content.evidence[1:])
    shown = "核对了申请人的随申码" if by_code else "读了申请人的证件"
    known = ["没有读申请人的证件，姓名和号码是输入的" if content.written else shown]
    if content.related:
        known.append("登记的资料里是父母")
    return f"（{content.relation or '没有说明'}；{'；'.join(known)}）"


def _for_a_person(content: ParsedSubmission) -> Judgement:
    """What a newer program wrote may change what all the rest means: no rule judges it, and nobody is sent away."""
    reasons = [
        f"内容里有本平台不认识的部分（{'、'.join(content.unknown)}），请人工查看",
        *(defect.text.zh for defect in content.defects),
    ]
    return Judgement(CaseState.RECEIVED, bring=None, reasons=tuple(reasons))


def _not_split(content: ParsedSubmission) -> Judgement:
    """A bundle as a whole is no item that is decided: only its parts are."""
    if content.defects:
        return Judgement(CaseState.CORRECTION, content.defects, reasons=content.doubts)
    return Judgement(CaseState.RECEIVED, bring=None, reasons=content.doubts)


def _wrong_answers(item: ServiceItem, content: ParsedSubmission, person: Mapping[str, Any], today: date) -> tuple[Defect, ...]:
    if item.form is None:
        return ()
    labels = {question.key: question.check for question in questions_of(item.form)}
    extra = LocalizedText("有多余的内容", "Something was not asked for")
    wrong: dict[LocalizedText, Defect] = {}
    for key in faults(item.form, content.answers, person, today):
        label = labels.get(key, extra)
        text = LocalizedText(f"请核对“{label.zh}”", f"Please check: {label.en}")
        wrong.setdefault(text, Defect(DefectKind.ANSWER, key, text))
    return tuple(wrong.values())


def _for_the_card(item: ServiceItem, content: ParsedSubmission) -> bool:
    """Whether what was shown stands for the ID card among the materials: a card, or where the item takes one, a code on a phone
    that the platform itself accepted (一网通办决定2021 第十条)."""
    shown = content.evidence[1:] if content.for_another and not content.written else content.evidence  # the agent's stands first
    if any(one.shown is not CardKind.PHONE_CODE for one in shown):
        return True
    return suffices(Assurance.CODE, item.assurance) if shown else NO_SUCH_CODE not in content.doubts


def _settled(material: Material, content: ParsedSubmission, licence_types: frozenset[str], today: date, identity: bool) -> bool:
    """By the card that was read, or the code in its place, while it is valid, by a licence in the platform's own library, or by a
    department's record. ``identity``: as `_for_the_card` says."""
    if material.key in content.proved:
        return True
    accepted = {requirement.licence_type for requirement in material.licences}
    card_valid = content.card_valid_until is None or content.card_valid_until >= today
    return ("id-card" in accepted and card_valid and identity) or bool(accepted & licence_types)


def _decided(item: ServiceItem, rules: DecisionRule, content: ParsedSubmission, had: _Materials) -> Judgement | None:
    """What the published rules decide; None where they leave it to a person. RuleFault: they do not fit what is known."""
    answers: dict[str, Any] = dict.fromkeys(item.form.schema["properties"], "") if item.form else {}
    facts = {
        **content.facts,
        "person": content.person,
        "answers": {**answers, **content.answers},
        "materials": [{"key": key, "settled": value} for key, value in had.required.items()],
    }
    for refusal in rules.refuse_when:
        if holds(refusal.when, facts):
            return Judgement(CaseState.REFUSED, automatic=True, refusal=refusal, version=rules.version)
    if not all(holds(rule, facts) for rule in rules.accept_when):
        return None
    decided = Judgement(CaseState.ACCEPTED, automatic=True, version=rules.version, promised=had.promised)
    if not rules.gives:
        return replace(decided, state=CaseState.APPROVED) if rules.done else replace(decided, bring=had.bring)
    given = next((one for one in rules.gives if not one.when or holds(one.when, facts)), None)
    return replace(decided, state=CaseState.APPROVED, gives=given) if given else None
