"""A workbook with everything a person may have put in: by XlsxWriter, and by hand where no library writes it.

Sheets: 看板 (names, texts, pictures, shapes, formulas, threads, print settings), 日 (a table of one row, with a column
of its own and a slicer), 阵地 (a table with totals, a sparkline in each row, a waterfall beside it), 自有 (nothing of
ours: data, formulas, charts, shapes, sparklines, pivot tables, slicer, notes, threads, control, background).
"""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from pathlib import Path

import xlsxwriter

from report import sink_parts
from xl_fact.core.catalogue import FUNCTIONS
from xl_fact.surfaces import vba

OWN = [("甲", 3.0), ("乙", 4.0), ("丙", 5.0), ("甲", 6.0)]


def picture() -> io.BytesIO:
    """A small red square."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    rows = b"".join(b"\0" + b"\xc0\x39\x2b" * 16 for _ in range(16))
    head = struct.pack(">IIBBBBB", 16, 16, 8, 2, 0, 0, 0)
    body = chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")
    return io.BytesIO(b"\x89PNG\r\n\x1a\n" + body)


def write(path: Path, folder: Path) -> Path:
    """Write the workbook, an .xlsm."""
    addin = vba.build([FUNCTIONS["GPM"]])
    with zipfile.ZipFile(io.BytesIO(addin)) as archive:
        code = folder / "vbaProject.bin"
        code.write_bytes(archive.read("xl/vbaProject.bin"))
    book = xlsxwriter.Workbook(path, {"default_date_format": "yyyy-mm-dd"})
    book.add_vba_project(str(code))
    _board(book)
    _days(book)
    _positions(book)
    _own(book)
    book.define_name("客单", "=看板!$B$4/看板!$B$5")
    for number, target in enumerate(("日!$A$4:$A$4", "日!$B$4:$B$4", "日!$B$3")):
        book.define_name(f"_xlchart.v1.{number}", f"={target}")
    book.set_properties({"title": "模板", "company": "甲牌"})
    book.set_custom_property("负责人", "阿花")
    book.close()
    sink_parts.add(path, OWN)
    return path


def _board(book: xlsxwriter.Workbook) -> None:
    sheet = book.add_worksheet("看板")
    money = book.add_format({"num_format": "¥#,##0", "bold": True, "font_color": "#16324F"})
    sheet.merge_range("A1:F1", "{{ brand }} {{ period }} 经营看板", book.add_format({"font_size": 20}))
    sheet.write("A2", "{{headline}}")
    sheet.write("A3", "不变的字")
    for row, (label, name) in enumerate(
        (("销售额", "gmv"), ("花费", "cost"), ("ROI", "roi"), ("判定", "check")), 3
    ):
        sheet.write(row, 0, label)
        sheet.write_blank(row, 1, None, money)
        book.define_name(f"xf_{name}", f"=看板!$B${row + 1}")
    sheet.write_formula("D4", "=xf_gmv*2", money, 0)
    sheet.write_formula("D5", "=SUM(xf_daily[GMV（元）])", money, 0)
    sheet.write_formula("D6", "=SUMIFS(日!B:B,日!A:A,DATE(2026,2,3))", money, 0)
    sheet.write_formula("D7", '=IF(xf_check="PASS","对得上","对不上")', None, "")
    sheet.write_formula("D8", '=TEXT(客单,"0.00")', None, "")
    sheet.write_formula("D9", "=1+1", None, 2)
    sheet.write_formula("D10", "=MAX(日!D4:D4)", None, 0)
    sheet.write_formula("D11", "=SUM(自有!B2:B5)", None, 18)
    sheet.write_dynamic_array_formula("F4:F6", "=日!B4*自有!B2:B4", None, 0)
    sheet.write_comment("B4", "这里由报告填", {"author": "阿花"})
    sheet.insert_image("H2", "logo.png", {"image_data": picture(), "description": "标志"})
    sheet.insert_textbox("H8", "本月：{{ who_sentence }}", {"width": 300, "height": 80})
    sheet.conditional_format("B4:B5", {"type": "data_bar", "data_bar_2010": True, "bar_color": "#63C384"})
    sheet.data_validation("C4", {"validate": "list", "source": ["好", "坏"]})
    sheet.add_sparkline("C5", {"range": "日!B4:B4", "type": "column"})
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.set_header("&L&G", {"image_left": "header.png", "image_data_left": picture()})
    sheet.set_footer("&L{{brand}}&R&P/&N")
    sheet.repeat_rows(0, 2)
    sheet.set_h_pagebreaks([30])
    sheet.set_margins(left=0.4)
    sheet.print_area("A1:J40")
    sheet.set_zoom(85)
    sheet.insert_button("H14", {"macro": "Refresh", "caption": "刷新"})
    chart = book.add_chart({"type": "line"})
    chart.add_series({"name": "GMV", "categories": "=日!$A$4:$A$4", "values": "=日!$B$4:$B$4"})
    chart.set_title({"name": "{{ daily_title }}"})
    sheet.insert_chart("A13", chart)


def _days(book: xlsxwriter.Workbook) -> None:
    sheet = book.add_worksheet("日")
    sheet.write("A1", "每日明细")
    day = book.add_format({"num_format": "m月d日"})
    columns = [
        {"header": "日期", "format": day},
        {"header": "GMV（元）", "format": book.add_format({"num_format": "#,##0.0"})},
        {"header": "商品曝光（次）"},
        {"header": "万元", "formula": "=xf_daily[@[GMV（元）]]/10000"},
        {"header": "GPM（元/千次）"},
    ]
    sheet.add_table("A3:E4", {"name": "xf_daily", "columns": columns, "style": "Table Style Medium 9"})
    sheet.conditional_format("B4", {"type": "3_color_scale"})
    sheet.data_validation("C4", {"validate": "integer", "criteria": ">=", "value": 0})
    sheet.write("H4", "旁注留在原处")
    sheet.freeze_panes(3, 1)
    sheet.ignore_errors({"number_stored_as_text": "H1:H9"})


def _positions(book: xlsxwriter.Workbook) -> None:
    sheet = book.add_worksheet("阵地")
    columns = [
        {"header": "阵地", "total_string": "合计"},
        {"header": "GMV·用户支付（元）", "total_function": "sum"},
        {"header": "ROI（倍）"},
    ]
    sheet.add_table("B2:D8", {"name": "xf_compare", "columns": columns, "total_row": True})
    for row in range(3, 8):
        sheet.add_sparkline(f"E{row}", {"range": f"阵地!C{row}:D{row}"})
    sheet.write("F8", "合计旁的话")
    sheet.write_formula("F3", "=阵地!C8", None, 0)
    chart = book.add_chart({"type": "column"})
    for row in range(3, 8):
        chart.add_series({"name": f"=阵地!$B${row}", "values": f"=阵地!$C${row}:$C${row}"})
    sheet.insert_chart("H2", chart)


def _own(book: xlsxwriter.Workbook) -> None:
    sheet = book.add_worksheet("自有")
    sheet.add_table(
        "A1:B5",
        {
            "name": "自有表",
            "data": [list(row) for row in OWN],
            "columns": [{"header": "类"}, {"header": "数"}],
        },
    )
    sheet.write_formula("D2", "=SUM(B2:B5)", None, 18)
    sheet.write_formula("D3", "=D2*2", None, 36)
    sheet.write_comment("A2", "一条批注", {"author": "阿花"})
    sheet.add_sparkline("D4", {"range": "自有!B2:B5", "markers": True})
    sheet.conditional_format("B2:B5", {"type": "icon_set", "icon_style": "5_quarters"})
    sheet.conditional_format("B2:B5", {"type": "data_bar", "bar_solid": True})
    sheet.write_rich_string("D6", "半", book.add_format({"bold": True}), "粗", "体")
    sheet.write_url("D7", "https://example.com/", string="链接")
    chart = book.add_chart({"type": "pie"})
    chart.add_series({"categories": "=自有!$A$2:$A$5", "values": "=自有!$B$2:$B$5"})
    sheet.insert_chart("F2", chart)
    sheet.insert_textbox("F20", "连着 {不是名称} 的框")
    sheet.data_validation("B2:B5", {"validate": "decimal", "criteria": ">", "value": 0, "input_title": "数"})
    sheet.set_row(9, None, None, {"level": 1, "hidden": True})
    sheet.set_column("M:M", 20, None, {"level": 1})
    sheet.write_row("J2", ["类", "求和"])
    sheet.write_column("J3", ["甲", "乙", "丙", "总计"])
    sheet.write_column("K3", [9, 4, 5, 18])
    sheet.set_background(picture())
    sheet.protect("", {"select_locked_cells": True})
