"""Broken, hostile and mistaken files: one clear line each, nothing taken from them, the others still read."""

from __future__ import annotations

import datetime as dt
import io
import re
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from lookalikes import CREATIVE_ROWS, compass_sheets, delimited, transactions, workbook
from msoffcrypto.format.ooxml import OOXMLFile
from pandas.testing import assert_frame_equal

from xl_fact.errors import InputError
from xl_fact.exports import dates, describe, facts, read_exports
from xl_fact.exports.guard import Limits

NAME = "抖音电商罗盘-成交分析-20260601-20260602.xlsx"
CHEAP = Limits(memory_mb=2048, seconds=30)


@pytest.fixture
def good(tmp_path: Path) -> Path:
    (tmp_path / "good").mkdir()
    return workbook(tmp_path / "good" / NAME, compass_sheets((1, 2)))


@pytest.fixture
def bad(tmp_path: Path) -> Path:
    (tmp_path / "bad").mkdir()
    return tmp_path / "bad" / NAME


def refused(path: Path, limits: Limits = CHEAP) -> InputError:
    """The one line a file gets; also beside a good file, which must still be read."""
    with pytest.raises(InputError) as caught:
        read_exports(path, limits=limits)
    error = caught.value
    assert path.name in error.zh
    assert path.name in error.en
    assert "\n" not in error.zh + error.en
    assert not re.search(r"Traceback|Error\b|0x", error.zh)
    (description,) = describe(path, limits=limits)
    assert description.error is not None
    assert [p.name for p in path.parent.iterdir()] == [path.name], "nothing left behind"
    return error


