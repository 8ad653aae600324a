"""Where facts come from: what became of each file and each of its sheets, and which files were refused."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self, TypeAlias

from xl_fact.errors import InputError
from xl_fact.exports.extraction import BAD_DATE, UNEVEN
from xl_fact.exports.formats.format import Format
from xl_fact.exports.formats.recognise import Match
from xl_fact.exports.proofs.record import UNPROVED, Check, Proof, Reason

if TYPE_CHECKING:
    import pandas as pd

Period: TypeAlias = tuple[dt.date, dt.date]
"""The first and the last day."""


@dataclass(frozen=True)
class SheetSource:
    """What became of one sheet of a file."""

    sheet: str
    match: Match
    rows_read: int
    rows_used: int
    facts: int
    aside: Counter[Reason]
    missing: tuple[str, ...]
    proof: Proof = UNPROVED


@dataclass(frozen=True)
class Source:
    """What became of one file: every row of it is used or set aside with a reason.

    `shops` are those that its facts name, "" where they name none; `shop` is what a person said.
    """

    file: str
    path: Path
    sha256: str
    modified: float
    size: int
    kind: str
    encoding: str
    formats: tuple[Format, ...]
    sheets: tuple[SheetSource, ...]
    left_out: tuple[tuple[str, Reason], ...]
    period: Period | None
    notes: tuple[Reason, ...]
    proof: Proof = UNPROVED
    shops: tuple[str, ...] = ("",)
    shop: str = ""

    def doubted(self, checks: Iterable[Check]) -> Self:
        """The same file, with further checks."""
        more = tuple(checks)
        return replace(self, proof=Proof((*self.proof.checks, *more))) if more else self

    @property
    def facts(self) -> int:
        """How many facts it gave."""
        return sum(sheet.facts for sheet in self.sheets)

    @property
    def format(self) -> str:
        """The format's key; several joined by +."""
        return "+".join(format.key for format in self.formats)

    @property
    def rows_read(self) -> int:
        """Rows below the headings."""
        return sum(sheet.rows_read for sheet in self.sheets)

    @property
    def rows_used(self) -> int:
        """Rows that became facts."""
        return sum(sheet.rows_used for sheet in self.sheets)

    @property
    def uneven(self) -> int:
        """Rows left out because they are not as wide as their headings."""
        return self.aside[UNEVEN]

    @property
    def aside(self) -> Counter[Reason]:
        """Rows set aside, by reason in Chinese and English."""
        return sum((sheet.aside for sheet in self.sheets), Counter())


@dataclass(frozen=True)
class Refusal:
    """A file that could not be read, and why."""

    file: str
    error: InputError


@dataclass(frozen=True)
class Reading:
    """The facts of some exports, and where each came from.

    `state` tells a folder that has changed since from one that has not, where the facts were left in it.
    """

    facts: pd.DataFrame
    sources: tuple[Source, ...]
    refused: tuple[Refusal, ...] = ()
    notes: tuple[Reason, ...] = field(default=())
    state: Any = None

    @property
    def months(self) -> tuple[str, ...]:
        """The months that the files tell of, oldest first, as "2026-06"; what they tell of a market counts for none."""
        from xl_fact.exports import facts

        own = self.facts[self.facts["role"] != "market"]
        return tuple(facts.months(own if len(own) else self.facts))

    @property
    def undated(self) -> bool:
        """Whether a file leaves it open of which days, or of which year, some of its rows are."""
        return bool(self.refused) or any(
            source.period is None or source.aside[BAD_DATE] for source in self.sources
        )

    @property
    def proved(self) -> bool:
        """Whether every file was read whole, once, and equals what it says of itself."""
        return not self.refused and all(source.proof.passed for source in self.sources)
