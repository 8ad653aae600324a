"""What a cell shows: its value by its number format, as a text box that is linked to it repeats."""

from __future__ import annotations

import datetime
import re
from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal
from typing import Any, Final

from xl_fact.workbook.cell_text import number_text

_PIECE: Final = re.compile(
    r'"[^"]*"|\\.|_.|\*.|\[[^\]]*\]|general|am/pm|a/p|上午/下午|e[+-]|y+|m+|d+|h+|s+|a{3,}|.',
    re.IGNORECASE | re.DOTALL,
)
_CONDITION: Final = re.compile(r"\[(<=|>=|<>|<|>|=)(-?[0-9.]+)\]")
_MONTHS: Final = (
    "January February March April May June July August September October November December".split()
)
_DAYS: Final = "Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split()
_ZERO: Final = datetime.datetime(1899, 12, 30)


def displayed(value: Any, code: str) -> str:
    """A value by a number format.

    Parameters
    ----------
    value : float, str, bool, date or None
    code : str
        The format as the file has it, in its English spelling.

    Examples
    --------
    >>> displayed(1234.5, "¥#,##0"), displayed(-0.1234, "0.0%"), displayed(123456.0, '0\\\\.0,"万"')
    ('¥1,235', '-12.3%', '12.3万')
    >>> displayed(45000, "yyyy-mm-dd"), displayed(45000, 'm"月"d"日" aaaa'), displayed(2.5, "General")
    ('2023-03-15', '3月15日 星期三', '2.5')
    """
    if value is None:
        return ""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return str(value).upper()
    number = float(number_text(value))
    section, number = _section(code, number)
    pieces = [m[0] for m in _PIECE.finditer(section)]
    if not pieces:
        return ""
    if any(p.casefold() == "general" for p in pieces):
        shown = [_general(number) if p.casefold() == "general" else _literal(p) for p in pieces]
        return "".join(shown)
    if any(p[0] in "ymdhsYMDHS" for p in pieces) or any(re.fullmatch(r"(?i)\[[hms]+\]", p) for p in pieces):
        return _moment(pieces, number)
    return _number(pieces, number)


def _general(number: float) -> str:
    return f"{number:.10g}".replace("e", "E")


def _section(code: str, number: float) -> tuple[str, float]:
    """The part of a format that is for this number; what it shows the minus sign of is left to it."""
    parts: list[str] = [""]
    for found in _PIECE.finditer(code):
        if found[0] == ";":
            parts.append("")
        else:
            parts[-1] += found[0]
    conditions = [_CONDITION.search(part) for part in parts[:2]]
    if any(conditions):
        for part, condition in zip(parts, conditions, strict=False):
            if condition is None or _holds(number, condition[1], float(condition[2])):
                return part, number
        return parts[min(len(conditions), len(parts) - 1)], number
    if len(parts) > 2 and number == 0:
        return parts[2], number
    if len(parts) > 1 and number < 0:
        return parts[1], -number
    return parts[0], number


def _holds(number: float, sign: str, bound: float) -> bool:
    return {
        "<": number < bound,
        ">": number > bound,
        "=": number == bound,
        "<=": number <= bound,
        ">=": number >= bound,
        "<>": number != bound,
    }[sign]


def _literal(piece: str) -> str:
    """A piece of a format that stands for itself."""
    if piece[0] == '"':
        return piece.strip('"')
    if piece[0] == "\\":
        return piece[1:]
    if piece[0] == "_":
        return " "
    if piece[0] == "*":
        return ""
    if piece[0] == "[":
        return piece[2:-1].partition("-")[0] if piece.startswith("[$") else ""
    return piece


