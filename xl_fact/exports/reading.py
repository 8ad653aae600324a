"""Export files → one fact table, and an account of every row of every file."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from xl_fact.core.numbers import RangeAs
from xl_fact.errors import InputError
from xl_fact.exports import dates, shops, units
from xl_fact.exports.columns import DIMENSIONS, MEASURES
from xl_fact.exports.dialect import Anew, Decimal, Dialect, TableDialect
from xl_fact.exports.extraction import BAD_DATE, BLANK, UNEVEN, Extraction, column_note
from xl_fact.exports.formats.format import CURRENCY, Format, formats, shipped
from xl_fact.exports.formats.headings import normal
from xl_fact.exports.formats.nearest import nearest
from xl_fact.exports.formats.recognise import Match, recognise
from xl_fact.exports.formats.synonyms import HOME, NAMES, WHERE, apart, named_platforms
from xl_fact.exports.newest import newest
from xl_fact.exports.proofs.agreement import Agreements
from xl_fact.exports.proofs.breakdowns import MONEY
from xl_fact.exports.proofs.ending import Ending
from xl_fact.exports.proofs.keys import Keys
from xl_fact.exports.proofs.overlap import Overlaps, copied
from xl_fact.exports.proofs.record import Check, Proof, Reason
from xl_fact.exports.shown import Seen, beneath
from xl_fact.exports.sources import Period, Reading, Refusal, SheetSource, Source
from xl_fact.exports.tables.blocks import Columns, Gathered, Sink
from xl_fact.exports.tables.digest import Digest, digest_of
from xl_fact.exports.tables.files import Paths, files_of
from xl_fact.exports.tables.guard import Kind, Limits, broken
from xl_fact.exports.tables.read import Opened, one_parser, opened
from xl_fact.exports.tables.table import Table
from xl_fact.exports.tables.text import TextTable, Uneven
from xl_fact.steps import Advance, Steps, share
from xl_fact.texts import on_one_line

if TYPE_CHECKING:
    import os


HIDDEN_COPY: Final = (
    "隐藏的表，没有读；读的是同一种、同些日子的可见的表",
    "hidden, not read; a visible sheet of its kind and its days was",
)
HIDDEN_DAYS: Final = (
    "隐藏的表，没有读，可见的表里没有它的日子；要读就取消隐藏",
    "hidden, not read, and no visible sheet tells of its days; unhide it to have it read",
)
HIDDEN: Final = ("隐藏的表，没有读；要读就取消隐藏", "hidden, not read; unhide it to have it read")
NOT_LIKE: Final = ("列名与已知格式都不像，没有读", "its headings are like no known format; not read")
HIDDEN_PAST: Final = (
    "隐藏的表，没有读；它的日子不在这一期里",
    "hidden, not read; its days are not of this period",
)


BLOCK_ROWS: Final = 1 << 18
"""How many facts go on their way at once."""

_FAR: Final = np.timedelta64(31 * 86_400, "s")
_SHOWN: Final = 2
_RARE: Final = 10
"""So far from its file's period a day is likely mistyped, where no more than one row in so many is."""
_LATE: Final = frozenset(("commissions", "settlements", "aftersales", "market", "creators"))
"""The roles of rows that are told of long after their day, as a register tells of whom it took in years ago."""

_NAMED: Final = 2
"""How many formats the line on an unknown file names."""


