"""What the lists bear of each shop's own costs, where there are several shops: by figures added in the head.

A of either shop sells 400 a day and gets 80 back: of 320 net 160 are left before anybody is paid.
"""

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
FIRST, SECOND = "合作短视频", "合作短视频乙"
BRAND = replace(invented.BRAND, economics=Economics(margin=0.5))


def shops(*untold: str) -> pd.DataFrame:
    """Two shops whose lists of accounts tell some amounts not."""
    frame = two_shops(refund_paid=100.0)
    frame.loc[frame["role"] == "accounts", [*untold]] = np.nan
    return frame


def paid(shop: str, account: str = "", role: str = "settlements", **amounts: float) -> pd.DataFrame:
    return partners(role, **amounts).assign(shop=shop, account=account)


def by(report: Report, table: str, names: str, amounts: str) -> dict[str, float]:
    """The amounts of a table a day, by name."""
    columns = (report.values.column(table, key) for key in (names, amounts))
    return {str(name): amount / DAYS for name, amount in zip(*columns, strict=True)}


def partners_of(report: Report) -> dict[str, float]:
    """What partners left in each shop a day."""
    shop, channel, left = (report.values.column("pnl_shops", key) for key in ("shop", "channel", "result"))
    found: dict[str, float] = {}
    for name, at, amount in zip(shop, channel, left, strict=True):
        if at[0] in "AT":
            found[name] = found.get(name, 0.0) + amount / DAYS
    return found


def apart() -> pd.DataFrame:
    """甲店 pays 40 of 320 net, 乙店 240; lists of creators and works tell no commission."""
    lists = works("A", "合作", **sold(400, refund_paid=80, cost=0)).assign(shop="甲店")
    other = works("A", "合作", **sold(400, refund_paid=80, cost=0)).assign(
        shop="乙店", account=SECOND, content="乙的片", content_id="乙"
    )
    return beside(
        shops("commission"), paid("甲店", commission=40.0), paid("乙店", commission=240.0), lists, other
    )


def test_creators_tiers_and_works_bear_what_their_shop_pays() -> None:
    """160 − 40 in 甲店, 160 − 240 in 乙店: on 店铺, 达人, 利润表 and 内容."""
    frame = apart()
    frame.loc[frame["account"] == FIRST, "followers"] = 6e5
    frame.loc[frame["account"] == SECOND, "followers"] = 1e3
    report = invented.report(BRAND, facts_of=frame)
    assert partners_of(report) == pytest.approx({"甲店": 120, "乙店": -80})
    for table in ("creators", "pnl_creators"):
        assert by(report, table, "creator", "result") == pytest.approx({FIRST: 120, SECOND: -80}), table
    assert by(report, "creators", "creator", "commission") == pytest.approx({FIRST: 40, SECOND: 240})
    assert sorted(by(report, "tier_profit", "tier", "result").values()) == pytest.approx([-80, 120])
    assert by(report, "contents", "content", "profit") == pytest.approx({"A的片": 120, "乙的片": -80})
    advice = dict(zip(*(report.values.column("creators", key) for key in ("creator", "advice")), strict=True))
    assert advice == {FIRST: "复投", SECOND: "停或谈价"}
    rates = "按各店阵地自己的比例摊：佣金占净成交 乙店 75.0%、甲店 12.5%"
    assert report.texts["creators_shared"] == f"达人名单里没有佣金：{rates}"
    assert report.texts["contents_shared"].endswith("佣金占净成交 乙店 达人 75.0%、甲店 达人 12.5%")
    english = invented.report(BRAND, "en", frame).texts
    assert english["creators_shared"] == (
        "The list of creators tells no commission: each row bears its own shop's rate, by channel: "
        "commission of net sales 75.0% (乙店), 12.5% (甲店)"
    )


