"""Processes that are killed while they write to a store, and what is left of it."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
from stored import ORIGIN, drawn_town

from gridgen.model.errors import StoreError
from gridgen.versions.edits import Rename
from gridgen.versions.store.opening import open_version
from gridgen.versions.store.proof import proof_of
from gridgen.versions.store.recording import By, edit
from gridgen.versions.store.upgrade import init_store, open_store
from gridgen.versions.store.versions import import_plan

TESTS = Path(__file__).parent
PATH = f"import sys; sys.path[:0] = [{str(TESTS.parent)!r}, {str(TESTS)!r}]\n"

EDITS = """
from gridgen.versions.edits import Rename
from gridgen.versions.store.opening import open_version
from gridgen.versions.store.recording import By, edit
from gridgen.versions.store.undoing import undo
from gridgen.versions.store.upgrade import open_store
store = open_store(sys.argv[1])
opened = open_version(store, 1)
code = opened.draft.plan.levels[0].code[0]
for turn in range(200):
    opened = edit(store, opened, Rename(code, str(turn)), By("p1")).opened
    print(opened.edit, flush=True)
"""

UPGRADE = """
from gridgen.versions.store.upgrade import init_store
print("begun", flush=True)
init_store(sys.argv[1])
print("done", flush=True)
"""

BACKUP = """
from pathlib import Path
from gridgen.versions.store.backup import back_up
from gridgen.versions.store.upgrade import open_store
store = open_store(sys.argv[1])
print("begun", flush=True)
back_up(store, Path(sys.argv[2]))
print("done", flush=True)
"""


def a_store(folder: Path) -> str:
    """Make a store with the town in it."""
    address = str(folder / "store.sqlite")
    store = init_store(address)
    import_plan(store, drawn_town(), ORIGIN, actor="p1")
    store.close()
    return address


def killed_edits(folder: Path, seed: int) -> str:
    """Kill who edits at a moment; return what is wrong afterwards, "" where nothing is."""
    address = a_store(folder)
    said = killed(EDITS, [address], np.random.default_rng(seed).uniform(0, 1.5))
    acknowledged = int(said[-1]) if said else 0
    store = open_store(address)
    there, wrong = open_version(store, 1).edit, proof_of(store).findings
    store.close()
    if there < acknowledged or wrong:
        return f"acknowledged {acknowledged}, there {there}, {wrong}"
    return ""


def killed_upgrade(folder: Path, seed: int) -> str:
    """Kill who brings an old store up to date; it can be done again, or was done."""
    address = str(folder / "store.sqlite")
    init_store(address, upto="0001").close()
    killed(UPGRADE, [address], np.random.default_rng(seed).uniform(0, 0.05))
    store = init_store(address)
    wrong = proof_of(store).findings
    store.close()
    return str(wrong) if wrong else ""


def killed_backup(folder: Path, seed: int) -> str:
    """Kill who makes a backup; there is a whole one or none, and the store is sound."""
    address, target = a_store(folder), folder / "backup.sqlite"
    killed(BACKUP, [address, str(target)], np.random.default_rng(seed).uniform(0, 0.02))
    for file in [address, *([str(target)] if target.exists() else [])]:
        store = open_store(file)
        wrong = proof_of(store).findings
        store.close()
        if wrong:
            return f"{file}: {wrong}"
    return ""


def killed(code: str, words: list[str], after_s: float) -> list[str]:
    """Run code, kill it so long after its first line, and return the lines that it wrote whole."""
    process = subprocess.Popen(
        [sys.executable, "-c", PATH + code, *words], stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    first = process.stdout.readline()
    time.sleep(after_s)
    process.send_signal(signal.SIGKILL)
    rest, _ = process.communicate()
    lines = (first + rest).split("\n")[:-1]  # the last may be cut
    return [line for line in lines if line]


def edit_once(address: str) -> str:
    """Make a store with the town in it, and rename a grid."""
    a_store(Path(address).parent)
    store = open_store(address)
    opened = open_version(store, 1)
    edit(store, opened, Rename(opened.draft.plan.levels[0].code[0], "one"), By("p1"))
    store.close()
    return "made"


def read_sealed(address: str) -> str:
    """Read a store on a disk that can only be read, and try to edit it; tell both."""
    store = open_store(address)
    opened, wrong = open_version(store, 1), proof_of(store).findings
    try:
        edit(store, opened, Rename(opened.draft.plan.levels[0].code[0], "two"), By("p1"))
    except StoreError as why:
        return f"opened edit {opened.edit}, {wrong or 'sound'}; {why}"
    return "edited all the same"


def fill_until_refused(address: str) -> str:
    """Edit until the disk is full; tell what was said, and whether the store is sound."""
    store = init_store(address)
    opened, said = None, ""
    try:
        import_plan(store, drawn_town(), ORIGIN, actor="p1")
        opened = open_version(store, 1)
        code = opened.draft.plan.levels[0].code[0]
        for turn in range(5_000):
            opened = edit(store, opened, Rename(code, f"{turn:0100}"), By("p1")).opened
    except StoreError as why:
        said = str(why)
    there, wrong = open_version(store, 1).edit, proof_of(store).findings
    is_sound = not wrong and opened is not None and there == opened.edit
    return f"{said} {'sound' if is_sound else wrong}"
