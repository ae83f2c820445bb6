"""The body of an answer -> a file, whole or not at all."""

from __future__ import annotations

from pathlib import Path
from secrets import token_hex

import httpx

from gridgen.model.errors import RequestError, WriteError

FORMATS = {
    ".gpkg": "gpkg", ".geojson": "geojson", ".parquet": "geoparquet", ".xlsx": "xlsx",
    ".pdf": "pdf", ".csv": "csv",
}  # fmt: skip
"""What the service can write, by the ending of a file."""


def format_of(file: Path) -> str:
    """Return the format that the name of a file says; RequestError where it says none."""
    found = FORMATS.get(file.suffix.lower())
    if found is None:
        raise RequestError("client_format", file=file.name, known=[*FORMATS])
    return found


def save(answer: httpx.Response, file: Path) -> None:
    """Write an answer beside a file and put it into its place once it is whole.

    Raises
    ------
    WriteError
        The file cannot be written; what is there stays as it is.
    """
    part = file.with_name(f".{file.name}.{token_hex(4)}.part")
    try:
        with part.open("xb") as out:
            for piece in answer.iter_bytes():
                out.write(piece)
        part.replace(file)
    except OSError as error:
        why = error.strerror or str(error)
        raise WriteError("file_unwritable", file=file, why=why) from error
    finally:
        part.unlink(missing_ok=True)
