"""Hamlets (自然村) by density, where nobody says which villager group a household is of."""

from __future__ import annotations

from dataclasses import replace
from importlib.metadata import version

import numpy as np
import shapely
from numpy.typing import NDArray
from scipy.spatial import cKDTree

from gridgen.checks.metres import false_metres
from gridgen.division.communities import drawn_communities
from gridgen.land.ground import land_of
from gridgen.land.placing import Placing, place
from gridgen.model.arrays import Shapes, texts
from gridgen.model.communities import Communities
from gridgen.model.findings import Finding, Report, Severity, finding
from gridgen.model.households import Households
from gridgen.model.plan import MadeBy, Plan
from gridgen.model.township import Township
from gridgen.model.zones import Zones
from gridgen.rules.levels import LineRules
from gridgen.words.numerals import ordinal
from gridgen.words.say import say

NEIGHBOURS = 4
"""Households near by that make a place dense: fewer and every farmyard is a hamlet."""

AROUND_M = 25.0
"""How far the drawn outline of a hamlet reaches beyond its houses."""


def hamlets_in(township: Township, *, smallest: int, apart_m: float, lang: str) -> Plan:
    """Return a plan of one level, `hamlets`, found by density; see `gridgen.find_hamlets`.

    Parameters
    ----------
    township
        Its communities are drawn where it has none.
    smallest, apart_m
        As in `hamlets_of`.
    lang
        "en" or "zh": the language of names.

    References
    ----------
    Campello, Moulavi and Sander, Density-based clustering based on hierarchical density estimates,
    PAKDD 2013; the cut at a distance is that of Malzer and Baum, MFI 2020.
    """
    households, communities = township.households, township.communities
    found = township.findings
    if communities is None:
        communities, more = drawn_communities(households, land_of(LineRules(), {}, township.crs))
        found += more
    placing = place(households, communities)
    label, told = _labels(households, communities, placing, smallest=smallest, apart_m=apart_m)
    zones, zone_of = _zones(label, households, communities, placing, lang=lang)
    return Plan(
        township=replace(township, communities=communities, findings=()),
        presence=placing.presence,
        community_of=placing.community_of,
        levels=(zones,),
        zone_of={"hamlets": zone_of},
        made_by=MadeBy(version("gridgen"), 0, "", ""),
        report=Report((*found, *told, *false_metres(township))),
    )


def hamlets_of(xy: NDArray[np.float64], *, smallest: int, apart_m: float) -> NDArray[np.int64]:
    """Return (n,) the hamlet of each household from 0, by density; -1 for those far from any.

    Hamlets are numbered from west to east by their middles.

    Parameters
    ----------
    xy
        (n, 2) metres.
    smallest
        Fewer households than these are no hamlet; 2 or more.
    apart_m
        Places within this many metres are of one hamlet, and a household within twice that of a
        hamlet belongs to it.
    """
    from sklearn.cluster import HDBSCAN  # half a second, which no other command needs to wait

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
    # What density calls noise is often the last house of a lane: it goes with the nearest house.
    apart, near = cKDTree(xy[inside]).query(xy)
    label = np.where(apart <= 2 * apart_m, found[inside[near]], -1).astype(np.int64)
    middle = [xy[found == k].mean(axis=0) for k in range(found.max() + 1)]
    rank = np.empty(len(middle), np.int64)
    rank[np.lexsort(np.transpose(middle)[::-1])] = np.arange(len(middle))
    return np.where(label >= 0, rank[label], -1)


def _labels(
    households: Households,
    communities: Communities,
    placing: Placing,
    *,
    smallest: int,
    apart_m: float,
) -> tuple[NDArray[np.int64], tuple[Finding, ...]]:
    """Return (n,) the hamlet of each household inside its community, -1 for none, and findings."""
    xy = households.xy
    group = households.keys.get("group", texts([""] * len(households)))
    label = np.full(len(xy), -1, np.int64)
    told: list[Finding] = []
    for row in range(len(communities)):
        mine = np.flatnonzero(placing.community_of == row)
        where = communities.code[row]
        if len(mine) == 0:
            continue
        if (group[mine] != "").any():
            told.append(finding("hamlets_given", Severity.NOTE, where))
        elif communities.kind[row] != "village":
            told.append(finding("hamlets_urban", Severity.NOTE, where))
        else:
            label[mine] = hamlets_of(xy[mine], smallest=smallest, apart_m=apart_m)
            number = int(label[mine].max()) + 1
            alone = int((label[mine] < 0).sum())
            told.append(finding("hamlets_found", Severity.WARNING, where, number=number,
                                alone=alone))  # fmt: skip
    return label, tuple(told)


def _zones(
    label: NDArray[np.int64],
    households: Households,
    communities: Communities,
    placing: Placing,
    *,
    lang: str,
) -> tuple[Zones, NDArray[np.int32]]:
    """Return the hamlets as zones, community by community, and (n,) that of each household."""
    xy, count = households.xy, households.count
    there = np.flatnonzero(label >= 0)
    pairs = np.column_stack([placing.community_of[there], label[there]])
    each, at = np.unique(pairs, axis=0, return_inverse=True)
    zone_of = np.full(len(label), -1, np.int32)
    zone_of[there] = at.reshape(-1)
    rows = [np.flatnonzero(zone_of == z) for z in range(len(each))]
    middle = [xy[mine].mean(axis=0) for mine in rows]
    ways = [np.hypot(*(xy[mine] - m).T) for mine, m in zip(rows, middle, strict=True)]
    home = each[:, 0]
    code = [str(communities.code[row]) for row in home]
    zones = Zones(
        level="hamlets",
        code=texts([f"{c}-{n + 1:02d}" for c, (_, n) in zip(code, each, strict=True)]),
        name=texts([say("hamlet_name", lang, n=ordinal(int(n) + 1, lang)) for _, n in each]),
        parent=texts(code),
        kind=texts([communities.kind[row] for row in home]),
        community=texts(code),
        households=np.array([count[mine].sum() for mine in rows], np.int64),
        units=np.array([len(mine) for mine in rows], np.int64),
        mean_m=np.array([way.mean() for way in ways]),
        max_m=np.array([way.max() for way in ways]),
        status=texts(["in band"] * len(each)),
        polygon=_outlines([xy[mine] for mine in rows], [communities.shape[row] for row in home]),
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
