"""A plan to be kept in a store: the town of `plans.py`, checked by the standard rules."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from plans import town

from gridgen.model.errors import ConflictError
from gridgen.rules.loader import load_rules, rules_text
from gridgen.versions.draft import Draft, open_draft
from gridgen.versions.edits import Rename
from gridgen.versions.store.opening import open_version
from gridgen.versions.store.recording import By, edit
from gridgen.versions.store.upgrade import init_store, open_store
from gridgen.versions.store.versions import Origin, import_plan

RULES = "standard"
ORIGIN = Origin("qinghe", rules_text(RULES)[0])


@cache
def drawn_town() -> Draft:
    """The town: six grids and six groups, ground, people and their posts."""
    return open_draft(town(), load_rules(RULES))


@cache
def _empty() -> bytes:
    with TemporaryDirectory() as folder:
        file = Path(folder) / "store.sqlite"
        init_store(str(file)).close()
        return file.read_bytes()


@cache
def _of_the_town() -> bytes:
    with TemporaryDirectory() as folder:
        store = open_store(made_store(Path(folder)))
        import_plan(store, drawn_town(), ORIGIN, actor="p1")
        store.close()
        return (Path(folder) / "store.sqlite").read_bytes()


def made_store(folder: Path, *, has_town: bool = False) -> str:
    """The address of a store in a folder: what is there, else one with nothing or the town in it.

    It is a copy: to make one takes longer.
    """
    file = folder / "store.sqlite"
    if not file.exists():
        file.write_bytes(_of_the_town() if has_town else _empty())
    return str(file)


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
