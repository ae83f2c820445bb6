"""Shapefiles and KML inside a zip archive: which there are, and one of them in a folder of ours.

Members are unpacked under names of our own, so that theirs lead nowhere.
"""

from __future__ import annotations

import re
import shutil
import tempfile
import zipfile
import zlib
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path, PurePosixPath

from gridgen.files.guard.archives import safe_members
from gridgen.model.errors import ReadError

_PARTS = frozenset({".shp", ".dbf", ".shx", ".prj", ".cpg"})


def _members(archive: zipfile.ZipFile, name: str) -> dict[str, zipfile.ZipInfo]:
    """Return the files in an archive by their names in Unicode.

    Raises
    ------
    ReadError
        They are not to be unpacked (`gridgen.files.guard.archives`), or it asks for a password.
    """
    members = safe_members(archive)
    if any(member.flag_bits & 1 for member in members):
        raise ReadError("zip_has_password", file=name)
    return {_unicode(member): member for member in members}


def _unicode(member: zipfile.ZipInfo) -> str:
    """Return the name of a member: without the mark of UTF-8, programs in China write GBK."""
    if member.flag_bits & 0x800:
        return member.filename
    try:
        content = member.filename.encode("cp437")
    except UnicodeEncodeError:
        return member.filename
    for encoding in ("utf-8", "gb18030"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    return member.filename


def holds_shapefile(archive: zipfile.ZipFile) -> bool:
    """Return whether an archive has a Shapefile."""
    return any(_is_ours(name) and name.lower().endswith(".shp") for name in archive.namelist())


def kml_in(archive: zipfile.ZipFile) -> str | None:
    """Return the name of the KML of a KMZ, "doc.kml" before others; None where there is none."""
    names = [name for name in archive.namelist() if name.lower().endswith(".kml")]
    first = sorted(names, key=lambda name: (name.lower() != "doc.kml", name.count("/"), name))
    return first[0] if first else None


def _is_ours(name: str) -> bool:
    # macOS puts a shadow of each file there.
    return "__MACOSX" not in name and not PurePosixPath(name).name.startswith("._")


def shapefiles_in(path: Path) -> dict[str, dict[str, zipfile.ZipInfo]]:
    """Return the parts of each Shapefile in an archive by their endings, by the names of layers.

    A layer is called as its file, with the folder before it where two are called alike.

    Raises
    ------
    ReadError
        The archive is damaged, or not one to unpack.
    """
    with _opened(path) as archive:
        members = _members(archive, path.name)
    parts: dict[str, dict[str, zipfile.ZipInfo]] = {}
    stems: dict[str, PurePosixPath] = {}
    for name, member in members.items():
        file = PurePosixPath(name.replace("\\", "/"))
        ending, stem = file.suffix.lower(), file.with_suffix("")
        if ending not in _PARTS or not _is_ours(name):
            continue
        key = str(stem).casefold()  # on Windows A.SHP and a.dbf belong together
        parts.setdefault(key, {})[ending] = member
        if ending == ".shp":
            stems[key] = stem
    times = Counter(stem.name for stem in stems.values())
    return {
        stem.name if times[stem.name] == 1 else str(stem): parts[key] for key, stem in stems.items()
    }


@contextmanager
def unpacked(path: Path, layer: str) -> Iterator[Path]:
    """Give the .shp of a layer of an archive, in a folder that is gone afterwards.

    Parameters
    ----------
    path
        Of the archive.
    layer
        One of `shapefiles_in`.

    Raises
    ------
    ReadError
        There is no such layer, or the archive is damaged.
    """
    layers: Mapping[str, Mapping[str, zipfile.ZipInfo]] = shapefiles_in(path)
    if layer not in layers:
        raise ReadError("no_such_layer", file=path.name, layer=layer, known=list(layers))
    stem = re.sub(r"[^\w.-]", "_", layer)[:60]
    with tempfile.TemporaryDirectory(prefix="gridgen-") as folder, _opened(path) as archive:
        for ending, member in layers[layer].items():
            # zipfile hands out no more bytes than the archive says that there are.
            with (
                archive.open(member) as packed,
                (Path(folder) / f"{stem}{ending}").open("wb") as to,
            ):
                shutil.copyfileobj(packed, to)
        yield Path(folder) / f"{stem}.shp"


def kml_of(path: Path) -> bytes:
    """Return the KML of a KMZ.

    Raises
    ------
    ReadError
        The archive is damaged, not one to unpack, or has no KML.
    """
    with _opened(path) as archive:
        _members(archive, path.name)
        name = kml_in(archive)
        if name is None:
            raise ReadError("file_without_layer", file=path.name)
        return archive.read(name)


@contextmanager
def _opened(path: Path) -> Iterator[zipfile.ZipFile]:
    try:
        with zipfile.ZipFile(path) as archive:
            yield archive
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, EOFError, OSError) as error:
        raise ReadError("file_damaged", file=path.name, why=str(error)[:200]) from error
