"""Bytes of a text -> its letters: which encoding it is in, found by what can be read."""

from __future__ import annotations

import codecs
import re
from collections.abc import Sequence
from dataclasses import dataclass

from gridgen.files.cell_encoding import likely_encoding, require_encoding
from gridgen.model.errors import ReadError

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
"""The bytes by which a text says its encoding."""

_CANDIDATES = ("utf-8", "gb18030", "big5hkscs")
"""The encodings of offices, the commonest first."""

_LOOKED_AT = 1 << 16
"""Bytes by which encodings are compared."""

_FAULTS_MOST = 0.001
"""The share of letters that may be broken in a text that is still read."""


@dataclass(frozen=True, slots=True)
class Text:
    """The letters of a file.

    Attributes
    ----------
    letters
        With U+FFFD where bytes are none in this encoding.
    encoding
        As Python calls it.
    """

    letters: str
    encoding: str


def decoded(content: bytes, name: str, encoding: str | None = None) -> Text:
    """Return the text that bytes are.

    Parameters
    ----------
    content
        All bytes of the file.
    name
        The file as the user knows it.
    encoding
        What the user says it is; found if not given: by its mark, by the zeros of UTF-16, or else
        as UTF-8, GB18030 or Big5 by how likely its letters are.

    Raises
    ------
    ReadError
        It is in none of these, or not in the one that was said.
    """
    for mark, marked in _MARKS:
        if content.startswith(mark):
            return _strict(content[len(mark) :], (marked,), name)
    if encoding is not None:
        return _strict(content, (require_encoding(encoding),), name)
    wide = _wide(content[:_LOOKED_AT])
    return _strict(content, (wide,) if wide else _likely(content[:_LOOKED_AT]), name)


def _strict(content: bytes, encodings: Sequence[str], name: str) -> Text:
    """Return the text in the first encoding without a fault, or with hardly any."""
    for encoding in encodings:
        try:
            return Text(content.decode(encoding).removeprefix("\ufeff"), encoding)
        except UnicodeDecodeError:
            continue
    for encoding in encodings:
        letters = content.decode(encoding, "replace")
        if letters.count("\ufffd") <= max(1, _FAULTS_MOST * len(letters)):
            return Text(letters, encoding)
    raise ReadError("text_of_other_encoding", file=name)


def _wide(head: bytes) -> str | None:
    """Return the UTF-16 in which every other byte of commas, digits and line ends is zero."""
    if head.count(0) * 8 < len(head):
        return None
    even, odd = head[::2].count(0), head[1::2].count(0)
    return "utf-16-le" if odd >= even else "utf-16-be"


def _likely(head: bytes) -> tuple[str, ...]:
    """Return the encodings, the likeliest first."""
    found = likely_encoding(_CELL.split(head)).encoding
    return tuple(dict.fromkeys([*([found] if found else []), *_CANDIDATES]))


_CELL = re.compile(rb"[,;\t|\r\n\"]+")
