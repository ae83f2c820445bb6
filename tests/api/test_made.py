"""What is served after an edit is what would be made of the plan from scratch, to the last byte."""

from __future__ import annotations

import gc
import weakref
from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest
import shapely
from campaigns import campaign
from edited import draft, grid_of
from living import ON_SQLITE
from plans import VILLAGE

from api.layers import COMMUNITIES
from api.living import Living
from api.made import Begun, Made
from api.served import Served
from api.tiles.drawn import HOUSEHOLDS
from api.tiles.square import DEEPEST, Tile, in_square, tile_at
from gridgen.model.errors import CommandError, NotInPlanError
from gridgen.model.plan import Plan
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
)
from gridgen.versions.store.database import Store
from gridgen.versions.store.recording import By, edit
from gridgen.versions.store.undoing import redo, undo
from gridgen.versions.store.versions import Version
from maps.page.web import web_map

ZOOMS = (8, 13, 14, 15, DEEPEST)


def some_edit(plan: Plan, rng: np.random.Generator) -> Edit:
    """An edit of any kind, which may turn out to be none."""
    households, grids = plan.township.households, plan.levels[0]
    row = int(rng.integers(len(households)))
    away = np.hypot(*(households.xy - households.xy[row]).T)
    near = tuple(households.ids[np.argsort(away, kind="stable")[: rng.integers(1, 40)]])
    level = plan.levels[int(rng.integers(len(plan.levels)))]
    one = int(rng.integers(len(level)))
    beside = np.flatnonzero(level.parent == level.parent[one])
    other = str(level.code[rng.choice(beside)])
    code, grid = str(level.code[one]), str(rng.choice(grids.code))
    made: list[Edit] = [
        Move(near, other, level.level), Merge((code, other), level.level), Create(near, "新网格"),
        Split(code, 2, level=level.level), Dissolve(grid), Rename(code, f"改{row}"),
        Renumber(grid, f"{grid[:12]}{rng.integers(100, 999)}"), Lock((grid,)),
        SetAside(near[:5], "市场"), Rule(str(rng.choice(plan.communities.code)), "121"),
    ]  # fmt: skip
    return made[int(rng.integers(len(made)))]


def edits(now: Draft, seed: int, number: int) -> Iterator[tuple[Draft, bool]]:
    """The drafts that some edits leave, one after the other; now and then one is taken back."""
    rng = np.random.default_rng(seed)
    done: list[Applied] = []
    while number:
        if done and rng.random() < 0.2:
            now = redone(now, done.pop().change.inverse)
        else:
            try:
                applied = apply(now, some_edit(now.plan, rng))
            except (CommandError, NotInPlanError):
                continue
            done.append(applied)
            now = applied.draft
        number -= 1
        yield now, rng.random() < 0.5


def tiles_over(served: Served, zoom: int) -> list[Tile]:
    """Every tile of a zoom that has anything of a plan, up to sixteen of them."""
    west, south, east, north = served.layer(COMMUNITIES).bounds or (0, 0, 0, 0)
    low, high = (in_square(np.array([[west, north], [east, south]])) * 2**zoom).astype(int).tolist()
    return [tile_at(zoom, row, col) for row in range(low[1], high[1] + 1)
            for col in range(low[0], high[0] + 1)][:16]  # fmt: skip


def told_by(served: Served) -> dict[Any, Any]:
    """All that is served of the levels of a plan."""
    told: dict[Any, Any] = {"colours": served.colours.tolist()}
    for level in served.levels:
        layer = served.layer(level)
        told[level] = (layer.features, layer.bounds, layer.row_of, shapely.to_wkb(layer.exact),
                       served.tiles.middles(level).tolist())  # fmt: skip
    for zoom in ZOOMS:
        for tile in tiles_over(served, zoom):
            names = (*served.levels, HOUSEHOLDS)
            told[tile] = served.tiles.draw(names, tile).body
    return told


def test_paper_and_page_have_the_colours_that_zones_kept() -> None:
    plan = draft().plan
    kept = {code: (row + 1) % 6 for row, code in enumerate(plan.levels[0].code)}

    served = Served("v1", plan, begun=Begun(colours=lambda: kept))

    colours = served.colours.tolist()
    assert colours != Served("v1", plan).colours.tolist()
    assert served.press.scenery("zh").colour.tolist() == colours
    drawn = dict(zip(plan.levels[0].code, colours, strict=True))
    assert served.page("zh") == web_map(plan, lang="zh", title="v1 · 网格划分示意图", colours=drawn)


