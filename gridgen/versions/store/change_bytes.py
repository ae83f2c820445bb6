"""A recorded change <-> bytes: both sides of it, so that it can be made again and taken back."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

import numpy as np

from gridgen.model.people import Post
from gridgen.versions.change import Block, Change, State
from gridgen.versions.store.packing import from_bytes, to_bytes
from gridgen.versions.store.zone_rows import COLUMNS, columns_of, joined, members_of, zones_of

_SIDES = ("before", "after")
_BINARY = ("shape", "members")


def change_to_bytes(change: Change) -> bytes:
    """Return a change as bytes; `change_from_bytes` reads it back."""
    sides = [getattr(change, side) for side in _SIDES]
    blocks = [(at, level, block) for at, side in enumerate(sides)
              for level, block in side.blocks.items()]  # fmt: skip
    columns = joined(columns_of(block.zones, block.members) for _, _, block in blocks)
    facts = {
        "sides": [_facts(side) for side in sides],
        # Which zones are whose, in the order of the rows; a level may have none on one side.
        "blocks": [(at, level, len(block)) for at, level, block in blocks],
        "metres": change.metres,
        "named": change.named,
        "communities": change.communities,
    }
    typed = {name: _typed(name, columns[name]) for name in COLUMNS}
    return to_bytes(typed, facts, binary=_BINARY, is_quick=True)


def change_from_bytes(stored: bytes) -> Change:
    """Return the change that `change_to_bytes` wrote."""
    columns, facts = from_bytes(stored)
    blocks: tuple[dict[str, Block], dict[str, Block]] = ({}, {})
    begin = 0
    for at, level, number in facts["blocks"]:
        mine = {name: column[begin : begin + number] for name, column in columns.items()}
        blocks[at][level] = Block(zones_of(level, mine), members_of(mine["members"]))
        begin += number
    before, after = map(_state, facts["sides"], blocks)
    return Change(
        before, after, facts["metres"], tuple(facts["named"]), tuple(facts["communities"])
    )


def _facts(side: State) -> dict[str, Any]:
    return {
        "locks": side.locks,
        "retired": dict(side.retired),
        "posts": [asdict(post) for post in side.posts],
        "class_of": dict(side.class_of),
        "retired_on": dict(side.retired_on),
    }


def _state(facts: dict[str, Any], blocks: dict[str, Block]) -> State:
    return State(
        blocks,
        tuple(facts["locks"]),
        {level: tuple(codes) for level, codes in facts["retired"].items()},
        tuple(Post(**post) for post in facts["posts"]),
        {code: (kind, urban) for code, (kind, urban) in facts["class_of"].items()},
        facts["retired_on"],
    )


def _typed(name: str, values: list[Any]) -> Any:
    """Return a column that keeps its type where it is empty or has nothing but None."""
    if name in _BINARY:
        return values
    probe = {"schematic": np.int8, "households": np.int64, "units": np.int64}
    if name in probe:
        return np.array(values, probe[name])
    if name.endswith("_m") or name in ("compactness", "on_lines"):
        return np.array(values, np.float64)
    made = np.empty(len(values), object)
    made[:] = values
    return made
