"""How fast exports are read, as ratios to the least that must be done.

    python -m benchmarks.imports [--quick]

Each figure is the median of runs in processes of their own: processor time, of child processes too, since other
work on the machine lengthens only the clock's; memory is the process's peak.
"""

from __future__ import annotations

import csv
import datetime as dt
import importlib
import random
import resource
import statistics
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from pathlib import Path

from benchmarks.measure import Result, in_turn, main

HEADINGS = (
    "订单id|商品id|商品名称|作者账号|抖音/火山号|支付金额|佣金率|预估佣金支出|结算金额|实际佣金支出|订单状态|付款时间|收货时间"
    "|商品来源|店铺id|店铺名称|商品数量|流量细分来源|流量来源|订单类型"
).split("|")


def lines(rows: int) -> Iterator[list[str]]:
    """Orders of an alliance, invented: 20 columns, IDs as text, amounts all different."""
    rng = random.Random(3)
    for n in range(rows):
        product, author, money = rng.randrange(300), rng.randrange(600), rng.random() * 300
        yield [
            str(6_900_000_000_000_000_000 + n * 7919),
            str(3_800_000_000_000_000_000 + product),
            f"示例商品{product}",
            f"示例作者{author}",
            str(66_000_000_000 + author),
            f"{money:.2f}",
            "20.00%",
            f"{money * 0.2:.2f}",
            f"{money * 0.9:.2f}",
            f"{money * 0.18:.2f}",
            "订单结算",
            f"2026-06-{1 + n % 30:02} {n % 24:02}:{n % 60:02}:{n // 7 % 60:02}",
            "",
            "小店",
            "272308913",
            "示例店",
            str(1 + n % 3),
            "抖音",
            ("视频", "直播", "商品卡")[n % 3],
            "普通",
        ]


def write_csv(path: Path, rows: Iterable[list[str]]) -> None:
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(HEADINGS)
        writer.writerows(rows)


def write_days(folder: Path) -> None:
    """The same rows as one file and as one of each day, as a shop exports them."""
    days: list[list[list[str]]] = [[] for _ in range(DAYS)]
    for n, row in enumerate(lines(DAYS * ROWS_A_DAY)):
        day = dt.date(2026, 3, 3) + dt.timedelta(days=n % DAYS)
        days[n % DAYS].append([*row[:11], f"{day} {row[11][11:]}", *row[12:]])
    for kind, write in (("csv", write_csv), (".xlsx", write_xlsx)):
        ending = kind.removeprefix(".")
        (folder / f"days-{ending}").mkdir()
        for n, rows in enumerate(days):
            write(folder / f"days-{ending}" / f"{n:03}.{ending}", rows)
        write(folder / f"whole.{ending}", [row for rows in days for row in rows])


def write_xlsx(path: Path, rows: Iterable[list[str]]) -> None:
    """A workbook as exports are: texts inline, amounts as numbers."""
    letters = [chr(65 + n) for n in range(len(HEADINGS))]
    space = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
    relation = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    package = "http://schemas.openxmlformats.org/package/2006"
    numeric = {5, 7, 8, 9, 16}

    def row(n: int, cells: list[str], texts: bool = False) -> str:
        inner = "".join(
            f'<c r="{letter}{n}"><v>{cell}</v></c>'
            if m in numeric and not texts
            else f'<c r="{letter}{n}" t="inlineStr"><is><t>{cell}</t></is></c>'
            for m, (letter, cell) in enumerate(zip(letters, cells, strict=True))
            if cell
        )
        return f'<row r="{n}">{inner}</row>'

    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        archive.writestr("[Content_Types].xml", f'<Types xmlns="{package}/content-types"/>')
        archive.writestr(
            "_rels/.rels",
            f'<Relationships xmlns="{package}/relationships"><Relationship Id="rId1" Type="{relation}/officeDocument" '
            'Target="xl/workbook.xml"/></Relationships>',
        )
        archive.writestr(
            "xl/workbook.xml",
            f'<workbook {space} xmlns:r="{relation}"><sheets><sheet name="Sheet1" sheetId="1" r:id="rId1"/></sheets></workbook>',
        )
        archive.writestr(
            "xl/_rels/workbook.xml.rels",
            f'<Relationships xmlns="{package}/relationships"><Relationship Id="rId1" Type="{relation}/worksheet" '
            'Target="worksheets/sheet1.xml"/></Relationships>',
        )
        with archive.open("xl/worksheets/sheet1.xml", "w", force_zip64=True) as part:
            part.write(f"<worksheet {space}><sheetData>{row(1, HEADINGS, True)}".encode())
            for n, cells in enumerate(rows, 2):
                part.write(row(n, cells).encode())
            part.write(b"</sheetData></worksheet>")


def arrow_csv(folder: Path) -> None:
    import pyarrow.csv
    import pyarrow.parquet

    pyarrow.parquet.write_table(pyarrow.csv.read_csv(folder / "orders.csv"), folder / "plain.parquet")


def read(name: str) -> Callable[[Path], None]:
    def run(folder: Path) -> None:
        from xl_fact.exports.reading import read_exports

        read_exports(folder / name)

    return run


def store(name: str) -> Callable[[Path], None]:
    def run(folder: Path) -> None:
        from xl_fact.store.store import import_exports

        with tempfile.TemporaryDirectory(dir=folder) as facts:
            import_exports(folder / name, facts, brand="示例")

    return run