def parts_of(path: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def packed(path: Path, parts: dict[str, bytes]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return path


def changed(good: Path, bad: Path, change: Callable[[dict[str, bytes]], object]) -> Path:
    parts = parts_of(good)
    change(parts)
    return packed(bad, parts)


def test_a_password(good: Path, bad: Path) -> None:
    locked = io.BytesIO()
    with good.open("rb") as file:
        OOXMLFile(file).encrypt("secret", locked)
    bad.write_bytes(locked.getvalue())
    error = refused(bad)
    assert error.zh == f"{NAME}：文件有打开密码，请另存为无密码的副本"
    assert error.en == f"{NAME}: protected by a password; save a copy without one"


def test_a_zip_with_a_password(good: Path, bad: Path) -> None:
    data = bytearray(good.read_bytes())
    for mark, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = -1
        while (at := data.find(mark, at + 1)) >= 0:
            data[at + offset] |= 1
    bad.write_bytes(data)
    assert "压缩包有密码" in refused(bad).zh


def test_csv_named_xlsx(tmp_path: Path) -> None:
    reading = read_exports(delimited(tmp_path / "素材.xlsx", CREATIVE_ROWS))
    assert facts.total(reading.facts, "cost") == 2100.5
    assert (
        "素材.xlsx 实为文本（CSV），已按 CSV 读",
        "素材.xlsx is really delimited text and was read as such",
    ) in reading.sources[0].notes


def test_xlsx_named_csv(good: Path, tmp_path: Path) -> None:
    file = tmp_path / "成交.csv"
    file.write_bytes(good.read_bytes())
    reading = read_exports(file)
    assert any("实为 Excel 工作簿，已按工作簿读" in zh for zh, _ in reading.sources[0].notes)
    assert_frame_equal(reading.facts.drop(columns="file"), read_exports(good).facts.drop(columns="file"))


@pytest.mark.parametrize(
    "html",
    ["<html><table><tr><td>日期</td></tr></table></html>", "\ufeff<!DOCTYPE html>\n<body>", "  <table>"],
)
def test_html_named_xlsx(bad: Path, html: str) -> None:
    bad.write_text(html, encoding="utf-8")
    error = refused(bad)
    assert "实为网页（HTML/XML），不是表格文件；请用 Excel 打开后另存为 .xlsx" in error.zh
    assert "really a web page (HTML/XML)" in error.en


@pytest.mark.parametrize("keep", [0.1, 0.5, 0.9, 0.999])
def test_a_truncated_file(good: Path, bad: Path, keep: float) -> None:
    data = good.read_bytes()
    bad.write_bytes(data[: int(len(data) * keep)])
    assert refused(bad).zh == f"{NAME}：文件损坏，请重新导出"


@pytest.mark.parametrize(
    "part",
    ["xl/workbook.xml", "xl/_rels/workbook.xml.rels", "xl/worksheets/sheet2.xml", "xl/sharedStrings.xml"],
)
def test_a_missing_part(good: Path, bad: Path, part: str) -> None:
    changed(good, bad, lambda parts: parts.pop(part))
    error = refused(bad)
    assert "文件损坏，请重新导出" in error.zh or "认不出是哪种导出" in error.zh or "缺少必需的列" in error.zh


def test_broken_xml(good: Path, bad: Path) -> None:
    changed(
        good,
        bad,
        lambda parts: parts.update({"xl/worksheets/sheet2.xml": parts["xl/worksheets/sheet2.xml"][:-2000]}),
    )
    assert "文件损坏，请重新导出" in refused(bad).zh


SHEET = "xl/worksheets/sheet2.xml"
ODD = {  # what calamine stumbles over and openpyxl doesn't → the part, what stands there, what comes instead
    "an error that came with a new Excel": (SHEET, "</row>", '<c r="AB1" t="e"><v>#BUSY!</v></c></row>'),
    "an empty dimension": (SHEET, r'<dimension ref="[^"]*"/>', '<dimension ref=""/>'),
    "a relative path": ("xl/_rels/workbook.xml.rels", 'Target="worksheets', 'Target="../xl/worksheets'),
}


def rewritten(good: Path, bad: Path, part: str, old: str, new: str) -> Path:
    def rewrite(parts: dict[str, bytes]) -> None:
        parts[part] = re.sub(old.encode(), new.encode(), parts[part], count="_rels" not in part)

    return changed(good, bad, rewrite)


@pytest.mark.parametrize("fault", ODD)
def test_what_only_openpyxl_reads(good: Path, bad: Path, fault: str) -> None:
    reading = read_exports(rewritten(good, bad, *ODD[fault]), limits=CHEAP)
    assert_frame_equal(reading.facts, read_exports(good).facts)
    ((zh, en),) = [note for note in reading.sources[0].notes if "openpyxl" in note[0]]
    assert re.fullmatch(
        rf"{NAME} 写得不合规范（工作表：.*自营成交.*），calamine 读不了，已改用 openpyxl 读", zh
    )
    assert re.fullmatch(
        rf"{NAME} is not written by the rules \(sheets: .*自营成交.*\): calamine cannot read it, openpyxl did",
        en,
    )
    if SHEET in ODD[fault]:
        assert "合作成交" not in zh, "the other sheets are calamine's"


@pytest.mark.parametrize(
    ("part", "old", "new"),
    [
        (SHEET, "</row>", '<c r="AB1" t="s"><v>99999</v></c></row>'),
        (SHEET, ' t="s"', ' t="S"'),
        (SHEET, "</row></sheetData>", '<c r="AB49" t="e"><v>#BUSY!</v></c></row></sheet>'),
        ("xl/workbook.xml", "<sheet ", '<sheet state="odd" '),
    ],
)
def test_what_neither_reads(good: Path, bad: Path, part: str, old: str, new: str) -> None:
    assert refused(rewritten(good, bad, part, old, new)).zh == f"{NAME}：文件损坏，请重新导出"


def test_the_second_reader_has_the_same_limits(good: Path, bad: Path) -> None:
    far = '</row><row r="1048576"><c r="A1048576" t="e"><v>#BUSY!</v></c></row></sheetData>'
    rewritten(good, bad, SHEET, "</row></sheetData>", far)
    with pytest.raises(InputError, match=r"1 秒内没读完，已停止|解析中止"):
        read_exports(bad, limits=Limits(seconds=1))
    rewritten(good, bad, "xl/_rels/workbook.xml.rels", 'Target="worksheets', 'Target="../xl/worksheets')
    error = refused(bad, Limits(cells=100))
    assert "表格用到的区域过大" in error.zh, "the guard looks at the sheets that openpyxl would find"


def test_a_damaged_part(good: Path, bad: Path) -> None:
    data = bytearray(good.read_bytes())
    with zipfile.ZipFile(good) as archive:
        at = archive.getinfo("xl/worksheets/sheet2.xml").header_offset + 200
    data[at : at + 400] = bytes(400)
    bad.write_bytes(data)
    assert re.search("文件损坏，请重新导出|解压后比声明的大", refused(bad).zh)


def test_a_figure_that_changed_on_its_way(good: Path, bad: Path) -> None:
    parts = parts_of(good)
    with zipfile.ZipFile(bad, "w", zipfile.ZIP_STORED) as archive:
        for name, part in parts.items():
            archive.writestr(name, part)
    data = bad.read_bytes()
    value = re.search(rb"<v>(\d{4,})\.", data)
    assert value is not None
    bad.write_bytes(data[: value.start(1)] + b"9" + data[value.start(1) + 1 :])
    assert refused(bad).zh == f"{NAME}：文件损坏，请重新导出"


@pytest.mark.parametrize(
    "part",
    [
        "xl/worksheets/sheet2.xml",
        "xl/workbook.xml",
        "xl/styles.xml",
        "docProps/core.xml",
        "xl/theme/theme1.xml",
    ],
)
def test_a_dtd(good: Path, bad: Path, part: str) -> None:
    dtd = b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]>'

    def insert(parts: dict[str, bytes]) -> None:
        head, mark, rest = parts[part].partition(b"?>")
        parts[part] = head + mark + dtd + rest

    changed(good, bad, insert)
    error = refused(bad)
    assert f"拒绝读取，部件 {part} 含 DTD/实体声明" in error.zh
    assert "declares a DTD or entities" in error.en


def test_links_and_macros_are_left_alone(good: Path, bad: Path) -> None:
    changed(
        good,
        bad,
        lambda parts: parts.update(
            {
                "xl/vbaProject.bin": b"\xd0\xcf\x11\xe0 macro",
                "xl/externalLinks/externalLink1.xml": b'<externalLink xmlns="x"/>',
                "xl/externalLinks/_rels/externalLink1.xml.rels": b'<Relationships><Relationship Id="rId1" '
                b'TargetMode="External" Target="http://example.invalid/x.xlsx"/></Relationships>',
            }
        ),
    )
    assert_frame_equal(read_exports(bad).facts, read_exports(good).facts)


def test_a_zip_bomb(bad: Path, good: Path) -> None:
    changed(good, bad, lambda parts: parts.update({"xl/worksheets/sheet2.xml": bytes(200 << 20)}))
    error = refused(bad)
    assert re.search(
        r"压缩比达 [\d,]+:1，疑为压缩炸弹；上限 100，确认可信后可用环境变量 XL_FACT_MAX_RATIO 调高", error.zh
    )
    assert "raise XL_FACT_MAX_RATIO" in error.en


def test_a_zip_bomb_that_lies(bad: Path, good: Path) -> None:
    changed(good, bad, lambda parts: parts.update({"xl/worksheets/sheet2.xml": b" " * (50 << 20)}))
    data = bytearray(bad.read_bytes())
    said = (50 << 20).to_bytes(4, "little")
    while (at := data.find(said)) >= 0:
        data[at : at + 4] = (90_000).to_bytes(4, "little")
    bad.write_bytes(data)
    assert "解压后比声明的大" in refused(bad).zh


def test_too_many_parts(bad: Path, good: Path) -> None:
    changed(good, bad, lambda parts: parts.update({f"xl/media/{n}.png": b"x" for n in range(1200)}))
    assert "XL_FACT_MAX_PARTS" in refused(bad).zh


def test_a_limit_can_be_raised(bad: Path, good: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    changed(good, bad, lambda parts: parts.update({f"xl/media/{n}.png": b"x" for n in range(1200)}))
    monkeypatch.setenv("XL_FACT_MAX_PARTS", "5000")
    assert len(read_exports(bad).facts) == len(read_exports(good).facts)


@pytest.mark.parametrize("name", ["../../evil.xml", "/etc/passwd", "C:/evil.xml", "xl\\..\\..\\evil"])
def test_an_unsafe_path(bad: Path, good: Path, name: str) -> None:
    changed(good, bad, lambda parts: parts.update({name: b"x"}))
    assert "部件路径不安全" in refused(bad).zh


def test_a_cell_in_the_farthest_corner(bad: Path) -> None:
    packed(
        bad,
        parts_of(workbook(bad, {"自营成交": [["日期"]]}))
        | {
            "xl/worksheets/sheet1.xml": b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
            b'<row r="1"><c r="A1"><v>1</v></c></row>'
            b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData></worksheet>'
        },
    )
    assert bad.stat().st_size < 10_000
    error = refused(bad)
    assert "表格用到的区域过大：1,048,576 行 × 16,384 列；上限 40,000,000" in error.zh
    assert "the used range is too large: 1,048,576 rows by 16,384 columns" in error.en


def test_the_parser_may_die(bad: Path, good: Path) -> None:
    """A sparse sheet that passes the guard but not the parser's memory."""
    sheet = (
        b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
        b'<row r="1"><c r="A1"><v>1</v></c></row><row r="50000"><c r="ZZ50000"><v>1</v></c></row></sheetData></worksheet>'
    )
    changed(good, bad, lambda parts: parts.update({"xl/worksheets/sheet2.xml": sheet}))
    error = refused(bad, Limits(memory_mb=600, seconds=30))
    assert "解析中止（内存上限 600 MB，可用环境变量 XL_FACT_MAX_MEMORY_MB 调高）" in error.zh


def test_the_parser_may_take_too_long(bad: Path, good: Path) -> None:
    bad.write_bytes(good.read_bytes())
    error = refused(bad, Limits(seconds=0))
    assert "0 秒内没读完，已停止" in error.zh


OTHERS = {
    "表.xlsb": (
        {"xl/workbook.bin": b"x", "[Content_Types].xml": b"x"},
        "Excel 二进制工作簿 (.xlsb)，暂不支持，请另存为 .xlsx",
    ),
    "表.numbers": ({"Index/Document.iwa": b"x"}, "Apple Numbers 表格 (.numbers)，暂不支持，请另存为 .xlsx"),
    "表.ods": ({"content.xml": b"x", "mimetype": b"x"}, "OpenDocument 表格 (.ods)，暂不支持，请另存为 .xlsx"),
    "文.xlsx": ({"word/document.xml": b"x"}, "Word 文档，暂不支持"),
    "包.xlsx": ({"readme.txt": b"x"}, "普通压缩包，请先解压再导入里面的文件"),
}


@pytest.mark.parametrize("name", OTHERS)
def test_other_kinds_are_named(tmp_path: Path, name: str) -> None:
    parts, line = OTHERS[name]
    assert line in refused(packed(tmp_path / name, parts)).zh


def test_an_old_office_file_that_is_no_workbook(tmp_path: Path) -> None:
    file = tmp_path / "旧.et"
    file.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(2000))
    assert "旧版 Office 文件，里面没有工作簿；请另存为 .xlsx" in refused(file).zh
    file.write_bytes(
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600) + "Workbook".encode("utf-16-le") + bytes(2000)
    )
    assert "文件损坏，请重新导出" in refused(file).zh


