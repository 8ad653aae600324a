"""No two pages give opposite advice for one thing: invented months by the hundred, read from the cells of the workbook.

The workbook of an invented fortnight is written once for each way in which commission is told; each month types other amounts
into its data, its list of creators and its settings, IronCalc works it out, and the pages are read as a person reads them. What
is right, `grid_months` works out from the amounts typed. Sentences are told over the same amounts by the pages that print them,
and the cells say them too.
"""

from __future__ import annotations

import dataclasses
import math
import re
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path
from typing import Any, cast

import ironcalc
import openpyxl
import pytest
from openpyxl.utils import range_boundaries

from report import invented
from report.grid_months import (
    AMOUNTS,
    CHANNELS,
    CREATOR,
    DAYS,
    LEAST,
    NOBODY,
    PARTNER,
    WORLDS,
    Case,
    Line,
    World,
    all_unpaid,
    cases,
    facts,
    gain_of_campaign,
    truth,
)
from xl_fact.brand import Campaign, Economics, Strengths, Targets
from xl_fact.drawing import template as house
from xl_fact.engine.books import Books
from xl_fact.filling.write import write_report
from xl_fact.report.build import from_facts
from xl_fact.report.contract import SIGN
from xl_fact.report.cutting import of_month
from xl_fact.report.formula import Expression
from xl_fact.report.history import with_history
from xl_fact.report.model import Ledger, Report
from xl_fact.report.month import Month
from xl_fact.report.sections import PAGES
from xl_fact.report.verdicts import NUMBERS

MORE, LESS = {"加投", "可加投", "复投"}, {"少投流", "停", "降CPM", "停或谈价"}
CUT = {"少投流", "停"}
CAUTIOUS = {"少投流", "停", "降CPM", "先不加", "补转化", "先算优惠券", "先分清花费", "谈坑位"}
CAMPAIGN = Campaign("节", invented.DAYS[7], invented.DAYS[9])
STRENGTHS = Strengths(content=8, brand=5, product=6, price=4)
LIVE = ("headline", "next_sentence", "creators_sentence", "fit_sentence", "spend_sentence", "verdict_legend")
"""Sentences that follow all that is typed; in the others what only facts decide is said as it was."""


def _range(address: str) -> tuple[int, int, int, int]:
    return cast("tuple[int, int, int, int]", range_boundaries(address))


