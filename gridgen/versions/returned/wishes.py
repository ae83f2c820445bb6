"""What a file says of one level of a plan -> the zone in which each household is to be.

Zones that are to be are labels: the code of a zone of the plan, or a key of a new one.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from gridgen.files.values import first_rows
from gridgen.model.arrays import Texts, picked
from gridgen.model.findings import Finding, Severity, finding
from gridgen.model.zones import number_in
from gridgen.plans.names import names_of
from gridgen.versions.draft import Draft
from gridgen.versions.returned.named import NEW, called_in, said_in
from gridgen.versions.returned.places import Places, places_in
from gridgen.versions.returned.said import Drawn, HandedBack, Homes, about_homes
from gridgen.versions.returned.whole import kept_whole

Labels = NDArray[np.object_]

_BLANK = 3 * NEW
"""What the label of a polygon without a code of its own begins with."""


@dataclass(frozen=True, slots=True, eq=False)
class Wishes:
    """What is wished of one level of a plan.

    Attributes
    ----------
    level, where
        Its name, and the table that says it.
    label_of
        (n,) the label of each household; "" for those who stay wherever their zone goes.
    codes, names
        By label what a zone is to be called, where that is said.
    gone
        Codes of zones that were deleted.
    findings
        What was not understood.
    """

    level: str
    where: str
    label_of: Texts
    codes: Mapping[str, str] = field(default_factory=dict)
    names: Mapping[str, str] = field(default_factory=dict)
    gone: tuple[str, ...] = ()
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
    work = _Work(draft, level)
    drawn = back.drawn.get(level)
    if drawn is not None and drawn.shape is not None:
        work.take_polygons(drawn, places_in(draft, level, drawn, drawn.shape))
    elif drawn is not None:
        work.take_rows(drawn)
    for homes in back.homes:
        work.take_columns(homes)
    work.label_of[work.label_of == work.old] = ""
    tables = [*([] if drawn is None else [drawn.where]), *(homes.where for homes in back.homes), ""]
    return Wishes(level, tables[0], work.label_of, work.codes, work.names, work.gone,
                  tuple(work.told))  # fmt: skip


class _Work:
    """The wishes as they are gathered: table after table."""

    def __init__(self, draft: Draft, level: str) -> None:
        self.draft, self.level = draft, level
        self.zones = draft.plan.level(level)
        self.old = picked(self.zones.code, draft.plan.zone_of[level])
        self.label_of: Labels = np.full(len(self.old), "", object)
        self.codes: dict[str, str] = {}
        self.names: dict[str, str] = {}
        self.gone: tuple[str, ...] = ()
        self.told: list[Finding] = []

    def take_polygons(self, drawn: Drawn, places: Places) -> None:
        """Take the polygon in which each household stands, and what zones are called."""
        first = first_rows(drawn.code)
        known = {*self.zones.code.tolist()}
        keys = [
            f"{NEW}{code}" if code not in known and first.get(code) == row else f"{_BLANK}{row}"
            for row, code in enumerate(drawn.code.tolist())
        ]
        for z in np.flatnonzero(places.own >= 0):
            keys[places.own[z]] = str(self.zones.code[z])
        there = places.row_of >= 0
        label_of = self.old.copy()
        label_of[there] = np.array(keys, object)[places.row_of[there]]
        self.told += places.findings
        self.told += kept_whole(
            self.draft.plan, self.draft.rules, self.level, label_of, drawn.where
        )
        self.label_of = np.where(label_of == self.old, "", label_of)
        self.gone = tuple(self.zones.code[list(places.gone)].tolist())
        used = {*self.label_of.tolist()}
        for row, key in enumerate(keys):
            if key.startswith(NEW) and key not in used:
                self.told.append(self._empty(drawn, row))
            elif key.startswith(NEW) and not key.startswith(_BLANK):
                self.codes[key] = key.removeprefix(NEW)
        self._take_names(drawn, keys)

    def take_rows(self, drawn: Drawn) -> None:
        """Take what zones are called by a table without polygons."""
        codes = self.zones.code.tolist()
        lost = set(codes) - {*drawn.code.tolist()}
        keys = []
        for row, (code, name) in enumerate(
            zip(drawn.code.tolist(), drawn.name.tolist(), strict=True)
        ):
            key = "" if code in self.draft.known.row_of_community else code
            if key and key not in codes:
                key = self._recoded(code, name, lost)
                if key:
                    self.label_of[self.old == key] = f"{NEW}{code}"
                    self.codes[f"{NEW}{code}"] = code
                else:
                    self.told.append(
                        finding("returned_row_unknown", Severity.WARNING, drawn.where,
                                code=code, row=row + 1)
                    )  # fmt: skip
            keys.append(key)
        times = Counter(key for key in keys if key)
        self._take_names(drawn, [key if times[key] == 1 else "" for key in keys])

    def _recoded(self, code: str, name: str, lost: set[str]) -> str:
        """Return which zone, whose code no row bears, has another code in a row of its name."""
        mine = [
            str(self.zones.code[z])
            for z in np.flatnonzero(self.zones.name == name)
            if str(self.zones.code[z]) in lost and number_in(code, str(self.zones.parent[z]))
        ]
        return mine[0] if name and len(mine) == 1 else ""

    def take_columns(self, homes: Homes) -> None:
        """Take the zone that households say in their own columns."""
        columns = homes.zones.get(self.level, ())
        old = self.old[homes.rows]
        blank = (old != "") & np.all([column == "" for column in columns], axis=0)
        if columns and blank.any():
            self._tell("returned_blank", homes, homes.rows[blank])
        called = called_in(self.draft.plan, self.draft.rules, self.level)
        wished: dict[int, set[str]] = {}
        for column in columns:
            for k in np.flatnonzero((old != "") & (column != "") & (column != old)).tolist():
                row = int(homes.rows[k])
                label = called.label(row, column[k])
                if label != self.old[row]:
                    wished.setdefault(row, set()).add(label)
        against = [row for row, labels in wished.items() if not self._agree(labels)]
        if against:
            self._tell("returned_against", homes, np.array(against))
        for home in wished.keys() - {*against}:
            self._wish(home, wished[home])

    def _agree(self, labels: set[str]) -> bool:
        """Return whether labels are one zone: a new one may be said by its code and by its name."""
        if len(labels) == 1:
            return True
        said = [said_in(label) for label in labels if label.startswith(NEW)]
        return len(labels) == len(said) == 2 and all(any(one) for one in zip(*said, strict=True))

    def _wish(self, row: int, labels: set[str]) -> None:
        said = {label: said_in(label) for label in labels if label.startswith(NEW)}
        label = next((one for one, (code, _) in said.items() if code), min(labels))
        for code, name in said.values():
            self.codes |= {label: code} if code else {}
            self.names |= {label: name} if name else {}
        self.label_of[row] = label

    def _take_names(self, drawn: Drawn, keys: list[str]) -> None:
        """Take the names that are others than the plan has."""
        name_of = dict(zip(self.zones.code, self.zones.name, strict=True))
        full = names_of(self.draft.plan, self.draft.rules)
        for key, code, name in zip(keys, drawn.code.tolist(), drawn.name.tolist(), strict=True):
            was = {name_of.get(one, "") for one in (key, code)} | {*full.get(key, ())}
            if key and name and name not in was:
                self.names[key] = name

    def _empty(self, drawn: Drawn, row: int) -> Finding:
        return finding("returned_empty", Severity.WARNING, drawn.where, row=row + 1,
                       code=drawn.code[row], name=drawn.name[row])  # fmt: skip

    def _tell(self, rule: str, homes: Homes, rows: NDArray[np.integer]) -> None:
        ids = self.draft.plan.township.households.ids[rows].tolist()
        self.told.append(about_homes(rule, homes.where, ids, level=self.level))
