"""The figures of a report, worked by hand."""

from __future__ import annotations

import math
from dataclasses import replace
from pathlib import Path

import pytest

from report import invented
from xl_fact.brand import Brand, Economics, Strengths
from xl_fact.core.channels import fact_compare, letter_of
from xl_fact.errors import InputError
from xl_fact.filling.write import write_report
from xl_fact.report.build import build_report
from xl_fact.report.model import Report
from xl_fact.report.sections import about


@pytest.fixture(scope="module")
def report() -> Report:
    return invented.report()


def column(report: Report, table: str, key: str) -> list[float]:
    return list(report.values.column(table, key))


def test_channels_are_summed_and_then_divided(report: Report) -> None:
    assert column(report, "compare", "channel") == ["F 自播", "A 达人矩阵", "S 搜索商城"]
    assert column(report, "compare", "gmv") == [28_000, 11_200, 16_800]
    assert column(report, "compare", "gpm") == [250, 200, 100]
    assert column(report, "compare", "roi")[0] == 2
    assert column(report, "compare", "cpm")[0] == 125
    assert column(report, "compare", "share") == [0.5, 0.2, 0.3]


def test_the_total_is_the_ratio_of_sums_not_the_mean(report: Report) -> None:
    values = report.values
    for key, expected in invented.TOTALS.items():
        assert values.total("compare", key) == expected
    assert values.total("compare", "gpm") == pytest.approx(56_000 / 336_000 * 1000)
    assert values.total("compare", "roi") == pytest.approx(56_000 / 16_800)
    assert values.total("compare", "net_roi") == pytest.approx((56_000 - 6_720) / 16_800)
    assert values.total("compare", "refund_rate") == 0.12
    assert values.total("compare", "aov") == pytest.approx(56_000 / 616)


def test_no_cost_shows_no_roi(report: Report) -> None:
    assert math.isnan(column(report, "compare", "roi")[1])
    assert (
        column(report, "compare", "verdict")[1] == "保持"
    )  # it earns without ads: there is no return to judge


def test_the_four_verdicts() -> None:
    """Break-even GPM = CPM / (margin × (1 − refund rate)): F 125 / .45 = 277.8, S 16.7 / .45 = 37.04.

    F earns 450 a day before its ads of 500: too dear where its GPM of 250 rolls, fewer ads where it doesn't; never a stop.
    """
    benchmark = replace(invented.BRAND, targets=replace(invented.BRAND.targets, gpm=150))
    assert column(invented.report(benchmark), "compare", "verdict") == ["降CPM", "保持", "可加投"]
    steep = replace(invented.BRAND, targets=replace(invented.BRAND.targets, gpm=260))
    assert column(invented.report(steep), "compare", "verdict") == ["少投流", "保持", "可加投"]


def test_it_equals_what_fact_compare_answers_for_the_same_rows(report: Report) -> None:
    data = report.table("data")
    given = {k: data.given[k] for k in ("channel", "gmv", "base", "cost", "orders", "refund")}
    rows = fact_compare(
        given["channel"], given["gmv"], given["base"], given["cost"], given["orders"], given["refund"]
    )
    keys = (
        "gmv",
        "share",
        "base",
        "gpm",
        "cost",
        "cpm",
        "roi",
        "orders",
        "aov",
        "refund",
        "refund_rate",
        "net_roi",
    )
    for row, label in enumerate(report.values.column("compare", "channel")):
        assert letter_of(rows[row + 1][0]) == letter_of(label)
        ours = [column(report, "compare", key)[row] for key in keys]
        assert ours == pytest.approx(rows[row + 1][1:], nan_ok=True)
    assert [report.values.total("compare", key) for key in keys] == pytest.approx(rows[-1][1:])


def test_campaign_days_lie_across_the_channels(report: Report) -> None:
    assert report.values.figure("c_gmv") == 3 * 2_000
    assert report.values.figure("c_share") == pytest.approx(3 / 28)
    assert sum(column(report, "compare", "share")) == pytest.approx(1)


def test_every_day_is_there(report: Report) -> None:
    assert column(report, "daily", "date") == invented.DAYS
    assert set(column(report, "daily", "gmv")) == {2_000}
    assert set(column(report, "daily", "gmv_f")) == {1_000}


def test_all_checks_pass(report: Report) -> None:
    assert report.passed
    assert set(column(report, "checks", "verdict")) == {"通过"}


def test_a_day_lost_between_others_fails() -> None:
    short = invented.report(facts_of=invented.frame([*invented.DAYS[:13], *invented.DAYS[14:]]))
    assert not short.passed
    assert "未通过" in column(short, "checks", "verdict")


def test_the_headline_says_who_wins_by_what(report: Report) -> None:
    assert "按 ROI 赢的是 S 搜索商城，按 GPM 赢的是 F 自播" in report.texts["headline"]
    assert "CPM 125.0 对 16.7" in report.texts["why_sentence"]


def test_the_shelf_can_be_folded_into_f() -> None:
    folded = invented.report(replace(invented.BRAND, shelf="F"))
    assert column(folded, "compare", "channel") == ["F 自播", "A 达人矩阵"]
    assert column(folded, "compare", "gmv") == [44_800, 11_200]


