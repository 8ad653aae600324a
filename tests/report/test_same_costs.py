"""A cost that one page takes off every other takes off too: channels, creators, tiers and works, by figures added in the head."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd
import pytest

from report import invented
from report.invented import beside, partners, sold, works
from report.test_shops import two_shops
from report.worked_out import unlike
from xl_fact.brand import Economics
from xl_fact.report.model import Report

DAYS = 28
PLANNED = replace(invented.BRAND, economics=Economics(margin=0.5, commission_rate=0.1))
UNPLANNED = replace(invented.BRAND, economics=Economics(margin=0.5))


def column(report: Report, table: str, key: str) -> list[Any]:
    return list(report.values.column(table, key))


def without(frame: pd.DataFrame, *keys: str) -> pd.DataFrame:
    return frame.assign(**dict.fromkeys(keys, float("nan")))


# -------------------------------------------------------------------- slot fees
@pytest.mark.parametrize("role", ["accounts", "commissions", "creators", "works", "daily"])
@pytest.mark.parametrize(("brand", "plan"), [(PLANNED, 32.0), (UNPLANNED, 0.0)])
def test_slot_fees_are_paid_while_commission_is_only_planned(role: str, brand: Any, plan: float) -> None:
    """A keeps 160 of its 320 a day: a slot takes 100, and a rate of 10 % 32 more where one is typed."""
    frame = without(invented.frame(), "commission")
    report = invented.report(brand, facts_of=beside(frame, partners(role, slot_fee=100.0)))
    assert column(report, "pnl", "creators") == pytest.approx([0, (100 + plan) * DAYS, 0])
    assert column(report, "pnl", "result")[1] == pytest.approx((60 - plan) * DAYS)
    assert report.values.total("pnl_carriers", "result") == pytest.approx(report.values.figure("profit"))
    assert report.values.figure("profit") == pytest.approx((-50 + 60 - plan + 170) * DAYS)
    assert column(report, "pnl", "borne")[1] != column(report, "pnl", "borne")[1]  # no ads ran
    off = "退款、货品、达人佣金、坑位费、投放" if plan else "退款、货品、坑位费、投放"
    assert f"扣掉{off}，赚" in report.texts["profit_sentence"]


def test_slot_fees_are_off_the_days_with_ads_once() -> None:
    """A's ads of 30 a day run on the first half of the days; of 160 a day a slot takes 100 and the plan 32: 28 × 28 without ads,
    14 × (28 − 30) with them."""
    frame = without(invented.frame(), "commission")
    spends = (frame["role"] == "accounts") & (frame["owner"] == "合作") & (frame["date"].dt.day <= 14)
    frame.loc[spends, "cost"] = 30.0
    report = invented.report(PLANNED, facts_of=beside(frame, partners("creators", slot_fee=100.0)))
    assert column(report, "pnl", "borne")[1] == pytest.approx(14 * (28 - 30))


def test_slot_fees_are_in_both_months_that_compare() -> None:
    """On the same 27 days of both: 2,000 − 240 refunds, half of it, less 32 planned, 600 ads and the slot, of 100 and of 80."""
    now = beside(without(invented.frame(), "commission"), partners("creators", slot_fee=100.0))
    prior = beside(without(invented.frame(), "commission"), partners("creators", slot_fee=80.0))
    prior["date"] -= np.timedelta64(31, "D")
    report = invented.report(PLANNED, facts_of=beside(prior, now))
    assert column(report, "changes", "result")[:2] == pytest.approx([(248 - 100) * DAYS, (248 - 80) * DAYS])
    moved = dict(
        zip(column(report, "profit_moved", "line"), column(report, "profit_moved", "now"), strict=True)
    )
    assert moved["达人费用"] == pytest.approx((32 + 100) * DAYS)


# -------------------------------------------------------------------- lists that tell less than the channels
def unsaid(frame: pd.DataFrame, *keys: str) -> pd.DataFrame:
    """The frame whose list of accounts tells some amounts not."""
    frame = frame.copy()
    frame.loc[frame["role"] == "accounts", [*keys]] = np.nan
    return frame


def settled(frame: pd.DataFrame, **amounts: float) -> pd.DataFrame:
    """The frame with a settlement of A beside it."""
    return beside(frame, partners("settlements", **amounts).assign(account=""))


def test_refunds_that_only_the_channels_tell_are_borne_by_each_list() -> None:
    """A keeps 320 of 400 a day: 160 of goods, 40 of commission and 140 of ads are −20 on every page; F's work of 200 keeps
    180, 90 before its ads of 30."""
    frame = unsaid(invented.frame(), "refund_paid")
    frame.loc[(frame["role"] == "accounts") & (frame["owner"] == "合作"), ["cost", "followers"]] = 140.0, 6e6
    lists = works("A", "合作", **sold(400, cost=140)), works("F", "自营", **sold(200, cost=30))
    report = invented.report(UNPLANNED, facts_of=beside(frame, *lists))
    assert column(report, "pnl", "result")[1] == pytest.approx(-20 * DAYS)
    assert column(report, "creators", "refund") == pytest.approx([80 * DAYS])
    assert column(report, "tier_profit", "net") == pytest.approx([320 * DAYS])
    for table in ("creators", "pnl_creators", "tier_profit"):
        assert column(report, table, "result") == pytest.approx([-20 * DAYS]), table
    assert column(report, "contents", "profit") == pytest.approx([-20 * DAYS, 60 * DAYS])
    assert column(report, "creators", "advice") == ["少投流"]
    told = "达人名单里没有退款：按阵地自己的比例摊：退款占 GMV 20.0%"
    assert (report.texts["creators_shared"], report.texts["shared_sentence"]) == (told, told)
    assert report.texts["contents_shared"] == (
        "作品清单里没有退款、佣金：按阵地自己的比例摊：退款占 GMV F 自播 10.0%、达人 20.0%；佣金占净成交 达人 12.5%"
        "；达人名单里有的人按他自己的"
    )


@pytest.mark.parametrize(("brand", "paid"), [(PLANNED, None), (UNPLANNED, 200.0)])
def test_works_of_partners_bear_the_commission_that_their_list_does_not_tell(
    brand: Any, paid: float | None
) -> None:
    """Of 320 net a day 32 are planned, or 200 were settled: 160 − 32 or − 200 on 达人, 内容 and 利润表; F's work bears none."""
    frame = without(invented.frame(), "commission")
    frame = frame if paid is None else settled(frame, commission=paid)
    lists = (
        works("A", "合作", **sold(400, refund_paid=80, cost=0)),
        works("F", "自营", **sold(200, refund_paid=20, cost=0)),
    )
    report = invented.report(brand, facts_of=beside(frame, *lists))
    left = 160 - (paid or 32)
    assert column(report, "pnl", "result")[1] == pytest.approx(left * DAYS)
    assert column(report, "creators", "result") == pytest.approx([left * DAYS])
    assert column(report, "contents", "profit") == pytest.approx([left * DAYS, 90 * DAYS])
    assert column(report, "contents", "advice")[0] == ("停" if left < 0 else "加投")