def read_exports(
    paths: Paths,
    *,
    brand: str = "",
    steps: Steps | None = None,
    formats_dir: str | os.PathLike[str] | None = None,
    strict: bool = False,
    period: Period | None = None,
    range_as: RangeAs = "middle",
    limits: Limits | None = None,
    decimal: Decimal = "",
    timezone: str = "",
    shop: str = "",
    ask_shops: shops.Ask | None = None,
) -> Reading:
    """Read platform exports into one fact table.

    Formats are recognised by their headings. The same file given twice counts once; where two exports of one
    format tell of the same day, the file saved last wins.

    Parameters
    ----------
    paths : path or iterable of paths
        Files and folders.
    brand : str
        Written into every fact.
    steps : Steps, optional
        Told of the progress.
    formats_dir : path, optional
        A folder of the user's own format files.
    strict : bool
        Stop at the first file that can't be read, instead of reading the others.
    period : (date, date), optional
        First and last day of exports that carry no date; its year is that of dates without one.
    range_as : {"low", "middle", "high"}
        What a range like "7.5w~10w" stands for.
    limits : Limits, optional
        How large a file may be; the default is that of the environment.
    decimal : {"", "point", "comma"}
        The decimal sign of figures; "" where the files are to tell.
    timezone : str
        The zone of the shop, to whose day a time with an offset goes; by the platform where it isn't said.
    shop : str
        The shop that these exports tell of, where they don't say it themselves.
    ask_shops : callable, optional
        Asks a person of which shops two files are; they are refused otherwise.

    Returns
    -------
    Reading
        The facts, the files they come from, and the files that were refused.

    Raises
    ------
    InputError
        No file could be read, or `strict` and one couldn't.
    """
    steps = steps or Steps()
    limits = limits or Limits.of_environment()
    known = formats(None if formats_dir is None else Path(formats_dir))
    files = files_of(paths)
    together, whose = Gathered(brand), shops.Whose(files, ask_shops, shop)
    sources: list[Source] = []
    notes: list[Reason] = []
    seen: dict[str, Source] = {}
    alike = Counter(file.stat().st_size for file in files)

    def take(file: Path, size: int, further: Advance) -> None:
        digest = digest_of(file, alike[size] > 1)
        if alike[size] > 1 and digest() in seen:
            twin = seen[digest()].file
            if seen[digest()].facts:
                of_one_platform(file.name, twin, seen[digest()].format.split("+"), known)
            notes.append(
                (f"{file.name} 与 {twin} 内容相同，只算一次", f"{file.name} equals {twin}: counted once")
            )
            return
        gathered = Gathered(brand)
        dialect = Dialect(decimal, timezone)
        of = whose.of(file)
        source = read_file(file, digest, known, limits, period, range_as, gathered, further, dialect, of)
        seen[source.sha256] = source
        together.blocks += gathered.blocks
        sources.append(source)

    with steps.step("读取导出文件", "read exports", sum(alike.elements())) as advance:
        refused = each_of(files, take, advance, strict)
    if not sources:
        raise nothing_read(refused)
    facts = together.frame()
    while True:
        try:
            facts, counted, torn, more = newest(facts, sources)
            break
        except shops.ShopsUnknown as unknown:
            whose.learn(unknown)
            sources = [_of_shop(source, whose.of(source.path)) for source in sources]
            names = [whose.of(source.path) for source in sources]
            each = np.repeat(np.array(names, dtype=object), [source.facts for source in sources])
            facts["shop"] = facts["shop"].where(facts["shop"] != "", each)
    if torn and strict:
        raise torn[0].error
    notes += whose.notes
    return Reading(facts, tuple(counted), tuple(refused + torn), tuple(notes + more))


def of_one_platform(file: str, twin: str, keys: Iterable[str], known: Sequence[Format]) -> None:
    """Refuse a file with the content of another whose name gives another platform, where names tell it.

    Parameters
    ----------
    file, twin : str
        The names of both.
    keys : iterable of str
        The formats of the one that was read.
    known : sequence of Format

    Raises
    ------
    InputError
        The same rows can't be the figures of two platforms.
    """
    there = apart(file, twin)
    if there is None or not {one.key for one in known if one.generic}.intersection(keys):
        return
    here, other = (NAMES[key].split()[0] for key in there)
    raise InputError(
        f"{file}：内容与 {twin} 完全相同，文件名却说是{here}的（那一份是{other}的），没有计入；"
        "请检查是不是存错了文件；两家的数真的一样，就在表里加一列“平台”写明",
        f"{file} has the very content of {twin}, but its name says {there[0]} and not {there[1]}: it was not counted. "
        "Was the wrong file saved? If the figures of both are the same, write the platform into a column 'Platform'",
    )


def _of_shop(source: Source, shop: str) -> Source:
    """A file of which it is now known whose it is."""
    return replace(source, shops=tuple(sorted({name or shop for name in source.shops})))


def each_of(
    files: Sequence[Path], take: Callable[[Path, int, Advance], None], advance: Advance, strict: bool
) -> list[Refusal]:
    """Take one file after the other; those that can't be taken.

    Parameters
    ----------
    files : sequence of Path
    take : callable
        Given a file, its size in bytes, and whom to tell how much of it is read.
    advance : callable
        Told of the bytes.
    strict : bool
        Whether the first file that can't be taken ends it all; the only one does.

    Raises
    ------
    InputError
        The only file, or with `strict` any, can't be taken; or it isn't known whose a file is.
    """
    refused = []
    with one_parser():
        for file in files:
            size = file.stat().st_size
            with share(advance, size) as further:
                try:
                    take(file, size, further)
                except InputError as error:
                    if strict or len(files) == 1 or isinstance(error, shops.ShopsUnknown):
                        raise
                    refused.append(Refusal(file.name, error))
    return refused


def nothing_read(refused: Sequence[Refusal]) -> InputError:
    """The error when of several files not one could be read."""
    return InputError(
        "\n".join(["没有一个文件能读：", *(refusal.error.zh for refusal in refused)]),
        "\n".join(["none of the files can be read:", *(refusal.error.en for refusal in refused)]),
    )


def read_file(
    path: Path,
    digest: Digest,
    known: Sequence[Format],
    limits: Limits,
    period: Period | None,
    range_as: RangeAs,
    sink: Sink,
    advance: Advance,
    dialect: Dialect | None = None,
    shop: str = "",
) -> Source:
    """Send the facts of one file to a sink; its account. The brand is for the sink to add.

    What a column's commas, points and days mean, all of its cells decide: a file in which it is not what it was
    read for is read again, and so is a large one in which a row stands twice.
    """
    dialect = (
        Dialect()
        if dialect is None
        else replace(
            dialect, commas=set(), orders={}, compared=False, again={}, units={}, turns={}, netted={}
        )
    )
    while True:
        dialect.stale = False
        try:
            return _read_file(path, digest, known, limits, period, range_as, sink, advance, dialect, shop)
        except Anew:
            sink.clear()


