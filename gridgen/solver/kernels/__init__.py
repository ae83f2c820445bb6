"""The inner loops of the solver, compiled by numba, which only the files of this folder know.

One connected part of a community is a `Town` (what does not change: n units and their links) and a
`State` (who is in which of k grids). Grids keep their members in linked lists, so that a move costs
the same however large the grid. Every function leaves the state whole: lists, loads and labels
agree. Randomness is one 64-bit word in an array, so that the same seed gives the same moves.

numba keeps what it compiled beside the files, but does not notice when a function of another file
changed. So when any file of this folder is newer than what is kept, all of it is thrown away.
"""

from __future__ import annotations

import sys
from pathlib import Path

HERE = Path(__file__).parent


def _throw_away_old() -> None:
    """Remove what was compiled before the last change of a file; tell people why they wait."""
    kept = list((HERE / "__pycache__").glob("*.nb[ic]"))
    changed = max(file.stat().st_mtime for file in HERE.glob("*.py"))
    if kept and min(file.stat().st_mtime for file in kept) >= changed:
        return
    for file in kept:
        file.unlink(missing_ok=True)
    print("gridgen: compiling the solver, once; this takes about a minute.", file=sys.stderr)


_throw_away_old()