def test_refunds_slots_and_fees_are_each_shops_own() -> None:
    """乙店 gets 300 of A's 400 back: 50 are left, 甲店's 160; slots take 20 and 30 of it, the platform 16 and 5."""
    frame = shops("refund_paid", "commission")
    second = (frame["shop"] == "乙店") & (frame["owner"] == "合作") & (frame["role"] == "sales")
    frame.loc[second, "refund_paid"] = 300.0
    costs = [paid("甲店", role="creators", slot_fee=20.0), paid("乙店", role="creators", slot_fee=30.0)]
    costs += [paid("甲店", platform_fee=16.0), paid("乙店", platform_fee=5.0)]
    report = invented.report(BRAND, facts_of=beside(frame, *costs))
    assert by(report, "creators", "creator", "refund") == pytest.approx({FIRST: 80, SECOND: 300})
    assert by(report, "creators", "creator", "slot_fee") == pytest.approx({FIRST: 20, SECOND: 30})
    assert by(report, "creators", "creator", "platform_fee") == pytest.approx({FIRST: 16, SECOND: 5})
    assert by(report, "creators", "creator", "result") == pytest.approx({FIRST: 124, SECOND: 15})
    assert partners_of(report) == pytest.approx({"甲店": 124, "乙店": 15})


def in_both() -> pd.DataFrame:
    """合作短视频 sells all of A in both shops; 甲店 gets 80 of 400 back and pays 32, 乙店 200 and 100."""
    frame = shops("refund_paid", "commission")
    frame.loc[frame["account"] == SECOND, "account"] = FIRST
    frame.loc[frame["account"] == FIRST, "followers"] = 6e5
    second = (frame["shop"] == "乙店") & (frame["owner"] == "合作") & (frame["role"] == "sales")
    frame.loc[second, "refund_paid"] = 200.0
    return beside(frame, paid("甲店", commission=32.0), paid("乙店", commission=100.0))


def test_a_creator_of_both_shops_bears_the_rates_of_both() -> None:
    """280 of 800 come back, of 520 net 132 are paid: 260 − 132, which 128 in 甲店 and 0 in 乙店 make, too."""
    report = invented.report(BRAND, facts_of=in_both())
    assert by(report, "creators", "creator", "refund") == pytest.approx({FIRST: 280})
    assert by(report, "creators", "creator", "commission") == pytest.approx({FIRST: 132})
    assert by(report, "creators", "creator", "result") == pytest.approx({FIRST: 128})
    assert [*by(report, "tier_profit", "tier", "result").values()] == pytest.approx([128])
    assert partners_of(report) == pytest.approx({"甲店": 128, "乙店": 0})


def told_by_one() -> pd.DataFrame:
    """甲店's list tells the 40 that its creator was paid, 乙店's tells nothing and its settlement 240."""
    frame = shops()
    frame.loc[(frame["shop"] == "乙店") & (frame["role"] == "accounts"), "commission"] = np.nan
    frame.loc[frame["account"].isin([FIRST, SECOND]), "followers"] = 6e5
    return beside(frame, paid("乙店", commission=240.0))


def test_a_list_that_tells_of_one_shop_leaves_the_other_its_share() -> None:
    report = invented.report(BRAND, facts_of=told_by_one())
    assert by(report, "creators", "creator", "commission") == pytest.approx({FIRST: 40, SECOND: 240})
    assert by(report, "creators", "creator", "result") == pytest.approx({FIRST: 120, SECOND: -80})
    assert [*by(report, "tier_profit", "tier", "commission").values()] == pytest.approx([280])
    assert partners_of(report) == pytest.approx({"甲店": 120, "乙店": -80})


def by_name() -> pd.DataFrame:
    """In 甲店 40 were paid to its creator by name; in 乙店 100 to its own and 140 to a name in no list."""
    named = [
        paid("甲店", FIRST, "commissions", commission=40.0),
        paid("乙店", SECOND, "commissions", commission=100.0),
        paid("乙店", "没听过", "commissions", commission=140.0),
    ]
    return beside(shops("commission"), *named)


def test_what_names_nobody_listed_is_borne_in_its_own_shop() -> None:
    report = invented.report(BRAND, facts_of=by_name())
    assert by(report, "creators", "creator", "commission") == pytest.approx({FIRST: 40, SECOND: 240})
    assert partners_of(report) == pytest.approx({"甲店": 120, "乙店": -80})
    assert report.texts["creators_shared"] == (
        "达人名单里没有佣金：佣金按别的导出里的名字记，乙店对不上名字的 3,920元按净成交的 43.8% 摊"
    )


def of_no_shop() -> pd.DataFrame:
    """280 of commission name no shop."""
    return beside(shops("commission"), paid("", commission=280.0))


