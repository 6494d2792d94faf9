"""Rules for content: what may be brought later (容缺后补), and what may be promised (告知承诺)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from central_platform.catalogue.lint_values import Known, Wrong
from kiosk.domain.licences import ID_CARD
from kiosk.domain.service_items import Assurance, Material, ServiceItem
from kiosk.domain.without_paper import Commitment

# What only proves who somebody is, whatever its item says of it.
_IDENTITY = re.compile(r"身份证|户口簿|社会保障卡|护照|通行证|委托书|监护")
# What touches safety, health or the environment. The words for medical insurance are none of them.
_AT_STAKE = re.compile(
    r"食品|药|餐饮|诊所|医疗机构|护士|医师|公共场所卫生|消防|危险|爆炸|特种设备|燃气|施工|排污|排放|环境影响|辐射|取水|烟花|客运"
)


def what_proves_identity_is_not_put_off(item: ServiceItem, known: Known) -> Iterator[Wrong]:
    """What proves who somebody is comes with the application: it is neither brought later nor promised.

    Source: 容缺受理 is for what does not bear on the decision; who applies always does.
    """
    promised = {key for one in item.commitments for key in one.materials}
    for material in item.guide.materials:
        proves = any(need.licence_type == ID_CARD for need in material.licences) or _IDENTITY.search(material.name.zh)
        if proves and (material.later or material.key in promised):
            yield Wrong(
                f"material {material.key} proves who somebody is, and may be put off", "take later, or the commitment, away"
            )


def what_a_rule_decides_on_is_not_put_off(item: ServiceItem, known: Known) -> Iterator[Wrong]:
    """What the published rules decide on is not brought later: the case would be decided by what is not here.

    A bundle is not decided; its items are.
    """
    if item.decision is None:
        return
    reads = any("materials" in rule for rule in item.decision.accept_when)
    for material in item.guide.materials:
        if material.later and material.required and reads:
            yield Wrong(f"material {material.key} is decided on, and may be brought later", "required: false, or no later")


def what_is_put_off_can_come(item: ServiceItem, known: Known) -> Iterator[Wrong]:
    """What may be brought later can be pictured at a terminal, by whoever finds the case with their card: a company's is not found
    so."""
    for material in item.guide.materials:
        if material.later and (not material.picture or item.assurance is Assurance.COMPANY):
            yield Wrong(
                f"material {material.key} may be brought later, and no terminal takes it then", "picture: true, or no later"
            )


def nothing_is_promised_where_much_is_at_stake(item: ServiceItem, known: Known) -> Iterator[Wrong]:
    """Where safety, health or the environment is at stake, nothing is taken on a promise.

    An item says itself what it touches (``interests``); and whoever forgot to is told by its words.

    Source: 上海市优化营商环境条例（2024年修正）第二十七条、第二十九条.
    """
    if not item.commitments or item.children:
        return
    if item.interests:
        touched = ", ".join(one.value for one in item.interests)
        yield Wrong(f"it touches {touched}, and something may be promised", "take its commitments away")
    elif found := _AT_STAKE.search(f"{item.name.zh}{item.summary.zh}{item.guide.result.zh}"):
        yield Wrong(f"it is about {found[0]}, and something may be promised", "take its commitments away, and name its interests")


def a_commitment_is_whole(item: ServiceItem, known: Known) -> Iterator[Wrong]:
    """A commitment names the law that it rests on, says what is promised and how it is looked into, in the first person and without
    full stops, and stands in for what is handed in otherwise.

    Source: 上海市优化营商环境条例（2024年修正）第二十七条、第二十九条: who promises is told conditions, papers, term and liability.
    """
    by_key = {material.key: material for material in item.guide.materials}
    for one in item.commitments:
        if one.source not in item.guide.sources:
            yield Wrong(f"commitment {one.version} names no source", "a key of guide.sources, with the clause")
        for text in (*one.promise, one.checked):
            if text.zh.endswith("。") or text.en.endswith("."):
                yield Wrong(f"“{text.zh}” ends with a full stop", "leave it out: sentences are put together")
        if not item.children and one.item:
            yield Wrong("a commitment belongs to another item", "leave item out")
        yield from (_settled(by_key[key], one) for key in one.materials if key in by_key and by_key[key].as_licence)


def _settled(material: Material, commitment: Commitment) -> Wrong:
    return Wrong(f"commitment {commitment.version} stands in for {material.key}, which is taken as a licence alone", "leave it out")


WITHOUT_PAPER_RULES = (
    what_proves_identity_is_not_put_off,
    what_a_rule_decides_on_is_not_put_off,
    what_is_put_off_can_come,
    nothing_is_promised_where_much_is_at_stake,
    a_commitment_is_whole,
)
