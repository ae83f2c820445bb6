"""Which datum was said, and which of two pairs of columns is taken."""

from __future__ import annotations

from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely

from gridgen.files.datums import (
    EVERY,
    datum_for,
    datum_in,
    datum_of,
    datums_in,
    datums_said,
    one_pair,
    point_in_wgs84,
)
from gridgen.files.origin import Origin, origin_of, with_origin
from gridgen.model.datum import Datum, from_wgs84
from gridgen.model.errors import ReadError

WGS = np.array([[113.10, 23.05], [113.11, 23.06], [113.12, 23.07]])
GCJ, BD = (from_wgs84(WGS, datum) for datum in (Datum.GCJ02, Datum.BD09))


def table(**columns: Any) -> pd.DataFrame:
    return pd.DataFrame({name: [f"{v:.7f}" for v in column] for name, column in columns.items()})


def pairs(**places: np.ndarray) -> pd.DataFrame:
    """A table whose headers are given as `lon__lat`."""
    return table(
        **{
            header: xy[:, side]
            for both, xy in places.items()
            for side, header in enumerate(both.split("__"))
        }
    )


@pytest.mark.parametrize(
    ("header", "datum"),
    [
        ("高德经度", "gcj02"), ("腾讯地图纬度", "gcj02"), ("GCJ02 lng", "gcj02"),
        ("gcj-02_lat", "gcj02"), ("火星坐标经度", "gcj02"), ("ＧＣＪ０２经度", "gcj02"),
        ("百度经度", "bd09"), ("BD-09 纬度", "bd09"), ("bd_lng", "bd09"), ("bdlat", "bd09"),
        ("WGS84经度", "wgs84"), ("经度\n(WGS-84)", "wgs84"), ("GPS纬度", "wgs84"),
        ("CGCS2000经度", "cgcs2000"), ("大地2000经度", "cgcs2000"), ("国家2000 纬度", "cgcs2000"),
        ("经度", None), ("lng", None), ("2000年户数", None), ("abducted", None),
    ],
)  # fmt: skip
def test_a_header_may_name_a_datum(header: str, datum: str | None) -> None:
    assert datum_in(header) == (None if datum is None else Datum(datum))


def test_options_name_a_datum_for_all_places_or_for_one_layer() -> None:
    said = datums_said(datums_in(["GCJ02", "communities=wgs84"]))

    assert said == {EVERY: Datum.GCJ02, "communities": Datum.WGS84}
    assert datums_said("bd09") == {EVERY: Datum.BD09}
    assert datums_said(datums_in(None)) == datums_said(None) == {}


@pytest.mark.parametrize(
    ("option", "message"),
    [
        ("gcj", r"--datum gcj: there is no such datum; expected one of wgs84, cgcs2000"),
        ("village=gcj02", r"--datum village=gcj02: there is no layer 'village'.*communities"),
    ],
)
def test_other_names_are_refused(option: str, message: str) -> None:
    with pytest.raises(ReadError, match=message):
        datums_said(datums_in([option]))


@pytest.mark.parametrize(
    ("role", "has_crs", "datum"),
    [
        ("households", True, Datum.GCJ02),  # whatever the file says: degrees of phones are so
        ("people", False, Datum.GCJ02),
        ("lines", False, Datum.GCJ02),
        ("lines", True, None),
        ("communities", True, Datum.BD09),
    ],
)
def test_what_is_said_of_all_places_holds_for_layers_that_say_no_crs(
    role: str, has_crs: bool, datum: Datum | None
) -> None:
    said = {EVERY: Datum.GCJ02, "communities": Datum.BD09}

    assert datum_for(role, said, has_crs=has_crs) == datum


def test_what_was_said_beside_a_table_goes_before_its_headers() -> None:
    known = table(lon=WGS[:, 0], lat=WGS[:, 1])
    named = with_origin(known, Origin(header={"lon": "高德经度", "lat": "高德纬度"}))
    told = with_origin(known, Origin(header={"lon": "高德经度"}, datum=Datum.WGS84))
    layer = gpd.GeoDataFrame(geometry=[shapely.Point(113, 23)])

    assert datum_of(named) == (Datum.GCJ02, "高德经度")
    assert datum_of(told) == (Datum.WGS84, "")
    assert datum_of(known) == datum_of(layer) == (None, "")


