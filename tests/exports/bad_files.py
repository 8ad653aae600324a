"""Files that can't be read, each made here, with the line it gets: one entry for each clause on bad input."""

from __future__ import annotations

import io
import re
import struct
import zipfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from lookalikes import Rows, delimited, transactions, without, workbook
from msoffcrypto.format.ooxml import OOXMLFile

from xl_fact.surfaces.vba import compound_file

NAME = "抖音电商罗盘-成交分析-20260601-20260602.xlsx"
SHEET = "xl/worksheets/sheet2.xml"
"""The part that holds 自营成交."""

DAMAGED = ("文件损坏，请重新导出", "the file is damaged; export it again")
NOT_READ = ("认不出是哪种导出", "unknown export")
Make = Callable[[Path, Path], object]
"""Writes the bad file (second path), from the good workbook (first path)."""


@dataclass(frozen=True)
class Bad:
    """One bad file: its name, how it is made, what is said of it in both languages (patterns), under which limits."""

    make: Make
    zh: str
    en: str
    name: str = NAME
    limits: Mapping[str, int] = field(default_factory=dict)


# -------------------------------------------------------------------- packages taken apart
def parts_of(path: Path) -> dict[str, bytes]:
    """A workbook's parts."""
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def packed(path: Path, parts: Mapping[str, bytes]) -> Path:
    """Parts as a workbook."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return path


def changed(change: Callable[[dict[str, bytes]], object]) -> Make:
    """The good workbook with its parts changed."""

    def make(good: Path, bad: Path) -> None:
        parts = parts_of(good)
        change(parts)
        packed(bad, parts)

    return make


def with_parts(**parts: bytes) -> Make:
    """A zip of these parts alone; ``__`` stands for ``/``, ``_DOT_`` for ``.``."""
    named = {name.replace("__", "/").replace("_DOT_", "."): data for name, data in parts.items()}
    return lambda good, bad: packed(bad, named)


def rewritten(part: str, old: str, new: str) -> Make:
    """The good workbook with the first match in one part replaced; in relations, every match."""

    def rewrite(parts: dict[str, bytes]) -> None:
        after = re.sub(old.encode(), new.encode(), parts[part], count="_rels" not in part)
        assert after != parts[part]
        parts[part] = after

    return changed(rewrite)


def holding(data: bytes) -> Make:
    """A file of these bytes."""
    return lambda good, bad: bad.write_bytes(data)


def cut(keep: float) -> Make:
    """The beginning of the good workbook."""

    def make(good: Path, bad: Path) -> None:
        data = good.read_bytes()
        bad.write_bytes(data[: int(len(data) * keep)])

    return make


# -------------------------------------------------------------------- passwords
def locked(good: Path, bad: Path) -> None:
    """The good workbook with a password to open."""
    out = io.BytesIO()
    with good.open("rb") as file:
        OOXMLFile(file).encrypt("secret", out)
    bad.write_bytes(out.getvalue())


def locked_zip(good: Path, bad: Path) -> None:
    """The good workbook as a zip whose entries say that they are encrypted."""
    data = bytearray(good.read_bytes())
    for mark, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = -1
        while (at := data.find(mark, at + 1)) >= 0:
            data[at + offset] |= 1
    bad.write_bytes(data)


# -------------------------------------------------------------------- damage
def zeroed(good: Path, bad: Path) -> None:
    """The good workbook with four hundred bytes of a part overwritten."""
    data = bytearray(good.read_bytes())
    with zipfile.ZipFile(good) as archive:
        at = archive.getinfo(SHEET).header_offset + 200
    data[at : at + 400] = bytes(400)
    bad.write_bytes(data)


def altered(good: Path, bad: Path) -> None:
    """The good workbook, not compressed, with one digit of one figure changed on its way."""
    with zipfile.ZipFile(bad, "w", zipfile.ZIP_STORED) as archive:
        for name, part in parts_of(good).items():
            archive.writestr(name, part)
    data = bad.read_bytes()
    value = re.search(rb"<v>(\d{4,})\.", data)
    assert value is not None
    bad.write_bytes(data[: value.start(1)] + b"9" + data[value.start(1) + 1 :])


def lying_bomb(good: Path, bad: Path) -> None:
    """A part that inflates to more than the zip's directory says."""
    changed(lambda parts: parts.update({SHEET: b" " * (20 << 20)}))(good, bad)
    data = bytearray(bad.read_bytes())
    said = (20 << 20).to_bytes(4, "little")
    while (at := data.find(said)) >= 0:
        data[at : at + 4] = (90_000).to_bytes(4, "little")
    bad.write_bytes(data)


