"""What the engine answers, on a few facts that can be added up in the head."""

from __future__ import annotations

import datetime
from typing import Any

import numpy as np
import pandas as pd
import pytest

from xl_fact.engine import rows
from xl_fact.engine.books import KEYS, Books
from xl_fact.engine.gmv import GMVS
from xl_fact.exports import facts
from xl_fact.exports.columns import MEASURES

JUNE = datetime.date(2026, 6, 1)
PAID = {"gmv": {"gmv_paid": 1}}


def books(*rows: dict[str, Any], index: Any = None) -> Books:
    """The books of some rows; what a row doesn't say is as usual."""
    usual = {"platform": "douyin", "format": "f", "role": "sales", "currency": "CNY", "date": JUNE}
    full = [{**usual, **row} for row in rows]
    given: dict[str, Any] = {}
    for key in dict.fromkeys(key for row in full for key in row):
        if key in MEASURES:
            given[key] = np.array([row.get(key, np.nan) for row in full], dtype=np.float64)
        elif key in ("date", "until"):
            given[key] = [np.datetime64(row[key] or "NaT", "s") for row in full]
        else:
            given[key] = [row.get(key, "") for row in full]
    table = facts.frame(given, len(full))
    return Books(table if index is None else table.set_axis(index))


def sold(found: pd.DataFrame, *by: str) -> dict[Any, float]:
    return {
        key[0] if len(by) == 1 else key: float(x) for key, x in found.groupby(list(by))["gmv"].sum().items()
    }


CREATORS = [
    {"owner": "合作", "carrier": "直播", "channel": "A", "followers": 100_000.0, "gmv_paid": 1.0},
    {"owner": "合作", "carrier": "直播", "channel": "A", "followers": 1_500_000.0, "gmv_paid": 10.0},
    {"owner": "合作", "carrier": "直播", "channel": "T", "followers": 6_000_000.0, "gmv_paid": 100.0},
    {
        "owner": "合作",
        "carrier": "直播",
        "channel": "T",
        "level": "头部",
        "followers": 5.0,
        "gmv_paid": 1_000.0,
    },
    {"owner": "合作", "carrier": "直播", "channel": "T", "followers": 7.0, "gmv_paid": 10_000.0},
    {"owner": "自营", "carrier": "商品卡", "channel": "S", "gmv_paid": 100_000.0},
]
"""The last creator is T because its export says so, whatever its followers."""


@pytest.mark.parametrize(
    ("head", "expected"),
    [
        (5_000_000, {"A": 11, "S": 100_000, "T": 11_100}),
        (1_000_000, {"A": 1, "S": 100_000, "T": 11_110}),
        (10_000_000, {"A": 111, "S": 100_000, "T": 11_000}),
    ],
)
def test_followers_make_a_head(head: float, expected: dict[str, float]) -> None:
    assert sold(books(*CREATORS).month("2026-06").sums(PAID, head=head), "channel") == expected


def test_rows_that_share_an_index_are_told_apart() -> None:
    asked = books(*CREATORS, index=[0, 1, 0, 1, 0, 1]).month("2026-06")
    assert sold(asked.sums(PAID, shelf="F", head=1_000_000), "channel") == {"A": 1, "F": 100_000, "T": 11_110}


def test_a_sale_told_twice_counts_once_and_what_nobody_says_has_no_column() -> None:
    sale = {"owner": "自营", "carrier": "直播", "channel": "F"}
    told = books(
        {**sale, "gmv_paid": 5.0, "orders": 2.0},
        {**sale, "gmv_paid": 3.0},
        {**sale, "role": "accounts", "gmv_paid": 8.0, "cost": 4.0},
        {**sale, "role": "control", "carrier": "全部", "gmv_paid": 8.0},
        {**sale, "role": "control", "gmv_paid": 7.0},
    ).month("2026-06")
    columns = {**PAID, "orders": {"orders": 1}, "cost": {"cost": 1}, "items": {"items": 1}, "nothing": {}}
    found = told.sums(columns)
    assert list(found) == [*KEYS, "gmv", "orders", "cost"]
    assert found[["gmv", "orders", "cost"]].to_numpy().tolist() == [[8, 2, 4]]
    assert told.controls({"gmv": "gmv_paid", "base": "plays"}) == {
        "": {
            ("自营", ""): {"gmv": 8},
            ("自营", "直播"): {"gmv": 7},
        }
    }


def test_sums_of_several_measures_are_of_the_days_of_the_first() -> None:
    sale = {"owner": "自营", "carrier": "直播", "channel": "F"}
    later = datetime.date(2026, 6, 2)
    told = books({**sale, "gmv_net": 9.0, "gmv_settled": 4.0}, {**sale, "date": later, "gmv_net": 7.0}).month(
        "2026-06"
    )
    found = told.sums({"gmv": {"gmv_net": 1}, "refund": GMVS["net"].refund})
    assert found["refund"].tolist() == pytest.approx([5, np.nan], nan_ok=True)


