"""Versions as files over HTTP: every format is opened again by others."""

from __future__ import annotations

import io
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import geopandas as gpd
import openpyxl
import pandas as pd
import pyogrio
import pypdf
import pytest
from asking import Client
from campaigns import campaign
from living import ON_SQLITE, SCOPE, Serve, asking, renamed
from plans import VILLAGE
from stored import ORIGIN, drawn_town, made_store

from api.access.callers import Role
from api.app import create_app
from api.settings import Settings
from gridgen.files.plan_reader import read_plan
from gridgen.versions.draft import open_draft
from gridgen.versions.store.database import Store
from gridgen.versions.store.versions import Origin, import_plan


@contextmanager
def edited(folder: Path) -> Iterator[Client]:
    """Somebody who may all, and a version that was edited once."""
    app = create_app(Settings(database=made_store(folder)))
    version = import_plan(app.state.store, drawn_town(), ORIGIN, actor="p1")
    renamed(app.state.store, version.id, "河东网格")
    yield asking(app)
    app.state.store.close()


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Client]:
    """Shared by all that read alone."""
    with edited(tmp_path_factory.mktemp("edited")) as client:
        yield client


@pytest.fixture
def own_client(tmp_path: Path) -> Iterator[Client]:
    """For those who put more into the store, or ask as somebody else."""
    with edited(tmp_path) as client:
        yield client


def exported(client: Client, query: str) -> Any:
    answer = client.get(f"/versions/1/export?{query}")
    assert answer.status_code == 200, answer.text
    assert len(answer.content) == int(answer.headers["content-length"])
    return answer


def test_a_geopackage_is_the_whole_plan(client: Client, tmp_path: Path) -> None:
    file = tmp_path / "plan.gpkg"
    file.write_bytes(exported(client, "format=gpkg").content)

    plan = read_plan(file)

    assert plan.levels[0].name[0] == "河东网格"
    assert plan.made_by.edited == (f"{VILLAGE}001",)
    assert {"grids", "households"} <= {name for name, _ in pyogrio.list_layers(file)}


@ON_SQLITE
def test_a_plan_by_rules_of_somebody_is_printed_by_the_rules_in_the_store(
    store: Store, serve: Serve
) -> None:
    drawn = drawn_town()
    theirs = replace(drawn.plan, made_by=replace(drawn.plan.made_by, rules="rules-1.toml"))
    import_plan(store, open_draft(theirs, drawn.rules), ORIGIN, actor="p1")

    sheet = exported(asking(serve()), "format=pdf&size=A4")

    assert len(pypdf.PdfReader(io.BytesIO(sheet.content)).pages) == 1


@pytest.mark.parametrize(
    "layer", campaign(["", "grids", "ten_household_groups", "communities"], every=3)
)
def test_geojson_is_one_layer(client: Client, layer: str) -> None:
    query = f"&layer={layer}" if layer else ""

    answer = exported(client, f"format=geojson{query}")

    table = pyogrio.read_dataframe(io.BytesIO(answer.content))
    assert answer.headers["content-type"] == "application/geo+json"
    assert len(table) == (2 if layer == "communities" else 6)
    assert table.crs == "EPSG:4326"


def test_geoparquet_is_one_layer(client: Client) -> None:
    table = gpd.read_parquet(io.BytesIO(exported(client, "format=geoparquet").content))

    assert table["name"].iloc[0] == "河东网格"
    assert table.crs is not None


def test_csv_is_a_layer_or_the_list_of_households(client: Client) -> None:
    grids, listed = (
        pd.read_csv(io.BytesIO(exported(client, query).content), dtype=str)
        for query in ("format=csv&layer=grids", "format=csv")
    )

    assert (len(grids), len(listed)) == (6, 64)
    assert {"code", "name", "lon", "lat"} <= set(grids.columns)
    assert {"id", "households", "grid"} <= set(listed.columns)
    assert not {"lon", "lat", "geometry"} & set(listed.columns)


@pytest.mark.parametrize(("lang", "sheet"), [("zh", "汇总"), ("en", "summary")])
def test_a_workbook_has_the_lists_to_hand_out(client: Client, lang: str, sheet: str) -> None:
    answer = exported(client, f"format=xlsx&lang={lang}")

    book = openpyxl.load_workbook(io.BytesIO(answer.content))

    assert len(book.sheetnames) > 2
    assert sheet in book.sheetnames[0]


def test_a_pdf_is_the_sheet_that_is_asked_for(client: Client) -> None:
    sheet, board = (
        pypdf.PdfReader(io.BytesIO(exported(client, f"format=pdf&{query}").content))
        for query in ("size=A3", f"size=A4&scope=grid&form=board&only={VILLAGE}001")
    )

    assert (len(sheet.pages), len(board.pages)) == (1, 1)
    assert "河东" in board.pages[0].extract_text()


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ("", 400),
        ("format=dwg", 400),
        ("format=geojson&layer=nothing", 404),
        ("format=gpkg&layer=grids", 400),
        ("format=xlsx&layer=grids", 400),
        ("format=csv&more=1", 400),
        ("format=pdf&size=B9", 400),
    ],
)
def test_what_is_not_offered_is_refused(client: Client, query: str, status: int) -> None:
    answer = client.get(f"/versions/1/export?{query}")

    assert answer.status_code == status, answer.text


@pytest.mark.parametrize(
    ("query", "of_viewer"),
    campaign(
        [
            ("format=gpkg", 403),
            ("format=geojson&layer=households", 403),
            ("format=csv&layer=households", 403),
            ("format=geojson", 200),
            ("format=csv", 200),
        ],
        every=2,
        several=True,
    ),
)
def test_where_households_are_is_for_planners(
    own_client: Client, query: str, of_viewer: int
) -> None:
    path = f"/versions/1/export?{query}"

    planner = asking(own_client.app, SCOPE, role=Role.PLANNER).get(path).status_code
    viewer = asking(own_client.app, SCOPE, role=Role.VIEWER).get(path).status_code
    elsewhere = asking(own_client.app, "110101").get(path).status_code

    assert (planner, viewer, elsewhere) == (200, of_viewer, 404)


@pytest.mark.parametrize(
    ("plan", "saved"),
    campaign(
        [
            ("清河 2026", "清河-2026-v2-0-grids.geojson"),
            ('a"; filename="b.exe', "a-filename-b.exe-v2-0-grids.geojson"),
            ("../../etc/passwd", "etc-passwd-v2-0-grids.geojson"),
            ("a\u202eb", "a-b-v2-0-grids.geojson"),
            (".-", "v2-0-grids.geojson"),
        ],
        every=2,
        several=True,
    ),
)
def test_a_download_has_a_harmless_name(own_client: Client, plan: str, saved: str) -> None:
    store = own_client.app.state.store
    import_plan(store, drawn_town(), Origin(plan, ORIGIN.rules_text, scope=SCOPE), actor="p1")

    answer = own_client.get("/versions/2/export?format=geojson&layer=grids")

    said = answer.headers["content-disposition"]
    assert said.isascii()
    assert unquote(said.partition("filename*=UTF-8''")[2]) == saved
    assert said.startswith('attachment; filename="')
    assert said.count('"') == 2


def test_nothing_is_left_on_the_disk(client: Client, tmp_path: Path, monkeypatch: Any) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "temporary"))
    (tmp_path / "temporary").mkdir()

    for kind in ("geojson", "geoparquet", "csv", "xlsx"):
        exported(client, f"format={kind}")

    assert [*(tmp_path / "temporary").iterdir()] == []
