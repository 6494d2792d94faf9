"""Every page of the console is in Chinese: no English word stands on one but in codes, names and what people chose themselves."""

from __future__ import annotations

import getpass
import html
import re
from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from django.contrib import admin
from django.test import Client

from central_platform.cases.bad_records import write_down
from central_platform.cases.models import CaseRecord, Verification
from central_platform.cases.services import decide
from central_platform.centres.models import AcceptanceCentre
from central_platform.deliveries.models import DeliveryEvent, DeliveryRecord
from central_platform.enrolment.services import pair
from central_platform.intake.models import KeptItem
from central_platform.licences.models import CopyRecord, IssuedPaper, LicenceRecord, Presentation
from central_platform.payments.models import PaymentEvent, PaymentRecord
from central_platform.people.models import PaperCodeRecord, ShownCode
from central_platform.people.services import tag_of
from central_platform.privacy.services import disclose
from central_platform.quotas.limits import Quota
from central_platform.quotas.models import Alarm
from central_platform.ratings.models import Rating
from central_platform.remote.services import order
from central_platform.shared_data.models import DataImport, DataUse
from central_platform.shared_data.services import data_sets
from central_platform.staff.asked import AskingPage
from central_platform.staff.roles import ADD, CHANGE, GRANTS, VIEW, Role
from central_platform.terminals import services as terminals
from central_platform.terminals.models import Terminal, TerminalKey
from central_platform.terminals.technician_cards import register
from central_platform.terminals.technician_codes import issue
from kiosk.domain.cases import CaseState
from kiosk.domain.closings import Closing
from kiosk.domain.remote_orders import RemoteAction
from kiosk.domain.sample_people import SamplePerson, sample_person
from kiosk.domain.text import LocalizedText
from kiosk.domain.times import day_of
from kiosk.domain.without_paper import OwedMaterial
from tests.central_platform.console.test_sign_in import SECOND, first_step
from tests.central_platform.staff import PASSWORD, listed, member, signed_in
from tests.central_platform.terminal_api import NOW, SITE, TerminalApi
from tests.technician_cards import p256, public_pem

# What is no word: codes of anything, and names that are the same in Chinese.
CODES = re.compile(r"\S*[0-9_@/]\S*|https?://\S+")
NAMES = frozenset(
    {"staff", "auditor", "wang", "wu", "li", "si", "KB", "TOTP", "SHA", "ID", "PEM", "PIV", "RSA", "ECC", getpass.getuser()}
)


def words(page: str) -> set[str]:
    """English words that somebody sees or hears on a page."""
    shown = re.sub(r"<(script|style|svg)\b.*?</\1>|<!--.*?-->|<code>.*?</code>", " ", page, flags=re.S)
    heard = re.findall(r'(?:title|placeholder|alt|aria-label|aria-description)="([^"]*)"', shown)
    buttons = re.findall(r'<input[^>]*type="submit"[^>]*>', shown)
    heard += [value for button in buttons for value in re.findall(r'value="([^"]*)"', button)]
    text = html.unescape(re.sub(r"<[^>]*>", " ", shown) + " ".join(heard))
    return set(re.findall(r"[A-Za-z]{2,}", CODES.sub(" ", text))) - NAMES


def codes_of_data() -> set[str]:
    """What data sets, their fields and centres are called where they are asked for."""
    fields = {field.key for one in data_sets().values() for field in one.fields}
    keys = {*data_sets(), *fields, "site", "district", *AcceptanceCentre.objects.values_list("pk", flat=True)}
    return {part for key in keys for part in re.findall(r"[A-Za-z]{2,}", key)}


