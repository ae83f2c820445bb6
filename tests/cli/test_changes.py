"""What is printed of two plans."""

from __future__ import annotations

from pathlib import Path

import geopandas as gpd
from commanding import VILLAGE, Run, one_object


def test_diff_shows_communities_grids_and_totals(run: Run, changed: Path) -> None:
    code, out, err = run("diff", "plan.gpkg", changed)

    assert (code, err) == (0, "")
    assert f"{VILLAGE} 清河村" in out
    assert f"{VILLAGE}001" in out
    assert "2 grids became 2: 0 kept, 2 changed, 0 new, 0 retired" in out
    assert (
        "140 households became 141: 1 moved (1 rows), 0 new (0 rows), 1 gone (1 rows), "
        "1 rows recounted (+2 households)" in out
    )


def test_diff_of_a_plan_and_itself_says_that_nothing_changed(run: Run) -> None:
    code, out, err = run("diff", "plan.gpkg", "plan.gpkg")

    assert (code, err) == (0, "")
    assert out == "The two plans agree: 2 grids and 140 households, nothing changed.\n"


def test_diff_prints_one_json_object(run: Run, folder: Path, changed: Path) -> None:
    code, out, err = run("diff", "plan.gpkg", changed, "--json")

    said = one_object(out)
    assert (code, err) == (0, "")
    assert (said["old"], said["new"]) == (str(folder / "plan.gpkg"), str(changed))
    assert (said["same"], said["level"]) == (False, "grids")
    assert said["total"]["flow"]["after"] == {"rows": 139, "households": 141}
    assert [zone["state"] for zone in said["zones"]] == ["changed", "changed"]
    assert [community["code"] for community in said["communities"]] == [VILLAGE]
    ids = {change: [home["id"] for home in homes] for change, homes in said["households"].items()}
    assert ids == {"moved": ["h0"], "new": [], "gone": ["h2"], "recounted": ["h1"]}


def test_diff_shows_twenty_grids_and_counts_the_rest(run: Run, folder: Path) -> None:
    Path("many.gpkg").write_bytes((folder / "plan.gpkg").read_bytes())
    homes = gpd.read_file("many.gpkg", layer="households")
    grids = gpd.read_file("many.gpkg", layer="grids")
    codes = [f"{VILLAGE}{k:03d}" for k in range(101, 131)]
    many = grids.iloc[[0] * 30].assign(code=codes)
    many.to_file("many.gpkg", layer="grids")
    homes.assign(grid=[codes[k % 30] for k in range(140)]).to_file("many.gpkg", layer="households")

    code, out, _ = run("diff", "plan.gpkg", "many.gpkg")

    assert code == 0
    assert out.count("retired") >= 2
    assert "... and 12 more grids that changed" in out


def test_diff_of_plans_with_other_ids_says_that_nobody_can_be_followed(
    run: Run, folder: Path
) -> None:
    Path("other.gpkg").write_bytes((folder / "plan.gpkg").read_bytes())
    homes = gpd.read_file("other.gpkg", layer="households")
    homes.assign(id="x" + homes["id"]).to_file("other.gpkg", layer="households")

    code, out, _ = run("diff", "plan.gpkg", "other.gpkg")

    assert code == 0
    assert "No household id stands in both plans" in out
