"""Reports under every GMV: a month whose refunds and orders are known, and what comes out, by hand.

A day, in 元:

=============  ========  ==============  ========  =======  =======  =====  ===========  ======  ==========  ====
who            platform  refunds of it   of these  net      settled  paid   its refunds  orders  net orders  cost
                                         in an hour
=============  ========  ==============  ========  =======  =======  =====  ===========  ======  ==========  ====
own LIVE       1,000     300             50        950      700      900    270          25      20          200
a creator      400       80              20        380      320      360    72           10      9           100
=============  ========  ==============  ========  =======  =======  =====  ===========  ======  ==========  ====
"""

from __future__ import annotations

import datetime
from typing import Any

import numpy as np
import pandas as pd
import pytest

from xl_fact.brand import Brand, Economics
from xl_fact.engine.books import Books
from xl_fact.engine.gmv import GMVS
from xl_fact.exports import facts
from xl_fact.exports.columns import MEASURES
from xl_fact.report.build import from_facts
from xl_fact.report.contract import OfferedColumn, full_offer
from xl_fact.report.model import Report
from xl_fact.report.sections.own import TIMES

DAYS = 28
COLUMNS = (
    "gmv_platform refund_platform refund_1h gmv_net gmv_settled gmv_paid refund_paid orders orders_net cost "
    "product_impressions"
).split()
LIVE = dict(zip(COLUMNS, (1_000, 300, 50, 950, 700, 900, 270, 25, 20, 200, 4_000), strict=True))
CREATOR = dict(zip(COLUMNS, (400, 80, 20, 380, 320, 360, 72, 10, 9, 100, 2_000), strict=True))


def table(rows: list[dict[str, Any]]) -> pd.DataFrame:
    """A fact table of rows."""
    given: dict[str, Any] = {"platform": "douyin", "currency": "CNY"}
    for key in dict.fromkeys(key for row in rows for key in row):
        if key in MEASURES:
            given[key] = np.array([row.get(key, np.nan) for row in rows], dtype=np.float64)
        elif key in ("date", "start"):
            given[key] = [np.datetime64(row.get(key, "NaT"), "s") for row in rows]
        else:
            given[key] = [row.get(key, "") for row in rows]
    return facts.frame(given, len(rows))


def month(first: datetime.date = datetime.date(2026, 2, 1), without: str = "") -> list[dict[str, Any]]:
    """The sales and the accounts of the month above, a measure left out of the creator's sales."""
    rows: list[dict[str, Any]] = []
    for n in range(DAYS):
        day = {"date": first + datetime.timedelta(days=n)}
        live = {**day, "owner": "自营", "carrier": "直播", "channel": "F", "account": "自家", **LIVE}
        creator = {
            **day,
            "owner": "合作",
            "carrier": "短视频",
            "channel": "A",
            "account": "达人甲",
            **CREATOR,
        }
        sold = {key: value for key, value in creator.items() if key not in (without, "cost")}
        rows += [{**live, "role": "accounts"}, {**creator, "role": "accounts"}]
        rows += [{**live, "role": "sales", "cost": np.nan}, {**sold, "role": "sales"}]
    return rows


def made(
    gmv: Any, more: list[dict[str, Any]] | None = None, rows: list[dict[str, Any]] | None = None
) -> Report:
    """The report of the month under a GMV, with a margin of 50 %."""
    brand = Brand(gmv=gmv, economics=Economics(margin=0.5))
    return from_facts(table([*(rows or month()), *(more or [])]), (), brand, "2026-02")


def cell(report: Report, of: str, column: str, row: int = 0) -> Any:
    return report.values.column(of, column)[row]


# -------------------------------------------------------------------- the whole shop
@pytest.mark.parametrize(
    ("gmv", "sold", "refunded", "orders"),
    [
        ("paid", 900 + 360, 270 + 72, 25 + 10),
        ("platform", 1_000 + 400, 300 + 80, 25 + 10),
        ("net", 950 + 380, (950 - 700) + (380 - 320), 20 + 9),
        ("settled", 700 + 320, None, 25 + 10),
    ],
)
def test_the_shop_by_hand(gmv: str, sold: float, refunded: float | None, orders: float) -> None:
    report = made(gmv)
    whole, cost = report.values.total, 200 + 100
    assert whole("compare", "gmv") == sold * DAYS
    assert whole("compare", "roi") == pytest.approx(sold / cost)
    assert whole("compare", "gpm") == pytest.approx(sold / 6_000 * 1_000)
    assert whole("compare", "orders") == orders * DAYS
    assert whole("compare", "aov") == pytest.approx(sold / orders)
    if refunded is None:
        assert not report.table("compare").has("refund")
        assert report.passed
        return
    assert whole("compare", "refund") == refunded * DAYS
    assert whole("compare", "refund_rate") == pytest.approx(refunded / sold)
    assert whole("compare", "net_roi") == pytest.approx((sold - refunded) / cost)
    assert report.passed


