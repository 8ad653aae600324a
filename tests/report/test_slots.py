"""A slot is paid for whatever is sold: what that means for break-even, verdicts and advice, by figures added in the head.

On each of 28 days A sells 400, keeps 320 after refunds and 160 of them at a margin of 0.5, and pays 40 of commission: 120 are
left before ads and slots.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd
import pytest

from report import invented
from report.invented import beside, partners, works
from report.worked_out import unlike
from xl_fact.brand import Economics, Targets
from xl_fact.report.model import Report

DAYS = 28
BRAND = replace(invented.BRAND, economics=Economics(margin=0.5))


def column(report: Report, table: str, key: str) -> list[Any]:
    return list(report.values.column(table, key))


def spent(ads: float, days: int = DAYS, slot: float = 0.0) -> pd.DataFrame:
    """The month in which A's ads cost so much on each of the first days, and a slot on every day."""
    frame = invented.frame()
    on = (frame["role"] == "accounts") & (frame["owner"] == "合作") & (frame["date"].dt.day <= days)
    frame.loc[on, "cost"] = ads
    return invented.with_slots(frame, slot) if slot else frame


def booked(role: str, day: int, until: int = 0, **amounts: float) -> pd.DataFrame:
    """One row of a day, or of the days until another."""
    row = partners(role, **amounts).iloc[[day - 1]].copy()
    return row.assign(until=np.datetime64(f"2026-02-{until or day:02}", "s"))


# -------------------------------------------------------------------- where ads ran
@pytest.mark.parametrize(
    ("row", "borne"),
    [
        (booked("creators", 5, slot_fee=1_400.0), -420.0),
        (booked("creators", 20, slot_fee=1_400.0), -420.0),
        (booked("creators", 1, 28, slot_fee=1_400.0), -420.0),
        (booked("settlements", 1, 28, platform_fee=1_680.0).assign(account=""), -560.0),
    ],
    ids=["slot on the 5th", "on the 20th", "of the month", "fee of the month"],
)
def test_what_is_not_booked_by_the_day_is_owed_of_all_days(row: Any, borne: float) -> None:
    """Ads of 100 on 14 of the 28 days leave 14 × 20 of what A earns on them; half of 1,400, or of 1,680, is theirs whenever it
    was booked: 280 − 700, 280 − 840."""
    report = invented.report(BRAND, facts_of=beside(spent(100.0, 14), row))
    assert column(report, "pnl", "borne")[1] == pytest.approx(borne)
    fee = "平台佣金" if borne == -560 else "坑位费"
    assert f"；{fee}没有逐日记的，投流部分按净成交摊" in repr(report.sections)


def test_a_commission_of_the_whole_month_is_owed_of_all_days() -> None:
    """1,680 for 1–28 February are 60 a day: 14 × (160 − 60 − 100) are left where ads ran."""
    frame = spent(100.0, 14).assign(commission=np.nan)
    report = invented.report(BRAND, facts_of=beside(frame, booked("creators", 1, 28, commission=1_680.0)))
    assert column(report, "pnl", "borne")[1] == pytest.approx(0.0)
    assert column(report, "pnl", "result")[1] == pytest.approx(1_400.0)


def test_slots_of_each_day_stay_on_their_days() -> None:
    """50 a day: 14 × (120 − 100 − 50) where ads ran."""
    report = invented.report(BRAND, facts_of=spent(100.0, 14, slot=50.0))
    assert column(report, "pnl", "borne")[1] == pytest.approx(-420.0)
    assert "没有逐日记" not in repr(report.sections)
    every_day = beside(spent(100.0), booked("creators", 5, slot_fee=1_400.0))
    assert "没有逐日记" not in repr(invented.report(BRAND, facts_of=every_day).sections)


