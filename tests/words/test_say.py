"""Sentences: each key once, the same fields in both languages, none missing, none unused."""

from __future__ import annotations

import ast
import os
import re
import string
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from gridgen.model.errors import CoordinateError, ReadError
from gridgen.rules.levels import PRESETS
from gridgen.rules.loader import load_rules
from gridgen.words import say as words
from gridgen.words.say import (
    SUBJECTS,
    WordsError,
    community_name,
    counted,
    language_of,
    level_name,
    of_subject,
    say,
    sentences,
    todo,
)

ROOT = Path(__file__).parents[2]
SPEAKS = {"say", "finding", "in_both"}
"""Functions whose first argument is a key."""

HEADERS = {
    "gridgen/cli/work.py", "gridgen/files/blocks.py", "gridgen/files/communities.py",
    "gridgen/files/coordinates.py",
    "gridgen/files/datums.py", "gridgen/files/foreign_plan.py", "gridgen/files/headers.py",
    "gridgen/files/inputs.py", "gridgen/files/joined_sheets.py", "gridgen/files/layer_names.py",
    "gridgen/files/lines.py", "gridgen/files/meaning.py", "gridgen/files/personal_kinds.py",
    "gridgen/files/points.py", "gridgen/files/rows_aside.py", "gridgen/files/said_columns.py",
    "gridgen/files/stand_ins.py", "gridgen/files/ties.py", "gridgen/files/town_outlines.py",
    "gridgen/files/unused.py", "gridgen/files/values.py", "gridgen/files/village_names.py",
    "gridgen/files/vocabulary.py", "gridgen/model/communities.py",
    "gridgen/versions/said.py", "gridgen/versions/table.py", "gridgen/words/discreet.py",
    "maps/sheets/board.py",
    "maps/sheets/staff.py",
}  # fmt: skip
"""Where Chinese is a header, name or class that is recognised in files of others."""

CHINESE_ITSELF = {"gridgen/words/numerals.py", "maps/ink/fonts.py", "api/app.py"}
"""Numerals; the characters that a font is tried with; the title of the service in OpenAPI."""


Sources = list[tuple[str, ast.Module]]


@pytest.fixture(scope="module")
def sources() -> Sources:
    """Every file of the program as it is parsed."""
    files = [f for root in ("gridgen", "api", "maps") for f in sorted((ROOT / root).rglob("*.py"))]
    return [(str(f.relative_to(ROOT)), ast.parse(f.read_text("utf-8"))) for f in files]


def pattern_of(text: ast.JoinedStr) -> str:
    """What an f-string may become, as a regular expression."""
    return "".join(
        re.escape(str(part.value)) if isinstance(part, ast.Constant) else "[a-z0-9_]+"
        for part in text.values
    )


def said_in(tree: ast.Module) -> list[ast.expr]:
    """The keys that are handed to `say` and its kin, as they stand in the program."""
    return [
        node.args[0]
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Name)
        and node.func.id in SPEAKS
        and node.args
    ]


def said_by_scripts() -> list[str]:
    """The document and the scripts of the planner's page."""
    page = ROOT / "api" / "page"
    files = [page / "index.html", *sorted((page / "js").glob("*.js"))]
    return [file.read_text("utf-8") for file in files]


def fields_of(text: str) -> set[str]:
    return {field for _, field, _, _ in string.Formatter().parse(text) if field}


def test_every_file_of_sentences_is_a_subject() -> None:
    files = {file.stem for file in (ROOT / "gridgen" / "words").glob("*.toml")}

    assert files == set(SUBJECTS)


