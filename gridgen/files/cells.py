"""Cells, headers, names of sheets and print settings: what every workbook is made with."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Mapping, Sequence

import numpy as np
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE, Cell, WriteOnlyCell
from openpyxl.styles import Alignment, Border, Font, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from gridgen.words.say import say
from gridgen.words.seen import seen
from gridgen.words.width import columns_of

Value = str | float | None
"""What a cell holds."""

CELL_MOST = 32_767
"""Characters that a cell of Excel can hold."""

SHEET_MOST = 31
"""UTF-16 units that the name of a sheet may have."""

HEADER_MOST = 150
"""Characters of a title that are printed on each page: Excel takes 255, codes for "&" among them.
"""

UPRIGHT_MOST = 115
"""Characters of columns that still read well on A4 upright; wider sheets are printed lying."""

WRAP_ABOVE = 40
"""Columns wider than this hold sentences, which are broken into lines."""

THOUSANDS, DECIMALS, AS_TEXT = "#,##0", "#,##0.0##", "@"

_LINE_ABOVE = Border(top=Side(style="thin", color="808080"))
_NOT_IN_SHEET_NAMES = re.compile(r"[\[\]:*?/\\]")


def fill_table(
    sheet: Worksheet, header: Mapping[str, float], rows: Iterable[Iterable[Value]]
) -> None:
    """Fill a sheet with rows under a header that stays in sight, each column with a filter.

    Parameters
    ----------
    sheet
        On which nothing stands yet.
    header
        The width of each column, in characters.
    rows
        As many cells as there are columns.
    """
    put_row(sheet, 1, header, is_header=True)
    set_widths(sheet, header.values())
    for number, row in enumerate(rows, start=2):
        put_row(sheet, number, row)
    for column in [k for k, width in enumerate(header.values(), start=1) if width > WRAP_ABOVE]:
        for (cell,) in sheet.iter_rows(min_row=2, min_col=column, max_col=column):
            cell.alignment = Alignment(wrap_text=True, vertical="top")
    sheet.freeze_panes = "A2"
    sheet.auto_filter.ref = sheet.dimensions


def print_on_a4(sheet: Worksheet, title: str, lang: str, *, upright: bool | None = None) -> None:
    """Set a sheet up for the printer: A4, as wide as the page, as many pages as it takes.

    Its first row repeats on each page, `title` stands above it, and the number of the page below.

    Parameters
    ----------
    sheet
        Its widths are set.
    title
        What the sheet is about, as it is: an "&" in it stays one.
    lang
        "en" or "zh".
    upright
        Whether the paper stands; what is wider than `UPRIGHT_MOST` lies if that is not told.
    """
    wide = sum(dimension.width for dimension in sheet.column_dimensions.values())
    stands = wide <= UPRIGHT_MOST if upright is None else upright
    sheet.page_setup.paperSize = Worksheet.PAPERSIZE_A4
    sheet.page_setup.orientation = "portrait" if stands else "landscape"
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.print_title_rows = "1:1"
    sheet.print_options.horizontalCentered = sheet.print_options.gridLines = True
    margins = sheet.page_margins  # inches
    margins.left = margins.right = 0.5
    margins.top, margins.bottom, margins.header, margins.footer = 0.75, 0.7, 0.35, 0.35
    plain = ILLEGAL_CHARACTERS_RE.sub("", title)[:HEADER_MOST].replace("&", "&&")
    sheet.oddHeader.center.text = plain
    sheet.oddFooter.center.text = say("excel_page", lang)


def set_widths(sheet: Worksheet, widths: Iterable[float]) -> None:
    """Set the widths of the columns, in characters."""
    for column, width in enumerate(widths, start=1):
        sheet.column_dimensions[get_column_letter(column)].width = width


def width_of(header: str, texts: Iterable[str], *, most: float = 26) -> float:
    """Return the width that a column takes, in characters: a Chinese one counts twice.

    Parameters
    ----------
    header
        May be broken into lines, and so asks for half its length.
    texts
        What stands in it.
    most
        A longer text does not widen the column further.

    Examples
    --------
    >>> width_of("编号", ["QH0001", "甲"]), width_of("n", []), width_of("n", ["x" * 99])
    (8.5, 6.0, 26)
    """
    longest = max(map(columns_of, texts), default=0)
    return min(most, max(6.0, longest + 2.5, columns_of(header) / 2 + 2.5))


def put_row(
    sheet: Worksheet, row: int, values: Iterable[Value], *, is_header: bool = False
) -> None:
    """Put values into the cells of a row, from the first column on.

    Parameters
    ----------
    sheet, row
        Where; rows count from 1.
    values
        As many as are put; a text never becomes a formula.
    is_header
        Whether they are bold, and broken into lines where their column is narrow.
    """
    for column, value in enumerate(values, start=1):
        cell = sheet.cell(row=row, column=column)
        _put(cell, value)
        if is_header:
            _as_header(cell)


def row_of(
    sheet: Worksheet, values: Sequence[Value], *, is_header: bool = False, is_first: bool = False
) -> list[Cell]:
    """Return the cells of a row of a sheet that is only written, made as `put_row` makes them.

    Parameters
    ----------
    sheet, values, is_header
        As of `put_row`.
    is_first
        Whether a line parts the row from the one above.
    """
    cells = [WriteOnlyCell(sheet) for _ in values]
    for cell, value in zip(cells, values, strict=True):
        _put(cell, value)
        if is_header:
            _as_header(cell)
        if is_first:
            cell.border = _LINE_ABOVE
    return cells


def sheet_name(text: str, taken: set[str]) -> str:
    """Return a name that Excel takes for a sheet and that is not `taken`; add it to them.

    >>> taken = {"a b"}
    >>> sheet_name("'a/b", taken), sheet_name("x" * 40, taken) == "x" * 31
    ('a b (2)', True)
    """
    spaced = ILLEGAL_CHARACTERS_RE.sub("", _NOT_IN_SHEET_NAMES.sub(" ", text))
    plain = " ".join(spaced.split()).strip("' ") or "-"
    for number in itertools.count(1):
        tail = f" ({number})" if number > 1 else ""
        head = plain
        while len((head + tail).encode("utf-16-le")) > 2 * SHEET_MOST:
            head = head[:-1]
        name = head.rstrip("' ") + tail
        if name.casefold() not in taken:
            break
    taken.add(name.casefold())
    return name


def _as_header(cell: Cell) -> None:
    cell.font = Font(bold=True)
    cell.alignment = Alignment(wrap_text=True, vertical="center")


def _put(cell: Cell, value: Value) -> None:
    """Put a value into a cell; a text never as a formula, nor an infinity as a number."""
    if isinstance(value, str):
        # Excel takes no control character; spelt out it is seen, and none is lost unsaid.
        cell.value = ILLEGAL_CHARACTERS_RE.sub("", seen(value))[:CELL_MOST]
        # Set after the value, which openpyxl takes for a formula where it begins with "=".
        cell.data_type = "s"
        cell.number_format = AS_TEXT
        cell.quotePrefix = True
    elif value is not None and np.isfinite(value):
        is_whole = float(value).is_integer()
        cell.value = int(value) if is_whole else float(value)
        cell.number_format = THOUSANDS if is_whole else DECIMALS
