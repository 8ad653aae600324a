"""A workbook with everything a person may have put in: by XlsxWriter, and by hand where no library writes it.

Sheets: 看板 (names, texts, pictures, formulas), 日 (a table of one row, with a column of its own), 阵地 (a table
with totals), 自有 (nothing of ours: data, formulas, charts, sparklines, pivot table, slicer, notes, threads, control).
"""

from __future__ import annotations

import io
import re
import struct
import zipfile
import zlib
from pathlib import Path

import xlsxwriter

from xl_fact.core.catalogue import FUNCTIONS
from xl_fact.surfaces import vba

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
MICROSOFT = "http://schemas.microsoft.com/office"
TYPES = "application/vnd.openxmlformats-officedocument.spreadsheetml"
HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
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
    book.close()
    _by_hand(path)
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
    sheet.set_footer("&L{{brand}}&R&P/&N")
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


def _positions(book: xlsxwriter.Workbook) -> None:
    sheet = book.add_worksheet("阵地")
    columns = [
        {"header": "阵地", "total_string": "合计"},
        {"header": "GMV·用户支付（元）", "total_function": "sum"},
        {"header": "ROI（倍）"},
    ]
    sheet.add_table("B2:D8", {"name": "xf_compare", "columns": columns, "total_row": True})
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
    sheet.protect("", {"select_locked_cells": True})


# -------------------------------------------------------------------- by hand
def _by_hand(path: Path) -> None:
    """Slicer, threaded comments, pivot tables, a form control, custom XML."""
    with zipfile.ZipFile(path) as archive:
        parts = {i.filename: archive.read(i.filename) for i in archive.infolist()}
    for name, text in _hand_written().items():
        parts[name] = (HEAD + text).encode()
    types = "".join(f'<Override PartName="/{name}" ContentType="{kind}"/>' for name, kind in _TYPES.items())
    _change(parts, "[Content_Types].xml", "</Types>", types + "</Types>")
    _change(
        parts,
        "xl/worksheets/_rels/sheet4.xml.rels",
        "</Relationships>",
        _relations(_SHEET) + "</Relationships>",
    )
    _change(parts, "xl/_rels/workbook.xml.rels", "</Relationships>", _relations(_BOOK) + "</Relationships>")
    caches = '<pivotCaches><pivotCache cacheId="7" r:id="rIdP1"/><pivotCache cacheId="8" r:id="rIdP2"/></pivotCaches>'
    slicers = (
        f'<extLst><ext uri="{{46BE6895-7355-4a93-B00E-2C351335B9C9}}" xmlns:x15="{MICROSOFT}/spreadsheetml/2010/11/main">'
        f'<x15:slicerCaches xmlns:x14="{MICROSOFT}/spreadsheetml/2009/9/main"><x14:slicerCache r:id="rIdS1"/>'
        "</x15:slicerCaches></ext></extLst>"
    )
    _change(parts, "xl/workbook.xml", "</workbook>", caches + slicers + "</workbook>")
    ext = (
        f'<ext uri="{{3A4CF648-6AED-40f4-86FF-DC5316D8AED3}}" xmlns:x14="{MICROSOFT}/spreadsheetml/2009/9/main">'
        '<x14:slicerList><x14:slicer r:id="rIdH2"/></x14:slicerList></ext></extLst>'
    )
    sheet = parts["xl/worksheets/sheet4.xml"].decode()
    end = sheet.rindex("</extLst>")
    sheet = sheet[:end] + ext + sheet[end + len("</extLst>") :]
    control = (
        '<mc:AlternateContent xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006">'
        '<mc:Choice Requires="x14"><controls><control shapeId="4097" r:id="rIdH3" name="Check Box 1"><controlPr defaultSize="0">'
        '<anchor moveWithCells="1"><from><xdr:col>3</xdr:col><xdr:colOff>0</xdr:colOff><xdr:row>8</xdr:row>'
        "<xdr:rowOff>0</xdr:rowOff></from><to><xdr:col>4</xdr:col><xdr:colOff>0</xdr:colOff><xdr:row>9</xdr:row>"
        "<xdr:rowOff>0</xdr:rowOff></to></anchor></controlPr></control></controls></mc:Choice></mc:AlternateContent>"
    )
    sheet = sheet.replace("<tableParts", control + "<tableParts", 1)
    totals = "xl/worksheets/sheet3.xml"  # as Excel stores what XlsxWriter shortens
    parts[totals] = parts[totals].replace(b"SUBTOTAL(109,[", b"SUBTOTAL(109,xf_compare[")
    drawing = 'xmlns:xdr="http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing"'
    spaces = f'{drawing} xmlns:x14="{MICROSOFT}/spreadsheetml/2009/9/main" '
    if "xmlns:x14=" in re.search(r"<worksheet[^>]*>", sheet)[0]:  # type: ignore[index]  # every sheet has one
        spaces = f"{drawing} "
    sheet = sheet.replace("<worksheet ", f"<worksheet {spaces}", 1)
    parts["xl/worksheets/sheet4.xml"] = sheet.encode()
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)


