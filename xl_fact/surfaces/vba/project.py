"""A VBA project: its modules' source text in and out of the streams in which Office keeps them.

After [MS-OVBA]. What Office caches beside the source (compiled code) is left behind: Office compiles
anew when it finds none.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, Final, Literal

_CHUNK: Final = 4096
_LONGEST_SEARCH: Final = 32
"""Earlier places compared for each match: more finds little in program text and takes long."""

# Records of the dir stream.
_PROJECT_NAME, _CODE_PAGE, _MODULES, _COOKIE, _VERSION = 0x04, 0x03, 0x0F, 0x13, 0x09
_NAME, _NAME_UNICODE, _STREAM_NAME, _STREAM_UNICODE = 0x19, 0x47, 0x1A, 0x32
_DOC, _DOC_UNICODE, _OFFSET, _HELP, _MODULE_COOKIE = 0x1C, 0x48, 0x31, 0x1E, 0x2C
_STANDARD, _CLASS, _MODULE_END, _END = 0x21, 0x22, 0x2B, 0x10
_NO_CACHE: Final = bytes.fromhex("cc61ffff000000")
"""The _VBA_PROJECT stream of a project without compiled code."""


class ProjectError(ValueError):
    """The streams hold no VBA project that we can read, or a module can't be written."""


# ---------------------------------------------------------------- compression
def compress(data: bytes) -> bytes:
    """Bytes in the compressed form of VBA streams.

    Raises
    ------
    ProjectError
        For a last piece of noise between 3,641 and 4,095 bytes, which the format can't hold; text never is.

    Examples
    --------
    >>> decompress(compress(b"#aaabcdefaaaaghijaaaaaklaaamnopqaaaaaaaaaaaarstuvwxyzaaa"))[:12]
    b'#aaabcdefaaa'
    """
    packed = bytearray(b"\x01")
    for at in range(0, len(data), _CHUNK):
        chunk = data[at : at + _CHUNK]
        tokens = _tokens(chunk)
        if len(tokens) <= _CHUNK:
            packed += struct.pack("<H", 0xB000 | (len(tokens) - 1)) + tokens
        elif len(chunk) == _CHUNK:
            packed += struct.pack("<H", 0x3000 | (_CHUNK - 1)) + chunk
        else:
            raise ProjectError(f"noise of {len(chunk)} bytes can't be stored as VBA text")
    return bytes(packed)


def _tokens(chunk: bytes) -> bytes:
    """One chunk as groups of eight tokens: a byte as it is, or a copy of an earlier stretch."""
    out = bytearray()
    places: dict[bytes, list[int]] = {}
    at, bit, flags = 0, 8, 0
    while at < len(chunk):
        if bit == 8:
            flags, bit = len(out), 0
            out.append(0)
        bits = max((at - 1).bit_length(), 4) if at else 4
        length, back = _match(chunk, at, places, (0xFFFF >> bits) + 3)
        if length >= 3:
            out[flags] |= 1 << bit
            out += struct.pack("<H", (back - 1) << (16 - bits) | (length - 3))
        else:
            length = 1
            out.append(chunk[at])
        for place in range(at, at + length):
            places.setdefault(chunk[place : place + 3], []).append(place)
        at, bit = at + length, bit + 1
    return bytes(out)


def _match(chunk: bytes, at: int, places: Mapping[bytes, list[int]], longest: int) -> tuple[int, int]:
    """Length and distance of the longest earlier stretch that continues as the chunk does at a place."""
    best = back = 0
    longest = min(longest, len(chunk) - at)
    for place in reversed(places.get(chunk[at : at + 3], [])[-_LONGEST_SEARCH:]):
        length = 0
        while length < longest and chunk[place + length] == chunk[at + length]:
            length += 1
        if length > best:
            best, back = length, at - place
    return best, back


