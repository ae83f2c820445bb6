"""Cells and columns as people type them -> numbers and text."""

from __future__ import annotations

import re
import unicodedata
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from gridgen.model.arrays import Texts, texts
from gridgen.words.numerals import arabic

Numbers = NDArray[np.float64]
Flags = NDArray[np.bool_]

_WHOLE_MOST = 1e9
"""More stalls, desks or households than any zone has: a typing error."""

_THOUSANDS = re.compile(r"[+-]?\d{1,3}(,\d{3})+(\.\d+)?")
_NUMBER = re.compile(
    r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?|[+-]?(inf|infinity|nan)", re.IGNORECASE
)


def is_blank(values: Any) -> Flags:
    """Return (n,) where a cell holds nothing: None, NaN, NaT, or only spaces."""
    cells = np.asarray(values, dtype=object)
    blank = np.asarray(pd.isna(cells), dtype=bool)
    for row in np.flatnonzero(~blank):
        cell = cells[row]
        if isinstance(cell, str) and not cell.strip():
            blank[row] = True
    return blank


def is_not_finite(xy: NDArray[np.float64]) -> Flags:
    """Return (n,) where a row of (n, 2) holds NaN or an infinity."""
    finite: Flags = np.isfinite(xy[:, 0]) & np.isfinite(xy[:, 1])
    return ~finite


def to_numbers(values: Any) -> Numbers:
    """Return (n,) numbers; NaN where a cell is blank or is no number.

    Text is understood with spaces around it, in full-width digits, and with commas between
    thousands.

    >>> to_numbers(["12", " １２ ", "12.0", "1,200", "a dozen", None]).tolist()
    [12.0, 12.0, 12.0, 1200.0, nan, nan]
    """
    cells = np.asarray(values, dtype=object)
    numbers = plain_numbers(cells)
    # Only what pandas did not understand is looked at again: most columns have no such cell.
    for row in np.flatnonzero(np.isnan(numbers)):
        cell = cells[row]
        if isinstance(cell, str):
            numbers[row] = _number(cell)
    return numbers


def plain_numbers(cells: NDArray[np.object_]) -> Numbers:
    """Return (n,) numbers of cells that are written as programs do; NaN elsewhere."""
    numbers = pd.to_numeric(pd.Series(cells, dtype=object), errors="coerce")
    return numbers.to_numpy(dtype=np.float64, na_value=np.nan).copy()


def _number(cell: str) -> float:
    text = unicodedata.normalize("NFKC", cell).strip().lstrip("'‘’").replace("−", "-")
    if _THOUSANDS.fullmatch(text):
        text = text.replace(",", "")
    # float() alone would take "1_000"; numbers of our own kind only.
    return float(text) if _NUMBER.fullmatch(text) else float("nan")


_COUNTED = re.compile(r"(户|户人家|人家|家|households?|hh)$")
_IN_CHINESE = re.compile(r"[零一二两三四五六七八九十百千]+")


_OF_CHEQUES = str.maketrans("壹贰叁肆伍陆柒捌玖拾佰仟", "一二三四五六七八九十百千")


def to_counts(values: Any) -> Numbers:
    """Return (n,) numbers as `to_numbers`, of cells that may name what they count, or in Chinese.

    >>> to_counts(["3户", "两户", "十二", "约3户", "3-4"]).tolist()
    [3.0, 2.0, 12.0, nan, nan]
    """
    cells = np.asarray(values, dtype=object)
    numbers = to_numbers(cells)
    for row in np.flatnonzero(np.isnan(numbers)):
        if not isinstance(cells[row], str):
            continue
        text = unicodedata.normalize("NFKC", cells[row]).strip().casefold()
        text = _COUNTED.sub("", text).strip().translate(_OF_CHEQUES)
        if _IN_CHINESE.fullmatch(text):
            text = arabic(text.replace("两", "二"))
        numbers[row] = _number(text)
    return numbers


def to_text(values: Any) -> Texts:
    """Return (n,) Python strings without spaces around them; "" where a cell is blank.

    Whole floats lose their ".0": a spreadsheet turned them into numbers on the way.

    >>> to_text([990101001003.0, " a ", None, 7]).tolist()
    ['990101001003', 'a', '', '7']
    """
    if _repeats(values):
        at, cells = pd.factorize(values)  # -1 where there is none
        return np.array([*(cell.strip() for cell in cells), ""], object)[at]
    cells = np.asarray(values, dtype=object).tolist()
    text = np.empty(len(cells), dtype=object)
    text[:] = [cell.strip() if isinstance(cell, str) else _shown(cell) for cell in cells]
    return text


