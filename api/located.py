"""Where points or households belong, over several plans: of many, the first that knows answers."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from api.models import NearestAnswer, ResponsibleAnswer
from api.served import Served
from gridgen.model.arrays import Texts
from gridgen.plans.locate import Located
from gridgen.plans.responsible import Responsible


@dataclass(frozen=True, slots=True)
class Extras:
    """What is told besides codes, where it is asked for.

    Attributes
    ----------
    roles
        Who answers for each zone and community that is named.
    nearest
        The nearest grid of points that are in none.
    lang
        In which roles are called.
    """

    roles: bool
    nearest: bool
    lang: str


@dataclass(slots=True)
class Columns:
    """The answer for n places, column by column, in their order; None where there is nothing."""

    plan_of: NDArray[np.object_]
    communities: NDArray[np.object_]
    levels: dict[str, NDArray[np.object_]] = field(default_factory=dict)
    responsible: dict[str, list[ResponsibleAnswer]] = field(default_factory=dict)


def points_in(
    plans: Sequence[Served], lonlat: NDArray[np.float64], extras: Extras
) -> dict[str, Any]:
    """Return what the first plan that holds each point says of it.

    Parameters
    ----------
    plans
        In the order in which they are asked.
    lonlat
        (n, 2) WGS 84 degrees, longitude first.
    extras
        What is told besides codes.

    Raises
    ------
    CoordinateError
        A point is not on the globe; the message names the row.
    """
    columns, open_ = _nothing(len(lonlat)), np.arange(len(lonlat))
    for number, served in enumerate(plans):
        found = served.locator.at_many(lonlat[open_])
        is_here = found.community_of >= 0
        for rows in found.zone_of.values():
            is_here |= rows >= 0
        _take(columns, number, served, _rows_of(found, is_here), open_[is_here], extras)
        open_ = open_[~is_here]
    answer = _answer(plans, columns, extras)
    if extras.nearest:
        answer["nearest"] = _nearest(plans, lonlat, columns)
    return answer


def households_in(plans: Sequence[Served], ids: Sequence[str], extras: Extras) -> dict[str, Any]:
    """Return what the first plan that has each household says of it; never where it lies.

    Parameters
    ----------
    plans
        In the order in which they are asked.
    ids
        n of them.
    extras
        What is told besides codes.
    """
    columns, open_ = _nothing(len(ids)), np.arange(len(ids))
    for number, served in enumerate(plans):
        rows = served.locator.rows_of([ids[k] for k in open_.tolist()])
        known = rows[is_here := rows >= 0]
        of_level = {level: of[known] for level, of in served.plan.zone_of.items()}
        found = Located(served.plan.community_of[known], of_level)
        _take(columns, number, served, found, open_[is_here], extras)
        open_ = open_[~is_here]
    return _answer(plans, columns, extras)


def nearest_in(plans: Sequence[Served], lon: float, lat: float) -> NearestAnswer | None:
    """Return the grid of any of the plans that is nearest to a point; None where none is near.

    Parameters
    ----------
    plans
        That are asked.
    lon, lat
        WGS 84 degrees.
    """
    every = ((served, served.locator.nearest(lon, lat)) for served in plans)
    known = [(served, near) for served, near in every if near is not None]
    if not known:
        return None
    served, near = min(known, key=lambda one: one[1].metres)
    return NearestAnswer(
        plan=served.name,
        level=near.zone.level,
        code=near.zone.code,
        name=near.zone.name,
        community_code=near.community_code,
        metres=round(near.metres, 1),
    )


def told(served: Served, responsible: Iterable[Responsible], lang: str) -> list[ResponsibleAnswer]:
    """Return who answers for something, with what their roles are called in a language."""
    return [
        ResponsibleAnswer(
            role=who.role, title=served.title_of(who.role, lang), level=who.level or None,
            zone=who.zone or None, person=who.person or None, phone=who.phone or None,
        )
        for who in responsible
    ]  # fmt: skip


def _nothing(n: int) -> Columns:
    return Columns(np.full(n, None, object), np.full(n, None, object))


def _rows_of(found: Located, is_here: NDArray[np.bool_]) -> Located:
    if is_here.all():
        return found
    zone_of = {level: rows[is_here] for level, rows in found.zone_of.items()}
    return Located(found.community_of[is_here], zone_of)


def _take(
    columns: Columns,
    number: int,
    served: Served,
    found: Located,
    at: NDArray[np.int64],
    extras: Extras,
) -> None:
    """Write what one plan says into the rows of which it says something."""
    plan = served.plan
    columns.plan_of[at] = number
    columns.communities[at] = _codes(plan.communities.code, found.community_of)
    layers: list[tuple[Texts, NDArray[np.int32]]]
    layers = [(plan.communities.code, found.community_of)]
    for zones in plan.levels:
        empty = np.full(len(columns.plan_of), None, object)
        column = columns.levels.setdefault(zones.level, empty)
        column[at] = _codes(zones.code, found.zone_of[zones.level])
        layers.append((zones.code, found.zone_of[zones.level]))
    if extras.roles:
        for codes, rows in layers:
            named = np.unique(rows)
            for code in (str(codes[row]) for row in named if row >= 0):
                if who := told(served, served.locator.responsible(code), extras.lang):
                    columns.responsible[code] = who


def _codes(codes: Texts, rows: NDArray[np.int32]) -> NDArray[np.object_]:
    """Return the code at each row, None where it is -1."""
    return np.array([*codes, None], object)[rows]


def _answer(plans: Sequence[Served], columns: Columns, extras: Extras) -> dict[str, Any]:
    answer: dict[str, Any] = {
        "plans": [served.name for served in plans],
        "plan_of": columns.plan_of.tolist(),
        "communities": columns.communities.tolist(),
        "levels": {level: column.tolist() for level, column in columns.levels.items()},
    }
    if extras.roles:
        answer["responsible"] = {
            code: [one.model_dump() for one in who] for code, who in columns.responsible.items()
        }
    return answer


def _nearest(
    plans: Sequence[Served], lonlat: NDArray[np.float64], columns: Columns
) -> dict[str, list[Any]]:
    """Return the code of the nearest grid and the metres to it for points that are in none."""
    code, metres = np.full(len(lonlat), None, object), np.full(len(lonlat), np.inf)
    tops = {served.plan.levels[0].level for served in plans if served.plan.levels}
    every = [columns.levels[top] for top in tops]
    outside = np.flatnonzero(
        [all(code is None for code in row) for row in zip(*every, strict=True)]
    )
    for served in plans:
        rows, far = served.locator.nearest_many(lonlat[outside])
        nearer = far < metres[outside]
        at = outside[nearer]
        if len(at):
            code[at] = _codes(served.plan.levels[0].code, rows[nearer])
            metres[at] = far[nearer]
    whole = [None if not np.isfinite(one) else round(one, 1) for one in metres.tolist()]
    return {"code": code.tolist(), "metres": whole}