# -------------------------------------------------------------------- hostile parts
DTD = b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]>'
XMLNS = b'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
REACHING = {  # the cells at the far ends of a small sheet
    corner: b"<worksheet %s><sheetData><row r='1'><c r='A1'><v>1</v></c></row><row r='%d'><c r='%s%d'><v>1</v></c></row>"
    b"</sheetData></worksheet>" % (XMLNS, row, column, row)
    for corner, (column, row) in {
        "XFD1048576": (b"XFD", 1_048_576),
        "ZZ50000": (b"ZZ", 50_000),
    }.items()
}


def with_dtd(part: str, start: bytes = b"") -> Make:
    """The good workbook with a DTD in one part, a new one if `start` is given."""

    def insert(parts: dict[str, bytes]) -> None:
        head, mark, rest = (parts.get(part, start)).partition(b"?>")
        parts[part] = head + mark + DTD + rest

    return changed(insert)


def with_wide_dtd(good: Path, bad: Path) -> None:
    """The good workbook with a DTD in a part written in UTF-16."""
    text = '<?xml version="1.0" encoding="UTF-16"?>' + DTD.decode() + "<x/>"
    changed(lambda parts: parts.update({"customXml/item1.xml": text.encode("utf-16")}))(good, bad)


# -------------------------------------------------------------------- old workbooks
def biff(rows: Rows, sheet: str = "Sheet1", *, password: bool = False) -> bytes:
    """A workbook as Excel 97 wrote it: BIFF8 records in a compound file."""

    def record(kind: int, data: bytes = b"") -> bytes:
        return struct.pack("<HH", kind, len(data)) + data

    def begin(kind: int) -> bytes:
        return record(0x0809, struct.pack("<HHHHII", 0x0600, kind, 0x0DBB, 0x07CC, 0, 0x06))

    name = struct.pack("<BB", len(sheet), 1) + sheet.encode("utf-16-le")
    lock = record(0x002F, struct.pack("<HHH", 1, 1, 1) + bytes(48)) if password else b""
    first = len(begin(5)) + len(lock) + 4 + 6 + len(name) + 4
    book = begin(5) + lock + record(0x0085, struct.pack("<IBB", first, 0, 0) + name) + record(0x000A)
    cells = [begin(0x0010), record(0x0200, struct.pack("<IIHHH", 0, len(rows), 0, len(rows[0]), 0))]
    for n, row in enumerate(rows):
        for m, cell in enumerate(row):
            place = struct.pack("<HHH", n, m, 0)
            if isinstance(cell, str):
                text = struct.pack("<HB", len(cell), 1) + cell.encode("utf-16-le")
                cells.append(record(0x0204, place + text))
            else:
                cells.append(record(0x0203, place + struct.pack("<d", cell)))
    return compound_file.write({"Workbook": book + b"".join(cells) + record(0x000A)})


OLD = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
HTML = {
    "a page": "<html><table><tr><td>日期</td></tr></table></html>".encode(),
    "a page with a mark and a type": "\ufeff<!DOCTYPE html>\n<body>".encode(),
    "a table alone": b"  <table>",
    "a comment first": b"<!-- saved --><html></html>",
    "a page in UTF-16": "<html>\n<table><tr><td>日期</td></tr></table>".encode("utf-16"),
    "XML of Excel 2003": b'<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?><Workbook/>',
}


def renamed(heading: str, other: str) -> Make:
    """An export in which one column has another name."""

    def make(good: Path, bad: Path) -> None:
        rows = transactions((1, 2), 7)
        rows[0] = [other if text == heading else text for text in rows[0]]
        workbook(bad, {"自营成交": rows})

    return make


