"""Tables of a sheet: texts cut to their columns, in the colours of the theme."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from maps.ink.kit import Kit
from maps.ink.paper import PT_MM, Slot
from maps.ink.scene import Table, TableRow

ROW_EM = 1.75
"""The height of a row that is not told otherwise, in ems of its type."""

_PAD_EM = 0.65
"""Beside the text of a cell: the template insets 0.3 ems at each side, and a hair is left over."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table: its heading, its width in mm, and where its texts stand."""

    head: str
    width: float
    anchor: str = "start"


def make_table(
    kit: Kit, slot: Slot, columns: Sequence[Column], rows: Sequence[TableRow], *,
    size_pt: float, row_mm: float | None = None,
) -> Table:  # fmt: skip
    """Return a table in its place; texts that are too long end in an ellipsis.

    Parameters
    ----------
    kit
        Fonts and colours.
    slot
        Corner and width in mm. A row that `spans` is cut to the width of the slot.
    columns
        From the left; their widths are those they get.
    rows
        Cells as they are to be said; as many as there are columns, one where the row spans.
    size_pt
        Of the type, points.
    row_mm
        The height of each row and of the header; `ROW_EM` ems of the type if not given.
    """
    pad = size_pt * _PAD_EM * PT_MM
    room = [column.width - pad for column in columns]

    def fitted(cells: Sequence[str], face: str) -> tuple[str, ...]:
        return tuple(kit.cut(c, size_pt, w, face) for c, w in zip(cells, room, strict=True))

    colours = kit.theme.colours
    return Table(
        x=slot.x,
        y=slot.y,
        widths=tuple(column.width for column in columns),
        anchors=tuple(column.anchor for column in columns),
        row_mm=size_pt * PT_MM * ROW_EM if row_mm is None else row_mm,
        size_pt=size_pt,
        header=fitted([column.head for column in columns], "bold"),
        rows=tuple(
            TableRow((kit.cut(row.cells[0], size_pt, slot.width - pad, "bold"),), spans=True)
            if row.spans
            else TableRow(fitted(row.cells, "text"), link=row.link)
            for row in rows
        ),
        ink=colours["ink"],
        accent=colours["accent"],
        rule=colours["rule"],
        stripe=colours["stripe"],
    )
