"""The base map: which addresses are of squares, and which hosts a policy names for them."""

from __future__ import annotations

from pathlib import Path

import pytest
from archived import PICTURES, archive_of

from api.planner.basemap import BaseMap
from gridgen.model.errors import CommandError

TIANDITU = "https://t0.tianditu.gov.cn/DataServer?T=vec_w&x={x}&y={y}&l={z}&tk=abc"


def test_there_is_none_unless_it_is_set() -> None:
    assert BaseMap.from_environment({}) == BaseMap()
    assert BaseMap().hosts == ()


def test_layers_of_one_host_and_of_another_name_each_host_once() -> None:
    labels = TIANDITU.replace("vec_w", "cva_w")
    env = {
        "GRIDGEN_BASEMAP": f"{TIANDITU} {labels} http://10.0.0.5:81/{{z}}/{{x}}/{{y}}.png",
        "GRIDGEN_BASEMAP_NOTE": "天地图",
    }

    found = BaseMap.from_environment(env)

    assert found.hosts == ("https://t0.tianditu.gov.cn", "http://10.0.0.5:81")
    assert found.environment() == env


def test_squares_of_the_service_itself_need_no_host() -> None:
    assert BaseMap.from_environment({"GRIDGEN_BASEMAP": "/squares/{z}/{x}/{y}.png"}).hosts == ()


def test_a_file_of_this_machine_is_told_by_its_number_and_needs_no_host(tmp_path: Path) -> None:
    file = archive_of(tmp_path / "town.pmtiles", b"square", PICTURES)
    env = {"GRIDGEN_BASEMAP": f"{TIANDITU} {file}", "GRIDGEN_BASEMAP_NOTE": "县测绘院"}

    found = BaseMap.from_environment(env)

    assert found.told == (TIANDITU, "/page/basemap/0.pmtiles")
    assert found.hosts == ("https://t0.tianditu.gov.cn",)
    assert found.archives == (file,)
    assert found.environment() == env


def test_a_file_whose_name_has_spaces_stands_in_quotes(tmp_path: Path) -> None:
    file = archive_of(tmp_path / "base map of town.pmtiles", b"square", PICTURES)
    env = {"GRIDGEN_BASEMAP": f'{TIANDITU} "{file}"', "GRIDGEN_BASEMAP_NOTE": "县测绘院"}

    found = BaseMap.from_environment(env)

    assert found.archives == (file,)
    assert found.environment() == env


def test_a_quote_that_is_not_closed_is_refused() -> None:
    with pytest.raises(CommandError, match="no address of a base map"):
        BaseMap.from_environment({"GRIDGEN_BASEMAP": f'"{TIANDITU}'})


def test_a_file_that_is_not_there_or_no_archive_is_refused(tmp_path: Path) -> None:
    other = tmp_path / "other.pmtiles"
    other.write_bytes(b"SQLite format 3")

    with pytest.raises(CommandError, match="which is no archive of PMTiles 3"):
        BaseMap.from_environment({"GRIDGEN_BASEMAP": str(other)})
    with pytest.raises(CommandError, match="cannot be opened"):
        BaseMap.from_environment({"GRIDGEN_BASEMAP": str(tmp_path / "none.pmtiles")})


@pytest.mark.parametrize(
    "address",
    [
        "https://a.org/{z}/{x}.png",
        "ftp://a.org/{z}/{x}/{y}",
        "//a.org/{z}/{x}/{y}",
        "https://a.org;script-src*/{z}/{x}/{y}",
        "https://a.org,b.org/{z}/{x}/{y}",
        "https://someone:secret@a.org/{z}/{x}/{y}",
        "javascript:{z}{x}{y}",
        "{z}/{x}/{y}",
    ],
)
def test_what_is_no_address_of_squares_is_refused(address: str) -> None:
    with pytest.raises(CommandError, match=r"GRIDGEN_BASEMAP holds .* no address of a base map"):
        BaseMap.from_environment({"GRIDGEN_BASEMAP": address})
