"""An edit that is written is read as the same again, also through a shell."""

from __future__ import annotations

import shlex
import shutil
import subprocess

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gridgen.versions.edits import (
    Assign,
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
    Unlock,
)
from gridgen.versions.said import edit_said, in_halves
from gridgen.versions.written import options_of

NAMES = st.text("第一组甲aB7 ,，、=＝:：\"'!*", min_size=1, max_size=8).filter(
    lambda name: name == name.strip()
)
CODES = st.text("0123456789", min_size=12, max_size=15)
LISTS = st.lists(NAMES, min_size=1, max_size=3).map(tuple)
PLACES = st.lists(
    st.tuples(
        st.floats(73, 135).map(lambda x: round(x, 6)), st.floats(3, 54).map(lambda y: round(y, 6))
    ),
    min_size=2,
    max_size=3,
).map(tuple)

EDITS = st.one_of(
    st.builds(Move, LISTS, CODES),
    st.builds(Merge, st.lists(NAMES, min_size=2, max_size=3).map(tuple)),
    st.builds(Split, NAMES, st.integers(2, 999)),
    st.builds(Split, NAMES, line=PLACES),
    st.builds(Split, NAMES, around=PLACES),
    st.builds(Create, LISTS, NAMES | st.just("")),
    st.builds(Dissolve, NAMES),
    st.builds(Rename, NAMES, NAMES),
    st.builds(Renumber, NAMES, CODES),
    st.builds(Lock, LISTS),
    st.builds(Unlock, LISTS),
    st.builds(Assign, NAMES, st.just("grid_head"), LISTS | st.just(())),
    st.builds(SetAside, LISTS, NAMES),
    st.builds(Rule, NAMES, st.sampled_from(["village", "community", "121"])),
)  # fmt: skip


def read(line: str) -> Edit:
    """The edit that a shell hands to the command, without its level."""
    option, text = shlex.split(line)
    way = option.removeprefix("--").replace("-", "_")
    return edit_said(in_halves(way, text), option)


@given(EDITS)
def test_every_edit_is_read_as_it_was(edit: Edit) -> None:
    [option] = options_of([edit])

    assert read(option) == edit


@pytest.mark.parametrize(
    ("edit", "option"),
    [
        (Move(("第一组", "第二组"), "990101001201001"), '--move "第一组,第二组=990101001201001"'),
        (Merge(("1", "2")), '--merge "1,2"'),
        (Split("1", 3), '--split "1:3"'),
        (Split("1", 3, together=("2", "5")), '--split "1,2,5:3"'),
        (Split("1", line=((113.5, 30.5), (113, 30))), '--split-line "1=113.5 30.5,113 30"'),
        (Assign("1", "grid_head", ()), '--assign "1:grid_head="'),
    ],
)  # fmt: skip
def test_options_are_written_as_people_write_them(edit: Edit, option: str) -> None:
    assert options_of([edit]) == [option]


@pytest.mark.skipif(shutil.which("sh") is None, reason="there is no sh")
def test_a_shell_hands_over_every_mark_as_it_is() -> None:
    edit = Move(("a$HOME", "`b`", 'c"', "d'", "e,f"), "1")
    [option] = options_of([edit])

    said = subprocess.run(["sh", "-c", f"printf %s {option.partition(' ')[2]}"],
                          capture_output=True, text=True, check=True).stdout  # fmt: skip

    assert edit_said(in_halves("move", said), "--move") == edit


def test_edits_of_a_lower_level_have_one_option_for_it() -> None:
    edits = [Merge(("1", "2"), "ten_household_groups"), Split("3", level="ten_household_groups")]

    assert options_of(edits)[2:] == ["--level ten_household_groups"]
