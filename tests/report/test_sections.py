"""The analysis sheets: against hand figures, against the functions of the catalogue, against June."""

from __future__ import annotations

import datetime
import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from report import invented
from xl_fact.brand import Brand, Campaign, Economics, Targets
from xl_fact.core.bridges import gpm_bridge, gpm_mix
from xl_fact.core.campaigns import campaign_lift
from xl_fact.core.growth import pace
from xl_fact.core.strengths import fact_fit
from xl_fact.exports import facts
from xl_fact.exports.columns import MEASURES
from xl_fact.report.build import build_report, from_facts
from xl_fact.report.model import Report


@pytest.fixture(scope="module")
def june(compass: Path) -> Report:
    from xl_fact.exports.reading import read_exports

    return build_report(read_exports([compass]), Brand(), "2026-06")


def column(report: Report, table: str, key: str) -> list[Any]:
    return list(report.values.column(table, key))


# -------------------------------------------------------------------- bridge
def test_the_mix_of_june_halves(june: Report) -> None:
    """Shop GPM 266.23 → 234.87: mix −18.74, rate −12.62, while own LIVE rose 593.97 → 605.79."""
    values = june.values
    assert round(values.total("mix", "gpm_before"), 2) == 266.23
    assert round(values.total("mix", "gpm_after"), 2) == 234.87
    assert round(values.total("mix", "mix"), 2) == -18.74
    assert round(values.total("mix", "rate"), 2) == -12.62
    live = column(june, "mix", "carrier").index("直播")
    assert round(column(june, "mix", "gpm_before")[live], 2) == 593.97
    assert round(column(june, "mix", "gpm_after")[live], 2) == 605.79


def test_the_factors_of_june_halves(june: Report) -> None:
    """−40.64 by CTR, +6.48 by CVR, +2.80 by AOV."""
    assert [round(x, 2) for x in column(june, "factors", "effect")] == [-40.64, 6.48, 2.80]


def test_the_mix_is_what_gpm_mix_answers(june: Report) -> None:
    keys = ("gmv_before", "base_before", "gmv_after", "base_after")
    answer = gpm_mix(*(june.values.column("mix", key) for key in keys))
    rows = np.array([row[-3:] for row in answer[1:-1]], dtype=float)
    ours = np.column_stack([june.values.column("mix", key) for key in ("mix", "rate", "effect")])
    assert ours == pytest.approx(rows)


def test_the_factors_are_what_gpm_bridge_answers(june: Report) -> None:
    before, after = (
        [column(june, "periods", key)[period] for key in ("ctr", "cvr", "aov")] for period in (0, 1)
    )
    answer = gpm_bridge(*before, *after)
    assert column(june, "factors", "effect") == pytest.approx([row[-1] for row in answer[1:4]])


def test_effects_sum_to_the_change(june: Report) -> None:
    change = june.values.total("mix", "gpm_after") - june.values.total("mix", "gpm_before")
    assert june.values.total("mix", "effect") == pytest.approx(change)
    assert june.values.total("factors", "effect") == pytest.approx(change)
    assert column(june, "steps", "end")[-2] == pytest.approx(column(june, "steps", "end")[-1])


# -------------------------------------------------------------------- months side by side
def two_months() -> pd.DataFrame:
    """The invented February, and a January in which everything was half."""
    february = invented.frame()
    january = february[february["date"] <= "2026-02-28"].copy()
    january["date"] = january["date"] - pd.Timedelta(days=31)
    for key in MEASURES:
        january[key] = january[key] / 2
    return pd.concat([january, february], ignore_index=True)


def test_the_month_before_is_compared() -> None:
    report = from_facts(two_months(), (), invented.BRAND, invented.MONTH)
    assert column(report, "changes", "gmv") == [56_000, 28_000, 28_000, 1.0]
    assert column(report, "changes", "gpm")[3] == pytest.approx(0)
    assert column(report, "changes", "period")[1] == "上月 2026年1月1–28日"  # of the days February has
    assert report.values.total("mix", "gmv_before") == 28_000


def test_without_a_month_before_nothing_is_compared() -> None:
    assert not [t for t in invented.report().tables if t.key == "changes"]


# -------------------------------------------------------------------- pace, ads, campaigns
def test_pace_is_what_the_function_answers() -> None:
    report = invented.report(facts_of=invented.frame(invented.DAYS[:14]))
    done, time, gap, projected, _ = pace(28_000, 60_000, 14, 28)[1]
    figure = report.values.figure
    assert figure("pace_done") == pytest.approx(done)
    assert figure("pace_time") == time
    assert figure("pace_gap") == pytest.approx(gap * 100)  # points
    assert figure("pace_projected") == pytest.approx(projected)
    assert figure("pace_missing") == 32_000