def test_what_names_no_shop_is_borne_by_all_alike_and_stands_in_a_row_of_its_own() -> None:
    """280 of both shops' 640 net: 140 each; of the shops' 160 nobody knows what they leave."""
    report = invented.report(BRAND, facts_of=of_no_shop())
    assert by(report, "creators", "creator", "commission") == pytest.approx({FIRST: 140, SECOND: 140})
    assert partners_of(report) == pytest.approx({"甲店": 160, "乙店": 160, "（没有写店铺）": -280})
    assert report.values.total("pnl_shops", "result") == pytest.approx(report.values.figure("profit"))
    assert "亏" not in report.texts["shops_sentence"]


def silent() -> pd.DataFrame:
    """甲店's settlement tells 40, nobody tells what 乙店's partners were paid, nor its list its ads, of 30 in each channel."""
    frame = shops("commission")
    mine = frame["shop"] == "乙店"
    frame.loc[mine & (frame["role"] == "accounts"), "cost"] = np.nan
    frame.loc[mine & (frame["role"] == "sales"), "cost"] = 30.0
    return beside(frame, paid("甲店", commission=40.0))


@pytest.mark.parametrize(
    ("lang", "shared", "ads"),
    [
        (
            "zh",
            "达人名单里没有佣金：按各店阵地自己的比例摊：佣金占净成交 乙店 0.0%、甲店 12.5%。"
            "乙店的导出里没有达人佣金，没有扣。",
            "达人名单里没有乙店投放：乙店达人的利润没有扣投放（A、T 共投放 840元）",
        ),
        (
            "en",
            "12.5% (甲店). 乙店: no commission in the exports, none taken off.",
            "The list of creators of 乙店 tells no ads: their profit is before ads (A and T spent CNY 840)",
        ),
    ],
)
def test_a_silent_shop_is_said_on_the_pages_of_creators(lang: Any, shared: str, ads: str) -> None:
    report = invented.report(BRAND, lang, silent())
    assert by(report, "creators", "creator", "result") == pytest.approx({FIRST: 120, SECOND: 160})
    assert report.texts["creators_shared"].endswith(shared)
    assert {section.key for section in report.sections if ads in repr(section)} == {"creators", "profit"}


def heads() -> pd.DataFrame:
    """T of 乙店 sells 400, gets 20 back and pays 190; A of both, 320 net, pays 16 and 96; no list tells it."""
    place = {"channel": "T", "carrier": "直播", "shop": "乙店"}
    sales = partners("sales", **sold(400, refund_paid=20)).assign(account="", **place)
    accounts = partners("accounts", gmv_paid=400, refund_paid=20, cost=0, followers=8e6).assign(
        account="大头", **place
    )
    settled = (
        paid("甲店", commission=16.0),
        paid("乙店", commission=96.0),
        paid("乙店", commission=190.0).assign(**place),
    )
    frame = shops("commission")
    frame.loc[frame["account"].isin([FIRST, SECOND]), "followers"] = 1e3
    return beside(frame, sales, accounts, *settled)


def test_channels_of_a_shop_have_their_own_rates() -> None:
    """甲店's A keeps 160 − 16, 乙店's 160 − 96, its T 190 − 190."""
    report = invented.report(BRAND, facts_of=heads())
    assert by(report, "creators", "creator", "commission") == pytest.approx(
        {FIRST: 16, SECOND: 96, "大头": 190}
    )
    assert by(report, "creators", "creator", "result") == pytest.approx({FIRST: 144, SECOND: 64, "大头": 0})
    assert [*by(report, "tier_profit", "tier", "result").values()] == pytest.approx([0, 144 + 64])


def test_works_of_creators_who_are_not_shown_bear_what_their_creator_bears() -> None:
    """25 creators sell 40 − n each and get nothing back: half is left. The last two, of 16 and 17, were paid 16 and 1."""
    frame = invented.frame()
    frame = frame[(frame["owner"] != "合作") & (frame["role"] != "control")].reset_index(drop=True)
    lists = []
    for n in range(25):
        name, gmv, commission = f"达人{n:02}", 40.0 - n, 16.0 if n == 24 else 1.0
        lists.append(
            partners("accounts", gmv_paid=gmv, refund_paid=0, cost=0, commission=commission).assign(
                account=name
            )
        )
        if n > 22:
            work = works("A", "合作", **sold(gmv, refund_paid=0, cost=0))
            lists.append(work.assign(account=name, content=name, content_id=name))
    whole = sum(40.0 - n for n in range(25))
    sales = partners("sales", **sold(whole, refund_paid=0)).assign(account="")
    report = invented.report(BRAND, facts_of=beside(frame, sales, *lists))
    assert "达人23" not in [*report.values.column("creators", "creator")]
    made = by(report, "contents", "content", "profit")
    assert made == pytest.approx({"达人23": 8.5 - 1, "达人24": 8 - 16})


