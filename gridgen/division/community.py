"""One community is one problem: its households, boundary and levels go in, its zones come out.

A pure function of small values that pickle, so that a township is a map over communities on any
executor.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.spatial import cKDTree

from gridgen.division.around import Around, areas_held, bands_of, bridged, centre_units
from gridgen.division.kept import kept_where_it_can
from gridgen.division.named import named_zones
from gridgen.division.packing import UPRIGHT
from gridgen.division.pieces import split_units, with_pieces
from gridgen.division.ties import Bond, parting, tied, with_parted
from gridgen.division.units import merge, middles, of_units
from gridgen.land.area import areas_m2
from gridgen.land.cells import cells
from gridgen.land.contract import contract, straight, within
from gridgen.land.draw import draw
from gridgen.land.links import link
from gridgen.land.spread import spread
from gridgen.model.arrays import Shapes, taken
from gridgen.model.bands import Band
from gridgen.model.ground import Ground
from gridgen.model.links import Links, Units
from gridgen.model.solutions import Solution, Weights
from gridgen.solver.parting import Room, Sides, parted
from gridgen.solver.solve import solve

SEARCHED = ("band", "around")
"""The modes whose zones are searched, so that ties hold in them."""


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
    centres: Mapping[str, Around] = field(default_factory=dict)
    """For levels made around centres those of this community."""
    weights: Weights = field(default_factory=Weights)
    bonds: tuple[Bond, ...] = ()
    """Whom the first level that is searched keeps together or apart."""
    kept: NDArray[np.int64] | None = None
    """(n,) a number for households of an existing grid that stays where the rest allows it, else
    -1."""


@dataclass(frozen=True, slots=True, eq=False)
class Layer:
    """The z zones of one level in one community.

    `zone_of` (n,); `parent` (z,) zone of the level above, 0 at the first; `units` (z,); `mean_m`
    and `max_m` (z,); `size` (z,) what the band counts; `schematic` (z,) whether a place or building
    is cut by its border; `centre` (z,) the row of the given centre around which it is, -1 for none;
    `polygon` (z,), none until drawn.
    """

    level: str
    zone_of: NDArray[np.int32]
    parent: NDArray[np.int32]
    units: NDArray[np.int64]
    mean_m: NDArray[np.float64]
    max_m: NDArray[np.float64]
    size: NDArray[np.int64]
    schematic: NDArray[np.bool_]
    centre: NDArray[np.int64]
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

    Existing grids that are kept go where that leaves fewer households outside the band.
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
    walked = _walked(_with_kept(task, links), links, keys)
    if walked.outside and task.kept is not None and (task.kept >= 0).any():
        walked = min(walked, _walked(task, links, keys), key=lambda way: way.outside)
    layers = tuple(
        replace(layer, schematic=_torn(links, keys, step.keep, layer))
        for step, layer in zip(task.steps, walked.layers, strict=True)
    )
    zone_of = {layer.level: layer.zone_of for layer in layers}
    zones = {layer.level: len(layer.parent) for layer in layers}
    polygon = draw(drawing, task.ground, task.count, zone_of, zones, empty_land=task.empty_land)
    layers = tuple(replace(layer, polygon=polygon[layer.level]) for layer in layers)
    return Outcome(layers, links, walked.metres, walked.lower_bound_m)


@dataclass(frozen=True, slots=True, eq=False)
class _Walked:
    """All levels over one set of links: households outside their band, and the top's metres."""

    layers: tuple[Layer, ...]
    outside: int
    metres: float
    lower_bound_m: float


def _with_kept(task: Task, links: Links) -> Task:
    """Return the task with the existing grids that stay locked, besides those that are."""
    if task.kept is None or task.steps[0].band is None:
        return task
    none = np.full(len(task.xy), -1, np.int64)
    locked = none if task.locked is None else task.locked
    load = task.counts[task.steps[0].counts]
    kept = kept_where_it_can(task.kept, locked, load, links.pairs, task.steps[0].band)
    own = np.where(locked >= 0, locked + task.kept.max(initial=0) + 1, -1)
    return replace(task, locked=np.where(kept >= 0, kept, own))


def _walked(task: Task, links: Links, keys: Mapping[str, NDArray[np.int64]]) -> _Walked:
    """Return all levels over straight links alone, or, where one is then outside its band, over
    those around bends of the boundary as well.
    """
    walked = _walk_down(task, straight(links, len(task.xy)), keys)
    if walked.outside and links.bends.any():
        around = _walk_down(task, links, keys)
        walked = min(walked, around, key=lambda way: way.outside)
    return walked


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
    around: list[NDArray[np.int64]] = []
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
        none = np.full(len(found.units), -1, np.int64)
        around.append(none if found.centre is None else found.centre)
        metres += found.metres
        bound += found.lower_bound_m
    mean_m, max_m = _ways(task, zone_of, centre, len(parent))
    count = np.concatenate(units)
    whole = np.zeros(len(parent), bool)
    size = np.bincount(zone_of, weights=task.counts[step.counts], minlength=len(parent))
    layer = Layer(
        step.level, zone_of, np.array(parent, np.int32), count, mean_m, max_m,
        size.astype(np.int64), whole, np.concatenate(around),
    )  # fmt: skip
    return layer, (metres, bound)


