"""Whether a brand's folder holds the parts that its books name: none lost, none beside them, each whole.

The books are the records of what was imported. Whatever else puts files into the folder or takes them away (a program that
synchronises, a person, a disk) doesn't tell them, and a sum over what lies there would be wrong without a word.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from pathlib import Path
from typing import Final

from xl_fact.errors import InputError, TargetLocked
from xl_fact.store import parts
from xl_fact.store.folder import Shelf
from xl_fact.store.records import Record, records_of
from xl_fact.words import Words

_NAMED: Final = 5
"""So many faults of a brand are told one by one."""

_TRIES: Final = 20
"""How often a folder is looked at anew when an import changes it meanwhile."""

Stamps = list[tuple[Path, int]]


def parts_of(shelf: Shelf, month: str | None = None) -> list[tuple[str, Path]]:
    """The parts of a brand that lie there, by month and name."""
    return sorted(
        (path.parent.name.removeprefix("month="), path)
        for path in shelf.parts.glob(f"month={month or '*'}/*.parquet")
    )


def stamps_of(shelf: Shelf) -> Stamps:
    """What tells that a brand's facts have changed while they were being read; a change that was cut off is finished first."""
    if shelf.interrupted:
        with shelf.held():
            pass
    return [(path, path.stat().st_mtime_ns) for path in sorted(shelf.sources.glob("[0-9a-f]*.json"))]


def months_told(shelf: Shelf) -> set[str]:
    """The months of which the books tell, whether their parts lie there or not."""
    return {
        month
        for record in records_of(shelf).values()
        for month, of_month in record.months.items()
        if of_month["rows"]
    }


def faults_of(shelf: Shelf, months: Collection[str] | None = None) -> list[Words]:
    """Each part of some months, or of all, that was lost, that no import wrote, or that is not whole.

    Returns
    -------
    list of Words
        A line for each, with its file and what to do.
    """
    for _ in range(_TRIES):
        try:
            before = stamps_of(shelf)
            found = faults(shelf, records_of(shelf), months)
            if not found or before == stamps_of(shelf):
                return found
        except FileNotFoundError:  # a record was taken away meanwhile
            continue
    raise rewritten(shelf)


def faults(shelf: Shelf, records: Mapping[str, Record], months: Collection[str] | None = None) -> list[Words]:
    """The same by records that are read already, of a folder that nobody changes meanwhile."""
    told = {
        shelf.part(month, record.digest): (record.file, int(of_month["rows"]))
        for record in records.values()
        for month, of_month in record.months.items()
        if of_month["rows"] and (months is None or month in months)
    }
    there = {path for month, path in parts_of(shelf) if months is None or month in months}
    found = []
    for path in sorted({*told, *there}):
        if path not in told:
            found.append(_stray(path))
            continue
        file, rows = told[path]
        fault = _fault(path, file, rows) if path in there else _lost(path, file, rows)
        if fault is not None:
            found.append(fault)
    return found


def refused(shelf: Shelf, found: list[Words]) -> InputError:
    """The error for a brand whose folder doesn't hold what its books name."""
    shown, more = found[:_NAMED], len(found) - _NAMED
    zh = [
        f"{shelf.folder}：“{shelf.brand}”的事实文件和账上的不一样，没有算：",
        *(f"  {one.zh}" for one in shown),
    ]
    en = [
        f"{shelf.folder}: the facts of '{shelf.brand}' are not those in its books, and nothing was summed:",
        *(f"  {one.en}" for one in shown),
    ]
    if more > 0:
        zh.append(f"  还有 {more} 个")
        en.append(f"  and {more} more")
    return InputError("\n".join(zh), "\n".join(en))


def rewritten(shelf: Shelf) -> TargetLocked:
    """The error for facts that change while they are being read."""
    return TargetLocked(
        f"{shelf.folder}：“{shelf.brand}”的事实表正在被改写，请稍后再试",
        f"{shelf.folder}: the facts of '{shelf.brand}' are being rewritten; try again later",
    )


def _lost(path: Path, file: str, rows: int) -> Words:
    return Words(
        f"{path}：账上有，文件不见了（{file} 的 {rows:,} 行）；从备份放回来，或把 {file} 再导入一次",
        f"{path}: in the books, but the file is gone ({rows:,} rows of {file}); put it back from a backup, or import {file} "
        "again",
    )


def _stray(path: Path) -> Words:
    return Words(
        f"{path}：账上没有，不是导入写的（多半是同步软件的冲突副本）；移出这个文件夹",
        f"{path}: not in the books, no import wrote it (most likely a copy that a conflict of synchronising left); move it "
        "out of the folder",
    )


def _fault(path: Path, file: str, rows: int) -> Words | None:
    """What is wrong with a part that lies in its place, by what stands at its end."""
    try:
        held = parts.rows_of(path)
    except FileNotFoundError:
        return _lost(path, file, rows)
    except InputError as error:
        return Words(
            f"{error.zh}（这是 {file} 的）",
            f"{error.en} (it is of {file})",
        )
    if held == rows:
        return None
    return Words(
        f"{path}：有 {held:,} 行，账上是 {file} 的 {rows:,} 行；删掉它，把 {file} 再导入一次",
        f"{path}: has {held:,} rows, the books say {rows:,} of {file}; delete it and import {file} again",
    )
