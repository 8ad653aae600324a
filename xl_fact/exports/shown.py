"""What Excel shows of a figure and its cell doesn't hold: the unit and the currency of its number format.

=====================  ==========================================================================
``0.0"万"``             12.5 is shown as 12.5万: it stands for 125,000
``0!.0,"万"``           125000 is shown as 12.5万: it stands for itself
``#,##0,"K"``          125000 is shown as 125K: it stands for itself
``#,##0,``             125000 is shown as 125: it stands for itself, below "千元" too
``[=0]"";0.0"万"``      what is shown of a nought is no unit: the next part counts
``¥#,##0``             an amount in yuan; below "USD" nobody knows
=====================  ==========================================================================
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, Final

from xl_fact.exports.columns import MEASURES
from xl_fact.exports.formats.headings import currency_of, split, unit_shown
from xl_fact.exports.proofs.record import Check, Reason
from xl_fact.exports.proofs.vocabulary import is_average, is_total
from xl_fact.exports.tables.styles import Formats
from xl_fact.texts import on_one_line

_TOKEN: Final = re.compile(
    r'"([^"]*)"|[\\!](.)|\[\$([^\]-]*)(?:-[^\]]*)?\]|\[[^\]]*\]|_.|\*.|(general)|(.)', re.IGNORECASE
)
_NOUGHT: Final = re.compile(r"\[=0(?:\.0*)?\]")
"""The condition of a part of a format that shows noughts alone."""

_DEAREST: Final = 50_000
"""Beyond so much for each order a unit isn't that of the amounts."""

_LOOK: Final = (
    "看一眼格子里存的数（编辑栏）是多少，再把格式和列名改成一个单位",
    "look at what the cells hold, and give the format and the heading one unit",
)

SHARED: Final = ({"USD", "SGD", "MXN", "HKD"}, {"CNY", "JPY"})
"""Currencies that are written alike: $ and ¥."""


def alike(one: str, other: str) -> bool:
    """Whether two currencies are the same, or written alike."""
    return one == other or any({one, other} <= shared for shared in SHARED)


@dataclass(frozen=True)
class Shown:
    """What a number format says of a figure.

    Attributes
    ----------
    scale : float
        By what the figure is divided to be shown.
    unit : float
        The unit behind it; 1 where there is none.
    currency : str
        Its code; "" where none is shown.
    """

    scale: float = 1.0
    unit: float = 1.0
    currency: str = ""


PLAIN: Final = Shown()


@cache
def shown_by(code: str) -> Shown:
    """What a number format says: the first of its parts that shows digits of a figure other than nought.

    Examples
    --------
    >>> shown_by('0.0"万"'), shown_by('0!.0,"万元"').scale, shown_by('[$US$-409]#,##0.00').currency
    (Shown(scale=1.0, unit=10000.0, currency=''), 10000.0, 'USD')
    >>> shown_by('#,##0,"K"'), shown_by('yyyy"年"m"月"') == shown_by('0.0%') == shown_by('#,##0.00_ ') == PLAIN
    (Shown(scale=1000.0, unit=1000.0, currency=''), True)
    >>> shown_by('[=0]"";0.0"万"') == shown_by('0.0"万"'), shown_by('0"."0,"万"') == shown_by('0!.0,"万"')
    (True, True)
    """
    return parts_of(code)[0]


@cache
def parts_of(code: str) -> tuple[Shown, ...]:
    """What each part of a number format says that shows digits; the part for noughts says nothing.

    Examples
    --------
    >>> [one.unit for one in parts_of('[<10000]0;0.0"万"')], len(parts_of('0.0"万";-0.0"万";0'))
    ([1.0, 10000.0], 2)
    """
    parts: list[list[tuple[str, ...]]] = [[]]
    conditions = [""]
    for token in _TOKEN.finditer(code):
        if token[5] == ";":
            parts.append([])
            conditions.append("")
            continue
        parts[-1].append(token.groups(""))
        if token[0].startswith("[") and token[0][1:2] in set("<>="):
            conditions[-1] = token[0].replace(" ", "")
    noughts = {n for n, told in enumerate(conditions) if _NOUGHT.fullmatch(told)}
    if not any(conditions):
        noughts.add(2)
    told = [_part(part) for n, part in enumerate(parts) if n not in noughts]
    return tuple(one for one in told if one is not None) or (PLAIN,)


