"""The zones of what is set aside, numbered."""

from __future__ import annotations

from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from gridgen.division.codes import numbering
from gridgen.division.set_aside import VIRTUAL, Special
from gridgen.division.site import Site
from gridgen.division.units import middles
from gridgen.model.arrays import taken, texts
from gridgen.model.errors import RulesError
from gridgen.model.households import Households
from gridgen.model.zones import Zones, number_in
from gridgen.rules.levels import Level, Rules
from gridgen.words.numerals import ordinal
from gridgen.words.say import say

Aside = tuple[Zones, list[NDArray[np.int64]]]
"""Zones of one level and the rows of the households in each."""


def asides_of(site: Site, rules: Rules, *, lang: str) -> dict[int, list[Aside]]:
    """Return for each community the zones set aside in it, level by level.

    Each is one zone at every level, so that every household has a whole chain upward. Special grids
    are numbered from `rules.codes.special_from` in reading order, save those that have a code of
    the community; the virtual grid has `rules.codes.virtual_from`.

    Parameters
    ----------
    site
        What is set aside, and who is in it.
    rules
        Their levels, and the numbers of special and virtual grids.
    lang
        "en" or "zh": the language of names.

    Raises
    ------
    RulesError
        A community has more special grids than the rules have numbers for them.
    """
    communities, placing, special = site.communities, site.placing, site.special
    found: dict[int, list[Aside]] = {}
    virtual = np.unique(placing.community_of[placing.set_aside == VIRTUAL])
    for home in sorted({*special.community.tolist(), *virtual.tolist()}):
        grids = np.flatnonzero(special.community == home)
        parts = [np.flatnonzero(placing.set_aside == grid) for grid in grids]
        code, name = _numbered(str(communities.code[home]), special, grids, rules, lang)
        shape, size = list(special.shape[grids]), special.size[grids].tolist()
        kind = ["special"] * len(grids)
        if home in virtual:
            gone = np.flatnonzero(placing.set_aside == VIRTUAL)
            parts.append(gone[placing.community_of[gone] == home])
            number = rules.codes.virtual_from
            code.append(f"{communities.code[home]}{number:0{rules.levels[0].code_digits}d}")
            name.append(say("label_virtual", lang))
            shape, size, kind = [*shape, shapely.MultiPolygon()], [*size, 0], [*kind, "virtual"]
        order = np.argsort(np.array(code, str), kind="stable")
        above = [str(communities.code[home])] * len(code)
        for level in rules.levels:
            if not level.mode_of(str(communities.class_or_kind[home])):
                break
            if level is not rules.levels[0]:
                above, code = code, [f"{c}{1:0{level.code_digits}d}" for c in code]
            zones = _zones(site.households, level, str(communities.code[home]), parts,
                           columns=(code, name, above, kind, size, shape))  # fmt: skip
            found.setdefault(home, []).append((taken(zones, order), [parts[k] for k in order]))
    return found


def _numbered(
    parent: str, special: Special, grids: NDArray[np.int64], rules: Rules, lang: str
) -> tuple[list[str], list[str]]:
    digits = rules.levels[0].code_digits
    middle = shapely.get_coordinates(shapely.point_on_surface(special.shape[grids]))
    first, past, gone = rules.codes.special_from, 10**digits, rules.codes.virtual_from
    code = [str(c) for c in special.code[grids]]
    # A code of its own counts where it reads as a number under the community, and only once.
    is_own = [len(c) >= len(parent) + digits and number_in(c, parent) not in (0, gone)
              for c in code]  # fmt: skip
    code = [c if is_own[k] and code.index(c) == k else "" for k, c in enumerate(code)]
    name = [str(n) for n in special.name[grids]]
    free = [n for n in range(first, past)
            if n != gone and f"{parent}{n:0{digits}d}" not in code]  # fmt: skip
    if code.count("") > len(free):
        raise RulesError(
            "special_numbers_used_up",
            community=parent,
            number=code.count(""),
            rules=rules.name,
            free=len(free),
            first=first,
            last=past - 1,
            virtual=gone,
        )
    for k in numbering(middle, rules.codes.order, None):
        number = free.pop(0) if not code[k] else number_in(code[k], parent)
        code[k] = code[k] or f"{parent}{number:0{digits}d}"
        name[k] = name[k] or say("label_special", lang, n=ordinal(number, lang))
    return code, name


def _zones(
    households: Households,
    level: Level,
    community: str,
    parts: list[NDArray[np.int64]],
    *,
    columns: tuple[list[Any], ...],
) -> Zones:
    code, name, above, kind, size, shape = columns
    total = [int(households.count[rows].sum()) for rows in parts]
    z = len(code)
    polygon = np.empty(z, object)
    polygon[:] = shape
    mean, most = np.zeros(z), np.zeros(z)
    for k, rows in enumerate(parts):
        if len(rows) and kind[k] == "special":
            middle = middles(
                households.xy[rows], households.count[rows], np.zeros(len(rows), np.int32)
            )[0]
            apart = np.hypot(*(households.xy[rows] - middle).T)
            # 1e-9, so that a special grid of vacant rows alone has a mean too.
            mean[k] = np.average(apart, weights=households.count[rows] + 1e-9)
            most[k] = apart.max()
    return Zones(
        level=level.name, code=texts(code), name=texts(name), parent=texts(above),
        kind=texts(kind), community=texts([community] * z), households=np.array(total, np.int64),
        units=np.array(size, np.int64), mean_m=mean, max_m=most,
        status=texts(["in band"] * z), polygon=polygon,
    )  # fmt: skip
