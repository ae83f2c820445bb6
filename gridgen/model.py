"""The nouns: frozen values over read-only arrays, row-aligned.

n households, u units, m links, z zones of one level, c communities. `xy` is always metres in a
projected CRS. Stages take these values and return new ones; tables (GeoDataFrame) are made from
them only at the edges, by the properties of `Plan`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sized
from dataclasses import dataclass, field, fields, replace
from enum import StrEnum
from typing import TYPE_CHECKING, Any, ClassVar, Protocol, TypeVar

import numpy as np
import shapely
from numpy.typing import NDArray

from gridgen.errors import BandError, CoordinateError, NotInPlanError

if TYPE_CHECKING:
    import geopandas as gpd

Texts = NDArray[np.object_]
Shapes = NDArray[np.object_]

KEEP_KEYS = ("group", "estate", "building", "stairway", "floor")
"""Columns whose equal values may keep households together, from the widest to the narrowest."""

ASIDE = ("special", "virtual")
"""Kinds of zones that are set aside: not made by a band, and with codes of their own."""

CLASSES = ("111", "112", "121", "122", "123", "210", "220")
"""Urban-rural classes of statistical division codes: 1xx urban, 2xx rural."""

GROUND = ("lines", "water", "buildings", "zones")
"""What lies on the ground: layers of an input that go into the plan as they came."""


def frozen(values: Any, dtype: Any = None) -> NDArray[Any]:
    """Return `values` as an array nobody can write to; copied unless it already is one."""
    array = np.asarray(values, dtype=dtype)
    if array.flags.writeable:
        array = array.copy()
        array.flags.writeable = False
    return array


def natural_order(text: str) -> tuple[tuple[int, str], ...]:
    """Return what sorts texts as people count: stairway 2 before stairway 10.

    >>> sorted(["10单元", "2单元", "1单元"], key=natural_order)
    ['1单元', '2单元', '10单元']
    """
    return tuple(
        (int(part), "") if part.isdecimal() else (-1, part)
        for part in re.split(r"(\d+)", str(text))
        if part
    )


def texts(values: Any) -> Texts:
    """Return `values` as a read-only array of Python strings."""
    array = np.empty(len(values), dtype=object)
    array[:] = [str(v) for v in values]
    array.flags.writeable = False
    return array


class RowAligned(Protocol):
    """A dataclass whose arrays all have one row for each of `len(value)` things."""

    __dataclass_fields__: ClassVar[dict[str, Any]]

    def __len__(self) -> int:
        """Return the number of rows."""


R = TypeVar("R", bound=RowAligned)


def taken(value: R, rows: NDArray[np.int64] | NDArray[np.bool_]) -> R:
    """Return a value of the same kind that has these rows alone, in this order.

    Rows are taken of every field that is an array, and of every array in a field that is a mapping;
    all other fields are what the whole is said to be, and stay: a level, a CRS. An empty array
    where there are rows stands for "not given" and stays too.

    Parameters
    ----------
    value
        n rows.
    rows
        (k,) row numbers, which may repeat, or (n,) whether each row is wanted.

    Raises
    ------
    TypeError
        An array has another number of rows: this value is not row-aligned.

    >>> places = Communities(["1", "2"], ["East", "West"], ["village"] * 2, [None, None])
    >>> taken(places, np.array([1])).name.tolist()
    ['West']
    """
    columns: dict[str, Any] = {}
    for column in fields(value):
        name, held = column.name, getattr(value, column.name)
        where = f"{type(value).__name__}.{name}"
        if isinstance(held, np.ndarray):
            columns[name] = _rows_of(held, rows, len(value), where)
        elif isinstance(held, Mapping):
            columns[name] = {
                key: _rows_of(values, rows, len(value), where) for key, values in held.items()
            }
    return replace(value, **columns)


def _rows_of(
    values: NDArray[Any], rows: NDArray[np.int64] | NDArray[np.bool_], n: int, where: str
) -> NDArray[Any]:
    if len(values) == n:
        return values[rows]
    if len(values) == 0:
        return values
    raise TypeError(f"{where} has {len(values)} rows; expected {n}: it is not row-aligned.")


def in_short(value: Any) -> str:
    """Return one line on a value: its fields with what they hold counted, not listed.

    Fields that are None or empty are left out; texts end after 40 characters.

    >>> in_short(Links(np.array([[0, 1], [1, 2]]), np.ones(2), np.zeros(2, bool)))
    'Links(pairs[2x2], border_m[2], joins[2], bends[2], along_m[2])'
    >>> in_short(Ground(shapely.box(0, 0, 1, 1)))
    'Ground(boundary=Polygon)'
    """
    held = ((f.name, getattr(value, f.name)) for f in fields(value))
    said = (_in_short(name, one) for name, one in held if one is not None)
    return f"{type(value).__name__}({', '.join(text for text in said if text)})"


def _in_short(name: str, held: Any) -> str:
    if isinstance(held, str):
        return f"{name}={held if len(held) <= 40 else held[:40] + '...'!r}" if held else ""
    if isinstance(held, Mapping):
        return f"{name}{{{', '.join(held)}}}" if held else ""
    if isinstance(held, np.ndarray):
        return f"{name}[{'x'.join(map(str, held.shape))}]" if len(held) else ""
    if isinstance(held, Sized):
        return f"{name}[{len(held)}]" if len(held) else ""
    is_plain = isinstance(held, int | float)
    return f"{name}={held!r}" if is_plain else f"{name}={type(held).__name__}"


# --- what a number of households can be cut into -------------------------------------------------


@dataclass(frozen=True, slots=True)
class Band:
    """The fewest and the most households in one grid, both included, and the count aimed at."""

    fewest: int
    most: int
    target: int = 0

    def __post_init__(self) -> None:
        if not 1 <= self.fewest <= self.most:
            raise BandError(
                f"A band needs 1 <= fewest <= most; got fewest={self.fewest}, most={self.most}."
            )
        if self.target == 0:
            object.__setattr__(self, "target", (self.fewest + self.most) // 2)
        if not self.fewest <= self.target <= self.most:
            raise BandError(
                f"The target of a band must lie inside it; got target={self.target} "
                f"for {self.fewest}-{self.most}."
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


# --- what comes in -------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, eq=False)
class Households:
    """Household rows as read: n places with counts.

    Attributes
    ----------
    ids
        (n,) text, none repeated.
    given
        (n, 2) coordinates as the input had them, in `crs` (degrees: longitude first).
    xy
        (n, 2) metres, in the CRS of the work (see `gridgen.crs`).
    count
        (n,) households in each row, 0 or more.
    community
        (n,) community code the row names, or "".
    keys
        Further columns by name, each (n,) text, "" where empty: those of `KEEP_KEYS`, and `grid`
        (the existing grid).
    source
        (n,) the file row of each household, counted from 1 without the header.
    crs
        CRS of `given`, as text that pyproj understands.
    part_of
        (n,) the id of the input row that was above the band and of which this is a part, "" for
        rows that are whole; all "" if not given.
    """

    ids: Texts
    given: NDArray[np.float64]
    xy: NDArray[np.float64]
    count: NDArray[np.int64]
    community: Texts
    keys: Mapping[str, Texts]
    source: NDArray[np.int64]
    crs: str
    part_of: Texts = field(default_factory=lambda: np.empty(0, object))
    counts: Mapping[str, NDArray[np.int64]] = field(default_factory=dict)
    """Further columns of whole numbers that the rules count by, each (n,)."""

    __repr__ = in_short

    def __post_init__(self) -> None:
        n = len(self.ids)
        if np.shape(self.given) != (n, 2) or np.shape(self.xy) != (n, 2):
            raise CoordinateError(
                f"Households: given has shape {np.shape(self.given)} and xy {np.shape(self.xy)}; "
                f"expected {n} rows of easting and northing."
            )
        object.__setattr__(self, "ids", texts(self.ids))
        object.__setattr__(self, "given", frozen(self.given, np.float64).reshape(n, 2))
        object.__setattr__(self, "xy", frozen(self.xy, np.float64).reshape(n, 2))
        object.__setattr__(self, "count", frozen(self.count, np.int64))
        object.__setattr__(self, "community", texts(self.community))
        object.__setattr__(self, "keys", {k: texts(v) for k, v in self.keys.items()})
        object.__setattr__(self, "source", frozen(self.source, np.int64))
        object.__setattr__(self, "part_of", texts(self.part_of if len(self.part_of) else [""] * n))
        counts = {name: frozen(column, np.int64) for name, column in self.counts.items()}
        object.__setattr__(self, "counts", counts)
        columns = [self.count, self.community, self.source, self.part_of, *self.keys.values()]
        columns += counts.values()
        if any(len(column) != n for column in columns):
            raise CoordinateError(
                f"Households: columns differ in length; expected {n} rows in all."
            )
        if not np.isfinite(self.xy).all():
            raise CoordinateError("Households: xy holds values that are not finite metres.")

    def __len__(self) -> int:
        return len(self.ids)


@dataclass(frozen=True, slots=True, eq=False)
class Communities:
    """Villages and urban communities: c polygons in metres that do not overlap."""

    code: Texts
    name: Texts
    kind: Texts
    """"village" or "community"."""
    shape: Shapes
    """(c,) polygon or multipolygon, metres."""
    urban_class: Texts = field(default_factory=lambda: np.empty(0, object))
    """(c,) one of `CLASSES`, "" where it is not known; all "" if not given."""

    __repr__ = in_short

    def __post_init__(self) -> None:
        object.__setattr__(self, "code", texts(self.code))
        object.__setattr__(self, "name", texts(self.name))
        object.__setattr__(self, "kind", texts(self.kind))
        object.__setattr__(self, "shape", frozen(self.shape, object))
        known = self.urban_class if len(self.urban_class) else [""] * len(self.code)
        object.__setattr__(self, "urban_class", texts(known))

    def __len__(self) -> int:
        return len(self.code)

    @property
    def class_or_kind(self) -> Texts:
        """(c,) what rules go by: the class where it is known, else the kind."""
        return texts(np.where(self.urban_class == "", self.kind, self.urban_class))


# --- what passes between the stages of one community ---------------------------------------------


def _no_shapes() -> Shapes:
    return np.empty(0, object)


@dataclass(frozen=True, slots=True, eq=False)
class Ground:
    """The land of one community and what lies on it, in metres.

    Attributes
    ----------
    boundary
        Valid polygon or multipolygon.
    cuts
        Lines that nobody passes over: rivers, railways.
    visible
        Lines that people know and can walk along: borders may follow them.
    water
        Polygons that nobody passes over.
    bridges
        Points or lines, perhaps beside the cut that they are meant for.
    crossings
        Points or lines where bridges and roads pass over cuts and water.
    footprints
        Polygons that no outline may cut: buildings, parcels.
    """

    boundary: shapely.Geometry
    cuts: Shapes = field(default_factory=_no_shapes)
    visible: Shapes = field(default_factory=_no_shapes)
    water: Shapes = field(default_factory=_no_shapes)
    bridges: Shapes = field(default_factory=_no_shapes)
    crossings: Shapes = field(default_factory=_no_shapes)
    footprints: Shapes = field(default_factory=_no_shapes)

    __repr__ = in_short

    def __post_init__(self) -> None:
        for name in ("cuts", "visible", "water", "bridges", "crossings", "footprints"):
            object.__setattr__(self, name, frozen(getattr(self, name), object))


@dataclass(frozen=True, slots=True, eq=False)
class Cells:
    """The cells of the p distinct places of one community's n households: what is nearest to each.

    A cell lies inside one land block and what is empty around it. The f faces tile the boundary;
    those of one place hang together.

    Attributes
    ----------
    place_of
        (n,) int32 place of each household; households within 1 mm share a place.
    xy
        (p, 2) metres.
    place_of_face
        (f,) the place to which each face belongs.
    block_of_face
        (f,) the land block in which it lies.
    is_empty
        (f,) whether nobody lives in its block.
    corners
        (q, 2) metres, sorted.
    is_new
        (q,) whether a corner is none of the boundary's or of a line's.
    edges
        (s, 2) rows of `corners`, smaller first, sorted.
    sides
        (s, 2) the face on the left and on the right of each edge, -1 outside the boundary.
    is_cut
        (s,) whether nobody passes over the edge.
    is_line
        (s,) whether the edge lies on a line of the ground.
    """

    place_of: NDArray[np.int32]
    xy: NDArray[np.float64]
    place_of_face: NDArray[np.int64]
    block_of_face: NDArray[np.int64]
    is_empty: NDArray[np.bool_]
    corners: NDArray[np.float64]
    is_new: NDArray[np.bool_]
    edges: NDArray[np.int64]
    sides: NDArray[np.int64]
    is_cut: NDArray[np.bool_]
    is_line: NDArray[np.bool_]

    __repr__ = in_short

    def __post_init__(self) -> None:
        object.__setattr__(self, "place_of", frozen(self.place_of, np.int32))
        for name in ("place_of_face", "block_of_face", "edges", "sides"):
            object.__setattr__(self, name, frozen(getattr(self, name), np.int64))
        for name in ("xy", "corners"):
            object.__setattr__(self, name, frozen(getattr(self, name), np.float64))
        for name in ("is_empty", "is_new", "is_cut", "is_line"):
            object.__setattr__(self, name, frozen(getattr(self, name), np.bool_))


@dataclass(frozen=True, slots=True, eq=False)
class Links:
    """Who is a neighbour of whom among n rows (households or units), in one community.

    Attributes
    ----------
    pairs
        (m, 2) row numbers, smaller first, sorted, none repeated.
    border_m
        (m,) length of the border that the two share inside the community, metres; 0 where they
        share a place or are joined over a gap.
    joins
        (m,) true where the link joins a part too small for the band to its nearest part.
    bends
        (m,) true where the cells meet inside the community, but the straight line between the two
        leaves it on its way, or crosses a line that cuts; none if not given.
    along_m
        (m,) how much of `border_m` lies on a visible line, metres; 0 if not given.
    """

    pairs: NDArray[np.int32]
    border_m: NDArray[np.float64]
    joins: NDArray[np.bool_]
    bends: NDArray[np.bool_] = field(default_factory=lambda: np.zeros(0, bool))
    along_m: NDArray[np.float64] = field(default_factory=lambda: np.zeros(0))

    __repr__ = in_short

    def __post_init__(self) -> None:
        object.__setattr__(self, "pairs", frozen(self.pairs, np.int32).reshape(-1, 2))
        object.__setattr__(self, "border_m", frozen(self.border_m, np.float64))
        object.__setattr__(self, "joins", frozen(self.joins, np.bool_))
        bends = self.bends if len(self.bends) else np.zeros(len(self.pairs), bool)
        object.__setattr__(self, "bends", frozen(bends, np.bool_))
        along = self.along_m if len(self.along_m) else np.zeros(len(self.pairs))
        object.__setattr__(self, "along_m", frozen(along, np.float64))

    def __len__(self) -> int:
        return len(self.pairs)


@dataclass(frozen=True, slots=True, eq=False)
class Units:
    """What the solver may not cut: each unit is a place, a building, or a household.

    `unit_of` (n,) int32 over households; `xy` (u, 2) metres, the household place nearest to the
    unit's weighted middle; `households` (u,) counts.
    """

    unit_of: NDArray[np.int32]
    xy: NDArray[np.float64]
    households: NDArray[np.int64]

    __repr__ = in_short

    def __post_init__(self) -> None:
        object.__setattr__(self, "unit_of", frozen(self.unit_of, np.int32))
        object.__setattr__(self, "xy", frozen(self.xy, np.float64).reshape(-1, 2))
        object.__setattr__(self, "households", frozen(self.households, np.int64))

    def __len__(self) -> int:
        return len(self.households)


class Status(StrEnum):
    """How sure an answer is."""

    FEASIBLE = "feasible"
    PROVEN_IMPOSSIBLE = "proven impossible"
    NOT_FOUND = "not found"


@dataclass(frozen=True, slots=True)
class Breach:
    """One grid outside the band: `by` households too many (positive) or too few (negative)."""

    grid: int
    households: int
    by: int


@dataclass(frozen=True, slots=True)
class Weights:
    """What the score counts besides the walking metres: everything in metres.

    `moved_m` for each household that leaves the existing grid in which it is; `border_m` for each
    metre of border between two grids that follows no road, river or other visible line.
    """

    moved_m: float = 1000.0
    border_m: float = 2.0


@dataclass(frozen=True, slots=True, eq=False)
class Solution:
    """The division of one community: u units into g grids.

    `grid_of` (u,) int32; `centre_of` (g,) int32, the unit from which each grid is served; `metres`,
    the walking term: sum of visits times straight metres to the centre; `score`, all terms;
    `lower_bound_m`, if asked for, a proof that no division into as many grids inside the band walks
    less.
    """

    grid_of: NDArray[np.int32]
    centre_of: NDArray[np.int32]
    metres: float
    score: float
    status: Status
    breaches: tuple[Breach, ...] = ()
    lower_bound_m: float | None = None

    __repr__ = in_short

    def __post_init__(self) -> None:
        object.__setattr__(self, "grid_of", frozen(self.grid_of, np.int32))
        object.__setattr__(self, "centre_of", frozen(self.centre_of, np.int32))


# --- what is said about data and plans -----------------------------------------------------------


class Severity(StrEnum):
    """`error`: a rule is broken and need not be. `warning`: it cannot be kept. `note`: a fact."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


