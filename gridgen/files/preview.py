"""What a file that somebody sends holds, before anything is done with it.

`python -m gridgen.files.preview FILE` tells it as JSON, in a process with limits of its own.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from gridgen.files.guard import Kind, kind_of
from gridgen.files.guard.confine import limited
from gridgen.files.guard.limits import narrowed
from gridgen.files.guard.reader import reading
from gridgen.files.guard.wire import packed
from gridgen.files.headers import active_geometry, recognise
from gridgen.files.inputs import LAYERED, names_in, read_table
from gridgen.files.layer_names import role_meant
from gridgen.files.origin import origin_of
from gridgen.files.plan_reader import read_plan
from gridgen.files.points import named_crs
from gridgen.files.reading import tell_reading
from gridgen.files.unused import tell_unused
from gridgen.files.vocabulary import (
    CENTRES,
    COMMUNITIES,
    GUESSED,
    HOUSEHOLDS,
    LINES,
    PEOPLE,
    SPECIAL,
    TIES,
    Synonyms,
)
from gridgen.model.errors import ReadError
from gridgen.model.findings import Finding
from gridgen.rules.loader import load_rules
from gridgen.words.say import GridgenError, in_both

WORDS: Mapping[str, Synonyms] = {
    "households": HOUSEHOLDS,
    "communities": COMMUNITIES,
    "lines": LINES,
    "special": SPECIAL,
    "centres": CENTRES,
    "people": PEOPLE,
    "ties": TIES,
}
"""What the columns of each role are called; of water, buildings and parcels the shapes count."""

RULES = "rules"
"""What a TOML file holds."""

PLAN = "plan"
"""What a GeoPackage of ours with grids holds."""

INPUT = "input"
"""What any other file holds: tables to divide by."""

_OF_PLAN = frozenset({"plan", "findings"})
_BOOKS = (Kind.EXCEL, Kind.SPREADSHEET)
_BY_DIMENSION = {0: "households", 1: "lines", 2: "communities"}

_NAMED = 20
"""Letters that a CRS with a number has fewer than."""

_MOST_LAYERS = 50
_SECONDS = 60
_MEMORY_BYTES = 6 << 30
_RULES_BYTES = 1 << 20


@dataclass(frozen=True, slots=True)
class SeenLayer:
    """One layer or sheet.

    Attributes
    ----------
    name
        "" where the file has but one that has no name.
    role
        What it seems to hold, as `divide` calls its inputs; "" where nothing tells.
    rows
        How many; None where it was not read.
    geometry
        The kind of most of its shapes; "" where it has none.
    crs
        As "EPSG:4490"; "" where the file says none.
    columns
        Our name of each column that is recognised, by its header.
    unused
        The headers of all others.
    problem
        Why it cannot be read, in Chinese and in English; None where it can.
    """

    name: str
    role: str = ""
    rows: int | None = None
    geometry: str = ""
    crs: str = ""
    columns: Mapping[str, str] | None = None
    unused: tuple[str, ...] = ()
    problem: tuple[str, str] | None = None


@dataclass(frozen=True, slots=True)
class Seen:
    """What a file holds.

    Attributes
    ----------
    kind
        What people call its format, in Chinese and in English.
    holds
        `INPUT`, `PLAN` or `RULES`.
    layers
        In the order of the file.
    findings
        What was taken for what, and what was not used.
    """

    kind: tuple[str, str]
    holds: str
    layers: tuple[SeenLayer, ...] = ()
    findings: tuple[Finding, ...] = ()


def preview(path: Path) -> Seen:
    """Return what a file holds, read as commands read it.

    Parameters
    ----------
    path
        A file of a stranger.

    Raises
    ------
    GridgenError
        It is of no kind that can be read, is damaged, asks for more than the limits let it, or
        every layer of it does.
    """
    if path.suffix.lower() == ".toml":
        return _rules(path)
    with narrowed(seconds=_SECONDS), reading(alone=True):
        kind = kind_of(path)
        names = names_in(path, kind) if kind in LAYERED else [""]
        if set(names) >= _OF_PLAN:
            return _plan(path, kind, names)
        if kind in _BOOKS:
            return _book(path, kind, names)
        seen = [_layer(path, name, is_only=len(names) == 1) for name in names[:_MOST_LAYERS]]
        _refuse_useless(path, [layer for layer, _, _ in seen], [why for _, _, why in seen])
        findings = tuple(found for _, told, _ in seen for found in told)
        return Seen(kind.named, INPUT, tuple(layer for layer, _, _ in seen), findings)


def _rules(path: Path) -> Seen:
    if (size := path.stat().st_size) > _RULES_BYTES:
        raise ReadError("file_too_large", file=path.name, size=size, most=_RULES_BYTES)
    rules = load_rules(path)
    layers = tuple(SeenLayer(level.name) for level in rules.levels)
    return Seen(in_both("kind_rules"), RULES, layers)


def _plan(path: Path, kind: Kind, names: list[str]) -> Seen:
    plan = read_plan(path)
    rows = {zones.level: len(zones) for zones in plan.levels}
    rows |= {"households": len(plan.township.households), "communities": len(plan.communities)}
    layers = [SeenLayer(name, "", rows.get(name)) for name in names]
    return Seen(kind.named, PLAN, tuple(layers))


def _book(path: Path, kind: Kind, names: list[str]) -> Seen:
    """Return what a workbook holds: of its sheets those are read that a command would read."""
    table, _ = read_table(path)
    origin = origin_of(table)
    read = [*origin.sheets.values()] or [origin.sheet or names[0]]
    seen, found = _seen(table, ", ".join(read), "households", path.name)
    others = [SeenLayer(name, role_meant(name) or "") for name in names if name not in read]
    return Seen(kind.named, INPUT, (seen, *others), found)


def _layer(
    path: Path, name: str, *, is_only: bool
) -> tuple[SeenLayer, tuple[Finding, ...], GridgenError | None]:
    """Return what a layer holds; where it cannot be read, that it cannot, and the reason."""
    try:
        table, _ = read_table(f"{path}:{name}" if name else path)
    except GridgenError as error:
        told = error.text("zh"), error.text("en")
        return SeenLayer(name, role_meant(name) or "", problem=told), (), error
    role = role_meant(name) or (role_meant(path.stem) if is_only else None)
    source = path.name if is_only else f"{path.name}:{name}"
    seen, found = _seen(table, name, role or _by_shape(table), source)
    return seen, found, None


def _refuse_useless(
    path: Path, layers: list[SeenLayer], problems: list[GridgenError | None]
) -> None:
    """Raise where nothing of a file can be read."""
    if not layers:
        raise ReadError("file_without_layer", file=path.name)
    first = problems[0]
    if first is not None and all(problems):
        raise first


def _seen(
    table: pd.DataFrame, name: str, role: str, source: str
) -> tuple[SeenLayer, tuple[Finding, ...]]:
    shape = active_geometry(table)
    headers = [str(header) for header in table.columns if header != shape]
    columns: dict[str, str] = {}
    found: tuple[Finding, ...] = ()
    if role in WORDS:
        guessed = GUESSED if role == "households" else None
        known, found = recognise(table, WORDS[role], source, guessed=guessed)
        columns = {header: ours for ours, header in origin_of(known).header.items()}
        found += tell_reading(known, source) + tell_unused(table, known, WORDS[role], source)
    seen = SeenLayer(
        name, role, len(table), _kind_of_shapes(table), _crs_of(table), columns,
        tuple(header for header in headers if header not in columns),
    )  # fmt: skip
    return seen, found


def _crs_of(table: pd.DataFrame) -> str:
    if not isinstance(table, gpd.GeoDataFrame) or active_geometry(table) is None:
        return ""
    named = named_crs(table)
    return "" if named is None else named if len(named) < _NAMED else str(table.crs.name)


def _shapes(table: pd.DataFrame) -> Any:
    if not isinstance(table, gpd.GeoDataFrame) or active_geometry(table) is None:
        return np.array([], object)
    shapes = np.asarray(table.geometry.array, object)
    return shapes[~shapely.is_missing(shapes)]


def _kind_of_shapes(table: pd.DataFrame) -> str:
    shapes = _shapes(table)
    if not len(shapes):
        return ""
    kinds = shapely.get_type_id(shapes)
    most = int(np.bincount(kinds).argmax())
    return str(shapes[kinds == most][0].geom_type)


def _by_shape(table: pd.DataFrame) -> str:
    """Return what a layer may hold whose name tells nothing: by its shapes, or the lack of them."""
    shapes = _shapes(table)
    if not len(shapes):
        return "households"
    dimensions = shapely.get_dimensions(shapes)
    return _BY_DIMENSION.get(
        int(np.bincount(dimensions[dimensions >= 0], minlength=1).argmax()), ""
    )


def main() -> None:
    """Tell what the file holds that is named, or why it cannot be read, as one line of JSON."""
    limited(memory_bytes=_MEMORY_BYTES, seconds=2 * _SECONDS)
    path = Path(sys.argv[1])
    try:
        told = {"seen": asdict(preview(path))}
    except GridgenError as error:
        told = {"error": packed(error)}
    except MemoryError:
        why = ReadError("reading_too_large", file=path.name, gigabytes=_MEMORY_BYTES / (1 << 30))
        told = {"error": packed(why)}
    print(json.dumps(told))


if __name__ == "__main__":
    main()