def test_weeks_are_compared_by_the_day(june: Report) -> None:
    assert column(june, "weeks", "days") == [7, 7, 7, 7, 2]
    gmv, cost = june.values.column("weeks", "gmv_day"), june.values.column("weeks", "cost_day")
    marginal = column(june, "weeks", "marginal")
    noise, rises = column(june, "weeks", "noise"), np.diff(cost)
    assert np.isnan(marginal[0])
    assert np.isnan(noise[4])  # two days are no week
    for week, rise in enumerate(rises, 1):
        if rise > noise[week]:
            assert marginal[week] == pytest.approx(np.diff(gmv)[week - 1] / rise)
        else:
            assert np.isnan(marginal[week]), "a fall, or no more than the usual swing"


def test_a_campaign_is_held_against_normal_days() -> None:
    """Days 10 to 12 sell double: lift 6,000 over 6,000 expected, and nothing after."""
    frame = invented.frame()
    inside = frame["date"].dt.day.between(10, 12)
    for key in ("gmv_paid", "cost"):
        frame.loc[inside, key] *= 2
    report = invented.report(facts_of=frame)
    assert column(report, "campaigns", "gmv") == [12_000]
    assert report.values.figure("normal_gmv") == 2_000
    assert report.values.figure("normal_days") == 22
    baseline, lift, rate = campaign_lift(12_000, 2_000, 3)[1]
    assert column(report, "campaigns", "expected") == [baseline]
    assert column(report, "campaigns", "lift") == [lift]
    assert column(report, "campaigns", "lift_rate") == [rate]
    assert column(report, "campaigns", "roi") == pytest.approx([6_000 / 1_800])
    assert column(report, "campaigns", "dip") == pytest.approx([0])


def test_a_campaign_of_another_month_leaves_the_sheet_out() -> None:
    later = Campaign("春", datetime.date(2026, 3, 1), datetime.date(2026, 3, 2))
    report = invented.report(replace(invented.BRAND, campaigns=(later,)))
    assert "campaigns" not in [s.key for s in report.sections]
    assert "活动C" in [one.name.zh for one in report.left_out]


# -------------------------------------------------------------------- creators, people
def test_creators_are_judged_by_profit() -> None:
    """GMV 11,200, refunds 2,240, margin 50 %, commission 1,120, no ads: 4,480 − 1,120."""
    report = invented.report()
    assert column(report, "creators", "creator") == ["合作短视频"]
    assert column(report, "creators", "all_cost") == [1_120]
    assert column(report, "creators", "roi") == [10]
    assert column(report, "creators", "profit") == [3_360]
    assert column(report, "creators", "advice") == ["复投"]
    assert column(report, "creators", "cumulative") == [1]


@pytest.mark.parametrize(
    ("cost", "advice"),
    [
        (3.0, "复投"),  # 84 in the month, below the least cost of 100
        (109.0, "复投"),  # 120 ÷ 109 is 1.101
        (110.0, "保持"),  # 1.091
        (115.0, "保持"),
        (120.0, "少投流"),
    ],
)
def test_a_creator_whose_ads_leave_hardly_anything_is_held(cost: float, advice: str) -> None:
    """A creator keeps 400 − 80, half of it, less 40 of commission: 120 a day before ads; A's verdict asks for 1.1, too."""
    frame = invented.frame()
    frame.loc[(frame["carrier"] == "短视频") & (frame["role"] == "accounts"), "cost"] = cost
    report = invented.report(facts_of=frame)
    assert column(report, "creators", "result") == pytest.approx([(120 - cost) * 28])
    assert column(report, "creators", "advice") == [advice]
    made = 0 if advice == "少投流" else 1
    assert f"有名字的 1 位里 {made} 位有利润。{advice}：合作短视频" in report.texts["creators_sentence"]
    english = invented.report(lang="en", facts_of=frame).texts["creators_sentence"]
    one = "The one named creator" if made else "Not even the one named creator"
    assert f" creators' GMV. {one} made money. " in english


@pytest.mark.parametrize(
    ("creators", "unnamed", "zh", "en"),
    [
        (20, 0, "有名字的 20 位里 8 位有利润。", " 8 of the 20 named creators made money."),
        (25, 0, "列出的 20 位里 8 位有利润。", " 8 of the 20 creators listed made money."),
        (25, 1, "列出的有名字的 19 位里 7 位有利润。", " 7 of the 19 named creators listed made money."),
    ],
)
def test_how_many_creators_made_money_is_said_of_those_counted(
    creators: int, unnamed: int, zh: str, en: str
) -> None:
    """Each keeps 120 a day before ads; the 8 who sell most have none, the others bear 500 a day and lose."""
    frame = invented.frame()
    listed = (frame["owner"] == "合作") & (frame["role"] == "accounts")
    many = [frame[~listed]]
    for number in range(creators):
        name = "其他" if number < unnamed else f"达人{number:02}"
        one = frame[listed].assign(account=name, cost=0.0 if number < 8 else 500.0)
        many.append(one.assign(gmv_paid=one["gmv_paid"] + 25 - number))
    facts_of = pd.concat(many, ignore_index=True)
    assert zh in invented.report(facts_of=facts_of).texts["creators_sentence"]
    assert en in invented.report(lang="en", facts_of=facts_of).texts["creators_sentence"]


