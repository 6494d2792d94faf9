"""Clerks who take in one filled form at the same moment."""

from __future__ import annotations

import threading

from django.db import connections

from central_platform.cases import counter_forms
from central_platform.cases.models import CaseEvent, CaseRecord
from kiosk.domain.sample_people import SamplePerson
from kiosk.messages.filled_forms import form_code
from tests.central_platform.console.test_counter_forms import filled
from tests.central_platform.terminal_api import NOW, TerminalApi

CLERKS = 6


def test_one_of_the_clerks_opens_its_case_and_the_others_are_told(api: TerminalApi, wang: SamplePerson) -> None:
    code = form_code(api.signer, filled(api, wang))
    barrier = threading.Barrier(CLERKS)
    told: list[tuple[list[str], bool]] = []

    def take_in(clerk: int) -> None:
        read = counter_forms.read(code, wang.name, wang.number, NOW)
        barrier.wait()
        rows, new = counter_forms.open_cases(read, code, [], f"clerk{clerk}", NOW)
        told.append(([row.case_number for row in rows], new))
        connections.close_all()

    threads = [threading.Thread(target=take_in, args=(clerk,)) for clerk in range(CLERKS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    case = CaseRecord.objects.get()
    assert [numbers for numbers, _ in told] == [[case.case_number]] * CLERKS
    assert [new for _, new in told].count(True) == 1
    assert CaseEvent.objects.filter(case=case, actor__startswith="clerk").count() == 1
