"""The name of an upload: a label that is checked, and never a path that the server opens.

The server keeps every upload under a number of its own. The label is what people read, and what the exports' own
names tell of their days and shops; the worker lays the files out under their labels in a folder that is made for it.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Final

from xl_fact.errors import InputError

_DEVICE: Final = re.compile(
    r"(con|prn|aux|nul|clock\$|conin\$|conout\$|com[0-9¹²³]|lpt[0-9¹²³]) *(\..*)?", re.IGNORECASE
)
_FORBIDDEN: Final = re.compile(r'[\x00-\x1f\x7f<>:"|?*\\]')
_DEEPEST, _LONGEST = 8, 200


def label(name: str) -> str:
    """The name of an upload, with the folders it was dropped with, as it was given.

    Parameters
    ----------
    name : str
        As the browser says it: names joined by ``/``.

    Returns
    -------
    str
        The same; NFC.

    Raises
    ------
    InputError
        It leads out of its folder, names a drive or a device, or can't be the name of a file everywhere.

    Examples
    --------
    >>> label("乙店/6月 (1).xlsx")
    '乙店/6月 (1).xlsx'
    >>> label("../../evil.xlsx")
    Traceback (most recent call last):
        ...
    xl_fact.errors.InputError: ../../evil.xlsx：文件名里有路径，没有收
    """
    name = unicodedata.normalize("NFC", name)
    parts = name.split("/")
    shown = re.sub(r"[\x00-\x1f\x7f]", "�", name)[:120]
    if (
        any(part in ("", ".", "..") for part in parts)
        or "\\" in name
        or re.match(r"[A-Za-z]:", name)
        or len(parts) > _DEEPEST
    ):
        raise InputError(f"{shown}：文件名里有路径，没有收", f"{shown}: its name holds a path; not taken")
    for part in parts:
        if _DEVICE.fullmatch(part.rstrip(" .")):
            raise InputError(f"{shown}：是设备的名字，没有收", f"{shown}: the name of a device; not taken")
        if _FORBIDDEN.search(part) or part != part.strip() or part.endswith(".") or _unreadable(part):
            raise InputError(
                f"{shown}：名字里有不能用的字符，改个名字再拖进来",
                f"{shown}: characters that a file's name can't hold everywhere; rename it and drop it again",
            )
        if len(part.encode()) > _LONGEST:
            raise InputError(
                f"{shown}…：名字太长，改短再拖进来", f"{shown}…: its name is too long; shorten it"
            )
    return name


def _unreadable(part: str) -> bool:
    return any(
        unicodedata.category(letter) in ("Cs", "Cc", "Co") or letter in "\u202e\u202d" for letter in part
    )
