"""One process at a time: a lock on a file, which the system lets go when its process ends."""

from __future__ import annotations

import errno
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

_LOOK_S = 0.1
_HELD = frozenset({errno.EAGAIN, errno.EACCES, errno.EDEADLK})
"""How systems say that another process has the lock; anything else says that there are no locks."""

if sys.platform == "win32":
    import msvcrt

    def _take(file: BinaryIO) -> None:
        # Windows locks bytes from where the file stands; they need not be there.
        file.seek(0)
        msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)

    def _let_go(file: BinaryIO) -> None:
        file.seek(0)
        msvcrt.locking(file.fileno(), msvcrt.LK_UNLCK, 1)

else:
    import fcntl

    def _take(file: BinaryIO) -> None:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)

    def _let_go(file: BinaryIO) -> None:
        fcntl.flock(file, fcntl.LOCK_UN)


@contextmanager
def held(path: Path, *, wait_s: float, tell: Callable[[], None]) -> Iterator[bool]:
    """Hold the lock on a file while the block runs; the value is whether it is held.

    It is not where the file system knows no locks, or where another process, which may have been
    stopped, still has it after `wait_s`. A process that has ended holds nothing.

    Parameters
    ----------
    path
        A file that is made where it is not there, in a folder that is. It stays, for the next.
    wait_s
        Seconds, 0 or more, after which the block runs without the lock.
    tell
        Called once if there is somebody to wait for.
    """
    with path.open("ab") as file:
        is_held = _is_taken(file, time.monotonic() + wait_s, tell)
        try:
            yield is_held
        finally:
            # To close the file is not enough: a process forked meanwhile has it open too.
            if is_held:
                _let_go(file)


def _is_taken(file: BinaryIO, until: float, tell: Callable[[], None]) -> bool:
    is_told = False
    while True:
        try:
            _take(file)
        except OSError as why:
            if why.errno not in _HELD or time.monotonic() > until:
                return False
        else:
            return True
        if not is_told:
            tell()
            is_told = True
        time.sleep(_LOOK_S)
