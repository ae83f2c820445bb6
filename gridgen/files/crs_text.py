"""What a file says of its coordinate system -> a text that is safe to hand to PROJ."""

from __future__ import annotations

from gridgen.model.crs_text import Taken, judged
from gridgen.model.errors import ReadError

_SHOWN = 80


def crs_from_text(text: str, *, source: str) -> str | None:
    """Return the code, WKT, PROJJSON or PROJ string that a text is; None where it is blank.

    Parameters
    ----------
    text
        As it stands in the file; `gridgen.model.crs_text` says what is read.
    source
        The file as the user knows it, with the place in it where that helps.

    Returns
    -------
    A text for `gridgen.model.crs`: codes as AUTHORITY:CODE, all else as it came. That there is such
    a system is not promised.

    Raises
    ------
    ReadError
        `crs_text_reaching`: the text names a file, a grid or an address. `crs_text_unknown`: it is
        in no form that is read.

    Examples
    --------
    >>> crs_from_text("urn:ogc:def:crs:EPSG::4490", source="a.geojson")
    'EPSG:4490'
    >>> crs_from_text(" ", source="a.prj")
    """
    if not text.strip("\x00\ufeff \t\r\n"):
        return None
    taken, plain = judged(text)
    if taken is Taken.PLAIN:
        return plain
    is_reaching = taken is Taken.REACHING
    raise ReadError(
        "crs_text_reaching" if is_reaching else "crs_text_unknown",
        source=source,
        text=text.strip()[:_SHOWN],
    )
