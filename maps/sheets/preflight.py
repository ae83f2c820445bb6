"""What a person must know before a sheet goes to print, as findings."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

import shapely

from gridgen.model.findings import Finding, Severity, finding
from maps.ink.fonts import ELLIPSIS, Fonts
from maps.ink.paper import PAPERS
from maps.ink.scene import Scene
from maps.sheets.scenery import Scenery
from maps.sheets.staff import StaffTable
from maps.sheets.totals import totals_of
from maps.sheets.wall import Sheet

NAMED = 12
"""Names that a finding lists before it only counts."""

Compose = Callable[[str, int], Sheet]
"""Lays one of the same sheets, by its number, out on another size of paper."""


def check_glyphs(scenes: Iterable[Scene], fonts: Fonts, where: str) -> list[Finding]:
    """Return what the fonts lack of the characters on the pages.

    Parameters
    ----------
    scenes
        The pages.
    fonts
        Theirs, and the one that comes along and prints what they lack.
    where
        The size of paper that the finding names.
    """
    missing: set[str] = set()
    for scene in scenes:
        for text in scene.texts:
            missing |= fonts.face(text.face).missing(text.text)
        for table in scene.tables:
            for cells in (table.header, *(row.cells for row in table.rows)):
                for cell in cells:
                    missing |= fonts.text.missing(cell)
    if not missing:
        return []
    elsewhere = fonts.elsewhere(missing)
    found = []
    for rule, severity, characters in (
        ("print_glyph_missing", Severity.ERROR, missing - elsewhere),
        ("print_glyph_elsewhere", Severity.NOTE, elsewhere),
    ):
        if characters:
            said = " ".join(f"{c} (U+{ord(c):04X})" for c in sorted(characters)[:NAMED])
            found.append(
                finding(rule, severity, where, number=len(characters), characters=said,
                        font=fonts.text.family)
            )  # fmt: skip
    return found


def check_sheets(
    sheets: Sequence[Sheet], scenery: Scenery, size: str, again: Compose
) -> list[Finding]:  # fmt: skip
    """Return labels without a place, and which size of paper has a place for all of them.

    Parameters
    ----------
    sheets
        Of one size of paper.
    scenery
        The plan.
    size
        Their size, "A0" to "A4".
    again
        Lays one of them out on a larger one; called only for those that lost a label.
    """
    losers = [number for number, sheet in enumerate(sheets) if _lost(sheet, scenery)]
    found = check_unplaced([name for k in losers for name in _lost(sheets[k], scenery)], size)
    if losers:
        sizes = list(PAPERS)
        larger = list(reversed(sizes[: sizes.index(size)]))
        enough = next(
            (name for name in larger if not any(_lost(again(name, k), scenery) for k in losers)),
            None,
        )
        first = sheets[losers[0]]
        by_chart = first.focus.is_nested
        never = "print_size_chart" if by_chart else "print_size_none"
        found.append(
            finding("print_size_small" if enough else never, Severity.WARNING, size, size=size,
                    scale=f"{first.view.scale:,.0f}", enough=enough)
        )  # fmt: skip
    return found


def _lost(sheet: Sheet, scenery: Scenery) -> list[str]:
    """The names that found no place on a sheet."""
    drawn, parts = sheet.lettering, scenery.parts
    lost = [scenery.full_name(row) for row in drawn.unplaced]
    lost += [
        f"{scenery.full_name(int(parts.zone[row]))} {parts.label[row]}"
        for row in drawn.unplaced_parts
    ]
    return lost + [str(scenery.community_name[row]) for row in drawn.unplaced_names]


def check_unplaced(lost: Sequence[str], where: str) -> list[Finding]:
    """Return names that found no place, listed and counted."""
    if not lost:
        return []
    return [
        finding("print_label_unplaced", Severity.WARNING, where, number=len(lost),
                names=listed(lost))
    ]  # fmt: skip


def check_outside(sheet: Sheet, scenery: Scenery, where: str) -> list[Finding]:
    """Return zones that the sheet cuts off, which a scale that was asked for may do.

    Parameters
    ----------
    sheet
        As it was laid out.
    scenery
        The plan.
    where
        The size of paper that the finding names.
    """
    field = shapely.box(*sheet.view.extent)
    cut = [
        scenery.full_name(row)
        for row in sheet.focus.zones
        if scenery.shape[row] is not None and not field.covers(scenery.shape[row])
    ]
    if not cut:
        return []
    return [
        finding("print_outside", Severity.WARNING, where, number=len(cut), names=listed(cut),
                scale=f"{sheet.view.scale:,.0f}")
    ]  # fmt: skip


def check_staff(
    staff: StaffTable, scenery: Scenery, rows: Sequence[int], where: str
) -> list[Finding]:
    """Return zones without a head, and codes of the staff table that the plan does not have.

    Parameters
    ----------
    staff
        An empty table has nothing to check.
    scenery
        The plan.
    rows
        Of the zones that are printed.
    where
        The size of paper that the finding names.
    """
    if not staff:
        return []
    found = []
    without = [scenery.full_name(row) for row in rows if staff.head(str(scenery.code[row])) is None]
    if without:
        found.append(
            finding("print_role_missing", Severity.WARNING, where, number=len(without),
                    names=listed(without))
        )  # fmt: skip
    codes = (*scenery.code, *scenery.parts.code, *scenery.community_code, *scenery.buildings)
    known = set(map(str, codes))
    unknown = [code for code in staff.of if code not in known]
    if unknown:
        found.append(
            finding("print_staff_unknown", Severity.WARNING, where, number=len(unknown),
                    names=listed(unknown))
        )  # fmt: skip
    return found


def check_cut(scenes: Iterable[Scene], where: str) -> list[Finding]:
    """Return texts that are longer than their place, of which only the beginning is printed."""
    cut = [text.text for scene in scenes for text in scene.texts if text.text.endswith(ELLIPSIS)]
    if not cut:
        return []
    return [finding("print_cut", Severity.WARNING, where, number=len(cut), names=listed(cut))]


def check_small(names: Sequence[str], where: str) -> list[Finding]:
    """Return boards on which so much stands that their type is small, listed and counted."""
    if not names:
        return []
    return [
        finding("print_board_small", Severity.WARNING, where, number=len(names),
                names=listed(names))
    ]  # fmt: skip


def check_totals(scenery: Scenery, communities: Iterable[int]) -> list[Finding]:
    """Return levels whose households are not all of those of their community."""
    found = []
    for community in communities:
        whole, *levels = totals_of(scenery, community)
        found += [
            finding("print_totals_differ", Severity.WARNING, str(scenery.community_code[community]),
                    number=total.households, limit=whole.households, level=total.level,
                    name=scenery.community_name[community])
            for total in levels
            if total.households != whole.households
        ]  # fmt: skip
    return found


def listed(names: Sequence[str]) -> str:
    """Return the first names, and an ellipsis where there are more."""
    return "、".join(names[:NAMED]) + ("……" if len(names) > NAMED else "")