@dataclass(frozen=True, slots=True)
class Finding:
    """A fact about data or a plan that a person must see, in Chinese and in English.

    `where` is what the user knows: a file and row, a household id, a code. `number` is what was
    found and `limit` what was expected, where there are such.
    """

    rule: str
    severity: Severity
    where: str
    number: float | None
    limit: float | None
    zh: str
    en: str

    def text(self, lang: str = "en") -> str:
        """Return the sentence in `lang`: "zh" or "en"."""
        return self.zh if lang == "zh" else self.en


@dataclass(frozen=True, slots=True)
class Report:
    """Findings, the worst first, otherwise in the order they were found."""

    findings: tuple[Finding, ...] = ()

    __repr__ = in_short

    def __post_init__(self) -> None:
        rank = list(Severity)
        ordered = sorted(self.findings, key=lambda f: rank.index(f.severity))
        object.__setattr__(self, "findings", tuple(ordered))

    def __iter__(self) -> Iterator[Finding]:
        return iter(self.findings)

    def __len__(self) -> int:
        return len(self.findings)

    def __add__(self, other: Report) -> Report:
        return Report(self.findings + other.findings)

    def of(self, rule: str) -> tuple[Finding, ...]:
        """Return the findings of one rule."""
        return tuple(f for f in self.findings if f.rule == rule)

    @property
    def errors(self) -> tuple[Finding, ...]:
        """The findings of severity `error`."""
        return tuple(f for f in self.findings if f.severity is Severity.ERROR)


