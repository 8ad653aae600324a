"""A UNO type library with one interface, in the binary format that LibreOffice reads: no SDK is needed.

The format (``UNOIDL``): a header with the place of the root's map; a map is a list of (place of name, place of
entity), sorted by name; an entity begins with a byte that says what it is. Numbers are little-endian.
"""

from __future__ import annotations

import struct
from collections.abc import Mapping, Sequence
from typing import Final

BASE: Final = "com.sun.star.uno.XInterface"
ROWS: Final = "[][]any"
"""Rows of cells, so that an answer spreads as an array formula."""
ANYTHING: Final = "any"
"""One cell or a range, whichever is typed."""

_MAGIC: Final = b"UNOIDL\xff\0"
_MODULE: Final = b"\x00"
_INTERFACE: Final = b"\x05"
_IN: Final = b"\x00"


def write(interface: str, methods: Mapping[str, Sequence[str]]) -> bytes:
    """The bytes of a type library.

    Parameters
    ----------
    interface : str
        Its dotted name, ``xlfact.XFunctions``.
    methods : mapping
        For each method the names of its parameters; all take `ANYTHING` and answer `ROWS`.

    Returns
    -------
    bytes
        The content of an ``.rdb`` file.
    """
    *modules, name = interface.split(".")
    body = bytearray(_MAGIC + bytes(8))
    place = _add(body, _interface(methods))
    for module in reversed(modules):
        entry = _entry(body, name, place)
        place, name = _add(body, _MODULE + _number(1) + entry), module
    root = _add(body, _entry(body, name, place))
    struct.pack_into("<II", body, len(_MAGIC), root, 1)
    return bytes(body)


def _add(body: bytearray, piece: bytes) -> int:
    """Append a piece; its place."""
    place = len(body)
    body += piece
    return place


def _entry(body: bytearray, name: str, place: int) -> bytes:
    return _number(_add(body, name.encode("ascii") + b"\0")) + _number(place)


def _interface(methods: Mapping[str, Sequence[str]]) -> bytes:
    listed = b"".join(_method(name, parameters) for name, parameters in methods.items())
    mandatory, optional, attributes = _number(1) + _text(BASE), _number(0), _number(0)
    return _INTERFACE + mandatory + optional + attributes + _number(len(methods)) + listed


def _method(name: str, parameters: Sequence[str]) -> bytes:
    listed = b"".join(_IN + _text(parameter) + _text(ANYTHING) for parameter in parameters)
    exceptions = _number(0)
    return _text(name) + _text(ROWS) + _number(len(parameters)) + listed + exceptions


def _number(value: int) -> bytes:
    return struct.pack("<I", value)


def _text(text: str) -> bytes:
    return _number(len(text)) + text.encode("ascii")
