"""A sheet as its file declares it: what stands on it, what it says in words, and what to say when there is nothing for it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from xl_fact.report.model import Ledger, LeftOut, Paragraph, Part, Section, SourceFile, Stack
from xl_fact.report.month import Month
from xl_fact.words import Words

Band = tuple[Part | Stack, ...]
Texts = dict[str, str]


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
        Its sentences by name, once every figure is known.
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
        return Section(self.key, self.title, self.role, tuple(bands), purpose, self.width, self.gridlines)


def headline(name: str) -> Band:
    """A band with the sentence of that name, large."""
    return (Paragraph(f"{{{{{name}}}}}", "headline"),)


def note(text: str) -> Band:
    """A band with a line of small print, or with the named one in ``{{ }}``."""
    return (Paragraph(text, "note"),)


SOURCE: Final = "{{{{source_{}}}}}"
"""The name of the line under a sheet's charts."""
