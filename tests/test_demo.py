"""The demo data: laid out as the real exports, consistent in themselves, with a story to find, always the same."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from oracles import lint, validator

from xl_fact.brand import read_brand
from xl_fact.demo import MONTHS, write_demo
from xl_fact.demo.plain_workbook import plain_workbook
from xl_fact.exports.reading import read_exports
from xl_fact.report.build import build_report
from xl_fact.words import Lang

KEYS = ["日期", "载体类型", "投放时段"]
CATEGORIES = {
    "载体类型",
    "投放时段",
    "自营/合作",
    "账号类型",
    "售卖类型",
    "终端类型",
    "人群类型",
    "价格带",
    "四级类目",
}
Sheets = dict[str, pd.DataFrame]


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    return write_demo(tmp_path_factory.mktemp("demo"))


def sheets_of(path: Path) -> Sheets:
    return pd.read_excel(path, sheet_name=None, engine="calamine")


@pytest.fixture(scope="module")
def may(demo: list[Path]) -> Sheets:
    return sheets_of(demo[0])


@pytest.fixture(scope="module")
def june(demo: list[Path]) -> Sheets:
    return sheets_of(demo[1])


@pytest.fixture(scope="module")
def real(compass: Path) -> Sheets:
    return sheets_of(compass)


def kinds(column: pd.Series) -> set[str]:
    """What kinds of cells a column has."""
    return {"blank" if pd.isna(cell) else "text" if isinstance(cell, str) else "number" for cell in column}


def whole_days(sheet: pd.DataFrame) -> pd.DataFrame:
    """The rows that hold a day's sums, by day and carrier."""
    return sheet[sheet["投放时段"] == "不限"].set_index(["日期", "载体类型"]).drop(columns="投放时段")


# --- the layout is the real one


@pytest.mark.slow
def test_sheets_and_headings_of_may_are_those_of_the_real_export(real: Sheets, may: Sheets) -> None:
    assert list(may) == list(real)
    for title, sheet in real.items():
        assert list(may[title].columns) == list(sheet.columns), title


def test_headings_of_june_are_those_of_the_wider_version(samples: Path, june: Sheets) -> None:
    wide = json.loads((samples / "compass_chengjiao_61col_headers.json").read_text("utf-8"))
    assert {title: list(sheet.columns) for title, sheet in june.items()} == {
        title: sheet["headers"] for title, sheet in wide.items()
    }


def test_cells_are_of_the_kinds_of_the_real_export(real: Sheets, may: Sheets) -> None:
    for title, sheet in real.items():
        for heading in sheet.columns:
            here, there = kinds(may[title][heading]), kinds(sheet[heading])
            assert here - {"blank"} == there - {"blank"}, (title, heading, here, there)
            assert "blank" in there or "blank" not in here, (title, heading)


def test_what_the_platform_leaves_blank_is_blank(real: Sheets, may: Sheets) -> None:
    for title, headings in {
        "载体构成": ("抖音号", "投放消耗(店铺被投)", "投放费比(店铺被投)", "退款率(支付时间)"),
        "账号构成": ("抖音号", "账号类型"),
        "单载体构成": ("成交金额", "退款率(支付时间)"),
        "商品构成": ("退款率(支付时间)",),
    }.items():
        for heading in headings:
            assert "blank" in kinds(real[title][heading]) & kinds(may[title][heading]), (title, heading)


def test_categories_are_those_of_the_real_export(real: Sheets, may: Sheets) -> None:
    for title, sheet in real.items():
        for heading in CATEGORIES.intersection(sheet.columns):
            assert set(may[title][heading].dropna()) == set(sheet[heading].dropna()), (title, heading)


def test_rows_lie_as_in_the_real_export(real: Sheets, may: Sheets) -> None:
    for title in ("成交概览", "自营成交", "合作成交", "终端构成", "人群构成"):
        first_day = real[title]["日期"].iloc[0]
        rows_a_day = int((real[title]["日期"] == first_day).sum())
        assert may[title]["日期"].is_monotonic_decreasing, title
        assert len(may[title]) == 31 * rows_a_day, title


