"""The command that writes a plan for other programs."""

from __future__ import annotations

from pathlib import Path

import geopandas as gpd
from commanding import Run, one_object


def test_export_writes_a_file_by_its_ending(run: Run) -> None:
    code, out, err = run("export", "plan.gpkg", "-o", "net.zip", "--lang", "zh")

    assert code == 0
    assert "已写出 net.zip" in out
    assert "字段名最多 10 字节" in out + err
    assert len(gpd.read_file("net.zip", layer="grids")) > 0


def test_export_writes_a_folder_of_layers(run: Run) -> None:
    code, _, _ = run("export", "plan.gpkg", "-o", "net", "--format", "geojson", "--households")

    assert code == 0
    assert {"grids.geojson", "communities.geojson", "households.geojson"} <= {
        file.name for file in Path("net").iterdir()
    }


def test_export_prints_one_json_object(run: Run) -> None:
    code, out, _ = run("export", "plan.gpkg", "-o", "a.kml", "--layer", "grids", "--json")

    said = one_object(out)
    assert (code, said["output"], said["findings"]) == (0, "a.kml", [])


def test_export_refuses_to_write_over_the_plan(run: Run) -> None:
    code, _, err = run("export", "plan.gpkg", "-o", "plan.gpkg")

    assert code == 2
    assert "this is an input file" in " ".join(err.split())