def test_a_work_of_no_channel_that_is_known_bears_the_rates_of_its_owner_or_the_shop() -> None:
    """The shop's own sell 1,600 and get 160 back, 10 %: 600 keep 540, and 270 − 250 of ads. Of all 2,000 come 240 back, 12 %,
    and of 1,760 net 40 are commission: 100 keep 88, and 44 − 2 − 10 of ads."""
    lists = works("", "自营", **sold(600, cost=250)), works("", "", **sold(100, cost=10))
    report = invented.report(UNPLANNED, facts_of=beside(invented.frame(), *lists))
    assert column(report, "contents", "profit") == pytest.approx([20 * DAYS, 32 * DAYS])
    assert report.texts["contents_shared"] == (
        "作品清单里没有退款、佣金：按阵地自己的比例摊：退款占 GMV 自营 10.0%、全店 12.0%；佣金占净成交 全店 2.3%"
    )


@pytest.mark.parametrize(("brand", "due"), [(PLANNED, 32.0), (UNPLANNED, 0.0)])
def test_a_work_that_may_be_a_partners_bears_its_part_of_the_plan(brand: Any, due: float) -> None:
    """10 % of A's 320 net are planned, 32 of the shop's 1,760: of 320 net of nobody known 5.8, of A's work 32, of F's none."""
    frame = without(invented.frame(), "commission")
    nobodys = works("", "", **sold(400, refund_paid=80, cost=0)).assign(owner="")
    lists = works("A", "合作", **sold(400, refund_paid=80, cost=0)), nobodys
    report = invented.report(brand, facts_of=beside(frame, *lists))
    made = [160 - due * 320 / 1760, 160 - due]
    assert sorted(column(report, "contents", "profit")) == pytest.approx(sorted(each * DAYS for each in made))
    english = invented.report(brand, "en", beside(frame, *lists))
    assert "达人作品的佣金按“说明”的佣金率预计）" in str(report)
    assert "commission of partners' works is planned at the rate of About)" in str(english)


