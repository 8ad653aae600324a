"""Compound files: the little file system inside one file in which Office keeps a VBA project.

After [MS-CFB], version 3: sectors of 512 bytes, streams under 4,096 bytes in the mini stream.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final, TypeAlias

Storage: TypeAlias = "Mapping[str, bytes | Storage]"
"""Streams and storages by name."""

_SIGNATURE: Final = bytes.fromhex("d0cf11e0a1b11ae1")
_SECTOR: Final = 512
_MINI: Final = 64
_CUTOFF: Final = 4096
_FREE: Final = 0xFFFF_FFFF
_END: Final = 0xFFFF_FFFE
_FAT: Final = 0xFFFF_FFFD
_IN_HEADER: Final = 109
"""FAT sectors that the header itself can name, enough for 7 MB."""

_STORAGE, _STREAM, _ROOT = 1, 2, 5
_RED, _BLACK = 0, 1
_HEADER: Final = struct.Struct("<8s16xHHHHH6xIIIIIIIII")
_ENTRY: Final = struct.Struct("<64sHBBIII16x4x16xIQ")
_FORBIDDEN: Final = set("/\\:!")


class CompoundFileError(ValueError):
    """The bytes are no compound file, or the streams don't fit into one."""


@dataclass
class _Entry:
    """One line of the directory."""

    name: str
    type: int
    data: bytes = b""
    children: list[int] = field(default_factory=list)
    colour: int = _BLACK
    left: int = _FREE
    right: int = _FREE
    child: int = _FREE
    start: int = 0
    size: int = 0

    def pack(self) -> bytes:
        name = self.name.encode("utf-16le") + b"\0\0"
        links = (self.colour, self.left, self.right, self.child)
        return _ENTRY.pack(name, len(name), self.type, *links, self.start, self.size)


