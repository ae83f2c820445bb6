"""Townships of any size: villages and a few urban communities in tiles along a river.

The land is laid out flat, in rows of tiles on either side of a river, then bent by a wobble that
never folds it: so nothing that was apart ever meets.
"""

from __future__ import annotations

from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import NDArray

from gridgen.model.arrays import Shapes
from gridgen.model.errors import ProblemError
from gridgen.sample.curves import XY, wobble
from gridgen.sample.estates import Estate, StreetBlocks, blocks_in, build, set_aside
from gridgen.sample.hamlets import populate, settle
from gridgen.sample.homes import Footprints, Homes
from gridgen.sample.land import (
    RIVER_HALF_WIDTH_M,
    Countryside,
    NamedArea,
    NamedLine,
    Roads,
    as_array,
    dissolve,
    share,
    tile,
)
from gridgen.sample.layers import MIDDLE, MadeTown, Settlement, tables
from gridgen.sample.names import code, estate_name, hamlet_name, stems
from gridgen.sample.roads import connect

MOST_HOUSEHOLDS = 1_000_000
_BENDS = [(3000.0, 160.0), (1100.0, 40.0), (400.0, 12.0), (320.0, 8.0)]
_STEP_M = 70.0
_PER_KM2 = 130.0
"""Households on a square kilometre of the plain."""
_TOWN = 25
"""Communities in one township, at most."""
_URBAN = 1 / 6
_URBAN_WEIGHT = 3.0
"""Households in an urban community for each one in a village of the same area."""


@dataclass(frozen=True, slots=True, eq=False)
class _Plan:
    """The flat plan: seeds of the tiles (c, 2), metres between them, extent, and the river."""

    seeds: XY
    pitch: float
    box: tuple[float, float, float, float]
    river: XY

    def is_north(self, xy: XY) -> NDArray[np.bool_]:
        north: NDArray[np.bool_] = xy[:, 1] > np.interp(
            xy[:, 0], self.river[:, 0], self.river[:, 1]
        )
        return north


@dataclass(frozen=True, slots=True)
class _Towns:
    """The code of the one township, None for as many as are needed; the share that is urban."""

    code: str | None
    urban: float

    def rows(self, seeds: XY) -> list[NDArray[np.int64]]:
        return _towns(seeds) if self.code is None else [np.arange(len(seeds))]

    def code_of(self, town: int, kind: str, number: int) -> str:
        made = code(town, kind, number)
        return made if self.code is None else self.code + made[9:]