# -------------------------------------------------------------------- break-even
def test_a_break_even_holds_the_slots_as_they_are() -> None:
    """Of each yuan that A sells 0.3 are left before ads of 50 and a slot of 30: 266.7 a day break even, 133.3 for 1,000, and at
    that, with as much traffic, ads and slots, nothing is left. Of the shop's 2,000 a day 840 are left before 650 of ads."""
    frame = spent(50.0, slot=30.0)
    report = invented.report(BRAND, facts_of=frame)
    assert column(report, "compare", "breakeven")[1] == pytest.approx(400 / 3)
    assert column(report, "compare", "breakeven")[0] == pytest.approx(125 / 0.45)
    assert report.values.figure("breakeven_roi") == pytest.approx(1 / 0.42 * 680 / 650)
    assert report.values.figure("breakeven_more") == pytest.approx(1 / 0.42)
    assert report.values.total("compare", "breakeven") == pytest.approx(650 / 12 * 1 / 0.42 * 680 / 650)
    assert column(report, "pnl", "room")[1] == pytest.approx(120 / 80)
    frame = frame[frame["role"] != "control"].reset_index(drop=True)
    frame.loc[frame["owner"] == "合作", ["gmv_paid", "refund_paid", "commission"]] *= 2 / 3
    sold = invented.report(BRAND, facts_of=frame)
    assert column(sold, "compare", "gpm")[1] == pytest.approx(400 / 3)
    assert column(sold, "pnl", "result")[1] == pytest.approx(0, abs=1e-6)
    assert column(sold, "pnl", "room")[1] == pytest.approx(1)
    meaning = next(text for text in column(report, "metrics", "meaning") if "不亏的最低 GPM" in text)
    assert "cpm 用（投放 + 坑位费）÷ 千次" in meaning


def test_room_is_the_lower_of_the_whole_and_of_where_ads_ran_each_with_its_slots() -> None:
    """28 × 120 over 1,400 of ads and 1,400 of slots is 1.2; of the 14 days with ads 14 × 120 over 14 × 150, 0.8."""
    report = invented.report(BRAND, facts_of=spent(100.0, 14, slot=50.0))
    assert column(report, "pnl", "room")[1] == pytest.approx(0.8)


def test_without_ads_a_slot_has_a_break_even_too() -> None:
    """A slot of 150 for 2,000 impressions: 75 of 1,000 at 0.3 of each yuan, and no ROI to hold against one."""
    report = invented.report(BRAND, facts_of=invented.with_slots(invented.frame(), 150.0))
    assert column(report, "compare", "breakeven")[1] == pytest.approx(75 / 0.3)
    assert column(report, "pnl", "room")[1] != column(report, "pnl", "room")[1]


def test_where_traffic_is_told_of_some_carriers_the_break_even_is_of_them() -> None:
    """A's card sells as its video and tells no impressions: 30 of slots on 50 of ads are 1.6 times the 25 of its CPM."""
    frame = spent(50.0, slot=30.0)
    frame = frame[frame["role"] != "control"]
    card = frame[(frame["owner"] == "合作") & frame["role"].isin(["sales", "accounts"])].copy()
    card = card.assign(carrier="图文", cost=0.0, product_impressions=np.nan, account="合作图文")
    report = invented.report(BRAND, facts_of=pd.concat([frame, card], ignore_index=True))
    assert column(report, "compare", "cpm")[1] == pytest.approx(25)
    assert column(report, "compare", "breakeven")[1] == pytest.approx(25 * 1.6 / 0.3)


# -------------------------------------------------------------------- verdicts
FAST, SLOW = 1.0, 1e6


