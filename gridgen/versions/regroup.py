"""A region and who is to be together in it -> the change: zones, codes, names, outlines."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import count, islice

import numpy as np
import shapely
from numpy.typing import NDArray

from gridgen.division.codes import Numbering, Succession, fresh_codes, kept_codes
from gridgen.division.community import Outcome
from gridgen.division.level import Layer
from gridgen.division.level_codes import zones_of
from gridgen.division.problems import numbers_of
from gridgen.division.units import merge
from gridgen.model.arrays import Texts, joined, rows_of_each, taken, texts
from gridgen.model.corners import corners
from gridgen.model.errors import CommandError, NotInPlanError
from gridgen.model.zones import ASIDE, Zones, number_in
from gridgen.plans.borders import borders
from gridgen.plans.measures import compactness, walks
from gridgen.plans.together import inside_zones
from gridgen.rules.levels import Level, Rules
from gridgen.versions.change import Block, Change, Rows, State, block_of, both
from gridgen.versions.draft import Draft
from gridgen.versions.order import rows_at_home
from gridgen.versions.region import (
    Region,
    divided,
    fitted,
    new_corners,
    with_their_corners,
)
from gridgen.versions.served import served_again
from gridgen.words.numerals import fill_label


@dataclass(frozen=True, slots=True)
class Heir:
    """What a zone to be is called: by code and name, "" for such as the rules give.

    `kind` is "special" for one that is set aside, "" for all others.
    """

    code: str = ""
    name: str = ""
    kind: str = ""


def regrouped(
    draft: Draft, region: Region, label_of: NDArray[np.int64], heirs: Sequence[Heir]
) -> Change:
    """Return the change that makes one zone of each label in a region.

    Parameters
    ----------
    draft
        The plan and what is known of it.
    region
        k households.
    label_of
        (k,) from 0 to g - 1, each at least once.
    heirs
        (g,) which zone carries on as which.
    """
    is_whole = np.array([heir.kind in ASIDE for heir in heirs])[label_of]
    outcome = divided(region, draft.rules, draft.known, label_of=label_of, is_whole=is_whole)
    after = _coded(draft, region, outcome, heirs)
    before = _before(region, after)
    corners = new_corners(
        np.concatenate([block.zones.polygon for block in after.values()]), region.land
    )
    for level, (old, new) in _beside(draft, before, corners).items():
        before[level] = both(before.get(level), old)
        after[level] = both(after.get(level), new)
    return _change(draft, region, before, after)


def rule_of(rules: Rules, level: str) -> Level:
    """Return the rule of a level.

    Raises
    ------
    NotInPlanError
        The rules have no such level.
    """
    for rule in rules.levels:
        if rule.name == level:
            return rule
    raise NotInPlanError("edit_level_unruled", level=level, rules=rules.name)


# --- the zones that are made ---------------------------------------------------------------------


def _coded(
    draft: Draft, region: Region, outcome: Outcome, heirs: Sequence[Heir]
) -> dict[str, Block]:
    """Return by level the zones that were made, with codes, names and measures."""
    at = draft.plan.communities
    home = taken(at, np.array([draft.known.row_of_community[region.code]]))
    made: dict[str, Block] = {}
    above, kind = region.touched.parent[:1], texts([])
    lang = draft.known.lang
    for layer in outcome.layers:
        rule = rule_of(draft.rules, layer.level)
        layer = replace(
            layer,
            polygon=fitted(layer.polygon, region.land),
            units=_units(region, rule, layer),
        )
        zones = zones_of(rule, layer, region.count, home, above[layer.parent])
        if made:
            code, name = _below(draft, region, layer, above, lang)
            kind = kind[layer.parent]
        else:
            code, name = _top(draft, region, heirs, above[0], lang)
            kind = texts([heir.kind or home.kind[0] for heir in heirs])
        zones = replace(_as_kind(zones, kind), code=code, name=name)
        members = region.rows_of_each(layer.zone_of, len(zones))
        made[layer.level] = Block(_measured(draft, region, zones, layer), members)
        above = code
    return made


def _as_kind(zones: Zones, kind: Texts) -> Zones:
    """Return zones of these kinds (z,); no size is asked of those that are set aside."""
    is_aside = np.isin(kind.astype(str), ASIDE)
    return replace(zones, kind=kind, status=texts(np.where(is_aside, "in band", zones.status)),
                   units=np.where(is_aside, 0, zones.units))  # fmt: skip


def _units(region: Region, rule: Level, layer: Layer) -> NDArray[np.int64]:
    """Return (z,) how many units, which the level keeps together, each zone has."""
    mine = taken(region.plot.township.households, region.local)
    keys = [numbers_of(mine, key) for key in rule.keep if key in mine.keys]
    place = corners(mine.xy)[1]
    unit_of = merge(mine.xy, mine.count, region.links, [place, *keys]).unit_of
    pairs = np.unique(np.stack([unit_of, layer.zone_of], axis=1), axis=0)
    return np.bincount(pairs[:, 1], minlength=len(layer.parent)).astype(np.int64)


def _top(
    draft: Draft, region: Region, heirs: Sequence[Heir], parent: str, lang: str
) -> tuple[Texts, Texts]:
    """Return the codes and names of the zones of the level of the region."""
    rule = rule_of(draft.rules, draft.plan.levels[region.level].level)
    how = _numbering(draft.rules, rule, lang)
    codes = [heir.code for heir in heirs]
    there = codes_under(draft, region.code, rule.name, parent)
    used = {number_in(code, parent) for code in there}
    for kind in ("", "special"):
        fresh = [k for k, heir in enumerate(heirs) if not heir.code and heir.kind == kind]
        made = fresh_codes(parent, len(fresh), sorted(used), how)
        if kind == "special":
            made = _special_codes(parent, len(fresh), used, draft.rules)
        for k, code in zip(fresh, made, strict=True):
            codes[k] = code
    names = [
        heir.name or fill_label(rule.label[lang], number_in(code, parent), lang)
        for heir, code in zip(heirs, codes, strict=True)
    ]
    return texts(codes), texts(names)


def _special_codes(parent: str, number: int, used: Collection[int], rules: Rules) -> list[str]:
    """Return codes for so many special grids: the first numbers of theirs that were never used."""
    digits, first = rules.levels[0].code_digits, rules.codes.special_from
    free = (n for n in count(first) if n not in used and n != rules.codes.virtual_from)
    return [f"{parent}{n:0{digits}d}" for n in islice(free, number)]


def _numbering(rules: Rules, rule: Level, lang: str) -> Numbering:
    below = rules.codes.special_from if rule is rules.levels[0] else None
    return Numbering(rule.code_digits, rule.label, lang, order=rules.codes.order, below=below)


def codes_under(draft: Draft, home: str, level: str, parent: str) -> list[str]:
    """Return all codes that a level has or had in one zone above, which is of a community."""
    zones = draft.plan.level(level)
    mine = rows_at_home(zones, home, draft.known.row_of_community)
    retired = draft.plan.made_by.retired.get(level, ())
    gone = (code for code in retired if code.startswith(parent))
    return [*zones.code[mine][zones.parent[mine] == parent].tolist(), *gone]


def require_free(draft: Draft, home: str, level: str, parent: str, code: str) -> None:
    """Raise CommandError for a code that is in use, or was, or is not the parent's and a number."""
    digits = rule_of(draft.rules, level).code_digits
    is_number = number_in(code, parent) > 0 and len(code) >= len(parent) + digits
    if not is_number or code in codes_under(draft, home, level, parent):
        raise CommandError("edit_code_taken", code=code, parent=parent, digits=digits)


