"""A Shapefile -> a table: its parts, the encoding of its texts, and what GDAL must not guess."""

from __future__ import annotations

import glob
import shutil
import struct
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import pandas as pd
from pandas.api.types import is_numeric_dtype

from gridgen.files.cell_encoding import (
    encoding_called,
    is_faulty,
    likely_encoding,
    require_encoding,
)
from gridgen.files.headers import active_geometry
from gridgen.files.origin import Origin, with_origin
from gridgen.model.errors import ReadError
from gridgen.model.findings import Finding, Severity, finding

_PARTS = frozenset({".shp", ".dbf", ".shx", ".prj", ".cpg"})

_RAW = "ISO-8859-1"
"""The encoding in which every byte is a character, so that none is lost on the way."""

_BY_GDAL = frozenset({"utf-8", "gb18030"})
"""Encodings that GDAL knows under Python's name."""

_OF_LANGUAGE = {0x4D: "gb18030", 0x4F: "big5hkscs", 0x7A: "gb18030", 0x78: "big5hkscs",
                0x13: "cp932", 0x79: "cp949"}  # fmt: skip
"""What byte 29 of a .dbf says, where it says more than "as on this computer"."""

_ROWS = 4096
"""Rows of a .dbf that are looked at, spread over all of them."""

Read = Callable[[Path, str, str], pd.DataFrame]
"""Reads the layer of a .shp in an encoding."""


def shapefile_parts(path: Path) -> dict[str, Path]:
    """Return the files of a Shapefile by their endings in small letters, in a fixed order."""
    parts = {
        file.suffix.lower(): file
        for file in path.parent.glob(f"{glob.escape(path.stem)}.*")
        # The pattern finds a.b.shp beside a.shp too, which is another Shapefile.
        if file.stem == path.stem and file.suffix.lower() in _PARTS and file.is_file()
    }
    return dict(sorted(parts.items()))


def shapefile_encoding(path: Path, encoding: str | None = None) -> tuple[str, tuple[Finding, ...]]:
    """Return the encoding of a Shapefile's texts, and a finding where its .cpg file is wrong.

    GDAL would believe the .cpg file, and take texts for Latin-1 without one: both show garbled
    Chinese without an error.

    Parameters
    ----------
    path
        Of the .shp.
    encoding
        What the user says; nothing else counts then.

    Raises
    ------
    ReadError
        There is no .dbf, nothing tells the encoding, or the texts are not in the one asked for.
    """
    beside = shapefile_parts(path)
    if ".dbf" not in beside:
        raise ReadError("shapefile_without_dbf", file=path.name, part=f"{path.stem}.dbf")
    cells, of_language = _cells(beside[".dbf"])
    if encoding is not None:
        asked = require_encoding(encoding)
        if is_faulty(cells, asked):
            raise ReadError("encoding_not_so", file=path.name, value=encoding)
        return asked, ()
    said = of_language
    if ".cpg" in beside:
        text = beside[".cpg"].read_bytes()[:64].decode("ascii", "replace")
        said = encoding_called(text) or said
    likely = likely_encoding(cells, said)
    if likely.encoding is None:
        raise ReadError("encoding_unclear", file=path.name)
    found: tuple[Finding, ...] = ()
    if likely.said is not None:
        found = (
            finding("encoding_otherwise", Severity.WARNING, path.name, said=likely.said,
                    found=likely.encoding),
        )  # fmt: skip
    return likely.encoding, found


def read_shapefile(path: Path, layer: str, read: Read, encoding: str | None = None) -> pd.DataFrame:
    """Return the table of a Shapefile; names of fields that end inside a character lose that.

    Parameters
    ----------
    path, layer
        Of the .shp.
    read
        Reads it in an encoding.
    encoding
        What the user says; found if not given.

    Raises
    ------
    ReadError
        As `shapefile_encoding`, or the file is damaged.
    """
    name, found = shapefile_encoding(path, encoding)
    with _whole(path) as (file, of_index):
        with shapefile_parts(file)[".dbf"].open("rb") as stream:
            names = [one for one, _ in _fields(stream.read(_HEADER_MOST))]
        if name in _BY_GDAL and _decodes(b" ".join(names), name):
            table = read(file, layer, name)
        else:
            # GDAL hands names that are cut on as they are, and reading ends there.
            table = _recoded_table(read(file, layer, _RAW), name)
    return with_origin(table, Origin(field_encoding=name, told=(*found, *of_index)))


