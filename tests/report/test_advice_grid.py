"""No two pages give opposite advice for one thing: invented months by the hundred, read from the cells of the workbook.

The workbook of an invented fortnight is written once for each way in which commission is told; each month types other amounts
into its data, its list of creators and its settings, IronCalc works it out, and the pages are read as a person reads them. What
is right is worked out here by plain arithmetic on the amounts typed, never by the package. Sentences are told over the same
amounts by the pages that print them, and the cells say them too.
"""

from __future__ import annotations

import dataclasses
import itertools
import math
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import ironcalc
import numpy as np
import openpyxl
import pytest
from openpyxl.utils import range_boundaries

from report import invented
from xl_fact.brand import Economics, Strengths, Targets
from xl_fact.drawing import template as house
from xl_fact.engine.books import Books
from xl_fact.filling.write import write_report
from xl_fact.report.build import from_facts
from xl_fact.report.contract import SIGN
from xl_fact.report.cutting import of_month
from xl_fact.report.history import with_history
from xl_fact.report.model import Ledger, Report
from xl_fact.report.month import Month
from xl_fact.report.sections import PAGES

CHANNELS = {"F 自播": ("自营", "直播"), "A 达人矩阵": ("合作", "短视频"), "S 搜索商城": ("自营", "商品卡")}
DAYS = 14
MORE, LESS = {"加投", "可加投", "复投"}, {"少投流", "停", "降CPM", "停或谈价"}
LIVE = ("headline", "next_sentence", "fit_sentence", "spend_sentence", "verdict_legend")
"""Sentences that follow all that is typed; in the others what only facts decide is said as it was."""
STRENGTHS = Strengths(content=8, brand=5, product=6, price=4)


@dataclass(frozen=True)
class Case:
    """One invented fortnight: of each channel what a day of it sells and costs, how the second week differs, and the settings."""

    gmv: dict[str, float]
    refund: dict[str, float]
    base: dict[str, float]
    cost: dict[str, float]
    commission: dict[str, float]
    margin: float
    benchmark: float
    rise: float  # spend of the second week against the first
    yields: float  # what the added yuan brings

    def day(self, channel: str, week: int) -> dict[str, float]:
        """The amounts of one day."""
        more = self.cost[channel] * (self.rise - 1) if week == 2 else 0.0
        return {
            "gmv": self.gmv[channel] + more * self.yields,
            "refund": self.refund[channel],
            "base": self.base[channel],
            "cost": self.cost[channel] + more,
            "commission": self.commission[channel],
        }

    def whole(self, channel: str, key: str) -> float:
        return 7 * (self.day(channel, 1)[key] + self.day(channel, 2)[key])


def cases(planned: bool) -> Iterator[Case]:
    """Every corner of margin, ROI, refunds, commission and slope, and hundreds drawn at random."""
    rng = np.random.default_rng(11 + planned)
    corners = itertools.product(
        (0.05, 0.3, 0.7), (0.0, 0.8, 2.0, 4.62), (0.0, 0.2), (0.0, 0.2, 0.5), (50.0, 500.0)
    )
    for number, (margin, roi, refund, rate, benchmark) in enumerate(corners):
        rise = (0.7, 1.5)[number % 2]
        yield _case(rng, margin, [roi, 2.0, roi], [refund] * 3, rate, benchmark, rise, planned)
    for _ in range(150):
        roi = [float(x) for x in rng.choice([0.0, 0.5, 1.0, 1.9, 2.4, 3.5, 6.0, 20.0], 3)]
        refund = [float(x) for x in rng.uniform(0, 0.6, 3)]
        yield _case(
            rng, float(rng.uniform(0, 0.9)), roi, refund, float(rng.uniform(0, 0.6)), float(rng.uniform(20, 900)),
            float(rng.choice([0.5, 0.99, 1.0, 1.02, 1.3, 2.0])), planned,
        )  # fmt: skip


def _case(
    rng: Any,
    margin: float,
    roi: list[float],
    refund: list[float],
    rate: float,
    benchmark: float,
    rise: float,
    planned: bool,
) -> Case:
    gmv = {name: float(g) for name, g in zip(CHANNELS, rng.uniform(500, 50_000, 3), strict=True)}
    back = {name: gmv[name] * r for name, r in zip(CHANNELS, refund, strict=True)}
    paid = rate * (gmv["A 达人矩阵"] - back["A 达人矩阵"])
    return Case(
        gmv,
        back,
        {name: gmv[name] * 1_000 / g for name, g in zip(CHANNELS, rng.uniform(30, 800, 3), strict=True)},
        {name: gmv[name] / r if r else 0.0 for name, r in zip(CHANNELS, roi, strict=True)},
        {"F 自播": 0.0, "A 达人矩阵": rate if planned else paid, "S 搜索商城": 0.0},
        margin,
        benchmark,
        rise,
        float(rng.choice([0.0, 0.5, 1.5, 4.0])),
    )