def _part(tokens: list[tuple[str, ...]]) -> Shown | None:
    """What one part of a number format says; None where it shows no digit."""
    before, behind, digits, commas, point = "", "", 0, 0, -1
    for text, escaped, currency, general, sign in tokens:
        literal = text or escaped or currency
        if (sign and sign in "%％@") or (sign.isalpha() and sign.isascii()):
            return None if sign == "@" and not digits else PLAIN
        if general or (sign and sign in "0#?"):
            digits, commas, behind = digits + 1, 0, ""
        elif sign == ",":
            commas += 1
        elif (escaped or text) == "." and digits and point < 0:
            point = digits
        elif literal or sign in tuple("$¥￥€£₫฿₱₩"):
            word = literal or sign
            before, behind = (before, behind + word) if digits else (before + word, behind)
    if not digits:
        return None
    scale = 1000.0**commas * 10.0 ** (digits - point if 0 <= point < digits else 0)
    unit, told = unit_shown(behind)
    return Shown(scale, unit, told or currency_of(before.strip(" -+(")))


def beneath(formats: Formats, rows: Sequence[Sequence[Any]], headings: int) -> Formats:
    """The number formats of the figures below the headings, without plain ones of rows that sum or average the others.

    Parameters
    ----------
    formats : mapping
        As `xl_fact.exports.tables.styles` found them.
    rows : sequence of sequence
        The first rows of the sheet.
    headings : int
        The row of the headings, counted from 1.
    """
    sums = {n for n, row in enumerate(rows, 1) if any(is_total(cell) or is_average(cell) for cell in row)}
    found = {
        column: {
            code: kept
            for code, at in told.items()
            if (kept := tuple(row for row in at if row > headings and (code or row not in sums)))
        }
        for column, told in formats.items()
    }
    return {column: told for column, told in found.items() if any(told)}


