"""A sheet as its file declares it: what stands on it, what it says in words, and what to say when there is nothing for it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from xl_fact.report.formula import Expression
from xl_fact.report.model import (
    Cards,
    Chart,
    Figure,
    Ledger,
    LeftOut,
    Listing,
    Paragraph,
    Part,
    Section,
    SourceFile,
    Stack,
    Table,
)
from xl_fact.report.month import Month
from xl_fact.span import Span
from xl_fact.words import Words

Band = tuple[Part | Stack, ...]
Texts = dict[str, Expression | str]


@dataclass(frozen=True)
class Origin:
    """What a report rests on beside the month's facts: the files read, what is not in it, the version that made it."""

    sources: Sequence[SourceFile] = ()
    left_out: Sequence[LeftOut] = ()
    version: str = ""


def _silent(month: Month, ledger: Ledger) -> Texts:
    return {}


@dataclass(frozen=True)
class Page:
    """One sheet of the report.

    Attributes
    ----------
    key : str
    title : Words
    role : str
        The kind of sheet, which colours its tab.
    purpose : Words or callable
        The line under the title; of the month where it names its GMV or its periods.
    bands : callable
        What stands on it from top to bottom; None when the month has nothing for it.
    tell : callable
        Its sentences by name, once every figure is known; those that depend on what people may type as expressions.
    without : Words, optional
        What to say where there is nothing for it; a sheet that says nothing is always there.
    """

    key: str
    title: Words
    role: str
    purpose: Words | Callable[[Month], Words]
    bands: Callable[[Month, Origin], Sequence[Band] | None]
    tell: Callable[[Month, Ledger], Texts] = _silent
    without: Words | None = None
    width: float | None = None
    gridlines: bool = False

    def section(self, month: Month, origin: Origin) -> Section | None:
        """The sheet for one month; None when there is nothing for it."""
        bands = self.bands(month, origin)
        if bands is None:
            return None
        purpose = self.purpose(month) if callable(self.purpose) else self.purpose
        section = Section(self.key, self.title, self.role, tuple(bands), purpose, self.width, self.gridlines)
        return section if month.of.kind == "month" else _spoken(section, month.of)


def _spoken(section: Section, span: Span) -> Section:
    """A sheet that is worded for a month, as one speaks of another span."""

    def words(text: Words) -> Words:
        return Words(*map(span.spoken, text))

    def figure(one: Figure) -> Figure:
        given = (
            span.spoken(one.given)
            if isinstance(one.given, str) and one.key.endswith("_change")
            else one.given
        )
        change = one.change and figure(one.change)
        return replace(
            one, name=words(one.name), note=one.note and words(one.note), given=given, change=change
        )

    def said(part: Part | Stack) -> Any:
        match part:
            case Stack():
                return replace(part, parts=tuple(map(said, part.parts)))
            case Cards():
                return replace(part, figures=tuple(map(figure, part.figures)))
            case Listing():
                title = part.title and words(part.title)
                return replace(part, figures=tuple(map(figure, part.figures)), title=title)
            case Table():
                columns = tuple(replace(column, heading=words(column.heading)) for column in part.columns)
                return replace(
                    part, title=words(part.title), columns=columns, note=part.note and words(part.note)
                )
            case Chart():
                return replace(part, alt=span.spoken(part.alt))
            case Paragraph():
                return replace(part, text=span.spoken(part.text))

    bands = tuple(tuple(map(said, band)) for band in section.bands)
    return replace(section, bands=bands, purpose=words(section.purpose))


def headline(name: str) -> Band:
    """A band with the sentence of that name, large."""
    return (Paragraph(f"{{{{{name}}}}}", "headline"),)


def note(text: str) -> Band:
    """A band with a line of small print, or with the named one in ``{{ }}``."""
    return (Paragraph(text, "note"),)


SOURCE: Final = "{{{{source_{}}}}}"
"""The name of the line under a sheet's charts."""
