"""A list of some villages alone: these are replaced, and all others stay as the plan has them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from gridgen.files.compared import ACCEPT, Compared, called
from gridgen.files.origin import file_rows, origin_of, spot
from gridgen.model.arrays import taken, texts
from gridgen.model.crs import project
from gridgen.model.errors import ReadError
from gridgen.model.findings import Finding, Rejected, Severity, finding
from gridgen.model.households import Households

STRAY_SHARE = 0.1
"""A village in which less than this share of a list lies is not one that the list is of."""


@dataclass(frozen=True, slots=True, eq=False)
class Partial:
    """The households of a plan, those of some villages replaced.

    `households`; `stays` the codes of the communities that stay as
    they are.
    """

    households: Households
    stays: frozenset[str]
    findings: tuple[Finding, ...]


def with_some_villages(both: Compared, table: pd.DataFrame, *, new_ids: str | None) -> Partial:
    """Return the households of a list, and those of the plan in villages that it is not of.

    A list is of a village if it has half or more of its households. Rows that lie in another
    village, as some do near a border, are left out: whom the plan has there stays, and for each of
    the others there is a finding.

    Parameters
    ----------
    both
        The plan and the list.
    table
        What the list was read from, for the findings.
    new_ids
        `ACCEPT`: the list is also of villages of which it has less than half of the households.

    Raises
    ------
    ReadError
        The list has less than half of the households of a village in which many of its rows are, it
        is of no village at all, or many of its ids are those of households in other villages.
    """
    is_of = _villages(both, new_ids)
    home = np.append(is_of, False)  # the last is the home of nobody
    at, known = both.old.home, np.zeros(len(both.old), bool)
    known[both.old_of[both.old_of >= 0]] = True
    stay = ~home[at] & ~((at < 0) & known)
    lies_here = home[both.new.home] | (both.new.home < 0)
    is_taken = _is_taken(both, stay)
    if (lies_here & is_taken).sum() > STRAY_SHARE * len(both.new):
        raise ReadError("partial_ids_taken", source=both.source, rows=len(both.new),
                        number=int((lies_here & is_taken).sum()))  # fmt: skip
    # Whoever is there already, as the plan has it, is no news.
    is_there = np.zeros(len(both.new), bool)
    old = both.old_of
    is_there[old >= 0] = stay[old[old >= 0]] & (at[old[old >= 0]] == both.new.home[old >= 0])
    rejected = (
        *_left_out(both, table, ~lies_here & ~is_there, "row_of_other_village"),
        *_left_out(both, table, lies_here & is_taken, "id_of_other_village"),
    )
    stays = np.flatnonzero(~is_of)
    told = finding("partial_kept", Severity.NOTE, both.source, number=len(stays),
                   names=called(both.communities, np.flatnonzero(is_of)))  # fmt: skip
    rows = lies_here & ~is_taken
    new = replace(both.new.households, rejected=both.new.households.rejected + rejected)
    return Partial(
        _joined(taken(both.old.households, stay), taken(new, rows)),
        frozenset(both.communities.code[stays].tolist()),
        (told, *(one.found for one in rejected)),
    )


def _villages(both: Compared, new_ids: str | None) -> NDArray[np.bool_]:
    """Return (c,) of which communities the list is; ReadError where that is not clear."""
    rows, total, known = (
        np.bincount(home[home >= 0], minlength=len(both.communities))
        for home in (both.new.home, both.old.home, both.old.home[both.old_of[both.old_of >= 0]])
    )
    is_many = rows >= STRAY_SHARE * len(both.new)
    is_of = (rows > 0) & (2 * known >= total) & ((total > 0) | is_many)
    unclear = np.flatnonzero((rows > 0) & ~is_of & is_many)
    if new_ids == ACCEPT:
        is_of[unclear] = True
    elif len(unclear):
        raise ReadError(
            "partial_list_asks", source=both.source, names=called(both.communities, unclear),
            number=int(known[unclear].sum()), total=int(total[unclear].sum()),
        )  # fmt: skip
    if not is_of.any():
        raise ReadError("partial_list_nowhere", source=both.source, rows=len(both.new))
    return is_of


def _is_taken(both: Compared, stay: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Return (n,) whether a household of a village that stays has the id of a newer row."""
    held = set(both.old.households.ids[stay].tolist())
    return np.array([name in held for name in both.new.households.ids], bool)


def _left_out(
    both: Compared, table: pd.DataFrame, rows: NDArray[np.bool_], rule: str
) -> list[Rejected]:
    """Return what is said of each of (n,) rows of the list that is left out."""
    households, rejected = both.new.households, []
    column = "id" if rule == "id_of_other_village" else ""
    origin, positions = origin_of(table), np.searchsorted(file_rows(table), households.source)
    for row in np.flatnonzero(rows).tolist():
        number = int(file_rows(table)[positions[row]])
        found = finding(rule, Severity.ERROR, f"{both.source}, row {number}", file=both.source,
                        at=spot(origin, number, column, source=both.source))  # fmt: skip
        rejected.append(Rejected(int(positions[row]), column, found))
    return rejected


def _joined(old: Households, new: Households) -> Households:
    """Return the households of both, in the CRS of the older; a column that one lacks is blank."""
    given = new.given if old.crs == new.crs else project(new.given, new.crs, old.crs)
    sides = (old, new)
    keys = {
        name: np.concatenate(
            [side.keys.get(name, texts([""] * len(side))) for side in sides]
        )
        for name in {**old.keys, **new.keys}
    }  # fmt: skip
    counts = {
        name: np.concatenate(
            [side.counts.get(name, np.zeros(len(side), np.int64)) for side in sides]
        )
        for name in {**old.counts, **new.counts}
    }  # fmt: skip
    columns: dict[str, Any] = {
        name: np.concatenate([getattr(side, name) for side in sides])
        for name in ("ids", "xy", "count", "community", "part_of", "standing")
    }
    columns["source"] = np.concatenate([np.zeros(len(old), np.int64), new.source])
    columns["given"] = np.concatenate([old.given, given])
    return replace(old, keys=keys, counts=counts, rejected=new.rejected, **columns)
