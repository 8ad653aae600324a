"""Columns as Arrow holds them answer as the same columns in Python do."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_array_equal

from xl_fact.exports import facts
from xl_fact.exports.extraction import _is_blank
from xl_fact.exports.proofs.vocabulary import is_total
from xl_fact.exports.tables import encoding
from xl_fact.exports.tables.cells import ArrowCells, PythonCells

WORDS = [
    "",
    " ",
    "-",
    "--",
    "null",
    "nan",
    "inf",
    "1",
    "12",
    "3.50",
    "-4",
    "1e3",
    "1.2万",
    "1,234.5",
    "合计",
    "Total",
]
WORDS += [
    "9" * 19,
    "007",
    "'12",
    "12\t",
    "甲",
    "1_0",
    "0x1F",
    "١٢",
    "2026-06-01",
    "2026-06-01 10:00:00",
    "12%",
]


def same(texts: list[str]) -> None:
    arrow, python = ArrowCells(pa.array(texts, pa.large_string())), PythonCells(texts)
    for got, expected in zip(arrow.numbers("middle"), python.numbers("middle"), strict=True):
        assert_array_equal(got, expected)
    for test in (_is_blank, is_total):
        assert_array_equal(arrow.where(test, "figures"), python.where(test, "figures"))
    assert_array_equal(arrow.where(lambda cell: cell == "12"), python.where(lambda cell: cell == "12"))

    def clean(cell: Any) -> str:
        return str(cell) if str(cell).isdigit() else str(cell).strip()

    assert list(arrow.texts(clean, digits=False).to_pylist()) == python.texts(clean)
    assert list(arrow.texts(lambda cell: f"<{cell}>").to_pylist()) == [f"<{text}>" for text in texts]


@given(st.lists(st.sampled_from(WORDS), min_size=1, max_size=12))
def test_any_mixture_of_texts(texts: list[str]) -> None:
    same(texts)


@pytest.mark.parametrize(
    "texts", [["12", "007"], ["1", "", "--"], ["1.5", ""], ["inf", "1"], ["1", "nan"], ["", ""]]
)
def test_what_arrow_reads_by_itself(texts: list[str]) -> None:
    same(texts)


@pytest.mark.parametrize(
    "data",
    [
        "甲\n乙\n".encode(),
        "甲\n乙".encode(),
        "甲\n乙".encode()[:-1],
        b"a\n\xff\nb\n",
        "甲\n乙\n".encode("gb18030"),
        b"no end of line",
        "无".encode() * 3_000_000,
        b"x\n" + "无".encode() * 3_000_000 + b"\n\xfe",
        b"",
    ],
)
def test_a_large_file_is_utf8_or_not(data: bytes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "large.csv"
    path.write_bytes(data)
    small = encoding._decodes(path, "utf-8")
    monkeypatch.setattr(encoding, "LARGE", -1)
    assert encoding._decodes(path, "utf-8") == small


@pytest.mark.parametrize("rows", [0, 1, facts._SHARED - 1, facts._SHARED, 2 * facts._SHARED + 7])
def test_a_constant_column_is_as_long_as_the_others(rows: int) -> None:
    frame = facts.frame({"brand": "甲", "cost": np.arange(rows, dtype=np.float64)}, rows)
    assert len(frame) == rows
    assert (frame["brand"] == "甲").all()
    assert frame["account"].eq("").all()
