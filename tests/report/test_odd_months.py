"""Months as they really are: refunds above sales, cost without sales, hostile texts, buyers' data; kept, shown or left out."""

from __future__ import annotations

import datetime as dt
import os
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import openpyxl
import pandas as pd
import pytest
from exports.lookalikes import CREATIVE_ROWS, Rows, compass_sheets, delimited, workbook
from oracles import lint
from typer.testing import CliRunner

from report import invented
from xl_fact.brand import Brand
from xl_fact.cli import app
from xl_fact.errors import InputError
from xl_fact.exports.formats.inspect import describe
from xl_fact.filling.write import write_report
from xl_fact.store.store import load
from xl_fact.workbook.cell_text import encoded

PHONES = ("13800138000", "13900139000", "18612345678", "19955556666")
IDENTITIES = ("110101199003078515", "44030519850101123X")
BUYERS = ("王小明", "李雷", "朝阳区某某路88号", "徐汇区某某街6号")
PERSONAL = (*PHONES, *IDENTITIES, *BUYERS)
MOBILE = re.compile(r"(?<![\w.])1[3-9]\d{9}(?![\w.])")
IDENTITY = re.compile(r"(?<![\w.])[1-9]\d{16}[\dXx](?![\w.])")
HOSTILE = {
    "=": '=HYPERLINK("http://example.invalid","点我")',
    "@": "@SUM(1+1)*cmd|' /C calc'!A0",
    "+": "+1+cmd|' /C calc'!A0",
    "-": "-2+3+cmd|' /C calc'!A0",
    "tab": "\t=1+1",
    "emoji": "开场 😀👨‍👩‍👧",
    "markup": "</t></is></c><f>1+1</f>&amp;<b>",
    "control": "控\x01制\x1f符",
    "broken": "半\ufffe字",
    "formula in braces": "{{ brand }} {=1+1}",
}
LONG = "长" * 40_000


def orders() -> Rows:
    """Orders with all that a platform tells of its buyers, also where it is not expected."""
    heading = (
        "主订单编号,子订单编号,选购商品,订单应付金额,收件人,收件人手机号,详细地址,买家留言,身份证号,备用电话"
    )
    heading += ",订单状态,售后状态,商品数量,订单提交时间"
    rows: Rows = [heading.split(",")]
    for n in range(2):
        rows.append(
            [
                f"695354710260875862{n}\t",
                f"'695354710260875862{n}",
                "香皂",
                "29.90",
                BUYERS[n],
                PHONES[n],
                BUYERS[2 + n],
                f"请打 {PHONES[2]}，身份证 {IDENTITIES[n]}",
                IDENTITIES[n],
                PHONES[3],
                "已发货",
                "-",
                "1",
                f"2026-06-0{n + 1} 10:00:00",
            ]
        )
    rows.append([*rows[1]])
    rows[-1][1] = "6.92E+18"
    return rows


def exports(folder: Path) -> Path:
    """A month's exports with everything that can be odd in them."""
    folder.mkdir()
    workbook(folder / "成交.xlsx", compass_sheets(range(1, 31), wide=True))
    for age, name in enumerate(("订单.csv", "订单 (1).csv"), 1):
        os.utime(delimited(folder / name, orders()), (age, age))
    creatives = [list(row) for row in CREATIVE_ROWS]
    for text in [*HOSTILE.values(), LONG]:
        row = list(creatives[1])
        row[0] = text
        creatives.append(row)
    delimited(folder / "素材_20260601-20260630.csv", creatives)
    sessions: Rows = [
        ["主播昵称", "直播开始时间", "直播结束时间", "直播时长(分钟)", "直播间用户支付金额"],
        ["号甲", "2026/06/30 22:00:00", "2026/07/01 02:00:00", "240", "100"],
        ["号甲", "2026/05/31 22:00:00", "2026/06/01 02:00:00", "240", "7012345.67"],
        ["号甲", "2026/06/03 22:00:00", "2026/06/04 02:00:00", "240", "50"],
    ]
    delimited(folder / "直播.csv", sessions)
    return folder


