"""An Office package: parts in a zip, of which only those that change are written anew.

Untouched parts are copied as they lie, compressed bytes and all; times are fixed, so the same parts give
the same file.
"""

from __future__ import annotations

import contextlib
import io
import posixpath
import struct
import zipfile
from collections.abc import Callable, Iterator
from typing import IO, Any, Final, TypeVar
from urllib.parse import unquote

from xl_fact.workbook.xml import Element, Malformed, each, is_literal, parsed, serialised

_LARGE: Final = 4_000_000
_LARGE_LEVEL: Final = 2
"""Parts above so many bytes are packed in less time: a fifth more room for a third of the time."""
EPOCH: Final = (1980, 1, 1, 0, 0, 0)
TYPES: Final = "[Content_Types].xml"
T = TypeVar("T")


class Package:
    """The parts of a workbook.

    Parameters
    ----------
    data : bytes
        A zip, as openpyxl or a spreadsheet program saved it.
    """

    def __init__(self, data: bytes):
        self._raw = data
        self._zip = zipfile.ZipFile(io.BytesIO(data))
        self._changed: dict[str, bytes] = {}
        self._dropped: set[str] = set()
        self._inflated: dict[str, bytes] = {}
        self._said: dict[tuple[Any, ...], tuple[bytes, Any]] = {}

    @property
    def names(self) -> list[str]:
        """The names of all parts, in their order."""
        own = [i.filename for i in self._zip.infolist() if i.filename not in self._dropped]
        return own + [n for n in self._changed if n not in self._zip.NameToInfo]

    def __contains__(self, name: str) -> bool:
        return name in self._changed or (name in self._zip.NameToInfo and name not in self._dropped)

    def read(self, name: str) -> bytes:
        """One part as it now is."""
        if name in self._changed:
            return self._changed[name]
        if name not in self._inflated:
            self._inflated[name] = self._zip.read(name)
        return self._inflated[name]

    def once(self, name: str, of: Callable[..., T], *more: Any) -> T:
        """What a function says of a part: asked once as long as the part stays the same."""
        part, known = self.read(name), self._said.get((name, of, *more))
        if known is None or known[0] is not part:
            known = self._said[name, of, *more] = (part, of(part, *more))
        said: T = known[1]
        return said

    def may_hold(self, name: str, *words: bytes) -> bool:
        """Whether a part may hold one of some words, known without reading it as XML."""
        return not self.once(name, is_literal) or any(
            self.once(name, bytes.__contains__, word) for word in words
        )

    def write(self, name: str, part: bytes) -> None:
        """Change a part; the same bytes again are no change."""
        if name in self and self.read(name) == part:
            return
        self._changed[name] = part
        self._dropped.discard(name)

    def drop(self, name: str) -> None:
        """Leave a part out."""
        self._changed.pop(name, None)
        self._dropped.add(name)

    @property
    def touched(self) -> frozenset[str]:
        """The parts that differ from the file as it was opened."""
        return frozenset(self._changed) | frozenset(self._dropped)

    def root(self, name: str) -> Element:
        """The root of a part, to be read.

        Raises
        ------
        Malformed
            With the name of the part.
        """
        try:
            return parsed(self.read(name))
        except Malformed as wrong:
            raise Malformed(name) from wrong

    @contextlib.contextmanager
    def edit(self, name: str) -> Iterator[Element]:
        """The root of a part, to be changed; a part in which nothing changes keeps its bytes.

        Raises
        ------
        Malformed
            With the name of the part.
        """
        part, root = self.read(name), self.root(name)
        before = serialised(root, part)
        try:
            yield root
        except Malformed as wrong:
            raise Malformed(f"{name}: {wrong}") from wrong
        after = serialised(root, part)
        if after != before:
            self.write(name, after)

    def relations(self, part: str) -> dict[str, tuple[str, str]]:
        """Each relation of a part: id → the last word of its type, and the part it leads to."""
        rels = relations_of(part)
        if rels not in self:
            return {}
        folder = posixpath.dirname(part)
        try:
            led = self.once(rels, _relations_in)
        except Malformed as wrong:
            raise Malformed(rels) from wrong
        return {
            key: (kind, self._own_name(posixpath.normpath(posixpath.join("/", folder, target))[1:]))
            for key, kind, target in led
        }

    def related(self, part: str, *kinds: str) -> list[str]:
        """The parts that a part leads to by relations of some kinds."""
        return [target for kind, target in self.relations(part).values() if kind in kinds and target in self]

    def of_kind(self, *kinds: str) -> list[str]:
        """The parts to which any other leads by a relation of some kinds, in their order."""
        led = {
            target
            for name in self.names
            if name.endswith(".rels") and (owner := name.replace("_rels/", "").removesuffix(".rels")) in self
            for target in self.related(owner, *kinds)
        }
        return [name for name in self.names if name in led]

    def _own_name(self, name: str) -> str:
        """The name of a part as this file writes it; capitals make no difference."""
        if name in self:
            return name
        return next((own for own in self.names if own.casefold() == name.casefold()), name)

    def to_bytes(self) -> bytes:
        """The package as a file."""
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as target:
            for name in self.names:
                if name in self._changed:
                    entry = zipfile.ZipInfo(name, EPOCH)
                    entry.external_attr = 0o600 << 16
                    part = self._changed[name]
                    level = _LARGE_LEVEL if len(part) > _LARGE else None
                    target.writestr(entry, part, zipfile.ZIP_DEFLATED, level)
                else:
                    _copy_raw(self._raw, self._zip.getinfo(name), target)
        return out.getvalue()


def _relations_in(part: bytes) -> list[tuple[str, str, str]]:
    """Number, last word of the type and target of each relation inside the file."""
    return [
        (one.get("Id", ""), one.get("Type", "").rsplit("/", 1)[-1], unquote(one.get("Target", "")))
        for one in each(parsed(part), "Relationship")
        if one.get("TargetMode") != "External"
    ]


def relations_of(part: str) -> str:
    """The part that holds the relations of another."""
    folder, name = posixpath.split(part)
    return posixpath.join(folder, "_rels", f"{name}.rels")


def _copy_raw(data: bytes, info: zipfile.ZipInfo, target: zipfile.ZipFile) -> None:
    """Copy one entry without inflating it."""
    name_size, extra_size = struct.unpack_from("<HH", data, info.header_offset + 26)
    start = info.header_offset + 30 + name_size + extra_size
    entry = zipfile.ZipInfo(info.filename, EPOCH)
    entry.compress_type, entry.external_attr, entry.CRC = info.compress_type, info.external_attr, info.CRC
    entry.compress_size, entry.file_size = info.compress_size, info.file_size
    entry.flag_bits = info.flag_bits & 0x800
    stream: IO[bytes] = target.fp  # type: ignore[assignment]  # open as long as the archive is
    stream.seek(target.start_dir)
    entry.header_offset = stream.tell()
    stream.write(entry.FileHeader(False))
    stream.write(data[start : start + info.compress_size])
    target.filelist.append(entry)
    target.NameToInfo[entry.filename] = entry
    target.start_dir = stream.tell()
    target._didModify = True  # type: ignore[attr-defined]  # or the directory is not written