def test_each_work_bears_the_platforms_fee_of_its_own_channel() -> None:
    """F pays 90 of 900 net, 10 %, and A 64 of 320, 20 %: of 320 net 160 − 64 − 40 of commission, of 180 net 90 − 18."""
    frame = invented.frame()
    for carrier, fee in (("直播", 90.0), ("短视频", 64.0)):
        frame.loc[(frame["role"] == "accounts") & (frame["carrier"] == carrier), "platform_fee"] = fee
    told = {"cost": 0.0, "commission_estimated": 40.0}
    lists = (
        works("A", "合作", **sold(400, refund_paid=80, **told)),
        works("F", "自营", **sold(200, refund_paid=20, cost=0, commission_estimated=0)),
    )
    report = invented.report(UNPLANNED, facts_of=beside(frame, *lists))
    assert column(report, "contents", "profit") == pytest.approx([56 * DAYS, 72 * DAYS])
    told = "：平台佣金占净成交 F 自播 10.0%、达人 20.0%；达人名单里有的人按他自己的"
    assert report.texts["contents_shared"].endswith(told)


def test_a_platforms_fee_that_only_the_channel_tells_is_the_creators() -> None:
    """A's 160 − 40 a day pay a fee of 128 of 320: −8 for the channel, its creator and its tier, and no 复投."""
    frame = settled(invented.frame(), platform_fee=128.0)
    frame.loc[(frame["role"] == "accounts") & (frame["owner"] == "合作"), "followers"] = 6e6
    report = invented.report(UNPLANNED, facts_of=frame)
    assert column(report, "pnl", "result")[1] == pytest.approx(-8 * DAYS)
    for table in ("creators", "pnl_creators", "tier_profit"):
        assert column(report, table, "platform_fee") == pytest.approx([128 * DAYS]), table
        assert column(report, table, "result") == pytest.approx([-8 * DAYS]), table
    assert column(report, "creators", "advice") == ["停或谈价"]


@pytest.mark.parametrize("brand", [PLANNED, UNPLANNED])
def test_tiers_bear_what_their_creators_bear(brand: Any) -> None:
    """200 were paid and slots cost 60 of 320 net a day: two creators sell half of it each, 80 − 100 − 30 = −50."""
    frame = without(invented.frame(), "commission")
    whose = (frame["role"] == "accounts") & (frame["owner"] == "合作")
    frame.loc[whose, "followers"] = 6e6
    even = whose & (frame["date"].dt.day % 2 == 0)
    frame.loc[even, ["account", "followers"]] = "小达人", 1e3
    paid = settled(frame, commission=200.0)
    report = invented.report(
        brand, facts_of=beside(paid, partners("creators", slot_fee=60.0).assign(account=""))
    )
    assert column(report, "pnl", "result")[1] == pytest.approx(-100 * DAYS)
    for table in ("creators", "pnl_creators", "tier_profit"):
        assert column(report, table, "result") == pytest.approx([-50 * DAYS] * 2), table
    for table in ("creators", "tier_profit"):
        assert column(report, table, "commission") == pytest.approx([100 * DAYS] * 2), table
        assert column(report, table, "slot_fee") == pytest.approx([30 * DAYS] * 2), table


@pytest.mark.parametrize(
    ("gmv", "refunds", "share"),
    [(400.0, True, 1.0), (400.0, False, 1.0), (200.0, True, 0.5), (800.0, False, 1.0)],
)
def test_the_shares_of_a_list_are_no_more_than_was_paid(gmv: float, refunds: bool, share: float) -> None:
    """200 were paid of A's 400: all of it by a list of 400, with refunds or without; half by one of 200, all by one of 800."""
    frame = without(invented.frame(), "commission")
    listed = (frame["role"] == "accounts") & (frame["owner"] == "合作")
    frame.loc[listed, ["gmv_paid", "refund_paid"]] = gmv, (gmv / 5 if refunds else np.nan)
    report = invented.report(UNPLANNED, facts_of=settled(frame, commission=200.0))
    assert column(report, "creators", "commission") == pytest.approx([200 * share * DAYS])


def test_ads_that_the_list_does_not_tell_are_said_to_be_apart() -> None:
    """A's 50 a day of ads are told by its sales alone: 1,400 that no creator's profit bears, and both pages say so."""
    frame = invented.frame()
    accounts = frame["role"] == "accounts"
    spent = frame.loc[accounts, "cost"].to_numpy() + np.where(
        frame.loc[accounts, "owner"] == "合作", 50.0, 0.0
    )
    frame.loc[accounts, "cost"] = np.nan
    frame.loc[frame["role"] == "sales", "cost"] = spent
    report = invented.report(UNPLANNED, facts_of=frame)
    assert column(report, "pnl", "result")[1] == pytest.approx(70 * DAYS)
    assert column(report, "creators", "result") == pytest.approx([120 * DAYS])
    told = "达人名单里没有投放：达人的利润没有扣投放（A、T 共投放 1,400元）"
    pages = {section.key for section in report.sections if told in repr(section)}
    assert pages == {"creators", "profit"}
    assert "没有投放：达人的利润" not in repr(invented.report().sections)


