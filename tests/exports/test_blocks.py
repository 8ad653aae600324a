"""A long file goes through in blocks: however they are cut, the facts are the same."""

from __future__ import annotations

import random
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import lookalikes
import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pandas.testing import assert_frame_equal

from xl_fact.exports import facts, reading
from xl_fact.exports.reading import read_exports
from xl_fact.exports.tables import encoding, text
from xl_fact.exports.tables.blocks import joined
from xl_fact.steps import Advance, Steps
from xl_fact.store import parts
from xl_fact.store.store import import_exports, load

HEADINGS = [
    "订单id",
    "商品id",
    "商品名称",
    "作者账号",
    "支付金额",
    "预估佣金支出",
    "付款时间",
    "流量来源",
    "订单状态",
]


def orders(path: Path, count: int = 60, months: int = 3) -> Path:
    """An alliance's commissions over some months, mixed; texts that are all alike in some blocks and not in others."""
    rng = random.Random(7)
    rows: list[list[Any]] = [HEADINGS]
    for n in range(count):
        money = "--" if n < 15 else f"￥{rng.random() * 900:,.2f}"
        product = ("", "示例商品", f"示例商品{n % 4}")[n * 3 // count]
        day = f"2026-{4 + n % months:02}-{1 + n % 28:02} 20:{n % 60:02}:00"
        author = f"示例作者{rng.randrange(5)}" if n < 20 else "示例作者0"
        rows.append([str(69 * 10**17 + n), str(38 * 10**17 + n % 9), product, author, money, "1.5", day])
        rows[-1] += [("视频", "直播", "商品卡")[n % 3], "订单结算"]
    return lookalikes.delimited(path, rows)


def in_order(frame: pd.DataFrame) -> pd.DataFrame:
    return frame.sort_values(["month", "row"] if "month" in frame else ["row"], ignore_index=True)


@pytest.mark.parametrize("large", [False, True])
@pytest.mark.parametrize("rows", [1, 7, 25, 1000])
def test_blocks_of_any_size_give_the_same_facts(
    rows: int, large: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = orders(tmp_path / "佣金明细.csv")
    whole = read_exports(file, brand="示例").facts
    assert len(whole) == 60
    assert set(whole["currency"]) == {"CNY"}
    monkeypatch.setattr(reading, "BLOCK_ROWS", rows)
    monkeypatch.setattr(text, "_ROWS_AT_ONCE", rows)
    if large:
        monkeypatch.setattr(encoding, "LARGE", 0)
        monkeypatch.setattr(text, "_BLOCK", 200 * rows)
    assert_frame_equal(in_order(read_exports(file, brand="示例").facts), in_order(whole))
    import_exports(file, tmp_path / "facts", brand="示例")
    stored = load(tmp_path / "facts").facts
    assert_frame_equal(in_order(stored), in_order(whole))
    assert len(list((tmp_path / "facts").rglob("*.parquet"))) == 3
    assert not list((tmp_path / "facts").rglob("*.tmp"))


def test_a_currency_said_late_counts_for_every_row(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = orders(tmp_path / "佣金明细.csv")
    file.write_text(file.read_text("utf-8-sig").replace("￥", "US$").replace(",1.5,", ",--,"), "utf-8")
    monkeypatch.setattr(reading, "BLOCK_ROWS", 5)
    monkeypatch.setattr(text, "_ROWS_AT_ONCE", 5)
    assert set(read_exports(file).facts["currency"]) == {"USD"}


def test_a_row_of_another_width_far_down_starts_the_file_anew(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = orders(tmp_path / "佣金明细.csv")
    whole = read_exports(file, brand="示例").facts
    with file.open("a", encoding="utf-8") as more:
        more.write("多出的一格" + "," * len(HEADINGS) + "x\r\n")
    monkeypatch.setattr(reading, "BLOCK_ROWS", 5)
    monkeypatch.setattr(encoding, "LARGE", 0)
    monkeypatch.setattr(text, "_BLOCK", 800)
    result = import_exports(file, tmp_path / "facts", brand="示例")
    stored = load(tmp_path / "facts").facts
    assert_frame_equal(in_order(stored), in_order(whole))
    assert sum(result.rows.values()) == 60


def test_the_bar_moves_while_one_file_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    class Watched(Steps):
        def __init__(self) -> None:
            super().__init__()
            self.seen: dict[str, tuple[float | None, list[float]]] = {}

        def begin(self, zh: str, en: str, total: float | None) -> Advance:
            self.seen[en] = (total, [])
            return self.seen[en][1].append

    monkeypatch.setattr(encoding, "LARGE", 0)
    monkeypatch.setattr(text, "_BLOCK", 500)
    table = orders(tmp_path / "佣金明细.csv", 200)
    book = lookalikes.workbook(tmp_path / "成交分析.xlsx", lookalikes.compass_sheets(range(1, 9)))
    for file, at_least in ((table, 20), (book, 6)):
        steps = Watched()
        read_exports(file, steps=steps)
        total, moves = steps.seen["read exports"]
        assert total == file.stat().st_size
        assert len([move for move in moves if move]) >= at_least
        assert sum(moves) == pytest.approx(total)
        assert max(moves) < 0.9 * total


KEYS = ("gmv_paid", "row", "date", "product", "account")


@given(
    st.lists(
        st.tuples(
            st.integers(0, 4),
            st.tuples(*[st.sampled_from(["absent", "one", "list", "arrow"]) for _ in KEYS[3:]]),
            st.tuples(*[st.booleans() for _ in KEYS[:3]]),
        ),
        min_size=1,
        max_size=6,
    )
)
def test_joining_says_of_every_row_what_its_block_said(
    shapes: Sequence[tuple[int, tuple[str, str], tuple[bool, bool, bool]]],
) -> None:
    import pyarrow as pa

    blocks: list[tuple[int, dict[str, Any]]] = []
    for n, (count, texts, told) in enumerate(shapes):
        columns: dict[str, Any] = {}
        for key, kind in zip(KEYS[3:], texts, strict=True):
            words = [f"{n}-{i}" for i in range(count)]
            made = {"one": f"{n}", "list": words, "arrow": pa.array(words, pa.large_string())}
            if kind != "absent":
                columns[key] = made[kind]
        for key, there in zip(KEYS[:3], told, strict=True):
            if there:
                number = np.arange(count) + n
                columns[key] = number.astype("datetime64[s]") if key == "date" else number * 1.0
        blocks.append((count, columns))
    apart = [facts.frame(columns, count) for count, columns in blocks]
    count, columns = joined(blocks)
    together = facts.frame(columns, count)
    assert_frame_equal(
        together.reset_index(drop=True), pd.concat(apart, ignore_index=True), check_dtype=False
    )
    written = [parts.table_of(block) for block in blocks]
    assert sum(table.num_rows for table in written) == count
