"""What is put off: which of the ways counts, what is sealed of it, and what the check of an item's file finds."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.domain.cases import MaterialState
from kiosk.domain.service_item_check import check_item
from kiosk.domain.service_items import LicenceRequirement, Material
from kiosk.domain.submissions import UNSHOWN_MATERIALS, settle
from kiosk.domain.values import replace
from kiosk.domain.without_paper import LaterHanding, PromiseState, may_be_promised
from kiosk.journeys.apply.effects import seal
from kiosk.messages.contents import SubmissionContent
from kiosk.messages.keys import TerminalKeys, Trust
from kiosk.messages.sealing import new_sealing_key, open_sealed, public_half
from kiosk.messages.signing import new_signing_key
from tests.kiosk.session_samples import TERMINAL, Session, words
from tests.kiosk.without_paper_samples import BY, COMMITMENT, SAMPLE, bring_later_by, promise, submitted, to_materials

KEYS = ("card", "a", "b")
WANTED = (
    Material("card", words("身份证"), words("原件"), licences=(LicenceRequirement("id-card"),)),
    Material("a", words("甲"), words("原件")),
    Material("b", words("乙"), words("原件"), licences=(LicenceRequirement("hukou"),)),
)
some = st.frozensets(st.sampled_from(KEYS))


@given(some, some, some, st.sampled_from([None, frozenset(), frozenset({"hukou"})]))
def test_what_shows_more_goes_before_what_shows_less(
    pictured: frozenset[str], promised: frozenset[str], later: frozenset[str], held: frozenset[str] | None
) -> None:
    settled = {one.key: one for one in settle(WANTED, held, pictured, later=dict.fromkeys(later, BY), promised=promised)}
    assert settled["card"].state is MaterialState.FROM_CARD, "who somebody is is never put off"
    if held:
        assert settled["b"].state is MaterialState.WAIVED
    for key in ("a", *(() if held else ("b",))):
        state = settled[key].state
        if key in pictured:
            assert state is MaterialState.ATTACHED
        elif key in promised:
            assert state is MaterialState.PROMISED
        elif key in later:
            assert (state, settled[key].by) == (MaterialState.LATER, BY)
        else:
            assert state in UNSHOWN_MATERIALS - {MaterialState.LATER, MaterialState.PROMISED}


@pytest.mark.parametrize(
    ("items", "wanted", "may"),
    [(("",), {""}, True), ((), {""}, False), (("x",), {"x", "y"}, False), (("x", "y"), {"x", "y"}, True), (("x",), set(), False)],
)
def test_a_promise_is_made_to_each_item_that_wants_the_paper(items: tuple[str, ...], wanted: set[str], may: bool) -> None:
    made = [replace(COMMITMENT, item=item) for item in items]
    assert may_be_promised(made, "home", wanted) is may
    assert not may_be_promised(made, "proof", wanted)


def keys_reading(schema: int, opening: dict[str, Any]) -> TerminalKeys:
    """Of a terminal whose platform reads submissions up to this schema."""
    trust = Trust(public_half(opening), [], reads={"submission": schema})
    return TerminalKeys(TERMINAL, new_signing_key(), "", lambda: trust)


@pytest.mark.parametrize(("put_off", "schema"), [(True, 5), (False, 3)])
def test_only_what_puts_something_off_is_written_so(session: Session, put_off: bool, schema: int) -> None:
    to_materials(session)
    if put_off:
        bring_later_by(session, BY)
        promise(session)
    submission = submitted(session)
    opening = new_sealing_key("s")
    row = seal(keys_reading(9, opening), submission, "T0001-261122-0001", b"tag")
    plain = json.loads(open_sealed(row.sealed, [opening]))
    assert (row.schema, plain["schema"], "commitments" in plain) == (schema, schema, put_off)
    assert SubmissionContent.model_validate(plain).unknown() == ()
    by = {one["key"]: one.get("by") for one in plain["materials"]}
    assert by["proof"] == (BY.isoformat() if put_off else None)
    assert "by" not in plain["materials"][0]
    if put_off:
        (made,) = plain["commitments"]
        assert (made["item"], made["version"], made["materials"]) == (submission.implementation_code, "3", ["home"])
        assert "我住在这里" in "".join(made["text"])


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"materials": ("nobody",)}, "stands in for nobody"),
        ({"promise": ()}, "what is promised"),
        ({"check_days": 0}, "within working days"),
        ({"source": "no-such"}, "is cited but not listed"),
    ],
)
def test_a_commitment_that_is_wrong_is_found(change: dict[str, Any], says: str) -> None:
    wrong = replace(SAMPLE, implementation_code="1" * 18 + "3" + "1" * 12, commitments=(replace(COMMITMENT, **change),))
    assert any(says in fault for fault in check_item(wrong))


@pytest.mark.parametrize("days", [0, 61])
def test_a_term_that_is_none_is_found(days: int) -> None:
    material = replace(SAMPLE.guide.materials[-1], later=LaterHanding(days))
    wrong = replace(SAMPLE, guide=replace(SAMPLE.guide, materials=(material,)), commitments=())
    assert any("1 to 60 working days" in fault for fault in check_item(wrong))


def test_two_promises_for_one_material_are_found() -> None:
    twice = replace(SAMPLE, commitments=(COMMITMENT, COMMITMENT))
    assert "two commitments stand in for one material" in list(check_item(twice))


def test_a_state_that_only_a_newer_platform_knows_waits() -> None:
    assert PromiseState("SOMETHING_NEW") is PromiseState.TO_CHECK
