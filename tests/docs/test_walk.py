"""The walk in the READMEs, from a list to the wall: every command of it, on a clerk's own files."""

from __future__ import annotations

import json
import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest
from campaigns import campaign
from walked import CODES, FAULTS, WORDS, correct, write_files, write_next_year, write_staff

ROOT = Path(__file__).parents[2]
README = {"en": "README.md", "zh": "README.zh.md"}
SHELL = """
import json, sys
from gridgen.cli.main import main
for line in sys.stdin:
    sys.argv = json.loads(line)
    try:
        code = main() or 0
    except SystemExit as end:
        code = end.code or 0
    print("\\f", code, sep="\\n", flush=True)
"""
"""Runs one command after another in one process: most of a command's time is what it loads."""
FENCED = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def steps(lang: str) -> list[str]:
    """The steps of the walk, the text before the first one left out."""
    text = (ROOT / README[lang]).read_text("utf-8")
    walk = text.split("### 1. ")[1].split("\n## ")[0]
    return walk.split("\n### ")


def run(command: str, shell: subprocess.Popen[str], ends: str = "0") -> str:
    """Run a command as it stands in the README and return what is printed; it ends with `ends`."""
    assert command.startswith("gridgen ")
    assert shell.stdin is not None
    assert shell.stdout is not None
    print(json.dumps(shlex.split(command)), file=shell.stdin, flush=True)
    printed = "".join(iter(shell.stdout.readline, "\f\n"))
    code = shell.stdout.readline().strip()
    assert code == ends, f"{command} ended with {code}:\n{printed}"
    return printed


def change_rules(file: Path, line: str) -> None:
    """Do in the file what the README tells to do: change the line that begins alike."""
    key = line.split("=")[0]
    lines = file.read_text("utf-8").splitlines()
    assert sum(each.startswith(key) for each in lines) == 1
    changed = [line if each.startswith(key) else each for each in lines]
    file.write_text("\n".join(changed), "utf-8")


@pytest.fixture(scope="module", params=campaign(README, everyday=0))
def walked(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> tuple[str, Path, dict[int, str]]:
    """The language, the folder at the end of the walk, and what was printed at each step."""
    lang = request.param
    folder = tmp_path_factory.mktemp(lang)
    write_files(folder, lang)
    write_next_year(folder, lang)
    write_staff(folder, lang, [f"{code}001" for code in CODES])
    speaks = {"LC_ALL": "zh_CN.UTF-8" if lang == "zh" else "en_GB.UTF-8", "PYTHONUTF8": "1"}
    printed: dict[int, str] = {}
    with subprocess.Popen(
        [sys.executable, "-c", SHELL], cwd=folder, env=os.environ | speaks, encoding="utf-8",
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
    ) as shell:  # fmt: skip
        for number, step in enumerate(steps(lang), start=1):
            if number == 4:
                correct(folder, lang)
            for kind, code in FENCED.findall(step):
                if kind == "toml":
                    change_rules(next(folder.glob("*.toml")), code.strip())
                    continue
                for command in code.splitlines():
                    # The list has mistakes, until they are corrected: errors stand.
                    ends = "1" if number == 2 else "0"
                    printed[number] = printed.get(number, "") + run(command, shell, ends)
    return lang, folder, printed


def test_every_file_that_the_walk_writes_is_there(walked: tuple[str, Path, dict[int, str]]) -> None:
    lang, folder, _ = walked
    text = "\n".join(steps(lang))

    written = re.findall(r"(?:-o|--excel) (\S+)", text)

    assert len(set(written)) >= 9
    assert [name for name in written if not (folder / name).stat().st_size] == []


def test_the_first_division_names_the_cells_and_the_community_that_need_a_look(
    walked: tuple[str, Path, dict[int, str]],
) -> None:
    lang, _, printed = walked
    sheet = WORDS[lang].sheet

    assert f"{sheet}!F{FAULTS['swapped']}" in printed[2]
    assert f"{sheet}!A{FAULTS['twice']}" in printed[2]
    assert "506" in printed[2]


def test_nothing_is_left_to_correct_after_the_fourth_step(
    walked: tuple[str, Path, dict[int, str]],
) -> None:
    lang, _, printed = walked

    assert f"{WORDS[lang].sheet}!" not in printed[4]
    assert "506" in printed[4]


def test_the_windows_commands_are_the_others_with_the_names_of_windows() -> None:
    for readme in README.values():
        text = (ROOT / readme).read_text("utf-8").split("\n## ")[2]

        blocks = dict(FENCED.findall(text))

        there = blocks["bat"].replace("py -m venv", "python3 -m venv").replace("\\", "/")
        assert there.replace("Scripts", "bin") == blocks["sh"]
