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
PACKED: Final = {".zip", ".rar", ".7z", ".gz", ".tar", ".tgz"}
UNFINISHED: Final = {".crdownload", ".part", ".partial", ".download", ".opdownload", ".tmp"}
"""What a browser calls a file that it hasn't got whole."""
SETTINGS: Final = "brand.toml"


def files_of(paths: Paths) -> list[Path]:
    """The files named, those of folders included, each once, in a fixed order.

    Parameters
    ----------
    paths : path or iterable of paths
        Files and folders. Of a folder, spreadsheets and delimited text are taken; hidden files, lock files and
        workbooks that this package wrote are not (`passed_over` names those). Nor are such workbooks and settings when
        they are named among exports, as a shell does that was given ``demo/*``.

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
    exports = {file: None for file in found if not _no_export(file)}
    if not exports and any(file.name == SETTINGS for file in found):
        raise InputError(
            f"{SETTINGS} 是品牌的设置，不是导出：给导出的文件，或它们的文件夹",
            f"{SETTINGS} holds a brand's settings and is no export: name exports, or their folder",
        )
    found = exports or found  # alone, a workbook of ours is told what it is
    if not found:
        ours = passed_over(given)
        raise InputError(
            "；".join([f"{'、'.join(map(str, given))}：里面没有可读的导出文件", *(zh for zh, _ in ours)]),
            "; ".join([f"{', '.join(map(str, given))}: no exports in there", *(en for _, en in ours)]),
        )
    return sorted(found, key=lambda f: (f.name, str(f)))


def passed_over(paths: Paths) -> list[Reason]:
    """Notes on what lies among the exports and is not read: workbooks that this package wrote itself, files that are
    packed, and downloads that never ended."""
    given = _given(paths)
    inside = [file for item in given if item.is_dir() for file in sorted(item.rglob("*")) if _shown(file)]
    named = [item for item in given if item.is_file()] if len(given) > 1 else []
    told = [
        (
            [file for file in [*inside, *named] if _taken(file) and what_of_ours(file) is not None],
            ("xl_fact 自己写的工作簿，不是导出，没有读", "written by xl_fact itself, no export; passed over"),
        ),
        (
            [file for file in inside if file.suffix.lower() in PACKED],
            (
                "压缩包，没有读；要用里面的导出就先解压",
                "packed and not read; unpack it to have the exports in it read",
            ),
        ),
        (
            [file for file in inside if file.suffix.lower() in UNFINISHED],
            (
                "没有下载完的文件，没有读；重新下载",
                "a download that did not end; not read, download it again",
            ),
        ),
    ]
    return [
        (f"{'、'.join(names)}：{zh}", f"{', '.join(names)}: {en}")
        for files, (zh, en) in told
        if (names := dict.fromkeys(file.name for file in files))
    ]


def _given(paths: Paths) -> list[Path]:
    """Paths however they were given."""
    return list(map(Path, [paths] if isinstance(paths, str | os.PathLike) else paths))


def _inside(folder: Path) -> list[Path]:
    """What is picked up from a folder."""
    return [file for file in folder.rglob("*") if _shown(file) and _taken(file)]


def _shown(file: Path) -> bool:
    """Whether it is a file, neither hidden nor the lock of an open one."""
    return file.is_file() and not file.name.startswith(("~$", "."))


def _taken(file: Path) -> bool:
    return file.suffix.lower() in SUFFIXES


def _no_export(file: Path) -> bool:
    """Whether it can be told by its name, or by who wrote it, that it is no export."""
    return file.name == SETTINGS or what_of_ours(file) is not None
