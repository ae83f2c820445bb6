"""One township of a country: files in, files out, and a few numbers for whoever asked.

A pure function of paths, rules and options, so that it runs in any process on any machine that sees
both folders.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np

from gridgen.division.options import Options
from gridgen.doors import divide_inputs
from gridgen.files.geoparquet import write_geoparquet
from gridgen.files.guard.limits import limits_of
from gridgen.files.inputs import read_inputs
from gridgen.files.plan_writer import write_plan
from gridgen.files.whole import write_folder
from gridgen.jobs.outcomes import hash_of
from gridgen.jobs.partitions import (
    GRIDS,
    PLAN,
    digests_of,
    facts_if_done,
    files_of,
    write_done,
)
from gridgen.model.errors import WriteError
from gridgen.model.findings import Severity
from gridgen.model.plan import Plan
from gridgen.model.zones import ASIDE
from gridgen.rules.levels import Rules
from gridgen.words.say import GridgenError

STAMP = "1970-01-01T00:00:00Z"
"""The time that every GeoPackage says: the same input makes the same bytes, whenever it is made."""

_OUTWARD = 1e-6
"""Degrees by which a box is larger than what it holds."""


@dataclass(frozen=True, slots=True)
class Asked:
    """How each township is divided, and what its files say besides.

    Attributes
    ----------
    rules
        As they are loaded: a worker need not see their file.
    options
        Of plain values alone: no executor, nobody who looks on.
    crs, datum
        As in `gridgen.files.inputs.read_inputs`.
    trust
        Read without limits.
    """

    rules: Rules
    options: Options
    crs: str | None = None
    datum: str | dict[str, str] | None = None
    trust: bool = False


@dataclass(frozen=True, slots=True)
class Task:
    """A township: its code, its folder in the input, and the one in the output."""

    code: str
    source: Path
    target: Path


@dataclass(frozen=True, slots=True)
class Told:
    """What came of a township.

    Attributes
    ----------
    code
        Of the township.
    facts
        Plain values: `households`, `rows`, `communities`, `grids`, `in_band`, `errors`, `warnings`,
        `notes`, and `box`, west, south, east and north in degrees. Empty where it was not divided.
    is_new
        Whether it was divided now.
    error
        Why it was not divided.
    peak_mb
        The most memory that the process held until then.
    """

    code: str
    facts: dict[str, Any]
    is_new: bool = False
    error: GridgenError | None = None
    peak_mb: float = 0.0


def divide_townships(tasks: Sequence[Task], asked: Asked) -> list[Told]:
    """Divide townships one after the other, each written whole or not at all.

    Parameters
    ----------
    tasks
        Townships. One that was made of the very same before is not made again.
    asked
        How.

    Returns
    -------
    What came of each, in their order. One that cannot be read, divided or written says why.
    """
    return [_divided(task, asked) for task in tasks]


def _divided(task: Task, asked: Asked) -> Told:
    try:
        told = _made(task, asked)
    except GridgenError as why:
        told = Told(task.code, {}, error=why)
    except Exception as why:  # a fault in the program spoils one township, not the country
        kind, text = type(why).__name__, str(why)[:200]
        told = Told(task.code, {}, error=GridgenError("township_broke", kind=kind, why=text))
    return replace(told, peak_mb=_peak_mb())


def _made(task: Task, asked: Asked) -> Told:
    files = files_of(task.source)
    key = hash_of((digests_of(files), asked.rules, asked.options, asked.crs, asked.datum))
    known = facts_if_done(task.target, key)
    if known is not None:
        return Told(task.code, known)
    with limits_of(trust=asked.trust):
        households = task.source / "households.parquet"
        beside = {role: file for role, file in files.items() if role != "households"}
        inputs = read_inputs(households, beside, crs=asked.crs, datum=asked.datum)
        plan = divide_inputs(inputs, rules=asked.rules, existing=None, options=asked.options)
    facts = _facts(plan)
    try:
        write_folder(task.target, partial(_write, plan, asked.options.lang, key, facts))
    except WriteError:
        # Another worker may have been given it too, and was quicker.
        if facts_if_done(task.target, key) is None:
            raise
    return Told(task.code, facts, is_new=True)


def _write(plan: Plan, lang: str, key: str, facts: dict[str, Any], folder: Path) -> None:
    write_plan(plan, folder / PLAN, lang=lang, stamp=STAMP)
    write_geoparquet(plan.to_frame(plan.levels[0].level), folder / GRIDS)
    write_done(folder, key, facts)


def _facts(plan: Plan) -> dict[str, Any]:
    zones, households = plan.levels[0], plan.township.households
    usual = ~np.isin(zones.kind, ASIDE)
    found = {f"{one.value}s": sum(f.severity is one for f in plan.report) for one in Severity}
    return {
        "households": int(households.count.sum()),
        "rows": len(households),
        "communities": len(plan.communities),
        "grids": int(usual.sum()),
        "in_band": int((usual & (zones.status == "in band")).sum()),
        **found,
        "box": _box(plan),
    }


def _box(plan: Plan) -> list[float]:
    west, south, east, north = plan.to_frame("communities").to_crs("EPSG:4326").total_bounds
    box = np.array([west - _OUTWARD, south - _OUTWARD, east + _OUTWARD, north + _OUTWARD])
    return [float(degree) for degree in box.round(7)]


def _peak_mb() -> float:
    """Return the most memory that this process has held; 0 where the system does not tell."""
    if sys.platform == "win32":
        return 0.0
    import resource

    # In KB, but on macOS in bytes.
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return most / 1e6 if sys.platform == "darwin" else most * 1024 / 1e6