# -------------------------------------------------------------------- by name
def two_creators() -> pd.DataFrame:
    """A sells by two creators: 合作短视频 on odd days, 小达人 on even ones, of whom no list tells a commission."""
    frame = without(invented.frame(), "commission")
    whose = (frame["role"] == "accounts") & (frame["owner"] == "合作")
    frame.loc[whose, "followers"] = 6e6
    frame.loc[whose & (frame["date"].dt.day % 2 == 0), ["account", "followers"]] = "小达人", 1e3
    return frame


def named(**amounts: float) -> list[pd.DataFrame]:
    """What an export of commissions tells a day, by name."""
    return [
        partners("commissions", commission=amount).assign(account=name) for name, amount in amounts.items()
    ]


@pytest.mark.parametrize(("stray", "share"), [(0.0, 0.0), (32.0, 16.0)])
def test_commission_by_name_is_borne_by_whom_it_names(stray: float, share: float) -> None:
    """Each keeps 80 of 160 net a day: 合作短视频 was paid 100, 小达人 10; 32 of a name in no list are 10 % of 320, 16 each."""
    names = named(合作短视频=100.0, 小达人=10.0, **({"没听过": stray} if stray else {}))
    report = invented.report(PLANNED, facts_of=beside(two_creators(), *names))
    paid = [(100 + share) * DAYS, (10 + share) * DAYS]
    left = [(80 - 100 - share) * DAYS, (80 - 10 - share) * DAYS]
    for table in ("creators", "tier_profit"):
        assert column(report, table, "commission") == pytest.approx(paid), table
    for table in ("creators", "pnl_creators", "tier_profit"):
        assert column(report, table, "result") == pytest.approx(left), table
    assert report.values.total("creators", "commission") == pytest.approx(
        sum(column(report, "pnl", "creators"))
    )
    assert column(report, "creators", "advice") == ["停或谈价", "复投"]
    more = "，对不上名字的 896元按净成交的 10.0% 摊" if stray else ""
    assert report.texts["creators_shared"] == f"达人名单里没有佣金：佣金按别的导出里的名字记{more}"
    english = invented.report(PLANNED, "en", beside(two_creators(), *names)).texts["shared_sentence"]
    more = "; CNY 896 that names nobody listed is shared at 10.0% of net sales" if stray else ""
    assert english == f"The list of creators tells no commission: other exports tell commission by name{more}"


def test_commission_of_names_that_are_in_no_list_is_shared() -> None:
    """110 a day were paid to names that the list doesn't hold: 34.4 % of 320, 55 of each creator's 160."""
    report = invented.report(PLANNED, facts_of=beside(two_creators(), *named(甲=100.0, 乙=10.0)))
    assert column(report, "creators", "commission") == pytest.approx([55 * DAYS] * 2)
    assert report.texts["creators_shared"].endswith("按阵地自己的比例摊：佣金占净成交 34.4%")


# -------------------------------------------------------------------- written
def untold() -> pd.DataFrame:
    """Lists that tell no refunds, commission and fees, of channels that do."""
    frame = unsaid(two_creators(), "refund_paid")
    lists = works("A", "合作", **sold(400, cost=50)), works("F", "自营", **sold(200, cost=30))
    nobodys = works("", "", **sold(100, cost=10)).assign(owner="")
    fees = partners("creators", slot_fee=30.0).assign(account=""), partners("settlements", platform_fee=16.0)
    return beside(frame, *lists, nobodys, *fees, *named(合作短视频=100.0, 没听过=10.0))


def two_paid(share: float = 1.0) -> pd.DataFrame:
    """14 days' commission of A, 16 of 320 net a day, and of T, 180 of 450, with ads of T's of 60 a day; `share` of A's names no
    channel."""
    frame = invented.frame()
    frame = frame[frame["role"] != "control"].reset_index(drop=True)
    frame.loc[(frame["role"] == "accounts") & (frame["owner"] == "合作"), "commission"] = 16.0 * share
    place = {"channel": "T", "carrier": "直播"}
    sales = partners("sales", **sold(500, refund_paid=50)).assign(account="", **place)
    accounts = partners("accounts", gmv_paid=500, refund_paid=50, cost=60, commission=180, followers=8e6)
    frame = beside(frame, sales, accounts.assign(account="大头", **place))
    frame.loc[frame["date"].dt.day > 14, "commission"] = np.nan
    return frame


