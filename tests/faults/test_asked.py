"""What cannot be asked is said in one sentence, and no plan is written."""

from __future__ import annotations

from pathlib import Path

import pytest
from campaigns import campaign
from spoiled import VILLAGE, Run


@pytest.mark.parametrize(
    ("words", "said"),
    campaign(
        [
            (["--grids", "nope=3"], "nope"),
            (["--grids", "nope"], "CODE=NUMBER"),
            (["--grids", f"{VILLAGE}=0"], "CODE=NUMBER"),
            (["--grids", f"{VILLAGE}=-1"], "CODE=NUMBER"),
            (["--grids", f"{VILLAGE}=1.5"], "CODE=NUMBER"),
            (["--grids", f"{VILLAGE}=145"], "145"),
            (["--grids", f"{VILLAGE}={10**30}"], str(10**30)),
            (["--grids", f"{VILLAGE}=" + "9" * 5000], "99999"),
            (["--target", "49"], "49"),
            (["--target", "250"], "250"),
            (["--target", "501"], "501"),
            (["--target", "0"], "--target"),
            (["--target", "x"], "--target"),
            (["--rules", "unknown"], "unknown"),
            (["--rules", "missing.toml"], "missing.toml"),
            (["--rules", "bad.toml"], "bad.toml"),
            (["--rules", ""], "standard"),
            (["--effort", "enormous"], "enormous"),
            (["--seed", "-1"], "--seed"),
            (["--workers", "-1"], "--workers"),
            (["--lang", "fr"], "fr"),
            (["--communities", "missing.gpkg"], "missing.gpkg"),
            (["--lines", "missing.gpkg"], "missing.gpkg"),
            (["--nonsense"], "--nonsense"),
        ],
        every=3,
        several=True,
    ),
)
def test_what_cannot_be_asked_is_said_in_one_sentence(
    run: Run, input_file: Path, words: list[str], said: str
) -> None:
    Path("bad.toml").write_text("name = 'x'\n[[level]]\nname = 3\n")

    code, out, err = run("divide", input_file, "-o", "p.gpkg", *words)

    assert (code, out) == (2, "")
    assert said in err
    assert not Path("p.gpkg").exists()


RULES = """
name = "my"
title = {{ zh = "x", en = "x" }}
[[level]]
name = "{level}"
parent = "communities"
keep = ["place"]
label = {{ zh = "第{{n}}", en = "No. {{n}}" }}
band.village = {{ fewest = 50, most = 100 }}
"""


@pytest.mark.parametrize("level", ["households", "findings", "plan", "lines", "buildings", "ids"])
def test_a_level_may_not_take_the_name_of_another_layer_or_column(
    run: Run, input_file: Path, level: str
) -> None:
    Path("my.toml").write_text(RULES.format(level=level))

    code, _, err = run("divide", input_file, "-o", "p.gpkg", "--rules", "my.toml")

    assert code == 2
    assert level in err


@pytest.mark.parametrize("words", campaign([[], ["--json"], ["--lang", "zh"]], everyday=1))
def test_a_level_of_the_users_own_name_is_divided_and_shown(
    run: Run, input_file: Path, words: list[str]
) -> None:
    Path("my.toml").write_text(RULES.format(level="service_teams"))

    code, out, err = run("divide", input_file, "-o", "p.gpkg", "--rules", "my.toml", *words)

    assert (code, err) == (0, "")
    assert "service teams" in out.replace("_", " ")
    assert run("check", "p.gpkg")[0] == 0
    assert run("locate", "p.gpkg", "--id", "h0")[0] == 0


@pytest.mark.parametrize(
    ("words", "said"),
    campaign(
        [
            (["--lon", "nan", "--lat", "31"], "nan"),
            (["--lon", "114", "--lat", "inf"], "inf"),
            (["--lon", "1e400", "--lat", "31"], "inf"),
            (["--lon", "361", "--lat", "31"], "361"),
            (["--lon", "114", "--lat", "-91"], "-91"),
            (["--lon", "500000", "--lat", "3400000"], "500000"),
            (["--lon", "x", "--lat", "31"], "--lon"),
            (["--lon", "114"], "--lat"),
            ([], "--id"),
            (["--id", "nobody"], "nobody"),
            (["--id", ""], "''"),
            (["--id", "h0", "--lon", "114", "--lat", "31"], "--id"),
            (["--points", "missing.csv"], "missing.csv"),
        ],
        every=2,
        several=True,
    ),
)
@pytest.mark.parametrize("as_json", campaign([True, False], everyday=1))
def test_a_place_that_cannot_be_asked_for_is_said_in_one_sentence(
    run: Run, plan_file: Path, words: list[str], said: str, as_json: bool
) -> None:
    code, out, err = run("locate", plan_file, *words, *["--json"] * as_json)

    assert (code, out) == (2, "")
    assert said in err