def decompress(data: bytes) -> bytes:
    """What `compress` took.

    Raises
    ------
    ProjectError
        When the bytes are not in that form.
    """
    if data[:1] != b"\x01":
        raise ProjectError("not a compressed VBA stream")
    out, at = bytearray(), 1
    try:
        while at < len(data):
            (header,) = struct.unpack_from("<H", data, at)
            end = at + 3 + (header & 0x0FFF)
            _expand(out, data[at + 2 : end], compressed=bool(header & 0x8000))
            at = end
    except struct.error as cut:
        raise ProjectError("a compressed VBA stream is cut off") from cut
    return bytes(out)


def _expand(out: bytearray, chunk: bytes, *, compressed: bool) -> None:
    if not compressed:
        out += chunk
        return
    start, at = len(out), 0
    while at < len(chunk):
        flags, at = chunk[at], at + 1
        for bit in range(8):
            if at >= len(chunk):
                break
            if not flags >> bit & 1:
                out.append(chunk[at])
                at += 1
                continue
            (token,) = struct.unpack_from("<H", chunk, at)
            at += 2
            bits = max((len(out) - start - 1).bit_length(), 4)
            length, back = (token & (0xFFFF >> bits)) + 3, (token >> (16 - bits)) + 1
            if back > len(out) - start:
                raise ProjectError("a copy from before the beginning")
            for _ in range(length):
                out.append(out[-back])


# -------------------------------------------------------------------- project
@dataclass(frozen=True)
class Module:
    """One module.

    Attributes
    ----------
    name : str
    source : str
        Its whole text, ``Attribute VB_Name`` included, lines ended by CR LF.
    kind : {"standard", "class"}
        A class is also what a workbook or sheet has behind it.
    doc : str
        Its description.
    """

    name: str
    source: str
    kind: Literal["standard", "class"] = "standard"
    doc: str = ""


@dataclass(frozen=True)
class Project:
    """A VBA project: name, modules, and the parts that are carried along as they are.

    Attributes
    ----------
    name : str
    modules : tuple of Module
    code_page : str
        How its texts are encoded.
    head : bytes
        The dir stream up to the modules: version, references.
    settings : str
        The PROJECT stream: what belongs to the project window.
    """

    name: str
    modules: tuple[Module, ...]
    code_page: str
    head: bytes
    settings: str

    def __getitem__(self, name: str) -> Module:
        """The module of that name."""
        for module in self.modules:
            if module.name == name:
                return module
        raise ProjectError(f"no module {name!r}; there are {[m.name for m in self.modules]}")

    def with_modules(self, *modules: Module) -> Project:
        """The same project with these modules added or put in place of their namesakes."""
        given = {module.name: module for module in modules}
        kept = [given.pop(module.name, module) for module in self.modules]
        return replace(self, modules=(*kept, *given.values()))

    def without(self, *names: str) -> Project:
        """The same project without these modules."""
        return replace(self, modules=tuple(m for m in self.modules if m.name not in names))

    def renamed(self, name: str) -> Project:
        """The same project under another name."""
        return replace(self, name=name)


def read(storage: Mapping[str, Any]) -> Project:
    """The project in the root storage of a ``vbaProject.bin``.

    Raises
    ------
    ProjectError
        When the storage holds no project.
    """
    try:
        vba = storage["VBA"]
        listing = decompress(vba["dir"])
        records = list(_records(listing))
        first = next(at for code, at, _ in records if code == _MODULES)
        heads = {code: value for code, at, value in records if at < first}
        code_page = f"cp{struct.unpack('<H', heads[_CODE_PAGE])[0]}"
        name = heads[_PROJECT_NAME].decode(code_page)
        modules = tuple(_modules([r for r in records if r[1] >= first], vba, code_page))
        return Project(name, modules, code_page, listing[:first], storage["PROJECT"].decode(code_page))
    except (KeyError, StopIteration, struct.error, LookupError, UnicodeDecodeError) as broken:
        raise ProjectError(f"no VBA project that can be read: {broken!r}") from broken


