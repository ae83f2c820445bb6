"""One community is one problem: its households, boundary and levels go in, its zones come out.

A pure function of small values that pickle, so that a township is a map over communities on any
executor.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray
from scipy.spatial import cKDTree

from gridgen.apart import Room, Sides, broken
from gridgen.footprint import share_face, with_points
from gridgen.links import areas_m2, cells, contract, link, spread, straight, within
from gridgen.model import Band, Cells, Ground, Links, Shapes, Solution, Weights
from gridgen.modes import Centres, bands_of, bridged, centre_units, named_zones
from gridgen.outline import outline
from gridgen.solver import solve
from gridgen.split import UPRIGHT, split_units, with_pieces
from gridgen.ties import Bond, most_grids, parting, tied, with_parted
from gridgen.units import merge, middles, of_units

SEARCHED = ("band", "around")
"""The modes whose zones are searched, so that ties hold in them."""

MORE_GRIDS = 3
"""So many grids more are tried where a tie keeps apart whom fewer cannot part."""


@dataclass(frozen=True, slots=True)
class Step:
    """One level as it applies to one community."""

    level: str
    mode: str
    band: Band | None
    """None where the mode asks for no size."""
    keep: tuple[str, ...]
    """Keys of `Task.keys`, or "place"."""
    counts: str = "households"
    """What the band counts: households, "area", or one of `Task.counts`."""
    split: tuple[str, ...] = ()
    """What of `keep` is split where it is above the band."""
    grids: int | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Task:
    """One community: n households and what is asked.

    `xy` (n, 2) metres; `count` (n,); `keys` (n,) numbers for equal values, -1 for none; `ground` in
    metres; `seed` a number that does not depend on other communities.
    """

    code: str
    xy: NDArray[np.float64]
    count: NDArray[np.int64]
    keys: Mapping[str, NDArray[np.int64]]
    ground: Ground
    steps: tuple[Step, ...]
    effort: str
    seed: int
    existing: Mapping[str, NDArray[np.int64]] = field(default_factory=dict)
    """For levels that exist already (n,) a number for each household's zone, -1 for none."""
    locked: NDArray[np.int64] | None = None
    """(n,) a number for households of a locked grid, -1 for the others."""
    certify: bool = False
    """Whether to prove a lower bound of the metres at the first level."""
    empty_land: str = "around"
    """Whose land without households is; see `gridgen.rules`."""
    names: Mapping[str, NDArray[np.int64]] = field(default_factory=dict)
    """For levels whose zones the households name (n,) a number for each name, -1 for none."""
    counts: Mapping[str, NDArray[np.int64]] = field(default_factory=dict)
    """What bands count besides households (n,)."""
    centres: Mapping[str, Centres] = field(default_factory=dict)
    """For levels made around centres those of this community."""
    weights: Weights = field(default_factory=Weights)
    bonds: tuple[Bond, ...] = ()
    """Whom the first level that is searched keeps together or apart."""


@dataclass(frozen=True, slots=True, eq=False)
class Layer:
    """The z zones of one level in one community.

    `zone_of` (n,); `parent` (z,) zone of the level above, 0 at the first; `units` (z,); `mean_m`
    and `max_m` (z,); `size` (z,) what the band counts; `schematic` (z,) whether a place or building
    is cut by its border; `polygon` (z,), none until drawn.
    """

    level: str
    zone_of: NDArray[np.int32]
    parent: NDArray[np.int32]
    units: NDArray[np.int64]
    mean_m: NDArray[np.float64]
    max_m: NDArray[np.float64]
    size: NDArray[np.int64]
    schematic: NDArray[np.bool_]
    polygon: Shapes = field(default_factory=lambda: np.empty(0, object))


@dataclass(frozen=True, slots=True, eq=False)
class Outcome:
    """What became of a task: its layers from the top, the links, and the metres of the top level.

    `lower_bound_m` is 0.0 where no proof was asked for.
    """

    layers: tuple[Layer, ...]
    links: Links
    metres: float
    lower_bound_m: float = 0.0


