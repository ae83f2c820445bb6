"""What docs/deploy shows can be read by those it is for, and names what there is."""

from __future__ import annotations

import json
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import typer

from gridgen.cli.main import app

ROOT = Path(__file__).parents[2]
DEPLOY = ROOT / "docs" / "deploy"
UNITS = sorted(DEPLOY.glob("gridgen*.*"))
GRIDGEN = "/opt/gridgen/.venv/bin/gridgen"


def compose() -> dict[str, Any]:
    yaml = pytest.importorskip("yaml", reason="no PyYAML to read compose.yaml with")
    found: dict[str, Any] = yaml.safe_load((DEPLOY / "compose.yaml").read_text("utf-8"))
    return found


def options_of(words: list[str]) -> set[str]:
    """The options of a command of gridgen, whose words may hold more."""
    command: Any = typer.main.get_command(app)
    while hasattr(command, "commands"):
        command = command.commands[words.pop(0)]
    return {name for param in command.params for name in param.opts}


def unknown_in(words: list[str]) -> set[str]:
    given = {word for word in words if word.startswith("-")}
    return given - options_of([word for word in words if not word.startswith("-")])


def directives(unit: Path) -> list[tuple[str, str]]:
    lines = [line for line in unit.read_text("utf-8").splitlines() if not line.startswith("#")]
    return [(name, value) for name, found, value in (x.partition("=") for x in lines) if found]


def commands_in_units() -> list[list[str]]:
    told = [value for unit in UNITS for name, value in directives(unit) if name == "ExecStart"]
    return [
        shlex.split(f"{line.rpartition(GRIDGEN)[2]}".replace("'", " ").replace("$(date +%%u)", "1"))
        for line in told
    ]


def test_the_commands_of_the_units_and_containers_are_there_with_their_options() -> None:
    services = compose()["services"]
    docker = re.findall(r"^CMD (\[.*\])$", (DEPLOY / "Dockerfile").read_text("utf-8"), re.MULTILINE)
    commands = [*commands_in_units(), services["service"]["command"], *map(json.loads, docker)]

    assert len(commands) == 4
    assert [words for words in commands if unknown_in(words)] == []


def test_variables_that_are_named_are_those_that_the_service_reads() -> None:
    sources = [*(ROOT / "api").rglob("*.py"), *(ROOT / "gridgen" / "cli").glob("*.py")]
    known = {name for file in sources for name in re.findall(r"GRIDGEN_[A-Z_]+", file.read_text())}

    named = {
        name
        for file in DEPLOY.iterdir()
        for name in re.findall(r"GRIDGEN_[A-Z_]+", file.read_text())
    }

    assert len(named) >= 5
    assert named - known == set()


def test_the_containers_are_closed_and_hold_no_secret() -> None:
    services = compose()["services"]
    service = services["service"]

    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert service["user"] == "10001:10001"
    assert all(port.startswith("127.0.0.1:") for port in service["ports"])
    assert service["depends_on"]["database"]["condition"] == "service_healthy"
    for name, one in services.items():
        assert one["healthcheck"]["test"][0].startswith("CMD"), name
        secret = [v for k, v in one["environment"].items() if "PASSWORD" in k]
        assert all(value.startswith("${POSTGRES_PASSWORD:?") for value in secret)
    assert set(compose()["volumes"]) == {"database"}


def test_whoever_stops_the_service_waits_longer_than_it_takes() -> None:
    from api.server import GRACE_S
    from gridgen.jobs.workers import PATIENCE_S

    unit = dict(directives(DEPLOY / "gridgen.service"))
    patience = [unit["TimeoutStopSec"], compose()["services"]["service"]["stop_grace_period"]]

    assert unit["KillMode"] == "mixed"
    assert all(int(one.rstrip("s")) > GRACE_S + PATIENCE_S for one in patience)


def test_systemd_finds_no_fault_with_the_units(tmp_path: Path) -> None:
    if shutil.which("systemd-analyze") is None:
        pytest.skip("no systemd-analyze (Debian: systemd)")
    for unit in UNITS:  # this machine has nothing in /opt
        text = unit.read_text("utf-8").replace(GRIDGEN, sys.executable)
        (tmp_path / unit.name).write_text(text, "utf-8")

    ran = subprocess.run(
        ["systemd-analyze", "verify", *sorted(tmp_path.iterdir())], capture_output=True, text=True
    )

    about_ours = [line for line in ran.stderr.splitlines() if "gridgen" in line]
    assert about_ours == []


def test_the_proxies_let_events_through_and_keep_metrics_back() -> None:
    nginx, caddy = ((DEPLOY / name).read_text("utf-8") for name in ("nginx.conf", "Caddyfile"))

    events = re.search(r"location ~ (\S*events\$) \{(.*?)\}", nginx, re.DOTALL)
    assert events is not None
    assert "proxy_buffering off" in events[2]
    assert re.match(events[1], "/jobs/abc-1/events")
    assert nginx.count("{") == nginx.count("}")
    assert "flush_interval -1" in caddy
    assert re.search(r"location = /metrics \{\s*return 404;", nginx)
    assert "respond /metrics 404" in caddy
