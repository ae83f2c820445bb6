"""A version as a file: written whole in a folder of its own, sent, and gone."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import BinaryIO
from urllib.parse import quote

from fastapi.responses import StreamingResponse

_CHUNK = 2**18
_STEM = 80
"""Characters of a name at most, without its ending."""


def sent(write: Callable[[Path], None], name: str, kind: str) -> StreamingResponse:
    """Return what sends a file.

    Parameters
    ----------
    write
        Writes the file at a path, in a folder of its own.
    name
        Under which it is saved; made harmless.
    kind
        Its media type.
    """
    name = harmless(name)
    with tempfile.TemporaryDirectory(prefix="gridgen-") as folder:
        file = Path(folder) / f"export{Path(name).suffix}"
        write(file)
        # Open, it can be read although its name goes at once, however the answer ends.
        stream = file.open("rb")
        size = file.stat().st_size
    plain = name.encode("ascii", "ignore").decode().strip("-. ") or "export"
    headers = {
        "Content-Length": str(size),
        "Content-Disposition": f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name)}",
        "Vary": "Accept-Language",
    }
    return StreamingResponse(_parts(stream), media_type=kind, headers=headers)


def harmless(name: str) -> str:
    """Return a name of a file that no system takes for anything else: letters of any script, digits
    and ordinary marks.

    >>> harmless('../清河 2026:"x".gpkg'), len(harmless("a" * 200 + ".csv"))
    ('清河-2026-x-.gpkg', 84)
    """
    stem, dot, ending = name.rpartition(".")
    kept = re.sub(r"[^\w.()（）-]+", "-", stem).lstrip(".-")[:_STEM]
    return f"{kept or 'plan'}{dot}{ending}"


def _parts(stream: BinaryIO) -> Iterator[bytes]:
    with stream:
        while part := stream.read(_CHUNK):
            yield part
