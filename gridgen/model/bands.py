"""What a number of households can be cut into."""

from __future__ import annotations

from dataclasses import dataclass

from gridgen.model.errors import BandError


@dataclass(frozen=True, slots=True)
class Band:
    """How many households, or whatever a level counts, one zone may hold.

    Attributes
    ----------
    fewest, most
        Both included, 1 or more.
    target
        The count aimed at, from `fewest` to `most`; their middle, rounded down, if not given.
    """

    fewest: int
    most: int
    target: int = 0

    def __post_init__(self) -> None:
        if not 1 <= self.fewest <= self.most:
            raise BandError("band_upside_down", fewest=self.fewest, most=self.most)
        if self.target == 0:  # no band can aim at 0: it stands for "not given"
            object.__setattr__(self, "target", (self.fewest + self.most) // 2)
        if not self.fewest <= self.target <= self.most:
            raise BandError(
                "band_target_outside", target=self.target, fewest=self.fewest, most=self.most
            )

    def grid_counts(self, households: int) -> range:
        """Return every number of grids that `households` can fill; may be empty.

        >>> Band(300, 500).grid_counts(1250)
        range(3, 5)
        >>> len(Band(300, 500).grid_counts(550))  # too many for one, too few for two
        0
        """
        fewest_grids = -(-households // self.most)  # division, rounded up
        most_grids = households // self.fewest
        return range(fewest_grids, most_grids + 1)

    def breach(self, households: int) -> int:
        """Return by how many households a grid of `households` is outside the band.

        >>> Band(50, 100).breach(112), Band(50, 100).breach(38), Band(50, 100).breach(50)
        (12, 12, 0)
        """
        return max(0, households - self.most, self.fewest - households)


def size_word(band: Band | None, size: int) -> str:
    """Return how a size lies to a band, as plans say it; in band where no size is asked.

    >>> size_word(Band(50, 100), 101), size_word(Band(50, 100), 49), size_word(None, 7)
    ('too large', 'too small', 'in band')
    """
    if band is None or band.breach(size) == 0:
        return "in band"
    return "too large" if size > band.most else "too small"
