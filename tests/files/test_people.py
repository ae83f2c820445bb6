"""People come as an id, a role, a place and a work phone; nothing else of them is held or told."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely

from gridgen.files.people import refuse_names, to_people
from gridgen.model.arrays import texts
from gridgen.model.errors import ReadError
from gridgen.model.findings import Finding
from gridgen.model.people import People
from gridgen.rules.levels import Role

ROLES = [
    Role("head", {"zh": "网格长", "en": "Grid head"}, "grids"),
    Role("contact", {"zh": "联系人", "en": "Contact person"}, "communities"),
]


def table(*ids: str, role: list[str] | str = "head", **columns: object) -> pd.DataFrame:
    return pd.DataFrame({"id": ids, "role": role, "lon": 114.0, "lat": 31.0} | columns)


def read(drawn: pd.DataFrame) -> tuple[People, list[Finding]]:
    people, found = to_people(drawn, source="people.csv", roles=ROLES, crs_m="EPSG:4547")
    return people, list(found)


@pytest.mark.parametrize(
    ("said", "name"), [("head", "head"), ("网格长", "head"), ("CONTACT PERSON", "contact")]
)
def test_a_role_is_named_or_called_as_the_rules_label_it(said: str, name: str) -> None:
    people, found = read(table("P1", role=said))

    assert people.role.tolist() == [name]
    assert found == []


@pytest.mark.parametrize(
    ("drawn", "row", "reason"),
    [
        (table("P1", ""), 2, "there is no id"),
        (table("P1", "P1"), 2, "the id stands in an earlier row"),
        (table("P1", "P2", role=["head", "driver"]), 2, "the rules have no such role"),
        (table("P1", "P2", lon=[None, 114.0]), 1, "there is no place that can be used"),
    ],
)
def test_a_row_that_cannot_be_used_is_left_out_with_the_reason(
    drawn: pd.DataFrame, row: int, reason: str
) -> None:
    people, (found,) = read(drawn)

    assert len(people) == 1
    assert (found.rule, found.where) == ("person_left_out", f"people.csv, row {row}")
    assert reason in found.en


@pytest.mark.parametrize("phone", ["0951-123456", "+86 951 123456", "12345", ""])
def test_a_work_phone_is_kept(phone: str) -> None:
    people, found = read(table("P1", 工作电话=[phone]))

    assert people.phone.tolist() == [phone]
    assert found == []


def test_a_phone_that_is_none_is_dropped_and_counted_without_repeating_it() -> None:
    people, (found,) = read(table("P1", "P2", "P3", work_phone=["ask Li", "call 9", "951123"]))

    assert people.phone.tolist() == ["", "", "951123"]
    assert (found.rule, found.number) == ("person_phone_dropped", 2.0)
    assert "Li" not in found.en


def test_headers_that_are_dropped_are_named_and_those_of_a_plan_are_not() -> None:
    drawn = table("P1", 姓名=["张三"], zones=["1"], households=[3])
    layer = gpd.GeoDataFrame(drawn, geometry=[shapely.Point(114, 31)], crs=4490)

    _, (found,) = read(layer)

    assert found.rule == "people_columns_dropped"
    assert "姓名" in found.en
    assert "张三" not in found.en + found.zh
    assert "zones" not in found.en


@pytest.mark.parametrize("column", ["id", "role"])
def test_a_table_without_ids_or_roles_is_refused(column: str) -> None:
    with pytest.raises(ReadError, match=rf"^people\.csv: there is no column {column}; expected id"):
        read(table("P1").drop(columns=column))


def test_where_nobody_can_be_used_the_roles_are_named() -> None:
    with pytest.raises(
        ReadError, match=r"none of 1 rows .* a role of the rules \(head, contact\)\. Row 1: the"
    ):
        read(table("P1", role="driver"))


@pytest.mark.parametrize("person", ["P017", "网格员7", "contact-1", "HEAD", "1380013800", ""])
def test_an_opaque_id_is_taken(person: str) -> None:
    refuse_names(texts([person]), np.array([1]), "people.csv")


@pytest.mark.parametrize(
    "person", ["张三", "Zhang San", "阿依·古丽", "11010119900101123X", "13800138000"]
)
def test_an_id_that_tells_who_it_is_is_refused_without_repeating_it(person: str) -> None:
    with pytest.raises(ReadError, match=r"csv, row 2: the id looks like .* Give each") as caught:
        refuse_names(texts(["P1", person]), np.array([1, 2]), "people.csv")

    assert person not in str(caught.value)