# --- what goes out -------------------------------------------------------------------------------


class Presence(StrEnum):
    """Where a household stands: inside its community, just outside it, or nowhere.

    `virtual` has no place, and is in the virtual grid of the community that it names.
    """

    PLACED = "placed"
    JOINED = "joined"
    UNPLACED = "unplaced"
    VIRTUAL = "virtual"


@dataclass(frozen=True, slots=True, eq=False)
class Zones:
    """One level of a plan: z zones.

    Attributes
    ----------
    level
        Name of the level and of its layer, e.g. "grids".
    code, name
        (z,) text; `code` is unique in the plan.
    parent
        (z,) code of the zone above: of the community for the first level.
    kind
        (z,) kind of the community: "village" or "community"; of a grid set aside "special" or
        "virtual".
    community
        (z,) code of the community.
    households, units
        (z,) counts.
    mean_m, max_m
        (z,) straight metres from its households to its centre: the mean and the largest.
    status
        (z,) "in band", "too large", "too small".
    polygon
        (z,) polygon or multipolygon, metres.
    schematic
        (z,) true where a border of the polygon cuts a place or a building that was above the band:
        what is drawn there shows shares, not a line on the ground. All false if not given.
    compactness
        (z,) 4 pi area / perimeter²: 1 is a disc. This and what follows is NaN where not measured.
    walk_m
        (z,) the longest walk found over links inside the zone, metres.
    on_lines
        (z,) the share of its borders with other zones of its parent that lies on visible lines.
    """

    level: str
    code: Texts
    name: Texts
    parent: Texts
    kind: Texts
    community: Texts
    households: NDArray[np.int64]
    units: NDArray[np.int64]
    mean_m: NDArray[np.float64]
    max_m: NDArray[np.float64]
    status: Texts
    polygon: Shapes
    schematic: NDArray[np.bool_] = field(default_factory=lambda: np.zeros(0, bool))
    compactness: NDArray[np.float64] = field(default_factory=lambda: np.zeros(0))
    walk_m: NDArray[np.float64] = field(default_factory=lambda: np.zeros(0))
    on_lines: NDArray[np.float64] = field(default_factory=lambda: np.zeros(0))

    __repr__ = in_short

    def __post_init__(self) -> None:
        for name in ("code", "name", "parent", "kind", "community", "status"):
            object.__setattr__(self, name, texts(getattr(self, name)))
        for name in ("households", "units"):
            object.__setattr__(self, name, frozen(getattr(self, name), np.int64))
        for name in ("mean_m", "max_m"):
            object.__setattr__(self, name, frozen(getattr(self, name), np.float64))
        object.__setattr__(self, "polygon", frozen(self.polygon, object))
        schematic = self.schematic if len(self.schematic) else np.zeros(len(self.code), bool)
        object.__setattr__(self, "schematic", frozen(schematic, np.bool_))
        for name in ("compactness", "walk_m", "on_lines"):
            measured = getattr(self, name)
            unknown = np.full(len(self.code), np.nan)
            object.__setattr__(
                self, name, frozen(measured if len(measured) else unknown, np.float64)
            )

    def __len__(self) -> int:
        return len(self.code)