def _below(
    draft: Draft, region: Region, layer: Layer, above: Texts, lang: str
) -> tuple[Texts, Texts]:
    """Return the codes and names of zones of a level below: those that can be are kept."""
    rule = rule_of(draft.rules, layer.level)
    how = _numbering(draft.rules, rule, lang)
    zones = draft.plan.level(layer.level)
    row_of = {made.level: row for row, made in enumerate(draft.plan.levels)}
    old = region.local_zone_of(row_of[layer.level])
    home = rows_at_home(zones, region.code, draft.known.row_of_community)
    name_of = dict(zip(zones.code[home], zones.name[home], strict=True))
    middle = shapely.get_coordinates(shapely.point_on_surface(layer.polygon))
    code, name = np.empty(len(middle), object), np.empty(len(middle), object)
    for parent in np.unique(layer.parent):
        mine = np.flatnonzero(layer.parent == parent)
        rows = np.flatnonzero(np.isin(layer.zone_of, mine))
        there = np.unique(old[rows][old[rows] >= 0])
        used = {*codes_under(draft, region.code, layer.level, above[parent])}
        before = Succession(
            np.where(old[rows] < 0, -1, np.searchsorted(there, old[rows])),
            np.searchsorted(mine, layer.zone_of[rows]),
            region.count[rows],
            old_codes=zones.code[there].tolist(),
            retired=used - set(zones.code[there].tolist()),
        )
        codes, names, _ = kept_codes(above[parent], middle[mine], before, how)
        code[mine] = codes
        # A name of one's own goes with its code.
        name[mine] = [name_of.get(one, said) for one, said in zip(codes, names, strict=True)]
    return texts(code), texts(name)


