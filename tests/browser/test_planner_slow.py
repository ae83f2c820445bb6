"""The planner's page on a machine that draws slowly: movements and edits are seen at once."""

from __future__ import annotations

import io
from collections.abc import Iterator

import numpy as np
import pytest
from desks import FIRST, PATIENCE_MS, SECOND, Hand, Office
from PIL import Image
from playwright.sync_api import Browser, expect

SLOW = """(() => {
  const draw = WebGL2RenderingContext.prototype.drawElements;
  WebGL2RenderingContext.prototype.drawElements = function (...what) {
    const until = performance.now() + 8;
    while (performance.now() < until);
    return draw.apply(this, what);
  };
})()"""
"""Each layer of each tile takes 8 ms more, and a picture of the map so many times as much."""

RECORDS = """(() => {
  globalThis.seen = { moved: [], over: [] };
  const look = () => {
    const { transform } = document.querySelector("#map canvas")?.style ?? {};
    if (transform && transform !== seen.moved.at(-1)) seen.moved.push(transform);
    requestAnimationFrame(look);
  };
  requestAnimationFrame(look);
  const pixels = () => {
    const canvas = document.querySelector(".maplibregl-canvas-container .over");
    if (canvas.hidden) return 0;
    const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
    return data.filter((value, k) => k % 4 === 3 && value > 0).length;
  };
  const measure = Performance.prototype.measure;
  Performance.prototype.measure = function (name, ...what) {
    if (name.startsWith("gridgen.")) seen.over.push([name, pixels()]);
    return measure.call(this, name, ...what);
  };
})()"""
"""What a picture of the map was moved by, and how many pixels lay over the map when an edit was."""


@pytest.fixture
def hand(drawing: Browser, there: Office) -> Iterator[Hand]:
    hand = Hand(drawing, there)
    for script in (SLOW, RECORDS):
        hand.context.add_init_script(script)
    hand.open(there.draft())
    hand.go_to(FIRST)
    yield hand
    assert hand.complaints == []
    hand.close()


def around(hand: Hand, right: int = 0, down: int = 0) -> np.ndarray:
    """(h, w, 3) the colours around a corner of the grid in the middle, moved by pixels."""
    x, y = hand.spot(0.7, 0.7)
    clip = {"x": x + right - 40, "y": y + down - 40, "width": 80, "height": 80}
    shot = Image.open(io.BytesIO(hand.page.screenshot(clip=clip)))
    return np.asarray(shot.convert("RGB"), np.int64)


def test_a_map_that_is_drawn_slowly_moves_under_the_hand(hand: Hand) -> None:
    before = around(hand)
    x, y = hand.spot(0, 0)
    hand.page.mouse.move(x, y)
    hand.page.mouse.down()
    # The first steps tell that it is slow; the map is drawn at each of them.
    for step in range(1, 41):
        hand.page.mouse.move(x - 4 * step, y + 2 * step)
    held = around(hand, -160, 80)
    hand.page.wait_for_timeout(400)  # a hand that rests before it lets go does not fling the map
    hand.page.mouse.up()
    hand.rests()

    assert len(hand.page.evaluate("seen.moved")) > 5
    assert np.abs(held - before).mean() < 8
    assert hand.page.evaluate("document.querySelector('#map canvas').style.transform") == ""
    assert np.abs(around(hand, -160, 80) - before).mean() < 8


def test_an_edit_is_seen_before_the_map_has_it(hand: Hand) -> None:
    hand.lasso_half()
    hand.look(SECOND)

    hand.save()

    hand.shows(SECOND, 150)
    expect(hand.over).to_be_hidden(timeout=PATIENCE_MS)
    told = hand.page.evaluate("seen.over")
    assert [name for name, _ in told] == ["gridgen.seen", "gridgen.change", "gridgen.map"]
    assert all(pixels > 10_000 for _, pixels in told[:2])