@dataclass(frozen=True, slots=True)
class Tie:
    """Two whom a grid keeps "together" or whom grids keep "apart": values of the column `key`."""

    kind: str
    key: str
    """"id", or a column of the households."""
    first: str
    second: str

    def rows(self, roll: Households, side: str) -> NDArray[np.int64]:
        """Return the rows of the households that `side` names; a row that was cut, all parts."""
        if self.key == "id":
            return np.flatnonzero((roll.ids == side) | (roll.part_of == side))
        column = roll.keys.get(self.key)
        return np.zeros(0, np.int64) if column is None else np.flatnonzero(column == side)


@dataclass(frozen=True, slots=True, eq=False)
class Centres:
    """c places around which zones are made: people who serve, or stations.

    Attributes
    ----------
    ids
        (c,) opaque, "" where none was given.
    role
        (c,) text, "" where none was given.
    xy
        (c, 2) metres.
    fewest, most
        (c,) of the zone around each, -1 where the band of the rules holds.
    community
        (c,) code of the community to serve, "" for the one in which the place lies.
    zones
        (c,) code of the zone drawn around each, "" for none; with commas between, those of further
        levels and of households without a place.
    """

    ids: Texts
    role: Texts
    xy: NDArray[np.float64]
    fewest: NDArray[np.int64]
    most: NDArray[np.int64]
    community: Texts
    zones: Texts

    __repr__ = in_short

    def __post_init__(self) -> None:
        for name in ("ids", "role", "community", "zones"):
            object.__setattr__(self, name, texts(getattr(self, name)))
        object.__setattr__(self, "xy", frozen(self.xy, np.float64).reshape(-1, 2))
        for name in ("fewest", "most"):
            object.__setattr__(self, name, frozen(getattr(self, name), np.int64))

    def __len__(self) -> int:
        return len(self.ids)


