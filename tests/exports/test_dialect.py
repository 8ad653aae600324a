"""What commas, points and days mean is decided by the whole column and file, in every kind of export, or asked."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter
from conftest import SAMPLES
from lookalikes import Rows, delimited, workbook
from pandas.testing import assert_frame_equal
from test_exports_formats import LAYOUTS, headings_of, sheet_of, table
from typer.testing import CliRunner

from xl_fact.cli import app
from xl_fact.errors import InputError
from xl_fact.exports import dates, facts
from xl_fact.exports.columns import DIMENSIONS, MEASURES
from xl_fact.exports.dialect import Days, Decimal, Signs
from xl_fact.exports.formats.format import Layout
from xl_fact.exports.formats.headings import normal
from xl_fact.exports.reading import read_exports
from xl_fact.exports.tables import encoding

KINDS = {
    "compass_sessions-1",
    "compass_videos-1",
    "compass_transactions-1",
    "qianchuan_live-1",
    "alliance_commissions-1",
}
SOME = [one for one in LAYOUTS if one[0] in KINDS]
EVERY = pytest.mark.parametrize(("name", "layout"), [pytest.param(*one, id=one[0]) for one in SOME])
MONEY = 12_345.25
COUNT = 1_234


def figures_of(layout: Layout) -> dict[int, str]:
    """The places of a layout's figures, and their units."""
    by_name = {name: c.key for c in layout.columns for name in c.names if c.key in MEASURES and not c.times}
    return {
        place: MEASURES[by_name[normal(heading)]].unit
        for place, heading in enumerate(headings_of(layout))
        if normal(heading) in by_name
    }


def with_figures(layout: Layout, money: str, count: str, rows: int = 4) -> Rows:
    """Rows of a layout with these figures."""
    out = table(layout, headings_of(layout), rows)
    units = figures_of(layout)
    for row in out[1:]:
        for place, unit in units.items():
            row[place] = money if unit == "money" else count if unit == "count" else row[place]
    return out


def written(folder: Path, layout: Layout, rows: Rows, kind: str = "csv") -> Path:
    file = folder / f"{sheet_of(layout)}.{kind}"
    return workbook(file, {sheet_of(layout): rows}) if kind == "xlsx" else delimited(file, rows)


def plain(folder: Path, layout: Layout) -> Any:
    return read_exports(written(folder, layout, with_figures(layout, str(MONEY), str(COUNT)))).facts


