"""A preset or a file becomes rules; a mistake is one error that says what was expected."""

import re
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from examples import examples
from hypothesis import HealthCheck, given
from hypothesis import strategies as st
from our_rules import ALL, BY_CLASS, GOOD, write

from gridgen.division.codes import NOBODY, Numbering, kept_codes
from gridgen.model.bands import Band
from gridgen.model.communities import CLASSES
from gridgen.model.errors import BandError, RulesError
from gridgen.rules.levels import FOR, KINDS, PRESETS, LineRules
from gridgen.rules.loader import load_rules

# --- the preset ----------------------------------------------------------------------------------


def test_the_standard_rules_make_grids_and_in_villages_ten_household_groups() -> None:
    rules = load_rules("standard")

    grids, groups = rules.levels
    assert (rules.name, rules.title["zh"], rules.title["en"]) == (
        "standard",
        "通用规则",
        "Standard rules",
    )
    assert (grids.name, grids.parent) == ("grids", "communities")
    assert grids.band == {"village": Band(50, 100, 75), "community": Band(300, 500, 400)}
    assert (groups.name, groups.parent) == ("ten_household_groups", "grids")
    assert groups.band == {"village": Band(8, 12, 10)}
    assert (grids.code_digits, groups.code_digits) == (3, 2)
    assert (grids.split, groups.split) == (("place", "building"), ())


@pytest.mark.parametrize("name", PRESETS)
def test_every_preset_can_be_loaded(name: str) -> None:
    assert load_rules(name).name == name


# --- a file --------------------------------------------------------------------------------------


def test_a_file_of_ones_own_is_read_with_its_defaults(tmp_path: Path) -> None:
    rules = load_rules(write(tmp_path, GOOD))

    grids, groups = rules.levels
    assert (rules.name, rules.title["zh"]) == ("ours", "我们的规则")
    assert (grids.keep, grids.code_digits) == (("place",), 3)
    assert grids.band == {"village": Band(50, 100, 75)}
    assert (groups.keep, groups.code_digits) == (("place", "building"), 2)
    assert groups.label == {"zh": "第{n}组", "en": "Group {n}"}


@pytest.mark.parametrize("datum", ["", "gcj02"])
def test_a_file_may_say_the_datum_of_degrees(tmp_path: Path, datum: str) -> None:
    said = f'name = "ours"\ndatum = "{datum}"' if datum else 'name = "ours"'

    assert load_rules(write(tmp_path, GOOD.replace('name = "ours"', said, 1))).datum == datum


ONE_LEVEL = """
name = "own"
title = { zh = "自定", en = "own" }
[[level]]
name = "grids"
parent = "communities"
label = { zh = "{n}", en = "{n}" }
band.village = { fewest = 5, most = 10 }
"""


def test_rules_say_which_lines_cut_and_whose_empty_land_is(tmp_path: Path) -> None:
    text = 'empty_land = "none"\nlines = { cut = ["wall", "stream"], cross = [] }\n' + ONE_LEVEL

    rules = load_rules(write(tmp_path, text))

    assert rules.lines == LineRules(cut=("wall", "stream"), cross=())
    assert rules.empty_land == "none"
    assert load_rules(write(tmp_path, ONE_LEVEL)).lines == load_rules("standard").lines


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ('empty_land = "mine"', "empty_land is 'mine'; expected around, none"),
        ("lines = 3", "lines is 3; expected a table"),
        ('lines = { cuts = ["river"] }', "key 'cuts' is not known; expected cut, visible, cross"),
        ('lines = { cut = "river" }', "lines.cut is 'river'; expected a list of classes"),
        ('lines = { cut = ["canal"] }', "lines.cut is 'canal'; expected river, railway"),
    ],
)
def test_mistakes_about_the_ground_say_what_was_expected(
    tmp_path: Path, text: str, says: str
) -> None:
    with pytest.raises(RulesError, match=re.escape(says)):
        load_rules(write(tmp_path, text + ONE_LEVEL))


@pytest.mark.parametrize("name", ["", "Standard", "fengqiao", "rules.yaml", "standard.TOML"])
def test_an_unknown_name_is_refused(name: str) -> None:
    with pytest.raises(RulesError, match=f"Rules '{name}' are not known; expected one of standard"):
        load_rules(name)


