"""What a division would read of files, told before anything is divided, and the rows refused.

`python -m gridgen.jobs.reading` does it in a process of its own: what is asked comes as JSON on
standard input, what was read goes as JSON to standard output.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import shapely

from gridgen.files.datums import datums_in
from gridgen.files.guard.confine import limited
from gridgen.files.guard.wire import packed
from gridgen.files.inputs import Inputs, read_inputs
from gridgen.files.outlines import WGS84
from gridgen.files.reject_book import write_rejects
from gridgen.files.rejects import rejects_of
from gridgen.files.township import to_township
from gridgen.model.communities import Communities
from gridgen.model.crs import name_of, project
from gridgen.model.errors import CoordinateError, ReadError
from gridgen.model.township import Township
from gridgen.rules.loader import rules_of
from gridgen.words.say import GridgenError

SHOWN = 10_000
"""Households of which the place is told, from all over the list."""

_FINDINGS = 200
_PLAIN_M = 4.0
_SECONDS = 120
_MEMORY_BYTES = 6 << 30


def read_through(asked: Mapping[str, Any]) -> dict[str, Any]:
    """Return what a division would read, as plain values.

    Parameters
    ----------
    asked
        `households` and `beside` (files by role), `rules` (TOML), and as far as they are said
        `crs`, `datum`, `encoding`, `columns`, `corrections`; `book`, a .xlsx to which the rows go
        that are refused or told of, in `lang`.

    Returns
    -------
    `problem`: why nothing can be divided, in both languages, with the datum that fits where there
    is one; None where all is well. Then `rows`, `households`, `refused`, `doubtful` (rows kept with
    a warning), `inside` (rows in a boundary; None without boundaries), `crs`, `source`, `findings`,
    `points` (k, 2) degrees, and `communities`, GeoJSON with the households of each.

    Raises
    ------
    GridgenError
        A file or the rules cannot be read at all.
    """
    rules = rules_of(asked["rules"], "rules.toml", read_from="rules.toml")
    inputs = read_inputs(
        asked["households"],
        asked["beside"],
        crs=asked.get("crs"),
        datum=asked.get("datum"),
        encoding=asked.get("encoding"),
        columns=asked.get("columns"),
        corrections=asked.get("corrections", ()),
    )
    try:
        township = to_township(inputs, rules)
    except (ReadError, CoordinateError) as why:
        return _told_of(inputs) | {"problem": {"text": _both(why), "datum": _fitting(why)}}
    if asked.get("book"):
        write_rejects(township, inputs.households, asked["book"], lang=asked["lang"])
    return _told_of(inputs) | {"problem": None} | _counted(township, inputs.households)


def _both(why: ReadError | CoordinateError) -> tuple[str, str]:
    return why.text("zh", by_command=False), why.text("en", by_command=False)


def _fitting(why: ReadError | CoordinateError) -> str | dict[str, str] | None:
    """Return the datum with which all places would fit the boundaries, or datums by table; None for
    none.
    """
    option = str(why.fields.get("option", ""))
    if why.key != "datum_misfit" or "--datum" not in option:
        return None
    datums = datums_in([word for word in option.split() if word != "--datum"])
    every = datums.pop("", None)
    return {"households": every, **datums} if every and datums else every or datums


def _told_of(inputs: Inputs) -> dict[str, Any]:
    """Return which tables there are: rows, and what the file is called, by role."""
    tables = {role: getattr(inputs, role) for role in inputs.source}
    rows = {role: len(table) for role, table in tables.items() if table is not None}
    return {"source": dict(inputs.source), "tables": rows, "findings": [], "points": []}


def _counted(township: Township, table: pd.DataFrame) -> dict[str, Any]:
    households = township.households
    back = rejects_of(township, table)
    refused = {one.row for one in back if not one.is_kept}
    own, drawn = _of_communities(township)
    placed = np.flatnonzero(~township.is_placeless)
    steps = np.linspace(0, len(placed) - 1, min(len(placed), SHOWN)).astype(np.int64)
    points = project(households.xy[placed[steps]], township.crs, WGS84)
    return {
        "rows": len(table),
        "households": int(households.count.sum()),
        "refused": len(refused),
        "doubtful": len({one.row for one in back} - refused),
        "inside": None if own is None else int((own[placed] >= 0).sum()),
        "placed": len(placed),
        "crs": name_of(households.crs),
        "findings": [
            {"rule": one.rule, "severity": one.severity.value, "where": one.where,
             "number": one.number, "limit": one.limit, "text": (one.zh, one.en)}
            for one in township.findings[:_FINDINGS]
        ],
        "points": np.round(points[np.isfinite(points).all(axis=1)], 6).tolist(),
        "communities": drawn,
    }  # fmt: skip


def _of_communities(township: Township) -> tuple[Any, list[dict[str, Any]] | None]:
    """Return (n,) which boundary each household stands in, -1 for none, and the boundaries drawn;
    None twice where there are none.
    """
    communities, households = township.communities, township.households
    if communities is None:
        return None, None
    own = np.full(len(households), -1)
    row, at = shapely.STRtree(communities.shape).query(
        shapely.points(households.xy), predicate="intersects"
    )
    own[row] = at
    inside = own >= 0
    counted = np.bincount(own[inside], households.count[inside], minlength=len(communities))
    return own, _drawn(communities, counted, township.crs)


def _drawn(communities: Communities, counted: Any, crs: str) -> list[dict[str, Any]]:
    shapes = shapely.transform(
        shapely.simplify(communities.shape, _PLAIN_M), lambda xy: project(xy, crs, WGS84)
    )
    return [
        {
            "type": "Feature",
            "geometry": shapely.geometry.mapping(shapely.set_precision(shape, 1e-6)),
            "properties": {"code": code, "name": name, "kind": kind, "households": int(number)},
        }
        for shape, code, name, kind, number in zip(
            shapes, communities.code, communities.name, communities.kind, counted, strict=True
        )
    ]


def main() -> None:
    """Tell what would be read, or why that cannot be, as one line of JSON."""
    limited(memory_bytes=_MEMORY_BYTES, seconds=_SECONDS)
    asked = json.load(sys.stdin)
    try:
        told = {"seen": read_through(asked)}
    except GridgenError as error:
        told = {"error": packed(error)}
    except MemoryError:
        name = Path(asked["households"]).name
        why = ReadError("reading_too_large", file=name, gigabytes=_MEMORY_BYTES / (1 << 30))
        told = {"error": packed(why)}
    print(json.dumps(told))


if __name__ == "__main__":
    main()