def test_months_currencies_formats_and_what_has_no_date() -> None:
    may = datetime.date(2026, 5, 31)
    told = books(
        {"gmv_paid": 1.0, "format": "b"},
        {"gmv_paid": 1.0, "currency": "USD", "format": "a"},
        {"gmv_paid": 1.0, "date": may, "format": "c"},
        {"gmv_paid": 1.0, "date": None, "format": "d"},
        {"role": "ads", "cost": 1.0, "format": "e"},
    )
    assert (told.months, told.undated) == (("2026-05", "2026-06"), 1)
    june = told.month("2026-06")
    assert (june.gmvs, june.holds("cost"), june.holds("plays")) == (("paid",), True, False)
    assert june.currencies("gmv_paid") == ("CNY", "USD")
    assert june.formats(["gmv_paid", "cost"]) == ("a", "b", "e")
    assert not told.month("2026-04").holds("gmv_paid")


def test_customers_are_those_of_whom_both_are_told() -> None:
    asked = books(
        {"role": "customers", "carrier": "直播", "gmv_first": 1.0, "gmv_repeat": 2.0},
        {"role": "customers", "carrier": "短视频", "gmv_first": 3.0, "gmv_repeat": 4.0},
        {"role": "customers", "carrier": "图文", "gmv_first": 9.0},
    ).month("2026-06")
    assert asked.customers() == [("短视频", 3, 4), ("直播", 1, 2)]


def test_accounts_are_ranked_and_none_is_none() -> None:
    def row(account: str, gmv: float, **more: float) -> dict[str, Any]:
        return {"role": "accounts", "owner": "合作", "account": account, "gmv_paid": gmv, **more}

    asked = books(row("甲", 1.0, cost=5.0), row("乙", 4.0), row("甲", 2.0), row("丙", 9.0)).month("2026-06")
    top = asked.accounts("合作", GMVS["paid"], 2)
    assert top is not None
    assert (top["account"], top["gmv"], top.count, top.whole, len(top)) == (["丙", "乙"], [9, 4], 3, 16, 2)
    assert ("cost" in top, "refund" in top, "orders" in top, top.orders) == (True, False, False, "")
    assert asked.accounts("自营", GMVS["paid"], 2) is None
    assert asked.accounts("合作", GMVS["net"], 2) is None
    assert asked.works(GMVS["paid"], "plays", 2) is None
    assert asked.sessions(GMVS["paid"], [], 2) is None


def test_shops_and_sums_of_several_days_are_kept_apart() -> None:
    """A window beside its first day, and the same day of two shops: four groups, nothing added to another."""
    day, last = (np.datetime64(f"2026-06-{n:02}", "s") for n in (1, 28))
    rows = [
        {"shop": "甲", "until": day, "gmv_paid": 1.0},
        {"shop": "甲", "until": day, "gmv_paid": 2.0},
        {"shop": "甲", "until": last, "gmv_paid": 10.0},
        {"shop": "乙", "until": day, "gmv_paid": 100.0},
    ]
    found = books(*rows).month("2026-06").sums(PAID)
    told = {(row.shop, row.until.day): row.gmv for row in found.itertuples()}
    assert told == {("甲", 1): 3.0, ("甲", 28): 10.0, ("乙", 1): 100.0}


@pytest.mark.parametrize("here", [rows.HERE, 0])
def test_a_creator_of_several_sizes_is_of_the_largest(here: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rows, "HERE", here)
    sale = {"role": "creators", "owner": "合作", "carrier": "直播", "gmv_paid": 5.0}
    told = books(
        {**sale, "account": "甲", "followers": 900_000.0},
        {**sale, "account": "甲", "followers": 6_000_000.0},
        {**sale, "account": "乙", "followers": 50.0},
        {**sale, "account": "丙"},
    ).month("2026-06")
    found = told.tiers(GMVS["paid"], {"head": 5e6, "shoulder": 1e6, "waist": 1e5})
    assert found is not None
    assert (found["tier"], found["gmv"], found["count"]) == (["head", "tail", ""], [10, 5, 5], [1, 1, 1])


@pytest.mark.parametrize(("extra", "told"), [(0.0, 0), (300.0, 0), (1_000.0, None)])
def test_a_single_day_names_no_best_weekday(extra: float, told: int | None) -> None:
    """Four weeks, an hour a day: Mondays sell 200, Sundays 50, others 100, and the first Thursday `extra` more.

    With 1,000 more the Thursdays sell 350 an hour, above Monday's 200; without that one day they sell 100.
    """
    sold = {0: 200.0, 6: 50.0}
    days = [JUNE + datetime.timedelta(days=n) for n in range(28)]
    found = books(
        *(
            {"date": day, "role": "sessions", "account": "号", "live_minutes": 60.0, "gmv_paid": sold.get(day.weekday(), 100.0)
             + (extra if day.day == 4 else 0.0)}
            for day in days
        )
    ).month("2026-06").lives(GMVS["paid"])  # fmt: skip
    assert found is not None
    assert found.leads("weekday", 3) == (None if told is None else (told, 6))
    assert found.leads("account", 3) is None, "nobody to compare with"
    assert found.leads("weekday", 5) is None, "four sessions are not enough"
