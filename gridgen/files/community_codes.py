"""Codes of boundaries as files have them -> one for each village, of 12 digits where known."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace

import numpy as np
import shapely
from numpy.typing import NDArray

from gridgen.files.boundary_rows import Rows, at, where
from gridgen.files.values import is_rounded, to_codes, unrounded
from gridgen.model.arrays import Texts, taken
from gridgen.model.findings import Finding, Severity, finding
from gridgen.model.lattice import STEP_M
from gridgen.model.polygons import first_at

DIGITS = 12
"""Of the division code of a village or community."""

MOSTLY = 0.9
"""Share of the households in a boundary who must name one code for it to be that of the boundary,
and share of those who name it that must stand there."""

_MARKS = re.compile(r"[\s'’`\-]")
"""What people and spreadsheets put before and between digits."""

_MORE_ZEROS = re.compile(rf"(\d{{{DIGITS}}})0+")


def plain_codes(cells: NDArray[np.object_]) -> Texts:
    """Return (c,) codes as digits where all are there, whatever wrote them.

    >>> plain_codes(np.array(["4.40605104201e11", "4.40605E+11", 440605104201.0])).tolist()
    ['440605104201', '4.40605E+11', '440605104201']
    >>> plain_codes(np.array(["4406051042010000000", "440605104201000", "440605104000"])).tolist()
    ['440605104201', '440605104201', '440605104000']
    """
    codes = to_codes(cells)
    for row, written in enumerate(codes):
        code = _MARKS.sub("", written)
        code = code if code.isdecimal() else written
        code = unrounded(code)
        longer = _MORE_ZEROS.fullmatch(code)
        codes[row] = longer[1] if longer else code
    return codes


def codes_of(
    cells: NDArray[np.object_], row: NDArray[np.int64], source: str
) -> tuple[Texts, NDArray[np.bool_], list[tuple[int, Finding]]]:
    """Return (c,) codes, invented where there is none, (c,) which are known, and findings by row.

    Parameters
    ----------
    cells
        (c,) as they stand in the file.
    row
        (c,) rows of the file.
    source
        The file as the user knows it.
    """
    codes = plain_codes(cells)
    lost = is_rounded(codes)
    findings = []
    for i in np.flatnonzero(lost | (codes == "")):
        rule = "boundary_code_rounded" if lost[i] else "code_missing"
        value, codes[i] = codes[i], f"row-{row[i]}"
        found = finding(
            rule, Severity.WARNING, where(source, row[i]), file=source, at=at(row[i]),
            code=codes[i], value=value,
        )  # fmt: skip
        findings.append((int(row[i]), found))
    known = np.array([not code.startswith("row-") and not is_of_town(code) for code in codes], bool)
    return codes, known, findings


def one_for_each_code(rows: Rows, source: str) -> tuple[Rows, tuple[Finding, ...]]:
    """Return rows with no code repeated.

    Rows of one code are united into the first of them: parts of one village. Rows of the code of a
    township are villages of it, and are kept apart.
    """
    members: dict[str, list[int]] = {}
    for i, code in enumerate(rows.code):
        members.setdefault(code, []).append(i)
    shapes, codes = rows.shape.copy(), rows.code.copy()
    kept = np.ones(len(rows), bool)
    findings = []
    for code, group in members.items():
        if len(group) == 1:
            continue
        number, severity, rule = len(group), Severity.NOTE, "code_repeated"
        names = list(dict.fromkeys(name for name in rows.name[group] if name))
        if is_of_town(code):
            rule, severity = "code_of_town", Severity.WARNING
            codes[group] = [f"{code}-{rows.row[i]}" for i in group]
        else:
            shapes[group[0]] = shapely.union_all(rows.shape[group], grid_size=STEP_M)
            kept[group[1:]] = False
            if len(names) > 1:
                rule, severity = "code_of_several", Severity.WARNING
        findings.append(finding(rule, severity, source, number=number, code=code, names=names))
    return taken(replace(rows, shape=shapes, code=codes), kept), tuple(findings)


def is_of_town(code: str) -> bool:
    """Return whether a code is that of a township or more: no village has it.

    >>> is_of_town("440605104"), is_of_town("440605104000"), is_of_town("440605104201")
    (True, True, False)
    """
    return code.isdecimal() and (len(code) in (6, 9) or (len(code) == 12 and code.endswith("000")))


def completed(
    rows: Rows, xy: NDArray[np.float64], named: Texts, source: str
) -> tuple[Rows, tuple[Finding, ...]]:
    """Return rows with the codes that the households in them name, where theirs are not known.

    A code is taken where nearly all in the boundary who name one name it, nearly all who name it
    stand there, and no other boundary has it. What is left without 12 digits is told.

    Parameters
    ----------
    rows
        Valid boundaries in metres, no code repeated.
    xy, named
        (n, 2) metres and (n,) codes of households; "" where one names none.
    source
        The file of the boundaries as the user knows it.
    """
    is_short = np.array([code.isdecimal() and len(code) != DIGITS for code in rows.code], bool)
    wanting = ~rows.is_known | is_short
    if not wanting.any():
        return rows, ()
    spoken = np.array([code.isdecimal() and len(code) == DIGITS for code in named], bool)
    inside = first_at(rows.shape, xy[spoken])
    votes = Counter(zip(inside.tolist(), named[spoken].tolist(), strict=True))
    in_all, of_code = Counter(inside.tolist()), Counter(named[spoken].tolist())
    codes, findings = rows.code.copy(), []
    for (i, code), number in sorted(votes.items()):
        agreed = number >= MOSTLY * max(in_all[i], of_code[code])
        if i < 0 or not agreed or not wanting[i] or code in codes:
            continue
        findings.append(
            finding("code_of_households", Severity.WARNING, where(source, rows.row[i]), file=source,
                    at=at(rows.row[i]), code=code, number=number)
        )  # fmt: skip
        codes[i] = code
    odd = [code for code in codes[is_short] if len(code) != DIGITS]
    if odd:
        findings.append(
            finding("code_not_whole", Severity.WARNING, source, number=len(odd), limit=DIGITS,
                    code=odd[0])
        )  # fmt: skip
    return replace(rows, code=codes), tuple(findings)
