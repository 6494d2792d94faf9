"""填表 at the counter: a form that was filled in at a terminal is read by its code, and becomes a case as a submission does.

Whoever stands at the counter showed their ID card to a clerk, whose word for it is written down; no rule decides such a case. One
form opens its cases once, whoever reads it and how often.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field, replace

from django.db import transaction

from central_platform.cases.bundles import parts_of
from central_platform.cases.content import ParsedSubmission, parse_submission
from central_platform.cases.content_values import plain_answers
from central_platform.cases.handler import SubmissionHandler, with_facts
from central_platform.cases.models import CaseEvent, CaseRecord
from central_platform.catalogue.published import item_of
from central_platform.core.database import hold
from central_platform.intake.kinds import Arrival
from central_platform.terminals import services as terminals
from central_platform.terminals.keys import key_standing, keys_of
from kiosk.domain.cases import MaterialState
from kiosk.domain.forms import Question, asked, faults, situation_of
from kiosk.domain.identifiers import citizen_birth
from kiosk.domain.people import CardKind
from kiosk.domain.rules import RuleFault
from kiosk.domain.service_items import Form, Material, ServiceItem
from kiosk.domain.submissions import facts_by_number, needed_materials
from kiosk.domain.times import day_of
from kiosk.messages.canonical import canonical_bytes
from kiosk.messages.contents import (
    ApplicantContent,
    EvidenceContent,
    MaterialContent,
    PartiesContent,
    SubjectContent,
    SubmissionContent,
)
from kiosk.messages.filled_forms import FilledForm, read_form
from kiosk.messages.key_times import Standing
from kiosk.messages.models import Message
from kiosk.messages.signing import BadSignature

AT_COUNTER = "窗口按居民在自助终端填好的表收件，请人工核对材料"
READER = "counter"  # that read the card, in the evidence: a clerk
_NO_FORM = Form(schema={"properties": {}})


class NotAForm(Exception):
    """Nothing can be made of it; says why, in Chinese."""


@dataclass(frozen=True)
class CounterForm:
    """A form that was read, and of whom.

    Attributes:
        form: as its code says.
        item: as it stands in the catalogue that the form is of.
        name: of whoever applies, as their ID card tells it.
        number: likewise.
        questions: that these answers lead through.
        materials: that these answers want.
        wrong: labels of answers that are to be mended, in Chinese.
    """

    form: FilledForm
    item: ServiceItem
    name: str = field(repr=False)
    number: str = field(repr=False)
    questions: Sequence[Question]
    materials: Sequence[Material]
    wrong: Sequence[str]


def read(text: str, name: str, number: str, now: int) -> CounterForm:
    """What a form's code says.

    Args:
        text: as the scanner read it.
        name: of whoever applies.
        number: a citizen's, checked.
        now: seconds since 1970.

    Raises:
        NotAForm: it is no form of a terminal of ours, or its item is not known.
    """
    form = _form(text)
    item = item_of(form.item, form.catalogue)
    if item is None:
        raise NotAForm("这张表的事项现在没有了，请按窗口的表办理")
    if not plain_answers(form.answers):
        raise NotAForm("这张表的内容读不出来，请按窗口的表办理")
    person, today = facts_by_number(number, day_of(now)), day_of(now)
    schema = item.form or _NO_FORM
    try:
        questions = asked(schema, form.answers, person)
        materials = needed_materials(item, form.answers, person)
        labels = {question.key: question.check.zh for question in questions}
        wrong = [labels.get(key, key) for key in faults(schema, form.answers, person, today)]
    except RuleFault:
        raise NotAForm("填的内容和现在的规则对不上，请按窗口的表办理") from None
    return CounterForm(form, item, name, number, questions, materials, tuple(dict.fromkeys(wrong)))


def _form(text: str) -> FilledForm:
    try:
        form, key = read_form(text, keys_of)
    except BadSignature:
        raise NotAForm("这不是自助终端打印的填好的表，或者没有扫全，请再扫一次") from None
    if key_standing(form.terminal, key, form.filled_at) is not Standing.GOOD:
        raise NotAForm("打印这张表的终端已经停用，请按窗口的表办理")
    return form


def cases_of(form: FilledForm) -> list[CaseRecord]:
    """The cases that a form has opened already."""
    return list(CaseRecord.objects.filter(submission_id=form.id).defer("sealed", "record").order_by("part"))


def open_cases(read_: CounterForm, text: str, seen: Collection[str], actor: str, now: int) -> tuple[list[CaseRecord], bool]:
    """Open the cases of a form.

    Args:
        read_: the form, and whose it is.
        text: its code.
        seen: keys of the materials that the clerk has in hand.
        actor: user name of the clerk.
        now: seconds since 1970.

    Returns:
        The cases, and whether they are new; those that an earlier reading of the same form opened, else.
    """
    form = read_.form
    terminal = terminals.find(form.terminal)
    assert terminal is not None, "as it was read"
    body, plain = text.encode(), _plain(read_, seen, now)
    message = Message(message_id=form.id, kind="submission", schema=3, sealed=text, sha256=hashlib.sha256(body).hexdigest())
    content = _content(plain, form, now)
    proved = frozenset(one.key for one in read_.materials if one.key in seen)
    parts = tuple(with_facts(part, now) for part in parts_of(content, proved))
    with transaction.atomic():
        hold([f"form {form.id}"])  # two clerks may read it at the same moment
        if known := cases_of(form):
            return known, False
        SubmissionHandler().take([Arrival(message, body, message.sha256, parts)], terminal, now)
        rows = cases_of(form)
        note = f"窗口收件：核对了身份证原件，读取了终端 {form.terminal} 打印的填好的表"
        CaseEvent.objects.bulk_create(CaseEvent(case=row, at=now, actor=actor, state=row.state, note=note) for row in rows)
    return rows, True


def _content(plain: bytes, form: FilledForm, now: int) -> ParsedSubmission:
    content = parse_submission(plain, form.id, form.terminal, day_of(now), 3)
    return replace(content, doubts=(*content.doubts, AT_COUNTER))


def _plain(read_: CounterForm, seen: Collection[str], now: int) -> bytes:
    """What a submission from a terminal would hold, as far as there is any of it; it is signed on paper."""
    form, person = read_.form, facts_by_number(read_.number, day_of(now))
    birth = citizen_birth(read_.number)
    assert birth is not None, "the number was checked"
    who = SubjectContent(kind="CITIZEN", name=read_.name, number=read_.number)
    content = SubmissionContent(
        schema=3,
        parties=PartiesContent(applicant=who),
        evidence=[EvidenceContent(shown=CardKind.RESIDENT.value, reader=READER, read_at=now)],
        submission_id=form.id,
        terminal_id=form.terminal,
        catalogue_version=form.catalogue,
        implementation_code=form.item,
        applicant=ApplicantContent(
            name=read_.name,
            number=read_.number,
            card_kind=CardKind.RESIDENT.value,
            sex=str(person["sex"]),
            birth=birth,
            address="",
            card_valid_until=None,
        ),
        answers=dict(form.answers),
        situation=situation_of(read_.item.form or _NO_FORM, form.answers, person),
        materials=[MaterialContent(key=one.key, state=MaterialState.TO_COUNTER) for one in read_.materials],
        signature="",
        receipt_number="",
        receipt_token_sha256=secrets.token_hex(32),
        language=form.language,
        identified_at=now,
        committed_at=now,
    )
    return canonical_bytes(content.model_dump(mode="json", by_alias=True))
