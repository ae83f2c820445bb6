"""The layers of one community -> its zones with their codes and names."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from gridgen.division.codes import Numbering
from gridgen.division.existing import Existing
from gridgen.division.level import Layer
from gridgen.division.level_codes import Above, codes_of, here_in, zones_of
from gridgen.division.set_aside_zones import Aside, asides_of
from gridgen.division.site import Site
from gridgen.model.arrays import taken
from gridgen.model.centres import Centres
from gridgen.model.zones import Zones
from gridgen.rules.levels import Level, Rules


@dataclass(frozen=True, slots=True, eq=False)
class Coded:
    """The zones of one community with their codes, in the order of these.

    `zones` from the top; `zone_of` for each of them (n,) the zone of each of its households;
    `zone_at` the codes of the zones around each given centre, by its row.
    """

    zones: tuple[Zones, ...]
    zone_of: tuple[NDArray[np.int64], ...]
    zone_at: Mapping[int, list[str]]


@dataclass(frozen=True, slots=True, eq=False)
class Coding:
    """What the codes of a community follow from besides its own layers.

    Attributes
    ----------
    site, rules
        The communities, who is in which, and how zones are numbered.
    members
        Those of the site.
    existing, centres
        The codes that are there already, and the places around which zones were made.
    lang
        "en" or "zh": the language of names.
    extra
        The zones of what is set aside, by the row of the community.
    every
        For each level the codes that are or were in use, or that what is set aside has.
    """

    site: Site
    rules: Rules
    members: Mapping[int, NDArray[np.int64]]
    existing: Existing
    centres: Centres | None
    lang: str
    extra: Mapping[int, list[Aside]]
    every: Mapping[str, list[str]]

    def of(self, row: int, layers: Iterable[Layer]) -> Coded:
        """Return the zones of a community with their codes and names.

        A zone keeps the code under which most of its households already are, and before all else
        the one that was drawn around its centre.
        """
        home = taken(self.site.communities, np.array([row]))
        mine = self.members.get(row, np.zeros(0, np.int64))
        zone_at: dict[int, list[str]] = {}
        made: list[tuple[Zones, NDArray[np.int64]]] = []
        above = Above(np.array([home.code[0]], object), None)
        for level, layer in zip(self.rules.levels, layers, strict=False):
            here = here_in(self.site, level, layer, mine, existing=self.existing,
                         centres=self.centres)  # fmt: skip
            code, name, was = codes_of(here, above, self.every[level.name], self._how(level))
            for zone in np.flatnonzero(layer.centre >= 0):
                zone_at.setdefault(int(layer.centre[zone]), []).append(str(code[zone]))
            # Zones now stand by code; `place` leads there from the order in which they were made.
            zones = zones_of(level, layer, here.count, home, above.code[layer.parent])
            order = np.argsort(code.astype(str), kind="stable")
            block, place = taken(replace(zones, code=code, name=name), order), np.argsort(order)
            made.append((block, place[layer.zone_of]))
            above = Above(code, was)
        return Coded(tuple(zones for zones, _ in made), tuple(of for _, of in made), zone_at)

    def _how(self, level: Level) -> Numbering:
        codes = self.rules.codes
        below = codes.special_from if level is self.rules.levels[0] else None
        return Numbering(level.code_digits, level.label, self.lang, order=codes.order, below=below)


def coding_of(
    site: Site, rules: Rules, existing: Existing, centres: Centres | None, *, lang: str
) -> Coding:
    """Return what codes follow from, before any community is divided.

    Parameters
    ----------
    site
        The communities, and who is in which.
    rules
        Say which levels there are and how they are numbered.
    existing
        The codes that are there already.
    centres
        The places around which zones are made.
    lang
        "en" or "zh": the language of names.
    """
    extra = asides_of(site, rules, lang=lang)
    every = _every_code(existing, [level.name for level in rules.levels], extra)
    return Coding(site, rules, site.members, existing, centres, lang, extra, every)


def _every_code(
    existing: Existing, levels: Iterable[str], extra: Mapping[int, list[Aside]]
) -> dict[str, list[str]]:
    """Return for each level the codes that are or were in use, or that what is set aside has."""
    every = {name: set(existing.all_codes(name)) for name in levels}
    for made in extra.values():
        for zones, _ in made:
            every[zones.level].update(str(code) for code in zones.code)
    return {name: sorted(codes) for name, codes in every.items()}
