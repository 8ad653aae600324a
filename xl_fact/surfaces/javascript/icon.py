"""The add-in's picture: a snowball before a slope, as a PNG of any size."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator
from typing import Final

_SKY: Final = bytes((31, 78, 121))
_SNOW: Final = bytes((255, 255, 255))


def png(size: int) -> bytes:
    """A square picture of so many points a side.

    Examples
    --------
    >>> png(16)[:8]
    b'\\x89PNG\\r\\n\\x1a\\n'
    """
    rows = b"".join(b"\0" + b"".join(_points(y, size)) for y in range(size))
    header = struct.pack(">IIBBBBB", size, size, 8, 2, 0, 0, 0)
    parts = ((b"IHDR", header), (b"IDAT", zlib.compress(rows, 9)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(_part(*part) for part in parts)


def _points(y: int, size: int) -> Iterator[bytes]:
    """A row: snow within the ball, and under the line from the left's lower third to the lower right corner."""
    for x in range(size):
        ball = (x - 0.4 * size) ** 2 + (y - 0.4 * size) ** 2 <= (0.26 * size) ** 2
        slope = y >= 0.72 * size + 0.2 * x
        yield _SNOW if ball or slope else _SKY


def _part(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
