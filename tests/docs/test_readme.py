"""What the READMEs promise: the example runs, the commands exist, both languages agree."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from campaigns import campaign

ROOT = Path(__file__).parents[2]
READMES = ("README.md", "README.zh.md")


def commands_in(readme: str) -> list[str]:
    text = (ROOT / readme).read_text("utf-8")
    return re.findall(r"^\| `gridgen (\w+)", text, flags=re.MULTILINE)


def example_in(readme: str) -> str:
    found = re.search(r"```python\n(.*?)```", (ROOT / readme).read_text("utf-8"), re.DOTALL)
    assert found is not None
    return found[1]


@pytest.mark.parametrize("readme", campaign(READMES, everyday=1))
def test_the_python_example_runs_as_it_stands(tmp_path: Path, readme: str) -> None:
    (tmp_path / "sample_geo").mkdir()
    shutil.copy(ROOT / "sample_geo" / "qinghe.gpkg", tmp_path / "sample_geo")

    ran = subprocess.run(
        [sys.executable, "-W", "error", "-c", example_in(readme)],
        cwd=tmp_path, capture_output=True, text=True, check=False,
    )  # fmt: skip

    assert ran.returncode == 0, ran.stderr
    assert ("新桥社区 has 550" if readme == "README.md" else "新桥社区共 550 户") in ran.stdout
    assert (tmp_path / "plan.gpkg").stat().st_size > 0


@pytest.mark.parametrize("readme", READMES)
def test_the_python_example_has_ten_lines(readme: str) -> None:
    lines = [line for line in example_in(readme).splitlines() if line.strip()]

    assert len(lines) <= 10


@pytest.mark.parametrize("readme", READMES)
def test_the_command_table_names_exactly_the_commands_there_are(readme: str) -> None:
    shown = subprocess.run(
        [sys.executable, "-m", "gridgen", "--help"], capture_output=True, text=True, check=True
    ).stdout
    listed = shown.split("Commands:")[1] if "Commands:" in shown else shown

    there = re.findall(r"^\s+(\w+)\s{2,}", listed, flags=re.MULTILINE)

    assert sorted(commands_in(readme)) == sorted(there)


@pytest.mark.parametrize("readme", READMES)
def test_pictures_and_pages_that_are_linked_exist(readme: str) -> None:
    text = (ROOT / readme).read_text("utf-8")

    links = [link for link in re.findall(r"\]\(([^)#]+)\)", text) if "://" not in link]

    assert links
    assert [link for link in links if not (ROOT / link).exists()] == []