def _read_file(
    path: Path,
    digest: Digest,
    known: Sequence[Format],
    limits: Limits,
    period: Period | None,
    range_as: RangeAs,
    sink: Sink,
    advance: Advance,
    dialect: Dialect,
    shop: str,
) -> Source:
    tables = _Tables(path, known, period, range_as, sink, dialect, shop)
    with opened(path, limits, lambda names: choose(names, known), advance) as file, _read_to_the_end(dialect):
        tables.read(file)
    if not tables.sheets and tables.hidden:  # nothing but hidden sheets: then they are what is meant
        tables = _Tables(path, known, period, range_as, sink, dialect, shop, also_hidden=True)
        with opened(path, limits, lambda names: choose(names, known)) as file, _read_to_the_end(dialect):
            tables.read(file)
    if any(keys.crossed for keys in tables.keys.values()):
        dialect.compared = True
        raise Anew
    if not tables.sheets and not any(reason is not NOT_LIKE for _, reason in tables.left_out):
        raise unknown(path, known, limits)
    again, overlapping = tables.overlaps.settle()
    if again:
        dialect.again |= again
        raise Anew
    sheets = tables.sheets
    checks = [check for sheet in sheets for check in sheet.proof.checks]
    return Source(
        path.name,
        path,
        digest(),
        path.stat().st_mtime,
        path.stat().st_size,
        file.kind,
        file.encoding,
        tuple(dict.fromkeys(sheet.match.format for sheet in sheets)),
        tuple(sheets),
        tuple(tables.left_out),
        tables.stated or tables.told.span,
        tuple(dict.fromkeys([*_kind_notes(path, file), *tables.notes, *_absent(sheets)])),
        Proof(
            (
                *checks,
                *tables.agreements.checks(),
                *tables.hidden_checks,
                *overlapping,
                *tables.twice,
                *tables.told.checks(),
                *_without_rows(sheets),
                *_untold(file.kind),
            )
        ),
        tuple(sorted(tables.told.shops)),
        shop,
    )


@contextmanager
def _read_to_the_end(dialect: Dialect) -> Iterator[None]:
    """All sheets are read before the file is read again for what some of them told, and once."""
    try:
        yield
    except InputError:
        if not dialect.stale:
            raise
    if dialect.stale:
        raise Anew


class _Tables:
    """The tables of one file, one after the other."""

    def __init__(
        self,
        path: Path,
        known: Sequence[Format],
        period: Period | None,
        range_as: RangeAs,
        sink: Sink,
        dialect: Dialect,
        shop: str,
        *,
        also_hidden: bool = False,
    ) -> None:
        self.path, self.known, self.period, self.range_as, self.sink = path, known, period, range_as, sink
        self.dialect, self.shop = dialect, shop
        self.also_hidden = also_hidden
        self.sheets: list[SheetSource] = []
        self.left_out: list[tuple[str, Reason]] = []
        self.hidden: list[tuple[str, Match, Sequence[np.datetime64]]] = []
        self.notes: list[Reason] = []
        self.stated = dates.period_of(path.stem)
        self.told = Days()
        self.keys: dict[int, Keys] = {}
        self.agreements = Agreements()
        self.overlaps = Overlaps(path.name, frozenset(format.key for format in shipped()))

    def read(self, file: Opened) -> None:
        """Send the facts of every table that is known to the sink."""
        if any(
            layout.names and layout.fits_name(name)
            for name in file.lacking
            for one in self.known
            for layout in one.layouts
        ):
            raise broken(self.path)
        self.left_out += unused(file.sheets, self.known)
        for table in file.tables:
            if any(any(cell != "" for cell in row) for row in table.head):
                self._table(table, hidden=table.name in file.hidden)
        visible = {sheet.match.layout for sheet in self.sheets}
        for name, match, days in self.hidden:
            alike = any(layout is match.layout for layout in visible)
            more = [day for day in days if not self.told.holds(day)]
            period = self.stated or self.period
            past = period is not None and not any(
                np.datetime64(period[0]) <= day <= np.datetime64(period[1]) for day in more
            )
            kind = HIDDEN_COPY if not more else HIDDEN_PAST if past else HIDDEN_DAYS
            self.left_out.append((name, kind if alike else HIDDEN))

    def _table(self, table: Table, *, hidden: bool) -> None:
        """One table: read, or left out with the reason."""
        match = recognise(self.path.name, table.name, table.head, self.known, self.path.stem)
        if match is None:
            self.left_out.append((table.name, NOT_LIKE))
            return
        if match.layout.nothing is not None:
            self.left_out.append((table.name, match.layout.nothing))
            return
        measures = {
            c.key for c in match.layout.columns if c.key in MEASURES and match.index_of(c) is not None
        }
        if table.name in self.dialect.again and measures <= self.dialect.again[table.name]:
            self.left_out.append((table.name, copied(table.name)))
            return
        if hidden and not self.also_hidden:
            self.hidden.append((table.name, match, self._first_days(table, match)))
            return
        if hidden:
            self.notes.append(
                (
                    f"{self.path.name} [{table.name}] 是隐藏的表；文件里没有别的表能读，所以读了它",
                    f"{self.path.name} [{table.name}] is hidden; it was read because no other sheet is known",
                )
            )
        titles = " ".join(str(cell) for row in table.head[: match.header.row] for cell in row if cell != "")
        self.stated = self.told.period = self.stated or dates.period_of(titles)
        keys = self.keys.setdefault(id(match.layout), Keys(self.dialect.compared))
        sheet, more = _facts(
            table,
            match,
            self.path.name,
            self.stated or self.period,
            self.range_as,
            self.sink,
            self.told,
            self.dialect,
            keys,
            self.agreements,
            self.shop,
            units.titled(
                (cell for row in table.head[: match.header.row] for cell in row), _above(table, match)
            ),
            self.overlaps,
        )
        self.sheets.append(sheet)
        self.notes += more

    def _first_days(self, table: Table, match: Match) -> Sequence[np.datetime64]:
        """The days of the first rows of a table, as far as they can be read."""
        column = next(
            (c for c in match.layout.columns if c.key in {"date", "start"} and match.index_of(c) is not None),
            None,
        )
        if column is None:
            return ()
        place, period = match.index_of(column), self.stated or self.period
        cells = [
            row[place] for row in table.head[match.header.row + 1 :] if place is not None and place < len(row)
        ]
        year = dates.Year(period) if period is not None else None
        days = dates.parse_many(cells, column.dates, year)[0].astype("datetime64[D]")
        return list(days[~np.isnat(days)])

    @property
    def twice(self) -> list[Check]:
        """What is said of sheets that another tells already."""
        return [Check("sheet", copied(name), "note", name) for name in self.dialect.again]

    @property
    def hidden_checks(self) -> list[Check]:
        """What is said of hidden sheets: a copy of one that was read is no loss, another may be."""
        names = dict(self.left_out)
        return [
            Check(
                "sheet",
                (f"隐藏的表没有读：{names[name][0]}", f"a hidden sheet was left out: {names[name][1]}"),
                "note" if names[name] in {HIDDEN_COPY, HIDDEN_PAST} else "fail",
                name,
            )
            for name, *_ in self.hidden
        ]


