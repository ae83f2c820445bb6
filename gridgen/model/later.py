"""Work that others may do meanwhile."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Executor
from typing import ParamSpec, TypeVar

P = ParamSpec("P")
R = TypeVar("R")


def later(
    executor: Executor | None, work: Callable[P, R], *args: P.args, **kwargs: P.kwargs
) -> Callable[[], R]:
    """Return what gives the result of some work, once it is asked for it.

    Parameters
    ----------
    executor
        Does it from now on; None for whoever asks.
    work, args, kwargs
        What is called, and with what.

    >>> later(None, max, 1, 2)()
    2
    """
    if executor is None:
        return lambda: work(*args, **kwargs)
    return executor.submit(work, *args, **kwargs).result