def all_bad() -> Iterator[tuple[str, Bad]]:
    """Every bad file, by what is wrong with it."""
    # protected by a password
    yield (
        "password to open",
        Bad(
            locked,
            f"^{NAME}：文件有打开密码，请另存为无密码的副本$",
            f"^{NAME}: protected by a password; save a copy without one$",
        ),
    )
    yield (
        "password of the zip",
        Bad(locked_zip, "压缩包有密码，请另存为无密码的副本", "the zip is protected by a password"),
    )
    yield (
        "password of an .xls",
        Bad(
            holding(biff([["日期", "金额"]], password=True)),
            "文件有打开密码",
            "protected by a password",
            "旧.xls",
        ),
    )
    # another kind of file under the name of a workbook
    for what, data in HTML.items():
        yield (
            f"web page: {what}",
            Bad(
                holding(data),
                "实为网页（HTML/XML），不是表格文件；请用 Excel 打开后另存为 .xlsx",
                r"really a web page \(HTML/XML\), not a workbook; open it in Excel and save as .xlsx",
            ),
        )
    # truncated, corrupt, parts missing, broken XML
    for keep in (0.1, 0.5, 0.9, 0.999):
        yield f"cut at {keep:.1%}", Bad(cut(keep), f"^{NAME}：文件损坏，请重新导出$", DAMAGED[1])
    for part in ("xl/workbook.xml", "xl/_rels/workbook.xml.rels", SHEET, "xl/sharedStrings.xml"):
        yield f"without {part}", Bad(changed(lambda parts, part=part: parts.pop(part)), *DAMAGED)
    yield "XML that stops", Bad(changed(lambda parts: parts.update({SHEET: parts[SHEET][:-2000]})), *DAMAGED)
    yield (
        "a part overwritten",
        Bad(zeroed, "文件损坏，请重新导出|解压后比声明的大", "damaged|inflates to more than it declares"),
    )
    yield "a figure altered on its way", Bad(altered, *DAMAGED)
    for what, change in {
        "a text that isn't there": (SHEET, "</row>", '<c r="AB1" t="s"><v>99999</v></c></row>'),
        "cells of no known type": (SHEET, ' t="s"', ' t="S"'),
        "an end tag of another": (
            SHEET,
            "</row></sheetData>",
            '<c r="AB49" t="e"><v>#BUSY!</v></c></row></sheet>',
        ),
        "a sheet of no known state": ("xl/workbook.xml", "<sheet ", '<sheet state="odd" '),
    }.items():
        yield f"neither reader reads {what}", Bad(rewritten(*change), *DAMAGED)
    # document types and entities
    for part in (SHEET, "xl/workbook.xml", "xl/styles.xml", "docProps/core.xml", "xl/theme/theme1.xml"):
        yield (
            f"DTD in {part}",
            Bad(
                with_dtd(part),
                f"拒绝读取，部件 {part} 含 DTD/实体声明",
                f"refused, its part {part} declares a DTD or entities",
            ),
        )
    for part in (
        "xl/comments1.xml",
        "customXml/item1.xml",
        "xl/strings.dat",
        "xl/worksheets/_rels/sheet9.xml.rels",
    ):
        yield (
            f"DTD in a new {part}",
            Bad(
                with_dtd(part, b'<?xml version="1.0"?><x/>'),
                f"部件 {part} 含 DTD/实体声明",
                "declares a DTD or entities",
            ),
        )
    yield (
        "DTD in UTF-16",
        Bad(with_wide_dtd, "部件 customXml/item1.xml 含 DTD/实体声明", "declares a DTD or entities"),
    )
    # zip bombs
    yield (
        "bomb: 400 MB in 400 KB",
        Bad(
            changed(lambda parts: parts.update({SHEET: bytes(400 << 20)})),
            r"压缩比达 [\d,]+:1，疑为压缩炸弹；上限 100，确认可信后可用环境变量 XL_FACT_MAX_RATIO 调高",
            r"packed [\d,]+:1, like a zip bomb; the limit is 100; if you trust the file, raise XL_FACT_MAX_RATIO",
        ),
    )
    yield (
        "bomb: a directory that lies",
        Bad(lying_bomb, "解压后比声明的大", "inflates to more than it declares"),
    )
    yield (
        "bomb: 1,200 parts",
        Bad(
            changed(lambda parts: parts.update({f"xl/media/{n}.png": b"x" for n in range(1200)})),
            r"压缩包里有 1,2\d\d 个部件；上限 1,000，确认可信后可用环境变量 XL_FACT_MAX_PARTS 调高",
            r"it has 1,2\d\d parts; the limit is 1,000; if you trust the file, raise XL_FACT_MAX_PARTS",
        ),
    )
    yield (
        "bomb: inflates to too much",
        Bad(
            changed(lambda parts: parts.update({"xl/media/1.png": bytes(range(256)) * 8192})),
            "解压后有 2 MB；上限 1，确认可信后可用环境变量 XL_FACT_MAX_PART_MB 调高",
            "it inflates to 2 MB; the limit is 1; if you trust the file, raise XL_FACT_MAX_PART_MB",
            limits={"part_mb": 1, "ratio": 100_000},
        ),
    )
    yield (
        "a file too large",
        Bad(
            lambda good, bad: bad.write_bytes(bytes(2 << 20)),
            "文件有 2 MB；上限 1，确认可信后可用环境变量 XL_FACT_MAX_FILE_MB 调高",
            "it has 2 MB; the limit is 1; if you trust the file, raise XL_FACT_MAX_FILE_MB",
            limits={"file_mb": 1},
        ),
    )
    for part in ("../../evil.xml", "/etc/passwd", "C:/evil.xml", "xl\\..\\..\\evil"):
        yield (
            f"a part that leaves the zip: {part}",
            Bad(
                changed(lambda parts, part=part: parts.update({part: b"x"})),
                "部件路径不安全",
                "unsafe path of a part",
            ),
        )
    # cells so far out that the sheet between them would fill the memory
    yield (
        "cells A1 and XFD1048576",
        Bad(
            changed(lambda parts: parts.update({SHEET: REACHING["XFD1048576"]})),
            r"\[自营成交\] 表格用到的区域过大：1,048,576 行 × 16,384 列；上限 40,000,000.*XL_FACT_MAX_CELLS",
            r"\[自营成交\] the used range is too large: 1,048,576 rows by 16,384 columns; the limit is 40,000,000.*"
            "XL_FACT_MAX_CELLS",
        ),
    )
    yield (
        "a parser that takes too long",
        Bad(
            lambda good, bad: bad.write_bytes(good.read_bytes()),
            "0 秒内没读完，已停止；可用环境变量 XL_FACT_MAX_SECONDS 调高",
            "not read within 0 seconds, stopped; raise XL_FACT_MAX_SECONDS",
            limits={"seconds": 0},
        ),
    )
    # other kinds, damaged, locked, or of another use
    sheet = b"application/vnd.oasis.opendocument.spreadsheet"
    encrypted = b"<manifest:file-entry><manifest:encryption-data/></manifest:file-entry>"
    yield "a binary workbook", Bad(with_parts(xl__workbook_DOT_bin=b"x"), *DAMAGED, name="表.xlsb")
    yield "an open document", Bad(with_parts(mimetype=sheet, content_DOT_xml=b"<x"), *DAMAGED, name="表.ods")
    yield (
        "a locked open document",
        Bad(
            with_parts(mimetype=sheet, content_DOT_xml=b"x", **{"META-INF__manifest_DOT_xml": encrypted}),
            "文件有打开密码，请另存为无密码的副本",
            "protected by a password",
            name="表.ods",
        ),
    )
    yield (
        "a document type in an open document",
        Bad(
            with_parts(mimetype=sheet, content_DOT_xml=b"<?xml version='1.0'?><!DOCTYPE a><a/>"),
            "部件 content.xml 含 DTD/实体声明",
            "its part content.xml declares a DTD or entities",
            name="表.ods",
        ),
    )
    yield (
        "an open document of words",
        Bad(
            with_parts(mimetype=b"application/vnd.oasis.opendocument.text", content_DOT_xml=b"<x/>"),
            "OpenDocument 文件，但不是表格；请另存为 .xlsx",
            "an OpenDocument file, but no spreadsheet; save it as .xlsx",
            name="文.odt",
        ),
    )
    # kinds that are not supported
    for name, make, zh, en in (
        (
            "表.numbers",
            with_parts(Index__Document_DOT_iwa=b"x"),
            r"Apple Numbers 表格 \(.numbers\)",
            "Apple Numbers",
        ),
        ("文.xlsx", with_parts(word__document_DOT_xml=b"x"), "Word 文档", "a Word document"),
        ("演.xlsx", with_parts(ppt__presentation_DOT_xml=b"x"), "PPT 演示文稿", "a PowerPoint presentation"),
    ):
        yield (
            f"another kind: {name}",
            Bad(make, f"{zh}，暂不支持，请另存为 .xlsx", f"{en}.*, not supported; save it as .xlsx", name),
        )
    yield (
        "another kind: a zip",
        Bad(
            with_parts(readme_DOT_txt=b"x"),
            "普通压缩包，请先解压再导入里面的文件",
            "an ordinary zip; unpack it",
            "包.xlsx",
        ),
    )
    yield (
        "another kind: .et without a workbook",
        Bad(
            holding(compound_file.write({"WordDocument": b"x" * 5000})),
            "旧版 Office 文件，里面没有工作簿；请另存为 .xlsx",
            "an old Office file without a workbook; save it as .xlsx",
            "旧.et",
        ),
    )
    yield (
        "another kind: a broken .xls",
        Bad(holding(OLD + bytes(600) + "Workbook".encode("utf-16-le") + bytes(2000)), *DAMAGED, "旧.xls"),
    )
    for what, data, zh, en in (
        ("nothing", b"", "空文件", "the file is empty"),
        ("a PDF", b"%PDF-1.7\n" + b"x" * 100, "不是表格文件，也不是文本", "neither a workbook nor text"),
        (
            "a picture",
            b"\x89PNG\r\n\x1a\n" + bytes(range(256)),
            "不是表格文件，也不是文本",
            "neither a workbook nor text",
        ),
        ("bytes", b"\x01\x02\x03,\x04\n" * 50, "不是表格文件，也不是文本", "neither a workbook nor text"),
        (
            "no encoding",
            b"\x81\x30\xff\xff,\x80\n" * 50,
            "文字编码认不出.*请另存为 UTF-8 的 CSV",
            "unknown text encoding",
        ),
        (
            "an open quote",
            '日期,金额\n20260601,"没有配对的引号\n'.encode() + b"x,y\n" * 100_000,
            r"第 \d+ 行：引号没有配对，分不清哪里是一行的结尾；请重新导出，或改好这一行的引号",
            r"line \d+: its quotes don't pair, so nobody can say where the rows end; export it again, or mend",
        ),
    ):
        yield f"a text that is {what}", Bad(holding(data), zh, en, "数据.csv")
    # unknown layouts, columns missing or renamed
    yield (
        "a layout that nothing is like",
        Bad(
            holding("只有一列\n甲\n".encode()),
            "认不出是哪种导出；没有一列像已知的格式；自己的表就教一次：xl-fact format new 文件",
            "unknown export; no column is like those of a known format; teach a table of your own once: "
            "xl-fact format new FILE",
            "数据.csv",
        ),
    )
    yield (
        "a layout that is like another",
        Bad(
            lambda good, bad: delimited(bad, [["日期", "花了多少钱", "GMV（元）"], ["2026-06-01", 1, 2]]),
            "认不出是哪种导出；最接近“手工日报”（\\[花费\\] 有 日期、GMV（元）；缺 消耗）.*xl-fact format new ",
            r"unknown export; nearest is daily figures kept by hand, Chinese headings \(\[花费\] found 日期, GMV（元）; "
            r"missing 消耗\).*xl-fact format new ",
            "花费.csv",
        ),
    )
    yield (
        "a column that is missing",
        Bad(
            lambda good, bad: workbook(bad, {"自营成交": without(transactions((1,), 7), "载体类型")}),
            r"\[自营成交\] 第 1 行：像是抖音电商罗盘·成交分析，但缺少必需的列 “载体类型”.*就在格式文件里加同义词",
            r"\[自营成交\] row 1: looks like .*, but lacks the required column '载体类型'.*add the new name to the format file",
        ),
    )
    yield (
        "a column that was renamed",
        Bad(
            renamed("用户支付金额", "用户实付金额"),
            r"\[自营成交\] 第 1 行：.*缺少必需的列 “用户支付金额”（相近的有：用户实付金额",
            r"\[自营成交\] row 1: .*lacks the required column '用户支付金额' \(nearest here: 用户实付金额",
        ),
    )
    yield (
        "names that break the line",
        Bad(
            lambda good, bad: (
                renamed("用户支付金额", "用户实付\n金额")(good, bad),
                rewritten("xl/workbook.xml", "自营成交", "自营成交&#10;二")(bad, bad),
            ),
            r"\[自营成交 二\] 第 1 行：.*相近的有：.*用户实付 金额",
            r"\[自营成交 二\] row 1: .*nearest here: .*用户实付 金额",
        ),
    )


BAD = dict(all_bad())
