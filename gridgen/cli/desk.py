"""A plan on the planner's page, signed in: a store beside the files of the demo, and the link."""

from __future__ import annotations

import os
import sys
import webbrowser
from collections.abc import Mapping
from contextlib import closing

from gridgen.model.plan import Plan
from gridgen.rules.loader import rules_for, rules_text
from gridgen.versions.draft import open_draft
from gridgen.versions.store.access import ALL_LAND, KeyOrder, make_key
from gridgen.versions.store.database import Store
from gridgen.versions.store.opening import open_version
from gridgen.versions.store.upgrade import init_store
from gridgen.versions.store.versions import Origin, Version, every_version, import_plan

ACTOR = "demo"

DAYS = 30
"""How long the link of a demo opens anything."""


def signed_in(database: str, name: str, plan: Plan) -> str:
    """Return the address of the planner's page, behind the host, that opens a plan of a store.

    What was done there before stays: the plan is taken in where the store has none of its name, or
    one of other input.

    Parameters
    ----------
    database
        Address of the store, made where there is none.
    name
        Of the plan in the store.
    plan
        Divided here.
    """
    with closing(init_store(database)) as store:
        version = _newest(store, name)
        if version is None or _input_of(store, version) != plan.made_by.input_hash:
            rules = rules_for(plan, None)
            parent = None if version is None else version.id
            origin = Origin(name, rules_text(rules.read_from)[0], parent)
            version = import_plan(store, open_draft(plan, rules), origin, actor=ACTOR)
        order = KeyOrder("admin", ALL_LAND, ACTOR, DAYS)
        return f"/plan#key={make_key(store, order, actor=ACTOR)[1]}&v={version.id}"


def show(url: str) -> None:
    """Open an address in the browser of whoever sits here; do nothing where nobody does."""
    if sys.stderr.isatty() and has_desktop(os.environ, sys.platform):
        webbrowser.open(url)


def has_desktop(environment: Mapping[str, str], platform: str) -> bool:
    """Say whether a browser would have a screen of its own; others would take the terminal.

    >>> has_desktop({}, "win32"), has_desktop({}, "linux"), has_desktop({"DISPLAY": ":0"}, "linux")
    (True, False, True)
    """
    has_screen = any(environment.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY"))
    return platform in ("win32", "darwin") or has_screen


def _newest(store: Store, name: str) -> Version | None:
    return max(
        (one for one in every_version(store) if one.plan == name), default=None,
        key=lambda one: one.id,
    )  # fmt: skip


def _input_of(store: Store, version: Version) -> str:
    return open_version(store, version.id, edit=0).draft.plan.made_by.input_hash