@pytest.mark.parametrize(
    ("ads", "days", "slot", "benchmark", "word", "amount"),
    [
        (50.0, 28, 59.0, FAST, "加投", 11.0 * 28),
        (50.0, 28, 60.0, FAST, "谈坑位", 60.0 * 28),
        (50.0, 28, 69.0, FAST, "谈坑位", 69.0 * 28),
        (50.0, 28, 70.0, FAST, "谈坑位", 70.0 * 28),
        (50.0, 28, 71.0, FAST, "谈坑位", 71.0 * 28),
        (50.0, 28, 69.0, SLOW, "谈坑位", 69.0 * 28),
        (50.0, 28, 130.0, SLOW, "谈坑位", 130.0 * 28),
        (200.0, 14, 0.0, FAST, "降CPM", 2_800 - 1_680 / 1.1),
        (200.0, 14, 50.0, FAST, "降CPM", 2_800 - 1_680 / 1.1),
        (200.0, 14, 130.0, FAST, "降CPM", 2_800 - 1_680 / 1.1),
        (200.0, 14, 0.0, SLOW, "少投流", 1_120.0),
        (200.0, 14, 50.0, SLOW, "少投流", 1_120.0),
        (200.0, 14, 130.0, SLOW, "少投流", 1_120.0),
        (115.0, 28, 4.0, FAST, "降CPM", (115 - 120 / 1.1) * 28),
        (115.0, 28, 10.0, FAST, "谈坑位", 10.0 * 28),
        (115.0, 28, 10.0, SLOW, "谈坑位", 10.0 * 28),
        (1.0, 28, 118.0, FAST, "保持", 28.0),
        (1.0, 28, 119.0, FAST, "谈坑位", 119.0 * 28),
        (1.0, 28, 121.0, FAST, "谈坑位", 121.0 * 28),
    ],
)
def test_only_what_slots_alone_make_lose_or_thin_is_about_slots(
    ads: float, days: int, slot: float, benchmark: float, word: str, amount: float
) -> None:
    """120 a day before ads and slots are 1.1 times the ads and slots of 109.09. 14 × (120 − 200) is lost without any slot, and
    a slot is no part of it; 120 over 115 of ads is thin, and lost only with a slot. 28 of ads in the month are hardly any."""
    brand = replace(BRAND, targets=Targets(gpm=benchmark))
    report = invented.report(brand, facts_of=spent(ads, days, slot))
    assert column(report, "pnl", "verdict")[1] == word
    assert column(report, "actions", "amount")[1] == pytest.approx(amount)


@pytest.mark.parametrize(("stray", "word"), [(39.0, "加投"), (40.0, "先分清花费")])
def test_costs_that_may_be_its_are_held_against_ads_and_slots(stray: float, word: str) -> None:
    """120 a day before ads of 50 and a slot of 20 are 1.1 times what these cost with 39.09 more that names no channel."""
    frame = spent(50.0, slot=20.0)
    lost = frame[(frame["role"] == "accounts") & (frame["owner"] == "合作")].copy()
    lost[["owner", "carrier", "channel", "account"]] = ""
    lost[["gmv_paid", "refund_paid", "commission"]] = np.nan
    brand = replace(BRAND, targets=Targets(gpm=FAST))
    report = invented.report(brand, facts_of=beside(frame, lost.assign(cost=stray)))
    assert column(report, "pnl", "verdict")[column(report, "pnl", "channel").index("A 达人矩阵")] == word


@pytest.mark.parametrize("slot", [0.0, 30.0])
def test_what_ads_lose_is_told_without_the_slots(slot: float) -> None:
    """28 × 120 over 2,800 of ads and 840 of slots loses 280; where ads ran they lose 1,120 by themselves. Ads of 150 on those
    days and 10 of slots earn 980: the ads lose 420 of it, the slots of those days no part."""
    told = invented.report(BRAND, facts_of=spent(150.0, 14, 10.0)).texts["next_sentence"]
    assert "A 达人矩阵 降CPM（投流亏 420元）" in told
    told = invented.report(BRAND, facts_of=spent(200.0, 14, slot)).texts["next_sentence"]
    assert ("A 达人矩阵 降CPM（亏 280元）" if slot else "A 达人矩阵 降CPM（投流亏 1,120元）") in told


