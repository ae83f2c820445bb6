"""The types of gridgen are seen by who installs it: the wheel says so, and mypy believes it."""

from __future__ import annotations

import subprocess
import sys
import sysconfig
import venv
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]

STRANGER = """
import gridgen
plan = gridgen.read_plan("plan.gpkg")
reveal_type(plan)
plan.level(7)
"""


def run(*words: str | Path, where: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", *words], cwd=where, capture_output=True, text=True, check=False
    )


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    built = run("hatchling", "build", "--target", "wheel", "--directory", folder, where=ROOT)
    assert built.returncode == 0, built.stderr
    return next(folder.glob("*.whl"))


@pytest.mark.parametrize("package", ["gridgen", "api", "maps"])
def test_the_wheel_says_that_a_package_has_types(wheel: Path, package: str) -> None:
    with zipfile.ZipFile(wheel) as held:
        names = held.namelist()

    assert f"{package}/py.typed" in names


def test_the_wheel_holds_every_file_of_the_planners_page(wheel: Path) -> None:
    page = ROOT / "api" / "page"
    files = {f"api/page/{one.relative_to(page)}" for one in page.rglob("*") if one.is_file()}

    with zipfile.ZipFile(wheel) as held:
        names = set(held.namelist())

    assert files <= names
    assert {"api/page/index.html", "gridgen/words/page.toml"} <= names


@pytest.mark.slow
def test_mypy_sees_the_types_in_a_strangers_program(wheel: Path, tmp_path: Path) -> None:
    home = tmp_path / "home"
    venv.create(home)
    site = sysconfig.get_path("purelib", "venv", {"base": str(home), "platbase": str(home)})
    zipfile.ZipFile(wheel).extractall(site)
    (tmp_path / "stranger.py").write_text(STRANGER, "utf-8")

    seen = run(
        "mypy", "--python-executable", home / "bin" / "python", "--cache-dir", tmp_path / "cache",
        "stranger.py", where=tmp_path,
    )  # fmt: skip

    assert 'Revealed type is "gridgen.model.plan.Plan"' in seen.stdout
    assert 'Argument 1 to "level" of "Plan" has incompatible type "int"' in seen.stdout
