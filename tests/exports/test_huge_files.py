"""Huge but honest: a million rows in a workbook, ten million in a text; read to the last row, with a bar, in bounded memory."""

from __future__ import annotations

import json
import os
import random
import re
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(sys.platform == "win32", reason="a process's peak of memory is not told there"),
]

HEADINGS = ("付款时间", "流量来源", "订单状态", "支付金额", "预估佣金支出", "结算金额", "商品数量", "订单id")
CARRIERS = ("直播", "短视频", "商品卡", "图文", "其他")
STATUS = "订单付款"
IMPORT = """
import json, resource, sys
from xl_fact.store.store import import_exports
from xl_fact.steps import Steps

class Bar(Steps):
    def __init__(self):
        super().__init__()
        self.totals, self.moves, self.done = [], 0, 0.0

    def begin(self, zh, en, total):
        def move(amount):
            self.moves += 1
            self.done += amount
        self.totals.append(total)
        return move if en == "import" else lambda amount: None

bar = Bar()
result = import_exports(sys.argv[1], sys.argv[2], brand="示例", steps=bar)
peak = [resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
if sys.platform == "linux":  # there the peak of a process begins with that of the one that started it
    with open("/proc/self/status") as status:
        peak[0] = next(int(line.split()[1]) for line in status if line.startswith("VmHWM"))
(source,) = result.added
print(json.dumps({
    "read": source.rows_read, "used": source.rows_used, "rows": dict(result.rows), "moves": bar.moves,
    "done": bar.done, "total": bar.totals[0], "megabytes": sum(peak) / (1024 if sys.platform != "darwin" else 1 << 20),
}))
"""


def figures(count: int) -> Iterator[tuple[int, str, float, float, float, int]]:
    """Order lines of an alliance: day of June, carrier, four figures."""
    rng = random.Random(6)
    for n in range(count):
        paid = round(rng.random() * 900, 2)
        yield 1 + n % 30, CARRIERS[n % 5], paid, paid * 0.2, paid * 0.9, 1 + rng.randrange(4)


def order(n: int) -> int:
    """The ID of the n-th order: nineteen digits, none twice, in no order."""
    return 6_900_000_000_000_000_000 + n * 7_919_999 % 99_999_999_977


def text(path: Path, rows: int) -> Path:
    """Delimited text: the figures of a hundred thousand rows in ever other orders, each under an ID of its own."""
    lines = [
        f"2026-06-{day:02},{carrier},{STATUS},{paid:.2f},{commission:.2f},{settled:.2f},{items},"
        for day, carrier, paid, commission, settled, items in figures(100_000)
    ]
    with path.open("w", encoding="utf-8", newline="") as file:
        file.write(",".join(HEADINGS) + "\n")
        for start in range(0, rows, len(lines)):
            file.write("".join([f"{line}{order(start + n)}\n" for n, line in enumerate(lines)]))
            random.Random(start).shuffle(lines)  # rows in the same order would be a copy
    return path


def workbook(path: Path, rows: int) -> Path:
    """A workbook whose one sheet is streamed; its texts are shared."""
    texts = [*HEADINGS, *CARRIERS, STATUS, *(f"2026-06-{day:02}" for day in range(1, 31))]
    place = {word: n for n, word in enumerate(texts)}
    main = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    package = "http://schemas.openxmlformats.org/package/2006"
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml"
    parts = {
        "[Content_Types].xml": f'<Types xmlns="{package}/content-types"><Default Extension="rels" '
        'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{kind}.sheet.main+xml"/>'
        f'<Override PartName="/xl/sharedStrings.xml" ContentType="{kind}.sharedStrings+xml"/>'
        f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{kind}.worksheet+xml"/></Types>',
        "_rels/.rels": f'<Relationships xmlns="{package}/relationships"><Relationship Id="rId1" '
        f'Type="{office}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook {main} xmlns:r="{office}"><sheets><sheet name="精选联盟" sheetId="1" '
        'r:id="rId1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{package}/relationships">'
        f'<Relationship Id="rId1" Type="{office}/worksheet" Target="worksheets/sheet1.xml"/>'
        f'<Relationship Id="rId2" Type="{office}/sharedStrings" Target="sharedStrings.xml"/></Relationships>',
        "xl/sharedStrings.xml": f"<sst {main}>"
        + "".join(f"<si><t>{word}</t></si>" for word in texts)
        + "</sst>",
    }
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for name, part in parts.items():
            archive.writestr(name, part)
        with archive.open("xl/worksheets/sheet1.xml", "w", force_zip64=True) as sheet:
            heads = "".join(f'<c r="{"ABCDEFGH"[n]}1" t="s"><v>{n}</v></c>' for n in range(len(HEADINGS)))
            sheet.write(f'<worksheet {main}><sheetData><row r="1">{heads}</row>'.encode())
            lines = []
            for row, (day, carrier, paid, commission, settled, items) in enumerate(figures(rows), 2):
                lines.append(
                    f'<row r="{row}"><c r="A{row}" t="s"><v>{place[f"2026-06-{day:02}"]}</v></c>'
                    f'<c r="B{row}" t="s"><v>{place[carrier]}</v></c><c r="C{row}" t="s"><v>{place[STATUS]}</v></c>'
                    f'<c r="D{row}"><v>{paid:.2f}</v></c><c r="E{row}"><v>{commission:.2f}</v></c>'
                    f'<c r="F{row}"><v>{settled:.2f}</v></c><c r="G{row}"><v>{items}</v></c>'
                    f'<c r="H{row}" t="inlineStr"><is><t>{order(row)}</t></is></c></row>'
                )
                if len(lines) == 50_000:
                    sheet.write("".join(lines).encode())
                    lines = []
            sheet.write(("".join(lines) + "</sheetData></worksheet>").encode())
    return path


def test_a_long_import_shows_a_bar_in_a_terminal(tmp_path: Path) -> None:
    path = text(tmp_path / "精选联盟.csv", 2_000_000)
    reader, writer = os.openpty()
    process = subprocess.Popen(
        [sys.executable, "-m", "xl_fact", "import", path, "--brand", "示例", "--facts", tmp_path / "facts"],
        stdout=subprocess.DEVNULL,
        stderr=writer,
        env=os.environ | {"TERM": "xterm", "COLUMNS": "100"},
    )
    os.close(writer)
    shown = b""
    with suppress(OSError):  # the terminal is gone when the process is
        while some := os.read(reader, 1 << 16):
            shown += some
    os.close(reader)
    assert process.wait() == 0
    assert "导入" in shown.decode("utf-8", "replace")
    percentages = {int(found) for found in re.findall(rb"(\d+)%", shown)}
    assert len(percentages) > 3, percentages


@pytest.mark.parametrize(
    ("kind", "rows", "megabytes"), [("csv", 10_000_000, 1_500), ("xlsx", 1_000_000, 2_000)]
)
def test_a_huge_file_is_read_to_the_last_row(tmp_path: Path, kind: str, rows: int, megabytes: int) -> None:
    path = tmp_path / f"精选联盟.{kind}"
    text(path, rows) if kind == "csv" else workbook(path, rows)
    done = subprocess.run(
        [sys.executable, "-c", IMPORT, path, tmp_path / "facts"], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    print(f"\n{kind} of {path.stat().st_size >> 20:,} MB: {found}")
    assert found["read"] == found["used"] == rows
    assert found["rows"] == {"2026-06": rows}
    assert found["moves"] > 20, "the bar moves within the file"
    assert found["done"] == pytest.approx(found["total"])
    assert found["megabytes"] < megabytes
    path.unlink()
