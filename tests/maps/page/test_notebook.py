"""A plan in a notebook: the map page in a frame that keeps it apart."""

from __future__ import annotations

import html
import re

import pytest
from plans import town

from gridgen.model.errors import NotInPlanError
from maps.page.notebook import explore
from maps.page.web import web_map


def test_a_notebook_shows_the_page_as_it_is_written() -> None:
    shown = explore(town(), lang="zh")

    held = re.search('srcdoc="([^"]*)"', shown._repr_html_())
    assert held is not None
    assert html.unescape(held[1]) == web_map(town(), lang="zh")


def test_the_frame_lets_the_page_run_scripts_and_nothing_else() -> None:
    shown = explore(town(), height_px=400)

    frame = re.sub('srcdoc="[^"]*"', "", shown._repr_html_())
    assert 'sandbox="allow-scripts"' in frame
    assert "height:400px" in frame


def test_what_is_asked_of_a_page_can_be_asked_here() -> None:
    with pytest.raises(NotInPlanError, match="77"):
        explore(town(), community="77")


def test_the_page_is_not_printed_into_a_console() -> None:
    assert len(repr(explore(town()))) < 60
