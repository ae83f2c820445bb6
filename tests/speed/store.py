"""How long the store takes with small and large plans: part of `make speed`.

The plan is drawn, not divided: a lattice of villages, each of 50 square grids of 10 groups, 100
households a grid. Recording and undo are durable; applying an edit is not in them.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
import shapely

from gridgen.model.communities import Communities
from gridgen.model.findings import Severity, finding
from gridgen.model.households import Households
from gridgen.model.plan import MadeBy, Plan
from gridgen.model.township import Township
from gridgen.model.zones import Zones
from gridgen.rules.loader import load_rules, rules_text
from gridgen.versions.apply import Applied
from gridgen.versions.change import Change, State, block_of, changed
from gridgen.versions.draft import WHOLE, Draft
from gridgen.versions.edits import Rename
from gridgen.versions.effect import Effect
from gridgen.versions.known import Known
from gridgen.versions.store.opening import open_version
from gridgen.versions.store.recording import By, record
from gridgen.versions.store.undoing import undo
from gridgen.versions.store.upgrade import init_store
from gridgen.versions.store.versions import Origin, import_plan

PER_VILLAGE, GROUPS, HOUSEHOLDS = 50, 10, 100
RUNS = 15


def main() -> None:
    """Print a row for each thing and size: the median in milliseconds."""
    print(f"\n{'store, SQLite':44s} {'ms, median':>10s}")
    for grids in (100, 5_000):
        with TemporaryDirectory() as folder:
            _measure(Path(folder), grids)


def _measure(folder: Path, grids: int) -> None:
    store = init_store(str(folder / "store.sqlite"))
    draft = _drawn(grids)
    made = import_plan(store, draft, Origin("drawn", rules_text("standard")[0]), actor="p1")
    size = f"{grids:,} grids, {grids * HOUSEHOLDS:,} households"
    _row(f"open a version: {size}", lambda _: open_version(store, made.id), 5)
    held = [open_version(store, made.id)]
    every = [_moved(draft, turn) for turn in range(RUNS)]

    def recorded(turn: int) -> None:
        done = record(store, held[0], every[turn], By("p1"))
        if done is None:
            raise RuntimeError("somebody else wrote")
        held[0] = done.opened

    _row(f"record an edit: {size}", recorded, RUNS)
    _row(f"undo: {size}", lambda _: undo(store, made.id, By("p1")), RUNS)
    store.close()


def _row(name: str, work: Callable[[int], object], runs: int) -> None:
    taken = []
    for turn in range(runs):
        begun = time.perf_counter()
        work(turn)
        taken.append(1000 * (time.perf_counter() - begun))
    print(f"{name:44s} {statistics.median(taken):10.1f}", flush=True)


def _moved(draft: Draft, turn: int) -> Applied:
    """An edit of two grids and their groups, each in a place of its own."""
    plan = draft.plan
    at = 2 * turn
    grid_rows = np.array([at, at + 1])
    group_rows = np.arange(GROUPS * at, GROUPS * (at + 2))
    blocks = {}
    for level, rows in (("grids", grid_rows), ("ten_household_groups", group_rows)):
        members = [np.flatnonzero(plan.zone_of[level] == row).astype(np.int32) for row in rows]
        blocks[level] = block_of(plan, level, rows, members)
    home = str(plan.levels[0].community[at])
    codes = tuple(blocks["grids"].zones.code.tolist())
    change = Change(State(blocks), State(blocks), 0.0, codes, (home,))
    after = Draft(changed(plan, change), draft.rules, draft.known, draft.found, draft.bordered)
    return Applied(Rename(codes[0], "A"), after, change, Effect((), 0, 0, 0.0, (), ()))


def _drawn(grids: int) -> Draft:
    villages = grids // PER_VILLAGE
    codes = [f"9901{v // 1000:02d}{v // 100 % 10:03d}{200 + v % 100:03d}" for v in range(villages)]
    grid, k = np.divmod(np.arange(grids * HOUSEHOLDS), HOUSEHOLDS)
    village = grid // PER_VILLAGE
    xy = np.column_stack([500_000 + 100.0 * (grid % 100), 3_400_000 + 100.0 * (grid // 100)])
    xy += np.column_stack([10.0 * (k % 10) + 5, 10.0 * (k // 10) + 5])
    n = len(xy)
    roll = Households(
        ids=[f"H{row:07d}" for row in range(n)], given=xy, xy=xy, count=np.ones(n, np.int64),
        community=[codes[v] for v in village], keys={"group": [f"g{g}" for g in grid]},
        source=np.arange(1, n + 1), crs="EPSG:4547",
    )  # fmt: skip
    corner = np.arange(villages)
    shape = shapely.box(
        500_000 + 5_000.0 * (corner % 2), 3_400_000 + 100.0 * (corner // 2),
        505_000 + 5_000.0 * (corner % 2), 3_400_100 + 100.0 * (corner // 2),
    )  # fmt: skip
    communities = Communities(codes, codes, ["village"] * villages, shape)
    group = 10 * grid + k // 10
    levels = (
        _zones("grids", grids, codes, 1),
        _zones("ten_household_groups", grids * 10, codes, 10),
    )
    plan = Plan(
        Township(roll, "EPSG:4547", communities=communities), ["placed"] * n, village, levels,
        {"grids": grid, "ten_household_groups": group}, MadeBy("0", 0, "standard", ""),
    )  # fmt: skip
    rules = load_rules("standard")
    told: dict[str, Any] = {
        code: tuple((3, finding("polygon_broken", Severity.NOTE, code)) for _ in range(PER_VILLAGE))
        for code in codes
    }
    bordered = dict.fromkeys(codes, (1000, 10))
    return Draft(plan, rules, Known(plan, rules), {WHOLE: (), "read": (), **told}, bordered)


def _zones(level: str, number: int, codes: list[str], per_grid: int) -> Zones:
    row = np.arange(number)
    grid, part = np.divmod(row, per_grid)
    x, y = 500_000 + 100.0 * (grid % 100), 3_400_000 + 100.0 * (grid // 100) + part * 10.0
    home = [codes[g // PER_VILLAGE] for g in grid]
    grid_code = [f"{c}{g % PER_VILLAGE + 1:03d}" for c, g in zip(home, grid, strict=True)]
    is_top = per_grid == 1
    code = (
        grid_code if is_top else [f"{c}{p + 1:02d}" for c, p in zip(grid_code, part, strict=True)]
    )
    size = np.full(number, HOUSEHOLDS // per_grid)
    measure = np.full(number, 30.0)
    return Zones(
        level, code, code, home if is_top else grid_code, ["village"] * number, home, size, size,
        measure, measure, ["in band"] * number, shapely.box(x, y, x + 100, y + 100.0 / per_grid),
        compactness=measure / 40, walk_m=measure, on_lines=measure / 100,
    )  # fmt: skip


if __name__ == "__main__":
    main()
