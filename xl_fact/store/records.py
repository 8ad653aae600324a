"""What became of each file imported: the records that lie beside the facts."""

from __future__ import annotations

import datetime as dt
import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, Final

from xl_fact.errors import InputError
from xl_fact.exports.formats.format import Format, Layout
from xl_fact.exports.proofs.record import Proof, Reason
from xl_fact.exports.sources import Source
from xl_fact.store.folder import Shelf

_EPOCH: Final = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)


@dataclass(frozen=True)
class StoredSource(Source):
    """A source as the store remembers it."""

    read: int = 0
    used: int = 0
    put_aside: tuple[tuple[str, str, int], ...] = ()

    @property
    def rows_read(self) -> int:
        """Rows below the headings."""
        return self.read

    @property
    def rows_used(self) -> int:
        """Rows that became facts."""
        return self.used

    @property
    def aside(self) -> Counter[Reason]:
        """Rows set aside, by reason."""
        return Counter({(zh, en): count for zh, en, count in self.put_aside})


@dataclass
class Record:
    """The record of one file, as it lies beside the facts."""

    content: dict[str, Any]

    @classmethod
    def of(cls, source: Source, months: Mapping[str, dict[str, Any]]) -> Record:
        """The record of a file just read, with the rows, the first and the last day of each month it tells of."""
        saved = _EPOCH + dt.timedelta(seconds=source.modified)  # Windows knows no time before 1970
        return cls(
            {
                "file": source.file,
                "sha256": source.sha256,
                "bytes": source.size,
                "saved": saved.isoformat(timespec="milliseconds"),
                "kind": source.kind,
                "encoding": source.encoding,
                "formats": [[f.key, f.zh, f.en, f.platform] for f in source.formats],
                "sheets": [
                    {
                        "sheet": sheet.sheet,
                        "layout": layout_key(sheet.match.layout),
                        "rows_read": sheet.rows_read,
                        "rows_used": sheet.rows_used,
                        "aside": [[*why, count] for why, count in sorted(sheet.aside.items())],
                        "missing": list(sheet.missing),
                    }
                    for sheet in source.sheets
                ],
                "left_out": [[name, *why] for name, why in source.left_out],
                "period": [day.isoformat() for day in source.period] if source.period else None,
                "notes": [list(note) for note in source.notes],
                "proof": source.proof.data(),
                "shops": list(source.shops),
                "shop": source.shop,
                "months": dict(months),
                "replaced": 0,
            }
        )

    @property
    def file(self) -> str:
        """The name it was imported under."""
        return str(self.content["file"])

    @property
    def digest(self) -> str:
        """The hash of its content."""
        return str(self.content["sha256"])

    @property
    def rank(self) -> tuple[str, str, str]:
        """What orders the files: the one saved last is the newest."""
        return str(self.content.get("saved", "")), self.file, self.digest

    @property
    def months(self) -> dict[str, dict[str, Any]]:
        """Month → rows still there, first and last day."""
        months: dict[str, dict[str, Any]] = self.content["months"]
        return months

    @cached_property
    def span(self) -> dict[str, str]:
        """The first and the last day it tells of."""
        months = self.months.values()
        return {
            "first": min((month["first"] for month in months), default=""),
            "last": max((month["last"] for month in months), default=""),
        }

    @property
    def layouts(self) -> dict[str, str]:
        """Sheet → layout."""
        return {sheet["sheet"]: sheet["layout"] for sheet in self.content["sheets"]}

    def source(self) -> StoredSource:
        """As the report wants it."""
        content = self.content
        aside: Counter[tuple[str, str]] = Counter()
        for sheet in content["sheets"]:
            for zh, en, count in sheet["aside"]:
                aside[zh, en] += count
        first, last = content["period"] or (None, None)
        return StoredSource(
            file=self.file,
            path=Path(self.file),
            sha256=self.digest,
            modified=0.0,
            size=0,
            kind=content["kind"],
            encoding=content["encoding"],
            formats=tuple(
                Format(key, zh, en, platform, "", (), (), (), (), "")
                for key, zh, en, platform in content["formats"]
            ),
            sheets=(),
            left_out=tuple((name, (zh, en)) for name, zh, en in content["left_out"]),
            period=(dt.date.fromisoformat(first), dt.date.fromisoformat(last)) if first and last else None,
            notes=tuple((zh, en) for zh, en in content["notes"]),
            proof=Proof.of(content.get("proof", [])),
            shops=tuple(content.get("shops", [""])),
            shop=content.get("shop", ""),
            read=sum(sheet["rows_read"] for sheet in content["sheets"]),
            used=sum(sheet["rows_used"] for sheet in content["sheets"]),
            put_aside=tuple((zh, en, count) for (zh, en), count in sorted(aside.items())),
        )


def layout_key(layout: Layout) -> str:
    """What tells one sheet of a format from its others, the same whatever else the format file gains."""
    return f"{layout.format}/{layout.names[0] if layout.names else layout.role}"


def records_of(shelf: Shelf) -> dict[str, Record]:
    """The records of a brand's files, by content hash, in a fixed order."""
    records = {}
    for path in sorted(shelf.sources.glob("[0-9a-f]*.json")):
        try:
            record = Record(json.loads(path.read_text("utf-8")))
            records[record.digest] = record
        except (ValueError, LookupError, TypeError) as error:
            raise InputError(
                f"{path}：这份导入的账坏了，读不出来；从备份放回来，或删掉它，把它的导出再导入一次",
                f"{path}: this record of an import is spoilt and can't be read; put it back from a backup, or delete it and "
                "import its export again",
            ) from error
    return records
