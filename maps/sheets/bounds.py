"""The 四至 of a zone in words: what lies to the east, south, west and north of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import shapely

from gridgen.model.arrays import Shapes
from gridgen.plans.four_sides import Around, Side, four_sides
from gridgen.words.say import say
from maps.sheets.scenery import Scenery

SIDES = ("east", "south", "west", "north")

_NAMED, _ZONES, _COMMUNITIES, _UNNAMED = range(4)
_PASSING = ("bridge",)
"""Lines that lie across borders, never along them."""


@dataclass(frozen=True, slots=True, eq=False)
class Surroundings:
    """What may lie along the outlines of all zones of a plan."""

    scenery: Scenery
    named: Around
    unnamed: Around
    communities: Around

    @classmethod
    def of(cls, scenery: Scenery) -> Surroundings:
        """Return the surroundings of the zones of a plan, prepared once."""
        along = [k for k, way in enumerate(scenery.ways) if way.line_class not in _PASSING]
        named = [k for k in along if scenery.ways[k].name]
        unnamed = [k for k in along if not scenery.ways[k].name]
        whole = Around(scenery.community_shape, np.arange(len(scenery.community_code)))
        return cls(scenery, _lines(scenery, named), _lines(scenery, unnamed), whole)

    def bounds(self, row: int, lang: str) -> list[str]:
        """Return what a zone reaches to in the east, south, west and north, as a board says it.

        A road, river or railway that has a name comes first, then the grid or the other community
        that touches it, then a line without a name, then the border of its community.

        Parameters
        ----------
        row
            Of the zone.
        lang
            "zh" or "en".
        """
        scenery = self.scenery
        shape, home = scenery.shape[row], int(scenery.community[row])
        if shape is None:
            return []
        # Zones of another community are one thing: that community.
        beyond = _beyond(scenery)
        what = np.where(scenery.community == home, np.arange(len(scenery.code)),
                        beyond + scenery.community)  # fmt: skip
        layers = [self.named, Around(scenery.shape, what), self.communities, self.unnamed]
        found = four_sides(shape, layers, own=[(_ZONES, row), (_COMMUNITIES, home)])
        named = {side: _called(scenery, getattr(found, side), lang) for side in SIDES}
        # Beyond what the plan knows its own border is all that can be said.
        edge = say("map_community_border", lang)
        return [say(f"bounds_{side}", lang, name=name or edge) for side, name in named.items()]


def _beyond(scenery: Scenery) -> int:
    """From which number on the zones of other communities are told: -1 is that of none."""
    return len(scenery.code) + 1


def _lines(scenery: Scenery, ways: Sequence[int]) -> Around:
    """The pieces of some ways: the box of a whole road would meet everything."""
    shapes: list[Shapes] = [shapely.get_parts(scenery.ways[k].shape) for k in ways]
    parts = np.concatenate([np.empty(0, object), *shapes])
    return Around(parts, np.repeat(np.array(ways, np.int64), [len(own) for own in shapes]))


def _called(scenery: Scenery, side: Side, lang: str) -> str:
    if side.layer == _NAMED:
        return scenery.ways[side.row].name
    if side.layer == _UNNAMED:
        return say(f"map_{scenery.ways[side.row].line_class}", lang)
    if side.layer == _ZONES and side.row < len(scenery.code):
        return str(scenery.label[side.row])
    if side.layer in (_ZONES, _COMMUNITIES):
        home = side.row - (_beyond(scenery) if side.layer == _ZONES else 0)
        return str(scenery.community_name[home]) if home >= 0 else ""
    return ""
