"""What this package wrote, known by a seal inside the file: as long as nobody changed it since, it may be written anew.

A workbook or a deck has the seal among its properties, over every other part; a PDF and a text in a last line of
comment; a picture in a piece of text before its end. Whatever saves the file again breaks the seal, a copy or a
touch does not.
"""

from __future__ import annotations

import hashlib
import io
import re
import struct
import zipfile
import zlib
from pathlib import Path
from typing import Final, Literal

PROPERTIES: Final = "docProps/custom.xml"
"""The part of an Office file that holds the seal."""

UNSEALED: Final = "0" * 64
"""What stands in the place of the digest while it is computed."""

State = Literal["absent", "ours", "changed", "foreign"]

_LARGEST: Final = 200_000_000
"""No PDF, picture or text of ours is larger; no larger file is read."""

_SEAL: Final = re.compile(rb"xl_fact sha256:([0-9a-f]{64})")
_PICTURE: Final = b"\x89PNG\r\n\x1a\n"
_CHUNK: Final = b"tEXt"
_END: Final = b"\x00\x00\x00\x00IEND\xaeB`\x82"


def mark(digest: str) -> str:
    """How the seal is written."""
    return f"xl_fact sha256:{digest}"


def digest_of(archive: zipfile.ZipFile) -> str:
    """The digest of an Office file: of the name, the size and the checksum of every part, whatever its seal says."""
    found = hashlib.sha256()
    for entry in sorted(archive.infolist(), key=lambda e: e.filename):
        if entry.filename == PROPERTIES:
            found.update(_blank(archive.read(entry)))
        else:
            found.update(f"{entry.filename}\0{entry.file_size}\0{entry.CRC}\n".encode())
    return found.hexdigest()


def sealed(data: bytes) -> bytes:
    """A PDF, a picture (PNG) or a text with its seal; an Office file is sealed by `workbook.sealing`.

    A text that begins with a comment of JavaScript gets such a comment, any other one of a settings file.

    Examples
    --------
    >>> sealed(b"name = 1\\n").decode().splitlines()[-1][:16]
    '# xl_fact sha256'
    """
    if data.startswith(b"PK"):
        return data
    if data.startswith(_PICTURE):
        digest = hashlib.sha256(data).hexdigest()
        return data.removesuffix(_END) + _chunk(digest) + _END
    data = data if data.endswith(b"\n") else data + b"\n"
    digest = hashlib.sha256(data).hexdigest()
    sign = "%" if data.startswith(b"%PDF") else "//" if data.startswith(b"//") else "#"
    return data + f"{sign} {mark(digest)}\n".encode()


def suffix_of(data: bytes) -> str:
    """How the name of a file with these bytes ends; empty for a text, which may be called anything.

    Examples
    --------
    >>> suffix_of(b"%PDF-1.7"), suffix_of(b"name = 1")
    ('.pdf', '')
    """
    if not data.startswith(b"PK"):
        return ".pdf" if data.startswith(b"%PDF") else ".png" if data.startswith(_PICTURE) else ""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        types = archive.read("[Content_Types].xml")
    if b"presentationml.presentation.main+xml" in types:
        return ".pptx"
    return ".xlsm" if b"ms-excel.sheet.macroEnabled.main+xml" in types else ".xlsx"


def state_of(path: Path, noted: str | None = None) -> State:
    """Whether a file is there, is as this package wrote it, was changed since, or was never written by it.

    Parameters
    ----------
    path : Path
        Any file.
    noted : str, optional
        Of a file that can't bear a seal, its digest (SHA-256) as it was noted elsewhere when it was written.
    """
    if not path.exists():
        return "absent"
    try:
        if noted is not None:
            return "ours" if hashlib.sha256(path.read_bytes()).hexdigest() == noted else "changed"
        if zipfile.is_zipfile(path):
            return _state_of_office(path)
        if path.stat().st_size > _LARGEST:
            return "foreign"
        data = path.read_bytes()
    except (OSError, zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, zlib.error):
        return "foreign"
    found = list(_SEAL.finditer(data))
    if not found:
        return "foreign"
    digest = found[-1][1].decode()
    line = data.rfind(b"\n", 0, found[-1].start()) + 1
    body = data.replace(_chunk(digest), b"") if data.startswith(_PICTURE) else data[:line]
    return "ours" if data == sealed(body) else "changed"


def _state_of_office(path: Path) -> State:
    with zipfile.ZipFile(path) as archive:
        if PROPERTIES not in archive.NameToInfo:
            return "foreign"
        found = _SEAL.search(archive.read(PROPERTIES))
        if found is None:
            return "foreign"
        return "ours" if digest_of(archive) == found[1].decode() else "changed"


def _blank(properties: bytes) -> bytes:
    return _SEAL.sub(mark(UNSEALED).encode(), properties)


def _chunk(digest: str) -> bytes:
    """The seal as a piece of a picture: length, kind, key and text, checksum."""
    body = b"Comment\0" + mark(digest).encode()
    return struct.pack(">I", len(body)) + _CHUNK + body + struct.pack(">I", zlib.crc32(_CHUNK + body))
