"""The door to all that is printed of a plan: sheets, atlases, boards, registers, charts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from enum import StrEnum
from functools import cached_property
from pathlib import Path
from typing import TypeVar

from gridgen.checks.every import check_land
from gridgen.files.whole import write_bytes
from gridgen.model.errors import PrintError, WriteError
from gridgen.model.plan import Plan
from gridgen.plans.diff import diff, first_level
from gridgen.plans.moved_land import redrawn
from gridgen.plans.names import Called, code_of, in_language, names_of
from gridgen.rules.levels import Rules
from gridgen.rules.loader import rules_for
from gridgen.words.say import Sentence, in_both
from maps.ink.fonts import find_fonts
from maps.ink.kit import Kit
from maps.ink.paper import paper_of
from maps.ink.theme import load_theme
from maps.sheets.atlas import make_atlas
from maps.sheets.board import make_boards
from maps.sheets.changes import make_changes
from maps.sheets.edition import Edition
from maps.sheets.extract import Focus
from maps.sheets.leaf import paginated
from maps.sheets.nested import make_nested
from maps.sheets.order import Order
from maps.sheets.pages import Chosen, Form, Printed, Scope, choose, finish, title_of, zones_of
from maps.sheets.preflight import check_outside, check_sheets, check_staff
from maps.sheets.register import make_register
from maps.sheets.scenery import Scenery, scenery_of
from maps.sheets.staff import by_codes
from maps.sheets.wall import Sheet, compose, going_on

K = TypeVar("K", bound=StrEnum)


class Press:
    """A plan ready to be printed many times: its scenery is prepared once.

    Parameters
    ----------
    plan
        What is printed.
    rules
        By which it was made, where they are loaded; else those that the plan names.
    colours
        The row of the fill of each zone of the first level, by its code, where maps that were shown
        before have them; else worked out.
    """

    def __init__(
        self, plan: Plan, rules: Rules | None = None, colours: Mapping[str, int] | None = None
    ) -> None:
        self._plan = plan
        self._colours = colours
        self._rules = rules_for(plan, rules)
        self._told: dict[str, tuple[Plan, Scenery]] = {}
        # A sheet of broken polygons must not leave the press without a word.
        self._land = check_land(plan, self._rules)

    def scenery(self, lang: str) -> Scenery:
        """Return the scenery of the plan, its zones called in a language."""
        return self._in(lang)[1]

    def _in(self, lang: str) -> tuple[Plan, Scenery]:
        """Return the plan, its zones called in a language, and its scenery."""
        if lang not in self._told:
            plan = in_language(self._plan, self._rules, lang)
            self._told[lang] = plan, scenery_of(plan, self._colours)
        return self._told[lang]

    @cached_property
    def _names(self) -> dict[str, Called]:
        return names_of(self._plan)

    def _asked(self, only: Sequence[str]) -> list[str]:
        """Return the codes of what is named by code or name."""
        return [code_of(asked, self._names, "--only") for asked in only]

    def kit(self, order: Order) -> Kit:
        """Return theme, fonts and paper of an order; PrintError where one cannot be had."""
        theme = load_theme(order.theme)
        fonts = find_fonts(order.font, text=theme.text_fonts, title=theme.title_fonts)
        return Kit(theme, fonts, paper_of(order.size), order.lang)

    def print(
        self, order: Order, *, scope: str = "township", form: str | None = None,
        only: Sequence[str] = (),
    ) -> Printed:  # fmt: skip
        """Lay out pages.

        Parameters
        ----------
        order
            How they look and what stands on them.
        scope
            "township", "community", "grid" or "building": what one page is about.
        form
            "sheet", "atlas", "board", "register" or "nested"; None makes a sheet of a township or
            of one community, an atlas of several communities or of grids, boards of buildings.
        only
            Communities and grids, by code or name; the others are left out.

        Raises
        ------
        PrintError
            A scope, form, size, theme or font that there is not, or nothing to print.
        NotInPlanError
            `only`, or the staff table, names what the plan does not have or has twice.
        """
        if order.staff:
            order = replace(order, staff=by_codes(order.staff, self._names))
        kit, scenery = self.kit(order), self.scenery(order.lang)
        among = _known(Scope, scope, in_both("print_scope"))
        chosen = choose(scenery, among, self._asked(only))
        if not chosen.communities and not chosen.zones:
            raise PrintError("nothing_to_print")
        shape = _known(Form, form, in_both("print_form")) if form else _usual(chosen)
        if order.slots is None:
            order = replace(order, slots=shape is not Form.BOARD)
        edition = Edition(scenery, kit, order)
        printed = _MAKERS[shape](edition, chosen)
        return replace(printed, report=self._land + printed.report)

    def print_changes(self, old: Plan, order: Order, *, only: Sequence[str] = ()) -> Printed:
        """Lay out what moved since an older plan: a page for each community, for the notice board.

        Parameters
        ----------
        old
            Of the same place.
        order
            How the pages look and what stands on them.
        only
            Communities, by code or name; the others are left out, and those in which nothing moved.

        Raises
        ------
        PrintError
            Nothing moved, or a size, theme or font that there is not.
        NotInPlanError
            `only` names a code that the plan does not have, or the plans have no level in common.
        """
        new, scenery = self._in(order.lang)
        old = in_language(old, self._rules, order.lang)
        edition = Edition(scenery, self.kit(order), order)
        chosen = choose(scenery, Scope.COMMUNITY, self._asked(only))
        since = redrawn(old, new, diff(old, new, first_level(new)))
        printed = make_changes(edition, chosen, since)
        return replace(printed, report=self._land + printed.report)


def print_plan(
    plan: Plan, order: Order, *, scope: str = "township", form: str | None = None,
    only: Sequence[str] = (),
) -> Printed:  # fmt: skip
    """Lay out the pages of a plan once.

    Parameters
    ----------
    plan
        What is printed.
    order, scope, form, only
        As for `Press.print`, which prints one plan many times.
    """
    return Press(plan).print(order, scope=scope, form=form, only=only)


def print_changes(
    old: Plan, new: Plan, order: Order, *, only: Sequence[str] = (), rules: Rules | None = None
) -> Printed:
    """Lay out what moved between two plans once.

    Parameters
    ----------
    old, new
        Of one place; the map shows the new one.
    order, only
        As for `Press.print_changes`.
    rules
        As for `Press`, of the new one.
    """
    return Press(new, rules).print_changes(old, order, only=only)


def _usual(chosen: Chosen) -> Form:
    if chosen.scope is Scope.BUILDING:
        return Form.BOARD
    is_one = chosen.scope is Scope.TOWNSHIP or len(chosen.communities) == 1
    return Form.SHEET if is_one and chosen.scope is not Scope.GRID else Form.ATLAS


def _known(kinds: type[K], text: str, what: Sentence) -> K:
    if text not in [kind.value for kind in kinds]:
        known = [kind.value for kind in kinds]
        raise PrintError("print_kind_unknown", what=what, value=text, known=known)
    return kinds(text)


def make_sheet(edition: Edition, chosen: Chosen) -> Printed:
    """Lay out one sheet about everything that was chosen."""
    scenery, size = edition.scenery, edition.kit.paper.name
    focus = Focus(chosen.communities, zones_of(scenery, chosen))
    title = title_of(edition, chosen)
    sheet = compose(edition, focus, title=title)

    def again(size: str, _: int) -> Sheet:
        return compose(edition.on(size), focus, title=title)

    findings = check_sheets([sheet], scenery, size, again)
    findings += check_outside(sheet, scenery, size)
    findings += check_staff(edition.order.staff, scenery, focus.zones, size)
    scenes = paginated(sheet.scenes, edition.kit, going_on([sheet]))
    return finish(edition, scenes, title, findings, (sheet,))


_MAKERS = {
    Form.SHEET: make_sheet,
    Form.ATLAS: make_atlas,
    Form.BOARD: make_boards,
    Form.REGISTER: make_register,
    Form.NESTED: make_nested,
}


def save_printed(printed: Printed, path: str | Path, dpi: int = 150) -> list[Path]:
    """Write pages to a file by its ending: .pdf, .png or .svg; further pages as name-2.png, ...

    Parameters
    ----------
    printed
        The pages.
    path
        Of the file; a PDF holds all pages.
    dpi
        Dots per inch of a PNG.

    Returns
    -------
    The files that were written.

    Raises
    ------
    WriteError
        The ending is none of these, or a file cannot be written.
    """
    target = Path(path)
    kind = target.suffix.lower()
    if kind == ".pdf":
        contents = [printed.pdf()]
    elif kind == ".png":
        contents = printed.png(dpi)
    elif kind == ".svg":
        contents = [text.encode() for text in printed.svg()]
    else:
        raise WriteError("sheet_of_other_kind", file=target, kind=kind)
    files = [
        target if number == 1 else target.with_stem(f"{target.stem}-{number}")
        for number in range(1, len(contents) + 1)
    ]
    for file, content in zip(files, contents, strict=True):
        write_bytes(file, content)
    return files
