"""Kinds of values: how a spreadsheet shows each, and how a difference of two."""

from __future__ import annotations

from typing import Final

from xl_fact.words import Words

PALETTES: Final[dict[str, Words]] = {
    "cn": Words("红涨绿跌", "red up, green down"),
    "west": Words("绿涨红跌", "green up, red down"),
    "colorblind": Words("蓝涨橙跌", "blue up, orange down"),
}
"""What up and down look like, in words."""

FORMATS: Final[dict[str, str]] = {
    "text": "@",
    "words": "@",
    "date": "yyyy-mm-dd",
    "money": "#,##0",
    "cents": "#,##0.00",
    "wan": '0\\.0,"万"',
    "million": '#,##0.0,,"M"',
    "tenths": "#,##0.0",
    "count": "#,##0",
    "mille": "#,##0.0",
    "ratio": "#,##0.00",
    "rate": "0.0%",
    "change": "+0.0%;-0.0%;0.0%",
    "points": '+0.0"pp";-0.0"pp";0.0"pp"',
    "fine": "0.00%",
    "signed": "+#,##0.0;-#,##0.0;0.0",
    "more": "+#,##0;-#,##0;0",
    "score": "0.0",
    "days": "0",
    "seconds": "0.0",
    "precise": "#,##0.00####",
    "moved": '"环比 ▲ 升 "0.0%;"环比 ▼ 降 "0.0%;"环比 持平"',
    "moved_points": '"环比 ▲ 升 "0.0"pp";"环比 ▼ 降 "0.0"pp";"环比 持平"',
    "moved_same": '"同日环比 ▲ 升 "0.0%;"同日环比 ▼ 降 "0.0%;"同日环比 持平"',
    "moved_same_points": '"同日环比 ▲ 升 "0.0"pp";"同日环比 ▼ 降 "0.0"pp";"同日环比 持平"',
    "moved_en": '"▲ up "0.0%" vs prior";"▼ down "0.0%" vs prior";"no change vs prior"',
    "moved_points_en": '"▲ up "0.0"pp vs prior";"▼ down "0.0"pp vs prior";"no change vs prior"',
    "moved_same_en": '"▲ up "0.0%" same days";"▼ down "0.0%" same days";"no change same days"',
    "moved_same_points_en": '"▲ up "0.0"pp same days";"▼ down "0.0"pp same days";"no change same days"',
}
"""Kinds of values and how a spreadsheet shows them."""

DIFFERENCES: Final[dict[str, str]] = {
    "money": "more",
    "count": "more",
    "mille": "signed",
    "tenths": "signed",
    "ratio": "signed",
    "rate": "points",
}
"""How the difference of two values of a kind is shown: signed, and points for rates."""

LEAST: Final[dict[str, float]] = {"change": 0.0005, "points": 0.05, "signed": 0.05, "money": 0.5}
"""Of each kind, what a figure must reach to show as anything but 0: less is told as none, and no change has a direction."""


def flat(value: float, kind: str) -> bool:
    """Whether a figure shows as 0.

    Examples
    --------
    >>> flat(0.0004, "change"), flat(-0.0005, "change"), flat(2.8e-15, "points")
    (True, False, True)
    """
    return abs(value) < LEAST[kind]


NUMERIC: Final = frozenset(FORMATS) - {"text", "words"}


def number_format(kind: str) -> str:
    """The number format of a kind."""
    return FORMATS[kind]
