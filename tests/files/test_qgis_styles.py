"""QGIS draws a plan as planners read it: grids with names, communities around them, households."""

from __future__ import annotations

import sqlite3
import xml.etree.ElementTree as ET
from contextlib import closing
from pathlib import Path

import pytest
from plans import town

from gridgen.files.plan_writer import write_plan


@pytest.fixture(scope="module")
def plan_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Read alone by the tests."""
    file = tmp_path_factory.mktemp("styled") / "plan.gpkg"
    write_plan(town(), file)
    return file


def styles(file: Path) -> dict[str, ET.Element]:
    """The default style of each layer, as QGIS reads it."""
    with closing(sqlite3.connect(file)) as connection:
        rows = connection.execute(
            "SELECT f_table_name, styleQML FROM layer_styles WHERE useAsDefault = 1"
        ).fetchall()
    return {layer: ET.fromstring(style) for layer, style in rows}  # noqa: S314 our own text


def options(style: ET.Element) -> dict[str | None, str | None]:
    return {one.get("name"): one.get("value") for one in style.findall(".//Option/Option")}


def test_every_style_is_of_a_layer_and_its_column_of_shapes(plan_file: Path) -> None:
    with closing(sqlite3.connect(plan_file)) as connection:
        rows = connection.execute("SELECT f_table_name, f_geometry_column FROM layer_styles")
        styled = dict(rows.fetchall())
        rows = connection.execute("SELECT table_name, column_name FROM gpkg_geometry_columns")
        columns = dict(rows.fetchall())
        broken = connection.execute("PRAGMA integrity_check").fetchone()

    assert list(styled) == ["grids", "ten_household_groups", "communities", "households"]
    assert styled == {layer: columns[layer] for layer in styled}
    assert broken == ("ok",)


@pytest.mark.parametrize("layer", ["grids", "ten_household_groups", "communities"])
def test_zones_and_communities_are_labelled_by_name(plan_file: Path, layer: str) -> None:
    style = styles(plan_file)[layer]

    text_style = style.find(".//text-style")
    assert text_style is not None
    assert (style.get("labelsEnabled"), text_style.get("fieldName")) == ("1", "name")


@pytest.mark.parametrize(
    ("layer", "filled"), [("grids", True), ("ten_household_groups", False), ("communities", False)]
)
def test_grids_alone_are_filled_so_that_they_are_seen_through_the_others(
    plan_file: Path, layer: str, filled: bool
) -> None:
    drawn = options(styles(plan_file)[layer])

    assert (drawn["style"] == "solid") is filled
    assert drawn["outline_style"] != "no"


def test_the_outline_of_communities_is_the_heaviest(plan_file: Path) -> None:
    widths = {
        layer: float(options(style)["outline_width"] or 0)
        for layer, style in styles(plan_file).items()
    }

    assert widths["communities"] > widths["grids"] > widths["ten_household_groups"]


def test_households_are_small_dots_without_labels(plan_file: Path) -> None:
    style = styles(plan_file)["households"]

    symbol, drawn = style.find(".//symbol"), options(style)
    assert symbol is not None
    assert symbol.get("type") == "marker"
    assert (drawn["name"], drawn["size_unit"]) == ("circle", "MM")
    assert float(drawn["size"] or 0) < 2
    assert style.get("labelsEnabled") == "0"
