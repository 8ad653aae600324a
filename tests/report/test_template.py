"""Templates of one's own: the house template as a file, the contract, the check, growing and shrinking."""

from __future__ import annotations

import re
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import xlsxwriter
from conftest import ROOT
from exports.lookalikes import compass_sheets, workbook
from oracles import lint, validator
from typer.testing import CliRunner

from report import invented
from tools.template import documented
from xl_fact.brand import Brand
from xl_fact.cli import app
from xl_fact.drawing.shipped import house_template, new_template
from xl_fact.drawing.theme import HUES
from xl_fact.errors import InputError
from xl_fact.filling.check import check_template
from xl_fact.filling.write import write_report
from xl_fact.report.contract import full_offer, offer_of, texts_of
from xl_fact.workbook.calculation import asking as calculation
from xl_fact.workbook.sealing import sealed

DAILY = ("日期", "GMV（元）", "GPM（元/千次）")


def table(sheet: Any, area: str, name: str, headings: tuple[str, ...]) -> None:
    sheet.add_table(area, {"name": name, "columns": [{"header": heading} for heading in headings]})


def filled(path: Path, report: Any = None) -> tuple[openpyxl.Workbook, openpyxl.Workbook, Any]:
    """The template filled: formulas, values, and the result."""
    result = write_report(report or invented.report(), path.with_name(f"filled {path.name}"), template=path)
    return openpyxl.load_workbook(result.path), openpyxl.load_workbook(result.path, data_only=True), result


# -------------------------------------------------------------------- the house template
def test_the_shipped_template_is_the_one_that_is_drawn() -> None:
    shipped = ROOT / "templates" / "monthly_report.xlsx"
    assert shipped.read_bytes() == house_template(), "make docs"


@pytest.mark.slow
def test_another_process_draws_the_same_bytes(tmp_path: Path) -> None:
    code = "import sys; from xl_fact.drawing.shipped import new_template; new_template(sys.argv[1])"
    subprocess.run([sys.executable, "-c", code, tmp_path / "again.xlsx"], check=True)
    assert (tmp_path / "again.xlsx").read_bytes() == sealed(house_template())


@pytest.mark.parametrize("lang", ["zh", pytest.param("en", marks=pytest.mark.slow)])
def test_the_house_template_can_be_filled(tmp_path: Path, lang: Any) -> None:
    path = new_template(tmp_path / "house.xlsx", lang)
    assert not check_template(path)
    assert not lint.faults(path)
    _, values, result = filled(path, invented.report(lang=lang))
    assert not lint.faults(result.path)
    sheet = values["FACT对比" if lang == "zh" else "FACT"]
    rows = [[c.value for c in row][1:] for row in sheet.iter_rows(min_row=6, max_row=11)]
    assert "2026年2月" in rows[0][0] if lang == "zh" else "February 2026" in rows[0][0]
    assert [row[1] for row in rows[2:]] == [28_000, 11_200, 16_800, 56_000]
    with zipfile.ZipFile(result.path) as archive:
        charts = [archive.read(n).decode() for n in archive.namelist() if "/charts/chart" in n]
        shown = [archive.read(n).decode() for n in archive.namelist() if "worksheets/sheet" in n]
    assert not any("{{" in text for text in (*charts, *shown))
    bubbles = next(chart for chart in charts if "<bubbleChart>" in chart)
    assert bubbles.count("<ser>") == 3
    assert all(f'"{HUES[letter]}"' in bubbles for letter in "FAS")
    assert "<max " not in bubbles  # its axes fit any month
    assert set(re.findall('dLblPos val="(.*?)"', bubbles)) == {"r"}  # and so do its names
    titles = [
        c.value for row in values["达人AT" if lang == "zh" else "Creators A-T"].iter_rows() for c in row
    ]
    assert ("达人：前 1 / 共 1 位，按 GMV" if lang == "zh" else "Creators: first 1 of 1, by GMV") in titles


@pytest.mark.slow
def test_the_validator_finds_nothing_in_a_filled_house_template(tmp_path: Path) -> None:
    *_, result = filled(new_template(tmp_path / "house.xlsx"))
    assert not validator.faults(result.path)


@pytest.mark.slow
def test_a_finished_report_is_a_template_too(tmp_path: Path) -> None:
    first = write_report(invented.report(), tmp_path / "first.xlsx").path
    again = filled(new_template(tmp_path / "house.xlsx"))[2].path
    for path in (first, again):
        _, values, result = filled(path, invented.report(Brand(name="乙")))
        assert values["概览"]["B7"].value == 56_000
        assert "甲牌" not in str([[c.value for c in row] for row in values["数据"].iter_rows(min_row=4)])
        assert not lint.faults(result.path)


