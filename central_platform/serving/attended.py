"""Staff's part, done by whoever started the platform (``central_platform.serve --attended``): JSON lines in, JSON lines out."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from typing import Any

SAMPLE_SITE = ("样板区梧桐街道社区事务受理服务中心", "Wutong Street Community Affairs Centre, Model District")


def attend(lines: Iterable[str], say: Callable[[dict[str, Any]], None]) -> None:
    """Answer each line that is asked by one that ``say`` takes, until there are no more."""
    for line in lines:
        say(_done(json.loads(line)))


def _done(asked: dict[str, str]) -> dict[str, Any]:
    from io import StringIO

    from django.core.management import call_command
    from django.db import connection

    from central_platform.cases import counter_forms
    from central_platform.cases import services as cases
    from central_platform.core import clock
    from central_platform.distribution import repositories
    from central_platform.enrolment.services import new_pairing_code
    from central_platform.licences import presenting
    from central_platform.people import phone_codes
    from central_platform.people import services as people
    from central_platform.remote import services as remote
    from central_platform.shared_data import business_codes
    from central_platform.terminals import services as terminals
    from central_platform.terminals import technician_cards, technician_codes
    from kiosk.domain.cases import CaseState
    from kiosk.domain.closings import Closing
    from kiosk.domain.remote_orders import RemoteAction
    from kiosk.domain.text import LocalizedText
    from kiosk.domain.times import day_of

    try:
        if asked["do"] == "pair":
            site = LocalizedText(*SAMPLE_SITE)
            return {"pairing_code": new_pairing_code(site, site, clock.now())}
        if asked["do"] == "prepare-stick":
            out = StringIO()
            call_command(
                "prepare_stick",
                asked["folder"],
                url=asked["url"],
                site=SAMPLE_SITE[0],
                site_en=SAMPLE_SITE[1],
                stdout=out,
                stderr=out,
            )
            return {"fingerprint": out.getvalue().split()[0]}
        if asked["do"] == "present":
            return {"code": presenting.present(asked["number"], asked["licence_type"], clock.now() - int(asked.get("age", 0)))}
        if asked["do"] == "present-person":
            return {"code": phone_codes.present(asked["number"], clock.now() - int(asked.get("age", 0)))}
        if asked["do"] == "technician-code":
            terminal, now = terminals.find(asked["terminal"]), clock.now()
            assert terminal is not None
            return {"code": technician_codes.issue(terminal, asked["technician"], asked["pin"], day_of(now), now)[0]}
        if asked["do"] == "technician-card":
            now = clock.now()
            until = day_of(now) + technician_cards.USUAL
            card = technician_cards.register(asked["technician"], asked["request"], until, "", asked["by"], now)
            return {"serial": card.serial, "certificate": card.certificate}
        if asked["do"] == "revoke-technician-card":
            call_command("revoke_technician_card", asked["serial"], stdout=StringIO())
            repositories.maintain(clock.now())
            return {"revoked": asked["serial"]}
        if asked["do"] == "order":
            terminal = terminals.find(asked["terminal"])
            assert terminal is not None
            closing = Closing(asked["closing"]) if asked.get("closing") else None
            return {"order": remote.order(terminal, RemoteAction(asked["what"]), closing, asked["by"], "", clock.now()).order_id}
        if asked["do"] == "decide":
            lacking = cases.lacking_named(asked["case"], asked.get("lacking", "").split())
            to, reason, by = CaseState(asked["to"]), asked.get("reason", ""), asked["by"]
            return {"state": cases.decide(asked["case"], to, reason, by, clock.now(), lacking).state}
        if asked["do"] == "take-in-form":
            read = counter_forms.read(asked["code"], asked["name"], asked["number"], clock.now())
            rows, _ = counter_forms.open_cases(read, asked["code"], (), asked["by"], clock.now())
            return {"cases": [row.case_number for row in rows], "item": read.item.name.zh}
        if asked["do"] == "present-company":
            person = people.named(asked["number"])
            if person is None:
                return {"refused": True}
            return {"code": business_codes.present(person, asked["company"], clock.now() - int(asked.get("age", 0)))}
        return {"confirmation": terminals.confirm(asked["terminal"], asked["fingerprint"], clock.now())}
    except (terminals.NotConfirmed, presenting.NothingToPresent, phone_codes.NobodyKnown):
        return {"refused": True}
    except (cases.CannotDecide, counter_forms.NotAForm):
        return {"refused": True}
    finally:
        connection.close()