@pytest.mark.parametrize(
    ("data", "line"),
    [
        (b"", "空文件"),
        (b"%PDF-1.7\n" + b"x" * 100, "不是表格文件，也不是文本"),
        (b"\x89PNG\r\n\x1a\n" + bytes(range(256)), "不是表格文件，也不是文本"),
        (b"\x81\x30\xff\xff,\x80\n" * 50, "文字编码认不出"),
        ('日期,金额\n20260601,"没有配对的引号\n'.encode() + b"x,y\n" * 100_000, "引号没有配对，或有控制字符"),
        ("只有一列\n甲\n".encode(), "认不出是哪种导出"),
    ],
)
def test_what_is_no_table(tmp_path: Path, data: bytes, line: str) -> None:
    file = tmp_path / "数据.csv"
    file.write_bytes(data)
    assert line in refused(file).zh


def test_no_such_file_and_an_empty_folder(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="没有这个文件"):
        read_exports(tmp_path / "没有.xlsx")
    with pytest.raises(InputError, match="里面没有可读的导出文件"):
        read_exports(tmp_path)


def test_lock_files_and_hidden_files_are_passed_over(good: Path) -> None:
    (good.parent / "~$锁.xlsx").write_bytes(b"x")
    (good.parent / ".隐藏.csv").write_bytes(b"x")
    assert len(read_exports(good.parent).sources) == 1


