"""What tells who somebody is does not pass the door; what division needs does."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from examples import examples
from hypothesis import given
from hypothesis import strategies as st

from gridgen.files.headers import recognise
from gridgen.files.origin import Origin, origin_of, with_origin
from gridgen.files.personal import as_kept, numbers_hashed, without_personal
from gridgen.files.private_key import is_keyed, keyed
from gridgen.files.vocabulary import HOUSEHOLDS, LINES
from gridgen.model.arrays import texts
from gridgen.model.findings import Finding
from gridgen.words.discreet import check_digit

NUMBER = 30
NAMES = [f"{s}{g}" for s in "陈李王张刘黄" for g in ("建国", "秀英", "伟", "娜", "国强")]
IDENTITIES = [f"440605{1950 + k}0{1 + k % 9}1{k % 10}00{k % 10}" for k in range(NUMBER)]
IDENTITIES = [number + check_digit(number) for number in IDENTITIES]
MOBILES = [f"1390000{k:04d}" for k in range(NUMBER)]
IDS = [f"HH{k:04d}" for k in range(NUMBER)]
GROUPS = [f"第{k % 3}村民小组" for k in range(NUMBER)]


@pytest.fixture(autouse=True)
def key(monkeypatch: pytest.MonkeyPatch) -> None:
    """A key that no file holds."""
    monkeypatch.setenv("GRIDGEN_KEY", "the key of these tests")


def homes(**columns: object) -> pd.DataFrame:
    given = {"编号": IDS, "经度": "113.1", "纬度": "23.05", "村代码": "440605104201"} | columns
    return pd.DataFrame(given, index=range(NUMBER), dtype=object)


def cleaned(table: pd.DataFrame) -> tuple[pd.DataFrame, list[Finding]]:
    clean, found = without_personal(table, HOUSEHOLDS, "h.csv")
    return clean, list(found)


def test_columns_that_nobody_asked_for_are_dropped_and_named_with_their_letters() -> None:
    table = homes(户主姓名=NAMES, 村民小组=GROUPS, 身份证号=IDENTITIES, 备注="低保户")
    letters = {header: "ABCDEFGH"[at] for at, header in enumerate(table.columns)}

    clean, (found,) = cleaned(with_origin(table, Origin(letter=letters)))

    assert clean.columns.tolist() == ["编号", "经度", "纬度", "村代码", "村民小组", "备注"]
    assert (found.rule, found.severity, found.number) == ("personal_dropped", "warning", 2)
    assert "“户主姓名”（E 列，疑含姓名）、“身份证号”（G 列，疑含身份证号）" in found.zh
    assert '"户主姓名" (column E, seems to hold names of persons)' in found.en


def test_a_table_without_such_stays_as_it_is() -> None:
    table = homes(村民小组=[f"陈{chr(0x4E00 + 7 * k)}家" for k in range(NUMBER)], 户数=1)

    clean, found = cleaned(table)

    assert found == []
    assert clean.equals(table)


@pytest.mark.parametrize("ids", [IDENTITIES, MOBILES, NAMES], ids=["identity", "mobile", "name"])
def test_ids_that_tell_who_it_is_become_hashes_and_the_finding_says_what_to_keep(
    ids: list[str],
) -> None:
    clean, (found,) = cleaned(homes(编号=ids))

    assert clean["编号"].tolist() == keyed(ids)
    assert (found.rule, found.number) == ("personal_ids", NUMBER)
    assert "环境变量 GRIDGEN_KEY" in found.zh


def test_a_few_such_ids_among_others_become_hashes_too() -> None:
    ids = [*IDS[:27], IDENTITIES[0], "139 0000 1234", "陈建国"]

    clean, (found,) = cleaned(homes(编号=ids))

    assert clean["编号"].tolist()[:27] == IDS[:27]
    assert all(map(is_keyed, clean["编号"].tolist()[27:]))
    assert found.number == 3


@pytest.mark.parametrize(
    "ids",
    [
        [f"440605104201{k:04d}" for k in range(NUMBER)],
        [f"440605300201{k:03d}" for k in range(NUMBER)],
        [f"陈家{k}号" for k in range(NUMBER)],
        list(range(13_000_000_000, 13_000_000_000 + NUMBER)),
    ],
)
def test_ids_that_are_codes_stay(ids: list[object]) -> None:
    table = homes(编号=ids, 村代码="130000104201")

    clean, found = cleaned(table)

    assert (clean["编号"].tolist(), found) == (ids, [])


def test_a_number_that_a_file_holds_as_a_number_is_hashed_like_the_text() -> None:
    clean, _ = cleaned(homes(编号=np.array([int(number) for number in MOBILES])))

    assert clean["编号"].tolist() == keyed(MOBILES)


@pytest.mark.parametrize("header", ["村民小组", "楼栋", "小区"])
def test_names_of_persons_keep_nobody_together(header: str) -> None:
    clean, (found,) = cleaned(homes(**{header: NAMES}))

    assert header not in clean
    assert found.rule == "personal_not_used"


def test_groups_called_like_persons_stay_where_many_share_each() -> None:
    table = homes(村民小组=["陈建国", "李娜", "王伟"] * 10)

    assert cleaned(table)[0]["村民小组"].tolist() == table["村民小组"].tolist()


def test_a_number_inside_a_text_that_is_kept_is_taken_out() -> None:
    clean, (found,) = cleaned(homes(村民小组=["3组（组长13900001234）", *["4组"] * 29]))

    assert clean["村民小组"].tolist()[:2] == ["3组（组长〔…〕）", "4组"]
    assert (found.rule, found.number) == ("personal_masked", 1)


def test_a_number_inside_every_text_that_is_kept_is_taken_out() -> None:
    clean, (found,) = cleaned(
        homes(村民小组=["3组（组长13900001234）", "4组（组长13900001235）"] * 15)
    )

    assert set(clean["村民小组"]) == {"3组（组长〔…〕）", "4组（组长〔…〕）"}
    assert found.number == NUMBER


def test_the_table_that_was_given_is_not_changed() -> None:
    table = homes(编号=IDENTITIES, 姓名=NAMES)
    before = table.copy()

    cleaned(table)

    assert table.equals(before)


def test_layers_keep_their_shapes_and_which_row_is_which() -> None:
    layer = gpd.GeoDataFrame(
        {"name": ["东塘路"] * NUMBER, "户主电话": MOBILES},
        geometry=[shapely.Point(0, k) for k in range(NUMBER)], crs="EPSG:4547",
    )  # fmt: skip
    rows = Origin(row=np.arange(5, 5 + NUMBER))

    clean, (found,) = without_personal(with_origin(layer, rows), LINES, "roads.gpkg")

    assert found.rule == "personal_dropped"
    assert clean.columns.tolist() == ["name", "geometry"]
    assert (clean.crs, clean.geometry.tolist()) == (layer.crs, layer.geometry.tolist())
    assert origin_of(clean).row.tolist() == rows.row.tolist()


def test_a_mark_in_a_long_table_is_found_where_the_plan_would_keep_it() -> None:
    number = 5000
    ids = [f"HH{k:05d}" for k in range(number)]
    ids[1237] = IDENTITIES[7]
    table = pd.DataFrame({"编号": ids, "楼栋": ["1栋"] * (number - 1) + ["2栋 13900001234"]})

    clean, found = without_personal(table, HOUSEHOLDS, "h.csv")

    assert clean["编号"][1237] == keyed([IDENTITIES[7]])[0]
    assert clean["楼栋"].tolist()[-1] == "2栋 〔…〕"
    assert [one.rule for one in found] == ["personal_ids", "personal_masked"]


@examples(60)
@given(
    header=st.sampled_from(["编号", "村民小组", "楼栋", "小区", "单元", "备注", "x9", "户数"]),
    value=st.sampled_from([IDENTITIES[3], MOBILES[3], "li@example.cn"]),
    before=st.sampled_from(["", "电话：", "3组 "]),
    row=st.integers(0, NUMBER - 1),
)
def test_nothing_planted_in_any_column_is_among_what_is_kept_or_told(
    header: str, value: str, before: str, row: int
) -> None:
    table = homes(村民小组=GROUPS)
    column = table[header].tolist() if header in table else ["1"] * NUMBER
    table[header] = [f"{before}{value}" if at == row else cell for at, cell in enumerate(column)]

    clean, found = cleaned(table)

    kept = recognise(clean, HOUSEHOLDS, "h.csv")[0].drop(columns=["households"], errors="ignore")
    assert value not in kept.to_csv() + "".join(one.zh + one.en for one in found)


# --- ids that are named elsewhere -----------------------------------------------------------------


def test_a_name_elsewhere_meets_the_hash_that_is_kept() -> None:
    ids = keyed(IDENTITIES[:2]) + ["HH1", "13900001234"]

    kept = as_kept(texts([IDENTITIES[1], "HH1", "13900001234", IDENTITIES[5], ids[0]]), ids)

    assert kept.tolist() == [ids[1], "HH1", "13900001234", IDENTITIES[5], ids[0]]


def test_no_key_is_asked_for_where_no_id_is_hashed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GRIDGEN_KEY", "too short")

    assert as_kept(texts(["13900001234"]), ["HH1"]).tolist() == ["13900001234"]


def test_ids_of_people_that_are_numbers_of_persons_become_hashes_and_names_stay() -> None:
    ids, (found,) = numbers_hashed(texts(["P1", MOBILES[0], "陈建国"]), "p.csv", "工号")

    assert ids.tolist() == ["P1", *keyed(MOBILES[:1]), "陈建国"]
    assert (found.number, "工号" in found.zh) == (1, True)


@pytest.mark.parametrize("odd", [2**63, b"x", 1.5, pd.Timestamp("2026-01-02"), [1]])
def test_cells_of_any_kind_beside_others_do_no_harm(odd: object) -> None:
    ids = [*IDS[:28], odd, IDENTITIES[0]]

    clean, (found,) = cleaned(homes(编号=ids))

    assert (found.rule, found.number) == ("personal_ids", 1)
    assert clean["编号"].tolist()[:29] == ids[:29]