class Pages:
    """A written workbook whose amounts are typed over, and the sentences of its pages over the same amounts."""

    def __init__(self, folder: Path, *, planned: bool):
        self.planned = planned
        days = invented.DAYS[:DAYS]
        frame = invented.frame(days)
        partner = (frame["carrier"] == "短视频") & (frame["role"] == "accounts")
        frame.loc[partner, "cost"] = 10.0
        if planned:
            frame["commission"] = np.nan
        self.brand = replace(
            invented.BRAND,
            campaigns=(),
            strengths=STRENGTHS,
            targets=Targets(gpm=100),
            economics=Economics(margin=0.5, commission_rate=0.1),
        )
        books = Books(frame)
        self.month: Month = with_history(of_month(books, self.brand, invented.MONTH, "zh"), books)
        self.report: Report = from_facts(frame, (), self.brand, invented.MONTH)
        path = write_report(self.report, folder / f"grid{planned}.xlsx").path
        self.book = ironcalc.load_from_xlsx(str(path), "en", "UTC", "en")
        read = openpyxl.load_workbook(path)
        self.sheets = read.sheetnames
        self.tables = {
            name.removeprefix("xf_"): (self.sheets.index(sheet.title), range_boundaries(table.ref))
            for sheet in read
            for name, table in ((n, sheet.tables[n]) for n in sheet.tables)
        }
        self.names = {name: one.attr_text.split("!") for name, one in read.defined_names.items()}
        template = folder / f"template{planned}.xlsx"
        template.write_bytes(house.draw(self.report))
        self.sentences = {
            sign[1]: (self.sheets.index(sheet.title), cell.row, cell.column)
            for sheet in openpyxl.load_workbook(template)
            for row in sheet.iter_rows()
            for cell in row
            if isinstance(cell.value, str) and (sign := SIGN.fullmatch(cell.value))
        }
        self.rows = list(
            zip(*(self.report.values.column("data", key) for key in ("date", "channel")), strict=True)
        )

    # ------------------------------------------------------------ places
    def place(self, table: str, key: str, row: int) -> tuple[int, int, int]:
        sheet, (left, top, _, _) = self.tables[table]
        number = [column.key for column in self.report.table(table).columns].index(key)
        return sheet, top + 1 + row, left + number

    def figure(self, key: str) -> tuple[int, int, int]:
        sheet, address = self.names[f"xf_{key}"]
        column, row, _, _ = range_boundaries(address)
        return self.sheets.index(sheet.strip("'")), row, column

    def read(self, table: str, key: str, rows: int = len(CHANNELS)) -> list[Any]:
        return [self.book.get_cell_value(*self.place(table, key, row)) for row in range(rows)]

    # ------------------------------------------------------------ one month
    def enter(self, case: Case) -> None:
        """Type a month into data, list of creators and settings, and work it out."""
        for row, (day, channel) in enumerate(self.rows):
            for key, amount in case.day(channel, 1 if day.day <= 7 else 2).items():
                if self.report.table("data").has(key):
                    self.book.update_cell_with_number(*self.place("data", key, row), amount)
        for key in ("gmv", "refund", "cost", "commission"):
            column = next((c for c in self.report.table("creators").columns if c.key == key), None)
            if column is not None and column.formula is None:
                self.book.update_cell_with_number(
                    *self.place("creators", key, 0), case.whole("A 达人矩阵", key)
                )
        if self.report.table("weeks").has("swing"):  # within a week of the grid every day sells the same
            self.book.update_cell_with_number(*self.place("weeks", "swing", 1), 0.0)
        for key, value in self.settings(case).items():
            self.book.update_cell_with_number(*self.figure(key), value)
        self.book.evaluate()

    def settings(self, case: Case) -> dict[str, float]:
        found = {
            "margin": case.margin,
            "target_gpm": case.benchmark,
            "creators_gmv": case.whole("A 达人矩阵", "gmv"),
        }
        return found | ({"commission_rate": case.commission["A 达人矩阵"]} if self.planned else {})

    def texts(self, case: Case) -> tuple[dict[str, str], Ledger]:
        """The sentences of the pages over the month's amounts."""
        given = {
            "data": {
                key: [case.day(name, 1 if day.day <= 7 else 2)[key] for day, name in self.rows]
                for key in ("gmv", "refund", "base", "cost", "commission")
            },
            "weeks": {"swing": [math.nan, 0.0]},
            "creators": {
                key: [case.whole("A 达人矩阵", key)] for key in ("gmv", "refund", "cost", "commission")
            },
        }
        settings, ledger = self.settings(case), Ledger()
        for section in self.report.sections:
            for table in section.tables:
                new = {key: values for key, values in given.get(table.key, {}).items() if key in table.given}
                ledger.enter(dataclasses.replace(table, given={**table.given, **new}))
            for figure in section.figures:
                known = figure.key in settings and figure.formula is None
                ledger.enter(dataclasses.replace(figure, given=settings[figure.key]) if known else figure)
        economics = Economics(case.margin, settings.get("commission_rate", 0.1))
        month = replace(self.month, brand=replace(self.brand, economics=economics))
        keys = {section.key for section in self.report.sections}
        told = {n: t for page in PAGES if page.key in keys for n, t in page.tell(month, ledger).items()}
        return {n: t if isinstance(t, str) else str(t.value(ledger)) for n, t in told.items()}, ledger


