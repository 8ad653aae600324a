"""LIVE views that name no owner: the channel is that of the account that held the sessions, where a list says whose it is."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd
import pytest

from report import invented
from xl_fact.exports import facts
from xl_fact.report.model import Report

DAYS = len(invented.DAYS)


def sessions(**views: float) -> pd.DataFrame:
    """The invented month with a session a day of each account, without a word whose it is."""
    rows = [(day, account, seen) for day in invented.DAYS for account, seen in views.items()]
    columns: dict[str, Any] = {
        "platform": "douyin", "currency": "CNY", "role": "sessions", "owner": "", "carrier": "直播", "channel": "?",
        "date": [np.datetime64(day, "s") for day, *_ in rows],
        "account": [account for _, account, _ in rows],
        "live_views": [seen for *_, seen in rows],
    }  # fmt: skip
    return pd.concat([invented.frame(), facts.frame(columns, len(rows))], ignore_index=True)


def of(frame: pd.DataFrame, lang: Any = "zh") -> Report:
    return invented.report(replace(invented.BRAND, gpm_base="live_views"), lang, frame)


def column(report: Report, key: str) -> dict[str, float]:
    channels = report.values.column("compare", "channel")
    return dict(zip(channels, report.values.column("compare", key), strict=True))


def test_views_of_a_listed_account_are_its_channels() -> None:
    """F sells 1,000 a day on 4,000 views: a GPM of 250; nothing is left for "?", and nothing is said of it."""
    report = of(sessions(自营直播=4_000.0))
    assert column(report, "base") == pytest.approx(
        {"F 自播": 4_000.0 * DAYS, "A 达人矩阵": 0.0, "S 搜索商城": 0.0}
    )
    assert column(report, "base_share")["F 自播"] == 1.0
    assert column(report, "gpm")["F 自播"] == pytest.approx(250)
    assert not [one for one in report.left_out if one.name.zh == "部分直播观看的阵地"]


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_views_of_an_account_that_no_list_holds_stay_nobodys_and_are_said(lang: str) -> None:
    """Of 4,000 views a day 1,000 are of an account that nobody lists: 28,000 a month."""
    report = of(sessions(自营直播=3_000.0, 路人=1_000.0), lang)
    base = list(column(report, "base").values())
    assert base == pytest.approx([3_000.0 * DAYS, 0.0, 0.0, 1_000.0 * DAYS])
    assert report.values.total("compare", "base") == pytest.approx(4_000 * DAYS)
    said = next(one.reason for one in report.left_out if one.name.zh == "部分直播观看的阵地")
    assert said.zh.startswith("28,000 次没有写是自营还是合作，账号构成里也没有这些账号：记在“? 未分类”")
    assert said.en.startswith("of 28,000 nobody says whether")


def test_an_account_that_the_list_puts_with_both_is_nobodys() -> None:
    frame = sessions(自营直播=4_000.0)
    twice = frame[(frame["role"] == "accounts") & (frame["account"] == "自营直播")].iloc[:1]
    frame = pd.concat([frame, twice.assign(owner="合作", channel="A", gmv_paid=0.0)], ignore_index=True)
    assert column(of(frame), "base")["? 未分类"] == pytest.approx(4_000 * DAYS)


def test_views_of_a_partner_are_the_partners() -> None:
    """The list puts "合作短视频" with the partners: its LIVE views are A's."""
    base = column(of(sessions(自营直播=3_000.0, 合作短视频=500.0)), "base")
    assert base == pytest.approx({"F 自播": 3_000.0 * DAYS, "A 达人矩阵": 500.0 * DAYS, "S 搜索商城": 0.0})


def test_days_that_are_compared_have_the_same_places() -> None:
    """A month of ten days, as a part of it is cut: F's views are F's there, too."""
    from xl_fact.engine.books import Books
    from xl_fact.report.cutting import of_month

    month = of_month(
        Books(sessions(自营直播=4_000.0)),
        replace(invented.BRAND, gpm_base="live_views"),
        invented.MONTH,
        "zh",
    )
    assert month.on(frozenset(invented.DAYS[:10])).sums("base") == {"F": 40_000.0}
