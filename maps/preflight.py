"""What a person must know before a sheet goes to print, as findings."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

import shapely

from gridgen.model import Finding, Severity
from gridgen.words import finding
from maps.body import Focus
from maps.fonts import Fonts
from maps.ground import Ground
from maps.paper import PAPERS
from maps.scene import Scene
from maps.staff import Staff
from maps.wall import Sheet

NAMED = 12
"""Names that a finding lists before it only counts."""

Compose = Callable[[str], Sheet]
"""Lays the same sheet out on another size of paper."""


def check_glyphs(scenes: Iterable[Scene], fonts: Fonts, where: str) -> list[Finding]:
    """Return what the fonts lack of the characters on the pages."""
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


def check_sheet(
    sheet: Sheet, ground: Ground, size: str, where: str, again: Compose
) -> list[Finding]:
    """Return labels without a place, and which size of paper has a place for all of them."""
    drawn = sheet.drawn
    lost = [ground.full_name(row) for row in drawn.unplaced]
    lost += [str(ground.area_name[row]) for row in drawn.unplaced_names]
    found = check_unplaced(lost, where)
    if lost:
        sizes = list(PAPERS)
        larger = list(reversed(sizes[: sizes.index(size)]))
        enough = next((name for name in larger if not _loses(again(name))), None)
        rule = "print_size_small" if enough else "print_size_none"
        found.append(
            finding(rule, Severity.WARNING, where, size=size, scale=f"{sheet.view.scale:,.0f}",
                    enough=enough)
        )  # fmt: skip
    return found


def check_unplaced(lost: Sequence[str], where: str) -> list[Finding]:
    """Return names that found no place, listed and counted."""
    if not lost:
        return []
    return [
        finding("print_label_unplaced", Severity.WARNING, where, number=len(lost),
                names=listed(lost))
    ]  # fmt: skip


def _loses(sheet: Sheet) -> bool:
    return bool(sheet.drawn.unplaced or sheet.drawn.unplaced_names)


def check_outside(sheet: Sheet, ground: Ground, focus: Focus, where: str) -> list[Finding]:
    """Return zones that the sheet cuts off, which a scale that was asked for may do."""
    field = shapely.box(*sheet.view.extent)
    cut = [
        ground.full_name(row)
        for row in focus.zones
        if ground.shape[row] is not None and not field.covers(ground.shape[row])
    ]
    if not cut:
        return []
    return [
        finding("print_outside", Severity.WARNING, where, number=len(cut), names=listed(cut),
                scale=f"{sheet.view.scale:,.0f}")
    ]  # fmt: skip


def check_staff(staff: Staff, ground: Ground, rows: Sequence[int], where: str) -> list[Finding]:
    """Return zones without a head, and codes of the staff table that the plan does not have."""
    if not staff:
        return []
    found = []
    without = [ground.full_name(row) for row in rows if staff.head(str(ground.code[row])) is None]
    if without:
        found.append(
            finding("print_role_missing", Severity.WARNING, where, number=len(without),
                    names=listed(without))
        )  # fmt: skip
    known = {*map(str, ground.code), *map(str, ground.area_code), *map(str, ground.buildings)}
    unknown = [code for code in staff.of if code not in known]
    if unknown:
        found.append(
            finding("print_staff_unknown", Severity.WARNING, where, number=len(unknown),
                    names=listed(unknown))
        )  # fmt: skip
    return found


def listed(names: Sequence[str]) -> str:
    """Return the first names, and an ellipsis where there are more."""
    return "、".join(names[:NAMED]) + ("……" if len(names) > NAMED else "")
