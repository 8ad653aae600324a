"""The files of an import: those named, and those of the folders named."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path
from typing import Final, TypeAlias

from xl_fact.errors import InputError
from xl_fact.exports.proofs.record import Reason
from xl_fact.exports.tables.ours import what_of_ours

Paths: TypeAlias = str | os.PathLike[str] | Iterable[str | os.PathLike[str]]

SUFFIXES: Final = {".xlsx", ".xlsm", ".xls", ".csv", ".tsv", ".txt", ".et", ".xlsb", ".ods", ".numbers"}
"""What is picked up from a folder."""


def files_of(paths: Paths) -> list[Path]:
    """The files named, those of folders included, each once, in a fixed order.

    Parameters
    ----------
    paths : path or iterable of paths
        Files and folders. Of a folder, spreadsheets and delimited text are taken; hidden files, lock files and
        workbooks that this package wrote are not (`passed_over` names those).

    Returns
    -------
    list of Path
        By name; the order in which they were given does not matter.
    """
    given = _given(paths)
    found: dict[Path, None] = {}
    for item in given:
        if item.is_dir():
            found |= {file: None for file in _inside(item) if what_of_ours(file) is None}
        elif item.is_file():
            found[item] = None
        elif item.exists():  # a pipe would keep us waiting
            raise InputError(f"{item}：不是文件", f"{item}: not a file")
        else:
            raise InputError(f"{item}：没有这个文件", f"{item}: no such file")
    if not found:
        ours = passed_over(given)
        raise InputError(
            "；".join([f"{'、'.join(map(str, given))}：里面没有可读的导出文件", *(zh for zh, _ in ours)]),
            "; ".join([f"{', '.join(map(str, given))}: no exports in there", *(en for _, en in ours)]),
        )
    return sorted(found, key=lambda f: (f.name, str(f)))


def passed_over(paths: Paths) -> list[Reason]:
    """One note on the workbooks in the folders that this package wrote itself, if there are any."""
    ours = {
        file.name: None
        for item in _given(paths)
        if item.is_dir()
        for file in sorted(_inside(item))
        if what_of_ours(file) is not None
    }
    if not ours:
        return []
    return [
        (
            f"{'、'.join(ours)}：xl_fact 自己写的工作簿，不是导出，没有读",
            f"{', '.join(ours)}: written by xl_fact itself, no export; passed over",
        )
    ]


def _given(paths: Paths) -> list[Path]:
    """Paths however they were given."""
    return list(map(Path, [paths] if isinstance(paths, str | os.PathLike) else paths))


def _inside(folder: Path) -> list[Path]:
    """What is picked up from a folder."""
    return [
        file
        for file in folder.rglob("*")
        if file.is_file() and file.suffix.lower() in SUFFIXES and not file.name.startswith(("~$", "."))
    ]