@dataclass
class Days:
    """The first and the last day that a file's facts tell of, and the shops that they name."""

    first: np.datetime64 | None = None
    last: np.datetime64 | None = None
    shops: set[str] = field(default_factory=set)
    period: Period | None = None
    """What the file itself says that it is of."""
    rows: dict[str, int] = field(default_factory=dict)
    outside: dict[tuple[str, int], tuple[np.datetime64, dict[str, float]]] = field(default_factory=dict)
    """The rows of each sheet, and those of them that are far from the period: their day and their money."""

    def judge(self, columns: Columns, count: int) -> None:
        """Look for rows that are far from the period."""
        if self.period is None or self.period[0] == self.period[1] or "date" not in columns:
            return
        sheet = str(columns["sheet"])
        self.rows[sheet] = self.rows.get(sheet, 0) + count
        first, last = (np.datetime64(day, "s") for day in self.period)
        far = (columns["until"] < first - _FAR) | (columns["date"] > last + _FAR)
        if 2 * int(far.sum()) > count:
            return
        for n in np.flatnonzero(far).tolist():
            money = {key: float(columns[key][n]) for key in MONEY if key in columns}
            self.outside[sheet, int(columns["row"][n])] = columns["date"][n], money

    def checks(self) -> Iterable[Check]:
        """What is said of a few rows whose day is far from what the file says that it is of."""
        for sheet in dict.fromkeys(sheet for sheet, _ in self.outside):
            found = {row: told for (of, row), told in self.outside.items() if of == sheet}
            if len(found) * _RARE > self.rows[sheet] and len(found) > 1:
                continue
            assert self.period is not None
            row = min(found)
            day = found[row][0].astype("datetime64[D]")
            sums = {key: sum(money.get(key, 0.0) for _, money in found.values()) for key in MONEY}
            sums = {key: figure for key, figure in sums.items() if figure}
            shown = list(sums.items())[:_SHOWN]
            zh = "、".join(f"{MEASURES[key].zh} {figure:,.2f}" for key, figure in shown)
            en = ", ".join(f"{MEASURES[key].en} {figure:,.2f}" for key, figure in shown)
            span = " ~ ".join(map(str, self.period))
            what = (
                f"{len(found):,} 行的日期远在文件所说的 {span} 之外（第 {row} 行 {day}）"
                + (f"，{zh}" if zh else ""),
                f"{len(found):,} rows are of days far from {span}, which the file says it is of (row {row}: {day})"
                + (f", {en}" if en else ""),
            )
            cause = ("多半是年份写错了", "the year was mistyped, likely")
            at = tuple(sorted(found)[:5])
            yield Check(
                "cells", what, "fail", sheet, 0.0, float(len(found)), len(found), at, cause, tuple(sums)
            )

    def see(self, columns: Columns) -> bool:
        """Look at some facts; whether any of them has a date."""
        shop = columns.get("shop", "")
        if isinstance(shop, str | list):
            self.shops.update([shop] if isinstance(shop, str) else shop)
        else:
            self.shops.update(shop.unique().to_pylist())
        if "date" not in columns:
            return False
        if not len(columns["date"]):
            return False
        first, last = np.fmin.reduce(columns["date"]), np.fmax.reduce(columns["until"])
        if np.isnat(first):
            return False
        self.first = first if self.first is None else min(self.first, first)
        self.last = last if self.last is None else max(self.last, last)
        return True

    def holds(self, day: np.datetime64) -> bool:
        """Whether a day lies between both, or none is known."""
        return self.first is None or self.last is None or bool(self.first <= day <= self.last)

    @property
    def span(self) -> Period | None:
        """Both; None when nothing is dated."""
        if self.first is None or self.last is None:
            return None
        first, last = (day.astype("datetime64[D]").item() for day in (self.first, self.last))
        return first, last


