"""What each process makes of what it is asked; as the commands do."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from ordered import ordered, plan_in, sent_town, unlike
from villages import AROUND

from gridgen.division.options import Options
from gridgen.doors import redraw_inputs
from gridgen.files.given import new_inputs
from gridgen.files.plan_writer import write_plan
from gridgen.jobs.failure import error_of
from gridgen.jobs.job import Job, Order
from gridgen.jobs.processes import day_of, done_now
from gridgen.jobs.queue import submit
from gridgen.jobs.work import work_once
from gridgen.model.errors import GridgenError, NotInStoreError, RequestError, RulesError
from gridgen.rules.loader import load_rules, rules_text
from gridgen.versions.draft import open_draft
from gridgen.versions.edits import Merge
from gridgen.versions.store.database import Store
from gridgen.versions.store.opening import exported, open_version
from gridgen.versions.store.recording import By, edit
from gridgen.versions.store.uploads import fetched, receive
from gridgen.versions.store.versions import every_version


def done(store: Store, process: str, **asked: Any) -> Job:
    """Order something, and do it."""
    job = submit(store, Order(process, asked, "p1"))
    over = work_once(store, "w1")
    assert over is not None
    assert over.id == job.id
    return over


def divided(store: Store, communities: int = 2, **more: Any) -> Job:
    ordered(store, sent_town(store, communities), **more)
    over = work_once(store, "w1")
    assert over is not None
    return over


def why(job: Job) -> GridgenError:
    assert job.problem is not None
    return error_of(job.problem)


# --- divide --------------------------------------------------------------------------------------


@pytest.fixture
def ours() -> str:
    return rules_text("standard")[0].replace('name = "standard"', 'name = "ours"')


@pytest.mark.parametrize("is_upload", [False, True])
def test_rules_are_given_as_text_or_sent_and_go_with_the_version(
    store: Store, ours: str, is_upload: bool
) -> None:
    sent = {"upload": receive(store, [ours.encode()], "ours.toml", "p1", 1 << 20).id}

    job = divided(store, rules=sent if is_upload else ours)

    plan = plan_in(store, job)
    begins = "ours-" if is_upload else "rules-"
    assert plan.made_by.rules.startswith(begins)
    assert open_version(store, 1).draft.rules.name == "ours"


@pytest.mark.parametrize("rules", ["nonsense", "/etc/passwd", "rules.toml", "../ours.toml"])
def test_the_name_of_a_file_is_no_rules(store: Store, rules: str) -> None:
    job = divided(store, rules=rules)

    assert str(why(job)).startswith(f"Rules '{rules}' are not known")


def test_a_division_after_a_version_is_one_of_its_plan_and_keeps_its_codes(store: Store) -> None:
    first = divided(store)

    second = divided(store, parent=1, seed=5)

    one, two = plan_in(store, first), plan_in(store, second)
    assert second.result is not None
    assert (second.result["plan"], second.result["number"]) == ("drawn", 2)
    assert every_version(store)[1].parent == 1
    assert one.levels[0].code.tolist() == two.levels[0].code.tolist()


def test_a_plan_that_was_sent_may_be_what_exists(store: Store, tmp_path: Path) -> None:
    write_plan(plan_in(store, divided(store)), tmp_path / "old.gpkg")
    old = receive(store, [(tmp_path / "old.gpkg").read_bytes()], "old.gpkg", "p1", 1 << 30)

    second = divided(store, existing={"upload": old.id}, seed=5)

    one, two = exported(store, 1), plan_in(store, second)
    assert one.zone_of["grids"].tolist() == two.zone_of["grids"].tolist()
    assert every_version(store)[1].parent is None


def test_a_layer_that_is_not_there_is_told_by_the_name_of_the_upload(store: Store) -> None:
    upload = sent_town(store, 1)

    job = done(store, "divide", name="x", households={"upload": upload, "layer": "nobody"})

    assert "town.gpkg" in str(why(job))
    assert "/" not in str(why(job))


def test_levels_around_centres_that_are_not_given_are_told(store: Store, ours: str) -> None:
    job = divided(store, rules=ours + AROUND.replace("{n}", "n"))

    assert job.state == "failed"


# --- redraw --------------------------------------------------------------------------------------


def test_a_redraw_gives_the_plan_that_the_command_gives_as_the_next_version(
    store: Store, tmp_path: Path
) -> None:
    divided(store)
    newer = sent_town(store, 2, houses=144)

    job = done(store, "redraw", version=1, households={"upload": newer}, new_ids="accept",
               lang="en", effort="fast", day="2026-11-29")  # fmt: skip

    assert job.result is not None, str(why(job))
    assert (job.result["plan"], job.result["number"]) == ("drawn", 2)
    assert every_version(store)[1].parent == 1
    inputs = new_inputs(str(fetched(store, newer, tmp_path)), {}, new_ids="accept")
    options = Options(effort="fast", lang="en", day="2026-11-29")
    _, new = redraw_inputs(exported(store, 1), inputs, rules=None, options=options)
    assert unlike(plan_in(store, job), open_draft(new, load_rules("standard")).plan) == []


def test_a_redraw_goes_by_the_rules_of_the_version(store: Store, ours: str) -> None:
    divided(store, rules=ours)

    job = done(store, "redraw", version=1, effort="fast")

    assert plan_in(store, job).made_by.rules == exported(store, 1).made_by.rules
    assert open_version(store, 2).draft.rules.name == "ours"


# --- check and suggest ---------------------------------------------------------------------------


def merged(store: Store) -> None:
    """Divide, and make one grid of two, which is then too large."""
    divided(store)
    opened = open_version(store, 1)
    grids = opened.draft.plan.levels[0]
    same = [code for code, of in zip(grids.code, grids.community, strict=True)
            if of == grids.community[0]]  # fmt: skip
    edit(store, opened, Merge(tuple(same[:2])), By("p1"))


def test_a_version_is_checked_as_it_is_now(store: Store) -> None:
    merged(store)

    job = done(store, "check", version=1)

    assert job.result is not None
    assert job.result["findings"]["error"] == 1
    zh, en = job.result["found"]["zh"][0], job.result["found"]["en"][0]
    assert zh["rule"] == en["rule"] == "band_missed"
    assert zh["text"] != en["text"]


def test_a_plan_that_was_sent_is_checked(store: Store, tmp_path: Path) -> None:
    write_plan(plan_in(store, divided(store)), tmp_path / "plan.gpkg")
    sent = receive(store, [(tmp_path / "plan.gpkg").read_bytes()], "plan.gpkg", "p1", 1 << 30)

    job = done(store, "check", plan={"upload": sent.id})

    assert job.result is not None
    assert job.result["findings"]["error"] == 0


def test_the_rules_that_a_sent_plan_names_are_no_file_of_ours(
    store: Store, tmp_path: Path, ours: str
) -> None:
    write_plan(plan_in(store, divided(store, rules=ours)), tmp_path / "plan.gpkg")
    sent = receive(store, [(tmp_path / "plan.gpkg").read_bytes()], "plan.gpkg", "p1", 1 << 30)

    with pytest.raises(RulesError, match=r"Rules 'rules-.*' are not known"):
        done_now(store, Order("check", {"plan": {"upload": sent.id}}, "p1"))

    said = done_now(store, Order("check", {"plan": {"upload": sent.id}, "rules": ours}, "p1"))
    assert said["findings"]["error"] == 0


def test_suggestions_tell_what_they_cost_and_the_edits_to_make(store: Store) -> None:
    merged(store)

    job = done(store, "suggest", version=1, lang="en", most=1)

    assert job.result is not None
    assert (job.result["version"], job.result["edit"]) == (1, 1)
    [advice] = job.result["advice"]
    assert advice["findings"][0]["rule"] == "band_missed"
    assert advice["suggestions"][0]["edits"][0]["operation"] == "split"


def test_what_is_quick_is_done_at_once_and_is_the_same(store: Store) -> None:
    merged(store)
    job = done(store, "check", version=1)

    now = done_now(store, Order("check", {"version": 1}, "p1"))

    assert json.loads(json.dumps(now)) == job.result


def test_what_cannot_be_asked_is_refused_at_once(store: Store) -> None:
    with pytest.raises(RequestError, match="exactly one"):
        done_now(store, Order("check", {}, "p1"))


@pytest.mark.parametrize("process", ["check", "suggest"])
def test_a_version_of_other_land_is_as_one_that_is_not_there(store: Store, process: str) -> None:
    divided(store)

    with pytest.raises(NotInStoreError, match="There is no version 1 in the store"):
        done_now(store, Order(process, {"version": 1}, "p1", ("440606",)))


def test_a_day_is_that_of_the_moment_where_we_are() -> None:
    assert day_of("2026-11-29T12:00:00.000000+00:00") == "2026-11-29"