@EVERY
@pytest.mark.parametrize(
    ("money", "count"),
    [
        ("12.345,25", "1.234"),
        ("12 345,25", "1 234"),
        ("12\u00a0345,25", "1\u202f234"),
        ("12345,25", "1234"),
        ("12,345.25", "1,234"),
        ("12 345.25", "1 234"),
        ("¥12,345.25", "1,234"),
        ("12'345.25", "1'234"),
    ],
)
@pytest.mark.parametrize("kind", ["csv", "xlsx", "large"])
def test_one_figure_in_every_dialect(
    name: str,
    layout: Layout,
    money: str,
    count: str,
    kind: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    expected = plain(tmp_path, layout)
    monkeypatch.setattr(encoding, "LARGE", 0 if kind == "large" else 1 << 30)
    rows = with_figures(layout, money, count)
    reading = read_exports(written(tmp_path, layout, rows, "csv" if kind == "large" else kind))
    drop = ["file", "currency"]
    assert_frame_equal(reading.facts.drop(columns=drop), expected.drop(columns=drop))


@pytest.mark.parametrize(
    ("name", "layout"),
    [pytest.param(*one, id=one[0]) for one in SOME if "count" in figures_of(one[1]).values()],
)
def test_a_count_has_no_fraction(name: str, layout: Layout, tmp_path: Path) -> None:
    """Nothing else tells: 2.616 of something counted are two thousand."""
    expected = read_exports(written(tmp_path, layout, with_figures(layout, "5000", "2616"))).facts
    got = read_exports(written(tmp_path, layout, with_figures(layout, "5.000", "2.616"))).facts
    assert_frame_equal(got, expected)


@EVERY
def test_what_nothing_tells_is_asked(name: str, layout: Layout, tmp_path: Path) -> None:
    """Money such as 2.616 alone, or counts that contradict the money."""
    file = written(tmp_path, layout, with_figures(layout, "2.616", "7"))
    if "money" in figures_of(layout).values():
        with pytest.raises(
            InputError, match=r"第 2 行 列“.*”：“2.616”的点分不清.*--decimal point.*--decimal comma"
        ):
            read_exports(file)
        answers: dict[Decimal, float] = {"point": 2.616, "comma": 2616.0}
        for decimal, value in answers.items():
            said = read_exports(file, decimal=decimal).facts
            key = next(c.key for c in layout.columns if c.key in MEASURES and MEASURES[c.key].unit == "money")
            assert set(said[key].abs().dropna()) <= {value, value / 100}
    if {"money", "count"} <= set(figures_of(layout).values()):
        with pytest.raises(InputError, match=r"“2\.616”的点分不清"):
            read_exports(written(tmp_path, layout, with_figures(layout, "12.50", "2.616")))


def test_the_person_is_asked_and_answers_on_the_command_line(tmp_path: Path) -> None:
    layout = dict(LAYOUTS)["compass_sessions-1"]
    file = str(written(tmp_path, layout, with_figures(layout, "2.616", "7")))
    runner = CliRunner()
    for command in (
        ["inspect", file],
        ["import", file, "--brand", "甲", "--facts", str(tmp_path / "f")],
        ["report", file, "--month", "2026-06", "--out", str(tmp_path / "o.xlsx")],
    ):
        asked = runner.invoke(app, command)
        assert "--decimal comma" in asked.output
        if command[0] != "inspect":
            assert asked.exit_code == 2
        answered = runner.invoke(app, [*command, "--decimal", "comma"])
        assert "--decimal" not in answered.output
        assert answered.exit_code in {0, 1}


@pytest.mark.parametrize(
    ("texts", "point", "comma", "either"),
    [
        (["12.5"], True, False, False),
        (["0.125"], True, False, False),
        (["1234.567"], True, False, False),
        (["1,234,567"], True, False, False),
        (["12,5", "0,125"], False, True, False),
        (["1.234.567"], False, True, False),
        (["₫100.000", "Rp12.500"], False, True, False),
        (["1.234万"], True, False, False),
        (["1.234"], False, False, True),
        (["2026.06.01 10:00", "--", "", "第一名"], False, False, False),
    ],
)
def test_what_a_text_tells(texts: list[str], point: bool, comma: bool, either: bool) -> None:
    signs = Signs()
    seen = [signs.see(text) for text in texts]
    assert any(seen) == either
    assert (signs.point, signs.comma) == (point, comma)


# -------------------------------------------------------------------- days
def dated(layout: Layout, write: Callable[[dt.datetime], Any], rows: int = 20) -> Rows:
    """Rows of a layout whose days are written otherwise."""
    out = table(layout, headings_of(layout), rows)
    days = {name for c in layout.columns if c.key in {"date", "start"} for name in c.names}
    places = [n for n, heading in enumerate(out[0]) if normal(heading) in days]
    for n, row in enumerate(out[1:]):
        for place in places:
            row[place] = write(dt.datetime(2026, 6, 1 + n, 10, 30))
    return out


ENGLISH = "Mon Tue Wed Thu Fri Sat Sun".split()
SHAPES: dict[str, Callable[[dt.datetime], str]] = {
    "a weekday behind": lambda d: f"{d:%Y-%m-%d} 周{'一二三四五六日'[d.weekday()]}",
    "a weekday in brackets": lambda d: f"{d:%Y/%m/%d}（星期{'一二三四五六日'[d.weekday()]}）",
    "a weekday before": lambda d: f"{ENGLISH[d.weekday()]}, {d:%Y-%m-%d}",
    "a glued day": lambda d: f'="{d:%Y-%m-%d}"',
    "the month by name": lambda d: f"{d:%d-%b-%Y}",
    "the month by its whole name": lambda d: f"{d:%B} {d.day}, {d:%Y}",
    "day first": lambda d: f"{d:%d/%m/%Y}",
    "day first with a time": lambda d: f"{d:%d/%m/%Y %H:%M}",
    "month first": lambda d: f"{d:%m/%d/%Y}",
    "no year": lambda d: f"{d:%m-%d %H:%M}",
}
DATED = [one for one in SOME if {c.key for c in one[1].columns} & {"date", "start"}]


@pytest.mark.parametrize(("name", "layout"), [pytest.param(*one, id=one[0]) for one in DATED])
@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("kind", ["csv", "xlsx", "large"])
def test_one_day_in_every_shape(
    name: str, layout: Layout, shape: str, kind: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    june = (dt.date(2026, 6, 1), dt.date(2026, 6, 30))
    expected = read_exports(written(tmp_path, layout, dated(layout, lambda d: f"{d:%Y-%m-%d}"))).facts
    monkeypatch.setattr(encoding, "LARGE", 0 if kind == "large" else 1 << 30)
    file = written(tmp_path, layout, dated(layout, SHAPES[shape]), "csv" if kind == "large" else kind)
    got = read_exports(file, period=june if shape == "no year" else None).facts
    assert got["date"].tolist() == expected["date"].tolist()
    assert got["gmv_paid"].tolist() == pytest.approx(expected["gmv_paid"].tolist(), nan_ok=True)


@pytest.mark.parametrize(("name", "layout"), [pytest.param(*one, id=one[0]) for one in DATED])
def test_days_that_could_be_months_are_told_by_the_period_or_asked(
    name: str, layout: Layout, tmp_path: Path
) -> None:
    rows = dated(layout, lambda d: f"{d:%d/%m/%Y}", 10)
    file = written(tmp_path, layout, rows)
    with pytest.raises(InputError, match=r"第 2 行 列“.*”：“01/06/2026”分不清日和月哪个在前"):
        read_exports(file)
    told = read_exports(delimited(tmp_path / f"{sheet_of(layout)}_20260601-20260630.csv", rows)).facts
    assert set(told["date"].dt.strftime("%Y-%m")) == {"2026-06"}
    american = dated(layout, lambda d: f"{d:%m/%d/%Y}", 10)
    told = read_exports(delimited(tmp_path / f"{sheet_of(layout)}_20260601-20260630.csv", american)).facts
    assert sorted(set(told["date"].dt.day)) == list(range(1, 11))


@pytest.mark.parametrize(("name", "layout"), [pytest.param(*one, id=one[0]) for one in DATED])
def test_days_that_cannot_be_read_are_named_with_the_first_cell(
    name: str, layout: Layout, tmp_path: Path
) -> None:
    with pytest.raises(InputError, match=r"有 20 行的日期读不出，没有计入（第 2 行“初一”）"):
        read_exports(written(tmp_path, layout, dated(layout, lambda _: "初一")))
    some = dated(layout, lambda d: "初一" if d.day == 3 else f"{d:%Y-%m-%d}")
    notes = read_exports(written(tmp_path, layout, some)).sources[0].notes
    assert any("有 1 行的日期读不出，没有计入（第 4 行“初一”）" in zh for zh, _ in notes)


def spoilt(day: dt.datetime) -> Any:
    """A day written 13/06/2026, as a spreadsheet set to the month first holds it."""
    if day.day > 12:
        return f"{day:%d/%m/%Y}"
    return day.replace(month=day.day, day=day.month)


@pytest.mark.parametrize(("name", "layout"), [pytest.param(*one, id=one[0]) for one in DATED])
def test_days_that_a_spreadsheet_has_swapped_are_refused(name: str, layout: Layout, tmp_path: Path) -> None:
    path = tmp_path / f"{sheet_of(layout)}_20260601-20260620.xlsx"
    for rows in (dated(layout, spoilt), dated(layout, spoilt, 7)):
        with pytest.raises(InputError, match=r"日期被表格软件改坏了.+日月对调（第 2 行 2026-01-06）"):
            read_exports(dated_book(path, sheet_of(layout), rows))
        saved = [[f"{c:%Y/%m/%d}" if isinstance(c, dt.datetime) else c for c in row] for row in rows]
        if any("/06/2026" in str(c) for row in rows for c in row):
            with pytest.raises(InputError, match="日月对调"):
                read_exports(delimited(path.with_suffix(".csv"), saved))
    mixed = dated(layout, lambda d: d if d.day <= 12 else f"{d:%d/%m/%Y}")
    facts = read_exports(dated_book(path, sheet_of(layout), mixed)).facts
    assert sorted(set(facts["date"].dt.strftime("%m-%d"))) == [f"06-{n:02}" for n in range(1, 21)]


def dated_book(path: Path, sheet: str, rows: Rows) -> Path:
    """A workbook in which days are days."""
    book = xlsxwriter.Workbook(path, {"default_date_format": "yyyy-mm-dd"})
    page = book.add_worksheet(sheet)
    for n, row in enumerate(rows):
        page.write_row(n, 0, row)
    book.close()
    return path


def test_days_of_both_orders_are_no_order() -> None:
    days = Days()
    days.found = {(25, 12, 2026), (12, 25, 2026)}
    assert days.order(None) == ""
    assert Days({(6, 6, 2026)}).order(None) == "dmy"


@pytest.mark.parametrize(("name", "layout"), [pytest.param(*one, id=one[0]) for one in DATED])
@pytest.mark.parametrize(
    ("text", "zone", "day"),
    [
        ("2026-06-01T20:00:00Z", "", 2),
        ("2026-06-01T20:00:00+08:00", "", 1),
        ("2026-06-01T20:00:00Z", "America/New_York", 1),
        ("2026-06-01 23:00:00-05:00", "Asia/Shanghai", 2),
    ],
)
def test_a_time_with_an_offset_goes_to_the_shops_day(
    name: str, layout: Layout, text: str, zone: str, day: int, tmp_path: Path
) -> None:
    file = written(tmp_path, layout, dated(layout, lambda _: text, 1))
    got = read_exports(file, timezone=zone).facts
    assert set(got["date"]) == {dt.datetime(2026, 6, day)}


MERGED = [one for one in DATED if one[0] != "compass_transactions-1"]  # a day's carrier stands there once


@pytest.mark.parametrize(("name", "layout"), [pytest.param(*one, id=one[0]) for one in MERGED])
def test_days_merged_downwards_hold_for_every_row(name: str, layout: Layout, tmp_path: Path) -> None:
    rows = dated(layout, lambda d: f"{dt.datetime(2026, 6, (d.day - 1) // 5 + 1):%Y-%m-%d}", 20)
    expected = read_exports(written(tmp_path, layout, rows, "xlsx")).facts
    days = {name for c in layout.columns if c.key in {"date", "start"} for name in c.names}
    book = xlsxwriter.Workbook(tmp_path / f"{sheet_of(layout)}.xlsx")
    sheet = book.add_worksheet(sheet_of(layout))
    for n, row in enumerate(rows):
        for place, cell in enumerate(row):
            if normal(str(rows[0][place])) not in days or n == 0:
                sheet.write(n, place, cell)
            elif n % 5 == 1:
                sheet.merge_range(n, place, n + 4, place, cell)
    book.close()
    assert_frame_equal(read_exports(tmp_path / f"{sheet_of(layout)}.xlsx").facts, expected)


@EVERY
def test_infinity_is_named_and_never_a_figure(name: str, layout: Layout, tmp_path: Path) -> None:
    rows = with_figures(layout, "5", "6")
    place, _ = next((place, unit) for place, unit in figures_of(layout).items() if unit in {"money", "count"})
    file = workbook(
        tmp_path / "x.xlsx",
        {sheet_of(layout): [[float(c) if c in {"5", "6"} else c for c in r] for r in rows]},
    )
    import zipfile

    with zipfile.ZipFile(file) as archive:
        parts = {part: archive.read(part) for part in archive.namelist()}
    letter = xlsxwriter.utility.xl_col_to_name(place).encode()
    sheet = parts["xl/worksheets/sheet1.xml"]
    parts["xl/worksheets/sheet1.xml"] = re.sub(
        rb'(<c r="' + letter + rb'3"[^>]*><v>)[^<]*', rb"\g<1>1e400", sheet, count=1
    )
    assert b"1e400" in parts["xl/worksheets/sheet1.xml"]
    with zipfile.ZipFile(file, "w") as archive:
        for part, data in parts.items():
            archive.writestr(part, data)
    reading = read_exports(file)
    for key in MEASURES:
        assert not (reading.facts[key].abs() == float("inf")).any()
    assert any("读不出数字" in zh and "第 3 行" in zh for zh, _ in reading.sources[0].notes)


# -------------------------------------------------------------------- what was reported of other tools
CASES = SAMPLES.parent / "cases" / "B"
SEPTEMBER = (dt.date(2026, 9, 1), dt.date(2026, 9, 30))


@pytest.mark.parametrize(
    "name", ["B11_gbk_stray", "B23_eu", "B23b_fr", "B24g_nul", "B26a_date", "B26i_date", "B27_utc"]
)
def test_the_cases(name: str) -> None:
    file = CASES / f"{name}.csv"
    if not file.exists():
        pytest.skip(f"{file.name} is not here: not tried")
    reading = read_exports(file, period=SEPTEMBER).facts
    paid = 23_500.25 if name == "B27_utc" else 52_000.75
    assert facts.total(reading, "gmv_paid") == paid
    assert set(reading["date"].dt.day) == ({2} if name == "B27_utc" else {2, 3})


def test_a_day_names_its_form() -> None:
    assert dates.parse("Sep 2, 2026") == dates.parse("2-Sep-2026") == dt.datetime(2026, 9, 2)
    assert DIMENSIONS["date"].kind == "day"