# --- the figures agree with each other


@pytest.mark.parametrize("month", ["may", "june"])
def test_sums_are_the_sums_of_their_parts(month: str, request: pytest.FixtureRequest) -> None:
    sheets: Sheets = request.getfixturevalue(month)
    additive = [
        name for name in sheets["成交概览"].columns if name.endswith(("金额", "次数", "订单数", "(店铺被投)"))
    ]
    additive = [name for name in additive if not name.startswith("千次") and "效率" not in name]
    overview, own, partners = (
        whole_days(sheets[title])[additive] for title in ("成交概览", "自营成交", "合作成交")
    )
    np.testing.assert_allclose(own + partners, overview, atol=0.006)
    carriers = overview[overview.index.get_level_values("载体类型") != "全部"].groupby("日期").sum()
    np.testing.assert_allclose(carriers, overview.xs("全部", level=1).sort_index(), atol=0.006)
    parts = (
        sheets["成交概览"][sheets["成交概览"]["投放时段"] != "不限"]
        .groupby(["日期", "载体类型"])[additive]
        .sum()
    )
    np.testing.assert_allclose(parts, overview.sort_index(), atol=0.006)


def test_people_do_not_add_up(june: Sheets) -> None:
    buyers = whole_days(june["成交概览"])["成交人数"].unstack()
    assert (buyers.drop(columns="全部").sum(axis=1) > buyers["全部"]).all()
    assert (buyers["全部"] <= whole_days(june["成交概览"])["成交订单数"].unstack()["全部"]).all()


def test_money_follows_from_money(june: Sheets) -> None:
    for title in ("成交概览", "自营成交", "合作成交"):
        t = june[title]
        gmv = t["用户支付金额"] + t["智能优惠券金额"] + t["平台补贴金额"] + t["达人补贴金额"]
        np.testing.assert_allclose(gmv, t["成交金额"], atol=0.006)
        np.testing.assert_allclose(
            t["成交金额"] - t["1小时成交退款金额(支付时间)"], t["净成交金额"], atol=0.006
        )
        np.testing.assert_allclose(t["成交金额"] - t["成交退款金额(支付时间)"], t["结算金额"], atol=0.006)
        np.testing.assert_allclose(
            t["用户支付金额"] - t["退款金额(支付时间)"], t["退款后用户支付金额(支付时间)"], atol=0.006
        )
        shown = t[t["商品曝光次数"] > 0]
        gpm = shown["用户支付金额"] / shown["商品曝光次数"] * 1000
        np.testing.assert_allclose(gpm, shown["千次曝光用户支付金额"], atol=0.00501)


def test_breakdowns_sum_to_the_sheets_of_sums(june: Sheets) -> None:
    shop = whole_days(june["成交概览"])["用户支付金额"]
    by_owner = pd.concat(
        {owner: whole_days(june[f"{owner}成交"])["用户支付金额"] for owner in ("自营", "合作")}
    )
    accounts = june["载体构成"].groupby(["自营/合作", "日期", "载体类型"])["用户支付金额"].sum()
    np.testing.assert_allclose(accounts, by_owner.reindex(accounts.index), atol=0.006)
    customers = june["人群构成"].groupby(["日期", "载体类型"])["用户支付金额"].sum()
    np.testing.assert_allclose(customers, shop.reindex(customers.index), atol=0.006)
    days = shop.xs("全部", level=1).sort_index()
    for title, rows in {
        "价格带构成": slice(None),
        "品类构成": june["品类构成"]["二级类目"] == "全部",
        "商品构成": june["商品构成"]["载体类型"] == "全部",
    }.items():
        np.testing.assert_allclose(june[title][rows].groupby("日期")["用户支付金额"].sum(), days, atol=0.006)
    whole = june["终端构成"]["终端类型"] == "整体"
    terminals = (
        june["终端构成"][~whole & (june["终端构成"]["售卖类型"] == "全部")].groupby("日期")["成交金额"].sum()
    )
    np.testing.assert_allclose(
        terminals, whole_days(june["成交概览"])["成交金额"].xs("全部", level=1)[::-1], atol=0.006
    )


