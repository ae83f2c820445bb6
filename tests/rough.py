"""Villages drawn roughly: noise, cracks, overlaps, lattices, lines twice, a CRS for each layer.

What is drawn is a table for each layer, as a user would hand it over. `faults` says what is wrong
with a plan of it; its geometry is its own, and shares nothing with what draws or checks plans.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import NDArray

from gridgen.model.plan import Plan

CRS = "EPSG:4547"
OTHERS = ("EPSG:4326", "EPSG:4490", "EPSG:32650", "EPSG:3857", "EPSG:4548")
"""In which layers may come as well: degrees, and other metres."""

ORIGIN = np.array([500_000.0, 3_400_000.0])
FAR_M = 0.01
"""A household may stand this far outside its zone."""

Layers = dict[str, gpd.GeoDataFrame]


@dataclass(frozen=True)
class Rough:
    """The layers of one rough input, and in a few words what is rough in it."""

    layers: Layers
    what: str


def rough(seed: int) -> Rough:
    """Return a rough input of some 60 to 150 households in one to six communities."""
    rng = np.random.default_rng(seed)
    xy, grain, homes_are = _homes(rng)
    drawn, land_is = _lands(rng, xy)
    angle = float(rng.choice([0.0, 0.0, 17.0, 45.0, rng.uniform(0, 90)]))
    layers = {
        "households": gpd.GeoDataFrame(
            {"id": [f"h{k}" for k in range(len(xy))]}, geometry=_points(xy), crs=CRS
        ),
        "communities": drawn,
    }
    layers |= _ground(rng, xy, grain, drawn)
    layers = {name: _turned(layer, angle) for name, layer in layers.items()}
    is_rounded = rng.random() < 0.3
    if is_rounded:
        decimals = int(rng.integers(1, 8))
        layers["households"] = _moved(layers["households"], lambda at: np.round(at, decimals))
    crs = dict.fromkeys(layers, CRS)
    if rng.random() < 0.4:
        crs = {name: str(rng.choice((CRS, *OTHERS))) for name in layers}
    layers = {name: layer.to_crs(crs[name]) for name, layer in layers.items()}
    others = " ".join(f"{name} in {crs[name]}" for name in layers if crs[name] != CRS)
    words = (f"seed {seed}", homes_are, land_is, *layers, f"turned {angle:.0f}", others)
    return Rough(layers, ", ".join(word for word in words if word))


# --- what is wrong with a plan --------------------------------------------------------------------


def faults(plan: Plan) -> Iterator[str]:
    """Give what is wrong on the ground with a plan, in a few words each."""
    homes = plan.to_frame("households").to_crs(plan.township.crs)
    there = homes["presence"] == "placed"
    for zones in plan.levels:
        table = gpd.GeoDataFrame(
            {"code": zones.code, "community": zones.community}, geometry=list(zones.polygon)
        )
        shapes = np.asarray(table.geometry.array, object)
        broken = ~shapely.is_valid(shapes) | shapely.is_empty(shapes)
        if broken.any():
            yield f"{zones.level}: {int(broken.sum())} polygons invalid or empty"
            continue
        if not shapely.coverage_is_valid(shapes):
            yield f"{zones.level}: no coverage"
        for row, code in enumerate(plan.communities.code):
            whole = plan.communities.shape[row]
            mine = shapes[(table["community"] == code).to_numpy()]
            if len(mine) and abs(shapely.area(mine).sum() - whole.area) > 1e-3 * whole.length:
                yield f"{zones.level}: land of {code} differs"
        column = "grid" if zones.level == "grids" else zones.level.removesuffix("s")
        polygon = table.set_index("code").geometry
        own = np.asarray(polygon.reindex(homes.loc[there, column]).array, object)
        apart = shapely.distance(np.asarray(homes.geometry[there].array, object), own)
        if not (apart <= FAR_M).all():
            number = int((~(apart <= FAR_M)).sum())
            yield f"{zones.level}: {number} households outside, up to {np.nanmax(apart):.2g} m"
    shapes = plan.communities.shape
    if not shapely.is_valid(shapes).all() or not shapely.coverage_is_valid(shapes):
        yield "communities: no coverage"


# --- who lives where ------------------------------------------------------------------------------


def _homes(rng: np.random.Generator) -> tuple[NDArray[np.float64], NDArray[np.float64], str]:
    """Return places, metres from the corner; the steps of their rows; and what they are."""
    columns, rows = rng.integers(8, 13, 2)
    grain = rng.uniform((5, 8), (20, 30)) if rng.random() < 0.5 else np.array([20.0, 20.0])
    xy = np.stack(np.meshgrid(np.arange(columns), np.arange(rows)), -1).reshape(-1, 2) * grain
    kind = rng.integers(4)
    if kind == 0:
        return xy + rng.uniform(-3, 3, xy.shape), grain, "houses as they stand"
    if kind == 1:
        return xy + rng.normal(0, 10.0 ** rng.uniform(-12, 0), xy.shape), grain, "houses near rows"
    if kind == 2:
        twice = rng.integers(len(xy), size=len(xy) // 4)
        xy[: len(twice)] = xy[twice] + rng.choice([0, 1e-9, 1e-6, 1e-4, 2e-3], (len(twice), 1))
        return xy, grain, "houses a hair apart"
    return xy, grain, "houses on a lattice"


def _points(xy: NDArray[np.float64]) -> gpd.GeoSeries:
    return gpd.points_from_xy(*(ORIGIN + xy).T, crs=CRS)


# --- whose land -----------------------------------------------------------------------------------


def _lands(rng: np.random.Generator, xy: NDArray[np.float64]) -> tuple[gpd.GeoDataFrame, str]:
    """Return the communities around places, and how they are drawn."""
    low, high = xy.min(axis=0) - rng.uniform(0, 50), xy.max(axis=0) + rng.uniform(0, 50)
    if rng.random() < 0.15:  # houses on the very boundary
        low, high = xy.min(axis=0), xy.max(axis=0)
    whole = shapely.box(*low, *high)
    draws: tuple[tuple[Callable[..., list[shapely.Geometry]], str], ...] = (
        (_one_of_many_corners, "one, off the line"),
        (_cracked, "cracked"),
        (_rows_of_one_code, "two rows of one code"),
        (_apart, "neighbours drawn apart"),
        (_apart, "neighbours drawn apart"),
        (_overlapping, "neighbours overlap"),
        (_enclave, "an enclave"),
        (_spoiled, "spikes, bow ties, points twice"),
        (_touching, "parts that touch at a point"),
        (_on_the_lattice, "borders on rows of houses"),
    )
    draw, what = draws[rng.integers(len(draws))]
    shapes = draw(rng, whole, xy)
    same = draw is _rows_of_one_code
    codes = [f"99010100120{1 if same else 1 + k}" for k in range(len(shapes))]
    if rng.random() < 0.3:
        decimals = int(rng.integers(1, 9))
        shapes = [_rounded(shape, decimals) for shape in shapes]
        what += f" to {decimals} decimals"
    table = gpd.GeoDataFrame({"code": codes, "kind": "village"}, geometry=shapes, crs=CRS)
    return _moved(table, lambda at: at + ORIGIN), what


def _rounded(shape: shapely.Geometry, decimals: int) -> shapely.Geometry:
    return shapely.transform(shape, lambda at: np.round(at, decimals))


def _noisy(rng: np.random.Generator, shape: shapely.Geometry, noise: float) -> shapely.Geometry:
    """Return a polygon whose corners are moved by some noise, ring by ring."""

    def moved(at: NDArray[np.float64]) -> NDArray[np.float64]:
        made = at + rng.normal(0, noise, at.shape)
        made[-1] = made[0]
        return made

    return shapely.Polygon(moved(shapely.get_coordinates(shapely.get_exterior_ring(shape))))


def _noise(rng: np.random.Generator) -> float:
    return float(10.0 ** rng.uniform(-12, 0))


def _one_of_many_corners(
    rng: np.random.Generator, whole: shapely.Geometry, xy: NDArray[np.float64]
) -> list[shapely.Geometry]:
    return [_noisy(rng, shapely.segmentize(whole, rng.uniform(20, 90)), _noise(rng))]


def _cracked(
    rng: np.random.Generator, whole: shapely.Geometry, xy: NDArray[np.float64]
) -> list[shapely.Geometry]:
    """Return one community with cracks from its edge as thin as a hair, perhaps beside houses."""
    x0, y0, x1, y1 = whole.bounds
    for at in rng.uniform(x0 + 1, x1 - 1, rng.integers(1, 4)):
        foot = at if rng.random() < 0.7 else float(xy[rng.integers(len(xy)), 0])
        tip = (foot + rng.choice([0.0, rng.uniform(-30, 30)]), rng.uniform(y0, y1))
        wide = 10.0 ** rng.uniform(-10, -1)
        crack = shapely.Polygon([(foot, y0 - 1), (foot + wide, y0 - 1), tip])
        whole = max(shapely.get_parts(whole - crack), key=lambda part: part.area)
    return [whole]


def _rows_of_one_code(
    rng: np.random.Generator, whole: shapely.Geometry, xy: NDArray[np.float64]
) -> list[shapely.Geometry]:
    """Return two parts of one community; the border has further corners on one side alone."""
    x0, y0, x1, y1 = whole.bounds
    p = np.array([rng.uniform(0.3, 0.7) * (x1 - x0) + x0, y0])
    q = np.array([rng.uniform(0.3, 0.7) * (x1 - x0) + x0, y1])
    between = p + (q - p) * np.sort(rng.uniform(0.05, 0.95, (rng.integers(1, 6), 1)), axis=0)
    between += rng.normal(0, _noise(rng) * rng.choice([0, 1]), between.shape)
    west = shapely.Polygon([(x0, y0), p, q, (x0, y1)])
    east = shapely.Polygon([p, (x1, y0), (x1, y1), q, *between[::-1]])
    return [west, east]


def _voronoi(rng: np.random.Generator, whole: shapely.Geometry) -> list[shapely.Geometry]:
    x0, y0, x1, y1 = whole.bounds
    spots = shapely.MultiPoint(rng.uniform((x0, y0), (x1, y1), (rng.integers(2, 7), 2)))
    cells = shapely.get_parts(shapely.voronoi_polygons(spots, extend_to=whole))
    return [cell & whole for cell in cells]


def _apart(
    rng: np.random.Generator, whole: shapely.Geometry, xy: NDArray[np.float64]
) -> list[shapely.Geometry]:
    """Return neighbours of whom each was drawn by itself."""
    noise = _noise(rng)
    cells = _voronoi(rng, whole)
    return [_noisy(rng, shapely.segmentize(c, rng.uniform(15, 90)), noise) for c in cells]


def _overlapping(
    rng: np.random.Generator, whole: shapely.Geometry, xy: NDArray[np.float64]
) -> list[shapely.Geometry]:
    join = str(rng.choice(["mitre", "round", "bevel"]))
    return [
        shapely.buffer(c, rng.uniform(0, 60), join_style=join) & whole
        for c in _voronoi(rng, whole)
    ]  # fmt: skip


def _enclave(
    rng: np.random.Generator, whole: shapely.Geometry, xy: NDArray[np.float64]
) -> list[shapely.Geometry]:
    """Return a village in the middle of another, with a hole of its own shape or without."""
    inside = shapely.affinity.scale(whole, *rng.uniform(0.2, 0.9, 2))
    if rng.random() < 0.3:  # the hole touches the outside
        inside = shapely.affinity.translate(inside, whole.bounds[0] - inside.bounds[0])
    noise = _noise(rng)
    hole = _noisy(rng, inside, noise)
    around = whole if rng.random() < 0.3 else whole - hole
    parts = sorted(shapely.get_parts(around), key=lambda part: -part.area)
    return [shapely.MultiPolygon(parts), _noisy(rng, shapely.segmentize(inside, 40), noise)]


def _spoiled(
    rng: np.random.Generator, whole: shapely.Geometry, xy: NDArray[np.float64]
) -> list[shapely.Geometry]:
    """Return a ring with corners twice, spikes out and in, and perhaps a bow tie at its end."""
    ring = [np.array(at) for at in shapely.get_coordinates(shapely.segmentize(whole, 60))[:-1]]
    for _ in range(rng.integers(1, 5)):
        k = int(rng.integers(len(ring)))
        beside = ring[k] + rng.normal(0, 10.0 ** rng.uniform(-10, -4), 2)
        spike = ring[k] + rng.normal(0, 40, 2)
        ring[k:k] = [ring[k], beside] if rng.random() < 0.5 else [ring[k], spike, beside]
    if rng.random() < 0.3:
        ring[0], ring[1] = ring[1], ring[0]
    return [shapely.Polygon(ring)]


def _touching(
    rng: np.random.Generator, whole: shapely.Geometry, xy: NDArray[np.float64]
) -> list[shapely.Geometry]:
    """Return a community of two parts that meet at a point, and one of the other two."""
    x0, y0, x1, y1 = whole.bounds
    x, y = (x0 + x1) / 2 + rng.uniform(-9, 9), (y0 + y1) / 2 + rng.uniform(-9, 9)
    hair = rng.choice([0.0, 1e-10, 1e-7, 1e-5, 1e-4])
    one = [shapely.box(x0, y0, x, y), shapely.box(x + hair, y - hair, x1, y1)]
    two = [shapely.box(x, y0, x1, y), shapely.box(x0, y, x, y1)]
    return [shapely.MultiPolygon([one[0], one[1]]), shapely.MultiPolygon(two)]


def _on_the_lattice(
    rng: np.random.Generator, whole: shapely.Geometry, xy: NDArray[np.float64]
) -> list[shapely.Geometry]:
    """Return villages that meet on a row of houses, or half way between two, or a hair beside."""
    x0, y0, x1, y1 = whole.bounds
    columns = np.unique(xy[:, 0])
    k = len(columns) // 2
    at = float(columns[k] if rng.random() < 0.5 else columns[k - 1 : k + 1].mean())
    hair = rng.choice([0.0, 1e-10, 1e-7, 1e-5, 1e-4]) * rng.choice([-1, 1])
    return [shapely.box(x0, y0, at, y1), shapely.box(at + hair, y0, x1, y1)]


# --- what lies on the ground ----------------------------------------------------------------------


def _ground(
    rng: np.random.Generator, xy: NDArray[np.float64], grain: NDArray[np.float64],
    drawn: gpd.GeoDataFrame,
) -> Layers:  # fmt: skip
    layers: Layers = {}
    if rng.random() < 0.6:
        layers["lines"] = _lines(rng, xy, grain, drawn)
    if rng.random() < 0.25:
        layers["buildings"] = _footprints(rng, xy, grain)
    if rng.random() < 0.15:
        layers["parcels"] = _footprints(rng, xy, grain)
    if rng.random() < 0.2:
        layers["water"] = _water(rng, xy, drawn)
    return layers


def _lines(
    rng: np.random.Generator, xy: NDArray[np.float64], grain: NDArray[np.float64],
    drawn: gpd.GeoDataFrame,
) -> gpd.GeoDataFrame:  # fmt: skip
    """Return lines half way between rows, on rows, or along boundaries; some of them twice."""
    low, high = xy.min(axis=0) - rng.choice([0, 10, 60]), xy.max(axis=0) + rng.choice([0, 10, 60])
    half = rng.choice([0.5, 0.5, 0.0])
    made = []
    for k in rng.choice(np.arange(8), 3, replace=False):
        y, x = grain[1] * (k + half), grain[0] * (k + half)
        made += [[(low[0], y), (high[0], y)], [(x, low[1]), (x, high[1])]]
    lines = [shapely.LineString(ORIGIN + np.array(line)) for line in made]
    if rng.random() < 0.3:
        along = shapely.get_parts(shapely.boundary(np.asarray(drawn.geometry.array, object)))
        lines += [line for line in along if line.length]
    if rng.random() < 0.5:  # drawn twice, the second time with more points or a hair beside
        again = shapely.segmentize(np.array(lines, object), rng.uniform(7, 50))
        noise = float(rng.choice([0, _noise(rng)]))
        again = shapely.transform(again, lambda at: at + rng.normal(0, noise, at.shape))
        lines += list(again)
    if rng.random() < 0.3:  # ends on the boundary
        land = shapely.union_all(shapely.make_valid(np.asarray(drawn.geometry.array, object)))
        lines = [line for line in shapely.intersection(lines, land) if line.length]
    kinds = rng.choice(
        ["road", "river", "main_road", "railway"], len(lines), p=[0.7, 0.1, 0.1, 0.1]
    )
    return gpd.GeoDataFrame({"class": kinds}, geometry=lines, crs=CRS)


def _footprints(
    rng: np.random.Generator, xy: NDArray[np.float64], grain: NDArray[np.float64]
) -> gpd.GeoDataFrame:
    """Return footprints around houses: up to where cells meet, or over it by a hair or more."""
    half = grain / 2 * rng.choice([1.0, 1.0 + 1e-9, 1 + 1e-6, 0.5, 1.3])
    at = ORIGIN + xy[rng.choice(len(xy), min(len(xy), 30), replace=False)]
    return gpd.GeoDataFrame(geometry=shapely.box(*(at - half).T, *(at + half).T), crs=CRS)


def _water(
    rng: np.random.Generator, xy: NDArray[np.float64], drawn: gpd.GeoDataFrame
) -> gpd.GeoDataFrame:
    """Return a lake, and perhaps a shore along the edge of a community."""
    lakes = [shapely.buffer(shapely.Point(ORIGIN + xy[rng.integers(len(xy))] + 4), 12, quad_segs=2)]
    if rng.random() < 0.5:
        x0, y0, _, y1 = drawn.total_bounds
        lakes.append(shapely.box(x0 - 20, y0, x0 + rng.choice([0, 1e-8, 1e-5, 5]), y1))
    return gpd.GeoDataFrame(geometry=lakes, crs=CRS)


# --- how it is handed over ------------------------------------------------------------------------


def _moved(
    layer: gpd.GeoDataFrame, move: Callable[[NDArray[np.float64]], NDArray[np.float64]]
) -> gpd.GeoDataFrame:
    return layer.set_geometry(
        shapely.transform(np.asarray(layer.geometry.array, object), move)
    ).set_crs(CRS, allow_override=True)


def _turned(layer: gpd.GeoDataFrame, angle: float) -> gpd.GeoDataFrame:
    if angle == 0:
        return layer
    turn = np.radians(angle)
    matrix = np.array([[np.cos(turn), -np.sin(turn)], [np.sin(turn), np.cos(turn)]])
    middle = ORIGIN + 100
    return _moved(layer, lambda at: (at - middle) @ matrix.T + middle)
