"""One level: every zone of the level above is a parent, and its mode divides it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from gridgen.division.around import around
from gridgen.division.banded import banded
from gridgen.division.named import named
from gridgen.division.parent import Found, Keys, Parent
from gridgen.division.pieces import split_units, with_pieces
from gridgen.division.problems import CommunityProblem, Step
from gridgen.division.ties import TiedRows
from gridgen.land.contract import within
from gridgen.land.spread import spread
from gridgen.model.arrays import Shapes
from gridgen.model.links import Links
from gridgen.model.sent import sent

MODES: Mapping[str, Callable[[Parent], Found]] = {
    "given": named,
    "unit": named,
    "band": banded,
    "around": around,
}
"""How a level is made of each parent, by what the rules call it."""

SEARCHED = ("band", "around")
"""The modes whose zones are searched, so that ties hold in them."""


class Ways(NamedTuple):
    """What is walked in all zones of a level: as they are, at least by proof, and in the best that
    were found where nothing else has a price; the last two are 0 where no proof was asked for.
    """

    metres: float = 0.0
    lower_bound_m: float = 0.0
    least_m: float = 0.0


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

    def __reduce__(self) -> tuple[Any, ...]:
        """Go to another process as bytes."""
        return sent(self, "polygon")


def divide_level(
    whole: CommunityProblem, depth: int, links: Links, keys: Keys, above: NDArray[np.int32]
) -> tuple[Layer, Links, Ways]:
    """Divide every zone of the level above by the step at `depth`.

    Parameters
    ----------
    whole
        The community, n rows.
    depth
        Which of its steps, from 0.
    links
        Among the n rows of the community.
    keys
        What stays together, places and ties among it.
    above
        (n,) zone of each row at the level above.

    Returns
    -------
    The zones; the links, among pieces of places that were split too; and the metres of all zones.
    """
    step = whole.steps[depth]
    parents = list(_parents(whole, depth, links, keys, above))
    if step.split and step.band and step.mode in SEARCHED:
        piece = _pieces(parents, len(above))
        if (piece >= 0).any():
            # A place that is in two pieces from here on must reach its neighbours from both.
            links = spread(links, keys["place"].astype(np.int32), piece)
            keys = with_pieces(keys, piece)
            parents = list(_parents(whole, depth, links, keys, above))
    n = len(whole.xy)
    zone_of = np.full(n, -1, np.int32)
    centre = np.zeros((n, 2))
    parent_of: list[int] = []
    found_in: list[Found] = []
    for zone, parent in enumerate(parents):
        # A seed for each, so that what one parent finds does not depend on the others.
        seed = seed_of([whole.seed, depth], zone)
        found = MODES[step.mode](replace(parent, seed=seed))
        zone_of[parent.rows] = found.zone_of + len(parent_of)
        centre[parent.rows] = found.centre_xy[found.zone_of]
        parent_of += [zone] * len(found.centre_xy)
        found_in.append(found)
    layer = _layer(whole, step, found_in, zone_of=zone_of, centre=centre, parent_of=parent_of)
    each = ((found.metres, found.lower_bound_m, found.least_m) for found in found_in)
    return layer, links, Ways(*(sum(metres) for metres in zip(*each, strict=True)))


def _parents(
    whole: CommunityProblem, depth: int, links: Links, keys: Keys, above: NDArray[np.int32]
) -> Iterator[Parent]:
    """Give each zone of the level above, in order, to be divided by the step at `depth`."""
    n, ties = len(whole.xy), _ties(whole, depth)
    for zone in range(int(above.max(initial=-1)) + 1):
        rows = np.flatnonzero(above == zone)
        yield Parent(
            whole,
            whole.steps[depth],
            rows,
            links=within(links, rows, n),
            keys={key: value[rows] for key, value in keys.items()},
            seed=seed_of([whole.seed, depth], 0),
            is_first=depth == 0,
            ties=tuple(tie for one in ties for tie in one.among(rows, n)),
        )


def _pieces(parents: Iterable[Parent], n: int) -> NDArray[np.int64]:
    """Return (n,) the piece of each row whose unit inside its parent is too large, else -1."""
    piece = np.full(n, -1, np.int64)
    for parent in parents:
        mine = split_units(parent)
        # Numbers go on over all parents: two pieces of one number would be one unit.
        piece[parent.rows] = np.where(mine < 0, -1, mine + piece.max() + 1)
    return piece


def _ties(whole: CommunityProblem, depth: int) -> tuple[TiedRows, ...]:
    """Return the ties that hold at a level: at the first one that is searched, all of them."""
    searched = [k for k, step in enumerate(whole.steps) if step.mode in SEARCHED]
    return whole.ties if [depth] == searched[:1] else ()


def _layer(
    whole: CommunityProblem,
    step: Step,
    found_in: Sequence[Found],
    *,
    zone_of: NDArray[np.int32],
    centre: NDArray[np.float64],
    parent_of: Sequence[int],
) -> Layer:
    """Return what was found in all parents as one layer; `centre` (n, 2) is that of each row."""
    z = len(parent_of)
    mean_m, max_m = _ways(whole, zone_of, centre, z)
    size = np.bincount(zone_of, weights=whole.counts[step.counts], minlength=z)
    none = [np.full(len(found.units), -1, np.int64) for found in found_in]
    at = [no if found.centre is None else found.centre
          for no, found in zip(none, found_in, strict=True)]  # fmt: skip
    return Layer(
        level=step.level,
        zone_of=zone_of,
        parent=np.array(parent_of, np.int32),
        units=np.concatenate([found.units for found in found_in]),
        mean_m=mean_m,
        max_m=max_m,
        size=size.astype(np.int64),
        schematic=np.zeros(z, bool),
        centre=np.concatenate(at),
    )


def seed_of(words: list[int], zone: int) -> int:
    """Return the seed of one zone, the same in every process and on every machine."""
    return int(np.random.SeedSequence([*words, zone]).generate_state(1)[0])


def _ways(
    whole: CommunityProblem, zone_of: NDArray[np.int32], centre: NDArray[np.float64], zones: int
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return the mean metres, by households, and the largest, to the centre of each zone."""
    apart = np.hypot(*(whole.xy - centre).T)
    weight = whole.count + 1e-9  # a zone of vacant houses has a mean too
    total = np.bincount(zone_of, weights=weight, minlength=zones)
    mean = np.bincount(zone_of, weights=weight * apart, minlength=zones) / total
    largest = np.zeros(zones)
    np.maximum.at(largest, zone_of, apart)
    return mean, largest
