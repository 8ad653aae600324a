"""The month in three lines, to paste into a chat: what happened, why, what to do. The report's own sentences."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import Final

from xl_fact.report.contract import texts_of, written
from xl_fact.report.model import Cards, Paragraph, Report, Section
from xl_fact.report.page import Band
from xl_fact.texts import is_wide, wrapped
from xl_fact.words import Words, say

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


COLUMNS: Final = 4
"""Columns of the sheet for a phone; a card takes two."""
WIDTH: Final = 17.5
"""Of each: the whole is 560 pixels wide, so that text of 10.5 points has nine on a phone of 390."""
_HEADLINE, _SENTENCE = 54, 70
"""Latin characters that a line of a headline and of a sentence has room for, with some to spare."""
_CARDS: Final = 8
_ACTIONS: Final = 3


def phone(report: Report) -> Report:
    """The first screen as one narrow sheet: the same cards two by two, the same sentences, the actions with most at stake.

    Parameters
    ----------
    report : Report

    Returns
    -------
    Report
        Of one section, for a picture.
    """
    overview, texts = report.section("overview"), texts_of(report)
    figures = [f for part in overview.parts if isinstance(part, Cards) for f in part.figures]
    shown = [f for f in figures if f.change or f.key == "check_shown"][:_CARDS]
    why, asked = next(((texts[name], _asked(overview, name)) for name in _WHY if texts.get(name)), ("", ""))
    next_ = _actions(report) or [texts.get("next_sentence") or texts.get("who_sentence", "")]

    def lines(text: str, room: float) -> str:
        return wrapped(text, room) if any(map(is_wide, text)) else text

    bands: list[Band] = [
        (Paragraph(lines(texts["headline"], _HEADLINE), "headline", columns=COLUMNS),),
        *((Cards(tuple(shown[n : n + 2])),) for n in range(0, len(shown), 2)),
        (Paragraph(asked or say(report.lang, "为什么", "Why"), "heading", columns=COLUMNS),),
        (Paragraph(lines(why, _SENTENCE), "sentence", columns=COLUMNS),),
        (Paragraph(say(report.lang, "做什么", "What to do"), "heading", columns=COLUMNS),),
        *((Paragraph(lines(line, _SENTENCE), "sentence", columns=COLUMNS),) for line in next_ if line),
    ]
    purpose = Words(*(" · ".join(text.split(" · ")[:2]) for text in overview.purpose))
    section = Section("overview", overview.title, "result", tuple(bands), purpose, WIDTH)
    return replace(report, sections=(section,))


def _asked(overview: Section, name: str) -> str:
    """The question that stands before a sentence on the first page; empty where none does."""
    for band in overview.bands:
        said = [part.text for part in band if isinstance(part, Paragraph)]
        if len(said) > 1 and said[-1] == f"{{{{{name}}}}}":
            return said[0]
    return ""


def _actions(report: Report) -> list[str]:
    """The actions with most money at stake, one a line."""
    if not any(table.key == "actions" for table in report.tables):
        return []
    keys = ("channel", "verdict", "amount", "about", "action")
    rows = list(zip(*(report.values.column("actions", key) for key in keys), strict=True))
    known = sorted((row for row in rows if math.isfinite(row[2])), key=lambda row: -row[2])
    unit = report.table("actions").column("amount").heading.text(report.lang)
    unit = unit[unit.find(say(report.lang, "（", "(")) + 1 : -1]
    return [
        say(
            report.lang,
            f"{channel} · {verdict}（{about} {written(amount, 'money')} {unit}）：{action}",
            f"{channel} · {verdict} ({about} {unit} {written(amount, 'money')}): {action}",
        )
        for channel, verdict, amount, about, action in known[:_ACTIONS]
    ]
