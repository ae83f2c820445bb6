"""The process in which files are read: `python -m gridgen.files.guard.reading LIMITS`.

It is started by `gridgen.files.guard.reader`, is asked by lines of JSON and answers each with a
line that says what follows, a stream of Arrow where there is a table, and a line that says how it
went. GDAL, Arrow's Parquet, SQLite, JSON and the readers of workbooks run here alone: what they
fall over ends this process and no other.
"""

from __future__ import annotations

import json
import os
import queue
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import ModuleType
from typing import IO, Any

from gridgen.files.guard.confine import at_most, confine, watch
from gridgen.files.guard.kinds import Kind
from gridgen.files.guard.limits import Limits, limits, narrowed

IDLE_S = 3.0
"""Seconds after an answer in which the next question is asked of the same process."""


def main() -> None:
    """Answer whoever started this process until that one ends."""
    most = Limits(**json.loads(sys.argv[1]))
    confine(memory_bytes=most.memory_bytes, seconds=most.seconds)
    answers = _own_output()
    asked = _questions()
    _load()
    watch()
    waits_s = None
    while True:
        try:
            question = asked.get(timeout=waits_s)
        except queue.Empty:  # nobody reads any more: the memory is for whoever divides
            return
        with narrowed(**question.pop("limits")):
            _answer(question, answers)
        waits_s = 2 * IDLE_S


def _own_output() -> IO[bytes]:
    """Return standard output for answers alone: libraries that print get nowhere."""
    answers = os.fdopen(os.dup(1), "wb", 1 << 20)
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 1)
    os.close(nowhere)
    return answers


def _questions() -> queue.Queue[dict[str, Any]]:
    """Return where questions arrive; this process ends when nobody is left to ask any."""
    asked: queue.Queue[dict[str, Any]] = queue.Queue()

    def listen() -> None:
        for line in sys.stdin.buffer:
            asked.put(json.loads(line))
        os._exit(0)

    threading.Thread(target=listen, daemon=True).start()
    return asked


@contextmanager
def _without(*names: str) -> Iterator[None]:
    """Let nobody import these meanwhile."""
    absent: dict[str, ModuleType | None] = dict.fromkeys(names)
    sys.modules.update(absent)  # type: ignore[arg-type]
    try:
        yield
    finally:
        for name in names:
            del sys.modules[name]


def _load() -> None:
    """Import what every file needs; pyogrio would bring geopandas along, which takes a second."""
    with _without("geopandas", "pandas", "shapely"):
        import pyarrow.parquet  # noqa: F401
        import pyogrio.raw  # noqa: F401


def _answer(question: dict[str, Any], answers: IO[bytes]) -> None:
    from gridgen.files.guard import parsers
    from gridgen.files.guard.wire import packed
    from gridgen.model.errors import ReadError
    from gridgen.words.say import GridgenError

    name = question["name"]
    is_stream = question["do"] != "call" and question.get("kind") != Kind.GEOJSON
    at_most(limits().stream_bytes if is_stream else 0)
    try:
        parts = parsers.DO[question["do"]](question)
        said, schema = next(parts)
        _send_line(answers, {"said": packed(said), "has_table": schema is not None})
        if schema is not None:
            _send_table(answers, schema, parts)
        _send_line(answers, {})
    except GridgenError as error:
        _send_line(answers, {"error": packed(error)})
    except MemoryError:  # Arrow's is one too
        _send_line(answers, {"is_full": True})
    except Exception as error:
        # Parsers raise whatever damaged bytes lead them to.
        why = ReadError("layer_damaged", file=name, why=str(error)[:200])
        _send_line(answers, {"error": packed(why)})


def _send_line(answers: IO[bytes], value: dict[str, Any]) -> None:
    answers.write(json.dumps(value).encode() + b"\n")
    answers.flush()


def _send_table(answers: IO[bytes], schema: Any, batches: Iterator[Any]) -> None:
    import pyarrow as pa

    # The end of the stream is written even where a batch fails: what went wrong follows it.
    with pa.ipc.new_stream(answers, schema) as stream:
        for batch in batches:
            stream.write_batch(batch)


if __name__ == "__main__":
    main()
