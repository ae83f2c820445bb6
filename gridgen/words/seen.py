"""Texts of strangers as people may see them: what steers a terminal is spelt out."""

from __future__ import annotations

import re

_STEERING = re.compile(
    "[\x00-\x09\x0b-\x1f\x7f-\x9f"  # control characters, a line break aside
    "\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"  # marks of direction
    "\u2028\u2029\ufeff\ufff9-\ufffb\U000e0001-\U000e007f]"  # breaks, notes and tags unseen
)


def seen(text: str) -> str:
    r"""Return a text with its control characters and direction marks spelt out.

    The data itself keeps them; this is for terminals, findings and sheets.

    >>> print(seen("A\x1b[31m\u202e1"))
    A\x1b[31m\u202e1
    """
    return _STEERING.sub(lambda mark: _spelt(ord(mark[0])), text)


def _spelt(code: int) -> str:
    if code < 0x100:
        return f"\\x{code:02x}"
    return f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"


def shortened(text: str, most: int) -> str:
    """Return a text of at most `most` characters, with what was cut told by three dots.

    >>> shortened("1111111111", 6), shortened("111", 6)
    ('111...', '111')
    """
    return text if len(text) <= most else f"{text[: most - 3]}..."
