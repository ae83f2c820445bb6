"""Whatever edits made of a plan, its grids handed back as a file say the same grids again."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
from edited import draft, grid_of
from examples import examples
from hypothesis import Phase, given
from hypothesis import strategies as st

from gridgen.model.errors import CommandError, NotInPlanError
from gridgen.versions.apply import apply
from gridgen.versions.draft import Draft
from gridgen.versions.edits import Create, Dissolve, Edit, Merge, Move, Rename, Renumber, Split
from gridgen.versions.returned.edits import edits_from
from gridgen.versions.returned.tables import handed_back

KINDS = ("move", "merge", "split", "create", "dissolve", "rename", "renumber")

Asked = tuple[str, int, int]
"""A kind, and two numbers that pick what it is about."""


def an_edit(now: Draft, asked: Asked) -> Edit:
    kind, one, other = asked
    zones, households = now.plan.level("grids"), now.plan.township.households
    code = str(zones.code[one % len(zones)])
    beside = zones.code[zones.community == zones.community[one % len(zones)]]
    second = str(beside[other % len(beside)])
    away = np.hypot(*(households.xy - households.xy[one % len(households)]).T)
    near = tuple(households.ids[np.argsort(away, kind="stable")[: 1 + other % 25]])
    home = grid_of(now.plan)[near[0]]
    edits: dict[str, Edit] = {
        "move": Move(near, second if second[:12] == home[:12] else home),
        "merge": Merge((code, second)),
        "split": Split(code, 2 + other % 2),
        "create": Create(near),
        "dissolve": Dissolve(code),
        "rename": Rename(code, f"河东{other}网格"),
        "renumber": Renumber(code, f"{code[:12]}{other % 500 + 1:03d}"),
    }
    return edits[kind]


def edited(asked: list[Asked]) -> Draft:
    now = draft()
    for one in asked:
        try:
            now = apply(now, an_edit(now, one)).draft
        except (CommandError, NotInPlanError):
            continue  # it would change nothing, or cross a boundary
    return now


def in_degrees(table: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """As GeoJSON has it: degrees of seven decimals."""
    table = table.to_crs("EPSG:4326")
    return table.set_geometry(table.set_precision(1e-7))


picks = st.tuples(st.sampled_from(KINDS), st.integers(0, 10_000), st.integers(0, 10_000))


@given(asked=st.lists(picks, min_size=1, max_size=4), rounded=st.booleans())
@examples(25, phases=(Phase.explicit, Phase.generate))
def test_grids_drawn_by_edits_are_understood_as_the_same_grids(
    asked: list[Asked], rounded: bool
) -> None:
    after = edited(asked)
    grids = after.plan.to_frame("grids")

    back = handed_back(draft().plan, {"grids": in_degrees(grids) if rounded else grids}, "f.gpkg")
    returned = edits_from(draft(), back)

    assert grid_of(returned.draft.plan) == grid_of(after.plan)
    assert not returned.findings
