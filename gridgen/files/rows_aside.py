"""Rows of a list that are no households: totals, signatures, and notes on how to fill it in."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable

import numpy as np
import pandas as pd
from pandas.api.types import is_numeric_dtype

from gridgen.files.headers import active_geometry
from gridgen.files.values import Flags

_TOTAL = re.compile(
    r"[\w()·]{0,12}(合计|小计|总计|共计|累计|汇总)([(（][^)）]*[)）])?[:：]?[\d,.]*[户人]?"
    r"|(grand|sub)?-?totals?:?|sums?:?|averages?:?|平均值?|均值|总数|总户数|共[\d,.]+[户人]"
)
_REMARK = re.compile(
    r"(制表|填表|填报|审核|复核|核对|校核|负责|经办|统计|录入|联系|日期|时间|备注|说明|附注|注|单位|盖章|签字|"
    r"填写|示例|例如|必填|选填|小数点|格式要求|数据来源)\S{0,6}([:：\s].*)?|.*(填写说明|填报说明|必填|选填|"
    r"小数点后|请填).*|(制表|填表|审核|填报|统计)[人者]?[:：].*|例[:：].*"
)
_LETTERS = re.compile("计|均|总|共|otal|OTAL|[Ss]um|SUM|verage|VERAGE")
"""Of these a total has one: only cells with them are looked at."""


def totals(table: pd.DataFrame, but: Collection[str] = ()) -> Flags:
    """Return (n,) rows with a cell that says it is a total, whatever else stands in them.

    Parameters
    ----------
    table
        As it stands in the file.
    but
        Headers of columns that hold numbers: no such cell is in them.

    Examples
    --------
    >>> totals(pd.DataFrame({"id": ["a", "合 计", "上塘村小计"]})).tolist()
    [False, True, True]
    """
    found = np.zeros(len(table), dtype=bool)
    for column in _texts(table, but):
        told = _distinct(column)
        if not _LETTERS.search("\n".join(told)):
            continue
        says = {cell for cell in told if _LETTERS.search(cell) and _TOTAL.fullmatch(_close(cell))}
        if says:
            cells = column.to_numpy(dtype=object)
            found |= np.array([isinstance(cell, str) and cell in says for cell in cells], bool)
    return found


def _distinct(column: pd.Series) -> list[str]:
    """Return the texts among cells, each once."""
    try:
        cells = np.asarray(column.unique(), dtype=object).tolist()
        return [cell for cell in cells if isinstance(cell, str)]
    except TypeError:  # a layer may hold lists
        return [cell for cell in column.to_numpy(dtype=object) if isinstance(cell, str)]


def _close(cell: str) -> str:
    return re.sub(r"\s+", "", cell).casefold()


def remarks(table: pd.DataFrame, among: Flags) -> Flags:
    """Return (n,) rows of `among` that repeat the header, or sign, explain or date a list.

    Parameters
    ----------
    table
        As it stands in the file.
    among
        (n,) rows without a place: no others are looked at.
    """
    found = np.zeros(len(table), dtype=bool)
    rows = np.flatnonzero(among)
    if len(rows) == 0:
        return found
    repeated = np.zeros(len(table), dtype=int)
    for position, header in enumerate(map(str, table.columns)):
        here = table.iloc[rows, position].tolist()
        repeated[rows] += [str(cell).strip() == header for cell in here]
    found |= repeated >= _HEADER_FROM
    for column in _texts(table, ()):
        cells = column.to_numpy(dtype=object)
        for row in rows[~found[rows]]:
            cell = cells[row]
            found[row] = isinstance(cell, str) and bool(_REMARK.fullmatch(cell.strip()))
    return found


_HEADER_FROM = 2
"""Cells that are the headers of their columns from which on a row is the header once more."""


def _texts(table: pd.DataFrame, but: Collection[str]) -> Iterable[pd.Series]:
    """Yield the columns that may hold text."""
    shape = active_geometry(table)
    for position, header in enumerate(table.columns):
        if (
            header != shape
            and header not in but
            and not is_numeric_dtype(table.dtypes.iloc[position])
        ):
            yield table.iloc[:, position]
