"""The month in three lines, to paste into a chat: what happened, why, what to do. The report's own sentences."""

from __future__ import annotations

from typing import Final

from xl_fact.report.contract import texts_of
from xl_fact.report.model import Report

_WHAT: Final = ("headline",)
_WHY: Final = ("cause_sentence", "bridge_sentence", "why_sentence")
_NEXT: Final = ("next_sentence", "who_sentence")


def lines_of(report: Report) -> tuple[str, ...]:
    """What happened, why, and what to do, each in the words of the report.

    Parameters
    ----------
    report : Report

    Returns
    -------
    tuple of str
        Up to three lines; what the report doesn't say is left out.
    """
    texts = texts_of(report)
    found = (next((texts[name] for name in names if texts.get(name)), "") for names in (_WHAT, _WHY, _NEXT))
    return tuple(dict.fromkeys(line.replace("\n", " ").strip() for line in found if line.strip()))
