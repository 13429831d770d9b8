from __future__ import annotations

import pytest

from tandem.apps.territory.kinds import is_public, structure_kind
from tandem.domain.schemes.vocabulary import StructureKind


@pytest.mark.parametrize(
    ("category", "status", "espic", "kind"),
    [
        ("355", "13", "1", StructureKind.PUBLIC_HOSPITAL),
        ("355", "13", "", StructureKind.PUBLIC_HOSPITAL),
        ("697", "29", "", StructureKind.PUBLIC_HOSPITAL),
        (
            "415",
            "14",
            "",
            StructureKind.PUBLIC_HOSPITAL,
        ),  # a prison service belongs to its hospital
        ("156", "02", "", StructureKind.OTHER),  # a centre of a department, not of a hospital
        ("131", "65", "6", StructureKind.NON_PROFIT_HOSPITAL),
        ("365", "60", "7", StructureKind.PRIVATE_HOSPITAL),
        ("365", "73", "0", StructureKind.PRIVATE_HOSPITAL),
        ("899", "95", "0", StructureKind.PRIVATE_HOSPITAL),
        ("365", "", "", StructureKind.OTHER),
        ("500", "21", "", StructureKind.PUBLIC_NURSING_HOME),
        ("500", "13", "1", StructureKind.PUBLIC_NURSING_HOME),
        ("500", "60", "", StructureKind.OTHER_NURSING_HOME),
        ("500", "", "", StructureKind.OTHER),
        ("124", "03", "", StructureKind.HEALTH_CENTRE),
        ("439", "60", "", StructureKind.HEALTH_CENTRE),
        ("603", "80", "", StructureKind.GROUP_PRACTICE_HOUSE),
        ("638", "13", "1", StructureKind.PUBLIC_PREVENTION),
        ("637", "02", "", StructureKind.PUBLIC_PREVENTION),
        ("645", "60", "", StructureKind.OTHER),
        ("354", "13", "", StructureKind.OTHER),
    ],
)
def test_structure_kind(category: str, status: str, espic: str, kind: StructureKind):
    assert structure_kind(category, status, espic) is kind


@pytest.mark.parametrize(
    ("status", "public"), [("13", True), ("01", True), ("60", False), ("", None)]
)
def test_is_public(status: str, public: bool | None):
    assert is_public(status) is public