# -------------------------------------------------------------------- the contract
def test_every_name_of_a_report_is_in_the_catalogue() -> None:
    whole = full_offer()
    for brand in (invented.BRAND, Brand(name="乙")):
        offer = offer_of(invented.report(brand))
        assert offer.figures.keys() <= whole.figures.keys()
        assert offer.tables.keys() <= whole.tables.keys()
        assert set(offer.texts) <= set(whole.texts)
        for key, one in offer.tables.items():
            assert {c.key for c in one.columns} <= {c.key for c in whole.tables[key].columns}


@pytest.mark.parametrize(("lang", "name"), [("zh", "templates.md"), ("en", "templates.en.md")])
def test_the_documentation_lists_every_name(lang: Any, name: str) -> None:
    page = (ROOT / "docs" / name).read_text("utf-8")
    assert page == documented(page, lang), "make docs"
    assert all(f"`{n}`" in page for n in full_offer().names)


def test_texts_hold_figures_as_people_write_them() -> None:
    texts = texts_of(invented.report())
    assert (texts["gmv"], texts["roi"], texts["refund_rate"]) == ("5.6万", "3.33", "12.0%")
    assert texts["gmv.name"] == "GMV·用户支付（元）"


def test_a_heading_of_another_money_changes_and_what_names_it_follows(tmp_path: Path) -> None:
    path = tmp_path / "other.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet("日")
        table(sheet, "A1:C2", "xf_daily", ("日期", "GMV（美元）", "GPM (USD per 1000)"))
        sheet.write_formula("F1", "=SUM(xf_daily[GMV（美元）])", None, 0)
    formulas, values, result = filled(path)
    assert [c.value for c in formulas["日"][1]][:3] == ["日期", "GMV（元）", "GPM (CNY per 1000)"]
    assert formulas["日"]["F1"].value == "=SUM(xf_daily[GMV（元）])"
    assert values["日"]["F1"].value == 56_000
    assert not lint.faults(result.path)


def test_a_sentence_that_is_a_whole_cell_is_a_formula(tmp_path: Path) -> None:
    """Where what it rests on stands in the template; inside other text, and where that is missing, it is the value."""
    path = tmp_path / "board.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet("看板")
        sheet.write("A1", "GMV 目标")
        book.define_name("xf_target_gmv", "=看板!$B$1")
        sheet.write("A2", "{{gmv.note}}")
        sheet.write("A3", "本月：{{ gmv.note }}")
        sheet.write("A4", "{{ headline }}")
    formulas, values, _ = filled(path)
    board, report = formulas["看板"], invented.report()
    assert board["A2"].value == (
        '=IF(COUNT($B$1)=1,"目标 "&IF(ABS($B$1)>=10000,TEXT(ROUND($B$1/10000,1),"#,##0.0")&"万",'
        'IF(ABS($B$1)>=1000,TEXT(ROUND($B$1,0),"#,##0"),TEXT(ROUND($B$1,2),"#,##0.00"))),"")'
    )
    assert values["看板"]["A2"].value == "目标 6.0万"
    assert (board["A3"].value, board["A4"].value) == ("本月：目标 6.0万", report.texts["headline"])


# -------------------------------------------------------------------- the check
def broken(path: Path) -> Path:
    """One of everything that can be wrong."""
    with xlsxwriter.Workbook(path) as book:
        board = book.add_worksheet("看板")
        book.define_name("xf_gmvv", "=看板!$B$2")
        book.define_name("xf_roi", "=看板!#REF!")
        book.define_name("xf_daily", "=看板!$A$1:$B$4")
        book.define_name("xf_cost", "=日!$B$3")
        board.write("A1", "{{ haedline }}")
        board.write("A2", "本月 {{ brand")
        board.write_rich_string("A3", "{{ ", book.add_format({"bold": True}), "period", " }}")
        board.write_formula("A4", '="{{ brand }}"')
        board.write_formula("B5", "=SUM(B2:B3")
        board.write_formula("B6", "=没有的表!A1")
        board.write_formula("B7", "=SUM(xf_compare[没有的列])")
        days = book.add_worksheet("日")
        table(days, "A1:D2", "xf_campaign_days", ("日期", "GMV（元）", "备注", "投放花费（元)"))
        days.write("B9", "下面的话")
        other = book.add_worksheet("表")
        table(other, "A1:B3", "xf_compar", ("阵地", "GMV"))
        table(other, "D1:E6", "xf_compare", ("阵地", "GMV·用户支付（元）"))
    with zipfile.ZipFile(path) as archive:
        parts = {n: archive.read(n) for n in archive.namelist()}
    name = "xl/worksheets/sheet3.xml"
    merged = b'</sheetData><mergeCells count="1"><mergeCell ref="D5:E5"/></mergeCells>'
    parts[name] = parts[name].replace(b"</sheetData>", merged)
    with zipfile.ZipFile(path, "w") as archive:
        for part, data in parts.items():
            archive.writestr(part, data)
    return path