def test_a_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(RulesError, match=r"none\.toml: cannot be read: No such file"):
        load_rules(tmp_path / "none.toml")


def test_a_folder_is_refused(tmp_path: Path) -> None:
    (tmp_path / "folder.toml").mkdir()

    with pytest.raises(RulesError, match=r"folder\.toml: cannot be read: Is a directory"):
        load_rules(tmp_path / "folder.toml")


@pytest.mark.parametrize(
    ("raw", "line"),
    [("# ours\nname = '规'".encode("gbk"), 2), ("name = '规'".encode("utf-16"), 1)],
)
def test_what_is_not_utf_8_is_told_with_its_line(tmp_path: Path, raw: bytes, line: int) -> None:
    path = tmp_path / "ours.toml"
    path.write_bytes(raw)

    with pytest.raises(RulesError, match=rf"ours\.toml, line {line}: is not UTF-8; .* Save it as"):
        load_rules(path)


LEVEL = r'ours\.toml, line \d+, level "grids"'
GROUPS = r'ours\.toml, line \d+, level "teams"'


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ('name = "ours"', "", r"ours\.toml: name is missing; expected a text"),
        ('name = "ours"', "name = 7", r"ours\.toml, line 2: name is 7; expected a text"),
        ('title.zh = "我们的规则"', "", r"ours\.toml, line 4: title\.zh is missing"),
        (
            'title.en = "Our rules"',
            'title.fr = "x"',
            r"title: key 'fr' is not known; expected zh, en",
        ),
        (
            'name = "ours"',
            'name = "ours"\ncolour = 1',
            r"ours\.toml, line 3: key 'colour' is not known",
        ),
        ('name = "grids"', "", r"ours\.toml, line \d, level 1: name is missing"),
        ('name = "grids"', 'name = ""', r"ours\.toml, line \d, level 1: name is ''"),
        ('name = "grids"', 'name = "my grids"', r'level "my grids": a level needs a plain name'),
        ('name = "grids"', 'name = "../x"', r'level "../x": a level needs a plain name'),
        ('name = "grids"', 'name = "communities"', r'level "communities": .* taken'),
        ('name = "teams"', 'name = "grids"', rf"{LEVEL}: a level needs a plain name of its own"),
        ('parent = "communities"', "", rf"{LEVEL}: parent is missing; expected 'communities'"),
        (
            'parent = "communities"',
            'parent = "teams"',
            rf"{LEVEL}: parent is 'teams'; expected 'communities'",
        ),
        (
            'parent = "grids"',
            'parent = "communities"',
            rf"{GROUPS}: parent is 'communities'; expected 'grids'",
        ),
        ('mode = "band"', 'mode = "bend"', rf"{GROUPS}: mode is 'bend'; .* Did you mean 'band'"),
        ('mode = "band"', "mode = [1]", rf"{GROUPS}: mode is \[1\]; expected given"),
        (
            'keep = ["place", "building"]',
            'keep = "place"',
            rf"{GROUPS}: keep is 'place'; expected a list",
        ),
        (
            'keep = ["place", "building"]',
            'keep = ["house"]',
            rf"{GROUPS}: keep is 'house'; expected place, group",
        ),
        (
            'keep = ["place", "building"]',
            'keep = ["place", "building"]\nsplit = ["group"]',
            rf"{GROUPS}: split is \['group'\]; expected .* `keep` names: place, building",
        ),
        (
            'keep = ["place", "building"]',
            'keep = ["place"]\nsplit = "place"',
            rf"{GROUPS}: split is 'place'; expected a list of what `keep` names: place\.",
        ),
        (
            'keep = ["place", "building"]',
            "limits.village = { walk_m = 0 }",
            rf"{GROUPS}: limits.village.walk_m is 0; expected a number from 1 to 1000000",
        ),
        (
            'keep = ["place", "building"]',
            "limits.village = { on_lines = 1.5 }",
            rf"{GROUPS}: limits.village.on_lines is 1.5; expected a number from 0 to 1\.",
        ),
        (
            'keep = ["place", "building"]',
            "limits.village = { detour = true }",
            rf"{GROUPS}: limits.village.detour is True; expected a number from 1 to 1000",
        ),
        (
            'keep = ["place", "building"]',
            "limits.village = { speed = 1 }",
            rf"{GROUPS}: limits.village: key 'speed' is not known; expected walk_m, detour",
        ),
        (
            'keep = ["place", "building"]',
            "limits.village = 3",
            rf"{GROUPS}: limits.village is 3; expected a table of walk_m, detour, compactness",
        ),
        ('keep = ["place", "building"]', "limits = 3", rf"{GROUPS}: limits is 3; expected limits"),
        (
            'keep = ["place", "building"]',
            "limits.city = {}",
            rf"{GROUPS}: limits: key 'city' is not known; expected village, community",
        ),
        ('keep = ["place", "building"]', "keep = [{}]", rf"{GROUPS}: keep is {{}}; expected place"),
        (
            "code_digits = 2",
            "code_digits = 0",
            rf"{GROUPS}: code_digits is 0; expected a whole number from 1 to 6",
        ),
        (
            "code_digits = 2",
            "code_digits = 7",
            rf"{GROUPS}: code_digits is 7; expected a whole number from 1 to 6",
        ),
        (
            "code_digits = 2",
            "code_digits = 2.0",
            r"code_digits is 2\.0; expected a whole number from 1 to 6",
        ),
        (
            "code_digits = 2",
            "code_digits = true",
            r"code_digits is True; expected a whole number from 1 to 6",
        ),
        ('label.zh = "第{n}网格"', "", rf"{LEVEL}: label\.zh is missing"),
        ('label.en = "Grid {n}"', 'label.en = "Grid"', rf"{LEVEL}: label must hold {{n}}"),
        ('label.en = "Grid {n}"', "label.en = 3", rf"{LEVEL}: label\.en is 3; expected a text"),
        (
            "band.village = { fewest = 50, most = 100 }",
            "",
            rf"{LEVEL}: has no band; expected one for village or community",
        ),
        ("band.village = { fewest = 50, most = 100 }", "band = {}", rf"{LEVEL}: has no band"),
        ("band.village = { fewest = 50, most = 100 }", "band = 75", rf"{LEVEL}: has no band"),
        (
            "band.village",
            "band.town",
            rf"{LEVEL}: band: key 'town' is not known; expected village, ",
        ),
        (
            "band.village = { fewest = 50, most = 100 }",
            "band.village = 75",
            rf"{LEVEL}: band\.village is 75",
        ),
        (
            "most = 100 }",
            "most = 100, least = 1 }",
            rf"{LEVEL}: band\.village: key 'least' is not known",
        ),
        (
            "fewest = 50",
            'fewest = "50"',
            rf"{LEVEL}: band\.village\.fewest is '50'; expected a whole number from 1",
        ),
        ("fewest = 50", "fewest = 50.5", r"fewest is 50\.5; expected a whole number"),
        ("fewest = 50", "fewest = true", r"fewest is True; expected a whole number"),
        ("fewest = 50", "fewest = nan", r"fewest is nan; expected a whole number"),
        ("most = 100", "most = inf", r"most is inf; expected a whole number"),
        ("[[level]]", "[level]", r"is not TOML|has no \[\[level\]\]"),
        ('mode = "band"', 'mode = "unit"', rf"{GROUPS}: mode is 'unit' and by is missing"),
        (
            'mode = "band"',
            'mode = { village = "band", community = "unit" }',
            rf"{GROUPS}: is made in a community, where its parent 'grids' is not",
        ),
        (
            'mode = "band"',
            'mode = { town = "band" }',
            rf"{GROUPS}: mode: key 'town' is not known; expected village, community",
        ),
        ('mode = "band"', "mode = {}", rf"{GROUPS}: has no band; expected one for"),
        ('mode = "band"', 'by = "group"', rf"{GROUPS}: by is 'group'; expected a list of columns"),
        ('mode = "band"', 'hard = ["sizes"]', rf"{GROUPS}: hard is 'sizes'; .* mean 'size'"),
        ('mode = "band"', "counts = 3", rf"{GROUPS}: counts is 3; expected a text"),
        ('mode = "band"', 'moed = "band"', rf"{GROUPS}: key 'moed' is not .* mean 'mode'"),
        ('name = "ours"', 'name = "ours"\nabove = 3', "line 3: above is 3; expected a list"),
        (
            'name = "ours"',
            'name = "ours"\nabove = [{ name = "towns", digits = 12 }]',
            r"line 3: above\.digits is 12; expected a whole number from 1 to 11",
        ),
        (
            'name = "ours"',
            'name = "ours"\nspan = "towns"',
            "line 3: span is 'towns'; expected comm",
        ),
        ('name = "ours"', 'name = "ours"\ncodes.order = "odd"', r"line 3: codes\.order is 'odd'"),
        (
            'name = "ours"',
            'name = "ours"\ncodes = { special_from = 901, virtual_from = 801 }',
            r"line 3: codes\.virtual_from is 801; expected a whole number from 902 to 999",
        ),
        ('name = "ours"', 'name = "ours"\ndatum = "gcj"', "line 3: datum is 'gcj'; expected wgs84"),
        ('name = "ours"', 'name = "ours"\nspecial = 1', "line 3: special is 1; expected true or"),
        ('name = "ours"', 'name = "ours"\nexisting = "a"', "line 3: existing is 'a'; expected ig"),
        ('name = "ours"', 'name = "ours"\nweights.moved_m = -1', "expected a number from 0 to"),
        (
            'name = "ours"',
            'name = "ours"\npeople.head = { level = "teem" }',
            r"people\.head\.level is 'teem'; expected .*teams\. Did you mean 'teams'",
        ),
    ],
)
def test_every_mistake_names_the_level_and_the_key(
    tmp_path: Path, old: str, new: str, says: str
) -> None:
    assert old in GOOD

    with pytest.raises(RulesError, match=says):
        load_rules(write(tmp_path, GOOD.replace(old, new, 1)))