def _absent(sheets: Sequence[SheetSource]) -> list[Reason]:
    """Notes on the measures that no sheet of a file has, though its format knows them."""
    columns = {c.key: c for sheet in sheets for c in sheet.match.layout.columns if c.key in MEASURES}
    there = {c.key for s in sheets for c in s.match.layout.columns if s.match.index_of(c) is not None}
    return [column_note(column) for key, column in columns.items() if key not in there]


def unknown(path: Path, known: Sequence[Format], limits: Limits) -> InputError:
    """The error for a file of no known format: what comes nearest, which columns it has and lacks, what to do."""
    near = nearest(path, known, limits)[:_NAMED]
    zh = "；".join(f"最接近{one.words('zh')}" for one in near)
    en = "; ".join(f"nearest is {one.words('en')}" for one in near)
    return InputError(
        f"{path.name}：认不出是哪种导出；{zh or '没有一列像已知的格式'}；"
        "自己的表就教一次：xl-fact format new 文件",
        f"{path.name}: unknown export; {en or 'no column is like those of a known format'}; "
        "teach a table of your own once: xl-fact format new FILE",
    )


def choose(names: list[str], known: Sequence[Format]) -> list[str]:
    """Of a workbook's sheets, those to be read: all but the ones its format leaves out."""
    out = {name for name, _ in unused(names, known)}
    return [name for name in names if name not in out]


def unused(names: list[str], known: Sequence[Format]) -> list[tuple[str, Reason]]:
    """The sheets that a format leaves out, when the workbook has one of its other sheets by name."""
    found: dict[str, Reason] = {}
    for format in known:
        named = [layout for layout in format.layouts if layout.names]
        used = {name for name in names if any(layout.fits_name(name) for layout in named)}
        if not used:
            continue
        for name in names:
            for group in format.unused:
                if name in group.names:
                    found.setdefault(name, (group.zh, group.en))
    return list(found.items())