def _change(parts: dict[str, bytes], name: str, old: str, new: str) -> None:
    text = parts[name].decode()
    at = text.rindex(old)
    parts[name] = (text[:at] + new + text[at + len(old) :]).encode()


def _relations(listed: dict[str, tuple[str, str]]) -> str:
    return "".join(
        f'<Relationship Id="{i}" Type="{kind}" Target="{to}"/>' for i, (kind, to) in listed.items()
    )


_SHEET = {
    "rIdH1": (f"{OFFICE}/pivotTable", "../pivotTables/pivotTable1.xml"),
    "rIdH2": (f"{MICROSOFT}/2007/relationships/slicer", "../slicers/slicer1.xml"),
    "rIdH3": (f"{OFFICE}/ctrlProp", "../ctrlProps/ctrlProp1.xml"),
    "rIdH4": (
        f"{MICROSOFT}/2017/10/relationships/threadedComment",
        "../threadedComments/threadedComment1.xml",
    ),
    "rIdH5": (f"{OFFICE}/pivotTable", "../pivotTables/pivotTable2.xml"),
}
_BOOK = {
    "rIdP1": (f"{OFFICE}/pivotCacheDefinition", "pivotCache/pivotCacheDefinition1.xml"),
    "rIdP2": (f"{OFFICE}/pivotCacheDefinition", "pivotCache/pivotCacheDefinition2.xml"),
    "rIdS1": (f"{MICROSOFT}/2007/relationships/slicerCache", "slicerCaches/slicerCache1.xml"),
    "rIdC1": (f"{OFFICE}/customXml", "../customXml/item1.xml"),
    "rIdT1": (f"{MICROSOFT}/2017/10/relationships/person", "persons/person.xml"),
}
_TYPES = {
    "xl/pivotTables/pivotTable1.xml": f"{TYPES}.pivotTable+xml",
    "xl/pivotTables/pivotTable2.xml": f"{TYPES}.pivotTable+xml",
    "xl/pivotCache/pivotCacheDefinition1.xml": f"{TYPES}.pivotCacheDefinition+xml",
    "xl/pivotCache/pivotCacheDefinition2.xml": f"{TYPES}.pivotCacheDefinition+xml",
    "xl/pivotCache/pivotCacheRecords1.xml": f"{TYPES}.pivotCacheRecords+xml",
    "xl/slicers/slicer1.xml": "application/vnd.ms-excel.slicer+xml",
    "xl/slicerCaches/slicerCache1.xml": "application/vnd.ms-excel.slicerCache+xml",
    "xl/ctrlProps/ctrlProp1.xml": "application/vnd.ms-excel.controlproperties+xml",
    "xl/threadedComments/threadedComment1.xml": "application/vnd.ms-excel.threadedcomments+xml",
    "xl/persons/person.xml": "application/vnd.ms-excel.person+xml",
}