@pytest.mark.parametrize(("brand", "a", "t"), [(PLANNED, 24.0, 112.5), (UNPLANNED, 16.0, 180.0)])
def test_what_each_channel_of_partners_was_paid_is_off_and_the_rest_is_planned(
    brand: Any, a: float, t: float
) -> None:
    """Half of the days T was paid 180 and A 16, on the others 10 % of 450 and 320 where that is typed, 45 and 32: 112.5 and 24 a
    day; with no rate typed the 14 days' own 40 % and 5 %: of T's 225 − 60 a day then 180 are off, −15."""
    report = invented.report(brand, facts_of=two_paid())
    assert column(report, "pnl", "creators") == pytest.approx([0, a * DAYS, t * DAYS, 0])
    assert column(report, "pnl", "result")[1:3] == pytest.approx([(160 - a) * DAYS, (165 - t) * DAYS])
    carriers = column(report, "pnl_carriers", "carrier"), column(report, "pnl_carriers", "creators")
    assert dict(zip(*carriers, strict=True))["短视频"] == pytest.approx(a * DAYS)
    assert report.values.total("pnl_carriers", "creators") == pytest.approx((a + t) * DAYS)
    assert report.values.figure("planned_rate") == pytest.approx((a + t) / 770)
    for table, key in (
        ("creators", "commission"),
        ("pnl_creators", "creators"),
        ("tier_profit", "commission"),
    ):
        assert sorted(column(report, table, key)) == pytest.approx([a * DAYS, t * DAYS]), table
    if brand is UNPLANNED:
        assert "按那几天的 A 达人矩阵 5.0%、T 头部达人 40.0% 预计" in report.texts["profit_sentence"]


def two_channels() -> pd.DataFrame:
    """A gets back 80 of 400 and pays 16; T, 20 of 400 and 190; each spends 20, on one creator and one work; no list tells it."""
    frame = without(invented.frame(), "commission")
    frame = unsaid(frame[frame["role"] != "control"].reset_index(drop=True), "refund_paid")
    frame.loc[(frame["role"] == "accounts") & (frame["owner"] == "合作"), ["cost", "followers"]] = 20.0, 5e4
    place = {"channel": "T", "carrier": "直播"}
    sales = partners("sales", **sold(400, refund_paid=20)).assign(account="", **place)
    accounts = partners("accounts", gmv_paid=400, cost=20, followers=8e6).assign(account="大头", **place)
    paid = partners("settlements", commission=190).assign(account="", **place)
    lists = works("A", "合作", **sold(400, cost=20)), works("T", "合作", **sold(400, cost=20))
    frame = beside(settled(frame, commission=16), sales, accounts, paid, lists[0])
    return beside(frame, lists[1].assign(account="大头", carrier="直播"))


def test_creators_tiers_and_works_bear_the_rates_of_their_own_channel() -> None:
    """A's 320 leave 160 − 16 − 20 a day, T's 380 leave 190 − 190 − 20: no more money for T on any page."""
    report = invented.report(UNPLANNED, facts_of=two_channels())
    assert column(report, "pnl", "result")[1:3] == pytest.approx([124 * DAYS, -20 * DAYS])
    for table in ("creators", "pnl_creators"):
        left = dict(zip(column(report, table, "creator"), column(report, table, "result"), strict=True))
        assert left == pytest.approx({"合作短视频": 124 * DAYS, "大头": -20 * DAYS}), table
    assert sorted(column(report, "creators", "commission")) == pytest.approx([16 * DAYS, 190 * DAYS])
    assert sorted(column(report, "creators", "refund")) == pytest.approx([20 * DAYS, 80 * DAYS])
    assert column(report, "tier_profit", "net") == pytest.approx([380 * DAYS, 320 * DAYS])
    assert column(report, "tier_profit", "result") == pytest.approx([-20 * DAYS, 124 * DAYS])
    made = dict(zip(column(report, "contents", "content"), column(report, "contents", "profit"), strict=True))
    assert made == pytest.approx({"A的片": 124 * DAYS, "T的片": -20 * DAYS})
    told = "按阵地自己的比例摊：退款占 GMV A 达人矩阵 20.0%、T 头部达人 5.0%；佣金占净成交 A 达人矩阵 5.0%、T 头部达人 50.0%"
    assert report.texts["creators_shared"] == f"达人名单里没有退款、佣金：{told}"
    assert report.texts["contents_shared"] == f"作品清单里没有退款、佣金：{told}"


