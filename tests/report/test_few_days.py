"""Few days are told and not advised on, and a month that still runs is not followed by "next month"."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import Any

import pytest

from report import invented
from xl_fact.brand import Campaign
from xl_fact.report.model import Report


def of(days: int, lang: Any = "zh") -> Report:
    """February 2026 with its first days only, against a target of 56,000 for the month."""
    brand = replace(invented.BRAND, targets=replace(invented.BRAND.targets, gmv=56_000.0))
    return invented.report(brand, lang, invented.frame(invented.DAYS[:days]))


@pytest.mark.parametrize("days", [1, 4])
def test_fewer_days_than_five_ask_for_no_money_and_project_nothing(days: int) -> None:
    """A day sells 2,000 and S earns 170 of it at 2.7 times its ads: from five days on that would be more money for S."""
    report = of(days)
    texts = report.texts
    assert report.values.figure("gmv") == pytest.approx(2_000 * days)
    assert report.values.figure("profit") == pytest.approx(240 * days)
    assert math.isnan(report.values.figure("pace_projected"))
    assert next(f.note for f in report.figures if f.key == "pace_projected").zh == "不足 5 天，不推算"  # type: ignore[union-attr]
    assert "actions" not in {table.key for table in report.tables}
    assert not report.table("compare").has("verdict")
    assert not report.table("creators").has("advice")
    why = f"只有 {days} 天的数据，不足 5 天：不下诊断，也不说下一笔钱给谁——天数太少，一个晚上就能改变结论。"
    assert texts["next_sentence"] == texts["verdict_legend"] == why
    assert "{{next_sentence}}" in {
        part.text for section in report.sections for band in section.bands for part in band if hasattr(part, "text")
    }  # fmt: skip
    assert f"只有 {days} 天的数据，不足 5 天：不说找谁复投。" in texts["creators_sentence"]
    assert "加投" not in "".join(texts.values())


@pytest.mark.parametrize(
    ("days", "headline", "spend"),
    [
        (4, "ROI 3.3（保本 2.4，已计退款），利润 ", "ROI 3.33，保本 2.38。"),
        (5, "ROI 3.3（保本 2.4，已计退款）：花得值，利润 ", "ROI 3.33，保本 2.38：钱花得值。"),
    ],
)
def test_the_spend_of_few_days_is_held_against_break_even_and_not_judged(
    days: int, headline: str, spend: str
) -> None:
    """2,000 ÷ 600 a day; 1,760 are left after refunds, less 40 of commission: 1 ÷ (0.88 × (0.5 − 40 ÷ 1,760)) = 2.38."""
    texts = of(days).texts
    assert headline in texts["headline"]
    assert texts["spend_sentence"].startswith(spend)
    assert ("钱花得" in texts["spend_sentence"]) == (days == 5)
    assert ("paid off" in of(days, "en").texts["headline"]) == (days == 5)


def test_they_say_so_in_english() -> None:
    assert (
        of(1, "en")
        .texts["next_sentence"]
        .endswith("there is only 1 day of data, fewer than 5, and one evening could turn them round.")
    )


def test_five_days_are_enough() -> None:
    """5 days sell 10,000: 28 days at their mean are 56,000."""
    report = of(5)
    assert report.values.figure("pace_projected") == pytest.approx(56_000)
    assert report.texts["next_sentence"].startswith("下一笔钱先给 S 搜索商城（可加投）")


@pytest.mark.parametrize(
    ("days", "lang", "heading", "title"),
    [
        (14, "zh", "接下来的动作", "做什么：接下来的动作，每条关乎多少钱"),
        (28, "zh", "下月动作", "做什么：下月动作，每条关乎多少钱"),
        (14, "en", "Next", "What to do next, and the money each is about"),
        (28, "en", "Next month", "What to do next month, and the money each is about"),
    ],
)
def test_what_follows_a_month_that_still_runs_is_not_next_month(
    days: int, lang: str, heading: str, title: str
) -> None:
    report = of(days, lang)
    table = report.table("actions")
    at = 0 if lang == "zh" else 1
    assert table.column("action").heading[at] == heading
    assert table.title[at] == title


def test_a_campaign_of_few_days_is_said_to_be_of_few() -> None:
    """Three of the four days are the campaign's: there is ad cost, and too few days to say whether it paid."""
    campaign = Campaign("节", invented.DAYS[0], invented.DAYS[2])
    brand = replace(invented.BRAND, campaigns=(campaign,))
    report = invented.report(brand, facts_of=invented.frame(invented.DAYS[:4]))
    told = report.texts["campaign_sentence"]
    assert "只有 4 天的数据，不足 5 天：够不够本不下结论。" in told
    assert "没有投放花费" not in told
