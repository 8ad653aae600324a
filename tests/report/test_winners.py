"""Who leads, as the overview tells it: all who are alike, whether they lose, and by the price of traffic only where it is."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pandas as pd
import pytest

from report import invented
from xl_fact.brand import Economics


def month(**of_a: float) -> pd.DataFrame:
    """The invented month with other amounts of A: it sells 400 a day on 2,000 impressions, without ads."""
    frame = invented.frame()
    for key, role in (("product_impressions", "sales"), ("cost", "accounts")):
        if key in of_a:
            frame.loc[(frame["carrier"] == "短视频") & (frame["role"] == role), key] = of_a[key]
    return frame


def texts(frame: pd.DataFrame, **brand: Any) -> dict[str, str]:
    return dict(invented.report(replace(invented.BRAND, **brand), facts_of=frame).texts)


def test_a_winner_that_loses_is_said_to_lose() -> None:
    """F leads by GPM (250 against 100 and 200) and loses 50 a day, 1,400 in all; S earns."""
    told = texts(month())
    assert told["headline"].endswith("按 ROI 赢的是 S 搜索商城，按 GPM 赢的是 F 自播（亏钱）：差在流量贵贱。")
    assert "看 ROI：S 搜索商城 第一" in told["who_sentence"]
    assert "看 GPM：F 自播（亏钱） 第一" in told["who_sentence"]
    assert told["why_sentence"].endswith("S 搜索商城 赢在流量便宜，F 自播（亏钱） 赢在内容会卖。")
    unsaid = texts(month(), economics=Economics())
    assert "亏钱" not in "".join(unsaid.values())


def test_a_channel_first_by_both_and_told_to_stop_is_said_to_lose() -> None:
    """At a margin of 5 % A keeps 320 × 5 % − 40 = −24 before its ads of 50, −74 × 28 = −2,072; its GPM is 400, its ROI 8."""
    frame = month(product_impressions=1_000.0, cost=50.0)
    report = invented.report(replace(invented.BRAND, economics=Economics(margin=0.05)), facts_of=frame)
    assert list(report.values.column("pnl", "verdict"))[1] == "停"
    assert report.texts["headline"].endswith("A 达人矩阵（亏钱） 的 ROI 与 GPM 都最高。")
    assert report.texts["why_sentence"].startswith("A 达人矩阵（亏钱） 两样都第一")


@pytest.mark.parametrize(
    ("cost", "why"),
    [
        (0.0, "它的流量没有花钱，不和 S 搜索商城 比贵贱。"),
        (1.0, "它的投放没到最低花费，没有 ROI，不和 S 搜索商城 比贵贱。"),  # 28 in all, 100 are the least
    ],
)
def test_the_headline_says_price_only_where_both_paid_one(cost: float, why: str) -> None:
    """A sells 400 on 1,000 impressions: the highest GPM, on traffic that nobody bought."""
    told = texts(month(product_impressions=1_000.0, cost=cost))
    assert told["headline"].endswith("按 ROI 赢的是 S 搜索商城，按 GPM 赢的是 A 达人矩阵。")
    assert told["why_sentence"].endswith(why)
    assert "差在流量贵贱" not in told["headline"]


def test_all_who_are_first_are_named() -> None:
    """A sells 400 on 1,600 impressions and F 1,000 on 4,000: 250 both, and the table marks both."""
    report = invented.report(facts_of=month(product_impressions=1_600.0))
    assert list(report.values.column("who", "gpm_won")) == ["最高", "最高", ""]
    named = "F 自播（亏钱）、A 达人矩阵"
    assert f"按 GPM 赢的是 {named}" in report.texts["headline"]
    assert f"看 GPM：{named} 第一" in report.texts["who_sentence"]


def test_several_names_take_no_verb_of_one() -> None:
    """As above, in English: two names by GPM, and three by GPM of which one is first by ROI too; no "F, A leads"."""
    told = invented.report(lang="en", facts_of=month(product_impressions=1_600.0)).texts
    assert told["headline"].endswith(
        "Best ROI: Search & shop; best GPM: Field (at a loss), Alliance; the gap is what traffic costs."
    )
    assert "; best GPM: Field (at a loss), Alliance, with 250.0 per 1000" in told["who_sentence"]
    one = invented.report(
        replace(invented.BRAND, economics=Economics(margin=0.05)),
        "en",
        month(product_impressions=1_000.0, cost=50.0),
    ).texts
    assert one["headline"].endswith("Best on both ROI and GPM: Alliance (at a loss).")
    assert one["why_sentence"].startswith(
        "Best on both: Alliance (at a loss), with 400.0 sold and 50.0 paid per 1000."
    )


@pytest.mark.parametrize(
    ("spent", "word"), [(620.0, "花得值"), (620.01, "花得值"), (620.02, "全店够本，但投流部分合计亏 1元")]
)
def test_a_loss_that_shows_as_nothing_is_none(spent: float, word: str) -> None:
    """F keeps 450 and S 170 after its ads: at ads of 620 for F both together keep 0, at 620.01 they lose 28 × 0.01 = 0.28 yuan,
    which shows as 0, at 620.02 they lose 0.56."""
    frame = invented.frame()
    frame.loc[(frame["carrier"] == "直播") & (frame["role"] == "accounts"), "cost"] = spent
    assert f"：{word}" in texts(frame)["headline"]