def divide_community(task: Task) -> Outcome:
    """Return the zones of every level of one community, with their polygons.

    Grids first hang together over straight links alone; where that leaves one outside its band, the
    links around bends of the boundary are used as well.
    """
    drawing = cells(task.xy, task.ground)
    band = task.steps[0].band if task.steps else None
    fewest = band.fewest if band and task.steps[0].counts == "households" else 1
    task = replace(
        task, counts={**task.counts, "households": task.count, "area": areas_m2(drawing)}
    )
    links = link(drawing, task.ground, task.count, fewest=fewest)
    keys = {"place": drawing.place_of.astype(np.int64), **task.keys}
    if task.bonds:
        keys["tie"] = tied(task.xy, straight(links, len(task.xy)), task.bonds)
    walked = _walk_down(task, straight(links, len(task.xy)), keys)
    if walked.outside and links.bends.any():
        around = _walk_down(task, links, keys)
        walked = min(walked, around, key=lambda way: way.outside)
    layers = tuple(
        replace(layer, schematic=_torn(links, keys, step.keep, layer))
        for step, layer in zip(task.steps, walked.layers, strict=True)
    )
    layers = _drawn(task, drawing, layers) if layers else ()
    return Outcome(layers, links, walked.metres, walked.lower_bound_m)


@dataclass(frozen=True, slots=True, eq=False)
class _Walked:
    """All levels over one set of links: households outside their band, and the top's metres."""

    layers: tuple[Layer, ...]
    outside: int
    metres: float
    lower_bound_m: float


def _walk_down(task: Task, links: Links, keys: Mapping[str, NDArray[np.int64]]) -> _Walked:
    """Divide level by level: each zone of a level is the parent that the next one divides."""
    layers: list[Layer] = []
    outside = 0
    ways = np.zeros((len(task.steps) or 1, 2))
    above = np.zeros(len(task.xy), np.int32)
    searched = [depth for depth, step in enumerate(task.steps) if step.mode in SEARCHED]
    for depth, step in enumerate(task.steps):
        piece = _pieces(task, step, links, keys, above, seed=_seed([task.seed, depth], 0))
        links = spread(links, keys["place"].astype(np.int32), piece)
        layer, ways[depth] = _walk(
            task, step, links, with_pieces(keys, piece), above, seed=[task.seed, depth],
            first=depth == 0, bonds=task.bonds if [depth] == searched[:1] else (),
        )  # fmt: skip
        above = layer.zone_of
        if step.band and step.mode != "around":
            outside += sum(step.band.breach(int(size)) for size in layer.size)
        layers.append(layer)
    return _Walked(tuple(layers), outside, float(ways[0, 0]), float(ways[0, 1]))


def _pieces(
    task: Task,
    step: Step,
    links: Links,
    keys: Mapping[str, NDArray[np.int64]],
    above: NDArray[np.int32],
    *,
    seed: int,
) -> NDArray[np.int64]:
    """Return (n,) the piece of each row whose unit inside its zone above is too large, else -1."""
    piece = np.full(len(task.xy), -1, np.int64)
    if step.band is None or step.mode not in SEARCHED:
        return piece
    for zone in range(int(above.max(initial=-1)) + 1 if step.split else 0):
        rows = np.flatnonzero(above == zone)
        mine = split_units(
            task.xy[rows], task.count[rows], within(links, rows, len(task.xy)),
            {key: value[rows] for key, value in keys.items()},
            keep=step.keep, split=step.split, band=step.band, seed=seed,
        )  # fmt: skip
        piece[rows] = np.where(mine < 0, -1, mine + piece.max() + 1)
    return piece