@pytest.mark.parametrize(
    "text", ["", 'name = "x"', 'name = "x"\nlevel = []', "level = 5", "level = [1]"]
)
def test_rules_without_a_level_are_refused(tmp_path: Path, text: str) -> None:
    with pytest.raises(RulesError, match=r"expected at least one|expected a table \[\[level\]\]"):
        load_rules(write(tmp_path, text))


@pytest.mark.parametrize(
    ("sizes", "says"),
    [
        ("fewest = 100, most = 50", ": .*fewest=100, most=50"),
        ("fewest = 0, most = 50", r"\.fewest is 0; expected a whole number from 1"),
        ("fewest = -5, most = 50", r"\.fewest is -5; expected a whole number from 1"),
        ("most = 50", r"\.fewest is missing; expected a whole number from 1"),
        ("fewest = 50", r"\.most is missing; expected a whole number from 1"),
        ("fewest = 50, most = 100, target = 101", ": .*target=101 for 50-100"),
        ("fewest = 50, most = 100, target = -1", r"\.target is -1; expected a whole number"),
    ],
)
def test_a_band_upside_down_is_a_band_error(tmp_path: Path, sizes: str, says: str) -> None:
    text = GOOD.replace("fewest = 50, most = 100", sizes)

    with pytest.raises(BandError, match=rf"{LEVEL}: band\.village{says}"):
        load_rules(write(tmp_path, text))


