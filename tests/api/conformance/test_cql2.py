"""CQL2 (21-065r2), annex A: every class that is declared, asked of the service as CQL2 text.

The data of the standard (Natural Earth) are asked where pyogrio's own copy of the countries is
installed; the town answers the rest, whose truth is worked out here feature by feature.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pyogrio
import pytest
import shapely
from asking import Client
from conforming import collections, features, fetched, ids, items_of, refused

from api.filters import chosen

pytestmark = pytest.mark.slow  # ported; tests of the service ask the same of fewer things

SCHEMA = "application/schema+json"
WORLD = "-180,-90,180,90"
WHOLE = "POLYGON((-180 -90,180 -90,180 90,-180 90,-180 -90))"
VALUES = {"string": "'foo'", "boolean": "true", "number": "3.14", "integer": "1"}
COUNTRIES = (
    Path(pyogrio.__file__).parent / "tests/fixtures/naturalearth_lowres/naturalearth_lowres.shp"
)


def queryables(client: Client, *kinds: str) -> Iterator[tuple[str, str, str]]:
    """Yield the address, name and type of each property that can be asked for."""
    for one in collections(client):
        found = fetched(client, f"/collections/{one['id']}/queryables", SCHEMA)["properties"]
        for name, schema in found.items():
            if schema.get("type") in kinds:
                yield items_of(one), name, schema["type"]


def test_there_is_something_to_ask_by(client: Client) -> None:
    """/conf/basic-cql2/basic-test."""
    for one in collections(client):
        assert any(address == items_of(one) for address, _, _ in queryables(client, *VALUES))


@pytest.mark.parametrize(("this", "other"), [("=", "<>"), (">", "<="), ("<", ">=")])
def test_a_comparison_and_its_opposite_share_nothing(client: Client, this: str, other: str) -> None:
    """/conf/basic-cql2/comparison."""
    for address, name, kind in queryables(client, *VALUES):
        one, two = (ids(client, address, filter=f"{name} {op} {VALUES[kind]}")
                    for op in (this, other))  # fmt: skip
        there = {f["id"] for f in features(client, address)
                 if f["properties"][name] not in (None, "")}  # fmt: skip
        assert not one & two
        assert one | two == there


def test_what_is_missing_is_null_and_the_rest_is_not(client: Client) -> None:
    """/conf/basic-cql2/is-null."""
    for address, name, _ in queryables(client, *VALUES):
        missing = ids(client, address, filter=f"{name} IS NULL")
        there = ids(client, address, filter=f"{name} is not null")
        assert not missing & there
        assert missing | there == ids(client, address)


def test_true_is_everything_and_false_nothing(client: Client) -> None:
    """/conf/basic-cql2/boolean."""
    for one in collections(client):
        assert ids(client, items_of(one), filter="true") == ids(client, items_of(one))
        assert ids(client, items_of(one), filter="false") == set()


def test_patterns_mean_what_their_signs_say(client: Client) -> None:
    """/conf/advanced-comparison-operators/like."""
    for address, name, _ in queryables(client, "string"):
        found = {
            pattern: ids(client, address, filter=f"{name} LIKE '{pattern}'")
            for pattern in ("%", "%%", "_%", "", "\\%\\_")
        }
        assert found["%"] == found["%%"] == ids(client, address, filter=f"{name} IS NOT NULL")
        assert not found["_%"] & found[""]
        assert not found["\\%\\_"]


def test_between_takes_both_ends(client: Client) -> None:
    """/conf/advanced-comparison-operators/between."""
    for address, name, _ in queryables(client, "number", "integer"):
        expected = {f["id"] for f in features(client, address)
                    if f["properties"][name] is not None
                    and 0 <= f["properties"][name] <= 100}  # fmt: skip
        assert ids(client, address, filter=f"{name} BETWEEN 0 AND 100") == expected
        assert ids(client, address, filter=f"{name} between 100.0 and 1.0") == set()


@pytest.mark.parametrize(
    ("kind", "listed"),
    [("integer", "1, 2, 3"), ("number", "1, 2, 3"), ("string", "'foo', 'bar'"),
     ("boolean", "true")],
)  # fmt: skip
def test_in_finds_what_is_listed(client: Client, kind: str, listed: str) -> None:
    """/conf/advanced-comparison-operators/in."""
    for address, name, _ in queryables(client, kind):
        among = ids(client, address, filter=f"{name} IN ({listed})")
        others = ids(client, address, filter=f"{name} not in ({listed})")
        assert not among & others
        assert among | others == ids(client, address, filter=f"{name} IS NOT NULL")


def test_case_counts_for_nothing_where_casei_says_so(client: Client) -> None:
    """/conf/case-insensitive-comparison/casei, /conf/case-insensitive-comparison/casei-like."""
    for address, name, _ in queryables(client, "string"):
        equal = ids(client, address, filter=f"CASEI({name}) = casei('foo')")
        different = ids(client, address, filter=f"CASEI({name}) <> casei('FOO')")
        low = ids(client, address, filter=f"CASEI({name}) LIKE casei('in b%')")
        high = ids(client, address, filter=f"CASEI({name}) LIKE casei('IN B%')")
        assert not equal & different
        assert low == high


def test_shapes_meet_points_and_boxes(client: Client) -> None:
    """/conf/basic-spatial-functions/s_intersects."""
    for one in collections(client):
        address = items_of(one)
        assert ids(client, address, filter=f"S_INTERSECTS(geometry,BBOX({WORLD}))") == ids(
            client, address
        )
        assert ids(client, address, filter="S_INTERSECTS(geometry,POINT(7.02 49.92))") == set()
        refused(client, address, filter="S_INTERSECTS(geometry,POINT(90 180))")
        both = ("S_INTERSECTS(geometry,BBOX(-180,-90,-90,90)) AND "
                "S_INTERSECTS(geometry,BBOX(90,-90,180,90))")  # fmt: skip
        assert ids(client, address, filter=both) == set()


@pytest.mark.parametrize(
    ("shape", "is_met"),
    [
        ("LINESTRING(-180 -45, 0 -45)", False),
        ("MULTILINESTRING((-180 -45, 0 -45), (0 31.001, 180 31.001))", True),
        ("POLYGON((-180 -90, -90 -90, -90 90, -180 90, -180 -90), (-120 -50, -100 -50, -100 -40, "
         "-120 -40, -120 -50))", False),
        ("MULTIPOLYGON(((-180 -90, -90 -90, -90 90, -180 90, -180 -90)),((113 30, 115 30, 115 32, "
         "113 32, 113 30)))", True),
        ("GEOMETRYCOLLECTION(POINT(7.02 49.92), POLYGON((0 0, 10 0, 10 10, 0 10, 0 0)))", False),
    ],
)  # fmt: skip
def test_shapes_meet_every_kind_of_shape(client: Client, shape: str, is_met: bool) -> None:
    """/conf/basic-spatial-functions-plus/s_intersects."""
    for one in collections(client):
        found = ids(client, items_of(one), filter=f"S_INTERSECTS(geometry,{shape})")
        assert bool(found) == is_met


def test_a_shape_with_a_place_that_there_is_not_is_refused(client: Client) -> None:
    """/conf/basic-spatial-functions-plus/s_intersects: the first of its expressions."""
    for one in collections(client):
        refused(
            client, items_of(one), filter="S_INTERSECTS(geometry,MULTIPOINT(7.02 49.92, 90 180))"
        )


_JUDGES: dict[str, Callable[[Any, Any], Any]] = {
    "S_INTERSECTS": lambda a, b: not a.disjoint(b),
    "S_DISJOINT": lambda a, b: a.disjoint(b),
    "S_EQUALS": lambda a, b: a.symmetric_difference(b).area == 0 and a.area > 0 and b.area > 0,
    "S_TOUCHES": lambda a, b: a.relate_pattern(b, "F***T****") or a.relate_pattern(b, "FT*******")
    or a.relate_pattern(b, "F**T*****"),
    "S_CROSSES": lambda a, b: b.geom_type == "LineString" and a.relate_pattern(b, "T*****T**"),
    "S_WITHIN": lambda a, b: a.relate_pattern(b, "T*F**F***"),
    "S_CONTAINS": lambda a, b: a.relate_pattern(b, "T*****FF*"),
    "S_OVERLAPS": lambda a, b: b.geom_type == "Polygon" and a.relate_pattern(b, "T*T***T**"),
}  # fmt: skip


@pytest.mark.parametrize("name", _JUDGES)
def test_every_relation_of_shapes_is_that_of_the_standard(client: Client, name: str) -> None:
    """/conf/spatial-functions/s_intersects, /conf/spatial-functions/s_disjoint,
    /conf/spatial-functions/s_equals, /conf/spatial-functions/s_touches,
    /conf/spatial-functions/s_crosses, /conf/spatial-functions/s_within,
    /conf/spatial-functions/s_contains, /conf/spatial-functions/s_overlaps: judged by the matrices
    of the standard (DE-9IM), of shapes that meet those of the town in every way."""
    for one in collections(client):
        everything = {f["id"]: shapely.from_geojson(str(f["geometry"]).replace("'", '"'))
                      for f in features(client, items_of(one))}  # fmt: skip
        first = next(iter(everything.values()))
        west, south, east, north = first.bounds
        shapes = [first, shapely.box(west, south, east, north).buffer(0.001),
                  first.buffer(-1e-4), first.representative_point(),
                  shapely.LineString([(west - 1, south), (east, north + 1e-5)])]  # fmt: skip
        for shape in shapes:
            text = shapely.to_wkt(shape, rounding_precision=-1)
            said = f"{name}(geometry,{text})"
            expected = {code for code, own in everything.items() if _JUDGES[name](own, shape)}
            assert ids(client, items_of(one), filter=said) == expected, said


@pytest.mark.parametrize("name", _JUDGES)
def test_a_box_is_the_polygon_of_its_corners(client: Client, name: str) -> None:
    """/conf/spatial-functions/s_within and its like: the world as a box and as a polygon."""
    for one in collections(client):
        boxed = ids(client, items_of(one), filter=f"{name}(geometry,BBOX({WORLD}))")
        drawn = ids(client, items_of(one), filter=f"{name}(geometry,{WHOLE})")
        assert boxed == drawn
        several = "MULTIPOINT(7 50,10 51)"
        assert (ids(client, items_of(one), filter=f"{name}(geometry,{several})") != set()) == (
            name == "S_DISJOINT"
        )
        if name in ("S_INTERSECTS", "S_DISJOINT"):
            refused(client, items_of(one), filter=f"{name}(geometry,POINT(90 180))")


@pytest.mark.parametrize(
    ("text", "worked_out"),
    [
        ("{0} = 12+8", lambda n: n == 20),
        ("{0} >= 22-2*2^0", lambda n: n >= 20),
        ("{0} > 30-20/2", lambda n: n > 20),
        ("{0} > 30-21 div 2", lambda n: n > 20),
        ("{0} > 20-5%2", lambda n: n > 19),
        ("{0} <= 12+8*1", lambda n: n <= 20),
        ("{0} < 12+2^3", lambda n: n < 20),
        ("{0} <> 22-2^1", lambda n: n != 20),
        ("{0} between 40/2 and (3*(10+2))", lambda n: 20 <= n <= 36),
        ("{0} in (10+10,3*10,399+1)", lambda n: n in (20, 30, 400)),
        ("12+8={0}", lambda n: n == 20),
        ("{0}*2 > {0}+20", lambda n: n > 20),
    ],
)
def test_numbers_are_worked_out(
    client: Client, text: str, worked_out: Callable[[float], bool]
) -> None:
    """/conf/arithmetic/arithmetic, and /conf/arithmetic/test-data with numbers of the town."""
    for address, name, _ in queryables(client, "number", "integer"):
        expected = {f["id"] for f in features(client, address)
                    if f["properties"][name] is not None
                    and worked_out(f["properties"][name])}  # fmt: skip
        assert ids(client, address, filter=text.format(name)) == expected


def test_signs_in_texts_are_read_as_they_are_escaped(client: Client) -> None:
    """/conf/cql2-text/escaping: a quotation mark is written twice."""
    columns = {"name": np.array(["it's", "its", "a\tb", "a\nb", ""], object)}
    shapes = np.full(5, None, object)

    assert chosen("name = 'it''s'", columns, shapes).tolist() == [True] + [False] * 4
    assert chosen("name = 'a\tb'", columns, shapes).tolist() == [False] * 2 + [True] + [False] * 2
    assert chosen("name = 'a\nb'", columns, shapes).tolist() == [False] * 3 + [True, False]
    assert ids(client, items_of(collections(client)[0]), filter="name = 'it''s'") == set()


_PREDICATES: dict[str, Callable[[dict[str, Any]], bool | None]] = {
    "households > 20": lambda p: p["households"] > 20,
    "households BETWEEN 20 AND 100": lambda p: 20 <= p["households"] <= 100,
    "name LIKE '清河%'": lambda p: p["name"].startswith("清河") if p["name"] else None,
    "name IS NULL": lambda p: not p["name"],
    "status IN ('in band', 'foo')": lambda p: p["status"] in ("in band", "foo")
    if p["status"] else None,
    "CASEI(status) = casei('IN BAND')": lambda p: p["status"].lower() == "in band"
    if p["status"] else None,
    "households + 1 > 21": lambda p: p["households"] > 20,
    "true": lambda p: True,
    "code <> 'foo'": lambda p: p["code"] != "foo",
}  # fmt: skip
"""Conditions, each with what it says of a feature: yes, no, or None where a value is missing."""


def _not(one: bool | None) -> bool | None:
    return None if one is None else not one


def _all(*many: bool | None) -> bool | None:
    return False if False in many else None if None in many else True


def _any(*many: bool | None) -> bool | None:
    return _not(_all(*map(_not, many)))


@pytest.mark.parametrize("draw", range(20))
def test_conditions_are_joined_as_logic_has_it(client: Client, draw: int) -> None:
    """/conf/basic-cql2/logical, /conf/advanced-comparison-operators/logical,
    /conf/case-insensitive-comparison/logical, /conf/basic-spatial-functions/logical,
    /conf/spatial-functions/logical, /conf/arithmetic/logical: of a missing value nothing is true,
    nor is its opposite."""
    texts = np.random.default_rng(draw).permutation([*_PREDICATES])[:4].tolist()
    one, two, three, four = texts
    said = f"((NOT {one} AND {two}) OR ({three} and NOT {four}) or not ({one} AND {four}))"

    def holds(properties: dict[str, Any]) -> bool:
        p1, p2, p3, p4 = (_PREDICATES[text](properties) for text in texts)
        return bool(_any(_all(_not(p1), p2), _all(p3, _not(p4)), _not(_all(p1, p4))))

    address = "/collections/qinghe.grids/items"
    expected = {f["id"] for f in features(client, address) if holds(f["properties"])}
    assert ids(client, address, filter=said) == expected


@pytest.mark.skipif(not COUNTRIES.exists(), reason="this pyogrio has no copy of Natural Earth")
@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("NAME='Luxembourg'", 1),
        ("NAME>='Luxembourg'", 84),
        ("NAME>'Luxembourg'", 83),
        ("NAME<='Luxembourg'", 94),
        ("NAME<'Luxembourg'", 93),
        ("NAME<>'Luxembourg'", 176),
        ("S_INTERSECTS(geometry,BBOX(0,40,10,50))", 8),
        ("S_INTERSECTS(geometry,BBOX(150,-90,-150,90))", 10),
        ("S_INTERSECTS(geometry,POINT(7.02 49.92))", 1),
        ("S_INTERSECTS(geometry,BBOX(0,40,10,50)) and S_INTERSECTS(geometry,BBOX(5,50,10,60))", 3),
        ("S_INTERSECTS(geometry,BBOX(0,40,10,50)) and not "
         "S_INTERSECTS(geometry,BBOX(5,50,10,60))", 5),
        ("S_INTERSECTS(geometry,LINESTRING(-180 -45, 0 -45))", 2),
        ("S_INTERSECTS(geometry,MULTILINESTRING((-180 -45, 0 -45), (0 45, 180 45)))", 14),
        ("S_INTERSECTS(geometry,POLYGON((-180 -90, -90 -90, -90 90, -180 90, -180 -90), "
         "(-120 -50, -100 -50, -100 -40, -120 -40, -120 -50)))", 8),
        ("S_INTERSECTS(geometry,MULTIPOLYGON(((-180 -90, -90 -90, -90 90, -180 90, -180 -90), "
         "(-120 -50, -100 -50, -100 -40, -120 -40, -120 -50)),((0 0, 10 0, 10 10, 0 10, 0 0))))",
         15),
        ("S_INTERSECTS(geometry,GEOMETRYCOLLECTION(POINT(7.02 49.92), "
         "POLYGON((0 0, 10 0, 10 10, 0 10, 0 0))))", 8),
        ("S_INTERSECTS(geometry,POLYGON((0 40,10 40,10 50,0 50,0 40)))", 8),
        ("S_INTERSECTS(geometry,LINESTRING(0 40,10 50))", 4),
        ("S_DISJOINT(geometry,BBOX(0,40,10,50))", 169),
        ("S_DISJOINT(geometry,LINESTRING(0 40,10 50))", 173),
        ("S_DISJOINT(geometry,POINT(7.02 49.92))", 176),
        ("S_TOUCHES(geometry,POINT(6.043073357781111 50.128051662794235))", 3),
        ("S_TOUCHES(geometry,POINT(6.242751092156993 49.90222565367873))", 2),
        ("S_TOUCHES(geometry,LINESTRING(6.043073357781111 50.128051662794235,"
         "6.242751092156993 49.90222565367873))", 3),
        ("S_WITHIN(geometry,BBOX(-180,-90,0,90))", 44),
        ("S_CONTAINS(geometry,BBOX(7,50,8,51))", 1),
        ("S_CONTAINS(geometry,LINESTRING(7 50,8 51))", 1),
        ("S_CONTAINS(geometry,POINT(7.02 49.92))", 1),
        ("S_OVERLAPS(geometry,BBOX(-180,-90,0,90))", 11),
    ],
)  # fmt: skip
def test_the_countries_of_the_standard_are_found_as_it_counts_them(text: str, number: int) -> None:
    """/conf/basic-cql2/test-data, /conf/basic-spatial-functions/test-data,
    /conf/basic-spatial-functions-plus/test-data, /conf/spatial-functions/test-data: the rows of
    their tables about countries that these countries can answer."""
    table = pyogrio.read_dataframe(COUNTRIES)

    found = chosen(text, {"NAME": table["name"].to_numpy(object)}, table.geometry.to_numpy())

    assert int(found.sum()) == number


def test_every_class_is_asked_in_cql2_text(client: Client) -> None:
    """/conf/cql2-text/validate: all of the above are asked in it, and it is the only language."""
    found = fetched(client, "/conformance")["conformsTo"]

    assert "http://www.opengis.net/spec/cql2/1.0/conf/cql2-text" in found
    assert "http://www.opengis.net/spec/cql2/1.0/conf/cql2-json" not in found
