"""The nouns of a rules file: levels and how each is made, lines, codes, people, weights."""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import TypeVar

from gridgen.model.bands import Band
from gridgen.model.communities import CLASSES
from gridgen.model.households import KEEP_KEYS

PRESETS = ("standard", "honglian", "wuzhong", "yanchi", "nanhai", "yiyang", "xiqiao")
KINDS = ("village", "community")
FOR = (*KINDS, "11", "12", *CLASSES)
"""For whom a band, a mode or limits may be said: a kind, some classes of it (city, town), one."""
MODES = ("given", "unit", "band", "around")
KEEPS = ("place", *KEEP_KEYS)
LINE_CLASSES = (
    "river", "railway", "expressway", "wall", "main_road", "road", "stream", "bridge",
)  # fmt: skip
EMPTY_LAND = ("around", "none")
ORDERS = ("rows", "columns", "units")
EXISTING = ("ignore", "follow", "keep")
HARD = ("size", "radius")
Said = TypeVar("Said")
MOST_PARTS = 100
"""Parts into which one thing is split at most: a point with more households is surer an error."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What is told of a zone that lies badly; nothing where no limit is set."""

    walk_m: float = math.inf
    """The longest walk inside a zone, over links."""
    detour: float = math.inf
    """How many times as long as the straight line between its ends that walk may be."""
    compactness: float = 0.0
    """The least 4 pi area / perimeter²: 1 is a disc."""
    on_lines: float = 0.0
    """The least share of the borders with other zones that lies on visible lines."""
    radius_m: float = math.inf
    """Service radius: straight metres from a zone's centre to its farthest household."""


def keys_of(class_or_kind: str) -> tuple[str, ...]:
    """Return under which of `FOR` a class or kind is looked up, the most particular first.

    >>> keys_of("121"), keys_of("220"), keys_of("village")
    (('121', '12', 'community'), ('220', '22', 'village'), ('village',))
    """
    if class_or_kind not in CLASSES:
        return (class_or_kind,)
    # The first digit of a class is town or country, the second what kind of it.
    kind = "community" if class_or_kind[0] == "1" else "village"
    return class_or_kind, class_or_kind[:2], kind


@dataclass(frozen=True, slots=True)
class Level:
    """One level of the hierarchy and how it is made."""

    name: str
    """Also the name of its layer, e.g. "grids"."""
    parent: str
    """"communities" or the level above."""
    keep: tuple[str, ...]
    """What is never cut: "place" or columns of the households."""
    split: tuple[str, ...]
    """What of it is split all the same where it is above the band."""
    code_digits: int
    """Digits that a zone's number adds to its parent's code."""
    label: Mapping[str, str]
    """Name of a zone in each language, as `gridgen.words.numerals.fill_label` takes it."""
    mode: Mapping[str, str]
    """How it is made, for each of `FOR` that is said; who has no mode has no such level."""
    band: Mapping[str, Band]
    """The band, likewise; those of the modes "given" and "unit" need none."""
    centres: str = ""
    """The role of the centres of the mode "around" in their layer; "" for all."""
    prefer: tuple[str, ...] = ()
    """What is kept whole besides, as far as that leaves no zone outside its band; of the first
    level and its mode "band" alone."""
    by: tuple[str, ...] = ()
    """Columns that name the zones ("given") or units ("unit"): the first that is not blank."""
    counts: str = "households"
    """What the band counts: households, population, area (m²) or any column of whole numbers."""
    hard: tuple[str, ...] = ("size",)
    """What is an error where it is broken and need not be; the rest are warnings."""
    limits: Mapping[str, Limits] = field(default_factory=dict)
    """Likewise."""

    def mode_of(self, class_or_kind: str) -> str:
        """Return how the level is made in a class or kind of community, "" where it is not."""
        return _found(self.mode, class_or_kind, "")

    def band_of(self, class_or_kind: str) -> Band | None:
        """Return the band of a class or kind, None where no size is asked."""
        return _found(self.band, class_or_kind, None)

    def limits_of(self, class_or_kind: str) -> Limits:
        """Return the limits of a class or kind."""
        return _found(self.limits, class_or_kind, Limits())


def _found(said: Mapping[str, Said], class_or_kind: str, default: Said) -> Said:
    return next((said[key] for key in keys_of(class_or_kind) if key in said), default)


