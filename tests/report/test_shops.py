"""Two shops in one report: added in the totals, side by side on a sheet, each held against its own platform's totals."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pandas as pd
import pytest

from report import invented
from xl_fact.monthly import make_report
from xl_fact.store.published import list_facts
from xl_fact.store.store import import_exports

HEAD = "日期,载体类型,投放时段,用户支付金额,成交订单数,商品曝光次数,投放消耗(店铺被投)"


def sheet(path: Path, *days: tuple[int, int, int, int], whole: float = 1.0) -> Path:
    """A sheet of Compass: LIVE of each day (GMV, orders, exposures, spend), and the platform's own sum of it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    lines = [HEAD]
    for n, (gmv, orders, seen, cost) in enumerate(days, 1):
        lines.append(f"202606{n:02},直播,不限,{gmv},{orders},{seen},{cost}")
        lines.append(f"202606{n:02},全部,不限,{gmv * whole},{orders},{seen},{cost}")
    path.write_text("\n".join(lines) + "\n", "utf-8")
    return path


FIRST = ((1000, 10, 20_000, 100), (3000, 30, 20_000, 300))
SECOND = ((500, 10, 40_000, 250), (1500, 15, 10_000, 150))


@pytest.fixture
def store(tmp_path: Path) -> Path:
    for shop, days in (("甲店", FIRST), ("乙店", SECOND)):
        file = sheet(tmp_path / f"自营成交-{shop}.csv", *days)
        import_exports(file, tmp_path / "facts", brand="示例", shop=shop)
    return tmp_path / "facts"


def rows(book: Path, name: str) -> list[list[object]]:
    found = openpyxl.load_workbook(book, data_only=True)[name]
    return [[cell.value for cell in row if cell.value is not None] for row in found.iter_rows()]


def test_two_shops_add_up_and_stand_side_by_side(store: Path, tmp_path: Path) -> None:
    made = make_report([], "2026-06", facts=store, brand_name="示例", out=tmp_path / "o.xlsx")
    shown: dict[object, list[object]] = {}
    for row in rows(made.path, "店铺"):
        if row and row[0] in ("店铺", "甲店", "乙店", "合计"):
            shown.setdefault(row[0], row)
    at = {str(heading).partition("（")[0]: n for n, heading in enumerate(shown["店铺"])}
    for name, gmv, share, orders, seen, cost in (
        ("甲店", 4000, 4000 / 6000, 40, 40_000, 400),
        ("乙店", 2000, 2000 / 6000, 25, 50_000, 400),
        ("合计", 6000, 1, 65, 90_000, 800),
    ):
        row = shown[name]
        assert row[at["GMV·用户支付"]] == gmv
        assert row[at["GMV 占比"]] == pytest.approx(share)
        assert row[at["订单"]] == orders
        assert row[at["GPM"]] == pytest.approx(gmv / seen * 1000)
        assert row[at["投放花费"]] == cost
        assert row[at["ROI"]] == pytest.approx(gmv / cost)
    said = [row[0] for row in rows(made.path, "店铺") if row and "家店相加就是" in str(row[0])]
    assert said == ["2 家店相加就是全部；GMV 占比：甲店 66.7%，乙店 33.3%。"]  # 4,000 and 2,000 of 6,000
    overview = [value for row in rows(made.path, "概览") for value in row]
    assert 6000 in overview
    assert 6000 / 800 in overview
    about = rows(made.path, "说明")
    assert any("自营成交-甲店.csv" in row and "甲店" in row for row in about)
    assert any("自营成交-乙店.csv" in row and "乙店" in row for row in about)
    book = openpyxl.load_workbook(made.path)
    formulas = [
        cell.value for row in book["店铺"].iter_rows() for cell in row if str(cell.value).startswith("=")
    ]
    assert any("SUMIFS" in formula for formula in formulas)


def two_shops(**of_second: float) -> pd.DataFrame:
    """The invented month twice, its LIVE with ads of 200 instead of 500 a day; the second shop's LIVE with other amounts."""
    frame = invented.frame()
    frame = frame[frame["role"] != "control"].reset_index(drop=True)
    live = frame["carrier"] == "直播"
    frame.loc[live & (frame["role"] == "accounts"), "cost"] = 200.0
    second = frame.assign(
        shop="乙店", account=frame["account"].where(frame["account"] == "", frame["account"] + "乙")
    )
    for key, amount in of_second.items():
        second.loc[live & second[key].notna(), key] = amount
    return pd.concat([frame.assign(shop="甲店"), second], ignore_index=True)


