"""The presets of rules are told, with their bands, and with others."""

from __future__ import annotations

from pathlib import Path

import pytest
from asking import Client
from working import service

from gridgen.rules.levels import PRESETS
from gridgen.rules.loader import rules_of, rules_text


@pytest.fixture
def client(tmp_path: Path) -> Client:
    return service(tmp_path)


def test_every_preset_is_told_with_its_titles_and_the_bands_of_its_levels(client: Client) -> None:
    told = client.get("/presets").json()["presets"]

    assert [one["name"] for one in told] == [*PRESETS]
    assert told[0]["title"] == {"zh": "通用规则", "en": "Standard rules"}
    assert told[0]["levels"][0]["bands"]["village"] == {"fewest": 50, "most": 100, "target": 75}


def test_a_preset_is_told_as_it_is_written(client: Client) -> None:
    assert client.get("/presets/yanchi").json() == {"rules": rules_text("yanchi")[0]}


def test_a_preset_is_told_with_the_bands_that_are_asked_for(client: Client) -> None:
    told = client.get("/presets/standard?village=60,120,90&community=200,400").json()["rules"]

    level = rules_of(told, "rules.toml", read_from="-").levels[0]
    assert (level.band["village"].fewest, level.band["village"].target) == (60, 90)
    assert (level.band["community"].most, level.band["community"].target) == (400, 300)


@pytest.mark.parametrize(
    ("asked", "status", "said"),
    [
        ("none", 404, "no preset rules none"),
        ("standard?village=100,50", 422, "100"),
        ("standard?village=0,50", 400, "village"),
        ("standard?village=50,60,0", 400, "village"),
        ("standard?village=few", 400, "village"),
        ("wuzhong?village=1,2", 422, "band.village"),
    ],
)
def test_what_cannot_be_is_refused_in_words(
    client: Client, asked: str, status: int, said: str
) -> None:
    joined = "&" if "?" in asked else "?"

    answer = client.get(f"/presets/{asked}{joined}lang=en")

    assert answer.status_code == status
    assert said in answer.json()["detail"]