def truth(case: Case, *, planned: bool) -> dict[str, dict[str, float]]:
    """Profit before and after ads of each channel, by plain arithmetic."""
    found = {}
    for name in CHANNELS:
        gmv, refund, cost = (case.whole(name, key) for key in ("gmv", "refund", "cost"))
        net = gmv - refund
        paid = case.commission[name] * net if planned else case.whole(name, "commission")
        earned = net * case.margin - paid
        found[name] = {
            "earned": earned,
            "result": earned - cost,
            "cost": cost,
            "gmv": gmv,
            "base": case.whole(name, "base"),
        }
    return found


def close(a: Any, b: float) -> bool:
    return isinstance(a, int | float) and abs(a - b) <= 1e-6 * max(1.0, abs(b))


def contradictions(pages: Pages, case: Case) -> list[str]:
    """What one page says against another, or against the amounts; empty where all agree."""
    found: list[str] = []

    def hold(right: bool, *what: Any) -> None:
        if not right:
            found.append(" ".join(map(str, what)))

    pages.enter(case)
    right = truth(case, planned=pages.planned)
    verdicts = [
        dict(zip(CHANNELS, pages.read(t, "verdict"), strict=True)) for t in ("compare", "pnl", "actions")
    ]
    results = [dict(zip(CHANNELS, pages.read(t, "result"), strict=True)) for t in ("pnl", "actions")]
    words, amounts = verdicts[0], dict(zip(CHANNELS, pages.read("actions", "amount"), strict=True))
    actions = dict(zip(CHANNELS, pages.read("actions", "action"), strict=True))
    texts, ledger = pages.texts(case)
    for name, line in right.items():
        word, earned, result = words[name], line["earned"], line["result"]
        hold(len({each[name] for each in verdicts}) == 1, name, "verdicts", [each[name] for each in verdicts])
        hold(
            all(close(each[name], result) for each in results),
            name,
            "profit",
            [e[name] for e in results],
            result,
        )
        hold(not (word in MORE and result <= 0), name, word, "though it loses", result)
        hold(not (word == "停" and earned > 0), name, "is stopped though it earns", earned)
        hold(word == "停" or earned > 0, name, word, "though it loses before ads", earned)
        hold(not (earned > 0 and re.search("^停|停下|停掉", str(actions[name]))), name, actions[name])
        thin = (
            word == "降CPM" and earned < 1.1 * line["cost"]
        )  # it earns before ads what they cost, and hardly more
        hold(not (word in LESS and result > 0 and not thin), name, word, "though it earns", result)
        hold(not (word in MORE and earned < 1.1 * line["cost"]), name, word, "with hardly any room")
        stake = {"停": line["cost"], "少投流": -result, "降CPM": line["cost"] - earned / 1.1}.get(
            word,
            (case.benchmark - line["gmv"] / line["base"] * 1_000) * line["base"] / 1_000
            if word == "补转化"
            else result,
        )
        hold(close(amounts[name], stake), name, word, "names", amounts[name], "for", stake)
        told = ledger.column("pnl", "verdict")[list(CHANNELS).index(name)]
        hold(told == word, name, "cells say", word, "the sentences rest on", str(told))
        hold(
            f"{name} {word}" in texts["next_sentence"] or f"给 {name}（{word}）" in texts["next_sentence"],
            name,
            "next",
            word,
        )
    for name in LIVE:
        cell = pages.book.get_cell_value(*pages.sentences[name])
        hold(cell == texts[name], name, "the cell says", cell, "told", texts[name])
    # creators: the one creator is all of A; to book one again who earns asks for no dear traffic
    advice, partner = pages.read("creators", "advice", 1)[0], right["A 达人矩阵"]
    hold(close(pages.read("creators", "result", 1)[0], partner["result"]), "creator's profit")
    hold(
        not (advice in MORE and words["A 达人矩阵"] in LESS and partner["result"] <= 0),
        "creator",
        advice,
        "channel",
        words["A 达人矩阵"],
    )
    hold(
        not (advice in LESS and words["A 达人矩阵"] in MORE),
        "creator",
        advice,
        "channel",
        words["A 达人矩阵"],
    )
    hold(
        not (advice == "停或谈价" and partner["earned"] > 0),
        "creator stopped though it earns",
        partner["earned"],
    )
    # the shop
    whole = sum(line["result"] for line in right.values())
    for name in ("headline", "spend_sentence"):
        hold(
            not ("花得值" in texts[name] or "钱花得值" in texts[name]) or whole > -0.01,
            name,
            "worth it at",
            whole,
        )
        hold("不够本" not in texts[name] or whole < 0.01, name, "not worth it at", whole)
    sign = "赚" if whole > 0 else "亏"
    hold(f"，{sign} " in texts["profit_sentence"], "profit sentence", texts["profit_sentence"], whole)
    best = re.match(r"下一笔钱先给 (\S+ \S+?)（", texts["next_sentence"])
    hold(bool(best) == any(word in MORE for word in words.values()), "next", texts["next_sentence"], words)
    if best:
        hold(words[best[1]] in MORE, "the next money goes to", best[1], words[best[1]])
        hold(
            "再加不划算" not in texts["spend_sentence"] or "总花费先不加" in texts["next_sentence"],
            texts["spend_sentence"],
        )
    hold("边际" not in texts["spend_sentence"] or case.rise > 1, "a marginal ROI of falling spend")
    # strengths: where effort goes and the month says less, the page says so
    most = re.search(r"精力最多给 (\S+ \S+?)（", texts["fit_sentence"])
    assert most is not None
    hold(
        words.get(most[1]) not in LESS or f"{most[1]} 本月诊断" in texts["fit_sentence"],
        "effort to",
        most[1],
        words,
    )
    return found