def below(fewest: int, counts: str) -> str:
    """A second level of villages, inside grids of at most 100 households."""
    return (
        '\n[[level]]\nname = "blocks"\nparent = "grids"\nlabel = { zh = "{n}", en = "{n}" }\n'
        f'counts = "{counts}"\nband.village = {{ fewest = {fewest}, most = 500 }}\n'
    )


def test_a_level_that_asks_more_than_its_parent_can_hold_is_refused(tmp_path: Path) -> None:
    one = GOOD.partition('[[level]]\nname = "teams"')[0]
    assert load_rules(write(tmp_path, one + below(100, "households"))).levels[1].name == "blocks"
    assert load_rules(write(tmp_path, one + below(101, "population"))).levels[1].name == "blocks"

    with pytest.raises(
        RulesError, match=r'level "blocks": band\.village: fewest is 101, above the most .*\(100\)'
    ):
        load_rules(write(tmp_path, one + below(101, "households")))


@pytest.mark.parametrize(
    "label", ["Grid {n} {x}", "Grid {n", "{n}}", "{n:d}", "{n.real}", "{n[0]}", "{} {n}"]
)
def test_a_label_that_cannot_be_filled_is_refused(tmp_path: Path, label: str) -> None:
    with pytest.raises(RulesError, match=rf"{LEVEL}.*label"):
        load_rules(write(tmp_path, GOOD.replace("Grid {n}", label)))