def test_what_names_no_channel_is_borne_by_both_alike() -> None:
    """70 a day to nobody known are 10 % of A's 320 and T's 380: 32 and 38 more."""
    strays = partners("settlements", commission=70).assign(account="", channel="", carrier="", owner="")
    report = invented.report(UNPLANNED, facts_of=beside(two_channels(), strays))
    assert sorted(column(report, "creators", "commission")) == pytest.approx([48 * DAYS, 228 * DAYS])
    assert sorted(column(report, "contents", "profit")) == pytest.approx([-58 * DAYS, 92 * DAYS])


def test_a_heads_work_bears_the_rate_of_the_heads() -> None:
    """On 14 days each the head keeps 320 and is paid 70, 小达人 10: 21.9 % and 3.1 % of net; a work of each sells 100 a day and
    keeps 80, 40 of margin less 17.5 or 2.5."""
    frame = two_creators()
    mine, sales = ((frame["role"] == role) & (frame["owner"] == "合作") for role in ("accounts", "sales"))
    small = mine & (frame["account"] == "小达人")
    frame.loc[mine, "commission"] = 70.0
    frame.loc[small, "commission"] = 10.0
    for key in ("product_impressions", "product_clicks", "orders"):
        frame.loc[mine, key] = frame.loc[sales, key].to_numpy()
    lists = works("A", "合作", **sold(100, cost=0)), works("A", "合作", **sold(100, cost=0))
    other = lists[1].assign(account="小达人", content="小片", content_id="小片")
    report = invented.report(UNPLANNED, facts_of=beside(frame, lists[0], other))
    assert column(report, "pnl", "creators") == pytest.approx([0, 10 * 14, 70 * 14, 0])
    made = dict(zip(column(report, "contents", "content"), column(report, "contents", "profit"), strict=True))
    assert made == pytest.approx({"A的片": 22.5 * DAYS, "小片": 37.5 * DAYS})


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_shops_paid_on_different_days_are_planned_at_the_rate_of_their_own_days(lang: Any) -> None:
    """甲店 tells 40 of 320 net a day all month, 乙店 of 14 days: 12.5 %, not 42 × 40 of 56 × 320."""
    frame = two_shops(refund_paid=200.0)
    frame.loc[(frame["shop"] == "乙店") & (frame["date"].dt.day > 14), "commission"] = np.nan
    report = invented.report(UNPLANNED, lang, frame)
    assert column(report, "pnl", "creators")[1] == pytest.approx(40 * 2 * DAYS)
    told = {
        "zh": "导出里的达人佣金只有 乙店 1–14日、甲店 1–28日 的（1,680元），不是整月的",
        "en": "The commission in the exports is of days 1–14 in 乙店, days 1–28 in 甲店 only",
    }
    assert told[lang] in report.texts["profit_sentence"]


@pytest.mark.parametrize(
    ("days", "brand", "off"),
    [
        ([28], UNPLANNED, 1_120),  # one booking: of which days nobody tells
        ([7, 14, 21, 28], UNPLANNED, 1_120),
        ([28], PLANNED, 1_120),  # 10 % of 8,960 is less
        ([28], replace(invented.BRAND, economics=Economics(margin=0.5, commission_rate=0.2)), 1_792),
        ([1, 2], UNPLANNED, 8_960),  # two days that touch: 560 of 320 net, and so of all
    ],
)
def test_commission_that_is_booked_now_and_then_is_no_rate_of_those_days(
    days: list[int], brand: Any, off: float
) -> None:
    """1,120 were paid for the month's 8,960 net, 12.5 %, and stand on a day or a few."""
    paid = partners("settlements", commission=1_120 / len(days)).assign(account="")
    frame = beside(without(invented.frame(), "commission"), paid[paid["date"].dt.day.isin(days)])
    report = invented.report(brand, facts_of=frame)
    if days != [1, 2]:
        assert column(report, "pnl", "creators") == pytest.approx([0, off, 0])
        assert column(report, "creators", "commission") == pytest.approx([off])
        booked = "导出里的达人佣金只记在 28日（1,120元），可能不是整月的" if days == [28] else "只记在"
        assert booked in report.texts["profit_sentence"]
        assert "350" not in report.texts["profit_sentence"]
    if brand is UNPLANNED and days == [28]:
        assert "：已付的照扣，其余没有扣。" in report.texts["profit_sentence"]
        assert "（没扣平台佣金，佣金只扣已付的）" in report.texts["headline"]
        english = invented.report(brand, "en", frame).texts
        assert "booked on day 28 only (CNY 1,120), maybe not all of the month's" in english["profit_sentence"]
        assert "(before fees, commission as far as paid)" in english["headline"]


