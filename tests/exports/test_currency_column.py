"""A column that says the currency of each row, as the hint tells people to add one."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from lookalikes import Rows, delimited, workbook
from test_units import JUNE

from xl_fact.errors import InputError
from xl_fact.exports.reading import read_exports
from xl_fact.exports.sources import Reading

HEAD = ["日期", "消耗", "成交金额", "成交订单数"]
BOOK: Rows = [HEAD, *([f"2026-06-{n:02d}", n, 3 * n, n] for n in range(1, 8))]
"""16 and 12 spent, 48 and 36 sold, on odd days and on even ones."""
MARKED: Rows = [
    HEAD,
    *([d, f"{'$' if n % 2 else '¥'}{a}", f"{'$' if n % 2 else '¥'}{b}", n] for d, a, b, n in BOOK[1:]),
]


def beside(rows: Rows, heading: str, odd: str, even: str) -> Rows:
    """Rows with a column more."""
    return [[*rows[0], heading], *([*row, odd if n % 2 else even] for n, row in enumerate(rows[1:], 1))]


def sold(reading: Reading) -> dict[str, float]:
    """Currency → sales."""
    facts = reading.facts
    return {
        str(code): float(sum(of)) for code, of in facts.groupby("currency", observed=True)["gmv_platform"]
    }


def failed(reading: Reading) -> str:
    return " ".join(check.what[0] for check in reading.sources[0].proof.failed)


@pytest.mark.parametrize("ending", ["csv", "xlsx"])
@pytest.mark.parametrize("words", [("美元", "人民币"), ("USD", "CNY"), ("$", "元"), ("usd", "RMB")])
@pytest.mark.parametrize("heading", ["货币", "币种", "Currency", "结算币种"])
def test_the_hint_to_add_a_column_works(heading: str, words: Any, ending: str, tmp_path: Path) -> None:
    def read(rows: Rows) -> Reading:
        path = tmp_path / f"日报.{ending}"
        return read_exports(
            delimited(path, rows) if ending == "csv" else workbook(path, {"a": rows}), period=JUNE
        )

    with pytest.raises(InputError, match="加一列“货币”"):
        read(MARKED)
    for rows in (BOOK, MARKED):
        told = read(beside(rows, heading, *words))
        assert (sold(told), failed(told)) == ({"USD": 48.0, "CNY": 36.0}, "")


def test_a_book_of_a_platform_abroad_may_say_it_in_a_column(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="加一列“货币”"):
        read_exports(workbook(tmp_path / "TikTok日报.xlsx", {"a": BOOK}), period=JUNE)
    read = read_exports(
        workbook(tmp_path / "TikTok日报.xlsx", {"a": beside(BOOK, "货币", "美元", "泰铢")}), period=JUNE
    )
    assert sold(read) == {"USD": 48.0, "THB": 36.0}


def test_what_is_no_currency_and_what_the_headings_deny_is_loud(tmp_path: Path) -> None:
    coins = read_exports(
        workbook(tmp_path / "日报.xlsx", {"a": beside(BOOK, "货币", "金币", "元")}), period=JUNE
    )
    assert "“金币”不是货币，这些行按 CNY 计" in failed(coins)
    rows: Rows = [[HEAD[0], "消耗(元)", "成交金额(元)", HEAD[3]], *BOOK[1:]]
    other = read_exports(
        workbook(tmp_path / "日报.xlsx", {"a": beside(rows, "货币", "美元", "元")}), period=JUNE
    )
    assert "写着 USD，金额的列名写着 CNY" in failed(other)
    blank = read_exports(
        workbook(tmp_path / "日报.xlsx", {"a": beside(BOOK, "货币", "美元", "")}), period=JUNE
    )
    assert any(
        c.verdict == "note" and "没有写货币，按 CNY 计" in c.what[0] for c in blank.sources[0].proof.checks
    )


@pytest.mark.parametrize("word", ["all", "ALL", "tba", "TBA", "n.a.", "万元", "美元/人民币"])
def test_a_word_that_is_no_currency_does_not_become_one(word: str, tmp_path: Path) -> None:
    read = read_exports(
        workbook(tmp_path / "日报.xlsx", {"a": beside(BOOK, "币种", "CNY", word)}), period=JUNE
    )
    assert (sold(read), read.sources[0].proof.doubtful) == ({"CNY": 84.0}, ("cost", "gmv_platform"))
    assert f"“{word}”不是货币，这些行按 CNY 计" in failed(read)


@pytest.mark.parametrize(
    ("word", "code"),
    [
        *((word, "CNY") for word in ("CNY(元)", "人民币（元）", "Yuan", "CNY 元", "RMB/人民币", "(元)")),
        *((word, "USD") for word in ("dollar", "Dollars", "US dollars", "美元(USD)", "USD - 美元")),
        ("HKD(港币)", "HKD"),
        ("aud", "AUD"),
    ],
)
def test_a_currency_may_have_two_names_or_one_in_words(word: str, code: str, tmp_path: Path) -> None:
    read = read_exports(
        workbook(tmp_path / "日报.xlsx", {"a": beside(BOOK, "币种", "人民币", word)}), period=JUNE
    )
    assert (sold(read), failed(read)) == (
        {"CNY": 84.0} if code == "CNY" else {"CNY": 48.0, code: 36.0},
        "",
    )


def test_rows_without_a_currency_are_said_to_count_in_that_of_the_headings(tmp_path: Path) -> None:
    rows: Rows = [[HEAD[0], "消耗(USD)", "成交金额(USD)", HEAD[3]], *BOOK[1:]]
    read = read_exports(workbook(tmp_path / "日报.xlsx", {"a": beside(rows, "币种", "USD", "")}), period=JUNE)
    said = [c.what for c in read.sources[0].proof.checks if "没有写货币" in c.what[0]]
    assert (sold(read), failed(read)) == ({"USD": 84.0}, "")
    assert [(zh.split("，")[-1], en.split(" ")[-1]) for zh, en in said] == [("按 USD 计", "USD")]