@dataclass(frozen=True, slots=True, eq=False)
class People:
    """p people as given: nothing else about a person is ever held.

    `ids` (p,) opaque, none repeated; `role` (p,) a role of the rules; `xy` (p, 2) metres; `phone`
    (p,) a work phone or ""; `community` (p,) code of the community to serve, "" for any near by.
    """

    ids: Texts
    role: Texts
    xy: NDArray[np.float64]
    phone: Texts
    community: Texts

    __repr__ = in_short

    def __post_init__(self) -> None:
        for name in ("ids", "role", "phone", "community"):
            object.__setattr__(self, name, texts(getattr(self, name)))
        object.__setattr__(self, "xy", frozen(self.xy, np.float64).reshape(-1, 2))

    def __len__(self) -> int:
        return len(self.ids)


@dataclass(frozen=True, slots=True)
class Post:
    """One place for one person in one zone; `person` is "" where it is vacant.

    `households` is the person's share of the zone, or the size of their area; `metres` the straight
    way from the person to the middle of the zone, or the mean way to the households of the area.
    """

    role: str
    level: str
    zone: str
    person: str
    households: int
    metres: float


@dataclass(frozen=True, slots=True, eq=False)
class Staff:
    """Who serves which zone and which households.

    Attributes
    ----------
    people
        As given.
    posts
        By role, in the order of the zones.
    contact_of
        For each role that serves households (n,) row of `people`, -1 for none.
    area
        (p,) area of responsibility in metres, empty for people who have none.
    """

    people: People
    posts: tuple[Post, ...]
    contact_of: Mapping[str, NDArray[np.int32]]
    area: Shapes

    __repr__ = in_short

    def __post_init__(self) -> None:
        contact_of = {role: frozen(rows, np.int32) for role, rows in self.contact_of.items()}
        object.__setattr__(self, "contact_of", contact_of)
        object.__setattr__(self, "area", frozen(self.area, object))

    @property
    def households(self) -> NDArray[np.int64]:
        """(p,) households that each person serves."""
        row_of = {person: row for row, person in enumerate(self.people.ids)}
        served = np.zeros(len(self.people), np.int64)
        for post in self.posts:
            if post.person in row_of:
                served[row_of[post.person]] += post.households
        return served


