"""Delimited text that was cut, shifted or spoilt: the row is named and the rest read, or the file is refused."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from pathlib import Path

import pytest
from lookalikes import Rows
from pandas.testing import assert_frame_equal
from test_exports_formats import LAYOUTS, headings_of, sheet_of, table

from xl_fact.errors import InputError
from xl_fact.exports.formats.format import Layout
from xl_fact.exports.reading import read_exports
from xl_fact.exports.sources import Reading
from xl_fact.exports.tables import encoding

KINDS = {
    "compass_sessions-1",
    "compass_videos-1",
    "alliance_commissions-1",
    "compass_transactions-1",
    "tiktok_orders-1",
    "qianchuan_live-1",
}
EVERY = pytest.mark.parametrize(
    ("name", "layout"), [pytest.param(*one, id=one[0]) for one in LAYOUTS if one[0] in KINDS]
)


def lines_of(layout: Layout, count: int = 6) -> list[str]:
    """A layout's headings and rows as lines without their ends."""
    text = io.StringIO(newline="")
    csv.writer(text).writerows(table(layout, headings_of(layout), count))
    return text.getvalue().split("\r\n")[:-1]


def written(folder: Path, layout: Layout, lines: list[str] | list[bytes], end: str = "\r\n") -> Path:
    """Lines as a file whose name says which sheet it is."""
    path = folder / f"{sheet_of(layout)}.csv"
    path.write_bytes(
        b"\r\n".join(line if isinstance(line, bytes) else line.encode() for line in lines) + end.encode()
    )
    return path


def same_but(reading: Reading, whole: Reading, row: int) -> None:
    """All facts but those of one row, and that row counted."""
    kept = whole.facts[whole.facts["row"] != row].reset_index(drop=True)
    assert_frame_equal(reading.facts, kept)
    assert len(kept) < len(whole.facts)
    assert reading.sources[0].uneven == 1
    assert any(f"（第 {row} 行）" in zh and f"(rows {row})" in en for zh, en in reading.sources[0].notes)


@EVERY
@pytest.mark.parametrize("large", [False, True], ids=["by rows", "by Arrow"])
def test_a_row_too_long_or_too_short_is_named_and_the_rest_is_read(
    name: str, layout: Layout, large: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lines = lines_of(layout)
    whole = read_exports(written(tmp_path, layout, lines))
    if large:
        monkeypatch.setattr(encoding, "LARGE", 0)
    cells = lines[3].split(",")
    for odd in (["多出", *cells], [*cells, "多出"], cells[:2]):
        spoilt = [*lines[:3], ",".join(odd), *lines[4:]]
        same_but(read_exports(written(tmp_path, layout, spoilt)), whole, 4)
    for even in ([*cells, "", ""], cells):
        kept = [*lines[:3], ",".join(even), *lines[4:]]
        assert_frame_equal(read_exports(written(tmp_path, layout, kept)).facts, whole.facts)


@EVERY
def test_a_download_cut_in_a_row_names_the_row(name: str, layout: Layout, tmp_path: Path) -> None:
    lines = lines_of(layout)
    whole = read_exports(written(tmp_path, layout, lines))
    cut = [*lines[:-1], lines[-1][: lines[-1].index(",", 5)]]
    same_but(read_exports(written(tmp_path, layout, cut, end="")), whole, len(lines))
    assert_frame_equal(read_exports(written(tmp_path, layout, lines, end="")).facts, whole.facts)


def opened(lines: list[str]) -> list[str]:
    """A quote that opens in the first cell of a row and never closes."""
    return [*lines[:2], '"' + lines[2], *lines[3:]]


def closed_later(lines: list[str]) -> list[str]:
    """A quote that opens in one row and closes at the end of the next row's first cell: the width still fits."""
    first, rest = lines[3].split(",", 1)
    return [*lines[:2], '"' + lines[2], f'{first}",{rest}', *lines[4:]]


def last_opened(lines: list[str]) -> list[str]:
    """A quote that opens in the last row."""
    return [*lines[:-1], '"' + lines[-1]]


@EVERY
@pytest.mark.parametrize("spoil", [opened, closed_later, last_opened])
@pytest.mark.parametrize("large", [False, True], ids=["by rows", "by Arrow"])
def test_a_quote_that_does_not_close_is_refused(
    name: str,
    layout: Layout,
    spoil: Callable[[list[str]], list[str]],
    large: bool,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    if large:
        monkeypatch.setattr(encoding, "LARGE", 0)
    lines = spoil(lines_of(layout))
    line = next(n for n, text in enumerate(lines, 1) if '"' in text)
    with pytest.raises(InputError, match=rf"第 {line} 行：引号没有配对") as refused:
        read_exports(written(tmp_path, layout, lines))
    assert f"line {line}: its quotes" in refused.value.en


@EVERY
def test_a_text_of_several_lines_stays_a_text(name: str, layout: Layout, tmp_path: Path) -> None:
    rows: Rows = table(layout, headings_of(layout), 6)
    plain = read_exports(written(tmp_path, layout, lines_of(layout)))
    text = next(n for n, cell in enumerate(rows[3]) if cell.startswith("文字"))
    rows[3][text] = "一行,还有\n第二行"
    file = io.StringIO(newline="")
    csv.writer(file).writerows(rows)
    several = read_exports(written(tmp_path, layout, [file.getvalue().removesuffix("\r\n")]))
    assert len(several.facts) == len(plain.facts)
    assert several.sources[0].uneven == 0


@EVERY
@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
@pytest.mark.parametrize("byte", [b"\xff", b"\x00"], ids=["FF", "NUL"])
def test_a_stray_byte_names_its_line_and_the_rest_is_read(
    name: str, layout: Layout, encoding: str, byte: bytes, tmp_path: Path
) -> None:
    lines = [line.encode(encoding) for line in lines_of(layout)]
    whole = read_exports(written(tmp_path, layout, lines))
    text = "文字2".encode(encoding)
    at = lines[3].index(text) + (1 if byte == b"\xff" else len(text) - 1)
    spoilt = [*lines[:3], lines[3][:at] + byte + lines[3][at:], *lines[4:]]
    reading = read_exports(written(tmp_path, layout, spoilt))
    assert_frame_equal(reading.facts, whole.facts)
    (said,) = (zh for zh, _ in reading.sources[0].notes if "字节" in zh)
    assert "第 4 行" in said


@EVERY
def test_thousands_without_quotes_refuse_the_file(name: str, layout: Layout, tmp_path: Path) -> None:
    lines = lines_of(layout)
    with pytest.raises(InputError, match=r"第 2 行起：有 6 行的格数与表头不符"):
        read_exports(written(tmp_path, layout, [lines[0], *(line + ",004.15" for line in lines[1:])]))