@pytest.mark.parametrize(
    "text",
    [
        "level = " + "[" * 20_000,
        "fewest = " + "9" * 5_000,
        "\N{ZERO WIDTH NO-BREAK SPACE}" + "name = 3",  # Notepad begins files with it
        "name = '\0'",
    ],
    ids=["deep", "long number", "byte order mark", "nul"],
)
def test_hostile_files_are_refused_like_any_other(tmp_path: Path, text: str) -> None:
    with pytest.raises(RulesError, match=r"ours\.toml"):
        load_rules(write(tmp_path, text))


# --- always --------------------------------------------------------------------------------------

KEYS = st.sampled_from([
    "name", "title", "level", "parent", "mode", "keep", "split", "code_digits", "label", "band",
    "limits", "walk_m", "village", "community", "fewest", "most", "target", "zh", "en", "place",
    "odd", "by", "hard", "counts", "centres", "above", "codes", "order", "special_from", "weights",
    "moved_m", "people", "each", "head", "span", "existing", "special", "virtual",
    "datum", "source", "digits", "households", "radius_m", "lines", "cut", "empty_land", "11",
    "121", "220", "1",
])  # fmt: skip
WORDS = st.sampled_from([
    "grids", "communities", "band", "unit", "given", "around", "place", "building", "group", "{n}",
    "{name}", "第{n}", "", "x y", "village", "size", "units", "towns", "keep",
])  # fmt: skip
LEAVES = (
    st.integers(-3, 120) | WORDS | st.booleans() | st.floats(allow_nan=False) | st.text(max_size=4)
)
VALUES = st.recursive(
    LEAVES,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=5),
    max_leaves=12,
)


def as_toml(value: Any) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key} = {as_toml(inner)}" for key, inner in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(as_toml(inner) for inner in value) + "]"
    if isinstance(value, str):
        return (
            '"'
            + "".join(
                f"\\U{ord(letter):08x}" for letter in value if not 0xD800 <= ord(letter) < 0xE000
            )
            + '"'
        )
    return repr(value)


def good_level() -> dict[str, Any]:
    return {
        "name": "grids",
        "parent": "communities",
        "label": {"zh": "第{n}网格", "en": "Grid {n}"},
        "band": {"village": {"fewest": 50, "most": 100}},
    }


@st.composite
def rules_files(draw: st.DrawFn) -> dict[str, Any]:
    """Draw anything, or good rules with some of their values exchanged for anything."""
    if draw(st.booleans()):
        return draw(st.dictionaries(KEYS, VALUES, max_size=6))
    level = good_level() | draw(st.dictionaries(KEYS, VALUES, max_size=2))
    top = {"name": "ours", "title": {"zh": "规", "en": "Rules"}, "level": [level]}
    return top | draw(st.dictionaries(KEYS, VALUES, max_size=1))