def test_spend_is_the_same_in_both_places(june: Sheets) -> None:
    by_account = june["载体构成"].groupby("日期")["投放消耗(店铺被投)"].sum()
    by_day = whole_days(june["成交概览"])["投放消耗(店铺被投)"].xs("全部", level=1)
    np.testing.assert_allclose(by_account, by_day.sort_index(), atol=0.006)


# --- the story


def channels(sheets: Sheets) -> pd.DataFrame:
    """What F, S and the partners sold, showed and spent, by hand: money, impressions, cost, GPM, ROI."""
    rows = []
    for owner in ("自营", "合作"):
        sums = whole_days(sheets[f"{owner}成交"]).groupby("载体类型")[["用户支付金额", "商品曝光次数"]].sum()
        spent = sheets["载体构成"][sheets["载体构成"]["自营/合作"] == owner]
        sums["cost"] = spent.groupby("载体类型")["投放消耗(店铺被投)"].sum()
        letter = {"商品卡": "S", "其他": "S"}.get if owner == "自营" else lambda carrier, _: "A"
        rows.append(sums.drop("全部").groupby(lambda carrier, letter=letter: letter(carrier, "F")).sum())
    total = pd.concat(rows).set_axis(["money", "impressions", "cost"], axis=1)
    total.loc["all"] = total.sum()
    return total.assign(gpm=total["money"] / total["impressions"] * 1000, roi=total["money"] / total["cost"])


def test_every_channel_gains_gpm_and_the_shop_loses_it(may: Sheets, june: Sheets) -> None:
    before, after = channels(may), channels(june)
    assert (after["gpm"] > before["gpm"]).drop("all").all()
    assert after.loc["all", "gpm"] < before.loc["all", "gpm"]
    assert after.loc["all", "money"] > 1.3 * before.loc["all", "money"]


def test_own_live_wins_on_roi_and_creators_on_gpm(june: Sheets) -> None:
    after = channels(june).drop("all")
    assert after["roi"].idxmax() == "F"
    assert after["gpm"].idxmax() == "A"


def test_two_accounts_meet_their_figures_to_the_last_fen(june: Sheets) -> None:
    month = (
        june["载体构成"]
        .groupby("账号/渠道")[["商品曝光次数", "投放消耗(店铺被投)", "用户支付金额"]]
        .sum()
        .round(2)
    )
    assert month.loc["示例品牌生活号"].tolist() == [3_000_000, 20_000, 100_000]
    assert month.loc["示例达人·小鹿"].tolist() == [20_000, 50_000, 15_000]


