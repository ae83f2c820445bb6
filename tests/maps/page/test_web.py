"""The map page: self-contained, equal for equal plans, and deaf to markup in names."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import shapely
from campaigns import campaign
from geopandas.testing import assert_geodataframe_equal
from maps_page import corners
from maps_plans import read_or_skip, sample_plan
from plans import EAST_GATE, METRES, VILLAGE, altered, town, with_people

from gridgen.model.centres import Centres
from gridgen.model.communities import Communities
from gridgen.model.errors import NotInPlanError, WriteError
from gridgen.model.ground import Features
from gridgen.model.households import Households
from gridgen.model.people import Post
from gridgen.model.plan import MadeBy, Plan
from gridgen.model.ties import Tie
from gridgen.model.township import Township
from gridgen.model.zones import Zones
from gridgen.plans.part import part_of
from gridgen.words.say import say
from maps.page.web import save_map, web_map

HOSTILE = [
    "</script><script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "{{ 7 * 7 }}{% raw %}{#",
    "\"'`${alert(1)}\\",
    "line\u2028end",
]


class Elements(HTMLParser):
    """Every element of a page with its attributes, and the text of its scripts."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.scripts: list[str] = []
        self.feed(page)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))
        if tag == "script":
            self.scripts.append("")

    def handle_data(self, data: str) -> None:
        if self.found and self.found[-1][0] == "script":
            self.scripts[-1] += data


def content(page: str) -> dict[str, Any]:
    """What the page draws, read back from it."""
    start = page.index("drawPlan(map_plan, ") + len("drawPlan(map_plan, ")
    found, _ = json.JSONDecoder().raw_decode(page, start)
    return found


def test_the_page_refers_to_nothing_outside_itself() -> None:
    elements = Elements(web_map(town())).found

    links = [v for _, attributes in elements for k, v in attributes.items() if k in ("src", "href")]
    assert [link for link in links if link and not link.startswith("data:")] == []
    assert "script" in {tag for tag, _ in elements}


def test_styles_and_scripts_fetch_nothing() -> None:
    page = web_map(town())

    fetched = re.findall(r"url\(\s*['\"]?(?!data:|#)([^)]*)\)", page)
    # Neither is a request: a switch of old Internet Explorer, and a hatch named in the page.
    assert [url for url in fetched if "VML" not in url and "${" not in url] == []
    assert "@import" not in page
    assert "sourceMappingURL" not in page


def test_the_same_plan_gives_the_same_page() -> None:
    assert web_map(town(), lang="zh") == web_map(town(), lang="zh")


def test_the_same_plan_gives_the_same_page_in_another_process() -> None:
    here = Path(__file__).parents[2]
    code = (
        f"import sys; sys.path.insert(0, {str(here)!r}); from plans import town; "
        "from maps.page.web import web_map; import hashlib; "
        "print(hashlib.sha256(web_map(town()).encode()).hexdigest())"
    )

    digests = {
        subprocess.run(
            [sys.executable, "-c", code],
            capture_output=True,
            check=True,
            text=True,
            env={"PYTHONHASHSEED": seed, "PYTHONPATH": str(here.parent)},
        ).stdout
        for seed in ("1", "2")
    }

    assert len(digests) == 1


@pytest.mark.parametrize("name", HOSTILE)
def test_markup_in_names_is_shown_as_text(name: str) -> None:
    plain = Elements(web_map(town(), title="plain"))

    page = web_map(town(village=name, grid=name.replace("{", "{{").replace("}", "}}")), title=name)

    hostile = Elements(page)
    assert [tag for tag, _ in hostile.found] == [tag for tag, _ in plain.found]
    assert content(page)["communities"][0]["name"] == name
    assert content(page)["title"] == name


def test_no_household_stands_on_the_page() -> None:
    plan = town()

    page = web_map(plan)

    for lon, lat in plan.township.households.given:
        assert [round(lon * 1e6), round(lat * 1e6)] not in corners(content(page))
    assert '"h17"' not in page