def test_every_problem_at_once_with_its_place(tmp_path: Path) -> None:
    path = broken(tmp_path / "broken.xlsx")
    found = {(p.where, p.zh) for p in check_template(path, invented.report())}
    places = {where for where, _ in found}
    expected = {
        "看板!B2": "是不是 xf_gmv",
        "xf_roi =看板!#REF!": "#REF!",
        "看板!A1": "是不是 {{ headline }}",
        "看板!A2": "没有用 }} 收尾",
        "看板!A3": "不同格式",
        "看板!A4": "公式里的 {{ }}",
        "看板!B5": "不完整",
        "看板!B6": "不存在的 没有的表",
        "看板!B7": "不存在的 没有的列",
        "日!C1": "“备注”不在报告里",
        "日!B9": "盖住这里的内容",
        "表!A1": "是不是 xf_compare",
        "表!D5:E5": "合并单元格",
    }
    for where, words in expected.items():
        assert any(w == where and words in zh for w, zh in found), (where, sorted(found))
    assert any("Ctrl+T" in zh for _, zh in found)
    assert len(places) >= len(expected)
    with pytest.raises(InputError) as told:
        write_report(invented.report(), tmp_path / "out.xlsx", template=path)
    assert told.value.exit_code == 2
    assert all(f"{where}：" in told.value.zh and f"{where}: " in told.value.en for where in expected)
    assert [p.name for p in tmp_path.iterdir()] == ["broken.xlsx"]


@pytest.mark.parametrize(
    ("name", "data", "words"),
    [
        ("a.xls", b"\xd0\xcf\x11\xe0", "另存为 .xlsx"),
        ("a.xlsx", b"\xd0\xcf\x11\xe0" + bytes(600), "密码"),
        ("a.xlsx", b"not a zip", "不是完好的 Excel"),
        ("a.xlsx", None, "打不开"),
    ],
)
def test_what_is_no_workbook_is_said_so(tmp_path: Path, name: str, data: bytes | None, words: str) -> None:
    if data is not None:
        (tmp_path / name).write_bytes(data)
    (problem,) = check_template(tmp_path / name)
    assert words in problem.zh


