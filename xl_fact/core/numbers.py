"""Numbers as people and platforms write them: "1.2万", "￥3,000", "12.5%", "7.5w~10w".

One scalar parser, `parse`, is used by the cell functions and by the import of exports alike;
`parse_many` runs it over a column, each distinct text once.

What a comma or a dot means, when it could mean two things:

==========================  ===========================================================
``1,234``  ``12,345,678``   groups of three after a comma: thousands
``1,8``  ``12,50``          one comma, not three digits after it: a decimal comma
``0,125``  ``1234,567``     no thousands can be written so: a decimal comma
``9.467.316``               several dots: thousands (Vietnam, Indonesia)
``1.234``                   one dot: a decimal point
``98 054.62``               groups of three after a space: thousands
``₫100.000``  ``Rp12.500``  one dot and three digits in a currency without cents: thousands
``1.234,50``  ``1,234.50``  both: the last one is the decimal sign
==========================  ===========================================================

Everything else that does not fit (``1,23,4``, ``1.2.3``) is not a number.
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any, Literal, TypeAlias

import numpy as np
from numpy.typing import NDArray

RangeAs: TypeAlias = Literal["low", "middle", "high"]

MISSING = frozenset(
    {
        "",
        "-",
        "--",
        "---",
        "—",
        "——",
        "–",
        "−",
        "/",
        "\\",
        "null",
        "none",
        "nan",
        "na",
        "n/a",
        "#n/a",
        "nil",
        "无",
    }
)
"""How an export writes "no value", in lower case."""

UNITS = {
    "%": -2, "‰": -3, "百": 2, "千": 3, "万": 4, "萬": 4, "十万": 5, "百万": 6, "千万": 7, "亿": 8, "億": 8,
    "万亿": 12, "w": 4, "k": 3, "m": 6, "b": 9, "tr": 6, "triệu": 6, "tỷ": 9, "rb": 3, "jt": 6,
}  # fmt: skip
"""Units of scale and their power of ten: Chinese, English, Vietnamese, Indonesian."""

_BLANKS = (
    (0x09, 0x0D), (0x1C, 0x20), (0x85, 0x85), (0xA0, 0xA0), (0x1680, 0x1680), (0x2000, 0x200B), (0x2028, 0x2029),
    (0x202F, 0x202F), (0x205F, 0x205F), (0x3000, 0x3000), (0xFEFF, 0xFEFF),
)  # fmt: skip
SPACE = "".join(chr(code) for first, last in _BLANKS for code in range(first, last + 1))
"""Blank space, here and on every surface: what Unicode calls so, and two signs of no width."""
SPACES = "[" + "".join(rf"\u{first:04x}-\u{last:04x}" for first, last in _BLANKS) + "]"
"""The same as a pattern; languages differ in what they mean by a space."""
STRIP = f"{SPACE}'`"
"""What around a number or a word says nothing."""

_LAST = {"万": "e4", "亿": "e8", "%": "e-2", "w": "e4", "W": "e4", "k": "e3", "K": "e3", "元": ""}
"""The same for the commonest single last characters: the fast path of `parse`."""

NO_CENTS = {"₫", "đ", "vnd", "rp", "rp.", "idr"}
"""Currencies without cents, which group thousands by dots."""

_S = f"{SPACES}*"
_CURRENCY = (
    r"us\$|hk\$|s\$|nt\$|r\$|\$|¥|￥|£|€|₫|đ|₱|฿|rp\.?|rmb|rm|cny|usd|vnd|idr|myr|thb|php|sgd|gbp|eur|jpy|hkd"
)


def _number(n: int) -> str:
    """The pattern of one number; its groups end in `n`."""
    units = "|".join(sorted(map(re.escape, UNITS), key=len, reverse=True))
    return (
        rf"(?P<sign{n}>[+-]?){_S}(?P<before{n}>{_CURRENCY})?{_S}(?P<inner{n}>[+-]?)"
        rf"(?P<digits{n}>\d[\d.,]*|\.\d+)(?:e(?P<power{n}>[+-]?\d{{1,3}}))?"
        rf"{_S}(?P<unit{n}>{units})?{_S}(?P<after{n}>{_CURRENCY}|元|圆|块)?(?:[人次件单个位])?{_S}(?:\+|以上)?"
    )


TEXT = re.compile(
    rf"(?P<open>\()?{_S}{_number(1)}{_S}(?P<close>\))?(?:{_S}(?P<to>~|～|-|to|至|到){_S}{_number(2)})?"
)
_THOUSANDS = {mark: re.compile(rf"\d{{1,3}}(?:{re.escape(mark)}\d{{3}})+") for mark in ",."}
_COMMAS = re.compile(r"-?[1-9]\d{0,2}(?:,\d{3})+(?:\.\d*)?[万亿%wWkK元]?")
SPACED = re.compile(r"(?<![\d.,])\d{1,3}(?:[ \u00a0\u202f\u2009'’]\d{3})+(?!\d)")
PLAIN = str.maketrans({"〜": "~", "～": "~", "—": "-", "–": "-", "−": "-", "‐": "-", "－": "-"})


def is_missing(text: str) -> bool:
    """Whether a text says "no value" rather than a number.

    Parameters
    ----------
    text : str
        A cell's text, as it stands in the export.

    Returns
    -------
    bool

    Examples
    --------
    >>> is_missing("--"), is_missing(" N/A "), is_missing("null"), is_missing("0")
    (True, True, True, False)
    """
    return text in MISSING or text.strip(STRIP).lower() in MISSING


def parse(text: str, range_as: RangeAs = "middle") -> float:
    """Read one number written by a person or a platform.

    Understands thousands separators, currencies (¥ $ ₫ Rp RM ฿ …), 元, Chinese units (千 万 亿), w, K, M, B,
    Vietnamese Tr and tỷ, Indonesian rb and jt, per cent (as a decimal: 12.5% is 0.125), brackets for
    negatives, full-width characters, a trailing + ("525300+") and ranges ("7.5w~10w").

    Parameters
    ----------
    text : str
        The text of one cell.
    range_as : {"low", "middle", "high"}
        What a range stands for. A unit written once, after the upper bound, holds for both
        ("2.5~5万" is 25,000 to 50,000) unless the lower figure is the larger one ("6000~1万").

    Returns
    -------
    float
        NaN where the text marks a missing value ("", "-", "--", "/", "null", …).

    Raises
    ------
    ValueError
        When the text is no number: a word, a date ("2026-06-01"), a duration, a range upside down.

    Examples
    --------
    >>> parse("1.2万"), parse("346.95万"), parse("3.4亿"), parse("500w")
    (12000.0, 3469500.0, 340000000.0, 5000000.0)
    >>> parse("￥1,234.50"), parse("$6,438.91"), parse("(123)"), parse("９８７"), parse("12.5%")
    (1234.5, 6438.91, -123.0, 987.0, 0.125)
    >>> parse("7.5w~10w"), parse("7.5w~10w", "low"), parse("10%~15%", "high")
    (87500.0, 75000.0, 0.15)
    >>> parse("1,8Tr ₫"), parse("100K₫-500K₫"), parse("9.467.316"), parse("525300+")
    (1800000.0, 300000.0, 9467316.0, 525300.0)
    >>> parse("--")
    nan
    >>> parse("2026-06-01")
    Traceback (most recent call last):
    ...
    ValueError: not a number: '2026-06-01'
    """
    if text in MISSING:
        return math.nan
    try:
        if text[0] == "(" and text[-1] == ")" and "-" not in text and "+" not in text:
            return -_quick(text[1:-1])
        low, mark, high = text.partition("~")
        if not mark:
            return _quick(text)
        alike = (low[-1] == "%") == (high[-1] == "%")
        if alike and (low[-1] in _LAST or high[-1] not in _LAST):  # else the unit may hold for both
            bounds = _quick(low), _quick(high)
            if bounds[0] <= bounds[1]:
                return _chosen(*bounds, range_as, text)
    except (ValueError, IndexError):
        pass
    return _parse_slowly(text, range_as)


def _quick(text: str) -> float:
    """The commonest ways to write one number; a ValueError says nothing but "look closer"."""
    body = text[1:] if text[0] in "¥￥$" else text
    if "," in body:
        if not _COMMAS.fullmatch(body):
            raise ValueError
        body = body.replace(",", "")
    scale = _LAST.get(body[-1])
    if scale is None:
        value = float(body)
    else:
        if "e" in body or "E" in body:
            raise ValueError
        value = float(body[:-1] + scale)
    if "_" in body or value - value != 0:  # not finite
        raise ValueError
    return value


def _parse_slowly(text: str, range_as: RangeAs) -> float:
    """What `parse` does with a text that is more than digits and one unit."""
    plain = text.strip(STRIP).lower()
    if plain in MISSING:
        return math.nan
    plain = SPACED.sub(lambda run: "".join(c for c in run[0] if c.isdigit()), plain)
    match = TEXT.fullmatch(plain)
    if match is None:
        if any(unicodedata.category(sign) == "No" for sign in plain):  # "①" and "²" are signs, not digits
            raise ValueError(f"not a number: {text!r}")
        plain = unicodedata.normalize("NFKC", plain).translate(PLAIN).strip(STRIP).lower()
        if plain in MISSING:
            return math.nan
        match = TEXT.fullmatch(plain)
    if match is None or (match["open"] is None) != (match["close"] is None):
        raise ValueError(f"not a number: {text!r}")
    if match["open"] and (match["sign1"] or match["inner1"]):  # a bracket is a minus already
        raise ValueError(f"not a number: {text!r}")
    if match["to"] is None:
        low = _value(match, "1", match["unit1"], text)
        return -low if match["open"] else low
    return _range(match, text, range_as)


def _range(match: re.Match[str], text: str, range_as: RangeAs) -> float:
    """One bound of a range, or its middle."""
    dash = match["to"] == "-"
    if dash and any(len(d) > 1 and d[0] == "0" and d[1].isdigit() for d in match.group("digits1", "digits2")):
        raise ValueError(f"a date or a code, not a range of numbers: {text!r}")
    unit = match["unit1"]
    high = _value(match, "2", match["unit2"], text)
    if unit is None and match["unit2"] and _value(match, "1", None, text) <= _value(match, "2", None, text):
        unit = match["unit2"]
    if unit in ("%", "‰") and match["unit2"] != unit:
        raise ValueError(f"a range from per cent to something else: {text!r}")
    low = _value(match, "1", unit, text)
    if low > high or match["open"]:
        raise ValueError(f"a range whose lower bound is above its upper bound: {text!r}")
    return _chosen(low, high, range_as, text)


def _chosen(low: float, high: float, range_as: RangeAs, text: str) -> float:
    """The bound that is meant, or the middle."""
    if range_as != "middle":
        return high if range_as == "high" else low
    middle = (low + high) / 2
    if not math.isfinite(middle):
        raise ValueError(f"too large for a number: {text!r}")
    return middle


def _value(match: re.Match[str], n: str, unit: str | None, text: str) -> float:
    """The value of number `n` of a match, in `unit`."""
    sign, inner = match["sign" + n], match["inner" + n]
    if sign and inner:
        raise ValueError(f"not a number: {text!r}")
    no_cents = match["before" + n] in NO_CENTS or match["after" + n] in NO_CENTS
    digits = _decimal(match["digits" + n], no_cents and unit is None, text)
    power = int(match["power" + n] or 0) + (UNITS[unit] if unit else 0)
    value = float(f"{sign or inner}{digits}e{power}")
    if not math.isfinite(value):
        raise ValueError(f"too large for a number: {text!r}")
    return value


def _decimal(digits: str, no_cents: bool, text: str) -> str:
    """Digits with dots and commas as Python writes them; the table above says which is which."""
    comma, dot = digits.rfind(","), digits.rfind(".")
    if comma < 0 and dot < 0:
        return digits
    if comma >= 0 and dot >= 0:
        thousands, decimal = (",", ".") if dot > comma else (".", ",")
        whole, _, fraction = digits.rpartition(decimal)
        if _THOUSANDS[thousands].fullmatch(whole) and (
            fraction.isdigit() or (decimal == "." and not fraction)
        ):
            return whole.replace(thousands, "") + "." + fraction
        raise ValueError(f"thousands and decimal signs don't fit together: {text!r}")
    mark = "," if comma >= 0 else "."
    grouped = _THOUSANDS[mark].fullmatch(digits) is not None and not digits.startswith("0")
    if digits.count(mark) > 1:
        if grouped:
            return digits.replace(mark, "")
        raise ValueError(f"thousands are not in groups of three: {text!r}")
    if grouped and (mark == "," or no_cents):
        return digits.replace(mark, "")
    return digits.replace(",", ".")


def parse_many(
    values: Iterable[Any], range_as: RangeAs = "middle"
) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
    """Read a column of cells, each distinct text once.

    Parameters
    ----------
    values : iterable of cells
        Texts, numbers, None; anything else (a date, TRUE) is unreadable as a number.
    range_as : {"low", "middle", "high"}
        What a range stands for.

    Returns
    -------
    numbers : float64 array
        NaN where the value is missing or unreadable.
    unreadable : bool array
        True where there is something that is no number: missing cells are not unreadable.

    Examples
    --------
    >>> numbers, unreadable = parse_many(["1.2万", 5, None, "--", "第一名"])
    >>> numbers
    array([12000., 5., nan, nan, nan])
    >>> unreadable
    array([False, False, False, False, True])
    """
    if isinstance(values, np.ndarray) and values.dtype.kind in "fiu":
        return values.astype(np.float64), np.zeros(len(values), dtype=np.bool_)
    cells: Sequence[Any] = values if isinstance(values, list | tuple) else list(values)
    kinds = set(map(type, cells))
    if kinds == {float}:
        return np.fromiter(cells, dtype=np.float64, count=len(cells)), np.zeros(len(cells), dtype=np.bool_)
    keys = cells if kinds <= {str, float, int, type(None)} else [_key(cell) for cell in cells]
    sample = keys[:: max(1, len(keys) // 500)]
    if keys is cells and len(set(sample)) > 0.8 * len(sample):
        return _each(cells, range_as)
    distinct = dict(zip(keys, cells, strict=True))
    numbers, unreadable = _each(list(distinct.values()), range_as)
    place = dict(zip(distinct, range(len(distinct)), strict=True))
    places = np.fromiter(map(place.__getitem__, keys), dtype=np.intp, count=len(keys))
    return numbers[places], unreadable[places]


def _each(cells: Sequence[Any], range_as: RangeAs) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
    """Cells one by one: as far as Python's own `float` gets without stopping, then `_cell` for the one it stopped at."""
    numbers: list[float] = []
    unreadable: list[int] = []
    plain = {str, float, int, type(None)}.issuperset(map(type, cells)) and not any(
        "_" in cell for cell in cells if type(cell) is str
    )
    rest = iter(cells)
    for stops in range(len(cells) if plain else 0):
        try:
            numbers.extend(map(float, rest))
        except (TypeError, ValueError, OverflowError):  # the one it stopped at is taken from `rest`
            _append(cells[len(numbers)], range_as, numbers, unreadable)
        else:
            break
        if stops * 2 > len(numbers) + 50:  # a column of words: looking closer at once is faster
            break
    for cell in rest if plain else cells:
        if type(cell) is str:
            try:
                numbers.append(parse(cell, range_as))
            except ValueError:
                unreadable.append(len(numbers))
                numbers.append(math.nan)
        else:
            _append(cell, range_as, numbers, unreadable)
    result = np.array(numbers, dtype=np.float64)
    bad = np.zeros(len(cells), dtype=np.bool_)
    bad[unreadable] = True
    for place in np.flatnonzero(np.isinf(result)).tolist():  # "inf" is a word here
        if isinstance(cells[place], str):
            result[place], bad[place] = math.nan, True
    return result, bad


def _append(cell: Any, range_as: RangeAs, numbers: list[float], unreadable: list[int]) -> None:
    """Add one cell's number, and its place when it is none."""
    try:
        numbers.append(_cell(cell, range_as))
    except (ValueError, OverflowError):
        unreadable.append(len(numbers))
        numbers.append(math.nan)


def _key(cell: Any) -> Any:
    """A cell as a memo key: its kind belongs to it (TRUE is not 1), and a list goes by its text."""
    return cell if isinstance(cell, str) or cell is None else (type(cell).__name__, str(cell))


def _cell(cell: Any, range_as: RangeAs) -> float:
    """One cell as a number."""
    if isinstance(cell, str):
        return parse(cell, range_as)
    if cell is None:
        return math.nan
    if isinstance(cell, float | int | np.number | Decimal) and not isinstance(cell, bool):
        return float(cell)
    if type(cell).__name__ in {"NAType", "NaTType"}:  # how pandas marks a missing value
        return math.nan
    raise ValueError(f"not a number: {cell!r}")
