"""Where two XML parts differ, element by element: every attribute, every text, what came and what went."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from typing import Any

from lxml import etree

KEYS = {"row": "r", "c": "r"}
"""Elements that are known by an attribute, wherever they stand among the others."""


def differences(old: bytes, new: bytes) -> list[str]:
    """Each difference as a line: ``path@attribute: old → new``, ``path: old → new``, ``+path``, ``-path``.

    Examples
    --------
    >>> differences(b'<a x="1"><b>t</b></a>', b'<a x="2"><b>u</b><d/></a>')
    ['a@x: 1 → 2', 'a/b: t → u', '+a/d']
    """
    one, other = (etree.fromstring(part) for part in (old, new))
    return list(_compared(one, other, _name(one)))


def _compared(old: Any, new: Any, path: str) -> Iterator[str]:
    if old.tag != new.tag:
        yield f"{path}: {old.tag} → {new.tag}"
        return
    for key in sorted({*old.attrib, *new.attrib}):
        if old.get(key) != new.get(key):
            yield f"{path}@{etree.QName(key).localname}: {old.get(key)} → {new.get(key)}"
    for was, now in ((old.text, new.text), (old.tail, new.tail)):
        if (was or "") != (now or ""):
            yield f"{path}: {was or ''} → {now or ''}"
    for before, after in _paired(list(old), list(new)):
        shown = after if after is not None else before
        place = f"{path}/{_name(shown)}"
        if before is None:
            yield f"+{place}"
        elif after is None:
            yield f"-{place}"
        else:
            yield from _compared(before, after, place)


def _paired(old: Sequence[Any], new: Sequence[Any]) -> Iterator[tuple[Any, Any]]:
    """Which child answers which: by its key; else the equal ones, and between them one after the other."""
    if any(etree.QName(child).localname in KEYS for child in (*old, *new)):
        one, other = ({_name(child): child for child in children} for children in (old, new))
        yield from ((one.get(name), other.get(name)) for name in dict.fromkeys((*one, *other)))
        return
    texts = [[etree.tostring(child) for child in children] for children in (old, new)]
    if len(old) == len(new):
        yield from zip(old, new, strict=True)
        return
    for _, a, b, c, d in SequenceMatcher(None, *texts, autojunk=False).get_opcodes():
        for n in range(max(b - a, d - c)):
            yield (old[a + n] if a + n < b else None, new[c + n] if c + n < d else None)


def _name(element: Any) -> str:
    local = str(etree.QName(element).localname)
    return f"{local}[{element.get(KEYS[local])}]" if local in KEYS else local
