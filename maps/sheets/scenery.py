"""What the sheets of a plan draw, prepared once: shapes in metres, names, colours, borders."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from gridgen.model.arrays import Shapes, Texts, texts
from gridgen.model.plan import Plan
from gridgen.model.zones import Zones
from gridgen.words.say import level_name
from maps.ink.areas import areas_of
from maps.ink.borders import borders, inner_borders, is_missing
from maps.ink.colours import colours_known
from maps.ink.fonts import plain
from maps.ink.lines import LINE_CLASSES, lines_of
from maps.ink.naming import short_name, zone_number
from maps.ink.paper import Box
from maps.sheets.held import Held, held_in
from maps.sheets.staff import Answer, answers_of

_TEXTS = texts(())
_NONE = Zones(
    level="", code=_TEXTS, name=_TEXTS, parent=_TEXTS, kind=_TEXTS, community=_TEXTS,
    households=np.zeros(0, np.int64), units=np.zeros(0, np.int64), mean_m=np.zeros(0),
    max_m=np.zeros(0), status=_TEXTS, polygon=_TEXTS,
)  # fmt: skip
"""The zones of a plan in which nobody is in a grid."""


@dataclass(frozen=True, slots=True, eq=False)
class Ways:
    """Lines of one class and name, as one shape in metres."""

    line_class: str
    name: str
    shape: Any


@dataclass(frozen=True, slots=True)
class Entrance:
    """A building, or one stairway of it: its names, its zone, its households, its place."""

    building: str
    stairway: str
    zone: int
    households: int
    xy: tuple[float, float]


@dataclass(frozen=True, slots=True, eq=False)
class Parts:
    """The zones of all levels below the one that is drawn, level by level, p rows.

    Attributes
    ----------
    level
        (p,) the level of each; `depth` (p,) its steps below the drawn level, from 1.
    code, label
        (p,) texts; the label is the name without that of the zone above.
    path
        (p,) its number in the zone of the drawn level, such as "3", or "3-1" two steps below.
    zone, parent
        (p,) row of the drawn zone that it lies in, and row here of the zone above it, -1 where that
        is the drawn zone.
    households
        (p,) counts.
    shape
        (p,) polygons in metres; None where it has none.
    """

    level: Texts
    depth: NDArray[np.int64]
    code: Texts
    label: Texts
    path: Texts
    zone: NDArray[np.int64]
    parent: NDArray[np.int64]
    households: NDArray[np.int64]
    shape: Shapes

    def leaves(self, zones: Sequence[int]) -> list[int]:
        """Return the rows in these zones that no other lies in."""
        above = set(self.parent.tolist())
        wanted = set(zones)
        return [k for k, zone in enumerate(self.zone.tolist()) if zone in wanted and k not in above]


@dataclass(frozen=True, slots=True, eq=False)
class Scenery:
    """A plan as maps draw it; everything in metres.

    Attributes
    ----------
    level
        The level that is drawn, e.g. "grids"; "" for a plan without any.
    code, name, label, number, kind
        (z,) texts of its zones: `label` is the name without the community's, `number` the
        sequence in the community.
    community
        (z,) row of the communities, -1 where unknown.
    households
        (z,) counts.
    shape
        (z,) polygons; None where a zone has none.
    tree
        An STRtree of `shape`.
    colour
        (z,) rows of fills.
    community_code, community_name, community_shape, community_households
        (c,) the communities.
    community_borders
        The borders of the communities, each once.
    inner, inner_zone
        By further level its borders inside the level above, as parts, and the zone of each part.
    parts
        The zones of the further levels.
    answers
        Who answers, by the code of a zone or community, as the plan's people say.
    ways
        Lines, the lowest class first.
    water, footprints
        Polygons: ponds and surfaces of rivers, buildings.
    entrances
        Buildings that households name, by stairway where they name one, in the order of zones.
    held
        (z,) the villager groups, estates and buildings in each zone.
    points, community_of_point
        (n, 2) places of households, and the row of the community of each.
    """

    level: str
    code: Texts
    name: Texts
    label: Texts
    number: Texts
    kind: Texts
    community: NDArray[np.int64]
    households: NDArray[np.int64]
    shape: Shapes
    tree: Any
    colour: NDArray[np.int32]
    community_code: Texts
    community_name: Texts
    community_shape: Shapes
    community_households: NDArray[np.int64]
    community_borders: Any
    inner: dict[str, Shapes]
    inner_zone: dict[str, NDArray[np.int64]]
    parts: Parts
    answers: Mapping[str, tuple[Answer, ...]]
    ways: tuple[Ways, ...]
    water: Shapes
    footprints: Shapes
    entrances: tuple[Entrance, ...]
    held: tuple[Held, ...]
    points: NDArray[np.float64]
    community_of_point: NDArray[np.int32]

    @property
    def buildings(self) -> set[str]:
        """The names of all buildings."""
        return {entrance.building for entrance in self.entrances}

    def near(self, extent: Box) -> list[int]:
        """Return the zones of which something lies in an extent in metres."""
        return sorted(self.tree.query(shapely.box(*extent), predicate="intersects").tolist())

    def home(self, row: int) -> str:
        """Return the name of the community of a zone; "" where it is unknown."""
        home = int(self.community[row])
        return str(self.community_name[home]) if home >= 0 else ""

    def full_name(self, row: int) -> str:
        """Return the name of a zone with that of its community before it."""
        home, label = self.home(row), str(self.label[row])
        gap = " " if home.isascii() and home else ""
        return f"{home}{gap}{label}" if home and label != self.code[row] else str(self.code[row])

    def full_path(self, part: int) -> str:
        """Return the number of a part with that of its zone before it, such as "2-3"."""
        zone, path = int(self.parts.zone[part]), str(self.parts.path[part])
        return f"{self.number[zone]}-{path}" if zone >= 0 else path

    def level_name(self, lang: str) -> str:
        """Return what the drawn level is called."""
        return level_name(self.level, lang) if self.level else ""

    def rows_of(self, communities: Sequence[int]) -> list[int]:
        """Return the zones of communities, in the order of their codes."""
        wanted = set(communities)
        rows = [row for row, c in enumerate(self.community.tolist()) if c in wanted]
        return sorted(rows, key=lambda row: (int(self.community[row]), str(self.code[row])))


def scenery_of(plan: Plan, colours: Mapping[str, int] | None = None) -> Scenery:
    """Return what maps of a plan draw, with the colours of zones as `Press` takes them."""
    households = plan.township.households
    zones = plan.levels[0] if plan.levels else _NONE
    communities = plan.communities
    row_of = {code: row for row, code in reversed(list(enumerate(communities.code.tolist())))}
    named = zip(communities.name, communities.code, strict=True)
    community_names = [plain(name) or plain(code) for name, code in named]
    polygons = _present(zones.polygon)
    community = np.array([row_of.get(code, -1) for code in zones.community], dtype=np.int64)
    codes, names = [plain(code) for code in zones.code], [plain(name) for name in zones.name]
    homes = [community_names[row] if row >= 0 else "" for row in community]
    inner = _inner(plan)
    placed = plan.community_of >= 0
    return Scenery(
        level=zones.level,
        code=texts(codes),
        name=texts(names),
        label=texts(
            [short_name(n, home) or code for n, home, code in zip(names, homes, codes, strict=True)]
        ),
        number=texts([plain(zone_number(*z)) for z in zip(zones.code, zones.parent, strict=True)]),
        kind=zones.kind,
        community=community,
        households=zones.households,
        shape=polygons,
        tree=shapely.STRtree(polygons),
        colour=colours_known(zones, colours),
        community_code=texts([plain(c) for c in communities.code]),
        community_name=texts(community_names),
        community_shape=_present(communities.shape),
        community_households=_counts(plan),
        community_borders=shapely.line_merge(borders(communities.shape)),
        inner=inner,
        inner_zone={level: _holders(parts, polygons) for level, parts in inner.items()},
        parts=_parts(plan),
        answers=answers_of(plan),
        ways=_ways(plan),
        water=areas_of(plan, "water"),
        footprints=areas_of(plan, "buildings"),
        entrances=_entrances(plan),
        held=held_in(plan),
        points=households.xy[placed],
        community_of_point=plan.community_of[placed],
    )


def _inner(plan: Plan) -> dict[str, Shapes]:
    """By level below the first the borders of its zones inside the level above, as lines."""
    return {
        lower.level: shapely.get_parts(inner_borders(lower, borders(upper.polygon)))
        for upper, lower in pairwise(plan.levels)
    }


def _counts(plan: Plan) -> NDArray[np.int64]:
    """The households of each community, those in no zone too."""
    placed = plan.community_of >= 0
    counts = np.zeros(len(plan.communities), np.int64)
    # Several households of one community: plain addition at rows would count one of them.
    np.add.at(counts, plan.community_of[placed], plan.township.households.count[placed])
    return counts


def _parts(plan: Plan) -> Parts:
    """The zones below the first level; one whose zone above is nowhere lies in none."""
    # By code, of the level above: row of the drawn zone, row here, number inside it, name.
    rows: list[tuple[str, int, str, str, str, int, int, int, Any]] = []
    above = {code: (row, -1, "", "") for row, code in enumerate(plan.levels[0].code)} if (
        plan.levels
    ) else {}  # fmt: skip
    for depth, zones in enumerate(plan.levels[1:], start=1):
        own: dict[str, tuple[int, int, str, str]] = {}
        for k, (code, parent) in enumerate(zip(zones.code, zones.parent, strict=True)):
            zone, row, path, name = above.get(parent, (-1, -1, "", ""))
            number = plain(zone_number(code, parent))
            path = f"{path}-{number}" if path else number
            label = plain(short_name(zones.name[k], name)) or plain(code)
            own[code] = (zone, len(rows), path, zones.name[k])
            rows.append((zones.level, depth, plain(code), label, path, zone, row,
                         int(zones.households[k]), zones.polygon[k]))  # fmt: skip
        above = own
    columns: list[tuple[Any, ...]] = list(zip(*rows, strict=True)) if rows else [()] * 9
    return Parts(
        level=texts(columns[0]), depth=np.array(columns[1], np.int64), code=texts(columns[2]),
        label=texts(columns[3]), path=texts(columns[4]), zone=np.array(columns[5], np.int64),
        parent=np.array(columns[6], np.int64), households=np.array(columns[7], np.int64),
        shape=_present(columns[8]),
    )  # fmt: skip


def _present(shapes: Iterable[Any]) -> Shapes:
    """The shapes, None for those that are empty; always an array of objects."""
    present = [None if is_missing(shape) else shape for shape in shapes]
    kept = np.empty(len(present), dtype=object)
    kept[:] = present
    return kept


def _holders(parts: Shapes, polygons: Shapes) -> NDArray[np.int64]:
    """The zone in which each line runs; -1 for none."""
    holder = np.full(len(parts), -1, np.int64)
    if len(parts):
        # Ends touch other zones; of a border that goes on through several the middle decides.
        middles = shapely.line_interpolate_point(parts, 0.5, normalized=True)
        of, zone = shapely.STRtree(polygons).query(middles, predicate="intersects")
        holder[of] = zone
    return holder


def _entrances(plan: Plan) -> tuple[Entrance, ...]:
    """The buildings of a plan; one that two zones share stands once for each."""
    households = plan.township.households
    if not plan.levels or "building" not in households.keys:
        return ()
    zone_of = plan.zone_of[plan.levels[0].level]
    buildings = households.keys["building"]
    stairways = households.keys.get("stairway", np.full(len(buildings), "", dtype=object))
    rows: dict[tuple[int, str, str], list[int]] = {}
    for row, zone in enumerate(zone_of.tolist()):
        building = plain(buildings[row])
        if zone >= 0 and building:
            rows.setdefault((zone, building, plain(stairways[row])), []).append(row)
    found = []
    for (zone, building, stairway), own in sorted(rows.items()):
        x, y = households.xy[own].mean(axis=0).tolist()
        count = int(households.count[own].sum())
        found.append(Entrance(building, stairway, zone, count, (x, y)))
    return tuple(found)


def _ways(plan: Plan) -> tuple[Ways, ...]:
    """The lines of a plan by class and name."""
    lines = lines_of(plan)
    if lines is None:
        return ()
    grouped: dict[tuple[str, str], list[Any]] = {}
    for line_class, name, shape in zip(lines.line_class, lines.name, lines.shape, strict=True):
        if not shape.is_empty:
            grouped.setdefault((line_class, plain(name)), []).append(shape)
    ordered = sorted(grouped, key=lambda key: (LINE_CLASSES.index(key[0]), key[1]))
    return tuple(
        Ways(line_class, name, shapely.line_merge(shapely.union_all(grouped[line_class, name])))
        for line_class, name in ordered
    )