def test_what_the_exports_dont_hold_is_left_out_and_said() -> None:
    bare = invented.report(facts_of=invented.frame(cost=None, refund_paid=None, commission=None))
    keys = [c.key for c in bare.table("compare").columns]
    assert "roi" not in keys
    assert "refund_rate" not in keys
    assert {one.name.zh for one in bare.left_out} >= {"投放花费、CPM、ROI", "退款、退款率、退后 ROI"}


def test_what_only_waits_for_an_input_is_not_called_left_out(tmp_path: Path) -> None:
    """Live cells that say "—" until a margin is typed are in the workbook: the command says what to type."""
    unsaid = replace(invented.BRAND, economics=Economics(), strengths=Strengths(content=8, brand=5))
    bare = invented.report(unsaid)
    assert [one.name.zh for one in bare.awaited] == ["毛利率", "产品力、价格力"]
    assert [one.name.en for one in bare.awaited] == ["the gross margin", "product, price"]
    told = [zh for zh, _ in write_report(bare, tmp_path / "a.xlsx").notes]
    assert [line for line in told if "毛利率" in line] == [
        "还没填：毛利率。利润、保本与诊断已经在表里，填进“说明”的黄格子（或 brand.toml 的 [economics] margin）就算出来"
    ]
    assert not any(
        word in line for line in told for word in ("保本", "四力") if line.startswith("没有放进来")
    )
    assert not invented.report().awaited


def test_an_empty_input_is_not_given_and_the_figure_says_which() -> None:
    """Quality, match, the floor of F: empty is never 0, and the sentence names the cell to fill in."""
    full = invented.report()
    fit = dict(zip(column(full, "positions", "position"), column(full, "positions", "fit"), strict=True))
    assert fit == pytest.approx({"F 自播": 7.0, "A 达人矩阵": 5.0, "T 头部达人": 5.0})
    unmatched = replace(invented.BRAND, strengths=replace(invented.BRAND.strengths, match=None))
    bare = invented.report(unmatched)
    assert all(math.isnan(each) for each in column(bare, "positions", "effort"))
    assert "填上头部达人匹配度，" in bare.texts["fit_sentence"]


def test_an_empty_least_cost_leaves_no_roi_and_no_verdict(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(about, "LEAST", None)
    bare = invented.report()
    assert all(math.isnan(each) for each in column(bare, "compare", "roi"))
    assert set(column(bare, "compare", "verdict")) == {"—"}
    assert bare.texts["note_roi"] == bare.texts["note_net_roi"] == "“说明”里填最低花费"
    assert "还差最低花费" in bare.texts["verdict_legend"]
    assert "最低花费空着" in bare.texts["who_sentence"]


def test_a_profit_without_the_planned_commission_says_so() -> None:
    unpaid = invented.frame(commission=None)
    assert "佣金率也没填" in invented.report(facts_of=unpaid).texts["profit_sentence"]
    planned = replace(invented.BRAND, economics=Economics(margin=0.5, commission_rate=0.2))
    assert "佣金率" not in invented.report(planned, facts_of=unpaid).texts["profit_sentence"]
    assert "佣金率" not in invented.report().texts["profit_sentence"]


def test_another_gmv_than_the_exports_hold_is_refused() -> None:
    with pytest.raises(InputError, match="结算"):
        invented.report(replace(invented.BRAND, gmv="settled"))


def test_another_month_than_the_exports_hold_is_refused() -> None:
    from xl_fact.report.build import from_facts

    with pytest.raises(InputError, match="2026-02"):
        from_facts(invented.frame(), (), Brand(), "2026-03")


def test_the_articles_example_is_in_every_report(report: Report) -> None:
    assert column(report, "example", "gpm") == pytest.approx([150, 33.333333333])
    assert column(report, "example", "roi") == [0.3, 5]
    assert column(report, "example", "cpm") == pytest.approx([500, 6.6666666667])
    assert report.values.total("example", "gpm") == pytest.approx(34.1059602649)
    assert report.values.figure("example_mean") == pytest.approx(91.6666666667)


def test_june_of_a_real_shop(compass: Path) -> None:
    """The figures of the samples' README, and the cost of its accounts."""
    from xl_fact.exports.reading import read_exports

    june = build_report(read_exports([compass]), Brand(), "2026-06")
    values = june.values
    assert column(june, "compare", "channel") == ["F 自播", "A 达人矩阵", "S 搜索商城"]
    assert values.total("compare", "gmv") == pytest.approx(9_397_490.90, abs=0.005)
    assert values.total("compare", "base") == 37_641_450
    assert round(values.total("compare", "gpm"), 2) == 249.66
    assert [round(x, 4) for x in column(june, "compare", "share")] == [0.5667, 0.0680, 0.3653]
    assert values.total("compare", "cost") == pytest.approx(3_918_524.13, abs=0.005)
    assert column(june, "compare", "cost") == pytest.approx([2_889_334.54, 286_143.80, 743_045.79], abs=0.005)
    assert round(values.total("compare", "roi"), 3) == 2.398
    assert round(column(june, "compare", "gpm")[1], 2) == 161.16
    assert june.passed


def test_june_by_platform_gmv(compass: Path) -> None:
    from xl_fact.exports.reading import read_exports

    june = build_report(read_exports([compass]), Brand(gmv="platform"), "2026-06")
    assert [round(x, 3) for x in column(june, "compare", "share")] == [0.607, 0.065, 0.328]
    assert round(june.values.total("compare", "roi"), 2) == 2.88