def test_a_language_the_page_does_not_speak_is_refused() -> None:
    with pytest.raises(WriteError, match="lang is 'fr'"):
        web_map(town(), lang="fr")


def test_a_view_or_community_that_there_is_not_is_refused() -> None:
    with pytest.raises(WriteError, match="view is 'heat'"):
        web_map(town(), view="heat")
    with pytest.raises(NotInPlanError, match="no community '77'"):
        web_map(town(), community="77")


def test_a_part_keeps_the_households_and_zones_of_its_community_alone() -> None:
    plan = town()

    part = part_of(plan, VILLAGE)

    assert part.level("grids").code.tolist() == [f"{VILLAGE}{k:03d}" for k in (1, 2, 3)]
    assert len(part.level("ten_household_groups")) == 6
    assert len(part.township.households) == 60
    for level in ("grids", "ten_household_groups"):
        zones, whole = part.level(level), plan.level(level)
        for row, zone in enumerate(part.zone_of[level]):
            assert zones.code[zone] == whole.code[plan.zone_of[level][row]]


def full_town() -> Plan:
    """The town with everything a plan may hold: measures, shares, people, centres, ties, ground."""
    plan = with_people(town())
    levels = tuple(
        replace(
            zones, schematic=np.arange(len(zones)) % 2 == 0, compactness=np.arange(len(zones)) / 10,
            walk_m=100.0 + np.arange(len(zones)), on_lines=np.arange(len(zones)) / 20,
        )
        for zones in plan.levels
    )  # fmt: skip
    roll = replace(
        plan.township.households,
        part_of=["h"] * len(plan.township.households),
        counts={"population": np.arange(len(plan.township.households))},
    )
    centres = Centres(["C1", "C2"], ["", ""], np.zeros((2, 2)), [-1, -1], [-1, -1], ["", ""],
                      [f"{EAST_GATE}001", f"{VILLAGE}002,{VILLAGE}003"])  # fmt: skip
    ties = (Tie("together", "id", "h1", "h2"), Tie("apart", "id", "h1", "h61"))
    posts = (*plan.staff.posts, Post("head", "grids", f"{EAST_GATE}001", "P3", 400, 2.0))
    serving = {
        "worker": np.where(plan.community_of == 0, 1, np.where(plan.community_of == 1, 2, -1))
    }
    staff = replace(plan.staff, posts=posts, contact_of=serving)
    pond = Features([""], ["池"], np.array([shapely.box(0, 0, 1, 1)], object), METRES)
    ground = plan.township.ground | dict.fromkeys(("water", "buildings", "parcels"), pond)
    plan = altered(plan, households=roll, centres=centres, ties=ties, ground=ground)
    return replace(plan, levels=levels, staff=staff)


def test_a_part_keeps_all_that_is_known_of_its_zones_and_households() -> None:
    plan = full_town()

    part = part_of(plan, EAST_GATE)

    for mine, zones in zip(part.levels, plan.levels, strict=True):
        whole = plan.table(zones.level).query("community == @EAST_GATE").reset_index(drop=True)
        assert_geodataframe_equal(
            part.table(mine.level), whole, check_index_type=False, check_dtype=False
        )
    assert part.township.households.part_of.tolist() == ["h"] * 3
    assert part.township.households.counts["population"].tolist() == [60, 61, 62]
    assert set(part.township.ground) == {"lines", "water", "buildings", "parcels"}
    assert part.township.ground == plan.township.ground


def test_a_part_keeps_the_people_centres_and_ties_of_its_community_alone() -> None:
    plan = full_town()

    village, east = part_of(plan, VILLAGE), part_of(plan, EAST_GATE)

    assert village.staff.people.ids.tolist() == ["P1", "P2", "P3"]
    assert east.staff.people.ids.tolist() == ["P3"]
    assert [post.zone for post in east.staff.posts] == [f"{EAST_GATE}001"]
    assert village.staff.posts == plan.staff.posts[:4]
    assert east.staff.contact_of["worker"].tolist() == [0, 0, 0]
    assert village.staff.contact_of["worker"].tolist() == [1] * 60
    assert len(east.staff.area) == 1
    assert village.township.centres.zones.tolist() == [f"{VILLAGE}002,{VILLAGE}003"]
    assert east.township.centres.ids.tolist() == ["C1"]
    assert [tie.second for tie in village.township.ties] == ["h2"]
    assert east.township.ties == ()


