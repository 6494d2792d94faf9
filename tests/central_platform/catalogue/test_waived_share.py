"""免交率: what is counted, what is not, and where it is told."""

from __future__ import annotations

import pytest

from central_platform.catalogue.waived_share import WaivedShare, waived_share
from central_platform.staff.roles import Role
from kiosk.domain.service_items import ItemKind, LicenceRequirement, Material, Origin, RecordRequirement, ServiceItem
from kiosk.domain.values import replace
from tests.central_platform.staff import signed_in
from tests.kiosk.session_samples import ITEM, words
from tests.whole_catalogue import whole_catalogue


def material(origin: Origin | None, *licences: str, name: str = "某证") -> Material:
    return Material("m", words(name), words("原件"), origin=origin, licences=tuple(map(LicenceRequirement, licences)))


def item(*materials: Material, kind: ItemKind = ItemKind.TRANSACTION) -> ServiceItem:
    return replace(ITEM, kind=kind, guide=replace(ITEM.guide, materials=materials))


def test_what_offices_gave_is_counted_by_how_it_is_settled() -> None:
    share = waived_share(
        [
            item(material(Origin.OFFICE, "id-card"), material(Origin.OFFICE, "household-register")),
            item(material(Origin.OFFICE, "household-register"), material(Origin.OFFICE, name="鉴定书")),
            item(replace(material(Origin.OFFICE), records=(RecordRequirement("a-register", "size(rows) > 0"),))),
        ]
    )
    assert share == WaivedShare(1, 2, 1, ((ITEM.name.zh, "鉴定书"),), 0)
    assert share.percent == 80
    assert share.in_chinese().startswith("免交率 80.0%：政府部门核发的材料 5 项次，现场读卡 1，电子证照 2，部门数据 1")


@pytest.mark.parametrize("origin", [Origin.APPLICANT, Origin.OTHER])
def test_what_no_office_gave_is_not_counted(origin: Origin) -> None:
    assert waived_share([item(material(origin, "household-register"), material(origin))]) == WaivedShare()


def test_a_material_of_unknown_origin_is_told_apart() -> None:
    share = waived_share([item(material(None, "household-register"), material(Origin.OFFICE, "a"))])
    assert (share.percent, share.unsaid) == (100, 1)


@pytest.mark.parametrize("kind", [ItemKind.QUERY, ItemKind.LICENCE_PRINT])
def test_items_for_which_nothing_is_handed_in_are_left_out(kind: ItemKind) -> None:
    share = waived_share([item(material(Origin.OFFICE, "id-card"), kind=kind)])
    assert share.percent is None
    assert "免交率 —" in share.in_chinese()


def test_the_counts_of_the_content_add_up() -> None:
    items = [one for one in whole_catalogue().items if one.kind is ItemKind.TRANSACTION]
    share = waived_share(items)
    named = sum(one.origin is Origin.OFFICE for found in items for one in found.guide.materials)
    assert share.given_by_offices == named
    assert share.handed_in, "some are handed in: a share of 100 would have counted nothing"


def test_the_console_tells_it_above_the_licences() -> None:
    staff = signed_in(Role.SUPERVISOR)
    page = staff.get("/console/licences/licencerecord/")
    assert waived_share(whole_catalogue().items).in_chinese() in page.content.decode()
