"""Which format a table has, told by its headings; the sheet's name only decides between equals."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final

from xl_fact.errors import InputError
from xl_fact.exports.formats.format import Column, Format, Layout
from xl_fact.exports.formats.headings import numbered, split
from xl_fact.texts import on_one_line

_SURELY: Final = 8
"""So many headings make a format, however many others stand beside them."""

HEADER_WITHIN: Final = 25
"""The heading row is looked for among this many first rows."""


@dataclass(frozen=True)
class Header:
    """A row (or two, one above the other) that may hold the headings."""

    row: int
    texts: tuple[str, ...]
    names: tuple[str, ...]
    deep: int = 1

    @property
    def filled(self) -> int:
        """How many columns have a heading."""
        return sum(1 for name in self.names if name)


@dataclass(frozen=True)
class Match:
    """A table as a sheet of a format."""

    format: Format
    layout: Layout
    header: Header
    hits: int
    missing: tuple[str, ...]

    @property
    def share(self) -> float:
        """How much of the heading row the format knows."""
        return self.hits / max(1, self.header.filled)

    def index_of(self, column: Column) -> int | None:
        """The place of a column in the table, by its first heading that is there."""
        for name in column.names:
            if name in self.header.names:
                return self.header.names.index(name)
        return None

    def currency(self) -> str:
        """The currency that the headings state."""
        for column in self.layout.columns:
            index = self.index_of(column)
            if index is not None:
                currency = split(self.header.texts[index])[1]
                if currency:
                    return currency
        return ""


def headers(head: Sequence[Sequence[Any]]) -> list[Header]:
    """The rows among the first that may be headings: two or more texts, no other kind of cell."""
    rows = []
    for row in head[:HEADER_WITHIN]:
        texts = tuple(cell.strip() if isinstance(cell, str) else "" for cell in row)
        rows.append(texts if sum(map(bool, texts)) >= 2 else ())
    found = []
    for n, texts in enumerate(rows):
        if not texts:
            continue
        found.append(Header(n, texts, tuple(numbered(texts))))
        above = rows[n - 1] if n else ()
        if above and len(above) == len(texts) and not all(texts):
            joined = tuple(low or high for low, high in zip(texts, above, strict=True))
            found.append(Header(n, joined, tuple(numbered(joined)), 2))
    return found


def matches(
    sheet: str, head: Sequence[Sequence[Any]], formats: Iterable[Format], stem: str = ""
) -> list[Match]:
    """Every format's best reading of a table, the likeliest first; it may still miss headings.

    Parameters
    ----------
    sheet : str
        The sheet's name.
    head : sequence of rows
        The first rows of the table.
    formats : iterable of Format
        The known formats.
    stem : str
        The file's name without its ending.

    Returns
    -------
    list of Match
    """
    rows = headers(head)
    found: list[tuple[tuple[float, ...], Match]] = []
    for n, format in enumerate(formats):
        for layout in format.layouts:
            best: tuple[tuple[float, ...], Match] | None = None
            for header in rows:
                hits = len(layout.known.intersection(header.names))
                if not hits or (best is not None and hits < best[1].hits):
                    continue
                match = Match(format, layout, header, hits, tuple(layout.missing(header.names)))
                named = bool(layout.names)
                fit = (
                    3
                    if named and layout.fits_name(sheet)
                    else 2
                    if named and layout.fits_name(stem)
                    else 1 - named
                )
                key = (
                    not match.missing,
                    match.share > 0.5,
                    hits,
                    match.share,
                    fit,
                    -n,
                    -header.row,
                    -header.deep,
                )
                if best is None or key > best[0]:
                    best = (tuple(map(float, key)), match)
            if best is not None:
                found.append(best)
    found.sort(key=lambda pair: pair[0], reverse=True)
    return [match for _, match in found]


def recognise(
    file: str, sheet: str, head: Sequence[Sequence[Any]], formats: Iterable[Format], stem: str = ""
) -> Match | None:
    """The format of a table.

    Parameters
    ----------
    file : str
        The file's name, for error lines.
    sheet, head, formats, stem
        As for `matches`.

    Returns
    -------
    Match or None
        None when no format comes near.

    Raises
    ------
    InputError
        The table is clearly of one format but lacks a required column, or two sheets of one format have
        the same headings and neither the sheet's nor the file's name says which it is.
    """
    found = matches(sheet, head, formats, stem)
    whole = [m for m in found if not m.missing and (m.share >= 0.3 or m.hits >= _SURELY)]
    lame = [match for match in found if match.missing and match.share >= 0.6 and match.hits >= 4]
    if lame:
        nearest = max(lame, key=lambda match: (match.hits, -len(match.missing)))
        if not whole or nearest.hits > whole[0].hits + 1:
            raise lacking(file, sheet, nearest)
    if not whole:
        return None
    first = whole[0]
    equal = [
        match
        for match in found
        if match.format is first.format
        and not match.missing
        and match.hits == first.hits
        and match.layout.names
    ]
    if len(equal) > 1:
        named = [m for m in equal if m.layout.fits_name(sheet)] or [
            m for m in equal if m.layout.fits_name(stem)
        ]
        if len(named) != 1:
            names = "、".join(match.layout.names[0] for match in equal)
            raise InputError(
                f"{file}：列与{first.format.zh}相符，但分不清是哪张表（{names}）；请让文件名或表名包含其中一个",
                f"{file}: the columns are those of {first.format.en}, but which sheet is it ({names})? "
                "Put one of these words into the name of the file or the sheet",
            )
        return named[0]
    return first


def lacking(file: str, sheet: str, match: Match) -> InputError:
    """The error for required columns that aren't there, with the nearest headings that are."""
    taken = {name for name in match.header.names if name in match.layout.known}
    free = [
        on_one_line(text)
        for text, name in zip(match.header.texts, match.header.names, strict=True)
        if name and name not in taken
    ]
    zh, en = [], []
    for heading in match.missing:
        synonyms = next((c.headings for c in match.layout.columns if c.headings[0] == heading), (heading,))
        near = list(
            dict.fromkeys(n for word in synonyms for n in difflib.get_close_matches(word, free, 3, 0.4))
        )[:3]
        zh.append(f"“{heading}”" + (f"（相近的有：{'、'.join(near)}）" if near else ""))
        en.append(f"'{heading}'" + (f" (nearest here: {', '.join(near)})" if near else ""))
    row, sheet = match.header.row + 1, on_one_line(sheet)
    return InputError(
        f"{file} [{sheet}] 第 {row} 行：像是{match.format.zh}，但缺少必需的列 {'、'.join(zh)}；列名改了就在格式文件里加同义词",
        f"{file} [{sheet}] row {row}: looks like {match.format.en}, but lacks the required column {', '.join(en)}; "
        "if it was renamed, add the new name to the format file",
    )
