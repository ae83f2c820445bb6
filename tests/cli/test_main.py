"""The command line as a whole: help, version, wrong words, and what is on standard output."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import typer
from commanding import COMMANDS, SHELL, Run, shell

import gridgen
from gridgen.cli.main import app


def test_what_a_library_writes_past_python_is_not_in_the_output() -> None:
    code = (
        "import os, sys\nfrom gridgen.cli import main\n"
        "noisy = lambda: (os.write(1, b'noise'), print('规则 ours'), None)[-1]\n"
        "main.app.command('noise', help='help_version')(noisy)\n"
        "sys.argv = ['gridgen', 'noise']\nmain.main()"
    )

    process = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, encoding="utf-8",
        env={**os.environ, "PYTHONIOENCODING": "utf-8"}, check=True,
    )  # fmt: skip

    assert process.stdout == "规则 ours\n"


def test_help_names_every_command(run: Run) -> None:
    code, out, err = run("--help")

    assert (code, err) == (0, "")
    for command in COMMANDS:
        assert f"\n  {command} " in out


def test_version_is_that_of_the_package(run: Run) -> None:
    assert run("--version") == (0, f"gridgen {gridgen.__version__}\n", "")


@pytest.mark.parametrize(
    "words", [["nonsense"], ["divide"], ["check"], ["diff", "plan.gpkg"], ["locate", "plan.gpkg"]]
)
def test_wrong_words_end_with_2_and_nothing_on_standard_output(run: Run, words: list[str]) -> None:
    code, out, err = run(*words)

    assert (code, out) == (2, "")
    assert "Traceback" not in err
    assert err


def test_a_reader_that_goes_away_is_no_traceback(folder: Path) -> None:
    process = subprocess.Popen(
        [SHELL, "locate", folder / "plan.gpkg", "--points", folder / "input.gpkg:households"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    process.stdout.close()

    _, err = process.communicate()

    assert b"Traceback" not in err


def test_help_loads_nothing_heavy() -> None:
    code = (
        "import sys\nsys.argv = ['gridgen', '--help']\n"
        "from gridgen.cli.main import app\napp(standalone_mode=False)\n"
        "heavy = ('numpy', 'pandas', 'shapely', 'pyproj', 'geopandas', 'numba', 'rich.table')\n"
        "print([module for module in heavy if module in sys.modules])"
    )

    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert done.stdout.splitlines()[-1] == "[]"


def test_no_command_has_annotations_that_would_be_evaluated_whenever_one_begins() -> None:
    def commands(within: typer.Typer) -> Iterator[Callable[..., object]]:
        yield from (one.callback for one in within.registered_commands if one.callback)
        for group in within.registered_groups:
            yield from commands(group.typer_instance)

    named = {one.__name__: one.__annotations__.values() for one in commands(app)}

    assert len(named) >= len(COMMANDS)
    assert [name for name, said in named.items() if any(isinstance(one, str) for one in said)] == []


def test_a_command_that_neither_divides_nor_writes_a_workbook_loads_nothing_for_it(
    folder: Path,
) -> None:
    plan = str(folder / "plan.gpkg")
    code = (
        f"import sys\nsys.argv = ['gridgen', 'diff', {plan!r}, {plan!r}]\n"
        "from gridgen.cli.main import app\napp(standalone_mode=False)\n"
        "print([module for module in ('numba', 'openpyxl') if module in sys.modules])"
    )

    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert done.stdout.splitlines()[-1] == "[]"


def test_the_module_and_the_script_say_the_same() -> None:
    module = subprocess.run(
        [sys.executable, "-m", "gridgen", "--version"], capture_output=True, text=True, check=True
    )

    assert module.stdout == shell("--version").stdout == f"gridgen {gridgen.__version__}\n"


def test_an_error_made_on_purpose_is_one_sentence_without_markup(run: Run) -> None:
    code, out, err = run("check", "[bold]none.gpkg")

    assert (code, out) == (2, "")
    assert err.startswith("gridgen: [bold]none.gpkg: there is no such file")
