"""What is set aside before the division: special grids with a polygon, virtual grids without."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

import numpy as np
import shapely
from numpy.typing import NDArray

from gridgen.land.placing import Placing
from gridgen.model.arrays import Shapes, Texts, read_only, taken, texts
from gridgen.model.communities import Communities
from gridgen.model.findings import Finding, Severity, finding
from gridgen.model.households import Households, Presence
from gridgen.model.lattice import STEP_M
from gridgen.model.plan import Plan
from gridgen.model.polygons import first_of, gathered, hits, repair
from gridgen.model.special import SpecialGrids

LEAST_SHARE = 0.01
"""A special grid that lies in several communities has a part in each that holds this much of it."""


HAIR_M2 = 1e-6
"""A piece below this is left over from cutting, not land."""


VIRTUAL = -2
"""In `Placing.set_aside`: the virtual grid of the household's community."""


@dataclass(frozen=True, slots=True, eq=False)
class Special:
    """s polygons set aside, each in one community.

    `community` (s,) row; `name`, `code` (s,) text, "" where not given; `size` (s,) what they are
    sized by instead of households (stalls, desks), 0 where not given; `shape` (s,) metres.
    """

    community: NDArray[np.int64] = field(default_factory=lambda: np.zeros(0, np.int64))
    name: Texts = field(default_factory=lambda: texts([]))
    code: Texts = field(default_factory=lambda: texts([]))
    size: NDArray[np.int64] = field(default_factory=lambda: np.zeros(0, np.int64))
    shape: Shapes = field(default_factory=lambda: np.empty(0, object))

    def __len__(self) -> int:
        return len(self.community)


def special_of(
    given: SpecialGrids | None, communities: Communities, *, source: str
) -> tuple[Special, tuple[Finding, ...]]:
    """Return the special grids, cut to the communities in which they lie.

    One that would leave nothing of its community is left out, and the finding says its row.

    Parameters
    ----------
    given
        None where there is no layer of them.
    communities
        Their shapes may share borders, not land.
    source
        What the layer is called, for findings.
    """
    if given is None:
        return Special(), ()
    shapes = given.shape
    tree = shapely.STRtree(communities.shape)
    rows: list[int] = []
    homes: list[int] = []
    parts: list[shapely.Geometry] = []
    # What is left of each community: none is set aside whole, not by several grids together either.
    left = dict(enumerate(communities.shape))
    for row in np.flatnonzero(shapely.area(shapes) > 0):
        for home in np.sort(tree.query(shapes[row], predicate="intersects")):
            part = _land(shapely.intersection(shapes[row], left[home], grid_size=STEP_M))
            rest = _land(shapely.difference(left[home], part, grid_size=STEP_M))
            if part.area < max(1.0, LEAST_SHARE * shapes[row].area) or rest.area < part.area / 100:
                continue
            left[home] = rest
            rows.append(int(row))
            homes.append(int(home))
            parts.append(part)
    shape = np.empty(len(parts), object)
    shape[:] = parts
    mine = taken(given, np.array(rows, np.int64))
    lost = sorted(set(range(len(shapes))) - set(rows))
    found = tuple(
        finding("special_left_out", Severity.WARNING, f"{source}, row {row + 1}") for row in lost
    )
    return Special(np.array(homes, np.int64), mine.name, mine.code, mine.size, shape), found


def _land(shape: shapely.Geometry) -> shapely.Geometry:
    """Return what is land of a shape that was cut out of another, without hairs by rounding."""
    pieces = shapely.get_parts(shape)
    return gathered(pieces[shapely.area(pieces) > HAIR_M2])


def special_in(plan: Plan) -> Special:
    """Return the special grids of a plan, as its zones of the first level say."""
    if not plan.levels:
        return Special()
    zones = plan.levels[0]
    mine = taken(zones, zones.kind == "special")
    home_of = {code: row for row, code in enumerate(plan.communities.code)}
    home = np.array([home_of.get(code, -1) for code in mine.community], np.int64)
    return taken(Special(home, mine.name, mine.code, mine.units, repair(mine.polygon)), home >= 0)


def divided_land(communities: Communities, special: Special) -> Shapes:
    """Return (c,) the land of each community that is divided: all but its special grids."""
    land = communities.shape.copy()
    for row in np.unique(special.community):
        aside = shapely.union_all(special.shape[special.community == row])
        land[row] = _land(shapely.difference(land[row], aside, grid_size=STEP_M))
    return land


def with_aside(
    placing: Placing, households: Households, special: Special, virtual: NDArray[np.bool_]
) -> Placing:
    """Return the placing with who is in a special or virtual grid; the latter as `virtual`.

    Who stands where a building or group lends a place is marked too.

    Parameters
    ----------
    placing, households
        n rows.
    special
        Only those of the household's own community count.
    virtual
        (n,) households without a place, taken to stand where their community is.
    """
    aside = np.full(len(households), -1, np.int32)
    if len(special):
        row, grid = hits(special.shape, placing.spot)
        # Just outside a border a point may lie in the next community's market: that is not its own.
        same = special.community[grid] == placing.community_of[row]
        aside = first_of(row[same], grid[same], len(households))
    virtual = virtual & (placing.community_of >= 0)
    aside[virtual] = VIRTUAL
    presence = placing.presence.copy()
    presence[virtual] = str(Presence.VIRTUAL)
    is_lent = (households.standing == Presence.BY_UNIT) & (presence == Presence.PLACED)
    presence[is_lent] = str(Presence.BY_UNIT)
    return replace(placing, set_aside=aside, presence=read_only(presence))