def _measured(draft: Draft, region: Region, zones: Zones, layer: Layer) -> Zones:
    """Return zones with what they measure."""
    plan, known = draft.plan, draft.known
    place_of = known.first_household[region.rows]
    inside = inside_zones(region.links.pairs, layer.zone_of, place_of)
    walked = walks(plan.township.households.xy[region.rows], layer.zone_of, inside,
                   zones=len(zones))  # fmt: skip
    return replace(zones, compactness=compactness(zones.polygon), walk_m=walked.walk_m)


# --- what was there, and what lies beside --------------------------------------------------------


def _before(region: Region, after: Iterable[str]) -> dict[str, Block]:
    """Return by level the zones that are replaced."""
    blocks = {}
    for row, zones in enumerate(region.plan.levels):
        if zones.level in set(after):
            zone_of = region.local_zone_of(row)
            mine = region.zones if row == region.level else np.unique(zone_of[zone_of >= 0])
            local = np.where(zone_of < 0, -1, np.searchsorted(mine, zone_of))
            members = region.rows_of_each(local, len(mine))
            blocks[zones.level] = block_of(region.plan, zones.level, mine, members)
    return blocks


def _beside(
    draft: Draft, before: Mapping[str, Block], corners: NDArray[np.float64]
) -> dict[str, tuple[Block, Block]]:
    """Return by level the zones beside that get corners: as they are, and as they will be."""
    found: dict[str, tuple[Block, Block]] = {}
    if len(corners) == 0:
        return found
    at = draft.plan.communities
    box = shapely.box(*corners.min(axis=0) - 1, *corners.max(axis=0) + 1)
    homes = at.code[shapely.intersects(shapely.box(*shapely.bounds(at.shape).T), box)]
    known = draft.known
    who = np.sort(np.concatenate([known.members[known.row_of_community[home]] for home in homes]))
    for zones in draft.plan.levels:
        near = _rows_at_homes(draft, zones, homes)
        gone = {*before[zones.level].zones.code} if zones.level in before else set()
        stays = [code not in gone for code in zones.code[near]]
        near = near[np.array(stays, bool) & (zones.kind[near] != "virtual")]
        rows, shapes = with_their_corners(zones.polygon[near], corners)
        if len(rows):
            old = block_of(
                draft.plan, zones.level, near[rows], _members(draft, zones, near[rows], who)
            )
            found[zones.level] = old, replace(old, zones=replace(old.zones, polygon=shapes))
    return found


