"""The plan of a demo on the planner's page: in a store, and signed in."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest
from plans import VILLAGE, town

from gridgen.cli import desk
from gridgen.cli.desk import has_desktop, show, signed_in
from gridgen.model.plan import Plan
from gridgen.versions.edits import Rename
from gridgen.versions.store.access import key_of
from gridgen.versions.store.opening import open_version
from gridgen.versions.store.recording import By, edit
from gridgen.versions.store.upgrade import open_store
from gridgen.versions.store.versions import every_version


def of_other_input(plan: Plan) -> Plan:
    return replace(plan, made_by=replace(plan.made_by, input_hash="1" * 64))


def test_the_link_holds_a_key_of_an_administrator_and_the_version(tmp_path: Path) -> None:
    address = str(tmp_path / "store.sqlite")

    link = signed_in(address, "qinghe", town())

    found = re.fullmatch(r"/plan#key=(gg_\w{8}_[\w-]{43})&v=1", link)
    assert found
    store = open_store(address)
    key = key_of(store, found[1])
    assert key is not None
    assert (key.role, key.scopes) == ("admin", ("",))
    assert key.expires is not None
    store.close()


def test_what_was_edited_stays_when_the_demo_is_run_again(tmp_path: Path) -> None:
    address = str(tmp_path / "store.sqlite")
    signed_in(address, "qinghe", town())
    store = open_store(address)
    edit(store, 1, Rename(f"{VILLAGE}001", "河东网格"), By("p1"))

    again = signed_in(address, "qinghe", town())

    assert again.endswith("&v=1")
    assert open_version(store, 1).draft.plan.levels[0].name[0] == "河东网格"
    store.close()


def test_other_input_is_a_new_version_and_another_name_a_plan_of_its_own(tmp_path: Path) -> None:
    address = str(tmp_path / "store.sqlite")
    links = [
        signed_in(address, name, plan)
        for name, plan in (("qinghe", town()), ("qinghe", of_other_input(town())), ("x", town()))
    ]

    assert [link.rpartition("=")[2] for link in links] == ["1", "2", "3"]
    store = open_store(address)
    told = {one.id: (one.plan, one.parent) for one in every_version(store)}
    assert told == {1: ("qinghe", None), 2: ("qinghe", 1), 3: ("x", None)}
    store.close()


@pytest.mark.parametrize(
    ("environment", "platform", "there"),
    [({}, "linux", False), ({"DISPLAY": ""}, "linux", False), ({"DISPLAY": ":0"}, "linux", True),
     ({"WAYLAND_DISPLAY": "w"}, "linux", True), ({}, "darwin", True), ({}, "win32", True)],
)  # fmt: skip
def test_a_browser_needs_a_screen_of_its_own(
    environment: dict[str, str], platform: str, there: bool
) -> None:
    assert has_desktop(environment, platform) is there


def test_no_browser_is_opened_where_nobody_sits_at_a_terminal(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(desk.webbrowser, "open", lambda url: pytest.fail(url))

    show("http://127.0.0.1:8000/plan")
