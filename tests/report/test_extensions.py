"""What newer spreadsheets keep in extensions, and what reads a table from afar: it follows when the table grows."""

from __future__ import annotations

import re
import zipfile
from pathlib import Path

import pytest
import xlsxwriter
from oracles import lint

from report import invented
from xl_fact.filling.write import write_report

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
REL = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
X14 = "http://schemas.microsoft.com/office/spreadsheetml/2009/9/main"
XM = "http://schemas.microsoft.com/office/excel/2006/main"
DAYS = (
    f'<extLst><ext xmlns:x14="{X14}" uri="{{78C0D931-6437-407d-A8EE-F0AAD7539E65}}"><x14:conditionalFormattings>'
    f'<x14:conditionalFormatting xmlns:xm="{XM}"><x14:cfRule type="iconSet" priority="1" '
    'id="{11111111-0000-4000-8000-000000000001}"><x14:iconSet iconSet="3Triangles"><x14:cfvo type="percent">'
    '<xm:f>0</xm:f></x14:cfvo><x14:cfvo type="formula"><xm:f>AVERAGE($B$2:$B$2)</xm:f></x14:cfvo>'
    '<x14:cfvo type="num"><xm:f>1900</xm:f></x14:cfvo></x14:iconSet></x14:cfRule><xm:sqref>B2 D2:D9</xm:sqref>'
    "</x14:conditionalFormatting></x14:conditionalFormattings></ext></extLst>"
)
BOARD = (
    f'<extLst><ext xmlns:x14="{X14}" uri="{{CCE6A557-97BC-4b89-ADB6-D9C93CAAB3DF}}"><x14:dataValidations '
    f'xmlns:xm="{XM}" count="1"><x14:dataValidation type="list" allowBlank="1"><x14:formula1><xm:f>日!$A$2:$A$2</xm:f>'
    "</x14:formula1><xm:sqref>C4</xm:sqref></x14:dataValidation></x14:dataValidations></ext></extLst>"
)
SORTED = '<sortState ref="A2:B2"><sortCondition descending="1" ref="B2:B2"/></sortState>'


def cache(source: str, attributes: str = "") -> str:
    """The definition of a pivot cache over one source."""
    return (
        f'<pivotCacheDefinition xmlns="{MAIN}"{attributes} saveData="0"><cacheSource type="worksheet">'
        f'<worksheetSource {source}/></cacheSource><cacheFields count="1"><cacheField name="GMV"><sharedItems/>'
        "</cacheField></cacheFields></pivotCacheDefinition>"
    )


CACHES = {
    "table": cache('name="xf_daily"'),
    "told": cache('name="xf_daily"', ' refreshOnLoad="1"'),
    "kept": cache('name="xf_daily"', ' refreshOnLoad="0"'),
    "block": cache('ref="A1:B2" sheet="日"'),
    "name": cache('name="区域"'),
    "dependants": cache('name="派生"'),
    "other": cache('name="自有"'),
    "elsewhere": cache('ref="A1:B2" sheet="别的"'),
}
SLICER = (
    f'<slicerCacheDefinition xmlns="{X14}" xmlns:x="{MAIN}" name="切片器_日期" sourceName="日期"><extLst><x:ext '
    'uri="{2F2917AC-EB37-4324-AD4E-5DD8C200BD13}" xmlns:x15="http://schemas.microsoft.com/office/spreadsheetml/2010/11/main">'
    '<x15:tableSlicerCache tableId="1" column="1"/></x:ext></extLst></slicerCacheDefinition>'
)