# -------------------------------------------------------------------- sentences
@pytest.mark.parametrize(
    ("lang", "margin", "headline", "spend"),
    [
        ("zh", 0.5, "：坑位费把利润吃完了", "：坑位费把利润吃完了。"),
        ("en", 0.5, ": slot fees eat the profit", ": slot fees eat the profit. "),
        ("zh", 0.4, "：还不够本", "：钱花得不够本。"),
        ("en", 0.4, ": not paying off", ": not worth the money. "),
    ],
)
def test_ads_are_not_blamed_for_what_slots_take(lang: Any, margin: float, headline: str, spend: str) -> None:
    """A slot of 200 a day, 5,600, makes a loss of 1,680 of 3,920; at a margin of 0.4 1,008 are lost without it."""
    brand = replace(BRAND, economics=Economics(margin=margin))
    texts = invented.report(brand, lang, spent(100.0, slot=200.0)).texts
    assert headline in texts["headline"]
    assert spend in texts["spend_sentence"]


@pytest.mark.parametrize(
    ("lang", "slot", "said"),
    [
        ("zh", 200.0, "：全店够本，投流部分合计亏 280元，亏在坑位费。"),
        ("en", 200.0, ": slot fees make a loss where ads ran. "),
        ("zh", 0.0, "：钱花得值。"),
    ],
)
def test_a_loss_where_ads_ran_is_the_slots_where_they_alone_make_it(
    lang: Any, slot: float, said: str
) -> None:
    """F earns 450 a day without ads, S 170 after its own, A 120 − 100 and pays a slot of 200: −10 a day where ads ran."""
    frame = spent(100.0, slot=slot)
    frame.loc[(frame["role"] == "accounts") & (frame["carrier"] == "直播"), "cost"] = 0.0
    assert said in invented.report(BRAND, lang, frame).texts["spend_sentence"]


# -------------------------------------------------------------------- creators
@pytest.mark.parametrize(
    ("ads", "days", "slot", "word", "made"),
    [
        (50.0, 28, 59.0, "复投", 11.0 * 28),
        (50.0, 28, 69.0, "谈坑位", 28.0),
        (50.0, 28, 71.0, "谈坑位", -28.0),
        (50.0, 28, 130.0, "谈坑位", -60.0 * 28),
        (115.0, 28, 4.0, "保持", 28.0),
        (115.0, 28, 10.0, "谈坑位", -5.0 * 28),
        (0.0, 28, 130.0, "谈坑位", -10.0 * 28),
        (200.0, 14, 50.0, "少投流", -840.0),
        (100.0, 14, 50.0, "谈坑位", 560.0),
    ],
)
def test_who_is_all_of_a_channel_is_advised_as_the_channel_is(
    ads: float, days: int, slot: float, word: str, made: float
) -> None:
    """120 a day before ads and slots; where ads of 200 ran they lose by themselves, those of 100 only with the slots of their
    days: 14 × (120 − 100 − 50)."""
    report = invented.report(BRAND, facts_of=spent(ads, days, slot))
    assert column(report, "creators", "advice") == [word]
    assert (column(report, "pnl", "verdict")[1] == "谈坑位") == (word == "谈坑位")
    told = report.texts["creators_sentence"]
    assert f"有名字的 1 位里 {1 if made > 0 else 0} 位有利润。{word}：合作短视频 {made:,.0f}元。" in told
    english = invented.report(BRAND, "en", spent(ads, days, slot)).texts["creators_sentence"]
    assert (" Slot fee: 合作短视频" in english) == (word == "谈坑位")


def two_creators(ads: float = 0.0, last: int = 14) -> pd.DataFrame:
    """A sells by 合作短视频 until a day, by 小达人 after it."""
    frame = spent(ads)
    whose = (frame["role"] == "accounts") & (frame["owner"] == "合作") & (frame["date"].dt.day > last)
    frame.loc[whose, "account"] = "小达人"
    return frame


