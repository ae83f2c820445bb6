"""The ground from end to end: nobody crosses a cut, nothing is cut, borders lie on lines.

All geometry here is the test's own: nothing that draws cells, links or outlines is used.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import geopandas as gpd
import numpy as np
import pyogrio
import pytest
import shapely
from campaigns import campaign

from gridgen.doors import divide
from gridgen.land.cells import cells
from gridgen.land.ground import grounds_of, land_of
from gridgen.land.links import link
from gridgen.model.plan import Plan
from gridgen.rules.loader import load_rules

ROOT = Path(__file__).parents[2]
DATA = ROOT.parent / "shared" / "data"
FILES = {
    "sample": ROOT / "sample_geo" / "qinghe.gpkg",
    "liechtenstein": DATA / "liechtenstein" / "liechtenstein.gpkg",
    "cambridge": DATA / "cambridge" / "cambridge.gpkg",
}
INPUT = ("households", "communities", "lines", "water", "buildings")
CUTS = ("river", "railway", "expressway", "wall")


@pytest.fixture(scope="module", params=campaign(FILES))
def layers(request: pytest.FixtureRequest) -> dict[str, gpd.GeoDataFrame]:
    path = FILES[request.param]
    if not path.exists():
        pytest.skip(f"{path.parent} is not there")
    names = [name for name, _ in pyogrio.list_layers(path) if name in INPUT]
    return {name: gpd.read_file(path, layer=name) for name in names}


@pytest.fixture(scope="module")
def plan(layers: dict[str, gpd.GeoDataFrame]) -> Plan:
    return divide(**layers)


@pytest.fixture(scope="module")
def bare(layers: dict[str, gpd.GeoDataFrame]) -> Plan:
    """Return the plan of the same households and communities without anything on the ground."""
    return divide(layers["households"], communities=layers["communities"])


def in_metres(plan: Plan, layer: str, kinds: Sequence[str] = ()) -> np.ndarray:
    """The single shapes of a layer, in metres; of lines those of some kinds."""
    there = plan.township.ground.get(layer)
    if there is None:
        return np.empty(0, object)
    wanted = np.isin(there.kind, kinds) if kinds else slice(None)
    return shapely.get_parts(there.in_metres(plan.township.crs)[wanted])


def test_no_link_leads_across_a_cut_where_there_is_no_bridge(plan: Plan) -> None:
    law = load_rules("standard")
    ground = plan.township.ground
    flat = {name: ground[name] for name in ("lines", "water") if name in ground}
    land = land_of(law.lines, flat, plan.township.crs)
    cuts = in_metres(plan, "lines", CUTS)
    ways = in_metres(plan, "lines", ("road", "main_road", "bridge"))
    dug = np.concatenate([shapely.buffer(cuts, 0.05), in_metres(plan, "water")])
    crossed = 0
    for row, ground in enumerate(grounds_of(land, plan.communities.shape)):
        rows = np.flatnonzero(plan.community_of == row)
        if len(rows) == 0:
            continue
        xy = plan.township.households.xy[rows]
        made = link(cells(xy, ground), ground, plan.township.households.count[rows], fewest=1)
        near = dug[shapely.STRtree(dug).query(ground.boundary, predicate="intersects")]
        pit = shapely.union_all(near)
        dry = shapely.distance(pit, shapely.points(xy)) > 0.1 if len(near) else np.ones(len(xy))
        banks = shapely.get_parts(shapely.difference(ground.boundary, pit))
        at, bank = shapely.STRtree(banks).query(shapely.points(xy), predicate="intersects")
        bank_of = np.full(len(xy), -1)
        bank_of[at] = bank
        a, b = made.pairs.T
        known = dry[a].astype(bool) & dry[b].astype(bool) & (bank_of[a] >= 0) & (bank_of[b] >= 0)
        across = made.pairs[known & (bank_of[a] != bank_of[b])]
        # Both sides of a bridge: a way that crosses what was dug out, as near as the two are apart.
        bridges = ways[shapely.STRtree(ways).query(pit, predicate="crosses")] if len(near) else []
        for pair in across:
            between = shapely.LineString(xy[pair])
            crossed += 1
            assert len(bridges)
            assert shapely.distance(bridges, between).min() < between.length / 2 + 200
    print(f"{crossed} links over bridges")


def test_every_level_is_one_coverage_over_all_communities(plan: Plan) -> None:
    for zones in plan.levels:
        assert shapely.is_valid(zones.polygon).all()
        assert shapely.coverage_is_valid(zones.polygon)


def test_grids_have_the_land_of_their_communities_and_no_more(plan: Plan) -> None:
    assert not plan.report.errors
    grids = plan.level("grids")
    lived_in = np.isin(plan.communities.code, grids.community)
    whole = shapely.union_all(plan.communities.shape[lived_in])
    assert shapely.area(grids.polygon).sum() == pytest.approx(whole.area, rel=1e-6)
    assert shapely.symmetric_difference(shapely.union_all(grids.polygon), whole).area < 1


def test_a_zone_is_one_polygon_in_each_part_of_its_community(plan: Plan) -> None:
    shape_of = dict(zip(plan.communities.code, plan.communities.shape, strict=True))

    for zones in plan.levels:
        # Those as well that share a tower, where two could cross.
        for code, community, shape in zip(zones.code, zones.community, zones.polygon, strict=True):
            parts = shapely.get_parts(shape_of[community])
            lies_in = (shapely.area(shapely.intersection(parts, shape)) > 0.01).sum()
            assert len(shapely.get_parts(shape)) == lies_in, code


def test_a_part_behind_a_brook_joins_those_across_it_and_a_warning_tells_of_their_size(
    plan: Plan,
) -> None:
    warned = plan.report.of("neighbours_too_large")

    # Between the brook and the edge of North Cambridge 228 dwellings meet nobody but 311.
    is_cambridge = "900002001003" in plan.communities.code
    assert [f.number for f in warned] == ([228 + 311] if is_cambridge else [])
    assert plan.report.errors == ()


def test_every_household_stands_in_its_zone(plan: Plan) -> None:
    for zones in plan.levels:
        zone_of = plan.zone_of[zones.level]
        rows = np.flatnonzero((zone_of >= 0) & (plan.presence == "placed"))
        apart = shapely.distance(
            shapely.points(plan.township.households.xy[rows]), zones.polygon[zone_of[rows]]
        )
        # The parts of a tower that was split stand at one point: it is in the zone of one of them.
        tower = plan.township.households.part_of[rows]
        assert (apart[tower == ""] < 0.01).all()
        assert all(apart[tower == name].min() < 0.01 for name in set(tower) - {""})


def test_no_building_is_cut_but_a_tower_above_the_band_and_that_is_marked(plan: Plan) -> None:
    if "buildings" not in plan.township.ground:
        pytest.skip("the input has no footprints")
    whole = in_metres(plan, "buildings")
    prints = shapely.buffer(whole, -0.05)
    towers = shapely.multipoints(
        plan.township.households.xy[plan.township.households.part_of != ""]
    )
    for zones in plan.levels:
        row, zone = shapely.STRtree(zones.polygon).query(prints, predicate="intersects")
        shared = np.bincount(row, minlength=len(prints))[row] > 1
        assert zones.schematic[zone[shared]].all()
        assert shapely.intersects(whole[row[shared]], towers).all()


def inner_border(plan: Plan) -> shapely.Geometry:
    """Return what grids of one community share: edges that two of its rings have."""
    grids = plan.level("grids")
    lines = []
    for code in np.unique(grids.community.astype(str)):
        rings = shapely.boundary(grids.polygon[grids.community == code])
        first, second = np.triu_indices(len(rings), 1)
        beside = shapely.intersects(rings[first], rings[second])
        lines.append(shapely.intersection(rings[first[beside]], rings[second[beside]]))
    return shapely.union_all(np.concatenate(lines))


def share_on_lines(plan: Plan, seen: np.ndarray) -> float:
    """Return which share of the inner border lies within 2 m of the lines seen, metre by metre."""
    border = shapely.segmentize(inner_border(plan), 1.0)
    parts = shapely.get_parts(border)
    xy, of = shapely.get_coordinates(parts[shapely.length(parts) > 0], return_index=True)
    joined = of[1:] == of[:-1]
    middle = shapely.points((xy[1:][joined] + xy[:-1][joined]) / 2)
    length = np.hypot(*(xy[1:][joined] - xy[:-1][joined]).T)
    near = np.zeros(len(middle), bool)
    near[shapely.STRtree(seen).query(middle, predicate="dwithin", distance=2.0)[0]] = True
    return float(length[near].sum() / length.sum())


def test_borders_lie_on_lines_at_little_cost(
    plan: Plan, bare: Plan, request: pytest.FixtureRequest
) -> None:
    kinds = set(plan.township.ground["lines"].kind) - {"bridge"}
    seen = in_metres(plan, "lines", sorted(kinds))
    with_lines, without = share_on_lines(plan, seen), share_on_lines(bare, seen)

    # Half of Liechtenstein is mountain, where there is no line to follow.
    enough = 0.5
    assert with_lines >= enough
    assert with_lines >= 3 * without
    assert plan.made_by.metres <= 1.05 * bare.made_by.metres


def test_few_live_much_further_from_the_centre(plan: Plan, bare: Plan) -> None:
    here, there = from_centre(plan), from_centre(bare)

    far = (here >= 50) & (here > 1.5 * there)

    # Another seed alone moves about as many: see docs/ground.md.
    assert np.average(far, weights=plan.township.households.count) < 0.15


def from_centre(plan: Plan) -> np.ndarray:
    """Return metres from each household to the household nearest to the middle of its grid."""
    zone_of = plan.zone_of["grids"]
    apart = np.zeros(len(plan.township.households))
    for zone in range(len(plan.grids)):
        rows = np.flatnonzero(zone_of == zone)
        xy, count = plan.township.households.xy[rows], plan.township.households.count[rows] + 1e-9
        # the same centre as the solver's where everyone is a unit: least metres for all visits
        ways = np.hypot(*(xy[:, None] - xy[None]).transpose(2, 0, 1))
        apart[rows] = ways[np.argmin(count @ ways)]
    return apart