_FIRST = 1_000
"""Cells by which is seen whether a column says the same again and again."""


def _repeats(values: Any) -> bool:
    """Say whether a column of texts is long and has few of them, as most but ids are."""
    if not isinstance(values, pd.Series) or not isinstance(values.dtype, pd.StringDtype):
        return False
    return len(values) > _FIRST and 2 * values.iloc[:_FIRST].nunique() < _FIRST


def _shown(cell: Any) -> str:
    """Return a cell that is no text as one; "" where it is blank."""
    if pd.isna(cell):
        return ""
    is_whole = isinstance(cell, (float, np.floating)) and float(cell).is_integer()
    return str(int(cell) if is_whole else cell).strip()


def to_codes(values: Any) -> Texts:
    """Return (n,) codes: as `to_text`, in half-width digits, and text such as "3.0" as "3".

    >>> to_codes(["９９０１", "3.0", "A.0"]).tolist()
    ['9901', '3', 'A.0']
    """
    codes = to_text(values)
    if _PLAIN_CODES.fullmatch("\n".join(codes)):
        return codes
    for row, code in enumerate(codes):
        if not code.isascii():
            code = codes[row] = unicodedata.normalize("NFKC", code)
        if code.endswith("0") and "." in code:
            codes[row] = re.sub(r"^(\d+)\.0+$", r"\1", code)
        elif "+" in code:
            codes[row] = unrounded(code)
    return codes


_PLAIN_CODES = re.compile(r"[^\x80-\U0010ffff.+]*")
"""Half-width, and without a point or a sign: as most codes are."""


def unrounded(code: str) -> str:
    """Return the digits of a code in scientific notation, where all are there.

    >>> unrounded("9.90101001003E+11"), unrounded("9.90101E+11")
    ('990101001003', '9.90101E+11')
    """
    match = re.fullmatch(r"(\d)\.(\d+)[eE]\+?(\d{1,2})", code)
    if match is None or len(match[2]) < int(match[3]):
        return code
    power = int(match[3])
    return match[1] + match[2][:power] if not match[2][power:].strip("0") else code


def text_column(table: pd.DataFrame, name: str) -> Texts:
    """Return (n,) what `to_text` makes of a column; "" everywhere where the table has none."""
    return to_text(table[name]) if name in table else texts([""] * len(table))


def code_column(table: pd.DataFrame, name: str) -> Texts:
    """Return (n,) what `to_codes` makes of a column; "" everywhere where the table has none."""
    return to_codes(table[name]) if name in table else texts([""] * len(table))


def number_column(table: pd.DataFrame, name: str) -> Numbers:
    """Return (n,) finite numbers of a column, 0 where there is none."""
    if name not in table:
        return np.zeros(len(table))
    return np.nan_to_num(to_numbers(table[name]), posinf=0, neginf=0)


def whole_column(table: pd.DataFrame, name: str, *, other: int) -> NDArray[np.int64]:
    """Return (n,) whole numbers of a column, parts of one dropped.

    Parameters
    ----------
    table, name
        (n,) rows, and the column that it may have.
    other
        What stands where there is no number from 0 to a thousand million.
    """
    if name not in table:
        return np.full(len(table), other, np.int64)
    number = to_numbers(table[name])
    good = (number >= 0) & (number <= _WHOLE_MOST)  # NaN is neither
    return np.where(good, number, other).astype(np.int64)


def first_rows(codes: Texts) -> dict[str, int]:
    """Return the first row of each code; the empty code has none."""
    first: dict[str, int] = {}
    for row, code in enumerate(codes):
        if code:
            first.setdefault(code, row)
    return first


def rows_of(named: Texts, codes: Texts) -> NDArray[np.int32]:
    """Return (n,) the first row of `codes` that each of (n,) names is, -1 where none is."""
    first = first_rows(codes)
    return np.array([first.get(name, -1) for name in named], dtype=np.int32)


def is_rounded(codes: Texts) -> Flags:
    """Return (n,) where a spreadsheet rounded a code and its digits are lost.

    >>> is_rounded(to_text(["9.90101E+11", "990101001003"])).tolist()
    [True, False]
    """
    rounded = re.compile(r"\d(\.\d+)?[eE]\+\d+")
    return np.array([bool(rounded.fullmatch(code)) for code in codes], dtype=bool)