@pytest.fixture(scope="module")
def after(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """The parts of a filled template that holds all of them."""
    path = tmp_path_factory.mktemp("extensions") / "t.xlsx"
    with xlsxwriter.Workbook(path) as book:
        days, board = book.add_worksheet("日"), book.add_worksheet("看板")
        days.add_table(
            "A1:B2", {"name": "xf_daily", "columns": [{"header": "日期"}, {"header": "GMV（元）"}]}
        )
        data = [["合计", "=SUM(xf_daily[GMV（元）])"], ["均值", "=AVERAGE(xf_daily[GMV（元）])"]]
        board.add_table(
            "A1:B3", {"name": "派生", "data": data, "columns": [{"header": "项"}, {"header": "值"}]}
        )
        board.add_table(
            "E1:F2", {"name": "自有", "data": [["甲", 1]], "columns": [{"header": "类"}, {"header": "数"}]}
        )
        book.define_name("区域", "=日!$A$1:$B$2")
        book.add_worksheet("别的").write_row("A1", [1, 2])
    with zipfile.ZipFile(path) as archive:
        parts = {n: archive.read(n).decode() for n in archive.namelist()}
    for number, text in ((1, DAYS), (2, BOARD)):
        name = f"xl/worksheets/sheet{number}.xml"
        parts[name] = parts[name].replace("</worksheet>", f"{text}</worksheet>")
    table = "xl/tables/table1.xml"
    parts[table] = parts[table].replace("<tableColumns", f"{SORTED}<tableColumns")
    rels = "xl/_rels/workbook.xml.rels"
    for kind, text in CACHES.items():
        parts[f"xl/pivotCache/pivotCacheDefinition_{kind}.xml"] = text
        relation = f'<Relationship Id="{kind}" Type="{REL}/pivotCacheDefinition" Target="pivotCache/pivotCacheDefinition_'
        parts[rels] = parts[rels].replace("</Relationships>", f'{relation}{kind}.xml"/></Relationships>')
    parts["xl/slicerCaches/slicerCache1.xml"] = SLICER
    with zipfile.ZipFile(path, "w") as archive:
        for name, text in parts.items():
            archive.writestr(name, text)
    out = write_report(invented.report(), path.with_name("o.xlsx"), template=path).path
    with zipfile.ZipFile(out) as archive:
        return {n: archive.read(n).decode() for n in archive.namelist()}


def test_conditional_formats_in_extensions_follow(after: dict[str, str]) -> None:
    expected = DAYS.replace("B2 D2:D9", "B2:B29 D2:D9").replace("$B$2:$B$2", "$B$2:$B$29")
    assert expected in after["xl/worksheets/sheet1.xml"]


def test_data_validations_in_extensions_follow(after: dict[str, str]) -> None:
    assert BOARD.replace("$A$2:$A$2", "$A$2:$A$29") in after["xl/worksheets/sheet2.xml"]


def test_the_order_a_table_was_sorted_by_follows(after: dict[str, str]) -> None:
    assert SORTED.replace("2:B2", "2:B29") in after["xl/tables/table1.xml"]


@pytest.mark.parametrize("kind", CACHES)
def test_pivot_tables_over_what_was_filled_are_refreshed_on_opening(after: dict[str, str], kind: str) -> None:
    text = after[f"xl/pivotCache/pivotCacheDefinition_{kind}.xml"]
    told = kind not in ("other", "elsewhere")
    assert len(re.findall(r'\srefreshOnLoad="1"', text)) == told
    expected = CACHES[kind].replace("A1:B2", "A1:B29") if kind == "block" else CACHES[kind]
    plain = re.compile(r'\srefreshOnLoad="."')
    assert plain.sub("", text) == plain.sub("", expected)


def test_a_slicer_of_a_table_knows_it_by_its_number_and_stays_as_it_is(after: dict[str, str]) -> None:
    assert after["xl/slicerCaches/slicerCache1.xml"] == SLICER
    assert re.search(r'<table [^>]*\bid="1" name="xf_daily"', after["xl/tables/table1.xml"])


def test_slicers_of_tables_below_move_with_their_rows(tmp_path: Path) -> None:
    """A slicer floats over the sheet as a drawing does."""
    path = tmp_path / "t.xlsx"
    with xlsxwriter.Workbook(path) as book:
        days = book.add_worksheet("日")
        days.add_table(
            "A1:B2", {"name": "xf_daily", "columns": [{"header": "日期"}, {"header": "GMV（元）"}]}
        )
        days.write("A5", "下面")
        days.insert_textbox("D6", "占位")
        book.define_name("xf_move_below", "=TRUE")
    with zipfile.ZipFile(path) as archive:
        parts = {n: archive.read(n).decode() for n in archive.namelist()}
    drawing = "xl/drawings/drawing1.xml"
    slicer = (
        '<mc:AlternateContent xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"><mc:Choice '
        'xmlns:sle15="http://schemas.microsoft.com/office/drawing/2012/slicer" Requires="sle15"><xdr:graphicFrame macro="">'
        '<xdr:nvGraphicFramePr><xdr:cNvPr id="9" name="日期"/><xdr:cNvGraphicFramePr/></xdr:nvGraphicFramePr><xdr:xfrm>'
        '<a:off x="0" y="0"/><a:ext cx="0" cy="0"/></xdr:xfrm><a:graphic><a:graphicData '
        'uri="http://schemas.microsoft.com/office/drawing/2010/slicer"><sle:slicer '
        'xmlns:sle="http://schemas.microsoft.com/office/drawing/2010/slicer" name="日期"/></a:graphicData></a:graphic>'
        "</xdr:graphicFrame></mc:Choice><mc:Fallback/></mc:AlternateContent>"
    )
    parts[drawing] = re.sub(r"<xdr:sp .*?</xdr:sp>", slicer, parts[drawing], flags=re.DOTALL)
    with zipfile.ZipFile(path, "w") as archive:
        for name, text in parts.items():
            archive.writestr(name, text)
    out = write_report(invented.report(), tmp_path / "o.xlsx", template=path).path
    assert not lint.faults(out)
    with zipfile.ZipFile(out) as archive:
        moved = archive.read(drawing).decode()
    assert slicer in moved
    assert re.findall(r"<xdr:from>.*?<xdr:row>(\d+)<", moved) == ["32"]
