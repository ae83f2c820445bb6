"""Locks, retired codes, posts and classes of communities <-> rows of the table `marks`."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from itertools import groupby
from typing import Any

from gridgen.model.people import Post
from gridgen.model.plan import Plan
from gridgen.versions.change import State

Key = tuple[str, str, str]
"""Kind, level, code."""

Marks = dict[Key, str]
"""What is said, by what it is said of."""

LOCK, RETIRED, POSTS, CLASS = "lock", "retired", "posts", "class"


@dataclass(slots=True)
class Said:
    """What the marks of a version say after an edit."""

    locks: list[str] = field(default_factory=list)
    retired: dict[str, list[str]] = field(default_factory=dict)
    posts: list[Post] = field(default_factory=list)
    class_of: dict[str, tuple[str, str]] = field(default_factory=dict)
    retired_on: dict[str, str] = field(default_factory=dict)


def marks_of_plan(plan: Plan) -> Marks:
    """Return the marks with which a version begins."""
    posts = () if plan.staff is None else plan.staff.posts
    made_by = plan.made_by
    return marks_of(State({}, made_by.locks, made_by.retired, posts, retired_on=made_by.retired_on))


def marks_of(side: State) -> Marks:
    """Return the marks of one side of a change."""
    marks: Marks = {(LOCK, "", code): "" for code in side.locks}
    marks |= {
        (RETIRED, level, code): side.retired_on.get(code, "")
        for level, codes in side.retired.items()
        for code in codes
    }
    marks |= {(CLASS, "", code): _json(said) for code, said in side.class_of.items()}

    def place(post: Post) -> tuple[str, str]:
        return post.level, post.zone

    # Sorting keeps the order of the posts of one zone.
    for (level, zone), posts in groupby(sorted(side.posts, key=place), key=place):
        marks[POSTS, level, zone] = _json([asdict(post) for post in posts])
    return marks


def said_by(rows: Iterable[tuple[str, str, str, str]]) -> Said:
    """Return what marks say: rows of kind, level, code and value."""
    said = Said()
    for kind, level, code, value in rows:
        if kind == LOCK:
            said.locks.append(code)
        elif kind == RETIRED:
            said.retired.setdefault(level, []).append(code)
            said.retired_on[code] = value
        elif kind == POSTS:
            said.posts += [Post(**post) for post in json.loads(value)]
        else:
            community_kind, urban = json.loads(value)
            said.class_of[code] = (community_kind, urban)
    return said


def mark_rows(marks: Mapping[Key, str]) -> list[dict[str, Any]]:
    """Return marks as rows of the table."""
    return [
        {"kind": kind, "level": level, "code": code, "value": value}
        for (kind, level, code), value in marks.items()
    ]


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)