def _torn(
    links: Links, keys: Mapping[str, NDArray[np.int64]], keep: tuple[str, ...], layer: Layer
) -> NDArray[np.bool_]:
    """Return (z,) whether a zone has only a part of some place or building."""
    zone_of, zones = layer.zone_of, len(layer.parent)
    a, b = links.pairs[zone_of[links.pairs[:, 0]] != zone_of[links.pairs[:, 1]]].T
    torn = np.zeros(zones, bool)
    for key in ("place", *UPRIGHT):
        if key in keep:
            same = (keys[key][a] == keys[key][b]) & (keys[key][a] >= 0)
            torn[zone_of[a[same]]] = torn[zone_of[b[same]]] = True
    return torn


def _walk(
    task: Task,
    step: Step,
    links: Links,
    keys: Mapping[str, NDArray[np.int64]],
    above: NDArray[np.int32],
    *,
    seed: list[int],
    first: bool,
    bonds: tuple[Bond, ...],
) -> tuple[Layer, tuple[float, float]]:
    """Divide every zone of the level above; return the new zones, the metres and their bound."""
    n = len(task.xy)
    zone_of = np.full(n, -1, np.int32)
    centre = np.zeros((n, 2))
    parent: list[int] = []
    units: list[NDArray[np.int64]] = []
    metres, bound = 0.0, 0.0
    for zone in range(int(above.max(initial=-1)) + 1):
        rows = np.flatnonzero(above == zone)
        inner = within(links, rows, n)
        count = task.count[rows]
        if step.mode in ("given", "unit"):
            found = _named(task, step, rows, inner)
        else:
            here = tuple(bond for one in bonds for bond in one.among(rows, n))
            found = _searched(
                task, step, rows, inner, keys, seed=_seed(seed, zone), first=first, bonds=here
            )
        zone_of[rows] = found.zone_of + len(parent)
        centre[rows] = found.centre_xy[found.zone_of]
        parent += [zone] * len(found.centre_xy)
        units.append(found.units)
        metres += found.metres
        bound += found.lower_bound_m
    mean_m, max_m = _ways(task, zone_of, centre, len(parent))
    count = np.concatenate(units)
    whole = np.zeros(len(parent), bool)
    size = np.bincount(zone_of, weights=task.counts[step.counts], minlength=len(parent))
    layer = Layer(
        step.level, zone_of, np.array(parent, np.int32), count, mean_m, max_m,
        size.astype(np.int64), whole,
    )  # fmt: skip
    return layer, (metres, bound)


@dataclass(frozen=True, slots=True, eq=False)
class _Found:
    """The zones of one parent: `zone_of` (k,) its rows, `centre_xy` (z, 2) and `units` (z,)."""

    zone_of: NDArray[np.int32]
    centre_xy: NDArray[np.float64]
    units: NDArray[np.int64]
    metres: float = 0.0
    lower_bound_m: float = 0.0


def _named(task: Task, step: Step, rows: NDArray[np.int64], inner: Links) -> _Found:
    """Return the zones that households name: one for each name, in one piece or not."""
    xy, count = task.xy[rows], task.count[rows]
    zone_of = named_zones(xy, inner.pairs, task.names[step.level][rows])
    centre = middles(xy, count, zone_of)
    metres = float((count * np.hypot(*(xy - centre[zone_of]).T)).sum())
    return _Found(zone_of, centre, np.ones(len(centre), np.int64), metres)