def ruled_by(key: str, said: Collection[str]) -> tuple[str, ...]:
    """Return the classes and kinds for which `key` is the most particular of what is said.

    >>> ruled_by("12", ["community", "12", "121"])
    ('122', '123')
    """
    # A kind is a case of its own: a community whose class is not known goes by it.
    cases = (*KINDS, *CLASSES)
    return tuple(c for c in cases if next((k for k in keys_of(c) if k in said), "") == key)


@dataclass(frozen=True, slots=True)
class Above:
    """A level above the communities: those whose codes begin with the same digits."""

    name: str
    digits: int


@dataclass(frozen=True, slots=True)
class LineRules:
    """What classes of lines mean; a class that stands nowhere is ignored."""

    cut: tuple[str, ...] = ("river", "railway", "expressway", "wall")
    """Nobody passes over these."""
    visible: tuple[str, ...] = ("main_road", "road", "stream")
    """Borders may follow these, and those that cut."""
    cross: tuple[str, ...] = ("main_road", "road")
    """Where these cross a line that cuts, or water, there is a bridge."""


@dataclass(frozen=True, slots=True)
class CodeRules:
    """How zones are numbered inside their parent."""

    order: str = "rows"
    """"rows": west to east, rows north to south; "columns": north to south, columns west to east;
    "units": as the units' names count, then by rows."""
    special_from: int = 801
    """Numbers from here on are those of special grids."""
    virtual_from: int = 901
    """Numbers from here on are those of virtual grids."""


@dataclass(frozen=True, slots=True)
class Role:
    """People who serve: either so many in each zone, or so many households for each of them."""

    name: str
    label: Mapping[str, str]
    level: str
    """"communities" or a level: in whose zones they serve."""
    fewest: int = 1
    most: int = 1
    """People in each zone."""
    zones: int = 1
    """Zones that one of them may look after."""
    households: Band | None = None
    """Households for each of them, an area of responsibility; then the numbers above do not say."""


@dataclass(frozen=True, slots=True)
class Prices:
    """What the score counts besides the walking metres, as `gridgen.model.solutions.Weights` has
    it; None for what is worked out from each place (`gridgen.division.prices`).
    """

    moved_m: float = 1000.0
    border_m: float | None = None
    round_m: float | None = None
    even_m: float | None = None


@dataclass(frozen=True, slots=True)
class Rules:
    """A whole rules file."""

    name: str
    title: Mapping[str, str]
    levels: tuple[Level, ...]
    source: Mapping[str, str] = field(default_factory=dict)
    """Where the system is described, in each language."""
    above: tuple[Above, ...] = ()
    """From the top."""
    lines: LineRules = LineRules()
    codes: CodeRules = CodeRules()
    prices: Prices = field(default_factory=Prices)
    people: tuple[Role, ...] = ()
    """Who serves; without it people are not asked for."""
    empty_land: str = "around"
    """Land where nobody lives belongs to the zones "around" it, or to "none"."""
    span: str = "communities"
    """What a grid may not leave: the communities, or those of a level above together."""
    existing: str = "ignore"
    """What the column `grid` of the households means: nothing ("ignore"), grids that households
    leave only where they must ("follow"), or such as stay unchanged where they are in the band
    ("keep")."""
    special: bool = True
    """Whether polygons of a layer `special` are grids of their own."""
    virtual: bool = True
    """Whether households without a place are in a virtual grid of the community they name."""
    datum: str = ""
    """What longitudes and latitudes of the input refer to, a `gridgen.model.datum.Datum`; "" where
    the rules do not say it."""
    read_from: str = ""
    """The preset or the path by which these rules can be loaded again."""

    @property
    def names(self) -> tuple[str, ...]:
        """The columns of the households that name zones."""
        return tuple(dict.fromkeys(column for level in self.levels for column in level.by))

    @property
    def counts(self) -> tuple[str, ...]:
        """The columns of the households that bands count, besides households themselves."""
        known = ("households", "area")
        return tuple(dict.fromkeys(lv.counts for lv in self.levels if lv.counts not in known))

    @property
    def centre_roles(self) -> frozenset[str]:
        """The roles around which levels are made; "" means whichever there is."""
        return frozenset(lv.centres for lv in self.levels if "around" in lv.mode.values())

    @property
    def by_class(self) -> bool:
        """Whether anything is said for a class, and not for a kind alone."""
        said = {key for lv in self.levels for table in (lv.mode, lv.band, lv.limits)
                for key in table}  # fmt: skip
        return not said <= set(KINDS)

    def digits_of(self, above: str) -> int:
        """Return how many digits of a community's code name its zone of a level above."""
        return next((level.digits for level in self.above if level.name == above), 12)
