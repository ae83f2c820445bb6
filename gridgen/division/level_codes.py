"""One level of one community: the codes and names of its zones, and the zones."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice, takewhile

import numpy as np
import shapely
from numpy.typing import NDArray

from gridgen.division.codes import NOBODY, Numbering, Succession, kept_codes
from gridgen.division.existing import Existing, Former
from gridgen.division.level import Layer
from gridgen.division.site import Site
from gridgen.model.arrays import Texts, rows_of_each, texts
from gridgen.model.bands import size_word
from gridgen.model.centres import Centres
from gridgen.model.communities import Communities
from gridgen.model.households import Households
from gridgen.model.zones import Zones, number_in
from gridgen.plans.names import called_by
from gridgen.rules.levels import Level


@dataclass(frozen=True, slots=True, eq=False)
class Here:
    """One level of one community on its way to codes: n households, z zones.

    `count` (n,); `old` (n,) codes under which households already are, "" for none; `called` (z,)
    what most of its households call each zone, "" where no column names zones; `stays` (z,) the
    code that each zone's centre held before, "" for none; `former` what the plan that exists says
    of the zones of this level, by code.
    """

    level: Level
    layer: Layer
    count: NDArray[np.int64]
    old: Texts
    called: list[str]
    stays: Texts
    former: Mapping[str, Former]


@dataclass(frozen=True, slots=True, eq=False)
class Above:
    """The parents of a level in one community: (p,) codes, and the old codes of the zones that they
    go on from, "" for none; None for the community itself.
    """

    code: Texts
    was: Texts | None


def here_in(
    site: Site,
    level: Level,
    layer: Layer,
    members: NDArray[np.int64],
    *,
    existing: Existing,
    centres: Centres | None,
) -> Here:
    """Return what is to be numbered of one level in one community, whose rows are `members`."""
    households = site.households
    codes = existing.code_of.get(level.name)
    return Here(
        level,
        layer,
        households.count[members],
        old=texts([""] * len(members)) if codes is None else codes[members],
        called=_called(households, level, layer, members),
        stays=_stays(existing, level, layer, centres),
        former=existing.former.get(level.name, {}),
    )


def _stays(existing: Existing, level: Level, layer: Layer, centres: Centres | None) -> Texts:
    """Return (z,) the code that each zone's centre held before, "" for none."""
    stays = np.full(len(layer.centre), "", object)
    given = layer.centre >= 0
    if centres is not None and given.any():
        stays[given] = existing.held_by(level.name, centres, layer.centre[given])
    return stays


def _called(
    households: Households, level: Level, layer: Layer, members: NDArray[np.int64]
) -> list[str]:
    """Return (z,) what most households of each zone call it, "" where no column names zones."""
    keys = {name: column[members] for name, column in households.keys.items() if name in level.by}
    return called_by(keys, level.by, layer.zone_of, zones=len(layer.parent))


def codes_of(
    here: Here, above: Above, every: Sequence[str], how: Numbering
) -> tuple[Texts, Texts, Texts]:
    """Return the codes and names of the zones of one level in one community, and the old codes of
    the zones that they go on from, "" for none.

    `every` are all codes that the level ever had, sorted: of these only such as are in the parent
    now can be kept.
    """
    layer, called = here.layer, here.called
    z = len(layer.parent)
    # An empty polygon has no middle: checks tell of it, and numbering must not fail for it.
    there = np.flatnonzero(~shapely.is_empty(layer.polygon))
    middle = np.zeros((z, 2))
    middle[there] = shapely.get_coordinates(shapely.point_on_surface(layer.polygon[there]))
    code, name, was = np.empty(z, object), np.empty(z, object), np.empty(z, object)
    is_first = not (here.old != "").any() and not (here.stays != "").any()
    parents = len(above.code)
    zones_in = rows_of_each(layer.parent, parents)
    rows_in = zones_in if is_first else rows_of_each(layer.parent[layer.zone_of], parents)
    for parent, (mine, rows) in enumerate(zip(zones_in, rows_in, strict=True)):
        if not len(mine):
            continue
        retired = _of_parent(every, str(above.code[parent]))
        # Where nobody was in any zone before, which is most often, there is nothing to be kept.
        before = (
            replace(NOBODY, retired=retired)
            if is_first
            else _succession(here, above, parent, mine=mine, rows=rows, retired=retired)
        )
        code[mine], name[mine], was[mine] = kept_codes(
            str(above.code[parent]), middle[mine], before, how, called=[called[z] for z in mine]
        )
    return code, name, was


