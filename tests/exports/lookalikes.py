"""Look-alikes of platform exports: real headings, invented figures, written by the tests."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any

import xlsxwriter

Rows = list[list[Any]]

CARRIERS = ("直播", "短视频", "商品卡", "图文", "其他")
SLOTS = ("不限", "全域+乘方投放时段", "标准+品牌投放", "非投放时段")

TRANSACTIONS = (
    "日期|载体类型|投放时段|用户支付金额|退款后用户支付金额(支付时间)|智能优惠券金额|退款后智能优惠券金额(支付时间)|平台补贴金额"
    "|成交订单数|成交人数|客单价|成交金额|净成交金额|商品曝光人数|商品点击人数|商品曝光-点击转化率(人数)|商品点击-成交转化率(人数)"
    "|商品曝光-成交转化率(人数)|千次曝光用户支付金额|商品曝光次数|商品点击次数|结算金额|成交件数|件单价|退款金额(支付时间)"
    "|成交退款金额(支付时间)|退款率(支付时间)"
).split("|")
AD_COLUMNS = [
    "投放消耗(店铺被投)",
    "投放消耗(店铺绑定)",
    "投放贡献成交金额",
    "投放贡献成交占比",
    "投放效率(店铺被投)",
]
ACCOUNTS = (
    "日期|自营/合作|载体类型|账号/渠道|抖音号|成交金额|用户支付金额|结算金额|退款金额(支付时间)|投放消耗(店铺被投)"
    "|商品曝光次数|商品点击次数|成交订单数|平台佣金(结算口径)|达人佣金(结算口径)|投放费比(店铺被投)"
).split("|")
CUSTOMERS = "日期|人群类型|载体类型|用户支付金额|成交人数|客单价|成交订单数|复购用户复购率".split("|")
CREATIVES = "素材名称|消耗|展示量|点击量|成交订单|GMV|支付ROI|人群|钩子|核心主张|场景".split("|")


def transactions(days: Iterable[int], weight: float, wide: bool = False) -> Rows:
    """A 成交 sheet: each day × carrier × ad period; 不限 is the sum of the periods, 全部 that of the carriers."""
    rows: Rows = [[*TRANSACTIONS, *(AD_COLUMNS if wide else [])]]
    for day in sorted(days, reverse=True):
        for carrier in ("全部", *CARRIERS):
            size = 15 if carrier == "全部" else CARRIERS.index(carrier) + 1
            for slot in SLOTS:
                part = 6 if slot == "不限" else SLOTS.index(slot)
                unit = weight * size * part * day
                row = {
                    "日期": f"202606{day:02}",
                    "载体类型": carrier,
                    "投放时段": slot,
                    "用户支付金额": round(unit * 10.01, 2),
                    "成交金额": round(unit * 12.5, 2),
                    "退款金额(支付时间)": round(unit * 1.5, 2),
                    "商品曝光次数": unit * 100,
                    "商品点击次数": unit * 5,
                    "成交订单数": unit,
                    "成交件数": unit,
                    "成交人数": unit * 0.9,
                    "投放消耗(店铺被投)": round(unit * 4.4, 2),
                }
                rows.append([_told(row).get(heading, 0) for heading in rows[0]])
    return rows


def _told(row: dict[str, Any]) -> dict[str, Any]:
    """A row of a 成交 sheet with what follows from its figures, as the platform shows it."""
    gmv, sold, orders = row["用户支付金额"], row["成交金额"], row["成交订单数"]
    refunds = row["退款金额(支付时间)"]
    return row | {
        "智能优惠券金额": round(sold - gmv, 2),
        "成交退款金额(支付时间)": refunds,
        "结算金额": round(sold - refunds, 2),
        "客单价": round(gmv / row["成交人数"], 2),
        "件单价": round(gmv / orders, 2),
        "千次曝光用户支付金额": round(gmv / row["商品曝光次数"] * 1000, 2),
        "商品曝光-点击转化率(人数)": "",
        "商品点击-成交转化率(人数)": "",
        "商品曝光-成交转化率(人数)": "",
        "退款率(支付时间)": round(refunds / gmv, 4),
    }


def accounts(days: Iterable[int]) -> Rows:
    """A 载体构成 sheet of three accounts, who sold what the 成交 sheets of a workbook say of their owners."""
    rows: Rows = [ACCOUNTS]
    for day in sorted(days, reverse=True):
        for n, (owner, carrier) in enumerate((("自营", "直播"), ("自营", "短视频"), ("合作", "短视频")), 1):
            sold = {1: 200, 2: 430, 3: 270}[n] * day
            row = {
                "日期": f"202606{day:02}",
                "自营/合作": owner,
                "载体类型": carrier,
                "账号/渠道": f"示例账号{n}",
                "抖音号": f"0012345678901234{n}",
                "用户支付金额": round(sold * 10.01, 2),
                "成交金额": round(sold * 12.5, 2),
                "投放消耗(店铺被投)": 30.1 * n * day,
                "达人佣金(结算口径)": 8.0 * day if owner == "合作" else 0,
                "商品曝光次数": 1000 * n,
            }
            rows.append([row.get(heading, "") for heading in ACCOUNTS])
    return rows


def customers(days: Iterable[int]) -> Rows:
    """A 人群构成 sheet."""
    rows: Rows = [CUSTOMERS]
    for day in days:
        for carrier in ("全部", *CARRIERS):
            size = 15 if carrier == "全部" else CARRIERS.index(carrier) + 1
            rows.append([f"202606{day:02}", "首购", carrier, size * day * 40.5, size, day * 40.5, size, 0])
            rows.append([f"202606{day:02}", "复购", carrier, size * day * 59.5, size, day * 59.5, size, 0.5])
    return rows


def compass_sheets(days: Iterable[int] = (1, 2), wide: bool = False) -> dict[str, Rows]:
    """A whole 成交分析 workbook, sheet by sheet."""
    days = list(days)
    return {
        "成交概览": transactions(days, 10, wide),
        "自营成交": transactions(days, 7, wide),
        "合作成交": transactions(days, 3, wide),
        "载体构成": accounts(days),
        "账号构成": accounts(days),
        "价格带构成": [["日期", "价格带", "用户支付金额"], ["20260601", "0-10", 5]],
        "人群构成": customers(days),
    }


CREATIVE_ROWS: Rows = [
    CREATIVES,
    ["开场-甲", "1,200", "8万", "2400", 96, "￥2,880.00", 2.4, "人群一", "钩子", "主张", "卧室"],
    ["开场-乙", "900.5", "60000", "--", 38, "990", 1.1, "人群二", "钩子,逗号", "主张", "客厅"],
]


def workbook(path: Path, sheets: dict[str, Rows]) -> Path:
    """Write sheets as .xlsx, texts as texts."""
    book = xlsxwriter.Workbook(
        path, {"strings_to_numbers": False, "strings_to_formulas": False, "in_memory": True}
    )
    for name, rows in sheets.items():
        sheet = book.add_worksheet(name)
        for n, row in enumerate(rows):
            for m, cell in enumerate(row):
                if cell != "":
                    sheet.write(n, m, cell)
    book.close()
    return path


def delimited(path: Path, rows: Rows, encoding: str = "utf-8-sig", delimiter: str = ",") -> Path:
    """Write rows as delimited text."""
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=delimiter).writerows(rows)
    path.write_bytes(text.getvalue().encode(encoding))
    return path


def changed(rows: Rows, heading: Callable[[str], str] = str, order: Sequence[int] | None = None) -> Rows:
    """Rows with their headings rewritten and their columns in another order."""
    places = range(len(rows[0])) if order is None else order
    return [[heading(row[p]) if n == 0 else row[p] for p in places] for n, row in enumerate(rows)]


def without(rows: Rows, *headings: str) -> Rows:
    """Rows without some columns."""
    keep = [n for n, heading in enumerate(rows[0]) if heading not in headings]
    return [[row[n] for n in keep] for row in rows]
