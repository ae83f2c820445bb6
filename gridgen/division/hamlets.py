"""Hamlets (自然村) by density, where nobody says which villager group a household is of."""

from __future__ import annotations

from collections.abc import Mapping

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray
from scipy.spatial import cKDTree
from sklearn.cluster import HDBSCAN

import gridgen
from gridgen.division.communities import areas_of
from gridgen.files.communities import to_communities
from gridgen.files.households import to_households
from gridgen.files.inputs import Inputs
from gridgen.files.lines import to_lines
from gridgen.land.ground import land_of
from gridgen.land.placing import Placing, place
from gridgen.model.arrays import Shapes, Texts, texts
from gridgen.model.communities import Communities
from gridgen.model.crs import work_crs
from gridgen.model.errors import ProblemError
from gridgen.model.findings import Finding, Report, Severity
from gridgen.model.ground import GROUND
from gridgen.model.plan import MadeBy, Plan
from gridgen.model.zones import Zones
from gridgen.rules.levels import LineRules
from gridgen.words.numerals import ordinal
from gridgen.words.say import finding, say

NEIGHBOURS = 4
"""Households near by that make a place dense: fewer and every farmyard is a hamlet."""

AROUND_M = 25.0
"""How far the drawn outline of a hamlet reaches beyond its houses."""


def find_hamlets(
    households: pd.DataFrame,
    *,
    communities: pd.DataFrame | None = None,
    lines: pd.DataFrame | None = None,
    smallest: int = 8,
    apart_m: float = 60.0,
    lang: str = "en",
    source: Mapping[str, str] | None = None,
) -> Plan:
    """Find the hamlets of each village that names no villager groups.

    Parameters
    ----------
    households, communities, lines
        As in `gridgen.divide`; lines are only drawn on the map.
    smallest
        Rows of households of the smallest hamlet.
    apart_m
        Houses within this many metres of each other are of one hamlet. A house farther than twice
        this from every hamlet is in none.
    lang
        "en" or "zh": the language of the names.
    source
        Names of the files for findings.

    Returns
    -------
    A `Plan` of one level, `hamlets`, to be looked at and confirmed: the outlines are drawn around
    the houses and do not tile. The column `hamlet` of its households names them.

    Raises
    ------
    ProblemError
        `smallest` is below 2, or `apart_m` not above 0.
    GridgenError
        The input cannot be used.

    References
    ----------
    Campello, Moulavi and Sander, Density-based clustering based on hierarchical density estimates,
    PAKDD 2013; the cut at a distance is that of Malzer and Baum, MFI 2020.
    """
    if smallest < 2 or not apart_m > 0:
        raise ProblemError(
            f"smallest is {smallest} and apart_m {apart_m}; expected 2 or more, and metres above 0."
        )
    files = {role: role for role in ("households", "communities", "lines")} | dict(source or {})
    roll, found = to_households(households, source=files["households"])
    crs_m = work_crs(roll.given, roll.crs)
    if communities is None:
        areas, more = areas_of(roll, land_of(LineRules(), crs_m), crs_m=crs_m)
    else:
        areas, more = to_communities(communities, source=files["communities"], crs_m=crs_m)
    placing = place(roll, areas)
    group = roll.keys.get("group", texts([""] * len(roll)))
    label, told = _labels(roll.xy, group, areas, placing, smallest, apart_m)
    zones, zone_of = _zones(label, roll.xy, roll.count, areas, placing, lang)
    return Plan(
        roll, placing.presence, placing.community_of, areas, (zones,), {"hamlets": zone_of},
        MadeBy(gridgen.__version__, 0, "", "", crs_m), Report((*found, *more, *told)),
        lines=None if lines is None else to_lines(lines, files["lines"])[0],
    )  # fmt: skip


def hamlets_of(xy: NDArray[np.float64], *, smallest: int, apart_m: float) -> NDArray[np.int64]:
    """Return (n,) the hamlet of each household from 0, by density; -1 for those far from any.

    `xy` (n, 2) metres. Hamlets are numbered from west to east by their middles. Fewer than
    `smallest` households are no hamlet.
    """
    label = np.full(len(xy), -1, np.int64)
    if len(xy) < smallest:
        return label
    found = HDBSCAN(
        min_cluster_size=smallest,
        min_samples=min(NEIGHBOURS, len(xy)),
        cluster_selection_epsilon=apart_m,
        allow_single_cluster=True,
        copy=True,
    ).fit(xy).labels_  # fmt: skip
    inside = np.flatnonzero(found >= 0)
    if len(inside) == 0:
        return label
    apart, near = cKDTree(xy[inside]).query(xy)
    label = np.where(apart <= 2 * apart_m, found[inside[near]], -1).astype(np.int64)
    middle = [xy[found == k].mean(axis=0) for k in range(found.max() + 1)]
    rank = np.empty(len(middle), np.int64)
    rank[np.lexsort(np.transpose(middle)[::-1])] = np.arange(len(middle))
    return np.where(label >= 0, rank[label], -1)


