"""A GeoJSON as programs write it -> one that GDAL reads: in UTF-8, one collection."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from gridgen.files.cell_encoding import likely_encoding, require_encoding
from gridgen.model.errors import ReadError

_BOM = b"\xef\xbb\xbf"
_RECORD = "\x1e"
"""What begins each text of a sequence (RFC 8142)."""

_BLANK = " \t\r\n"

_LOOKED_AT = 1 << 16
"""Bytes by which the encoding is told."""


def is_in_lines(text: str) -> bool:
    r"""Return whether a text holds features one after the other, each in a line or behind a mark.

    >>> is_in_lines('{"type": "Feature"}\n{"type": "Feature"}'), is_in_lines('{"type": "Feature"}')
    (True, False)
    """
    begin = text.lstrip(_BLANK)  # Python counts the mark as blank
    if begin.startswith(_RECORD):
        return True
    first, _, more = begin.partition("\n")
    if not more.lstrip(_BLANK).startswith("{") or len(first) > _LINE_MOST:
        return False
    try:
        return isinstance(json.loads(first), dict)
    except (ValueError, RecursionError):
        return False


_LINE_MOST = 1 << 20
"""Letters of one feature that is parsed here: all of a file the guard's own process parses."""


def _as_collection(text: str) -> str:
    """Return features in lines as one collection; what they are nobody has looked at."""
    parts = text.split(_RECORD) if _RECORD in text else text.split("\n")
    features = ",\n".join(part.strip() for part in parts if part.strip())
    return f'{{"type": "FeatureCollection", "features": [\n{features}\n]}}'


def _decoded(path: Path, encoding: str | None) -> str:
    content = path.read_bytes()
    if encoding is not None:
        return content.decode(require_encoding(encoding)).removeprefix("\ufeff")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        likely = likely_encoding(content[:_LOOKED_AT].split(b'"'))
        if likely.encoding in (None, "utf-8"):
            raise
        return content.decode(likely.encoding or "")


@contextmanager
def plain_geojson(path: Path, encoding: str | None = None) -> Iterator[Path]:
    """Give the path of a GeoJSON as GDAL reads it: the file itself where it is one.

    Else it is a copy that is gone afterwards.

    Parameters
    ----------
    path
        Of a file in UTF-8, with a byte order mark or without, or GBK or Big5.
    encoding
        What the user says; found if not given.

    Raises
    ------
    ReadError
        It is in no encoding that is read.
    """
    if encoding is None and _is_plain(path):
        yield path
        return
    try:
        text = _decoded(path, encoding)
    except ValueError as error:
        raise ReadError("json_unreadable", file=path.name, why=str(error)[:200]) from error
    with tempfile.TemporaryDirectory(prefix="gridgen-") as folder:
        target = Path(folder) / f"{path.stem}.geojson"
        target.write_text(_as_collection(text) if is_in_lines(text) else text, "utf-8")
        yield target


def _is_plain(path: Path) -> bool:
    try:
        return not is_in_lines(path.read_bytes().removeprefix(_BOM).decode("utf-8"))
    except UnicodeDecodeError:
        return False