def test_the_head_creator_sells_best_of_a_thousand_and_pays_most_for_it(
    june: Sheets, demo: list[Path]
) -> None:
    """T of FACT对比 is what the accounts of the creator in the book sold by video, live and photo; A the other partners."""
    (book,) = [path for path in demo if "达人名册" in path.name]
    known = sheets_of(book)["达人名册"]
    (head,) = known.loc[known["粉丝数"] >= 5_000_000, "达人抖音号"].unique()
    assert set(known["登记日期"]) == {"2026-05-01", "2026-06-01"}
    accounts = june["载体构成"][june["载体构成"]["自营/合作"] == "合作"]
    content = accounts[accounts["载体类型"].isin(["直播", "短视频", "图文"])]
    top = content[content["抖音号"] == head][["用户支付金额", "商品曝光次数", "投放消耗(店铺被投)"]].sum()
    reading = read_exports(demo[:-1])
    report = build_report(reading, read_brand(demo[-1]), MONTHS[-1])
    names = list(report.values.column("compare", "channel"))
    gmv, base, cost = (list(report.values.column("compare", key)) for key in ("gmv", "base", "cost"))
    t, a = names.index("T 头部达人"), names.index("A 达人矩阵")
    assert [gmv[t], base[t], cost[t]] == pytest.approx(top.tolist(), rel=1e-12)
    by_hand = channels(june)
    assert [gmv[a] + gmv[t], base[a] + base[t], cost[a] + cost[t]] == pytest.approx(
        by_hand.loc["A", ["money", "impressions", "cost"]].tolist(), rel=1e-12
    )
    whole = [report.values.total("compare", key) for key in ("gmv", "base", "cost")]
    assert whole == pytest.approx(by_hand.loc["all", ["money", "impressions", "cost"]].tolist(), rel=1e-12)
    for key in ("gpm", "cpm"):
        assert max(report.values.column("compare", key)) == report.values.column("compare", key)[t]
    assert report.passed
    assert not any(one.name.zh.startswith("T ") for one in report.left_out)


def test_two_live_rooms_share_the_hours_and_the_second_sells_less(demo: list[Path], june: Sheets) -> None:
    live = sheets_of(demo[4])["直播间明细"]
    live["hour"] = pd.to_datetime(live["直播开始时间"]).dt.hour
    assert live.groupby("主播昵称")["hour"].unique().map(sorted).tolist() == [[8, 19], [8, 19]]
    accounts = (
        june["载体构成"][june["载体构成"]["载体类型"] == "直播"].groupby("账号/渠道")["用户支付金额"].sum()
    )
    rooms = live.groupby("主播昵称")["直播间用户支付金额"].sum()
    np.testing.assert_allclose(rooms, accounts.reindex(rooms.index), atol=0.006)
    per_view = rooms / live.groupby("主播昵称")["直播间观看次数"].sum()
    assert per_view["示例品牌早安直播间"] < per_view["示例品牌官方旗舰店"]


def test_618_stands_out(june: Sheets) -> None:
    days = whole_days(june["成交概览"])["用户支付金额"].xs("全部", level=1)
    assert days.idxmax() in (20260618, "20260618")
    assert days.max() > 2 * days.median()


# --- video by video, session by session


def test_videos_and_sessions_have_the_headings_of_the_real_exports(samples: Path, demo: list[Path]) -> None:
    (live,) = pd.read_excel(
        samples / "直播明细_全部账号_20260803_20260809.xlsx", sheet_name=None, engine="calamine"
    ).values()
    assert list(sheets_of(demo[4])["直播间明细"].columns) == list(live.columns)
    listed = json.loads((samples.parent / "HEADERS.json").read_text("utf-8"))["罗盘_视频详情_挂车(全集)"]
    for path in demo[2:4]:
        assert list(sheets_of(path)["sheet1"].columns) == listed


def test_videos_add_up_to_what_their_accounts_sold_by_video(demo: list[Path], june: Sheets) -> None:
    videos = pd.concat([sheets_of(path)["sheet1"] for path in demo[2:4]])
    sums = videos.groupby("达人昵称")[
        ["用户支付金额(元)", "退款金额(元)", "商品曝光次数", "商品点击次数", "成交订单数", "投放消耗(元)"]
    ].sum()
    accounts = june["载体构成"][june["载体构成"]["载体类型"] == "短视频"].groupby("账号/渠道")[
        ["用户支付金额", "退款金额(支付时间)", "商品曝光次数", "商品点击次数", "成交订单数", "投放消耗(店铺被投)"]
    ].sum()  # fmt: skip
    assert set(accounts.index) - set(sums.index) == {"其他"}  # those without a name are in no list
    np.testing.assert_allclose(sums, accounts.reindex(sums.index), atol=0.006)
    assert (videos["商品点击次数"] <= videos["商品曝光次数"]).all()
    assert (videos["成交订单数"] <= videos["商品点击次数"]).all()
    assert videos["视频ID"].is_unique