@pytest.mark.parametrize("damage", ["cut", "overwritten", "locked"])
def test_a_damaged_template_is_said_so(tmp_path: Path, damage: str) -> None:
    path = new_template(tmp_path / "t.xlsx")
    data = bytearray(path.read_bytes())
    with zipfile.ZipFile(path) as archive:
        at = archive.getinfo("xl/worksheets/sheet3.xml").header_offset
    if damage == "cut":
        del data[len(data) // 2 :]
    elif damage == "overwritten":
        data[at + 100 : at + 200] = bytes(100)
    else:
        for mark, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
            found = -1
            while (found := data.find(mark, found + 1)) >= 0:
                data[found + offset] |= 1
    path.write_bytes(data)
    (problem,) = check_template(path)
    assert "请重新保存" in problem.zh
    assert "save it again" in problem.en
    with pytest.raises(InputError, match="没有写任何文件"):
        write_report(invented.report(), tmp_path / "out.xlsx", template=path)
    assert [p.name for p in tmp_path.iterdir()] == ["t.xlsx"]


def test_the_commands_list_every_problem_and_write_nothing(tmp_path: Path) -> None:
    path, book = broken(tmp_path / "broken.xlsx"), tmp_path / "月报.xlsx"
    write_report(invented.report(), book)
    last_month = book.read_bytes()
    export = workbook(tmp_path / "成交.xlsx", compass_sheets((1, 2)))
    count = len(check_template(path))
    for lang, colon in {"zh": "：", "en": ": "}.items():
        checked = CliRunner().invoke(app, ["template", "check", str(path), "--lang", lang])
        assert checked.exit_code == 2
        assert len(checked.output.splitlines()) == count
        words = ["report", str(export), "--month", "2026-06", "--template", str(path), "--out", str(book)]
        made = CliRunner().invoke(app, [*words, "--lang", lang])
        assert made.exit_code == 2
        head, *lines = made.output.splitlines()
        assert str(len(lines)) in head
        for at in ("看板!B2", "看板!B5", "看板!B6", "日!C1", "表!A1", "表!D5:E5"):
            assert any(line.startswith(at + colon) for line in checked.output.splitlines())
            assert any(line.startswith(at + colon) for line in lines)
    assert book.read_bytes() == last_month
    assert {p.name for p in tmp_path.iterdir()} == {"broken.xlsx", "月报.xlsx", "成交.xlsx"}


def test_a_workbook_without_names_is_told_where_to_begin(tmp_path: Path) -> None:
    with xlsxwriter.Workbook(tmp_path / "empty.xlsx") as book:
        book.add_worksheet("空").write("A1", "什么都没有")
    (problem,) = check_template(tmp_path / "empty.xlsx")
    assert "xl-fact template new" in problem.zh


# -------------------------------------------------------------------- growing
def with_content_below(path: Path, *, moves: bool) -> Path:
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet("日")
        table(sheet, "A2:C3", "xf_daily", DAILY)
        sheet.write("A6", "下面的话")
        sheet.write_formula("B6", "=SUM(B3:B3)", None, 0)
        sheet.write_formula("B7", "=B6/2", None, 0)
        sheet.write_comment("A6", "批注")
        sheet.merge_range("A8:C8", "合并")
        sheet.write_url("A9", "https://example.com/")
        chart = book.add_chart({"type": "column"})
        chart.add_series({"values": "=日!$B$3:$B$3"})
        sheet.insert_chart("E10", chart)
        book.define_name("下面", "=日!$A$6")
        if moves:
            book.define_name("xf_move_below", "=TRUE")
    return path


def test_content_below_is_protected(tmp_path: Path) -> None:
    path = with_content_below(tmp_path / "below.xlsx", moves=False)
    (problem,) = check_template(path, invented.report())
    assert problem.where == "日!A6"
    assert "xf_move_below" in problem.zh


def test_rows_below_move_down_when_the_template_says_so(tmp_path: Path) -> None:
    path = with_content_below(tmp_path / "below.xlsx", moves=True)
    formulas, values, result = filled(path)
    sheet = formulas["日"]
    assert sheet.tables["xf_daily"].ref == "A2:C30"
    assert (sheet["A33"].value, sheet["B33"].value, sheet["B34"].value) == (
        "下面的话",
        "=SUM(B3:B30)",
        "=B33/2",
    )
    assert (values["日"]["B33"].value, values["日"]["B34"].value) == (56_000, 28_000)
    assert sheet["A33"].comment.text == "批注"
    assert str(sheet.merged_cells) == "A35:C35"
    assert sheet["A36"].hyperlink is not None
    assert formulas.defined_names["下面"].value == "日!$A$33"
    assert sheet._charts[0].anchor._from.row == 9 + 27
    with zipfile.ZipFile(result.path) as archive:
        vml = archive.read("xl/drawings/vmlDrawing1.vml").decode()
    assert "<x:Row>32</x:Row>" in vml
    assert not lint.faults(result.path)


def test_formulas_that_share_their_text_are_told_apart_where_rows_move(tmp_path: Path) -> None:
    path = with_content_below(tmp_path / "shared.xlsx", moves=True)
    with zipfile.ZipFile(path) as archive:
        parts = {n: archive.read(n) for n in archive.namelist()}
    name = "xl/worksheets/sheet1.xml"
    shared = (
        '<row r="12"><c r="A12"><f t="shared" ref="A12:A13" si="0">B2</f><v>0</v></c></row>'
        '<row r="13"><c r="A13"><f t="shared" si="0"/><v>0</v></c></row>'
        '<row r="14"><c r="A14"><f t="shared" ref="A14:A15" si="1">B6</f><v>0</v></c></row>'
        '<row r="15"><c r="A15"><f t="shared" si="1"/><v>0</v></c></row></sheetData>'
    )
    parts[name] = parts[name].replace(b"</sheetData>", shared.encode())
    with zipfile.ZipFile(path, "w") as archive:
        for part, data in parts.items():
            archive.writestr(part, data)
    formulas, values, _ = filled(path)
    sheet = formulas["日"]
    assert [sheet[f"A{n}"].value for n in (39, 40, 41, 42)] == ["=B2", "=B3", "=B33", "=B34"]
    assert [values["日"][f"A{n}"].value for n in (40, 41, 42)] == [2_000, 56_000, 28_000]


def test_a_shorter_month_leaves_nothing_of_the_longer_one(tmp_path: Path) -> None:
    path = tmp_path / "long.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet("日")
        table(sheet, "A1:C32", "xf_daily", DAILY)
        for row in range(1, 32):
            sheet.write_row(row, 0, [row, -1, -1])
            sheet.write(row, 5, "旁边")
    formulas, values, _ = filled(path)
    assert formulas["日"].tables["xf_daily"].ref == "A1:C29"
    assert all(values["日"].cell(row, c).value is None for row in (30, 31, 32) for c in (1, 2, 3))
    assert [values["日"].cell(row, 6).value for row in (29, 30, 32)] == ["旁边"] * 3


# -------------------------------------------------------------------- formulas of one's own
def with_formulas(path: Path, *texts: str) -> Path:
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet("看板")
        book.define_name("xf_gmv", "=看板!$A$1")
        for row, text in enumerate(texts):
            sheet.write_formula(row, 1, text, None, 99)
    return path


def test_what_the_engine_does_not_know_is_left_without_a_value_and_named(tmp_path: Path) -> None:
    path = with_formulas(
        tmp_path / "f.xlsx",
        "=xf_gmv+1",
        "=AGGREGATE(9,6,A1:A1)",
        "=IFERROR(AGGREGATE(9,6,A1:A1),0)",
        "=B2+1",
        "=5",
    )
    _, values, result = filled(path)
    assert [values["看板"].cell(row, 2).value for row in range(1, 6)] == [56_001, None, None, None, 99]
    told = next(zh for zh, _ in result.notes if "缓存值" in zh)
    assert all(at in told for at in ("看板!B2", "看板!B3", "看板!B4"))


def test_without_the_engine_the_line_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(calculation.importlib.util, "find_spec", lambda name: None)
    _, values, result = filled(with_formulas(tmp_path / "f.xlsx", "=xf_gmv+1"))
    assert values["看板"]["B1"].value is None
    assert any("pip install ironcalc" in zh for zh, _ in result.notes)
    with zipfile.ZipFile(result.path) as archive:
        assert 'fullCalcOnLoad="1"' in archive.read("xl/workbook.xml").decode()


def test_formulas_that_take_for_ever_are_given_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XL_FACT_FORMULA_SECONDS", "0.01")
    _, values, result = filled(with_formulas(tmp_path / "f.xlsx", "=xf_gmv+1"))
    assert values["看板"]["B1"].value is None
    assert any("看板!B1" in zh for zh, _ in result.notes)


@pytest.mark.parametrize(("suffix", "kind"), [(".xltx", "sheet.main"), (".xltm", "macroEnabled.main")])
def test_an_excel_template_becomes_a_workbook(tmp_path: Path, suffix: str, kind: str) -> None:
    path = with_formulas(tmp_path / "f.xlsx", "=xf_gmv")
    with zipfile.ZipFile(path) as archive:
        parts = {n: archive.read(n) for n in archive.namelist()}
    old = b"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
    new = {
        ".xltx": old.replace(b"sheet.main", b"template.main"),
        ".xltm": b"application/vnd.ms-excel.template.macroEnabled.main+xml",
    }
    parts["[Content_Types].xml"] = parts["[Content_Types].xml"].replace(old, new[suffix])
    with zipfile.ZipFile(tmp_path / f"t{suffix}", "w") as archive:
        for part, data in parts.items():
            archive.writestr(part, data)
    other, right = (".xlsm", ".xlsx") if suffix == ".xltx" else (".xlsx", ".xlsm")
    with pytest.raises(InputError, match=rf"out\{right}"):
        write_report(invented.report(), tmp_path / f"out{other}", template=tmp_path / f"t{suffix}")
    result = write_report(invented.report(), tmp_path / f"out{right}", template=tmp_path / f"t{suffix}")
    assert [path.name for path in tmp_path.glob("out*")] == [f"out{right}"]
    with zipfile.ZipFile(result.path) as archive:
        types = archive.read("[Content_Types].xml").decode()
    assert kind in types
    assert "template" not in types
