"""Options that commands share, and the language of what is said."""

from __future__ import annotations

from pathlib import Path

import pytest
from campaigns import campaign
from commanding import COMMANDS, VILLAGE, Run, one_object, shell


@pytest.mark.parametrize(
    "words",
    campaign(
        [
            ["--communities", "input.gpkg:communities"],
            ["--grids", f"{VILLAGE}=2"],
            ["--target", "70"],
            ["--effort", "fast"],
            ["--seed", "7"],
            ["--rules", "standard"],
            ["--lang", "zh"],
        ],
        every=3,
    ),
)
def test_every_option_of_divide_is_taken(run: Run, folder: Path, words: list[str]) -> None:
    words = [w.replace("input.gpkg:", f"{folder}/input.gpkg:") for w in words]

    code, out, _ = run("divide", "input.gpkg", "-o", "new.gpkg", "--json", *words)

    assert code == 0
    assert one_object(out)["levels"][0]["zones"] == 2


@pytest.mark.parametrize(
    ("environment", "chinese"),
    campaign(
        [
            ({"LANG": "zh_CN.UTF-8"}, True),
            ({"LANG": "zh_CN.UTF-8", "LC_ALL": "en_US.UTF-8"}, False),
            ({"LANG": "en_US.UTF-8", "LC_ALL": "zh_CN.UTF-8"}, True),
            ({"LANG": "C.UTF-8"}, False),
            ({}, False),
        ],
        everyday=2,
        several=True,
    ),
)
def test_the_locale_decides_the_language(environment: dict[str, str], chinese: bool) -> None:
    done = shell("--help", **environment, PYTHONUTF8="1")

    assert done.returncode == 0
    assert ("划分网格" in done.stdout) == chinese


@pytest.mark.slow
def test_the_locale_decides_the_language_of_findings(folder: Path) -> None:
    done = shell("check", folder / "plan.gpkg", LANG="zh_CN.UTF-8", PYTHONUTF8="1")

    assert (done.returncode, done.stderr) == (0, "")
    assert "检查通过" in done.stdout


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_explains_itself(run: Run, command: str) -> None:
    code, out, err = run(command, "--help")

    assert (code, err) == (0, "")
    assert "--lang" in out


def test_trust_lifts_the_limits_of_one_command_alone(run: Run, folder: Path) -> None:
    # More columns than are read, of which one has a name.
    wide = folder / "wide.csv"
    extra = ",".join(f"c{k}" for k in range(1100))
    wide.write_text(f"id,lon,lat,{extra}\nh1,114.0,31.0\nh2,114.001,31.001\n", "utf-8")
    words = ["locate", folder / "plan.gpkg", "--points", wide, "--lang", "en"]

    before, _, why = run(*words)
    trusted, _, _ = run(*words, "--trust")
    after, _, _ = run(*words)

    assert (before, trusted, after) == (2, 0, 2)
    assert "1,103 columns; at most 1,000 are read" in why