def _facts(
    table: Table,
    match: Match,
    file: str,
    stated: Period | None,
    range_as: RangeAs,
    sink: Sink,
    told: Days,
    dialect: Dialect,
    keys: Keys,
    agreements: Agreements,
    shop: str,
    unit: tuple[float, str],
    overlaps: Overlaps,
) -> tuple[SheetSource, list[Reason]]:
    """Send one table's facts to a sink."""
    count, dated = 0, False
    heard_currencies: set[str] = set()

    def send(extraction: Extraction) -> None:
        nonlocal count, dated
        rows, columns = extraction.taken(said)
        columns = {key: v for key, v in columns.items() if key not in dialect.again.get(table.name, ())}
        columns |= {"file": file, "sheet": table.name}
        if "currency" in extraction.places:
            told_in = columns["currency"]
            heard_currencies.update(
                [told_in]
                if isinstance(told_in, str)
                else told_in
                if isinstance(told_in, list)
                else told_in.unique().to_pylist()
            )
        if "date" not in columns and stated is not None:
            columns["date"] = np.full(rows, np.datetime64(stated[0], "s"))
            columns["until"] = np.full(rows, np.datetime64(stated[1], "s"))
        if "date" in columns:
            gap = np.isnat(columns["date"])
            if stated is not None and gap.any():  # the sum of several days, whose period the file states
                columns["until"] = np.where(gap, np.datetime64(stated[1], "s"), columns["date"])
                columns["date"] = np.where(gap, np.datetime64(stated[0], "s"), columns["date"])
            until = columns["until"] if "until" in columns else columns["date"]
            columns["until"] = np.where(np.isnat(until), columns["date"], until)
        dated |= told.see(columns)
        if match.layout.role not in _LATE and (
            "date" in extraction.places or match.layout.role == "sessions"
        ):
            told.judge(columns, rows)
        agreements.see(match.format, table.name, rows, columns)
        count += rows
        sink.add((rows, columns))

    said = {key: text for key, text in {**_said(match, file), "shop": shop}.items() if text}
    if match.format.generic and (platform := _platform(match, file, table)):
        said["platform"] = platform
    titles = " ".join(str(cell) for row in table.head[: match.header.row] for cell in row if cell != "")
    month = dates.month_of([table.name, titles, Path(file).stem], told.period, stated)
    below = match.header.row + 1
    by_row = units.row_of_units(match, table)
    match = by_row or match
    by_column = units.column_of_units(match, table, file)
    heard_unit = dialect.units.get(table.name)
    said_unit = by_column[1] if by_column else heard_unit or unit
    hint = (1.0, False) if by_row is not None else units.hinted(_above(table, match), table, match, file)
    said_unit, origin = units.unit_elsewhere(said_unit, table, match, file)
    if heard_unit and not by_column:
        origin = "note"
    notes = units.said(by_row is not None, said_unit if said_unit != unit else units.PLAIN, file, table.name)
    seen = None if table.name in dialect.again else overlaps
    while True:
        across = {at: days for (sheet, at), days in dialect.turns.items() if sheet == table.name}
        years = dates.Years(stated, across, month) if stated else None
        extraction = Extraction(match, range_as, years, file, table.name, keys, said_unit, seen)
        extraction.netted = dialect.netted.get(table.name, {})
        extraction.units_beneath = by_row is not None
        extraction.summed = table.summed
        extraction.seen = Seen(beneath(table.formats, table.head, below))
        extraction.hear_formats()
        extraction.units_beside = by_column and by_column[0]
        heard = TableDialect(dialect, extraction, table, stated)
        row, ending = below + 1, _ending(table, extraction)
        try:
            for rows, cells in table.columns(below, len(match.header.names), extraction.wanted):
                if ending is not None and rows:
                    ending.see(cells[len(match.header.names) - 1], row)
                extraction.add_columns(heard.heard(cells, row), rows, row)
                row += rows
                if extraction.ready >= BLOCK_ROWS:
                    send(extraction)
        except Uneven:  # a large text whose rows are not all alike: the next try reads row by row
            sink.clear()
            keys.clear()
            agreements.forget(table.name)
            overlaps.forget(table.name)
            count = 0
            continue
        if extraction.noted[0] != 1 and said_unit == units.PLAIN:
            dialect.units[table.name] = extraction.noted
            dialect.stale = True
        if table.name not in dialect.netted and (netted := extraction.witness.netted()):
            dialect.netted[table.name] = netted
            dialect.stale = True
        extraction.finish(stated is not None)
        send(extraction)
        break
    if 2 * extraction.aside[UNEVEN] > extraction.read:
        raise _ragged(extraction, file, table.name)
    heard.settle(file)
    proof = extraction.proof
    if ending is not None:
        proof = Proof((*proof.checks, *ending.checks(table.name)))
    sums, headings = extraction.witness.totals.counted, extraction.witness.headings
    if unsure := units.doubts(origin, said_unit, extraction.unclear, table.name, sums, headings, hint):
        proof = Proof((*proof.checks, *unsure))
    platform = said.get("platform", "")
    own = match.format.currency if platform in {"", *HOME} else ""
    counted = heard_currencies or {extraction.currency or match.format.currency}
    doubtful = extraction.seen.judge(extraction.money, counted, table.name, sums, own)
    doubtful += extraction.counted_sums()
    if doubtful := [*doubtful, *extraction.doubtful_currencies(heard_currencies, extraction.currency or own)]:
        proof = Proof((*proof.checks, *doubtful))
    notes += extraction.seen.said(file, table.name)
    unsaid = not extraction.currency and not extraction.currencies and not heard_currencies - {""}
    if match.format.currency and not own and unsaid:
        raise _whose_money(platform, file, table.name)
    if extraction.mixed is not None:
        raise _two_currencies(extraction.mixed, match, file, table.name)
    if not count and extraction.aside[BAD_DATE]:
        raise InputError(*next(iter(_bad_dates(extraction, file, table.name))))
    sheet = SheetSource(
        table.name,
        match,
        extraction.read,
        extraction.used,
        count,
        extraction.aside,
        tuple(
            c.headings[0]
            for c in match.layout.columns
            if not c.required
            and c.key != "shop"
            and not (c.key == "currency" and c.headings[:1] == CURRENCY[:1])
            and match.index_of(c) is None
        ),
        proof,
    )
    notes += _carried(heard.carried, file, table.name)
    if years is not None and any(year.alone for year in years.columns.values()):
        notes.append(
            (
                f"{file} [{table.name}] 日期只写了几日，按 {month:%Y-%m} 计",
                f"{file} [{table.name}]: its days don't say their month; they count for {month:%Y-%m}",
            )
        )
    return sheet, [*notes, *_undated(match, file, count, dated), *_spoilt(extraction, file, table.name)]


def _above(table: Table, match: Match) -> list[Any]:
    """The cells above the headings, and above the row of their groups."""
    return [cell for row in table.head[: match.header.row - match.header.deep + 1] for cell in row]