def test_two_heading_rows_and_negative_rows(tmp_path: Path) -> None:
    rows = [
        ["结算时间", "订单号", "子订单号", "结算金额", "结算账户", "结算单类型", "收入", "", "支出", ""],
        ["", "", "", "", "", "", "收入合计", "下单时间", "平台服务费", "达人佣金"],
        ["2026-06-03 10:00:00", "'1", "11\t", "90.00", "微信", "已结算", "100", "", "5.00", "5.00"],
        [
            "2026-07-03 10:00:00",
            "'1",
            "11\t",
            "-90.00",
            "微信",
            "结算后退款-非原路退回",
            "-100",
            "",
            "-5.00",
            "-5.00",
        ],
    ]
    frame = read_exports(delimited(tmp_path / "结算.csv", rows)).facts
    assert frame["gmv_settled"].tolist() == [90, -90]
    assert frame["commission"].tolist() == [5, -5]
    assert frame["order_id"].tolist() == ["11", "11"]
    assert facts.months(frame) == ["2026-06", "2026-07"]
    assert facts.total(facts.of_month(frame, "2026-06"), "gmv_settled") == 90


def test_a_session_across_midnight_belongs_to_its_first_day(tmp_path: Path) -> None:
    rows = [
        ["主播昵称", "直播开始时间", "直播结束时间", "直播时长(分钟)", "直播间用户支付金额"],
        ["号甲", "2026/06/30 22:00:00", "2026/07/01 02:00:00", "240", "100"],
    ]
    frame = read_exports(delimited(tmp_path / "直播.csv", rows)).facts
    assert frame["date"].tolist() == [dt.datetime(2026, 6, 30)]
    assert facts.months(frame) == ["2026-06"]