def township(
    households: int = 9000,
    communities: int = 12,
    seed: int = 0,
    *,
    code: str | None = None,
    urban: float = _URBAN,
) -> dict[str, gpd.GeoDataFrame]:
    """Return a made-up township by layer name; the layers and columns are those of `qinghe`.

    Parameters
    ----------
    households
        In all: exactly as many, 500 to 1,000,000.
    communities
        Exactly as many; at most one for ten households. More than 25 are shared out over several
        townships.
    seed
        0 or more; the same numbers and seed give the same township.
    code
        Nine digits: all communities, at most 199 of a kind, are of this one township, and its
        households bear it in their ids.
    urban
        The share of communities that are urban, one of them at least.

    Raises
    ------
    ProblemError
        The numbers are out of range, or there are fewer than ten households to a community.
    """
    if not 500 <= households <= MOST_HOUSEHOLDS:
        raise ProblemError("sample_households", households=households, most=MOST_HOUSEHOLDS)
    if not 1 <= communities <= households // 10:
        raise ProblemError(
            "sample_communities",
            households=households,
            communities=communities,
            most=households // 10,
        )
    rng = np.random.default_rng(seed)
    plan = _plan(rng, communities, households / communities)
    land = _land(rng, plan)
    places = _places(rng, plan, land.shapes, _Towns(code, urban))
    is_urban = np.array([place.kind == "community" for place in places])
    weight = shapely.area(land.shapes) * np.where(is_urban, _URBAN_WEIGHT, 1.0)
    weight *= rng.uniform(0.75, 1.3, len(places))
    count = share(households, weight, fewest=min(10, households // communities))
    roads = Roads()
    special: list[NamedArea] = []
    parts: list[tuple[Homes, Footprints]] = []
    for k in np.flatnonzero(is_urban).tolist():
        part, areas = _urban(rng, land, places[k], row=k, count=int(count[k]), roads=roads)
        parts.append(part)
        special += areas
    if not is_urban.all():
        towns = [prints.shapes() for _, prints in parts]
        avoid = np.concatenate([*towns, as_array([])])
        parts.append(_rural(rng, land, places, count * ~is_urban, roads=roads, avoid=avoid))
    homes, prints = zip(*parts, strict=True)
    town = MadeTown(
        places=places,
        lines=[*land.lines, *roads.lines],
        water=land.water,
        homes=Homes.joined(homes),
        footprints=Footprints.joined(prints),
        special=special,
    )
    return tables(rng, town, prefix=f"H{code}-" if code else "H")


# --- the land -------------------------------------------------------------------------------------


def _plan(rng: np.random.Generator, communities: int, each: float) -> _Plan:
    pitch = 1000 * np.sqrt(max(1.0, each / _PER_KM2))
    rows = min(communities, max(2, round(np.sqrt(communities * 0.75))))
    columns = share(communities, np.ones(rows), fewest=1)
    width = float(columns.max()) * pitch
    bottom = -(rows // 2) * pitch
    seeds = []
    for row, n in enumerate(columns):
        x = ((np.arange(n) + 0.5) / n - 0.5) * width + rng.uniform(-0.2, 0.2, n) * pitch
        y = bottom + (row + 0.5) * pitch + rng.uniform(-0.16, 0.16, n) * pitch
        seeds.append(np.column_stack([x, y]))
    x = np.arange(-width / 2 - 400, width / 2 + 401, _STEP_M)
    river = np.column_stack([x, 0.13 * pitch * np.sin(2 * np.pi * x / (2.3 * pitch) + 1)])
    box = (-width / 2, bottom, width / 2, bottom + rows * pitch)
    return _Plan(np.vstack(seeds), float(pitch), box, river)


def _land(rng: np.random.Generator, plan: _Plan) -> Countryside:
    bend = wobble(rng, _BENDS)

    def bent(xy: XY) -> XY:
        return bend(xy) + MIDDLE

    round_m = 0.35 * plan.pitch
    outline = shapely.box(*plan.box).buffer(-round_m).buffer(round_m, quad_segs=4)
    frame = outline.buffer(300)
    flat = [("river", "", plan.river), *_flat_lines(plan)]
    lines = []
    for kind, name, xy in flat:
        inside = shapely.intersection(shapely.segmentize(shapely.LineString(xy), _STEP_M), frame)
        lines.append(NamedLine(kind, name or "长禾河", shapely.transform(inside, bent)))
    river = lines[0].shape
    near = shapely.buffer(river, RIVER_HALF_WIDTH_M + 10)
    lines += [
        NamedLine("bridge", f"{line.name}大桥", over)
        for line in lines
        if line.kind == "main_road"
        for over in shapely.get_parts(shapely.intersection(line.shape, near))
        if shapely.intersects(over, river)
    ]
    surface = shapely.buffer(river, RIVER_HALF_WIDTH_M, quad_segs=3)
    shapes = shapely.transform(_tiles(plan, outline), bent)
    return Countryside(shapes, tuple(lines), (("长禾河", surface),))


def _flat_lines(plan: _Plan) -> list[tuple[str, str, XY]]:
    """Return main roads every third tile, in both directions, and a railway across."""
    x0, y0, x1, y1 = plan.box
    p, far = plan.pitch, 400.0
    verticals = np.arange(x0 + 0.9 * p, x1 - 0.2 * p, 2.6 * p)
    horizontals = [
        *np.arange(0.55 * p, y1 - 0.2 * p, 2.4 * p),
        *np.arange(-0.55 * p, y0 + 0.2 * p, -2.4 * p),
    ]
    roads = [
        *(("main_road", f"纵{k + 1}路", np.array([[x, y0 - far], [x, y1 + far]]))
          for k, x in enumerate(verticals)),
        *(("main_road", f"横{k + 1}路", np.array([[x0 - far, y], [x1 + far, y]]))
          for k, y in enumerate(horizontals)),
    ]  # fmt: skip
    middle = (x0 + x1) / 2
    rails = np.array([[middle - 0.3 * p, y0 - far], [middle + 0.45 * p, y1 + far]])
    return [*roads, ("railway", "长禾铁路", rails)]


def _tiles(plan: _Plan, outline: shapely.Polygon) -> Shapes:
    """Return the tile of each seed: the part of its bank that is nearest to it."""
    north = plan.is_north(plan.seeds)
    banks = [_bank(plan.river, towards) for towards in (-1, 1)]
    linework: list[XY] = [shapely.get_coordinates(outline.exterior)]
    if not north.all():
        linework.append(plan.river)
    for bank, mine in zip(banks, (~north, north), strict=True):
        if mine.sum() < 2:
            continue
        seeds = shapely.multipoints(plan.seeds[mine])
        edges = shapely.voronoi_polygons(seeds, extend_to=outline.buffer(5000), only_edges=True)
        # Half a metre over the bank, so that noding makes an exact corner there.
        within = shapely.intersection(edges, shapely.intersection(bank, outline).buffer(0.5))
        linework += [shapely.get_coordinates(part) for part in shapely.get_parts(within)]
    faces = tile(linework, step_m=_STEP_M)
    middle = shapely.get_coordinates(shapely.point_on_surface(faces))
    apart = np.hypot(*(middle[:, None] - plan.seeds[None]).transpose(2, 0, 1))
    apart[plan.is_north(middle)[:, None] != north[None] if not north.all() else apart < 0] = np.inf
    return dissolve(faces, apart.argmin(axis=1), len(plan.seeds))


def _bank(river: XY, towards: int) -> shapely.Polygon:
    """Return all land south (-1) or north (1) of the river."""
    far = np.array([0, towards * 1e6])
    return shapely.Polygon(np.vstack([river, river[-1] + far, river[0] + far]))


def _places(rng: np.random.Generator, plan: _Plan, shapes: Shapes, of: _Towns) -> list[Settlement]:
    """Name every tile; in each town the tiles nearest to its middle are urban."""
    seeds = plan.seeds
    n = len(seeds)
    names = stems(rng, n)
    places: list[Settlement | None] = [None] * n
    urban_left = max(1, round(n * of.urban)) if n > 1 else 0
    towns = of.rows(seeds)
    for t, rows in enumerate(towns):
        from_middle = np.hypot(*(seeds[rows] - seeds[rows].mean(axis=0)).T)
        rows = rows[np.argsort(from_middle, kind="stable")]
        urban = round(urban_left / (len(towns) - t))
        urban_left -= urban
        for k, row in enumerate(rows):
            kind = "community" if k < urban else "village"
            number = k if k < urban else k - urban
            urban_rural = ("121" if k == 0 else "122") if k < urban else "220"
            if kind == "village" and number == 0:
                urban_rural = "210"
            name = names[row] + ("社区" if k < urban else "村")
            places[row] = Settlement(
                of.code_of(t, kind, number), name, kind, urban_rural, shapes[row]
            )
    return [place for place in places if place is not None]


def _towns(seeds: XY) -> list[NDArray[np.int64]]:
    """Return the rows of each town: strips from west to east, cut from north to south."""
    towns = -(-len(seeds) // _TOWN)
    strips = np.array_split(np.argsort(seeds[:, 0], kind="stable"), max(1, round(np.sqrt(towns))))
    cut: list[NDArray[np.int64]] = []
    for strip in strips:
        order = strip[np.argsort(-seeds[strip, 1], kind="stable")]
        cut += np.array_split(order, -(-len(order) // _TOWN))
    return cut


# --- the people on it -----------------------------------------------------------------------------


def _urban(
    rng: np.random.Generator,
    land: Countryside,
    place: Settlement,
    *,
    row: int,
    count: int,
    roads: Roads,
) -> tuple[tuple[Homes, Footprints], list[NamedArea]]:
    land = land.around(place.shape)
    blocks = _street_plan(rng, land, place)
    is_centre = place.urban_rural == "121"
    free = 2 if is_centre and len(blocks.cell) > 2 else 0
    estates = _estates(rng, place, row, count, most=len(blocks.cell) - free)
    built, used = blocks.first(len(estates)), blocks.first(len(estates) + free)
    corner = used.xy(used.cell[:1] + np.array([[0, 0], [1, 0], [0, 1], [1, 1]]))
    homes, prints = build(rng, built, estates)
    links, _ = connect(rng, land, corner[None], np.array([row]), avoid=prints.shapes())
    streets = [*used.streets(land.of("main_road")), *built.lanes(), *links]
    roads.add(streets, [""] * len(streets))
    areas: list[NamedArea] = []
    if free:
        stem = place.name.removesuffix("社区")
        areas, halls = set_aside(
            used, used.cell[-2:], market=f"{stem}农贸市场", office=f"{stem}政务服务中心"
        )
        prints = Footprints.joined([prints, halls])
    # The first community of a town already has grids, of three estates each.
    if is_centre:
        number = {estate.name: k // 3 + 1 for k, estate in enumerate(estates)}
        grid = [f"{place.code}{number[name]:03d}" for name in homes.estate]
        homes = homes.with_grid(as_array(grid))
    return (homes, prints), areas


def _street_plan(rng: np.random.Generator, land: Countryside, place: Settlement) -> StreetBlocks:
    """Return the blocks of the best of a few street plans: the one with the most room."""
    circle = shapely.maximum_inscribed_circle(place.shape, tolerance=20)
    heart = shapely.get_coordinates(circle)[0]
    plans = [
        blocks_in(
            place.shape,
            land,
            origin=heart + rng.uniform(-120, 120, 2),
            angle=float(rng.normal(0, 0.12)),
            heart=heart,
        )
        for _ in range(4)
    ]
    best = max(plans, key=lambda plan: len(plan.cell))
    if len(best.cell) == 0:
        raise ProblemError("sample_no_room_for_block", place=place.name)
    return best


def _estates(
    rng: np.random.Generator, place: Settlement, row: int, count: int, *, most: int
) -> list[Estate]:
    """Return estates of about 380 to 700 households each; larger ones where blocks are short."""
    wanted = max(1, min(most, round(count / 480)))
    is_towers = rng.random(wanted) < 0.3
    size = share(count, np.where(is_towers, 650, 430) * rng.uniform(0.9, 1.1, wanted), fewest=1)
    stem = place.name.removesuffix("社区")
    return [
        Estate(estate_name(stem, k), row, bool(is_towers[k]), int(size[k])) for k in range(wanted)
    ]


def _rural(
    rng: np.random.Generator,
    land: Countryside,
    places: list[Settlement],
    count: NDArray[np.int64],
    *,
    roads: Roads,
    avoid: Shapes,
) -> tuple[Homes, Footprints]:
    wanted = np.where(count > 0, np.maximum(1, np.round(count / 72)), 0).astype(np.int64)
    hamlets = settle(rng, land, count, wanted)
    streets = hamlets.streets()
    ends = shapely.get_coordinates(streets).reshape(len(hamlets), -1, 2)
    links, _ = connect(rng, land, ends[:, [0, 4, -1]], hamlets.village, avoid=avoid)
    seen: dict[int, int] = {}
    names = []
    for v in hamlets.village.tolist():
        seen[v] = seen.get(v, -1) + 1
        names.append(hamlet_name(places[v].name.removesuffix("村"), seen[v]) + "路")
    roads.add([*streets, *links], [*names, *[""] * len(links)])
    on_the_way = as_array([line.shape for line in roads.lines])
    homes, prints, _ = populate(rng, land, hamlets, roads=on_the_way)
    return homes, prints
