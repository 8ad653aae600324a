"""Charts over a table that grows: their references, their saved points, what stays as it is."""

from __future__ import annotations

import re
import zipfile
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter

from report import invented
from xl_fact.filling.write import write_report

CHARTEX = "http://schemas.microsoft.com/office/drawing/2014/chartex"
RELATION = "http://schemas.microsoft.com/office/2014/relationships/chartEx"
POINT = re.compile(r'<cx:pt idx="(\d+)">([^<]*)</cx:pt>')


def newer(*data: str, text: str = "") -> str:
    """A chart part of the newer kinds, as a file holds it."""
    blocks = "".join(f'<cx:data id="{n}">{one}</cx:data>' for n, one in enumerate(data))
    return (
        '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
        f'<cx:chartSpace xmlns:cx="{CHARTEX}"><cx:chartData>{blocks}</cx:chartData><cx:chart><cx:plotArea>'
        '<cx:plotAreaRegion><cx:series layoutId="waterfall" uniqueId="{00000000-0000-4000-8000-000000000001}">'
        f'{text}<cx:dataId val="0"/></cx:series></cx:plotAreaRegion></cx:plotArea></cx:chart></cx:chartSpace>'
    )


def numbers(
    reference: str, levels: str = '<cx:lvl ptCount="1" formatCode="General"><cx:pt idx="0">9</cx:pt></cx:lvl>'
) -> str:
    return f'<cx:numDim type="val"><cx:f>{reference}</cx:f>{levels}</cx:numDim>'


def words(
    reference: str, levels: str = '<cx:lvl ptCount="1"><cx:pt idx="0">旧</cx:pt></cx:lvl>', way: str = ""
) -> str:
    return f'<cx:strDim type="cat"><cx:f{way}>{reference}</cx:f>{levels}</cx:strDim>'


def filled(path: Path, part: str) -> tuple[str, str]:
    """A template with a chart part of the newer kinds, filled: that part, and the workbook part."""
    with xlsxwriter.Workbook(path) as book:
        days, own, kinds = (book.add_worksheet(name) for name in ("日", "自有", "载体"))
        days.add_table(
            "A1:B2", {"name": "xf_daily", "columns": [{"header": "日期"}, {"header": "GMV（元）"}]}
        )
        columns = [{"header": h} for h in ("自营/合作", "载体", "GMV（元）")]
        kinds.add_table("A1:C2", {"name": "xf_carriers", "columns": columns})
        own.write_row("A1", ["甲", "乙", 3])
        book.define_name("_xlchart.v1.0", "=日!$A$2:$A$2")
        book.define_name("_xlchart.v1.1", "=日!$B$2:$B$2")
        book.define_name("_xlchart.v1.2", "=日!$B$1")
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr("xl/charts/chartEx1.xml", part)
        archive.writestr("xl/drawings/drawing1.xml", "<wsDr/>")
        archive.writestr(
            "xl/drawings/_rels/drawing1.xml.rels",
            f'<Relationships><Relationship Id="rId1" Type="{RELATION}" Target="../charts/chartEx1.xml"/></Relationships>',
        )
    result = write_report(invented.report(), path.with_name("out.xlsx"), template=path).path
    with zipfile.ZipFile(result) as archive:
        return archive.read("xl/charts/chartEx1.xml").decode(), archive.read("xl/workbook.xml").decode()


def points(part: str) -> list[list[str]]:
    """The points of each level."""
    return [[text for _, text in POINT.findall(level)] for level in re.findall("<cx:lvl.*?</cx:lvl>", part)]


def test_a_newer_chart_follows_a_growing_table(tmp_path: Path) -> None:
    part, _ = filled(tmp_path / "t.xlsx", newer(words("日!$A$2:$A$2") + numbers("日!$B$2:$B$2")))
    assert "<cx:f>日!$A$2:$A$29</cx:f>" in part
    assert '<cx:f>日!$B$2:$B$29</cx:f><cx:lvl ptCount="28" formatCode="General"><cx:pt idx="0">2000<' in part
    assert [len(level) for level in points(part)] == [28, 28]
    assert points(part)[0][-1] == "2026-02-28"  # as the cell shows it


def test_a_newer_chart_bound_to_hidden_names_has_new_points(tmp_path: Path) -> None:
    """As Excel writes it: the references stand in names ``_xlchart.v1.…``."""
    text = "<cx:tx><cx:txData><cx:f>_xlchart.v1.2</cx:f><cx:v>旧</cx:v></cx:txData></cx:tx>"
    before = newer(words("_xlchart.v1.0") + numbers("_xlchart.v1.1"), text=text)
    part, workbook = filled(tmp_path / "t.xlsx", before)
    assert '<definedName name="_xlchart.v1.1">日!$B$2:$B$29</definedName>' in workbook
    assert [len(level) for level in points(part)] == [28, 28]
    gone = re.compile(r"<cx:lvl.*?</cx:lvl>")
    assert gone.sub("", part) == gone.sub("", before)  # the heading's words are those there were