# -------------------------------------------------------------------- numbers
def _number(pieces: Sequence[str], number: float) -> str:
    places = [n for n, p in enumerate(pieces) if p in ("0", "#", "?")]
    if not places:
        return ("-" if number < 0 else "") + "".join(map(_literal, pieces))
    if any(p.casefold() in ("e+", "e-") or p == "/" for p in pieces):
        return _general(number)
    point = next((n for n, p in enumerate(pieces) if p == "."), len(pieces))
    whole = [n for n in places if n < point]
    parts = [n for n in places if n > point]
    last = whole[-1] if whole else -1
    grouped = any(p == "," and whole and whole[0] < n < last for n, p in enumerate(pieces))
    thousands = sum(
        p == "," and n > last and not any(m > n for m in places if m < point) for n, p in enumerate(pieces)
    )
    scale = Decimal(100) ** sum(p == "%" for p in pieces) / Decimal(1000) ** thousands
    exact = abs(Decimal(repr(number))) * scale
    rounded = exact.quantize(Decimal(1).scaleb(-len(parts)), ROUND_HALF_UP)
    left, _, right = f"{rounded:f}".partition(".")
    shown = _filled([pieces[n] for n in whole], left.lstrip("0"), grouped=grouped)
    used = dict(zip(whole, shown, strict=True))
    used |= dict(zip(parts, _decimals([pieces[n] for n in parts], right), strict=True))
    text = "".join(used.get(n, "" if p == "," else _literal(p)) for n, p in enumerate(pieces))
    return ("-" if number < 0 else "") + text


def _filled(places: Sequence[str], digits: str, *, grouped: bool) -> list[str]:
    """What stands at each place before the point, the first taking all that is left."""
    shown: list[str] = []
    count = 0
    for n, place in enumerate(reversed(places)):
        take = len(digits) if n == len(places) - 1 else 1
        piece = digits[len(digits) - take :] if take <= len(digits) and digits else ""
        digits = digits[: len(digits) - len(piece)]
        piece = piece or {"0": "0", "?": " "}.get(place, "")
        text = ""
        for digit in reversed(piece):
            text = digit + ("," if grouped and count and count % 3 == 0 and digit.isdigit() else "") + text
            count += 1
        shown.insert(0, text)
    return shown


def _decimals(places: Sequence[str], digits: str) -> list[str]:
    significant = len(digits.rstrip("0"))
    return [
        digit if n < significant or place == "0" else " " if place == "?" else ""
        for n, (place, digit) in enumerate(zip(places, digits, strict=True))
    ]


# -------------------------------------------------------------------- days and times
def _moment(pieces: Sequence[str], number: float) -> str:
    try:
        moment = _ZERO + datetime.timedelta(days=number)
    except OverflowError:
        return _general(number)
    if moment.microsecond >= 500_000:
        moment += datetime.timedelta(seconds=1)
    halves = any(p.casefold() in ("am/pm", "a/p", "上午/下午") for p in pieces)
    kinds = [p.lstrip("[")[:1].casefold() for p in pieces]
    shown = []
    for n, piece in enumerate(pieces):
        before = next((k for k in reversed(kinds[:n]) if k in ("y", "m", "d", "h", "s")), "")
        after = next((k for k in kinds[n + 1 :] if k in ("y", "m", "d", "h", "s")), "")
        shown.append(_unit(piece, moment, number, halves=halves, minute=before == "h" or after == "s"))
    return "".join(shown)


def _unit(piece: str, moment: datetime.datetime, number: float, *, halves: bool, minute: bool) -> str:
    size, kind = len(piece), piece[0].casefold()
    low = piece.casefold()
    if low in ("am/pm", "a/p", "上午/下午"):
        return piece.split("/")[moment.hour >= 12]
    if re.fullmatch(r"\[[hms]+\]", low):
        seconds = round(number * 86_400)
        return str(seconds // {"h": 3600, "m": 60, "s": 1}[low[1]])
    match kind:
        case "y":
            return f"{moment.year % 100:02}" if size < 3 else f"{moment.year}"
        case "m" if minute and size < 3:
            return f"{moment.minute:0{size}}"
        case "m":
            name = _MONTHS[moment.month - 1]
            return f"{moment.month:0{size}}" if size < 3 else name[:3] if size == 3 else name
        case "d":
            name = _DAYS[moment.weekday()]
            return f"{moment.day:0{size}}" if size < 3 else name[:3] if size == 3 else name
        case "a" if size >= 3:
            return ("星期" if size > 3 else "") + "一二三四五六日"[moment.weekday()]
        case "h":
            return f"{(moment.hour + 11) % 12 + 1 if halves else moment.hour:0{size}}"
        case "s":
            return f"{moment.second:0{size}}"
    return _literal(piece)
