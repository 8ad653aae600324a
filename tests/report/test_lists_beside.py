"""What is said of a list beside the shop's own figure: the same sales of both, and a reason only where the figures show it."""

from __future__ import annotations

import datetime
from typing import Any

import pytest

from xl_fact.report.model import Paragraph

from .test_gmv import DAYS, WORK, made, month

FEBRUARY = [datetime.date(2026, 2, day + 1) for day in range(DAYS)]
LIVE = 900.0 * DAYS
VIDEO = 360.0 * DAYS


def said(page: str, *more: dict[str, Any]) -> str:
    """What the notes of a page say of its lists beside FACT."""
    report = made("paid", rows=[*month(), *more])
    notes = [part.text for part in report.section(page).parts if isinstance(part, Paragraph)]
    return "\n".join(note for note in notes if "FACT对比" in note)


def creator(account: str, carrier: str, paid: float, *roles: str) -> list[dict[str, Any]]:
    """Another creator's day, each day."""
    whose = {"owner": "合作", "carrier": carrier, "channel": "A", "account": account, "gmv_paid": paid}
    return [{**whose, "role": role, "date": day} for role in roles for day in FEBRUARY]


def sessions(paid: float, account: str = "自家") -> list[dict[str, Any]]:
    """A session a day, of an account whose owner the export doesn't say."""
    live = {"role": "sessions", "carrier": "直播", "account": account, "gmv_paid": paid, "live_views": 10.0}
    return [{**live, "product_clicks": 5.0, "date": day} for day in FEBRUARY]


@pytest.mark.parametrize("account", ["自家", "账号表里没有的号"])
def test_own_sessions_are_held_against_own_live(account: str) -> None:
    """Partners' LIVE is none of theirs: equal to the fen, and nothing to explain."""
    assert said("own", *sessions(900, account), *creator("达人乙", "直播", 50, "sales", "accounts")) == ""


def test_sessions_of_a_partner_are_held_against_the_partners() -> None:
    """The list of accounts says whose they are."""
    partners = creator("达人乙", "直播", 50, "sales", "accounts")
    assert said("own", *sessions(900), *sessions(50, "达人乙"), *partners) == ""
    assert "合作直播 1,120 元，“FACT对比”里 1,400 元，差 -280" in said(
        "own", *sessions(900), *sessions(40, "达人乙"), *partners
    )


def test_no_reason_where_the_figures_show_none() -> None:
    told = said("own", *sessions(890), *creator("达人乙", "直播", 50, "sales", "accounts"))
    assert (
        f"自营直播 {LIVE - 280:,.0f} 元，“FACT对比”里 {LIVE:,.0f} 元，差 -280；从这些数看不出为什么" in told
    )


@pytest.mark.parametrize(("lacking", "shown"), [(0.0, True), (30.0, False)])
def test_who_is_not_listed_is_named_where_that_is_all(lacking: float, shown: bool) -> None:
    """达人乙 sold 10 a day by video and has no work in the list; where more is lacking, that isn't all."""
    others = creator("达人乙", "短视频", 10, "sales", "accounts")
    told = said("contents", {**WORK, **WORKS, "gmv_paid": VIDEO - lacking}, *others)
    assert f"差 -{280 + lacking:,.0f}" in told
    assert ("正是账号构成表里“达人乙”的" in told, "看不出为什么" in told) == (shown, not shown)


WORKS: dict[str, Any] = {"owner": "合作", "carrier": "短视频", "channel": "A", "account": "达人甲"}


def breakdown(role: str, key: str, paid: float) -> list[dict[str, Any]]:
    """All sales of a day in one row of another breakdown."""
    return [{"role": role, key: "甲", "gmv_paid": paid, "date": day} for day in FEBRUARY]


def test_breakdowns_that_lack_sales_say_so_with_the_amount() -> None:
    """1,260 a day in the shop and in the price bands, 1,250 in products and categories: 28 × 10 lie in neither."""
    rows = [*breakdown("products", "product", 1_250), *breakdown("categories", "category", 1_250)]
    report = made("paid", rows=[*month(), *rows, *breakdown("prices", "price_band", 1_260)])
    notes = [part.text for part in report.section("products").parts if isinstance(part, Paragraph)]
    assert notes[-1].startswith(
        "全店 35,280.00 元：商品、品类合计各 35,000.00，差 -280.00；价格带与全店相等。少的没有列在"
    )
    equal = made("paid", rows=[*month(), *breakdown("products", "product", 1_260)])
    notes = [part.text for part in equal.section("products").parts if isinstance(part, Paragraph)]
    assert not [each for each in notes if each.startswith("全店")]