@pytest.mark.parametrize("gmv", ["platform", "net", "settled"])
def test_what_settles_is_the_same_from_platform_net_and_settled_gmv(gmv: str) -> None:
    """700 + 320 a day over 300 of cost: 3.4, refunds taken from each as they belong to it."""
    report = made(gmv)
    assert report.values.total("compare", "roi" if gmv == "settled" else "net_roi") == pytest.approx(3.4)


# -------------------------------------------------------------------- creators
@pytest.mark.parametrize(
    ("gmv", "profit", "advice"),
    [
        ("paid", ((360 - 72) * 0.5 - 100) * DAYS, "复投"),
        ("platform", ((400 - 80) * 0.5 - 100) * DAYS, "复投"),
        ("net", ((380 - 60) * 0.5 - 100) * DAYS, "复投"),
        ("settled", (320 * 0.5 - 100) * DAYS, "复投"),
    ],
)
def test_a_creators_profit_by_hand(gmv: str, profit: float, advice: str) -> None:
    report = made(gmv)
    assert cell(report, "creators", "profit") == pytest.approx(profit)
    assert report.values.total("creators", "profit") == pytest.approx(profit)
    assert cell(report, "creators", "advice") == advice


def test_refunds_after_the_hour_turn_the_advice_under_a_net_gmv() -> None:
    """Net 380, settled 180: (380 − 200) × 50 % − 100 is a loss of 10 a day; without refunds it were a profit of 90."""
    rows = [{**row, "gmv_settled": 180.0} if row["owner"] == "合作" else row for row in month()]
    report = made("net", rows=rows)
    assert cell(report, "creators", "refund") == 200 * DAYS
    assert cell(report, "creators", "profit") == pytest.approx(-10 * DAYS)
    assert cell(report, "creators", "advice") == "少投流"  # before our ads of 100 it earns


# -------------------------------------------------------------------- works and sessions
WORK = {
    "role": "works", "date": datetime.date(2026, 2, 3), "owner": "自营", "carrier": "短视频", "channel": "F",
    "content": "作品", "account": "自家", "plays": 1_000.0, "cost": 100.0,
}  # fmt: skip


@pytest.mark.parametrize("gmv", ["paid", "platform", "net", "settled"])
def test_a_work_that_tells_paid_gmv_keeps_its_own_refunds(gmv: str) -> None:
    """(900 − 90) × 50 % − 100 = 305, whatever the shop means by GMV."""
    report = made(gmv, [{**WORK, "gmv_paid": 900.0, "refund_paid": 90.0}])
    assert (cell(report, "contents", "gmv"), cell(report, "contents", "refund")) == (900, 90)
    assert cell(report, "contents", "profit") == pytest.approx(305)


@pytest.mark.parametrize("gmv", ["paid", "platform", "net", "settled"])
def test_a_work_that_tells_platform_gmv_keeps_its_own_refunds(gmv: str) -> None:
    """As TikTok's lists do: (500 − 50) × 50 % − 100 = 125."""
    report = made(gmv, [{**WORK, "gmv_platform": 500.0, "refund_platform": 50.0}])
    assert (cell(report, "contents", "gmv"), cell(report, "contents", "refund")) == (500, 50)
    assert cell(report, "contents", "profit") == pytest.approx(125)


@pytest.mark.parametrize("owner", ["自营", "合作"])
def test_a_work_bears_the_platforms_fee_at_its_own_channels_rate(owner: str) -> None:
    """What F paid the platform, 36 a day, is so much of its net sales: 810 × (50 % − that) − 100; what A paid is not F's."""
    rows = [
        {**row, "platform_fee": 36.0} if row["owner"] == owner and row["role"] == "accounts" else row
        for row in month()
    ]
    report = made("paid", [{**WORK, "gmv_paid": 900.0, "refund_paid": 90.0}], rows=rows)
    rate = 36 / (LIVE["gmv_paid"] - LIVE["refund_paid"]) if owner == "自营" else 0.0
    assert (0.01 < rate < 0.1) == (owner == "自营")
    assert cell(report, "contents", "profit") == pytest.approx(810 * (0.5 - rate) - 100)


def test_refunds_of_another_gmv_are_never_taken() -> None:
    """A work of platform GMV and refunds of paid GMV: no column of refunds. At its channel's own of 300 in 1,000 of platform GMV
    it keeps 350: 350 × 50 % − 100 = 75."""
    report = made("platform", [{**WORK, "gmv_platform": 500.0, "refund_paid": 90.0}])
    assert not report.table("contents").has("refund")
    assert cell(report, "contents", "profit") == pytest.approx(75)


