"""What the legend of a sheet says: a line for everything that its map shows, and no other."""

from __future__ import annotations

import numpy as np

from gridgen.words.say import level_name, say
from maps.ink.legend import Sign
from maps.ink.naming import SPECIAL
from maps.ink.theme import Stroke
from maps.sheets.body import DASH_DOT, dot_mm, inner_stroke
from maps.sheets.edition import Edition
from maps.sheets.extract import Focus
from maps.sheets.scenery import Scenery


def make_signs(edition: Edition, focus: Focus) -> list[Sign]:
    """Return the lines of the legend: only what the map shows."""
    scenery, kit, lang, theme = edition.scenery, edition.kit, edition.lang, edition.kit.theme
    level = scenery.level_name(lang)
    used = sorted(
        {int(scenery.colour[row]) for row in focus.zones if scenery.shape[row] is not None}
    )
    fills = tuple(theme.fill(row) for row in used[:4])
    community = kit.line("community")
    dash = tuple(part * kit.paper.lines for part in DASH_DOT)
    signs = [Sign("fills", say("map_neighbours_differ", lang, level=level), fills=fills)]
    outer = "map_community_border" if focus.is_nested else "legend_outer"
    signs.append(Sign("line", say(outer, lang), (kit.line("outer"),)))
    if len(focus.communities) > 1:
        signs.append(Sign("line", say("map_community_border", lang),
                          (Stroke(community.colour, community.width, dash),)))  # fmt: skip
    signs.append(Sign("line", say("legend_border", lang, level=level), (kit.line("grid"),)))
    for depth, name in enumerate(scenery.inner):
        if np.isin(scenery.inner_zone[name], focus.zones).any():
            said = say("legend_border", lang, level=level_name(name, lang))
            signs.append(Sign("line", said, (inner_stroke(kit, focus, depth),)))
    if any(scenery.kind[row] == SPECIAL for row in focus.zones):
        hatched = Stroke(theme.colours["special"], 0.16 * kit.paper.lines)
        signs.append(Sign("hatch", say("legend_special", lang), (hatched,)))
    for name in reversed(
        [way for way in theme.lines if any(w.line_class == way for w in scenery.ways)]
    ):
        strokes = tuple(kit.scaled(stroke) for stroke in theme.lines[name])
        signs.append(Sign("line", say(f"map_{name}", lang), strokes))
    if edition.order.households:
        dot = Stroke(theme.colours["ink"], dot_mm(kit))
        signs.append(Sign("dot", say("legend_household", lang), (dot,)))
    signs.append(_number_sign(scenery, lang, focus))
    return signs


def _number_sign(scenery: Scenery, lang: str, focus: Focus) -> Sign:
    """What a number with a leader line means: on a chart's map that of a part may be meant."""
    if focus.is_nested and scenery.parts.leaves(focus.zones):
        return Sign(
            "callout", say("legend_numbers", lang, level=scenery.level_name(lang)), mark="2-3"
        )
    return Sign("callout", say("legend_callout", lang))