def test_sessions_add_up_to_the_live_room_of_each_day(demo: list[Path], june: Sheets) -> None:
    live = sheets_of(demo[4])["直播间明细"]
    begun, ended = pd.to_datetime(live["直播开始时间"]), pd.to_datetime(live["直播结束时间"])
    days = live.groupby(begun.dt.strftime("%Y%m%d"))[
        ["直播间用户支付金额", "直播间商品曝光次数", "直播间商品点击次数", "直播间成交订单数"]
    ].sum()
    own = whole_days(june["自营成交"]).xs("直播", level=1)[
        ["用户支付金额", "商品曝光次数", "商品点击次数", "成交订单数"]
    ]
    np.testing.assert_allclose(days.sort_index(), own.sort_index(), atol=0.006)
    assert (ended - begun == pd.to_timedelta(live["直播时长(分钟)"], unit="min")).all()
    assert (ended.dt.day != begun.dt.day).sum() == 30  # the evening ones end after midnight
    funnel = [
        f"直播间{word}" for word in ("曝光人数", "观看人数", "商品曝光人数", "商品点击人数", "成交人数")
    ]
    assert (live[funnel].diff(axis=1).iloc[:, 1:] < 0).all(axis=None)


# --- the files


def test_the_import_reads_it_as_it_reads_the_real_one(demo: list[Path], june: Sheets) -> None:
    reading = read_exports(demo[1:2])
    sales = reading.facts[reading.facts["role"] == "sales"]
    assert sales["gmv_paid"].sum() == pytest.approx(channels(june).loc["all", "money"], abs=0.01)
    assert reading.sources[0].format == "compass_transactions"
    assert {f"{day:%Y-%m}" for day in sales["date"]} == {MONTHS[-1]}


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_settings_are_valid(tmp_path: Path, lang: Lang, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        "xl_fact.demo.compass.sheets_of", lambda month, *, spend: {"成交概览": [("日期", [])]}
    )
    settings = tmp_path / "brand.toml"
    write_demo(tmp_path, lang=lang)
    brand = read_brand(settings)
    assert brand.name == ("示例品牌" if lang == "zh" else "Sample brand")
    assert brand.language == lang
    assert [campaign.name for campaign in brand.campaigns][-1] == "618"
    settings.write_text('name = "改过"\n', "utf-8")
    write_demo(tmp_path, lang=lang)
    assert read_brand(settings).name == "改过"


@pytest.mark.slow
def test_the_same_call_gives_the_same_bytes(demo: list[Path], tmp_path: Path) -> None:
    again = write_demo(tmp_path)
    assert [path.name for path in again] == [path.name for path in demo]
    for one, other in zip(demo, again, strict=True):
        assert one.read_bytes() == other.read_bytes()


@pytest.mark.slow
def test_validator_and_lint_find_nothing(demo: list[Path]) -> None:
    for path in demo[:-1]:
        assert not lint.faults(path)
        assert not validator.faults(path)


def test_a_plain_workbook_holds_what_it_is_given(tmp_path: Path) -> None:
    path = tmp_path / "plain.xlsx"
    path.write_bytes(
        plain_workbook({"甲<&>": [("=名", ["a&b", None, "<c>"]), ("数", [1, 0.1, None])], "乙": [("x", [])]})
    )
    sheets = pd.read_excel(path, sheet_name=None, header=None, engine="calamine")
    assert list(sheets) == ["甲<&>", "乙"]
    assert sheets["甲<&>"].iloc[:, 0].tolist()[::3] == ["=名", "<c>"]
    assert sheets["甲<&>"].iloc[1:3, 1].tolist() == [1, 0.1]
    assert not lint.faults(path)
    with pytest.raises(ValueError, match="unequal"):
        plain_workbook({"甲": [("a", [1]), ("b", [])]})
