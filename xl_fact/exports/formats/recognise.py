"""Which format a table has, told by its headings; the sheet's name only decides between equals."""

from __future__ import annotations

import difflib
import re
from collections import Counter
from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any, Final

from xl_fact.errors import InputError
from xl_fact.exports.formats.format import Column, Format, Layout
from xl_fact.exports.formats.headings import normal, numbered, split
from xl_fact.exports.proofs.vocabulary import is_total
from xl_fact.texts import on_one_line

_SURELY: Final = 8
"""So many headings make a format, however many others stand beside them."""

_FEW: Final = 4
_PART: Final = 0.3
"""A table is of a format when this part of its headings is known, or lacks some of one when so many are."""

_FIGURE: Final = re.compile(r"[\d.,:%/\s-]+")
"""A text without a letter: no heading."""

_UNIT: Final = re.compile(r"(.*?)([(（][^()（）]*[)）])")
"""A group's name and the unit behind it."""

_PROFIT: Final = re.compile("profit|margin|利润|毛利")

HEADER_WITHIN: Final = 25
"""The heading row is looked for among this many first rows."""


@dataclass(frozen=True)
class Header:
    """A row (or two, one above the other) that may hold the headings."""

    row: int
    texts: tuple[str, ...]
    names: tuple[str, ...]
    deep: int = 1

    @cached_property
    def filled(self) -> int:
        """How many columns have a heading."""
        return sum(map(bool, self.names))


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


def headers(head: Sequence[Sequence[Any]], among: Container[str] | None = None) -> list[Header]:
    """The rows among the first that may be headings: two or more texts, no other kind of cell.

    Where it is said `among` which headings are known, rows are passed over in which too few of them stand for any
    format to be told by.
    """
    rows, known = [], []
    for row in head[:HEADER_WITHIN]:
        texts = tuple(cell.strip() if isinstance(cell, str) else "" for cell in row)
        rows.append(texts if sum(map(bool, texts)) >= 2 else ())
        known.append(0 if among is None else _known(rows[-1], among))
    found = []
    for n, texts in enumerate(rows):
        if not texts:
            continue
        if among is None or _tells(known[n], texts):
            found.append(Header(n, texts, tuple(numbered(texts))))
        above = rows[n - 1] if n else ()
        if above and len(above) == len(texts) and not all(texts):
            joined = tuple(low or high for low, high in zip(texts, above, strict=True))
            if among is None or _tells(known[n] + known[n - 1], joined):
                found.append(Header(n, joined, tuple(numbered(joined)), 2))
        if above and (grouped := _grouped(above, texts)):
            names = tuple(numbered(grouped))
            if among is None or _tells(_known(grouped, among), grouped):
                found.append(Header(n, grouped, names, 2))
    return found


def _grouped(above: Sequence[str], texts: Sequence[str]) -> tuple[str, ...]:
    """Headings that come again below a row of groups, each with its group's name; () where that isn't what tells them apart.

    A group's name stands above the first of its columns. What is a total has none; a unit stays at the end.
    """
    names = [normal(text) for text in texts if text]
    if len(set(names)) == len(names) or all(above) or len(above) != len(texts):
        return ()
    group, out = "", []
    for high, low in zip(above, texts, strict=True):
        group = high or group
        found = _UNIT.fullmatch(group)
        title, unit = (found[1], found[2]) if found else (group, "")
        if not low or not group or is_total(title):
            out.append(low or high)
        else:
            out.append(f"{title}{' ' * title.isascii()}{low}{unit}")
    joined = [normal(text) for text in out if text]
    return tuple(out) if len(set(joined)) == len(joined) else ()


def _known(texts: Sequence[str], among: Container[str]) -> int:
    """How many texts of a row are headings."""
    return sum(normal(text) in among for text in texts if text and not _FIGURE.fullmatch(text))


def _tells(known: int, texts: Sequence[str]) -> bool:
    """Whether a row with so many known headings can make a format."""
    return known >= _FEW or (known > 0 and known >= _PART * sum(map(bool, texts)))


@lru_cache(maxsize=4)
def _telling(formats: tuple[Format, ...]) -> Mapping[str, Sequence[Layout]]:
    """Heading → the layouts that know it."""
    found: dict[str, list[Layout]] = {}
    for format in formats:
        for layout in format.layouts:
            for name in layout.known:
                found.setdefault(name, []).append(layout)
    return found


@lru_cache(maxsize=4)
def _bases(formats: tuple[Format, ...]) -> frozenset[str]:
    """Every heading that a layout knows, without the number of one that comes again."""
    return frozenset(name.partition("#")[0] for name in _telling(formats)) | frozenset(_telling(formats))


def _hits(formats: tuple[Format, ...], header: Header) -> Counter[Layout]:
    """How many of a row's headings each layout knows."""
    telling = _telling(formats)
    return Counter(layout for name in set(header.names) for layout in telling.get(name, ()))


@lru_cache(maxsize=512)
def _match(format: Format, layout: Layout, header: Header, hits: int) -> Match:
    """A row of headings as those of a layout: the same for each of many files."""
    return Match(format, layout, header, hits, tuple(layout.missing(header.names)))


def matches(
    sheet: str, head: Sequence[Sequence[Any]], formats: Iterable[Format], stem: str = "", far: bool = True
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
    far : bool
        Whether also rows are looked at in which next to no heading is known.

    Returns
    -------
    list of Match
    """
    known = tuple(formats)
    rows = [(header, _hits(known, header)) for header in headers(head, None if far else _bases(known))]
    rows = [(header, hits) for header, hits in rows if hits]
    found: list[tuple[tuple[float, ...], Match]] = []
    for n, format in enumerate(known):
        for layout in format.layouts:
            best: tuple[tuple[float, ...], Match] | None = None
            for header, of_layouts in rows:
                hits = of_layouts[layout]
                if not hits or (best is not None and hits < best[1].hits):
                    continue
                match = _match(format, layout, header, hits)
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
    found = matches(sheet, head, formats, stem, far=False)
    whole = [m for m in found if not m.missing and (m.share >= _PART or m.hits >= _SURELY)]
    whole = [m for m in whole if not (m.format.generic and _of_goods(m.header.names))]
    lame = [match for match in found if match.missing and match.share >= 0.6 and match.hits >= _FEW]
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


def _of_goods(names: Sequence[str]) -> bool:
    """Whether a plain "cost" stands beside a profit: then it is what the goods cost, or everything."""
    return bool({"cost", "costs"} & set(names)) and any(_PROFIT.search(name) for name in names)


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