@dataclass(frozen=True)
class Made:
    """What the commands made of the odd month."""

    exports: Path
    book: Path
    said: str
    facts: Path
    imported: str
    from_facts: Path

    @property
    def books(self) -> tuple[Path, Path]:
        return self.book, self.from_facts


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Made:
    folder = tmp_path_factory.mktemp("odd")
    given = exports(folder / "in")

    def run(*words: str | Path) -> str:
        result = CliRunner().invoke(app, [str(word) for word in words])
        assert result.exit_code == 0, result.output
        return result.output

    said = run("report", given, "--month", "2026-06", "--brand", "甲", "--out", folder / "a.xlsx")
    imported = run("import", given, "--brand", "甲", "--facts", folder / "facts")
    run("report", "--facts", folder / "facts", "--month", "2026-06", "--out", folder / "b.xlsx")
    return Made(given, folder / "a.xlsx", said, folder / "facts", imported, folder / "b.xlsx")


def parts(path: Path) -> dict[str, str]:
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name).decode("utf-8", "replace") for name in archive.namelist()}


@cache
def workbook_at(path: Path) -> openpyxl.Workbook:
    """A workbook, formulas as they are written."""
    return openpyxl.load_workbook(path)


def texts(path: Path) -> Iterator[tuple[str, str]]:
    """Every cell's place and text."""
    for sheet in workbook_at(path):
        for row in sheet.iter_rows():
            for cell in row:
                if cell.value is not None:
                    yield f"{sheet.title}!{cell.coordinate}", str(cell.value)


# -------------------------------------------------------------------- buyers' data
def test_no_buyer_is_in_any_part_of_the_report(made: Made) -> None:
    for book in made.books:
        for name, part in parts(book).items():
            assert not [word for word in PERSONAL if word in part], name


def test_no_cell_of_the_report_holds_a_mobile_or_an_identity_number(made: Made) -> None:
    assert MOBILE.search(f"电话 {PHONES[0]}。")
    assert IDENTITY.search(f"证 {IDENTITIES[1]}")
    for book in made.books:
        found = [(at, text) for at, text in texts(book) if MOBILE.search(text) or IDENTITY.search(text)]
        assert not found


def test_no_buyer_is_in_the_facts_or_in_what_is_said(made: Made) -> None:
    frame = load(made.facts).facts
    assert frame.loc[frame["file"] == "订单.csv", "order_id"].tolist().count("6953547102608758620") == 1
    held = frame.to_csv() + "".join(p.read_text("utf-8") for p in made.facts.rglob("*.json"))
    held += "".join("\n".join(d.lines()) for d in describe(made.exports / "订单.csv"))
    held += made.said + made.imported
    held += "".join(p.read_bytes().decode("latin-1") for p in made.facts.rglob("*.parquet"))
    for word in PERSONAL:
        assert word not in held
        assert word.encode().decode("latin-1") not in held


# -------------------------------------------------------------------- texts that would do harm
def test_hostile_texts_are_texts(made: Made) -> None:
    for book in made.books:
        lines = {text for _, text in texts(book)}
        sheets = {name: part for name, part in parts(book).items() if name.startswith("xl/")}
        for what, text in HOSTILE.items():
            kept = re.sub("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]", "", text)
            assert kept.strip() in {line.strip() for line in lines}, what
        formulas = [
            f for part in sheets.values() for f in re.findall(r"<f[ >][^<]*</f>|<definedName[^<]*<", part)
        ]
        assert formulas
        assert not [f for f in formulas if re.search("example.invalid|calc'!|点我", f)]
        assert not [name for name, part in sheets.items() if "<hyperlink" in part and "invalid" in part]
        assert not [name for name in sheets if "externalLink" in name]
        for sheet in workbook_at(book):
            for row in sheet.iter_rows():
                hostile = [
                    c
                    for c in row
                    if isinstance(c.value, str) and c.value.strip()[:1] in "=+-@" and "calc" in c.value
                ]
                assert all(c.data_type in {"s", "inlineStr"} for c in hostile)
        assert not lint.faults(book)


