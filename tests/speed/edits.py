"""How long one edit takes, made, checked and on the disk, in a small plan and in a large one, and
what else people do with a store: part of `make speed`. `--on postgresql` measures the same there.

An edit moves half of a grid to the next one, so that two grids are outside their band and the
checks have to say why. The same ten villages of either plan are edited, each of them three times.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
from databases import MISSING, database, programs, server
from many_villages import GRID, ROW, many_villages

from gridgen.model.plan import Plan
from gridgen.plans.diff import diff
from gridgen.rules.loader import load_rules, rules_text
from gridgen.versions.draft import open_draft
from gridgen.versions.edits import Move
from gridgen.versions.store.database import Store
from gridgen.versions.store.opening import open_version
from gridgen.versions.store.recording import By, caught_up, edit
from gridgen.versions.store.undoing import undo
from gridgen.versions.store.upgrade import init_store
from gridgen.versions.store.versions import Origin, import_plan

FEW, MANY = 10, 500
"""Villages of the two plans."""

KINDS: dict[str, dict[str, Any]] = {
    "grids": {},
    "grids and groups": {"groups": True},
    "grids, groups, people, ties": {"groups": True, "people": True},
}

OPENED = 5
"""How often a version is opened, alone and to be compared."""

BY = By("p1")

Took = dict[str, list[tuple[float, float]]]
"""By what was done the seconds that passed, and those of this process."""


def main() -> None:
    """Print a row for each kind of plan and each thing: medians at both sizes, and their ratio."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--on", choices=["sqlite", "postgresql"], default="sqlite")
    asked.add_argument("--kind", choices=[*KINDS], help="one kind of plan, not all of them")
    said = asked.parse_args()
    with _addresses(said.on) as address:
        for kind in [said.kind] if said.kind else KINDS:
            few, many = (
                _measured(address(), many_villages(villages, **KINDS[kind]))
                for villages in (FEW, MANY)
            )
            _print(f"{said.on}: {kind}", few, many)


def _print(title: str, few: Took, many: Took) -> None:
    """Print medians: on the clock and, in brackets, of this process."""
    print(f"\n{title:38s}{'100 grids, ms':>18s}{'5,000 grids, ms':>18s}{'ratio':>7s}")
    for what in few:
        sides = [np.median(took[what], axis=0) * 1000 for took in (few, many)]
        cells = (f"{wall:9.1f} ({own:6.1f})" for wall, own in sides)
        print(f"{what:38s}{''.join(cells)}{sides[1][0] / sides[0][0]:7.2f}", flush=True)


@contextmanager
def _addresses(on: str) -> Iterator[Callable[[], str]]:
    """Give what gives the address of a new store each time."""
    names = (f"store{k}" for k in range(1000))
    with ExitStack() as stack:
        if on == "sqlite":
            folder = stack.enter_context(TemporaryDirectory())
            yield lambda: f"{folder}/{next(names)}.sqlite"
            return
        found = programs()
        if found is None:
            sys.exit(MISSING)
        at = stack.enter_context(server(found, durable=True))
        yield lambda: stack.enter_context(database(at, next(names)))


def _measured(address: str, plan: Plan) -> Took:
    """Return what edits of a plan in a new store take, and undo, opening and comparing."""
    store, took = init_store(address), Took()
    draft = open_draft(plan, load_rules("standard"))
    origin = Origin("drawn", rules_text("standard")[0])
    version = import_plan(store, draft, origin, actor="p1").id
    held = [open_version(store, version)]

    def edited(move: Move) -> None:
        held[0] = edit(store, held[0], move, BY).opened

    def undone() -> None:
        undo(store, version, BY)
        held[0] = caught_up(store, held[0])

    for number, move in enumerate(_moves(plan)):
        _timed(took, "edit: the first after opening" if number == 0
               else "edit: the first in its village" if number < FEW else "edit",
               lambda move=move: edited(move))  # fmt: skip
        if number >= FEW:
            _timed(took, "undo, and the plan after it", undone)
            edited(move)
    for _ in range(OPENED):
        _timed(took, "open a version", lambda: open_version(store, version))
        _timed(took, "open two versions and compare", lambda: _compared(store, version))
    store.close()
    return took


def _timed(took: Took, what: str, work: Callable[[], object]) -> None:
    wall, own = time.perf_counter(), time.process_time()
    work()
    took.setdefault(what, []).append((time.perf_counter() - wall, time.process_time() - own))


def _compared(store: Store, version: int) -> None:
    before, after = (open_version(store, version, edit=at).draft.plan for at in (0, None))
    diff(before, after)


def _moves(plan: Plan) -> Iterator[Move]:
    """Give moves of the eastern half of a grid to the grid east of it, in villages far apart."""
    ids, grids = plan.township.households.ids, plan.level("grids")
    house = np.arange(GRID)
    for first in (0, 2, 5):
        for village in range(0, len(plan.communities), len(plan.communities) // FEW):
            grid = village * ROW + first
            mine = GRID * grid + house[house % ROW >= ROW // 2]
            yield Move(tuple(ids[mine]), str(grids.code[grid + 1]))


if __name__ == "__main__":
    main()
