"""A country, township by township, from files to files: who asks holds names, sizes and counts."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import geopandas as gpd
import pandas as pd
import shapely

from gridgen.files.geoparquet import write_geoparquet
from gridgen.files.whole import write_whole
from gridgen.jobs.admitted import Lost, Opened, Piece, Room, over
from gridgen.jobs.executors import places_in
from gridgen.jobs.partitions import LIST, Partition, folder_of, partitions_in
from gridgen.jobs.township import Asked, Task, Told, divide_townships
from gridgen.model.errors import WriteError
from gridgen.model.findings import Finding, Report, Severity, finding
from gridgen.words.say import GridgenError

TOGETHER_BYTES = 500_000
"""Of the files of townships that are one task: to ask costs nothing beside so much work."""

AT_REST_BYTES = 600e6
PER_BYTE = 50.0
"""Memory of a process and of the one that reads for it: what they have loaded, and what each byte
of GeoParquet comes to while its township is divided and written; measured, and a third more
(docs/scale.md)."""

_GONE = ".gone"

SUMMED = ("households", "rows", "communities", "grids", "in_band", "errors", "warnings", "notes")

Progress = Callable[[float, int, int], None]
"""Called with (share of all bytes, townships done, townships in all)."""


@dataclass(frozen=True, slots=True)
class Country:
    """What came of a country.

    Attributes
    ----------
    told
        Of each township, by code.
    report
        A finding for each township that was not divided, and each whose plan has errors.
    """

    told: tuple[Told, ...]
    report: Report

    @property
    def totals(self) -> dict[str, int]:
        """Townships, how many were divided now, were there before and failed; and `SUMMED`."""
        made = [one for one in self.told if one.error is None]
        counts = {
            "townships": len(self.told),
            "divided": sum(one.is_new for one in made),
            "as_before": sum(not one.is_new for one in made),
            "failed": len(self.told) - len(made),
        }
        return counts | {name: sum(one.facts[name] for one in made) for name in SUMMED}

    @property
    def peak_mb(self) -> float:
        """The most memory that one process held."""
        return max((one.peak_mb for one in self.told), default=0.0)


def divide_country(
    source: Path,
    target: Path,
    asked: Asked,
    *,
    opened: Opened,
    memory_bytes: float | None = None,
    on_progress: Progress | None = None,
) -> Country:
    """Divide the townships in a folder into another, each a task of its own.

    Parameters
    ----------
    source
        As `gridgen.jobs.partitions` says.
    target
        That is there, and of which this run alone writes. Townships that are there, of the same
        input, rules and options, are not divided again.
    asked
        How each is divided.
    opened
        Over what townships are spread.
    memory_bytes
        Of all processes together; None for as many at once as there are places.
    on_progress
        Who looks on.

    Returns
    -------
    What came of each; `townships.parquet` in `target` has a row for each that was divided.

    Raises
    ------
    GridgenError
        There is no township, `target` cannot be written or is the input, or the workers are gone.
    """
    if source.resolve() == target.resolve():
        raise WriteError("output_is_input", file=target)
    partitions = partitions_in(source.resolve())
    told: list[Told] = []
    done, every = 0, sum(one.size for one in partitions)
    size_of = {one.code: one.size for one in partitions}
    for some in _told(partitions, target.resolve(), asked, opened, memory_bytes):
        told += some
        done += sum(size_of[one.code] for one in some)
        if on_progress:
            on_progress(done / max(1, every), len(told), len(partitions))
    _clear(target)
    told.sort(key=lambda one: one.code)
    write_whole(target / LIST, partial(_write_list, [one for one in told if one.error is None]))
    return Country(tuple(told), Report(tuple(_findings(told))))


def memory_of(size: float) -> float:
    """Return the bytes of memory of a process that divides a township whose files have so many."""
    return AT_REST_BYTES + PER_BYTE * size


def _told(
    partitions: Sequence[Partition],
    target: Path,
    asked: Asked,
    opened: Opened,
    memory_bytes: float | None,
) -> Iterator[list[Told]]:
    """Yield what came of the townships of each task."""
    pieces = [
        Piece(tuple(Task(one.code, one.folder, folder_of(target, one.code)) for one in group),
              memory_of(group[0].size))
        for group in _together(partitions)
    ]  # fmt: skip
    made = over(partial(divide_townships, asked=asked), pieces, opened,
                Room(places_in, memory_bytes))  # fmt: skip
    for one in made:
        if isinstance(one, Lost):
            why = GridgenError("township_lost", kind=one.kind)
            yield [Told(task.code, {}, error=why) for task in one.task]
        else:
            yield one


def _together(partitions: Sequence[Partition]) -> list[list[Partition]]:
    """Return groups of townships, in their order: small ones go together."""
    groups: list[list[Partition]] = []
    held = TOGETHER_BYTES
    for one in partitions:
        if held + one.size > TOGETHER_BYTES:
            groups.append([])
            held = 0
        groups[-1].append(one)
        held += one.size
    return groups


def _clear(target: Path) -> None:
    """Remove what processes that were killed had begun to write."""
    for folder in [*target.glob(".gridgen-*"), *target.glob(f"{_GONE}*")]:
        # Renamed first: whoever was only thought dead finds no folder to move into place.
        gone = target / f"{_GONE}{folder.name.removeprefix(_GONE)}"
        with suppress(OSError):
            folder.rename(gone)
        shutil.rmtree(gone, ignore_errors=True)


def _write_list(told: Sequence[Told], file: Path) -> None:
    columns: dict[str, list[Any]] = {"code": [one.code for one in told]}
    columns |= {name: [one.facts[name] for one in told] for name in SUMMED}
    boxes = [shapely.box(*one.facts["box"]) for one in told]
    table = pd.DataFrame(columns).astype(dict.fromkeys(SUMMED, "int64"))
    write_geoparquet(gpd.GeoDataFrame(table, geometry=boxes, crs="EPSG:4326"), file)


def _findings(told: Sequence[Told]) -> Iterator[Finding]:
    for one in told:
        if one.error is not None:
            yield finding("township_failed", Severity.ERROR, one.code, why=one.error)
        elif one.facts["errors"]:
            yield finding("township_errors", Severity.ERROR, one.code, number=one.facts["errors"])
