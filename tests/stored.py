"""A plan to be kept in a store: the town of `plans.py`, checked by the standard rules."""

from __future__ import annotations

from functools import cache

from plans import town

from gridgen.model.errors import ConflictError
from gridgen.rules.loader import load_rules, rules_text
from gridgen.versions.draft import Draft, open_draft
from gridgen.versions.edits import Rename
from gridgen.versions.store.opening import open_version
from gridgen.versions.store.recording import By, edit
from gridgen.versions.store.upgrade import open_store
from gridgen.versions.store.versions import Origin

RULES = "standard"
ORIGIN = Origin("qinghe", rules_text(RULES)[0])


@cache
def drawn_town() -> Draft:
    """The town: six grids and six groups, ground, people and their posts."""
    return open_draft(town(), load_rules(RULES))


def write(address: str, version: int, who: int, each: int) -> list[int]:
    """Rename a group so many times, as one of many writers; return the edits that were recorded."""
    store, made = open_store(address), []
    zones = open_version(store, version).draft.plan.levels[1]
    code = zones.code[who % len(zones)]
    while len(made) < each:
        try:
            done = edit(store, version, Rename(code, f"{who}-{len(made)}"), By(f"p{who}"))
        except ConflictError:
            continue  # somebody who shares the group was first: look again, and edit again
        made.append(done.opened.edit)
    store.close()
    return made
