"""The door of the import: what a file really is, and whether it may be opened at all.

Nothing is parsed here. A zip's directory is read, the parts that will be read are inflated and looked
over as bytes (size, DTD, how far the cells reach), and whatever would hurt is refused with the limit
named and the way to raise it.
"""

from __future__ import annotations

import codecs
import os
import posixpath
import re
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, fields
from functools import cache
from pathlib import Path, PurePosixPath
from typing import Literal, TypeAlias

from xl_fact.errors import InputError, reason_of
from xl_fact.exports.tables.lost import LostCells
from xl_fact.exports.tables.ours import what_of_ours
from xl_fact.steps import Advance, nowhere
from xl_fact.texts import on_one_line

Kind: TypeAlias = Literal["xlsx", "xlsb", "ods", "xls", "text"]
"""What a file is: a workbook of one of four kinds, which the spreadsheet parser reads, or delimited text."""

_MB = 1 << 20


@dataclass(frozen=True)
class Limits:
    """How large an export may be before it is refused.

    Each is raised by an environment variable, ``XL_FACT_MAX_`` and its name in capitals.
    """

    file_mb: int = 4096
    parts: int = 1000
    part_mb: int = 3072
    ratio: int = 100
    cells: int = 40_000_000
    memory_mb: int = 6144
    seconds: int = 600

    def memory_for(self, size: int) -> int:
        """How many MB the parser may use for a file of that many bytes: a small file needs no more than 1 GB."""
        if self.memory_mb != Limits.memory_mb:
            return self.memory_mb
        return min(self.memory_mb, max(1000, 512 + 48 * (size // _MB)))

    @classmethod
    def of_environment(cls) -> Limits:
        """The defaults, with what the environment raises or lowers."""
        changed = {}
        for field in fields(cls):
            text = os.environ.get(f"XL_FACT_MAX_{field.name.upper()}", "")
            if text.isdigit():
                changed[field.name] = int(text)
        return cls(**changed)


@dataclass(frozen=True)
class Sheet:
    """A worksheet: its name, the part of the zip that holds it, and whether people see it."""

    name: str
    part: str
    hidden: bool = False
    since_1904: bool = False
    """Whether its workbook counts days from 1904 on, as Excel for the Mac did."""


class _Entry:
    """One zip entry inflated by hand: what comes out is counted, not believed."""

    def __init__(self, path: Path, info: zipfile.ZipInfo, limits: Limits):
        self.path, self.info, self.limits = path, info, limits

    def chunks(self, size: int = _MB) -> Iterator[bytes]:
        """The entry's bytes, `size` at a time; raises `InputError` when it is damaged or not what it says."""
        try:
            yield from self._inflated(size)
        except (zlib.error, OSError, ValueError) as error:
            raise broken(self.path) from error

    def _inflated(self, size: int) -> Iterator[bytes]:
        info, out, check = self.info, 0, 0
        with self.path.open("rb") as file:
            file.seek(info.header_offset)
            head = file.read(30)
            if len(head) < 30 or head[:4] != b"PK\x03\x04":
                raise broken(self.path)
            file.seek(int.from_bytes(head[26:28], "little") + int.from_bytes(head[28:30], "little"), 1)
            inflate = (
                zlib.decompressobj(-zlib.MAX_WBITS) if info.compress_type == zipfile.ZIP_DEFLATED else None
            )
            left = info.compress_size
            while left > 0:
                raw = file.read(min(left, size // 4))
                if not raw:
                    raise broken(self.path)
                left -= len(raw)
                while raw:
                    data = raw if inflate is None else inflate.decompress(raw, size)
                    raw = b"" if inflate is None else inflate.unconsumed_tail
                    out += len(data)
                    if out > info.file_size:
                        raise _refused(
                            self.path,
                            f"压缩包部件 {info.filename} 解压后比声明的大",
                            f"its part {info.filename} inflates to more than it declares",
                        )
                    check = zlib.crc32(data, check)
                    if data:
                        yield data
        if out != info.file_size or check != info.CRC:
            raise broken(self.path)


def broken(path: Path) -> InputError:
    """The error for a file that is damaged."""
    return InputError(
        f"{path.name}：文件损坏，请重新导出",
        f"{path.name}: the file is damaged; export it again",
    )


def _refused(path: Path, zh: str, en: str, limit: str = "", value: int = 0) -> InputError:
    """The error for a file that is refused unread; `limit` names the limit it passes."""
    how_zh = f"；上限 {value:,}，确认可信后可用环境变量 XL_FACT_MAX_{limit.upper()} 调高" if limit else ""
    how_en = (
        f"; the limit is {value:,}; if you trust the file, raise XL_FACT_MAX_{limit.upper()}" if limit else ""
    )
    return InputError(f"{path.name}：拒绝读取，{zh}{how_zh}", f"{path.name}: refused, {en}{how_en}")


def kind_of(path: Path, limits: Limits) -> Kind:
    """What a file really is, whatever it is called.

    Parameters
    ----------
    path : Path
        The file.
    limits : Limits
        How large it may be.

    Returns
    -------
    {"xlsx", "xlsb", "ods", "xls", "text"}

    Raises
    ------
    InputError
        When it is missing, empty, too large, locked by a password, or of a kind that can't be read.
    """
    _named_in_letters(path)
    try:
        size = path.stat().st_size
        with path.open("rb") as file:
            head = file.read(4096)
    except OSError as error:
        zh, en = reason_of(error)
        raise InputError(f"{path.name}：打不开（{zh}）", f"{path.name}: cannot be opened ({en})") from error
    if size == 0:
        raise InputError(f"{path.name}：空文件", f"{path.name}: the file is empty")
    if size > limits.file_mb * _MB:
        raise _refused(
            path, f"文件有 {size // _MB:,} MB", f"it has {size // _MB:,} MB", "file_mb", limits.file_mb
        )
    if head.startswith(b"\xd0\xcf\x11\xe0"):
        return _compound(path)
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return _zip(path, limits)
    if _is_page(head):
        raise InputError(
            f"{path.name}：实为网页（HTML/XML），不是表格文件；请用 Excel 打开后另存为 .xlsx",
            f"{path.name}: really a web page (HTML/XML), not a workbook; open it in Excel and save as .xlsx",
        )
    if not _is_text(head):
        raise InputError(
            f"{path.name}：不是表格文件，也不是文本（开头是 {head[:4].hex(' ')}）",
            f"{path.name}: neither a workbook nor text (it begins with {head[:4].hex(' ')})",
        )
    return "text"


def _named_in_letters(path: Path) -> None:
    """Refuse a name that can't be written down: bytes of another encoding, or half a character."""
    try:
        path.name.encode()
    except UnicodeEncodeError as error:
        name = path.name.encode("utf-8", "replace").decode()
        raise InputError(
            f"{name}：文件名里有读不出的字符，请改名后再导入",
            f"{name}: its name holds characters that cannot be read; rename it",
        ) from error


def _is_page(head: bytes) -> bool:
    """Whether the first bytes are those of a web page or of another XML file."""
    wide = utf16(head)
    text = head[: len(head) // 2 * 2].decode(wide, "replace").encode() if wide else head
    start = text.lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    tags = (b"<!doctype", b"<!--", b"<?xml", b"<html", b"<table", b"<head", b"<meta", b"<body", b"<div")
    return start.startswith(tags) or b"<html" in start[:1024]


def _is_text(head: bytes) -> bool:
    """Whether the first bytes can be delimited text: hardly a zero byte or a control character."""
    if utf16(head):
        return True
    if head.startswith((b"%PDF", b"{\\rtf")):
        return False
    odd = len(re.findall(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f]", head))
    few = 200 if b"\x00" in head else 50
    return odd == 0 or (odd * few <= len(head) and _is_decodable(head))


def _is_decodable(head: bytes) -> bool:
    """Whether the first bytes are UTF-8 or GB18030, a last character cut in two forgiven."""
    for name in ("utf-8", "gb18030"):
        try:
            codecs.getincrementaldecoder(name)().decode(head)
        except UnicodeDecodeError:
            continue
        return True
    return False


def utf16(head: bytes) -> str:
    """Which UTF-16 the first bytes of a text are, "" when they aren't: told by its mark, or by zero bytes and lines."""
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "utf-16"
    if b"\x00" not in head:
        return ""
    for name in ("utf-16-le", "utf-16-be"):
        try:
            text = head[: len(head) // 2 * 2].decode(name)
        except UnicodeDecodeError as error:
            if error.end < len(head) - 4:
                continue
            text = head[: error.start].decode(name)
        if re.search(r"[\n\r]", text) and not re.search(r"[\x00-\x08\x0e-\x1f\ue000-\uf8ff\uffff]", text):
            return name
    return ""


_LOCKED = re.compile(
    rb"\x09\x08(?:\x10\x00\x00\x06\x05\x00.{12}|\x08\x00\x00\x05\x05\x00.{4})\x2f\x00", re.DOTALL
)
"""How an .xls begins that has a password: the record that says so stands next to the first."""


def _compound(path: Path) -> Kind:
    """An OLE file: a workbook locked by a password, or an old .xls or .et."""
    data = path.read_bytes()
    if "EncryptedPackage".encode("utf-16-le") in data or _LOCKED.search(data):
        raise InputError(
            f"{path.name}：文件有打开密码，请另存为无密码的副本",
            f"{path.name}: protected by a password; save a copy without one",
        )
    if any(name.encode("utf-16-le") in data for name in ("Workbook", "Book", "WORKBOOK", "BOOK")):
        return "xls"
    raise InputError(
        f"{path.name}：旧版 Office 文件，里面没有工作簿；请另存为 .xlsx",
        f"{path.name}: an old Office file without a workbook; save it as .xlsx",
    )


_OTHERS = {  # a part that only this kind of file has → what it is
    "Index/Document.iwa": ("Apple Numbers 表格 (.numbers)", "an Apple Numbers file (.numbers)"),
    "index.apxl": ("Apple Numbers 表格 (.numbers)", "an Apple Numbers file (.numbers)"),
    "word/document.xml": ("Word 文档", "a Word document"),
    "ppt/presentation.xml": ("PPT 演示文稿", "a PowerPoint presentation"),
}


def _directory(path: Path) -> dict[str, zipfile.ZipInfo]:
    """The zip's entries by name."""
    try:
        with zipfile.ZipFile(path) as archive:
            return {info.filename.replace("\\", "/"): info for info in archive.infolist()}
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, RuntimeError) as error:
        raise broken(path) from error


def _zip(path: Path, limits: Limits) -> Kind:
    """A zip: judged by its directory alone."""
    entries = _directory(path)
    if len(entries) > limits.parts:
        raise _refused(
            path,
            f"压缩包里有 {len(entries):,} 个部件",
            f"it has {len(entries):,} parts",
            "parts",
            limits.parts,
        )
    total = sum(info.file_size for info in entries.values())
    if total > limits.part_mb * _MB:
        raise _refused(
            path,
            f"解压后有 {total // _MB:,} MB",
            f"it inflates to {total // _MB:,} MB",
            "part_mb",
            limits.part_mb,
        )
    for name, info in entries.items():
        if name.startswith("/") or ".." in PurePosixPath(name).parts or ":" in name.split("/")[0]:
            raise _refused(path, f"部件路径不安全：{name}", f"unsafe path of a part: {name}")
        if info.flag_bits & 1:
            raise InputError(
                f"{path.name}：压缩包有密码，请另存为无密码的副本",
                f"{path.name}: the zip is protected by a password; save a copy without one",
            )
        ratio = info.file_size // max(1, info.compress_size)
        if info.file_size > 100 << 10 and ratio > limits.ratio:
            raise _refused(
                path,
                f"部件 {name} 的压缩比达 {ratio:,}:1，疑为压缩炸弹",
                f"its part {name} is packed {ratio:,}:1, like a zip bomb",
                "ratio",
                limits.ratio,
            )
    book = _workbook_part(path, entries, limits)
    if book.lower().endswith(".bin"):
        return "xlsb"
    if book:
        ours = what_of_ours(path)
        if ours is not None:
            raise InputError(
                f"{path.name}：这是 xl_fact 的{ours[0]}，不是平台导出；请给平台导出的文件",
                f"{path.name}: this is {ours[1]} of xl_fact, not an export; name the platform's exports",
            )
        return "xlsx"
    if "content.xml" in entries and "mimetype" in entries:
        return _open_document(path, entries, limits)
    for part, (zh, en) in _OTHERS.items():
        if part in entries:
            raise InputError(
                f"{path.name}：{zh}，暂不支持，请另存为 .xlsx",
                f"{path.name}: {en}, not supported; save it as .xlsx",
            )
    if "[Content_Types].xml" in entries:
        raise broken(path)
    raise InputError(
        f"{path.name}：普通压缩包，请先解压再导入里面的文件",
        f"{path.name}: an ordinary zip; unpack it and import the files inside",
    )


def _workbook_part(path: Path, entries: dict[str, zipfile.ZipInfo], limits: Limits) -> str:
    """The part of a zip that is its workbook, wherever it lies; "" when there is none."""
    for name in entries:
        if name.lower() in {"xl/workbook.xml", "xl/workbook.bin"}:
            return name
    if "_rels/.rels" not in entries:
        return ""
    for tag in re.findall(rb"<(?:\w+:)?Relationship\s[^>]*>", _small(path, entries, "_rels/.rels", limits)):
        target = attribute(tag, b"Target").lstrip("/")
        if target in entries and posixpath.basename(target).lower() in {"workbook.xml", "workbook.bin"}:
            return target
    return ""


def _open_document(path: Path, entries: dict[str, zipfile.ZipInfo], limits: Limits) -> Kind:
    """An OpenDocument file: whether it is a spreadsheet, and open."""
    kind = _small(path, entries, "mimetype", limits)
    if b"spreadsheet" not in kind:
        raise InputError(
            f"{path.name}：OpenDocument 文件，但不是表格；请另存为 .xlsx",
            f"{path.name}: an OpenDocument file, but no spreadsheet; save it as .xlsx",
        )
    manifest = "META-INF/manifest.xml"
    if manifest in entries and b"encryption-data" in _small(path, entries, manifest, limits):
        raise InputError(
            f"{path.name}：文件有打开密码，请另存为无密码的副本",
            f"{path.name}: protected by a password; save a copy without one",
        )
    _look_over_part(path, _Entry(path, entries["content.xml"], limits), whole=True)
    return "ods"


def sheets_of(path: Path, limits: Limits) -> list[Sheet]:
    """The worksheets of a workbook in their order, read from its table of contents.

    One whose part is not in the file has an empty `part`.

    Parameters
    ----------
    path : Path
        A file that `kind_of` calls ``"xlsx"``.
    limits : Limits
        Bounds for what is inflated.

    Returns
    -------
    list of Sheet
    """
    entries = _directory(path)
    book = _workbook_part(path, entries, limits)
    folder, name = posixpath.split(book)
    workbook = _small(path, entries, book, limits)
    relations = _small(path, entries, posixpath.join(folder, "_rels", f"{name}.rels"), limits)
    targets = {}
    for tag in re.findall(rb"<(?:\w+:)?Relationship\s[^>]*>", relations):
        target, identity = attribute(tag, b"Target"), attribute(tag, b"Id")
        targets[identity] = posixpath.normpath(posixpath.join("/", folder, target)).lstrip("/")
    since_1904 = any(
        attribute(tag, b"date1904").lower() in {"1", "true", "on"}
        for tag in re.findall(rb"<(?:\w+:)?workbookPr\s[^>]*>", workbook)
    )
    sheets = []
    for tag in re.findall(rb"<(?:\w+:)?sheet\s[^>]*>", workbook):
        part = targets.get(attribute(tag, rb"\w+:id"), "")
        if "chartsheet" not in part:
            hidden = attribute(tag, b"state").lower() in {"hidden", "veryhidden"}
            sheets.append(Sheet(attribute(tag, b"name"), part if part in entries else "", hidden, since_1904))
    if not any(sheet.part for sheet in sheets):
        raise broken(path)
    return sheets


def styles_of(path: Path, limits: Limits) -> bytes:
    """The part of a workbook that says how its cells look; none where it has no such part, or one of no honest size."""
    entries = _directory(path)
    part = posixpath.join(posixpath.dirname(_workbook_part(path, entries, limits)), "styles.xml")
    if part not in entries or entries[part].file_size > 4 * _MB:
        return b""
    return _small(path, entries, part, limits)


def first_bytes(path: Path, sheet: Sheet, limits: Limits, size: int) -> bytes:
    """The first bytes of a sheet."""
    return next(_Entry(path, _directory(path)[sheet.part], limits).chunks(size), b"")


def attribute(tag: bytes, name: bytes) -> str:
    """One attribute of an XML tag, unescaped."""
    match = re.search(rb"\s" + name + rb"""\s*=\s*(?:"([^"]*)"|'([^']*)')""", tag)
    if match is None:
        return ""
    text = (match[1] if match[1] is not None else match[2]).decode("utf-8", "replace")
    for mark, meant in (("&lt;", "<"), ("&gt;", ">"), ("&quot;", '"'), ("&apos;", "'"), ("&amp;", "&")):
        text = text.replace(mark, meant)
    return re.sub(r"&#(x[0-9a-fA-F]+|\d+);", _character, text)


def _character(match: re.Match[str]) -> str:
    """A numeric character reference."""
    code = int(match[1][1:], 16) if match[1][0] == "x" else int(match[1])
    return chr(code) if code < 0x110000 else "�"


def _small(path: Path, entries: dict[str, zipfile.ZipInfo], part: str, limits: Limits) -> bytes:
    """A part that is small in every honest workbook, whole."""
    info = entries.get(part)
    if info is None or info.file_size > 16 * _MB:
        raise broken(path)
    data = b"".join(_Entry(path, info, limits).chunks())
    _no_dtd(path, part, data)
    return data


def _no_dtd(path: Path, part: str, data: bytes) -> None:
    """Refuse document types and entities: a workbook has none."""
    declared = b"!" in data and b"<!" in data and (b"<!DOCTYPE" in data or b"<!ENTITY" in data)
    if declared or (b"\x00" in data and (b"<\x00!\x00" in data or b"\x00<\x00!" in data)):
        raise _refused(path, f"部件 {part} 含 DTD/实体声明", f"its part {part} declares a DTD or entities")


_CELL = re.compile(rb"""\sr=["']([A-Za-z]{1,9})([0-9]{1,18})["']""")
_COLUMN = re.compile(rb' r="([A-Z]+)')
_ROW = re.compile(rb'<row [^>]*?r="([0-9]{1,18})"')
_TALL = re.compile(rb' r="[A-Z]{1,3}[0-9]{6}')
_NEAR = 1 << 16
"""Where one cell lies further out its neighbours may: so many bytes are looked at for them."""
_CUT = 64
"""More bytes than the place of a cell takes: so many are looked at again where it may be cut in two."""


@cache
def _further(columns: int, down: bool) -> re.Pattern[bytes]:
    """Cells to the right of so many columns, or (`down`) with a row of six digits: one look for both, mostly in vain."""
    right = ["[A-Z]{2}" if columns <= 26 else "[A-Z]{3}"]
    if 26 < columns < 702:
        first, second = 64 + (columns - 1) // 26, 65 + (columns - 1) % 26
        right += [f"[{chr(first + 1)}-Z][A-Z]"] * (first < 90)
        right += [f"{chr(first)}[{chr(second + 1)}-Z]"] * (second < 90)
    right += ["[A-Z]{1,3}[0-9]{6}"] * down
    return re.compile(f' r="(?:{"|".join(right)})'.encode())


def look_over(
    path: Path, sheets: list[Sheet], limits: Limits, advance: Advance = nowhere
) -> dict[str, LostCells]:
    """Inflate and look over the parts that will be read; every other XML part only at its head.

    Parameters
    ----------
    path : Path
        A workbook.
    sheets : list of Sheet
        The sheets that will be read.
    limits : Limits
        Bounds; passing one raises `InputError`.
    advance : callable
        Told which fraction of the sheets has been looked over.

    Returns
    -------
    dict
        Sheet → its cells without a value.
    """
    entries = _directory(path)
    wanted = {sheet.part: sheet.name for sheet in sheets}
    lost: dict[str, LostCells] = {}
    total = sum(info.file_size for name, info in entries.items() if name in wanted)
    for name, info in entries.items():
        entry = _Entry(path, info, limits)
        if name in wanted:
            lost[wanted[name]] = _look_over_sheet(
                path, wanted[name], entry, limits, lambda size: advance(size / total)
            )
        else:
            head = any(f"/{folder}/" in f"/{name}" for folder in ("worksheets", "drawings", "charts"))
            _look_over_part(path, entry, whole=not head)
    return lost


def _look_over_part(path: Path, entry: _Entry, whole: bool) -> None:
    """Refuse a DTD anywhere in a part (`whole`) or in its first 64 KiB, where one would stand.

    Whether a part is XML its first bytes tell: a picture or a macro is left alone, whatever it is called.
    """
    tail = b""
    for chunk in entry.chunks(1 << 16):
        if not tail and not chunk.lstrip(b"\xef\xbb\xbf\xfe\xff\x00 \t\r\n").startswith(b"<"):
            return
        _no_dtd(path, entry.info.filename, tail + chunk)
        tail = chunk[-16:]
        if not whole:
            return


def _look_over_sheet(path: Path, sheet: str, entry: _Entry, limits: Limits, advance: Advance) -> LostCells:
    """Refuse a DTD, and cells so far out that the sheet between them would fill the memory; cells without a value.

    Rows are counted by their own numbers and columns by their letters, which is quick; where a cell does not
    lie in the row it stands in, or is written oddly, every cell is looked at. Only when that is too much, blank
    cells that merely have a style are left out of the count, as the parser leaves them out.
    """
    rows, columns, odd, tail, lost = 0, 26, False, b"", LostCells()
    for chunk in entry.chunks():
        data = tail + chunk
        _no_dtd(path, entry.info.filename, data)
        rows = max(rows, max(map(int, _ROW.findall(data)), default=0))
        at = 0
        while found := _further(columns, rows < 100_000).search(data, at):
            near = data[found.start() : found.start() + _NEAR]
            columns = max(columns, max(map(_column, set(_COLUMN.findall(near)))))
            odd = odd or (rows < 100_000 and _TALL.search(near) is not None)
            at = found.start() + len(near) - _CUT if len(near) == _NEAR else len(data)
        odd = odd or (
            b"'" in data and b"r='" in data
        )  # one letter is found at once, or known not to be there
        lost.see(chunk)
        tail = data[-_CUT:]
        advance(len(chunk))
    lost.done()
    if odd:
        tail = b""
        for chunk in entry.chunks():
            data = tail + chunk
            cells = _CELL.findall(data)
            rows = max(rows, max((int(row) for row in {row for _, row in cells}), default=0))
            columns = max(columns, max((_column(name) for name in {name for name, _ in cells}), default=0))
            tail = data[-64:]
    if _too_large(rows, columns, limits):
        rows, columns = _filled(entry, limits) or (rows, columns)
        _not_too_large(path, sheet, rows, columns, limits)
    return lost


_FILLED = re.compile(
    rb"<(?:\w+:)?c(?=\s)(?=[^>]*?\sr=[\"\']([A-Za-z]{1,9})([0-9]{1,18})[\"\'])[^>]*(?<!/)>(?!</)"
)
_PLACELESS = re.compile(rb"<(?:\w+:)?c(?:>|\s(?![^>]*\br=)[^>]*(?<!/)>)(?!</)")


def _filled(entry: _Entry, limits: Limits) -> tuple[int, int] | None:
    """How far the cells reach that hold something; None when they don't all say where they stand."""
    rows = columns = 0
    tail = b""
    for chunk in entry.chunks():
        data = tail + chunk
        cut = data.rfind(b"<") if len(data) < 64 else max(data.rfind(b"<c "), data.rfind(b":c "), 0)
        body, tail = data[:cut], data[cut:]
        if _PLACELESS.search(body):
            return None
        cells = _FILLED.findall(body)
        rows = max(rows, max((int(row) for row in {row for _, row in cells}), default=0))
        columns = max(columns, max((_column(name) for name in {name for name, _ in cells}), default=0))
        if _too_large(rows, columns, limits):
            return rows, columns
    cells = _FILLED.findall(tail)
    rows = max(rows, max((int(row) for _, row in cells), default=0))
    return rows, max(columns, max((_column(name) for name, _ in cells), default=0))


def _too_large(rows: int, columns: int, limits: Limits) -> bool:
    """Whether a sheet has too many rows by columns."""
    return rows > 1_048_576 or columns > 16_384 or rows * columns > limits.cells


def _not_too_large(path: Path, sheet: str, rows: int, columns: int, limits: Limits) -> None:
    """Refuse a sheet of too many rows by columns."""
    sheet = on_one_line(sheet)
    if _too_large(rows, columns, limits):
        raise _refused(
            path,
            f"[{sheet}] 表格用到的区域过大：{rows:,} 行 × {columns:,} 列",
            f"[{sheet}] the used range is too large: {rows:,} rows by {columns:,} columns",
            "cells",
            limits.cells,
        )


def _column(name: bytes) -> int:
    """The number of a column: A is 1."""
    number = 0
    for letter in name.upper():
        number = number * 26 + letter - 64
    return number