def test_a_fee_of_no_shop_leaves_each_shop_its_own_costs() -> None:
    """甲店's list tells 40, 乙店's settlement 240; 16 of the platform name no shop: 8 of each 320 net."""
    report = invented.report(
        BRAND, facts_of=beside(told_by_one(), paid("", platform_fee=16.0).assign(owner="合作"))
    )
    assert by(report, "creators", "creator", "commission") == pytest.approx({FIRST: 40, SECOND: 240})
    assert by(report, "creators", "creator", "platform_fee") == pytest.approx({FIRST: 8, SECOND: 8})
    assert by(report, "creators", "creator", "result") == pytest.approx({FIRST: 112, SECOND: -88})


def test_a_fee_of_no_shop_and_no_channel_is_all_channels() -> None:
    """56 of the platform name neither, of 2 × 900, 540 and 320 net: each creator's 320 of 3,520 bear 56 ÷ 11."""
    stray = paid("", platform_fee=56.0).assign(owner="", carrier="", channel="")
    report = invented.report(BRAND, facts_of=beside(told_by_one(), stray))
    assert by(report, "creators", "creator", "platform_fee") == pytest.approx(
        {FIRST: 56 / 11, SECOND: 56 / 11}
    )


def test_a_platform_whose_list_tells_nothing_is_no_platform_without_costs() -> None:
    """Of two platforms of one name one's list tells 40, the other's settlement 240: together 280 of 640 net, 140 each."""
    frame = told_by_one()
    frame.loc[frame["shop"] == "乙店", "platform"] = "kuaishou"
    report = invented.report(BRAND, facts_of=frame.assign(shop="甲店"))
    assert sum(by(report, "creators", "creator", "commission").values()) == pytest.approx(280)
    assert by(report, "creators", "creator", "result") == pytest.approx({FIRST: 20, SECOND: 20})


@pytest.mark.parametrize("rate", [None, 0.2])
def test_what_was_paid_is_off_though_more_came_back_than_was_sold(rate: float | None) -> None:
    """乙店's A sells 400 and gets 500 back: −50 of margin; 100 were paid on each of 14 days, 50 a day of all."""
    frame = shops()
    mine = (frame["shop"] == "乙店") & (frame["owner"] == "合作")
    frame.loc[mine, "refund_paid"] = 500.0
    frame.loc[mine & (frame["role"] == "accounts"), "commission"] = 100.0
    frame.loc[(frame["date"].dt.day > 14), "commission"] = np.nan
    brand = replace(BRAND, economics=Economics(margin=0.5, commission_rate=rate))
    report = invented.report(brand, facts_of=frame)
    first = 40.0 if rate is None else (14 * 40 + 14 * 64) / 28
    assert partners_of(report) == pytest.approx({"甲店": 160 - first, "乙店": -100})
    assert by(report, "creators", "creator", "result")[SECOND] == pytest.approx(-100)


def test_a_work_of_a_creator_of_both_shops_bears_its_own_shops_rates() -> None:
    """合作短视频 sells 400 in each shop; 甲店 pays 40 and, by name, a slot of 1, 乙店 240: its work there loses 80."""
    frame = apart()
    frame.loc[frame["account"] == SECOND, "account"] = FIRST
    frame = beside(frame, paid("甲店", FIRST, "creators", slot_fee=1.0))
    report = invented.report(BRAND, facts_of=frame)
    assert by(report, "contents", "content", "profit") == pytest.approx({"A的片": 119, "乙的片": -80})
    assert by(report, "creators", "creator", "result") == pytest.approx({FIRST: 39})


def split_list() -> pd.DataFrame:
    """甲店's list tells its 40; in 乙店 two creators sell 200 each, and by name one was paid 120, the other 8."""
    frame = shops()
    frame.loc[(frame["shop"] == "乙店") & (frame["role"] == "accounts"), "commission"] = np.nan
    mine = (frame["account"] == SECOND) & (frame["role"] == "accounts")
    frame.loc[mine, ["gmv_paid", "refund_paid", "commission"]] = 200.0, 40.0, np.nan
    other = frame[mine].assign(account="小乙")
    named = [
        paid("乙店", SECOND, "commissions", commission=120.0),
        paid("乙店", "小乙", "commissions", commission=8.0),
    ]
    return beside(frame, other, *named)


