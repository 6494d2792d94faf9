"""Who applies, and whether they may."""

from __future__ import annotations

from typing import ClassVar

from kiosk.domain.agency import RELATIONS
from kiosk.domain.cases import OPEN, CaseState
from kiosk.domain.forms import questions_of
from kiosk.domain.identifiers import grouped_case_number, mask_name, mask_number
from kiosk.domain.parties import Subject, suffices
from kiosk.domain.rules import holds
from kiosk.domain.service_items import Assurance, Served, ServiceItem
from kiosk.domain.text import whole
from kiosk.journeys.apply.draft import Draft, applicant_of, draft_of, facts, known_ahead, parties_of
from kiosk.journeys.apply.events import Whom
from kiosk.journeys.apply.places import Eligibility, may_act_for_oneself
from kiosk.journeys.apply.principal import may_act_for_another
from kiosk.journeys.apply.take_along import to_go_on_with
from kiosk.journeys.apply.take_along_view import go_on_text
from kiosk.ports.device_text import card_text
from kiosk.ports.devices import Device
from kiosk.session.state import State
from kiosk.views.base import Data, PageView, Row, Text, TileRow, Unsaid
from kiosk.views.images import png_url
from kiosk.views.language import Say, localized, say_in
from kiosk.views.names import name_note
from kiosk.views.pages import Look


class ConditionRow(Row):
    text: Text
    good: bool


class WhomRow(TileRow):
    """A way to begin anew. ``clears``: its line warns of what is cleared by it, and may never be left out."""

    clears: bool


class EligibilityView(PageView):
    page: ClassVar[str] = "EligibilityPage"

    title: Text
    text: Text
    number_label: Unsaid
    number: Unsaid
    photo: Data
    photo_name: Unsaid
    name_note: Text
    already: Text
    rows_title: Text
    rows: tuple[ConditionRow, ...]
    verdict: Text
    filled: Text
    in_person: Text
    allowed: bool
    doors: tuple[WhomRow, ...]


def eligibility(state: State, place: Eligibility, look: Look) -> EligibilityView:
    """Who was identified, and which conditions they meet."""
    say = say_in(state)
    person, code = state.resident, place.item.implementation_code
    draft, applicant = draft_of(state, code), parties_of(state, code).applicant
    principal = draft.principal
    known = facts(state, code, look.moment)
    met = [(holds(condition.rule, {"person": known}), condition) for condition in place.item.eligibility]
    rows = tuple(ConditionRow(text=localized(one.met if good else one.unmet, state), good=good) for good, one in met)
    allowed = all(row.good for row in rows) and not place.apart
    already = _already(state, place, say)
    again = bool(already) and allowed
    return EligibilityView(
        title=_title(draft, applicant, say),
        text=_text(state, draft, say),
        number_label=_number_label(draft, applicant, say),
        number=applicant.number if draft.company else mask_number(applicant.number),
        photo=png_url(person.photo) if person.photo and not (principal or draft.company) else "",
        photo_name=say("证件上的照片", "The photo on the card"),
        name_note=name_note(state, say, applicant.name),
        already=already,
        rows_title=_rows_title(place, draft if rows else None, applicant, say),
        rows=rows or (ConditionRow(text=say("这一项没有要在这里核对的条件", "There are no conditions to check here"), good=True),),
        verdict=_whether(state, place, look, allowed, again, bool(rows), say),
        filled=_filled(state, place, look, say) if allowed else "",
        in_person=_in_person(place, state, say),
        allowed=allowed,
        doors=_doors(state, place, look, say),
        primary=_primary(state, place, allowed, again, say),
    )


def _primary(state: State, place: Eligibility, allowed: bool, again: bool, say: Say) -> str:
    if not allowed:
        return say("回到首页", "Back to home")
    if taken := to_go_on_with(state, place.item.implementation_code):
        return go_on_text(taken, say)
    return say("另外再申请一份", "Apply for another") if again else say("开始填写", "Begin")


def _title(draft: Draft, applicant: Subject, say: Say) -> str:
    if draft.company:
        return say(f"替{applicant.name}办理", f"You act for {applicant.name}")
    name = whole(mask_name(applicant.name))
    return say(f"替{name}办理", f"You act for {name}") if draft.principal else say(f"{name}，您好", f"Welcome, {name}")


