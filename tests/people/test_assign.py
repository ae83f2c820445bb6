"""People are assigned, come back from files and stay in redraws; nothing else of them is held."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pandas as pd
import pytest
from served import (
    TWO_ROLES,
    people_of,
    village,
)

import gridgen
from gridgen.cli.main import main
from gridgen.model.plan import Plan
from gridgen.rules.loader import load_rules


def test_people_come_back_from_the_file_as_they_were(served: Plan, tmp_path: Path) -> None:
    gridgen.write_plan(served, tmp_path / "plan.gpkg")

    again = gridgen.read_plan(tmp_path / "plan.gpkg")

    assert again.staff is not None
    assert served.staff is not None
    assert again.staff.posts == served.staff.posts
    assert again.to_frame("people") is not None
    assert served.to_frame("people") is not None
    assert (
        again.to_frame("people")
        .drop(columns="geometry")
        .equals(served.to_frame("people").drop(columns="geometry"))
    )
    assert again.households["contact"].tolist() == served.households["contact"].tolist()
    assert gridgen.check(again, rules=served.made_by.rules).errors == ()


def test_a_redraw_keeps_the_people(served: Plan) -> None:
    again = gridgen.redraw(served, effort="fast")

    assert again.to_frame("people") is not None
    assert (
        again.to_frame("people")
        .drop(columns="geometry")
        .equals(served.to_frame("people").drop(columns="geometry"))
    )


def test_names_and_other_columns_never_come_through(rules: str, tmp_path: Path) -> None:
    homes, area = village()
    people = people_of(16, 姓名="张三丰", 身份证号="110101199001011234", work_phone="0951-123456")

    plan = gridgen.divide(homes, communities=area, people=people, rules=rules, effort="fast")
    gridgen.write_plan(plan, tmp_path / "plan.gpkg")

    written = (tmp_path / "plan.gpkg").read_bytes()
    assert "张三丰".encode() not in written
    assert b"110101199001011234" not in written
    assert b"0951-123456" in written
    assert "姓名" in plan.report.of("people_columns_dropped")[0].zh


@pytest.mark.parametrize(
    "secret",
    ["张三丰", "Zhang San", "阿依·古丽", "110101999901011234", "11010199990101123X", "12800138000"],
)
def test_an_id_that_tells_who_it_is_is_refused_without_repeating_it(
    rules: str, secret: str
) -> None:
    homes, area = village()
    people = people_of(2).assign(id=["P1", secret])

    with pytest.raises(gridgen.ReadError, match="row 2: the id looks like") as caught:
        gridgen.divide(homes, communities=area, people=people, rules=rules, effort="fast")

    assert secret not in str(caught.value)


@pytest.mark.parametrize("code", ["P017", "contact-0", "A B2", "网格员7", "HEAD"])
def test_an_opaque_id_may_have_letters(rules: str, code: str) -> None:
    homes, area = village()

    plan = gridgen.divide(
        homes, communities=area, people=people_of(1).assign(id=[code]), rules=rules, effort="fast"
    )

    assert plan.staff is not None
    assert plan.staff.people.ids.tolist() == [code]


def test_where_no_row_can_be_used_the_error_says_why_not_the_first(rules: str) -> None:
    homes, area = village()

    with pytest.raises(gridgen.ReadError, match=r"none of 2 rows .* Row 1: the rules have no such"):
        gridgen.divide(homes, communities=area, people=people_of(2, "驾驶员"), rules=rules)


def test_a_row_that_was_left_out_does_not_take_the_id_of_a_good_one(rules: str) -> None:
    homes, area = village()
    people = people_of(3).assign(id=["P1", "P1", "P2"])
    people.loc[0, "role"] = "驾驶员"

    plan = gridgen.divide(homes, communities=area, people=people, rules=rules, effort="fast")

    assert plan.staff is not None
    assert plan.staff.people.ids.tolist() == ["P1", "P2"]
    assert [f.where[-5:] for f in plan.report.of("person_left_out")] == ["row 1"]


def test_rows_that_cannot_be_used_are_left_out_and_told(rules: str) -> None:
    homes, area = village()
    people = people_of(6)
    people.loc[1, "id"] = "contact-0"
    people.loc[2, "role"] = "驾驶员"
    people.loc[3, "role"] = "联系人"
    people.loc[4, "geometry"] = None

    plan = gridgen.divide(homes, communities=area, people=people, rules=rules, effort="fast")

    where = [f.where for f in plan.report.of("person_left_out")]
    assert where == ["people, row 2", "people, row 3", "people, row 5"]
    assert plan.to_frame("people") is not None
    assert plan.to_frame("people")["id"].tolist() == ["contact-0", "contact-3", "contact-5"]


def test_the_command_reads_people_and_ties_and_prints_the_roles(
    rules: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    homes, area = village()
    homes.to_file(tmp_path / "in.gpkg", layer="households")
    area.to_file(tmp_path / "in.gpkg", layer="communities")
    lonlat = people_of(16).to_crs(4326)
    table = pd.DataFrame(
        {
            "编号": lonlat["id"],
            "岗位": "联系人",
            "经度": lonlat.geometry.x,
            "纬度": lonlat.geometry.y,
        }
    )
    table.to_csv(tmp_path / "people.csv", index=False)
    (tmp_path / "ties.csv").write_text("tie,first,second\ntogether,h0,h1\n", "utf-8")
    asked = ["divide", tmp_path / "in.gpkg", "-o", tmp_path / "plan.gpkg", "--rules", rules,
             "--people", tmp_path / "people.csv", "--ties", tmp_path / "ties.csv",
             "--json"]  # fmt: skip

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("sys.argv", ["gridgen", *map(str, asked)])
        with pytest.raises(SystemExit, match="0"):
            main()

    roles = {row["role"]: row for row in json.loads(capsys.readouterr().out)["people"]}
    assert (roles["contact"]["people"], roles["contact"]["vacant"]) == (16, 0)
    assert roles["contact"]["fewest"] >= 5
    assert gridgen.read_plan(tmp_path / "plan.gpkg").township.ties[0].first == "h0"


@pytest.mark.parametrize(
    ("said", "message"),
    [
        ('level = "streets"', "level is 'streets'; expected communities, grids"),
        ('level = "grids"\neach = 0', "each is 0; expected a whole number"),
        ('level = "grids"\neach = { fewest = 3, most = 2 }', "fewest=3, most=2"),
        ('level = "grids"\neach = 2\nzones = 2', "one of them must be 1"),
        ('level = "grids"\nhouseholds = 5\nzones = 2', "households goes without"),
        ('level = "grids"\nhouseholds = "many"', "households is 'many'"),
        ('level = "grids"\nname = "x"', "key 'name' is not known"),
    ],
)
def test_roles_that_are_wrong_say_where_and_what(tmp_path: Path, said: str, message: str) -> None:
    label = 'label = { zh = "长", en = "head" }'
    path = tmp_path / "wrong.toml"
    path.write_text(
        TWO_ROLES.split("[people.head]")[0] + f"[people.head]\n{label}\n{said}\n", "utf-8"
    )

    with pytest.raises(gridgen.RulesError, match=re.escape(message)) as caught:
        load_rules(path)

    assert "people.head" in str(caught.value)


@pytest.mark.parametrize("name", ["households", "grid", "building", "id", "presence"])
def test_a_role_may_not_have_the_name_of_a_column(tmp_path: Path, name: str) -> None:
    path = tmp_path / "wrong.toml"
    path.write_text(TWO_ROLES.replace("[people.head]", f"[people.{name}]"), "utf-8")

    with pytest.raises(gridgen.RulesError, match="no level or column has"):
        load_rules(path)