def test_what_each_channel_left_in_each_shop_and_where_the_next_money_would_lose() -> None:
    """A day: LIVE keeps 900 × 0.5 − 200 = 250 in 甲店; in 乙店 700 of 1,000 come back: 300 × 0.5 − 200 = −50, −1,400 in all.

    Together it earns 200 a day, so it is to get more; cards earn 170 and A 160 − 40 = 120 in either shop.
    """
    report = invented.report(facts_of=two_shops(refund_paid=700.0))
    held = {
        (shop, channel): left
        for shop, channel, left in zip(
            *(report.values.column("pnl_shops", key) for key in ("shop", "channel", "result")), strict=True
        )
    }
    assert held == pytest.approx(
        {
            ("甲店", "F 自播"): 7_000,
            ("甲店", "A 达人矩阵"): 3_360,
            ("甲店", "S 搜索商城"): 4_760,
            ("乙店", "F 自播"): -1_400,
            ("乙店", "A 达人矩阵"): 3_360,
            ("乙店", "S 搜索商城"): 4_760,
        }
    )
    assert report.values.total("pnl_shops", "result") == pytest.approx(report.values.figure("profit"))
    assert "F 自播 加投" in report.texts["next_sentence"]
    assert "其中 乙店的 F 自播 亏 1,400元（见“店铺”）：钱加在不亏的店。" in report.texts["next_sentence"]
    assert report.texts["shops_sentence"].endswith("。其中 乙店的 F 自播 亏 1,400元。")
    english = invented.report(lang="en", facts_of=two_shops(refund_paid=700.0)).texts["next_sentence"]
    assert "But Field loses CNY 1,400 in 乙店" in english


def test_a_loss_that_gets_no_more_money_is_told_of_the_shops_alone_and_none_while_amounts_say_no_shop() -> (
    None
):
    """More comes back in 乙店 than LIVE sells: −400 × 0.5 − 200 = −400 beside 250 in 甲店, so it is not to get more."""
    report = invented.report(facts_of=two_shops(refund_paid=1_400.0))
    assert "亏" in report.texts["shops_sentence"]
    assert "见“店铺”" not in report.texts["next_sentence"]
    frame = two_shops(refund_paid=700.0)
    frame.loc[(frame["shop"] == "乙店") & (frame["carrier"] == "短视频"), "shop"] = ""
    told = invented.report(facts_of=frame).texts
    assert "亏" not in told["shops_sentence"]
    assert "见“店铺”" not in told["next_sentence"]


def test_each_shop_is_held_against_its_own_total(store: Path, tmp_path: Path) -> None:
    made = make_report([], "2026-06", facts=store, brand_name="示例", out=tmp_path / "o.xlsx")
    assert made.checked is True
    checks = {row[0]: row for row in rows(made.path, "校验") if row and "平台合计" in str(row[0])}
    assert checks["甲店：自营 GMV = 平台合计（元）"][1:3] == [4000, 4000]
    assert checks["乙店：自营 GMV = 平台合计（元）"][1:3] == [2000, 2000]
    assert {row[5] for row in checks.values()} == {"通过"}


def test_one_shop_alone_has_no_sheet_of_shops(tmp_path: Path) -> None:
    file = sheet(tmp_path / "自营成交.csv", *FIRST)
    made = make_report([file], "2026-06", brand_name="示例", shop="甲店", out=tmp_path / "o.xlsx")
    assert "店铺" not in openpyxl.load_workbook(made.path).sheetnames
    assert any("自营成交.csv" in row and "甲店" in row for row in rows(made.path, "说明"))


def test_the_list_of_facts_shows_each_shop(store: Path) -> None:
    first, *shops = list_facts(store).lines()
    assert "用户支付金额 6,000" in first
    assert [line.split("  ")[2:4] for line in shops] == [
        ["乙店", "用户支付金额 2,000"],
        ["甲店", "用户支付金额 4,000"],
    ]


def test_a_shop_of_orders_alone_is_not_lost_beside_one_of_sales(tmp_path: Path) -> None:
    """甲 has a Compass sheet, 乙 only its orders: both count, 甲's orders don't count again."""
    orders = "主订单编号,子订单编号,选购商品,商品ID,商品数量,订单应付金额,支付完成时间,订单状态,售后状态\n"
    lines = "{0},{0},货,1,1,700,2026-06-02 10:00:00,已完成,-\n"
    for shop, number in (("甲店", 1), ("乙店", 2)):
        file = tmp_path / f"订单{shop}.csv"
        file.write_text(orders + lines.format(number), "utf-8")
        import_exports(file, tmp_path / "facts", brand="示例", shop=shop)
    import_exports(sheet(tmp_path / "自营成交.csv", *FIRST), tmp_path / "facts", brand="示例", shop="甲店")
    made = make_report([], "2026-06", facts=tmp_path / "facts", brand_name="示例", out=tmp_path / "o.xlsx")
    assert 4700 in [value for row in rows(made.path, "概览") for value in row]


