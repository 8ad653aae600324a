"""The bytes of a text file: which encoding they are, and what stands in them that a reader must know."""

from __future__ import annotations

import codecs
import io
import re
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any, Final

import numpy as np

from xl_fact.errors import InputError
from xl_fact.exports.tables.guard import utf16
from xl_fact.exports.tables.table import LARGE


@dataclass
class Bytes:
    """What a text file's bytes are.

    Attributes
    ----------
    large : bool
        Whether it is worth Arrow.
    encoding : str
        As Python names it.
    quotes, nul : bool
        Whether there are quotes in it, and whether there is a NUL; only told of a large file.
    """

    large: bool
    encoding: str = ""
    quotes: bool = False
    nul: bool = False

    def see(self, room: bytes | bytearray, size: int) -> None:
        """Look at the next bytes, the first `size` of a room."""
        self.quotes = self.quotes or room.find(b'"', 0, size) >= 0
        self.nul = self.nul or room.find(b"\0", 0, size) >= 0


def bytes_of(path: Path) -> Bytes:
    """What a text file's bytes are: a large file in UTF-8 is read through once.

    Raises
    ------
    InputError
        Its encoding can't be told.
    """
    large = path.stat().st_size > LARGE
    if large and not _marked(path):
        seen = Bytes(large)
        if _is_utf8(path, seen):
            seen.encoding = "utf-8"
            return seen
    seen = Bytes(large, _encoding(path))
    if large:
        with path.open("rb", buffering=0) as file:
            room = bytearray(1 << 20)
            while size := file.readinto(room):
                seen.see(room, size)
    return seen


def _marked(path: Path) -> str:
    """The encoding that the first bytes of a file name."""
    with path.open("rb") as file:
        head = file.read(4096)
    return "utf-8-sig" if head.startswith(codecs.BOM_UTF8) else utf16(head)


def _encoding(path: Path) -> str:
    """The encoding of a text file: by its mark, else the one of UTF-8 and GB18030 that fits, but for a few bytes."""
    if marked := _marked(path):
        return marked
    for name in ("utf-8", "gb18030"):
        if _decodes(path, name):
            return name
    stray = {name: _stray(path, name) for name in ("utf-8", "gb18030")}
    nearest = min(stray, key=lambda name: stray[name])
    if stray[nearest] <= max(_STRAY, path.stat().st_size // 100_000):
        return nearest
    raise InputError(
        f"{path.name}：文字编码认不出（不是 UTF-8、GB18030 或 UTF-16），请另存为 UTF-8 的 CSV",
        f"{path.name}: unknown text encoding (not UTF-8, GB18030 or UTF-16); save it as UTF-8 CSV",
    )


_STRAY: Final = 3
"""How many bytes of a small text may be none of its encoding."""


def _stray(path: Path, encoding: str) -> int:
    """How many places of a file are no text in an encoding."""
    decoder, count = codecs.getincrementaldecoder(encoding)("replace"), 0
    with path.open("rb") as file:
        while chunk := file.read(1 << 20):
            count += chunk.count(_NEVER) + decoder.decode(chunk.replace(_NEVER, b"")).count("\ufffd")
    return count


_NEVER: Final = b"\xff"
"""A byte that no text in UTF-8 or GB18030 has."""


class CleanBytes(io.RawIOBase):
    """A file without the bytes that no text has, so that the character they fell into is whole again.

    Parameters
    ----------
    file : RawIOBase
        The file's bytes.
    odd : set of int
        Where to note the lines, counted from 1, in which one was left out.
    """

    def __init__(self, file: io.RawIOBase, odd: set[int]):
        self.file, self.odd, self.line = file, odd, 1

    def readable(self) -> bool:
        """It is."""
        return True

    def readinto(self, buffer: Any) -> int:
        """Some bytes, none at the end."""
        data = clean = b""
        while not clean and (data := self.file.read(len(buffer)) or b""):
            clean = data
            if _NEVER in data:
                for at in re.finditer(_NEVER, data):
                    self.odd.add(self.line + data.count(b"\n", 0, at.start()))
                clean = data.replace(_NEVER, b"")
            self.line += data.count(b"\n")
        buffer[: len(clean)] = clean
        return len(clean)


def _decodes(path: Path, encoding: str) -> bool:
    """Whether a whole file is text in an encoding; a last character cut in two is forgiven."""
    if encoding == "utf-8" and path.stat().st_size > LARGE:
        return _is_utf8(path, Bytes(large=True))
    with path.open("rb") as file:
        return _decoded(file, encoding)


def _decoded(file: IO[bytes], encoding: str, seen: Bytes | None = None) -> bool:
    """Whether the rest of a file is text in an encoding."""
    decoder = codecs.getincrementaldecoder(encoding)()
    try:
        while chunk := file.read(1 << 20):
            decoder.decode(chunk)
            if seen is not None:
                seen.see(chunk, len(chunk))
    except UnicodeDecodeError:
        return False
    return True


def _is_utf8(path: Path, seen: Bytes) -> bool:
    """The same for a large file in UTF-8, looked over line by line by Arrow; its bytes are seen on the way."""
    import pyarrow as pa

    room = bytearray(1 << 20)
    with path.open("rb", buffering=0) as file:
        while size := file.readinto(room):
            lines = room.rfind(b"\n", 0, size) + 1
            if not lines:  # a line without an end: the last one, or one too long to be told from it
                break
            file.seek(lines - size, 1)
            seen.see(room, lines)
            ends = pa.py_buffer(np.array([0, lines], dtype=np.int64))
            try:
                pa.Array.from_buffers(pa.large_binary(), 1, [None, ends, pa.py_buffer(room)]).cast(
                    pa.large_string()
                )
            except pa.ArrowInvalid:
                return False
        else:
            return True
        file.seek(-size, 1)
        return _decoded(file, "utf-8", seen)


def count_lines(path: Path) -> int:
    """How many lines a file has; the last one may lack its end."""
    lines, last, room = 0, b"\n", bytearray(1 << 20)
    with path.open("rb", buffering=0) as file:
        while size := file.readinto(room):
            lines, last = lines + room.count(b"\n", 0, size), bytes(room[size - 1 : size])
    return lines + (last != b"\n")
