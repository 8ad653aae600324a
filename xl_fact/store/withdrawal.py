"""A file taken out of the facts again: imported by mistake, or spoilt and to be imported anew."""

from __future__ import annotations

import difflib
import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from xl_fact.errors import InputError
from xl_fact.store.published import Change, shelf_of
from xl_fact.store.records import Record, records_of
from xl_fact.store.stage import Stage
from xl_fact.words import Lang, say


@dataclass(frozen=True)
class Withdrawal:
    """What taking a file out did.

    Attributes
    ----------
    rows : int
        The facts that went.
    again : tuple of str
        Files that may have lost rows to it: importing them again brings those back.
    changes, published : tuple of Change
        Totals that have changed, and those of published months.
    """

    brand: str
    file: str
    rows: int
    again: tuple[str, ...]
    changes: tuple[Change, ...]
    published: tuple[Change, ...]

    def lines(self, lang: Lang = "zh") -> list[str]:
        """What to tell the person who asked."""
        out = [
            say(
                lang,
                f"{self.brand}：已去掉 {self.file} 的 {self.rows:,} 行",
                f"{self.brand}: {self.rows:,} rows of {self.file} taken out",
            )
        ]
        if self.again:
            out.append(
                say(
                    lang,
                    f"曾被它取代过的行要再导入一次才回来：{'、'.join(self.again)}",
                    f"to bring back the rows it may have replaced, import again: {', '.join(self.again)}",
                )
            )
        frozen = {change.month for change in self.published}
        changes = [change for change in self.changes if change.month not in frozen]
        out += [f"  {change.line(lang)}" for change in changes]
        if self.published:
            out.append(say(lang, "已发布的月份变了：", "published months have changed:"))
            out += [f"  {change.line(lang)}" for change in self.published]
        return out


def withdraw(folder: str | os.PathLike[str], file: str, *, brand: str | None = None) -> Withdrawal:
    """Take one file's facts out of a folder of facts.

    Parameters
    ----------
    folder : path
        The folder of facts.
    file : str
        The name the file was imported under, or the first letters of its content's hash.
    brand : str, optional
        The brand; may be left out when there is only one.

    Returns
    -------
    Withdrawal

    Raises
    ------
    InputError
        No file goes by that name, or several do.
    TargetLocked
        The folder can't be written, or an import of the brand is running.
    """
    shelf = shelf_of(Path(folder), brand)
    with shelf.held():
        stage = Stage(shelf, records_of(shelf))
        record = _named(file, list(stage.records.values()))
        rows = sum(month["rows"] for month in record.months.values())
        again = stage.withdraw(record.digest)
        changes, published = stage.changes()
        stage.commit()
    return Withdrawal(shelf.brand, record.file, rows, tuple(again), tuple(changes), tuple(published))


def _named(file: str, records: Sequence[Record]) -> Record:
    """The record that goes by a name or a hash."""
    named = [record for record in records if record.file == file]
    if not named and len(file) >= 6:
        named = [record for record in records if record.digest.startswith(file.lower())]
    if len(named) == 1:
        return named[0]
    if not named:
        held = sorted({record.file for record in records})
        near = [name for name in held if file and file in name] or difflib.get_close_matches(
            file, held, 3, 0.4
        )
        near = near[:3]
        raise InputError(
            f"事实表里没有叫“{file}”的文件" + (f"；相近的有：{'、'.join(near)}" if near else ""),
            f"no file called '{file}' was imported" + (f"; near to it: {', '.join(near)}" if near else ""),
        )
    hashes = [f"{record.digest[:12]}（{record.rank[0][:19]}）" for record in named]
    raise InputError(
        f"有 {len(named)} 个文件都叫“{file}”；请用内容的前几位指明：{'、'.join(hashes)}",
        f"{len(named)} files are called '{file}'; name one by the first letters of its hash: {', '.join(hashes)}",
    )
