"""What the legend of a sheet says: a line for everything that its map shows, and no other."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import shapely

from gridgen.words.say import level_name, say
from maps.ink.hatching import special_stroke
from maps.ink.legend import Sign
from maps.ink.naming import SPECIAL
from maps.ink.theme import Fill, Stroke
from maps.sheets.body import dot_mm
from maps.sheets.edges import community_stroke, inner_stroke
from maps.sheets.edition import Edition
from maps.sheets.extract import Focus, View
from maps.sheets.scenery import Scenery


def make_signs(edition: Edition, focus: Focus, view: View) -> list[Sign]:
    """Return the lines of the legend: only what the map shows.

    Parameters
    ----------
    edition
        What is printed.
    focus
        What the map is about.
    view
        As large as the map can be at most: how large it is comes of the legend too.
    """
    scenery, kit, lang, theme = edition.scenery, edition.kit, edition.lang, edition.kit.theme
    level = scenery.level_name(lang)
    used = sorted(
        {int(scenery.colour[row]) for row in focus.zones if scenery.shape[row] is not None}
    )
    fills = tuple(theme.fill(row) for row in used[:4])
    signs = [Sign("fills", say("map_neighbours_differ", lang, level=level), fills=fills)]
    outer = "map_community_border" if focus.is_nested else "legend_outer"
    signs.append(Sign("line", say(outer, lang), (kit.line("outer"),)))
    if len(focus.communities) > 1:
        signs.append(Sign("line", say("map_community_border", lang),
                          (kit.line("grid"), community_stroke(kit))))  # fmt: skip
    signs.append(Sign("line", say("legend_border", lang, level=level), (kit.line("grid"),)))
    for depth, name in enumerate(scenery.inner):
        if np.isin(scenery.inner_zone[name], focus.zones).any():
            said = say("legend_border", lang, level=level_name(name, lang))
            signs.append(Sign("line", said, (inner_stroke(kit, focus, depth),)))
    if any(scenery.kind[row] == SPECIAL for row in focus.zones):
        signs.append(Sign("hatch", say("legend_special", lang), (special_stroke(kit),)))
    signs += _ground(edition, view)
    if edition.order.households:
        dot = Stroke(theme.colours["ink"], dot_mm(kit))
        signs.append(Sign("dot", say("legend_household", lang), (dot,)))
    signs.append(_number_sign(scenery, lang, focus))
    return signs


def _ground(edition: Edition, view: View) -> Iterator[Sign]:
    """What lies on the ground in the extent of the map, the most important first."""
    scenery, kit, lang, theme = edition.scenery, edition.kit, edition.lang, edition.kit.theme
    extent = shapely.box(*view.extent)
    there = {way.line_class for way in scenery.ways if way.shape.intersects(extent)}
    for name in reversed([name for name in theme.lines if name in there]):
        strokes = tuple(kit.scaled(stroke) for stroke in theme.lines[name])
        yield Sign("line", say(f"map_{name}", lang), strokes)
    for name, shapes in (("water", scenery.water), ("building", view.large(scenery.footprints))):
        if shapely.intersects(shapes, extent).any():
            yield Sign("fills", say(f"map_{name}", lang), fills=(Fill(theme.colours[name]),))


def _number_sign(scenery: Scenery, lang: str, focus: Focus) -> Sign:
    """What a number with a leader line means: on a chart's map that of a part may be meant."""
    if focus.is_nested and scenery.parts.leaves(focus.zones):
        return Sign(
            "callout", say("legend_numbers", lang, level=scenery.level_name(lang)), mark="2-3"
        )
    return Sign("callout", say("legend_callout", lang))
