"""Cells of bytes -> the encoding they are in, whatever a file beside them says."""

from __future__ import annotations

import codecs
import re
from collections.abc import Sequence
from dataclasses import dataclass

from gridgen.model.errors import ReadError

FITS = 0.8
"""Share of the ideographs in common use from which on a text is taken to be in an encoding."""

_FAULTY_MOST = 0.01
"""Share of the cells that may hold a broken letter: damage, no other encoding."""

_FREQUENT = {
    "gb18030": re.compile(rb"[\xb0-\xf7][\xa1-\xfe]"),
    "big5hkscs": re.compile(rb"[\xa4-\xc6][\x40-\x7e\xa1-\xfe]"),
}
"""The letters that are in use: all of GB 2312, with those of names of places, and Big5, level 1."""

_IDEOGRAPHS = re.compile(r"[\u3400-\u9fff\U00020000-\U0003ffff]")

_CALLED = {
    "65001": "utf-8", "936": "gb18030", "54936": "gb18030", "gb2312": "gb18030", "gbk": "gb18030",
    "cp936": "gb18030", "950": "big5hkscs", "cp950": "big5hkscs", "big5": "big5hkscs",
    "1252": "cp1252", "ansi 936": "gb18030", "ansi 950": "big5hkscs", "ansi 1252": "cp1252",
}  # fmt: skip
"""What programs call encodings, where Python has another name or a smaller one."""


def encoding_called(text: str) -> str | None:
    """Return Python's name of the encoding that people or programs call so; None for no encoding.

    >>> encoding_called("GBK"), encoding_called("UTF-8"), encoding_called("?")
    ('gb18030', 'utf-8', None)
    """
    word = text.strip().casefold()
    try:
        name = codecs.lookup(_CALLED.get(word, word)).name
    except (LookupError, ValueError):
        return None
    return _CALLED.get(name, name)


def require_encoding(text: str) -> str:
    """Return Python's name of the encoding that a user asks for.

    Raises
    ------
    ReadError
        There is no such encoding.
    """
    found = encoding_called(text)
    if found is None:
        raise ReadError("encoding_unknown", value=text[:40])
    return found


@dataclass(frozen=True, slots=True)
class Likely:
    """The encoding of cells as far as their bytes tell.

    Attributes
    ----------
    encoding
        As Python calls it; None where nothing tells.
    said
        What was said beside and is not so; None where nothing was, or it is so.
    """

    encoding: str | None
    said: str | None = None


def likely_encoding(cells: Sequence[bytes], said: str | None = None) -> Likely:
    """Return the encoding of cells: what is said, unless their bytes speak against it.

    Parameters
    ----------
    cells
        Each may end inside a letter, where the field was too short.
    said
        An encoding by Python's name, or None.
    """
    # Each once: a village that every row names would outvote all that tells more.
    telling = list(dict.fromkeys(cell for cell in cells if not cell.isascii()))
    if not telling:
        return Likely(said or "utf-8")
    found = _by_bytes(telling)
    if found is None or found == said or said is None:
        return Likely(said or found)
    is_so = _share(telling, said) >= max(FITS, _share(telling, found))
    return Likely(said) if is_so else Likely(found, said)


def is_faulty(cells: Sequence[bytes], encoding: str) -> bool:
    """Return whether more cells hold letters that are none in an encoding than damage explains."""
    telling = [cell for cell in cells if not cell.isascii()]
    return _faulty(telling, encoding) > _FAULTY_MOST


def _by_bytes(cells: Sequence[bytes]) -> str | None:
    if _faulty(cells, "utf-8") <= _FAULTY_MOST:
        # Pairs of bytes that are Chinese in GB 2312 may be Greek or Cyrillic in UTF-8.
        is_chinese = bool(_IDEOGRAPHS.search(_letters(cells, "utf-8")))
        return "utf-8" if is_chinese or _share(cells, "gb18030") < FITS else "gb18030"
    # Half the letters of Big5 are none in GB 2312, and most of GB 2312 are some in Big5.
    best = max(_FREQUENT, key=lambda name: _share(cells, name))
    return best if _share(cells, best) >= FITS else None


def _share(cells: Sequence[bytes], encoding: str) -> float:
    """Return the share of letters in use among the ideographs in an encoding; 0 with faults."""
    if _faulty(cells, encoding) > _FAULTY_MOST:
        return 0.0
    found = _IDEOGRAPHS.findall(_letters(cells, encoding))
    if encoding not in _FREQUENT:
        return float(bool(found))
    common = sum(bool(_FREQUENT[encoding].fullmatch(one.encode(encoding))) for one in found)
    return common / max(len(found), 1)


def _faulty(cells: Sequence[bytes], encoding: str) -> float:
    """Return the share of cells in which a letter is broken, save one that the end cuts."""
    decoder = codecs.getincrementaldecoder(encoding)
    broken = sum("�" in decoder("replace").decode(cell) for cell in cells)
    return broken / max(len(cells), 1)


def _letters(cells: Sequence[bytes], encoding: str) -> str:
    decoder = codecs.getincrementaldecoder(encoding)
    return "".join(decoder("ignore").decode(cell) for cell in cells)
