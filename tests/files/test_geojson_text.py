"""GeoJSON of every writing is read: with a mark, in GBK, feature by feature."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from saved import HOMES

from gridgen.files.geojson_text import is_in_lines
from gridgen.files.inputs import read_inputs
from gridgen.model.errors import ReadError

WHOLE = HOMES.to_json(drop_id=True, ensure_ascii=False)
FEATURES = [json.dumps(one, ensure_ascii=False) for one in json.loads(WHOLE)["features"]]


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.geojson", WHOLE.encode()),
        ("a.json", WHOLE.encode()),
        ("a.geojson", b"\xef\xbb\xbf" + WHOLE.encode()),
        ("a.geojson", WHOLE.encode("gb18030")),
        ("a.geojson", json.dumps(json.loads(WHOLE), ensure_ascii=False, indent=1).encode("gbk")),
        ("a.geojsonl", "\n".join(FEATURES).encode()),
        ("a.geojsonl", "\r\n".join(FEATURES).encode("gbk")),
        ("a.geojsons", "".join(f"\x1e{one}\n" for one in FEATURES).encode()),
        ("a.geojsons", "".join(f"\x1e{one}\n" for one in FEATURES).replace(", ", ",\n").encode()),
    ],
)
def test_every_writing_of_a_geojson_is_read(tmp_path: Path, name: str, content: bytes) -> None:
    (tmp_path / name).write_bytes(content)

    homes = read_inputs(tmp_path / name).households

    assert homes["编号"].tolist() == ["甲1", "甲2"]
    assert homes.geometry.x.tolist() == [114.01, 114.02]


def test_the_encoding_may_be_said(tmp_path: Path) -> None:
    (tmp_path / "a.geojson").write_bytes(WHOLE.encode("gb18030"))

    assert read_inputs(tmp_path / "a.geojson", encoding="gbk").households["编号"][0] == "甲1"


@pytest.mark.parametrize("text", ['{"type": "Feature"', '{"type": "Feature"}\n{"type"', "[1,"])
def test_what_is_no_json_is_refused(tmp_path: Path, text: str) -> None:
    (tmp_path / "a.geojson").write_text(text)

    with pytest.raises(ReadError, match=r"a\.geojson: the JSON cannot be read"):
        read_inputs(tmp_path / "a.geojson")


@pytest.mark.parametrize(
    ("text", "is_so"),
    [("{}", False), ("{}\n", False), ("{}\n{}", True), ("{\n}", False), ("\x1e{}", True),
     ('{"a":\n{"b": 1}}', False)],
)  # fmt: skip
def test_features_in_lines_are_told_from_one_text_of_many_lines(text: str, is_so: bool) -> None:
    assert is_in_lines(text) is is_so
