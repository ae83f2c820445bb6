"""Text in columns of a terminal, where a Chinese character takes two of them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from gridgen.words.width import columns_of

GAP = 2
"""Columns between what is explained and what is said of it."""

WIDEST = 32
"""Columns of the first of two at most; where it is wider, the text begins in the next line."""

_PIECES = re.compile(
    r"\s+|[^\s\[\u2e80-\u9fff\uff00-\uffef]*\[[^\]]*\]|[^\s\u2e80-\u9fff\uff00-\uffef]+|."
)
"""What a line may not be broken in: a space, what brackets hold, a word, a Chinese character."""

_NEVER_FIRST, _NEVER_LAST = "，。；：、！？）》”’】", "（《“‘【"


def lines_of(text: str, width: int) -> Iterator[str]:
    """Yield the lines of a text, none wider than `width` unless a word is.

    >>> list(lines_of("划分网格，写出方案", 9)), list(lines_of("one grid", 5))
    (['划分网', '格，写出', '方案'], ['one', 'grid'])
    """
    line = ""
    for piece in _unbroken(text):
        if line.strip() and columns_of((line + piece).rstrip()) > width:
            yield line.rstrip()
            line = ""
        line += piece if line else piece.lstrip()
    if line.strip():
        yield line.rstrip()


def _unbroken(text: str) -> Iterator[str]:
    """Yield the pieces of a text with the punctuation that may not begin a line."""
    held = ""
    for piece in _PIECES.findall(text):
        if held and piece[0] not in _NEVER_FIRST and held[-1] not in _NEVER_LAST:
            yield held
            held = ""
        held += piece
    if held:
        yield held


def block(text: str, width: int, *, indent: int) -> str:
    """Return a text in lines of at most `width` columns, each of them indented."""
    return "\n".join(" " * indent + line for line in lines_of(text, width - indent))


def rows_of(rows: Sequence[tuple[str, str]], width: int) -> str:
    """Return two columns: what is explained, and what is said of it."""
    wide = [columns_of(first) for first, _ in rows]
    at = GAP + min(max(wide), WIDEST) + GAP
    made = []
    for (first, said), taken in zip(rows, wide, strict=True):
        lines = [" " * at + line for line in lines_of(said, max(width - at, 20))]
        head = " " * GAP + first
        if lines and GAP + taken + GAP <= at:
            lines[0] = head + " " * (at - GAP - taken) + lines[0][at:]
        else:
            lines.insert(0, head)
        made += lines
    return "\n".join(made)
