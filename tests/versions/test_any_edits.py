"""Any sequence of edits, undone and redone, ends where it should, checked as from scratch."""

from __future__ import annotations

from collections import Counter

import numpy as np
from edited import draft, from_scratch, grid_of, print_of
from examples import examples
from hypothesis import Phase
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from gridgen.model.errors import CommandError, NotInPlanError
from gridgen.versions.apply import Applied, apply
from gridgen.versions.draft import Draft, redone
from gridgen.versions.edits import (
    Create,
    Dissolve,
    Edit,
    Lock,
    Merge,
    Move,
    Rename,
    Renumber,
    Rule,
    SetAside,
    Split,
    Unlock,
    edit_from_json,
    edit_to_json,
)

PICK = st.integers(0, 10_000)
LEVELS = st.sampled_from(["grids", "grids", "grids", "ten_household_groups"])


class Planner(RuleBasedStateMachine):
    """A planner who edits, takes back, and makes again."""

    def __init__(self) -> None:
        super().__init__()
        self.now: Draft = draft()
        self.done: list[Applied] = []
        self.undone: list[Applied] = []
        self.prints = [print_of(self.now.plan)]
        self.is_new = False

    def make(self, edit: Edit) -> None:
        assert edit_from_json(edit_to_json(edit)) == edit
        try:
            made = apply(self.now, edit)
        except (CommandError, NotInPlanError):
            return  # nothing was changed: the next invariants look at the same draft
        self.only_named_households_moved(edit, made)
        self.done.append(made)
        self.undone.clear()
        self.now = made.draft
        self.prints.append(print_of(self.now.plan))
        self.is_new = True

    def only_named_households_moved(self, edit: Edit, made: Applied) -> None:
        before, after = grid_of(self.now.plan), grid_of(made.draft.plan)
        moved = {id_ for id_ in before if before[id_] != after[id_]}
        if isinstance(edit, Move | Create | SetAside):
            assert moved <= set(edit.units) | self.in_units(edit.units)
        elif isinstance(edit, Lock | Unlock | Rename | Rule):
            assert not moved
        else:
            zones = set(edit.zones if isinstance(edit, Merge) else [edit.zone])
            level = getattr(edit, "level", "") or "grids"
            inside = grid_of(self.now.plan, level) if level in self.now.plan.zone_of else before
            assert {inside[id_] for id_ in moved} <= zones

    def in_units(self, units: tuple[str, ...]) -> set[str]:
        households = self.now.plan.township.households
        named = np.isin(households.keys["group"].astype(str), [u[-6:] for u in units])
        return set(households.ids[named])

    def zone(self, level: str, pick: int) -> str:
        codes = self.now.plan.level(level).code
        return str(codes[pick % len(codes)])

    def beside(self, level: str, code: str, pick: int) -> str:
        zones = self.now.plan.level(level)
        parent = zones.parent[zones.code == code][0]
        mine = zones.code[zones.parent == parent]
        return str(mine[pick % len(mine)])

    def near(self, pick: int, number: int) -> tuple[str, ...]:
        households = self.now.plan.township.households
        row = pick % len(households)
        away = np.hypot(*(households.xy - households.xy[row]).T)
        return tuple(households.ids[np.argsort(away, kind="stable")[:number]])

    @rule(pick=PICK, number=st.integers(1, 30), to=PICK, level=LEVELS)
    def move(self, pick: int, number: int, to: int, level: str) -> None:
        units = self.near(pick, number)
        home = grid_of(self.now.plan, level)[units[0]]
        if home:
            self.make(Move(units, self.beside(level, home, to), level))

    @rule(village=st.sampled_from(["东村", "西村"]), group=st.sampled_from("一二三四五"), to=PICK)
    def move_a_group(self, village: str, group: str, to: int) -> None:
        self.make(Move((f"{village}第{group}村民小组",), self.zone("grids", to)))

    @rule(one=PICK, other=PICK, level=LEVELS)
    def merge(self, one: int, other: int, level: str) -> None:
        code = self.zone(level, one)
        self.make(Merge((code, self.beside(level, code, other)), level))

    @rule(pick=PICK, parts=st.integers(2, 3), level=LEVELS)
    def split(self, pick: int, parts: int, level: str) -> None:
        self.make(Split(self.zone(level, pick), parts, level=level))

    @rule(pick=PICK, number=st.integers(1, 30), name=st.sampled_from(["", "河东网格"]))
    def create(self, pick: int, number: int, name: str) -> None:
        self.make(Create(self.near(pick, number), name))

    @rule(pick=PICK)
    def dissolve(self, pick: int) -> None:
        self.make(Dissolve(self.zone("grids", pick)))

    @rule(pick=PICK, number=st.integers(1, 20))
    def set_aside(self, pick: int, number: int) -> None:
        self.make(SetAside(self.near(pick, number), "农贸市场"))

    @rule(pick=PICK, level=LEVELS, name=st.text("甲乙丙 ab'\"=", max_size=4))
    def rename(self, pick: int, level: str, name: str) -> None:
        self.make(Rename(self.zone(level, pick), name))

    @rule(pick=PICK, level=LEVELS, number=st.integers(1, 999))
    def renumber(self, pick: int, level: str, number: int) -> None:
        code = self.zone(level, pick)
        self.make(Renumber(code, f"{code[:12]}{number:03d}"))

    @rule(pick=PICK)
    def lock(self, pick: int) -> None:
        self.make(Lock((self.zone("grids", pick),)))

    @rule(pick=PICK)
    def unlock(self, pick: int) -> None:
        self.make(Unlock((self.zone("grids", pick),)))

    @rule(village=st.sampled_from(["东村", "城南社区"]), to=st.sampled_from(["village", "121"]))
    def rules(self, village: str, to: str) -> None:
        self.make(Rule(village, to))

    @precondition(lambda self: self.done)
    @rule()
    def undo(self) -> None:
        made = self.done.pop()
        self.now = redone(self.now, made.change.inverse)
        self.undone.append(made)
        self.prints.pop()
        assert print_of(self.now.plan) == self.prints[-1]

    @precondition(lambda self: self.undone)
    @rule()
    def redo(self) -> None:
        made = self.undone.pop()
        self.now = redone(self.now, made.change)
        self.done.append(made)
        self.prints.append(print_of(self.now.plan))
        assert self.prints[-1] == print_of(made.draft.plan)

    @invariant()
    def findings_are_those_of_a_check_from_scratch(self) -> None:
        if self.is_new:
            assert Counter(self.now.plan.report) == from_scratch(self.now)
            self.is_new = False

    def teardown(self) -> None:
        for made in reversed(self.done):
            self.now = redone(self.now, made.change.inverse)
        assert print_of(self.now.plan) == self.prints[0]


TestAnyEdits = Planner.TestCase
TestAnyEdits.settings = examples(
    12, stateful_step_count=12, phases=(Phase.explicit, Phase.generate)
)