def test_a_text_too_long_for_a_cell_is_cut_with_a_word(made: Made) -> None:
    for book in made.books:
        assert max(len(text) for _, text in texts(book)) == 32_767
    assert re.search(r"内容 \[.*\]：第 \d+ 行的文字超过 32,767 个字，已截断", made.said)


def test_half_characters_are_left_out_of_cells_and_refused_in_names() -> None:
    assert encoded("号\ud83d甲") == encoded("号甲")
    with pytest.raises(InputError, match="品牌名里有读不出的字符"):
        Brand(name="号\ud83d甲")


# -------------------------------------------------------------------- what is said of the files
def test_what_was_found_while_reading_is_said(made: Made) -> None:
    assert "订单.csv 与 订单 (1).csv 内容相同，只算一次" in made.said
    assert "订单号已被改写（Excel 把 1 个编号变成了小数），不作编号用" in made.said
    assert "订单 (1).csv：已经导入过（订单.csv），没有变化" in made.imported
    assert "订单号已被改写" in made.imported


def test_a_month_takes_the_sessions_that_began_in_it(made: Made) -> None:
    """Of 30 June to 1 July, yes; of 31 May to 1 June, no; and 说明 says by which day."""
    frame = load(made.facts).facts
    sessions = frame[frame["role"] == "sessions"].set_index("row")["date"].dt.strftime("%m-%d")
    assert sessions.to_dict() == {2: "06-30", 3: "05-31", 4: "06-03"}
    for book in made.books:
        about = dict(row[1:3] for row in workbook_at(book)["说明"].iter_rows(values_only=True) if row[1])
        assert "直播按开播日归月；别的月份的行不计入本月" in str(about["时区与归月"])
        assert not [at for at, text in texts(book) if "7012345" in text], "of May"


# -------------------------------------------------------------------- figures that have no ratio
def odd_frame() -> pd.DataFrame:
    """Own LIVE: cost, no sales. Product cards: sales, no cost, never shown. Creators: a day of refunds only."""
    frame = invented.frame()
    live, cards = frame["carrier"].eq("直播"), frame["carrier"].eq("商品卡")
    frame.loc[live, ["gmv_paid", "refund_paid"]] = 0.0
    frame.loc[cards, "product_impressions"] = 0.0
    frame.loc[cards & frame["role"].eq("accounts"), "cost"] = 0.0
    first = frame["carrier"].eq("短视频") & (frame["date"] == np.datetime64(dt.date(2026, 2, 1), "s"))
    frame.loc[first, "gmv_paid"] = -300.0
    return frame


def test_what_has_no_ratio_is_a_dash_and_nothing_is_dropped(tmp_path: Path) -> None:
    path = write_report(invented.report(facts_of=odd_frame()), tmp_path / "r.xlsx").path
    sheet = openpyxl.load_workbook(path, data_only=True)["FACT对比"]
    rows = [list(row[1:]) for row in sheet.iter_rows(values_only=True)]
    top = next(n for n, row in enumerate(rows) if row[:1] == ["阵地"])
    headings = [re.split("[（·]", str(text))[0] for text in rows[top]]
    table: dict[str, dict[str, Any]] = {
        str(row[0])[0]: dict(zip(headings, row, strict=True)) for row in rows[top + 1 : top + 5]
    }
    live, creators, cards, whole = (table[letter] for letter in "FAS合")
    assert (live["GMV"], live["投放花费"], live["GPM"], live["ROI"], live["退款率"]) == (0, 14_000, 0, 0, "—")
    assert (cards["GMV"], cards["投放花费"], cards["ROI"], cards["GPM"], cards["CPM"]) == (
        16_800,
        0,
        "—",
        "—",
        "—",
    )
    assert (creators["GMV"], creators["ROI"]) == (27 * 400 - 300, "—")
    assert whole["GMV"] == 27_300
    daily = next(row for row in rows if row and row[0] == dt.datetime(2026, 2, 1))
    assert -300 in daily
    assert not [text for _, text in texts(path) if "（）" in text]
    values = [
        c.value for s in openpyxl.load_workbook(path, data_only=True) for row in s.iter_rows() for c in row
    ]
    assert not [value for value in values if isinstance(value, str) and value.startswith("#")]