@pytest.mark.parametrize("seed", campaign(range(4), everyday=1))
def test_after_any_edits_all_is_as_if_it_were_made_from_scratch(seed: int) -> None:
    first = dict(zip(draft().plan.levels[0].code, Served("", draft().plan).colours, strict=True))
    going = Served("", draft().plan, None, Begun(lambda: first))
    told_by(going)
    for now, is_looked_at in edits(draft(), seed, 25):
        going = Served("", now.plan, None, Begun(lambda: first, going.to_go_on()))
        if is_looked_at:
            scratch = Served("", now.plan, None, Begun(lambda: first))
            found, made = told_by(going), told_by(scratch)
            assert [key for key in made if not _alike(found[key], made[key])] == []


def _alike(one: Any, other: Any) -> bool:
    if isinstance(one, tuple):
        return all(map(_alike, one, other))
    return bool(np.all(one == other))


@pytest.mark.parametrize("seed", campaign(range(3), everyday=1))
def test_grids_that_touch_differ_in_colour_and_few_get_another(seed: int) -> None:
    first = dict(zip(draft().plan.levels[0].code, Served("", draft().plan).colours, strict=True))
    for now, _ in edits(draft(), seed, 25):
        made = Made(now.plan, Begun(lambda: first))
        one, other = made.touching.pairs.T
        assert (made.colours[one] != made.colours[other]).all()
    codes = now.plan.levels[0].code.tolist()
    kept = sum(first.get(code) == colour
               for code, colour in zip(codes, made.colours.tolist(), strict=True))  # fmt: skip
    still = [code for code in codes if code in first]
    assert kept >= 0.6 * len(still)


@pytest.mark.parametrize("seed", campaign(range(4), everyday=1))
def test_where_nobody_knows_the_colours_of_then_all_are_told_that_may_be_others(seed: int) -> None:
    first = dict(zip(draft().plan.levels[0].code, Served("", draft().plan).colours, strict=True))
    drafts = [now for now, _ in edits(draft(), seed, 30)]
    for then, now in zip(drafts, drafts[3:], strict=False):
        was, served = (Served("", one.plan, None, Begun(lambda: first)) for one in (then, now))
        old, new = then.plan.levels[0], now.plan.levels[0]
        shape_of = dict(zip(old.code, old.polygon, strict=True))
        colour_of = dict(zip(old.code, was.colours, strict=True))
        was_there = [shape_of.get(code, shapely.Point()) for code in new.code]
        same = shapely.equals_exact(new.polygon, np.array(was_there, object))
        altered = np.flatnonzero(~same).tolist()

        told = {*altered, *served.repainted(7, altered).tolist()}

        others = {row for row, code in enumerate(new.code)
                  if colour_of.get(code) != served.colours[row]}  # fmt: skip
        assert others <= told


@ON_SQLITE
def test_after_undo_and_redo_in_the_store_too(store: Store, version: Version) -> None:
    living = Living(store, held=4)
    told_by(living.served(living.version(version.id)))
    for step in (
        lambda: edit(store, version.id, Merge((f"{VILLAGE}001", f"{VILLAGE}002")), By("p2")),
        lambda: undo(store, version.id, By("p2")),
        lambda: redo(store, version.id, By("p2")),
        lambda: edit(store, version.id, Rename(f"{VILLAGE}003", "北网格"), By("p3")),
    ):
        step()
        found = told_by(living.served(living.version(version.id)))
        fresh = Living(store, held=4)
        made = told_by(fresh.served(fresh.version(version.id)))
        assert [key for key in made if not _alike(found[key], made[key])] == []


@ON_SQLITE
def test_a_plan_goes_once_an_edit_has_made_another_of_it(store: Store, version: Version) -> None:
    """Nobody has to collect garbage first: half a million households are some megabytes an edit."""
    living = Living(store, held=4)
    gc.collect()
    gc.disable()
    try:
        left = []
        for name in ("东网格", "西网格", "北网格"):
            edit(store, version.id, Rename(f"{VILLAGE}001", name), By("p2"))
            served = living.served(living.version(version.id))
            told_by(served)
            left.append(weakref.ref(served.tiles))
            del served
    finally:
        gc.enable()

    assert [tiles() is None for tiles in left] == [True, True, False]


def test_what_an_edit_left_is_not_made_again(monkeypatch: pytest.MonkeyPatch) -> None:
    going = Served("", draft().plan, None, Begun())
    told_by(going)
    grids = draft().plan.levels[0]
    now = apply(draft(), Rename(str(grids.code[0]), "东网格")).draft
    made: list[Any] = []
    monkeypatch.setattr("api.layers._short", lambda text, places: made.append(text) or text)

    after = Served("", now.plan, None, Begun(None, going.to_go_on()))
    told_by(after)

    assert len(made) == 1
    assert grid_of(now.plan) == grid_of(draft().plan)