@pytest.fixture
def _full(api: TerminalApi, wang: SamplePerson) -> None:
    """A row of each kind, as the platform's own parts write them where that is not long."""
    for person_path in ("/profile", "/licences"):
        api.call(person_path, api.identity(wang))
    content = api.content(wang)
    content["something_new"] = "x"
    api.submit(api.seal(content))
    case, terminal, tag = CaseRecord.objects.get(), Terminal.objects.get(), tag_of(wang.number)
    decide(case.case_number, CaseState.CORRECTION, "照片不清楚", "staff", NOW)
    Rating.objects.create(report_id="r1", submission_id="s", case=case, terminal=terminal, level=1, rated_at=NOW, received_at=NOW)
    KeptItem.objects.create(submission_id="k1", sha256="0", sealed=b"", reason="冲突", terminal=terminal, received_at=NOW)
    IssuedPaper.objects.create(identifier="ZM1", item="1", holder_tag=tag, terminal=terminal, issued_at=NOW, sha256="0" * 64)
    licence = LicenceRecord.objects.filter(holder=tag)[0]
    ShownCode.objects.create(reference="S1", at=NOW, terminal=terminal, person_tag=tag, outcome="ACCEPTED")
    ShownCode.objects.create(reference="S2", at=NOW, terminal=terminal, outcome="NOT_OURS")
    papers = {"person_tag": tag, "terminal": terminal, "issued_at": NOW, "until": date(2027, 5, 21)}
    ended = {"ended_at": NOW, "ended_why": "LOST"}
    PaperCodeRecord.objects.create(reference="L1", code_sha256="1", ground="SENIOR", **papers)
    PaperCodeRecord.objects.create(reference="L2", code_sha256="2", ground="MINOR", **papers, **ended)
    Presentation.objects.create(
        reference="P1",
        at=NOW,
        terminal=terminal,
        holder_tag=tag,
        item="1",
        licence_identifier=licence.pk,
        licence_type=licence.licence_type,
        outcome="ACCEPTED",
    )
    CopyRecord.objects.create(
        report_id="c1",
        terminal=terminal,
        serial="YB1",
        leased=True,
        outcome="CONFIRMED",
        printed_at=NOW,
        licence_identifier=licence.pk,
        sealed=b"",
    )
    DataUse.objects.create(
        at=NOW, terminal=terminal, purpose="QUERY", data_set="hospitals", item="1", subject_tag=tag, outcome="KNOWN", milliseconds=1
    )
    DataImport.objects.create(data_set="hospitals", sha256="0" * 64, as_of=NOW, begun_at=NOW)
    Alarm.objects.create(at=NOW, quota=Quota.PERSONS, whose=terminal.pk, window=1)
    pair(SITE, SITE, NOW, account="staff")
    issue(terminal, "staff", "27182818", day_of(NOW), NOW)
    register("li.si", public_pem(p256()), day_of(NOW), "", "staff", NOW)
    order(terminal, RemoteAction.CLOSE, Closing.PAPER, "li.si", "没有纸了", NOW)
    for devices in ({"receipt_printer": "ready"}, {"receipt_printer": "unavailable:paper-out", "technician": "attention:called"}):
        told = {"sent_at": NOW, "version": "1.0", "catalogue_version": "2026.1", "waiting": 0, "devices": devices}
        api.call("/heartbeat", told)
    terminals.stop(terminal, Quota.PERSONS, NOW)
    disclose(wang.number, NOW)
    bill = PaymentRecord.objects.create(
        number="1", case=CaseRecord.objects.all()[0], fen=2000, title="换领", made_at=NOW, expires_at=NOW
    )
    PaymentEvent.objects.create(payment=bill, at=NOW, state="DUE", note="应缴 20.00 元")
    sent = DeliveryRecord.objects.create(number="1", case=CaseRecord.objects.all()[0], contents="敬老卡", made_at=NOW)
    DeliveryEvent.objects.create(delivery=sent, at=NOW, state="WAITING")
    promised(case, wang)
    signed_in(Role.SUPERVISOR, name="wang.wu").get(f"/console/people/person/{tag}/change/")
    signed_in(Role.TECHNICIAN, name="li.si").get("/console/people/person/")


def promised(case: CaseRecord, person: SamplePerson) -> None:
    """What a case owes, and a promise that was not kept."""
    case.owing = [OwedMaterial("home", LocalizedText("住址证明", "Proof of the address"), date(2026, 12, 11))]
    case.promised = True
    case.save()
    check = Verification(case=case, material_key="home", version="1", mend_days=10, agreed_at=NOW, text='["我住在这里。"]')
    check.name = LocalizedText("住址证明", "Proof of the address")
    check.save()
    write_down(case, "不住在那里", date(2026, 11, 22))


def pages_of(client: Client, role: Role) -> Iterator[tuple[str, str]]:
    """Address and text of everything that this role can open."""

    def opened(address: str) -> tuple[str, str]:
        response = client.get(address, follow=True)
        assert response.status_code == 200, address
        return address, response.content.decode()

    yield opened("/console/")
    yield opened("/console/password_change/")
    for model, page in admin.site._registry.items():
        granted = GRANTS[role].get(model._meta.label_lower, frozenset())
        if VIEW not in granted:
            continue
        base = f"/console/{model._meta.label_lower.replace('.', '/')}/"
        yield opened(f"/console/{model._meta.app_label}/")
        yield opened(base)
        searched = {"q": tag_of(sample_person("wang").number)} if page.only_found else {}  # type: ignore[attr-defined]
        rows: list[Any] = listed(client, base.removeprefix("/console/").rstrip("/"), **searched)
        assert rows, f"no row of {model._meta.label_lower}"
        key = rows[0].pk
        yield opened(f"{base}?q={key}")
        yield opened(f"{base}{key}/change/")
        yield opened(f"{base}{key}/history/")
        if ADD in granted:
            yield opened(f"{base}add/")
            yield f"{base}add/ (empty)", client.post(f"{base}add/", {}).content.decode()
        if isinstance(page, AskingPage) and CHANGE in granted:
            for one in page.asked:
                yield opened(f"{base}{one.name}/?key={key}")


@pytest.mark.usefixtures("_full")
@pytest.mark.parametrize("role", Role)
def test_no_page_has_an_english_word(role: Role) -> None:
    client = signed_in(role)
    codes = codes_of_data() if role in (Role.EDITOR, Role.AUDITOR) else set()
    # Of a thumbprint, which may be all letters, its beginning is shown.
    codes |= {part for key in TerminalKey.objects.all() for part in re.findall(r"[A-Za-z]{2,}", key.thumbprint[:12])}
    found = {address: told for address, page in pages_of(client, role) if (told := words(page) - codes)}
    assert not found, "\n".join(f"{address}: {sorted(told)}" for address, told in found.items())


def test_no_page_before_signing_in_has_one() -> None:
    member(Role.CLERK)
    client = Client()
    pages = [client.get("/console/login/"), client.post("/console/login/", {"username": "staff", "password": "wrong"})]
    first_step(client, password=PASSWORD)
    pages += [client.get(SECOND), client.post(SECOND, {"code": "1"})]
    client.raise_request_exception = False
    signed = signed_in(Role.AUDITOR, name="auditor")
    pages += [signed.get("/console/people/person/"), signed.get("/console/staff/staffact/?key__regex=1")]
    pages += [signed.get("/console/nothing/"), signed.get("/console/staff/staffact/999999/change/", follow=True)]
    for page in pages:
        assert not words(page.content.decode()), page.request["PATH_INFO"]