def _searched(
    task: Task,
    step: Step,
    rows: NDArray[np.int64],
    inner: Links,
    keys: Mapping[str, NDArray[np.int64]],
    *,
    seed: int,
    first: bool,
    bonds: tuple[Bond, ...],
) -> _Found:
    """Return the zones of the least metres inside the band, or around the centres given."""
    count = task.count[rows]
    keep = (*step.keep, "tie") if bonds else step.keep
    made = merge(task.xy[rows], count, inner, [keys[k][rows] for k in keep])
    load = np.bincount(made.unit_of, weights=task.counts[step.counts][rows]).astype(np.int64)
    near = contract(inner, made.unit_of)
    pairs = near.pairs
    existing = task.existing.get(step.level)
    locked = task.locked if first else None
    asked: dict[str, Any] = {
        "grids": step.grids,
        "borders": near.border_m - near.along_m,
        "existing": None if existing is None else of_units(existing[rows], count, made),
        "locked": None if locked is None else of_units(locked[rows], count, made),
        "certify": task.certify and first,
    }
    band = step.band or Band(1, max(1, int(load.sum())))
    fewest: Any = band.fewest
    most: Any = band.most
    target = band.target
    if step.mode == "around":
        centres = _centres_in(task, step, rows)
        unit = centre_units(made.xy, centres) if centres else np.zeros(0, np.int64)
        if centres is None or (unit < 0).all():
            zone_of = np.zeros(len(rows), np.int32)
            middle = middles(task.xy[rows], count, zone_of)
            return _Found(zone_of, middle, np.array([len(made)]))
        fewest, most, target = bands_of(band, centres, int(load.sum()))
        fewest, most = fewest[unit >= 0], most[unit >= 0]
        target = int(np.clip(target, fewest.min(), most.max()))
        pairs = bridged(made.xy, pairs, unit[unit >= 0])
        asked = {"centres": unit[unit >= 0]}

    def divided(**more: Any) -> Solution:
        return solve(
            made.xy, load, fewest=fewest, most=most, target=target, visits=made.households,
            links=pairs, weights=task.weights, effort=task.effort, seed=seed, **asked | more,
        )  # fmt: skip

    solution = divided()
    apart = parting(made.unit_of, bonds)
    if apart:
        is_fixed, ways = np.zeros(len(made), bool), pairs
        if step.mode == "around":
            is_fixed[asked["centres"]] = True
        elif asked["locked"] is not None:
            is_fixed = asked["locked"] >= 0
            ways = pairs[~is_fixed[pairs].any(axis=1)]  # nobody joins a locked grid either
        room = Room(made.xy, load, made.households, ways, fewest, most, is_fixed)
        solution = _parted(
            solution, divided, room, apart, may_grow="grids" in asked and not step.grids
        )
    return _Found(
        solution.grid_of[made.unit_of],
        made.xy[solution.centre_of],
        np.bincount(solution.grid_of, minlength=len(solution.centre_of)),
        solution.metres,
        solution.lower_bound_m or 0.0,
    )


def _parted(
    solution: Solution,
    divided: Callable[..., Solution],
    room: Room,
    apart: list[Sides],
    *,
    may_grow: bool,
) -> Solution:
    """Return a solution that parts as many ties as can be found, with more grids where it takes
    them; none farther outside the band.
    """
    best = with_parted(solution, room, apart)
    off = sum(abs(breach.by) for breach in solution.breaches)
    for more in range(1, MORE_GRIDS + 1) if may_grow else ():
        grids = len(solution.centre_of) + more
        if not broken(best.grid_of, apart) or grids > most_grids(room):
            break
        tried = with_parted(divided(grids=grids), room, apart)
        is_better = broken(tried.grid_of, apart) < broken(best.grid_of, apart)
        if is_better and sum(abs(breach.by) for breach in tried.breaches) <= off:
            best = tried
    return best


def _centres_in(task: Task, step: Step, rows: NDArray[np.int64]) -> Centres | None:
    """Return the centres whose nearest household of the community is among `rows`."""
    centres = task.centres.get(step.level)
    if centres is None or len(centres.xy) == 0:
        return None
    mine = np.isin(cKDTree(task.xy).query(centres.xy)[1], rows)
    return (
        Centres(centres.xy[mine], centres.fewest[mine], centres.most[mine]) if mine.any() else None
    )


def _seed(words: list[int], zone: int) -> int:
    return int(np.random.SeedSequence([*words, zone]).generate_state(1)[0])


