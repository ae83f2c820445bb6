"""Files that are none, and texts that hurt: one sentence, or through the whole line unharmed."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from campaigns import campaign
from spoiled import SIDE, WHOLE, Run, homes, villages

NASTY = (
    "O'Br\"ien; DROP TABLE plan;--\n\t<script>alert(1)</script> 😀 䶮 \u202e{0} %s " + "长" * 3000
)


def test_texts_of_every_kind_pass_through_file_check_locate_and_map(run: Run) -> None:
    households = homes(building=["[red]" + NASTY] * 2 + [""] * (SIDE**2 - 2))
    households.loc[0, "id"] = NASTY
    households.to_file("in.gpkg", layer="households")
    named = villages(WHOLE, name=[NASTY]).assign(code=NASTY)
    named.to_file("in.gpkg", layer="communities")

    divided = run("divide", "in.gpkg", "-o", "p.gpkg", "--json", "--effort", "fast")
    shown = run("divide", "in.gpkg", "-o", "p.gpkg", "--effort", "fast")
    checked = run("check", "p.gpkg", "--json", "--excel", "f.xlsx")
    found = run("locate", "p.gpkg", "--id", NASTY.strip(), "--json")
    drawn = run("map", "p.gpkg", "-o", "m.html")

    assert [code for code, _, _ in (divided, shown, checked, found, drawn)] == [0] * 5
    assert json.loads(found[1])["community"] == {"code": NASTY.strip(), "name": NASTY.strip()}
    assert "<script>alert(1)" not in Path("m.html").read_text("utf-8")


def test_columns_and_layers_named_like_words_of_sql_do_no_harm(run: Run) -> None:
    words = ["select", "from", "where", "order", "table", "fid_", "geom_", "rowid", "null", 'a"b']
    extra = {word: ["1; DROP TABLE households"] * SIDE**2 for word in words}
    homes(**extra).to_file("in.gpkg", layer="select * from")
    villages(WHOLE, group=["x"], order=["y"]).to_file("in.gpkg", layer="order by")

    code, _, err = run(
        "divide", "in.gpkg:select * from", "--communities", "in.gpkg:order by", "-o", "p.gpkg"
    )

    assert (code, err) == (0, "")
    assert run("check", "p.gpkg")[0] == 0


FILES = {
    "empty": b"",
    "spaces": b" \n\n ",
    "header alone": b"id,lon,lat\n",
    "no geometry": b"id,name\n1,a\n",
    "binary": bytes(range(256)) * 20,
    "html": b"<html>not found</html>",
    "json": b'{"a": 1}',
    "half json": b'{"type": "FeatureCollection", "features": [',
    "no features": b'{"type": "FeatureCollection", "features": []}',
    "null features": b'{"type": "FeatureCollection", "features": null}',
    "feature of null": b'{"type":"FeatureCollection","features":[{"type":"Feature",'
    b'"properties":null,"geometry":null}]}',
    "deep json": b"[" * 100_000,
    "half sqlite": b"SQLite format 3\x00" + b"\x10" * 84,
    "half parquet": b"PAR1abcPAR1",
    "half zip": b"PK\x03\x04abc",
    "vrt": b"<OGRVRTDataSource></OGRVRTDataSource>",
    "long row": b"id,lon,lat\n1,114,31,9,9\n",
    "open quote": b'id,lon,lat\n"1,114,31\n',
    "nul": b"id,lon,lat\n1\x00,114,31\n",
}


ROLES = ("households", "communities", "check", "locate", "points", "map")


@pytest.mark.parametrize(
    ("name", "role"),
    # A layer of communities without features counts as not given, and is told.
    campaign(
        [(n, r) for r in ROLES for n in FILES if (n, r) != ("no features", "communities")],
        every=5,
        several=True,
    ),
)
def test_a_file_that_is_none_is_refused_in_one_sentence(
    name: str, role: str, run: Run, input_file: Path, plan_file: Path
) -> None:
    Path("bad").write_bytes(FILES[name])
    words = {
        "households": ["divide", "bad", "-o", "p.gpkg"],
        "communities": ["divide", input_file, "--communities", "bad", "-o", "p.gpkg"],
        "check": ["check", "bad"],
        "locate": ["locate", "bad", "--id", "h0"],
        "points": ["locate", plan_file, "--points", "bad"],
        "map": ["map", "bad", "-o", "m.html"],
    }[role]

    code, out, err = run(*words)

    assert (code, out) == (2, "")
    assert err.startswith("gridgen: ")
    assert err.count("\n") == 1
    assert not Path("p.gpkg").exists()


@pytest.mark.parametrize("words", [["divide", "-o", "p.gpkg"], ["check"], ["map", "-o", "m.html"]])
@pytest.mark.parametrize(
    "path", campaign(["missing.gpkg", ".", "", "https://example.org/a.gpkg", "a" * 300], everyday=2)
)
def test_a_path_that_is_no_file_is_refused(run: Run, words: list[str], path: str) -> None:
    code, out, err = run(words[0], path, *words[1:])

    assert (code, out) == (2, "")
    assert err.startswith("gridgen: ")


@pytest.mark.parametrize(
    "words", [["check"], ["locate", "--lon", "1", "--lat", "1"], ["map", "-o", "m"]]
)
def test_an_input_is_not_taken_for_a_plan(run: Run, words: list[str], input_file: Path) -> None:
    code, _, err = run(words[0], input_file, *words[1:])

    assert code == 2
    assert "grids" in err
