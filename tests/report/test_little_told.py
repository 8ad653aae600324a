"""Months of which the exports tell little: a blank is no 0, and what there is is said, by figures worked out by hand."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from report import invented
from xl_fact.brand import Brand, Economics, Targets
from xl_fact.exports import facts
from xl_fact.filling.write import write_report
from xl_fact.report.build import from_facts
from xl_fact.report.contract import texts_of
from xl_fact.report.model import Report

BRAND = Brand(name="乙牌", economics=Economics(margin=0.5))


def shop(brand: Brand = BRAND, lang: Any = "zh", /, **sums: float) -> Report:
    """A list by day that tells only these sums of the shop, and no channel."""
    days = invented.DAYS
    same: dict[str, Any] = {
        "platform": "douyin", "currency": "CNY", "role": "sales", "channel": "?", "date": [np.datetime64(d, "s") for d in days]
    }  # fmt: skip
    columns = {**same, **{key: np.full(len(days), each) for key, each in sums.items()}}
    return from_facts(facts.frame(columns, len(days)), (), brand, invented.MONTH, lang=lang)


def test_cost_and_sales_of_a_whole_shop_are_told_for_what_they_are(tmp_path: Any) -> None:
    """3,000 a day sold for 600: an ROI of 5, against 1 ÷ 0.5 = 2 to break even; nothing of impressions, and so none shown."""
    report = shop(gmv_paid=3_000.0, cost=600.0)
    texts = texts_of(report)
    assert "ROI 5.0（保本 2.0）：花得值" in texts["headline"]
    assert texts["who_sentence"].startswith("全店 ROI 5.0。没有商品曝光次数，GPM 与 CPM 无从算起")
    assert texts["why_sentence"].startswith("导出里没有商品曝光次数：看得出花费与成交")
    assert report.values.figure("breakeven_roi") == pytest.approx(2)
    assert "base" not in {figure.key for figure in report.section("overview").figures}
    assert not report.table("who").has("base_share")
    assert np.isnan(report.values.total("compare", "base"))
    assert np.isnan(list(report.values.column("daily", "base"))).all()
    assert report.table("who").title.zh == "谁赢"
    assert write_report(report, tmp_path / "r.xlsx").path.exists()


def test_sales_alone_are_told_as_sales() -> None:
    texts = texts_of(shop(gmv_paid=3_000.0))
    assert texts["why_sentence"] == "导出里没有投放花费，也没有商品曝光次数：只看得出卖了多少。"
    assert "毛利 4.2万元（没扣退款、达人佣金、平台佣金、投放）" in texts["headline"]  # 28 × 3,000 × 50 %


def test_no_sales_are_no_gmv_and_no_loss() -> None:
    told = texts_of(shop(gmv_paid=0.0))["headline"]
    assert told == "2026年2月：导出里用户支付的成交是 0。"


def test_zero_is_told_as_zero_and_not_as_absent() -> None:
    """Impressions and spend are told, and are 0: the page says so, as the cards do, and the targets are named."""
    brand = replace(BRAND, targets=Targets(gpm=180.0, roi=3.0))
    report = shop(brand, gmv_paid=3_000.0, cost=0.0, product_impressions=0.0)
    texts = texts_of(report)
    assert report.values.figure("base") == 0
    assert next(f.note for f in report.figures if f.key == "base").zh == "是 0，没有 GPM"  # type: ignore[union-attr]
    assert texts["why_sentence"] == (
        "投放花费、商品曝光次数都是 0：只看得出卖了多少。GPM 目标 180.0：本月没有可比的数。"
    )
    assert texts["who_sentence"] == "没有 ROI，也没有 GPM：投放花费、商品曝光次数都是 0。"
    assert "没有商品曝光" not in "".join(texts.values())
    assert next(f for f in report.figures if f.key == "target_gpm").note.zh.endswith("是 0，没有 GPM 可比")  # type: ignore[union-attr]


def test_impressions_of_zero_beside_a_spend() -> None:
    """3,000 a day for 600: an ROI of 5; with 0 impressions there is no GPM."""
    texts = texts_of(shop(gmv_paid=3_000.0, cost=600.0, product_impressions=0.0))
    assert texts["who_sentence"].startswith("全店 ROI 5.0。商品曝光次数是 0，GPM 与 CPM 无从算起")
    assert texts["why_sentence"].startswith("商品曝光次数是 0：看得出花费与成交")
    told = texts_of(shop(BRAND, "en", gmv_paid=3_000.0, product_impressions=0.0))["why_sentence"]
    assert told == "The exports hold no ad cost; product impressions are 0: only what was sold can be told."


def test_a_target_of_what_is_not_told_is_named() -> None:
    """Nothing of impressions and nothing of spend: neither target is dropped in silence."""
    brand = replace(BRAND, targets=Targets(gpm=180.0, roi=2.5))
    assert texts_of(shop(brand, gmv_paid=3_000.0))["why_sentence"] == (
        "导出里没有投放花费，也没有商品曝光次数：只看得出卖了多少。ROI 目标 2.5、GPM 目标 180.0：本月没有可比的数。"
    )
    told = texts_of(shop(brand, "en", gmv_paid=3_000.0))["why_sentence"]
    assert told.endswith(" ROI target 2.5 and GPM target 180.0: nothing to hold against them.")
