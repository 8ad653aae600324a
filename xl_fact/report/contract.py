"""The contract of a template: which names a report offers, for cells, for tables, inside texts.

Nothing is listed by hand: the names are read off a report. A single value is a cell named ``xf_<key>``, a
list an Excel table named ``xf_<key>`` whose columns are known by their headings, and ``{{ name }}`` stands
inside any text. The same reading gives the catalogue, the check and the words that are filled in.
"""

from __future__ import annotations

import datetime
import math
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

from xl_fact.report.formula import AsCell, Expression
from xl_fact.report.kinds import FORMATS
from xl_fact.report.model import Cards, Chart, Figure, Listing, Paragraph, Part, Report, Section, Stack, Table
from xl_fact.report.same_heading import general, plain, settled
from xl_fact.words import Lang, Words
from xl_fact.workbook.plan import MOVE_BELOW, PREFIX

SIGN: Final = re.compile(r"\{\{\s*([\w.]+)\s*\}\}")
"""A ``{{ name }}``."""
OPEN: Final = 1000
"""How many rows a table is taken to have when nobody knows."""
_BOUNDED: Final = frozenset(("channel", "owner", "carrier", "date"))
"""Tables that begin with one of these have as many rows as there are positions, carriers or days."""


@dataclass(frozen=True)
class OfferedColumn:
    """A column: its key, and its heading in both languages."""

    key: str
    heading: Words

    def known(self, heading: str) -> bool:
        """Whether a heading in a template means this column."""
        words = (*self.heading, self.key)
        return plain(heading) in map(plain, words) or general(heading) in map(general, words)


@dataclass(frozen=True)
class OfferedTable:
    """A list: an Excel table of this name."""

    key: str
    title: Words
    section: Words
    columns: tuple[OfferedColumn, ...]
    rows: int

    @property
    def name(self) -> str:
        """Its name in a workbook."""
        return PREFIX + self.key


@dataclass(frozen=True)
class OfferedFigure:
    """A single value: a cell of this name."""

    key: str
    words: Words
    section: Words
    kind: str

    @property
    def name(self) -> str:
        """Its name in a workbook."""
        return PREFIX + self.key


@dataclass(frozen=True)
class Offer:
    """All names that a report offers."""

    tables: Mapping[str, OfferedTable]
    figures: Mapping[str, OfferedFigure]
    texts: tuple[str, ...]

    @property
    def names(self) -> tuple[str, ...]:
        """Every name that a cell or a table may have."""
        return (*(f.name for f in self.figures.values()), *(t.name for t in self.tables.values()), MOVE_BELOW)


def offer_of(report: Report) -> Offer:
    """The names that one report fills.

    Parameters
    ----------
    report : Report

    Returns
    -------
    Offer
    """
    tables = {
        table.key: OfferedTable(
            table.key,
            table.title,
            section.title,
            tuple(OfferedColumn(c.key, c.heading) for c in table.columns),
            max(table.rows, 1),
        )
        for section in report.sections
        for table in section.tables
    }
    figures = {
        figure.key: OfferedFigure(figure.key, figure.name, section.title, figure.kind)
        for section in report.sections
        for figure in section.figures
    }
    return Offer(tables, figures, tuple(texts_of(report)))


def full_offer(lang: Lang = "zh") -> Offer:
    """The names that any report may fill: the catalogue.

    How long a table gets is only known where its rows are positions, carriers or days.
    """
    from xl_fact.report.specimen import specimen

    offer = offer_of(specimen(lang))
    tables = {
        key: table if table.columns[0].key in _BOUNDED else replace(table, rows=OPEN)
        for key, table in offer.tables.items()
    }
    return replace(offer, tables=tables)


def texts_of(report: Report) -> dict[str, str]:
    """Every ``{{ name }}`` of a report and the words it stands for.

    ``{{headline}}`` and its like are sentences; ``{{gmv}}`` is a single value as people write it,
    ``{{gmv.name}}`` and ``{{gmv.note}}`` are what stands beside it; ``{{compare.title}}`` names a table.
    """
    lang = report.lang
    found: dict[str, str] = {}
    for section in report.sections:
        found[f"{section.key}.purpose"] = section.purpose.text(lang)
        for figure in section.figures:
            found[figure.key] = written(report.values.figure(figure.key), figure.kind)
            found[f"{figure.key}.name"] = figure.name.text(lang)
            found[f"{figure.key}.note"] = figure.note.text(lang) if figure.note else ""
        for table in section.tables:
            found[f"{table.key}.title"] = table.title.text(lang)
            found[f"{table.key}.note"] = table.note.text(lang) if table.note else ""
        for chart in section.charts:
            found[f"chart.{chart.key}.alt"] = chart.alt
            found[f"chart.{chart.key}.x"], found[f"chart.{chart.key}.y"] = chart.axes
    found = {name: report.texts.get(_named_in(text), text) for name, text in found.items()}
    return {**found, **report.texts}