@pytest.mark.parametrize(
    ("ads", "slot", "margin", "words"),
    [
        (0.0, 2_800.0, 0.5, ["复投", "谈坑位"]),
        (0.0, 2_800.0, 0.1, ["停或谈价", "停或谈价"]),
        (50.0, 900.0, 0.5, ["复投", "谈坑位"]),
        (130.0, 1_700.0, 0.5, ["少投流", "少投流"]),
        (110.0, 1.0, 0.5, ["保持", "保持"]),
    ],
    ids=["without ads", "whatever slots", "with ads", "ads lose", "thin"],
)
def test_a_creator_is_asked_about_a_slot_that_alone_makes_lose_or_thin(
    ads: float, slot: float, margin: float, words: list[str]
) -> None:
    """Each sells on 14 days and leaves 1,680 before ads; 小达人 was paid a slot. 14 × 70 − 900 is 80 of room on 1,600: thin by it
    alone. 14 × (120 − 130) is lost without it, 120 on 110 is thin without it."""
    brand = replace(BRAND, economics=Economics(margin=margin))
    fee = booked("creators", 20, slot_fee=slot).assign(account="小达人")
    report = invented.report(brand, facts_of=beside(two_creators(ads), fee))
    advice = dict(
        zip(column(report, "creators", "creator"), column(report, "creators", "advice"), strict=True)
    )
    assert [advice[name] for name in ("合作短视频", "小达人")] == words


def test_a_head_who_is_all_of_his_channel_is_advised_as_it_is() -> None:
    """T keeps 200 of 400 a day and pays a slot of 60; ads of 150 on the first half of the days: 14 × (200 − 150 − 60) loses by
    the slots alone, though the month leaves 28 × 140 − 2,100, 1.37 of both."""
    frame = invented.frame()
    frame = frame[frame["role"] != "control"].reset_index(drop=True)
    place = {"channel": "T", "carrier": "直播"}
    sales = partners("sales", **invented.sold(400)).assign(account="", **place)
    accounts = partners("accounts", gmv_paid=400, cost=150, commission=0, followers=8e6)
    accounts.loc[accounts["date"].dt.day > 14, "cost"] = 0.0
    fee = partners("creators", slot_fee=60.0).assign(account="大头", **place)
    report = invented.report(
        BRAND, facts_of=beside(frame, sales, accounts.assign(account="大头", **place), fee)
    )
    verdicts = dict(zip(column(report, "pnl", "channel"), column(report, "pnl", "verdict"), strict=True))
    advice = dict(
        zip(column(report, "creators", "creator"), column(report, "creators", "advice"), strict=True)
    )
    assert verdicts["T 头部达人"] == advice["大头"] == "谈坑位"
    assert advice["合作短视频"] == "复投"


# -------------------------------------------------------------------- works
@pytest.mark.parametrize("own", [False, True], ids=["borne", "told"])
@pytest.mark.parametrize(
    ("ads", "slot", "margin", "word"),
    [
        (50.0, 59.0, 0.5, "加投"),
        (50.0, 69.0, 0.5, "谈坑位"),
        (50.0, 71.0, 0.5, "谈坑位"),
        (50.0, 130.0, 0.5, "谈坑位"),
        (130.0, 10.0, 0.5, "降CPM"),
        (130.0, 121.0, 0.5, "降CPM"),
        (0.0, 121.0, 0.5, "谈坑位"),
        (50.0, 71.0, 0.1, "停"),
    ],
)
def test_a_work_is_asked_about_the_slot_that_it_bears(
    own: bool, ads: float, slot: float, margin: float, word: str
) -> None:
    """The one work is all that A sells: 120 a day before ads and the slot, told in its list or borne as its creator bears it."""
    brand = replace(BRAND, economics=Economics(margin=margin))
    told = {"commission": 40.0, "slot_fee": slot} if own else {}
    work = works("A", "合作", **invented.sold(400, refund_paid=80, cost=ads, **told))
    report = invented.report(brand, facts_of=beside(spent(ads, slot=0.0 if own else slot), work))
    assert column(report, "contents", "profit") == pytest.approx([(320 * margin - 40 - ads - slot) * DAYS])
    assert column(report, "contents", "advice") == [word]


