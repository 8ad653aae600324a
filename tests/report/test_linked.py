"""What repeats a cell elsewhere: linked text boxes, captions and labels of charts; and how a cell shows its value."""

from __future__ import annotations

import re
import zipfile
from pathlib import Path

import pytest
import xlsxwriter

from report import invented
from xl_fact.filling.write import write_report
from xl_fact.workbook.displayed import displayed


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> tuple[dict[str, str], dict[str, str]]:
    """The parts of a template with linked shapes, and of what it is filled to."""
    path = tmp_path_factory.mktemp("linked") / "t.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet("看板")
        days = book.add_worksheet("日")
        money = book.add_format({"num_format": "¥#,##0"})
        sheet.write_blank("A1", None, money)
        book.define_name("xf_gmv", "=看板!$A$1")
        sheet.write("A2", "{{ brand }}·月报")
        sheet.write_formula("A3", '=TEXT(xf_gmv/10000,"0.0")&"万"', None, "旧")
        sheet.write("A4", "不变")
        sheet.write_formula("A5", '=A2&"！"', None, "旧")
        for row, link in enumerate(
            ("=看板!$A$1", "=$A$2", "=看板!$A$3", "=看板!$A$4", "=xf_gmv", "=日!$B$5")
        ):
            sheet.insert_textbox(row * 4, 4, "上月的字", {"textlink": link})
        days.add_table(
            "A1:B2", {"name": "xf_daily", "columns": [{"header": "日期"}, {"header": "GMV（美元）"}]}
        )
        days.write("A5", "本月：")
        days.write_formula("B5", "=SUM(B2:B2)", money, 0)
        book.define_name("xf_move_below", "=TRUE")
        chart = book.add_chart({"type": "column"})
        labels = {"value": True, "custom": [{"value": "=日!$A$2"}]}
        chart.add_series({"name": "=日!$B$1", "values": "=日!$B$2:$B$2", "data_labels": labels})
        chart.set_title({"name": "=看板!$A$2", "data": ["旧"]})
        chart.set_x_axis({"name": "=看板!$A$1"})
        days.insert_chart("E1", chart)
    parts = []
    for each in (path, write_report(invented.report(), path.with_name("out.xlsx"), template=path).path):
        with zipfile.ZipFile(each) as archive:
            parts.append({n: archive.read(n).decode() for n in archive.namelist() if n.endswith(".xml")})
    return parts[0], parts[1]


def test_a_linked_text_box_shows_what_its_cell_now_shows(
    written: tuple[dict[str, str], dict[str, str]],
) -> None:
    before, after = (parts["xl/drawings/drawing1.xml"] for parts in written)
    texts = re.findall("<a:t>([^<]*)</a:t>", after)
    assert texts == ["¥56,000", "甲牌·月报", "5.6万", "上月的字", "¥56,000", "¥56,000"]
    gone = re.compile(r"<a:t>[^<]*</a:t>")
    assert gone.sub("", after) == gone.sub("", before).replace("日!$B$5", "日!$B$32")


def test_formulas_see_the_words_that_were_filled_in(written: tuple[dict[str, str], dict[str, str]]) -> None:
    assert '<f>A2&amp;"！"</f><v>甲牌·月报！</v>' in written[1]["xl/worksheets/sheet1.xml"]


def test_captions_of_a_chart_that_are_linked_to_cells_are_new(
    written: tuple[dict[str, str], dict[str, str]],
) -> None:
    chart = written[1]["xl/charts/chart1.xml"]
    assert re.findall(r"<c:strRef><c:f>([^<]*)</c:f>.*?<c:v>([^<]*)</c:v>", chart) == [
        ("看板!$A$2", "甲牌·月报"),
        ("日!$B$1", "GMV（元）"),
        ("日!$A$2", "2026-02-01"),
        ("看板!$A$1", "¥56,000"),
    ]


def test_labels_from_cells_follow_and_show_what_the_cells_show(tmp_path: Path) -> None:
    path = tmp_path / "t.xlsx"
    with xlsxwriter.Workbook(path) as book:
        days = book.add_worksheet("日")
        days.add_table(
            "A1:B2", {"name": "xf_daily", "columns": [{"header": "日期"}, {"header": "GMV（元）"}]}
        )
        chart = book.add_chart({"type": "column"})
        chart.add_series({"values": "=日!$B$2:$B$2"})
        days.insert_chart("E1", chart)
    with zipfile.ZipFile(path) as archive:
        parts = {n: archive.read(n) for n in archive.namelist()}
    labels = (
        '<c:extLst><c:ext uri="{02D57815-91ED-43cb-92C2-25804820EDAC}" '
        'xmlns:c15="http://schemas.microsoft.com/office/drawing/2012/chart"><c15:datalabelsRange><c15:f>日!$A$2:$A$2'
        '</c15:f><c15:dlblRangeCache><c:ptCount val="1"/><c:pt idx="0"><c:v>旧</c:v></c:pt></c15:dlblRangeCache>'
        "</c15:datalabelsRange></c:ext></c:extLst></c:ser>"
    )
    name = "xl/charts/chart1.xml"
    parts[name] = parts[name].replace(b"</c:ser>", labels.encode())
    with zipfile.ZipFile(path, "w") as archive:
        for part, data in parts.items():
            archive.writestr(part, data)
    with zipfile.ZipFile(write_report(invented.report(), tmp_path / "o.xlsx", template=path).path) as archive:
        chart = archive.read(name).decode()
    cache = re.search(
        "<c15:f>日!\\$A\\$2:\\$A\\$29</c15:f><c15:dlblRangeCache>(.*?)</c15:dlblRangeCache>", chart
    )
    assert cache is not None
    assert cache[1].startswith('<c:ptCount val="28"/><c:pt idx="0"><c:v>2026-02-01</c:v></c:pt>')
    assert cache[1].count("<c:pt ") == 28


@pytest.mark.parametrize(
    ("value", "code", "shown"),
    [
        (1234.567, "0.00", "1234.57"),
        (1234.567, "¥#,##0.0", "¥1,234.6"),
        (1234.567, '#,##0,"千"', "1千"),
        (1234.567, "[Red][>=1000]0.0;0", "1234.6"),
        (12.0, "000,000", "000,012"),
        (-1234.567, "#,##0_);(#,##0)", "(1,235)"),
        (-0.25, "0.0%", "-25.0%"),
        (0.0, "+0.0;-0.0;无", "无"),
        (0.0, "#", ""),
        (2.675, "0.00", "2.68"),
        (0.5, "?.??", " .5 "),
        (1 / 3, "General", "0.3333333333"),
        (3.0, 'General"倍"', "3倍"),
        (12345678.0, "0.00E+00", "12345678"),
        (45000.75, "yyyy/m/d h:mm", "2023/3/15 18:00"),
        (45000.75, "h:mm AM/PM", "6:00 PM"),
        (45000.75, "mm:ss", "00:00"),
        (1.5, "[h]:mm", "36:00"),
        (45000, 'm"月"d"日" aaa', "3月15日 三"),
        (45000, '"第"d"天"', "第15天"),
        (True, "0", "TRUE"),
        ("字", "0", "字"),
        (None, "0", ""),
        (5.0, "0;;;", "5"),
        (-5.0, "0;;;", ""),
    ],
)
def test_how_a_cell_shows_its_value(value: object, code: str, shown: str) -> None:
    assert displayed(value, code) == shown