def test_a_point_that_is_asked_for_is_moved_where_its_datum_is_said() -> None:
    lon, lat = GCJ[0].tolist()

    assert point_in_wgs84(lon, lat, {EVERY: "gcj02"}) == pytest.approx(WGS[0], abs=1e-8)
    assert point_in_wgs84(lon, lat, {}) == (lon, lat)


# --- two pairs -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("given", "taken", "rule"),
    [
        # One is where maps with an offset show the other, whatever stands first.
        (pairs(lng__lat=GCJ, 经度__纬度=WGS), ["经度", "纬度"], "pair_unshifted"),
        (pairs(经度__纬度=WGS, lng__lat=BD), ["经度", "纬度"], "pair_unshifted"),
        (pairs(经度__纬度=BD, lng__lat=WGS), ["lng", "lat"], "pair_unshifted"),
        # A header says it.
        (pairs(经度__纬度=WGS + 1, WGS84经度__WGS84纬度=WGS), ["WGS84经度", "WGS84纬度"],
         "pair_taken"),
        (pairs(高德经度__高德纬度=GCJ, 百度经度__百度纬度=BD), ["高德经度", "高德纬度"],
         "pair_taken"),
        # Nothing tells.
        (pairs(经度__纬度=WGS, lng__lat=WGS), ["经度", "纬度"], "pair_taken"),
        (pairs(lng__lat=WGS + 1, 经度__纬度=WGS), ["lng", "lat"], "pair_taken"),
    ],
)  # fmt: skip
def test_one_of_two_pairs_is_taken_and_told(
    given: pd.DataFrame, taken: list[str], rule: str
) -> None:
    kept, (found,) = one_pair(given.assign(编号=1), "a.csv")

    assert kept.columns.tolist() == [*taken, "编号"]
    assert found.rule == rule
    assert "、".join(taken) in found.en


def test_columns_of_two_pairs_are_never_mixed_whatever_their_order() -> None:
    mixed = table(lng=GCJ[:, 0], 纬度=WGS[:, 1], 经度=WGS[:, 0], lat=GCJ[:, 1])

    kept, _ = one_pair(mixed, "a.csv")

    assert kept.columns.tolist() == ["纬度", "经度"]


def test_pairs_of_the_same_headers_go_by_order() -> None:
    twice = pd.concat([pairs(经度__纬度=GCJ), pairs(经度__纬度=WGS)], axis=1)

    kept, (found,) = one_pair(twice, "a.csv")

    assert kept["经度"].tolist() == [f"{lon:.7f}" for lon in WGS[:, 0]]
    assert found.rule == "pair_unshifted"


@pytest.mark.parametrize(
    "given",
    [
        pairs(lng__lat=GCJ),
        table(lng=GCJ[:, 0], 纬度=WGS[:, 1]),
        table(population=WGS[:, 0], lon=WGS[:, 0], lat=WGS[:, 1], plate=WGS[:, 1]),
        table(x=WGS[:, 0], y=WGS[:, 1]),
    ],
)
def test_a_table_with_one_pair_stays_as_it_is(given: pd.DataFrame) -> None:
    kept, found = one_pair(given, "a.csv")

    assert kept is given
    assert found == ()


def test_a_pair_without_a_number_is_not_taken_and_what_the_reader_knows_stays() -> None:
    given = pairs(lng__lat=GCJ, 经度__纬度=WGS).assign(lng="", lat="")
    known = with_origin(given, Origin(sheet="住户"))

    kept, (found,) = one_pair(known, "a.csv")

    assert kept.columns.tolist() == ["经度", "纬度"]
    assert found.rule == "pair_taken"
    assert origin_of(kept).sheet == "住户"
