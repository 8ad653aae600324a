"""What a sheet remembers of what was put into it: a plain mapping, however long the columns."""

from __future__ import annotations

import datetime
import random

import pytest

from xl_fact.workbook.cell_text import LONGEST_TEXT, encoded, encoded_all
from xl_fact.workbook.row import Row
from xl_fact.workbook.sheet import Sheet
from xl_fact.workbook.written import Written


@pytest.mark.parametrize("seed", range(20))
def test_the_later_of_two_counts_however_they_overlap(seed: int) -> None:
    chance = random.Random(seed)
    written, plain = Written(), {}
    for turn in range(30):
        first, column = chance.randrange(1, 300), chance.randrange(1, 4)
        values = [(turn, n) for n in range(chance.choice((1, 3, 99, 100, 250)))]
        block = {(first + n, column): value for n, value in enumerate(values)}
        if chance.random() < 0.3:
            written.put(block)
        else:
            written.note(first, column, values)
        plain |= block
        assert len(written) == len(plain)
    assert dict(written) == plain
    assert (1000, 1) not in written


DAY = datetime.date(2026, 6, 1)
COLUMNS = {
    "whole numbers": [3.0, -2.0, 0.0] * 5,
    "fractions": [0.1, 2.0, -3.5, 1e-7, 1e14, 100.0] * 3,
    "large": [1e15, 1e300, 12.0, 2.5],
    "not a number": [1.0, float("nan"), 2.0],
    "infinite ints": [10**16, 3, -4],
    "ints": [1, 2, 3, 4],
    "truths": [True, False, True, True],
    "mixed": [True, 1, 1.0, 0, False, None, "1"] * 3,
    "days": [DAY] * 8 + [DAY + datetime.timedelta(1)],
    "few texts": ["甲", None, "a & b", " 前"] * 4,
    "many texts": [f"达人{n}" for n in range(9)] + ["<", "", "两\n行", "x" * (LONGEST_TEXT + 9)],
}


@pytest.mark.parametrize("values", COLUMNS.values(), ids=COLUMNS)
def test_a_column_made_at_once_is_its_cells_made_one_by_one(values: list[object]) -> None:
    assert encoded_all(values, ' s="3"') == [' s="3"' + encoded(value) for value in values]


@pytest.mark.parametrize("prefix", ["", "x:"])
def test_rows_put_in_at_once_read_like_rows_put_in_one_by_one(prefix: str) -> None:
    p, declared = prefix, f" xmlns{':x' if prefix else ''}='http://m'"
    part = f"<{p}worksheet{declared}><{p}sheetData><{p}row r='2' ht='18'/></{p}sheetData></{p}worksheet>".encode()
    columns = [(28, encoded_all([1.5, 2.0, None], ' s="4"')), (2, encoded_all(["甲", "100%", "{0}"]))]
    once, singly = Sheet(part), Sheet(part)
    once.splice(9, once.rows[2], columns, 3)
    for at, cells in columns:
        for number, cell in enumerate(cells, 9):
            singly.row(number, singly.rows[2]).put(at, cell)
    assert once.to_bytes() == singly.to_bytes()
    assert once.to_bytes().count(f"<{p}c ".encode()) == 6
    with pytest.raises(ValueError, match=r"shorter|longer"):
        once.splice(20, Row(), [(1, ["/>"])], 2)