@dataclass(frozen=True, slots=True, eq=False)
class _Found:
    """The zones of one parent: `zone_of` (k,) its rows, `centre_xy` (z, 2) and `units` (z,).

    `centre` (z,) is the row of the given centre of each, where there are such.
    """

    zone_of: NDArray[np.int32]
    centre_xy: NDArray[np.float64]
    units: NDArray[np.int64]
    metres: float = 0.0
    lower_bound_m: float = 0.0
    centre: NDArray[np.int64] | None = None


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
    apart = parting(made.unit_of, bonds)
    if step.mode == "around":
        return _around(task, step, rows, made, load, near.pairs, apart, seed=seed)
    existing = task.existing.get(step.level)
    locked = task.locked if first else None
    asked: dict[str, Any] = {
        "grids": step.grids,
        "borders": near.border_m - near.along_m,
        "existing": None if existing is None else _there(existing[rows], count, made),
        "locked": None if locked is None else of_units(locked[rows], count, made),
        "certify": task.certify and first,
    }
    band = step.band or Band(1, max(1, int(load.sum())))

    def divided(**more: Any) -> Solution:
        return solve(
            made.xy, load, fewest=band.fewest, most=band.most, target=band.target,
            visits=made.households, links=near.pairs, weights=task.weights, effort=task.effort,
            seed=seed, **asked | more,
        )  # fmt: skip

    solution = divided()
    if apart:
        locks = asked["locked"]
        is_fixed = np.zeros(len(made), bool) if locks is None else locks >= 0
        free = near.pairs[~is_fixed[near.pairs].any(axis=1)]  # nobody joins a locked grid either
        room = Room(made.xy, load, made.households, free, band.fewest, band.most, is_fixed)
        solution = with_parted(solution, room, apart, divided, may_grow=not step.grids)
    return _Found(
        solution.grid_of[made.unit_of],
        made.xy[solution.centre_of],
        np.bincount(solution.grid_of, minlength=len(solution.centre_of)),
        solution.metres,
        solution.lower_bound_m or 0.0,
    )


def _there(
    existing: NDArray[np.int64], count: NDArray[np.int64], units: Units
) -> NDArray[np.int64]:
    """Return (u,) the existing zone of each unit; one new household does not make a house new."""
    return of_units(existing, np.where(existing >= 0, count, 0), units)


def _around(
    task: Task,
    step: Step,
    rows: NDArray[np.int64],
    made: Units,
    load: NDArray[np.int64],
    pairs: NDArray[np.int32],
    apart: list[Sides],
    *,
    seed: int,
) -> _Found:
    """Return the zones around the centres given, near to those that exist; one where there is none.

    Any further centre than there are units stands for nobody.
    """
    count, total = task.count[rows], int(load.sum())
    centres = _centres_in(task, step, rows)
    if centres is None:
        zone_of = np.zeros(len(rows), np.int32)
        return _Found(zone_of, middles(task.xy[rows], count, zone_of), np.array([len(made)]))
    unit = centre_units(made.xy, centres)
    centres, unit = taken(centres, unit >= 0), unit[unit >= 0]
    fewest, most, target = bands_of(step.band or Band(1, max(1, total)), centres, total)
    pairs = bridged(made.xy, pairs, unit)
    existing = None
    if step.level in task.existing:
        there = _there(task.existing[step.level][rows], count, made)
        existing = there.copy()
        existing[unit] = areas_held(there, unit, centres.held, pairs)
    found = solve(
        made.xy, load, fewest=fewest, most=most, target=target, visits=made.households,
        links=pairs, weights=task.weights, centres=unit, existing=existing, effort=task.effort,
        seed=seed,
    )  # fmt: skip
    room = Room(
        made.xy, load, made.households, pairs, fewest, most, np.isin(np.arange(len(made)), unit)
    )
    grid_of = parted(found.grid_of, room, apart)
    away = np.hypot(*(made.xy - made.xy[unit[grid_of]]).T)
    return _Found(
        grid_of[made.unit_of], made.xy[unit], np.bincount(grid_of, minlength=len(unit)),
        float(made.households @ away), centre=centres.row,
    )  # fmt: skip


def _centres_in(task: Task, step: Step, rows: NDArray[np.int64]) -> Around | None:
    """Return the centres whose nearest household of the community is among `rows`, if any."""
    centres = task.centres.get(step.level)
    if centres is None:
        return None
    mine = np.isin(cKDTree(task.xy).query(centres.xy)[1], rows)
    return taken(centres, mine) if mine.any() else None


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
