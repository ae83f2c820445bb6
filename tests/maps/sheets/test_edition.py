"""An edition may be had on other paper, in other type, or with less furniture."""

from __future__ import annotations

import pytest
from maps_sheets import edition_of
from plans import town

from gridgen.model.errors import PrintError


def test_another_paper_changes_the_type_and_nothing_else() -> None:
    edition = edition_of(town(), size="A4")

    other = edition.on("A0")

    assert (edition.kit.paper.name, other.kit.paper.name) == ("A4", "A0")
    assert other.kit.theme is edition.kit.theme
    assert other.scenery is edition.scenery
    with pytest.raises(PrintError, match="The size is 'A9'"):
        edition.on("A9")


def test_type_of_tables_grows_alone() -> None:
    edition = edition_of(town(), size="A4")

    paper = edition.with_tables(1.5).kit.paper

    assert paper.table_pt == pytest.approx(1.5 * edition.kit.paper.table_pt)
    assert paper.text_pt == edition.kit.paper.text_pt


def test_furniture_that_is_taken_away_is_not_shown() -> None:
    edition = edition_of(town())

    assert edition.shows("locator")
    assert not edition.without("locator").shows("locator")
    assert edition.without("locator").shows("legend")
