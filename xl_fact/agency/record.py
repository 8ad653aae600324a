"""What a finished workbook was made of: a small file for each, so that an interrupted run goes on where it stopped.

The record is written before the workbook is put in its place, with the digest of the workbook's bytes: killed between the
two, the digest is not that of the file and it is made again; killed after both, it is not.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final

from xl_fact.agency.standing import Standing
from xl_fact.saving import replace_file

FOLDER: Final = ".xl-fact"
"""Where the records lie, beside the workbooks."""


@dataclass(frozen=True)
class Record:
    """One finished workbook.

    Attributes
    ----------
    made_of : str
        The digest of all that it was made of.
    workbook : str
        Its name.
    sha256 : str
        The digest of its bytes.
    standing : Standing
        What it says.
    """

    made_of: str
    workbook: str
    sha256: str
    standing: Standing

    @classmethod
    def read(cls, path: Path) -> Record | None:
        """A record; None where there is none that can be read."""
        try:
            told: dict[str, Any] = json.loads(path.read_text("utf-8"))
            return cls(**{**told, "standing": Standing.read(told["standing"])})
        except (OSError, ValueError, TypeError, KeyError):
            return None

    def write(self, path: Path) -> None:
        """Put it beside the workbooks."""
        told = {**vars(self), "standing": self.standing.data()}
        replace_file(path, json.dumps(told, ensure_ascii=False, indent=1).encode())


def digest_of(texts: Iterable[str], files: Iterable[Path]) -> str:
    """The digest of some texts and of the names and the content of some files, and of the program that reads them.

    Raises
    ------
    OSError
        A file can't be read.
    """
    found = hashlib.sha256(_program().encode())
    for text in texts:
        found.update(f"{text}\0".encode())
    for file in files:
        found.update(f"{file.name}\0{sha256_of(file)}\0".encode())
    return found.hexdigest()


def sha256_of(path: Path) -> str:
    """The digest of a file's content."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


@cache
def _program() -> str:
    """This package as it is: another one makes the workbooks again."""
    root = Path(__file__).parents[1]
    files = sorted(path for path in root.rglob("*") if path.suffix in (".py", ".toml"))
    return "\n".join(f"{path.relative_to(root).as_posix()} {sha256_of(path)}" for path in files)