def test_a_shop_that_tells_another_gmv_is_left_out_whole_and_named(tmp_path: Path) -> None:
    """甲店 tells 4,000 paid, 乙店 only 700 of the platform's GMV: neither is added, nor does 乙店's spend meet 甲店's sales."""
    sheet(tmp_path / "自营成交-甲店.csv", *FIRST)
    other = tmp_path / "手工日报.csv"
    other.write_text("日期,消耗,成交金额,成交订单数\n2026-06-01,90,300,3\n2026-06-02,60,400,4\n", "utf-8")
    for file, shop in ((tmp_path / "自营成交-甲店.csv", "甲店"), (other, "乙店")):
        import_exports(file, tmp_path / "facts", brand="示例", shop=shop)
    made = make_report([], "2026-06", facts=tmp_path / "facts", brand_name="示例", out=tmp_path / "o.xlsx")
    overview = [value for row in rows(made.path, "概览") for value in row]
    assert {4000, 400, 10} <= {value for value in overview if isinstance(value, int | float)}
    assert not made.passed
    checks = [row for row in rows(made.path, "校验") if "只有另一种 GMV、没有计入（行）" in row]
    assert [row[1] for row in checks] == [2]
    assert any("乙店、抖音（成交金额 700.00）" in row for row in rows(made.path, "说明"))


def test_lists_without_a_shop_are_of_the_shops_that_sell(tmp_path: Path) -> None:
    """What says no shop may be any shop's: it is never taken for one that tells another GMV."""
    sheet(tmp_path / "自营成交.csv", *FIRST)
    other = tmp_path / "手工日报.csv"
    other.write_text("日期,消耗,成交金额,成交订单数\n2026-06-01,90,300,3\n2026-06-02,60,400,4\n", "utf-8")
    import_exports(tmp_path / "自营成交.csv", tmp_path / "facts", brand="示例", shop="甲店")
    import_exports(other, tmp_path / "facts", brand="示例")
    made = make_report([], "2026-06", facts=tmp_path / "facts", brand_name="示例", out=tmp_path / "o.xlsx")
    assert not [row for row in rows(made.path, "校验") if "只有另一种 GMV、没有计入（行）" in row]


def test_a_platform_that_tells_another_gmv_is_left_out_whole_and_named(tmp_path: Path) -> None:
    """Yuan of TikTok by its own GMV beside Douyin's paid: 120 are named, not added."""
    sheet(tmp_path / "自营成交.csv", *FIRST)
    other = tmp_path / "daily.csv"
    other.write_text("date,spend (CNY),gmv (CNY)\n2026-06-01,10,50\n2026-06-02,20,70\n", "utf-8")
    made = make_report([tmp_path / "自营成交.csv", other], "2026-06", out=tmp_path / "o.xlsx")
    assert not made.passed
    assert any("TikTok（成交金额 120.00）" in row for row in rows(made.path, "说明"))
    assert 400 in [value for row in rows(made.path, "概览") for value in row], "Douyin's spend, not 430"


@pytest.mark.parametrize("stored", [False, True], ids=["files", "facts"])
def test_folders_named_after_shops_are_the_shops(tmp_path: Path, stored: bool) -> None:
    """甲店 sold 4,000 and 乙店 spent 150: no ROI of 26.7, for the spend is another shop's."""
    exports = tmp_path / "in"
    (exports / "乙店").mkdir(parents=True)
    sheet(exports / "甲店" / "自营成交.csv", *((gmv, orders, seen, 0) for gmv, orders, seen, _ in FIRST))
    lines = (
        (exports / "甲店" / "自营成交.csv").read_text("utf-8").replace(",投放消耗(店铺被投)", "").splitlines()
    )
    kept = [lines[0], *(line.rpartition(",")[0] for line in lines[1:])]
    (exports / "甲店" / "自营成交.csv").write_text("\n".join(kept) + "\n", "utf-8")
    spent = exports / "乙店" / "手工日报.csv"
    spent.write_text("日期,消耗,成交金额,成交订单数\n2026-06-01,90,,\n2026-06-02,60,,\n", "utf-8")
    if stored:
        import_exports(exports, tmp_path / "facts", brand="示例")
        made = make_report(
            [], "2026-06", facts=tmp_path / "facts", brand_name="示例", out=tmp_path / "o.xlsx"
        )
    else:
        made = make_report([exports], "2026-06", brand_name="示例", out=tmp_path / "o.xlsx")
    names = {row[0] for row in rows(made.path, "店铺") if row}
    assert {"甲店", "乙店"} <= names
    overview = [value for row in rows(made.path, "概览") for value in row]
    assert 4000 in overview
    assert not [v for v in overview if isinstance(v, float) and v == pytest.approx(4000 / 150)]


def test_of_many_shops_it_is_said_in_how_many_a_channel_loses() -> None:
    """Of six shops five keep 350 × 0.5 − 200 = −25 of LIVE a day: 5 × 28 × 25 = 3,500; with the first's 250 it earns 125."""
    both = two_shops(refund_paid=650.0)
    second = both[both["shop"] == "乙店"]
    others = [second.assign(shop=f"店{n}", account=second["account"] + str(n)) for n in range(4)]
    report = invented.report(facts_of=pd.concat([both, *others], ignore_index=True))
    assert "其中 F 自播 在 5 家店亏，合计 3,500元（见“店铺”）" in report.texts["next_sentence"]
    assert report.texts["shops_sentence"].endswith("。其中 F 自播 在 5 家店亏，合计 3,500元。")
