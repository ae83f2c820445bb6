"""GDAL reads the service as OGC API Features, over a real connection."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pyogrio
import pytest
from plans import VILLAGE, lonlat, town

from gridgen.files.plan_writer import write_plan

GRIDS, GROUPS = "qinghe.grids", "qinghe.ten_household_groups"

if "OAPIF" not in pyogrio.list_drivers():
    pytest.skip("this GDAL has no driver for OGC API Features (OAPIF)", allow_module_level=True)


SERVE = """
import sys, uvicorn
from pathlib import Path
from api.app import create_app
from api.settings import Settings
server = uvicorn.Server(uvicorn.Config(create_app(Settings(data=Path(sys.argv[1]))), port=0,
                                       log_level="error"))
start = server.startup

async def startup(*args, **said):
    await start(*args, **said)
    print(server.servers[0].sockets[0].getsockname()[1], flush=True)

server.startup = startup
server.run()
"""


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The town behind a server in a process of its own, for GDAL lets nothing else run meanwhile;
    on a port that is free.
    """
    folder: Path = tmp_path_factory.mktemp("served")
    write_plan(town(), folder / "qinghe.gpkg")
    command = [sys.executable, "-c", SERVE, str(folder)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as running:
        assert running.stdout is not None
        port = running.stdout.readline().strip()
        yield f"OAPIF:http://127.0.0.1:{port}/"
        running.terminate()


def test_every_collection_is_a_layer(address: str) -> None:
    layers = [str(name) for name, _ in pyogrio.list_layers(address)]

    assert layers == [GRIDS, GROUPS, "qinghe.communities"]


def test_all_features_are_read_in_the_right_place(address: str) -> None:
    read = pyogrio.read_dataframe(address, layer=GRIDS)

    plan = town().table("grids").to_crs("OGC:CRS84")
    assert sorted(read["code"]) == sorted(plan["code"])
    assert read.total_bounds == pytest.approx(plan.total_bounds, abs=1e-6)
    assert dict(zip(read["code"], read["households"], strict=True)) == dict(
        zip(plan["code"], plan["households"], strict=True)
    )


def test_a_box_is_asked_of_the_service(address: str) -> None:
    box = (*lonlat(5, 5), *lonlat(15, 15))

    read = pyogrio.read_dataframe(address, layer=GRIDS, bbox=box)

    assert read["code"].tolist() == [f"{VILLAGE}001"]


def test_a_condition_chooses_features(address: str) -> None:
    whole = pyogrio.read_dataframe(address, layer=GROUPS)

    read = pyogrio.read_dataframe(address, layer=GROUPS, where=f"code LIKE '{VILLAGE}%'")

    assert len(read) == whole["code"].str.startswith(VILLAGE).sum() > 0