# -------------------------------------------------------------------- writing
def write(root: Storage) -> bytes:
    """The bytes of a compound file that holds these streams and storages.

    Raises
    ------
    CompoundFileError
        For a name that the format can't hold, or more than 7 MB.
    """
    entries = _directory(root)
    body = _Body()
    mini, mini_table = bytearray(), list[int]()
    for entry in entries:
        if entry.type != _STREAM:
            continue
        entry.size = len(entry.data)
        if len(entry.data) >= _CUTOFF:
            entry.start = body.add(entry.data)
        else:
            entry.start = _chain(mini_table, _count(len(entry.data), _MINI))
            mini += _padded(entry.data, _MINI)
    entries[0].start, entries[0].size = body.add(bytes(mini)), len(mini)
    mini_bytes = b"".join(struct.pack("<I", link) for link in mini_table)
    mini_start = body.add(_padded(mini_bytes, _SECTOR, b"\xff"))
    unused = struct.pack("<64xHBBIII16x4x16xIQ", 0, 0, 0, _FREE, _FREE, _FREE, 0, 0)
    directory = b"".join(entry.pack() for entry in entries)
    directory += unused * (-len(entries) % (_SECTOR // _ENTRY.size))
    directory_start = body.add(directory)
    fat_sectors = body.close()
    header = _HEADER.pack(
        *(_SIGNATURE, 0x3E, 3, 0xFFFE, 9, 6),
        *(0, len(fat_sectors), directory_start, 0, _CUTOFF),
        *(mini_start, _count(len(mini_bytes), _SECTOR), _END, 0),
    )
    header += struct.pack(f"<{_IN_HEADER}I", *fat_sectors, *[_FREE] * (_IN_HEADER - len(fat_sectors)))
    return header + bytes(body.sectors)


class _Body:
    """The sectors behind the header, and their table of links."""

    def __init__(self) -> None:
        self.sectors, self.table = bytearray(), list[int]()

    def add(self, data: bytes) -> int:
        """Append data; the first sector's number."""
        self.sectors += _padded(data, _SECTOR)
        return _chain(self.table, _count(len(data), _SECTOR))

    def close(self) -> range:
        """Append the table itself; the numbers of its sectors."""
        per_sector, first = _SECTOR // 4, len(self.table)
        count = _count(first, per_sector - 1)
        if count > _IN_HEADER:
            raise CompoundFileError(f"too large for a compound file of one header: {len(self.sectors)} bytes")
        self.table += [_FAT] * count
        self.table += [_FREE] * (-len(self.table) % per_sector)
        self.sectors += struct.pack(f"<{len(self.table)}I", *self.table)
        return range(first, first + len(self.table) // per_sector)


def _count(size: int, unit: int) -> int:
    return -(-size // unit)


def _padded(data: bytes, unit: int, with_: bytes = b"\0") -> bytes:
    return data + with_ * (-len(data) % unit)


def _chain(table: list[int], length: int) -> int:
    """Append a chain of so many links to a table; where it starts."""
    if not length:
        return _END
    start = len(table)
    table += [*range(start + 1, start + length), _END]
    return start


def _directory(root: Storage) -> list[_Entry]:
    entries = [_Entry("Root Entry", _ROOT)]
    _fill(entries, 0, root)
    return entries


def _fill(entries: list[_Entry], parent: int, storage: Storage) -> None:
    """Append what a storage holds, as a balanced tree in the order that the format asks for."""
    children = list[int]()
    for name in sorted(storage, key=_order):
        _check(name)
        content = storage[name]
        children.append(len(entries))
        if isinstance(content, bytes):
            entries.append(_Entry(name, _STREAM, content))
        else:
            entries.append(_Entry(name, _STORAGE))
            _fill(entries, children[-1], content)
    deepest = len(children).bit_length() - 1
    entries[parent].child = _balance(entries, children, 0, deepest)


def _order(name: str) -> tuple[int, str]:
    return len(name.encode("utf-16le")), name.upper()


def _check(name: str) -> None:
    if not 0 < len(name.encode("utf-16le")) <= 62 or _FORBIDDEN & set(name):
        raise CompoundFileError(f"a stream's name must be 1 to 31 characters without / \\ : !: {name!r}")


def _balance(entries: list[_Entry], children: list[int], depth: int, deepest: int) -> int:
    """Link the children into a red-black tree: only the deepest level is red."""
    if not children:
        return _FREE
    middle = len(children) // 2
    entry = entries[children[middle]]
    entry.colour = _RED if 0 < depth == deepest else _BLACK
    entry.left = _balance(entries, children[:middle], depth + 1, deepest)
    entry.right = _balance(entries, children[middle + 1 :], depth + 1, deepest)
    return children[middle]


# -------------------------------------------------------------------- reading
def read(data: bytes) -> dict[str, bytes | Storage]:
    """The streams and storages of a compound file.

    Raises
    ------
    CompoundFileError
        When the bytes are none.
    """
    try:
        return _Reader(data).storage(0)
    except (struct.error, IndexError, RecursionError, UnicodeDecodeError) as broken:
        raise CompoundFileError("a damaged compound file") from broken


class _Reader:
    def __init__(self, data: bytes):
        if data[:8] != _SIGNATURE:
            raise CompoundFileError("no compound file: the signature is missing")
        self.data = data
        header = _HEADER.unpack_from(data)
        self.size, self.mini_size = 1 << header[4], 1 << header[5]
        directory_start, self.cutoff, mini_start = header[8], header[10], header[11]
        in_header = struct.unpack_from(f"<{_IN_HEADER}I", data, _HEADER.size)
        fat = b"".join(self.sector(number) for number in in_header if number != _FREE)
        self.fat = struct.unpack(f"<{len(fat) // 4}I", fat)
        directory = self.chain(directory_start)
        self.entries = list(_ENTRY.iter_unpack(directory[: len(directory) // _ENTRY.size * _ENTRY.size]))
        self.mini = self.chain(self.entries[0][7])
        table = self.chain(mini_start)
        self.mini_fat = struct.unpack(f"<{len(table) // 4}I", table)

    def sector(self, number: int) -> bytes:
        at = (number + 1) * self.size
        return self.data[at : at + self.size]

    def chain(self, start: int) -> bytes:
        return b"".join(self.sector(number) for number in _links(self.fat, start))

    def stream(self, start: int, size: int) -> bytes:
        if size >= self.cutoff:
            return self.chain(start)[:size]
        unit = self.mini_size
        return b"".join(self.mini[n * unit : (n + 1) * unit] for n in _links(self.mini_fat, start))[:size]

    def storage(self, at: int) -> dict[str, bytes | Storage]:
        found: dict[str, bytes | Storage] = {}
        for number in self.children(self.entries[at][6]):
            name, length, kind, _, _, _, _, start, size = self.entries[number]
            text = name[: max(length - 2, 0)].decode("utf-16le")
            found[text] = self.stream(start, size) if kind == _STREAM else self.storage(number)
        return found

    def children(self, at: int) -> Iterator[int]:
        if at != _FREE:
            yield from self.children(self.entries[at][4])
            yield at
            yield from self.children(self.entries[at][5])


def _links(table: tuple[int, ...], start: int) -> Iterator[int]:
    """The numbers along a chain; one that runs in a circle is damage."""
    seen = 0
    while start < _FAT:
        yield start
        start = table[start]
        seen += 1
        if seen > len(table):
            raise CompoundFileError("a chain of sectors runs in a circle")