def _carried(rows: Sequence[int], file: str, sheet: str) -> list[Reason]:
    """What is said of rows without a day that have that of the row above."""
    if not rows:
        return []
    return [
        (
            f"{file} [{sheet}] 有 {len(rows):,} 行没写日期，按上面一行的日期计（如第 {rows[0]} 行）",
            f"{file} [{sheet}]: {len(rows):,} rows say no day and have that of the row above (such as row {rows[0]})",
        )
    ]


def _ending(table: Table, extraction: Extraction) -> Ending | None:
    """What looks at the last figures of a text that has no line break at its end, where they count."""
    place = len(extraction.match.header.names) - 1
    column = extraction.taking.get(place)
    if not isinstance(table, TextTable) or not table.unended or table.large is not None or column is None:
        return None
    return Ending(on_one_line(extraction.match.header.texts[place]), column.key)


def _bad_dates(extraction: Extraction, file: str, sheet: str) -> Iterable[Reason]:
    """The days that could not be read, with the first of them."""
    if extraction.bad_date is None:
        return
    heading, row, text = extraction.bad_date
    times = extraction.aside[BAD_DATE]
    yield (
        f"{file} [{sheet}] 列“{heading}”有 {times} 行的日期读不出，没有计入（第 {row} 行“{text}”）",
        f"{file} [{sheet}] column '{heading}': {times} rows whose date cannot be read are left out "
        f"(row {row}: '{text}')",
    )


def _ragged(extraction: Extraction, file: str, sheet: str) -> InputError:
    """The error for a table most of whose rows are not as wide as its headings."""
    rows, row = extraction.aside[UNEVEN], extraction.uneven[0]
    return InputError(
        f"{file} [{sheet}] 第 {row} 行起：有 {rows} 行的格数与表头不符，分不清哪一格是哪一列；"
        "请检查分隔符，以及没有加引号的千分位逗号或名称里的逗号",
        f"{file} [{sheet}] from row {row}: {rows} rows have more or fewer cells than the headings, so their columns "
        "are not known; look for commas in figures or names that stand without quotes",
    )


def _two_currencies(
    cells: tuple[tuple[int, int, str], tuple[int, int, str]], match: Match, file: str, sheet: str
) -> InputError:
    """The error for figures of two currencies that no column tells apart."""
    (at, row, text), (place, other, more) = cells
    heading, again = on_one_line(match.header.texts[at]), on_one_line(match.header.texts[place])
    return InputError(
        f"{file} [{sheet}] 里有两种货币：第 {row} 行“{heading}”是“{text}”，第 {other} 行“{again}”是“{more}”，"
        "加在一起没有意义；请按货币分成两个文件，或加一列“货币”，每行写明是哪种",
        f"{file} [{sheet}] holds two currencies: '{text}' in row {row} of '{heading}', '{more}' in row {other} of "
        f"'{again}', whose sum means nothing; part the file by currency, or add a column 'Currency' that says it of each row",
    )


def _undated(match: Match, file: str, count: int, dated: bool) -> Iterable[Reason]:
    """What to say when no fact of a table has a date."""
    if not count or dated:
        return
    if {column.key for column in match.layout.columns if match.index_of(column) is not None} & {
        "date",
        "start",
    }:
        yield (
            f"{file} 的日期没有年份，按所给的月份计",
            f"{file}: its dates have no year; it counts for whatever month is asked for",
        )
    else:
        yield (
            f"{file} 没有日期，按所给的月份计",
            f"{file} carries no date; it counts for whatever month is asked for",
        )


def _spoilt(extraction: Extraction, file: str, sheet: str) -> Iterable[Reason]:
    """The rows and the cells that could not be read."""
    if times := extraction.aside[UNEVEN]:
        rows = [str(row) for row in extraction.uneven]
        more = ("…", " …") if times > len(rows) else ("", "")
        yield (
            f"{file} [{sheet}] 有 {times} 行的格数与表头不符，没有计入（第 {'、'.join(rows)}{more[0]} 行）",
            f"{file} [{sheet}]: {times} rows have more or fewer cells than the headings and are left out "
            f"(rows {', '.join(rows)}{more[1]})",
        )
    yield from _bad_dates(extraction, file, sheet)
    for heading, (times, at, text) in extraction.unreadable.items():
        yield (
            f"{file} [{sheet}] 列“{heading}”有 {times} 格读不出数字，按缺失处理（第 {at} 行“{text}”）",
            f"{file} [{sheet}] column '{heading}': {times} cells are no numbers, taken as missing (row {at}: '{text}')",
        )
    for (heading, word), (times, money) in extraction.strange.items():
        yield (
            f"{file} [{sheet}] 列“{heading}”里的“{word}”不认识：{times} 行、共 {money:,.2f} 没有计入；认识了就写进格式文件",
            f"{file} [{sheet}] column '{heading}': '{word}' is unknown: {times} rows, {money:,.2f} in all, not counted; "
            "add the word to the format file",
        )
    for key, times in (+extraction.lost_ids).items():
        name = DIMENSIONS[key]
        yield (
            f"{file} [{sheet}] {name.zh}已被改写（Excel 把 {times} 个编号变成了小数），不作编号用",
            f"{file} [{sheet}] {name.en}: {times} were rewritten by a spreadsheet and are not used",
        )