def test_a_key_in_two_files_is_an_error(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    of_it = tomllib.loads((ROOT / "gridgen" / "words" / "usage.toml").read_text("utf-8"))
    told = "\n".join(f"{lang} = {text!r}" for lang, text in of_it["sentence_twice"].items())
    for subject in ("one", "two"):
        (tmp_path / f"{subject}.toml").write_text('[grids]\nzh = "网格"\nen = "grids"\n', "utf-8")
    with (tmp_path / "one.toml").open("a", encoding="utf-8") as file:
        file.write(f"[sentence_twice]\n{told}\n")
    monkeypatch.setattr(words, "__file__", str(tmp_path / "say.py"))
    monkeypatch.setattr(words, "SUBJECTS", ("one", "two"))
    words._of_subject.cache_clear()
    words.sentences.cache_clear()

    try:
        with pytest.raises(WordsError, match=r"two\.toml: 'grids' stands in another file too"):
            sentences()
    finally:
        words._of_subject.cache_clear()
        words.sentences.cache_clear()


def test_a_key_twice_in_one_file_is_an_error() -> None:
    text = '[grids]\nzh = "网格"\nen = "grids"\n' * 2

    with pytest.raises(tomllib.TOMLDecodeError, match="grids"):
        tomllib.loads(text)


@pytest.mark.parametrize("subject", SUBJECTS)
def test_every_sentence_has_chinese_and_english_and_nothing_else(subject: str) -> None:
    text = (ROOT / "gridgen" / "words" / f"{subject}.toml").read_text("utf-8")

    odd = {key: set(texts) for key, texts in tomllib.loads(text).items()}

    assert {key: names for key, names in odd.items() if names != {"zh", "en"}} == {}


def test_chinese_and_english_have_the_same_fields() -> None:
    fields = {key: (fields_of(zh), fields_of(en)) for key, (zh, en) in sentences().items()}

    assert {key: both for key, both in fields.items() if both[0] != both[1]} == {}


def test_every_key_that_is_said_exists(sources: Sources) -> None:
    known = sentences()
    missing = []
    for file, tree in sources:
        for key in said_in(tree):
            if isinstance(key, ast.Constant) and key.value not in known:
                missing.append((file, key.value))
            if isinstance(key, ast.JoinedStr):
                pattern = pattern_of(key)
                if not any(re.fullmatch(pattern, one) for one in known):
                    missing.append((file, pattern))

    assert missing == []


def test_the_page_asks_for_sentences_that_are_there_and_fills_in_plain_names() -> None:
    there = of_subject("page", "zh")

    said = "\n".join(said_by_scripts())
    asked = set(re.findall(r"""["'`](page_[a-z0-9_]*[a-z0-9])["'`]""", said))
    computed = {re.sub(r"\$\{[^}]*\}", "[a-z0-9_]+", one)
                for one in re.findall(r"`(page_[a-z0-9_]*\$\{[^`]*)`", said)}  # fmt: skip
    for pattern in computed:
        assert any(re.fullmatch(pattern, key) for key in there), pattern
    odd = {key for key, text in there.items() for _, _, spec, conversion in
           string.Formatter().parse(text) if spec or conversion}  # fmt: skip

    assert asked - there.keys() == set()
    assert odd == set()


def test_every_help_exists_that_a_command_asks_for(sources: Sources) -> None:
    asked = {
        node.args[0].value
        for file, tree in sources
        if file.startswith("gridgen/cli/")
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Name)
        and node.func.id == "help_of"
        and isinstance(node.args[0], ast.Constant)
    }

    there = {key.removeprefix("help_") for key in sentences() if key.startswith("help_")}

    assert asked == there


def test_every_key_is_used(sources: Sources) -> None:
    presets = [load_rules(name) for name in PRESETS]
    # Levels are named by rules files.
    plain = {level.name for rules in presets for level in (*rules.above, *rules.levels)}
    computed: set[str] = set()
    for _, tree in sources:
        for node in ast.walk(tree):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                plain.add(node.value)
            # Where little is literal, as in f"{a}_{b}", a text would be like every key.
            if isinstance(node, ast.JoinedStr) and re.search("[a-z]{3}", pattern_of(node)[:4]):
                computed.add(pattern_of(node))
    for text in said_by_scripts():
        plain |= set(re.findall(r"[a-z][a-z0-9_]+", text))
        computed |= {re.sub(r"\$\{[^}]*\}", "[a-z0-9_]+", one)
                     for one in re.findall(r"`(page_[a-z0-9_]*\$\{[^`]*)`", text)}  # fmt: skip

    unused = [
        key
        for key in sentences()
        if key not in plain and not any(re.fullmatch(pattern, key) for pattern in computed)
    ]

    assert unused == []


def test_no_chinese_stands_outside_the_sentences_but_what_is_recognised(sources: Sources) -> None:
    found = set()
    for file, tree in sources:
        docs = {
            id(node.value)
            for node in ast.walk(tree)
            if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
        }
        for node in ast.walk(tree):
            is_text = isinstance(node, ast.Constant) and isinstance(node.value, str)
            if is_text and id(node) not in docs and re.search("[\u4e00-\u9fff]", node.value):
                found.add(file)

    assert {file for file in found if "/sample/" not in file} <= HEADERS | CHINESE_ITSELF