@dataclass(frozen=True, slots=True)
class MadeBy:
    """How a plan came to be: enough to make it again."""

    version: str
    seed: int
    rules: str
    input_hash: str
    crs: str
    """The metre CRS of the work."""
    effort: str = "balanced"
    parent: str = ""
    """`input_hash` of the plan that this one redraws, or ""."""
    metres: float = 0.0
    lower_bound_m: float | None = None
    """What any division into as many grids of the first level must walk, if that was proven."""
    retired: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """For each level the codes that earlier versions had and that are never used again."""


@dataclass(frozen=True, slots=True, eq=False)
class Plan:
    """A division of everything: values inside, tables at the edge.

    Attributes
    ----------
    roll
        The households as arrays.
    presence
        (n,) a `Presence` for each household.
    community_of
        (n,) row of `areas`, -1 where unplaced.
    areas
        The communities as used, after repair.
    levels
        The zones of each level, from the top.
    zone_of
        For each level (n,) row of its zones, -1 where the household has none there.
    lines
        Rivers, roads and railways as given, in the CRS of the input; or none.
    water, buildings, zones
        Polygons of water and such as no outline may cut, likewise.
    report
        What was found when the plan was made and checked.
    staff
        Who serves which zone and which households; None where no people were given.
    ties
        Whom grids keep together and apart.
    centres
        The places around which zones were made; None where no level is made so.
    """

    roll: Households
    presence: Texts
    community_of: NDArray[np.int32]
    areas: Communities
    levels: tuple[Zones, ...]
    zone_of: Mapping[str, NDArray[np.int32]]
    made_by: MadeBy
    report: Report = Report()
    lines: gpd.GeoDataFrame | None = field(default=None, repr=False)
    water: gpd.GeoDataFrame | None = field(default=None, repr=False)
    buildings: gpd.GeoDataFrame | None = field(default=None, repr=False)
    zones: gpd.GeoDataFrame | None = field(default=None, repr=False)
    staff: Staff | None = None
    ties: tuple[Tie, ...] = ()
    centres: Centres | None = None

    def __post_init__(self) -> None:
        object.__setattr__(self, "presence", texts(self.presence))
        object.__setattr__(self, "community_of", frozen(self.community_of, np.int32))
        zone_of = {level: frozen(rows, np.int32) for level, rows in self.zone_of.items()}
        object.__setattr__(self, "zone_of", zone_of)

    def __repr__(self) -> str:
        counts = {"households": int(self.roll.count.sum()), "communities": len(self.areas)}
        counts |= {zones.level: len(zones) for zones in self.levels}
        found = {kind: len([f for f in self.report if f.severity is kind]) for kind in Severity}
        whole, told = (
            ", ".join(f"{name} {number}" for name, number in each.items())
            for each in (counts, found)
        )
        by = ", ".join(_in_short(name, getattr(self.made_by, name)) for name in ("rules", "seed"))
        return f"Plan: {whole}\nfindings: {told}\nmade by {by}"

    @property
    def is_virtual(self) -> NDArray[np.bool_]:
        """(n,) whether a household has no place and stands in a virtual grid."""
        return np.asarray(self.presence == Presence.VIRTUAL, bool)

    def level(self, name: str) -> Zones:
        """Return the zones of one level by its name, e.g. "grids"."""
        for zones in self.levels:
            if zones.level == name:
                return zones
        known = ", ".join(zones.level for zones in self.levels)
        raise NotInPlanError(f"The plan has no level {name!r}; it has: {known}.")

    def class_or_kind(self, zones: Zones) -> Texts:
        """Return (z,) what rules go by for each zone: as its community; set aside, its own kind."""
        known = dict(zip(self.areas.code, self.areas.urban_class, strict=True))
        pairs = zip(zones.community, zones.kind, strict=True)
        return texts([(kind not in ASIDE and known.get(of)) or kind for of, kind in pairs])

    @property
    def grids(self) -> gpd.GeoDataFrame:
        """The grids as a table of polygons, in the CRS of the input."""
        return self.table("grids")

    def table(self, level: str) -> gpd.GeoDataFrame:
        """Return one level as a table of polygons, in the CRS of the input.

        Columns: code, name, level, kind, community, parent, households, units, mean_m, max_m,
        status, schematic, compactness, walk_m, on_lines.
        """
        import geopandas as gpd

        zones = self.level(level)
        return gpd.GeoDataFrame(
            {
                "code": zones.code,
                "name": zones.name,
                "level": level,
                "kind": zones.kind,
                "community": zones.community,
                "parent": zones.parent,
                "households": zones.households,
                "units": zones.units,
                "mean_m": zones.mean_m.round(1),
                "max_m": zones.max_m.round(1),
                "status": zones.status,
                "schematic": zones.schematic,
                "compactness": zones.compactness.round(3),
                "walk_m": zones.walk_m.round(1),
                "on_lines": zones.on_lines.round(3),
            },
            geometry=list(zones.polygon),
            crs=self.made_by.crs,
        ).to_crs(self.roll.crs)

    @property
    def households(self) -> gpd.GeoDataFrame:
        """The households as a table of points, in the CRS and at the coordinates of the input.

        Columns: id, households, community, presence, the columns to keep together by that were
        given, `part_of` where a row had to be cut, and one with the zone's code for each level:
        `grid`, `ten_household_group`, ...
        """
        import geopandas as gpd

        columns: dict[str, Any] = {
            "id": self.roll.ids,
            "households": self.roll.count,
            "community": _pick(self.areas.code, self.community_of),
            "presence": self.presence,
        }
        columns |= {k: v for k, v in self.roll.keys.items() if k != "grid"}
        columns |= dict(self.roll.counts)
        if (self.roll.part_of != "").any():
            columns["part_of"] = self.roll.part_of
        for zones in self.levels:
            columns[column_of(zones.level)] = _pick(zones.code, self.zone_of[zones.level])
        if self.staff is not None:
            for role, rows in self.staff.contact_of.items():
                columns[role] = _pick(self.staff.people.ids, rows)
        given = self.roll.given
        points = gpd.points_from_xy(given[:, 0], given[:, 1])
        return gpd.GeoDataFrame(columns, geometry=points, crs=self.roll.crs)

    @property
    def people(self) -> gpd.GeoDataFrame | None:
        """The people as a table of points in the CRS of the input: id, role, work_phone, community,
        households, zones (codes with commas between); None where none were given.
        """
        import geopandas as gpd

        if self.staff is None:
            return None
        staff, people = self.staff, self.staff.people
        serves: dict[str, list[str]] = {}
        for post in staff.posts:
            serves.setdefault(post.person, []).append(post.zone)
        columns = {
            "id": people.ids,
            "role": people.role,
            "work_phone": people.phone,
            "community": people.community,
            "households": staff.households,
            "zones": [",".join(serves.get(person, [])) for person in people.ids],
        }
        points = gpd.points_from_xy(people.xy[:, 0], people.xy[:, 1])
        return gpd.GeoDataFrame(columns, geometry=points, crs=self.made_by.crs).to_crs(
            self.roll.crs
        )

    @property
    def centre_table(self) -> gpd.GeoDataFrame | None:
        """The centres as a table of points in the CRS of the input: id, role, fewest, most (-1 for
        the band of the rules), community, zones; None where no level is made around such.
        """
        import geopandas as gpd

        if self.centres is None:
            return None
        at = self.centres
        columns = {
            "id": at.ids, "role": at.role, "fewest": at.fewest, "most": at.most,
            "community": at.community, "zones": at.zones,
        }  # fmt: skip
        points = gpd.points_from_xy(at.xy[:, 0], at.xy[:, 1])
        return gpd.GeoDataFrame(columns, geometry=points, crs=self.made_by.crs).to_crs(
            self.roll.crs
        )

    @property
    def communities(self) -> gpd.GeoDataFrame:
        """The communities as used, after repair, in the CRS of the input.

        Columns: code, name, kind, class.
        """
        import geopandas as gpd

        areas = self.areas
        return gpd.GeoDataFrame(
            {
                "code": areas.code,
                "name": areas.name,
                "kind": areas.kind,
                "class": areas.urban_class,
            },
            geometry=list(areas.shape),
            crs=self.made_by.crs,
        ).to_crs(self.roll.crs)


def column_of(level: str) -> str:
    """Return the households' column that holds the zone of a level: its singular.

    >>> column_of("grids"), column_of("ten_household_groups")
    ('grid', 'ten_household_group')
    """
    return level.removesuffix("s")


def _pick(values: Texts, rows: NDArray[np.int32]) -> Texts:
    return texts([values[row] if row >= 0 else "" for row in rows])
