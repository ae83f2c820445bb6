"""What a file says of one level -> the zone in which each household is to be.

Zones that are to be are labels: the code of a zone of the plan, or a key of a new one.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from gridgen.model.arrays import Shapes, Texts, picked
from gridgen.model.findings import Finding, Severity, finding
from gridgen.plans.names import names_of
from gridgen.versions.draft import Draft
from gridgen.versions.drawn import found_in
from gridgen.versions.handed_back import Drawn, HandedBack, Homes, few

NEW = "\x00"
"""What the key of a new zone begins with: no code and no name does."""


@dataclass(frozen=True, slots=True, eq=False)
class Wishes:
    """What is wished of one level of a plan.

    Attributes
    ----------
    level
        Its name.
    label_of
        (n,) the label of each household; "" for those who stay wherever their zone goes.
    codes, names
        By label what a zone is to be called, where that is said.
    findings
        What was not understood.
    """

    level: str
    label_of: Texts
    codes: Mapping[str, str] = field(default_factory=dict)
    names: Mapping[str, str] = field(default_factory=dict)
    findings: tuple[Finding, ...] = ()


def wishes_of(draft: Draft, back: HandedBack, level: str) -> Wishes:
    """Return what a file says of one level.

    A household's own column goes before the polygon in which it stands.

    Parameters
    ----------
    draft
        The plan as it was handed out.
    back
        What its tables say.
    level
        Of the plan.
    """
    plan = draft.plan
    old = picked(plan.level(level).code, plan.zone_of[level])
    label_of = np.full(len(old), "", object)
    codes: dict[str, str] = {}
    names: dict[str, str] = {}
    told: list[Finding] = []
    drawn = back.zones.get(level)
    if drawn is not None:
        key_of_row = _keys_of_rows(drawn, old)
        if drawn.shape is not None:
            label_of, codes, told = _by_polygons(draft, level, drawn, drawn.shape, key_of_row)
        names = _names(draft, level, drawn, key_of_row)
    for homes in back.homes:
        told += _by_columns(draft, level, homes, label_of, codes)
    is_same = label_of == old
    label_of[is_same] = ""
    return Wishes(level, label_of, codes, names, tuple(told))


# --- by the layer of zones -----------------------------------------------------------------------


def _keys_of_rows(drawn: Drawn, old: Texts) -> list[str]:
    """Return the label of each row: its code where it alone has it, else a key of its own."""
    times = Counter(drawn.code.tolist())
    known = set(old.tolist())
    keys = []
    for row, code in enumerate(drawn.code.tolist()):
        is_plain = code != "" and times[code] == 1
        keys.append((code if code in known else NEW + code) if is_plain else f"{NEW}{NEW}{row}")
    return keys


def _by_polygons(
    draft: Draft, level: str, drawn: Drawn, shape: Shapes, key_of_row: list[str]
) -> tuple[NDArray[np.object_], dict[str, str], list[Finding]]:
    """Return the label of each household by the polygons, and the codes of new ones."""
    plan = draft.plan
    zones, zone_of = plan.level(level), plan.zone_of[level]
    found = found_in(plan, level, drawn, shape)
    told = list(found.findings)
    key_of_row[:] = _carried_on(drawn, key_of_row, found.row_of, zones.code[zone_of])
    label_of = np.full(len(zone_of), "", object)
    there = found.row_of >= 0
    label_of[there] = np.array(key_of_row, object)[found.row_of[there]]
    used = set(label_of.tolist())
    known = set(zones.code.tolist())
    codes = {}
    for key, code in zip(key_of_row, drawn.code.tolist(), strict=True):
        if key.startswith(NEW) and key in used and code not in known:
            codes[key] = code
        elif key.startswith(NEW) and key not in used:
            told.append(finding("returned_empty", Severity.WARNING, drawn.where, code=code))
    return label_of, {key: code for key, code in codes.items() if code}, told


def _carried_on(
    drawn: Drawn, key_of_row: list[str], row_of: NDArray[np.int64], code_of: Texts
) -> list[str]:
    """Return keys of rows: of several with one code the one with most of its households has it."""
    keys = list(key_of_row)
    known = set(code_of.tolist())
    for code, times in Counter(drawn.code.tolist()).items():
        if times > 1 and code in known:
            rows = np.flatnonzero(drawn.code == code)
            mine = [int(((row_of == row) & (code_of == code)).sum()) for row in rows]
            keys[int(rows[int(np.argmax(mine))])] = code
    return keys


def _names(draft: Draft, level: str, drawn: Drawn, keys: list[str]) -> dict[str, str]:
    """Return by label the names that are others than the plan has."""
    zones = draft.plan.level(level)
    name_of = dict(zip(zones.code, zones.name, strict=True))
    full = names_of(draft.plan, draft.rules)
    names = {}
    for key, code, name in zip(keys, drawn.code.tolist(), drawn.name.tolist(), strict=True):
        was = {name_of.get(code, ""), *full.get(code, ())}
        if name and name not in was:
            names[key] = name
    return names


# --- by the columns of households ----------------------------------------------------------------


def _by_columns(
    draft: Draft,
    level: str,
    homes: Homes,
    label_of: NDArray[np.object_],
    codes: dict[str, str],
) -> list[Finding]:
    """Put the labels that columns say into `label_of`; return what was not understood."""
    plan = draft.plan
    zones = plan.level(level)
    ids = plan.township.households.ids
    old = picked(zones.code, plan.zone_of[level])
    columns = [column for (of, _), column in homes.said.items() if of == level]
    if not columns:
        return []
    told = []
    blank = homes.is_there & (old != "")
    for column in columns:
        blank &= column == ""
    if blank.any():
        told.append(finding("returned_blank", Severity.WARNING, homes.where, level=level,
                            number=int(blank.sum()), ids=few(ids[blank])))  # fmt: skip
    resolve = _Resolver(draft, level)
    wish: dict[int, set[str]] = {}
    for column in columns:
        for row in np.flatnonzero((column != "") & (column != old)):
            label = resolve.label(int(row), column[row])
            if label is not None:
                wish.setdefault(int(row), set()).add(label)
    against = [row for row, labels in wish.items() if len(labels) > 1]
    if against:
        told.append(finding("returned_against", Severity.WARNING, homes.where, level=level,
                            number=len(against), ids=few(ids[against])))  # fmt: skip
    for row, labels in wish.items():
        if len(labels) == 1:
            (label_of[row],) = labels
            if label_of[row].startswith(NEW):
                codes[label_of[row]] = label_of[row][len(NEW) :]
    return told


class _Resolver:
    """What zones of one level are called, for households that stand near them."""

    def __init__(self, draft: Draft, level: str) -> None:
        zones = draft.plan.level(level)
        self.zone_of = draft.plan.zone_of[level]
        self.zones = zones
        self.codes = set(zones.code.tolist())
        self.full = names_of(draft.plan, draft.rules)
        self.named: dict[tuple[str, str], list[str]] = {}
        for code, name, above, home in zip(
            zones.code, zones.name, zones.parent, zones.community, strict=True
        ):
            for place in {above, home}:
                self.named.setdefault((place, name), []).append(code)
        self.of_full = {name: code for code in zones.code for name in self.full[code]}

    def label(self, row: int, said: str) -> str | None:
        """Return the label of the zone that is said of a household; None for the one it is in."""
        if said in self.codes:
            return said
        zone = int(self.zone_of[row])
        if zone >= 0:
            own = str(self.zones.code[zone])
            if said == self.zones.name[zone] or said in self.full[own]:
                return None
            for place in (self.zones.parent[zone], self.zones.community[zone]):
                found = self.named.get((str(place), said), [])
                if len(found) == 1:
                    return found[0]
        return self.of_full.get(said, NEW + said)
