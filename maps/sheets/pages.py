"""What is printed of a plan and what comes of it: the nouns that all makers of pages share."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from gridgen.model.errors import NotInPlanError
from gridgen.model.findings import Finding, Report
from gridgen.words.say import LANGUAGES, level_name, say
from maps.ink.fonts import Fonts
from maps.ink.render import About, to_pdf, to_png, to_svg
from maps.ink.scene import Scene
from maps.sheets.edition import Edition
from maps.sheets.preflight import check_glyphs
from maps.sheets.scenery import Scenery
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


def choose(scenery: Scenery, scope: Scope, only: Sequence[str]) -> Chosen:
    """Return what the codes name; everything without codes.

    Parameters
    ----------
    scenery
        The plan.
    scope
        What one page is about.
    only
        Codes of communities or zones, in the order in which they are printed.

    Raises
    ------
    NotInPlanError
        The plan has no such code.
    """
    row_of = {str(code): row for row, code in reversed(list(enumerate(scenery.community_code)))}
    zones = {str(code): row for row, code in reversed(list(enumerate(scenery.code)))}
    if not only:
        every = tuple(range(len(scenery.community_code)))
        return Chosen(scope, every, tuple(range(len(scenery.code))), True)
    own_communities: list[int] = []
    own_zones: list[int] = []
    for code in only:
        if code in row_of:
            own_communities.append(row_of[code])
            own_zones += scenery.rows_of([row_of[code]])
        elif code in zones:
            own_zones.append(zones[code])
            home = int(scenery.community[zones[code]])
            own_communities += [home] if home >= 0 else []
        else:
            zh, en = (level_name(scenery.level or "grids", lang) for lang in LANGUAGES)
            raise NotInPlanError("only_not_in_plan", code=code, level=(zh, en))
    communities = tuple(dict.fromkeys(own_communities))
    return Chosen(scope, communities, tuple(dict.fromkeys(own_zones)), False)


def zones_of(scenery: Scenery, chosen: Chosen) -> tuple[int, ...]:
    """Return the zones of a sheet: of whole communities, since a map with holes misleads."""
    if chosen.is_whole:
        return chosen.zones
    return tuple(scenery.rows_of(chosen.communities)) or chosen.zones


def title_of(edition: Edition, chosen: Chosen) -> str:
    """Return the title that was asked for, else one that names what is shown."""
    order, names = edition.order, edition.scenery.community_name
    if order.title:
        return order.title
    if len(chosen.communities) == 1:
        return say("sheet_title", order.lang, name=names[chosen.communities[0]])
    return say("map_title", order.lang)


def finish(
    edition: Edition, scenes: Sequence[Scene], title: str, findings: Sequence[Finding],
    sheets: Sequence[Sheet] = (),
) -> Printed:  # fmt: skip
    """Return pages with everything that pre-flight found, the characters too.

    Parameters
    ----------
    edition
        What was printed.
    scenes
        The pages in their order.
    title
        Of the file.
    findings
        What was found before.
    sheets
        The maps among the pages, for those who ask where labels stand.
    """
    kit, order = edition.kit, edition.order
    own = [*findings, *check_glyphs(scenes, kit.fonts, kit.paper.name)]
    about = About(title, order.lang, order.producer, order.date, order.bleed)
    return Printed(tuple(scenes), kit.fonts, about, Report(tuple(own)), tuple(sheets))