def two_shops_part_paid() -> pd.DataFrame:
    """甲店 tells 40 of 320 net on all days, 乙店 240 on the first 14."""
    frame = two_shops(refund_paid=200.0)
    second = (frame["shop"] == "乙店") & (frame["role"] == "accounts") & (frame["owner"] == "合作")
    frame.loc[second, "commission"] = 240.0
    frame.loc[(frame["shop"] == "乙店") & (frame["date"].dt.day > 14), "commission"] = np.nan
    return frame


@pytest.mark.parametrize(("brand", "second"), [(UNPLANNED, 240.0), (PLANNED, (240 + 32) / 2)])
def test_the_rest_of_each_shops_commission_is_planned_by_its_own_days(brand: Any, second: float) -> None:
    """乙店's other 14 days are planned at its 75 %, or at the 10 % typed; 甲店 was paid its 40 all along."""
    report = invented.report(brand, facts_of=two_shops_part_paid())
    places = [column(report, "pnl_shops", key) for key in ("shop", "channel", "creators")]
    paid = {shop: amount / DAYS for shop, channel, amount in zip(*places, strict=True) if channel[0] == "A"}
    assert paid == pytest.approx({"甲店": 40, "乙店": second})
    assert column(report, "pnl", "creators")[1] == pytest.approx((40 + second) * DAYS)
    assert sorted(column(report, "creators", "commission")) == pytest.approx([40 * DAYS, second * DAYS])
    assert report.values.total("pnl_carriers", "result") == pytest.approx(report.values.figure("profit"))
    if brand is UNPLANNED:
        assert (
            "其余按那几天的 乙店 A 达人矩阵 75.0%、甲店 A 达人矩阵 12.5% 预计"
            in report.texts["profit_sentence"]
        )


def part_paid() -> pd.DataFrame:
    """Ten days' commission, of 60 a day."""
    days = partners("settlements", commission=60.0).assign(account="")
    return beside(without(invented.frame(), "commission"), days.iloc[:10])


def eaten() -> pd.DataFrame:
    """More comes back of A than it sells: at which rate its creators bear commission and fees nobody can tell."""
    frame = without(invented.frame(), "commission")
    frame.loc[frame["owner"] == "合作", ["refund_paid", "followers"]] = 500.0, 6e6
    return settled(frame, commission=40.0, platform_fee=8.0)


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("frame", [untold, part_paid, two_paid, two_channels, two_shops_part_paid, eaten])
def test_what_is_shared_is_written_as_it_is_told(frame: Any, lang: Any, tmp_path: Any) -> None:
    """The formulas of all sheets come to the values and the words of the report."""
    assert not unlike(invented.report(UNPLANNED, lang, frame()), tmp_path)


def test_works_bear_what_their_creators_bear() -> None:
    """Two of A's creators keep 160 a day each of 320; one is paid 250 of it, the other 10: the channel's 40.6 % would run the
    first's work again."""
    frame = invented.frame()
    partner = frame["owner"] == "合作"
    second = frame[partner & (frame["role"] == "accounts")].assign(account="乙", commission=10.0, cost=10.0)
    frame.loc[partner & (frame["role"] == "accounts"), ["commission", "cost"]] = 250.0, 10.0
    frame.loc[partner & (frame["role"] == "sales"), ["gmv_paid", "refund_paid", "product_impressions"]] *= 2
    one = frame[partner & (frame["role"] == "accounts")].head(1).assign(role="works", commission=np.nan)
    one["product_impressions"] = 1_000.0
    works = [one.assign(content=name, account=name) for name in ("合作短视频", "乙")]
    frame = pd.concat([frame[frame["role"] != "control"], second, *works], ignore_index=True)
    report = invented.report(facts_of=frame)
    left = dict(zip(column(report, "creators", "creator"), column(report, "creators", "result"), strict=True))
    assert left == {
        "合作短视频": pytest.approx((160 - 250 - 10) * DAYS),
        "乙": pytest.approx((160 - 10 - 10) * DAYS),
    }
    works_left = dict(
        zip(column(report, "contents", "content"), column(report, "contents", "profit"), strict=True)
    )
    assert works_left == {"合作短视频": pytest.approx(160 - 250 - 10), "乙": pytest.approx(160 - 10 - 10)}
    assert "再投：“乙”。" in report.texts["contents_sentence"]
    assert report.texts["contents_shared"].endswith("；达人名单里有的人按他自己的")


