"""Errors that people read: what went wrong, where, and a hint, in Chinese and in English.

XlFactError
├── InputError         a file, a setting or an argument cannot be used      exit code 2
└── TargetLocked       the file to be written is open in another program    exit code 3

Each error carries both languages; ``str()`` is Chinese, ``.text("en")`` English. Nothing of ours
raises a bare ``Exception``.
"""

from __future__ import annotations

from typing import Literal

Lang = Literal["zh", "en"]


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
        return self.en if lang == "en" else self.zh

    def __str__(self) -> str:
        return self.zh


class InputError(XlFactError):
    """A file, a setting or an argument cannot be used as it is."""


class TargetLocked(XlFactError):
    """The file to be written is open in another program or cannot be replaced."""

    exit_code = 3
