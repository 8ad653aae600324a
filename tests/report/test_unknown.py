"""What nobody knows is said to be unknown: no nan in any cell or sentence, no winner and no verdict of what isn't known."""

from __future__ import annotations

import datetime
import math
import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import openpyxl
import pandas as pd
import pytest

from report import invented
from xl_fact.brand import Brand
from xl_fact.engine.books import Books
from xl_fact.filling.write import write_report
from xl_fact.report.build import from_facts
from xl_fact.report.cutting import of_month
from xl_fact.report.history import with_history
from xl_fact.report.model import Report

NO_NUMBER = re.compile(r"(?<![\w])[+-]?(nan|NaN|inf|None)(?![\w])|∞|#(DIV|NUM|VALUE|REF|N/A|NAME)")
BEFORE = [datetime.date(2026, 1, day) for day in range(1, 32)]
SOLD = ("gmv_paid", "refund_paid", "orders", "commission")
PLAYED = replace(invented.BRAND, gpm_base="plays")
ODD: dict[str, tuple[Brand, Callable[[pd.DataFrame], pd.DataFrame]]] = {
    "nothing sold": (invented.BRAND, lambda rows: rows.assign(**dict.fromkeys(SOLD, 0.0))),
    "nothing seen": (
        invented.BRAND,
        lambda rows: rows.assign(
            product_impressions=rows["product_impressions"] * 0, product_clicks=rows["product_clicks"] * 0
        ),
    ),
    "all refunded": (invented.BRAND, lambda rows: rows.assign(refund_paid=rows["gmv_paid"])),
    "a carrier of nobody": (
        invented.BRAND,
        lambda rows: rows.assign(
            channel=np.where(rows["carrier"] == "商品卡", "", rows["channel"]),
            carrier=rows["carrier"].replace("商品卡", "货架"),
        ),
    ),
    "nothing spent": (invented.BRAND, lambda rows: rows.assign(cost=rows["cost"] * 0)),
    "plays of a month": (PLAYED, lambda rows: pd.concat([rows, works(rows)], ignore_index=True)),
    "views of nobody": (
        replace(invented.BRAND, gpm_base="live_views"),
        lambda rows: pd.concat([rows, sessions(rows)], ignore_index=True),
    ),
}
"""Months and what is odd of them."""


def works(rows: pd.DataFrame) -> pd.DataFrame:
    """Plays of partners' videos as a list of works tells them: one sum of the whole month."""
    one = rows[(rows["carrier"] == "短视频") & (rows["role"] == "accounts")].iloc[:1].copy()
    one[[*one.select_dtypes("float")]] = np.nan
    until = one["date"].dt.to_period("M").dt.end_time.dt.floor("D").astype(one["until"].dtype)
    return one.assign(role="works", content="片子", plays=28_000.0, until=until)


def sessions(rows: pd.DataFrame) -> pd.DataFrame:
    """Views of sessions that don't say whose they are."""
    some = rows[(rows["carrier"] == "直播") & (rows["role"] == "accounts")].copy()
    some[[*some.select_dtypes("float")]] = np.nan
    return some.assign(role="sessions", owner="", channel="", account="谁", live_views=900.0)


def made(name: str, lang: Any = "zh") -> Report:
    """The report of an odd month beside an ordinary one before."""
    brand, change = ODD[name]
    rows = pd.concat([invented.frame(BEFORE), change(invented.frame())], ignore_index=True)
    return from_facts(rows, (invented.SOURCE,), brand, invented.MONTH, lang=lang)


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("name", ODD)
def test_no_cell_and_no_sentence_holds_what_is_no_number(name: str, lang: Any, tmp_path: Path) -> None:
    report = made(name, lang)
    assert {key: text for key, text in report.texts.items() if NO_NUMBER.search(text)} == {}
    book = openpyxl.load_workbook(write_report(report, tmp_path / "odd.xlsx").path, data_only=True)
    cells = [(sheet.title, cell.coordinate, cell.value) for sheet in book for row in sheet for cell in row]
    assert len(cells) > 1_000
    assert [
        cell
        for cell in cells
        if (isinstance(cell[2], float) and not math.isfinite(cell[2]))
        or (isinstance(cell[2], str) and NO_NUMBER.search(cell[2]))
    ] == []


