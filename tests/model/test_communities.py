"""Villages and urban communities: what a code and a class tell."""

from __future__ import annotations

import pytest
import shapely

from gridgen.model.communities import Communities, kind_of_code


@pytest.mark.parametrize(
    ("number", "kind"),
    [("000", ""), ("001", "community"), ("199", "community"), ("200", "village"),
     ("399", "village"), ("400", "")],
)  # fmt: skip
def test_the_last_digits_of_a_division_code_name_the_kind(number: str, kind: str) -> None:
    assert kind_of_code(f"990101001{number}") == kind


@pytest.mark.parametrize("code", ["", "99010100120", "9901010012010", "99010100120X", "row-1"])
def test_what_is_no_division_code_names_no_kind(code: str) -> None:
    assert kind_of_code(code) == ""


def test_rules_go_by_the_class_where_it_is_known_and_else_by_the_kind() -> None:
    boxes = [shapely.box(k, 0, k + 1, 1) for k in range(2)]
    kinds = ["village", "community"]

    known = Communities(["1", "2"], ["a", "b"], kinds, boxes, ["", "112"])
    unknown = Communities(["1", "2"], ["a", "b"], kinds, boxes)

    assert known.class_or_kind.tolist() == ["village", "112"]
    assert unknown.urban_class.tolist() == ["", ""]
    assert unknown.class_or_kind.tolist() == kinds