def _members(
    draft: Draft, zones: Zones, rows: NDArray[np.int64], who: NDArray[np.int64]
) -> list[Rows]:
    """Return who of some households is in each of some zones."""
    zone_of = draft.plan.zone_of[zones.level][who]
    there = np.isin(zone_of, rows)
    every, label = np.unique(zone_of[there], return_inverse=True)
    mine = dict(zip(every.tolist(), rows_of_each(label.reshape(-1), len(every)), strict=True))
    none = np.zeros(0, np.int64)
    return [who[there][mine.get(row, none)].astype(np.int32) for row in rows.tolist()]


def _rows_at_homes(draft: Draft, zones: Zones, homes: Iterable[str]) -> NDArray[np.int64]:
    """Return the rows of the zones of some communities."""
    rank = draft.known.row_of_community
    rows = [rows_at_home(zones, home, rank) for home in homes]
    return np.concatenate([*rows, np.zeros(0, np.int64)])


# --- the change ----------------------------------------------------------------------------------


def _change(
    draft: Draft, region: Region, before: dict[str, Block], after: dict[str, Block]
) -> Change:
    """Return the change, with what of it is on lines, and what falls out of use."""
    after = _on_lines(draft, after)
    gone = {
        level: tuple(sorted(set(before[level].zones.code) - set(after[level].zones.code)))
        for level in before
    }
    gone = {level: codes for level, codes in gone.items() if codes}
    locks = set(draft.plan.made_by.locks) & set(region.touched.code)
    left = {code for codes in gone.values() for code in codes}
    top = draft.plan.levels[region.level].level
    made = Change(
        State(before, locks=tuple(sorted(locks))),
        State(after, locks=tuple(sorted(locks - left)), retired=gone),
        metres=_metres(before[top], after[top]) if region.level == 0 else 0.0,
        named=_moved(before[top], after[top]),
        communities=(region.code,),
    )
    if draft.plan.staff is None:
        return made
    codes = {code for level, old in before.items() for code in _moved(old, after[level])}
    return served_again(draft, region, made, codes)


def _on_lines(draft: Draft, after: dict[str, Block]) -> dict[str, Block]:
    """Return blocks with the share of borders on lines of zones that were made."""
    lines = draft.known.lines
    if not lines:
        return after
    made = dict(after)
    for level, block in after.items():
        is_new = np.isnan(block.zones.on_lines)
        if is_new.any():
            share = borders(_surroundings(draft, level, block, is_new), lines).share
            on = np.where(is_new, share[: len(block)], block.zones.on_lines)
            made[level] = replace(block, zones=replace(block.zones, on_lines=on))
    return made


def _surroundings(draft: Draft, level: str, block: Block, is_new: NDArray[np.bool_]) -> Zones:
    """Return the zones of a block and behind them those of their parents that may lie beside."""
    zones, parents = draft.plan.level(level), {*block.zones.parent}
    zone_of = draft.plan.zone_of[level]
    gone = np.unique(np.concatenate([zone_of[rows] for rows in block.members]))
    rows = _rows_at_homes(draft, zones, sorted({*block.zones.community}))
    is_beside = np.array([parent in parents for parent in zones.parent[rows]], bool)
    rows = rows[is_beside & ~np.isin(rows, gone)]
    box = shapely.box(*shapely.total_bounds(block.zones.polygon[is_new]))
    near = shapely.intersects(shapely.box(*shapely.bounds(zones.polygon[rows]).T), box)
    return joined([block.zones, taken(zones, rows[near])])


def _metres(before: Block, after: Block) -> float:
    """Return what households walk more."""
    was, now = (
        float((zones.mean_m * zones.households)[~np.isin(zones.kind.astype(str), ASIDE)].sum())
        for zones in (before.zones, after.zones)
    )
    return round(now - was, 3)


def _moved(before: Block, after: Block) -> tuple[str, ...]:
    """Return the codes of zones that come, go, or have other households."""
    was, now = (
        {code: rows.tobytes() for code, rows in zip(block.zones.code, block.members, strict=True)}
        for block in (before, after)
    )
    return tuple(sorted(code for code in {*was, *now} if was.get(code) != now.get(code)))
