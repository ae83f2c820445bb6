"""What the builders hand over: households at their places, and footprints around them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from typing import Self

import numpy as np
import shapely
from numpy.typing import NDArray

from gridgen.model.arrays import Shapes, Texts
from gridgen.sample.curves import XY

Rows = slice | NDArray[np.bool_] | NDArray[np.int64]


def blanks(n: int) -> Texts:
    """Return `n` empty texts."""
    return np.full(n, "", dtype=object)


@dataclass(frozen=True, slots=True, eq=False)
class Homes:
    """n household rows: place in metres, count, row of the community (-1: none), and keys."""

    xy: XY
    count: NDArray[np.int64]
    community: NDArray[np.int64]
    group: Texts
    estate: Texts
    building: Texts
    stairway: Texts
    grid: Texts

    def __len__(self) -> int:
        return len(self.xy)

    @classmethod
    def joined(cls, parts: Sequence[Self]) -> Self:
        """Return the rows of all `parts`, in order."""
        return cls(*(np.concatenate([getattr(p, f.name) for p in parts]) for f in fields(cls)))

    def rows(self, rows: Rows) -> Self:
        """Return some of the rows."""
        return type(self)(*(getattr(self, f.name)[rows] for f in fields(self)))

    def with_grid(self, grid: Texts) -> Homes:
        """Return the same rows with the codes of their existing grids."""
        return replace(self, grid=grid)


@dataclass(frozen=True, slots=True, eq=False)
class Footprints:
    """m buildings: four corners in metres, and the keys that their households carry."""

    corners: XY
    building: Texts
    estate: Texts
    floors: NDArray[np.int64]

    def __len__(self) -> int:
        return len(self.corners)

    def shapes(self) -> Shapes:
        """Return the buildings as polygons."""
        polygons: Shapes = shapely.polygons(self.corners)
        return polygons

    @classmethod
    def joined(cls, parts: Sequence[Self]) -> Self:
        """Return the buildings of all `parts`, in order."""
        return cls(*(np.concatenate([getattr(p, f.name) for p in parts]) for f in fields(cls)))

    def rows(self, rows: Rows) -> Self:
        """Return some of the rows."""
        return type(self)(*(getattr(self, f.name)[rows] for f in fields(self)))


def houses(xy: XY, community: NDArray[np.int64], group: Texts) -> Homes:
    """Return one household at each position, with no key but its villager group.

    Parameters
    ----------
    xy
        (n, 2) metres.
    community
        (n,) row of the community of each, -1 for none.
    group
        (n,) name of the villager group.
    """
    n = len(xy)
    one = np.ones(n, dtype=np.int64)
    return Homes(
        xy=xy,
        count=one,
        community=community,
        group=group,
        estate=blanks(n),
        building=blanks(n),
        stairway=blanks(n),
        grid=blanks(n),
    )


def cottages(rng: np.random.Generator, xy: XY, angle: NDArray[np.float64]) -> Footprints:
    """Return a house of 9-11 by 11-12.5 m with one to three floors around each position.

    Parameters
    ----------
    rng
        Decides sizes and floors.
    xy
        (n, 2) metres, the middle of each house.
    angle
        (n,) heading of the street, radians; houses stand nearly along it.
    """
    n = len(xy)
    size = np.column_stack([rng.uniform(9, 11, n), rng.uniform(11, 12.5, n)])
    turned = angle + rng.normal(0, 0.02, n)
    floors = rng.choice([1, 2, 2, 3], n).astype(np.int64)
    return Footprints(rectangles(xy, size, turned), blanks(n), blanks(n), floors)


def rectangles(centre: XY, size: XY, angle: NDArray[np.float64]) -> XY:
    """Return (n, 4, 2) corners of rectangles of `size` (n, 2): along and across `angle`.

    Parameters
    ----------
    centre
        (n, 2) metres.
    size
        (n, 2) metres along and across.
    angle
        (n,) radians, from the east counter-clockwise.
    """
    along = np.stack([np.cos(angle), np.sin(angle)], axis=1)
    across = np.stack([-along[:, 1], along[:, 0]], axis=1)
    u, v = (along * size[:, :1] / 2)[:, None], (across * size[:, 1:] / 2)[:, None]
    # In turn around the rectangle, or the polygon would cross itself.
    corners: XY = centre[:, None] + np.concatenate([-u - v, u - v, u + v, v - u], axis=1)
    return corners