def _succession(
    here: Here,
    above: Above,
    parent: int,
    *,
    mine: NDArray[np.int64],
    rows: NDArray[np.int64],
    retired: set[str],
) -> Succession:
    """Return in which zones the households `rows` of a parent were, and in which of its zones
    `mine` they are.
    """
    layer, count, old, stays = here.layer, here.count, here.old, here.stays
    first = int(count.sum()) + 1  # a centre outweighs all households
    codes, old_of = np.unique(old[rows].astype(str), return_inverse=True)
    blank = codes[old_of.reshape(-1)] == ""
    old_row = np.where(blank, -1, old_of.reshape(-1))
    new_row = np.searchsorted(mine, layer.zone_of[rows])
    known = np.searchsorted(codes, stays[mine].astype(str)).clip(max=len(codes) - 1)
    has = (codes[known] == stays[mine]) & (stays[mine] != "")
    has &= np.isin(known + len(codes) * np.arange(len(mine)), old_row + len(codes) * new_row)
    # The code that a zone's centre held counts as one more household of that zone, heavier than
    # all others; but only where somebody came along from there, so that codes stay in place.
    return Succession(
        np.concatenate([old_row, known[has]]),
        np.concatenate([new_row, np.flatnonzero(has)]),
        np.concatenate([count[rows], np.full(int(has.sum()), first)]),
        old_codes=[str(c) for c in codes],
        retired=retired - set(codes.tolist()),
        elsewhere=_came(here, above, parent, rows),
        names={code: one.name for code, one in here.former.items() if one.name},
    )


def _came(here: Here, above: Above, parent: int, rows: NDArray[np.int64]) -> dict[str, int]:
    """Return the old zones of other parents that came to this one, whose households are in `rows`,
    as `Succession.elsewhere` has them.

    A zone comes where most of its households are. Its number goes on where the community has
    another code, or where the zone above it came too.
    """
    code = str(above.code[parent])
    here_now: dict[str, int] = {}
    weights = np.maximum(here.count[rows], 1).tolist()
    for old, weight in zip(here.old[rows].tolist(), weights, strict=True):
        here_now[old] = here_now.get(old, 0) + weight
    came: dict[str, int] = {}
    for old, weight in here_now.items():
        former = here.former.get(old)
        if former and former.parent != code and 2 * weight > former.weight:
            goes_on = above.was is None or former.parent == above.was[parent]
            came[old] = number_in(old, former.parent) if goes_on else 0
    return came


def _of_parent(codes: Sequence[str], parent: str) -> set[str]:
    """Return those of sorted codes that begin with the parent's.

    By bisection: a township has tens of thousands of codes, and this is asked for every parent.
    """
    first = bisect_left(codes, parent)
    return set(takewhile(lambda code: code.startswith(parent), islice(codes, first, None)))


def zones_of(
    level: Level, layer: Layer, count: NDArray[np.int64], community: Communities, parent: Texts
) -> Zones:
    """Return the zones of one level in one community, without code and name.

    Parameters
    ----------
    level
        As the rules have it.
    layer
        z zones of n households, drawn.
    count
        (n,) households of each row.
    community
        That one alone.
    parent
        (z,) code of the zone above.
    """
    z = len(layer.parent)
    band = level.band_of(str(community.class_or_kind[0]))
    size = layer.size if level.counts != "area" else shapely.area(layer.polygon).round()
    blank = texts([""] * z)
    return Zones(
        level=level.name,
        code=blank,
        name=blank,
        parent=parent,
        kind=np.full(z, community.kind[0], object),
        community=np.full(z, community.code[0], object),
        households=np.bincount(layer.zone_of, weights=count, minlength=z).astype(np.int64),
        units=layer.units,
        mean_m=layer.mean_m,
        max_m=layer.max_m,
        status=texts([size_word(band, int(n)) for n in size]),
        polygon=layer.polygon,
        schematic=layer.schematic,
    )
