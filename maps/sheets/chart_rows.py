"""The rows of a chart: a community, its zones, all that lies in them, and who answers for each."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace

from gridgen.words.say import say
from maps.sheets.edition import Edition
from maps.sheets.scenery import Scenery


@dataclass(frozen=True, slots=True)
class ChartRow:
    """One row of the chart.

    `depth` is 0 for the community, 1 for zones of the drawn level, 2 and more for what lies in
    them; `row` is a row of these. What has several who answer has a line for each: only the
    `is_first` says the rest. `rails` tells for each depth from 2 whether the branch goes on below,
    `holds` whether anything lies in it.
    """

    depth: int
    row: int
    zone: int
    answer: str
    is_first: bool
    rails: tuple[bool, ...]
    holds: bool


def rows_of(edition: Edition, community: int) -> Iterator[ChartRow]:
    """Yield the rows of a community: what lies in a zone follows it, in the order of codes."""
    scenery = edition.scenery
    below: dict[tuple[int, int], list[int]] = {}
    parts = scenery.parts
    for row, (zone, parent) in enumerate(
        zip(parts.zone.tolist(), parts.parent.tolist(), strict=True)
    ):
        below.setdefault((zone, parent), []).append(row)

    def said(depth: int, row: int, zone: int, rails: tuple[bool, ...]) -> Iterator[ChartRow]:
        holds = (zone, row if depth > 1 else -1) in below
        first = ChartRow(
            depth=depth, row=row, zone=zone, answer="", is_first=True, rails=rails, holds=holds
        )
        answers = answer_lines(edition, code_of(scenery, first)) or [""]
        for k, answer in enumerate(answers):
            yield replace(first, answer=answer, is_first=k == 0)

    def inside(zone: int, parent: int, rails: tuple[bool, ...]) -> Iterator[ChartRow]:
        own = sorted(below.get((zone, parent), []), key=lambda row: str(parts.code[row]))
        for row in own:
            here = (*rails, row != own[-1])
            yield from said(len(here) + 1, row, zone, here)
            yield from inside(zone, row, here)

    yield from said(0, community, -1, ())
    for zone in scenery.rows_of([community]):
        yield from said(1, zone, zone, ())
        yield from inside(zone, -1, ())


def code_of(scenery: Scenery, line: ChartRow) -> str:
    """Return the code of the zone or community of a row."""
    codes = {0: scenery.community_code, 1: scenery.code}.get(line.depth, scenery.parts.code)
    return str(codes[line.row])


def label_of(scenery: Scenery, line: ChartRow) -> str:
    """Return the name of the zone or community of a row."""
    labels = {0: scenery.community_name, 1: scenery.label}.get(line.depth, scenery.parts.label)
    return str(labels[line.row])


def households_of(scenery: Scenery, line: ChartRow) -> int:
    """Return how many households are in the zone or community of a row."""
    counts = {0: scenery.community_households, 1: scenery.households}
    return int(counts.get(line.depth, scenery.parts.households)[line.row])


def answer_lines(edition: Edition, code: str) -> list[str]:
    """Return who answers for a code, a line each: role and work phone, never a name or an id.

    A staff table goes before the people of the plan. Those without a phone are counted.
    """
    scenery, order, lang = edition.scenery, edition.order, edition.lang
    people = order.staff.people(code)
    if people:
        return [said for person in people if (said := f"{person.role} {person.phone}".strip())]
    answers = scenery.answers.get(code, ()) if order.people else ()
    lines = [f"{answer.role[lang]} {answer.phone}" for answer in answers if answer.phone]
    for is_vacant in (False, True):
        silent = Counter(
            answer.role[lang] for answer in answers
            if answer.is_vacant == is_vacant and not answer.phone
        )  # fmt: skip
        word = "vacant" if is_vacant else "several"
        for role, number in silent.items():
            key = f"chart_{word}_one" if number == 1 else f"chart_{word}"
            lines.append(say(key, lang, role=role, number=number))
    return lines
