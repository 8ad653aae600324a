"""What a file is taken for, column by column; for an unknown one, what comes nearest and how to add it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from xl_fact.errors import InputError
from xl_fact.exports.columns import DIMENSIONS, MEASURES, REASONS, ROLES
from xl_fact.exports.dialect import Decimal, Dialect
from xl_fact.exports.formats.draft import Draft, heading_row, toml_of
from xl_fact.exports.formats.format import Format, formats
from xl_fact.exports.formats.headings import normal
from xl_fact.exports.formats.nearest import Near, near_of, ranked
from xl_fact.exports.formats.recognise import Header, Match, headers, matches
from xl_fact.exports.formats.synonyms import Synonyms
from xl_fact.exports.proofs.record import UNPROVED, Proof, Reason
from xl_fact.exports.reading import read_file
from xl_fact.exports.sources import Period, Source
from xl_fact.exports.tables.blocks import Unkept
from xl_fact.exports.tables.digest import digest_of
from xl_fact.exports.tables.files import files_of
from xl_fact.exports.tables.guard import Limits
from xl_fact.exports.tables.read import opened
from xl_fact.exports.tables.table import Table
from xl_fact.steps import Steps, share
from xl_fact.words import Lang, say

if TYPE_CHECKING:
    import os

NEAREST: Final = 3
"""How many formats are named for an unknown file."""

DRAFTED: Final = 400
"""How many columns of an unknown file go into the draft of a format."""


@dataclass(frozen=True)
class ColumnMeaning:
    """One heading of a sheet and what it is taken for; `key` is "" when it is not taken, and `reason` says why."""

    heading: str
    key: str
    zh: str
    en: str
    unit: str = ""
    required: bool = False


@dataclass(frozen=True)
class SheetDescription:
    """A recognised sheet."""

    sheet: str
    role: Reason
    header_row: int
    columns: tuple[ColumnMeaning, ...]
    missing: tuple[str, ...]
    rows_read: int
    rows_used: int
    aside: tuple[tuple[Reason, int], ...]


@dataclass(frozen=True)
class Description:
    """One file: recognised, or unknown with the nearest formats and a format file to start from."""

    file: str
    format: str
    zh: str
    en: str
    encoding: str = ""
    period: Period | None = None
    sheets: tuple[SheetDescription, ...] = ()
    left_out: tuple[tuple[str, Reason], ...] = ()
    notes: tuple[Reason, ...] = ()
    nearest: tuple[Near, ...] = ()
    skeleton: str = ""
    error: InputError | None = None
    proof: Proof = UNPROVED

    @property
    def closed(self) -> bool:
        """Whether the file could not even be opened."""
        return self.error is not None and not self.nearest and not self.skeleton

    def lines(self, lang: Lang = "zh") -> list[str]:
        """The description as lines of plain text."""
        return _lines(self, lang)


def describe(
    paths: str | os.PathLike[str] | Iterable[str | os.PathLike[str]],
    *,
    formats_dir: str | os.PathLike[str] | None = None,
    steps: Steps | None = None,
    limits: Limits | None = None,
    decimal: Decimal = "",
) -> list[Description]:
    """Say of each file what it is taken for.

    Parameters
    ----------
    paths : path or iterable of paths
        Files and folders.
    formats_dir : path, optional
        A folder of the user's own format files.
    steps : Steps, optional
        Told of the progress.
    limits : Limits, optional
        How large a file may be.
    decimal : {"", "point", "comma"}
        The decimal sign of figures; "" where the files are to tell.

    Returns
    -------
    list of Description
        One for each file, by name; a file that can't be read has its error, an unknown one the nearest formats.
    """
    steps = steps or Steps()
    limits = limits or Limits.of_environment()
    known = formats(None if formats_dir is None else Path(formats_dir))
    described = []
    sizes = {file: file.stat().st_size for file in files_of(paths)}
    with steps.step("查看文件", "inspect files", sum(sizes.values())) as advance:
        for file, size in sizes.items():
            with share(advance, size) as further:
                try:
                    digest = digest_of(file, known=False)
                    source = read_file(
                        file, digest, known, limits, None, "middle", Unkept(), further, Dialect(decimal)
                    )
                except InputError as error:
                    described.append(_unknown(file, error, known, limits))
                else:
                    described.append(recognised(source))
    return described


def recognised(source: Source) -> Description:
    """The description of a file that could be read."""
    sheets = tuple(
        SheetDescription(
            sheet.sheet,
            ROLES[sheet.match.layout.role],
            sheet.match.header.row + 1,
            tuple(meanings(sheet.match)),
            sheet.missing,
            sheet.rows_read,
            sheet.rows_used,
            tuple(sheet.aside.items()),
        )
        for sheet in source.sheets
    )
    return Description(
        source.file,
        source.format,
        "、".join(format.zh for format in source.formats),
        ", ".join(format.en for format in source.formats),
        source.encoding,
        source.period,
        sheets,
        source.left_out,
        source.notes,
        proof=source.proof,
    )


def meanings(match: Match) -> list[ColumnMeaning]:
    """What each heading of a matched table is taken for."""
    taken: dict[int, tuple[str, bool]] = {}
    for column in match.layout.columns:
        place = match.index_of(column)
        if place is not None:
            taken[place] = (column.key, column.required)
    tests = {}
    for group in (match.layout.aside, match.layout.roles, match.layout.cases):
        for condition in group:
            tests[normal(condition.column)] = condition
    result = []
    for place, (heading, name) in enumerate(zip(match.header.texts, match.header.names, strict=True)):
        if not name:
            continue
        if place in taken:
            key, required = taken[place]
            result.append(_meaning(heading, key, required))
        elif name in tests:
            result.append(ColumnMeaning(heading, "", "用来挑选行", "tells which rows count", required=True))
        elif any(name in column.names for case in match.layout.cases for column in case.take):
            keys = [c.key for case in match.layout.cases for c in case.take if name in c.names]
            zh = "、".join(MEASURES[key].zh for key in keys)
            en = ", ".join(MEASURES[key].en for key in keys)
            result.append(ColumnMeaning(heading, "+".join(keys), zh, en, MEASURES[keys[0]].unit, True))
        elif name in match.layout.ignored:
            result.append(ColumnMeaning(heading, "", *REASONS[match.layout.ignored[name]]))
        else:
            result.append(ColumnMeaning(heading, "", "格式里没有，没有取", "not in the format, not taken"))
    return result


def _meaning(heading: str, key: str, required: bool) -> ColumnMeaning:
    """The meaning of a column that is taken."""
    if key in MEASURES:
        measure = MEASURES[key]
        return ColumnMeaning(heading, key, measure.zh, measure.en, measure.unit, required)
    dimension = DIMENSIONS[key]
    return ColumnMeaning(heading, key, dimension.zh, dimension.en, dimension.kind, required)


def _unknown(file: Path, error: InputError, known: Sequence[Format], limits: Limits) -> Description:
    """The description of a file that could not be read: with the formats that come nearest, when it opens at all."""
    near: list[Near] = []
    skeleton = ""
    try:
        with opened(file, limits) as source:
            for table in source.tables:
                found = matches(table.name, table.head, known, file.stem)
                near += near_of(found, table.name)
                rows = headers(table.head)
                if rows and not skeleton:
                    skeleton = _drafted(file.stem, table, rows, known)
    except InputError:
        return Description(file.name, "", "读不了", "cannot be read", error=error)
    return Description(
        file.name,
        "",
        "不认识的格式",
        "unknown format",
        error=error,
        nearest=tuple(ranked(near)[:NEAREST]),
        skeleton=skeleton,
    )


def _drafted(stem: str, table: Table, rows: Sequence[Header], known: Sequence[Format]) -> str:
    """A format file to start from; what the file doesn't prove stays open there."""
    header = heading_row(rows)
    few = Header(header.row, header.texts[:DRAFTED], header.names[:DRAFTED], header.deep)
    below = [row[:DRAFTED] for row in table.head[header.row + 1 :]]
    key = re.sub(r"[^a-z0-9]+", "_", stem.lower()).strip("_") or "my_export"
    return toml_of([Draft(stem, table.name, few, below, Synonyms.of(known))], key)