def _hand_written() -> dict[str, str]:
    threads = f"{MICROSOFT}/spreadsheetml/2018/threadedcomments"
    x14 = f"{MICROSOFT}/spreadsheetml/2009/9/main"
    package = "http://schemas.openxmlformats.org/package/2006/relationships"
    person = "{11111111-2222-4333-8444-555555555555}"

    def pivot(number: int, cache: int, at: str, fields: str) -> str:
        return (
            f'<pivotTableDefinition xmlns="{MAIN}" name="透视{number}" cacheId="{cache}" dataCaption="值" '
            f'dataOnRows="0" applyNumberFormats="0" updatedVersion="6" minRefreshableVersion="3" createdVersion="6">'
            f'<location ref="{at}" firstHeaderRow="1" firstDataRow="1" firstDataCol="1"/>{fields}'
            "</pivotTableDefinition>"
        )

    first = (
        '<pivotFields count="2"><pivotField axis="axisRow" showAll="0"><items count="4"><item x="0"/><item x="1"/>'
        '<item x="2"/><item t="default"/></items></pivotField><pivotField dataField="1" showAll="0"/></pivotFields>'
        '<rowFields count="1"><field x="0"/></rowFields><rowItems count="1"><i t="grand"><x/></i></rowItems>'
        '<colItems count="1"><i/></colItems><dataFields count="1"><dataField name="求和" fld="1" baseField="0" '
        'baseItem="0"/></dataFields>'
    )
    second = (
        '<pivotFields count="5"><pivotField showAll="0"/><pivotField dataField="1" showAll="0"/>'
        '<pivotField showAll="0"/><pivotField showAll="0"/><pivotField showAll="0"/></pivotFields>'
        '<rowItems count="1"><i/></rowItems><colItems count="1"><i/></colItems>'
        '<dataFields count="1"><dataField name="合计" fld="1" baseField="0" baseItem="0"/></dataFields>'
    )
    letters = '<sharedItems count="3"><s v="甲"/><s v="乙"/><s v="丙"/></sharedItems>'
    numbers = '<sharedItems containsSemiMixedTypes="0" containsString="0" containsNumber="1" minValue="3" maxValue="6"/>'
    names = ("日期", "GMV（元）", "商品曝光（次）", "万元", "GPM（元/千次）")
    records = "".join(f'<r><x v="{"甲乙丙".index(kind)}"/><n v="{n:g}"/></r>' for kind, n in OWN)
    return {
        "xl/pivotTables/pivotTable1.xml": pivot(1, 7, "J2:K6", first),
        "xl/pivotTables/pivotTable2.xml": pivot(2, 8, "J12:J13", second),
        "xl/pivotTables/_rels/pivotTable1.xml.rels": f'<Relationships xmlns="{package}"><Relationship Id="rId1" '
        f'Type="{OFFICE}/pivotCacheDefinition" Target="../pivotCache/pivotCacheDefinition1.xml"/></Relationships>',
        "xl/pivotTables/_rels/pivotTable2.xml.rels": f'<Relationships xmlns="{package}"><Relationship Id="rId1" '
        f'Type="{OFFICE}/pivotCacheDefinition" Target="../pivotCache/pivotCacheDefinition2.xml"/></Relationships>',
        "xl/pivotCache/pivotCacheDefinition1.xml": f'<pivotCacheDefinition xmlns="{MAIN}" xmlns:r="{OFFICE}" '
        'r:id="rId1" recordCount="4"><cacheSource type="worksheet"><worksheetSource ref="A1:B5" sheet="自有"/>'
        f'</cacheSource><cacheFields count="2"><cacheField name="类">{letters}</cacheField>'
        f'<cacheField name="数">{numbers}</cacheField></cacheFields></pivotCacheDefinition>',
        "xl/pivotCache/_rels/pivotCacheDefinition1.xml.rels": f'<Relationships xmlns="{package}"><Relationship '
        f'Id="rId1" Type="{OFFICE}/pivotCacheRecords" Target="pivotCacheRecords1.xml"/></Relationships>',
        "xl/pivotCache/pivotCacheRecords1.xml": f'<pivotCacheRecords xmlns="{MAIN}" count="4">{records}'
        "</pivotCacheRecords>",
        "xl/pivotCache/pivotCacheDefinition2.xml": f'<pivotCacheDefinition xmlns="{MAIN}" saveData="0" '
        'recordCount="1"><cacheSource type="worksheet"><worksheetSource name="xf_daily"/></cacheSource>'
        '<cacheFields count="5">'
        + "".join(f'<cacheField name="{name}"><sharedItems/></cacheField>' for name in names)
        + "</cacheFields></pivotCacheDefinition>",
        "xl/slicers/slicer1.xml": f'<slicers xmlns="{x14}"><slicer name="类" cache="切片器_类" caption="类" '
        'rowHeight="241300"/></slicers>',
        "xl/slicerCaches/slicerCache1.xml": f'<slicerCacheDefinition xmlns="{x14}" xmlns:x="{MAIN}" name="切片器_类" '
        f'sourceName="类"><extLst><x:ext uri="{{2F2917AC-EB37-4324-AD4E-5DD8C200BD13}}" '
        f'xmlns:x15="{MICROSOFT}/spreadsheetml/2010/11/main"><x15:tableSlicerCache tableId="3" column="1"/></x:ext>'
        "</extLst></slicerCacheDefinition>",
        "xl/ctrlProps/ctrlProp1.xml": f'<formControlPr xmlns="{x14}" objectType="CheckBox" fmlaLink="自有!$D$9" '
        'lockText="1" noThreeD="1"/>',
        "xl/threadedComments/threadedComment1.xml": f'<ThreadedComments xmlns="{threads}"><threadedComment ref="A2" '
        f'dT="2026-01-01T00:00:00.00" personId="{person}" id="{{AAAAAAAA-2222-4333-8444-555555555555}}">'
        "<text>看一下</text></threadedComment></ThreadedComments>",
        "xl/persons/person.xml": f'<personList xmlns="{threads}" xmlns:x="{MAIN}"><person displayName="阿花" '
        f'id="{person}" userId="a" providerId="None"/></personList>',
        "customXml/item1.xml": '<note xmlns="urn:own">自己的数据</note>',
    }