def _number_label(draft: Draft, applicant: Subject, say: Say) -> str:
    if draft.company:
        return say("信用代码", "Credit code")
    name = whole(mask_name(applicant.name))
    return say(f"{name}的证件号码", f"ID number of {name}") if draft.principal else say("证件号码", "ID number")


def _text(state: State, draft: Draft, say: Say) -> str:
    """Whose card was read, and who acts for whom by what right."""
    if draft.company:
        agent, role = whole(mask_name(state.resident.card.name)), draft.company.mandate.role_words
        return say(
            f"办事人{agent}，{role.zh}。卡请收好。", f"Acting for it: {agent}, {role.en.lower()}. Please take your card back."
        )
    if (principal := draft.principal) is None:
        if state.resident.reader is Device.CODE_SCANNER:
            return say("您的随申码已核对好。", "Your code was checked.")
        card = card_text(state.resident.reader).card
        return say(f"{card.zh}已读好，请把它收好。", "Your card was read. Please take it back.")
    agent, relation = whole(mask_name(state.resident.card.name)), RELATIONS[principal.relation]
    who = say(f"代办人{agent}，{relation.zh}。", f"Acting for them: {agent} ({relation.en.lower()}). ")
    if principal.person is None:
        return who + say("没有读对方的卡，要交证明材料。", "Their card was not read: papers are needed.")
    if state.resident.reader is Device.CODE_SCANNER:
        return who + say("对方的卡请收好。", "Please take their card back.")
    return who + say("两张卡都请收好。", "Please take both cards back.")


def _rows_title(place: Eligibility, draft: Draft | None, applicant: Subject, say: Say) -> str:
    """Conditions are written for whoever they are about. ``draft``: None where there are none."""
    item = place.item.name
    if draft is None or draft.principal is None:
        return say(f"办理“{item.zh}”的条件", f'Conditions for "{item.en}"')
    name = whole(mask_name(applicant.name))
    return say(f"办理“{item.zh}”的条件（“您”指{name}）", f'Conditions for "{item.en}" ("you" is {name})')


def _in_person(place: Eligibility, state: State, say: Say) -> str:
    """What the law wants in person, before anything is filled in."""
    agent = place.item.guide.agent
    if agent.allowed or agent.reason is None:
        return ""
    return say(f"这一项要本人来办：{agent.reason.zh}。", f"This must be done in person: {agent.reason.en}.")


def _doors(state: State, place: Eligibility, look: Look, say: Say) -> tuple[WhomRow, ...]:
    """For whom else they may apply."""
    doors, draft = [], draft_of(state, place.item.implementation_code)
    principal = draft.principal
    if to_go_on_with(state, place.item.implementation_code):
        title, text = say("不要了，重新填", "Start over"), say("上次填的会删掉", "What you saved last time is deleted")
        doors.append(WhomRow(act="startAnew", value="anew", icon="eraser", title=title, text=text, clears=True))
    lost = say("刚才填的会清掉", "What you filled in is cleared") if draft.begun else ""
    if may_act_for_oneself(state, place.item):
        title = say("改成给我自己办", "Apply for myself instead")
        doors.append(_whom(Whom.SELF, "user-check", title, lost, bool(lost)))
    if may_act_for_another(state, place.item, look.moment):
        title = say("换一个人", "For somebody else") if principal else say("替别人办", "For somebody else")
        text = lost or _with_what(place.item, say)
        doors.append(_whom(Whom.ANOTHER, "heart-handshake", title, text, bool(lost)))
    if Served.COMPANY in place.item.served:
        title = say("换一家单位", "For another company") if draft.company else say("替单位办", "For a company")
        text = lost or say("您要是登记的法定代表人或办事人", "As its registered representative or agent")
        doors.append(_whom(Whom.COMPANY, "building-2", title, text, bool(lost)))
    return tuple(doors)


def _whom(whom: Whom, icon: str, title: str, text: str, clears: bool) -> WhomRow:
    return WhomRow(act="applyFor", value=whom.value, icon=icon, title=title, text=text, clears=clears)


def _with_what(item: ServiceItem, say: Say) -> str:
    """What shows that they may act for somebody else."""
    if suffices(Assurance.CODE, item.assurance):
        return say(
            "带上对方的身份证，或对方的手机（随申码）；都没有的，要有委托书或监护证明",
            "Bring their ID card or phone (identity code), or else a power of attorney or proof of guardianship",
        )
    return say(
        "带上对方的身份证；没带的，要有委托书或监护证明",
        "Bring their ID card, or else a power of attorney or proof of guardianship",
    )