def _lines(d: Description, lang: Lang) -> list[str]:
    """A description as text."""
    lines = [f"{d.file}  →  {say(lang, d.zh, d.en)}" + (f"  ({d.encoding})" if d.encoding else "")]
    if d.error is not None:
        lines.append("  " + d.error.text(lang))
    if d.period is not None:
        lines.append(say(lang, "  期间 ", "  period ") + f"{d.period[0]} … {d.period[1]}")
    if d.sheets:
        lines.append("  " + d.proof.summary(lang))
        lines += [f"    {line}" for line in d.proof.lines(lang, every=True)]
    for sheet in d.sheets:
        lines += _sheet_lines(sheet, lang)
    for name, reason in d.left_out:
        lines.append(f"  [{name}] " + say(lang, "没有读：", "left out: ") + say(lang, *reason))
    lines += ["  · " + say(lang, *note) for note in d.notes]
    for near in d.nearest:
        name = say(lang, near.format.zh, near.format.en)
        lines.append(f"  {say(lang, '最接近', 'nearest')}: {name} ({near.format.key}) [{near.sheet}]")
        lines.append(f"    {say(lang, '有', 'found')}: {'、'.join(near.found)}")
        if near.missing:
            lines.append(f"    {say(lang, '缺', 'missing')}: {'、'.join(near.missing)}")
    if d.skeleton:
        lines.append(
            say(
                lang,
                "  xl-fact format new 问清、写好并验证；或把下面的内容改好，存成 .toml 放进一个文件夹，用 --formats 指给它：",
                "  xl-fact format new asks what is open, writes and proves it; or correct this, save it as .toml in a folder, "
                "and name the folder with --formats:",
            )
        )
        lines += ["    " + line for line in d.skeleton.splitlines()]
    return lines


def _sheet_lines(sheet: SheetDescription, lang: Lang) -> list[str]:
    """One sheet's lines."""
    role = say(lang, *sheet.role)
    rows = say(
        lang,
        f"{sheet.rows_read:,} 行，用 {sheet.rows_used:,} 行",
        f"{sheet.rows_read:,} rows, {sheet.rows_used:,} used",
    )
    head = say(lang, f"表头第 {sheet.header_row} 行", f"headings in row {sheet.header_row}")
    lines = [f"  [{sheet.sheet}] {role} · {head} · {rows}"]
    for reason, count in sheet.aside:
        lines.append(f"    {say(lang, '不计', 'set aside')} {count:,}: {say(lang, *reason)}")
    width = max((len(column.heading) for column in sheet.columns), default=0)
    for column in sheet.columns:
        unit = f" [{column.unit}]" if column.unit else ""
        mark = "" if column.key else "– "
        key = f" ({column.key})" if column.key else ""
        lines.append(f"    {column.heading:<{width}}  {mark}{say(lang, column.zh, column.en)}{key}{unit}")
    absent = say(lang, "没有这一列（可缺）", "not there (optional)")
    return [*lines, *(f"    {heading:<{width}}  {absent}" for heading in sheet.missing)]
