"""Short names of numba's types, in which the kernels say what they take.

Every kernel names its types, so that it is compiled when its file is loaded and not when it is
first called, and so that an array of another type or order is refused, never copied unseen.
"""

from __future__ import annotations

from numba import types

FLAG, FLAGS = types.boolean, types.boolean[::1]
REAL, REALS, POINTS = types.float64, types.float64[::1], types.float64[:, ::1]
WHOLE, WHOLES = types.int64, types.int64[::1]
# Four bytes for each unit or grid: the loops wait for memory more than for arithmetic.
SHORTS = types.int32[::1]
