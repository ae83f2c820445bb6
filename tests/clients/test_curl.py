"""The page that tells the whole story by curl is run as it stands, against a service that runs;
and every line of the list below it gets an answer that the OpenAPI document describes.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from serving import Service, served

PAGE = Path(__file__).parents[2] / "docs" / "api-by-curl.md"
KEY = re.compile(r"gg_[\w-]+")

pytestmark = pytest.mark.skipif(shutil.which("curl") is None, reason="there is no curl")


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    """A service whose store was made a moment ago."""
    folder = tmp_path_factory.mktemp("store")
    with served("--database", folder / "plans.sqlite") as found:
        yield found


def environment(service: Service, folder: Path) -> dict[str, str]:
    """Where SERVICE and KEY are set, and `gridgen` is this one."""
    key = next(found[0] for line in service.said if (found := KEY.search(line)))
    program = folder / "gridgen"
    program.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m gridgen "$@"\n')
    program.chmod(0o755)
    path = f"{folder}{os.pathsep}{os.environ['PATH']}"
    return {**os.environ, "PATH": path, "SERVICE": service.address, "KEY": key}


def shell(script: str, env: dict[str, str], folder: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        ["bash", "-euo", "pipefail", "-c", script], env=env, cwd=folder,
        capture_output=True, text=True, check=False,
    )  # fmt: skip


def test_the_story_is_told_to_its_end(service: Service, tmp_path: Path) -> None:
    story = PAGE.read_text("utf-8").split("## Every address")[0]
    lines = "".join(re.findall(r"```sh\n(.*?)```", story, re.DOTALL))

    done = shell(lines, environment(service, tmp_path), tmp_path)

    assert done.returncode == 0, f"{done.stdout[-3000:]}\n{done.stderr[-3000:]}"


def test_every_line_of_the_list_gets_an_answer_that_is_described(
    service: Service, tmp_path: Path
) -> None:
    env = environment(service, tmp_path)
    (tmp_path / "FILE").write_text("id,lon,lat\nh1,114,31\n")

    for path, methods in httpx.get(f"{service.address}/api").json()["paths"].items():
        for method, operation in methods.items():
            asked = f"{operation['x-curl']} -sS -o answer -w '%{{http_code}}' --max-time 60"
            done = shell(asked, env, tmp_path)
            status, described = done.stdout, operation["responses"]
            assert done.returncode == 0, (path, method, done.stderr)
            assert status in described or f"{status[0]}XX" in described, (path, method, status)
            assert status[0] != "5"
