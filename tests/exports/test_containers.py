"""The same table in every kind of workbook: .xlsx, .xlsb, .ods, .xls, .et; each within its memory, or refused."""

from __future__ import annotations

import resource
import struct
import sys
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from xml.sax.saxutils import escape

import pytest
from bad_files import biff, parts_of
from lookalikes import Rows, workbook
from pandas.testing import assert_frame_equal
from test_exports_formats import LAYOUTS, headings_of, sheet_of, table

from xl_fact.errors import InputError
from xl_fact.exports.formats.format import Layout
from xl_fact.exports.reading import read_exports
from xl_fact.exports.tables import parser

KINDS = {"compass_sessions-1", "compass_transactions-1", "alliance_commissions-1", "tiktok_orders-1"}
EVERY = pytest.mark.parametrize(
    ("name", "layout"), [pytest.param(*one, id=one[0]) for one in LAYOUTS if one[0] in KINDS]
)


def figures(rows: Rows) -> Rows:
    """Rows with their figures as numbers."""
    return [[float(c) if isinstance(c, str) and c.isdigit() else c for c in row] for row in rows]


# -------------------------------------------------------------------- writers, as small as can be
def as_xlsx(path: Path, name: str, rows: Rows) -> Path:
    return workbook(path.with_suffix(".xlsx"), {name: rows})


def as_xls(path: Path, name: str, rows: Rows) -> Path:
    file = path.with_suffix(".xls")
    file.write_bytes(biff(rows, name))
    return file


def as_et(path: Path, name: str, rows: Rows) -> Path:
    file = path.with_suffix(".et")
    file.write_bytes(biff(rows, name))
    return file


def as_ods(path: Path, name: str, rows: Rows) -> Path:
    """OpenDocument: a number has its value in an attribute, a text is a paragraph."""
    file = path.with_suffix(".ods")
    cells = "".join(
        "<table:table-row>"
        + "".join(
            f'<table:table-cell office:value-type="float" office:value="{cell}"/>'
            if isinstance(cell, float)
            else f'<table:table-cell office:value-type="string"><text:p>{escape(cell)}</text:p></table:table-cell>'
            for cell in row
        )
        + "</table:table-row>"
        for row in rows
    )
    spaces = " ".join(
        f'xmlns:{word}="urn:oasis:names:tc:opendocument:xmlns:{word}:1.0"'
        for word in ("office", "table", "text")
    )
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet", zipfile.ZIP_STORED)
        archive.writestr("META-INF/manifest.xml", "<manifest/>")
        archive.writestr(
            "content.xml",
            f'<office:document-content {spaces}><office:body><office:spreadsheet><table:table table:name="{name}">'
            f"{cells}</table:table></office:spreadsheet></office:body></office:document-content>",
        )
    return file


def as_xlsb(path: Path, name: str, rows: Rows) -> Path:
    """BIFF12: records of a type, a length and their bytes."""

    def number(value: int) -> Iterator[int]:
        while value > 0x7F:
            yield value & 0x7F | 0x80
            value >>= 7
        yield value

    def record(kind: int, data: bytes = b"") -> bytes:
        head = bytes([kind]) if kind < 0x80 else bytes([kind & 0xFF, kind >> 8])
        return head + bytes(number(len(data))) + data

    def text(words: str) -> bytes:
        return struct.pack("<I", len(words)) + words.encode("utf-16-le")

    sheet = [record(0x0181), record(0x0194, struct.pack("<IIII", 0, len(rows) - 1, 0, len(rows[0]) - 1))]
    sheet.append(record(0x0191))
    for n, row in enumerate(rows):
        sheet.append(record(0x00, struct.pack("<IIHBBBI", n, 0, 300, 0, 0, 0, 0)))
        for m, cell in enumerate(row):
            place = struct.pack("<II", m, 0)
            sheet.append(
                record(0x05, place + struct.pack("<d", cell))
                if isinstance(cell, float)
                else record(0x06, place + text(cell))
            )
    sheet += [record(0x0192), record(0x0182)]
    book = [
        record(0x0183),
        record(0x018F),
        record(0x019C, struct.pack("<II", 0, 1) + text("rId1") + text(name)),
    ]
    book += [record(0x0190), record(0x0184)]
    relation = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    package = "http://schemas.openxmlformats.org/package/2006/relationships"
    file = path.with_suffix(".xlsb")
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        for where, kind, target in (
            ("_rels/.rels", "officeDocument", "xl/workbook.bin"),
            ("xl/_rels/workbook.bin.rels", "worksheet", "worksheets/sheet1.bin"),
        ):
            archive.writestr(
                where,
                f'<Relationships xmlns="{package}"><Relationship Id="rId1" Type="{relation}/{kind}" '
                f'Target="{target}"/></Relationships>',
            )
        archive.writestr("xl/workbook.bin", b"".join(book))
        archive.writestr("xl/worksheets/sheet1.bin", b"".join(sheet))
    return file


