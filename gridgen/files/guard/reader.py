"""Asking the process in which files are read, `gridgen.files.guard.reading`."""

from __future__ import annotations

import dataclasses
import json
import math
import os
import subprocess
import sys
import threading
import time
import weakref
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from contextvars import ContextVar
from multiprocessing.spawn import get_executable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from gridgen.files.guard.kinds import Kind
from gridgen.files.guard.limits import limits
from gridgen.files.guard.reading import IDLE_S
from gridgen.files.guard.staging import copied, needs_copy
from gridgen.model.errors import ReadError
from gridgen.words.say import GridgenError, reason_of

if TYPE_CHECKING:
    import pyarrow

_ROOT = Path(__file__).parents[3]
_GB = 1 << 30
_OFTEN = 200
"""Questions after which a process is not used again, so that none grows for ever."""


class _Reader:
    """A process that reads, and that ends with this one, or sooner."""

    def __init__(self) -> None:
        self.limits = limits()
        self.asked = 0
        self.spent_s = 0.0
        self.answered_at = math.inf
        most = json.dumps(dataclasses.asdict(self.limits))
        path = [str(_ROOT), *(entry for entry in sys.path if entry)]
        self._process = subprocess.Popen(  # noqa: S603 - our own module, by this Python
            [get_executable(), "-P", "-B", "-m", "gridgen.files.guard.reading", most],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={**os.environ, "PYTHONPATH": os.pathsep.join(path)},
        )
        self.end = weakref.finalize(self, _end, self._process)

    @property
    def is_usable(self) -> bool:
        """Whether it may be asked again, with the limits that hold now."""
        has_time = not self.limits.seconds or self.spent_s < self.limits.seconds / 4
        is_waiting = time.monotonic() < self.answered_at + IDLE_S
        is_running = is_waiting and self.end.alive and self._process.poll() is None
        return is_running and has_time and self.asked < _OFTEN and self.limits == limits()

    def ask(self, **question: Any) -> tuple[Any, pyarrow.Table | None]:
        """Return what is said of a file, and the table, where there is one."""
        question["limits"] = dataclasses.asdict(self.limits)
        began, is_late = time.monotonic(), threading.Event()
        self.asked += 1

        def stop() -> None:
            is_late.set()
            self._process.kill()

        timer = threading.Timer(self.limits.seconds, stop)
        if self.limits.seconds:
            timer.start()
        try:
            return self._answer(question)
        except (OSError, EOFError, ValueError) as error:
            # The process is gone in the middle of a line, or of the stream of Arrow.
            self.end()
            raise self._ended(question["name"], is_late=is_late.is_set()) from error
        finally:
            timer.cancel()
            self.answered_at = time.monotonic()
            self.spent_s += self.answered_at - began

    def _answer(self, question: dict[str, Any]) -> tuple[Any, pyarrow.Table | None]:
        import pyarrow as pa

        from gridgen.files.guard.wire import unpacked

        answers, questions = self._process.stdout, self._process.stdin
        if answers is None or questions is None:
            raise EOFError
        questions.write(json.dumps(question).encode() + b"\n")
        questions.flush()
        first = self._line(answers)
        table = None
        if first.get("has_table"):
            table = pa.ipc.open_stream(answers).read_all()
        last = self._line(answers) if "said" in first else first
        if last.get("is_full"):
            self.end()
            raise self._ended(question["name"], is_late=False)
        if "error" in last:
            raise unpacked(last["error"])
        return unpacked(first["said"]), table

    def _line(self, answers: Any) -> dict[str, Any]:
        line = answers.readline()
        if not line:
            raise EOFError
        found: dict[str, Any] = json.loads(line)
        return found

    def _ended(self, name: str, *, is_late: bool) -> ReadError:
        seconds, memory = self.limits.seconds, self.limits.stream_bytes
        if is_late:
            return ReadError("reading_too_long", file=name, seconds=seconds)
        if memory:
            return ReadError("reading_too_large", file=name, gigabytes=memory / _GB)
        return ReadError("reading_ended", file=name)


def _end(process: subprocess.Popen[bytes]) -> None:
    process.kill()
    for stream in (process.stdin, process.stdout):
        if stream is not None:
            with suppress(OSError):
                stream.close()
    process.wait()


_idle = threading.local()
"""The process that this thread may ask next: it dies with the thread that started it."""


@dataclasses.dataclass(slots=True)
class _Session:
    """The reading of one input: the process, and a folder for what it may not see in place."""

    reader: _Reader | None
    is_alone: bool
    folders: ExitStack
    shown: dict[tuple[str, str], str]

    def ready(self) -> _Reader:
        """Return the process, started where none is running: a CSV alone needs none."""
        if self.reader is not None and self.reader.is_usable:
            return self.reader
        self.leave()
        if not self.is_alone:
            prepare()
            self.reader, _idle.reader = _idle.reader, None
        else:
            self.reader = _Reader()
        return self.reader

    def leave(self) -> None:
        """Keep the process for the next input of this thread, or end it."""
        reader, self.reader = self.reader, None
        if reader is None:
            return
        if self.is_alone or not reader.is_usable:
            reader.end()
        else:
            _idle.reader = reader

    def path(self, path: str, kind: str) -> str:
        """Return where the process finds a file."""
        key = (path, kind)
        if key not in self.shown:
            self.shown[key] = path
            if needs_copy(Path(path), Kind(kind)):
                folder = self.folders.enter_context(TemporaryDirectory(prefix="gridgen-"))
                self.shown[key] = str(copied(Path(path), Kind(kind), Path(folder)))
        return self.shown[key]


_here: ContextVar[_Session | None] = ContextVar("session", default=None)


def prepare() -> None:
    """Start the process now, so that it is ready once this one has imported what it needs."""
    if not (getattr(_idle, "reader", None) and _idle.reader.is_usable):
        _idle.reader = _Reader()


@contextmanager
def reading(*, alone: bool = False) -> Iterator[None]:
    """Read all files of an input in one process.

    Parameters
    ----------
    alone
        In one that has read nothing else and will not: for files of strangers who should not see
        each other's.
    """
    if _here.get() is not None:
        yield
        return
    session = _Session(None, alone, ExitStack(), {})
    token = _here.set(session)
    try:
        yield
    except GridgenError:  # answered in order
        raise
    except BaseException:
        if session.reader is not None:
            session.reader.end()  # perhaps in the middle of an answer
        raise
    finally:
        _here.reset(token)
        session.folders.close()
        session.leave()


def ask(**question: Any) -> tuple[Any, pyarrow.Table | None]:
    """Return what the process that reads answers: what is said of a file, and perhaps a table.

    Raises
    ------
    GridgenError
        The file is refused or damaged, or reading it takes more than the limits let it.
    """
    with reading():
        session = _here.get()
        if session is None:  # `reading` has just made one
            raise ReadError("reading_ended", file=question["name"])
        reader = session.ready()
        if "kind" in question:
            question["path"] = _shown(session, question)
        return reader.ask(**question)


def _shown(session: _Session, question: dict[str, Any]) -> str:
    try:
        return session.path(question["path"], question["kind"])
    except OSError as error:
        name, why = question["name"], reason_of(error)
        raise ReadError("file_unopenable", file=name, why=why) from error
