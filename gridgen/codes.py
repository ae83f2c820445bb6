"""Codes and names of zones: numbered within their parent as people read a map."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from gridgen.words import ordinal


def reading_order(xy: NDArray[np.float64]) -> NDArray[np.int64]:
    """Return the rows of `xy` (z, 2) in the order of numbering: west to east, rows north to south.

    The extent is cut into as many rows as make cells about square; ties go by the smaller row
    number. Source: numbering practice for statistical divisions, see docs/codes in the README.

    >>> reading_order(np.array([[0.0, 0], [100, 0], [0, 100], [100, 100]])).tolist()
    [2, 3, 0, 1]
    """
    z = len(xy)
    if z == 0:
        return np.zeros(0, np.int64)
    width, height = np.maximum(np.ptp(xy, axis=0), 1e-9)
    rows = int(np.clip(round(float(np.sqrt(z * height / width))), 1, z))
    from_north = (xy[:, 1].max() - xy[:, 1]) / height
    row = np.minimum((from_north * rows).astype(int), rows - 1)
    return np.lexsort((np.arange(z), xy[:, 0], row))


def numbered(
    parent: str, xy: NDArray[np.float64], *, digits: int, label: Mapping[str, str], lang: str
) -> tuple[list[str], list[str]]:
    """Return the codes and names of the zones of one parent at `xy` (z, 2), metres.

    A code is the parent's and a number of `digits` digits from 1. Where the zones of the parent
    need more digits all of them take as many, so that no code begins another.

    >>> label = {"zh": "第{n}网格", "en": "Grid {n}"}
    >>> numbered("990101001201", np.zeros((1, 2)), digits=3, label=label, lang="zh")
    (['990101001201001'], ['第一网格'])
    """
    number = np.empty(len(xy), np.int64)
    number[reading_order(xy)] = np.arange(1, len(xy) + 1)
    wide = max(digits, len(str(len(xy))))
    codes = [f"{parent}{n:0{wide}d}" for n in number]
    names = [label[lang].format(n=ordinal(int(n), lang)) for n in number]
    return codes, names
