"""Edits are recorded for good, in any order that harms nobody, and refused where they conflict."""

from __future__ import annotations

import json
import os
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path

import pytest
from alike import differences
from campaigns import campaign
from sqlalchemy import select
from stored import write

from gridgen.model.errors import CommandError, ConflictError, StoreError
from gridgen.versions.apply import apply
from gridgen.versions.draft import Draft, open_draft
from gridgen.versions.edits import Lock, Merge, Rename
from gridgen.versions.store.database import Store
from gridgen.versions.store.opening import open_version
from gridgen.versions.store.proof import proof_of
from gridgen.versions.store.recording import By, caught_up, edit, record
from gridgen.versions.store.schema import EDITS
from gridgen.versions.store.states import move_to
from gridgen.versions.store.upgrade import open_store
from gridgen.versions.store.versions import Version

FIRST, SECOND = By("p1", "the river moved"), By("p2")
EACH = 2
ROOT = Path(__file__).parents[3]


def codes_of(draft: Draft) -> list[str]:
    return draft.plan.levels[0].code.tolist()


def test_what_was_recorded_is_there_after_a_restart(
    store: Store, version: Version, address: str, drawn: Draft
) -> None:
    codes = codes_of(drawn)

    done = edit(store, version.id, Merge((codes[3], codes[4])), FIRST)

    again = open_store(address)
    opened = open_version(again, version.id)
    assert opened.edit == 1
    assert list(differences(opened.draft.plan, done.opened.draft.plan)) == []
    again.close()


def test_the_findings_that_are_kept_are_those_of_a_check_from_scratch(
    store: Store, version: Version, drawn: Draft
) -> None:
    codes = codes_of(drawn)

    edit(store, version.id, Merge((codes[3], codes[4])), FIRST)

    kept = open_version(store, version.id).draft
    scratch = open_draft(kept.plan, kept.rules)
    assert list(differences(kept.found, scratch.found)) == []


def test_history_tells_who_what_why_and_the_version_that_was_seen(
    store: Store, version: Version, drawn: Draft
) -> None:
    code = codes_of(drawn)[0]

    edit(store, version.id, Rename(code, "新网格"), FIRST)

    with store.reading() as connection:
        row = connection.execute(select(EDITS)).one()
    assert (row.number, row.actor, row.reason, row.base) == (1, "p1", "the river moved", 0)
    assert json.loads(row.edit) == {"operation": "rename", "zone": code, "name": "新网格"}
    assert row.at.endswith("+00:00")


def test_two_planners_who_edit_different_grids_both_succeed(
    store: Store, version: Version, drawn: Draft
) -> None:
    codes = codes_of(drawn)
    seen = open_version(store, version.id)

    edit(store, seen, Rename(codes[0], "A"), FIRST)
    second = edit(store, seen, Rename(codes[1], "B"), SECOND)

    assert second.opened.edit == 2
    names = open_version(store, version.id).draft.plan.levels[0].name.tolist()
    assert names[:2] == ["A", "B"]
    assert list(differences(second.opened.draft.plan, open_version(store, 1).draft.plan)) == []


def test_two_planners_who_edit_one_grid_conflict_and_nothing_is_lost(
    store: Store, version: Version, drawn: Draft
) -> None:
    codes = codes_of(drawn)
    name = drawn.plan.levels[0].name[0]
    seen = open_version(store, version.id)
    edit(store, seen, Rename(codes[0], "A"), FIRST)

    with pytest.raises(ConflictError, match=rf"{name} \({codes[0]}\): edited meanwhile by p1 at"):
        edit(store, seen, Rename(codes[0], "B"), SECOND)

    assert open_version(store, version.id).draft.plan.levels[0].name[0] == "A"
    again = edit(store, caught_up(store, seen), Rename(codes[0], "B"), SECOND)
    assert again.opened.edit == 2


def test_a_conflict_is_with_all_that_the_planner_has_not_seen(
    store: Store, version: Version, drawn: Draft
) -> None:
    codes = codes_of(drawn)
    seen = open_version(store, version.id)
    edit(store, version.id, Rename(codes[0], "A"), FIRST)
    newer = edit(store, version.id, Rename(codes[5], "F"), FIRST).opened
    applied = apply(newer.draft, Lock((codes[0],)))

    with pytest.raises(ConflictError, match="edited meanwhile by p1"):
        record(store, newer, applied, SECOND, since=seen.edit)


def test_whoever_is_behind_is_told_so_and_records_nothing(
    store: Store, version: Version, drawn: Draft
) -> None:
    codes = codes_of(drawn)
    seen = open_version(store, version.id)
    applied = apply(seen.draft, Rename(codes[1], "B"))
    edit(store, version.id, Rename(codes[0], "A"), FIRST)

    assert record(store, seen, applied, SECOND) is None

    assert open_version(store, version.id).edit == 1


def test_an_edit_that_cannot_be_made_records_nothing(
    store: Store, version: Version, drawn: Draft
) -> None:
    code = codes_of(drawn)[0]

    with pytest.raises(CommandError):
        edit(store, version.id, Merge((code,)), FIRST)

    assert open_version(store, version.id).edit == 0


def test_only_a_draft_can_be_edited(store: Store, version: Version, drawn: Draft) -> None:
    move_to(store, version.id, "submitted", actor="p1")

    with pytest.raises(StoreError, match="is submitted and cannot be edited; only a draft"):
        edit(store, version.id, Rename(codes_of(drawn)[0], "A"), FIRST)


@pytest.mark.parametrize("actor", ["", "  ", "陈建国", "13900001234", "a@b.example"])
def test_nobody_is_kept_by_name_or_number(
    store: Store, version: Version, drawn: Draft, actor: str
) -> None:
    with pytest.raises(StoreError, match="must be an id such as a staff number"):
        edit(store, version.id, Rename(codes_of(drawn)[0], "A"), By(actor))

    assert open_version(store, version.id).edit == 0


def test_numbers_of_people_in_a_reason_are_masked(
    store: Store, version: Version, drawn: Draft
) -> None:
    edit(store, version.id, Rename(codes_of(drawn)[0], "A"), By("p1", "asked by 13900001234"))

    with store.reading() as connection:
        assert connection.scalar(select(EDITS.c.reason)) == "asked by 〔…〕"


@pytest.mark.parametrize("writers", campaign([4, 20], everyday=1))
def test_many_writers_at_once_lose_nothing(
    store: Store, version: Version, address: str, monkeypatch: pytest.MonkeyPatch, writers: int
) -> None:
    monkeypatch.setenv("PYTHONPATH", f"{ROOT}{os.pathsep}{ROOT / 'tests'}")
    context = get_context("forkserver")
    context.set_forkserver_preload(["stored"])  # one import for all of them

    with ProcessPoolExecutor(writers, mp_context=context) as processes:
        running = [processes.submit(write, address, 1, who, EACH) for who in range(writers)]
        acknowledged = sorted(number for one in running for number in one.result())

    assert acknowledged == list(range(1, writers * EACH + 1))
    assert open_version(store, version.id).edit == writers * EACH
    assert proof_of(store).findings == ()
