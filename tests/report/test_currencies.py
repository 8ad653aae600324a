"""Money of two currencies never meets in a sum; a rate that a person gives changes it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import openpyxl
import pytest

from xl_fact.errors import InputError
from xl_fact.monthly import make_report
from xl_fact.store.published import list_facts
from xl_fact.store.store import import_exports

DAILY = "日期,消耗,成交金额,成交订单数\n2026-06-01,100,400,4\n2026-06-02,200,500,5\n"
DOLLARS = "date,spend_usd,gmv_usd\n2026-06-01,10,\n2026-06-02,20,\n"


def exports(folder: Path, dollars: str = DOLLARS) -> list[Path]:
    files = [folder / "手工日报.csv", folder / "daily_us.csv"]
    files[0].write_text(DAILY, "utf-8")
    files[1].write_text(dollars, "utf-8")
    return files


def texts(book: Path, sheet: str) -> list[object]:
    found = openpyxl.load_workbook(book, data_only=True)[sheet]
    return [cell.value for row in found.iter_rows() for cell in row if cell.value is not None]


def test_spend_in_another_currency_is_left_out_and_said(tmp_path: Path) -> None:
    made = make_report(exports(tmp_path), "2026-06", brand_name="示例", out=tmp_path / "o.xlsx")
    overview, about = texts(made.path, "概览"), texts(made.path, "说明")
    assert 300 in overview, "the cost in yuan, not 330"
    assert pytest.approx(900 / 300) in [v for v in overview if isinstance(v, float | int)]
    assert "USD 的 2 行（投放消耗）" in about
    checks = texts(made.path, "校验")
    assert not made.passed
    assert checks[checks.index("别的币种、没有计入（行）") + 1] == 2
    assert "文件里没有可以核对的比率或合计" in checks


@pytest.mark.parametrize(
    ("rates", "cost"),
    [("USD = 7", 300 + 30 * 7), ('USD = { "2026-06" = 7, "2026-06-02" = 7.5 }', 300 + 10 * 7 + 20 * 7.5)],
)
def test_a_rate_changes_it_and_stands_on_the_sheet(tmp_path: Path, rates: str, cost: float) -> None:
    settings = tmp_path / "brand.toml"
    settings.write_text(f"[rates]\n{rates}\n", "utf-8")
    files = exports(tmp_path)
    made = make_report(files, "2026-06", config=settings, out=tmp_path / "o.xlsx")
    assert cost in texts(made.path, "概览")
    assert any(str(t).startswith("USD 已换算成 CNY：") for t in texts(made.path, "说明"))


def test_sales_in_two_currencies_are_refused_until_there_is_a_rate(tmp_path: Path) -> None:
    files = exports(tmp_path, DOLLARS.replace(",10,", ",10,40").replace(",20,", ",20,60"))
    with pytest.raises(InputError, match=r"CNY、USD，不能相加.*\[rates\]"):
        make_report(files, "2026-06", out=tmp_path / "o.xlsx")
    settings = tmp_path / "brand.toml"
    settings.write_text("[rates]\nUSD = 7\n", "utf-8")
    made = make_report(files, "2026-06", config=settings, out=tmp_path / "o.xlsx")
    assert 900 + 100 * 7 in texts(made.path, "概览")


@pytest.mark.parametrize("rates", ["USD = 0", "USD = '7'", 'USD = { "June" = 7 }', 'USD = { "2026-05" = 7 }'])
def test_a_rate_that_is_none_or_not_of_the_day_is_refused(tmp_path: Path, rates: str) -> None:
    settings = tmp_path / "brand.toml"
    settings.write_text(f"[rates]\n{rates}\n", "utf-8")
    with pytest.raises(InputError, match="USD"):
        make_report(exports(tmp_path), "2026-06", config=settings, out=tmp_path / "o.xlsx")


def test_the_list_of_facts_shows_each_currency(tmp_path: Path) -> None:
    import_exports(exports(tmp_path), tmp_path / "facts", brand="示例")
    line = list_facts(tmp_path / "facts").lines()[0]
    assert "投放消耗 CNY 300  投放消耗 USD 30" in line
    assert "成交金额 900" in line


BARE = "date,spend,gmv\n2026-06-01,10,40\n2026-06-02,20,60\n"


def sums_of(book: Path) -> set[object]:
    return {v for v in texts(book, "概览") if isinstance(v, float | int)}


@pytest.mark.parametrize("rates", ["", "[rates]\nUSD = 7\n"])
@pytest.mark.parametrize("stored", [False, True], ids=["files", "facts"])
def test_money_that_says_no_currency_is_not_added_to_yuan(tmp_path: Path, rates: str, stored: bool) -> None:
    """TikTok's 100 of nobody knows what beside 900 yuan of Douyin: 900, and the 100 are named."""
    files, settings = exports(tmp_path, BARE), tmp_path / "brand.toml"
    settings.write_text(rates, "utf-8")
    given: dict[str, Any] = {"exports": files}
    if stored:
        import_exports(files, tmp_path / "facts", brand="示例")
        given = {"exports": [], "facts": tmp_path / "facts", "brand_name": "示例"}
    made = make_report(**given, month="2026-06", config=settings, out=tmp_path / "o.xlsx")
    overview = sums_of(made.path)
    assert {900, 300, 3} <= overview
    assert not {1000, 330} & overview
    assert not made.passed
    (left,) = (text for text in texts(made.path, "说明") if str(text).startswith("daily_us.csv 的 2 行"))
    assert "成交金额 100.00" in str(left)
    assert "投放消耗 30.00" in str(left)


def test_the_list_of_facts_adds_no_money_of_an_unknown_currency(tmp_path: Path) -> None:
    import_exports(exports(tmp_path, BARE), tmp_path / "facts", brand="示例")
    (line,) = list_facts(tmp_path / "facts").lines()
    assert "成交金额（没写币种） 100  成交金额 CNY 900" in line
    assert "投放消耗（没写币种） 30  投放消耗 CNY 300" in line


def test_money_says_no_currency_at_all_or_its_platform_tells_one(tmp_path: Path) -> None:
    """Alone it is what it is; beside dollars of the same platform and shop it is dollars."""
    bare, told = tmp_path / "daily_us.csv", tmp_path / "daily_tiktok_ads.csv"
    bare.write_text(BARE, "utf-8")
    made = make_report([bare], "2026-06", out=tmp_path / "o.xlsx")
    assert {100, 30} <= sums_of(made.path)
    told.write_text("date,spend_usd,gmv_usd\n2026-06-03,1,7\n", "utf-8")
    made = make_report([bare, told], "2026-06", out=tmp_path / "p.xlsx")
    assert {107, 31} <= sums_of(made.path)
