"""What the service answers, made of what plans and printers say."""

from __future__ import annotations

from dataclasses import replace

import pytest
from plans import town

from api.models import FindingAnswer, Link, PlaceAnswer, Preflight
from gridgen.model.findings import Finding, Report, Severity
from gridgen.model.households import Presence
from gridgen.plans.locate import InZone, Place
from maps.sheets.order import Order
from maps.sheets.printing import print_plan


def test_a_place_is_answered_from_the_top_level_down() -> None:
    place = Place("1201", "清河村", (InZone("grids", "1201001", "第一网格"),), Presence.JOINED)

    answer = PlaceAnswer.of("qinghe", place, [])

    assert (answer.plan, answer.presence) == ("qinghe", "joined")
    assert (answer.community_code, answer.community_name) == ("1201", "清河村")
    assert [zone.model_dump() for zone in answer.zones] == [
        {"level": "grids", "code": "1201001", "name": "第一网格"}
    ]


@pytest.mark.parametrize(("lang", "text"), [("zh", "太挤。"), ("en", "Crowded.")])
def test_preflight_counts_pages_and_speaks_the_language_asked_for(lang: str, text: str) -> None:
    found = Finding("print_size_small", Severity.WARNING, "A4", 3.0, None, "太挤。", "Crowded.")

    printed = print_plan(town(), Order(size="A4", lang=lang), form="register")

    answer = Preflight.of(replace(printed, report=Report((found,))), lang)

    assert answer.pages == 1
    assert answer.findings == [
        FindingAnswer(
            rule="print_size_small", severity="warning", where="A4", number=3, limit=None, text=text
        )
    ]


def test_a_link_without_a_title_is_written_without_one() -> None:
    link = Link(href="/", rel="self", type="text/html")

    assert "title" not in link.model_dump_json(exclude_none=True)