def calamine(folder: Path) -> None:
    import python_calamine

    with (folder / "orders.xlsx").open("rb") as file:
        sheet = python_calamine.CalamineWorkbook.from_filelike(file).get_sheet_by_index(0)
        for _ in sheet.iter_rows():
            pass


def messy(n: int) -> str:
    money = random.Random(n).random() * 10 ** (1 + n % 7)
    shapes = (
        f"￥{money:,.2f}",
        f"{money / 1e4:.4f}万",
        f"{money / 1e8:.6f}亿",
        f"{money % 100:.5f}%",
        "--",
        "-",
        "",
    )
    shapes += (
        f"{money:.2f}~{money + 9:.2f}",
        f"{money:,.2f}",
        f"({money:,.2f})",
        f"{money:.4f}",
        f"{money:.3f}元",
    )
    return (*shapes, f"{money / 1e4:.3f}w")[n % 13]


def plain_loop(texts: list[str]) -> list[float]:
    """What one would write in a hurry: the same numbers, one text after the other."""
    units = {"万": 1e4, "亿": 1e8, "w": 1e4, "%": 0.01, "元": 1.0}
    values = []
    for text in texts:
        text = text.strip().replace(",", "").replace("￥", "")
        if text in {"", "-", "--"}:
            values.append(float("nan"))
            continue
        sign = 1.0
        if text.startswith("(") and text.endswith(")"):
            sign, text = -1.0, text[1:-1]
        bounds = []
        for bound in text.split("~"):
            unit = units.get(bound[-1], 0.0)
            bounds.append(float(bound[:-1]) * unit if unit else float(bound))
        values.append(sign * sum(bounds) / len(bounds))
    return values


DAYS, ROWS_A_DAY = 120, 200
AT_MOST = 3.0
"""How many times as long 120 daily files may take as the same rows in one file."""

TASKS: dict[str, Callable[[Path], None]] = {
    "pyarrow.csv + Parquet": arrow_csv,
    "read_exports, CSV": read("orders.csv"),
    "import into the store, CSV": store("orders.csv"),
    "calamine, all cells": calamine,
    "read_exports, .xlsx": read("orders.xlsx"),
    "import into the store, .xlsx": store("orders.xlsx"),
    "import of one file, CSV": store("whole.csv"),
    "import of 120 daily files, CSV": store("days-csv"),
    "import of one file, .xlsx": store("whole.xlsx"),
    "import of 120 daily files, .xlsx": store("days-xlsx"),
}


def spent() -> float:
    """Processor seconds of this process and of its children that have ended."""
    both = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(one.ru_utime + one.ru_stime for one in both)


def timed(task: str, folder: Path, times: int) -> tuple[float, int]:
    """The median of some runs: processor seconds without start-up; and the most memory in MB, children included."""
    runs = []
    for _ in range(times):
        done = subprocess.run(
            [sys.executable, "-m", "benchmarks.imports", "--task", task, str(folder)],
            check=True,
            capture_output=True,
            text=True,
        )
        seconds, memory = done.stdout.split()
        runs.append((float(seconds), int(memory)))
    return statistics.median(run[0] for run in runs), max(run[1] for run in runs)


def do(task: str, folder: Path) -> None:
    """One run of a task, in this process."""
    for library in ("pandas", "pyarrow.csv", "pyarrow.parquet"):
        importlib.import_module(library)
    began = spent()
    TASKS[task](folder)
    seconds = spent() - began
    peak = sum(resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    print(seconds, peak // 1024)


def results(quick: bool) -> Iterator[Result]:
    """Numbers against a plain loop, files against the least that must be done, many files against one."""
    from xl_fact.core.numbers import parse_many

    rows, times = (20_000, 1) if quick else (1_000_000, 3)
    for name, texts in (
        ("clean", [f"{random.random() * 1e5:.2f}" for _ in range(rows)]),
        ("messy, all different", [messy(n) for n in range(rows)]),
        ("messy, 20,000 different", [messy(n % 20_000) for n in range(rows)]),
    ):
        loop, ours = in_turn(times, partial(plain_loop, texts), partial(parse_many, texts))
        note = f"{rows / ours / 1e6:.2f} million a second"
        yield Result(f"numbers, {name}", f"{rows:,} texts", ours, "a plain loop of Python", loop, note=note)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        write_csv(folder / "orders.csv", lines(rows))
        write_xlsx(folder / "orders.xlsx", lines(rows))
        write_days(folder)
        found = {task: timed(task, folder, times) for task in TASKS}
    for kind, floor in (("CSV", "pyarrow.csv + Parquet"), (".xlsx", "calamine, all cells")):
        for job in ("read_exports", "import into the store"):
            seconds, memory = found[f"{job}, {kind}"]
            note = f"{memory:,} MB at most; the peer {found[floor][1]:,} MB"
            yield Result(
                job, f"{rows:,} rows, {kind}", seconds, floor, found[floor][0], note=note, unit="CPU s"
            )
        one, many = f"import of one file, {kind}", f"import of {DAYS} daily files, {kind}"
        size = f"{DAYS * ROWS_A_DAY:,} rows, {kind}"
        seconds, memory = found[many]
        note = f"{memory:,} MB at most"
        yield Result(
            f"import of {DAYS} daily files", size, seconds, one, found[one][0], AT_MOST, note, "CPU s"
        )


if __name__ == "__main__":
    if sys.argv[1:2] == ["--task"]:
        do(sys.argv[2], Path(sys.argv[3]))
    else:
        main(results)