@dataclass
class Seen:
    """What the number formats of a sheet say of its columns of figures.

    Parameters
    ----------
    formats : mapping
        As `xl_fact.exports.tables.styles` found them.
    """

    formats: Formats

    def __post_init__(self) -> None:
        self.doubts: list[Check] = []
        self.multiplied: set[int] = set()
        self.learned = ""

    def told(self, place: int) -> set[Shown]:
        """What the figures of a column are shown as."""
        return {shown_by(code) for code in self.formats.get(place, ())}

    def times(self, place: int, said: float, heading: str, key: str, sheet: str) -> float:
        """By what the figures of a column are to be multiplied, where its heading or whatever is in force says `said`."""
        shown = self.told(place)
        factors = {self._factor(one, said) for one in shown}
        if any(
            len({self._factor(one, 1.0) for one in parts_of(code)}) > 1
            for code in self.formats.get(place, ())
        ):
            factors.add(None)  # some of its figures are shown in one unit, others in another
        if len(factors) == 1 and None not in factors:
            factor = factors.pop() or 1.0
            if factor != 1 and said == 1:
                self.multiplied.add(place)
            return factor
        if shown:
            self._doubt(heading, key, sheet)
        return said

    @staticmethod
    def _factor(shown: Shown, said: float) -> float | None:
        """By what figures that are shown so are to be multiplied; None where what is shown and what is said don't agree."""
        if shown.unit != 1:
            agreed = said in {1.0, shown.unit} and shown.scale in {1.0, shown.unit}
            return shown.unit / shown.scale if agreed else None
        if shown.scale in {1.0, said}:
            return said / shown.scale
        return 1.0 if said == 1 else None

    def _doubt(self, heading: str, key: str, sheet: str) -> None:
        what = (
            f"列“{on_one_line(heading)}”的 Excel 数字格式写着的单位前后不一，或与列名不合，没有按它换算",
            f"column '{on_one_line(heading)}': the units of its Excel number formats differ, or aren't that of the heading; "
            "figures were not converted by them",
        )
        check = Check("cells", what, "fail", sheet, cause=_LOOK, measures=(key,))
        if check not in self.doubts:
            self.doubts.append(check)

    def currency(self, money: Mapping[int, str]) -> tuple[str, bool]:
        """The currency that the formats of the columns of money show, and whether every figure among them has it.

        Parameters
        ----------
        money : mapping
            Place → heading.
        """
        told = [shown.currency for place in money for shown in self.told(place)]
        codes = sorted({code for code in told if code})
        if not codes:
            return "", False
        whole = all(told) and all(place in self.formats for place in money)
        return codes[0], whole and all(alike(codes[0], code) for code in codes)

    def judge(
        self,
        money: Mapping[int, tuple[str, str]],
        heard: set[str],
        sheet: str,
        sums: Mapping[str, float],
        own: str = "",
    ) -> list[Check]:
        """What is said of formats that don't agree with what the facts are counted in.

        Parameters
        ----------
        money : mapping
            Place → heading and measure of each column of money.
        heard : set of str
            The currencies of the facts.
        sheet : str
        sums : mapping
            Measure → sum of what counts.
        own : str
            The currency that the kind of export is in where it says none.
        """
        found = list(self.doubts)
        other = {
            place: code
            for place, (heading, _) in money.items()
            for code in sorted({shown.currency for shown in self.told(place)} - {""})
            if not all(alike(code, told) for told in (heard | {split(heading)[1] or own}) - {""})
        }
        if other:
            place, code = next(iter(other.items()))
            counted = "、".join(sorted(heard - {""}))
            what = (
                f"列“{on_one_line(money[place][0])}”的 Excel 数字格式写着 {code}，这些金额按 {counted} 计",
                f"column '{on_one_line(money[place][0])}': its Excel number format shows {code}; amounts count in {counted}",
            )
            cause = (
                "是哪种货币就写进列名，如“成交金额(USD)”，或把数字格式改对",
                "write the currency into the heading, or mend the number format",
            )
            keys = tuple(dict.fromkeys(money[place][1] for place in other))
            found.append(Check("cells", what, "fail", sheet, cause=cause, measures=keys))
        things = next((key for key in ("orders", "items") if sums.get(key, 0.0) > 0), "")
        for place in sorted(self.multiplied & money.keys()):
            heading, key = money[place]
            if things and key.startswith("gmv_") and sums.get(key, 0.0) > _DEAREST * sums[things]:
                each, one = sums[key] / sums[things], "单" if things == "orders" else "件"
                heading = on_one_line(heading)
                what = (
                    f"列“{heading}”的单位只写在 Excel 数字格式里，换算后每{one}就有 {each:,.2f}，像是多乘了",
                    f"column '{heading}' has its unit in its Excel number format alone: multiplied by it, {each:,.2f} for "
                    "each is too much",
                )
                found.append(Check("cells", what, "fail", sheet, cause=_LOOK, measures=(key,)))
        return found

    def said(self, file: str, sheet: str) -> list[Reason]:
        """What is said of columns that were multiplied."""
        learned = (
            f"{file} [{sheet}] 金额的币种看 Excel 数字格式：{self.learned}",
            f"{file} [{sheet}]: the currency of its amounts is that of their Excel number format, {self.learned}",
        )
        notes = [learned] if self.learned else []
        if not self.multiplied:
            return notes
        return [
            *notes,
            (
                f"{file} [{sheet}] 有 {len(self.multiplied)} 列的单位只写在 Excel 数字格式里，已按它换算",
                f"{file} [{sheet}]: {len(self.multiplied)} columns have a unit in their Excel number format alone; figures "
                "were converted by it",
            ),
        ]


def money_of(taking: Mapping[int, str], texts: tuple[str, ...]) -> dict[int, tuple[str, str]]:
    """Place → heading and measure of the columns of money among those that are taken."""
    return {
        place: (texts[place], key) for place, key in sorted(taking.items()) if MEASURES[key].unit == "money"
    }
