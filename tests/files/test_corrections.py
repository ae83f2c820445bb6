"""What came back corrected takes the place of the rows that were wrong, and of no others."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import openpyxl
import pandas as pd
import pytest
from villages import CITY, divide, field, homes, square

import gridgen
from gridgen.files.corrections import of_corrections, titled, with_corrections
from gridgen.files.households import to_households
from gridgen.files.inputs import read_inputs, read_table
from gridgen.files.reject_book import write_rejects
from gridgen.model.findings import Finding


def listed(**columns: list[str]) -> pd.DataFrame:
    n = 6
    given = {"编号": list("abcdef"), "经度": [f"110.0{k}" for k in range(n)], "纬度": ["28.01"] * n,
             "户数": ["1"] * n, "备注": [f"note {k}" for k in range(n)]}  # fmt: skip
    return pd.DataFrame(given | columns)


def numbered(rows: dict[int, str], base: pd.DataFrame, **cells: str) -> pd.DataFrame:
    """Return rows of a workbook of rejects: by their number in the file the id that they have."""
    back = base.iloc[[number - 1 for number in rows]].copy()
    back.insert(0, "原行号", [str(number) for number in rows])
    back["编号"] = list(rows.values())
    return back.assign(退回原因="why", **cells).reset_index(drop=True)


def corrected(base: pd.DataFrame, *given: pd.DataFrame) -> tuple[pd.DataFrame, list[Finding]]:
    table = with_corrections(base, {f"back{k}.xlsx": one for k, one in enumerate(given)})
    return table, list(of_corrections(table, ()))


def test_a_row_takes_the_place_of_the_one_with_its_id() -> None:
    back = pd.DataFrame({"编号": ["c", "a"], "户数": ["3", "2"]})

    table, found = corrected(listed(), back)

    assert table["户数"].tolist() == ["2", "1", "3", "1", "1", "1"]
    assert table["备注"].tolist() == listed()["备注"].tolist()
    assert [(f.rule, f.number) for f in found] == [("corrections_taken", 2)]
    assert "2 replace others, 0 are new" in found[0].en


def test_a_new_id_is_added_behind_the_others() -> None:
    back = pd.DataFrame({"id": ["x"], "lon": ["110.09"], "lat": ["28.02"]})

    table, _ = corrected(listed(), back)

    assert table.iloc[6].tolist() == ["x", "110.09", "28.02", None, None]
    households, _ = to_households(table, source="list.csv")
    assert households.ids.tolist() == [*"abcdef", "x"]
    assert households.source.tolist() == [*range(1, 7), 7]


def test_later_corrections_win() -> None:
    first, second = (pd.DataFrame({"编号": ["b"], "户数": [count]}) for count in ("7", "8"))

    table, found = corrected(listed(), first, second)

    assert table["户数"][1] == "8"
    assert [f.where for f in found] == ["back0.xlsx", "back1.xlsx"]


@pytest.mark.parametrize(
    ("ids", "rows"),
    [
        (["a", "b", "b", "d", "e", "f"], {3: "c"}),  # it stood twice
        (["a", "b", "", "d", "e", "f"], {3: "c"}),  # it was missing
        (["a", "b", "C0", "d", "e", "f"], {3: "c"}),  # it was another
    ],
)
def test_a_row_whose_id_was_wrong_goes_by_its_number(ids: list[str], rows: dict[int, str]) -> None:
    base = listed(编号=ids)

    table, found = corrected(base, numbered(rows, base))

    assert table["编号"].tolist() == list("abcdef")
    assert [f.number for f in found] == [1]


def test_a_row_goes_by_its_id_where_the_rows_of_the_file_have_moved() -> None:
    back = numbered({2: "b"}, listed(), 户数="9")
    base = listed().iloc[::-1].reset_index(drop=True)

    table, _ = corrected(base, back)

    assert table.set_index("编号")["户数"].to_dict() == dict.fromkeys("acdef", "1") | {"b": "9"}


@pytest.mark.parametrize(
    ("back", "rule"),
    [
        (pd.DataFrame({"编号": ["b"], "户数": ["2"]}), "correction_unclear"),
        (pd.DataFrame({"编号": ["a", "a"], "户数": ["2", "3"]}), "correction_id_twice"),
        (pd.DataFrame({"编号": [""], "户数": ["2"]}), "correction_without_id"),
        (
            pd.DataFrame({"原行号": ["1"], "编号": ["z"], "经度": ["1"], "备注": ["other"]}),
            "correction_row_gone",
        ),
    ],
)
def test_a_row_that_fits_none_is_not_taken_and_told(back: pd.DataFrame, rule: str) -> None:
    base = listed(编号=["a", "b", "b", "d", "e", "f"])

    table, found = corrected(base, back)

    assert table.to_dict("list") == base.to_dict("list")
    assert {f.rule for f in found} == {"corrections_taken", rule}
    assert {f.severity for f in found if f.rule == rule} == {"error"}
    assert found[0].number == 0


def test_blank_rows_of_a_correction_count_for_nothing() -> None:
    back = pd.DataFrame({"编号": ["a", "", ""], "户数": ["2", "", " "]})

    _, found = corrected(listed(), back)

    assert [(f.rule, f.number) for f in found] == [("corrections_taken", 1)]


def test_a_row_that_is_still_wrong_is_told_by_its_place_in_the_correction() -> None:
    back = pd.DataFrame({"编号": ["b"], "户数": ["many"]})
    table = with_corrections(listed(), {"back.csv": back})

    households, _ = to_households(table, source="list.csv")
    found = of_corrections(table, households.rejected)

    assert [(f.rule, f.severity, f.where) for f in found[1:]] == [
        ("correction_still_wrong", "error", "back.csv, row 1")
    ]
    assert 'number of households is "many"' in found[1].en


def test_points_of_a_layer_move_to_where_a_correction_says(tmp_path: Path) -> None:
    base = homes(field(4, 3), households=5)
    at = homes([(42, 42), (8, 8)]).to_crs("EPSG:4326").geometry
    back = pd.DataFrame({"id": ["h3", "new"], "lon": at.x, "lat": at.y, "households": [1, 2]})

    table, _ = corrected(base, back)

    expected = homes([(42, 42), (8, 8)]).geometry
    assert table.geometry.iloc[[3, 12]].distance(expected, align=False).max() < 1e-3
    assert table["id"].tolist()[-1] == "new"
    assert table.crs == base.crs


def test_the_workbook_of_rejects_is_read_again_and_nothing_is_left(tmp_path: Path) -> None:
    at = homes(field(8, 5)).to_crs("EPSG:4490").geometry
    table = pd.DataFrame({"编号": [f"0{k}" for k in range(40)], "经度": at.x.astype(str),
                          "纬度": at.y.astype(str), "户数": "5"})  # fmt: skip
    right = table.copy()
    table.loc[4, "户数"], table.loc[7, "编号"], table.loc[9, "经度"] = "x", "06", ""
    table.to_excel(tmp_path / "list.xlsx", index=False)
    base = read_table(tmp_path / "list.xlsx")[0]
    write_rejects(divide(base, square()), base, tmp_path / "back.xlsx", lang="zh")
    book = openpyxl.load_workbook(tmp_path / "back.xlsx")
    sheet = book.active
    sheet["F2"], sheet["C3"], sheet["D4"] = 5, "07", float(right["经度"][9])
    book.save(tmp_path / "back.xlsx")

    inputs = read_inputs(tmp_path / "list.xlsx", corrections=[tmp_path / "back.xlsx"])

    for header in ("编号", "户数"):
        assert inputs.households[header].tolist() == right[header].tolist()
    assert inputs.households["经度"].astype(float).tolist() == pytest.approx(
        right["经度"].astype(float).tolist()
    )
    plan = divide(inputs.households, square())
    assert plan.township.households.rejected == ()
    assert inputs.input_hash != read_inputs(tmp_path / "list.xlsx").input_hash


def test_corrections_of_a_redraw_are_of_its_new_list() -> None:
    table = homes(field(12, 10), households=5)
    plan = divide(table, square())
    back = pd.DataFrame({"id": ["h3"], "households": [9]})

    again = gridgen.redraw(plan, table, corrections=back, effort="fast")

    assert again.households.set_index("id")["households"]["h3"] == 9
    assert [f.number for f in again.report.of("corrections_taken")] == [1]
    with pytest.raises(gridgen.ProblemError, match="correct a list of households"):
        gridgen.redraw(plan, corrections=back)


def test_several_corrections_in_python_are_called_by_their_number() -> None:
    back = pd.DataFrame({"id": ["h3"]})

    plan = divide(homes(field(12, 10)), square(CITY), corrections=[back, back])

    found = plan.report.of("corrections_taken")
    assert [f.where for f in found] == ["corrections 1", "corrections 2"]
    assert list(titled(back)) == ["corrections"]
    assert titled(None) == {}


def test_a_correction_changes_no_row_but_its_own() -> None:
    rng = np.random.default_rng(0)
    base = homes(field(12, 10), households=rng.integers(1, 9, 120))
    rows = rng.choice(120, 30, replace=False)
    back = pd.DataFrame(base.drop(columns="geometry").iloc[rows]).assign(households=99)

    table, _ = corrected(base, back)

    is_other = ~np.isin(np.arange(120), rows)
    assert (table["households"][~is_other] == 99).all()
    assert (table["households"][is_other] == base["households"][is_other]).all()
    assert table.geometry.equals(base.geometry)


def test_of_two_columns_of_one_name_the_first_is_corrected() -> None:
    base = listed()
    base.insert(5, "户数", "other", allow_duplicates=True)

    table, _ = corrected(base, pd.DataFrame({"编号": ["c"], "户数": ["3"]}))

    assert table.columns.tolist() == base.columns.tolist()
    assert table.iloc[2].tolist() == ["c", "110.02", "28.01", "3", "note 2", "other"]