def test_a_work_of_a_creator_who_is_not_shown_bears_his_slot(monkeypatch: pytest.MonkeyPatch) -> None:
    """小达人 leaves 8 × 120 and was paid 1,000: only the other creator is shown, and the work bears his slot all the same."""
    for name in ("creators.SHOWN", "contents.CREATORS", "profit.SHOWN"):
        monkeypatch.setattr(f"xl_fact.report.sections.{name}", 1)
    work = works("A", "合作", **invented.sold(400, refund_paid=80, cost=0)).iloc[20:].assign(account="小达人")
    fee = booked("creators", 25, slot_fee=1_000.0).assign(account="小达人")
    report = invented.report(BRAND, facts_of=beside(two_creators(last=20), work, fee))
    assert column(report, "creators", "creator") == ["合作短视频"]
    assert column(report, "contents", "profit") == pytest.approx([-40.0])
    assert column(report, "contents", "advice") == ["谈坑位"]


# -------------------------------------------------------------------- shops
def shops(first: float, second: float, slot: float) -> pd.DataFrame:
    """甲店 and 乙店 sell alike, with ads of their own for A, and 甲店 pays its slot."""
    frames = [
        spent(ads)[lambda frame: frame["role"] != "control"].assign(shop=name)
        for name, ads in (("甲店", first), ("乙店", second))
    ]
    return beside(
        pd.concat(frames, ignore_index=True), partners("creators", slot_fee=slot).assign(shop="甲店")
    )


@pytest.mark.parametrize(("first", "slot", "warned"), [(40.0, 100.0, False), (130.0, 10.0, True)])
def test_money_goes_where_a_shop_loses_by_its_slot_alone(first: float, slot: float, warned: bool) -> None:
    """A loses 20 a day in 甲店, 560: with ads of 40 only by the slot, with those of 130 without it, too."""
    report = invented.report(BRAND, facts_of=shops(first, 10.0, slot))
    told, loss = report.texts["next_sentence"], "甲店的 A 达人矩阵 亏 560元"
    assert column(report, "pnl", "verdict")[1] == "加投"
    assert loss in report.texts["shops_sentence"]
    assert (f"其中 {loss}（见“店铺”）：钱加在不亏的店" in told) == warned


# -------------------------------------------------------------------- written
def slow_and_lumped() -> pd.DataFrame:
    """A slot booked once, commission told once for the month, ads on half of the days."""
    frame = beside(spent(100.0, 14).assign(commission=np.nan), booked("creators", 5, slot_fee=1_400.0))
    return beside(frame, booked("creators", 1, 28, commission=1_680.0))


WRITTEN = {
    "thin": lambda: spent(50.0, slot=69.0),
    "ads lose": lambda: spent(200.0, 14, 130.0),
    "no ads": lambda: spent(0.0, slot=150.0),
    "lumped": slow_and_lumped,
    "at break-even": lambda: spent(50.0, slot=70.0),
    "planned": lambda: spent(50.0, slot=130.0).assign(commission=np.nan),
    "shops": lambda: shops(40.0, 10.0, 100.0),
    "works": lambda: beside(
        two_creators(50.0),
        booked("creators", 20, slot_fee=900.0).assign(account="小达人"),
        works("A", "合作", **invented.sold(400, refund_paid=80, cost=50)),
        works("", "合作", **invented.sold(100, refund_paid=80, cost=9)).assign(
            account="小达人", content="二", content_id="二"
        ),
    ),
}


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("kind", WRITTEN)
def test_slots_are_written_as_they_are_told(kind: str, lang: Any, tmp_path: Any) -> None:
    """The formulas of all sheets come to the values and the words of the report."""
    assert not unlike(invented.report(BRAND, lang, WRITTEN[kind]()), tmp_path)
