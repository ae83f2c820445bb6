"""Areas of responsibility as polygons: those inside one zone tile it."""

from __future__ import annotations

import numpy as np
import shapely
from numpy.typing import NDArray
from scipy.sparse import coo_matrix

from gridgen.land.cells import cells
from gridgen.land.outlines import outline
from gridgen.model.ground import Ground
from gridgen.model.households import Presence
from gridgen.model.polygons import repair
from gridgen.people.serving import VACANT, Serving


def areas_of(serving: Serving, contact_of: NDArray[np.int32]) -> dict[int, shapely.Geometry]:
    """Return the area of each person who has households, by the row of the person.

    `contact_of` (n,) is the row of the person to whom each household answers, -1 for none.
    """
    plan, households, zone_of = serving.plan, serving.plan.township.households, serving.zone_of
    # Who stands outside of the boundary, or nowhere, answers to somebody and shapes no area.
    inside = (contact_of >= 0) & (plan.presence == Presence.PLACED)
    if not inside.any():
        return {}
    shapes = repair(serving.polygon)
    area: dict[int, shapely.Geometry] = {}
    for zone in np.unique(zone_of[inside]):
        rows = np.flatnonzero(inside & (zone_of == zone))
        rows = rows[shapely.intersects_xy(shapes[zone], households.xy[rows])]
        if len(rows) == 0:
            continue
        ground = Ground(shapes[zone])
        drawing = cells(households.xy[rows], ground)
        person_of = _of_places(drawing.place_of, contact_of[rows], households.count[rows])
        who, local = np.unique(person_of, return_inverse=True)
        drawn = outline(drawing, ground, {"areas": local.astype(np.int32)})["areas"]
        area.update(zip(who.tolist(), drawn, strict=True))
    return area


def _of_places(
    place_of: NDArray[np.int32], person: NDArray[np.int32], count: NDArray[np.int64]
) -> NDArray[np.int64]:
    """Return (p,) the person who serves most households at each place."""
    shape = (int(place_of.max()) + 1, int(person.max()) + 1)
    load = coo_matrix((count + VACANT, (place_of, person)), shape=shape).tocsr()
    return np.asarray(load.argmax(axis=1), np.int64).reshape(-1)
