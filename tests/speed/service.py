"""How much the service answers, over a real connection: part of `make speed`.

One worker of `gridgen serve` on the sample township, asked by sixteen connections of another
process (`tests/loading.py`). On a machine that does other things too, the rate per second of the
server's processor tells more than that on the clock.

Peers are measured in the same run where they are installed, each in a virtual environment of its
own; none is a dependency of ours:

    python3 -m venv TIPG && TIPG/bin/pip install tipg uvicorn
    python3 -m venv PYGEOAPI && PYGEOAPI/bin/pip install pygeoapi gunicorn
    PYTHONPATH=tests python tests/speed/service.py --tipg TIPG --pygeoapi PYGEOAPI

tipg reads PostgreSQL with PostGIS, which is started for it; pygeoapi a GeoJSON file.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

import geopandas as gpd
import httpx
from databases import MISSING, database, programs, server
from loading import Loaded, load, request_of
from machines import processor_s
from serving import served

from gridgen.files.plan_reader import read_plan
from gridgen.rules.loader import load_rules, rules_text
from gridgen.versions.draft import open_draft
from gridgen.versions.store.access import KeyOrder, make_key
from gridgen.versions.store.states import move_to, publish
from gridgen.versions.store.upgrade import init_store
from gridgen.versions.store.versions import Origin, import_plan

ROOT = Path(__file__).parents[2]
SECONDS = 4.0
LOOKED_UP = 500
"""Different points that `/locate` is asked for."""

MANY = 100_000
"""Points in one request."""


def main() -> None:
    """Print a row for each kind of request, and how many times as fast as the peers we are."""
    asked = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    for peer in ("tipg", "pygeoapi"):
        asked.add_argument(f"--{peer}", type=Path, help="a virtual environment that has it")
    asked.add_argument("--seconds", type=float, default=SECONDS, help="for each kind of request")
    said = asked.parse_args()
    with TemporaryDirectory() as folder:
        plan = Path(folder) / "qinghe.gpkg"
        divide = ["divide", str(ROOT / "sample_geo" / "qinghe.gpkg"), "-o", str(plan)]
        subprocess.run([sys.executable, "-m", "gridgen", *divide], check=False, capture_output=True)
        grids = gpd.read_file(plan, layer="grids").to_crs(4326)
        print(
            f"{'one worker, 16 connections':34s}{'per s':>9s}{'p50 ms':>9s}{'p99 ms':>9s}", end=""
        )
        print(f"{'per s of its processor':>24s}")
        ours = _ours(Path(folder), grids, said.seconds)
        _beside_a_division(Path(folder), grids, said.seconds)
        if said.tipg:
            _compare("tipg", ours, _tipg(said.tipg, grids, said.seconds))
        if said.pygeoapi:
            _compare("pygeoapi", ours, _pygeoapi(said.pygeoapi, Path(folder), grids, said.seconds))


def _ours(folder: Path, grids: gpd.GeoDataFrame, seconds: float) -> Loaded:
    """Return what came of asking for items, after all else."""
    with served("--data", folder, GRIDGEN_LOG_LEVEL="info") as service:
        port, pid = service.port, service.process.pid
        west, south, east, north = grids.total_bounds
        dice = random.Random(0)  # noqa: S311 - no secret
        places = [(dice.uniform(west, east), dice.uniform(south, north)) for _ in range(MANY)]
        one = _points_in(service.address, grids)
        body = json.dumps({"points": places}).encode()
        many = [
            request_of(f"{service.address}/locate", body=body, method="POST",
                       Content_Type="application/json")
        ]  # fmt: skip
        items = [request_of(f"{service.address}/collections/qinghe.grids/items?limit=50")]
        _row("/locate, one point", port, pid, one, seconds)
        _row(f"/locate, {MANY:,} points", port, pid, many, seconds, clients=1)
        return _row("items?limit=50", port, pid, items, seconds)


def _beside_a_division(folder: Path, grids: gpd.GeoDataFrame, seconds: float) -> None:
    """Ask where points are while a job divides on every core, with the most effort."""
    database = str(folder / "store.sqlite")
    store = init_store(database)
    plan = read_plan(folder / "qinghe.gpkg")
    origin = Origin("speed", rules_text("standard")[0])
    version = import_plan(store, open_draft(plan, load_rules("standard")), origin, actor="speed").id
    for state in ("submitted", "approved"):
        move_to(store, version, state, actor="speed")
    publish(store, version, date.today(), actor="speed")
    key = make_key(store, KeyOrder("admin", ("",)), actor="speed")[1]
    store.close()
    with (
        served("--database", database, "--jobs", "1", GRIDGEN_RATE="0") as service,
        httpx.Client(base_url=service.address, headers={"X-API-Key": key}, timeout=60) as client,
    ):
        body = (ROOT / "sample_geo" / "qinghe.gpkg").read_bytes()
        upload = client.post("/uploads?name=qinghe.gpkg", content=body).raise_for_status().json()
        inputs = {
            "name": "again", "effort": "best", "households": {"href": f"/uploads/{upload['id']}"}
        }  # fmt: skip
        ordered = client.post("/processes/divide/execution", json={"inputs": inputs})
        job = ordered.raise_for_status().headers["Location"]
        while client.get(job).json()["status"] == "accepted":
            time.sleep(0.1)
        asked = _points_in(service.address, grids, key)
        _row("/locate while a job divides", service.port, service.process.pid, asked, seconds,
             clients=4)  # fmt: skip
        stands = client.get(job).json()["status"]
        print(f"{'':4s}the job is {stands} after it")


def _points_in(address: str, grids: gpd.GeoDataFrame, key: str = "") -> list[bytes]:
    """Return requests for points in the box of the grids."""
    west, south, east, north = grids.total_bounds
    dice = random.Random(0)  # noqa: S311 - no secret
    headers = {"X_API_Key": key} if key else {}
    places = [(dice.uniform(west, east), dice.uniform(south, north)) for _ in range(LOOKED_UP)]
    return [
        request_of(f"{address}/locate?lon={lon:.6f}&lat={lat:.6f}", **headers)
        for lon, lat in places
    ]


def _row(
    name: str, port: int, pid: int, asked: list[bytes], seconds: float, *, clients: int = 16
) -> Loaded:
    load(port, asked, seconds=seconds / 4, clients=clients)  # until all is made that is kept
    before = _processor_s(pid)
    done = load(port, asked, seconds=seconds, clients=clients)
    used = _processor_s(pid) - before
    if done.odd:
        sys.exit(f"{name}: {done.odd} of {done.requests} answers were not 200")
    own = f"{done.requests / used:24.0f}" if used else ""
    print(f"{name:34s}{done.rate:9.0f}{done.p50_ms:9.2f}{done.p99_ms:9.2f}{own}", flush=True)
    return done


def _processor_s(pid: int) -> float:
    """Return what a process and its children have had of the processor; 0 where nobody tells."""
    used = 0.0
    for one in [pid, *_children(pid)]:
        with suppress(OSError):
            used += processor_s(one)
    return used


def _children(pid: int) -> list[int]:
    told = [*Path(f"/proc/{pid}/task").glob("*/children")]
    found = [int(one) for file in told for one in file.read_text().split()]
    return [*found, *(below for one in found for below in _children(one))]


def _compare(peer: str, ours: Loaded, theirs: Loaded | None) -> None:
    if theirs is not None:
        print(f"items?limit=50: {ours.rate / theirs.rate:.1f} times {peer}")


def _tipg(venv: Path, grids: gpd.GeoDataFrame, seconds: float) -> Loaded | None:
    found = programs()
    if found is None:
        print(f"tipg left out: {MISSING}")
        return None
    with ExitStack() as stack:
        there = stack.enter_context(server(found, port=_free()))
        address = stack.enter_context(database(there, "peer"))
        _fill(address, grids)
        port = _free()
        command = [venv / "bin" / "uvicorn", "tipg.main:app", "--port", str(port),
                   "--log-level", "error"]  # fmt: skip
        env = {"DATABASE_URL": address, "TIPG_DB_SCHEMAS": '["public"]'}
        pid = stack.enter_context(_running([*map(str, command)], env))
        base = f"http://127.0.0.1:{port}/collections/public.grids/items"
        _until_up(f"{base}?limit=50")
        asked = [request_of(f"{base}?limit=50", Accept="application/geo+json")]
        return _row("tipg: items?limit=50", port, pid, asked, seconds)


def _fill(address: str, grids: gpd.GeoDataFrame) -> None:
    """Put the grids into a table of PostGIS."""
    import psycopg

    table = grids[["code", "name", "kind", "community", "households", "status", "geometry"]]
    with psycopg.connect(address, autocommit=True) as connection:
        connection.execute("CREATE EXTENSION postgis")
        connection.execute(
            "CREATE TABLE grids (code text PRIMARY KEY, name text, kind text, community text, "
            "households int, status text, geom geometry(MultiPolygon, 4326))"
        )
        for *cells, shape in table.itertuples(index=False):
            connection.execute(
                "INSERT INTO grids VALUES (%s, %s, %s, %s, %s, %s, "
                "ST_Multi(ST_GeomFromWKB(%s, 4326)))",
                (*map(str, cells[:4]), int(cells[4]), str(cells[5]), shape.wkb),
            )


_PYGEOAPI = """
server:
  bind: {{host: 127.0.0.1, port: {port}}}
  url: http://127.0.0.1:{port}
  mimetype: application/json; charset=UTF-8
  encoding: utf-8
  languages: [en-US]
  limits: {{default_items: 50, max_items: 50}}
  map: {{url: 'https://example.org/x.png', attribution: none}}