def _records(listing: bytes) -> Iterator[tuple[int, int, bytes]]:
    """Code, place and value of each record of the dir stream."""
    at = 0
    while at < len(listing):
        code, size = struct.unpack_from("<HI", listing, at)
        size = 6 if code == _VERSION else size  # the one record whose size field is something else
        yield code, at, listing[at + 6 : at + 6 + size]
        at += 6 + size


def _modules(
    records: list[tuple[int, int, bytes]], vba: Mapping[str, bytes], code_page: str
) -> Iterator[Module]:
    found: dict[int, bytes] = {}
    for code, _, value in records:
        found[code] = value
        if code == _MODULE_END:
            (offset,) = struct.unpack("<I", found[_OFFSET])
            stream = vba[found[_STREAM_NAME].decode(code_page)]
            yield Module(
                found[_NAME].decode(code_page),
                decompress(stream[offset:]).decode(code_page),
                "standard" if _STANDARD in found else "class",
                found[_DOC].decode(code_page),
            )
            found = {}


def streams(project: Project) -> dict[str, bytes | dict[str, bytes]]:
    """The root storage of a ``vbaProject.bin`` that holds the project."""
    encode = _encoder(project.code_page)
    listing = _renamed(project.head, encode(project.name))
    listing += _record(_MODULES, struct.pack("<H", len(project.modules))) + _record(_COOKIE, b"\xff\xff")
    vba, names = dict[str, bytes](), b""
    for module in project.modules:
        name, wide = encode(module.name), module.name.encode("utf-16le")
        listing += _record(_NAME, name) + _record(_NAME_UNICODE, wide)
        listing += _record(_STREAM_NAME, name) + _record(_STREAM_UNICODE, wide)
        listing += _record(_DOC, encode(module.doc)) + _record(_DOC_UNICODE, module.doc.encode("utf-16le"))
        listing += (
            _record(_OFFSET, bytes(4)) + _record(_HELP, bytes(4)) + _record(_MODULE_COOKIE, b"\xff\xff")
        )
        listing += _record(_STANDARD if module.kind == "standard" else _CLASS, b"") + _record(
            _MODULE_END, b""
        )
        vba[module.name] = compress(encode(module.source))
        names += name + b"\0" + wide + b"\0\0"
    vba["dir"] = compress(listing + _record(_END, b""))
    vba["_VBA_PROJECT"] = _NO_CACHE
    return {"VBA": vba, "PROJECT": encode(_settings(project)), "PROJECTwm": names + b"\0\0"}


def _encoder(code_page: str) -> Any:
    def encode(text: str) -> bytes:
        try:
            return text.encode(code_page)
        except UnicodeEncodeError as foreign:
            raise ProjectError(f"not in the project's code page {code_page}: {foreign}") from foreign

    return encode


def _record(code: int, value: bytes) -> bytes:
    return struct.pack("<HI", code, len(value)) + value


def _renamed(head: bytes, name: bytes) -> bytes:
    """The records before the modules with the project's name in place."""
    ends = [*[at for _, at, _ in _records(head)][1:], len(head)]
    return b"".join(
        _record(code, name) if code == _PROJECT_NAME else head[at:end]
        for (code, at, _), end in zip(_records(head), ends, strict=True)
    )


def _settings(project: Project) -> str:
    """The PROJECT stream: its list of modules and of their windows agrees with the project."""
    names = [module.name for module in project.modules]
    lines, listed, section = list[str](), set[str](), ""
    for line in project.settings.splitlines():
        key, _, value = line.partition("=")
        if line.startswith("["):
            section = line
        elif not section and key in ("Document", "Class", "Module"):
            name = value.partition("/")[0]
            if name not in names:
                continue
            listed.add(name)
        elif not section and key == "Name":
            new = [m for m in project.modules if m.name not in listed]
            lines += [f"{'Module' if m.kind == 'standard' else 'Class'}={m.name}" for m in new]
            line = f'Name="{project.name}"'
        elif section == "[Workspace]" and line and key not in names:
            continue
        lines.append(line)
    return "".join(f"{line}\r\n" for line in lines)
