"""The ratios that an export gives, computed again from what was read of it, within the rounding that it shows."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from xl_fact.exports.columns import MEASURES
from xl_fact.exports.formats.format import Ratio
from xl_fact.exports.proofs.record import Check, Reason
from xl_fact.exports.tables.cells import (
    ArrowCells,
    Cells,
    CodedCells,
    FloatCells,
    PythonCells,
    ScaledCells,
)

Floats = NDArray[np.float64]
Mask = NDArray[np.bool_]

DIGITS: Final = 9
"""More decimals than this are no rounding but a calculation."""

_SAMPLE: Final = 200
_AT_ONCE: Final = 1 << 13
_SHOWN: Final = 5
_KEPT: Final = 200
_UNIT: Final = re.compile(r"[万萬亿億千wkmb]|tr|jt|rb", re.IGNORECASE)
_RANGE: Final = re.compile(r"\d\D*[~～]|\d\s*-\s*\d")
_POWERS: Final = {"万": 4, "萬": 4, "w": 4, "亿": 8, "億": 8} | {
    "千": 3,
    "k": 3,
    "rb": 3,
    "m": 6,
    "tr": 6,
    "jt": 6,
    "b": 9,
}


def decimals_of(values: Floats, least: int = 0) -> int:
    """How many decimals a column shows: the fewest, from `least` on, that hold all but a few of its figures.

    At most `DIGITS`.

    Examples
    --------
    >>> decimals_of(np.array([0.5, 0.25, np.nan])), decimals_of(np.array([3.0])), decimals_of(np.array([1 / 3]))
    (2, 0, 9)
    """
    finite = values[np.isfinite(values)]
    for digits in range(least, DIGITS):
        scaled = finite * 10.0**digits
        if (np.abs(scaled - np.rint(scaled)) > 1e-6 + 1e-11 * np.abs(scaled)).sum() * 200 <= len(finite):
            return digits
    return DIGITS


def _told(shown: Floats, which: Mask) -> Floats:
    """The figures of the rows that are looked at."""
    return shown if which.all() else shown[which]


def _written(cells: Cells) -> int:
    """How many decimals the texts of a column are written with, most of them; 0 where they are no texts."""
    if isinstance(cells, FloatCells):
        return 0
    counts: dict[int, int] = {}
    if isinstance(cells, ArrowCells):
        some = cells.column.slice(0, _SAMPLE).to_pylist()
    else:
        some = [cells.at(n) for n in range(min(len(cells), _SAMPLE))]
    texts = Counter(cell for cell in some if isinstance(cell, str))
    for text, times in texts.items():
        mark = max(text.rfind("."), text.rfind(",") if text.count(",") == 1 and "." not in text else -1)
        digits = sum(c.isdigit() for c in text[mark + 1 :]) if mark >= 0 else 0
        digits += 2 * text.rstrip().endswith("%") - sum(4 for mark in "万wW" if text.rstrip().endswith(mark))
        counts[digits] = counts.get(digits, 0) + times
    most = max(counts, key=lambda digits: counts[digits], default=0)
    return max(0, most) if counts and counts[most] * 2 >= texts.total() else 0


def roughness(cells: Cells) -> Floats | None:
    """By how much each cell may be off, because it is written in thousands or as a range; None where none is."""
    if isinstance(cells, ScaledCells):
        if cells.times <= 1:
            return roughness(cells.cells)
        found = cells.numbers("middle")[0] / cells.times
        off = np.full(len(cells), 0.5 * 10.0 ** -decimals_of(found) * cells.times)
        rough = roughness(cells.cells)
        return off if rough is None else np.maximum(off, rough)
    if isinstance(cells, ArrowCells | FloatCells):  # numbers, or a large text: its figures are written out
        return None
    if isinstance(cells, PythonCells) and not _may_be_rough(cells.cells):
        return None
    if isinstance(cells, CodedCells) and not _may_be_rough([cells.words[n] for n in cells.spoken]):
        return None
    mask = cells.where(_is_rough, "numbers")
    if not mask.any():
        return None
    off = np.zeros(len(mask))
    for n in np.flatnonzero(mask).tolist():
        off[n] = _half_unit(str(cells.at(n)))
    return off


def _may_be_rough(cells: Sequence[Any]) -> bool:
    """Whether one of some cells may be: all of them are looked at as one text."""
    return _is_rough("\0".join(cell for cell in cells if isinstance(cell, str)))


def _is_rough(cell: Any) -> bool:
    return isinstance(cell, str) and (_UNIT.search(cell) is not None or _RANGE.search(cell) is not None)


def _half_unit(text: str) -> float:
    """Half of the last digit of a figure with a unit; infinite for a range."""
    if _RANGE.search(text):
        return math.inf
    unit = _UNIT.search(text)
    power = _POWERS.get(unit[0].lower(), 0) if unit else 0
    _, mark, fraction = text.replace(",", ".").partition(".")
    digits = sum(c.isdigit() for c in fraction) if mark else 0
    return 0.5 * 10.0 ** (power - digits)


@dataclass
class Missing:
    """Cells of a measure that hold nothing while a ratio of their row says that there was a figure."""

    count: int = 0
    first: int = 0


@dataclass
class _Mode:
    """One way to write the ratio down: as it is or in per cent, rounded or cut off; and the rows that don't fit."""

    bad: int = 0
    rows: list[int] = field(default_factory=list)


