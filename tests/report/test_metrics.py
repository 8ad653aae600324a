"""A metric is declared once: words are looked up at the last moment, the least cost holds for every return."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

import pytest

from report import invented
from xl_fact.core.catalogue import FUNCTIONS
from xl_fact.drawing import theme
from xl_fact.drawing.ink import marks
from xl_fact.engine.everything import everything
from xl_fact.report import specimen as shown
from xl_fact.report.formula import Only
from xl_fact.report.kinds import FORMATS
from xl_fact.report.metrics import METRICS
from xl_fact.report.model import Report
from xl_fact.report.ratios import OnSpend
from xl_fact.report.sections import PAGES
from xl_fact.report.verdicts import ADVICE, OUTCOMES, QUADRANTS, VERDICTS
from xl_fact.words import Lang, Words


def report(lang: Lang = "zh") -> Report:
    """The report of everything, made anew."""
    return shown.specimen.__wrapped__(lang)


def said(made: Report) -> Iterator[tuple[str, Any]]:
    """Everything a report says, with where it says it: texts, headings, titles, and the values of its cells."""
    yield from made.texts.items()
    for section in made.sections:
        for figure in section.figures:
            yield f"{figure.key} name", figure.name.text(made.lang)
            yield f"{figure.key} note", figure.note and figure.note.text(made.lang)
            yield f"{figure.key}", made.values.figure(figure.key)
        for chart in section.charts:
            yield f"{chart.key} axes", chart.axes
        for number, part in enumerate(section.parts):
            yield f"{section.key} {number}", getattr(part, "text", None)
        for table in section.tables:
            yield f"{table.key} title", table.title.text(made.lang)
            for column in table.columns:
                yield f"{table.key} {column.key} heading", column.heading.text(made.lang)
                yield f"{table.key} {column.key}", list(made.values.column(table.key, column.key))
                yield f"{table.key} {column.key} total", made.values.total(table.key, column.key)


NEW = "〔新〕"


def renamed(value: Any, words: Mapping[str, str]) -> Any:
    """What was said, were each new word the old one."""
    if isinstance(value, str):
        for new, old in words.items():
            value = value.replace(new, old)
        return value
    if isinstance(value, list | tuple):
        return [renamed(each, words) for each in value]
    return "NaN" if isinstance(value, float) and math.isnan(value) else value


def only_the_words_change(before: Report, after: Report, words: Mapping[str, str]) -> dict[str, int]:
    """In how many places a report says each new word; it differs in nothing else."""
    old, new = dict(said(before)), dict(said(after))
    assert old.keys() == new.keys()
    for place, value in new.items():
        assert renamed(value, words) == renamed(old[place], {}), place
    assert before.passed == after.passed
    return {word: sum(word in str(value) for value in new.values()) for word in words}


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_word_of_a_judgement_changes_only_that_word(monkeypatch: pytest.MonkeyPatch, lang: Lang) -> None:
    """Each is another, all at once: what a place says tells which of them it looked up."""
    before, old = report(lang), {}
    for words in (VERDICTS, ADVICE, QUADRANTS, OUTCOMES):
        for key, word in list(words.items()):
            new = f"〔新{len(old)}〕"
            old[new] = word.text(lang)
            monkeypatch.setitem(words, key, Words(new, new))
    after = report(lang)
    held = {str(v) for t in before.tables for c in t.columns for v in before.values.column(t.key, c.key)}
    for new, places in only_the_words_change(before, after, old).items():
        assert places or old[new] not in held, old[new]


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_word_of_a_heading_changes_only_that_word(monkeypatch: pytest.MonkeyPatch, lang: Lang) -> None:
    before, old = report(lang), {}
    for key, metric in list(METRICS.items()):
        zh, en = (re.match(r"(?:\{after\})?([^（({·]+)", text) for text in (metric.zh, metric.en))
        if not (zh and en):  # the base and the orders are called as the month calls them
            assert key in ("base", "gpm_base", "orders")
            continue
        if key in ("gpm_gmv", "gpm_cost"):  # of a base that some carriers lack only
            continue
        new = f"〔新{len(old)}〕"
        old[new] = (zh if lang == "zh" else en)[1]
        changed = replace(metric, zh=metric.zh.replace(zh[1], new, 1), en=metric.en.replace(en[1], new, 1))
        monkeypatch.setitem(METRICS, key, changed)
    for new, places in only_the_words_change(before, report(lang), old).items():
        assert places, old[new]


@pytest.mark.parametrize("kind", ["verdict", "quadrant", "outcome"])
def test_colours_follow_a_renamed_word(monkeypatch: pytest.MonkeyPatch, kind: str) -> None:
    before = list(marks(kind, "cn"))
    told: Any = {"verdict": (VERDICTS, "go"), "quadrant": (QUADRANTS, "sells"), "outcome": (OUTCOMES, "lost")}
    words, key = told[kind]
    old = words[key]
    monkeypatch.setitem(words, key, Words(NEW, "anew"))
    after = list(marks(kind, "cn"))
    assert [(test.replace(NEW, old.zh).replace("anew", old.en), *inks) for test, *inks in after] == before
    assert after != before
    assert theme.VERDICTS.keys() == {*VERDICTS, *ADVICE}


# -------------------------------------------------------------------- what is declared
@pytest.mark.parametrize("key", METRICS)
def test_a_metric_is_whole(key: str) -> None:
    metric = METRICS[key]
    assert metric.kind in FORMATS
    assert metric.asks, "on what two of it must agree"
    if metric.function is not None:
        assert FUNCTIONS[metric.function.name] is metric.function
        for column in metric.columns.values():
            if column in METRICS:
                assert metric.asks >= METRICS[column].asks
    assert metric.floor or metric.function is not None


def test_only_what_agrees_in_money_and_base_is_compared() -> None:
    """The month before in another currency, or on another base: its money, or its GPM, is no match."""
    from xl_fact.engine.books import Books
    from xl_fact.report.cutting import of_month

    month = of_month(Books(everything_of("CNY")), invented.BRAND, shown.MONTH, "zh")
    dollars = of_month(Books(everything_of("USD")), invented.BRAND, shown.MONTH, "zh")
    assert METRICS["gmv"].compares(month, month)
    assert not METRICS["gmv"].compares(month, dollars)
    assert not METRICS["roi"].compares(month, dollars)
    assert METRICS["orders"].compares(month, dollars)
    assert not METRICS["gpm"].compares(month, replace(month, base="plays"))
    assert METRICS["aov"].compares(month, replace(month, base="plays"))


def everything_of(currency: str) -> Any:
    import datetime

    return everything(datetime.date.fromisoformat(f"{shown.MONTH}-01"), currency)


def test_a_page_is_one_file_and_its_entry() -> None:
    assert len({page.key for page in PAGES}) == len(PAGES)
    made = report()
    assert [section.key for section in made.sections] == [page.key for page in PAGES]


# -------------------------------------------------------------------- the least cost
def test_every_return_of_the_report_asks_for_the_least_cost() -> None:
    """A column that divides by a cost is an `OnSpend`, but for the price of traffic, the share of a cost, a mean a day.

    The slope and the room divide by a benchmark and by the break-even; the swing of a marginal ROI stands beside one; a
    campaign's break-even divides by what its lift left.
    """
    made = report()
    apart = {("pnl", "slope"), ("pnl", "room"), ("weeks", "swing"), ("campaign_verdicts", "least")}
    for table in made.tables:
        for column in table.columns:
            if (table.key, column.key) in apart:
                continue
            if column.kind in ("ratio", "tenths") and table.key not in ("changes", "who", "example"):
                formula = column.formula.then if isinstance(column.formula, Only) else column.formula
                assert isinstance(formula, OnSpend), (table.key, column.key)


@pytest.mark.parametrize(("more", "told"), [(0.01, None), (14.28, None), (14.29, 400 / 14.29), (200.0, 2.0)])
def test_a_marginal_roi_asks_that_the_spend_change_enough(more: float, told: float | None) -> None:
    """From the 22nd on 400 more are sold a day for `more` yuan a day: 600.00 → 600.01 is no marginal ROI of 40,000.

    The least cost, 100, is asked of what the week of 7 days spent more.
    """
    frame = invented.frame()
    late = frame["date"].dt.day >= 22
    live = frame["carrier"] == "直播"
    frame.loc[late & live & (frame["role"] == "accounts"), "cost"] += more
    frame.loc[late & live & (frame["role"] == "sales"), "gmv_paid"] += 400
    made = invented.report(replace(invented.BRAND, campaigns=()), facts_of=frame)
    last = made.values.column("weeks", "marginal")[-1]
    if told is None:
        assert math.isnan(last)
        assert "边际" not in made.texts["spend_sentence"]
    else:
        assert last == pytest.approx(told)
        assert f"这部分的边际 ROI {told:.2f}" in made.texts["spend_sentence"]
