"""Units of a hundred, a thousand, ten thousand: multiplied where a heading or a title says them, said where nobody is sure."""

from __future__ import annotations

from pathlib import Path

import pytest
from lookalikes import Rows, delimited, workbook
from test_units import JUNE

from xl_fact.errors import InputError
from xl_fact.exports.reading import read_exports
from xl_fact.exports.sources import Reading

HEAD = ["日期", "消耗", "成交金额", "成交订单数"]
BOOK: Rows = [HEAD, *([f"2026-06-{n:02d}", n, 3 * n, 3 * n] for n in range(1, 8))]
"""28 spent, 84 sold, 84 orders."""

TIMES = {"百元": 1e2, "千元": 1e3, "万元": 1e4, "十万元": 1e5, "百万元": 1e6, "亿元": 1e8, "千美元": 1e3}


def sums(reading: Reading) -> tuple[float, float, float]:
    facts = reading.facts
    return float(facts["cost"].sum()), float(facts["gmv_platform"].sum()), float(facts["orders"].sum())


def doubts(reading: Reading) -> list[str]:
    """The verdicts of what is said of a unit that may be."""
    checks = reading.sources[0].proof.checks
    return [check.verdict for check in checks if "没有换算" in check.what[0]]


@pytest.mark.parametrize("form", ["{}", "_{}", " {}", "-{}", "/{}", "({})"])
@pytest.mark.parametrize("word", TIMES)
def test_a_unit_at_the_end_of_a_heading_counts(word: str, form: str, tmp_path: Path) -> None:
    rows: Rows = [[HEAD[0], *(heading + form.format(word) for heading in HEAD[1:3]), HEAD[3]], *BOOK[1:]]
    read = read_exports(delimited(tmp_path / "日报_202606.csv", rows), period=JUNE)
    assert sums(read) == (28 * TIMES[word], 84 * TIMES[word], 84)
    assert set(read.facts["currency"]) == {"USD" if word == "千美元" else "CNY"}


def test_an_amount_in_a_heading_is_no_unit(tmp_path: Path) -> None:
    rows: Rows = [[*HEAD, "满百元", "每千元"], *([*row, 1, 2] for row in BOOK[1:])]
    assert sums(read_exports(delimited(tmp_path / "日报.csv", rows), period=JUNE)) == (28, 84, 84)
    for heading in ("成交金额k", "成交金额M", "成交金额w"):
        with pytest.raises(InputError, match="认不出"):
            read_exports(
                delimited(tmp_path / "日报.csv", [[*HEAD[:2], heading, HEAD[3]], *BOOK[1:]]), period=JUNE
            )


@pytest.mark.parametrize("form", ["({})", "（{}）", "日报({})", "日报（单位：{}）", "单位：{}"])
@pytest.mark.parametrize("word", [word for word in TIMES if word != "百元"])
def test_a_unit_in_a_title_counts(word: str, form: str, tmp_path: Path) -> None:
    read = read_exports(
        workbook(tmp_path / "日报.xlsx", {"Sheet1": [[form.format(word)], *BOOK]}), period=JUNE
    )
    assert sums(read) == (28 * TIMES[word], 84 * TIMES[word], 84)


@pytest.mark.parametrize("word", ["百元", "k元", "k RMB", "千元", "单位k", "单位：千"])
def test_a_unit_that_a_name_may_mean_is_said_and_not_multiplied(word: str, tmp_path: Path) -> None:
    read = read_exports(
        workbook(tmp_path / "日报.xlsx", {f"日报{word}".replace("：", ""): BOOK}), period=JUNE
    )
    assert sums(read) == (28, 84, 84)
    assert doubts(read) == ["fail"]
    assert not read.sources[0].proof.passed


@pytest.mark.parametrize("word", ["k", "K", "千", "百", "thousand"])
def test_a_bare_multiple_in_a_name_or_a_title_is_not_checked_in_silence(word: str, tmp_path: Path) -> None:
    read = read_exports(delimited(tmp_path / f"日报_{word}.csv", BOOK), period=JUNE)
    assert (sums(read), doubts(read)) == ((28, 84, 84), ["open"])
    titled = read_exports(
        workbook(tmp_path / "日报.xlsx", {"Sheet1": [[f"日报({word})"], *BOOK]}), period=JUNE
    )
    assert (sums(titled), doubts(titled)) == ((28, 84, 84), ["open"])
    column: Rows = [[*HEAD, "单位"], *([*row, word] for row in BOOK[1:])]
    beside = read_exports(delimited(tmp_path / "日报.csv", column), period=JUNE)
    assert (sums(beside), doubts(beside)) == ((28, 84, 84), ["fail"])


@pytest.mark.parametrize(
    "name", ["日报_破百万元", "日报_预算100万元", "week", "目标万元", "日报-百元店", "日报_满千元"]
)
def test_names_that_only_hold_such_a_word_say_nothing(name: str, tmp_path: Path) -> None:
    read = read_exports(delimited(tmp_path / f"{name}.csv", BOOK), period=JUNE)
    assert (sums(read), doubts(read)) == ((28, 84, 84), [])


def test_where_each_order_would_be_dear_no_unit_is_looked_for(tmp_path: Path) -> None:
    dear: Rows = [HEAD, *([*row[:2], 100 * row[2], row[3]] for row in BOOK[1:])]
    read = read_exports(delimited(tmp_path / "日报_k.csv", dear), period=JUNE)
    assert (sums(read), doubts(read)) == ((28, 8400, 84), [])


def test_a_unit_beside_a_blank_heading_is_heard(tmp_path: Path) -> None:
    rows: Rows = [["", "", "", "", "单位：千元"], [*HEAD, ""], *([*row, "备注"] for row in BOOK[1:])]
    read = read_exports(workbook(tmp_path / "日报.xlsx", {"Sheet1": rows}), period=JUNE)
    assert sums(read) == (28e3, 84e3, 84)
