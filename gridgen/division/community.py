"""One community is one problem: its households, boundary and levels go in, its zones come out.

A pure function of small values that pickle, so that a township is a map over communities on any
executor.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import shapely
from numpy.typing import NDArray

from gridgen.division.kept import kept_where_it_can
from gridgen.division.least import least_changed
from gridgen.division.level import SEARCHED, Layer, Ways, divide_level
from gridgen.division.packing import UPRIGHT
from gridgen.division.parent import Keys
from gridgen.division.problems import CommunityProblem
from gridgen.division.ties import tied
from gridgen.division.units import merge
from gridgen.land.cells import areas_m2, cells
from gridgen.land.contract import straight
from gridgen.land.draw import draw
from gridgen.land.links import link
from gridgen.model.ground import Cells
from gridgen.model.links import Links

TURNS = 4
"""Divisions that are tried where zones cross at a tower, so that they cannot be drawn whole."""


@dataclass(frozen=True, slots=True, eq=False)
class Outcome:
    """What became of the problem of a community: its layers from the top, and its links.

    `metres` are those of the top level; `lower_bound_m` and `least_m` are 0.0 where no proof was
    asked for.
    """

    layers: tuple[Layer, ...]
    links: Links
    metres: float
    lower_bound_m: float = 0.0
    least_m: float = 0.0


def divide_community(whole: CommunityProblem) -> Outcome:
    """Return the zones of every level of one community, with their polygons.

    Existing grids that are kept go where that leaves fewer households outside the band. Where two
    zones cross at a tower others are tried, since not both can be drawn in one piece.
    """
    drawing = cells(whole.xy, whole.ground)
    band = whole.steps[0].band if whole.steps else None
    fewest = band.fewest if band and whole.steps[0].counts == "households" else 1
    whole = replace(
        whole, counts={**whole.counts, "households": whole.count, "area": areas_m2(drawing)}
    )
    links = link(drawing, whole.ground, whole.count, fewest=fewest)
    keys = {"place": drawing.place_of.astype(np.int64), **whole.keys}
    if whole.ties:
        # Over straight links, so that no grid is bound to reach around a bend for a tie's sake.
        keys["tie"] = tied(whole.xy, straight(links, len(whole.xy)), whole.ties)
    ways: list[tuple[int, int, Outcome]] = []
    for turn in range(TURNS):
        # Another seed, another division: of the first that is whole the seed is that of the plan.
        walked = _unbroken(replace(whole, seed=whole.seed + turn), links, keys)
        layers = _drawn(whole, drawing, walked.layers, links, keys)
        crossed = _crossed(layers, whole.ground.boundary)
        ways.append((walked.outside, crossed, Outcome(layers, links, *walked.ways)))
        if not crossed or not any(step.mode in SEARCHED for step in whole.steps):
            break
    return min(ways, key=lambda way: way[:2])[2]


def _unbroken(whole: CommunityProblem, links: Links, keys: Keys) -> _Walked:
    """Return all levels, with what the first one prefers whole cut only where the band asks for it.

    All is kept whole first. Where a zone is then outside its band, all is divided once more, and
    who leaves the zone they were in counts as one who moves: few do, and few groups are cut.
    """
    step = whole.steps[0] if whole.steps else None
    if step is None or step.mode != "band" or not any((keys[k] >= 0).any() for k in step.prefer):
        return _freely_walked(whole, links, keys)
    kept = replace(step, keep=(*step.keep, *step.prefer), split=(*step.split, *step.prefer))
    there = whole.existing.get(step.level)
    before = np.full(len(whole.xy), -1, np.int64) if there is None else there
    whole_keys = {**keys, **{key: _uncut(keys[key], before) for key in step.prefer}}
    first = _freely_walked(replace(whole, steps=(kept, *whole.steps[1:])), links, whole_keys)
    if not first.outside:
        return first
    if not (before >= 0).any():
        now = first.layers[0].zone_of.astype(np.int64)
        whole = replace(whole, existing={**whole.existing, step.level: now})
    return min(first, _freely_walked(whole, links, keys), key=lambda way: way.outside)


def _uncut(key: NDArray[np.int64], before: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return (n,) the key of each row, -1 for all of a value whose rows are in several zones."""
    there = (key >= 0) & (before >= 0)
    pairs = np.unique(np.stack([key[there], before[there]], axis=1), axis=0)
    values, times = np.unique(pairs[:, 0], return_counts=True)
    return np.where(np.isin(key, values[times > 1]), -1, key)


