"""青禾镇, a fictional township: the map drawn by hand, the hard cases set, the rest grown.

The drawing is in units of `SCALE_M`, the origin in the middle, x east and y north.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import ArrayLike

from gridgen.model.arrays import Shapes
from gridgen.sample.curves import XY, Wobble, between, smooth, wobble
from gridgen.sample.estates import Estate, blocks_in, build, set_aside
from gridgen.sample.hamlets import populate, settle
from gridgen.sample.homes import Footprints, Homes, blanks, cottages, houses
from gridgen.sample.land import (
    RIVER_HALF_WIDTH_M,
    Countryside,
    NamedArea,
    NamedLine,
    Roads,
    as_array,
    dissolve,
    tile,
)
from gridgen.sample.layers import MIDDLE, MadeTown, Settlement, tables
from gridgen.sample.names import code, group_name, hamlet_name
from gridgen.sample.roads import connect

SCALE_M = 850.0
STEP_M = 50.0

URBAN = ("青禾社区", "新桥社区")
VILLAGES = (
    "青禾村", "柳溪村", "荷塘村", "白鹭村", "东埂村",
    "洲尾村", "西畈村", "高台村", "南垸村", "枣林村",
)  # fmt: skip
PLACES = URBAN + VILLAGES
HOUSES = (471, 604, 560, 521, 253, 38, 452, 396, 277, 682)
NORTH_BANK, EXCLAVE = ("东埂村", 180), ("南垸村", 9)
PARTS = (NORTH_BANK, EXCLAVE)
"""Further parts of villages, built by themselves, with their houses; they follow `VILLAGES`."""
SAME_PLACE_IN, SAME_PLACE = "高台村", 6
GRIDS_IN = "柳溪村"
JUST_OUTSIDE, FAR_OUTSIDE = 3, 4

ESTATES = (
    Estate("青禾花园", 0, False, 480),
    Estate("滨河新城", 0, True, 1420, (100,) * 8 + (620,)),
    Estate("柳岸小区", 0, False, 456),
    Estate("供销小区", 0, False, 384),
    Estate("稻香苑", 0, False, 468),
    Estate("粮站小区", 0, False, 372),
    Estate("学府小区", 0, False, 420),
    Estate("新桥花园", 1, False, 330),
    Estate("桥西小区", 1, False, 220),
)

# --- the drawing ----------------------------------------------------------------------------------

_OUTLINE = [
    (-4.85, -0.6), (-4.9, 0.7), (-4.95, 1.8), (-4.5, 2.8), (-3.2, 3.35), (-1.6, 3.45), (-0.3, 3.7),
    (1.2, 3.6), (2.7, 3.4), (3.9, 3.15), (4.45, 2.3), (4.75, 1.1), (4.7, -0.2), (4.95, -1.4),
    (4.5, -2.4), (3.4, -3.1), (2.1, -3.4), (0.7, -3.5), (-0.8, -3.75), (-2.3, -3.6), (-3.6, -3.25),
    (-4.5, -2.6), (-4.8, -1.7),
]  # fmt: skip
_RIVER = [
    (-5.8, 0.2), (-4.6, 0.55), (-3.7, 0.1), (-2.8, -0.45), (-1.9, 0.05), (-1.1, 0.7), (-0.1, 0.6),
    (0.8, 0.75), (1.6, 0.2), (2.3, -0.45), (3.2, -0.15), (4.1, 0.6), (5.8, 0.4),
]  # fmt: skip
_NORTH_ROAD = [
    (-0.5, -4.4), (-0.35, -3.0), (-0.1, -1.6), (-0.1, -0.4), (-0.1, 0.6), (0.1, 1.7), (0.5, 2.8),
    (0.6, 4.4),
]  # fmt: skip
_EAST_ROAD = [
    (-5.8, -1.4), (-4.0, -1.2), (-2.4, -1.15), (-1.0, -0.86), (-0.1, -0.83), (0.9, -0.86),
    (2.2, -1.25), (3.6, -1.3), (5.8, -1.7),
]  # fmt: skip
_RING_ROAD = [
    (0.4, 2.5), (1.5, 2.3), (2.6, 1.9), (3.1, 1.1), (3.2, -0.15), (3.35, -0.8), (3.5, -1.3),
]  # fmt: skip
_WEST_ROAD = [(0.1, 1.7), (-1.2, 1.75), (-2.6, 1.4), (-4.0, 1.7), (-5.8, 1.5)]
_RAILWAY = [
    (-3.4, -4.4), (-2.9, -2.6), (-2.3, -1.2), (-1.95, 0.0), (-1.9, 1.2), (-2.0, 2.6), (-2.3, 4.4),
]  # fmt: skip
_STREAMS = {
    "柳溪": [(-3.6, 3.0), (-3.2, 2.2), (-3.5, 1.5), (-3.1, 0.8), (-3.25, -0.2)],
    "枣林沟": [(3.3, -3.0), (2.3, -2.6), (2.1, -1.4), (1.95, -0.2)],
}
_PONDS = {"荷塘": (-1.1, 2.35, 0.16), "月亮塘": (1.0, -1.75, 0.10), "南湖": (-2.3, -3.1, 0.2)}
_HEDGES = [  # borders that follow nothing one can see
    [(1.3, 0.7), (1.2, 0.0), (1.22, -1.0), (1.45, -1.7), (1.25, -2.3), (1.35, -3.0), (1.2, -4.0)],
    [(-0.8, 0.9), (-0.75, 0.2), (-0.85, -0.4), (-0.75, -1.1)],
    [(-1.1, -0.7), (-1.25, -1.4), (-1.05, -2.1), (-1.35, -2.8), (-1.3, -4.0)],
    [(-1.4, -2.25), (-0.4, -2.05), (0.5, -2.4), (1.6, -2.2)],
    [(-1.7, 1.8), (-2.05, 1.95), (-2.4, 2.5), (-2.2, 3.1), (-2.5, 4.0)],
    [(1.55, 0.05), (1.55, 0.8), (2.1, 1.05), (2.9, 1.0)],
    [(5.3, 2.2), (4.2, 1.9), (3.3, 1.65), (2.75, 1.2), (2.65, 0.6), (2.75, 0.0), (2.65, -0.6),
     (2.7, -1.6)],
]  # fmt: skip
DITCH_STEP_M = (260.0, 330.0)
DITCH_TURN = np.array([[np.cos(0.12), np.sin(0.12)], [-np.sin(0.12), np.cos(0.12)]])
DITCH_VERTEX_M = 130.0
DITCH_CLEAR_M = 14.0
DITCH_SHORTEST_M = 120.0
_EXCLAVE = [(2.95, -2.1), (2.72, -2.22), (2.78, -2.42), (3.0, -2.45), (3.17, -2.3)]
_INSIDE = [  # a point in every face of the drawing, and the place that the face belongs to
    ((0.7, -0.2), "青禾社区"), ((-0.4, -0.1), "新桥社区"), ((0.2, -1.6), "青禾村"),
    ((-3.5, 2.4), "柳溪村"), ((-0.9, 2.6), "荷塘村"), ((1.5, 2.8), "白鹭村"),
    ((3.9, 1.2), NORTH_BANK), ((3.9, -0.7), "东埂村"), ((2.2, 0.2), "洲尾村"),
    ((-2.8, -0.9), "西畈村"), ((-2.8, -2.2), "高台村"), ((0.0, -3.0), "南垸村"),
    ((2.2, -2.0), "枣林村"), ((2.95, -2.3), EXCLAVE),
]  # fmt: skip


def _drawn(points: ArrayLike, bend: Wobble, *, closed: bool = False) -> XY:
    xy = smooth(np.asarray(points) * SCALE_M, step_m=STEP_M, closed=closed)
    return bend(xy) + MIDDLE


def _land(bend: Wobble) -> Countryside:
    """Return the land. Its shapes: `URBAN`, `VILLAGES` and `PARTS`."""
    river, north, east, ring, west, rail = (
        _drawn(line, bend)
        for line in (_RIVER, _NORTH_ROAD, _EAST_ROAD, _RING_ROAD, _WEST_ROAD, _RAILWAY)
    )

    def at(x: float, y: float) -> XY:
        place: XY = bend(np.array([[x, y]]) * SCALE_M)[0] + MIDDLE
        return place

    outline = _drawn(_OUTLINE, bend, closed=True)
    faces = tile(
        [
            outline,
            _drawn(_EXCLAVE, bend, closed=True),
            river,
            between(north, at(-0.1, -1.0), at(0.6, 4.4)),
            between(east, at(-5.8, -1.4), at(1.6, -1.1)),
            between(east, at(2.5, -1.4), at(5.8, -1.7)),
            between(rail, at(-1.95, -0.3), at(-1.93, 2.1)),
            *(_drawn(hedge, bend) for hedge in _HEDGES),
        ]
    )
    points = shapely.points([at(*xy) for xy, _ in _INSIDE])
    rows: list[object] = [*URBAN, *VILLAGES, *PARTS]
    wanted, face = shapely.STRtree(faces).query(points, predicate="within")
    label = np.full(len(faces), -1)
    label[face] = np.array([rows.index(name) for _, name in _INSIDE])[wanted]
    shapes = dissolve(faces, label, len(rows))

    frame = shapely.Polygon(outline).buffer(300)
    lines = [
        NamedLine(kind, name, shapely.intersection(shapely.LineString(xy), frame))
        for kind, name, xy in (
            ("river", "禾水河", river),
            ("railway", "江禾铁路", rail),
            ("main_road", "青禾大道", north),
            ("main_road", "稻香路", east),
            ("main_road", "白鹭路", ring),
            ("main_road", "柳溪路", west),
        )
    ]
    surface = shapely.buffer(lines[0].shape, RIVER_HALF_WIDTH_M, quad_segs=3)
    for name, xy in _STREAMS.items():
        dry = shapely.get_parts(shapely.difference(shapely.LineString(_drawn(xy, bend)), surface))
        lines.append(NamedLine("stream", name, dry[shapely.length(dry).argmax()]))
    lines += _bridges(lines[0].shape, {"青禾大桥": north, "东埂大桥": ring})
    water = [("禾水河", surface), *((n, _pond(at(x, y), r)) for n, (x, y, r) in _PONDS.items())]
    return Countryside(shapes, tuple(lines), tuple(water))


def _bridges(river: shapely.LineString, road_of: Mapping[str, XY]) -> list[NamedLine]:
    """Return by its name the part of a road that lies over the river."""
    near = shapely.buffer(river, RIVER_HALF_WIDTH_M + 10)
    return [
        NamedLine("bridge", name, shapely.intersection(shapely.LineString(road), near))
        for name, road in road_of.items()
    ]


def _pond(centre: XY, radius: float) -> shapely.Polygon:
    turn = np.arange(7) * 2 * np.pi / 7
    reach = radius * SCALE_M * np.array([1.25, 0.8, 0.95, 1.3, 0.75, 0.8, 0.95])
    ring = centre + np.column_stack([np.cos(turn), np.sin(turn) * 0.75]) * reach[:, None]
    return shapely.Polygon(smooth(ring, step_m=18, closed=True))


# --- the people on it -----------------------------------------------------------------------------


def qinghe(seed: int = 0) -> dict[str, gpd.GeoDataFrame]:
    """Return 青禾镇 (Qinghe), a fictional township of 9,000 households, by layer name.

    Layers: households, communities, lines, water, buildings, special, people; all in EPSG:4490,
    longitude first, rounded to 1e-7 degrees. Another seed moves the land and the houses; names,
    codes, counts and the hard cases (see sample_geo/README.md) stay.
    """
    rng = np.random.default_rng(seed)
    bend = wobble(rng, [(2400, 40), (900, 24), (380, 14), (210, 5)])
    land = _land(bend)
    roads = Roads()
    town_homes, town_prints, special = _seat(rng, land, roads)
    homes, prints = _countryside(rng, land, roads, avoid=town_prints.shapes())
    homes, prints = _at_one_place(homes, prints)
    outside, outside_prints = _beyond(rng, land, roads)

    everyone = Homes.joined([town_homes, homes, outside])
    owner = np.array([*range(len(PLACES)), *(PLACES.index(name) for name, _ in PARTS), -1])
    footprints = Footprints.joined([town_prints, prints, outside_prints])
    town = MadeTown(
        places=_places(land.shapes),
        lines=[*land.lines, *roads.lines, *_ditches(bend, land, footprints.shapes())],
        water=land.water,
        homes=replace(everyone, community=owner[everyone.community]),
        footprints=footprints,
        special=special,
    )
    return tables(rng, town, prefix="QH")


def _ditches(bend: Wobble, land: Countryside, prints: Shapes) -> list[NamedLine]:
    """Return the ditches between the fields: a bent net that leaves out houses, water and town."""
    far = 6 * SCALE_M
    run = np.arange(-far, far + 1, DITCH_VERTEX_M)
    net = [
        bend(np.column_stack([run, np.full(len(run), at)])[:, turn] @ DITCH_TURN) + MIDDLE
        for turn, step in (([0, 1], DITCH_STEP_M[0]), ([1, 0], DITCH_STEP_M[1]))
        for at in np.arange(-far, far + 1, step)
    ]
    fields = shapely.union_all(land.shapes[len(URBAN) :])
    wet = shapely.union_all(as_array([area for _, area in land.water]))
    built = shapely.union_all(shapely.buffer(prints, DITCH_CLEAR_M, quad_segs=1))
    dry = shapely.difference(fields, shapely.union_all([built, wet]))
    parts = shapely.get_parts(shapely.intersection([shapely.LineString(xy) for xy in net], dry))
    return [NamedLine("stream", "", part) for part in parts if part.length > DITCH_SHORTEST_M]


def _code(name: str) -> str:
    if name in URBAN:
        return code(0, "community", URBAN.index(name))
    return code(0, "village", VILLAGES.index(name))


def _places(shapes: Shapes) -> list[Settlement]:
    whole = list(shapes[: len(PLACES)])
    for (name, _), part in zip(PARTS, shapes[len(PLACES) :], strict=True):
        k = PLACES.index(name)
        whole[k] = shapely.coverage_union_all([whole[k], part])
    classes = ("121", "122", "210", *["220"] * 9)
    kinds = ("community",) * 2 + ("village",) * 10
    return [
        Settlement(_code(name), name, kind, urban_rural, shape)
        for name, kind, urban_rural, shape in zip(PLACES, kinds, classes, whole, strict=True)
    ]


def _seat(
    rng: np.random.Generator, land: Countryside, roads: Roads
) -> tuple[Homes, Footprints, list[NamedArea]]:
    """Build both communities on one street plan from the crossing of the main roads."""
    main = {line.name: line.shape for line in land.lines if line.kind == "main_road"}
    crossing = shapely.intersection(main["青禾大道"], main["稻香路"])
    origin = shapely.get_coordinates(crossing)[0]
    run = shapely.get_coordinates(main["稻香路"])
    near = run[np.hypot(*(run - origin).T) < 500]
    angle = float(np.arctan2(near[-1, 1] - near[0, 1], near[-1, 0] - near[0, 0]))
    heart = origin + np.array([150.0, 200.0])
    homes: list[Homes] = []
    prints: list[Footprints] = []
    special: list[NamedArea] = []
    for row in range(len(URBAN)):
        estates = [e for e in ESTATES if e.community == row]
        free = blocks_in(land.shapes[row], land, origin=origin, angle=angle, heart=heart)
        built = free.first(len(estates))
        used = free.first(len(estates) + 2) if row == 0 else built
        streets = [*used.streets(land.of("main_road")), *built.lanes()]
        roads.add(streets, [""] * len(streets))
        stairways, buildings = build(rng, built, estates)
        homes.append(stairways)
        prints.append(buildings)
        if row == 0:
            special, halls = set_aside(
                used, used.cell[-2:], market="青禾农贸市场", office="青禾镇政务服务中心"
            )
            prints.append(halls)
    return _with_estate_grids(Homes.joined(homes)), Footprints.joined(prints), special


def _with_estate_grids(homes: Homes) -> Homes:
    """Give 青禾社区 its existing grids: one for each estate; 滨河新城 alone is above 1,000."""
    number = {e.name: k + 1 for k, e in enumerate(ESTATES) if e.community == 0}
    grid = [
        f"{_code(URBAN[0])}{number[estate]:03d}" if estate in number else ""
        for estate in homes.estate
    ]
    return homes.with_grid(as_array(grid))


def _countryside(
    rng: np.random.Generator, land: Countryside, roads: Roads, *, avoid: Shapes
) -> tuple[Homes, Footprints]:
    count = np.array([0, 0, *HOUSES, *(houses for _, houses in PARTS)])
    hamlets = np.clip(np.round(count / 75), 3, 8).astype(np.int64)
    hamlets[[0, 1, -1]] = 0, 0, 1
    places = settle(rng, land, count, hamlets)
    streets = places.streets()
    ends = shapely.get_coordinates(streets).reshape(len(places), -1, 2)
    links, _ = connect(rng, land, ends[:, [0, 4, -1]], places.village, avoid=avoid)
    owners = [*VILLAGES, *(name for name, _ in PARTS)]
    seen = dict.fromkeys(owners, 0)
    names: list[str] = []
    for v in places.village.tolist():
        owner = owners[v - len(URBAN)]
        names.append(hamlet_name(owner[:-1], seen[owner]) + "路")
        seen[owner] += 1
    roads.add([*streets, *links], [*names, *[""] * len(links)])
    homes, prints, hamlet = populate(
        rng, land, places, roads=as_array([line.shape for line in roads.lines])
    )
    village = homes.community
    group = homes.group.copy()
    for part, (name, _) in enumerate(PARTS, start=len(PLACES)):
        # The groups of a further part are numbered after those of the village.
        before = len(np.unique(group[village == PLACES.index(name)]))
        for k in range(len(np.unique(group[village == part])), 0, -1):
            group[(village == part) & (group == group_name(k))] = group_name(before + k)
    mine = village == PLACES.index(GRIDS_IN)
    number = np.unique(hamlet[mine], return_inverse=True)[1] + 1
    grid = blanks(len(homes))
    grid[mine] = [f"{_code(GRIDS_IN)}{k:03d}" for k in number]
    return replace(homes, group=group, grid=grid), prints


def _at_one_place(homes: Homes, prints: Footprints) -> tuple[Homes, Footprints]:
    """Move five houses of one villager group into the house of a sixth."""
    mine = np.flatnonzero(homes.community == PLACES.index(SAME_PLACE_IN))
    group = mine[homes.group[mine] == group_name(2)][:SAME_PLACE]
    xy = homes.xy.copy()
    xy[group] = xy[group[0]]
    kept = np.ones(len(prints), dtype=bool)
    kept[group[1:]] = False
    return replace(homes, xy=xy), prints.rows(kept)


def _beyond(rng: np.random.Generator, land: Countryside, roads: Roads) -> tuple[Homes, Footprints]:
    """Return houses beyond the boundary: three within 50 m of it, four farther away."""
    whole = shapely.union_all(land.shapes)
    outline = shapely.get_exterior_ring(whole)
    busy = shapely.union_all([line.shape for line in [*land.lines, *roads.lines]])
    homes: list[XY] = []
    for road, low, high, wanted in (
        ("青禾大道", 14.0, 44.0, JUST_OUTSIDE),
        ("稻香路", 90.0, 260.0, FAR_OUTSIDE),
    ):
        line = next(n.shape for n in land.lines if n.name == road)
        exits = shapely.get_coordinates(shapely.intersection(line, outline))
        x, y = exits[np.lexsort(exits.T[::-1])[-1 if wanted == FAR_OUTSIDE else 0]]
        gx, gy = np.meshgrid(np.arange(x - 280, x + 281, 8), np.arange(y - 280, y + 281, 8))
        xy = np.column_stack([gx.ravel(), gy.ravel()]) + rng.uniform(-2, 2, (gx.size, 2))
        points = shapely.points(xy)
        off, side = shapely.distance(points, whole), shapely.distance(points, busy)
        fits = np.flatnonzero((off > low) & (off < high) & (side > 13))
        for k in fits[np.argsort(side[fits], kind="stable")]:
            if wanted and all(np.hypot(*(xy[k] - other)) > 19 for other in homes):
                homes.append(xy[k])
                wanted -= 1
    place = np.array(homes)
    nobody = np.full(len(place), -1)
    return houses(place, nobody, blanks(len(place))), cottages(rng, place, np.zeros(len(place)))