def _whether(state: State, place: Eligibility, look: Look, allowed: bool, again: bool, checked: bool, say: Say) -> str:
    if place.apart:
        return _apart(place, say)
    if again:
        return ""
    draft = draft_of(state, place.item.implementation_code)
    return _verdict(allowed, draft, may_act_for_another(state, place.item, look.moment), checked, say)


def _apart(place: Eligibility, say: Say) -> str:
    """The platform that the terminal is with reads no bundles."""
    names = [child.name for child in place.item.children]
    zh, en = "、".join(name.zh for name in names), ", ".join(name.en for name in names)
    return say(
        f"办事系统现在还不能一次收这几件事。请回到首页，一件一件地办：{zh}。",
        f"The centre's system cannot take these together yet. Please go back and apply one by one: {en}.",
    )


def _verdict(allowed: bool, draft: Draft, offered: bool, checked: bool, say: Say) -> str:
    """``offered``: they may apply for somebody else. ``checked``: there were conditions to be met."""
    another = draft.principal is not None
    if allowed and draft.company:
        return say("可以替这家单位申请，由工作人员审查。", "You may apply for this company; a member of staff decides.")
    if allowed and not checked:
        return say("可以申请。", "You may apply for them." if another else "You may apply.")
    if allowed and another:
        return say(
            "对方符合在线可核对的条件，可以申请。", "They meet the conditions that can be checked here: you may apply for them."
        )
    if another:
        return say("按对方的情况，现在还不能申请。有疑问请到窗口咨询。", "They cannot apply now. If in doubt, ask at the counter.")
    if allowed:
        return say("您符合在线可核对的条件，可以申请。", "You meet the conditions that can be checked here, and may apply.")
    if offered:
        return say(
            "您自己现在还不能申请。替家人办，请点“替别人办”；有疑问请到窗口咨询。",
            'You cannot apply for yourself now. To act for family, touch "For somebody else"; if in doubt, ask at the counter.',
        )
    return say(
        "现在还不能申请。有疑问请到窗口咨询，或请工作人员帮忙。",
        "You cannot apply now. If in doubt, ask the staff or at the counter.",
    )


def _filled(state: State, place: Eligibility, look: Look, say: Say) -> str:
    """Which questions fall away, by what is known already."""
    if place.item.form is None:
        return ""
    known = known_ahead(state, place.item, look.moment)
    names = [question.check for question in questions_of(place.item.form) if question.key in known]
    if not names:
        return ""
    zh, en = "、".join(name.zh for name in names), ", ".join(name.en for name in names)
    return say(
        f"按电子证照和部门记录，已替您填好 {len(names)} 项：{zh}。不用再答，核对时可以改。",
        f"Filled in for you from licences and records: {en}. Not asked again; you may change it when you check.",
    )


def _already(state: State, place: Eligibility, say: Say) -> str:
    """Before anybody types: the same service, applied for here or elsewhere and still open."""
    applicant = applicant_of(state, place.item.implementation_code)
    company = draft_of(state, place.item.implementation_code).company
    codes = {place.item.implementation_code, *(child.implementation_code for child in place.item.children)}
    for case in applicant.cases if applicant and not company else ():
        if case.implementation_code in codes and case.state in OPEN:
            number = grouped_case_number(case.case_number).replace(" ", "\u00a0")
            if place.item.children:
                return say(
                    f"其中“{case.item_name.zh}”您已经申请过，还没有办完。办件编号 {number}",
                    f'Of these you already applied for "{case.item_name.en}"; it is still open. Case number {number}',
                )
            if case.state is CaseState.CORRECTION:
                return say(
                    f"您申请过这一项，有内容要补正：回到首页点“查进度”、选这个办件就能补正，也可以到窗口。办件编号 {number}",
                    f'This needs correcting: touch "Check progress" on the home page, or go to the counter. Case {number}',
                )
            return say(
                f"您已经申请过这一项，正在办理，结果会告诉您。办件编号 {number}",
                f"You already applied for this; it is being dealt with. Case number {number}",
            )
    return ""
