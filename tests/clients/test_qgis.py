"""QGIS reads the service as OGC API Features: its own provider, without a screen."""

from __future__ import annotations

import json
import os
import subprocess
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from plans import VILLAGE, lonlat, town

PYTHON = Path("/usr/bin/python3")
"""The Python of the system is the one that has python3-qgis."""

READS = Path(__file__).with_name("qgis_reads.py")
LEVELS = ["grids", "ten_household_groups"]


@cache
def _is_there() -> bool:
    """Whether QGIS is there with its provider, of which qgis-providers is a part."""
    asks = (
        "from qgis.core import QgsApplication, QgsProviderRegistry\n"
        "QgsApplication.setPrefixPath('/usr', True)\n"
        "kept = QgsApplication([], False)\n"
        "QgsApplication.initQgis()\n"
        "raise SystemExit('OAPIF' not in QgsProviderRegistry.instance().providerList())"
    )
    return PYTHON.exists() and _run("-c", asks).returncode == 0


def _run(*words: str) -> subprocess.CompletedProcess[str]:
    alone = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("PYTHON", "VIRTUAL_ENV"))
    }
    environment = {**alone, "QT_QPA_PLATFORM": "offscreen"}
    return subprocess.run(
        [PYTHON, *words], capture_output=True, text=True, env=environment, check=False, timeout=120
    )


def read(address: str, level: str, page: int, expression: str) -> dict[str, Any]:
    box = map(str, (*lonlat(5, 5), *lonlat(15, 15)))
    done = _run(str(READS), address, f"qinghe.{level}", str(page), *box, expression)
    assert done.returncode == 0, done.stderr
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found


@pytest.mark.parametrize("page", [2, 100])
@pytest.mark.parametrize("level", LEVELS)
def test_qgis_reads_a_level_whole_by_box_and_by_expression(
    address: str, level: str, page: int
) -> None:
    if not _is_there():
        pytest.skip("there is no QGIS (Debian: python3-qgis, qgis-providers)")

    found = read(address, level, page, f"\"code\" LIKE '{VILLAGE}001%'")

    table = town().table(level).to_crs("OGC:CRS84")
    places = dict(zip(table["code"], table.bounds.to_numpy().tolist(), strict=True))
    assert found["crs"] in ("OGC:CRS84", "EPSG:4326")  # QGIS has longitude first in both
    assert found["number"] == len(table)
    assert set(found["all"]) == set(places)
    for code, bounds in found["all"].items():
        assert bounds == pytest.approx(places[code], abs=2e-7)
    chosen = {code for code in places if code.startswith(f"{VILLAGE}001")}
    assert set(found["box"]) <= chosen
    assert set(found["box"])
    assert set(found["expression"]) == chosen