logging: {{level: ERROR}}
metadata:
  identification: {{title: peer, description: peer, keywords: [x], keywords_type: theme,
                    terms_of_service: none, url: 'https://example.org'}}
  license: {{name: none, url: 'https://example.org'}}
  provider: {{name: none, url: 'https://example.org'}}
  contact: {{name: none}}
resources:
  grids:
    type: collection
    title: grids
    description: grids
    keywords: [x]
    extents: {{spatial: {{bbox: [-180, -90, 180, 90], crs: 'http://www.opengis.net/def/crs/OGC/1.3/CRS84'}}}}
    providers: [{{type: feature, name: GeoJSON, data: '{data}', id_field: code}}]
"""


def _pygeoapi(venv: Path, folder: Path, grids: gpd.GeoDataFrame, seconds: float) -> Loaded | None:
    port = _free()
    data, config, interface = (folder / name for name in ("g.geojson", "p.yml", "openapi.yml"))
    grids.to_file(data, driver="GeoJSON")
    config.write_text(_PYGEOAPI.format(port=port, data=data))
    env = {"PYGEOAPI_CONFIG": str(config), "PYGEOAPI_OPENAPI": str(interface)}
    generate = [str(venv / "bin" / "pygeoapi"), "openapi", "generate", str(config)]
    made = subprocess.run(
        [*generate, "--output-file", str(interface)], env=os.environ | env, capture_output=True,
        text=True,
    )  # fmt: skip
    if made.returncode:
        print(f"pygeoapi left out: {made.stderr.strip().splitlines()[-1:]}")
        return None
    words = ["--worker-class", "gthread", "--threads", "4", "--keep-alive", "30"]
    command = [str(venv / "bin" / "gunicorn"), *words, "--bind", f"127.0.0.1:{port}"]
    command.append("pygeoapi.flask_app:APP")
    with _running(command, env) as pid:
        address = f"http://127.0.0.1:{port}/collections/grids/items?limit=50&f=json"
        _until_up(address)
        asked = [request_of(address)]
        return _row("pygeoapi: items?limit=50", port, pid, asked, seconds)


@contextmanager
def _running(command: list[str], env: dict[str, str]) -> Iterator[int]:
    with subprocess.Popen(
        command, env=os.environ | env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    ) as process:
        try:
            yield process.pid
        finally:
            process.terminate()
            process.wait()


def _free() -> int:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port: int = taken.getsockname()[1]
        return port


def _until_up(address: str) -> None:
    until = time.monotonic() + 60
    while time.monotonic() < until:
        try:
            if httpx.get(address, timeout=10).status_code == httpx.codes.OK:
                return
        except httpx.TransportError:
            pass
        time.sleep(0.3)
    sys.exit(f"{address} does not answer")


if __name__ == "__main__":
    main()
