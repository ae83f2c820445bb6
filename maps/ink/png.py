"""Strips of a picture -> one PNG, without ever holding the whole picture in memory.

The rows of a PNG are filtered, each by the row above it; only the first row of a strip must be
made anew, since another row stands above it now (PNG specification, third edition, 9.2).
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from gridgen.model.errors import PrintError

_SIGNATURE = b"\x89PNG\r\n\x1a\n"
_CHANNELS = {0: 1, 2: 3, 4: 2, 6: 4}


@dataclass(frozen=True, slots=True)
class _Picture:
    """The header of a PNG, its width in bytes with the filter byte, and its rows as filtered."""

    header: bytes
    width: int
    height: int
    step: int
    rows: bytes


def join_strips(strips: Sequence[bytes]) -> bytes:
    """Return one PNG of strips of equal width and kind, the upper first.

    Raises
    ------
    PrintError
        A strip is no plain 8-bit PNG, or they differ in width or kind.
    """
    packer = zlib.compressobj(1)
    packed: list[bytes] = []
    total, first = 0, None
    for strip in strips:
        picture = _read(strip)
        first = first or picture
        if (picture.width, picture.header[8:]) != (first.width, first.header[8:]):
            raise PrintError("png_strips_differ")
        line = 1 + picture.width * picture.step
        head = b"\x00" + _unfiltered(picture.rows[:line], picture.step)
        packed.append(packer.compress(head))
        packed.append(packer.compress(memoryview(picture.rows)[line:]))
        total += picture.height
    if first is None:
        raise PrintError("png_without_strip")
    packed.append(packer.flush())
    header = struct.pack(">II", first.width, total) + first.header[8:]
    return b"".join(
        [
            _SIGNATURE,
            _chunk(b"IHDR", header),
            _chunk(b"IDAT", b"".join(packed)),
            _chunk(b"IEND", b""),
        ]
    )


def _read(content: bytes) -> _Picture:
    header, data = b"", []
    for name, body in _chunks(content):
        if name == b"IHDR":
            header = body
        elif name == b"IDAT":
            data.append(body)
    if len(header) != 13:
        raise PrintError("png_strip_odd")
    width, height, depth, colour, _, _, interlace = struct.unpack(">IIBBBBB", header)
    if depth != 8 or colour not in _CHANNELS or interlace:
        raise PrintError("png_strip_odd")
    return _Picture(header, width, height, _CHANNELS[colour], zlib.decompress(b"".join(data)))


def _unfiltered(line: bytes, step: int) -> bytes:
    """The first row of a picture: above it there is nothing, left of it there is nothing."""
    kind, row = line[0], bytearray(line[1:])
    for k in range(step, len(row)) if kind in (1, 3, 4) else ():
        left = row[k - step]
        row[k] = (row[k] + (left // 2 if kind == 3 else left)) & 255
    return bytes(row)


def _chunks(content: bytes) -> Iterator[tuple[bytes, bytes]]:
    at = len(_SIGNATURE) if content.startswith(_SIGNATURE) else len(content)
    while at + 8 <= len(content):
        size, name = struct.unpack(">I4s", content[at : at + 8])
        yield name, content[at + 8 : at + 8 + size]
        at += 12 + size


def _chunk(name: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))
