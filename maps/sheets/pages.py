"""What is printed of a plan and what comes of it: the nouns that all makers of pages share."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from gridgen.model.errors import NotInPlanError
from gridgen.model.findings import Finding, Report
from gridgen.words.say import say
from maps.ink.fonts import Fonts
from maps.ink.furniture import Kit
from maps.ink.render import About, to_pdf, to_png, to_svg
from maps.ink.scene import Scene
from maps.sheets.ground import Ground
from maps.sheets.order import Order
from maps.sheets.preflight import check_glyphs
from maps.sheets.wall import Sheet


class Scope(StrEnum):
    """What one page is about."""

    TOWNSHIP = "township"
    COMMUNITY = "community"
    GRID = "grid"
    BUILDING = "building"


class Form(StrEnum):
    """What is made: a sheet, pages with an overview, notices to hang up, tables, or all levels."""

    SHEET = "sheet"
    ATLAS = "atlas"
    BOARD = "board"
    REGISTER = "register"
    NESTED = "nested"


@dataclass(frozen=True, slots=True)
class Printed:
    """Pages that are laid out, and what a person must know before they go to print."""

    scenes: tuple[Scene, ...]
    fonts: Fonts
    about: About
    report: Report
    sheets: tuple[Sheet, ...] = ()
    """The maps among the pages, for those who ask where labels stand."""

    def pdf(self) -> bytes:
        """Return one PDF with all pages: fonts embedded, text searchable, tagged."""
        return to_pdf(self.scenes, self.fonts, self.about)

    def png(self, dpi: int = 150) -> list[bytes]:
        """Return a PNG for each page."""
        return to_png(self.scenes, self.fonts, self.about, dpi)

    def svg(self) -> list[str]:
        """Return an SVG with live text for each page."""
        return [to_svg(scene, self.fonts, self.about) for scene in self.scenes]


@dataclass(frozen=True, slots=True)
class Chosen:
    """What is printed: rows of communities, of zones, and names of buildings."""

    scope: Scope
    communities: tuple[int, ...]
    zones: tuple[int, ...]
    is_whole: bool


def choose(ground: Ground, scope: Scope, only: Sequence[str]) -> Chosen:
    """Return what the codes name; everything without codes."""
    areas = {str(code): row for row, code in reversed(list(enumerate(ground.area_code)))}
    zones = {str(code): row for row, code in reversed(list(enumerate(ground.code)))}
    if not only:
        every = tuple(range(len(ground.area_code)))
        return Chosen(scope, every, tuple(range(len(ground.code))), True)
    own_areas: list[int] = []
    own_zones: list[int] = []
    for code in only:
        if code in areas:
            own_areas.append(areas[code])
            own_zones += ground.rows_of([areas[code]])
        elif code in zones:
            own_zones.append(zones[code])
            home = int(ground.community[zones[code]])
            own_areas += [home] if home >= 0 else []
        else:
            raise NotInPlanError(
                f"--only names {code!r}; the plan has no community and no "
                f"{ground.level_name('en') or 'grid'} of that code."
            )
    communities = tuple(dict.fromkeys(own_areas))
    return Chosen(scope, communities, tuple(dict.fromkeys(own_zones)), False)


def zones_of(ground: Ground, chosen: Chosen) -> tuple[int, ...]:
    """Return the zones of a sheet: of whole communities, since a map with holes misleads."""
    if chosen.is_whole:
        return chosen.zones
    return tuple(ground.rows_of(chosen.communities)) or chosen.zones


def title_of(ground: Ground, order: Order, chosen: Chosen) -> str:
    """Return the title that was asked for, else one that names what is shown."""
    if order.title:
        return order.title
    if len(chosen.communities) == 1:
        return say("sheet_title", order.lang, name=ground.area_name[chosen.communities[0]])
    return say("map_title", order.lang)


def finish(
    scenes: Sequence[Scene], kit: Kit, order: Order, title: str, findings: Sequence[Finding],
    sheets: Sequence[Sheet] = (),
) -> Printed:  # fmt: skip
    """Return pages with everything that pre-flight found, the characters too."""
    own = [*findings, *check_glyphs(scenes, kit.fonts, kit.paper.name)]
    about = About(title, order.lang, order.producer, order.date, order.bleed)
    return Printed(tuple(scenes), kit.fonts, about, Report(tuple(own)), tuple(sheets))
