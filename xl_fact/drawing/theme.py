"""Colours, fonts and number formats of a report: one place for all ink."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

FONT: Final = "微软雅黑"
FONT_EN: Final = "Calibri"

INK: Final = "1F2933"
MUTED: Final = "5F6B7A"
FAINT: Final = "E4E8EE"
PAPER: Final = "FFFFFF"
WASH: Final = "F5F7FA"
NAVY: Final = "16324F"
SKY: Final = "DCE8F5"
INPUT_INK: Final = "0000FF"
INPUT_PAPER: Final = "FFF9DB"

HUES: Final[dict[str, str]] = {
    "F": "2F6BB3",
    "A": "E0A100",
    "C": "F3DE9B",
    "T": "C0392B",
    "S": "1E7B70",
    "?": "8A94A0",
}
"""One hue each, in every chart and table: F blue, A yellow, T red and C pale yellow as the article draws them."""

ON_HUE: Final[dict[str, str]] = {"F": PAPER, "A": INK, "C": INK, "T": PAPER, "S": PAPER, "?": INK}
"""The letter on each hue, with enough contrast."""


@dataclass(frozen=True)
class Direction:
    """What up and down look like."""

    up: str
    down: str


DIRECTIONS: Final[dict[str, Direction]] = {
    "cn": Direction("C0392B", "1E7B4F"),
    "west": Direction("1E7B4F", "C0392B"),
    "colorblind": Direction("1F5FA8", "B45309"),
}
"""By palette."""

HEAT: Final[dict[str, str]] = {"cn": "E59B92", "west": "8CC4A3", "colorblind": "8DB3DD"}
"""The deepest paper of a heat map, by palette: the colour that is up, light enough for ink."""

NEUTRALS: Final[dict[str, str]] = {"ink": NAVY, "muted": MUTED, "light": "B8C7DB", "faint": FAINT}


LINK: Final = HUES["F"]


def hue(name: str, palette: str = "cn") -> str:
    """The colour of a channel's letter, of "up" and "down" in a palette, or of a neutral."""
    direction = DIRECTIONS[palette]
    return {**HUES, **NEUTRALS, "up": direction.up, "down": direction.down}[name]


PASS_INK: Final = "1E7B4F"
PASS_PAPER: Final = "DDF3E4"
FAIL_INK: Final = "9B1C1C"
FAIL_PAPER: Final = "FBE0DE"

VERDICTS: Final[dict[str, str]] = {
    "go": "DDF3E4",
    "fund": "DDF3E4",
    "again": "DDF3E4",
    "coupons": "FDEFD3",
    "unplaced": "FDEFD3",
    "keep": "E3ECFA",
    "wait": "E3ECFA",
    "slots": "FDEFD3",
    "less": "FDEFD3",
    "cpm": "FDEFD3",
    "convert": "E3ECFA",
    "stop": "FBE0DE",
    "bargain": "FBE0DE",
}
"""The paper of a verdict or an advice, by its key."""

TABS: Final[dict[str, str]] = {
    "about": MUTED,
    "result": NAVY,
    "analysis": HUES["F"],
    "reference": HUES["S"],
    "data": "B8C0CC",
}

LARGE: Final[dict[str, tuple[float, str]]] = {"zh": (1e4, "万"), "en": (1e6, "M")}
"""From where on the figures of an axis are told in a larger unit, and its sign."""