@dataclass
class RatioTally:
    """One ratio of a table, rows coming in some at a time.

    Parameters
    ----------
    ratio : Ratio
        What it is made of.
    heading : str
        As the file writes it.
    stand : tuple of str
        The measures that the formula names by their headings.
    """

    ratio: Ratio
    heading: str
    stand: tuple[str, ...] = ()
    shown: int = 0
    filled: bool = False
    made: bool = False
    judged: int = 0
    decimals: int = 0
    modes: dict[tuple[int, bool], _Mode] = field(default_factory=dict)
    factors: list[float] = field(default_factory=list)
    missing: dict[str, Missing] = field(default_factory=dict)

    def __post_init__(self) -> None:
        formula = self.ratio.formula
        forms = (1, 100) if formula is not None and formula.rate else (1,)
        self.modes = {(form, cut): _Mode() for form in forms for cut in (False, True)}

    def add(
        self,
        values: Mapping[str, Floats],
        off: Mapping[str, Floats | None],
        cells: Cells | None,
        shown: Floats,
        which: Mask,
        rows: NDArray[np.int64],
    ) -> None:
        """Take in some rows, a few thousand at a time: what is computed on the way stays near the processor.

        Parameters
        ----------
        values : mapping
            The figures of each column that the formula looks at.
        off : mapping
            By how much each may be off.
        cells : Cells, optional
            The ratio's own cells, which tell how it is written.
        shown : float array
            The ratio as the file gives it.
        which : bool array
            The rows that are to be looked at.
        rows : int array
            Their numbers in the file.
        """
        assert self.ratio.formula is not None
        names = [term.name for term in self.ratio.formula.terms]
        own = None if cells is None else roughness(cells)
        written = 0 if cells is None else _written(cells)
        for first in range(0, len(shown), _AT_ONCE):
            at = slice(first, first + _AT_ONCE)
            self.decimals = max(decimals_of(_told(shown[at], which[at]), self.decimals), written)
            self._add(
                {name: values[name][at] for name in names},
                {name: None if (rough := off.get(name)) is None else rough[at] for name in names},
                None if own is None else own[at],
                shown[at],
                which[at],
                rows[at],
            )

    def _add(
        self,
        values: Mapping[str, Floats],
        off: Mapping[str, Floats | None],
        own: Floats | None,
        shown: Floats,
        which: Mask,
        rows: NDArray[np.int64],
    ) -> None:
        formula = self.ratio.formula
        assert formula is not None
        calculated, under = formula.calculated(values.__getitem__)
        told = which & np.isfinite(shown)
        self.shown += int(told.sum())
        self.filled |= bool((told & (shown != 0)).any())
        whole = np.isfinite(calculated)
        self.made |= bool((told & whole & (calculated != 0)).any())
        unit = 0.0 if self.decimals >= DIGITS else 10.0**-self.decimals
        slack = self._slack(values, off, under)
        if own is not None:
            slack = slack + own
        judged = told & whole & np.isfinite(slack)
        empty = np.zeros(len(shown), dtype=np.bool_)
        for term in formula.terms:
            none = np.isnan(values[term.name])
            if term.optional or not none.any():
                continue
            empty |= none
            if (lost := told & none & (shown != 0)).any() and len(formula.under):
                seen = self.missing.setdefault(term.name, Missing(0, int(rows[np.argmax(lost)])))
                seen.count += int(lost.sum())
        ghost = told & ~whole  # divided by nothing, and yet there is a figure
        if ghost.any():
            ghost &= ~empty & (shown != 0)
        if ghost.any():  # 0.00 of 0.00 may be a rate of less than a cent
            ghost &= (slack == 0) | (formula.calculated(values.__getitem__)[0] != 0) & ~np.isnan(calculated)
        self.judged += int(judged.sum()) + int(ghost.sum())
        at = slice(None) if judged.all() else judged
        ghosts = (rows[ghost], shown[ghost], calculated[ghost])
        self._judge(calculated[at], shown[at], slack[at], rows[at], unit, ghosts)

    def _judge(
        self,
        calculated: Floats,
        shown: Floats,
        slack: Floats,
        rows: NDArray[np.int64],
        unit: float,
        ghosts: tuple[NDArray[np.int64], Floats, Floats],
    ) -> None:
        """Hold the rows that can be judged against each way to write the ratio; `ghosts` fit none of them."""
        close = 1e-9 * np.abs(shown) + 1e-12
        sign = np.sign(shown)
        for form in dict.fromkeys(form for form, _ in self.modes):
            off_by = calculated * form - shown
            size, slack_here = np.abs(off_by), slack * form + close
            for cut in (False, True):
                if cut:
                    wrong = (size >= unit + slack_here) | (off_by * sign < -slack_here)
                else:
                    wrong = size > unit / 2 * (1 + 1e-6) + slack_here
                if not wrong.any() and not len(ghosts[0]):
                    continue
                mode = self.modes[form, cut]
                mode.bad += int(wrong.sum()) + len(ghosts[0])
                if len(mode.rows) < _SHOWN:
                    where = np.sort(np.concatenate([rows[wrong], ghosts[0]]))
                    mode.rows += where[: _SHOWN - len(mode.rows)].tolist()
                if (form, cut) == (1, False) and len(self.factors) < _KEPT:
                    told = np.concatenate([shown[wrong], ghosts[1]])
                    with np.errstate(divide="ignore", invalid="ignore"):
                        found = told / np.concatenate([calculated[wrong], ghosts[2]])
                    self.factors += found[:_KEPT].tolist()

    def _slack(self, values: Mapping[str, Floats], off: Mapping[str, Floats | None], under: Floats) -> Floats:
        """By how much the computed ratio may be off, because the figures it is made of are rounded."""
        formula = self.ratio.formula
        assert formula is not None
        above: Floats | float = 0.0
        below: Floats | float = 0.0
        over = np.zeros(len(under))
        for term in formula.over:
            over = over + np.nan_to_num(values[term.name]) * term.sign
            above = above + self._off(term.name, values, off)
        for term in formula.under:
            below = below + self._off(term.name, values, off)
        if not formula.under:
            return np.broadcast_to(np.asarray(above) * formula.per, under.shape).astype(np.float64)
        with np.errstate(divide="ignore", invalid="ignore"):
            least = np.maximum(np.abs(under) - below, 0.0)
            slack: Floats = (above + np.abs(over / under) * below) / least * formula.per
            unknown = np.asarray(below) * np.inf if np.any(below) else 0.0
        return np.where(np.isnan(slack), unknown, slack)

    @staticmethod
    def _off(name: str, values: Mapping[str, Floats], off: Mapping[str, Floats | None]) -> Floats | float:
        """Half of a column's last digit, where that is not exact: money, minutes, 1.2万."""
        rough = off.get(name)
        unit = MEASURES[name].unit if name in MEASURES else ""
        half = 0.0
        if unit in {"money", "minutes"}:
            digits = decimals_of(values[name][:_SAMPLE])
            half = 0.5 * 10.0**-digits if digits < 5 else 0.0
        return half if rough is None else rough + half

    @property
    def best(self) -> tuple[tuple[int, bool], _Mode]:
        """How the file writes it, as far as can be told: the way that fits most rows, the plainest first."""
        return min(self.modes.items(), key=lambda item: item[1].bad)

    @property
    def reproduced(self) -> bool | None:
        """Whether every row fits; None where no row could be computed."""
        known = not self.best[1].bad or self.made if self.ratio.measure else self.filled
        if not self.judged or not known:
            return None
        return not self.best[1].bad

    def check(self, sheet: str, suspects: Sequence[str]) -> Check:
        """The record; `suspects` are the headings of the columns that the failing ratios share."""
        formula = self.ratio.formula
        kind: Any = "sum" if self.ratio.measure else "ratio"
        assert formula is not None
        if kind == "sum" and self.best[1].bad and not self.made:
            idle = ("算它的各列整列是 0，没有填", "the columns it is made of are 0 throughout: not filled in")
            return Check(kind, (f"“{self.heading}”", f"'{self.heading}'"), "open", sheet, cause=idle)
        if kind == "ratio" and not self.filled:
            zeros = ("整列是 0，没有填", "0 throughout: not filled in")
            return Check(kind, (f"“{self.heading}”", f"'{self.heading}'"), "open", sheet, cause=zeros)
        if not self.judged:
            nothing = (
                "没有一行能算：分母是 0 或格子空着",
                "no row can be computed: nothing to divide by, or blank cells",
            )
            return Check(kind, (f"“{self.heading}”", f"'{self.heading}'"), "open", sheet, cause=nothing)
        (form, cut), mode = self.best
        rows = self.judged
        written = "".join(["（写成百分数）" * (form == 100), "（尾数舍去）" * cut])
        more = "".join([" (written in per cent)" * (form == 100), " (cut off, not rounded)" * cut])
        measures = tuple(term.key for term in formula.terms if term.key) + (
            (self.ratio.measure,) if self.ratio.measure else self.stand
        )
        if not mode.bad:
            what = (
                f"“{self.heading}”{written} {rows:,} 行复算一致",
                f"'{self.heading}'{more}: {rows:,} rows reproduced",
            )
            return Check(kind, what, "pass", sheet, float(rows), float(rows), rows, measures=measures)
        what = (
            f"“{self.heading}” {rows:,} 行里有 {mode.bad:,} 行与 {formula.text} 不符",
            f"'{self.heading}': {mode.bad:,} of {rows:,} rows differ from {formula.text}",
        )
        return Check(
            kind,
            what,
            "fail",
            sheet,
            float(rows),
            float(rows - mode.bad),
            mode.bad,
            tuple(mode.rows),
            self._cause(mode.bad, suspects),
            measures,
        )

    def _cause(self, bad: int, suspects: Sequence[str]) -> Reason:
        """What most likely went wrong."""
        names = "、".join(f"“{name}”" for name in suspects[:3])
        english = ", ".join(f"'{name}'" for name in suspects[:3])
        zh, en = (f"，疑在{names}" if names else ""), (f", perhaps in {english}" if names else "")
        finite = np.array([factor for factor in self.factors if math.isfinite(factor) and factor > 0])
        if len(finite) < len(self.factors) / 2:
            return f"多半是格子里没有数{zh}", f"probably cells without a number{en}"
        power = np.log10(finite)
        whole = np.rint(power)
        if len(finite) and (np.abs(power - whole) < 0.005).all() and (whole == whole[0]).all() and whole[0]:
            times = 10 ** abs(int(whole[0]))
            if bad * 2 < self.judged:
                return (
                    f"这些行差 {times:,} 倍，多半是千分位或小数点读错{zh}",
                    f"these rows are off by {times:,}, probably a thousands or decimal mark misread{en}",
                )
            return (
                f"差 {times:,} 倍，多半是单位（元/分、元/万元）或千分位{zh}",
                f"off by {times:,}: probably the unit (cents, ten thousands) or a thousands mark{en}",
            )
        if bad * 2 > self.judged:
            return f"多半是列认错，或这一比率另有分母{zh}", f"probably a column mistaken, or another base{en}"
        return f"多半是这些行的格子被改过或被截断{zh}", f"probably cells changed by hand or cut{en}"


def unexplained(ratio: Ratio, heading: str, sheet: str, absent: Sequence[str] = ()) -> Check:
    """The record of a ratio that can't be computed: it says why, or which columns aren't there."""
    if ratio.formula is None:
        return Check("ratio", (f"“{heading}”", f"'{heading}'"), "open", sheet, cause=ratio.why)
    zh, en = "、".join(f"“{name}”" for name in absent), ", ".join(f"'{name}'" for name in absent)
    kind: Any = "sum" if ratio.measure else "ratio"
    return Check(
        kind,
        (f"“{heading}”", f"'{heading}'"),
        "open",
        sheet,
        cause=(f"没有{zh}这一列", f"there is no column {en}"),
    )
