"""A change of the facts being prepared: new files in, what they replace out, nothing visible before `commit`."""

from __future__ import annotations

import functools
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from xl_fact.errors import InputError
from xl_fact.exports import shops
from xl_fact.exports.formats.format import Layout
from xl_fact.exports.proofs.record import Check
from xl_fact.exports.sources import Source
from xl_fact.exports.succession import Covering, Replacement
from xl_fact.store import parts
from xl_fact.store.folder import Shelf, as_json, hidden, write_hidden
from xl_fact.store.intake import Intake
from xl_fact.store.published import Change, changes_of, publication_of
from xl_fact.store.records import Record, layout_key
from xl_fact.store.twice import by_file, told_twice

if TYPE_CHECKING:
    import pandas as pd


@dataclass
class Stage:
    """A change being prepared: the store as it will be."""

    shelf: Shelf
    records: dict[str, Record]
    written: set[Path] = field(default_factory=set)
    removed: set[Path] = field(default_factory=set)
    dirty: set[str] = field(default_factory=set)
    withdrawn: set[str] = field(default_factory=set)

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

    def may_know(self, size: int) -> bool:
        """Whether a file of that many bytes may be in the store."""
        return any(record.content.get("bytes", size) == size for record in self.records.values())

    def complete(self, digest: str, shop: str = "") -> bool:
        """Whether a file is in the store with every part it should have, whole, and of the shop that is said now, if any."""
        record = self.records.get(digest)
        return (
            record is not None
            and shop in {"", record.content.get("shop", "")}
            and not record.content.get("lacks")
            and all(
                (place := self.now(self.shelf.part(month, digest))) is not None
                and parts.whole(place, of_month["rows"])
                for month, of_month in record.months.items()
                if of_month["rows"]
            )
        )

    def withdraw(self, digest: str) -> list[str]:
        """Take one file out; the names of those that may have lost rows to it and lack them now."""
        record = self.records.pop(digest)
        self.removed |= {path for month in record.months if (path := self.shelf.part(month, digest)).exists()}
        self.withdrawn.add(digest)
        lacking = [
            other
            for other in self.records.values()
            if other.content["replaced"] and set(other.layouts.values()) & set(record.layouts.values())
        ]
        for other in lacking:
            other.content["lacks"] = True
            self.dirty.add(other.digest)
        return sorted(other.file for other in lacking)

    def fetch(self, place: Path, path: Path) -> None:
        """Take in a part that was written elsewhere."""
        path.parent.mkdir(parents=True, exist_ok=True)
        os.replace(place, hidden(path))
        self.written.add(path)
        self.removed.discard(path)

    def add(self, intake: Intake, source: Source) -> list[Replacement]:
        """Take one file in; where it and others tell of the same, the rows of the older leave.

        Which file is the older, its own time says, so that the order of imports does not matter.
        """
        places = intake.done()
        record = Record.of(source, intake.months)
        for month, place in places.items():
            self.fetch(place, self.shelf.part(month, record.digest))
        before = self.records.get(record.digest)
        self.records[record.digest] = record
        mine = {layout_key(sheet.match.layout): sheet.match.layout for sheet in source.sheets}
        drops: dict[tuple[str, str], NDArray[np.bool_]] = {}
        found: list[Replacement] = []
        try:
            for other in list(self.records.values()):
                if other.digest == record.digest or not _touch(record, other):
                    continue
                common = {key: mine[key].replaces for key in other.layouts.values() if key in mine}
                if not common:
                    continue
                older, newer = sorted((record, other), key=lambda record: record.rank)
                self._of_one_shop(older, newer, {key: mine[key] for key in common})
                if replacement := self._covered(older, newer, common, source.file, drops):
                    found.append(replacement)
        except InputError:
            self._forget(record, before)
            raise
        for (digest, month), gone in drops.items():
            self._drop(digest, month, gone)
        self.dirty.add(record.digest)
        return found

    def _forget(self, record: Record, before: Record | None) -> None:
        """Undo the arrival of a file that is refused."""
        for month in record.months:
            path = self.shelf.part(month, record.digest)
            self.written.discard(path)
            hidden(path).unlink()
        del self.records[record.digest]
        if before is not None:
            self.records[before.digest] = before

    def _drop(self, digest: str, month: str, gone: NDArray[np.bool_]) -> None:
        """Take rows out of a part."""
        path = self.shelf.part(month, digest)
        place = self.now(path)
        assert place is not None
        self.put(path, parts.filtered(place, ~gone))
        record = self.records[digest]
        record.months[month]["rows"] -= int(gone.sum())
        record.content["replaced"] += int(gone.sum())
        self.dirty.add(digest)

    def _covered(
        self,
        older: Record,
        newer: Record,
        common: Mapping[str, Sequence[str]],
        asked: str,
        drops: dict[tuple[str, str], NDArray[np.bool_]],
    ) -> Replacement | None:
        """Add to `drops` the rows of a file that a newer one tells of too; what to say of it."""
        covering = Covering(older.file, newer.file, common, asked)
        wanted = ["sheet", *covering.needed]
        for month, span in older.months.items():
            place = self.now(self.shelf.part(month, older.digest))
            new = None if place is None else self._within(newer, span, wanted)
            if place is None or new is None:
                continue
            old = parts.read(place, wanted)
            theirs, mine = (
                frame["sheet"].map(record.layouts).to_numpy(dtype=object)
                for frame, record in ((old, older), (new, newer))
            )
            gone = covering.add(old, theirs, new, mine)
            if gone.any():
                drops[older.digest, month] = gone | drops.get((older.digest, month), gone)
        return covering.done()

    def _of_one_shop(self, older: Record, newer: Record, kinds: Mapping[str, Layout]) -> None:
        """Refuse two files of the same days that may be of two shops."""
        judged = {key: layout.replaces for key, layout in kinds.items() if shops.judged(layout.all_roles)}
        if not judged:
            return
        wanted = ["sheet", *shops.COLUMNS]
        old, new = self._within(older, newer.span, wanted), self._within(newer, older.span, wanted)
        if old is None or new is None:
            return
        theirs, mine = (
            frame["sheet"].map(record.layouts).to_numpy(dtype=object)
            for frame, record in ((old, older), (new, newer))
        )
        try:
            shops.check((older.file, old), (newer.file, new), judged, (theirs, mine))
        except shops.ShopsUnknown as unknown:
            unknown.digests = older.digest, newer.digest
            raise

    def _within(self, record: Record, span: Mapping[str, str], columns: Sequence[str]) -> pd.DataFrame | None:
        """What a file says of some days, or of spans that touch them."""
        import pandas as pd

        there = [
            place
            for month, mine in record.months.items()
            if mine["first"] <= span["last"]
            and mine["last"] >= span["first"]
            and (place := self.now(self.shelf.part(month, record.digest))) is not None
        ]
        if not there:
            return None
        return pd.concat([parts.read(place, columns) for place in there], ignore_index=True)

    def told_twice(self, added: Mapping[str, Any]) -> dict[str, list[Check]]:
        """What is said of the files `added` whose sums another file tells again: digest → checks."""
        months = {month for digest in added for month in self.records[digest].months}
        near = [record for record in self.records.values() if months.intersection(record.months)]
        places = (
            (month, record.digest, place)
            for record in near
            for month in sorted(months.intersection(record.months))
            if (place := self.now(self.shelf.part(month, record.digest))) is not None
        )
        found = told_twice(near, places, self.shelf.brand)
        return by_file((each for each in found if added.keys() & set(each[:2])), added)

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
        then = self._then(sorted(corrected))
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

    def _then(self, months: Sequence[str]) -> dict[tuple[str, str], dict[str, float]]:
        """The totals of months as they lie there; a part that can't be read and is about to go counts for nothing."""
        there = [
            (self.shelf.brand, month, path)
            for month in months
            for path in sorted((self.shelf.parts / f"month={month}").glob("*.parquet"))
        ]
        try:
            return parts.totals(there)
        except InputError:
            going = self.written | self.removed
            return parts.totals(each for each in there if each[-1] not in going or parts.whole(each[-1]))

    def commit(self) -> None:
        """Put the change in place, all of it or nothing."""
        for digest in self.dirty:
            content = as_json(self.records[digest].content)
            path = self.shelf.record(digest)
            write_hidden(path, functools.partial(_write_text, content))
            self.written.add(path)
        gone = self.removed | {self.shelf.record(digest) for digest in self.withdrawn}
        self.shelf.commit(sorted(self.written), sorted(gone))


def _touch(one: Record, other: Record) -> bool:
    """Whether two files tell of a day that both have."""
    return (
        one.span["first"] <= other.span["last"]
        and other.span["first"] <= one.span["last"]
        and any(
            mine["first"] <= theirs["last"] and theirs["first"] <= mine["last"]
            for mine in one.months.values()
            for theirs in other.months.values()
        )
    )


def _write_text(text: str, path: Path) -> None:
    path.write_text(text, "utf-8")
