"""How long filling a person's template of 1.3 MB takes, against copying the same zip with zipfile.

The promise is at most 2, for a file of at least 1.3 MB (11,600 rows make 1.32 MB).
Formulas that aren't ours are worked out by a process of its own, whose start alone takes longer than the copy:
their price is printed apart.

    python -m benchmarks.template [--quick]
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator

import xlsxwriter
from report import invented

from benchmarks.measure import Result, in_turn, main
from xl_fact.filling.check import problems_of
from xl_fact.filling.fill import Filling
from xl_fact.report.model import Report
from xl_fact.workbook.package import Package

ROWS, COLUMNS, TIMES = 11_600, 20, 7
SIZE, PROMISE = 1_300_000, 2.0


def template(*, formulas: int) -> bytes:
    """A dashboard with names, a table of days, charts, and 11,600 × 20 cells of a person's own."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out)
    board = book.add_worksheet("看板")
    board.write("A1", "{{ headline }}")
    for row, name in enumerate(("gmv", "cost", "roi", "gpm"), 2):
        book.define_name(f"xf_{name}", f"=看板!$B${row}")
    days = book.add_worksheet("日")
    headings = ("日期", "GMV（元）", "商品曝光（次）", "GPM（元/千次）", "投放花费（元）")
    days.add_table("A1:E2", {"name": "xf_daily", "columns": [{"header": h} for h in headings]})
    for place in ("D2", "D20", "L2", "L20"):
        chart = book.add_chart({"type": "line"})
        chart.add_series({"categories": "=日!$A$2:$A$2", "values": "=日!$B$2:$B$2"})
        board.insert_chart(place, chart)
    own = book.add_worksheet("自有")
    for row in range(ROWS):
        own.write_row(
            row,
            0,
            [f"达人{row % 97}" if c < 4 else (row * 7919 + c * 104729) % 99991 / 100 for c in range(COLUMNS)],
        )
    for row in range(formulas):
        board.write_formula(40 + row, 0, f'=SUMIFS(自有!F:F,自有!A:A,"达人{row}")/xf_gmv', None, 0)
    book.close()
    return out.getvalue()


def copied(data: bytes) -> bytes:
    """The same zip, each part read and written."""
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(data)) as source,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target,
    ):
        for entry in source.infolist():
            target.writestr(entry.filename, source.read(entry))
    return out.getvalue()


def filled(data: bytes, report: Report) -> bytes:
    """Checked and filled."""
    package = Package(data)
    if problems := problems_of(package, report):
        raise SystemExit(str(problems))
    return Filling(package, report, own=True).done()


def results(quick: bool) -> Iterator[Result]:
    """The fill against the copy, and what formulas of a person's own cost beside it."""
    times, report = (2 if quick else TIMES), invented.report()
    plain, busy = template(formulas=0), template(formulas=200)
    if len(plain) < SIZE:
        raise SystemExit(f"the template is {len(plain):,} bytes, less than the {SIZE:,} of the promise")
    filled(plain, report)
    copy, fill, more = in_turn(
        times, lambda: copied(plain), lambda: filled(plain, report), lambda: filled(busy, report)
    )
    size = f"{len(plain) / 1e6:.2f} MB, {ROWS * COLUMNS:,} cells"
    yield Result(
        "checking and filling a template", size, fill, "zipfile: copying the same parts", copy, PROMISE
    )
    note = "a process of its own works the formulas out"
    size = f"the same and 200 SUMIFS over {ROWS:,} rows"
    yield Result("filling, other formulas worked out", size, more, "filling without them", fill, note=note)


if __name__ == "__main__":
    main(results)