def test_help_reads_the_sentences_of_the_command_line_alone() -> None:
    code = (
        "import sys\nsys.argv = ['gridgen', '--help']\n"
        "from gridgen.words import say\nread = say._of_subject\nasked = set()\n"
        "say._of_subject = lambda subject: asked.add(subject) or read(subject)\n"
        "from gridgen.cli.main import app\n"
        "app(standalone_mode=False)\n"
        "print(sorted(asked))"
    )

    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )  # fmt: skip

    assert done.stdout.splitlines()[-1] == "['commands', 'usage']"


def test_who_has_no_command_line_is_told_no_options() -> None:
    large = ReadError("rows_too_many", source="a.csv", number=7, most=5)
    metres = CoordinateError("metres_said_degrees", source="a.geojson")

    assert "分成几个文件；确属本单位可信的文件，可加 --trust。" in large.text("zh")
    assert large.text("zh", by_command=False).endswith("请按乡镇分成几个文件。")
    assert "--crs EPSG:4547" in metres.text("en")
    assert "such as crs EPSG:4547" in metres.text("en", by_command=False)


def test_only_commands_are_told_to_trust_a_file() -> None:
    for key, texts in sentences().items():
        for text in texts:
            others = re.sub("⟨[^⟩]*⟩", "", text)
            assert not set("⟨⟩") & set(others), key
            assert "--trust" not in others or key.startswith("help"), key


def test_a_sentence_that_is_not_there_is_an_error() -> None:
    with pytest.raises(WordsError, match="There is no sentence 'nonsense' in gridgen/words"):
        say("nonsense", "en")


@pytest.mark.parametrize(
    ("level", "lang", "name"),
    [
        ("grids", "zh", "网格"),
        ("grids", "en", "grids"),
        ("natural_units", "zh", "natural units"),
        ("natural_units", "en", "natural units"),
    ],
)
def test_a_level_without_a_name_in_words_keeps_its_own(level: str, lang: str, name: str) -> None:
    assert level_name(level, lang) == name


@pytest.mark.parametrize(
    ("number", "level", "said"),
    [
        (0, "grids", "0 grids"),
        (1, "grids", "1 grid"),
        (2, "grids", "2 grids"),
        (1, "counties", "1 county"),
        (999, "grids", "999 grids"),
        (1000, "grids", "1,000 grids"),
    ],
)
def test_english_counts_one_in_the_singular(number: int, level: str, said: str) -> None:
    assert counted(number, level, "en") == said


@pytest.mark.parametrize(
    ("code", "name", "said"), [("12", "East", "East"), ("12", "", "12"), ("", "", "边界外住户")]
)
def test_a_community_is_called_by_its_name_else_its_code(code: str, name: str, said: str) -> None:
    found = community_name(code, name, "zh")

    assert found == said


def test_what_to_do_is_said_only_where_there_is_more_than_the_text_says() -> None:
    assert todo("polygon_broken", "en") == "Draw the polygon anew."
    assert todo("no_place", "zh") == ""


@pytest.mark.parametrize(
    ("environment", "langid", "lang"),
    [
        ({}, 0x0804, "zh"),  # China
        ({}, 0x0404, "zh"),  # Taiwan
        ({}, 0x0C04, "zh"),  # Hong Kong
        ({}, 0x0409, "en"),  # United States
        ({}, 0x0411, "en"),  # Japan
        ({}, 0, "en"),  # no Windows
        ({"LANG": "en_GB"}, 0x0804, "en"),
        ({"LANG": "", "LC_ALL": ""}, 0x0804, "zh"),
    ],
)
def test_windows_is_asked_where_no_variable_is_set(
    environment: dict[str, str], langid: int, lang: str
) -> None:
    assert language_of(environment, lambda: langid) == lang


@pytest.mark.parametrize(
    ("environment", "lang"),
    [
        ({}, "en"),
        ({"LANG": "zh_CN.UTF-8"}, "zh"),
        ({"LANG": "ZH_tw"}, "zh"),
        ({"LANG": "zh_CN.UTF-8", "LC_MESSAGES": "en_GB"}, "en"),
        ({"LANG": "en_GB", "LC_ALL": "zh_CN"}, "zh"),
        ({"LC_ALL": "", "LANG": "zh_CN"}, "zh"),
    ],
)
def test_the_first_variable_that_is_set_decides(environment: dict[str, str], lang: str) -> None:
    assert language_of(environment, lambda: 0) == lang
