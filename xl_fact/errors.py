"""Errors that people read: what went wrong, where, and a hint, in Chinese and in English.

XlFactError
├── InputError         a file, a setting or an argument cannot be used      exit code 2
└── TargetLocked       the file to be written is open in another program    exit code 3

Each error carries both languages; ``str()`` is Chinese, ``.text("en")`` English. Nothing of ours
raises a bare ``Exception``.
"""

from __future__ import annotations

import errno
import os
from pathlib import Path
from typing import Final

from xl_fact.words import Lang, Words, say

_REASONS: Final = {
    errno.ENOSPC: ("磁盘已满", "the disk is full"),
    errno.EFBIG: ("文件超过了允许的大小", "the file is larger than is allowed"),
    errno.EACCES: ("没有权限", "no permission"),
    errno.EPERM: ("没有权限", "no permission"),
    errno.EROFS: ("只读的磁盘", "a read-only disk"),
    errno.EISDIR: ("那里是一个文件夹", "a folder is there"),
    errno.ENODEV: ("那里是设备或管道，不是文件", "a device or a pipe is there, not a file"),
    errno.ENOTDIR: ("上级是一个文件，不是文件夹", "a file is where a folder should be"),
    errno.EEXIST: ("上级是一个文件，不是文件夹", "a file is where a folder should be"),
    errno.ENOENT: ("没有这个文件或文件夹", "no such file or folder"),
    errno.ENAMETOOLONG: ("名字太长", "the name is too long"),
    errno.EIO: ("磁盘读写出错", "the disk failed"),
}
if hasattr(errno, "EDQUOT"):
    _REASONS[errno.EDQUOT] = ("磁盘配额已满", "the disk quota is used up")


def reason_of(error: OSError) -> tuple[str, str]:
    """Why the system would not do something, in Chinese and English.

    Examples
    --------
    >>> reason_of(OSError(28, "No space left on device"))
    ('磁盘已满', 'the disk is full')
    """
    said = error.strerror or str(error) or type(error).__name__
    return _REASONS.get(error.errno or 0, (said, said))


def line_of(error: Exception) -> Words:
    """What stopped a job: its own words, the system's reason, which lxml hides in a word like IO_ENOSPC, or the error itself."""
    if isinstance(error, XlFactError):
        return Words(error.zh, error.en)
    number = getattr(errno, str(error).removeprefix("IO_"), None)
    if isinstance(number, int):
        return Words(*reason_of(OSError(number, os.strerror(number))))
    if isinstance(error, OSError):
        zh, en = reason_of(error)
        return (
            Words(f"{zh}：{error.filename}", f"{en}: {error.filename}") if error.filename else Words(zh, en)
        )
    said = f"{type(error).__name__}: {error}"
    return Words(said, said)


class XlFactError(Exception):
    """An error with a line for people in both languages.

    Parameters
    ----------
    zh, en : str
        The same line twice: name, rule, what arrived, then a hint.
    """

    exit_code = 2

    def __init__(self, zh: str, en: str):
        super().__init__(zh, en)
        self.zh, self.en = zh, en

    def text(self, lang: Lang = "zh") -> str:
        """The line in one language."""
        return say(lang, self.zh, self.en)

    def __str__(self) -> str:
        return self.zh


class InputError(XlFactError):
    """A file, a setting or an argument cannot be used as it is."""


class TargetLocked(XlFactError):
    """The file to be written is open in another program or cannot be replaced."""

    exit_code = 3


def as_typed(path: Path) -> str:
    """A path as one types it in a terminal: in quotes where it holds a blank or what a shell takes for its own."""
    text = str(path)
    return f'"{text}"' if set(text) & set(" ()&;'") else text
