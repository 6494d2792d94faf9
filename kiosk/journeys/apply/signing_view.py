"""The signature, and the moments after it."""

from __future__ import annotations

from typing import ClassVar

from kiosk.domain.parties import Company, Parties
from kiosk.domain.text import LocalizedText, whole
from kiosk.domain.times import Moment
from kiosk.journeys.apply.draft import draft_of, parties_of
from kiosk.journeys.apply.events import NotSayable
from kiosk.journeys.apply.signing import SignPage, Submitting
from kiosk.journeys.apply.without_paper_view import is_promised
from kiosk.ports.storage import StorageFault
from kiosk.session.state import State
from kiosk.views.base import Data, PageView, Text, Unsaid, View
from kiosk.views.language import Say, say_in
from kiosk.views.pages import Look


class SignView(PageView):
    """``by_keys``: shown to whoever uses keys; ``signature``: SVG path data in a box of 1000 x 400."""

    page: ClassVar[str] = "SignPage"

    problem: Text
    title: Text
    text: Text
    other_way: Text
    by_keys: Unsaid
    here: Text
    clear: Unsaid
    signature: Data


def sign(state: State, place: SignPage, look: Look) -> SignView:
    """The pad, and what a signature means."""
    say = say_in(state)
    draft, parties = draft_of(state, place.code), parties_of(state, place.code)
    return SignView(
        problem=_problem(place, say),
        title=say("请用手指签名", "Sign with your finger"),
        text=_what_is_signed(draft.item.name, parties, say) + _promise_too(state, place.code, look.moment, say),
        other_way=say(
            "不会写字、写不了字的，请工作人员帮忙，或到窗口办，一样算数。",
            "If you cannot write, ask the staff, or go to the counter: it is just as valid.",
        ),
        by_keys=say(
            "用键盘也可以签：方向键移动，空格键落笔、抬笔，签好按回车键。",
            "With keys: arrows move the pen, Space puts it down or lifts it, Enter when done.",
        ),
        here=say("在这里签名", "Sign here"),
        clear=say("重新签", "Sign again"),
        signature=draft.signature,
        primary=say("提交申请", "Submit"),
    )


def _promise_too(state: State, code: str, moment: Moment, say: Say) -> str:
    return say("也包括您同意的告知承诺书。", " It covers your promise, too.") if is_promised(state, code, moment) else ""


def _what_is_signed(item: LocalizedText, parties: Parties, say: Say) -> str:
    """Whose application it is, and what the signature says."""
    applicant = parties.applicant
    name = applicant.name if isinstance(applicant, Company) else whole(applicant.name)
    if parties.agent is None:
        return say(
            f"签的是“{item.zh}”的申请，申请人{name}。签名表示：刚才核对的内容由本人填写，真实有效。",
            f'You apply for "{item.en}" as {name}. By signing you confirm that you filled it in yourself and that it is true.',
        )
    agent = whole(parties.agent.name)
    if isinstance(applicant, Company):
        return say(
            f"签的是{name}“{item.zh}”的申请，办事人{agent}。签名表示：您有权替这家单位办，刚才核对的内容真实有效。",
            f'{name} applies for "{item.en}"; you, {agent}, act for it. By signing you confirm that you may act for it'
            " and that what you checked is true.",
        )
    return say(
        f"签的是“{item.zh}”的申请，申请人{name}，由您{agent}代办。签名表示：您受对方委托或依法替对方办，刚才核对的内容真实有效。",
        f'{name} applies for "{item.en}"; you, {agent}, act for them. By signing you confirm that they asked you to or the law'
        " lets you, and that what you checked is true.",
    )


def _problem(place: SignPage, say: Say) -> str:
    if place.not_stored is NotSayable.PARTIES:
        return say(
            "没有提交：办事系统现在还收不了替别人或单位办的申请。您填写的内容都还在，请带上材料到窗口办。",
            "Nothing was submitted: the centre's system takes no application for others yet. Please go to the counter.",
        )
    if place.not_stored is NotSayable.WITHOUT_PAPER:
        return say(
            "没有提交：办事系统现在收不了以后再交的材料和承诺书。您填写的内容都还在，请点“返回”，在材料那一页改成带到窗口交。",
            "Nothing was submitted: papers brought later and promises are not taken now. Please go back to the materials and"
            " choose the counter.",
        )
    if place.too_late:
        names = say("、", ", ").join(say(f"“{name.zh}”", f'"{name.en}"') for name in place.too_late)
        return say(
            f"还没有提交：{names}原来说的日子已经过了，改成带到窗口交。再点一次“提交申请”就这样提交；要重新选，点“返回”。",
            f"Not submitted yet: the day for {names} has passed; it is to be brought to the counter. Submit again if that is"
            " all right, or go back to choose anew.",
        )
    if place.not_stored is StorageFault.FULL:
        return say(
            "没有存下来：本机存储空间满了。您填写的内容都还在，请工作人员来处理，之后再点“提交申请”。",
            "Nothing was stored: the disk is full. Your answers are still here. Please call the staff, then submit again.",
        )
    if place.not_stored:
        return say(
            "没有存下来：本机存储暂时有问题。您填写的内容都还在，请再点一次“提交申请”，或请工作人员帮忙。",
            "Nothing was stored: the storage has a problem. Your answers are still here. Please submit again, or ask the staff.",
        )
    if place.unsigned:
        return say("请在框里写下您的名字，再点“提交申请”。", "Please write your name in the box, then submit.")
    return ""


class WorkRow(View):
    label: Unsaid
    done: bool


class WorkingView(PageView):
    page: ClassVar[str] = "WorkingPage"

    title: Text
    text: Text
    stages: tuple[WorkRow, ...]


def submitting(state: State, place: Submitting, look: Look) -> WorkingView:
    """How far it has come."""
    say = say_in(state)
    stored = bool(place.receipt_number)
    return WorkingView(
        title=say("正在提交", "Submitting"),
        text=say("已安全存好，正在送出，最多等 8 秒。", "Safely stored; sending it, 8 seconds at most.")
        if stored
        else say("正在存到本机。", "Storing it here."),
        stages=(
            WorkRow(label=say("已存到本机", "Stored here") if stored else say("存到本机", "Store it here"), done=stored),
            WorkRow(label=say("送到办事系统", "Send it to the centre's system"), done=False),
        ),
    )