@pytest.mark.parametrize(
    ("lang", "said"),
    [
        ("zh", "乙店的导出里没有达人佣金，没有扣。"),
        ("en", " 乙店: no commission in the exports, none taken off."),
    ],
)
def test_a_shop_that_tells_no_commission_is_named(lang: Any, said: str) -> None:
    """甲店's creator is paid 40 a day of 320, nobody says what 乙店's is: 120 and 160 a day before it."""
    one = invented.frame()[lambda t: t["role"] != "control"]
    other = one.assign(shop="乙店", commission=np.nan)
    frame = pd.concat([one.assign(shop="甲店"), other], ignore_index=True)
    report = invented.report(facts_of=frame, lang=lang)
    assert column(report, "pnl", "creators")[1] == pytest.approx(40 * DAYS)
    for name in ("profit_sentence", "shops_sentence"):
        assert report.texts[name].endswith(said), name
    both = pd.concat([one.assign(shop=name) for name in ("甲店", "乙店")], ignore_index=True)
    assert said not in invented.report(facts_of=both, lang=lang).texts["profit_sentence"]


@pytest.mark.parametrize(
    ("stray", "letter", "a", "t"),
    [(100.0, "A", 116.0, 150.0), (40.0, "T", 16.0, 190.0), (0.0, "T", 16.0, 150.0)],
)
def test_what_names_nobody_listed_is_borne_in_its_own_channel(
    stray: float, letter: str, a: float, t: float
) -> None:
    """合作短视频 was paid 16 a day by name in A, 大头 150 in T; a name in no list the rest of either."""
    frame = two_channels()
    frame = frame[frame["role"] != "settlements"]
    place = {"channel": "T", "carrier": "直播"}
    names = [
        partners("commissions", commission=16.0),
        partners("commissions", commission=150.0).assign(account="大头", **place),
    ]
    if stray:
        theirs = place if letter == "T" else {}
        names.append(partners("commissions", commission=stray).assign(account="没听过", **theirs))
    report = invented.report(UNPLANNED, facts_of=beside(frame, *names))
    paid = {"合作短视频": a * DAYS, "大头": t * DAYS}
    found = dict(
        zip(column(report, "creators", "creator"), column(report, "creators", "commission"), strict=True)
    )
    assert found == pytest.approx(paid)
    assert sorted(column(report, "pnl", "creators")) == pytest.approx(sorted([0, 0, *paid.values()]))
    assert sorted(column(report, "tier_profit", "commission")) == pytest.approx(sorted(paid.values()))
    left = dict(zip(column(report, "contents", "content"), column(report, "contents", "profit"), strict=True))
    assert left == pytest.approx({"A的片": (160 - a - 20) * DAYS, "T的片": (190 - t - 20) * DAYS})


def test_a_channel_that_was_paid_nothing_on_the_told_days_is_planned_at_nothing() -> None:
    """Of 14 days A tells 0 and T 180 of 450: A's other days are no 23 %, the rate of both."""
    frame = two_paid()
    mine = (frame["channel"] == "A") & frame["commission"].notna()
    frame.loc[mine, "commission"] = 0.0
    report = invented.report(UNPLANNED, facts_of=frame)
    assert column(report, "pnl", "creators")[1:3] == pytest.approx([0, 180 * DAYS])
    assert "按那几天的 A 达人矩阵 0.0%、T 头部达人 40.0% 预计" in report.texts["profit_sentence"]
    frame.loc[mine, "commission"] = np.nan
    silent = invented.report(UNPLANNED, facts_of=frame)
    assert "A 达人矩阵 23.4%（全部达人的）、T" in silent.texts["profit_sentence"]


def test_tiers_stand_where_only_the_channels_tell_ads() -> None:
    """A's ads of 30 a day are told by its sales alone: its tier keeps 160 − 40."""
    frame = invented.frame()
    frame.loc[frame["owner"] == "合作", "followers"] = 6e6
    frame.loc[frame["role"] == "accounts", "cost"] = np.nan
    frame.loc[(frame["role"] == "sales") & (frame["owner"] == "合作"), "cost"] = 30.0
    report = invented.report(UNPLANNED, facts_of=frame)
    assert column(report, "tier_profit", "result") == pytest.approx([120 * DAYS])


@pytest.mark.parametrize(("first", "told"), [(27, "days 27–28"), (19, "days 19–28")])
def test_the_days_of_a_part_of_the_commission_are_no_rate_in_english(first: int, told: str) -> None:
    frame = invented.frame()
    frame.loc[frame["date"].dt.day < first, "commission"] = float("nan")
    report = invented.report(UNPLANNED, "en", facts_of=frame)
    assert f"commission at the rate of {told})" in report.texts["headline"]
    assert f"The commission in the exports is of {told} only" in report.texts["profit_sentence"]
    assert any(f"the exports tell of {told} only" in one.reason.en for one in report.left_out)
