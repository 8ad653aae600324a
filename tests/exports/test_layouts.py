"""Layouts that differ by a rule, not by a heading: which orders count, whose sign a fee has, what a total row sums."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from conftest import SAMPLES
from lookalikes import delimited, workbook

from xl_fact.errors import InputError
from xl_fact.exports.formats.format import of_toml
from xl_fact.exports.reading import read_exports
from xl_fact.exports.sources import Reading
from xl_fact.store.store import import_exports

CASES = SAMPLES.parent / "cases"


def read(tmp_path: Path, name: str, rows: list[dict[str, Any]]) -> Reading:
    """Rows by heading, as a file of that name, read."""
    headings = list(dict.fromkeys(heading for row in rows for heading in row))
    table = [headings, *([row.get(heading, "") for heading in headings] for row in rows)]
    make = delimited if name.endswith(".csv") else lambda file, rows: workbook(file, {"Sheet1": rows})
    return read_exports(make(tmp_path / name, table))


def sums(facts: pd.DataFrame, *measures: str) -> list[float]:
    return [round(float(facts[measure].sum()), 2) for measure in measures]


def said(reading: Reading) -> str:
    return "\n".join(zh for source in reading.sources for zh, _ in source.notes)


def order(number: int, money: float, status: str, paid: str = "", **more: str) -> dict[str, Any]:
    return {
        "子订单编号": f"69200000000000000{number:02}",
        "选购商品": "面霜",
        "商品数量": 1,
        "订单应付金额": money,
        "订单提交时间": f"2026-05-{number:02} 23:59:00",
        "支付完成时间": paid,
        "订单状态": status,
        **{"售后状态": "", "支付方式": "", **more},
    }


def test_doudian_orders_count_when_paid_on_the_day_of_payment(tmp_path: Path) -> None:
    reading = read(
        tmp_path,
        "订单.csv",
        [
            order(1, 10, "已完成", "2026-05-02 00:01:00"),
            order(2, 20, "已关闭"),
            order(3, 40, "已关闭", "2026-05-03 23:59:30", 售后状态="退款成功"),
            order(4, 80, "未付款"),
            order(5, 160, "待发货", 支付方式="货到付款"),
        ],
    )
    assert sums(reading.facts, "gmv_paid", "refund_paid") == [210, 40]
    assert reading.facts["date"].dt.day.tolist() == [2, 3, 5], (
        "by payment; what is paid on delivery when placed"
    )
    assert reading.sources[0].aside[("没有付款的订单", "orders never paid")] == 2


def test_an_unknown_status_is_listed_with_its_money_and_not_counted(tmp_path: Path) -> None:
    rows = [order(n, 10.5, "飞走了", "2026-05-09 10:00:00") for n in (1, 2)]
    reading = read(tmp_path, "订单.csv", [*rows, order(3, 7, "已完成", "2026-05-09 10:00:00")])
    assert sums(reading.facts, "gmv_paid") == [7]
    assert "“飞走了”不认识：2 行、共 21.00" in said(reading)


def test_without_a_column_of_payment_the_status_decides(tmp_path: Path) -> None:
    rows = [
        order(1, 1, "已完成"),
        order(2, 2, "已关闭"),
        order(3, 4, "已关闭", 售后状态="同意退款，退款成功"),
        order(4, 8, "待支付"),
    ]
    for row in rows:
        del row["支付完成时间"]
    assert sums(read(tmp_path, "订单.csv", rows).facts, "gmv_paid") == [5]


def tiktok(number: int, money: int, status: str, paid: str, method: str = "Card") -> dict[str, Any]:
    return {
        "Order ID": f"5770000000000000{number:02}",
        "Order Status": status,
        "SKU ID": "1729",
        "Product Name": "x",
        "Quantity": 1,
        "SKU Subtotal After Discount": money,
        "Created Time": f"{number:02}/05/2026 10:00:00\t",
        "Paid Time": paid,
        "Payment Method": method,
    }


def test_tiktok_counts_what_was_paid_even_if_cancelled_and_cash_on_delivery_when_placed(
    tmp_path: Path,
) -> None:
    reading = read(
        tmp_path,
        "OrderSKUList.csv",
        [
            tiktok(1, 1, "Completed", "02/05/2026 10:00:00"),
            tiktok(3, 2, "Canceled", "04/05/2026 10:00:00"),
            tiktok(5, 4, "Canceled", ""),
            tiktok(7, 8, "Shipped", "", "Cash on delivery"),
            tiktok(9, 16, "Đã hủy", "", "Thanh toán khi nhận hàng"),
            tiktok(11, 32, "Unpaid", ""),
        ],
    )
    assert sums(reading.facts, "gmv_paid") == [1 + 2 + 8 + 16]
    assert reading.facts["date"].dt.day.tolist() == [2, 4, 7, 9]


def cash(scene: str, money: float, fee: float = 0.0, way: str = "入账") -> dict[str, Any]:
    return {
        "动账时间": "2026-05-20 10:00:00",
        "动账方向": way,
        "动账金额": money,
        "动账场景": scene,
        "子订单号": "-" if not fee else f"'69200{money:.0f}",
        "平台服务费": -fee,
        "佣金": -4 * fee,
    }


def test_withdrawals_deposits_and_compensations_are_no_sales(tmp_path: Path) -> None:
    reading = read(
        tmp_path,
        "动账.csv",
        [
            cash("货款结算入账", 75, 5),
            cash("退款-结算后退款-退用户", 15, -1, "出账"),
            cash("提现", 1000, way="出账"),
            cash("缴纳保证金", 500, way="出账"),
            cash("消费者赔付", 2, way="出账"),
            cash("天上掉钱", 9),
        ],
    )
    assert sums(reading.facts, "gmv_settled", "platform_fee", "commission") == [60, 4, 16]
    assert "“天上掉钱”不认识：1 行、共 9.00" in said(reading)


@pytest.mark.parametrize("sign", [1, -1])
def test_a_fee_is_a_cost_whichever_sign_its_export_gives_it(tmp_path: Path, sign: int) -> None:
    rows = [
        {
            "结算时间": f"2026-05-{n:02} 10:00:00",
            "子订单号": f"'692000000000000{n:02}",
            "结算金额": money,
            "结算单类型": "已结算",
            "平台服务费": sign * money / 10,
            "佣金": sign * money / 5,
        }
        for n, money in ((1, 100.0), (2, 200.0), (3, -100.0))
    ]
    second = dict.fromkeys(rows[0], "") | {"结算单类型": "收入", "佣金": "支出"}
    facts = read(tmp_path, "结算.xlsx", [second, *rows]).facts
    assert sums(facts, "gmv_settled", "platform_fee", "commission") == [200, 20, 40]


def material(day: str, number: str, name: str, cost: float) -> dict[str, Any]:
    return {"日期": day, "素材ID": number, "素材视频名称": name, "整体消耗": cost, "整体成交金额": 3 * cost}


def live(number: int, title: str, length: str, money: float, orders: int) -> dict[str, Any]:
    """A session as 百应 lists it; every second is told, and the ratios follow from its figures."""
    hours = {"2小时": 2.0, "1小时30分0秒": 1.5, "45分": 0.75}[length]
    viewers, shown, clicked = 1_000 * number, 4_000 * number, 300 * number
    return {
        "直播标题": title,
        "直播id": f"76000000000000000{number:02}",
        "直播开始时间": f"2026/05/{number:02} 19:30",
        "直播时长": length,
        "直播间观看人数": viewers,
        "直播间观看人次": viewers + 500,
        "单小时观看人数": round(viewers / hours),
        "人均观看时长": "1分30秒",
        "看播粉丝占比": "31.5%",
        "直播间商品曝光次数": shown,
        "直播间商品点击次数": clicked,
        "商品点击率(次数)": f"{100 * clicked / shown:.2f}%",
        "直播间成交订单数": orders,
        "点击成交转化率(次数)": f"{100 * orders / clicked:.2f}%",
        "直播间成交金额": f"¥{money:,.2f}",
        "单小时GMV": f"¥{money / hours:,.2f}",
        "直播间成交件数": orders + number,
        "成交件单价": f"¥{money / (orders + number):,.2f}",
        "直播间退款金额": "¥10.00",
        "预估佣金收入": f"¥{money / 5:,.2f}",
    }


def test_a_creator_s_own_history_of_lives_proves_itself(tmp_path: Path) -> None:
    rows = [
        live(3, "面霜专场", "2小时", 1_234.5, 40),
        live(4, "眼霜专场", "1小时30分0秒", 987.65, 31),
        live(5, "宠粉", "45分", 120.0, 9),
    ]
    reading = read(tmp_path, "直播明细_20260501-20260531.xlsx", rows)
    (source,) = reading.sources
    assert source.format == "baiying_history"
    assert source.proof.passed, source.proof.lines("en")
    assert source.proof.tally("ratio") == (5, 5)
    assert sums(reading.facts, "gmv_platform", "orders", "live_minutes", "refund_platform") == [
        2342.15,
        80,
        255,
        30,
    ]
    assert sums(reading.facts, "live_views", "watch_minutes", "commission_estimated") == [
        13_500,
        18_000,
        468.43,
    ]
    assert reading.facts["start"].dt.strftime("%F %H:%M").tolist()[0] == "2026-05-03 19:30"
    rows[1]["直播间成交金额"] = "¥98,765.00"
    assert not read(tmp_path, "直播明细_20260501-20260531.xlsx", rows).proved


def test_of_a_material_s_total_and_its_days_the_days_count(tmp_path: Path) -> None:
    a, b = "7640000000000000001", "7640000000000000002"
    rows = [
        material("全部", "全部", "全部", 178),
        material("全部", a, "甲", 30),
        material("2026-05-05", a, "甲", 10),
        material("2026-05-06", a, "甲", 20),
        material("全部", b, "乙", 48),
        material("2026-05-06", b, "乙", 48),
        material("全部", "", "其他(素材已删除)", 100),
    ]
    reading = read(tmp_path, "素材分析_20260505-20260506.csv", rows)
    assert sums(reading.facts, "cost", "gmv_platform") == [178, 534]
    deleted = reading.facts[reading.facts["content"] == "其他(素材已删除)"].iloc[0]
    assert (deleted["date"].day, deleted["until"].day) == (5, 6), "a total of the file's window, on no day"
    named = {zh: n for (zh, _), n in reading.sources[0].aside.items()}
    assert named == {"合计行": 1, "已按天列出的合计行": 2}
    undated = read(tmp_path, "素材分析.csv", rows)
    assert sums(undated.facts, "cost") == [78], "the window isn't known, so its total belongs nowhere"


def test_two_materials_by_day_are_told_apart_by_the_name_of_the_file(tmp_path: Path) -> None:
    row = {
        "日期": "2026-05-05",
        "整体消耗": 10,
        "视频播放数": 5,
        "整体展现次数": 9,
        "整体支付ROI": 1,
        "综合ROI": 1,
    }
    files = [
        delimited(
            tmp_path / f"素材明细_764000000000000000{n}_20260505-20260505.csv",
            [list(row), list((row | {"整体展现次数": n}).values())],
        )
        for n in (1, 2)
    ]
    assert sums(read_exports(files).facts, "cost") == [20]


def test_what_the_parts_leave_of_a_product_is_a_fact_too(tmp_path: Path) -> None:
    row = {
        "Product Name": "x",
        "Product ID": "1729000000000000001",
        "GMV": 100,
        "Seller LIVE-attributed GMV": 30,
        "Creator-attributed GMV": 50,
        "Orders": 7,
        "Product impressions": 900,
    }
    facts = read(tmp_path, "p_20260501-20260531.csv", [row]).facts
    told = facts.dropna(subset="gmv_platform").set_index("channel")["gmv_platform"].to_dict()
    assert told == {"F": 30, "A": 50, "?": 20}
    assert sums(facts, "orders") == [7]


def test_an_overview_above_the_days_is_not_counted_twice(tmp_path: Path) -> None:
    headings = [
        "Date",
        "GMV",
        "Orders",
        "Items refunded",
        "Refunds",
        "Product card GMV",
        "Creator LIVE-attributed GMV",
    ]
    rows = [
        ["Analysis date: 01/06/2026~02/06/2026"],
        [],
        headings,
        ["Total", 300, 3, 0, 0, 60, 90],
        [],
        ["Daily data"],
        headings,
        ["01/06/2026", 100, 1, 0, 0, 20, 30],
        ["02/06/2026", 200, 2, 0, 0, 40, 60],
    ]
    facts = read_exports(workbook(tmp_path / "s.xlsx", {"Sheet1": rows})).facts
    assert sums(facts, "gmv_platform", "orders") == [300, 3]
    assert facts.groupby("carrier")["gmv_platform"].sum().to_dict() == {"": 150, "直播": 90, "商品卡": 60}


def test_a_video_without_an_id_is_known_by_its_link(tmp_path: Path) -> None:
    row = {
        "Video name": "a",
        "Video link": "https://www.tiktok.com/@demo/video/7605902754829126001",
        "Affiliate shoppable video GMV": 5,
        "Shoppable video impressions": 10,
        "Affiliate orders": 1,
    }
    facts = read(tmp_path, "Video_List_20260501-20260528.csv", [row]).facts
    assert facts["content_id"].tolist() == ["7605902754829126001"]


def test_a_column_that_holds_a_window_gives_both_its_ends(tmp_path: Path) -> None:
    row = {
        "Date": "2026-05-28-2026-06-02",
        "Creator name": "demo",
        "Product ID": "1734",
        "Video ID": "769",
        "Affiliate video-attributed GMV": 12,
        "Creator video-attributed orders": 1,
    }
    facts = read(tmp_path, "Custom report.csv", [row]).facts
    assert [facts[key].dt.strftime("%F").item() for key in ("date", "until")] == ["2026-05-28", "2026-06-02"]


def test_files_that_hold_nothing_to_import_are_one_line_each(tmp_path: Path) -> None:
    row = {
        "投保单号": "T1",
        "承保时间": "2026-05-05",
        "保险名称": "退货运费险",
        "支付保费": 0.68,
        "保费状态": "已支付",
    }
    file = delimited(tmp_path / "运费险.csv", [list(row), list(row.values())])
    with pytest.raises(InputError, match=r"运费险[.]csv：只有运费险的保费"):
        import_exports(file, tmp_path / "facts", brand="示例")


SHARING = """
key = "mine"
zh = "我的"
en = "mine"
platform = "douyin"
[columns.own.required]
content_id = "编号"
[[sheets]]
role = "ads"
columns = ["own", "qianchuan_materials.measures"]
optional = { gmv_net = "净额" }
"""


def test_formats_share_sets_of_columns_and_the_nearer_one_counts() -> None:
    layout = of_toml(SHARING, "mine.toml").layouts[0]
    columns = {column.key: column.headings for column in layout.columns}
    assert columns["content_id"] == ("编号",)
    assert columns["gmv_platform"] == ("整体成交金额",)
    assert columns["gmv_net"] == ("净额",)


def test_a_set_that_is_nowhere_is_named() -> None:
    with pytest.raises(InputError, match=r"mine[.]toml"):
        of_toml(SHARING.replace("materials.measures", "materials.nothing"), "mine.toml")
    with pytest.raises(InputError, match=r"mine[.]toml"):
        of_toml(SHARING.replace("qianchuan_materials.", "nowhere."), "mine.toml")


def truths() -> dict[str, Any]:
    file = CASES / "truth.json"
    return json.loads(file.read_text("utf-8")) if file.is_file() else {}


TRUTHS = truths()


@pytest.mark.parametrize(
    "name", TRUTHS or [pytest.param("", marks=pytest.mark.skip("no ../shared/cases here"))]
)
def test_a_public_layout_gives_the_sums_that_it_must(name: str) -> None:
    want = {key: value for key, value in TRUTHS[name]["expect"].items() if value is not None}
    files = sorted((CASES / name).iterdir())
    reading = refusal = None
    try:
        reading = read_exports(files)
    except InputError as error:
        refusal = error
    if reading is None or reading.facts.empty:
        assert not want
        assert refusal is None or "认不出" not in refusal.zh
        return
    assert {key: round(float(reading.facts[key].sum()), 2) for key in want} == pytest.approx(want)
    assert not reading.refused or name == "L16w"