def _ways(
    task: Task, zone_of: NDArray[np.int32], centre: NDArray[np.float64], zones: int
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return the mean metres, by households, and the largest, to the centre of each zone."""
    apart = np.hypot(*(task.xy - centre).T)
    weight = task.count + 1e-9  # a zone of vacant houses has a mean too
    total = np.bincount(zone_of, weights=weight, minlength=zones)
    mean = np.bincount(zone_of, weights=weight * apart, minlength=zones) / total
    largest = np.zeros(zones)
    np.maximum.at(largest, zone_of, apart)
    return mean, largest


# --- outlines ------------------------------------------------------------------------------------


def _drawn(task: Task, drawing: Cells, layers: tuple[Layer, ...]) -> tuple[Layer, ...]:
    """Return the layers with their polygons; zones that share a place share what is drawn for it.

    A shared place is first drawn as a zone of its own at every level. What its zones share by their
    counts is the footprint in which it stands, where there is one; the rest of the land drawn for
    it goes with the parts beside.
    """
    first = np.unique(drawing.place_of, return_index=True)[1]
    zones = [len(layer.parent) for layer in layers]
    shared = np.unique(
        np.concatenate(
            [
                drawing.place_of[layer.zone_of != layer.zone_of[first][drawing.place_of]]
                for layer in layers
            ]
        )
    )
    zone_of = {layer.level: layer.zone_of[first].copy() for layer in layers}
    for layer, number in zip(layers, zones, strict=True):
        zone_of[layer.level][shared] = number + np.arange(len(shared))
    drawn = outline(drawing, task.ground, zone_of, empty_land=task.empty_land)
    shapes = [drawn[layer.level] for layer in layers]
    for k, place in enumerate(shared):
        rows = np.flatnonzero(drawing.place_of == place)
        home, others = _home(task.ground.footprints, drawing.xy[place])
        _share_place(
            shapes, layers, rows, task.count[rows], [number + k for number in zones],
            home=home, others=others,
        )  # fmt: skip
    return tuple(
        replace(layer, polygon=shape[:number])
        for layer, shape, number in zip(layers, shapes, zones, strict=True)
    )


def _share_place(
    shapes: list[Shapes],
    layers: tuple[Layer, ...],
    rows: NDArray[np.int64],
    count: NDArray[np.int64],
    whole: list[int],
    *,
    home: shapely.Geometry | None,
    others: Shapes,
) -> None:
    """Give each zone its part of the face of a place: `whole` is the face's row at each level."""
    zones, zone_of = np.unique(
        np.stack([layer.zone_of[rows] for layer in layers], axis=1), axis=0, return_inverse=True
    )
    weights = np.maximum(np.bincount(zone_of.reshape(-1), weights=count), 1)
    parts = share_face(
        shapes[0][whole[0]], weights.tolist(), shapes[0][zones[:, 0]], core=home, others=others
    )
    corners = np.unique(shapely.get_coordinates(parts), axis=0)
    for depth in range(len(layers)):
        shapes[depth] = with_points(shapes[depth], corners)
        for part, zone in zip(parts, zones[:, depth], strict=True):
            shapes[depth][zone] = _union(shapes[depth][zone], part)


def _home(footprints: Shapes, at: NDArray[np.float64]) -> tuple[shapely.Geometry | None, Shapes]:
    """Return the footprint that holds a place, of several the smallest, and those that do not."""
    holds = np.asarray(shapely.intersects_xy(footprints, at[0], at[1]), bool)
    mine = footprints[holds]
    return (mine[np.argmin(shapely.area(mine))] if len(mine) else None), footprints[~holds]


def _union(a: shapely.Geometry, b: shapely.Geometry) -> shapely.Geometry:
    parts = shapely.get_parts(shapely.coverage_union_all([a, b]))
    return parts[0] if len(parts) == 1 else shapely.multipolygons(parts)