WRITERS = [as_xls, as_et, as_ods, as_xlsb]


@EVERY
@pytest.mark.parametrize("write", WRITERS, ids=lambda write: write.__name__[3:])
def test_a_table_reads_the_same_from_every_container(
    name: str, layout: Layout, write: Callable[[Path, str, Rows], Path], tmp_path: Path
) -> None:
    rows = figures(table(layout, headings_of(layout), 28))
    plain = read_exports(as_xlsx(tmp_path / "表", sheet_of(layout), rows)).facts
    other = read_exports(write(tmp_path / "表", sheet_of(layout), rows)).facts
    assert len(plain)
    assert_frame_equal(other.drop(columns="file"), plain.drop(columns="file"))


# -------------------------------------------------------------------- workbooks put together in other ways
@EVERY
def test_parts_in_the_root_and_a_sheet_without_its_part(name: str, layout: Layout, tmp_path: Path) -> None:
    rows = figures(table(layout, headings_of(layout), 5))
    good = workbook(tmp_path / "表.xlsx", {sheet_of(layout): rows, "丢了": [["x"]]})
    plain = read_exports(good).facts
    parts = parts_of(good)
    moved = {
        part.removeprefix("xl/"): data.replace(b'"/xl/', b'"/').replace(b'"xl/', b'"')
        for part, data in parts.items()
    }
    del parts["xl/worksheets/sheet2.xml"]
    for changed, said in ((moved, False), (parts, True)):
        with zipfile.ZipFile(good, "w") as archive:
            for part, data in changed.items():
                archive.writestr(part, data)
        reading = read_exports(good)
        assert_frame_equal(reading.facts, plain)
        assert any("列出了工作表 丢了" in zh for zh, _ in reading.sources[0].notes) == said


@EVERY
@pytest.mark.parametrize("count", [1, 28], ids=["short", "long"])
def test_an_old_workbook_that_names_and_measures_itself_oddly(
    name: str, layout: Layout, count: int, tmp_path: Path
) -> None:
    """Its stream in capitals, and sheets said to reach to the last cell: 4 GB if they were believed."""
    rows = figures(table(layout, headings_of(layout), count))
    file = tmp_path / "表.xls"
    file.write_bytes(biff(rows, sheet_of(layout)))
    plain = read_exports(file).facts
    data = file.read_bytes()
    data = data.replace("Workbook".encode("utf-16-le"), "WORKBOOK".encode("utf-16-le"))
    size = struct.pack("<IIHH", 0, len(rows), 0, len(rows[0]))
    assert data.count(size) == 1
    file.write_bytes(data.replace(size, struct.pack("<IIHH", 0, 65_536, 0, 65_535)))
    before = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss  # the largest child of any test before
    assert_frame_equal(read_exports(file).facts, plain)
    assert resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss < max(before + 1, 1 << 20)


def test_cells_far_apart_in_an_old_workbook_stay_within_the_memory(tmp_path: Path) -> None:
    rows: Rows = [["日期"]]
    data = biff(rows, "甲")
    far = struct.pack("<HHHHHd", 0x0203, 14, 65_535, 65_535, 0, 1.0)
    end = data.index(struct.pack("<HH", 0x0204, 2 + 4 + 3 + 4))
    file = tmp_path / "表.xls"
    file.write_bytes(data[:end] + far + data[end:])
    with pytest.raises(InputError, match=r"解析中止（内存上限 1,000 MB|认不出|损坏"):
        read_exports(file)