def input_layers(plan: Plan, inputs: Inputs) -> dict[str, gpd.GeoDataFrame]:
    """Return the layers of an input whose households name the hamlets of `plan` as `group`.

    Households that name a villager group keep it. `hamlets` are the outlines to look at.
    """
    table = plan.households
    given = table["group"].tolist() if "group" in table else [""] * len(table)
    table["group"] = [old or new for old, new in zip(given, table["hamlet"], strict=True)]
    layers = {
        "households": table.drop(columns=["hamlet", "presence"]),
        "communities": plan.communities,
        "hamlets": plan.table("hamlets"),
    }
    for name in GROUND:
        layer = getattr(inputs, name)
        if isinstance(layer, gpd.GeoDataFrame):
            layers[name] = layer
    return layers


def _labels(
    xy: NDArray[np.float64], group: Texts, areas: Communities, placing: Placing,
    smallest: int, apart_m: float,
) -> tuple[NDArray[np.int64], tuple[Finding, ...]]:  # fmt: skip
    """Return (n,) the hamlet of each household inside its community, -1 for none, and findings."""
    label = np.full(len(xy), -1, np.int64)
    told: list[Finding] = []
    for row in range(len(areas)):
        mine = np.flatnonzero(placing.community_of == row)
        where = areas.code[row]
        if len(mine) == 0:
            continue
        if (group[mine] != "").any():
            told.append(finding("hamlets_given", Severity.NOTE, where))
        elif areas.kind[row] != "village":
            told.append(finding("hamlets_urban", Severity.NOTE, where))
        else:
            label[mine] = hamlets_of(xy[mine], smallest=smallest, apart_m=apart_m)
            number = int(label[mine].max()) + 1
            alone = int((label[mine] < 0).sum())
            told.append(finding("hamlets_found", Severity.WARNING, where, number=number,
                                alone=alone))  # fmt: skip
    return label, tuple(told)


def _zones(
    label: NDArray[np.int64], xy: NDArray[np.float64], count: NDArray[np.int64],
    areas: Communities, placing: Placing, lang: str,
) -> tuple[Zones, NDArray[np.int32]]:  # fmt: skip
    there = np.flatnonzero(label >= 0)
    pairs = np.column_stack([placing.community_of[there], label[there]])
    each, at = np.unique(pairs, axis=0, return_inverse=True)
    zone_of = np.full(len(label), -1, np.int32)
    zone_of[there] = at.reshape(-1)
    rows = [np.flatnonzero(zone_of == z) for z in range(len(each))]
    middle = [xy[mine].mean(axis=0) for mine in rows]
    ways = [np.hypot(*(xy[mine] - m).T) for mine, m in zip(rows, middle, strict=True)]
    code = [str(areas.code[area]) for area, _ in each]
    zones = Zones(
        level="hamlets",
        code=texts([f"{c}-{n + 1:02d}" for c, (_, n) in zip(code, each, strict=True)]),
        name=texts([say("hamlet_name", lang, n=ordinal(int(n) + 1, lang)) for _, n in each]),
        parent=texts(code),
        kind=texts([areas.kind[area] for area, _ in each]),
        community=texts(code),
        households=np.array([count[mine].sum() for mine in rows], np.int64),
        units=np.array([len(mine) for mine in rows], np.int64),
        mean_m=np.array([way.mean() for way in ways]),
        max_m=np.array([way.max() for way in ways]),
        status=texts(["in band"] * len(each)),
        polygon=_outlines([xy[mine] for mine in rows], [areas.shape[area] for area, _ in each]),
    )
    return zones, zone_of


def _outlines(places: list[NDArray[np.float64]], shapes: list[shapely.Geometry]) -> Shapes:
    """Return an outline around the houses of each hamlet, inside its community."""
    drawn = np.empty(len(places), object)
    for k, (xy, shape) in enumerate(zip(places, shapes, strict=True)):
        around = shapely.concave_hull(shapely.MultiPoint(xy), ratio=0.4).buffer(AROUND_M)
        inside = shapely.intersection(around, shape)
        drawn[k] = around if inside.is_empty else inside
    return drawn