def _freely_walked(whole: CommunityProblem, links: Links, keys: Keys) -> _Walked:
    """Return all levels, with the existing grids that are kept where that costs no household."""
    if whole.kept is None:
        chosen = least_changed(whole, links, keys)
    else:
        chosen = _with_kept(whole, links, keys)
    walked = _walked(chosen, links, keys)
    # Kept grids may push others outside the band; then all is divided freely too, and compared.
    if walked.outside and chosen is not whole:
        walked = min(walked, _walked(whole, links, keys), key=lambda way: way.outside)
    return walked


def _drawn(
    whole: CommunityProblem, drawing: Cells, layers: tuple[Layer, ...], links: Links, keys: Keys
) -> tuple[Layer, ...]:
    """Return layers with the polygons of their zones, and which of these are schematic."""
    zone_of = {layer.level: layer.zone_of for layer in layers}
    zones = {layer.level: len(layer.parent) for layer in layers}
    polygon = draw(drawing, whole.ground, whole.count, zone_of, zones, empty_land=whole.empty_land)
    return tuple(
        replace(layer, schematic=_torn(links, keys, step.keep, layer), polygon=polygon[layer.level])
        for step, layer in zip(whole.steps, layers, strict=True)
    )


def _crossed(layers: tuple[Layer, ...], land: shapely.Geometry) -> int:
    """Return how many zones are in more polygons than parts of the land: two that cross at a tower
    in which both live cannot both be drawn whole.
    """
    shapes = [shape for layer in layers for shape in layer.polygon[layer.schematic]]
    parts = shapely.get_parts(land)
    return sum(
        shapely.get_num_geometries(shape) > max(1, int(shapely.intersects(parts, shape).sum()))
        for shape in shapes
    )


@dataclass(frozen=True, slots=True, eq=False)
class _Walked:
    """All levels over one set of links: households outside their band, and the top's ways."""

    layers: tuple[Layer, ...]
    outside: int
    ways: Ways


def _with_kept(whole: CommunityProblem, links: Links, keys: Keys) -> CommunityProblem:
    """Return the problem with the existing grids that stay locked, besides those that are."""
    step = whole.steps[0] if whole.steps else None
    if whole.kept is None or not (whole.kept >= 0).any() or step is None or step.band is None:
        return whole
    none = np.full(len(whole.xy), -1, np.int64)
    locked = none if whole.locked is None else whole.locked
    load = whole.counts[step.counts]
    unit_of = merge(whole.xy, whole.count, links, [keys[key] for key in step.keep]).unit_of
    kept = kept_where_it_can(whole.kept, locked, load, links.pairs, step.band, unit_of=unit_of)
    # Locked grids get numbers above those of kept ones, so that the two never become one label.
    own = np.where(locked >= 0, locked + whole.kept.max(initial=0) + 1, -1)
    return replace(whole, locked=np.where(kept >= 0, kept, own))


def _walked(whole: CommunityProblem, links: Links, keys: Keys) -> _Walked:
    """Return all levels over straight links alone, or, where one is then outside its band, over
    those around bends of the boundary as well.
    """
    walked = _walk_down(whole, straight(links, len(whole.xy)), keys)
    if walked.outside and links.bends.any():
        around = _walk_down(whole, links, keys)
        walked = min(walked, around, key=lambda way: way.outside)
    return walked


def _walk_down(whole: CommunityProblem, links: Links, keys: Keys) -> _Walked:
    """Divide level by level: each zone of a level is the parent that the next one divides."""
    layers: list[Layer] = []
    outside, first = 0, Ways()
    above = np.zeros(len(whole.xy), np.int32)
    for depth, step in enumerate(whole.steps):
        layer, links, ways = divide_level(whole, depth, links, keys, above)
        if depth == 0:
            first = ways
        above = layer.zone_of
        # A centre may have a band of its own, of which that of the step says nothing.
        if step.band and step.mode != "around":
            outside += sum(step.band.breach(int(size)) for size in layer.size)
        layers.append(layer)
    return _Walked(tuple(layers), outside, first)


def _torn(links: Links, keys: Keys, keep: tuple[str, ...], layer: Layer) -> NDArray[np.bool_]:
    """Return (z,) whether a zone has only a part of some place or building."""
    zone_of, zones = layer.zone_of, len(layer.parent)
    # Only links between zones matter: a place lies in two zones just where such a link joins it.
    a, b = links.pairs[zone_of[links.pairs[:, 0]] != zone_of[links.pairs[:, 1]]].T
    torn = np.zeros(zones, bool)
    for key in ("place", *UPRIGHT):
        if key in keep:
            same = (keys[key][a] == keys[key][b]) & (keys[key][a] >= 0)
            torn[zone_of[a[same]]] = torn[zone_of[b[same]]] = True
    return torn
