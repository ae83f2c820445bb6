"""Places around which zones are made: one for each id of a role, with no name of a person."""

from __future__ import annotations

import geopandas as gpd
import pandas as pd
import pytest
import shapely

from gridgen.files.centres import to_centres
from gridgen.model.centres import Centres
from gridgen.model.crs import project
from gridgen.model.errors import ReadError

METRES = "EPSG:4547"


def table(**columns: list[object]) -> pd.DataFrame:
    n = len(next(iter(columns.values())))
    return pd.DataFrame({"lon": [114.0] * n, "lat": [31.0] * n} | columns)


def read(drawn: pd.DataFrame) -> Centres:
    return to_centres(drawn, crs_m=METRES, source="centres.csv")[0]


def test_what_is_not_said_of_a_centre_is_blank_and_its_band_is_that_of_the_rules() -> None:
    centres = read(table(姓名=["张三"]))

    assert centres.ids.tolist() == [""]
    assert (centres.role.tolist(), centres.community.tolist()) == ([""], [""])
    assert (centres.fewest.tolist(), centres.most.tolist()) == ([-1], [-1])
    assert centres.xy.tolist() == project([[114.0, 31.0]], "EPSG:4326", METRES).tolist()


def test_what_is_said_of_a_centre_is_read_in_either_language() -> None:
    centres = read(
        table(编号=["C1"], 岗位=["head"], 最少=["5"], most=["x"], 村代码=["９９"], zones=["1,2"])
    )

    assert (centres.ids[0], centres.role[0], centres.community[0]) == ("C1", "head", "99")
    assert (centres.fewest[0], centres.most[0], centres.zones[0]) == (5, -1, "1,2")


def test_one_id_may_stand_in_two_roles_and_blank_ids_as_often_as_they_like() -> None:
    centres = read(table(id=["C1", "C1", "", ""], role=["a", "b", "a", "a"]))

    assert len(centres) == 4


def test_an_id_twice_in_one_role_is_refused_with_both_rows() -> None:
    with pytest.raises(ReadError, match=r"csv, row 3: the id C1 stands in row 1 already; expected"):
        read(table(id=["C1", "C2", "C1"], role=["a", "a", "a"]))


def test_a_row_without_a_place_is_refused_by_its_number() -> None:
    drawn = gpd.GeoDataFrame(geometry=[shapely.Point(114, 31), None], crs="EPSG:4490")

    with pytest.raises(ReadError, match=r"csv, row 2: no place; expected a point .* Give it one"):
        read(drawn)


@pytest.mark.parametrize("secret", ["张三丰", "110101999901011234"])
def test_an_id_that_tells_who_it_is_is_refused_without_repeating_it(secret: str) -> None:
    with pytest.raises(ReadError, match="row 1: the id looks like a name") as caught:
        read(table(id=[secret]))

    assert secret not in str(caught.value)
