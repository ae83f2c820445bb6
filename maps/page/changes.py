"""Two plans -> what the page draws of the difference: land that moved, and old borders."""

from __future__ import annotations

from typing import Any

import shapely

from gridgen.model.plan import Plan
from gridgen.plans.moved_land import Redrawn
from gridgen.words.say import say
from maps.ink.borders import is_missing
from maps.page.degrees import Place, steps


def changes_of(plan: Plan, redrawn: Redrawn, place: Place, lang: str) -> dict[str, Any]:
    """Return land that moved to a zone of the plan, with what is said of it, and the old borders.

    Keys: `land`, parts and a sentence each; `borders`, parts.
    """
    zones = redrawn.difference.zones
    old_name = {zone.old_code: zone.old_name for zone in zones}
    name_of = {zone.code: zone.name for zone in zones}
    own = set(plan.levels[0].code) if plan.levels else set()
    land = [land for land in redrawn.land if land.new_zone in own]
    # Of one community out of many no border of another is drawn.
    around = shapely.union_all([s for s in plan.communities.shape if not is_missing(s)])
    gone = shapely.intersection(redrawn.gone, around)
    ways = [
        say("map_moved_way", lang, old=old_name.get(one.old_zone) or one.old_zone,
            new=name_of.get(one.new_zone) or one.new_zone, households=f"{one.households:,}")
        for one in land
    ]  # fmt: skip
    shapes = place.degrees([one.shape for one in land])
    return {
        "land": [
            {"said": said, "parts": steps(shape)} for said, shape in zip(ways, shapes, strict=True)
        ],
        "borders": [part for shape in place.degrees([gone]) for part in steps(shape)],
    }