def test_what_is_no_number_is_found() -> None:
    told = ("GPM nan → nan（+nan）", "0 … inf", "播放 +nan%", "None", "#DIV/0!")
    assert all(map(NO_NUMBER.search, told))
    assert not any(map(NO_NUMBER.search, ("finance", "情感 Nancy", "info", "nobody")))


def test_a_superlative_needs_two_that_differ_and_a_best_above_nothing() -> None:
    texts = made("nothing sold").texts
    assert "最高" not in "".join(
        texts[key] for key in ("headline", "who_sentence", "spend_sentence", "spend_title")
    )
    assert texts["channels_sentence"] == "没有成交，说不出 GMV 的构成。"
    assert "没有平常日可比" not in texts["campaign_sentence"]
    assert "没有成交）" in texts["headline"]


def test_refunds_are_the_reason_where_they_are() -> None:
    headline = made("all refunded").texts["headline"]
    assert "退款吃完了成交" in headline
    assert "佣金与平台已占满毛利" not in headline


def test_no_verdict_comes_of_an_unknown_gpm() -> None:
    report = made("nothing seen")
    assert report.values.column("compare", "verdict").tolist() == ["少投流", "保持", "可加投"]
    assert "slope" not in {column.key for column in report.values.tables["pnl"].columns}
    assert "补转化" not in "".join(report.texts[key] for key in ("next_sentence", "headline"))
    assert [one.name.zh for one in report.left_out if "环比" in one.name.zh] == ["GPM 的环比"]


def test_plays_count_only_where_there_are_any() -> None:
    """Partners' videos sold 400 a day for 28 days, on 28,000 plays: 400 per 1000, whatever else sold."""
    report = made("plays of a month")
    table = report.values.tables["compare"]
    gpm = report.values.column("compare", "gpm")
    assert [None if math.isnan(each) else round(each, 6) for each in gpm] == [None, 400.0, None]
    assert report.values.total("compare", "gpm") == pytest.approx(400.0)
    assert "只算有播放的载体" in next(c.heading.zh for c in table.columns if c.key == "gpm")
    assert "GPM 400.0 元/千次（只算有播放的载体）" in report.texts["headline"]
    ordinary = from_facts(
        pd.concat([invented.frame(BEFORE), invented.frame()]), (), invented.BRAND, invented.MONTH
    )
    results = [each.values.column("pnl", "result").tolist() for each in (report, ordinary)]
    assert results[0] == results[1]
    assert (
        report.values.column("changes", "gmv").tolist() == ordinary.values.column("changes", "gmv").tolist()
    )


def test_what_belongs_to_no_channel_never_leads_and_is_never_told_to_stop() -> None:
    report = made("views of nobody")
    assert "? 未分类" in report.values.column("compare", "channel")
    for key in ("headline", "who_sentence", "next_sentence", "bubble_title"):
        assert "未分类" not in report.texts.get(key, "")
    if "actions" in report.values.tables:
        assert "? 未分类" not in report.values.column("actions", "channel")


def test_heads_are_told_apart_whatever_the_base() -> None:
    """The accounts tell no plays, which is no reason to leave the heads' sales with the others'."""
    rows = invented.frame()
    partner = (rows["owner"] == "合作") & (rows["role"] == "accounts")
    rows.loc[partner, "followers"] = 9e6
    rows.loc[partner, ["product_impressions", "product_clicks", "orders"]] = [2_000.0, 100.0, 4.0]
    rows.loc[partner & (rows["role"] == "accounts"), "channel"] = "A"
    rows = pd.concat([rows, works(rows)], ignore_index=True)
    books, sums = Books(rows), []
    for base in ("product_impressions", "plays"):
        month = with_history(
            of_month(books, replace(invented.BRAND, gpm_base=base), invented.MONTH, "zh"), books
        )
        sums.append(month.sums("gmv"))
    assert sums[0] == sums[1]
    assert sums[0]["T"] == pytest.approx(11_200)
