"""Many tasks over an executor that may lose some of them: so many at once as there is memory for.

The largest come first (Graham 1969): so what one of them leaves is room enough for the next. What
was lost with a process is begun again: alone where a pool broke and nobody knows by whose fault.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, BrokenExecutor, Executor, Future, wait
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from typing import Generic, TypeVar

from gridgen.model.errors import CommandError

TRIES = 3
"""Times that a task may be lost before it is given up; Dask tries each of them four times."""

_OFTEN_S = 5.0
"""Seconds after which it is asked again how many places there are."""

T = TypeVar("T")
R = TypeVar("R")

Opened = Callable[[], AbstractContextManager[Executor | None]]
"""Gives an executor for as long as its block lasts; once more where that is broken."""


@dataclass(frozen=True, slots=True)
class Piece(Generic[T]):
    """A task, the memory that it needs, how often it was lost, and whether it must run alone."""

    task: T
    need: float
    lost: int = 0
    is_alone: bool = False


@dataclass(frozen=True, slots=True)
class Lost(Generic[T]):
    """A task that was given up, and the kind of what came of it the last time."""

    task: T
    kind: str


@dataclass(frozen=True, slots=True)
class Room:
    """How many tasks may be begun at once: `places` of an executor, and memory for all of them.

    `memory` is in the measure of `Piece.need`, None for any. A task that needs more than all of it
    runs alone.
    """

    places: Callable[[Executor | None], int]
    memory: float | None = None


def over(
    function: Callable[[T], R], pieces: Iterable[Piece[T]], opened: Opened, room: Room
) -> Iterator[R | Lost[T]]:
    """Yield what `function` makes of each task, once it is there, in whatever order.

    Parameters
    ----------
    function
        It and its tasks pickle. A task of which something else is raised counts as lost.
    pieces
        Tasks, in any order.
    opened
        Over what they are spread.
    room
        For how many at once.

    Raises
    ------
    CommandError
        The scheduler of the executor is gone.
    """
    waiting = deque(sorted(pieces, key=lambda piece: -piece.need))
    while waiting:
        with opened() as executor:
            if executor is None:
                yield from (function(piece.task) for piece in waiting)
                return
            yield from _spread(function, waiting, executor, room)


def _spread(
    function: Callable[[T], R], waiting: deque[Piece[T]], executor: Executor, room: Room
) -> Iterator[R | Lost[T]]:
    """Yield what comes of the tasks until none is left, or the executor is broken."""
    begun: dict[Future[R], Piece[T]] = {}
    is_broken = False
    try:
        while begun or (waiting and not is_broken):
            while not is_broken and _has_room(waiting, begun, room, executor):
                try:
                    begun[executor.submit(function, waiting[0].task)] = waiting[0]
                    waiting.popleft()
                except BrokenExecutor:
                    is_broken = True
            for future in wait(begun, timeout=_OFTEN_S, return_when=FIRST_COMPLETED).done:
                piece = begun.pop(future)
                if future.cancelled():
                    raise CommandError("workers_gone")
                why = future.exception()
                is_broken |= isinstance(why, BrokenExecutor)
                if why is None:
                    yield future.result()
                elif piece.lost + 1 < TRIES:
                    again = replace(piece, lost=piece.lost + 1, is_alone=is_broken)
                    waiting.insert(0 if is_broken else len(waiting), again)
                else:
                    yield Lost(piece.task, type(why).__name__)
    finally:
        # Where all ends early, an executor that lives on has nothing left of it to do.
        for future in begun:
            future.cancel()


def _has_room(
    waiting: deque[Piece[T]], begun: dict[Future[R], Piece[T]], room: Room, executor: Executor
) -> bool:
    if not waiting:
        return False
    if not begun:
        return True
    # Who may have killed a process is alone with the next, so that it is known whether it did.
    if waiting[0].is_alone or any(piece.is_alone for piece in begun.values()):
        return False
    held = sum(piece.need for piece in begun.values()) + waiting[0].need
    is_small = room.memory is None or held <= room.memory
    return is_small and len(begun) < room.places(executor)
