"""What a channel's verdict asks for, told on the pages that speak well of it: where it is not to get more money."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from xl_fact.report.formula import At, Expression, Joined, Literal, Picked
from xl_fact.report.month import Month
from xl_fact.report.sections.profit import judged
from xl_fact.report.telling import NOTHING, sentence, where
from xl_fact.report.verdicts import NUMBERS, OWN
from xl_fact.words import Words

CAUTIOUS: Final = ("coupons", "unplaced", "wait", "convert", "slots", "cpm", "less", "stop")
"""The rules that ask for no more money, or for less."""


def caution(month: Month, letter: str) -> Expression:
    """A channel's verdict and its action, where it is a cautious one; nothing where it may get more or isn't judged."""
    if letter not in month.channels or not judged(month):
        return NOTHING
    row = list(month.channels).index(letter)
    told = sentence(
        month,
        "{name} 本月诊断“{word}”，{action}。",
        " {name} is rated '{word}' this month; {action}.",
        name=month.label(letter),
        word=At("pnl", "verdict", row),
        action=Picked("playbook", "action", At(OWN, "line", row)),
    )
    found: Expression = NOTHING
    for key in CAUTIOUS:
        found = where(At("pnl", "rule", row).equals(NUMBERS[key]), told, found)
    return found


def cautions(month: Month, letters: Iterable[str], first: Words) -> Expression:
    """The cautions of some channels after a few words; nothing where there are none."""
    found = Joined(tuple(caution(month, letter) for letter in letters))
    return where(found.equals(""), NOTHING, Joined((Literal(month.say(*first)), found)))