def test_june_has_new_customers_and_two_clocks(june: Report) -> None:
    values = june.values
    assert values.total("customers", "first") == pytest.approx(4_540_740.39, abs=0.005)
    assert round(values.total("customers", "new_share"), 3) == 0.483
    assert round(values.total("refunds", "refund")) == 1_556_716
    assert round(values.total("refunds", "late")) == 1_547_396
    assert round(values.total("refunds", "rate"), 4) == 0.1657


# -------------------------------------------------------------------- strengths, contents
@pytest.mark.parametrize("scores", [(8, 5, 6, 4), (3, 9, 5, 2), (5, 4, 9, 6), (4, 2, 6, 9), (0, 8, 0, 0)])
def test_fit_and_effort_are_what_fact_fit_answers(scores: tuple[float, float, float, float]) -> None:
    content, brand, product, price = scores
    strengths = replace(invented.BRAND.strengths, content=content, brand=brand, product=product, price=price)
    report = invented.report(replace(invented.BRAND, strengths=strengths))
    answer = {row[0]: row for row in fact_fit(*scores)}
    assert column(report, "positions", "fit") == pytest.approx([answer[x][1] for x in "FAT"])
    assert column(report, "positions", "effort") == pytest.approx([answer[x][2] for x in "FAT"])
    assert report.values.total("positions", "effort") == pytest.approx(1)


def works() -> pd.DataFrame:
    """Four works: seen and sold, seen only, sold unseen, neither."""
    names = ["双高", "只曝光", "只转化", "双低"]
    return facts.frame(
        {
            "role": "works", "platform": "douyin", "currency": "CNY", "owner": "自营", "carrier": "短视频", "channel": "F",
            "date": [np.datetime64("2026-02-03", "s")] * 4,
            "content": names,
            "gmv_paid": np.array([900.0, 100.0, 500.0, 10.0]),
            "plays": np.array([1_000.0, 2_000.0, 100.0, 200.0]),
        },
        4,
    )  # fmt: skip


def test_works_fall_into_the_quadrants_the_article_names() -> None:
    """Median plays 600, pooled GPM 1,510 / 3,300 × 1000 = 457.6."""
    report = invented.report(facts_of=pd.concat([invented.frame(), works()], ignore_index=True))
    told = dict(
        zip(column(report, "contents", "content"), column(report, "contents", "quadrant"), strict=True)
    )
    assert told == {"双高": "双高", "只曝光": "高曝光低转化", "只转化": "高转化低曝光", "双低": "双低"}
    assert "先看：“只转化”" in report.texts["contents_sentence"]


@pytest.mark.parametrize(("margin", "word"), [(0.5, "降CPM"), (0.9, None)])
def test_works_that_earn_are_run_again_with_the_money_of_others_where_their_channel_waits(
    margin: float, word: str | None
) -> None:
    """F keeps 450 of ads of 500 a day: its works that earn (450 − 10, 250 − 10) share what is spent; of 810 it may be more."""
    listed = works().assign(carrier="直播", cost=10.0)
    facts_of = pd.concat([invented.frame(), listed], ignore_index=True)
    report = invented.report(
        replace(invented.BRAND, economics=Economics(margin=margin), targets=Targets(gpm=100)),
        facts_of=facts_of,
    )
    told = report.texts["contents_sentence"]
    assert told.startswith("再投：“双高”、“只转化”。")
    assert ("再投的钱从别的作品挪：F 自播 本月诊断“降CPM”，内容不动" in told) == (word is not None)
    assert column(report, "compare", "verdict")[0] == (word or "加投")


# -------------------------------------------------------------------- languages
def test_english_has_no_chinese_but_names() -> None:
    report = invented.report(replace(invented.BRAND, name="Brand", campaigns=()), "en")
    chinese = re.compile("[\u4e00-\u9fff]")
    headings = [c.heading.en for t in report.tables for c in t.columns] + [t.title.en for t in report.tables]
    names = [f.name.en for f in report.figures] + [s.title.en for s in report.sections]
    told = [text.replace("合作短视频", "the account's name") for text in report.texts.values()]
    assert not [text for text in (*headings, *names, *told) if chinese.search(text)]


def test_one_creator_sells_and_several_sell() -> None:
    """A's only creator has two million followers: the head tier, and all of what creators sell."""
    frame = invented.frame()
    frame["followers"] = np.where(
        (frame["role"] == "accounts") & (frame["owner"] == "合作"), 2_000_000.0, np.nan
    )
    told = invented.report(lang="en", facts_of=frame).texts["tiers_sentence"]
    assert ": 1 creator (100.0%) sells 100.0% of the creators' GMV" in told