@examples(300, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(table=rules_files())
def test_any_file_is_rules_or_one_rules_error(tmp_path: Path, table: dict[str, Any]) -> None:
    text = "\n".join(f"{key} = {as_toml(value)}" for key, value in table.items())
    path = write(tmp_path, text)

    refused, levels = "", ()
    try:
        levels = load_rules(path).levels
    except RulesError as why:
        refused = str(why)

    assert bool(levels) != refused.startswith("ours.toml")
    for level in levels:
        for lang in ("zh", "en"):
            assert level.label[lang].format(n=7, name="Hill") != level.label[lang]
        assert all(band.fewest <= band.target <= band.most for band in level.band.values())


@pytest.mark.parametrize("preset", PRESETS)
def test_labels_of_the_presets_make_names(preset: str) -> None:
    for level in load_rules(preset).levels:
        for lang in ("zh", "en"):
            _, names, _ = kept_codes(
                "9", np.zeros((1, 2)), NOBODY, Numbering(digits=2, label=level.label, lang=lang)
            )
            assert "{" not in names[0]


@pytest.mark.parametrize("preset", PRESETS)
def test_every_preset_but_ours_names_its_source(preset: str) -> None:
    rules = load_rules(preset)

    assert set(rules.title) == {"zh", "en"}
    assert set(rules.source) == (set() if preset == "standard" else {"zh", "en"})


# --- classes -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("band.12 ", "band.13 ", rf"line 14, .*: band: key '13' is not known; expected {ALL}\."),
        ("band.12 ", "band.1 ", rf"line 14, .*: band: key '1' is not known; expected {ALL}\."),
        ("band.121 ", "band.211 ", r"line 15, .*: band: key '211' .* Did you mean '2?11"),
        ("limits.11 ", "limits.10 ", rf"line 16, .*: limits: key '10' is not .* {ALL}\."),
        ("fewest = 200", "fewest = 400", r"line 14, .*: band\.12: .*fewest=400, most=300"),
        ("band.121 =", "mode.124 = 'band'\nband.121 =", rf"line 15, .*'124' is not .* {ALL}\."),
        (
            "band.121 =",
            "mode = { village = 'band', 111 = 'band' }\nband.121 =",
            r"line 14, .*: band\.12 is of no use; expected mode\.12 as well",
        ),
        (
            "band.community = { fewest = 300, most = 500 }",
            "mode = { village = 'band', 11 = 'band', 12 = 'band' }",
            r"has no band; expected one for 11\.",
        ),
    ],
)
def test_a_mistake_about_a_class_names_the_line_and_the_choices(
    tmp_path: Path, old: str, new: str, says: str
) -> None:
    assert old in BY_CLASS

    with pytest.raises(RulesError, match=says):
        load_rules(write(tmp_path, BY_CLASS.replace(old, new, 1)))


def test_a_level_is_made_in_no_class_where_its_parent_is_not(tmp_path: Path) -> None:
    text = GOOD.replace("band.village = { fewest = 50", "band.220 = { fewest = 50")

    with pytest.raises(RulesError, match=r'"teams": is made in a village, where its .* 220\.'):
        load_rules(write(tmp_path, text))


WHOM = st.sampled_from([*FOR, "1", "13", "town"])
BANDS = st.integers(1, 90).map(lambda n: {"fewest": n, "most": 90})
MADE = st.sampled_from(["band", "unit", "given", "around"])
LEVELS = st.fixed_dictionaries(
    {"band": st.dictionaries(WHOM, BANDS, max_size=4)},
    optional={
        "mode": MADE | st.dictionaries(WHOM, MADE, max_size=4),
        "limits": st.dictionaries(WHOM, st.just({"walk_m": 9}), max_size=2),
    },
)


@examples(200, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(tables=st.lists(LEVELS, min_size=1, max_size=2))
def test_any_levels_by_class_can_be_made_where_they_are_said_or_are_one_rules_error(
    tmp_path: Path, tables: list[dict[str, Any]]
) -> None:
    parents, made = ("communities", "grids"), []
    for k, table in enumerate(tables):
        whole = good_level() | {"by": ["group"], "name": ("grids", "teams")[k]}
        made.append(whole | {"parent": parents[k]} | table)
    top = {"name": "ours", "title": {"zh": "规", "en": "Rules"}, "level": made}
    path = write(tmp_path, "\n".join(f"{key} = {as_toml(value)}" for key, value in top.items()))

    refused, levels = "", ()
    try:
        levels = load_rules(path).levels
    except RulesError as why:
        refused = str(why)

    assert bool(levels) != refused.startswith("ours.toml, line 3, level")
    for who in (*KINDS, *CLASSES):
        for depth, level in enumerate(levels):
            mode = level.mode_of(who)
            assert mode not in ("band", "around") or level.band_of(who) is not None
            assert not mode or depth == 0 or levels[0].mode_of(who)