# -------------------------------------------------------------------- blank cells that only have a style
def test_a_styled_blank_in_the_last_row_is_no_reason_to_refuse(tmp_path: Path) -> None:
    import xlsxwriter

    layout = next(layout for name, layout in LAYOUTS if name == "compass_sessions-1")
    rows = table(layout, headings_of(layout), 5)
    plain = read_exports(workbook(tmp_path / "表.xlsx", {sheet_of(layout): rows})).facts
    book = xlsxwriter.Workbook(tmp_path / "表.xlsx")
    sheet = book.add_worksheet(sheet_of(layout))
    for n, row in enumerate(rows):
        sheet.write_row(n, 0, row)
    for place in ((1_048_575, 0), (1_048_575, 60), (9, 16_383)):
        sheet.write_blank(*place, None, book.add_format({"bold": True}))
    book.close()
    assert_frame_equal(read_exports(tmp_path / "表.xlsx").facts, plain)
    book = xlsxwriter.Workbook(tmp_path / "表.xlsx")
    sheet = book.add_worksheet(sheet_of(layout))
    for n, row in enumerate(rows):
        sheet.write_row(n, 0, row)
    sheet.write(1_048_575, 60, "x")
    book.close()
    with pytest.raises(InputError, match="表格用到的区域过大：1,048,576 行 × 61 列"):
        read_exports(tmp_path / "表.xlsx")


@pytest.mark.skipif(sys.platform != "win32", reason="a job object is Windows' own: not tried here")
def test_windows_bounds_the_parser_by_a_job_object() -> None:
    parser.confine_on_windows(512, 600)
    with pytest.raises(MemoryError):
        bytearray(600 << 20)


@pytest.mark.parametrize("write", [as_xlsx, *WRITERS], ids=lambda write: write.__name__[3:])
def test_where_errors_read_as_blanks_the_proof_says_so(
    write: Callable[[Path, str, Rows], Path], tmp_path: Path
) -> None:
    layout = dict(LAYOUTS)["alliance_commissions-1"]
    rows = figures(table(layout, headings_of(layout), 3))
    (source,) = read_exports(write(tmp_path / "表", sheet_of(layout), rows)).sources
    untold = [check for check in source.proof.checks if (check.kind, check.verdict) == ("cells", "open")]
    assert bool(untold) == (write is not as_xlsx)


def with_hidden_copy(file: Path) -> Path:
    """The same OpenDocument with a second sheet, thrice as much of everything, which nobody sees."""
    with zipfile.ZipFile(file) as archive:
        parts = {name: archive.read(name).decode() for name in archive.namelist()}
    content = parts["content.xml"]
    first = content[content.index("<table:table ") : content.index("</office:spreadsheet>")]
    copy = first.replace('table:name="日报"', 'table:name="备份" table:style-name="h"')
    copy = copy.replace('office:value="100.0"', 'office:value="300.0"')
    spaces = 'xmlns:style="urn:oasis:names:tc:opendocument:xmlns:style:1.0"'
    style = '<style:style style:name="h" style:family="table"><style:table-properties table:display="false"/></style:style>'
    content = content.replace("<office:document-content ", f"<office:document-content {spaces} ")
    content = content.replace(
        "<office:body>", f"<office:automatic-styles>{style}</office:automatic-styles><office:body>"
    )
    parts["content.xml"] = content.replace("</office:spreadsheet>", copy + "</office:spreadsheet>")
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in parts.items():
            archive.writestr(name, text)
    return file


DAYS: Rows = [
    ["日期", "消耗", "成交金额"],
    *([f"2026-06-0{day}", 100.0, 100.0] for day in range(1, 6)),
]


def test_a_hidden_sheet_of_an_open_document_is_not_read(tmp_path: Path) -> None:
    """500, and not 500 and 1,500: as in an .xlsx."""
    reading = read_exports(with_hidden_copy(as_ods(tmp_path / "日报_202606", "日报", DAYS)))
    assert reading.facts["gmv_platform"].sum() == 500
    (source,) = reading.sources
    assert [name for name, _ in source.left_out] == ["备份"]
    assert any("隐藏的表没有读" in check.what[0] for check in source.proof.checks)


def test_an_old_workbook_of_one_hidden_sheet_is_read_and_said(tmp_path: Path) -> None:
    file = as_xls(tmp_path / "日报_202606", "日报", DAYS)
    data = file.read_bytes()
    sheet = next(
        at
        for at in range(len(data) - 12)
        if data[at : at + 2] == b"\x85\x00" and "日报".encode("utf-16-le") in data[at : at + 24]
    )
    file.write_bytes(data[: sheet + 8] + b"\x01" + data[sheet + 9 :])
    reading = read_exports(file)
    assert reading.facts["gmv_platform"].sum() == 500
    assert any("是隐藏的表" in zh for zh, _ in reading.sources[0].notes)
