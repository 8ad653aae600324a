"""What is judged, by key: the verdict on a channel or a work, the advice on a creator, the quadrant of a work.

A judgement travels as a `Term`: the word that stands in the cell, and the key that code asks for. Words are written
here and nowhere else; colours are looked up by key.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from xl_fact.report.month import Month
from xl_fact.words import Words

VERDICTS: Final = {
    "go": Words("加投", "Scale"),
    "cpm": Words("降CPM", "Lower CPM"),
    "convert": Words("补转化", "Lift CVR"),
    "stop": Words("停", "Stop"),
}
"""The four cells: profit now or not, slope or not."""
ADVICE: Final = {"again": Words("复投", "Scale up"), "bargain": Words("停或谈价", "Stop or bargain")}
"""On a creator who earned, or didn't."""
QUADRANTS: Final = {
    "neither": Words("双低", "both low"),
    "seen": Words("高曝光低转化", "seen, not sold"),
    "sells": Words("高转化低曝光", "sells, unseen"),
    "both": Words("双高", "both high"),
}
"""Of a work: exposure at or above the median, conversion at or above the pooled GPM."""


class Term(str):
    """A word of a judgement that knows its key."""

    key: str


def term(key: str, word: str) -> Term:
    """The word of a key."""
    found = Term(word)
    found.key = key
    return found


def terms(month: Month, words: Mapping[str, Words]) -> dict[str, Term]:
    """The words of a judgement in the report's language, by key."""
    return {key: term(key, month.say(*each)) for key, each in words.items()}


def key_of(value: Any) -> str:
    """The key of a judgement; empty where there is none."""
    return value.key if isinstance(value, Term) else ""
