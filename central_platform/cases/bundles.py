"""Bundles (一件事): one submission, and what it says for each of the items that it applies for. Each part is judged, dispatched and
decided as if it had come alone, and says nothing of the others."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from typing import Any

from central_platform.cases.content import ParsedSubmission
from central_platform.catalogue.published import item_of
from kiosk.domain.agency import GUARDIANSHIP
from kiosk.domain.bundles import Child, answers_of, applicable
from kiosk.domain.forms import situation_of
from kiosk.domain.rules import RuleFault
from kiosk.domain.service_items import ServiceItem

UNSURE = "不能确定申请人要不要办这一项，请人工核对"
NOT_SPLIT = "这份申请一次办几件事，本平台没有能拆开，请人工查看后分别办理"


def parts_of(content: ParsedSubmission, proved: frozenset[str]) -> tuple[ParsedSubmission, ...]:
    """What a submission says, once for each case that it opens. Of anything but a bundle that is the submission itself; so it is
    with a bundle that cannot be read, or applies for nothing: one case, which a person looks at.

    Args:
        content: of the submission.
        proved: keys of the materials, as the submission names them, that departments' records prove.
    """
    content = replace(content, proved=proved)
    bundle = item_of(content.code, content.catalogue_version)
    if not content.children and (bundle is None or not bundle.children):
        return (content,)
    if bundle is None or content.defects or content.unknown:
        return (replace(content, doubts=(NOT_SPLIT,)),)
    parts = [_part(content, bundle, child, sure) for child, sure in _wanted(content, bundle)]
    strangers = [code for code in content.children if code not in {child.implementation_code for child in bundle.children}]
    parts += (_stranger(content, bundle, code) for code in strangers)
    return tuple(parts) or (replace(content, doubts=(NOT_SPLIT,)),)


def _wanted(content: ParsedSubmission, bundle: ServiceItem) -> list[tuple[Child, bool]]:
    """The children that were applied for, and of each, whether its condition agrees. What the applicant was shown counts, where the
    submission names it (schema 4)."""
    known = [(child, _applies(content, bundle, child)) for child in bundle.children]
    if not content.children:
        return [(child, applies is True) for child, applies in known if applies is not False]
    return [(child, applies is True) for child, applies in known if child.implementation_code in content.children]


def _applies(content: ParsedSubmission, bundle: ServiceItem, child: Child) -> bool | None:
    """None where nobody can say: of the person nothing is known, or the condition does not fit."""
    if not child.when:
        return True
    if content.person is None:
        return None
    try:
        return bool(applicable((child,), content.answers, content.person, _keys(bundle)))
    except RuleFault:
        return None


def _keys(bundle: ServiceItem) -> Collection[str]:
    keys: Mapping[str, Any] = bundle.form.schema["properties"] if bundle.form else {}
    return keys.keys()


def _part(content: ParsedSubmission, bundle: ServiceItem, child: Child, sure: bool) -> ParsedSubmission:
    item = item_of(child.implementation_code, content.catalogue_version)
    own = {shared: key for key, shared in child.materials.items()}
    answers = _answers(content, item, child)
    return replace(
        content,
        code=child.implementation_code,
        bundle=bundle.name,
        asked_as=content.code,
        record=_record(content, item, child, answers, own),
        answers=answers,
        pages=tuple((own[key], sha256) for key, sha256 in content.pages if key in own),
        presented_for=tuple((own[key], reference) for key, reference in content.presented_for if key in own),
        proved=frozenset(own.get(key, key) for key in content.proved if key in own or key == GUARDIANSHIP.key),
        doubts=content.doubts if sure else (*content.doubts, UNSURE),
        later=_own_keys(content.later, own),
        promised=_own_keys(content.promised, own),
        standing=_own_keys(content.standing, own),
        promises=tuple(
            replace(one, materials=tuple(own[key] for key in one.materials if key in own))
            for one in content.promises
            if one.item == child.implementation_code
        ),
    )


def _own_keys(keys: Collection[str], own: Mapping[str, str]) -> frozenset[str]:
    return frozenset(own[key] for key in keys if key in own)


def _stranger(content: ParsedSubmission, bundle: ServiceItem, code: str) -> ParsedSubmission:
    """An item that the applicant was shown in this bundle, and that is not in it now: nobody can tell which answers are its own."""
    return replace(content, code=code, bundle=bundle.name, asked_as=content.code, person=None, doubts=(*content.doubts, UNSURE))


def _answers(content: ParsedSubmission, item: ServiceItem | None, child: Child) -> Mapping[str, Any]:
    """Those to the child's own form; where nobody can tell which of them it asks, all that it may ask."""
    told = {key: content.answers[shared] for key, shared in child.answers.items() if shared in content.answers}
    told.update(child.fixed)
    if item is None or item.form is None or content.person is None:
        return told
    try:
        return answers_of(child, item.form, content.answers, content.person)
    except RuleFault:
        return told


def _record(
    content: ParsedSubmission, item: ServiceItem | None, child: Child, answers: Mapping[str, Any], own: Mapping[str, str]
) -> str:
    """The content as staff of this case see it: without what the other items asked."""
    values = json.loads(content.record)
    materials = [one for one in _objects(values.get("materials")) if one.get("key") in own]
    situation = ""
    if item is not None and item.form is not None and content.person is not None:
        try:
            situation = situation_of(item.form, answers, content.person)
        except RuleFault:
            situation = ""
    values.update(
        implementation_code=child.implementation_code,
        answers=dict(answers),
        materials=[{**one, "key": own[str(one["key"])]} for one in materials],
        situation=situation,
    )
    values.pop("children", None)
    told = [one for one in _objects(values.get("commitments")) if one.get("item") == child.implementation_code]
    if told:
        values["commitments"] = [{**one, "materials": [own[k] for k in _texts(one.get("materials")) if k in own]} for one in told]
    else:
        values.pop("commitments", None)
    return json.dumps(values)


def _objects(value: Any) -> Sequence[Mapping[str, Any]]:
    return [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []


def _texts(value: Any) -> Sequence[str]:
    return [one for one in value if isinstance(one, str)] if isinstance(value, list) else []