def _recoded_table(table: pd.DataFrame, encoding: str) -> pd.DataFrame:
    for column in table.columns:
        if column != active_geometry(table) and not is_numeric_dtype(table[column]):
            cells = [_recoded(cell, encoding, "replace") for cell in table[column]]
            table[column] = pd.Series(cells, table.index, dtype=object)
    table.columns = pd.Index([_recoded(name, encoding, "ignore") for name in table.columns])
    return table


def _recoded(cell: object, encoding: str, faults: str) -> object:
    return cell.encode(_RAW).decode(encoding, faults) if isinstance(cell, str) else cell


def _decodes(text: bytes, encoding: str) -> bool:
    try:
        text.decode(encoding)
    except UnicodeDecodeError:
        return False
    return True


# --- the table ------------------------------------------------------------------------------------

_HEADER_MOST = 1 << 16
"""Bytes that the header of a .dbf may have: two of them say how many."""


def _fields(content: bytes) -> list[tuple[bytes, bytes]]:
    """Return name and kind of the fields of a .dbf: 11 of each 32 bytes up to a zero, and one."""
    length = int.from_bytes(content[8:10], "little")
    return [
        (content[start : start + 11].split(b"\x00")[0], content[start + 11 : start + 12])
        for start in range(32, max(length - 1, 32), 32)
        if len(content) >= start + 32 and content[start] != _END
    ]


_END = 0x0D
"""The byte after the last field."""


def _cells(file: Path) -> tuple[Sequence[bytes], str | None]:
    """Return the distinct texts of a .dbf, of rows spread over it, and what its header says."""
    with file.open("rb") as stream:
        header = stream.read(_HEADER_MOST)
    start, width = (int.from_bytes(header[at : at + 2], "little") for at in (8, 10))
    fields = _fields(header)
    cells = dict.fromkeys(name for name, _ in fields)
    number = max(file.stat().st_size - start, 0) // max(width, 1)
    if number and width:
        every = np.memmap(file, np.uint8, "r", start, (number, width))
        rows = np.array(every[:: max(1, number // _ROWS)])
        at = 1  # a mark for rows that were deleted
        for k, (_, kind) in enumerate(fields):
            size = header[32 + 32 * k + 16]
            if at + size > width:  # the header lies; reading will say so
                break
            if kind == b"C" and size:
                texts = np.ascontiguousarray(rows[:, at : at + size]).view(f"S{size}")
                cells |= dict.fromkeys(bytes(text).rstrip(b" \x00") for text in np.unique(texts))
            at += size
    return list(cells), _OF_LANGUAGE.get(header[29] if len(header) > 29 else 0)


# --- the index ------------------------------------------------------------------------------------


@contextmanager
def _whole(path: Path) -> Iterator[tuple[Path, tuple[Finding, ...]]]:
    """Give the path of a Shapefile as GDAL finds all its parts, and what was wrong with them.

    Without its index, or with endings that are neither small nor large throughout, that is a copy
    which is gone afterwards: nothing is written beside the files of a user.
    """
    parts = shapefile_parts(path)
    endings = {part.suffix for part in parts.values()}
    is_plain = all(end.islower() for end in endings) or all(end.isupper() for end in endings)
    if ".shx" in parts and is_plain:
        yield path, ()
        return
    with tempfile.TemporaryDirectory(prefix="gridgen-") as folder:
        target = Path(folder) / f"{path.stem}.shp"
        for ending, part in parts.items():
            shutil.copyfile(part, target.with_suffix(ending))
        found: tuple[Finding, ...] = ()
        if ".shx" not in parts:
            _write_index(target)
            found = (finding("shapefile_without_shx", Severity.NOTE, path.name),)
        yield target, found


def _write_index(path: Path) -> None:
    """Write the .shx of a .shp: where each record begins and how long it is, in words of 2 bytes.

    ESRI Shapefile Technical Description (1998), pages 4 and 23.
    """
    size = path.stat().st_size
    entries = []
    with path.open("rb") as file:
        header = bytearray(file.read(100))
        at = 100
        while at + 8 <= size:
            file.seek(at)
            _, words = struct.unpack(">ii", file.read(8))
            if words < 0 or at + 8 + 2 * words > size:
                break
            entries.append(struct.pack(">ii", at // 2, words))
            at += 8 + 2 * words
    header[24:28] = struct.pack(">i", 50 + 4 * len(entries))
    path.with_suffix(".shx").write_bytes(bytes(header) + b"".join(entries))
