"""The files of the planner's page: ours, MapLibre's in its Python package, and others from npm."""

from __future__ import annotations

import threading
from http import HTTPStatus
from importlib.util import find_spec
from pathlib import Path

from starlette.exceptions import HTTPException

from api.conditional import Packed
from api.planner.libraries import FETCHED, PAGE, fetched

KINDS = {
    ".css": "text/css; charset=utf-8",
    ".html": "text/html; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
    ".webp": "image/webp",
}
"""What is handed out, by the end of its name; all else is as if it were not there."""

_FROM_MAPLIBRE = ("maplibre-gl.js", "maplibre-gl.css")


def _of_maplibre() -> Path:
    """Return where the package has its files; it is not imported, because it sets up logging."""
    found = find_spec("maplibre")
    places = (found and found.submodule_search_locations) or [""]
    return Path(places[0], "srcjs").resolve()


_OF_MAPLIBRE = _of_maplibre()

_Stamp = tuple[int, int]


class PageFiles:
    """Files by name, read again when they were replaced: whoever writes the page sees it at once.

    Parameters
    ----------
    folder
        Where they lie; nothing outside it is handed out.
    """

    def __init__(self, folder: Path = PAGE) -> None:
        self._folder = folder.resolve()
        self._lock = threading.Lock()
        self._read: dict[Path, tuple[_Stamp, Packed]] = {}

    def take(self, name: str) -> tuple[Packed, str]:
        """Return a file and its media type.

        Raises
        ------
        HTTPException
            There is none of that name.
        """
        kind = KINDS.get(Path(name).suffix, "")
        file = self._file(name)
        if not kind or file is None:
            raise HTTPException(HTTPStatus.NOT_FOUND)
        there = file.stat()
        stamp = (there.st_mtime_ns, there.st_size)
        with self._lock:
            known = self._read.get(file)
            if known is None or known[0] != stamp:
                known = self._read[file] = (stamp, Packed(file.read_bytes()))
            return known[1], kind

    def _file(self, name: str) -> Path | None:
        """Return the file of a name; None where there is none, or its name leads elsewhere."""
        if "\0" in name:
            return None
        if name in FETCHED:
            return fetched(name)
        folder = _OF_MAPLIBRE if name in _FROM_MAPLIBRE else self._folder
        file = (folder / name).resolve()
        return file if file.is_relative_to(folder) and file.is_file() else None
