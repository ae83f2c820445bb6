"""Errors are sentences: each key exists and gets its fields, and no prose stands in the program."""

from __future__ import annotations

import ast
import pickle
import re
import string
from functools import cache
from pathlib import Path

import pytest

import gridgen
from gridgen.model import errors
from gridgen.model.errors import ReadError
from gridgen.words.say import GridgenError, in_both, sentences

ROOT = Path(__file__).parents[2]
KINDS = {
    name
    for name in gridgen.__all__
    if isinstance(kind := getattr(gridgen, name), type) and issubclass(kind, GridgenError)
}
"""The names of all errors that are made on purpose."""

GIVEN = {"say": set(), "in_both": set(), "finding": {"where", "number", "limit"}}
"""What functions that fill a sentence give it beside their keywords."""

TELLS = {"echo", "print", "BadParameter", "HTTPException", "problem"}
"""What shows a text to people."""

PROSE = re.compile(r"[A-Za-z]{2,} [a-z]{2,}|[\u4e00-\u9fff]")


MARKUP = re.compile(r"\[[^\]]*\]")
"""What colours a text in the terminal."""


@cache
def sources() -> list[tuple[str, ast.Module]]:
    files = [file for room in ("gridgen", "api", "maps") for file in (ROOT / room).rglob("*.py")]
    return [
        (str(file.relative_to(ROOT)), ast.parse(file.read_text("utf-8"))) for file in sorted(files)
    ]


@cache
def calls() -> list[tuple[str, str, ast.Call]]:
    """Each call as a file and line, the name that is called, and the call."""
    found = []
    for file, tree in sources():
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name | ast.Attribute):
                name = node.func.id if isinstance(node.func, ast.Name) else node.func.attr
                found.append((f"{file}:{node.lineno}", name, node))
    return found


def fields_of(key: str) -> set[str]:
    zh, _ = sentences()[key]  # that English has the same is tested beside `say`
    return {field for _, field, _, _ in string.Formatter().parse(zh) if field}


def keys_in(call: ast.Call) -> list[str] | None:
    """The keys that a call may be of, None where they do not stand in it."""
    first = call.args[0] if call.args else None
    either = [first.body, first.orelse] if isinstance(first, ast.IfExp) else [first]
    found = [key.value for key in either if isinstance(key, ast.Constant)]
    return [str(key) for key in found] if len(found) == len(either) else None


def passes_on(call: ast.Call) -> bool:
    """Whether an error is made of the key and fields of another: `BandError(why.key, **...)`."""
    named = bool(call.args) and ast.unparse(call.args[0]).split(".")[-1] == "key"
    return named and any(word.arg is None for word in call.keywords)


def test_an_error_is_made_of_a_key_and_exactly_the_fields_of_its_sentence() -> None:
    wrong = []
    for where, name, call in calls():
        if (name not in KINDS and name != "wrong") or passes_on(call):
            continue
        given = {word.arg for word in call.keywords} | ({"where"} if name == "wrong" else set())
        keys = keys_in(call)
        if keys is None or any(key not in sentences() or fields_of(key) != given for key in keys):
            wrong.append((where, name, keys, given))

    assert wrong == []


def test_whatever_fills_a_sentence_gives_it_all_its_fields() -> None:
    wrong = []
    for where, name, call in calls():
        given = {word.arg for word in call.keywords}
        if name not in GIVEN or None in given:
            continue
        lacking = {key: fields_of(key) - given - GIVEN[name] for key in keys_in(call) or ()}
        wrong += [(where, key, fields) for key, fields in lacking.items() if fields]

    assert wrong == []


def test_no_sentence_that_is_shown_to_people_stands_outside_the_words() -> None:
    wrong = []
    for where, name, call in calls():
        if name not in TELLS | KINDS:
            continue
        said = [*call.args, *(word.value for word in call.keywords)]
        texts = [
            node.value
            for part in said
            for node in ast.walk(part)
            if isinstance(node, ast.Constant) and isinstance(node.value, str)
        ]
        wrong += [(where, text) for text in texts if PROSE.search(MARKUP.sub("", text))]

    assert wrong == []


def test_every_error_stands_in_the_tree_at_the_top_of_their_file() -> None:
    drawn = set(re.findall(r"── (\w+)", errors.__doc__ or "")) | {"GridgenError"}

    assert drawn == KINDS


@pytest.mark.parametrize("name", sorted(KINDS))
def test_an_error_comes_back_from_another_process_as_it_was(name: str) -> None:
    error = getattr(gridgen, name)("file_is_folder", file="a", expected=in_both("expected_file"))

    back = pickle.loads(pickle.dumps(error))  # noqa: S301 - our own

    assert type(back) is type(error)
    assert (str(back), back.text("zh")) == (str(error), error.text("zh"))
    assert "文件夹" in back.text("zh")


def test_an_error_is_said_in_both_languages_and_is_english_to_python() -> None:
    error = ReadError("no_such_file", file="a.csv")

    assert error.text("zh") == "找不到文件 a.csv。请核对文件名和文件夹。"
    assert error.text("en") == str(error)
    assert str(error) == "a.csv: there is no such file. Check the name and the folder."


def test_an_error_inside_another_is_said_in_the_language_of_the_whole() -> None:
    inner = gridgen.BandError("band_upside_down", fewest=5, most=3)

    outer = gridgen.RulesError("rules_band", where=("一：", "one: "), key="band", why=inner)

    assert outer.text("zh").startswith("一：band：规模范围的下限是 5")
    assert outer.text("en").startswith("one: band: A band needs 1 <= fewest <= most")


@pytest.mark.parametrize(
    ("known", "zh", "en"), [(["a", "b"], "a、b", "a, b"), (["a"], "a", "a"), ([], "无", "none")]
)
def test_a_list_is_told_as_each_language_does(known: list[str], zh: str, en: str) -> None:
    error = gridgen.NotInPlanError("no_such_level", level="x", known=known)

    assert f"现有：{zh}。" in error.text("zh")
    assert f"it has: {en}." in error.text("en")
