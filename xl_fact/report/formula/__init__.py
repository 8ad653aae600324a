"""Formulas that are written once: rendered as native spreadsheet text, and evaluated to the same value.

An `Expression` knows no cell. `text` asks a `Spot` where things stand in this very workbook; `value` asks
`Values` what they hold. A ratio is a function of the catalogue (`Call`): its formula text and its
arithmetic both come from the record, so neither is repeated here.

Where a value is missing or undefined it is NaN here and "—" in the cell: arithmetic on "—" is an error
there, `Shown` turns it into "—" again, and SUM passes over it, exactly as NaN is treated here.
"""

from __future__ import annotations

from xl_fact.report.formula.arithmetic import (
    Absolute,
    Among,
    Call,
    DayOf,
    Otherwise,
    Rounded,
    Shown,
)
from xl_fact.report.formula.cells import Above, At, Body, Field, Named, Running, Total, TotalField
from xl_fact.report.formula.choices import Choice, Counted, Every, Known, Only, Pick, Quadrant
from xl_fact.report.formula.expression import (
    DASH,
    LONGEST_FORMULA,
    TOTAL,
    Arithmetic,
    Compared,
    Expression,
    Literal,
    Places,
    Spot,
    Unplaced,
    Values,
    lifted,
)
from xl_fact.report.formula.ranks import CountText, Picked, Ranked
from xl_fact.report.formula.sums import Aggregate, Between, CountOf, CountOthers, Lookup, SumIfs, total_of
from xl_fact.report.formula.written import AsCell, Joined, Parted, Written, written

__all__ = [
    "DASH",
    "LONGEST_FORMULA",
    "TOTAL",
    "Above",
    "Absolute",
    "Aggregate",
    "Among",
    "Arithmetic",
    "AsCell",
    "At",
    "Between",
    "Body",
    "Call",
    "Choice",
    "Compared",
    "CountOf",
    "CountOthers",
    "CountText",
    "Counted",
    "DayOf",
    "Every",
    "Expression",
    "Field",
    "Joined",
    "Known",
    "Literal",
    "Lookup",
    "Named",
    "Only",
    "Otherwise",
    "Parted",
    "Pick",
    "Picked",
    "Places",
    "Quadrant",
    "Ranked",
    "Rounded",
    "Running",
    "Shown",
    "Spot",
    "SumIfs",
    "Total",
    "TotalField",
    "Unplaced",
    "Values",
    "Written",
    "lifted",
    "total_of",
    "written",
]
