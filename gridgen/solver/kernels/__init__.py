"""The inner loops of the solver, compiled by numba, which only the files of this folder know.

One connected part of a community is a `Town` (what does not change: n units and their links) and a
`State` (who is in which of k grids). Grids keep their members in linked lists, so that a move costs
the same however large the grid. Every function leaves the state whole: lists, loads and labels
agree. Randomness is one 64-bit word in an array, so that the same seed gives the same moves.

Kernels that only read and write the arrays they are given say so (`borrows`), which makes a call
several times cheaper: the loops are made of millions of them.

All of it is compiled at once, so that what numba keeps is whole or not there, and loaded file by
file: see `gridgen.solver.compiled`.
"""

from pathlib import Path

from gridgen.solver.compiled import load_kernels

load_kernels(__name__, Path(__file__).parent)