def test_a_list_says_which_gmv_it_shows() -> None:
    session = {"role": "sessions", "date": datetime.date(2026, 2, 3), "owner": "自营", "carrier": "直播"}
    told = [
        {**WORK, "gmv_paid": 900.0},
        {**session, "gmv_platform": 700.0, "live_views": 10.0, "orders": 1.0},
        {**session, "gmv_platform": 800.0, "live_views": 20.0},
    ]
    books = Books(table([*month(), *told])).month("2026-02")
    works = books.works(GMVS["net"], "plays", 5)
    assert works is not None
    assert (works.gmv.key, works.base, works["gmv"]) == ("paid", "plays", [900])
    sessions = books.sessions(GMVS["net"], ["live_views", "orders", "buyers"], 1)
    assert sessions is not None
    assert (sessions.gmv.key, sessions["gmv"], sessions.count, sessions.whole) == (
        "platform",
        [800],
        2,
        1_500,
    )
    assert ("orders" in sessions, "buyers" in sessions) == (True, False)
    accounts = books.accounts("合作", GMVS["net"], 5)
    assert accounts is not None
    assert (accounts.gmv.key, accounts.orders, accounts["refund"]) == ("net", "orders_net", [60 * DAYS])


# -------------------------------------------------------------------- orders
def test_a_refund_rate_of_net_gmv_is_named_for_what_it_is() -> None:
    """(1,330 − 1,020) ÷ 1,330 = 23.3 %: what came back after the hour; the platform's own rate is 380 ÷ 1,400 = 27.1 %."""
    report = made("net")
    assert report.values.total("compare", "refund_rate") == pytest.approx(310 / 1_330)
    card = next(f for f in report.section("overview").figures if f.key == "refund_rate")
    assert card.name.zh == "1 小时后的退款率（%）"
    assert card.note is not None
    assert card.note.zh == "（净成交 − 结算）÷ 净成交"
    assert report.texts["people_sentence"].startswith("1 小时后的退款率（支付时间）23.3%")
    assert report.table("refunds").column("rate").heading.zh == "1 小时后的退款率·支付时间（%）"
    assert report.table("compare").column("refund").heading == (
        "1 小时后的退款（元）",
        "Refunds after 1 hour (CNY)",
    )
    names = list(report.values.column("metrics", "name"))
    row = names.index("1 小时后的退款率")
    assert report.values.cell("metrics", "meaning", row).startswith("（净成交 − 结算）÷ 净成交")
    assert report.values.cell("metrics", "source", row) == "净成交金额 − 结算金额"
    plain = next(f for f in made("paid").section("overview").figures if f.key == "refund_rate")
    assert plain.name.zh == "退款率（%）"


def test_orders_are_net_only_where_all_who_sold_tell_net_orders() -> None:
    """The creator's sales tell no net orders: 25 + 10 orders, not 20 and a hole."""
    report = made("net", rows=month(without="orders_net"))
    assert report.values.total("compare", "orders") == 35 * DAYS


def test_net_orders_are_never_held_against_orders() -> None:
    """January tells no net orders: its GMV is compared, its orders are not."""
    january = month(datetime.date(2026, 1, 1), without="orders_net")
    report = made("net", january)
    assert cell(report, "changes", "gmv", 1) == (950 + 380) * DAYS
    assert cell(report, "changes", "orders", 0) == 29 * DAYS
    assert np.isnan(cell(report, "changes", "orders", 1))
    assert np.isnan(cell(report, "changes", "aov", 1))


# -------------------------------------------------------------------- templates
@pytest.mark.parametrize("gmv", ["paid", "platform", "net", "settled"])
def test_a_template_drawn_under_one_gmv_is_filled_under_another(gmv: str) -> None:
    """Each heading of the house template means one column of the report, whatever that calls its GMV and orders."""
    session = {"role": "sessions", "date": datetime.date(2026, 2, 3), "owner": "自营", "carrier": "直播"}
    session |= dict.fromkeys(key for key, _ in TIMES) | {"gmv_paid": 9.0}
    more = [{**WORK, "gmv_paid": 9.0, "orders": 1.0}, {key: value or 1.0 for key, value in session.items()}]
    house, report = full_offer().tables, made(gmv, more)
    assert {"contents", "sessions"} < {table.key for table in report.tables}
    for table in report.tables:
        columns = [OfferedColumn(column.key, column.heading) for column in table.columns]
        for drawn in house[table.key].columns:
            if drawn.key in {column.key for column in columns}:
                zh, en = ([c.key for c in columns if c.known(heading)] for heading in drawn.heading)
                assert zh == [drawn.key], drawn.heading
                assert drawn.key in en, drawn.heading