def sentences_of(report: Report) -> dict[str, Expression]:
    """The texts that follow what people may type, by every name that they have: a cell that is one of them whole takes
    the formula."""
    notes = {
        f"{figure.key}.note": report.sentences[name]
        for figure in report.figures
        if figure.note and (name := _named_in(figure.note.text(report.lang))) in report.sentences
    }
    return {**notes, **report.sentences}


def _named_in(text: str) -> str:
    """The name that a text is; empty where it is anything else."""
    found = SIGN.fullmatch(text)
    return found[1] if found else ""


def written(value: Any, kind: str) -> str:
    """A value as it stands inside a sentence.

    Examples
    --------
    >>> written(1234567.0, "wan"), written(0.1234, "rate"), written(float("nan"), "money")
    ('123.5万', '12.3%', '—')
    """
    if value is None or (isinstance(value, float) and not math.isfinite(value)):
        return "—"
    if isinstance(value, datetime.date):
        return value.isoformat()
    if isinstance(value, str):
        return value
    if kind.startswith("moved"):
        return _moved(value, kind)
    scale, code, unit = _WRITTEN.get(kind, (1.0, "#,##0.00", ""))
    return f"{AsCell(value * scale):{code}}{unit}"


def _moved(value: float, kind: str) -> str:
    """A change as its number format shows it."""
    rise, fall, same = FORMATS[kind].split(";")
    if not value:
        return same.strip('"')
    before, after = (rise if value > 0 else fall).split("0.0")
    percent = after.startswith("%")
    size = f"{AsCell(abs(value)):{'0.0%' if percent else '0.0'}}"
    return before.strip('"') + size + after.removeprefix("%").strip('"')


_WRITTEN: Final[dict[str, tuple[float, str, str]]] = {
    "money": (1, "#,##0", ""),
    "cents": (1, "#,##0.00", ""),
    "wan": (1e-4, "#,##0.0", "万"),
    "million": (1e-6, "#,##0.00", "M"),
    "count": (1, "#,##0", ""),
    "mille": (1, "#,##0.0", ""),
    "rate": (1, "0.0%", ""),
    "fine": (1, "0.00%", ""),
    "change": (1, "+0.0%;-0.0%", ""),
    "points": (1, "+0.0;-0.0", "pp"),
    "signed": (1, "+#,##0.0;-#,##0.0", ""),
    "score": (1, "0.0", ""),
    "days": (1, "0", ""),
    "seconds": (1, "0.0", ""),
}

# -------------------------------------------------------------------- a report whose words are names


def named(report: Report, other: Report) -> Report:
    """A report whose words are ``{{ names }}`` wherever they differ from another month's of another brand.

    Parameters
    ----------
    report, other : Report
        Two reports of one shape.
    """
    others = texts_of(other)
    names = _Names(texts_of(report), others)
    sections = tuple(names.section(section) for section in report.sections)
    return replace(report, sections=sections)


def _counts(title: str) -> bool:
    """Whether a title holds a number, which another month may change: how many of how many are shown."""
    return any(c.isdigit() for c in title)


class _Names:
    """Puts a name in the place of each text that varies."""

    def __init__(self, texts: Mapping[str, str], others: Mapping[str, str]):
        self.varying = {
            name
            for name, text in texts.items()
            if text != others[name] or settled(text) or (name.endswith(".title") and _counts(text))
        }

    def words(self, name: str, words: Words) -> Words:
        """The name, where the words vary."""
        sign = f"{{{{{name}}}}}"
        return Words(sign, sign) if name in self.varying else words

    def section(self, section: Section) -> Section:
        """A sheet."""
        bands = tuple(tuple(self.part(part) for part in band) for band in section.bands)
        return replace(section, purpose=self.words(f"{section.key}.purpose", section.purpose), bands=bands)

    def part(self, part: Part | Stack) -> Part | Stack:
        """Anything on a sheet."""
        match part:
            case Stack():
                return replace(
                    part, parts=tuple(p for p in map(self.part, part.parts) if not isinstance(p, Stack))
                )
            case Cards() | Listing():
                return replace(part, figures=tuple(map(self.figure, part.figures)))
            case Table():
                note = self.words(f"{part.key}.note", part.note) if part.note else None
                return replace(part, title=self.words(f"{part.key}.title", part.title), note=note)
            case Chart():
                x, y = (
                    self.words(f"chart.{part.key}.{end}", Words(text, text)).zh
                    for end, text in zip("xy", part.axes, strict=True)
                )
                alt = self.words(f"chart.{part.key}.alt", Words(part.alt, part.alt)).zh
                return replace(part, axes=(x, y), alt=alt)
            case Paragraph():
                return part

    def figure(self, figure: Figure) -> Figure:
        """A single value."""
        note = self.words(f"{figure.key}.note", figure.note) if figure.note else None
        change = self.figure(figure.change) if figure.change else None
        name = self.words(f"{figure.key}.name", figure.name)
        return replace(figure, name=name, note=note, change=change)
