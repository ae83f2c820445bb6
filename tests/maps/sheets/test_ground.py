"""What lies on the ground is drawn: ponds, rivers, buildings that are large enough to see."""

from __future__ import annotations

import pytest
from maps_plans import sample_with_ground
from maps_sheets import said

from maps.ink.theme import load_theme
from maps.sheets.order import Order
from maps.sheets.printing import Press

VILLAGE = "990101101201"


@pytest.fixture(scope="module")
def whole() -> Press:
    return Press(sample_with_ground())


@pytest.mark.parametrize("theme", ["clear", "grey"])
@pytest.mark.parametrize(("layer", "word"), [("water", "水面"), ("building", "建筑物")])
def test_water_and_buildings_are_drawn_and_stand_in_the_legend(
    whole: Press, theme: str, layer: str, word: str
) -> None:
    printed = whole.print(Order(theme=theme), scope="community", only=[VILLAGE])

    colour = load_theme(theme).colours[layer]
    assert printed.scenes[0].drawing.count(f'fill="{colour}"') >= 2  # the map and the legend
    assert word in said(printed.scenes[0])


def test_buildings_that_would_be_specks_are_left_out(whole: Press) -> None:
    near = whole.print(Order(), scope="community", only=[VILLAGE]).scenes[0]
    far = whole.print(Order(scale=400_000), scope="community", only=[VILLAGE]).scenes[0]

    colour = load_theme("clear").colours["building"]
    assert f'fill="{colour}"' in near.drawing
    assert f'fill="{colour}"' not in far.drawing
    assert "建筑物" not in said(far)


def test_ditches_are_not_drawn_for_copying(sample: Press) -> None:
    grey, clear = (said(sample.print(Order(theme=name)).scenes[0]) for name in ("grey", "clear"))

    assert "溪、渠" in clear
    assert "溪、渠" not in grey