@pytest.fixture(scope="module", params=[False, True], ids=["paid", "planned"])
def pages(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Pages:
    return Pages(tmp_path_factory.mktemp("grid"), planned=request.param)


def test_no_two_pages_give_opposite_advice(pages: Pages) -> None:
    """294 months each way, 588 in all; every verdict comes up."""
    seen: set[str] = set()
    many = list(cases(pages.planned))
    for case in many:
        assert not contradictions(pages, case), case
        seen |= set(pages.read("compare", "verdict"))
    assert len(many) == 294
    assert seen == {"加投", "可加投", "补转化", "保持", "降CPM", "少投流", "停"}


def typed(table: str, key: str, text: str) -> Callable[[Pages], None]:
    """Someone's formula that says something else on one page."""
    return lambda pages: pages.book.set_user_input(*pages.place(table, key, 0), text)


@pytest.mark.parametrize(
    ("broken", "told"),
    [
        (typed("actions", "verdict", "停"), "verdicts"),
        (typed("compare", "verdict", "加投"), "verdicts"),
        (typed("actions", "action", "停下付费"), "停下付费"),
        (typed("actions", "result", "1"), "profit"),
        (typed("actions", "amount", "0"), "names"),
        (typed("creators", "advice", "复投"), "creator 复投 channel"),
        (typed("pnl", "rule", "=9"), "is stopped though it earns"),
        (lambda pages: pages.book.set_user_input(*pages.sentences["headline"], "卖得不错"), "the cell says"),
    ],
    ids=["actions", "compare", "words", "profit", "amount", "creator", "rule", "sentence"],
)
def test_a_page_that_contradicts_is_found(broken: Callable[[Pages], None], told: str, tmp_path: Path) -> None:
    """Each kind of contradiction is put into a page, and the check names it."""
    pages = Pages(tmp_path, planned=False)
    case = Case(
        gmv=dict.fromkeys(CHANNELS, 10_000.0),
        refund=dict.fromkeys(CHANNELS, 1_000.0),
        base=dict.fromkeys(CHANNELS, 100_000.0),
        cost={"F 自播": 5_000.0, "A 达人矩阵": 5_000.0, "S 搜索商城": 1_000.0},
        commission={"F 自播": 0.0, "A 达人矩阵": 900.0, "S 搜索商城": 0.0},
        margin=0.5,
        benchmark=200.0,
        rise=1.0,
        yields=0.0,
    )
    assert not contradictions(pages, case)
    assert pages.read("compare", "verdict") == ["少投流", "少投流", "可加投"]
    broken(pages)
    assert any(told in each for each in contradictions(pages, case))
