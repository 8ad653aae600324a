"""A change of the facts being prepared: new files in, what they replace out, nothing visible before `commit`."""

from __future__ import annotations

import datetime as dt
import functools
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from xl_fact.errors import InputError, Lang
from xl_fact.exports import parts, succession
from xl_fact.exports.accounts import Account, by_month, layout_key
from xl_fact.exports.folder import Shelf, as_json, hidden, write_hidden
from xl_fact.exports.published import Change, changes_of, pick, publication_of
from xl_fact.exports.reading import Source

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True)
class Replacement:
    """Rows of an older file that a newer one replaced; `left` are those of the same days that it doesn't tell of."""

    old: str
    new: str
    rows: int
    first: dt.date
    last: dt.date
    left: int = 0

    def line(self, lang: Lang) -> str:
        """In words."""
        days = str(self.first) if self.first == self.last else f"{self.first} ~ {self.last}"
        line = pick(
            lang,
            f"{self.new} 取代了 {self.old} 的 {self.rows:,} 行（{days}），以新的为准",
            f"{self.new} replaces {self.rows:,} rows of {self.old} ({days})",
        )
        if not self.left:
            return line
        return line + pick(
            lang,
            f"；同一时段另有 {self.left:,} 行新文件没有提到，仍保留",
            f"; {self.left:,} rows of the same days that it does not tell of are kept",
        )