def test_text_that_looks_like_a_formula_stays_text(tmp_path: Path) -> None:
    rows = [list(row) for row in CREATIVE_ROWS]
    rows[1][0] = '=HYPERLINK("http://example.invalid","x")'
    rows[2][0] = "@SUM(1+1)*cmd|' /C calc'!A0 😀"
    frame = read_exports(workbook(tmp_path / "素材.xlsx", {"Sheet1": rows})).facts
    assert frame["content"].tolist() == [rows[1][0], rows[2][0]]


def test_a_date_that_is_none_is_set_aside_and_counted(tmp_path: Path) -> None:
    rows = transactions((1,), 7)
    rows[1][0], rows[5][0] = "六月一日", ""
    reading = read_exports(delimited(tmp_path / "自营成交.csv", rows))
    assert reading.sources[0].aside[("日期读不出的行", "rows whose date cannot be read")] == 1
    assert reading.sources[0].aside[("没有日期的行", "rows without a date")] == 1
    assert reading.sources[0].rows_read == reading.sources[0].rows_used + sum(
        reading.sources[0].aside.values()
    )


def test_duplicate_headings(tmp_path: Path) -> None:
    rows = [
        [
            "Campaign ID",
            "Campaign name",
            "Cost",
            "Gross revenue",
            "SKU orders",
            "Gross revenue",
            "LIVE views",
        ],
        ["1", "a", "10", "50", "2", "7", "900"],
    ]
    frame = read_exports(delimited(tmp_path / "max.csv", rows)).facts
    assert frame["gmv_platform"].tolist() == [50]


@pytest.mark.parametrize("n", range(3))
def test_excel_dates_and_serials(tmp_path: Path, n: int) -> None:
    day: object = (dt.datetime(2026, 6, 1), 46174, "2026年6月1日")[n]
    rows = [["时间", "总佣金", "有效佣金", "失效佣金", "DOU+消耗"], [day, 9, 8, 1, 3]]
    if isinstance(day, dt.datetime):
        import xlsxwriter

        book = xlsxwriter.Workbook(tmp_path / "台账.xlsx", {"default_date_format": "yyyy-mm-dd"})
        sheet = book.add_worksheet()
        for r, row in enumerate(rows):
            for c, cell in enumerate(row):
                sheet.write(r, c, cell)
        book.close()
    else:
        workbook(tmp_path / "台账.xlsx", {"Sheet1": rows})
    frame = read_exports(tmp_path / "台账.xlsx").facts
    assert frame["date"].tolist() == [dt.datetime(2026, 6, 1)]
    assert facts.total(frame, "cost") == 3


@pytest.mark.parametrize(
    ("cell", "form", "day"),
    [
        ("46174", "", dt.datetime(2026, 6, 1)),
        ("2026年6月1", "", dt.datetime(2026, 6, 1)),
        ("2026-06-01T23:59:59.9999999+08:00", "", dt.datetime(2026, 6, 1, 23, 59, 59, 999_999)),
        ("2026-06-01 — 2026-06-07", "", dt.datetime(2026, 6, 1)),
        ("6月1日～6月7日", "", dt.datetime(2026, 6, 1)),
        ("2026-06-01", "md", dt.datetime(2026, 6, 1)),
        ("06/01/2026 10:00:00 PM", "dmy", dt.datetime(2026, 6, 1, 22)),
        ("30/06/2026", "", None),  # a column of which only the days after the 12th could be read
        ("06/30/2026", "dmy", None),
        ("06/01/2026 13:00:00 PM", "mdy", None),
        ("1970-01-01 08:00:00", "", None),  # an empty clock
        ("20262", "", None),  # a month, not the serial of a day in 1955
        ("202606011200", "", None),
        (6.1, "md", None),  # the 1st or the 10th
    ],
)
def test_a_day_that_could_be_another_is_not_read(cell: object, form: str, day: dt.datetime | None) -> None:
    if day is not None:
        assert dates.parse(cell, form, 2026) == day
        return
    with pytest.raises(ValueError, match=re.escape(repr(cell))):
        dates.parse(cell, form, 2026)