def test_names_of_one_shop_count_though_the_other_shops_list_tells_the_cost() -> None:
    """160 net each leave 80: 80 − 120 and 80 − 8."""
    report = invented.report(BRAND, facts_of=split_list())
    assert by(report, "creators", "creator", "result") == pytest.approx({FIRST: 120, SECOND: -40, "小乙": 72})
    assert partners_of(report) == pytest.approx({"甲店": 120, "乙店": 32})
    assert report.texts["creators_shared"] == "达人名单里没有佣金：佣金按别的导出里的名字记"


def part_of_his() -> pd.DataFrame:
    """甲店's list tells 合作短视频 40 and 小甲 0, 160 net each; the first sells 400 in 乙店, too, whose settlement is 240."""
    frame = shops()
    frame.loc[(frame["shop"] == "乙店") & (frame["role"] == "accounts"), "commission"] = np.nan
    frame.loc[frame["account"].isin([FIRST, SECOND]), "followers"] = 6e5
    mine = (frame["account"] == FIRST) & (frame["role"] == "accounts")
    frame.loc[mine, ["gmv_paid", "refund_paid"]] = 200.0, 40.0
    small = frame[mine].assign(account="小甲", commission=0.0, followers=1e3)
    theirs = (frame["account"] == SECOND) & (frame["role"] == "accounts")
    frame.loc[theirs, ["account", "commission"]] = FIRST, np.nan
    return beside(frame, small, paid("乙店", commission=240.0))


def test_what_a_list_tells_of_a_part_of_a_creators_sales_is_kept() -> None:
    """40 are told, 240 of his 320 net in 乙店 are shared: 80 + 160 − 280; 小甲 keeps its 80."""
    report = invented.report(BRAND, facts_of=part_of_his())
    assert by(report, "creators", "creator", "commission") == pytest.approx({FIRST: 280, "小甲": 0})
    assert by(report, "creators", "creator", "result") == pytest.approx({FIRST: -40, "小甲": 80})
    assert sorted(by(report, "tier_profit", "tier", "result").values()) == pytest.approx([-40, 80])


def eaten() -> pd.DataFrame:
    """乙店's A sells 400 and gets 500 back; each shop's platform takes 16, commission by name is 40 and 10."""
    frame = shops("commission")
    frame.loc[(frame["shop"] == "乙店") & (frame["owner"] == "合作"), "refund_paid"] = 500.0
    named = [
        paid("甲店", FIRST, "commissions", commission=40.0),
        paid("乙店", SECOND, "commissions", commission=10.0),
    ]
    return beside(frame, *named, paid("甲店", platform_fee=16.0), paid("乙店", platform_fee=16.0))


def test_a_sum_over_what_nobody_can_tell_is_unknown_on_every_page() -> None:
    report = invented.report(BRAND, facts_of=eaten())
    for table in ("creators", "pnl_creators"):
        for key in ("platform_fee", "result"):
            total = report.values.total(table, key)
            assert total != total, (table, key)
    assert partners_of(report) == pytest.approx({"甲店": 104, "乙店": -76})


def test_tiers_know_what_their_creators_know() -> None:
    """Ads stand in sales alone and nobody was paid but the platform, 16: 144 for the creator and his tier."""
    frame = invented.frame().assign(commission=np.nan)
    frame.loc[frame["role"] == "accounts", "cost"] = np.nan
    frame.loc[frame["role"] == "sales", "cost"] = 30.0
    frame.loc[frame["owner"] == "合作", "followers"] = 6e5
    report = invented.report(
        BRAND, facts_of=beside(frame, partners("settlements", platform_fee=16.0).assign(account=""))
    )
    assert by(report, "creators", "creator", "result") == pytest.approx({FIRST: 144})
    assert [*by(report, "tier_profit", "tier", "result").values()] == pytest.approx([144])


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize(
    "frame", [apart, in_both, told_by_one, by_name, of_no_shop, silent, heads, split_list, part_of_his, eaten]
)
def test_each_shops_share_is_written_as_it_is_told(frame: Any, lang: Any, tmp_path: Any) -> None:
    """The formulas of all sheets come to the values and the words of the report."""
    assert not unlike(invented.report(BRAND, lang, frame()), tmp_path)