@dataclass
class Stage:
    """A change being prepared: the store as it will be."""

    shelf: Shelf
    records: dict[str, Account]
    written: set[Path] = field(default_factory=set)
    removed: set[Path] = field(default_factory=set)
    dirty: set[str] = field(default_factory=set)

    def now(self, path: Path) -> Path | None:
        """Where a part can be read at this point; None when it is gone."""
        if path in self.written:
            return hidden(path)
        return path if path not in self.removed and path.exists() else None

    def put(self, path: Path, table: Any) -> None:
        """Write a part beside its place, or mark it as gone when it has no rows."""
        if table.num_rows:
            write_hidden(path, lambda temporary: parts.write(table, temporary))
            self.written.add(path)
            self.removed.discard(path)
            return
        if path in self.written:
            self.written.discard(path)
            hidden(path).unlink()
        if path.exists():
            self.removed.add(path)

    def paths(self, month: str) -> list[Path]:
        """The parts of a month as they will be, in the order of their names."""
        digests = [digest for digest, record in self.records.items() if month in record.months]
        places = (self.now(self.shelf.part(month, digest)) for digest in sorted(digests))
        return [place for place in places if place is not None]

    def complete(self, digest: str) -> bool:
        """Whether a file is in the store with every part it should have."""
        record = self.records.get(digest)
        return record is not None and all(
            self.now(self.shelf.part(month, digest)) is not None
            for month, of_month in record.months.items()
            if of_month["rows"]
        )

    def add(self, frame: pd.DataFrame, source: Source) -> list[Replacement]:
        """Take one file in; what it replaces leaves the older files' parts."""
        record = Account.of(source, frame)
        drops, found = self._superseded(frame, source, record)
        for (digest, month), gone in drops.items():
            path = self.shelf.part(month, digest)
            place = self.now(path)
            assert place is not None
            self.put(path, parts.filtered(place, ~gone))
            older = self.records[digest]
            older.months[month]["rows"] -= int(gone.sum())
            by = older.content["replaced"]
            by[record.digest] = by.get(record.digest, 0) + int(gone.sum())
            self.dirty.add(digest)
        for month, mask in by_month(frame):
            there = frame if mask.all() else frame[mask]
            self.put(self.shelf.part(month, record.digest), parts.table_of(there))
        self.records[record.digest] = record
        self.dirty.add(record.digest)
        return found

    def _superseded(
        self, frame: pd.DataFrame, source: Source, record: Account
    ) -> tuple[dict[tuple[str, str], Any], list[Replacement]]:
        """The rows of each older part that a new file replaces."""
        drops: dict[tuple[str, str], Any] = {}
        found: list[Replacement] = []
        mine = {layout_key(sheet.match.layout): sheet.match.layout for sheet in source.sheets}
        if frame.empty:
            return drops, found
        first, last = f"{frame['date'].min():%Y-%m-%d}", f"{frame['until'].max():%Y-%m-%d}"
        key_of = frame["sheet"].map(record.layouts)
        for digest, older in self.records.items():
            common = {key: mine[key] for key in older.layouts.values() if key in mine}
            if digest == record.digest or not common:
                continue
            days, left = [], 0
            for month, span in older.months.items():
                place = self.now(self.shelf.part(month, digest))
                if place is None or span["first"] > last or span["last"] < first:
                    continue
                wanted = dict.fromkeys(
                    key for layout in common.values() for key in succession.needed(layout.replaces)
                )
                old = parts.read(place, ["sheet", *wanted])
                theirs = old["sheet"].map(older.layouts)
                gone = np.zeros(len(old), dtype=np.bool_)
                for key, layout in common.items():
                    at = np.flatnonzero((theirs == key).to_numpy())
                    out, torn = succession.replaced(old.iloc[at], frame[key_of == key], layout.replaces)
                    if torn.any():
                        raise _torn(source.file, older.file, old.iloc[at[torn]])
                    gone[at[out]] = True
                if gone.any():
                    drops[digest, month] = gone
                    days.append((old.loc[gone, "date"].min(), old.loc[gone, "until"].max(), int(gone.sum())))
                within = (old["date"] <= frame["until"].max()) & (old["until"] >= frame["date"].min())
                left += int((within & theirs.isin(list(common)) & ~gone).sum())
            if days:
                found.append(
                    Replacement(
                        older.file,
                        source.file,
                        sum(count for *_, count in days),
                        min(day for day, *_ in days).date(),
                        max(day for _, day, _ in days).date(),
                        left,
                    )
                )
        return drops, found

    def changes(self) -> tuple[list[Change], list[Change]]:
        """Changes by correction, and changes of published months."""
        touched = {path.parent.name.removeprefix("month=") for path in self.written | self.removed}
        frozen = {
            month: publication for month in touched if (publication := publication_of(self.shelf, month))
        }
        corrected = {
            path.parent.name.removeprefix("month=") for path in self.written | self.removed if path.exists()
        }
        brand = self.shelf.brand
        asked = sorted(corrected | set(frozen))
        after = parts.totals((brand, month, path) for month in asked for path in self.paths(month))
        then = parts.totals(
            (brand, month, path)
            for month in sorted(corrected)
            for path in sorted((self.shelf.parts / f"month={month}").glob("*.parquet"))
        )
        changes = [
            change
            for month in sorted(corrected)
            for change in changes_of(month, then.get((brand, month), {}), after.get((brand, month), {}))
        ]
        published = [
            change
            for month, publication in sorted(frozen.items())
            for change in changes_of(month, publication["totals"], after.get((brand, month), {}))
        ]
        return changes, published

    def commit(self) -> None:
        """Put the change in place, all of it or nothing."""
        for digest in self.dirty:
            content = as_json(self.records[digest].content)
            path = self.shelf.record(digest)
            write_hidden(path, functools.partial(_write_text, content))
            self.written.add(path)
        self.shelf.commit(sorted(self.written), sorted(self.removed))


def _write_text(text: str, path: Path) -> None:
    path.write_text(text, "utf-8")


def _torn(new: str, old: str, rows: pd.DataFrame) -> InputError:
    """The error for a file that would replace a part of rows that can't be divided."""
    first, last = rows["date"].iloc[0].date(), rows["until"].iloc[0].date()
    return InputError(
        f"{new}：与已导入的 {old} 部分重叠，而旧的一行合计 {first} ~ {last}，不能按天拆开；请导出覆盖这整段的文件，或按天导出",
        f"{new}: overlaps a part of {old}, where one row sums {first} to {last} and cannot be divided; "
        "export the whole of that period, or by day",
    )