class Pages:
    """A written workbook whose amounts are typed over, and the sentences of its pages over the same amounts."""

    def __init__(self, folder: Path, world: World):
        self.world = world
        frame = facts(world)
        self.brand = replace(
            invented.BRAND,
            gmv="platform" if world.coupons else invented.BRAND.gmv,
            campaigns=(CAMPAIGN,) if world.campaign else (),
            strengths=STRENGTHS,
            targets=Targets(gpm=100, roi=2),
            economics=Economics(margin=0.5, commission_rate=0.1),
        )
        books = Books(frame)
        self.month: Month = with_history(of_month(books, self.brand, invented.MONTH, "zh"), books)
        self.report: Report = from_facts(frame, (), self.brand, invented.MONTH)
        path = write_report(self.report, folder / "grid.xlsx").path
        self.book = ironcalc.load_from_xlsx(str(path), "en", "UTC", "en")
        read = openpyxl.load_workbook(path)
        self.sheets = read.sheetnames
        self.tables = {
            name.removeprefix("xf_"): (self.sheets.index(sheet.title), _range(table.ref))
            for sheet in read
            for name, table in ((n, sheet.tables[n]) for n in sheet.tables)
        }
        self.names = {name: one.attr_text.split("!") for name, one in read.defined_names.items()}
        template = folder / "template.xlsx"
        template.write_bytes(house.draw(self.report))
        self.sentences = {
            sign[1]: (self.sheets.index(sheet.title), cell.row, cell.column)
            for sheet in openpyxl.load_workbook(template)
            for row in sheet.iter_rows()
            for cell in row
            if isinstance(cell.value, str) and (sign := SIGN.fullmatch(cell.value))
        }
        risen = () if world.campaign else self.report.values.column("raises", "channel")
        self.risen = [str(name) for name in risen]
        self.spread = not world.campaign and bool(self.report.values.column("weeks_ranked", "own")[1] == 0)
        self.still = [("raises", key, row) for row in range(len(self.risen)) for key in ("noise", "swing")]
        self.still += [("weeks", "swing", 1)] if not world.campaign else []
        if world.campaign:
            places = (("campaigns", "usual"), ("campaign_verdicts", "usual"))
            self.still += [(table, key, 0) for table, key in places]
        days, channels = (self.report.values.column("data", key) for key in ("date", "channel"))
        shops = self.report.values.column("data", "shop") if len(world.shops) > 1 else [""] * len(days)
        self.rows = list(zip(days, channels, shops, strict=True))
        lists = {"creators": [""], "contents": [""]}
        if len(world.shops) > 1:
            names = self.report.values.column("creators", "creator")
            lists["creators"] = [str(name).removeprefix(CREATOR) for name in names]
        self.lists = {table: shops for table, shops in lists.items() if table in self.tables}
        told = {key for key in AMOUNTS if self.report.table("data").has(key)}
        self.were: dict[str, list[Any]] = defaultdict(lambda: [math.nan] * len(self.rows))
        self.were |= {key: list(self.report.values.column("data", key)) for key in told}

    # ------------------------------------------------------------ places
    def place(self, table: str, key: str, row: int) -> tuple[int, int, int]:
        sheet, (left, top, _, _) = self.tables[table]
        number = [column.key for column in self.report.table(table).columns].index(key)
        return sheet, top + 1 + row, left + number

    def figure(self, key: str) -> tuple[int, int, int]:
        sheet, address = self.names[f"xf_{key}"]
        column, row, _, _ = _range(address)
        return self.sheets.index(sheet.strip("'")), row, column

    def read(self, table: str, key: str, rows: int | None = None) -> list[Any]:
        count = len(self.world.channels) if rows is None else rows
        return [self.book.get_cell_value(*self.place(table, key, row)) for row in range(count)]

    # ------------------------------------------------------------ one month
    def enter(self, case: Case) -> None:
        """Type a month into data, list of creators and settings, and work it out."""
        for row, (day, channel, shop) in enumerate(self.rows):
            if channel not in CHANNELS:
                continue
            for key, amount in case.of(shop).day(channel, 1 if day.day <= 7 else 2).items():
                if self.report.table("data").has(key):
                    self.book.update_cell_with_number(*self.place("data", key, row), amount)
        for table in self.lists:
            for key, amounts in self.listed(table, case).items():
                for row, amount in enumerate(amounts):
                    self.book.update_cell_with_number(*self.place(table, key, row), amount)
        for key, amounts in self.stray(case).items():
            for row, amount in enumerate(amounts[: len(self.world.channels)]):
                self.book.update_cell_with_number(*self.place("pnl", key, row), amount)
        for table, key, row in self.still:  # within a week of the grid every day sells the same
            self.book.update_cell_with_number(*self.place(table, key, row), 0.0)
        for key, value in self.settings(case).items():
            self.book.update_cell_with_number(*self.figure(key), value)
        self.book.evaluate()

    def listed(self, table: str, case: Case) -> dict[str, list[float]]:
        """The amounts of a list that are told, not worked out: each row is all that the partner of its shop sells."""
        of = self.report.table(table)
        told = [c.key for c in of.columns if c.key in AMOUNTS and c.formula is None]
        return {
            key: [case.of(shop).whole(PARTNER, key) for shop in self.lists[table]]
            for key in told
            if not isinstance(of.given[key][0], Expression)
        }

    def stray(self, case: Case) -> dict[str, list[float]]:
        """What the P&L is told of coupons, and of costs that name no channel."""
        found = {}
        if self.world.coupons:
            found["coupons"] = list(case.held.values())
        if self.world.nobody:
            found["unplaced"] = [*case.may_be.values(), DAYS * NOBODY]
        return found

    def settings(self, case: Case) -> dict[str, float]:
        found = {
            "margin": case.margin,
            "target_gpm": case.benchmark,
            "target_roi": case.goal,
        }
        if "xf_creators_gmv" in self.names:
            found["creators_gmv"] = case.whole(PARTNER, "gmv")
        return found | ({"commission_rate": case.commission[PARTNER]} if self.world.planned else {})

    def texts(self, case: Case) -> tuple[dict[str, str], Ledger]:
        """The sentences of the pages over the month's amounts."""
        given = {
            "data": {
                key: [
                    case.of(shop).day(name, 1 if day.day <= 7 else 2)[key] if name in CHANNELS else was
                    for (day, name, shop), was in zip(self.rows, self.were[key], strict=True)
                ]
                for key in AMOUNTS
            },
            "pnl": self.stray(case),
            "weeks": {} if self.world.campaign else {"swing": [math.nan, 0.0]},
            "campaigns": {"usual": [0.0]},
            "campaign_verdicts": {"usual": [0.0]},
            "raises": {key: [0.0] * len(self.risen) for key in ("noise", "swing")},
            **{table: self.listed(table, case) for table in self.lists},
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


def _live(text: str) -> str:
    """Without who sold most, which facts decide, and without the sign of what is within a tenth of 0: IronCalc's
    TEXT(-0.01, "0.00") is 0.01, where others say -0.01."""
    return re.sub(r"-(0\.0\d)", r"\1", re.sub("^卖得最多的是 .*?；", "", text))


def close(a: Any, b: float) -> bool:
    return isinstance(a, int | float) and abs(a - b) <= 1e-6 * max(1.0, abs(b))


def _of_a_creator(pages: Pages, row: int, partner: Line, word: str, hold: Callable[..., None]) -> None:
    """The one creator of a shop is all of its A; to book one again who earns asks for no dear traffic. Where nothing is left of
    its sales, what a settlement says was paid of them can't be shared out. `word` is the channel's where there is one shop."""
    advice, left = (pages.read("creators", key, row + 1)[row] for key in ("advice", "result"))
    unshared = pages.world.settled and partner.net <= 0 and (left, advice) == ("—", "—")
    hold(unshared or close(left, partner.result), "creator's profit", left, "the channel's", partner.result)
    hold(not (advice in MORE and word in LESS), "creator", advice, "channel", word)
    thin = partner.thin
    hold(not (advice in MORE and thin), "creator", advice, "with hardly any room")
    hold(not (advice in MORE and partner.result <= 0), "creator", advice, "though it loses", partner.result)
    hold(advice != "保持" or (thin and partner.result > 0), "creator held though it has room or loses")
    hold(not (advice in LESS and word in MORE), "creator", advice, "channel", word)
    hold((advice == "谈坑位") == partner.by_slots, "creator", advice, "by slots alone", partner.by_slots)
    hold(not word or (advice == "谈坑位") == (word == "谈坑位"), "creator", advice, "channel", word)
    stopped = advice == "停或谈价" and partner.of_more > 0
    hold(not stopped, "creator stopped though it earns", partner.of_more)
    cut = partner.of_more - partner.cost <= 0 < partner.of_more
    hold(advice != "少投流" or cut, "creator", advice, "though ads earn", partner.of_more, partner.cost)


def _of_the_work(pages: Pages, partner: Line, word: str, told: str, hold: Callable[..., None]) -> None:
    """The one work is all of A: it leaves what A leaves, and to run it again is to say what A is told to do. Where nothing is
    left of its sales, what was paid of them can't be shared out."""
    advice, left = (pages.read("contents", key, 1)[0] for key in ("advice", "profit"))
    if partner.net <= 0:
        hold((left, advice) == ("—", "—") or close(left, partner.result), "the work's profit", left, advice)
        return
    hold(close(left, partner.result), "the work's profit", left, "the channel's", partner.result)
    stopped = partner.of_more <= 0
    hold(
        (advice == "停") == stopped, "work", advice, "before ads and slots", partner.of_more, "channel", word
    )
    hold((advice == "谈坑位") == partner.by_slots, "work", advice, "channel", word)
    hold(not (advice in MORE and word in CUT), "work", advice, "channel", word)
    hold(not (advice in LESS and word == "谈坑位"), "work", advice, "channel", word)
    again = "再投" in told
    hold(again == (advice == "加投"), "work", advice, told)
    minded = again and word in CAUTIOUS
    hold((f"{PARTNER} 本月诊断“{word}”" in told) == minded, "work", told, "channel", word)


def _of_the_shops(
    pages: Pages, right: dict[str, dict[str, Line]], words: dict[str, str], texts: dict[str, str], hold: Callable[..., None],
) -> None:  # fmt: skip
    """What each channel left in each shop; where it lost is said, and said again where the channel is to get more."""
    told = (pages.read("pnl_shops", key, len(right) * len(words)) for key in ("shop", "channel", "result"))
    left = {(shop, name): right[shop][name].result for name in words for shop in sorted(right)}
    for shop, name, amount in zip(*told, strict=True):
        hold(close(amount, left[shop, name]), shop, name, "left", amount, "not", left[shop, name])

    def losses(names: Iterable[str]) -> str:
        each = [(shop, name, -amount) for (shop, name), amount in left.items() if name in names]
        return "、".join(f"{shop}的 {name} 亏 {_amount(lost)}" for shop, name, lost in each if lost >= 0.5)

    more = [name for name, word in words.items() if word in MORE]
    for text, expected in (("shops_sentence", losses(words)), ("next_sentence", losses(more))):
        found = re.search("其中 (.*?)(。|（见“店铺”）)", texts[text])
        hold((found[1] if found else "") == expected, text, texts[text], "not", expected)


def _amount(amount: float) -> str:
    return f"{amount / 1e4:,.1f}万元" if amount >= 1e4 else f"{amount:,.0f}元"


def _of_the_campaign(pages: Pages, gain: float, told: str, hold: Callable[..., None]) -> None:
    """Whether the campaign paid, on its sheet and in the sentence."""
    verdict, cell = (pages.read("campaign_verdicts", key, 1)[0] for key in ("verdict", "campaign_gain"))
    hold(close(cell, gain), "campaign's result", cell, gain)
    expected = "看不出" if abs(gain) < 0.5 else "够本" if gain > 0 else "不够本"
    hold(verdict == expected, "campaign", verdict, "at", gain)
    hold(("赚回来了" in told or "约多赚" in told) <= (gain > 0), "campaign", told, gain)
    hold(("没有赚回来" in told or "约亏" in told or "约少赚" in told) <= (gain < 0), "campaign", told, gain)
    hold("高于它的保本" not in told or gain > 0, "campaign", told, gain)
    hold("低于它的保本" not in told or gain < 0, "campaign", told, gain)


def contradictions(pages: Pages, case: Case) -> list[str]:
    """What one page says against another, or against the amounts; empty where all agree."""
    found: list[str] = []

    def hold(right: bool, *what: Any) -> None:
        if not right:
            found.append(" ".join(map(str, what)))

    pages.enter(case)
    channels, right = pages.world.channels, truth(case, pages.world)

    def column(table: str, key: str) -> dict[str, Any]:
        return dict(zip(channels, pages.read(table, key), strict=True))

    verdicts = [column(table, "verdict") for table in ("compare", "pnl", "actions")]
    results = [column(table, "result") for table in ("pnl", "actions")]
    words, amounts, actions = verdicts[0], column("actions", "amount"), column("actions", "action")
    texts, ledger = pages.texts(case)
    overall = pages.spread and all_unpaid(case, right)
    to_cut = any(words[name] in CUT and right[name].cost >= LEAST for name in channels)
    for name, line in right.items():
        word = words[name]
        hold(len({each[name] for each in verdicts}) == 1, name, "verdicts", [each[name] for each in verdicts])
        hold(
            all(close(each[name], line.result) for each in results),
            name,
            "profit",
            [e[name] for e in results],
            line.result,
        )
        hold(not (word in MORE and line.result <= 0), name, word, "though it loses", line.result)
        hold(not (word == "停" and line.of_more > 0), name, "is stopped though it earns", line.of_more)
        hold(word == "停" or line.of_more > 0, name, word, "though it loses before ads", line.of_more)
        told = "by slots alone" if line.by_slots else "not by slots alone"
        hold((word == "谈坑位") == line.by_slots, name, word, told)
        hold(not (line.of_more > 0 and re.search("^停|停下|停掉", str(actions[name]))), name, actions[name])
        thin = (
            word == "降CPM" and line.of_more < 1.1 * line.cost
        )  # earns before ads what they cost, hardly more
        hold(not (word in LESS and line.result > 0 and not thin), name, word, "though it earns", line.result)
        hold(not (word in MORE and line.thin), name, word, "with hardly any room")
        # what may have to come off
        hold(
            not (word in MORE and line.held >= line.result > 0 and pages.world.coupons),
            name,
            word,
            "of coupons",
        )
        borne_by_others = pages.world.coupons and line.cost >= LEAST and 0 < line.result <= line.held
        hold((word == "先算优惠券") == borne_by_others, name, word, line)
        hold(
            not (word in MORE | {"保持"} and line.may_be >= line.result),
            name,
            word,
            "of costs that may be its",
        )
        hold(word != "先分清花费" or (line.may_be > 0 and line.result > 0), name, word, line)
        # what was added last, and what all of it brought
        unpaid = line.unpaid and name in pages.risen
        hold(not (word in MORE and unpaid), name, word, "though its last rise brought", line.sold)
        hold(not (word in MORE and overall and not to_cut), name, word, "though all spend waits")
        hold(not (overall and "小步加" in str(actions[name])), name, actions[name], "though all spend waits")
        paid = name in pages.risen and line.more >= LEAST and line.of_more > 0 and not line.unpaid
        spares = str(actions[name]).startswith("上一次加的那块够本")
        hold(
            spares == (paid and word in ("少投流", "降CPM")),
            name,
            word,
            actions[name],
            "rise paid" if paid else "",
        )
        waits = line.ample and (unpaid or (overall and not to_cut))
        hold((word == "先不加") == waits, name, word, "waits" if waits else "doesn't wait")
        stake = {
            "停": line.cost if line.cost >= LEAST else -line.result,
            "少投流": line.cost - line.of_more,
            "降CPM": line.cost - line.of_more / 1.1,
        }.get(
            word,
            (case.benchmark - line.gmv / line.base * 1_000) * line.base / 1_000
            if word == "补转化"
            else line.result,
        )
        if word == "先不加":
            stake = line.more if unpaid else math.fsum(case.added(each, "cost") for each in channels)
        stake = {"先算优惠券": line.held, "先分清花费": line.may_be, "谈坑位": line.slots}.get(word, stake)
        hold(close(amounts[name], stake), name, word, "names", amounts[name], "for", stake)
        told = ledger.column("pnl", "verdict")[channels.index(name)]
        hold(told == word, name, "cells say", word, "the sentences rest on", str(told))
        hold(
            f"{name} {word}" in texts["next_sentence"] or f"给 {name}（{word}）" in texts["next_sentence"],
            name,
            "next",
            word,
        )
    for row, name in enumerate(pages.risen):
        told, line = pages.read("raises", "word", len(pages.risen))[row], right[name]
        rose = line.more >= LEAST and line.of_more > 0
        hold(told == (("不够本" if line.unpaid else "够本") if rose else "—"), name, "rise", told, line)
    for name in LIVE:
        if name not in pages.sentences:
            continue
        cell = str(pages.book.get_cell_value(*pages.sentences[name]))
        hold(_live(cell) == _live(texts[name]), name, "the cell says", cell, "told", texts[name])
    if pages.world.campaign:
        _of_the_campaign(pages, gain_of_campaign(case, right), texts["campaign_sentence"], hold)
    by_shop = {shop: truth(case.of(shop), pages.world) for shop in pages.world.shops}
    if "creators" in pages.tables:
        word, one = words[PARTNER], len(by_shop) == 1
        for row, shop in enumerate(pages.lists["creators"]):
            _of_a_creator(pages, row, by_shop[shop][PARTNER], word if one else "", hold)
        told, advised = texts["creators_sentence"], pages.read("creators", "advice", len(by_shop))
        minded = "复投" in advised and word in CAUTIOUS
        hold((f"{PARTNER} 本月诊断“{word}”" in told) == minded, "creators", told, "channel", word)
    if pages.world.work:
        _of_the_work(pages, right[PARTNER], words[PARTNER], texts["contents_sentence"], hold)
    if len(by_shop) > 1:
        _of_the_shops(pages, by_shop, words, texts, hold)
    # the shop
    stray = DAYS * NOBODY * pages.world.nobody
    whole = sum(line.result for line in right.values()) - stray
    for name in ("headline", "spend_sentence"):
        hold(
            not ("花得值" in texts[name] or "钱花得值" in texts[name]) or whole > -0.01,
            name,
            "worth it at",
            whole,
        )
        hold(
            "不够本" not in texts[name].replace("够不够本", "") or whole < 0.01,
            name,
            "not worth it at",
            whole,
        )
    slots = math.fsum(line.slots for line in right.values())
    for name in ("headline", "spend_sentence"):
        of_slots = "坑位费把利润吃完了" in texts[name]
        hold(not of_slots or whole <= 0 <= whole + slots, name, "slots take", slots, "of", whole)
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
    hold("总花费先不加" not in texts["next_sentence"] or overall, "all spend waits", texts["next_sentence"])
    hold("只在阵地之间挪" not in texts["next_sentence"] or to_cut, "nothing to move", texts["next_sentence"])
    hold("再加不划算" not in texts["spend_sentence"] or overall, texts["spend_sentence"])
    more = math.fsum(case.added(name, "cost") for name in channels)
    hold("边际" not in texts["spend_sentence"] or more > 0, "a marginal ROI of falling spend")
    # the ROI that was wanted
    cost = math.fsum(line.cost for line in right.values()) + stray
    roi = math.fsum(line.gmv for line in right.values()) / cost if cost >= LEAST else math.nan
    goal = re.search(r"没到目标 ([\d.]+)）", texts["headline"].partition("，ROI ")[2])
    missed = goal is not None
    hold(goal is None or close(float(goal[1]), case.goal), "another goal", texts["headline"], case.goal)
    hold(not missed or roi < case.goal, "short of", case.goal, "at", roi)
    hold(missed or not roi < 0.97 * case.goal, "not said to be short of", case.goal, "at", roi)
    # strengths: whoever fits best, or is to get most effort or more than its part of sales, is asked what the month says of it
    fit = texts["fit_sentence"]
    positions = pages.read("positions", "position", 3)
    gaps = dict(zip(positions, pages.read("positions", "gap", 3), strict=True))
    named = re.search(r"最适合 (\S+ \S+?)（.*精力最多给 (\S+ \S+?)（", fit)
    assert named is not None
    for name in positions:
        asked = name in named.groups() or (isinstance(gaps[name], float) and gaps[name] >= 0.05)
        minded = asked and words.get(name) in CAUTIOUS
        hold(
            (f"{name} 本月诊断“{words.get(name)}”" in fit) == minded,
            "effort to",
            name,
            gaps[name],
            words,
            fit,
        )
    return found


@pytest.fixture(scope="module", params=WORLDS)
def pages(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Pages:
    return Pages(tmp_path_factory.mktemp("grid"), WORLDS[request.param])


def test_no_two_pages_give_opposite_advice(pages: Pages) -> None:
    """294 months of each kind; with every channel every verdict comes up."""
    seen: set[str] = set()
    many = list(cases(pages.world))
    for case in many:
        assert not contradictions(pages, case), case
        seen |= set(pages.read("compare", "verdict"))
    assert len(many) == 294
    verdicts = {"加投", "可加投", "先不加", "补转化", "保持", "降CPM", "少投流", "停"}
    verdicts |= {"先算优惠券"} if pages.world.coupons else set()
    verdicts |= {"先分清花费"} if pages.world.nobody else set()
    verdicts |= {"谈坑位"} if pages.world.slots else set()
    assert seen == verdicts - ({"先不加"} if pages.world.campaign else set())


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
        (typed("pnl", "rule", f"={NUMBERS['stop']:.0f}"), "is stopped though it earns"),
        (lambda pages: pages.book.set_user_input(*pages.sentences["headline"], "卖得不错"), "the cell says"),
    ],
    ids=["actions", "compare", "words", "profit", "amount", "creator", "rule", "sentence"],
)
def test_a_page_that_contradicts_is_found(broken: Callable[[Pages], None], told: str, tmp_path: Path) -> None:
    """Each kind of contradiction is put into a page, and the check names it."""
    pages = Pages(tmp_path, WORLDS["paid"])
    case = Case(
        gmv=dict.fromkeys(CHANNELS, 10_000.0),
        refund=dict.fromkeys(CHANNELS, 1_000.0),
        base=dict.fromkeys(CHANNELS, 100_000.0),
        cost={"F 自播": 5_000.0, PARTNER: 5_000.0, "S 搜索商城": 1_000.0},
        commission={"F 自播": 0.0, PARTNER: 900.0, "S 搜索商城": 0.0},
        margin=0.5,
        benchmark=200.0,
        rise=dict.fromkeys(CHANNELS, 1.0),
        yields=dict.fromkeys(CHANNELS, 0.0),
        goal=1.0,
        told=dict.fromkeys(CHANNELS, 7),
        held=dict.fromkeys(CHANNELS, 0.0),
        may_be=dict.fromkeys(CHANNELS, 0.0),
    )
    assert not contradictions(pages, case)
    assert pages.read("compare", "verdict") == ["少投流", "少投流", "可加投"]
    broken(pages)
    assert any(told in each for each in contradictions(pages, case))
