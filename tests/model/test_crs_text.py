"""A text is taken where it can name nothing but a coordinate system."""

from __future__ import annotations

import pytest
from pyproj import CRS

from gridgen.model.crs import is_degrees
from gridgen.model.crs_text import Taken, judged
from gridgen.model.errors import CoordinateError

BOUND = (
    'BOUNDCRS[SOURCECRS[GEOGCRS["x",DATUM["x",ELLIPSOID["krass",6378245,298.3]]]],'
    'ABRIDGEDTRANSFORMATION["x",METHOD["NTv2"],PARAMETERFILE["grid","/srv/grid.gsb"]]]'
)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("EPSG:4547", "EPSG:4547"),
        ("epsg:4547", "EPSG:4547"),
        ("ESRI:102025", "ESRI:102025"),
        ("EPSG:4490+5737", "EPSG:4490+5737"),
        ("urn:ogc:def:crs:EPSG::4490", "EPSG:4490"),
        ("urn:ogc:def:crs:EPSG:9.9:4490", "EPSG:4490"),
        ("urn:ogc:def:crs:OGC:1.3:CRS84", "OGC:CRS84"),
        ("http://www.opengis.net/def/crs/EPSG/0/4490", "EPSG:4490"),
        ("http://www.opengis.net/gml/srs/epsg.xml#4490", "EPSG:4490"),
        ("+init=epsg:4547", "EPSG:4547"),
        (" \ufeffEPSG:4547\n", "EPSG:4547"),
    ],
)
def test_names_of_one_system_become_one_code(text: str, code: str) -> None:
    assert judged(text) == (Taken.PLAIN, code)


@pytest.mark.parametrize(
    "text",
    [
        "http://127.0.0.1:9911/crs.prj",
        "http://www.opengis.net.example.org/def/crs/EPSG/0/4490",
        "/srv/secret.csv",
        "C:\\secret.csv",
        "+init=/srv/secret.csv:1",
        "+init=epsg",
        "+proj=longlat +ellps=krass +nadgrids=/srv/grid.gsb",
        "+proj=longlat +ellps=krass +nadgrids=grid.gsb",
        "+proj=longlat +ellps=WGS84 +geoidgrids=egm.gtx",
        "+proj=pipeline +step +proj=hgridshift +grids=/srv/grid.gsb",
        "proj=tinshift file=/srv/t.json",
        "+proj=longlat +datum=/srv/x",
        "+proj=longlat +never_heard_of=1",
        BOUND,
        BOUND.replace("PARAMETERFILE", "parameterfile"),
        'GEOGCS["x",DATUM["x",SPHEROID["k",6378245,298.3],EXTENSION["PROJ4_GRIDS","/srv/g"]]]',
        'GEOGCS["x",EXTENSION["PROJ4","+proj=longlat +nadgrids=/srv/g"]]',
        'GEOGCS["x",EXTENSION[PROJ4,"+proj=longlat +nadgrids=/srv/g"]]',
        '{"type":"BoundCRS","transformation":{"parameters":[{"name":"f","value":"/srv/g"}]}}',
    ],
)
def test_what_names_a_file_a_grid_or_an_address_is_not_taken(text: str) -> None:
    assert judged(text)[0] is Taken.REACHING
    with pytest.raises(CoordinateError, match=r"would open a file or an address.*EPSG:4547"):
        is_degrees(text)


@pytest.mark.parametrize(
    "text",
    ["", "大地2000坐标系", "WGS 84", "CGCS2000 (3 degrees)", "GEOGCS[", 'GEOGCS["a"]]', "[]", "{}",
     '{"type":"Datum"}', "NOCRS[1]", "GEOGCS[" * 90 + "]" * 90, "x" * 100_000, "{" * 5000],
)  # fmt: skip
def test_what_is_no_system_is_unknown(text: str) -> None:
    assert judged(text)[0] is Taken.UNKNOWN


@pytest.mark.parametrize(
    "code",
    ["EPSG:4326", "EPSG:4490", "EPSG:4547", "EPSG:3857", "EPSG:2249", "EPSG:32650", "EPSG:5041",
     "ESRI:102025", "EPSG:4490+5737"],
)  # fmt: skip
@pytest.mark.filterwarnings("ignore:You will likely lose important projection information")
def test_every_way_to_write_a_system_of_the_registry_is_plain(code: str) -> None:
    crs = CRS.from_user_input(code)

    texts = [crs.to_wkt(), crs.to_wkt(pretty=True), crs.to_json(), crs.to_proj4()]
    texts += [crs.to_wkt("WKT1_GDAL"), crs.to_wkt("WKT1_ESRI")]

    assert {judged(text) for text in texts} == {(Taken.PLAIN, text) for text in texts}


def test_web_mercator_as_old_programs_write_it_is_plain() -> None:
    text = "+proj=merc +a=6378137 +b=6378137 +lat_ts=0 +lon_0=0 +units=m +nadgrids=@null +no_defs"
    crs = CRS.from_user_input(text)

    assert {judged(said)[0] for said in (text, crs.to_wkt(), crs.to_json())} == {Taken.PLAIN}