def _said(match: Match, file: str) -> dict[str, str]:
    """What the file's name says of its rows."""
    name = normal(file)
    said = {}
    for key, words in match.layout.stem.items():
        if isinstance(words, str):
            found = re.search(words, file)
            said[key] = found[1] if found else ""
        else:
            said[key] = next((ours for word, ours in words.items() if normal(word) in name), "")
    return said


def _without_rows(sheets: Sequence[SheetSource]) -> list[Check]:
    """What is said of a file that has headings and nothing below them."""
    if not sheets or any(sheet.rows_read - sheet.aside[BLANK] for sheet in sheets):
        return []
    what = ("表头下面一行数据也没有", "there is not one row below the headings")
    return [Check("sheet", what, "fail", sheets[0].sheet)]


def _platform(match: Match, file: str, table: Table) -> str:
    """The platform that a book anybody may keep names, where it isn't its format's; "" where it names none.

    Raises
    ------
    InputError
        It names several.
    """
    names = match.header.names
    places = [n for n, name in enumerate(names) if WHERE.fullmatch(name)]
    body = table.head[match.header.row + 1 :]
    cells = [str(row[n]) for row in body for n in places if n < len(row)]
    titles = [str(cell) for row in table.head[: match.header.row] for cell in row]
    found = named_platforms([Path(file).stem, table.name, *titles, *match.header.texts, *cells])
    if len(found) < 2:
        return "".join(key for key in found if key != match.format.platform)
    words = "、".join(NAMES[key].split()[0] for key in found)
    raise InputError(
        f"{file} [{table.name}] 说到几个平台（{words}），不知道这些数是哪一家的；请按平台分开，或教一次：xl-fact format new 文件",
        f"{file} [{table.name}] names several platforms ({', '.join(found)}): whose figures are these? Part it by "
        "platform, or teach it once: xl-fact format new FILE",
    )


def _whose_money(platform: str, file: str, sheet: str) -> InputError:
    """The error for a book of a platform abroad that doesn't say its currency."""
    name = NAMES[platform].split()[0]
    return InputError(
        f"{file} [{sheet}] 是 {name} 的表，没写金额是什么币种；请在列名里写上（如“成交金额(USD)”）或加一列“货币”，"
        "或教一次：xl-fact format new 文件",
        f"{file} [{sheet}] is of {name} and doesn't say its currency: write it into the headings or a column "
        "'Currency', or teach it once: "
        "xl-fact format new FILE",
    )


def _untold(kind: Kind) -> list[Check]:
    """What can't be checked in a workbook of some kinds: calamine gives their errors as blank cells."""
    if kind not in {"xls", "xlsb", "ods"}:
        return []
    return [
        Check(
            "cells",
            (f"错误值（#REF! 之类）在 .{kind} 里", f"errors (#REF! …) in an .{kind}"),
            "open",
            cause=(
                "读出来与空格子一样，分不开；另存为 .xlsx 再导入就能核对",
                "they read as blank cells and can't be told; save it as .xlsx to have them counted",
            ),
        )
    ]


def _kind_notes(path: Path, file: Opened) -> Iterable[Reason]:
    """What to say when a file is not what its name says."""
    suffix = path.suffix.lower()
    if file.kind == "text" and suffix in {".xlsx", ".xlsm", ".xls", ".et"}:
        yield (
            f"{path.name} 实为文本（CSV），已按 CSV 读",
            f"{path.name} is really delimited text and was read as such",
        )
    if file.kind != "text" and suffix in {".csv", ".tsv", ".txt"}:
        yield (
            f"{path.name} 实为 Excel 工作簿，已按工作簿读",
            f"{path.name} is really a workbook and was read as such",
        )
    if file.kind == "xls":
        yield (
            f"{path.name} 是旧版 .xls，建议另存为 .xlsx",
            f"{path.name} is an old .xls; better save it as .xlsx",
        )
    if file.lacking:
        yield (
            f"{path.name} 列出了工作表 {'、'.join(file.lacking)}，文件里却没有这张表的内容，其余照读",
            f"{path.name} names the sheets {', '.join(file.lacking)} but does not hold them; the others are read",
        )
    if file.odd_lines:
        lines = [str(line) for line in sorted(file.odd_lines)[:3]]
        more = ("…", " …") if len(file.odd_lines) > len(lines) else ("", "")
        yield (
            f"{path.name} 第 {'、'.join(lines)}{more[0]} 行有不合编码的字节，已略过该字节，其余照读",
            f"{path.name}: bytes that are no text in line {', '.join(lines)}{more[1]}; left out, the rest is read",
        )
    if names := file.by_openpyxl:
        yield (
            f"{path.name} 写得不合规范（工作表：{'、'.join(names)}），calamine 读不了，已改用 openpyxl 读",
            f"{path.name} is not written by the rules (sheets: {', '.join(names)}): calamine cannot read it, "
            "openpyxl did",
        )
