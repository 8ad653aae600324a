"""The hash of a file's content, by which a file is known again whatever its name."""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Final, TypeAlias

from xl_fact.errors import InputError, reason_of

Digest: TypeAlias = Callable[[], str]
"""Asked for the hash; waits for it when it is still being worked out."""

_LARGE: Final = 1 << 20


def sha256_of(path: Path) -> str:
    """The hash of a file's content.

    Raises
    ------
    InputError
        The file can't be opened.
    """
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        zh, en = reason_of(error)
        raise InputError(f"{path.name}：打不开（{zh}）", f"{path.name}: cannot be opened ({en})") from error


def digest_of(path: Path, known: bool) -> Digest:
    """The hash of a file about to be read: at once when it may be `known`, else while a long one is read."""
    if known or path.stat().st_size < _LARGE:
        digest = sha256_of(path)
        return lambda: digest
    return _Hashing(path)


class _Hashing:
    """A hash being worked out beside whatever else is done."""

    def __init__(self, path: Path):
        self.path = path
        self.found: str | InputError | None = None
        self.thread = threading.Thread(target=self._work, daemon=True)
        self.thread.start()

    def _work(self) -> None:
        try:
            self.found = sha256_of(self.path)
        except InputError as error:
            self.found = error

    def __call__(self) -> str:
        self.thread.join()
        assert self.found is not None
        if isinstance(self.found, InputError):
            raise self.found
        return self.found