def test_a_newer_chart_without_saved_points_gets_none(tmp_path: Path) -> None:
    before = newer(words("_xlchart.v1.0", "") + numbers("日!$B$2:$B$2", ""))
    part, _ = filled(tmp_path / "t.xlsx", before)
    assert part == before.replace("$B$2:$B$2", "$B$2:$B$29")


def test_levels_of_categories_stand_the_innermost_first(tmp_path: Path) -> None:
    two = '<cx:lvl ptCount="1"><cx:pt idx="0">叶</cx:pt></cx:lvl><cx:lvl ptCount="1"><cx:pt idx="0">枝</cx:pt></cx:lvl>'
    part, _ = filled(tmp_path / "t.xlsx", newer(words("载体!$A$2:$B$2", two) + numbers("载体!$C$2")))
    assert "<cx:f>载体!$A$2:$B$4</cx:f>" in part
    assert points(part) == [
        ["商品卡", "直播", "短视频"],
        ["自营", "自营", "合作"],
        ["16800", "28000", "11200"],
    ]


def test_a_newer_chart_along_a_row_stays_that_row(tmp_path: Path) -> None:
    part, _ = filled(tmp_path / "t.xlsx", newer(words("载体!$A$2:$B$2", way=' dir="row"')))
    assert '<cx:f dir="row">载体!$A$2:$B$2</cx:f>' in part
    assert points(part) == [["自营", "商品卡"]]


def test_a_newer_chart_of_something_else_keeps_every_byte(tmp_path: Path) -> None:
    text = "<cx:tx><cx:txData><cx:f>自有!$A$1</cx:f><cx:v>别的字</cx:v></cx:txData></cx:tx>"
    before = newer(words("自有!$A$1:$B$1") + numbers("自有!$C$1"), text=text)
    assert filled(tmp_path / "t.xlsx", before)[0] == before


# -------------------------------------------------------------------- charts of the older kinds
def charted(path: Path, **series: Any) -> str:
    """A chart over a table of positions of two rows, the second the last."""
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet("阵地")
        columns = [{"header": h} for h in ("阵地", "GMV·用户支付（元）", "商品曝光（次）")]
        sheet.add_table("A1:C3", {"name": "xf_compare", "columns": columns})
        book.define_name("序列", "=阵地!$B$2:$B$3")
        chart = book.add_chart({"type": "column"})
        chart.add_series(series)
        sheet.insert_chart("F1", chart)
    with zipfile.ZipFile(
        write_report(invented.report(), path.with_name("o.xlsx"), template=path).path
    ) as archive:
        return archive.read("xl/charts/chart1.xml").decode()


def test_a_series_along_the_last_row_stays_that_row(tmp_path: Path) -> None:
    part = charted(tmp_path / "t.xlsx", name="=阵地!$A$3", values="=阵地!$B$3:$C$3")
    assert re.findall("<c:f>([^<]*)</c:f>", part) == ["阵地!$A$3", "阵地!$B$3:$C$3"]
    assert re.findall("<c:v>([^<]*)</c:v>", part) == ["A 达人矩阵", "11200", "56000"]


@pytest.mark.parametrize("values", ["=阵地!$B$2:$B$3", "=阵地!序列"])
def test_a_series_down_the_table_grows_also_through_a_name(tmp_path: Path, values: str) -> None:
    part = charted(tmp_path / "t.xlsx", values=values)
    assert re.findall("<c:v>([^<]*)</c:v>", part) == ["28000", "11200", "16800"]


def test_a_chart_has_the_series_that_were_drawn_and_no_more(tmp_path: Path) -> None:
    """Three positions this month; the template has a series for two of them, and one for a position that is not there."""
    path = tmp_path / "t.xlsx"
    with xlsxwriter.Workbook(path) as book:
        rows, columns = book.add_worksheet("阵地"), book.add_worksheet("日")
        rows.add_table(
            "A1:B3",
            {"name": "xf_compare", "columns": [{"header": h} for h in ("阵地", "GMV·用户支付（元）")]},
        )
        headings = ("日期", "F 自播（元）", "T 头部达人（元）")
        columns.add_table("A1:C2", {"name": "xf_daily", "columns": [{"header": h} for h in headings]})
        down, along = book.add_chart({"type": "line"}), book.add_chart({"type": "column"})
        for row in (2, 3):
            along.add_series({"name": f"=阵地!$A${row}", "values": f"=阵地!$B${row}"})
        for column in "BC":
            down.add_series({"name": f"=日!${column}$1", "values": f"=日!${column}$2:${column}$2"})
        rows.insert_chart("F1", along)
        columns.insert_chart("F1", down)
    with zipfile.ZipFile(write_report(invented.report(), tmp_path / "o.xlsx", template=path).path) as archive:
        first, second = (archive.read(f"xl/charts/chart{n}.xml").decode() for n in (1, 2))
    assert re.findall("<c:v>([^<]*)</c:v>", first) == ["F 自播", "28000", "A 达人矩阵", "11200"]
    assert re.findall("<c:f>([^<]*)</c:f>", second)[1::2] == ["日!$B$2:$B$29", "日!$C$2:$C$29"]
    assert [len(re.findall("<c:pt ", cache)) for cache in second.split("<c:ser>")[1:]] == [29, 1]