def test_the_page_of_one_community_says_which_zones_are_schematic() -> None:
    plan = full_town()

    page, whole = web_map(plan, lang="en", community=VILLAGE), web_map(plan, lang="en")

    mark = say("map_schematic", "en")
    assert page.count(f"in band · {mark}") == 2
    assert whole.count(f"in band · {mark}") == 3


def test_saving_writes_the_page_and_leaves_nothing_else(tmp_path: Path) -> None:
    save_map(town(), tmp_path / "map.html", "zh")

    assert [file.name for file in tmp_path.iterdir()] == ["map.html"]
    assert (tmp_path / "map.html").read_text(encoding="utf-8") == web_map(town(), lang="zh")


def test_saving_into_no_folder_is_refused(tmp_path: Path) -> None:
    with pytest.raises(WriteError, match=r"map\.html: the file cannot be written"):
        save_map(town(), tmp_path / "none" / "map.html")


def test_a_thousand_grids_stay_under_three_megabytes() -> None:
    page = web_map(county(1000), lang="zh")

    assert len(page.encode()) < 3_000_000


@pytest.mark.parametrize("place", campaign(["sample", "liechtenstein"]))
def test_pages_of_whole_places_stay_under_two_megabytes(place: str) -> None:
    plan = sample_plan() if place == "sample" else read_or_skip(place)

    assert len(web_map(plan, lang="zh").encode()) < 2_000_000


def test_the_page_may_be_enlarged_with_two_fingers() -> None:
    viewport = re.findall(r'<meta name="viewport"[^>]*>', web_map(town()))

    assert len(viewport) == 1
    assert "user-scalable" not in viewport[0]


def county(n: int) -> Plan:
    """n grids with many corners each: Voronoi cells, in one community, eight places in each."""
    random = np.random.default_rng(0)
    origin = np.array([500_000, 3_431_000])
    square = shapely.box(*origin, *(origin + 20_000))
    middles = origin + random.uniform(0, 20_000, (n, 2))
    cells = shapely.get_parts(shapely.voronoi_polygons(shapely.multipoints(middles), ordered=True))
    shapes = shapely.segmentize(shapely.intersection(cells, square), 40)
    xy = np.repeat(middles, 8, axis=0)
    code = "990101001001"
    count = np.full(len(xy), 10)
    roll = Households(
        ids=[str(k) for k in range(len(xy))],
        given=xy,
        xy=xy,
        count=count,
        community=[""] * len(xy),
        keys={},
        source=np.arange(len(xy)),
        crs="EPSG:4547",
    )
    grids = Zones(
        level="grids",
        code=[f"{code}{k:04d}" for k in range(n)],
        name=[f"东门社区第{k}网格" for k in range(n)],
        parent=[code] * n,
        kind=["village"] * n,
        community=[code] * n,
        households=np.full(n, 80),
        units=np.full(n, 8),
        mean_m=np.full(n, 100.0),
        max_m=np.full(n, 300.0),
        status=["in band"] * n,
        polygon=shapes,
    )
    return Plan(
        township=Township(
            roll,
            "EPSG:4547",
            communities=Communities(
                [code], ["东门社区"], ["village"], np.array([square], dtype=object)
            ),
        ),
        presence=["placed"] * len(xy),
        community_of=np.zeros(len(xy), int),
        levels=(grids,),
        zone_of={"grids": np.repeat(np.arange(n), 8)},
        made_by=MadeBy("0.1.0", 0, "standard", "0"),
    )
