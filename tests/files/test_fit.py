"""Places that miss the boundaries by a known offset are found; what fits is left alone."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
import shapely
from campaigns import campaign
from numpy.typing import NDArray
from shifted import Town, drawn_town

from gridgen.files.fit import LOOKED_AT, refuse_misfit, seen, spread, zone_fitting
from gridgen.files.outlines import WGS84, Outlines, outlines_from
from gridgen.model.arrays import Texts, taken, texts
from gridgen.model.crs import project
from gridgen.model.datum import Datum, from_wgs84
from gridgen.model.errors import ReadError
from gridgen.model.findings import Finding

KINDS = [
    # villages, wide_m, households, is_one_outline
    (2, 1000, 100, False),
    (2, 2500, 200, False),
    (6, 1500, 600, False),
    (12, 2500, 1200, False),
    (3, 1000, 300, True),
]
"""Small and large villages, with codes; and a town of which only the outline is known. Where all
houses stand farther from every border than the offset is long, nothing can be known."""

SEEDS = range(4)


def kind_of_town(number: int, seed: int) -> Town:
    villages, wide_m, households, is_one = KINDS[number]
    return drawn_town(
        100 * number + seed, villages=villages, wide_m=wide_m, households=households,
        is_one_outline=is_one,
    )  # fmt: skip


def judged(
    lonlat: NDArray[np.float64],
    code: Texts,
    outlines: Outlines,
    *,
    datum: Datum = Datum.WGS84,
    is_meant: bool = False,
) -> tuple[Finding, ...]:
    rows = seen(lonlat, WGS84, datum, code, outlines)
    return refuse_misfit(rows, outlines, source="a.csv", is_meant=is_meant)


@pytest.mark.parametrize("datum", [Datum.GCJ02, Datum.BD09])
@pytest.mark.parametrize("seed", campaign(SEEDS, everyday=1))
@pytest.mark.parametrize("number", range(len(KINDS)))
def test_a_planted_datum_is_found_in_each_of_twenty_towns(
    number: int, seed: int, datum: Datum
) -> None:
    town = kind_of_town(number, seed)
    shown = from_wgs84(town.lonlat, datum)

    with pytest.raises(ReadError, match=f"Nothing was converted.*--datum {datum};") as told:
        judged(shown, town.code, town.outlines)

    assert told.value.key == "datum_misfit"
    assert told.value.fields["then"] == len(town.code) > told.value.fields["now"]
    assert 100 < told.value.fields["metres"] < 1600


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("number", range(len(KINDS)))
def test_twenty_clean_towns_are_left_alone_with_strays_and_wrong_codes_too(
    number: int, seed: int
) -> None:
    town = kind_of_town(number, seed)
    rng = np.random.default_rng(seed)
    n = len(town.code)
    rough, code = town.lonlat.copy(), town.code.copy()
    strays, wrong = rng.random(n) < 0.02, rng.random(n) < 0.06
    rough[strays] = town.lonlat.mean(axis=0) + rng.uniform(-0.06, 0.06, (strays.sum(), 2))
    code[wrong] = rng.permutation(town.code)[wrong]

    assert judged(town.lonlat, town.code, town.outlines) == ()
    assert judged(rough, code, town.outlines) == ()


@pytest.mark.parametrize("number", [2, 3, 4])
def test_boundaries_that_are_shifted_under_places_that_are_not_are_named(number: int) -> None:
    town = kind_of_town(number, 0)
    shifted = shapely.transform(town.outlines.shape, lambda lonlat: from_wgs84(lonlat, Datum.GCJ02))

    with pytest.raises(ReadError, match=r"b\.gpkg are in GCJ-02.*--datum communities=gcj02"):
        judged(town.lonlat, town.code, replace(town.outlines, shape=shifted))


@pytest.mark.parametrize("share", [0.3, 0.5])
def test_a_part_of_the_rows_that_is_shifted_is_told(share: float) -> None:
    town = kind_of_town(2, 1)
    is_shifted = np.random.default_rng(0).random(len(town.code)) < share
    mixed = np.where(is_shifted[:, None], from_wgs84(town.lonlat, Datum.BD09), town.lonlat)

    with pytest.raises(ReadError, match=r"two datums seem to be in one table.*--datum bd09"):
        judged(mixed, town.code, town.outlines)


def test_a_village_without_a_boundary_does_not_stop_the_reading() -> None:
    town = kind_of_town(2, 1)
    here = taken(town.outlines, np.arange(len(town.outlines)) != 2)

    with_codes = judged(town.lonlat, town.code, here)
    without = judged(town.lonlat, texts([""] * len(town.code)), here)

    assert with_codes == ()
    assert {found.rule for found in without} <= {"datum_of_a_part_doubtful", "datum_doubtful"}


def test_what_the_user_said_goes_on_with_a_warning() -> None:
    town = kind_of_town(1, 0)
    shown = from_wgs84(town.lonlat, Datum.BD09)

    (as_meant,) = judged(shown, town.code, town.outlines, is_meant=True)
    (wrong,) = judged(shown, town.code, town.outlines, datum=Datum.GCJ02, is_meant=True)

    assert as_meant.rule == wrong.rule == "datum_doubtful"
    assert "--datum bd09" in wrong.en
    assert judged(shown, town.code, town.outlines, datum=Datum.BD09) == ()


def test_a_header_that_names_the_wrong_datum_stops_the_reading() -> None:
    town = kind_of_town(2, 0)

    with pytest.raises(ReadError, match=r"the households are in WGS 84.*--datum wgs84"):
        judged(town.lonlat, town.code, town.outlines, datum=Datum.GCJ02)


def test_strays_in_other_seas_do_not_count() -> None:
    town = kind_of_town(1, 0)
    shown = from_wgs84(town.lonlat, Datum.GCJ02)
    shown[::10] = 0

    with pytest.raises(ReadError, match=r"of 180 rows .*--datum gcj02"):
        judged(shown, town.code, town.outlines)


@pytest.mark.parametrize(("rows", "looked_at"), [(5, 4), (30_000, LOOKED_AT), (1, 0)])
def test_of_a_long_list_so_many_rows_are_looked_at_from_all_over(rows: int, looked_at: int) -> None:
    xy = np.arange(2.0 * rows).reshape(rows, 2)
    xy[0, 1] = np.nan

    found = spread(xy)

    assert len(found) == looked_at
    assert found.tolist() == sorted(set(found.tolist()) - {0})
    assert not looked_at or (found[0], found[-1]) == (1, rows - 1)


# --- zones ---------------------------------------------------------------------------------------


def metres_of(town: Town, crs: str) -> NDArray[np.float64]:
    return project(town.lonlat, WGS84, crs)


def zone_of(town: Town, aside: int = 0) -> str:
    return f"EPSG:{int(town.outlines.crs.removeprefix('EPSG:')) + aside}"


@pytest.mark.parametrize("crs", [WGS84, "EPSG:4490", ""])
def test_the_zone_of_metres_is_found_by_the_boundaries(crs: str) -> None:
    town = kind_of_town(1, 2)
    shapes = town.outlines.shape if crs else town.outlines.given
    beside = outlines_from(
        town.outlines.code, shapes, crs=crs or town.outlines.crs, source="b.gpkg"
    )

    assert beside is not None
    assert zone_fitting(metres_of(town, zone_of(town)), beside) == zone_of(town)
    assert zone_fitting(metres_of(town, zone_of(town)) + 60_000, beside) is None


@pytest.mark.parametrize("aside", [-1, 1])
def test_places_in_a_wrong_zone_are_told_with_the_right_one(aside: int) -> None:
    town = kind_of_town(2, 3)
    xy = metres_of(town, zone_of(town))
    rows = seen(xy, zone_of(town, aside), Datum.WGS84, town.code, town.outlines)

    with pytest.raises(ReadError, match=rf"[23]\d\d km off .*--crs {zone_of(town)}\."):
        refuse_misfit(rows, town.outlines, source="a.shp", is_meant=True)


def test_boundaries_in_a_wrong_zone_are_told_with_the_right_one() -> None:
    town = kind_of_town(2, 3)
    aside = outlines_from(
        town.outlines.code, town.outlines.given, crs=zone_of(town, 1), source="b.gpkg"
    )

    assert aside is not None
    with pytest.raises(ReadError, match=rf"b\.gpkg: .*the boundaries lie.*--crs {zone_of(town)}\."):
        judged(town.lonlat, town.code, aside)


@pytest.mark.parametrize(("km", "is_told"), [(15, False), (40, True)])
def test_places_in_another_town_are_told_with_the_distance(km: float, is_told: bool) -> None:
    town = kind_of_town(0, 0)
    away = town.lonlat + [0, (km + 3) / 111.32]

    found = judged(away, town.code, town.outlines)

    assert [one.rule for one in found] == (["places_off_boundaries"] if is_told else [])


def test_rows_of_communities_that_have_no_boundary_are_not_judged() -> None:
    town = kind_of_town(2, 0)
    outlines = taken(town.outlines, np.arange(4))

    rows = seen(town.lonlat, WGS84, Datum.WGS84, town.code, outlines)

    assert len(rows) == int(np.isin(town.code, outlines.code).sum()) > 0
