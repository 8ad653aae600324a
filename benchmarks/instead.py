"""What one would take instead of xl_fact: pandas for the sums, openpyxl for the template.

XlsxWriter writing the same sheets is in `report`, stock converters of xlwings in `udf`.

python -m benchmarks.instead [--quick]
"""

from __future__ import annotations

import io
import random
import tempfile
import warnings
from collections.abc import Iterator
from pathlib import Path

import openpyxl
import pandas as pd
import xlsxwriter
from report import invented

from benchmarks.measure import Result, in_turn, main
from benchmarks.template import filled, template
from xl_fact.brand import Brand
from xl_fact.demo import MONTHS, write_demo
from xl_fact.exports.reading import read_exports
from xl_fact.filling.write import write_report
from xl_fact.report.build import build_report

ORDERS = "主订单编号,子订单编号,选购商品,商品ID,商品数量,订单应付金额,支付完成时间,订单状态,售后状态,流量体裁,达人昵称".split(
    ","
)


def write_orders(path: Path, rows: int) -> None:
    """Orders of a shop, invented."""
    chance = random.Random(6)
    book = xlsxwriter.Workbook(path, {"constant_memory": True})
    sheet = book.add_worksheet("订单")
    sheet.write_row(0, 0, ORDERS)
    for n in range(rows):
        product, when = chance.randrange(200), f"2026-06-{1 + n % 30:02} {n % 24:02}:{n % 60:02}:00"
        number, back = 6_920_000_000_000_000_000 + n, "退款成功" if n % 9 == 0 else ""
        cells = [str(number), str(number + 1), f"示例商品{product}", str(3_800 + product), 1 + n % 3]
        money = round(chance.random() * 300, 2)
        carrier = ("直播", "视频", "商品卡")[n % 3]
        sheet.write_row(
            n + 1, 0, [*cells, money, when, "已完成", back, carrier, f"作者{chance.randrange(400)}"]
        )
    book.close()


def by_pandas_orders(path: Path, out: Path) -> None:
    """The sums by carrier, product and day that one would look at, each on a sheet."""
    orders = pd.read_excel(path)
    orders["日期"] = orders["支付完成时间"].astype(str).str[:10]
    with pd.ExcelWriter(out) as writer:
        for key in ("流量体裁", "选购商品", "日期"):
            sums = orders.groupby(key)[["订单应付金额", "商品数量"]].sum()
            sums["退款"] = orders[orders["售后状态"] == "退款成功"].groupby(key)["订单应付金额"].sum()
            sums.to_excel(writer, sheet_name=key)


def by_pandas_exports(paths: list[Path], out: Path) -> None:
    """Every sheet of every export, its figures summed by its first column."""
    with pd.ExcelWriter(out) as writer:
        for path in paths:
            for name, sheet in pd.read_excel(path, sheet_name=None).items():
                sums = sheet.groupby(sheet.columns[0]).sum(numeric_only=True)
                sums.to_excel(writer, sheet_name=f"{len(writer.sheets)} {name}"[:31])


def by_xl_fact(paths: list[Path], out: Path, brand: Brand) -> None:
    """The whole report."""
    write_report(build_report(read_exports(paths, brand=brand.name), brand, MONTHS[-1]), out)


def by_openpyxl(data: bytes) -> bytes:
    """Load, fill the names and the table, save."""
    report = invented.report()
    book = openpyxl.load_workbook(io.BytesIO(data))
    board, days = book["看板"], book["日"]
    board["A1"] = report.texts["headline"]
    for row, key in enumerate(("gmv", "cost", "roi", "gpm"), 2):
        board.cell(row, 2).value = report.values.figure(key)
    columns = [report.values.column("daily", key) for key in ("date", "gmv", "base", "gpm", "cost")]
    for row, cells in enumerate(zip(*columns, strict=True), 2):
        for column, value in enumerate(cells, 1):
            days.cell(row, column).value = value
    days.tables["xf_daily"].ref = f"A1:E{report.table('daily').rows + 1}"
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def results(quick: bool) -> Iterator[Result]:
    """Each way of theirs, and ours."""
    warnings.simplefilter("ignore")
    times, rows = (1, 2_000) if quick else (3, 100_000)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        *exports, _ = write_demo(folder / "demo")
        june = [path for path in exports if "202605" not in path.name]
        brand = Brand(name="示例", any_gmv=True)
        out, other = folder / "ours.xlsx", folder / "theirs.xlsx"
        write_orders(folder / "订单.xlsx", rows)
        by_xl_fact(june, out, brand)  # what is imported once is no part of it
        sheets = len(openpyxl.load_workbook(out, read_only=True).sheetnames)
        ours, theirs = in_turn(
            times,
            lambda: by_xl_fact([folder / "订单.xlsx"], out, brand),
            lambda: by_pandas_orders(folder / "订单.xlsx", other),
        )
        yield Result(
            "exports → report",
            f"{rows:,} orders, .xlsx",
            ours,
            "pandas: read_excel, groupby ×3, to_excel",
            theirs,
            1.0,
        )
        ours, theirs = in_turn(
            times, lambda: by_xl_fact(june, out, brand), lambda: by_pandas_exports(june, other)
        )
        why = f"ours proves each file against its own totals and writes {sheets} sheets of formulas; theirs has only sums"
        size = f"the demo's month, {len(june)} files"
        yield Result(
            "exports → report", size, ours, "pandas: read_excel, groupby, to_excel", theirs, note=why
        )
        data, report = template(formulas=0), invented.report()
        ours, theirs = in_turn(times, lambda: filled(data, report), lambda: by_openpyxl(data))
        lost = "openpyxl leaves out of a person's file what it doesn't know"
        size = f"{len(data) / 1e6:.2f} MB"
        yield Result("filling a template", size, ours, "openpyxl: load, fill, save", theirs, 1.0, lost)


if __name__ == "__main__":
    main(results)
